//! Binary floating numbers of any precision, and bounds that may be infinite.
//!
//! Every rounding is directed and written out here, which keeps the proofs of the enclosures
//! short: an operation forms the exact result, or one on the right side of it, and then cuts it.

use std::cmp::Ordering;

use dashu_base::{BitTest, DivRem, Sign, UnsignedAbs};

use crate::number::{IBig, Rational, UBig};

/// Binary exponents beyond ±this overflow or underflow.
///
/// It keeps `i64` exponents far from their ends, and is never reached by a shift: numbers are
/// aligned only where their exponents are close.
pub(super) const EXPONENT_LIMIT: i64 = 1 << 40;

/// Rationals made from bounds have at most about this many bits.
const RATIONAL_LIMIT: i64 = 1 << 16;

/// Where to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Toward −∞.
    Down,
    /// Toward +∞.
    Up,
}

use Direction::{Down, Up};

/// `mantissa`·2^`exponent`; the mantissa is odd, or zero with exponent 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Dyadic {
    mantissa: IBig,
    exponent: i64,
}

impl Dyadic {
    pub(super) const ZERO: Self = Self { mantissa: IBig::ZERO, exponent: 0 };
    pub(super) const ONE: Self = Self { mantissa: IBig::ONE, exponent: 0 };

    pub(super) fn new(mantissa: IBig, exponent: i64) -> Self {
        match mantissa.trailing_zeros() {
            None => Self::ZERO,
            Some(0) => Self { mantissa, exponent },
            Some(zeros) => Self { mantissa: mantissa >> zeros, exponent: exponent + zeros as i64 },
        }
    }

    /// ±2^`exponent`.
    pub(super) fn power_of_two(sign: Sign, exponent: i64) -> Self {
        Self { mantissa: IBig::from_parts(sign, UBig::ONE), exponent }
    }

    pub(super) fn integer(n: i64) -> Self {
        Self::new(IBig::from(n), 0)
    }

