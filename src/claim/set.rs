//! The set of values that a stated number claims.
//!
//! With *u* the unit of the last written digit, a rounded form *w* claims the closed interval
//! [w − u/2, w + u/2]: ties pass either way, and truncation is refuted. An exact form claims its
//! one value, a bound a half-line.

use std::cmp::Ordering;

use super::{Bounds, Relation, Verdict, Written};
use crate::expr::ast::Comparison;
use crate::number::decimal::{Rounding, decimal, fraction, terminating};
use crate::number::{IBig, Rational, UBig};

/// The most characters of a bound in a message.
const LONGEST_TEXT: usize = 60;

/// A set of real values, or ±∞.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimedSet {
    /// From the first to the second, both included; one value where they are equal.
    Between(Rational, Rational),
    /// +∞ where true, −∞ where false.
    Infinite(bool),
    /// Every value that compares so with the bound.
    Compare(Comparison, Endpoint),
}

/// The bound of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A number.
    Finite(Rational),
    /// +∞ where true, −∞ where false.
    Infinite(bool),
}

impl ClaimedSet {
    /// What `written` claims behind `relation`.
    pub fn new(written: &Written, relation: Relation) -> Self {
        let point = || match written.infinite {
            Some(positive) => Endpoint::Infinite(positive),
            None => Endpoint::Finite(written.value.clone()),
        };
        let half_unit = match relation {
            Relation::Compare(Comparison::Equal) => None,
            Relation::Compare(comparison) => return Self::Compare(comparison, point()),
            Relation::Equal => written.half_unit.clone(),
            Relation::About => Some(written.half_unit_if_about.clone()),
        };
        match point() {
            Endpoint::Infinite(positive) => Self::Infinite(positive),
            Endpoint::Finite(value) => {
                let half_unit = half_unit.unwrap_or(Rational::ZERO);
                Self::Between(&value - &half_unit, value + half_unit)
            }
        }
    }

    /// Whether it is a single number, so that only an exact value can prove it.
    pub fn is_point(&self) -> bool {
        matches!(self, Self::Between(low, high) if low == high)
    }

    /// The verdict on a value that exists and of which `bounds` are known; `None` where they
    /// touch both the set and its outside.
    ///
    /// With `clear`, the bounds must clear the set's boundary by a relative 2⁻⁴⁰ (of the larger of
    /// boundary and bound): no proof supports the error bounds of the `f64` tier, so it is
    /// believed only far from where an ulp could matter.
    pub fn decide(&self, bounds: &Bounds, clear: bool) -> Option<Verdict> {
        if let Some(positive) = bounds.infinite {
            return Some(self.decide_infinite(positive));
        }
        // How the value compares with `to`, where the bounds decide that.
        let order = |to: &Rational| {
            let clears = |bound: &Rational, to: &Rational| !clear || clears(bound, to);
            match (&bounds.low, &bounds.high) {
                (Some(low), _) if low > to && clears(low, to) => Known::Is(Ordering::Greater),
                (_, Some(high)) if high < to && clears(high, to) => Known::Is(Ordering::Less),
                (Some(low), Some(high)) if low == to && high == to && (!clear || to.is_zero()) => {
                    Known::Is(Ordering::Equal)
                }
                (Some(low), _) if low == to && !clear => Known::Not(Ordering::Less),
                (_, Some(high)) if high == to && !clear => Known::Not(Ordering::Greater),
                _ => Known::Nothing,
            }
        };
        match self {
            Self::Infinite(true) => bounds.high.is_some().then_some(Verdict::Refuted),
            Self::Infinite(false) => bounds.low.is_some().then_some(Verdict::Refuted),
            Self::Compare(comparison, Endpoint::Infinite(positive)) => {
                // A value that may still be infinite itself is not compared.
                let known = if *positive { bounds.high.is_some() } else { bounds.low.is_some() };
                let order = if *positive { Ordering::Less } else { Ordering::Greater };
                known.then(|| verdict(compares(*comparison, order)))
            }
            _ => self.decide_order(order),
        }
    }

