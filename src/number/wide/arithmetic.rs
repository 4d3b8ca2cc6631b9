//! Arithmetic, powers, comparisons and steps of enclosures.

use dashu_base::Sign;

use super::dyadic::Direction::{self, Down, Up};
use super::dyadic::{Bound, Dyadic, EXPONENT_LIMIT};
use super::{Precision, Wide};
use crate::number::Enclosure;

impl Wide {
    pub(super) fn negate(&self) -> Self {
        Self { low: self.high.negate(), high: self.low.negate(), defined: self.defined }
    }

    pub(super) fn abs(&self) -> Self {
        if self.low.signum() >= 0 {
            self.clone()
        } else if self.high.signum() <= 0 {
            self.negate()
        } else {
            Self::new(Bound::ZERO, self.high.clone().max(self.low.negate()))
        }
    }

    pub(super) fn minimum(&self, other: &Self) -> Self {
        let (low, high) = (self.low.clone().min(other.low.clone()), self.high.clone().min(other.high.clone()));
        Self::new(low, high)
    }

    pub(super) fn maximum(&self, other: &Self) -> Self {
        let (low, high) = (self.low.clone().max(other.low.clone()), self.high.clone().max(other.high.clone()));
        Self::new(low, high)
    }

    pub(super) fn add(&self, p: &Precision, other: &Self) -> Self {
        match (self.is_infinite(), other.is_infinite()) {
            (true, true) if self.low != other.low => Self::nothing(),
            (true, _) => self.clone(),
            (_, true) => other.clone(),
            _ => {
                let low = self.low.add(&other.low, p.bits(), Down);
                Self::new(low, self.high.add(&other.high, p.bits(), Up))
            }
        }
    }

    pub(super) fn subtract(&self, p: &Precision, other: &Self) -> Self {
        self.add(p, &other.negate())
    }

    pub(super) fn multiply(&self, p: &Precision, other: &Self) -> Self {
        let doubt = (self.contains_zero() && other.is_infinite()) || (other.contains_zero() && self.is_infinite());
        if (self.is_zero() && other.is_infinite()) || (other.is_zero() && self.is_infinite()) {
            return Self::nothing();
        }
        self.multiply_where_zero_wins(p, other).perhaps_if(doubt)
    }

    /// The product, with 0·∞ = 0.
    pub(super) fn multiply_where_zero_wins(&self, p: &Precision, other: &Self) -> Self {
        let bits = p.bits();
        if self.low.signum() >= 0 && other.low.signum() >= 0 {
            let low = self.low.multiply(&other.low, bits, Down);
            return Self::new(low, self.high.multiply(&other.high, bits, Up));
        }
        self.corners(other, |x, y, direction| x.multiply(y, bits, direction))
    }

    /// The hull of an operation that is monotone in each operand over the whole box.
    fn corners(&self, other: &Self, operation: impl Fn(&Bound, &Bound, Direction) -> Bound) -> Self {
        let end = |direction| {
            let values = [
                operation(&self.low, &other.low, direction),
                operation(&self.low, &other.high, direction),
                operation(&self.high, &other.low, direction),
                operation(&self.high, &other.high, direction),
            ];
            let [first, rest @ ..] = values;
            rest.into_iter().fold(first, |x, y| if direction == Down { x.min(y) } else { x.max(y) })
        };
        Self::new(end(Down), end(Up))
    }

    pub(super) fn divide(&self, p: &Precision, other: &Self) -> Self {
        if other.is_zero() || (self.is_infinite() && other.is_infinite()) {
            return Self::nothing();
        }
        if other.is_infinite() {
            return Self::integer(0);
        }
        let doubt = other.contains_zero();
        let bits = p.bits();
        let quotient = if !other.contains_zero() {
            self.corners(other, |x, y, direction| divide_bounds(x, y, bits, direction))
        } else if self.is_zero() {
            self.clone()
        } else if other.high.signum() == 0 {
            self.negate().divide_by_positive(&other.negate(), bits)
        } else if other.low.signum() == 0 {
            self.divide_by_positive(other, bits)
        } else {
            Self::whole()
        };
        quotient.perhaps_if(doubt)
    }

    /// x / y for the positive y up to `other.high`.
    fn divide_by_positive(&self, other: &Self, bits: usize) -> Self {
        let end = |x: &Bound, direction| match (x.signum(), direction) {
            (1, Down) | (-1, Up) => divide_bounds(x, &other.high, bits, direction),
            (sign, _) => {
                if sign == 0 {
                    Bound::ZERO
                } else {
                    Bound::infinity(sign > 0)
                }
            }
        };
        Self::new(end(&self.low, Down), end(&self.high, Up))
    }

    /// xⁿ.
    pub(super) fn power_integer(&self, p: &Precision, n: i64) -> Self {
        if n == 0 {
            return Self::integer(1);
        }
        if n < 0 && self.is_zero() {
            return Self::nothing();
        }
        // Each product loses an ulp, and the squarings after it multiply that: about n ulps in all.
        let raised = p.raised(if n.unsigned_abs() > 4 { 80 } else { 8 });
        let exponent = n.unsigned_abs();
        let base = if n % 2 == 0 { self.abs() } else { self.clone() };
        let end = |x: &Bound, direction: Direction| {
            let negative = x.signum() < 0;
            let inward = if negative { flip(direction) } else { direction };
            let magnitude = if negative { x.negate() } else { x.clone() };
            let power = power_of_bound(&magnitude, exponent, raised.bits(), inward);
            if negative { power.negate() } else { power }
        };
        let power = Self::new(end(&base.low, Down), end(&base.high, Up));
        if n < 0 { Self::integer(1).divide(p, &power) } else { power.rounded(p) }
    }

