//! Events to blocks, on an explicit stack: no input makes the parser recurse.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Alignment as Aligned, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::callouts::{self, OpenCallout};
use super::inline::{Leaf, LeafKind};
use super::report::Report;
use super::{
    Alignment, Block, BlockKind, Callout, CalloutKind, Claim, ClaimPlace, Inline, LinkTarget, ListItem, MAX_NESTING,
    Options, ScopeId, fences, html,
};
use crate::diagnostic::{Code, Fault};
use crate::source::{Excerpt, Span};

/// A block whose end was not seen yet.
pub(super) struct Container {
    kind: ContainerKind,
    blocks: Vec<Block>,
    span: Span,
}

enum ContainerKind {
    Root,
    List { start: Option<u64>, items: Vec<ListItem> },
    Item { task: Option<bool> },
    Quote { callout: Option<OpenCallout> },
    Footnote { label: String },
}

struct OpenTable {
    alignments: Vec<Alignment>,
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    row: Vec<Vec<Inline>>,
    span: Span,
    /// Where the last cell of the row ended.
    cell_end: usize,
}

struct OpenCode {
    fenced: bool,
    body: Excerpt,
    body_end: Option<usize>,
    span: Span,
}

/// What was found so far.
pub(super) struct Builder<'a, 't> {
    pub(super) report: Report<'a>,
    pub(super) text: &'t str,
    options: Options,
    /// Link reference definitions: label in lower case, target.
    pub(super) definitions: BTreeMap<String, String>,
    containers: Vec<Container>,
    /// Containers open beyond the limit, whose content goes to the last one within.
    skipped: usize,
    /// How many quotes are open, those beyond the limit included.
    pub(super) quote_depth: usize,
    leaf: Option<Leaf>,
    table: Option<OpenTable>,
    code: Option<OpenCode>,
    metadata: Option<Span>,
    too_deep: bool,
    /// Whether a fence was not closed.
    unclosed: bool,
    pub(super) claims: Vec<Claim>,
    /// How many claims were tried, the malformed ones included.
    pub(super) attempts: usize,
    /// The `]` of each `](=` that is some claim's own, good or bad.
    pub(super) openers: Vec<usize>,
    /// Places whose `](=` were reported with something larger, such as an image.
    pub(super) reported: Vec<Span>,
    /// Code, HTML, comments, front matter: what `](=` may stand in.
    pub(super) opaque: Vec<Span>,
    /// Cells of tables.
    pub(super) cells: Vec<Span>,
    /// The labels of footnotes defined so far.
    footnotes: BTreeSet<String>,
    /// Formulas.
    pub(super) maths: Vec<Span>,
    /// Ends of table rows that have cells beyond the header, with what was dropped.
    pub(super) dropped: Vec<Span>,
    /// Links and images as a whole.
    pub(super) link_spans: Vec<Span>,
    /// Every block between two lines of `+++`.
    pub(super) front: Vec<Span>,
    pub(super) scopes: Vec<Option<ScopeId>>,
    pub(super) links: Vec<LinkTarget>,
    pub(super) unclaimed: Vec<Span>,
}

impl<'a, 't> Builder<'a, 't> {
    pub(super) fn new(report: Report<'a>, text: &'t str, options: Options) -> Self {
        let root = Container { kind: ContainerKind::Root, blocks: Vec::new(), span: Span::new(0, text.len()) };
        Self {
            report,
            text,
            options,
            definitions: BTreeMap::new(),
            containers: vec![root],
            skipped: 0,
            quote_depth: 0,
            leaf: None,
            table: None,
            code: None,
            metadata: None,
            too_deep: false,
            unclosed: false,
            claims: Vec::new(),
            attempts: 0,
            openers: Vec::new(),
            reported: Vec::new(),
            opaque: Vec::new(),
            cells: Vec::new(),
            footnotes: BTreeSet::new(),
            maths: Vec::new(),
            dropped: Vec::new(),
            link_spans: Vec::new(),
            front: Vec::new(),
            scopes: vec![None],
            links: Vec::new(),
            unclaimed: Vec::new(),
        }
    }

