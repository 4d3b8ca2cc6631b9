//! Sums, products and quotients of exact values.
//!
//! Every function gives `None` where the result isn't one of the forms, or beyond the limits.

use std::cmp::Ordering;

use super::product::Product;
use super::{Exact, Limits, Logarithm, Power};
use crate::number::Rational;

impl Exact {
    pub(super) fn negate(&self) -> Self {
        match self {
            Self::Rational(value) => Self::Rational(-value),
            Self::Infinity(positive) => Self::Infinity(!positive),
            Self::Logarithm(form) => {
                Self::Logarithm(Box::new(Logarithm { argument: form.argument.inverse(), base: form.base.clone() }))
            }
            Self::Power(form) => {
                Self::Power(Box::new(Power { negative: !form.negative, product: form.product.clone() }))
            }
            Self::Pi(multiple) => Self::Pi(-multiple),
            Self::Undefined | Self::Unknown => self.clone(),
        }
    }

    /// |x| as a product, for a rational other than 0 or a power product.
    pub(super) fn as_product(&self) -> Option<Product> {
        match self {
            Self::Rational(value) if !value.is_zero() => Some(Product::rational(&magnitude(value))),
            Self::Power(form) => Some(form.product.clone()),
            _ => None,
        }
    }

    pub(super) fn add(&self, other: &Self, limits: &Limits) -> Option<Self> {
        match (self, other) {
            (Self::Infinity(x), Self::Infinity(y)) if x != y => Some(Self::Undefined),
            (Self::Infinity(_), _) => Some(self.clone()),
            (_, Self::Infinity(_)) => Some(other.clone()),
            (Self::Rational(x), Self::Rational(y)) => {
                limits.charge_rationals(x, y)?;
                Some(Self::rational(x + y, limits))
            }
            (Self::Rational(zero), x) | (x, Self::Rational(zero)) if zero.is_zero() => Some(x.clone()),
            (Self::Logarithm(x), Self::Rational(y)) | (Self::Rational(y), Self::Logarithm(x)) => {
                // ln N / ln D + y = ln(N·D^y) / ln D.
                let argument = x.argument.multiply(&x.base.power(y, limits)?, limits)?;
                Self::logarithm(argument, x.base.clone(), limits)
            }
            (Self::Logarithm(x), Self::Logarithm(y)) => {
                // The same base, or a power of it.
                let ratio = x.base.logarithm_ratio(&y.base, limits)??;
                let rescaled = y.argument.power(&ratio, limits)?;
                Self::logarithm(x.argument.multiply(&rescaled, limits)?, x.base.clone(), limits)
            }
            (Self::Pi(x), Self::Pi(y)) => Some(Self::pi(x + y)),
            (Self::Power(_), Self::Power(_) | Self::Rational(_)) | (Self::Rational(_), Self::Power(_)) => {
                self.add_multiples(other, limits)
            }
            _ => None,
        }
    }

    /// x + y where x/y is rational.
    fn add_multiples(&self, other: &Self, limits: &Limits) -> Option<Self> {
        let ratio = self.divide(other, limits)?;
        let sum = ratio.as_rational()? + Rational::ONE;
        other.multiply(&Self::rational(sum, limits), limits)
    }

