//! Events to inlines: running text, the labels of claims, and the numbers that no claim covers.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::builder::Builder;
use super::callouts::{self, Marker};
use super::lines::{aligned, line_end, line_start, part, quote_marks};
use super::report::first_line;
use super::{Claim, ClaimId, ClaimPlace, Inline, LinkTarget, MAX_NESTING, claims, coverage, html, links, math};
use crate::claim::{Piece, PieceKind};
use crate::diagnostic::{Code, Fault};
use crate::source::{Excerpt, Span};

/// Stands in the text of a paragraph for what is no text: code, a formula, a claim.
const OBJECT: char = '\u{FFFC}';

/// What a run of inlines belongs to.
pub(super) enum LeafKind {
    Paragraph,
    Plain,
    Heading { level: u8, id: Option<String> },
    Cell,
}

/// A run of inlines whose end was not seen yet.
pub(super) struct Leaf {
    kind: LeafKind,
    span: Span,
    frames: Vec<Frame>,
    /// Marks of emphasis open beyond the limit.
    skipped: usize,
    /// Whether this is the first paragraph of a quote.
    starts_quote: bool,
    /// Whether nothing was seen yet.
    fresh: bool,
    /// Where the title of a callout starts.
    title_start: Option<usize>,
    /// The title, once its line has ended.
    title: Option<Vec<Inline>>,
    /// The start of the source line that has just begun.
    line: Option<usize>,
    lazy_reported: bool,
    /// Where the last event ended.
    last_end: usize,
    /// Text brackets without a partner so far: where, and how many claims stood before.
    brackets: Vec<(usize, usize)>,
    /// The claim behind which a unit may follow.
    after: Option<ClaimId>,
    link: Option<OpenLink>,
    image: Option<OpenImage>,
    /// How many tags of HTML were reported.
    tags: usize,
    /// The text in which numbers are looked for.
    run: Excerpt,
}

struct Frame {
    kind: FrameKind,
    content: Vec<Inline>,
}

#[derive(Clone, Copy)]
enum FrameKind {
    Root,
    Emphasis,
    Strong,
    Strikethrough,
    Link,
}

struct OpenLink {
    kind: LinkType,
    target: String,
    title: String,
    span: Span,
    claim: bool,
    pieces: Vec<Piece>,
    /// What was reported inside makes the claim none.
    faulty: bool,
}

struct OpenImage {
    target: String,
    title: String,
    alt: String,
    span: Span,
    kind: LinkType,
    depth: usize,
}

/// A finished run.
pub(super) struct Done {
    pub(super) kind: LeafKind,
    pub(super) span: Span,
    pub(super) content: Vec<Inline>,
    pub(super) title: Option<Vec<Inline>>,
}

impl Leaf {
    pub(super) fn new(kind: LeafKind, span: Span, starts_quote: bool) -> Self {
        Self {
            kind,
            span,
            frames: vec![Frame { kind: FrameKind::Root, content: Vec::new() }],
            skipped: 0,
            starts_quote,
            fresh: true,
            title_start: None,
            title: None,
            line: None,
            lazy_reported: false,
            last_end: span.start,
            brackets: Vec::new(),
            after: None,
            link: None,
            image: None,
            tags: 0,
            run: Excerpt::default(),
        }
    }

    /// Looks for the marker of a callout.
    pub(super) fn start(&mut self, builder: &mut Builder<'_, '_>) {
        let text = builder.text;
        let inside = &text[self.span.range()];
        let at = self.span.start + (inside.len() - inside.trim_start_matches([' ', '\t']).len());
        if self.starts_quote
            && let Some(marker) = callouts::marker(text, at)
        {
            // Also where the marker is wrong: it was reported and is not looked at again.
            self.fresh = false;
            if builder.callout(&marker) {
                self.title_start = Some(marker.end);
            }
        }
    }

    /// Notes that the source was read up to `end`.
    pub(super) fn pass(&mut self, end: usize) {
        self.last_end = end;
    }

    /// Takes the next event.
    pub(super) fn event(&mut self, builder: &mut Builder<'_, '_>, event: Event<'_>, span: Span) {
        let mut end = span.end;
        self.begin_line(builder, span);
        self.span.end = self.span.end.max(span.end);
        if let Event::Start(Tag::Image { .. }) = event {
            end = span.start + 2;
        } else if let Event::Start(_) = event {
            end = span.start + 1;
        }
        if self.image.is_some() {
            self.image_event(builder, event, span);
        } else {
            self.plain_event(builder, event, span);
        }
        self.last_end = end;
    }

