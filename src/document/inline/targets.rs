//! Links and images: claims, targets that are checked, and links that Markdown would drop.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Frame, FrameKind, Leaf, OpenLink};
use crate::claim::PieceKind;
use crate::diagnostic::{Code, Fault};
use crate::document::builder::Builder;
use crate::document::report::first_line;
use crate::document::{Claim, ClaimId, Inline, LinkTarget, claims, links};
use crate::source::Span;

impl Leaf {
    pub(super) fn open_link(
        &mut self,
        builder: &mut Builder<'_, '_>,
        kind: LinkType,
        target: &str,
        title: &str,
        span: Span,
    ) {
        let claim = claims::is_claim(target);
        if claim {
            builder.attempts += 1;
            self.object(span);
        }
        let target = match kind {
            LinkType::Email => format!("mailto:{target}"),
            _ => target.to_owned(),
        };
        self.link =
            Some(OpenLink { kind, target, title: title.to_owned(), span, claim, pieces: Vec::new(), faulty: false });
        // A link opens a frame even beyond the limit: there is at most one.
        self.frames.push(Frame { kind: FrameKind::Link, content: Vec::new() });
    }

    pub(super) fn close_link(&mut self, builder: &mut Builder<'_, '_>, span: Span) {
        let Some(link) = self.link.take() else { return };
        self.lines_inside(builder, Span::new(self.last_end.min(span.end), span.end));
        let content = match self.frames.last() {
            Some(Frame { kind: FrameKind::Link, .. }) => {
                self.frames.pop().map(|frame| frame.content).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        builder.link_spans.push(link.span);
        let bracket = claims::bracket(builder.text, self.last_end.min(span.end), span.end);
        if link.claim {
            match self.read_claim(builder, link, bracket) {
                Some(id) => {
                    self.after = Some(id);
                    self.push(Inline::Claim(id, content));
                }
                None => content.into_iter().for_each(|inline| self.push(inline)),
            }
            return;
        }
        self.after = None;
        let place = match (link.kind, bracket) {
            (LinkType::Inline, Some(bracket)) => claims::target_span(builder.text, bracket + 2, span.end - 1),
            (LinkType::Autolink | LinkType::Email, _) => Span::new(span.start + 1, span.end - 1),
            _ => span,
        };
        let place = if place.is_empty() { span } else { place };
        if let Some(fault) = links::check(&link.target, false, first_line(builder.text, place)) {
            builder.report.fault(fault);
        }
        builder.links.push(LinkTarget { target: link.target.clone(), span: place, image: false });
        self.push(Inline::Link { target: link.target, title: link.title, content, span });
    }

    fn read_claim(&self, builder: &mut Builder<'_, '_>, link: OpenLink, bracket: Option<usize>) -> Option<ClaimId> {
        let text = builder.text;
        let Some(bracket) = bracket.filter(|_| link.kind == LinkType::Inline) else {
            builder.reported.push(link.span);
            builder.report.fault(
                Fault::new(Code::ClaimSyntax, first_line(text, link.span), "a claim by reference")
                    .note(format!("the reference leads to `{}`", link.target))
                    .help(format!("write the expression at the number: `[1.737 bits]({})`", link.target)),
            );
            return None;
        };
        builder.openers.push(bracket);
        let target = claims::Target {
            open: bracket + 2,
            close: link.span.end - 1,
            dest: &link.target,
            title: &link.title,
            in_table: builder.in_table(),
        };
        let expression = match claims::expression(text, &target) {
            Ok(expression) => expression,
            Err(fault) => {
                builder.report.fault(fault);
                return None;
            }
        };
        if link.faulty {
            return None;
        }
        let id = ClaimId(builder.claims.len());
        builder.claims.push(Claim {
            label: link.pieces,
            label_span: Span::new(link.span.start + 1, bracket),
            after: None,
            expression,
            span: link.span,
            place: builder.place(),
            scope: builder.scope(),
        });
        Some(id)
    }

    /// Inside an image only its alternative text matters.
    pub(super) fn image_event(&mut self, builder: &mut Builder<'_, '_>, event: Event<'_>, span: Span) {
        let text = builder.text;
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Text(cooked) => image.alt.push_str(&cooked),
            Event::Code(code) => {
                image.alt.push_str(&code);
                builder.opaque.push(span);
            }
            Event::InlineMath(tex) | Event::DisplayMath(tex) => {
                image.alt.push_str(&tex);
                builder.maths.push(span);
            }
            Event::InlineHtml(_) => builder.opaque.push(span),
            Event::SoftBreak | Event::HardBreak => {
                image.alt.push(' ');
                let next = text[span.start..].find('\n').map_or(text.len(), |newline| span.start + newline + 1);
                self.line = Some(next);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                image.depth += 1;
                if claims::is_claim(&dest_url) {
                    builder.reported.push(span);
                    builder.report.fault(image_claim(text, span));
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) if claims::is_claim(&dest_url) => {
                builder.attempts += 1;
                builder.reported.push(span);
                builder.report.fault(
                    Fault::new(Code::ClaimSyntax, first_line(text, span), "a claim in the text of an image")
                        .help("state the number in the prose beside the image"),
                );
            }
            Event::End(TagEnd::Image) if image.depth > 0 => image.depth -= 1,
            Event::End(TagEnd::Image) => self.close_image(builder, span),
            _ => {}
        }
    }

    fn close_image(&mut self, builder: &mut Builder<'_, '_>, span: Span) {
        let Some(image) = self.image.take() else { return };
        let text = builder.text;
        self.piece(PieceKind::Other, text, image.span);
        builder.link_spans.push(image.span);
        if claims::is_claim(&image.target) {
            builder.reported.push(image.span);
            builder.report.fault(image_claim(text, image.span));
            return;
        }
        let bracket = claims::bracket(text, self.last_end.min(span.end), span.end);
        let place = match (image.kind, bracket) {
            (LinkType::Inline, Some(bracket)) => claims::target_span(text, bracket + 2, span.end - 1),
            _ => span,
        };
        let place = if place.is_empty() { span } else { place };
        if let Some(fault) = links::check(&image.target, true, first_line(text, place)) {
            builder.report.fault(fault);
        }
        builder.links.push(LinkTarget { target: image.target.clone(), span: place, image: true });
        self.push(Inline::Image { target: image.target, title: image.title, alt: image.alt, span: image.span });
    }

    /// Reports a link around a claim: Markdown keeps the inner link and drops the outer.
    pub(super) fn close_bracket(&mut self, builder: &mut Builder<'_, '_>, at: usize) {
        let Some((open, attempts)) = self.brackets.pop() else { return };
        if attempts == builder.attempts {
            return;
        }
        let rest = &builder.text[at + 1..];
        let Some(length) = outer_target(rest, &builder.definitions) else { return };
        let span = first_line(builder.text, Span::new(open, at + 1 + length));
        builder.report.fault(
            Fault::new(Code::ClaimSyntax, span, "a claim inside a link")
                .note("Markdown has no link in a link, so the outer one would be lost")
                .help("end the link before the number: `[text](target) [1.737 bits](=H(P,Q))`"),
        );
    }
}

fn image_claim(text: &str, span: Span) -> Fault {
    Fault::new(Code::ClaimSyntax, first_line(text, span), "an image can't be a claim")
        .help("drop the `!`: `[1.737 bits](=H(P,Q))`")
}

/// How many bytes the target of a link around a claim may have to be noticed.
const LONGEST_TARGET: usize = 1000;

/// The length of what makes `[…]` a link, at the start of `rest`; not if that is a claim's own.
fn outer_target(rest: &str, definitions: &BTreeMap<String, String>) -> Option<usize> {
    if let Some(label) = rest.strip_prefix('[') {
        let length = label.bytes().take(LONGEST_TARGET).position(|byte| byte == b']')?;
        return definitions.contains_key(&label[..length].to_lowercase()).then_some(length + 2);
    }
    let inside = rest.strip_prefix('(')?;
    let target = inside.trim_start_matches([' ', '\t']);
    if target.starts_with('=') || target.starts_with("<=") {
        return None;
    }
    let mut depth = 1_usize;
    for (at, byte) in inside.bytes().enumerate().take(LONGEST_TARGET) {
        match byte {
            // The end of the paragraph, as far as that is seen here.
            b'\n' if inside[at + 1..].starts_with('\n') => return None,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let target = inside[..at].trim();
            let (word, title) = target.split_once([' ', '\t', '\n']).unwrap_or((target, ""));
            let titled = title.is_empty() || title.trim_start().starts_with(['"', '\'', '(']);
            return (!word.is_empty() && titled || target.starts_with('<')).then_some(at + 2);
        }
    }
    None
}