    /// Takes the next event.
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let span = Span::from(range);
        if self.metadata.is_some() {
            if matches!(event, Event::End(TagEnd::MetadataBlock(_))) {
                self.metadata = None;
            }
            return;
        }
        if self.code.is_some() {
            match event {
                Event::End(TagEnd::CodeBlock) => self.end_code(),
                Event::Text(text) => self.code_text(&text, span),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Rule => {
                self.close_leaf();
                self.push(BlockKind::Rule, span);
            }
            Event::Html(_) => {}
            Event::TaskListMarker(done) => self.task(done, span),
            inline => self.inline(inline, span),
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Paragraph => self.open_leaf(LeafKind::Paragraph, span),
            Tag::Heading { level, id, attrs, .. } => {
                if !attrs.is_empty() {
                    self.lost_attributes(span);
                }
                let id = id.map(|id| id.to_string());
                self.open_leaf(LeafKind::Heading { level: level_of(level), id }, span);
            }
            Tag::BlockQuote(kind) => {
                self.quote_depth += 1;
                self.open(ContainerKind::Quote { callout: None }, span);
                if kind.is_some() {
                    self.bare_marker(span);
                }
            }
            Tag::List(start) => self.open(ContainerKind::List { start, items: Vec::new() }, span),
            Tag::Item => self.open(ContainerKind::Item { task: None }, span),
            Tag::FootnoteDefinition(label) => {
                self.open(ContainerKind::Footnote { label: label.to_string() }, span);
                if !self.footnotes.insert(label.to_lowercase()) {
                    let mark = Span::new(span.start, (span.start + label.len() + 3).min(span.end));
                    self.report.fault(
                        Fault::new(Code::Markdown, mark, format!("the footnote `[^{label}]` is defined twice"))
                            .help("give one of the two another name"),
                    );
                }
            }
            Tag::CodeBlock(kind) => {
                self.close_leaf();
                self.opaque.push(span);
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.code = Some(OpenCode { fenced, body: Excerpt::default(), body_end: None, span });
            }
            Tag::HtmlBlock => {
                self.close_leaf();
                self.opaque.push(span);
                if let Some(fault) = html::check_block(self.text, span, self.options.allow_html) {
                    self.report.fault(fault);
                } else if self.options.allow_html {
                    self.push(BlockKind::Html(self.text[span.range()].to_owned()), span);
                }
            }
            Tag::Table(alignments) => {
                self.close_leaf();
                let alignments = alignments.into_iter().map(alignment_of).collect();
                self.table = Some(OpenTable {
                    alignments,
                    head: Vec::new(),
                    rows: Vec::new(),
                    row: Vec::new(),
                    span,
                    cell_end: span.start,
                });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.cell_end = span.start;
                }
            }
            Tag::TableCell => {
                self.cells.push(span);
                self.open_leaf(LeafKind::Cell, span);
            }
            Tag::MetadataBlock(_) => {
                self.close_leaf();
                self.front.push(span);
                self.opaque.push(span);
                self.metadata = Some(span);
            }
            inline => self.inline(Event::Start(inline), span),
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.close_leaf(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quote_depth = self.quote_depth.saturating_sub(1);
            }
            TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => self.close(),
            TagEnd::TableCell => {
                self.close_leaf();
                if let Some(table) = &mut self.table {
                    table.cell_end = span.end;
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.head = std::mem::take(&mut table.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                    let rest = Span::new(table.cell_end.min(span.end), span.end);
                    if self.text[rest.range()].bytes().any(|byte| !b" \t\r\n|>".contains(&byte)) {
                        self.dropped.push(rest);
                    }
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    let kind = BlockKind::Table { alignments: table.alignments, head: table.head, rows: table.rows };
                    self.push(kind, table.span);
                }
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
            inline => self.inline(Event::End(inline), span),
        }
    }

    fn inline(&mut self, event: Event<'_>, span: Span) {
        let mut leaf = match self.leaf.take() {
            Some(leaf) => leaf,
            // The text of an item in a tight list comes without a paragraph.
            None => self.new_leaf(LeafKind::Plain, span),
        };
        leaf.event(self, event, span);
        self.leaf = Some(leaf);
    }

    fn new_leaf(&self, kind: LeafKind, span: Span) -> Leaf {
        let starts_quote = matches!(kind, LeafKind::Paragraph)
            && self.skipped == 0
            && self
                .containers
                .last()
                .is_some_and(|top| matches!(top.kind, ContainerKind::Quote { callout: None }) && top.blocks.is_empty());
        Leaf::new(kind, span, starts_quote)
    }

    fn open_leaf(&mut self, kind: LeafKind, span: Span) {
        self.close_leaf();
        let mut leaf = self.new_leaf(kind, span);
        leaf.start(self);
        self.leaf = Some(leaf);
    }

    fn close_leaf(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        let done = leaf.finish(self);
        if let (Some(title), Some(callout)) = (done.title, self.open_callout()) {
            callout.title = title;
        }
        match done.kind {
            LeafKind::Cell => {
                if let Some(table) = &mut self.table {
                    table.row.push(done.content);
                }
            }
            // The line of a marker, or nothing but a comment.
            LeafKind::Paragraph | LeafKind::Plain if done.content.is_empty() => {}
            LeafKind::Paragraph => self.push(BlockKind::Paragraph(done.content), done.span),
            LeafKind::Plain => self.push(BlockKind::Plain(done.content), done.span),
            LeafKind::Heading { level, id } => {
                self.push(BlockKind::Heading { level, id, content: done.content }, done.span);
            }
        }
    }

    fn push(&mut self, kind: BlockKind, span: Span) {
        if let Some(top) = self.containers.last_mut() {
            top.blocks.push(Block { kind, span });
        }
    }

    fn open(&mut self, kind: ContainerKind, span: Span) {
        self.close_leaf();
        let item = matches!(kind, ContainerKind::Item { .. });
        if self.skipped > 0 || (self.containers.len() > MAX_NESTING && !item) {
            self.skipped += 1;
            if !self.too_deep {
                self.too_deep = true;
                let mark = Span::new(span.start, (span.start + 1).min(self.text.len()));
                self.report.fault(
                    Fault::new(Code::Markdown, mark, format!("quotes and lists nest deeper than {MAX_NESTING}"))
                        .help("start a new box or list further out"),
                );
            }
            return;
        }
        self.containers.push(Container { kind, blocks: Vec::new(), span });
    }

    fn close(&mut self) {
        self.close_leaf();
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.containers.len() < 2 {
            return;
        }
        let Some(Container { kind, blocks, span }) = self.containers.pop() else { return };
        match kind {
            ContainerKind::Root => {}
            ContainerKind::List { start, items } => self.push(BlockKind::List { start, items }, span),
            ContainerKind::Item { task } => {
                if let Some(ContainerKind::List { items, .. }) = self.containers.last_mut().map(|top| &mut top.kind) {
                    items.push(ListItem { task, blocks, span });
                }
            }
            ContainerKind::Footnote { label } => self.push(BlockKind::Footnote { label, blocks }, span),
            ContainerKind::Quote { callout: None } => self.push(BlockKind::Quote(blocks), span),
            ContainerKind::Quote { callout: Some(callout) } => {
                callouts::check(&mut self.report, &callout, &blocks, self.attempts - callout.claims_before);
                let callout = Callout {
                    kind: callout.kind,
                    kind_span: callout.kind_span,
                    title: callout.title,
                    folded: callout.folded,
                    blocks,
                    scope: callout.scope,
                    parent_scope: callout.parent_scope,
                };
                self.push(BlockKind::Callout(callout), span);
            }
        }
    }

    /// The blocks of the document, after the last event.
    pub(super) fn finish(&mut self) -> Vec<Block> {
        self.end_code();
        self.close_leaf();
        while self.containers.len() > 1 || self.skipped > 0 {
            self.close();
        }
        self.containers.pop().map(|root| root.blocks).unwrap_or_default()
    }

    fn task(&mut self, done: bool, span: Span) {
        if self.skipped == 0
            && let Some(ContainerKind::Item { task }) = self.containers.last_mut().map(|top| &mut top.kind)
        {
            *task = Some(done);
        }
        if let Some(leaf) = &mut self.leaf {
            leaf.pass(span.end);
        }
    }

    fn code_text(&mut self, text: &str, span: Span) {
        if let Some(code) = &mut self.code {
            code.body.push(text, span.start);
            code.body_end = Some(span.end);
        }
    }

    fn end_code(&mut self) {
        let Some(mut code) = self.code.take() else { return };
        if code.body.text.is_empty() {
            // An empty body has a place, too.
            let line = &self.text[code.span.range()];
            code.body.push("", code.span.start + line.find('\n').map_or(line.len(), |newline| newline + 1));
        }
        let kind = if code.fenced {
            let scope = self.scope();
            fences::block(&mut self.report, self.text, code.span, code.body, code.body_end, scope, &mut self.unclosed)
        } else {
            BlockKind::Code { language: String::new(), text: code.body }
        };
        self.push(kind, code.span);
    }

    /// The callout of the innermost quote, if that is the innermost container.
    fn open_callout(&mut self) -> Option<&mut OpenCallout> {
        match self.containers.last_mut().map(|top| &mut top.kind) {
            Some(ContainerKind::Quote { callout }) => callout.as_mut(),
            _ => None,
        }
    }

    /// The callouts that are open, from the innermost.
    fn callouts(&self) -> impl Iterator<Item = &OpenCallout> {
        self.containers.iter().rev().filter_map(|container| match &container.kind {
            ContainerKind::Quote { callout } => callout.as_ref(),
            _ => None,
        })
    }

    /// The innermost scope.
    pub(super) fn scope(&self) -> ScopeId {
        self.callouts().next().map_or(0, |callout| callout.scope)
    }

    /// Where a claim of prose stands.
    pub(super) fn place(&self) -> ClaimPlace {
        let judged = |kind| matches!(kind, CalloutKind::Answer | CalloutKind::Mistake);
        if self.callouts().any(|callout| judged(callout.kind)) { ClaimPlace::Problem } else { ClaimPlace::Prose }
    }

    pub(super) fn in_table(&self) -> bool {
        self.table.is_some()
    }

    pub(super) fn allows_html(&self) -> bool {
        self.options.allow_html
    }

    /// Makes the innermost quote a callout, if `marker` names a kind.
    pub(super) fn callout(&mut self, marker: &callouts::Marker) -> bool {
        let Some(kind) = callouts::kind(&mut self.report, self.text, marker) else { return false };
        let parent_scope = self.scope();
        let count = self.containers.len();
        let parent = self.containers[..count.saturating_sub(1)].last();
        let direct = parent.is_some_and(|parent| matches!(&parent.kind, ContainerKind::Quote { callout: Some(_) }));
        let around: Vec<CalloutKind> = self.callouts().map(|callout| callout.kind).collect();
        callouts::check_place(&mut self.report, kind, marker.kind, around.into_iter(), direct);
        let scope = self.scopes.len();
        self.scopes.push(Some(parent_scope));
        let open = OpenCallout {
            kind,
            kind_span: marker.kind,
            folded: marker.fold == Some(b'-'),
            scope,
            parent_scope,
            claims_before: self.attempts,
            title: Vec::new(),
            misplaced_answer: false,
        };
        if kind == CalloutKind::Answer && !direct {
            self.excuse_problem();
        }
        if let Some(ContainerKind::Quote { callout }) = self.containers.last_mut().map(|top| &mut top.kind) {
            *callout = Some(open);
        }
        true
    }

    /// The innermost problem has an answer, if at the wrong place.
    fn excuse_problem(&mut self) {
        let callouts = self.containers.iter_mut().rev().filter_map(|container| match &mut container.kind {
            ContainerKind::Quote { callout } => callout.as_mut(),
            _ => None,
        });
        if let Some(problem) = callouts.into_iter().find(|callout| callout.kind == CalloutKind::Problem) {
            problem.misplaced_answer = true;
        }
    }

    /// The marker of a callout without a title, which Markdown has taken for itself.
    fn bare_marker(&mut self, span: Span) {
        if self.skipped > 0 {
            return;
        }
        let at = self.text[span.range()].find("[!").map(|at| span.start + at);
        if let Some(marker) = at.and_then(|at| callouts::marker(self.text, at)) {
            self.callout(&marker);
        }
    }

    /// Text in braces at the end of a heading that Markdown takes for attributes.
    fn lost_attributes(&mut self, span: Span) {
        let line = super::report::first_line(self.text, span);
        let Some(at) = self.text[line.range()].rfind('{') else { return };
        let braces = Span::new(span.start + at, line.end);
        let inside = self.text[braces.range()].trim_start_matches('{').trim_end_matches('}');
        self.report.fault(
            Fault::new(Code::Markdown, braces, "braces at the end of a heading are not shown")
                .note("they hold attributes, of which `#name` is used")
                .help(format!("write `\\{{{inside}\\}}`, or a formula: `$\\{{{inside}\\}}$`")),
        );
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn alignment_of(alignment: Aligned) -> Alignment {
    match alignment {
        Aligned::None => Alignment::None,
        Aligned::Left => Alignment::Left,
        Aligned::Center => Alignment::Center,
        Aligned::Right => Alignment::Right,
    }
}