    /// The verdict on a finite value by how it compares with the set's boundary.
    pub(super) fn decide_order(&self, order: impl Fn(&Rational) -> Known) -> Option<Verdict> {
        match self {
            Self::Between(low, high) => {
                let (at_low, at_high) = (order(low), order(high));
                if at_low == Known::Is(Ordering::Less) || at_high == Known::Is(Ordering::Greater) {
                    Some(Verdict::Refuted)
                } else if at_low.excludes(Ordering::Less) && at_high.excludes(Ordering::Greater) {
                    Some(Verdict::Proved)
                } else {
                    None
                }
            }
            Self::Infinite(_) => Some(Verdict::Refuted),
            Self::Compare(comparison, Endpoint::Infinite(positive)) => {
                let order = if *positive { Ordering::Less } else { Ordering::Greater };
                Some(verdict(compares(*comparison, order)))
            }
            Self::Compare(comparison, Endpoint::Finite(bound)) => {
                let known = order(bound);
                let possible: Vec<bool> = [Ordering::Less, Ordering::Equal, Ordering::Greater]
                    .into_iter()
                    .filter(|&order| !known.excludes(order))
                    .map(|order| compares(*comparison, order))
                    .collect();
                match (possible.contains(&true), possible.contains(&false)) {
                    (true, false) => Some(Verdict::Proved),
                    (false, true) => Some(Verdict::Refuted),
                    _ => None,
                }
            }
        }
    }

    fn decide_infinite(&self, positive: bool) -> Verdict {
        let order = if positive { Ordering::Greater } else { Ordering::Less };
        verdict(match self {
            Self::Between(..) => false,
            Self::Infinite(claimed) => *claimed == positive,
            Self::Compare(comparison, Endpoint::Finite(_)) => compares(*comparison, order),
            Self::Compare(comparison, Endpoint::Infinite(bound)) => {
                compares(*comparison, if *bound == positive { Ordering::Equal } else { order })
            }
        })
    }

    /// The set in words, as in "`1.737` claims *a value from 1.7365 to 1.7375*".
    pub fn describe(&self) -> String {
        let endpoint = |endpoint: &Endpoint| match endpoint {
            Endpoint::Finite(value) => exact_text(value),
            Endpoint::Infinite(positive) => infinity(*positive).to_owned(),
        };
        match self {
            Self::Between(low, high) if low == high => format!("exactly {}", exact_text(low)),
            Self::Between(low, high) => format!("a value from {} to {}", exact_text(low), exact_text(high)),
            Self::Infinite(positive) => format!("exactly {}", infinity(*positive)),
            Self::Compare(comparison, bound) => {
                let words = match comparison {
                    Comparison::Equal => "equal to",
                    Comparison::NotEqual => "other than",
                    Comparison::Less => "below",
                    Comparison::LessEqual => "of at most",
                    Comparison::Greater => "above",
                    Comparison::GreaterEqual => "of at least",
                };
                format!("a value {words} {}", endpoint(bound))
            }
        }
    }
}

/// What is known of how a value compares with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// So.
    Is(Ordering),
    /// Not so.
    Not(Ordering),
    /// Nothing.
    Nothing,
}

impl Known {
    fn excludes(self, order: Ordering) -> bool {
        match self {
            Self::Is(known) => known != order,
            Self::Not(known) => known == order,
            Self::Nothing => false,
        }
    }
}

fn verdict(holds: bool) -> Verdict {
    if holds { Verdict::Proved } else { Verdict::Refuted }
}

fn compares(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterEqual => order != Ordering::Less,
    }
}

/// Whether the distance of `bound` and `boundary` is at least 2⁻⁴⁰ of the larger of them.
fn clears(bound: &Rational, boundary: &Rational) -> bool {
    let magnitude = |x: &Rational| if *x < Rational::ZERO { -x } else { x.clone() };
    let larger = magnitude(bound).max(magnitude(boundary));
    let margin = Rational::from_parts(IBig::ONE, UBig::ONE << 40usize);
    magnitude(&(bound - boundary)) >= larger * margin
}

fn infinity(positive: bool) -> &'static str {
    if positive { "∞" } else { "−∞" }
}