    /// xʸ as [`Binary::Power`](crate::number::Binary::Power) defines it.
    pub(super) fn power_any(&self, p: &Precision, y: &Self) -> Self {
        if let Some(n) = y.thin_integer() {
            return self.power_integer(p, n);
        }
        if self.high.signum() < 0 {
            // Only integers y give a value, and then it is ±|x|^y.
            let first = y.low.finite().map_or(Bound::MinusInfinity, |low| Bound::Finite(low.ceil()));
            return if first > y.high {
                Self::nothing()
            } else {
                let magnitude = self.negate().power_of_positive(p, y);
                magnitude.hull(&magnitude.negate()).perhaps()
            };
        }
        if self.low.signum() < 0 {
            let below = Self::new(Bound::ZERO, self.low.negate()).power_of_positive(p, y);
            let above = Self::new(Bound::ZERO, self.high.clone()).power_of_positive(p, y);
            return above.hull(&below).hull(&below.negate()).perhaps();
        }
        self.power_of_positive(p, y)
    }

    /// exp(y·ln x) for x ≥ 0, with 0ʸ = 0 for y > 0.
    fn power_of_positive(&self, p: &Precision, y: &Self) -> Self {
        if self.is_zero() && y.high.signum() < 0 {
            return Self::nothing();
        }
        // An argument of exp above 2^41 overflows, so that 64 more bits keep the relative error.
        let raised = p.raised(64);
        let exponent = y.multiply(&raised, &self.ln_of_positive(&raised));
        let doubt = self.low.signum() == 0 && y.low.signum() <= 0;
        if exponent.defined == super::Defined::No {
            return exponent;
        }
        exponent.exp(p).doubted(exponent.defined).perhaps_if(doubt)
    }

    /// x − y·⌊x/y⌋.
    pub(super) fn modulo(&self, p: &Precision, y: &Self) -> Self {
        if y.is_zero() || self.is_infinite() || y.is_infinite() {
            return Self::nothing();
        }
        // The result lies between 0 and y.
        let range = y.hull(&Self::integer(0));
        if y.contains_zero() {
            return range.perhaps();
        }
        let raised = p.raised(usize::try_from(self.magnitude().clamp(0, 4096)).unwrap_or(0) + 16);
        let quotient = self.divide(&raised, y).stepwise(&raised, Dyadic::floor);
        if !quotient.is_thin() {
            return range;
        }
        let rest = self.subtract(&raised, &y.multiply(&raised, &quotient));
        rest.intersection(&range).unwrap_or(range).rounded(p)
    }

    /// A non-decreasing step function.
    pub(super) fn stepwise(&self, p: &Precision, step: impl Fn(&Dyadic) -> Dyadic) -> Self {
        let end = |bound: &Bound| match bound {
            Bound::Finite(x) => Bound::Finite(step(x)),
            infinity => infinity.clone(),
        };
        Self::new(end(&self.low), end(&self.high)).rounded(p)
    }

    pub(super) fn less(&self, other: &Self) -> Self {
        if self.high < other.low {
            Self::truth(true)
        } else if self.low >= other.high {
            Self::truth(false)
        } else {
            Self::unknown_truth()
        }
    }

    pub(super) fn equal(&self, other: &Self) -> Self {
        if self.is_thin() && other.is_thin() {
            Self::truth(self.low == other.low)
        } else if self.high < other.low || other.high < self.low {
            Self::truth(false)
        } else {
            Self::unknown_truth()
        }
    }

    pub(super) fn not(&self) -> Self {
        if self.is_zero() {
            Self::truth(true)
        } else if !self.contains_zero() {
            Self::truth(false)
        } else {
            Self::unknown_truth()
        }
    }
}

fn flip(direction: Direction) -> Direction {
    if direction == Down { Up } else { Down }
}

/// x / y for y ≠ 0, with ∞/∞ = 0: never outside the hull of the other corners.
fn divide_bounds(x: &Bound, y: &Bound, bits: usize, direction: Direction) -> Bound {
    match (x, y) {
        (Bound::Finite(x), Bound::Finite(y)) => x.divide(y, bits, direction),
        (_, Bound::MinusInfinity | Bound::PlusInfinity) => Bound::ZERO,
        (infinity, y) => Bound::infinity(infinity.signum() * y.signum() > 0),
    }
}

/// xⁿ for x ≥ 0 and n ≥ 1 by squaring, each product rounded in `direction`.
fn power_of_bound(x: &Bound, n: u64, bits: usize, direction: Direction) -> Bound {
    let Some(base) = x.finite() else { return x.clone() };
    // A power of a power of two, and whatever leaves the range, need no products.
    let top = i128::from(base.top()) * i128::from(n);
    if base.is_zero() || *base == Dyadic::ONE {
        return x.clone();
    }
    if top < -i128::from(EXPONENT_LIMIT) {
        return Dyadic::power_of_two(Sign::Positive, -2 * EXPONENT_LIMIT).round(bits, direction);
    }
    let mut result: Option<Bound> = None;
    let mut square = x.clone();
    let mut rest = n;
    loop {
        if rest & 1 == 1 {
            result = Some(result.map_or_else(|| square.clone(), |product| product.multiply(&square, bits, direction)));
        }
        rest >>= 1;
        if rest == 0 {
            return result.unwrap_or(square);
        }
        square = square.multiply(&square, bits, direction);
    }
}
