//! Markdown to [`Document`]: what was *written*, each piece with its span.
//!
//! pulldown-cmark's events and byte offsets carry everything; no second Markdown parser exists.
//!
//! | file | what it does |
//! |---|---|
//! | `parse` | the driver: events in, [`Document`] out |
//! | `front_matter` | the TOML between the lines of `+++` |
//! | `builder` | events to blocks, on an explicit stack |
//! | `inline` | events to inlines, labels of claims, numbers that no claim covers |
//! | `claims` | where label and expression of a link stand |
//! | `math` | formulas, and the claims inside them |
//! | `callouts` | markers, kinds, and what may stand in a problem |
//! | `fences` | `calc`, `widget`, `plot`, and fences that end too early |
//! | `html` | raw HTML, and what to write instead |
//! | `links` | which targets are allowed |
//! | `lost` | raw `](=` that became no claim, and why |
//! | `coverage` | which digits in prose and math are numbers |
//! | `lines` | source lines: how deep in quotes, and excerpts across lines |
//! | `fragment` | a text inside another, such as a widget's readout |
//!
//! Invariants:
//!
//! - Every `](=` outside code, HTML, comments and front matter is one claim's own, or an error.
//! - Every span lies in the source as it was read; `Excerpt`s bridge what Markdown takes away.
//! - No tree is deeper than [`MAX_NESTING`] containers and as many inline marks, whatever is read.

mod builder;
mod callouts;
mod claims;
mod coverage;
#[cfg(test)]
mod dump;
mod fences;
mod fragment;
mod front_matter;
mod html;
mod inline;
mod lines;
mod links;
mod lost;
mod math;
mod parse;
mod report;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use callouts::KINDS as CALLOUT_KINDS;
pub use fragment::{Fragment, parse_fragment};
pub use front_matter::KEYS as FRONT_MATTER_KEYS;
pub use parse::parse;

use crate::claim::Piece;
use crate::source::{Excerpt, Source, Span};

/// How deep quotes, lists and footnotes may nest, and how deep emphasis may; beyond is an error.
pub const MAX_NESTING: usize = 64;

/// What a course allows in its lessons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether raw HTML is passed on unchecked.
    pub allow_html: bool,
}

/// A lesson as written.
#[derive(Debug)]
pub struct Document {
    /// The text it was read from.
    pub source: Arc<Source>,
    /// What stands between the lines of `+++`.
    pub front: FrontMatter,
    /// The body.
    pub blocks: Vec<Block>,
    /// Every claim of prose and math, in order; inlines refer to them by [`ClaimId`].
    pub claims: Vec<Claim>,
    /// Numbers in prose and math that no claim covers, for `check --coverage`, in order.
    pub unclaimed: Vec<Span>,
    /// For each scope the one around it: `None` for the lesson, which is the first.
    pub scopes: Vec<Option<ScopeId>>,
    /// The targets of links and images, in order, for whoever resolves the internal ones.
    pub links: Vec<LinkTarget>,
}

/// Where a link leads, or which file an image shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget {
    /// The target, as Markdown understood it.
    pub target: String,
    /// Where the target stands; for a reference link the whole link.
    pub span: Span,
    /// Whether it is an image.
    pub image: bool,
}

/// The front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The title; required.
    pub title: String,
    /// One or two sentences for lists and search engines.
    pub description: Option<String>,
    /// How long a reader needs.
    pub minutes: Option<u32>,
    /// The place among its siblings, smallest first.
    pub order: Option<i64>,
    /// The last part of the address.
    pub slug: Option<String>,
    /// Where the slug stands.
    pub slug_span: Option<Span>,
    /// The day of publication, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Whether it is left out unless asked for.
    pub draft: bool,
}

/// A claim's place in [`Document::claims`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(pub usize);

/// A number, list or statement linked to the expression that it must equal.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The stated value, as runs of prose and math.
    pub label: Vec<Piece>,
    /// Where the label stands (between the brackets; in math, between the braces).
    pub label_span: Span,
    /// What follows directly after the link in the same paragraph, where a unit may stand.
    pub after: Option<Piece>,
    /// The expression, verbatim; `given` for a chosen number.
    pub expression: Excerpt,
    /// The whole link.
    pub span: Span,
    /// Where it stands.
    pub place: ClaimPlace,
    /// How deep in callouts: the index of the innermost callout's scope, 0 for the lesson.
    pub scope: ScopeId,
}

/// A scope of definitions: 0 is the lesson, each callout opens one inside that of its surroundings.
pub type ScopeId = usize;

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimPlace {
    /// In a paragraph, heading, list or table.
    Prose,
    /// Inside a formula, as `\href{=EXPR}{…}`.
    Math,
    /// In an answer or mistake of a problem.
    Problem,
    /// In a readout of a widget.
    Widget,
}

