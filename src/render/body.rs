//! The body of a page: the blocks of a lesson as HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::highlight::{Budget, highlight_within};
use super::html::Html;
use super::ids::Ids;
use super::inline::plain_text;
use super::{Math, ledger};
use crate::diagnostic::{Code, Diagnostics, Fault};
use crate::document::{Alignment, Block, BlockKind, Inline, ListItem};
use crate::lesson::{DefinitionRow, JudgedClaim, Lesson, Problem};
use crate::source::{Source, Span};

/// Where links of a lesson lead: the course's map, as seen from one page.
pub trait Links {
    /// The address of a relative target, relative to the page; for an image, `image` is true.
    ///
    /// # Errors
    ///
    /// A fault (its span is replaced) when nothing is there.
    fn resolve(&self, target: &str, image: bool) -> Result<String, Fault>;
}

/// Links of a lesson that stands alone: it has no neighbours.
#[derive(Clone, Copy, Debug)]
pub struct NoLinks;

impl Links for NoLinks {
    fn resolve(&self, target: &str, _image: bool) -> Result<String, Fault> {
        Err(Fault::new(Code::Link, 0..0, format!("`{target}` leads nowhere"))
            .note("this lesson stands alone, outside a course"))
    }
}

/// A heading, for the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 for the uppermost in a lesson.
    pub level: u8,
    /// The id to link to.
    pub id: String,
    /// The text as HTML, without links.
    pub html: String,
    /// The text alone.
    pub text: String,
}

/// What a lesson became.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The text, widgets and problems.
    pub html: String,
    /// The section that proves every number; empty where none is claimed.
    pub ledger: String,
    /// The headings.
    pub headings: Vec<Heading>,
    /// The text alone, for the search.
    pub text: String,
    /// How many problems there are.
    pub problems: usize,
    /// How many widgets there are.
    pub widgets: usize,
    /// Whether a formula needs the fonts and styles of mathematics.
    pub math: bool,
}

/// A lesson as HTML. What can't be shown (TeX, links) is reported and marked in its place.
pub fn render(sink: &mut Diagnostics, lesson: &Lesson, math: &Math, links: &dyn Links) -> Body {
    let mut renderer = Renderer::new(sink, lesson, math, links);
    let mut html = Html::new();
    renderer.blocks(&mut html, &lesson.document.blocks);
    renderer.footnotes(&mut html);
    renderer.check_fragments();
    let ledger = ledger::render(lesson, &renderer.numbers, &renderer.anchors);
    let (headings, text) = (renderer.headings, renderer.text);
    let html = html.into_string();
    let math = html.contains("class=\"katex");
    Body { html, ledger, headings, text, problems: lesson.problems.len(), widgets: lesson.widgets.len(), math }
}

/// What rendering one lesson needs to know and to remember.
pub(super) struct Renderer<'a> {
    pub(super) sink: &'a mut Diagnostics,
    pub(super) lesson: &'a Lesson,
    pub(super) math: &'a Math,
    pub(super) links: &'a dyn Links,
    pub(super) source: &'a Arc<Source>,
    pub(super) ids: Ids,
    /// The number of each claim in the ledger, by its place in `lesson.claims`; 0 for a given one.
    pub(super) numbers: Vec<usize>,
    /// For each claim, the id of the place where it is shown.
    pub(super) anchors: Vec<Option<String>>,
    headings: Vec<Heading>,
    /// What to add to the level of a heading: the title is the page's only first one.
    shift: u8,
    last_level: u8,
    /// Headings with an id of their own.
    explicit: BTreeSet<String>,
    footnotes: BTreeMap<&'a str, &'a [Block]>,
    /// Labels in the order in which they are first referred to, with the number of references.
    pub(super) footnote_order: Vec<(String, usize)>,
    /// Links to places of this page, to be checked once all are known.
    pub(super) fragments: Vec<(String, Span)>,
    /// The problem around, while its mistakes are rendered: they are hidden, so nothing links into them.
    pub(super) hidden_in: Option<String>,
    /// How many boxes have got an id.
    pub(super) boxes: usize,
    pub(super) widgets: usize,
    /// How much more code may be highlighted.
    budget: Budget,
    pub(super) plots: usize,
    text: String,
}

