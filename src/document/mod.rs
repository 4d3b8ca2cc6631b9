//! Markdown to [`Document`]: what was *written*, each piece with its span.
//!
//! pulldown-cmark's events and byte offsets carry everything; no second Markdown parser exists.

use std::sync::Arc;

use crate::claim::Piece;
use crate::source::{Excerpt, Source, Span};

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
    /// Numbers in prose and math that no claim covers, for `check --coverage`.
    pub unclaimed: Vec<Span>,
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