    fn plain_event(&mut self, builder: &mut Builder<'_, '_>, event: Event<'_>, span: Span) {
        if !matches!(event, Event::Text(_) | Event::SoftBreak | Event::End(_)) {
            self.after = None;
        }
        match event {
            Event::Text(text) => self.text(builder, &text, span),
            Event::Code(code) => {
                builder.opaque.push(span);
                self.lines_inside(builder, span);
                self.object(span);
                self.push(Inline::Code(code.to_string()));
            }
            Event::InlineMath(tex) => self.math(builder, &tex, span, false),
            Event::DisplayMath(tex) => self.math(builder, &tex, span, true),
            Event::InlineHtml(_) | Event::Html(_) => self.html(builder, span),
            Event::FootnoteReference(label) => {
                self.object(span);
                self.push(Inline::FootnoteReference(label.to_string(), span));
            }
            Event::SoftBreak => self.line_break(builder, span, Inline::SoftBreak),
            Event::HardBreak => self.line_break(builder, span, Inline::HardBreak),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                self.open_link(builder, link_type, &dest_url, &title, span);
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                self.object(span);
                self.image = Some(OpenImage {
                    target: dest_url.to_string(),
                    title: title.to_string(),
                    alt: String::new(),
                    span,
                    kind: link_type,
                    depth: 0,
                });
            }
            Event::Start(Tag::Emphasis) => self.open(builder, FrameKind::Emphasis, span),
            Event::Start(Tag::Strong) => self.open(builder, FrameKind::Strong, span),
            Event::Start(Tag::Strikethrough) => self.open(builder, FrameKind::Strikethrough, span),
            Event::End(TagEnd::Link) => self.close_link(builder, span),
            Event::End(_) => self.close(),
            _ => {}
        }
    }

    // Lines.

    /// Looks at how a source line starts, at its first event.
    fn begin_line(&mut self, builder: &mut Builder<'_, '_>, span: Span) {
        let text = builder.text;
        if let Some(start) = self.line.take() {
            let until = if span.start >= start { span.start } else { line_end(text, start.min(text.len())) };
            self.check_depth(builder, start, until);
            if span.start >= start {
                self.check_marker(builder, span);
            }
        } else if self.fresh && !matches!(self.kind, LeafKind::Cell) {
            self.check_marker(builder, span);
        }
        self.fresh = false;
    }

    /// Reports a line with fewer `>` than its paragraph.
    fn check_depth(&mut self, builder: &mut Builder<'_, '_>, start: usize, until: usize) {
        let text = builder.text;
        let marks = quote_marks(text, start, until);
        if marks >= builder.quote_depth || self.lazy_reported {
            return;
        }
        self.lazy_reported = true;
        let line = Span::new(start, line_end(text, start));
        let blank = text[line.range()].bytes().take_while(|byte| b" \t>".contains(byte)).count();
        let depth = builder.quote_depth;
        let here = match marks {
            0 => "no `>`".to_owned(),
            marks => format!("{marks} `>`"),
        };
        builder.report.fault(
            Fault::new(Code::Markdown, Span::new(start + blank, line.end), "a line of a quote lacks its `>`")
                .label(format!("{here} here, {depth} at the start of the paragraph"))
                .note("Markdown adds such a line to the paragraph above")
                .help(format!(
                    "start the line with `{}`, or leave a line empty before it",
                    "> ".repeat(depth).trim_end()
                )),
        );
    }

    /// Looks at the lines of something that Markdown gives as one piece.
    fn lines_inside(&mut self, builder: &mut Builder<'_, '_>, span: Span) {
        if builder.quote_depth == 0 || self.lazy_reported {
            return;
        }
        let text = builder.text;
        for (at, _) in text[span.range()].match_indices('\n') {
            let start = span.start + at + 1;
            // The text itself may start with `>`, so count no further than needed: enough is enough.
            self.check_depth(builder, start, span.end);
        }
    }

    /// Reports a marker of a callout that starts a line, but no quote.
    fn check_marker(&mut self, builder: &mut Builder<'_, '_>, span: Span) {
        let text = builder.text;
        let first = span.start;
        if !text[first..].starts_with("[!") || text[..first].ends_with('\\') {
            return;
        }
        let named = |marker: &Marker| {
            let name = text[marker.kind.range()].trim();
            marker.closed && !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '-' || c == ' ')
        };
        if let Some(marker) = callouts::marker(text, first).filter(named) {
            builder.report.fault(callouts::stray(text, &marker, builder.quote_depth > 0));
        }
    }

    fn line_break(&mut self, builder: &mut Builder<'_, '_>, span: Span, inline: Inline) {
        let text = builder.text;
        let next = text[span.start..].find('\n').map_or(text.len(), |newline| span.start + newline + 1);
        self.line = Some(next);
        if matches!(inline, Inline::HardBreak) {
            self.after = None;
        }
        self.run.push(" ", span.start);
        self.piece(PieceKind::Other, builder.text, span);
        if self.title_start.is_some() && self.title.is_none() {
            if self.frames.len() > 1 {
                builder.report.fault(
                    Fault::new(
                        Code::Callout,
                        first_line(text, Span::new(line_start(text, span.start), span.start)),
                        "a callout's title goes on in the next line",
                    )
                    .help("close the emphasis or link before the line ends"),
                );
            } else if let Some(root) = self.frames.first_mut() {
                self.title = Some(std::mem::take(&mut root.content));
                return;
            }
        }
        self.push(inline);
    }

    // Text.

    fn text(&mut self, builder: &mut Builder<'_, '_>, cooked: &str, span: Span) {
        let (mut cooked, mut span) = (cooked, span);
        if let Some(title) = self.title_start.filter(|&title| span.start < title) {
            let cut = title.min(span.end) - span.start;
            cooked = cooked.get(cut..).unwrap_or_default();
            span.start += cut;
            if span.is_empty() {
                return;
            }
        }
        let text = builder.text;
        let escaped = span.start > self.last_end && text[..span.start].ends_with('\\');
        let raw = &text[span.range()];
        if !escaped && raw == "[" {
            self.brackets.push((span.start, builder.attempts));
            self.undefined_footnote(builder, span.start);
        } else if !escaped && raw == "]" {
            self.close_bracket(builder, span.start);
        }
        let written = Span::new(span.start - usize::from(escaped), span.end);
        self.piece(PieceKind::Text, text, written);
        if let Some(claim) = self.after.and_then(|id| builder.claims.get_mut(id.0)) {
            extend_after(claim, text, written, self.last_end);
        }
        if !self.link.as_ref().is_some_and(|link| link.claim || link.kind == LinkType::Autolink) {
            self.run.push(cooked, span.start);
        }
        self.push_text(cooked);
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Inline::Text(last)) = self.frames.last_mut().and_then(|frame| frame.content.last_mut()) {
            last.push_str(text);
        } else {
            self.push(Inline::Text(text.to_owned()));
        }
    }

    /// Reports `[^name]` that Markdown left as text.
    fn undefined_footnote(&mut self, builder: &mut Builder<'_, '_>, at: usize) {
        let line = &builder.text[at..line_end(builder.text, at)];
        let Some(rest) = line.strip_prefix("[^") else { return };
        let Some(length) = rest.find(|c: char| c == ']' || c.is_whitespace()).filter(|&length| length > 0) else {
            return;
        };
        if rest[length..].starts_with(']') && length < 200 {
            let label = &rest[..length];
            builder.report.fault(
                Fault::new(
                    Code::Markdown,
                    Span::new(at, at + length + 3),
                    format!("the footnote `[^{label}]` is not defined"),
                )
                .help(format!("write its text in a paragraph of its own: `[^{label}]: text`")),
            );
        }
    }

    /// Reports a link around a claim: Markdown keeps the inner link and drops the outer.
    fn close_bracket(&mut self, builder: &mut Builder<'_, '_>, at: usize) {
        let Some((open, attempts)) = self.brackets.pop() else { return };
        if attempts == builder.attempts {
            return;
        }
        let rest = &builder.text[at + 1..line_end(builder.text, at)];
        let Some(length) = outer_target(rest, &builder.definitions) else { return };
        let span = first_line(builder.text, Span::new(open, at + 1 + length));
        builder.report.fault(
            Fault::new(Code::ClaimSyntax, span, "a claim inside a link")
                .note("Markdown has no link in a link, so the outer one would be lost")
                .help("end the link before the number: `[text](target) [1.737 bits](=H(P,Q))`"),
        );
    }

    // Pieces of labels.

    fn piece(&mut self, kind: PieceKind, text: &str, span: Span) {
        let Some(link) = self.link.as_mut().filter(|link| link.claim) else { return };
        let written = &text[span.range()];
        match link.pieces.last_mut() {
            Some(last) if kind == PieceKind::Text && last.kind == kind && last.span.end == span.start => {
                last.text.push_str(written);
                last.span.end = span.end;
            }
            _ => link.pieces.push(Piece { kind, text: written.to_owned(), span }),
        }
    }

    fn object(&mut self, span: Span) {
        self.run.push(OBJECT.encode_utf8(&mut [0; 4]), span.start);
    }

    // Marks.

    fn push(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            frame.content.push(inline);
        }
    }

    fn open(&mut self, builder: &mut Builder<'_, '_>, kind: FrameKind, span: Span) {
        if self.skipped > 0 || self.frames.len() > MAX_NESTING {
            if self.skipped == 0 {
                builder.report.fault(
                    Fault::new(
                        Code::Markdown,
                        Span::new(span.start, span.start + 1),
                        format!("emphasis nests deeper than {MAX_NESTING}"),
                    )
                    .help("escape signs that are meant as text: `\\*`"),
                );
            }
            self.skipped += 1;
            return;
        }
        self.frames.push(Frame { kind, content: Vec::new() });
    }

    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame { kind, content }) = self.frames.pop() else { return };
        match kind {
            FrameKind::Emphasis => self.push(Inline::Emphasis(content)),
            FrameKind::Strong => self.push(Inline::Strong(content)),
            FrameKind::Strikethrough => self.push(Inline::Strikethrough(content)),
            FrameKind::Root | FrameKind::Link => content.into_iter().for_each(|inline| self.push(inline)),
        }
    }

    fn html(&mut self, builder: &mut Builder<'_, '_>, span: Span) {
        builder.opaque.push(span);
        self.lines_inside(builder, span);
        let raw = &builder.text[span.range()];
        if html::is_comment(raw) {
            return;
        }
        self.piece(PieceKind::Other, builder.text, span);
        if builder.allows_html() {
            self.push(Inline::Html(raw.to_owned()));
        } else if !html::is_closing(raw) || self.tags == 0 {
            self.tags += 1;
            builder.report.fault(html::fault(builder.text, span));
        }
    }

    fn math(&mut self, builder: &mut Builder<'_, '_>, tex: &str, span: Span, display: bool) {
        let dollars = if display { 2 } else { 1 };
        let inside = Span::new(
            (span.start + dollars).min(span.end),
            (span.end.saturating_sub(dollars)).max(span.start + dollars),
        );
        builder.maths.push(span);
        self.lines_inside(builder, span);
        self.object(span);
        let whole = aligned(builder.text, inside, tex);
        if self.link.as_ref().is_some_and(|link| link.claim) {
            self.label_math(builder, &whole, inside);
            self.push(Inline::Math { tex: whole, display, claims: Vec::new() });
            return;
        }
        let (found, faults) = math::claims(&whole.text);
        for fault in faults {
            builder.attempts += 1;
            let span =
                if fault.span.is_empty() { Span::at(whole.origin(fault.span.start)) } else { whole.span(fault.span) };
            builder.report.fault(Fault { span, ..fault });
        }
        let mut ids = Vec::new();
        for (index, claim) in found.iter().enumerate() {
            builder.attempts += 1;
            let label = part(&whole, claim.label);
            let label_span =
                if claim.label.is_empty() { Span::at(whole.origin(claim.label.start)) } else { label.whole() };
            let label = Piece { kind: PieceKind::Math, text: label.text, span: label_span };
            let after = math::after(&whole, &found, index);
            // Behind the last claim of a formula, a unit may also follow the formula.
            let last = index + 1 == found.len() && after.is_none();
            let id = ClaimId(builder.claims.len());
            self.after = last.then_some(id);
            let place = match builder.place() {
                ClaimPlace::Problem => ClaimPlace::Problem,
                _ => ClaimPlace::Math,
            };
            builder.claims.push(Claim {
                label: if label.text.is_empty() { Vec::new() } else { vec![label] },
                label_span,
                after: after.map(|after| Piece { kind: PieceKind::Math, span: after.whole(), text: after.text }),
                expression: part(&whole, claim.expression),
                span: whole.span(claim.whole),
                place,
                scope: builder.scope(),
            });
            ids.push(id);
        }
        let claimed: Vec<Span> = found.iter().map(|claim| claim.whole).collect();
        builder.unclaimed.extend(coverage::in_math(&whole.text, &claimed).into_iter().map(|number| whole.span(number)));
        let tex = if found.is_empty() { whole } else { math::without_links(&whole, &found) };
        self.push(Inline::Math { tex, display, claims: ids });
    }

    /// A formula in the label of a claim.
    fn label_math(&mut self, builder: &mut Builder<'_, '_>, tex: &Excerpt, inside: Span) {
        let (found, faults) = math::claims(&tex.text);
        if let Some(claim) = found.first().map(|claim| claim.whole).or(faults.first().map(|fault| fault.span)) {
            builder.report.fault(
                Fault::new(Code::ClaimSyntax, tex.span(claim), "a claim inside the label of a claim")
                    .help("claim the number once"),
            );
        }
        if let Some(link) = &mut self.link {
            link.faulty |= !found.is_empty() || !faults.is_empty();
            link.pieces.push(Piece { kind: PieceKind::Math, text: tex.text.clone(), span: inside });
        }
    }

    // Links.

    fn open_link(&mut self, builder: &mut Builder<'_, '_>, kind: LinkType, target: &str, title: &str, span: Span) {
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

    fn close_link(&mut self, builder: &mut Builder<'_, '_>, span: Span) {
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
    fn image_event(&mut self, builder: &mut Builder<'_, '_>, event: Event<'_>, span: Span) {
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

    /// The end of the run.
    pub(super) fn finish(mut self, builder: &mut Builder<'_, '_>) -> Done {
        while self.frames.len() > 1 {
            self.skipped = 0;
            self.close();
        }
        let mut content = self.frames.pop().map(|root| root.content).unwrap_or_default();
        if self.title_start.is_some() && self.title.is_none() {
            self.title = Some(std::mem::take(&mut content));
        }
        let heading = matches!(self.kind, LeafKind::Heading { .. });
        let numbers = coverage::in_prose(&self.run.text, heading);
        builder.unclaimed.extend(numbers.into_iter().map(|number| self.run.span(number)));
        Done { kind: self.kind, span: self.span, content, title: self.title }
    }
}

fn image_claim(text: &str, span: Span) -> Fault {
    Fault::new(Code::ClaimSyntax, first_line(text, span), "an image can't be a claim")
        .help("drop the `!`: `[1.737 bits](=H(P,Q))`")
}

/// Adds the text at `span` to what follows `claim`. `last_end` is where the event before ended.
fn extend_after(claim: &mut Claim, text: &str, span: Span, last_end: usize) {
    let written = &text[span.range()];
    match &mut claim.after {
        Some(after) if after.span.end == span.start => {
            after.text.push_str(written);
            after.span.end = span.end;
        }
        // Behind a line break: the byte before the text stands for the break, so that places stay right.
        after if span.start > last_end || text[..span.start].ends_with('\n') => {
            if after.as_ref().is_none_or(|after| after.text.trim().is_empty()) && span.start > 0 {
                let start = span.start - 1;
                if text.is_char_boundary(start) {
                    *after = Some(Piece {
                        kind: PieceKind::Text,
                        text: format!(" {written}"),
                        span: Span::new(start, span.end),
                    });
                }
            }
        }
        after @ None => *after = Some(Piece { kind: PieceKind::Text, text: written.to_owned(), span }),
        Some(_) => {}
    }
}

/// The length of what makes `[…]` a link, at the start of `rest`; not if that is a claim's own.
fn outer_target(rest: &str, definitions: &std::collections::BTreeMap<String, String>) -> Option<usize> {
    if let Some(label) = rest.strip_prefix('[') {
        let length = label.find(']').filter(|&length| length < 1000)?;
        return definitions.contains_key(&label[..length].to_lowercase()).then_some(length + 2);
    }
    let inside = rest.strip_prefix('(')?;
    let target = inside.trim_start();
    if target.starts_with('=') || target.starts_with("<=") {
        return None;
    }
    let mut depth = 1_usize;
    for (at, byte) in inside.bytes().enumerate().take(2000) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let target = inside[..at].trim();
            let (word, title) = target.split_once([' ', '\t']).unwrap_or((target, ""));
            let titled = title.is_empty() || title.trim_start().starts_with(['"', '\'', '(']);
            return (!word.is_empty() && titled || target.starts_with('<')).then_some(at + 2);
        }
    }
    None
}
