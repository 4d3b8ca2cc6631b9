//! Powers and exponentials of exact values, guarded before they are computed.

use std::cmp::Ordering;

use super::arithmetic::magnitude;
use super::product::Product;
use super::{Exact, Limits};
use crate::number::Rational;

impl Exact {
    /// xʸ, as [`Binary::Power`](crate::number::Binary::Power) defines it.
    pub(super) fn raise(&self, exponent: &Self, limits: &Limits) -> Option<Self> {
        match (self, exponent) {
            (_, Self::Rational(y)) => self.rational_power(y, limits),
            (_, Self::Infinity(positive)) => self.infinite_power(*positive, limits),
            (Self::Infinity(true), y) => {
                Some(if y.sign(limits)? == Ordering::Greater { Self::Infinity(true) } else { Self::zero() })
            }
            (x, y) => match x.sign(limits)? {
                Ordering::Equal if y.sign(limits)? == Ordering::Greater => Some(Self::zero()),
                Ordering::Equal => Some(Self::Undefined),
                // Logarithms and multiples of π are irrational; a power product may be an integer
                // too large to be written.
                Ordering::Less => (!matches!(y, Self::Power(_))).then_some(Self::Undefined),
                Ordering::Greater => y.multiply(&x.ln(limits)?, limits)?.exp(limits),
            },
        }
    }

    fn rational_power(&self, y: &Rational, limits: &Limits) -> Option<Self> {
        let integral = y.denominator().is_one();
        let positive = *y > Rational::ZERO;
        let odd = !(y.numerator() % crate::number::IBig::from(2)).is_zero();
        if y.is_zero() {
            return Some(Self::one());
        }
        if y.is_one() {
            return Some(self.clone());
        }
        match self {
            Self::Infinity(true) => Some(if positive { self.clone() } else { Self::zero() }),
            Self::Infinity(false) if !integral => Some(Self::Undefined),
            Self::Infinity(false) => Some(if positive { Self::Infinity(!odd) } else { Self::zero() }),
            Self::Rational(zero) if zero.is_zero() => Some(if positive { Self::zero() } else { Self::Undefined }),
            Self::Rational(one) if one.is_one() => Some(Self::one()),
            Self::Rational(x) if integral && let Some(power) = direct_power(x, y, limits) => {
                limits.charge_rationals(&power, &power)?;
                Some(Self::Rational(power))
            }
            Self::Rational(_) | Self::Power(_) => {
                let negative = self.sign(limits)? == Ordering::Less;
                if negative && !integral {
                    return Some(Self::Undefined);
                }
                let product = self.as_product()?.power(y, limits)?;
                Some(Self::power_product(negative && odd, product, limits))
            }
            Self::Logarithm(_) if *y == -Rational::ONE => Self::one().divide(self, limits),
            Self::Logarithm(_) | Self::Pi(_) => {
                if !integral && self.sign(limits)? == Ordering::Less {
                    Some(Self::Undefined)
                } else {
                    None
                }
            }
            Self::Undefined | Self::Unknown => None,
        }
    }

    /// x^(±∞), a limit where x ≥ 0 and x ≠ 1.
    fn infinite_power(&self, positive: bool, limits: &Limits) -> Option<Self> {
        let grows = match (self.sign(limits)?, self.compare(&Self::one(), limits)?) {
            (Ordering::Less, _) | (_, Ordering::Equal) => return Some(Self::Undefined),
            (Ordering::Equal, _) if !positive => return Some(Self::Undefined),
            (_, order) => (order == Ordering::Greater) == positive,
        };
        Some(if grows { Self::Infinity(true) } else { Self::zero() })
    }

    pub(super) fn sqrt(&self, limits: &Limits) -> Option<Self> {
        if self.sign(limits)? == Ordering::Less {
            return Some(Self::Undefined);
        }
        self.rational_power(&Rational::from_parts(1.into(), 2u8.into()), limits)
    }

    pub(super) fn exp(&self, limits: &Limits) -> Option<Self> {
        match self {
            Self::Infinity(positive) => Some(if *positive { self.clone() } else { Self::zero() }),
            Self::Rational(r) => Some(Self::power_product(false, Product::exponential(r.clone()), limits)),
            Self::Logarithm(form) => {
                // exp(ln N / ln D) is N^(1/s) where D = e^s.
                let e = Product::exponential(Rational::ONE);
                let scale = form.base.logarithm_ratio(&e, limits)??;
                let product = form.argument.power(&(Rational::ONE / scale), limits)?;
                Some(Self::power_product(false, product, limits))
            }
            _ => None,
        }
    }

    pub(super) fn ln(&self, limits: &Limits) -> Option<Self> {
        match self {
            Self::Infinity(true) => Some(self.clone()),
            _ if self.sign(limits)? != Ordering::Greater => Some(Self::Undefined),
            Self::Rational(value) if super::size(value) > limits.form_bits() => None,
            _ => Self::logarithm(self.as_product()?, Product::exponential(Rational::ONE), limits),
        }
    }

    /// |x|.
    pub(super) fn abs(&self, limits: &Limits) -> Option<Self> {
        match self {
            Self::Rational(value) => Some(Self::Rational(magnitude(value))),
            _ => Some(if self.sign(limits)? == Ordering::Less { self.negate() } else { self.clone() }),
        }
    }
}

/// xⁿ written out, where it has a sane size.
fn direct_power(x: &Rational, n: &Rational, limits: &Limits) -> Option<Rational> {
    let n = i64::try_from(n.numerator().clone()).ok()?;
    let count = usize::try_from(n.unsigned_abs()).ok()?;
    if super::size(x).checked_mul(count)? > limits.bits {
        return None;
    }
    let power = x.pow(isize::try_from(n).ok()?);
    Some(power)
}