    pub(super) fn multiply(&self, other: &Self, limits: &Limits) -> Option<Self> {
        match (self, other) {
            (Self::Infinity(_), x) | (x, Self::Infinity(_)) => {
                // 0·∞, or a sign; of two infinities as well.
                Some(match (x.sign(limits)?, self.sign(limits)? == other.sign(limits)?) {
                    (Ordering::Equal, _) => Self::Undefined,
                    (_, same) => Self::Infinity(same),
                })
            }
            (Self::Rational(x), Self::Rational(y)) => {
                limits.charge_rationals(x, y)?;
                Some(Self::rational(x * y, limits))
            }
            (Self::Rational(zero), _) | (_, Self::Rational(zero)) if zero.is_zero() => Some(Self::zero()),
            (Self::Rational(one), x) | (x, Self::Rational(one)) if one.is_one() => Some(x.clone()),
            (Self::Rational(x), Self::Pi(y)) | (Self::Pi(y), Self::Rational(x)) => Some(Self::pi(x * y)),
            (Self::Rational(x), Self::Logarithm(y)) | (Self::Logarithm(y), Self::Rational(x)) => {
                let argument = y.argument.power(x, limits)?;
                Some(Self::Logarithm(Box::new(Logarithm { argument, base: y.base.clone() })))
            }
            (Self::Logarithm(x), Self::Logarithm(y)) => {
                x.chain(y, limits).or_else(|| y.chain(x, limits)).and_then(|product| product.simplified(limits))
            }
            (Self::Power(_), Self::Power(_) | Self::Rational(_)) | (Self::Rational(_), Self::Power(_)) => {
                let product = self.as_product()?.multiply(&other.as_product()?, limits)?;
                Some(Self::power_product(self.sign(limits)? != other.sign(limits)?, product, limits))
            }
            _ => None,
        }
    }

    fn is_zero(&self) -> bool {
        self.as_rational().is_some_and(Rational::is_zero)
    }

    pub(super) fn divide(&self, other: &Self, limits: &Limits) -> Option<Self> {
        match (self, other) {
            (_, Self::Rational(zero)) if zero.is_zero() => Some(Self::Undefined),
            (Self::Infinity(_), Self::Infinity(_)) => Some(Self::Undefined),
            (_, Self::Infinity(_)) => Some(Self::zero()),
            (Self::Infinity(positive), y) => Some(Self::Infinity((y.sign(limits)? == Ordering::Greater) == *positive)),
            (Self::Rational(x), Self::Rational(y)) => {
                limits.charge_rationals(x, y)?;
                Some(Self::rational(x / y, limits))
            }
            (Self::Pi(x), Self::Pi(y)) => Some(Self::rational(x / y, limits)),
            (_, Self::Rational(y)) => {
                limits.charge_rationals(y, y)?;
                self.multiply(&Self::Rational(Rational::ONE / y), limits)
            }
            (Self::Rational(zero), _) if zero.is_zero() => Some(Self::zero()),
            (_, Self::Logarithm(y)) => {
                // 1/(ln N / ln D) = ln D / ln N.
                let inverse =
                    Self::Logarithm(Box::new(Logarithm { argument: y.base.clone(), base: y.argument.clone() }));
                self.multiply(&inverse, limits)
            }
            (_, Self::Power(y)) => {
                let inverse = Power { negative: y.negative, product: y.product.inverse() };
                self.multiply(&Self::Power(Box::new(inverse)), limits)
            }
            _ => None,
        }
    }

    /// x − y·⌊x/y⌋.
    pub(super) fn modulo(&self, other: &Self, limits: &Limits) -> Option<Self> {
        if other.is_zero() || self.infinite().is_some() || other.infinite().is_some() {
            return Some(Self::Undefined);
        }
        let quotient = match self.divide(other, limits) {
            Some(quotient) => quotient.apply(crate::number::Unary::Floor, limits)?,
            None => Self::integer_part_of_quotient(self, other, limits)?,
        };
        self.add(&other.multiply(&quotient, limits)?.negate(), limits)
    }
}

impl Logarithm {
    /// (ln N₁ / ln D₁)·(ln N₂ / ln D₂) where N₂ is a power of D₁: c·ln N₁ / ln D₂.
    fn chain(&self, other: &Self, limits: &Limits) -> Option<Self> {
        let ratio = other.argument.logarithm_ratio(&self.base, limits)??;
        Some(Self { argument: self.argument.power(&ratio, limits)?, base: other.base.clone() })
    }

    fn simplified(self, limits: &Limits) -> Option<Exact> {
        Exact::logarithm(self.argument, self.base, limits)
    }
}

pub(super) fn magnitude(value: &Rational) -> Rational {
    if *value < Rational::ZERO { -value } else { value.clone() }
}
