//! The terms of entropies and divergences, and log-sum-exp.

use super::dyadic::{Bound, Dyadic};
use super::{Precision, Wide};

impl Wide {
    /// −x·ln x, which rises to 1/e at 1/e and falls from there.
    pub(super) fn entropy_term(&self, p: &Precision) -> Self {
        if self.high.signum() < 0 {
            return Self::nothing();
        }
        let raised = p.raised(16);
        let value = |bound: &Bound| match bound {
            Bound::Finite(x) if x.is_positive() => {
                let x = Self::dyadic(x);
                x.negate().multiply_where_zero_wins(&raised, &x.ln_of_positive(&raised)).rounded(p)
            }
            Bound::PlusInfinity => Self::point(Bound::MinusInfinity),
            _ => Self::integer(0),
        };
        let (first, last) = (value(&self.low), value(&self.high));
        let peak = Self::integer(-1).exp(p);
        let high = if self.high < peak.low {
            last.high
        } else if self.low > peak.high {
            first.high
        } else {
            peak.high
        };
        Self::new(first.low.min(last.low), high).perhaps_if(self.low.signum() < 0)
    }

    /// −x·ln y for y ≥ 0; at y = 0 it is 0 for x = 0, +∞ for x > 0, and undefined for x < 0.
    pub(super) fn cross_term(&self, p: &Precision, y: &Self) -> Self {
        if y.high.signum() < 0 || (self.high.signum() < 0 && y.high.signum() == 0) {
            return Self::nothing();
        }
        let raised = p.raised(16);
        let clipped = Self::new(y.low.clone().max(Bound::ZERO), y.high.clone());
        let surprisal = clipped.ln_of_positive(&raised).negate();
        if self.is_infinite() && surprisal.is_zero() {
            return Self::nothing();
        }
        // At y = 0 the value is known for an x that is 0, or if y = 0 is all there is, an x > 0.
        let settled = self.is_zero() || (y.high.signum() == 0 && self.low.signum() > 0);
        let doubt = y.low.signum() < 0
            || (y.low.signum() == 0 && !settled)
            || (self.is_infinite() && surprisal.contains_zero());
        self.multiply_where_zero_wins(&raised, &surprisal).rounded(p).perhaps_if(doubt)
    }

    /// x·ln(x/y) for x ≥ 0 and y ≥ 0, with 0 at x = 0 and +∞ at x > 0 = y.
    ///
    /// It falls in y, and for a fixed y it is convex in x with its least value −y/e at x = y/e. So
    /// the upper bound lies at the least y and one of the ends of x, and the lower bound at the
    /// greatest y and the point of x nearest to y/e.
    pub(super) fn divergence_term(&self, p: &Precision, y: &Self) -> Self {
        if self.high.signum() < 0 || y.high.signum() < 0 || (self.is_infinite() && y.is_infinite()) {
            return Self::nothing();
        }
        // At y = 0 the value is known for an x that is 0, or if y = 0 is all there is, an x > 0.
        let settled = self.is_zero() || (y.high.signum() == 0 && self.low.signum() > 0);
        let doubt = self.low.signum() < 0 || y.low.signum() < 0 || (y.low.signum() == 0 && !settled);
        let raised = p.raised(24);
        let x = Self::new(self.low.clone().max(Bound::ZERO), self.high.clone());
        let (least, greatest) = (y.low.clone().max(Bound::ZERO), &y.high);
        let low = match greatest {
            Bound::PlusInfinity => {
                if x.is_zero() {
                    Bound::ZERO
                } else {
                    Bound::MinusInfinity
                }
            }
            greatest => {
                let turn = Self::point(greatest.clone()).multiply(&raised, &Self::integer(-1).exp(&raised));
                if x.high <= turn.low {
                    divergence_at(&raised, &x.high, greatest).low
                } else if x.low >= turn.high {
                    divergence_at(&raised, &x.low, greatest).low
                } else {
                    turn.negate().low
                }
            }
        };
        let high = divergence_at(&raised, &x.low, &least).high.max(divergence_at(&raised, &x.high, &least).high);
        Self::new(low.min(high.clone()), high).rounded(p).perhaps_if(doubt)
    }

    /// ln Σ exp(xᵢ), which rises in each operand; −∞ of none.
    pub(super) fn log_sum_exp(p: &Precision, operands: &[Self]) -> Self {
        let raised = p.raised(16);
        let end = |bounds: Vec<&Bound>| {
            let largest = bounds.iter().copied().max().cloned().unwrap_or(Bound::MinusInfinity);
            let Bound::Finite(shift) = &largest else { return Self::point(largest) };
            let shift = Self::dyadic(shift);
            let sum = bounds.into_iter().fold(Self::integer(0), |sum, bound| {
                sum.add(&raised, &Self::point(bound.clone()).subtract(&raised, &shift).exp(&raised))
            });
            sum.ln_of_positive(&raised).add(&raised, &shift).rounded(p)
        };
        let low = end(operands.iter().map(|x| &x.low).collect()).low;
        Self::new(low, end(operands.iter().map(|x| &x.high).collect()).high)
    }
}

/// x·ln(x/y) at one point of the closed quadrant, with its value or limit at the edges.
fn divergence_at(p: &Precision, x: &Bound, y: &Bound) -> Wide {
    match (x, y) {
        (Bound::Finite(x), _) if !x.is_positive() => Wide::integer(0),
        (_, Bound::Finite(y)) if !y.is_positive() => Wide::point(Bound::PlusInfinity),
        (Bound::PlusInfinity, Bound::Finite(_)) => Wide::point(Bound::PlusInfinity),
        (Bound::Finite(_), Bound::PlusInfinity) => Wide::point(Bound::MinusInfinity),
        (Bound::Finite(x), Bound::Finite(y)) => {
            let ratio = Wide::dyadic(x).divide(p, &Wide::dyadic(y));
            // Near x = y the rounded ratio would lose what ln keeps: ln(1 + (x − y)/y).
            let apart = x.add(&y.negate(), p.bits(), super::Down);
            let lost = apart.finite().map_or(0, |apart| (y.top() - Dyadic::top(apart)).clamp(0, p.bits() as i64));
            let logarithm = if lost < 4 {
                ratio.ln_of_positive(p)
            } else if x == y {
                Wide::integer(0)
            } else {
                let finer = p.raised(usize::try_from(lost).unwrap_or(0));
                Wide::dyadic(x).divide(&finer, &Wide::dyadic(y)).ln_of_positive(p)
            };
            Wide::dyadic(x).multiply_where_zero_wins(p, &logarithm)
        }
        _ => Wide::whole(),
    }
}
