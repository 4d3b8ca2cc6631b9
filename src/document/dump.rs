//! A document as compact text, for tests: structure, places as `line:column`, nothing else.

use std::fmt::Write as _;

use super::{Block, BlockKind, Claim, Document, Fence, Inline};
use crate::source::{Excerpt, Source, Span};

/// The text of `document`.
pub(super) fn dump(document: &Document) -> String {
    let mut dumper = Dumper { document, out: String::new() };
    dumper.blocks(&document.blocks, 0);
    dumper.out
}

/// `4:1-4:6`.
pub(super) fn place(source: &Source, span: Span) -> String {
    let (start, end) = (source.position(span.start), source.position(span.end));
    format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
}

/// One claim, on one line.
pub(super) fn claim(source: &Source, claim: &Claim) -> String {
    let mut line = format!(
        "{:?} @{} {} label {}",
        claim.place,
        claim.scope,
        place(source, claim.span),
        place(source, claim.label_span)
    );
    for piece in &claim.label {
        let kind = format!("{:?}", piece.kind).to_lowercase();
        let _ = write!(line, " {kind}[{} {:?}]", place(source, piece.span), piece.text);
    }
    let _ = write!(line, " expr {}", excerpt(source, &claim.expression));
    if let Some(after) = &claim.after {
        let _ = write!(line, " after {} {:?}", place(source, after.span), after.text);
    }
    line
}

fn excerpt(source: &Source, excerpt: &Excerpt) -> String {
    format!("{} {:?}", place(source, excerpt.whole()), excerpt.text)
}

struct Dumper<'d> {
    document: &'d Document,
    out: String,
}

impl Dumper<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(depth));
    }

    fn start(&self, span: Span) -> String {
        let position = self.document.source.position(span.start);
        format!("{}:{}", position.line, position.column)
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            self.block(block, depth);
        }
    }

    fn fence(&mut self, name: &str, fence: &Fence, depth: usize) {
        let mut line = name.to_owned();
        for (flag, _) in &fence.flags {
            let _ = write!(line, " {flag}");
        }
        let body = excerpt(&self.document.source, &fence.body);
        let _ = write!(line, " {} @{} {body}", self.start(fence.span), fence.scope);
        self.line(depth, &line);
    }

    fn block(&mut self, block: &Block, depth: usize) {
        let at = self.start(block.span);
        match &block.kind {
            BlockKind::Paragraph(content) => self.leaf(&format!("paragraph {at}"), content, depth),
            BlockKind::Plain(content) => self.leaf(&format!("plain {at}"), content, depth),
            BlockKind::Heading { level, id, content } => {
                let id = id.as_deref().map(|id| format!(" #{id}")).unwrap_or_default();
                self.leaf(&format!("heading {level}{id} {at}"), content, depth);
            }
            BlockKind::List { start, items } => {
                let start = start.map(|start| format!(" from {start}")).unwrap_or_default();
                self.line(depth, &format!("list{start} {at}"));
                for item in items {
                    let task = item.task.map(|done| if done { " [x]" } else { " [ ]" }).unwrap_or_default();
                    let line = format!("item{task} {}", self.start(item.span));
                    self.line(depth + 1, &line);
                    self.blocks(&item.blocks, depth + 2);
                }
            }
            BlockKind::Quote(blocks) => {
                self.line(depth, &format!("quote {at}"));
                self.blocks(blocks, depth + 1);
            }
            BlockKind::Callout(callout) => {
                let fold = if callout.folded { " folded" } else { "" };
                let kind = place(&self.document.source, callout.kind_span);
                let line =
                    format!("{}{fold} {kind} @{} in @{}", callout.kind.name(), callout.scope, callout.parent_scope);
                self.line(depth, &line);
                if !callout.title.is_empty() {
                    self.leaf("title", &callout.title, depth + 1);
                }
                self.blocks(&callout.blocks, depth + 1);
            }
            BlockKind::Code { language, text } => self.line(depth, &format!("code {language:?} {at} {:?}", text.text)),
            BlockKind::Calc(fence) => self.fence("calc", fence, depth),
            BlockKind::Widget(fence) => self.fence("widget", fence, depth),
            BlockKind::Plot(fence) => self.fence("plot", fence, depth),
            BlockKind::Table { head, rows, .. } => {
                self.line(depth, &format!("table {at}"));
                for row in std::iter::once(head).chain(rows) {
                    self.line(depth + 1, "row");
                    for cell in row {
                        self.leaf("cell", cell, depth + 2);
                    }
                }
            }
            BlockKind::Rule => self.line(depth, &format!("rule {at}")),
            BlockKind::Footnote { label, blocks } => {
                self.line(depth, &format!("footnote {label} {at}"));
                self.blocks(blocks, depth + 1);
            }
            BlockKind::Html(html) => self.line(depth, &format!("html {at} {html:?}")),
        }
    }

    fn leaf(&mut self, head: &str, content: &[Inline], depth: usize) {
        self.line(depth, head);
        self.inlines(content, depth + 1);
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.line(depth, &format!("text {text:?}")),
                Inline::Code(code) => self.line(depth, &format!("code {code:?}")),
                Inline::Math { tex, display, claims } => {
                    let name = if *display { "display" } else { "math" };
                    let line = format!("{name} {:?} {}", tex.text, self.start(tex.whole()));
                    self.line(depth, &line);
                    for id in claims {
                        let line =
                            format!("claim#{} {}", id.0, claim(&self.document.source, &self.document.claims[id.0]));
                        self.line(depth + 1, &line);
                    }
                }
                Inline::Claim(id, content) => {
                    let line = format!("claim#{} {}", id.0, claim(&self.document.source, &self.document.claims[id.0]));
                    self.leaf(&line, content, depth);
                }
                Inline::Emphasis(content) => self.leaf("emphasis", content, depth),
                Inline::Strong(content) => self.leaf("strong", content, depth),
                Inline::Strikethrough(content) => self.leaf("struck", content, depth),
                Inline::Link { target, content, .. } => self.leaf(&format!("link {target:?}"), content, depth),
                Inline::Image { target, alt, .. } => self.line(depth, &format!("image {target:?} {alt:?}")),
                Inline::FootnoteReference(label, span) => {
                    let line = format!("footnote {label} {}", self.start(*span));
                    self.line(depth, &line);
                }
                Inline::SoftBreak => self.line(depth, "soft break"),
                Inline::HardBreak => self.line(depth, "hard break"),
                Inline::Html(html) => self.line(depth, &format!("html {html:?}")),
            }
        }
    }
}
