//! Deciding order: first whether two values are equal, then by enclosures until they part.

use std::cmp::Ordering;

use super::{Exact, Limits};
use crate::number::{Binary, Defined, Enclosure, Precision, Rational, Scalar, Wide};

impl Exact {
    /// How two values compare; `None` where it can't be decided within the limits.
    pub fn compare(&self, other: &Self, limits: &Limits) -> Option<Ordering> {
        match (self, other) {
            (Self::Undefined | Self::Unknown, _) | (_, Self::Undefined | Self::Unknown) => None,
            (Self::Rational(x), Self::Rational(y)) => Some(x.cmp(y)),
            (Self::Infinity(x), Self::Infinity(y)) => Some(x.cmp(y)),
            (Self::Infinity(positive), _) => Some(if *positive { Ordering::Greater } else { Ordering::Less }),
            (_, Self::Infinity(positive)) => Some(if *positive { Ordering::Less } else { Ordering::Greater }),
            (Self::Power(_), Self::Power(_) | Self::Rational(_)) | (Self::Rational(_), Self::Power(_)) => {
                self.compare_powers(other, limits)
            }
            _ => match self.add(&other.negate(), limits) {
                Some(difference) if difference.is_known() => difference.sign(limits),
                // No form for the difference: perhaps equal, unless enclosures part.
                _ => self.part(other, limits),
            },
        }
    }

    /// Two values of which at least one is a power product and the other that or a rational: by
    /// their signs, then by the logarithm of their quotient.
    fn compare_powers(&self, other: &Self, limits: &Limits) -> Option<Ordering> {
        let signs = self.sign(limits)?.cmp(&other.sign(limits)?);
        if signs != Ordering::Equal {
            return Some(signs);
        }
        let (first, second) = (self.as_product()?, other.as_product()?);
        let quotient = first.divide(&second, limits)?;
        let order = if quotient.is_one() {
            Ordering::Equal
        } else {
            self.refine(limits, quotient.terms(), |p| quotient.ln(p))?
        };
        Some(if self.sign(limits)? == Ordering::Less { order.reverse() } else { order })
    }

    /// How the value compares with 0.
    pub(super) fn sign(&self, limits: &Limits) -> Option<Ordering> {
        let of = |value: &Rational| value.cmp(&Rational::ZERO);
        match self {
            Self::Rational(value) | Self::Pi(value) => Some(of(value)),
            Self::Infinity(positive) => Some(if *positive { Ordering::Greater } else { Ordering::Less }),
            Self::Power(form) => Some(if form.negative { Ordering::Less } else { Ordering::Greater }),
            // Never 0: it would have collapsed.
            Self::Logarithm(form) => {
                let terms = form.argument.terms() + form.base.terms();
                self.refine(limits, terms, |p| self.enclose(p))
            }
            Self::Undefined | Self::Unknown => None,
        }
    }

    /// Whether a truth value is true: not 0.
    pub(super) fn is_true(&self, limits: &Limits) -> Option<bool> {
        self.sign(limits).map(Ordering::is_ne)
    }

    /// The order of two values whose enclosures part at some precision.
    fn part(&self, other: &Self, limits: &Limits) -> Option<Ordering> {
        let terms = self.terms() + other.terms();
        self.refine(limits, terms, |p| Wide::binary(p, Binary::Subtract, &self.enclose(p), &other.enclose(p)))
    }

    pub(super) fn terms(&self) -> usize {
        match self {
            Self::Logarithm(form) => form.argument.terms() + form.base.terms(),
            Self::Power(form) => form.product.terms() + 1,
            _ => 1,
        }
    }

    /// The sign of what `enclose` encloses, at growing precision.
    fn refine(&self, limits: &Limits, terms: usize, enclose: impl Fn(&Precision) -> Wide) -> Option<Ordering> {
        limits.settle(terms, |p| {
            let enclosure = enclose(p);
            if enclosure.defined() != Defined::Yes {
                None
            } else if enclosure.is_positive() {
                Some(Ordering::Greater)
            } else if enclosure.is_negative() {
                Some(Ordering::Less)
            } else {
                None
            }
        })
    }

    /// The lesser of two values, or the greater where `order` is `Greater`.
    pub(super) fn lesser(&self, other: &Self, order: Ordering, limits: &Limits) -> Option<Self> {
        let found = self.compare(other, limits)?;
        Some(if found == order || found == Ordering::Equal { self.clone() } else { other.clone() })
    }
}

impl Limits {
    /// The first answer at growing precision.
    pub(super) fn settle<T>(&self, terms: usize, answer: impl Fn(&Precision) -> Option<T>) -> Option<T> {
        for p in &self.precisions {
            let words = p.bits() / 64 + 1;
            self.charge((terms + 1) * 256 * words * words.isqrt())?;
            if let Some(answer) = answer(p) {
                return Some(answer);
            }
        }
        None
    }
}
