//! Document to [`Lesson`]: what is *meant*. Names are resolved, expressions computed, claims
//! judged, widgets typed.

mod check;
mod claims;
mod computed;
mod directives;
mod given;
mod problems;
mod texts;
mod widget;

use std::sync::Arc;

use check::Checker;
pub use check::{Shared, check, evaluate, shared_definitions};

pub use widget::{
    Band, BarGroup, BarsView, Color, Control, Curve, CurvesView, Drag, NestedBar, NestedBarsView, NumberVariable,
    PmfVariable, Readout, View, Widget, WidgetVariable,
};

use crate::claim::Verdict;
use crate::document::{ClaimId, ClaimPlace, Document};
use crate::source::{Source, Span};

/// A lesson as meant.
#[derive(Debug)]
pub struct Lesson {
    /// What was written.
    pub document: Document,
    /// A judgement for each claim of [`Document::claims`], in its order, then those of the widgets' readouts.
    pub claims: Arc<[JudgedClaim]>,
    /// The widgets, by the start of their fence's span.
    pub widgets: Vec<(usize, Widget)>,
    /// The static charts, by the start of their fence's span.
    pub plots: Vec<(usize, Widget)>,
    /// The problems, by the start of their callout's scope.
    pub problems: Vec<Problem>,
    /// What `calc show` sets on the page: per fence (by the start of its span), its rows.
    pub tables: Vec<(usize, Vec<DefinitionRow>)>,
    /// How many numbers no claim covers, those of widgets included.
    pub unclaimed: usize,
    /// What `fix` would write: places in the source and their new text.
    pub edits: Vec<(Span, String)>,
}

/// A claim and what became of it. This is what the ledger shows and what `check --format json` prints.
#[derive(Clone, Debug)]
pub struct JudgedClaim {
    /// The text that it stands in.
    pub source: Arc<Source>,
    /// The stated number (the whole label where there is none).
    pub number_span: Span,
    /// The whole link.
    pub span: Span,
    /// The stated value as written, unit included.
    pub stated: String,
    /// The expression as written.
    pub expression: String,
    /// Where it stands.
    pub place: ClaimPlace,
    /// What was computed; `None` for a given number or where the expression is faulty.
    pub value: Option<ComputedValue>,
    /// The verdict; [`Verdict::Undecided`] where the claim or its expression is faulty.
    pub verdict: Verdict,
}

/// A computed value, as text for readers and reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputedValue {
    /// 17 significant digits, or the exact form (`7/4`, `1`, `true`, `(0.5, 0.5)`, `∞`).
    pub text: String,
    /// Whether `text` is exact.
    pub exact: bool,
    /// The lower end of the enclosure, rounded down.
    pub low: String,
    /// The upper end, rounded up.
    pub high: String,
    /// The unit in which they are given: `bits`, `nats`, `bans`; empty for a plain number.
    pub unit: String,
    /// What else is known, in plain words: of each optimum below the value, whether it is global.
    pub notes: Vec<String>,
}

/// One row of the table that `calc show` sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionRow {
    /// `P`, or `f(x)`.
    pub name: String,
    /// The right-hand side as written.
    pub expression: String,
    /// The value, for readers: `0.737 bits`; empty for a function.
    pub value: String,
}

/// A problem, for the page and its core.
#[derive(Debug)]
pub struct Problem {
    /// The scope of its callout, which names it.
    pub scope: usize,
    /// The number by which progress and anchors name it, from 1.
    pub number: usize,
    /// What is right.
    pub answer: Answer,
    /// The claims of its mistakes, in the order of the callouts.
    pub mistakes: Vec<Option<ClaimId>>,
}

/// What a problem asks for.
#[derive(Debug)]
pub enum Answer {
    /// A number, claimed in `[!answer]`.
    Number {
        /// The claim.
        claim: ClaimId,
        /// The unit in which a bare number is read; empty for a plain number.
        unit: String,
    },
    /// Some of the items of a task list.
    Choice,
}
