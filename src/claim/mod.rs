//! Claims: what a label states, the set that it claims, and the verdict.
//!
//! Pure: a label and an enclosure in, a verdict out. The same code judges authors at build and
//! learners in the browser.

mod explain;
mod label;
mod number;
mod scan;
mod set;
mod slip;
mod unit;
mod verdict;
mod write;

pub use label::{numbers, read, read_typed};
pub use set::{ClaimedSet, Endpoint};
pub use slip::{Alternative, Slip, SlipKind, name_slip};
pub use verdict::{Judgement, ListJudgement, Reason, Tier, judge, judge_list, judge_truth};
pub use write::{Unwritable, propose, write};

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
    /// Its characters, sign, currency and percent sign included.
    pub text: String,
    /// The exact value of the digits (`5%` is 1/20); 0 for ±∞, see `infinite`.
    pub value: Rational,
    /// `Some(true)` for ∞, `Some(false)` for −∞; then `value` is 0.
    pub infinite: Option<bool>,
    /// Half a unit of the last written digit; `None` where the form is exact.
    pub half_unit: Option<Rational>,
    /// The same for forms that are exact unless `≈` stands before them (integers, 0 % and 100 %);
    /// 0 for those that no sign makes rounded: a stated zero, fractions, ∞.
    pub half_unit_if_about: Rational,
    /// The form, which `fix` writes again.
    pub form: Box<Form>,
    /// Where the number stands, sign, currency and percent sign included.
    pub span: Span,
}

/// The form of a written number, as much as is needed to write another value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Integer, decimal, scientific, fraction, infinity.
    pub shape: Shape,
    /// Whether it is TeX.
    pub math: bool,
    /// The minus sign as written; where there was none, the one that its surroundings call for.
    pub minus: char,
    /// Whether a plus sign stands before it.
    pub plus: bool,
    /// The currency sign before the digits, with the space after it.
    pub currency: Option<String>,
    /// Whether the sign stands between currency and digits.
    pub sign_after_currency: bool,
    /// The text between groups of three digits, if any: `,`, `{,}`, a thin space.
    pub thousands: Option<String>,
    /// Digits before the point as written, of the mantissa in scientific notation; 0 for `.05`.
    pub lead: u32,
    /// Digits after the point.
    pub decimals: u32,
    /// How the power of ten is written, in scientific notation.
    pub power: Option<PowerForm>,
    /// How a fraction is written.
    pub fraction: Option<FractionForm>,
    /// Whether a percent sign follows.
    pub percent: bool,
    /// The percent sign with what stands before it, such as ` %`; empty without one, or where the
    /// word `percent` stands in a piece of its own.
    pub percent_sign: String,
}

/// How a power of ten is written: `e23`, ` × 10^23`, ` × 10⁻⁷`, `\times 10^{23}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerForm {
    /// The text between mantissa and exponent.
    pub before: String,
    /// The text after the exponent: `}` or nothing.
    pub after: String,
    /// Whether the exponent is written in superscript characters.
    pub superscript: bool,
    /// The minus sign of the exponent, where it isn't superscript.
    pub minus: char,
    /// Whether a positive exponent has a plus sign.
    pub plus: bool,
}

/// How a fraction is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FractionForm {
    /// `1/2`
    Slash,
    /// `½`
    Glyph,
    /// `\frac12`, `\tfrac{1}{2}`: the command, and whether braces are needed.
    Tex {
        /// The command with its backslash.
        command: String,
        /// Whether the digits stand in braces.
        braces: bool,
    },
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

impl Bounds {
    /// The one value `value`.
    pub fn point(value: Rational) -> Self {
        Self { defined: Defined::Yes, infinite: None, low: Some(value.clone()), high: Some(value) }
    }

    /// Some value from `low` to `high`.
    pub fn between(low: Rational, high: Rational) -> Self {
        Self { defined: Defined::Yes, infinite: None, low: Some(low), high: Some(high) }
    }

    /// Both bounds, where the value exists and both are finite.
    pub fn finite(&self) -> Option<(&Rational, &Rational)> {
        match (self.defined, self.infinite, &self.low, &self.high) {
            (Defined::Yes, None, Some(low), Some(high)) => Some((low, high)),
            _ => None,
        }
    }

    /// The value, where the bounds leave no choice.
    pub fn exact(&self) -> Option<&Rational> {
        self.finite().filter(|(low, high)| low == high).map(|(low, _)| low)
    }
}

/// A number that can be computed with more and more effort. Plain numbers only: a quantity of
/// information has been divided by its stated unit before.
pub trait Computed {
    /// Its exact form, if there is one.
    fn exact(&mut self) -> Option<Exact>;

    /// Its enclosure: tier 0 in `f64` intervals, the next with more and more bits; `None` past the last tier.
    fn bounds(&mut self, tier: usize) -> Option<Bounds>;
}
