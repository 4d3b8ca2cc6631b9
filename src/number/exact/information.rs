//! The terms of entropies and divergences, and log-sum-exp.

use std::cmp::Ordering;

use super::{Exact, Limits};

impl Exact {
    /// −x·ln x.
    pub(super) fn entropy_term(&self, limits: &Limits) -> Option<Self> {
        match (self, self.sign(limits)?) {
            (_, Ordering::Less) => Some(Self::Undefined),
            (_, Ordering::Equal) => Some(Self::zero()),
            (Self::Infinity(_), _) => Some(Self::Infinity(false)),
            _ => Some(self.multiply(&self.ln(limits)?, limits)?.negate()),
        }
    }

    /// −x·ln y for y ≥ 0; at y = 0 it is 0 for x = 0, +∞ for x > 0, and undefined for x < 0.
    pub(super) fn cross_term(&self, y: &Self, limits: &Limits) -> Option<Self> {
        match (self.sign(limits), y.sign(limits)?) {
            (_, Ordering::Less) => Some(Self::Undefined),
            (Some(Ordering::Equal), _) => Some(Self::zero()),
            (sign, Ordering::Equal) => {
                Some(if sign? == Ordering::Greater { Self::Infinity(true) } else { Self::Undefined })
            }
            _ => Some(self.multiply(&y.ln(limits)?, limits)?.negate()),
        }
    }

    /// x·ln(x/y) for x ≥ 0 and y ≥ 0; 0 at x = 0, and +∞ at x > 0 = y.
    pub(super) fn divergence_term(&self, y: &Self, limits: &Limits) -> Option<Self> {
        match (self.sign(limits)?, y.sign(limits)?) {
            (Ordering::Less, _) | (_, Ordering::Less) => Some(Self::Undefined),
            (Ordering::Equal, _) => Some(Self::zero()),
            (_, Ordering::Equal) => Some(Self::Infinity(true)),
            _ => match (self, y) {
                (Self::Infinity(_), Self::Infinity(_)) => Some(Self::Undefined),
                (Self::Infinity(_), _) => Some(Self::Infinity(true)),
                (_, Self::Infinity(_)) => Some(Self::Infinity(false)),
                _ => self.multiply(&self.divide(y, limits)?.ln(limits)?, limits),
            },
        }
    }

    /// ln Σ exp(xᵢ), where the exponentials have a sum of one of the forms; −∞ of none.
    pub(super) fn log_sum_exp(operands: &[Self], limits: &Limits) -> Option<Self> {
        if operands.contains(&Self::Infinity(true)) {
            return Some(Self::Infinity(true));
        }
        let sum = operands.iter().try_fold(Self::zero(), |sum, x| sum.add(&x.exp(limits)?, limits))?;
        if sum.sign(limits)? == Ordering::Equal { Some(Self::Infinity(false)) } else { sum.ln(limits) }
    }
}