impl<'a> Renderer<'a> {
    fn new(sink: &'a mut Diagnostics, lesson: &'a Lesson, math: &'a Math, links: &'a dyn Links) -> Self {
        let mut renderer = Self {
            sink,
            lesson,
            math,
            links,
            source: &lesson.document.source,
            ids: Ids::default(),
            numbers: ledger::numbers(&lesson.claims),
            anchors: vec![None; lesson.claims.len()],
            headings: Vec::new(),
            shift: 0,
            last_level: 1,
            explicit: BTreeSet::new(),
            footnotes: BTreeMap::new(),
            footnote_order: Vec::new(),
            fragments: Vec::new(),
            hidden_in: None,
            boxes: 0,
            widgets: 0,
            budget: Budget::default(),
            plots: 0,
            text: String::new(),
        };
        renderer.ids.take("main");
        renderer.ids.take("ledger");
        renderer.survey(&lesson.document.blocks);
        renderer
    }

    /// Finds what must be known before the first block: footnotes, ids, the level of headings.
    fn survey(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Footnote { label, blocks } => {
                    self.footnotes.insert(label, blocks);
                    self.survey(blocks);
                }
                BlockKind::Heading { level, id, .. } => {
                    self.shift = self.shift.max(u8::from(*level == 1));
                    if let Some(id) = id {
                        if self.ids.take(id) {
                            self.explicit.insert(id.clone());
                        } else {
                            let fault = Fault::new(Code::Markdown, 0..0, format!("the id `{id}` is taken"));
                            let fault = fault.help("give this heading another one, or none");
                            self.report(fault, block.span);
                        }
                    }
                }
                BlockKind::Quote(blocks) => self.survey(blocks),
                BlockKind::Callout(callout) => self.survey(&callout.blocks),
                BlockKind::List { items, .. } => items.iter().for_each(|item| self.survey(&item.blocks)),
                _ => {}
            }
        }
    }

    pub(super) fn report(&mut self, fault: Fault, span: Span) {
        self.sink.push(fault.at(self.source, span));
    }

    /// A claim by its place in the lesson's list.
    pub(super) fn claim(&self, index: usize) -> Option<&'a JudgedClaim> {
        self.lesson.claims.get(index)
    }

    pub(super) fn problem(&self, scope: usize) -> Option<&'a Problem> {
        self.lesson.problems.iter().find(|problem| problem.scope == scope)
    }

    pub(super) fn blocks(&mut self, html: &mut Html, blocks: &[Block]) {
        for block in blocks {
            self.block(html, block);
        }
    }

    fn block(&mut self, html: &mut Html, block: &Block) {
        match &block.kind {
            BlockKind::Paragraph(inlines) => self.paragraph(html, inlines),
            BlockKind::Plain(inlines) => {
                self.remember(inlines);
                self.inlines(html, inlines);
            }
            BlockKind::Heading { level, id, content } => self.heading(html, *level, id.as_deref(), content),
            BlockKind::List { start, items } => self.list(html, *start, items),
            BlockKind::Quote(blocks) => {
                html.open("blockquote", &[]);
                self.blocks(html, blocks);
                html.close("blockquote");
            }
            BlockKind::Callout(callout) => self.callout(html, callout),
            BlockKind::Code { language, text } => code(html, &mut self.budget, language, &text.text),
            BlockKind::Calc(fence) => {
                if let Some((_, rows)) = self.lesson.tables.iter().find(|(at, _)| *at == fence.span.start) {
                    definitions(html, rows);
                }
            }
            BlockKind::Widget(fence) => {
                if let Some((_, widget)) = self.lesson.widgets.iter().find(|(at, _)| *at == fence.span.start) {
                    self.widget(html, widget);
                }
            }
            BlockKind::Plot(fence) => {
                if let Some((_, plot)) = self.lesson.plots.iter().find(|(at, _)| *at == fence.span.start) {
                    self.plot(html, plot);
                }
            }
            BlockKind::Table { alignments, head, rows } => self.table(html, alignments, head, rows),
            BlockKind::Rule => html.open("hr", &[]),
            BlockKind::Footnote { .. } => return,
            BlockKind::Html(raw) => html.markup(raw),
        }
        html.line();
    }

    /// Keeps the text for the search.
    pub(super) fn remember(&mut self, inlines: &[Inline]) {
        if self.hidden_in.is_none() {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(&plain_text(inlines));
        }
    }

    fn paragraph(&mut self, html: &mut Html, inlines: &[Inline]) {
        self.remember(inlines);
        match inlines {
            // A formula that stands alone.
            [Inline::Math { display: true, .. }] => {
                html.open("div", &[("class", "equation")]);
                self.inlines(html, inlines);
                html.close("div");
            }
            // An image with a caption.
            [Inline::Image { title, .. }] => {
                html.open("figure", &[]);
                self.inlines(html, inlines);
                if !title.is_empty() {
                    html.element("figcaption", &[], title);
                }
                html.close("figure");
            }
            _ => {
                html.open("p", &[]);
                self.inlines(html, inlines);
                html.close("p");
            }
        }
    }

    fn heading(&mut self, html: &mut Html, level: u8, id: Option<&str>, content: &[Inline]) {
        self.remember(content);
        let text = plain_text(content);
        let id = match id {
            Some(id) if self.explicit.contains(id) => id.to_owned(),
            _ => self.ids.make(&text),
        };
        // No level is left out, so that a reader who hears the page can trust them.
        let level = (level + self.shift).clamp(2, 6).min(self.last_level + 1);
        self.last_level = level;
        let tag = ["h2", "h3", "h4", "h5", "h6"][usize::from(level) - 2];
        html.open("div", &[("class", "heading")]);
        html.open(tag, &[("id", &id)]);
        self.inlines(html, content);
        html.close(tag);
        html.element(
            "a",
            &[("class", "anchor"), ("href", &format!("#{id}")), ("aria-label", &format!("Link to “{text}”"))],
            "#",
        );
        html.close("div");
        let plain = self.inlines_without_links(content);
        self.headings.push(Heading { level, id, html: plain, text });
    }

    fn list(&mut self, html: &mut Html, start: Option<u64>, items: &[ListItem]) {
        let tasks = items.iter().any(|item| item.task.is_some());
        let tag = if start.is_some() { "ol" } else { "ul" };
        let first = start.unwrap_or(1).to_string();
        let mut attributes = Vec::new();
        if start.is_some_and(|start| start != 1) {
            attributes.push(("start", first.as_str()));
        }
        if tasks {
            attributes.push(("class", "tasks"));
        }
        html.open(tag, &attributes);
        for item in items {
            html.open("li", &[]);
            if let Some(done) = item.task {
                let (sign, word) = if done { ("☑", "done") } else { ("☐", "to do") };
                html.element("span", &[("class", "task"), ("role", "img"), ("aria-label", word)], sign);
                html.text(" ");
            }
            self.blocks(html, &item.blocks);
            html.close("li");
        }
        html.close(tag);
    }

    fn table(&mut self, html: &mut Html, alignments: &[Alignment], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let class = |column: usize| match alignments.get(column) {
            Some(Alignment::Left) => "left",
            Some(Alignment::Center) => "center",
            Some(Alignment::Right) => "right",
            _ => "",
        };
        // It scrolls in itself where it is wider than the page, so it must take the focus.
        html.open("div", &[("class", "table"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Table")]);
        html.open("table", &[]);
        html.open("thead", &[]);
        html.open("tr", &[]);
        for (column, cell) in head.iter().enumerate() {
            self.remember(cell);
            let tag = if plain_text(cell).trim().is_empty() { "td" } else { "th" };
            let class = class(column);
            let scope: &[(&str, &str)] = match (tag, class) {
                ("td", _) => &[],
                (_, "") => &[("scope", "col")],
                _ => &[("scope", "col"), ("class", class)],
            };
            html.open(tag, scope);
            self.inlines(html, cell);
            html.close(tag);
        }
        html.close("tr");
        html.close("thead");
        html.open("tbody", &[]);
        for row in rows {
            html.open("tr", &[]);
            for (column, cell) in row.iter().enumerate() {
                self.remember(cell);
                let class = class(column);
                let attributes = [("class", class)];
                html.open("td", if class.is_empty() { &[] } else { &attributes });
                self.inlines(html, cell);
                html.close("td");
            }
            html.close("tr");
        }
        html.close("tbody");
        html.close("table");
        html.close("div");
    }

    /// The footnotes that were referred to, in that order. One may refer to the next.
    fn footnotes(&mut self, html: &mut Html) {
        let mut list = Html::new();
        let mut next = 0;
        while let Some((label, _)) = self.footnote_order.get(next).cloned() {
            next += 1;
            list.open("li", &[("id", &format!("note-{next}"))]);
            if let Some(blocks) = self.footnotes.get(label.as_str()).copied() {
                self.blocks(&mut list, blocks);
            }
            let references = self.footnote_order[next - 1].1;
            list.open("p", &[("class", "back")]);
            for reference in 1..=references {
                let href = format!("#noteref-{next}-{reference}");
                let name = format!("Back to reference {reference} of note {next}");
                list.element("a", &[("href", &href), ("aria-label", &name)], "↩\u{fe0e}");
                list.text(" ");
            }
            list.close("p");
            list.close("li");
        }
        if next > 0 {
            html.open("section", &[("class", "footnotes"), ("aria-label", "Footnotes")]);
            html.open("ol", &[]);
            html.markup(list.as_str());
            html.close("ol");
            html.close("section");
            html.line();
        }
    }

    /// Whether the lesson has a footnote of that label.
    pub(super) fn has_footnote(&self, label: &str) -> bool {
        self.footnotes.contains_key(label)
    }

    /// Reports links to places that this page doesn't have.
    fn check_fragments(&mut self) {
        for (id, span) in std::mem::take(&mut self.fragments) {
            if !self.ids.has(&id) {
                let fault = Fault::new(Code::Link, 0..0, format!("this page has no place called `#{id}`"));
                let near = self
                    .headings
                    .iter()
                    .map(|heading| (strsim::damerau_levenshtein(&heading.id, &id), &heading.id))
                    .filter(|(distance, _)| *distance <= 3)
                    .min();
                let fault = match near {
                    Some((_, near)) => fault.help(format!("did you mean `#{near}`?")),
                    None => fault,
                };
                self.report(fault, span);
            }
        }
    }
}

/// Code to read.
fn code(html: &mut Html, budget: &mut Budget, language: &str, text: &str) {
    let class = format!("language-{language}");
    html.open("pre", &[("class", "code"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Code")]);
    let attributes = [("class", class.as_str())];
    html.open("code", if language.is_empty() { &[] } else { &attributes });
    html.markup(&highlight_within(budget, language, text));
    html.close("code");
    html.close("pre");
}

/// What `calc show` sets on the page.
fn definitions(html: &mut Html, rows: &[DefinitionRow]) {
    html.open("div", &[("class", "table"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Definitions")]);
    html.open("table", &[("class", "definitions")]);
    html.open("thead", &[]);
    html.open("tr", &[]);
    for name in ["Name", "Definition", "Value"] {
        html.element("th", &[("scope", "col")], name);
    }
    html.close("tr");
    html.close("thead");
    html.open("tbody", &[]);
    for row in rows {
        html.open("tr", &[]);
        html.open("th", &[("scope", "row")]);
        html.element("code", &[], &row.name);
        html.close("th");
        html.open("td", &[]);
        html.element("code", &[], &row.expression);
        html.close("td");
        html.element("td", &[("class", "number")], &row.value);
        html.close("tr");
    }
    html.close("tbody");
    html.close("table");
    html.close("div");
}
