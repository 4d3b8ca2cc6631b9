//! Claims: what a label states, the set that it claims, and the verdict.
//!
//! Pure: a label and an enclosure in, a verdict out. The same code judges authors at build and
//! learners in the browser.

use crate::expr::ast::{Comparison, InformationUnit};
use crate::number::{Defined, Exact, Rational};
use crate::source::Span;

/// One run of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Whether it is prose, math or something else.
    pub kind: PieceKind,
    /// Its text as written in the source, without the dollars of math and without the marks of emphasis.
    pub text: String,
    /// Where the text stands in the source.
    pub span: Span,
}

/// The kinds of runs in a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Prose.
    Text,
    /// TeX.
    Math,
    /// Anything that can't be part of a stated value: code, an image, a line break.
    Other,
}

/// A value as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// What is stated.
    pub content: Content,
    /// The sign before it: `None` where nothing or only `=` stood there.
    pub relation: Relation,
    /// The unit after it, in the label or behind the link.
    pub unit: Option<Unit>,
}

/// What a label states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing: `[](=EXPR)`.
    Empty,
    /// One number.
    Number(Written),
    /// A list, such as `(0.5, 0.5)`.
    List(Vec<Written>, Span),
    /// No digits: that the expression is true.
    Truth(Span),
}

/// How the stated number relates to the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Nothing, or `=`: equality as the number's form says.
    Equal,
    /// `≈`, `~`, `about`: rounded, whatever the form.
    About,
    /// A comparison: the value compares so with the number, exactly.
    Compare(Comparison),
}

/// A number as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The exact value of the digits (`5%` is 1/20); `None` for ±∞, see `infinite`.
    pub value: Rational,
    /// `Some(true)` for ∞, `Some(false)` for −∞; then `value` is 0.
    pub infinite: Option<bool>,
    /// Half a unit of the last written digit; `None` where the form is exact.
    pub half_unit: Option<Rational>,
    /// The same for forms that are exact unless `≈` stands before them (integers, percentages).
    pub half_unit_if_about: Rational,
    /// The form, which `fix` writes again.
    pub form: Form,
    /// Where the number stands, sign, currency and percent sign included.
    pub span: Span,
}

/// The form of a written number, as much as is needed to write another value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Integer, decimal, scientific, fraction, infinity.
    pub shape: Shape,
    /// Whether a percent sign follows.
    pub percent: bool,
    /// The text between groups of three digits, if any: `,`, `{,}`, a thin space.
    pub thousands: Option<String>,
    /// The currency sign before the digits.
    pub currency: Option<String>,
    /// Digits after the point.
    pub decimals: u32,
}

/// The shapes of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `1537`
    Integer,
    /// `1.737`
    Decimal,
    /// `6.02e23`, `6.02 × 10^23`, `6.02 \times 10^{23}`
    Scientific,
    /// `1/2`, `½`, `\frac{1}{2}`
    Fraction,
    /// `∞`, `\infty`
    Infinity,
}

/// A unit as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A unit of information.
    Information(InformationUnit, Span),
    /// Any other word: carried, not checked.
    Other(String, Span),
}

/// What is known of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The enclosure of the value lies in the claimed set.
    Proved,
    /// The enclosure doesn't touch the claimed set.
    Refuted,
    /// Neither, after refinement.
    Undecided,
    /// A chosen number, marked `=given`.
    Given,
}

/// What is known of a computed number after some effort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Whether the value exists.
    pub defined: Defined,
    /// Whether the value is infinite: `Some(true)` for +∞.
    pub infinite: Option<bool>,
    /// The lower bound; `None` for none.
    pub low: Option<Rational>,
    /// The upper bound; `None` for none.
    pub high: Option<Rational>,
}

/// A number that can be computed with more and more effort. Plain numbers only: a quantity of
/// information has been divided by its stated unit before.
pub trait Computed {
    /// Its exact form, if there is one.
    fn exact(&mut self) -> Option<Exact>;

    /// Its enclosure: tier 0 in `f64` intervals, the next with more and more bits; `None` past the last tier.
    fn bounds(&mut self, tier: usize) -> Option<Bounds>;
}