    /// The exact value of a finite float; 0 for the others.
    pub(super) fn from_f64(x: f64) -> Self {
        let bits = x.to_bits();
        let field = ((bits >> 52) & 0x7ff) as i64;
        let fraction = (bits & ((1 << 52) - 1)) as i64;
        let (mantissa, exponent) = match field {
            0 => (fraction, -1074),
            0x7ff => return Self::ZERO,
            _ => (fraction | (1 << 52), field - 1075),
        };
        Self::new(IBig::from(if bits >> 63 == 1 { -mantissa } else { mantissa }), exponent)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    pub(super) fn is_negative(&self) -> bool {
        self.mantissa.sign() == Sign::Negative
    }

    pub(super) fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    pub(super) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    fn length(&self) -> i64 {
        // `bit_len` of a negative number is that of its magnitude.
        self.mantissa.bit_len() as i64
    }

    /// The t with 2^(t−1) ≤ |x| < 2^t; far below everything for 0.
    pub(super) fn top(&self) -> i64 {
        if self.is_zero() { -2 * EXPONENT_LIMIT } else { self.exponent + self.length() }
    }

    pub(super) fn negate(&self) -> Self {
        Self { mantissa: -&self.mantissa, exponent: self.exponent }
    }

    pub(super) fn abs(&self) -> Self {
        if self.is_negative() { self.negate() } else { self.clone() }
    }

    /// x·2^k.
    pub(super) fn scale(&self, k: i64) -> Self {
        if self.is_zero() { Self::ZERO } else { Self { mantissa: self.mantissa.clone(), exponent: self.exponent + k } }
    }

    /// ⌊x·2^`bits`⌋; the caller sees to it that x·2^`bits` is of a sane size.
    pub(super) fn to_fixed(&self, bits: i64) -> IBig {
        let shift = self.exponent + bits;
        if shift >= 0 { &self.mantissa << shift as usize } else { floor_shift(&self.mantissa, -shift) }
    }

    /// The number as an `i64`, if it is one.
    pub(super) fn to_i64(&self) -> Option<i64> {
        if self.is_integer() && self.top() <= 63 { i64::try_from(self.to_fixed(0)).ok() } else { None }
    }

    /// Cut to `bits` significant bits and to the range of exponents.
    pub(super) fn round(self, bits: usize, direction: Direction) -> Bound {
        let excess = self.length() - bits as i64;
        let cut = if excess <= 0 {
            self
        } else {
            // The mantissa is odd, so something is lost for certain.
            let floor = floor_shift(&self.mantissa, excess);
            let mantissa = if direction == Up { floor + 1 } else { floor };
            Self::new(mantissa, self.exponent + excess)
        };
        let top = cut.top();
        let sign = cut.mantissa.sign();
        let outward = (direction == Up) == (sign == Sign::Positive);
        if cut.is_zero() || (-EXPONENT_LIMIT..=EXPONENT_LIMIT).contains(&top) {
            Bound::Finite(cut)
        } else if top > 0 {
            match (outward, sign) {
                (true, Sign::Positive) => Bound::PlusInfinity,
                (true, Sign::Negative) => Bound::MinusInfinity,
                (false, _) => Bound::Finite(Self::power_of_two(sign, EXPONENT_LIMIT - 1)),
            }
        } else if outward {
            Bound::Finite(Self::power_of_two(sign, -EXPONENT_LIMIT))
        } else {
            Bound::Finite(Self::ZERO)
        }
    }

    /// x + y, on the side of `direction`.
    pub(super) fn add(&self, other: &Self, bits: usize, direction: Direction) -> Bound {
        let (large, small) = if self.top() >= other.top() { (self, other) } else { (other, self) };
        if small.is_zero() {
            return large.clone().round(bits, direction);
        }
        let window = large.exponent.min(large.top() - bits as i64) - 4;
        if small.top() > window {
            return large.add_exact(small).round(bits, direction);
        }
        // `small` lies below everything that is kept: |small| < 2^window stands in for it where
        // that is on the safe side, and 0 where not.
        if small.is_negative() == (direction == Down) {
            large.add_exact(&Self::power_of_two(small.mantissa.sign(), window)).round(bits, direction)
        } else {
            large.clone().round(bits, direction)
        }
    }

    fn add_exact(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let aligned = |x: &Self| &x.mantissa << (x.exponent - exponent) as usize;
        Self::new(aligned(self) + aligned(other), exponent)
    }

    /// x − 1 exactly, for an x between ½ and 2.
    pub(super) fn minus_one(&self) -> Self {
        self.add_exact(&Self::integer(-1))
    }

    /// x − y exactly, for a y of a size like x's.
    pub(super) fn subtract_exact(&self, other: &Self) -> Self {
        if other.is_zero() { self.clone() } else { self.add_exact(&other.negate()) }
    }

    /// x·y exactly.
    pub(super) fn multiply_exact(&self, other: &Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        Self { mantissa: &self.mantissa * &other.mantissa, exponent: self.exponent + other.exponent }
    }

    /// x·y, rounded.
    pub(super) fn multiply(&self, other: &Self, bits: usize, direction: Direction) -> Bound {
        self.multiply_exact(other).round(bits, direction)
    }

    /// x / y, rounded; y ≠ 0.
    pub(super) fn divide(&self, other: &Self, bits: usize, direction: Direction) -> Bound {
        if self.is_zero() || other.is_zero() {
            return Bound::Finite(Self::ZERO);
        }
        let shift = (bits as i64 + 2 - self.length() + other.length()).max(0);
        let (floor, exact) = floor_divide(&(&self.mantissa << shift as usize), &other.mantissa);
        let quotient = if exact || direction == Down { floor } else { floor + 1 };
        Self::new(quotient, self.exponent - other.exponent - shift).round(bits, direction)
    }

    /// √x, rounded; x ≥ 0.
    pub(super) fn sqrt(&self, bits: usize, direction: Direction) -> Bound {
        if !self.is_positive() {
            return Bound::Finite(Self::ZERO);
        }
        let mut shift = (2 * bits as i64 + 4 - self.length()).max(0);
        shift += (self.exponent - shift) & 1;
        let scaled = (&self.mantissa << shift as usize).unsigned_abs();
        let floor = dashu_base::SquareRoot::sqrt(&scaled);
        let exact = &floor * &floor == scaled;
        let root = if exact || direction == Down { floor } else { floor + UBig::ONE };
        Self::new(IBig::from(root), (self.exponent - shift) / 2).round(bits, direction)
    }

    /// The largest integer not above x.
    pub(super) fn floor(&self) -> Self {
        if self.is_integer() { self.clone() } else { Self::new(floor_shift(&self.mantissa, -self.exponent), 0) }
    }

    /// The smallest integer not below x.
    pub(super) fn ceil(&self) -> Self {
        self.negate().floor().negate()
    }

    /// The nearest integer, ties away from zero.
    pub(super) fn round_to_integer(&self) -> Self {
        if self.is_integer() {
            return self.clone();
        }
        if self.top() < 0 {
            return Self::ZERO;
        }
        // 2^(exponent−1) has not more bits below the point than x and ½ have together.
        let half = Self::power_of_two(Sign::Positive, -1);
        let rounded = self.abs().add_exact(&half).floor();
        if self.is_negative() { rounded.negate() } else { rounded }
    }

    /// The rational, rounded in `direction` where its size is beyond reason; `None` for an
    /// infinity.
    pub(super) fn to_rational(&self, direction: Direction) -> Option<Rational> {
        let top = self.top();
        let sign = self.mantissa.sign();
        let outward = (direction == Up) == (sign == Sign::Positive);
        let limit = |inverse: bool| {
            let power = UBig::ONE << RATIONAL_LIMIT as usize;
            let signed = |magnitude| IBig::from_parts(sign, magnitude);
            if inverse { Rational::from_parts(signed(UBig::ONE), power) } else { Rational::from(signed(power)) }
        };
        if self.is_zero() {
            Some(Rational::ZERO)
        } else if top > RATIONAL_LIMIT {
            if outward { None } else { Some(limit(false)) }
        } else if top < -RATIONAL_LIMIT {
            Some(if outward { limit(true) } else { Rational::ZERO })
        } else if self.exponent >= 0 {
            Some(Rational::from(&self.mantissa << self.exponent as usize))
        } else {
            Some(Rational::from_parts(self.mantissa.clone(), UBig::ONE << (-self.exponent) as usize))
        }
    }

    /// The rational, rounded.
    pub(super) fn from_rational(value: &Rational, bits: usize, direction: Direction) -> Bound {
        let numerator = Self::new(value.numerator().clone(), 0);
        let denominator = Self::new(IBig::from(value.denominator().clone()), 0);
        if denominator == Self::ONE {
            numerator.round(bits, direction)
        } else {
            numerator.divide(&denominator, bits, direction)
        }
    }

    /// The nearest `f64` on the side of `direction`.
    pub(super) fn to_f64(&self, direction: Direction) -> f64 {
        if self.is_zero() {
            return 0.0;
        }
        let top = self.top();
        let negative = self.is_negative();
        let outward = (direction == Up) != negative;
        let signed = |magnitude: f64| if negative { -magnitude } else { magnitude };
        if top > 1024 {
            return signed(if outward { f64::INFINITY } else { f64::MAX });
        }
        // The unit in which the result counts: 2^-1074 among the subnormal numbers.
        let unit = (top - 53).max(-1074);
        let magnitude = self.abs();
        let mut count = if top <= unit { IBig::ZERO } else { magnitude.to_fixed(-unit) };
        if outward && magnitude.exponent < unit {
            count += 1;
        }
        let count = u64::try_from(count).unwrap_or(u64::MAX) as f64;
        signed(scale_f64(count, unit))
    }
}

impl PartialOrd for Dyadic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Dyadic {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |x: &Self| i8::from(x.is_positive()) - i8::from(x.is_negative());
        rank(self).cmp(&rank(other)).then_with(|| {
            let magnitudes = self.top().cmp(&other.top()).then_with(|| {
                // Equal tops: the exponents differ by no more than the lengths do.
                let exponent = self.exponent.min(other.exponent);
                let aligned = |x: &Self| (&x.mantissa << (x.exponent - exponent) as usize).unsigned_abs();
                aligned(self).cmp(&aligned(other))
            });
            if self.is_negative() { magnitudes.reverse() } else { magnitudes }
        })
    }
}