/// A block and where it stands.
#[derive(Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: Span,
}

/// What a block is.
#[derive(Debug)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// The text of an item in a tight list: a paragraph without its margins.
    Plain(Vec<Inline>),
    /// A heading.
    Heading {
        /// From 1.
        level: u8,
        /// From `{#id}`.
        id: Option<String>,
        /// Its text.
        content: Vec<Inline>,
    },
    /// A list.
    List {
        /// The first number of an ordered list.
        start: Option<u64>,
        /// Its items.
        items: Vec<ListItem>,
    },
    /// A block quote that is no callout.
    Quote(Vec<Block>),
    /// A callout.
    Callout(Callout),
    /// Code to show.
    Code {
        /// The first word of the info string.
        language: String,
        /// The code.
        text: Excerpt,
    },
    /// Definitions.
    Calc(Fence),
    /// A widget.
    Widget(Fence),
    /// A static chart.
    Plot(Fence),
    /// A table.
    Table {
        /// One for each column.
        alignments: Vec<Alignment>,
        /// The cells of the header.
        head: Vec<Vec<Inline>>,
        /// The other rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// `---`.
    Rule,
    /// The text of a footnote.
    Footnote {
        /// Its label.
        label: String,
        /// Its text.
        blocks: Vec<Block>,
    },
    /// Raw HTML, only where the course allows it.
    Html(String),
}

/// An item of a list.
#[derive(Debug)]
pub struct ListItem {
    /// `Some(true)` for `- [x]`, `Some(false)` for `- [ ]`.
    pub task: Option<bool>,
    /// Its content.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub span: Span,
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the theme likes.
    None,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A fenced block of the tool's own.
#[derive(Clone, Debug)]
pub struct Fence {
    /// The words of the info string after the first: `show` in `calc show`.
    pub flags: Vec<(String, Span)>,
    /// The text between the fences.
    pub body: Excerpt,
    /// The whole block.
    pub span: Span,
    /// The scope in which it stands.
    pub scope: ScopeId,
}

/// A block quote whose first line is `[!kind] Title`.
#[derive(Debug)]
pub struct Callout {
    /// What it is.
    pub kind: CalloutKind,
    /// Where `kind` stands in the source.
    pub kind_span: Span,
    /// The title; for an answer or mistake, what stands beside the marker.
    pub title: Vec<Inline>,
    /// Whether it can be folded, and starts so (`[!note]-`).
    pub folded: bool,
    /// Its content.
    pub blocks: Vec<Block>,
    /// Its own scope.
    pub scope: ScopeId,
    /// The scope around it.
    pub parent_scope: ScopeId,
}

/// The kinds of callouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CalloutKind {
    /// A problem, which holds the next four.
    Problem,
    /// What is right.
    Answer,
    /// What learners get wrong, and what to tell them.
    Mistake,
    /// A first push.
    Hint,
    /// The way in full.
    Solution,
    /// An aside.
    Note,
    /// Advice.
    Tip,
    /// What must not be missed.
    Important,
    /// What can go wrong.
    Warning,
    /// What does harm.
    Caution,
    /// An example.
    Example,
    /// A definition.
    Definition,
    /// A theorem.
    Theorem,
    /// A proof.
    Proof,
}

/// A piece of running text.
#[derive(Clone, Debug)]
pub enum Inline {
    /// Text, entities and escapes resolved.
    Text(String),
    /// `code`.
    Code(String),
    /// A formula, links of claims taken out.
    Math {
        /// The TeX.
        tex: Excerpt,
        /// `$$…$$`.
        display: bool,
        /// The claims in it.
        claims: Vec<ClaimId>,
    },
    /// A claim with the content of its label.
    Claim(ClaimId, Vec<Inline>),
    /// `*emphasis*`.
    Emphasis(Vec<Inline>),
    /// `**strong**`.
    Strong(Vec<Inline>),
    /// `~~struck~~`.
    Strikethrough(Vec<Inline>),
    /// A link.
    Link {
        /// The target, as Markdown understood it.
        target: String,
        /// The title.
        title: String,
        /// The text.
        content: Vec<Inline>,
        /// The whole link.
        span: Span,
    },
    /// An image.
    Image {
        /// The file.
        target: String,
        /// The title.
        title: String,
        /// The alternative text.
        alt: String,
        /// The whole image.
        span: Span,
    },
    /// A reference to a footnote.
    FootnoteReference(String, Span),
    /// The end of a source line.
    SoftBreak,
    /// A line break that is meant.
    HardBreak,
    /// Raw HTML, only where the course allows it.
    Html(String),
}
