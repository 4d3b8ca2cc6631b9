//! Events to inlines: running text, the labels of claims, and the numbers that no claim covers.

mod formulas;
mod targets;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::builder::Builder;
use super::callouts::{self, Marker};
use super::lines::{line_end, line_start, quote_marks};
use super::report::first_line;
use super::{Claim, ClaimId, Inline, MAX_NESTING, coverage, html};
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
                self.piece(PieceKind::Other, builder.text, span);
                self.push(Inline::Code(code.to_string()));
            }
            Event::InlineMath(tex) => self.math(builder, &tex, span, false),
            Event::DisplayMath(tex) => self.math(builder, &tex, span, true),
            Event::InlineHtml(_) | Event::Html(_) => self.html(builder, span),
            Event::FootnoteReference(label) => {
                self.object(span);
                self.piece(PieceKind::Other, builder.text, span);
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
        if builder.quote_depth == 0 {
            return;
        }
        let text = builder.text;
        let line_break = text[span.range()].find('\n');
        if let Some(at) = line_break.filter(|_| self.title_start.is_some() && self.title.is_none()) {
            self.long_title(builder, span.start + at);
        }
        if self.lazy_reported || line_break.is_none() {
            return;
        }
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
                self.long_title(builder, span.start);
            } else if let Some(root) = self.frames.first_mut() {
                self.title = Some(std::mem::take(&mut root.content));
                self.after = None;
                return;
            }
        }
        self.push(inline);
    }

    /// Reports a title that something holds together with the next line.
    fn long_title(&mut self, builder: &mut Builder<'_, '_>, at: usize) {
        let line = Span::new(line_start(builder.text, at), line_end(builder.text, at));
        let start = self.title_start.map_or(line.start, |title| title.max(line.start));
        builder.report.fault(
            Fault::new(
                Code::Callout,
                first_line(builder.text, Span::new(start.min(line.end), line.end)),
                "a callout's title goes on in the next line",
            )
            .help("close the emphasis, link, code or formula before the line ends"),
        );
        // Once is enough.
        self.title = Some(Vec::new());
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
        let Some(rest) = builder.text[at..].strip_prefix("[^") else { return };
        let ends = |c: char| matches!(c, ']' | '[') || c.is_whitespace();
        let Some((length, end)) = rest.char_indices().take(100).find(|(_, c)| ends(*c)) else { return };
        if length > 0 && end == ']' {
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