/// n·2^k for an integer n below 2^53, where the result is exact or overflows.
fn scale_f64(n: f64, k: i64) -> f64 {
    libm::scalbn(n, k.clamp(-2000, 2000) as i32)
}

/// ⌊n / 2^`shift`⌋ for any positive shift.
pub(super) fn floor_shift(n: &IBig, shift: i64) -> IBig {
    if shift > n.bit_len() as i64 {
        return if n.sign() == Sign::Negative { IBig::NEG_ONE } else { IBig::ZERO };
    }
    n >> shift as usize
}

/// ⌊n / d⌋ and whether it is exact; d ≠ 0.
pub(super) fn floor_divide(n: &IBig, d: &IBig) -> (IBig, bool) {
    let (quotient, remainder) = n.div_rem(d);
    let exact = remainder.is_zero();
    if !exact && n.sign() != d.sign() { (quotient - 1, exact) } else { (quotient, exact) }
}

/// A bound of an enclosure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Bound {
    MinusInfinity,
    Finite(Dyadic),
    PlusInfinity,
}

impl Bound {
    pub(super) const ZERO: Self = Self::Finite(Dyadic::ZERO);
    pub(super) const ONE: Self = Self::Finite(Dyadic::ONE);

    pub(super) fn finite(&self) -> Option<&Dyadic> {
        match self {
            Self::Finite(x) => Some(x),
            _ => None,
        }
    }

