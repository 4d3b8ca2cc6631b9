//! Values that are known exactly, or not at all.
//!
//! A value is a rational number, an infinity, or one of three irrational forms whose equality can
//! be decided (see [`product`] for why):
//!
//! * a *logarithm* ln N / ln D, with N and D of the form e^r·Π bᵢ^{eᵢ}: rational combinations of
//!   logarithms (N over D = e), in any base (log₂ 27 = ln 27 / ln 2), and entropies in bits;
//! * a *power product* ±e^r·Π bᵢ^{eᵢ}: roots, exponentials, perplexities;
//! * a rational multiple of π.
//!
//! A form that is rational is always kept as the rational, if that has a sane size. Everything
//! else is [`Exact::Unknown`]: this scalar is never wrong, only silent.

mod arithmetic;
mod base;
mod compare;
mod functions;
mod information;
mod power;
mod product;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::cmp::Ordering;

use dashu_base::BitTest;

use self::product::Product;
use super::{Binary, Constant, Nary, Precision, Rational, Scalar, Unary, Wide, decimal};

/// A value known exactly, or not at all.
///
/// Equality of this type is that of the form; [`Exact::compare`] decides that of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Exact {
    /// A rational number.
    Rational(Rational),
    /// +∞ (`true`) or −∞.
    Infinity(bool),
    /// A logarithm in some base; irrational.
    Logarithm(Box<Logarithm>),
    /// A root, an exponential, or a product of them.
    Power(Box<Power>),
    /// A rational multiple of π other than 0.
    Pi(Rational),
    /// There is no value, provably.
    Undefined,
    /// There may or may not be a value, and nothing is known of it.
    Unknown,
}

/// ln N / ln D with N, D ≠ 1, and N no rational power of D.
#[derive(Clone, Debug, PartialEq)]
pub struct Logarithm {
    argument: Product,
    base: Product,
}

/// ±e^r·Π bᵢ^{eᵢ}, not a rational of a sane size.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    negative: bool,
    product: Product,
}

/// What bounds the work of [`Exact`], so that every input ends soon: what is beyond is `Unknown`.
///
/// The work is counted in steps about as costly as a machine word's multiplication, in a counter
/// that all clones of a value share with nobody: the same evaluation gives the same result
/// everywhere.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most bits of a numerator and denominator together.
    bits: usize,
    /// The most bits of an enclosure that decides a comparison.
    precision: usize,
    /// The work that one question may cost.
    budget: u64,
    /// What is left of it.
    work: Cell<u64>,
    /// Enclosures' precisions, from 64 bits up.
    precisions: Vec<Precision>,
}

impl Limits {
    /// The most bases in a form.
    const TERMS: usize = 512;

    /// Numbers up to `bits` bits, comparisons up to `precision` bits, and about `work` steps
    /// (2²⁷ take a fraction of a second).
    pub fn new(bits: usize, precision: usize, work: u64) -> Self {
        let precision = precision.max(64);
        let precisions = std::iter::successors(Some(64usize), |bits| Some(bits * 2))
            .take_while(|bits| *bits <= precision)
            .map(Precision::new)
            .collect();
        Self { bits, precision, budget: work, work: Cell::new(work), precisions }
    }

    /// Gives back the work that was done, for the next question.
    pub fn refill(&self) {
        self.work.set(self.budget);
    }

    /// The most bits of a comparison.
    pub fn precision(&self) -> usize {
        self.precision
    }

    /// The most bits of a form's bases together: gcds are dearer than sums.
    fn form_bits(&self) -> usize {
        self.bits / 4
    }

    /// Takes `steps` from the work that is left, `None` where it is exhausted.
    fn charge(&self, steps: usize) -> Option<()> {
        let rest = self.work.get().checked_sub(steps as u64);
        self.work.set(rest.unwrap_or(0));
        rest.map(|_| ())
    }

    /// An operation on two rationals; also checks that they aren't too large already.
    fn charge_rationals(&self, x: &Rational, y: &Rational) -> Option<()> {
        let words = (size(x) + size(y)) / 64 + 1;
        self.charge(words * words + 16)
    }
}