/// A rational in decimals where it has finitely many, else as a fraction.
fn exact_text(value: &Rational) -> String {
    let short = terminating(value).filter(|text| text.len() <= LONGEST_TEXT);
    short.or_else(|| fraction(value, LONGEST_TEXT)).unwrap_or_else(|| decimal(value, 17, Rounding::Nearest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rational(text: &str) -> Rational {
        text.parse().unwrap()
    }

    #[test]
    fn sets_in_words() {
        assert_eq!(
            ClaimedSet::Between(rational("3473/2000"), rational("3475/2000")).describe(),
            "a value from 1.7365 to 1.7375"
        );
        assert_eq!(ClaimedSet::Between(rational("1/3"), rational("1/3")).describe(), "exactly 1/3");
        assert_eq!(ClaimedSet::Between(rational("-7"), rational("-1/20")).describe(), "a value from -7 to -0.05");
        assert_eq!(ClaimedSet::Infinite(false).describe(), "exactly −∞");
        let below = ClaimedSet::Compare(Comparison::Less, Endpoint::Finite(rational("1/1000")));
        assert_eq!(below.describe(), "a value below 0.001");
    }

    #[test]
    fn bounds_that_touch_the_boundary_decide_what_they_can() {
        let bounds = |low: &str, high: &str| Bounds::between(rational(low), rational(high));
        let set = ClaimedSet::Between(rational("1"), rational("2"));
        assert_eq!(set.decide(&bounds("1", "2"), false), Some(Verdict::Proved));
        assert_eq!(set.decide(&bounds("1", "2"), true), None);
        assert_eq!(set.decide(&bounds("1/2", "1"), false), None);
        assert_eq!(set.decide(&bounds("1/2", "99/100"), true), Some(Verdict::Refuted));
        assert_eq!(set.decide(&bounds("1/2", "9999999999999/10000000000000"), true), None);
        assert_eq!(set.decide(&bounds("1/2", "9999999999999/10000000000000"), false), Some(Verdict::Refuted));
        let at_least = ClaimedSet::Compare(Comparison::GreaterEqual, Endpoint::Finite(rational("1")));
        assert_eq!(at_least.decide(&bounds("1", "5"), false), Some(Verdict::Proved));
        let above = ClaimedSet::Compare(Comparison::Greater, Endpoint::Finite(rational("1")));
        assert_eq!(above.decide(&bounds("1", "5"), false), None);
        assert_eq!(above.decide(&bounds("0", "1"), false), Some(Verdict::Refuted));
        let nonzero = ClaimedSet::Compare(Comparison::NotEqual, Endpoint::Finite(rational("0")));
        assert_eq!(nonzero.decide(&bounds("1/1000000", "1"), true), Some(Verdict::Proved));
        assert_eq!(nonzero.decide(&bounds("0", "0"), true), Some(Verdict::Refuted));
        assert_eq!(nonzero.decide(&bounds("-1", "1"), false), None);
    }

    #[test]
    fn infinities() {
        let infinite =
            |positive| Bounds { infinite: Some(positive), low: None, high: None, ..Bounds::point(Rational::ZERO) };
        let unbounded = Bounds { high: None, ..Bounds::point(Rational::from(5)) };
        let finite = Bounds::point(Rational::from(5));
        let positive = ClaimedSet::Infinite(true);
        assert_eq!(positive.decide(&infinite(true), true), Some(Verdict::Proved));
        assert_eq!(positive.decide(&infinite(false), true), Some(Verdict::Refuted));
        assert_eq!(positive.decide(&unbounded, true), None);
        assert_eq!(positive.decide(&finite, true), Some(Verdict::Refuted));
        let five = ClaimedSet::Between(Rational::from(5), Rational::from(6));
        assert_eq!(five.decide(&infinite(true), true), Some(Verdict::Refuted));
        let finite_claim = ClaimedSet::Compare(Comparison::Less, Endpoint::Infinite(true));
        assert_eq!(finite_claim.decide(&finite, true), Some(Verdict::Proved));
        assert_eq!(finite_claim.decide(&infinite(true), true), Some(Verdict::Refuted));
        assert_eq!(finite_claim.decide(&unbounded, true), None);
        let above = ClaimedSet::Compare(Comparison::Greater, Endpoint::Finite(Rational::from(5)));
        assert_eq!(above.decide(&infinite(true), true), Some(Verdict::Proved));
        assert_eq!(above.decide(&infinite(false), true), Some(Verdict::Refuted));
    }
}