    pub(super) fn infinity(positive: bool) -> Self {
        if positive { Self::PlusInfinity } else { Self::MinusInfinity }
    }

    /// The nearest `f64` on the side of `direction`.
    pub(super) fn to_f64(&self, direction: Direction) -> f64 {
        match self {
            Self::MinusInfinity => f64::NEG_INFINITY,
            Self::PlusInfinity => f64::INFINITY,
            Self::Finite(x) => x.to_f64(direction),
        }
    }

    /// −1, 0, 1.
    pub(super) fn signum(&self) -> i8 {
        match self {
            Self::MinusInfinity => -1,
            Self::PlusInfinity => 1,
            Self::Finite(x) => i8::from(x.is_positive()) - i8::from(x.is_negative()),
        }
    }

    pub(super) fn negate(&self) -> Self {
        match self {
            Self::MinusInfinity => Self::PlusInfinity,
            Self::PlusInfinity => Self::MinusInfinity,
            Self::Finite(x) => Self::Finite(x.negate()),
        }
    }

    /// The sum; opposite infinities give the one that `direction` points to, which bounds all.
    pub(super) fn add(&self, other: &Self, bits: usize, direction: Direction) -> Self {
        match (self, other) {
            (Self::Finite(x), Self::Finite(y)) => x.add(y, bits, direction),
            (Self::Finite(_), infinity) | (infinity, Self::Finite(_)) => infinity.clone(),
            (x, y) if x == y => x.clone(),
            _ => Self::infinity(direction == Up),
        }
    }

    /// The product, where 0·∞ = 0: a bound of a set of products whose zero is a real zero.
    pub(super) fn multiply(&self, other: &Self, bits: usize, direction: Direction) -> Self {
        match (self, other) {
            (Self::Finite(x), Self::Finite(y)) => x.multiply(y, bits, direction),
            (x, y) => match x.signum() * y.signum() {
                0 => Self::ZERO,
                sign => Self::infinity(sign > 0),
            },
        }
    }
}