impl Default for Limits {
    /// 2¹⁷ bits (39,456 digits), comparisons up to 2,048 bits, a fraction of a second.
    fn default() -> Self {
        Self::new(1 << 17, 2048, 1 << 27)
    }
}

fn size(value: &Rational) -> usize {
    value.numerator().bit_len() + value.denominator().bit_len()
}

impl Exact {
    /// An integer.
    pub fn integer(n: i64) -> Self {
        Self::Rational(Rational::from(n))
    }

    fn zero() -> Self {
        Self::Rational(Rational::ZERO)
    }

    fn one() -> Self {
        Self::Rational(Rational::ONE)
    }

    fn truth(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, |value| Self::integer(i64::from(value)))
    }

    /// A rational, unless it is too large.
    fn rational(value: Rational, limits: &Limits) -> Self {
        if size(&value) <= limits.bits { Self::Rational(value) } else { Self::Unknown }
    }

    /// ln `argument` / ln `base`, collapsed where it is rational; the base isn't 1.
    fn logarithm(argument: Product, base: Product, limits: &Limits) -> Option<Self> {
        if argument.is_one() {
            return Some(Self::zero());
        }
        Some(match argument.logarithm_ratio(&base, limits)? {
            Some(ratio) => Self::rational(ratio, limits),
            None => Self::Logarithm(Box::new(Logarithm { argument, base })),
        })
    }

    /// A power product, collapsed where it is rational.
    fn power_product(negative: bool, product: Product, limits: &Limits) -> Self {
        let Product { exponent, factors } = product;
        let Some(factors) = factors.reduced(limits) else { return Self::Unknown };
        if exponent.is_zero()
            && let Some(value) = factors.to_rational(limits.bits)
        {
            return Self::Rational(if negative { -value } else { value });
        }
        Self::Power(Box::new(Power { negative, product: Product { exponent, factors } }))
    }

    /// q·π.
    fn pi(multiple: Rational) -> Self {
        if multiple.is_zero() { Self::zero() } else { Self::Pi(multiple) }
    }

    /// The value, if it is a rational number.
    pub fn as_rational(&self) -> Option<&Rational> {
        match self {
            Self::Rational(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the value is infinite: `Some(true)` for +∞.
    pub fn infinite(&self) -> Option<bool> {
        match self {
            Self::Infinity(positive) => Some(*positive),
            _ => None,
        }
    }

    /// Whether a value is known: neither undefined nor unknown.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Undefined | Self::Unknown)
    }

    /// How the value compares with a rational; `None` where it isn't known.
    pub fn compare_rational(&self, other: &Rational) -> Option<Ordering> {
        self.compare(&Self::Rational(other.clone()), &Limits::default())
    }

    /// An enclosure of the value; no value's for `Undefined`, everything (perhaps) for `Unknown`.
    pub fn enclose(&self, p: &Precision) -> Wide {
        let rational = |value: &Rational| Wide::constant(p, &Constant::Rational(value.clone()));
        let negate_if = |negative: bool, x: Wide| if negative { Wide::unary(p, Unary::Negate, &x) } else { x };
        match self {
            Self::Rational(value) => rational(value),
            Self::Infinity(positive) => negate_if(!positive, Wide::constant(p, &Constant::Infinity)),
            Self::Logarithm(form) => Wide::binary(p, Binary::Divide, &form.argument.ln(p), &form.base.ln(p)),
            Self::Power(form) => negate_if(form.negative, Wide::unary(p, Unary::Exp, &form.product.ln(p))),
            Self::Pi(multiple) => {
                Wide::binary(p, Binary::Multiply, &rational(multiple), &Wide::constant(p, &Constant::Pi))
            }
            Self::Undefined => Wide::undefined(p),
            Self::Unknown => Wide::unknown(),
        }
    }

    /// A rational or infinite value as text: `3`, `7/4`, `∞`; `None` for others and for more than
    /// `longest` characters.
    pub fn text(&self, longest: usize) -> Option<String> {
        match self {
            Self::Rational(value) => decimal::fraction(value, longest),
            Self::Infinity(true) => Some("∞".into()),
            Self::Infinity(false) => Some("-∞".into()),
            _ => None,
        }
    }
}

impl Scalar for Exact {
    type Context = Limits;

    fn constant(limits: &Limits, constant: &Constant) -> Self {
        match constant {
            Constant::Rational(value) => Self::rational(value.clone(), limits),
            Constant::Pi => Self::Pi(Rational::ONE),
            Constant::E => Self::power_product(false, Product::exponential(Rational::ONE), limits),
            Constant::Infinity => Self::Infinity(true),
        }
    }

    fn undefined(_: &Limits) -> Self {
        Self::Undefined
    }

    fn unary(limits: &Limits, operation: Unary, x: &Self) -> Self {
        if !x.is_known() {
            return x.clone();
        }
        x.apply(operation, limits).unwrap_or(Self::Unknown)
    }

    fn binary(limits: &Limits, operation: Binary, x: &Self, y: &Self) -> Self {
        if *x == Self::Undefined || *y == Self::Undefined {
            return Self::Undefined;
        }
        if !x.is_known() || !y.is_known() {
            return Self::Unknown;
        }
        let result = match operation {
            Binary::Add => x.add(y, limits),
            Binary::Subtract => x.add(&y.negate(), limits),
            Binary::Multiply => x.multiply(y, limits),
            Binary::Divide => x.divide(y, limits),
            Binary::Power => x.raise(y, limits),
            Binary::Modulo => x.modulo(y, limits),
            Binary::CrossTerm => x.cross_term(y, limits),
            Binary::DivergenceTerm => x.divergence_term(y, limits),
            Binary::Less => Some(Self::truth(x.compare(y, limits).map(Ordering::is_lt))),
            Binary::LessEqual => Some(Self::truth(x.compare(y, limits).map(Ordering::is_le))),
            Binary::Equal => Some(Self::truth(x.compare(y, limits).map(Ordering::is_eq))),
            Binary::And => Some(Self::truth(x.is_true(limits).zip(y.is_true(limits)).map(|(x, y)| x && y))),
            Binary::Or => Some(Self::truth(x.is_true(limits).zip(y.is_true(limits)).map(|(x, y)| x || y))),
        };
        result.unwrap_or(Self::Unknown)
    }

    fn power(limits: &Limits, x: &Self, n: i64) -> Self {
        Self::binary(limits, Binary::Power, x, &Self::integer(n))
    }

    fn nary(limits: &Limits, operation: Nary, operands: &[Self]) -> Self {
        if operands.contains(&Self::Undefined) {
            return Self::Undefined;
        }
        if operands.contains(&Self::Unknown) {
            return Self::Unknown;
        }
        let fold = |first: Self, operation| {
            operands.iter().fold(first, |result, x| Self::binary(limits, operation, &result, x))
        };
        let least = |order| {
            let (first, rest) = operands.split_first()?;
            rest.iter().try_fold(first.clone(), |least, x| least.lesser(x, order, limits))
        };
        match operation {
            Nary::Sum => fold(Self::zero(), Binary::Add),
            Nary::Product => fold(Self::one(), Binary::Multiply),
            _ if operands.is_empty() && operation != Nary::LogSumExp => Self::Undefined,
            Nary::Min => least(Ordering::Less).unwrap_or(Self::Unknown),
            Nary::Max => least(Ordering::Greater).unwrap_or(Self::Unknown),
            Nary::LogSumExp => Self::log_sum_exp(operands, limits).unwrap_or(Self::Unknown),
        }
    }

    fn select(_: &Limits, condition: &Self, yes: &Self, no: &Self) -> Self {
        match condition {
            Self::Rational(value) if value.is_zero() => no.clone(),
            Self::Rational(_) => yes.clone(),
            Self::Undefined => Self::Undefined,
            _ => Self::Unknown,
        }
    }
}
