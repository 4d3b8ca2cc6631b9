//! Numbers that prove: three scalars, one set of operations.
//!
//! * [`Exact`]: a rational, or a form whose equality with a rational can be decided.
//! * [`Interval`]: two `f64` bounds, rounded outward.
//! * [`Wide`]: the same with bounds of any precision.
//!
//! All three implement [`Scalar`], so that one graph is evaluated over each of them. Invariant:
//! this room does no I/O, knows no clock, thread or randomness, and calls no `std` float function
//! (`libm` gives the same bits natively and in wasm).

#[cfg(test)]
mod conformance;
pub mod decimal;
mod eigen;
mod exact;
mod float;
mod incomplete;
mod interval;
mod wide;
mod working;

pub use dashu_int::{IBig, UBig};
pub use dashu_ratio::RBig as Rational;

pub use exact::{Exact, Limits};
pub use float::{Float, FloatContext};
pub(crate) use incomplete::work;
pub use interval::Interval;
pub use wide::{Precision, Wide};

/// A constant of the scalar graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// An exact rational number.
    Rational(Rational),
    /// π.
    Pi,
    /// e, the base of the natural logarithm.
    E,
    /// +∞.
    Infinity,
}

/// Operations on one scalar. Truth values are the scalars 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    /// −x.
    Negate,
    /// |x|.
    Abs,
    /// √x; undefined below 0.
    Sqrt,
    /// eˣ.
    Exp,
    /// Natural logarithm; undefined at and below 0.
    Ln,
    /// Sine (radians).
    Sin,
    /// Cosine (radians).
    Cos,
    /// Tangent (radians).
    Tan,
    /// Arc sine, in [−π/2, π/2].
    Asin,
    /// Arc cosine, in [0, π].
    Acos,
    /// Arc tangent, in (−π/2, π/2).
    Atan,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Hyperbolic tangent.
    Tanh,
    /// The largest integer not above x.
    Floor,
    /// The smallest integer not below x.
    Ceil,
    /// The nearest integer, ties away from zero.
    Round,
    /// The error function.
    Erf,
    /// 1 − erf(x).
    Erfc,
    /// Γ(x).
    Gamma,
    /// ln |Γ(x)|.
    LnGamma,
    /// ψ(x), the derivative of ln Γ.
    Digamma,
    /// −x·ln x, with 0 at 0; undefined below 0.
    EntropyTerm,
    /// Logical not.
    Not,
}

/// Operations on two scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// x + y.
    Add,
    /// x − y.
    Subtract,
    /// x·y.
    Multiply,
    /// x / y; undefined at y = 0.
    Divide,
    /// xʸ for x > 0, or 0ʸ with y > 0, or an integer y (then any x ≠ 0, and 0⁰ = 1).
    Power,
    /// x − y·⌊x/y⌋: the sign of y; undefined at y = 0.
    Modulo,
    /// −x·ln y, with 0 at x = 0 and +∞ at x > 0 = y: a term of the cross-entropy.
    CrossTerm,
    /// x·ln(x/y), with 0 at x = 0 and +∞ at x > 0 = y: a term of the divergence.
    DivergenceTerm,
    /// x < y.
    Less,
    /// x ≤ y.
    LessEqual,
    /// x = y.
    Equal,
    /// Both.
    And,
    /// At least one.
    Or,
}

/// Operations on any number of scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nary {
    /// The sum; 0 of none.
    Sum,
    /// The product; 1 of none.
    Product,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// ln Σ exp(xᵢ), without overflow or underflow on the way.
    LogSumExp,
}

/// Operations on several scalars, each with a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Special {
    /// P(a, x) of (a, x): the regularised lower incomplete gamma function; a > 0, x ≥ 0.
    LowerGamma,
    /// Q(a, x) = 1 − P(a, x) of (a, x).
    UpperGamma,
    /// I_x(a, b) of (u, v, a, b) with x = u/(u + v): the regularised incomplete beta function;
    /// u, v ≥ 0, not both 0, a, b > 0. Both parts are given so that neither end loses digits, and
    /// 1 − I_x(a, b) is the same operation on (v, u, b, a).
    Beta,
    /// The eigenvalue number k, from 0, in ascending order, of the symmetric matrix whose lower
    /// triangle is given row by row.
    Eigenvalue(u32),
}

/// What a graph can be evaluated over.
///
/// Each operation is total. Where the exact value does not exist (`ln(-1)`) the result says so
/// ([`Scalar::undefined`]), and every operation on it, but for the branch that [`Scalar::select`]
/// leaves, is undefined again.
pub trait Scalar: Clone {
    /// What an evaluation needs beside its operands, such as a precision.
    type Context;

    /// The constant.
    fn constant(context: &Self::Context, constant: &Constant) -> Self;

    /// No value.
    fn undefined(context: &Self::Context) -> Self;

    /// One operand.
    fn unary(context: &Self::Context, operation: Unary, x: &Self) -> Self;

    /// Two operands.
    fn binary(context: &Self::Context, operation: Binary, x: &Self, y: &Self) -> Self;

    /// xⁿ, tighter than `Binary::Power` where x may be negative; x⁰ = 1.
    fn power(context: &Self::Context, x: &Self, n: i64) -> Self;

    /// Any number of operands.
    fn nary(context: &Self::Context, operation: Nary, operands: &[Self]) -> Self;

    /// Operands in their places.
    fn special(context: &Self::Context, operation: Special, operands: &[Self]) -> Self;

    /// `yes` where `condition` is true, `no` where it is false, both joined where it isn't known.
    fn select(context: &Self::Context, condition: &Self, yes: &Self, no: &Self) -> Self;
}

/// What is known of whether an enclosed value exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Defined {
    /// It exists.
    Yes,
    /// It may not: some of the enclosed operands lay outside a domain.
    Perhaps,
    /// It does not.
    No,
}

/// A scalar that encloses the exact value between two bounds, either of which may be infinite.
///
/// Invariant of every implementation: if the exact operands lie in the operands' enclosures, the
/// exact result lies in the result's. An enclosure whose both bounds are +∞ (or both −∞) says
/// that the value *is* infinite; an overflow gives a finite bound on its inner side.
pub trait Enclosure: Scalar {
    /// The smallest enclosure of this type that holds both rationals, `low` ≤ `high`.
    fn between(context: &Self::Context, low: &Rational, high: &Rational) -> Self;

    /// Whether the value exists.
    fn defined(&self) -> Defined;

    /// The lower bound as a rational, `None` where it is infinite or there is no value.
    fn low(&self) -> Option<Rational>;

    /// The upper bound as a rational, `None` where it is infinite or there is no value.
    fn high(&self) -> Option<Rational>;

    /// Whether both bounds are the same infinity: `Some(true)` for +∞, `Some(false)` for −∞.
    fn infinite(&self) -> Option<bool>;

    /// What both enclose; `None` where they are disjoint (then one of them was wrong).
    fn intersection(&self, other: &Self) -> Option<Self>;

    /// The smallest enclosure around both.
    fn hull(&self, other: &Self) -> Self;

    /// An enclosure of one point near the middle (both bounds equal).
    fn midpoint(&self, context: &Self::Context) -> Self;

    /// The two halves.
    fn bisect(&self, context: &Self::Context) -> (Self, Self);

    /// The distance of the bounds, rounded up, as an `f64` (∞ where a bound is).
    fn width(&self) -> f64;

    /// The bounds rounded outward to `f64`.
    fn to_interval(&self) -> Interval;
}
