//! The verdict: whether a computed value lies in the claimed set.
//!
//! The exact form is asked first, because it alone decides ties and equality. Then come the
//! enclosures, from the cheapest to the widest precision, until one lies inside the set or outside.

use std::cmp::Ordering;

use super::set::{ClaimedSet, Known};
use super::{Bounds, Computed, Relation, Shape, Verdict, Written, write};
use crate::number::{Defined, Exact, Rational};

/// The most tiers that are tried, whatever a value offers.
const MAX_TIERS: usize = 64;

/// A verdict and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Proved, refuted or undecided.
    pub verdict: Verdict,
    /// The enclosure that decided; where none did, the narrowest that is known.
    pub bounds: Bounds,
    /// What decided; `None` where nothing did.
    pub tier: Option<Tier>,
    /// Why nothing did; `None` where something did.
    pub reason: Option<Reason>,
}

/// The kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The exact form.
    Exact,
    /// The enclosure of this tier, 0 for `f64` intervals.
    Enclosure(usize),
}

/// Why a claim is undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The value doesn't exist: an argument lies outside a domain.
    Undefined,
    /// It isn't known whether the value exists.
    PerhapsUndefined,
    /// No bounds are known, on one side or both: it may diverge, or the budget ran out.
    Unbounded,
    /// The stated number is exact, and the value has no exact form: no precision proves equality.
    ExactForm,
    /// The narrowest enclosure still touches both the claimed set and its outside.
    Touches,
}

impl Reason {
    /// The reason as a sentence without its period, for a diagnostic's note.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Undefined => "the value doesn't exist: an argument lies outside a domain",
            Self::PerhapsUndefined => "it can't be shown that the value exists: an argument may lie outside a domain",
            Self::Unbounded => "no bounds are known for the value",
            Self::ExactForm => {
                "the stated number is exact, and the value isn't rational on the way, so equality can't be proved"
            }
            Self::Touches => "the narrowest enclosure of the value still touches the boundary of what is claimed",
        }
    }
}

impl Judgement {
    /// What to write instead where the claim is undecided: for an exact number that no precision
    /// proves, the rounded forms, such as "write `1.000` or `≈ 1`".
    pub fn help(&self, written: &Written, relation: Relation) -> Option<String> {
        match (self.reason?, relation) {
            (Reason::ExactForm, Relation::Equal | Relation::About) => Some(rounded_forms(written, &self.bounds)),
            (Reason::Touches, Relation::Equal | Relation::About) => {
                Some("state fewer digits, so that the value isn't at the edge of what they claim".to_owned())
            }
            (Reason::Touches, Relation::Compare(_)) => Some("state a bound that the value doesn't touch".to_owned()),
            _ => None,
        }
    }
}

/// The rounded forms of an exact number whose value is known only within bounds.
fn rounded_forms(written: &Written, bounds: &Bounds) -> String {
    if written.value.is_zero() {
        return "zero is never rounded: write a bound such as `< 0.001`".to_owned();
    }
    match written.form.shape {
        Shape::Fraction => {
            let decimal = write::rounded(written, bounds, 3).unwrap_or_else(|| "0.333".to_owned());
            format!("write a decimal, `{decimal}`")
        }
        _ => {
            let places = if written.form.percent { 1 } else { 3 };
            let fallback = || write::rounded(written, &Bounds::point(written.value.clone()), places);
            let decimal = write::rounded(written, bounds, places).or_else(fallback).unwrap_or_default();
            let about = if written.form.math { "\\approx" } else { "≈" };
            format!("write `{decimal}` or `{about} {}`", written.text)
        }
    }
}

/// How an exact form compares with a rational.
pub(super) trait Ordered {
    /// The order, where the form decides it.
    fn order(&self, to: &Rational) -> Option<Ordering>;

    /// The value, where it is rational.
    fn rational(&self) -> Option<Rational>;

    /// Whether the value is infinite: `Some(true)` for +∞.
    fn infinite(&self) -> Option<bool> {
        None
    }

    /// Whether there is provably no value.
    fn undefined(&self) -> bool {
        false
    }
}

/// Judges one number: whether `value` lies in the set that `written` claims behind `relation`.
pub fn judge(written: &Written, relation: Relation, value: &mut dyn Computed) -> Judgement {
    let set = ClaimedSet::new(written, relation);
    let exact = value.exact();
    let judgement =
        decide(&set, exact.as_ref().map(|exact| exact as &dyn Ordered), 0, true, &mut |tier| value.bounds(tier));
    debug_assert!(judgement.verdict != Verdict::Undecided || judgement.reason.is_some());
    judgement
}

/// Judges a claim that an expression is true; its value is 1 or 0.
///
/// A comparison deep inside can be off by an ulp without a trace in its result, so the `f64` tier
/// is believed only where there is no other (in the browser).
pub fn judge_truth(value: &mut dyn Computed) -> Judgement {
    let set = ClaimedSet::Between(Rational::ONE, Rational::ONE);
    let exact = value.exact();
    let exact = exact.as_ref().map(|exact| exact as &dyn Ordered);
    let first = usize::from(exact.is_some() || value.bounds(1).is_some());
    let mut judgement = decide(&set, exact, first, false, &mut |tier| value.bounds(tier));
    if judgement.reason == Some(Reason::ExactForm) {
        judgement.reason = Some(Reason::Touches);
    }
    judgement
}

/// The verdict on a list and those on its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListJudgement {
    /// Proved where every number is and none is missing; refuted where one is or the lengths differ.
    pub verdict: Verdict,
    /// One for each pair of a stated and a computed number.
    pub each: Vec<Judgement>,
}

/// Judges a list number by number. Lists of different lengths refute the claim.
pub fn judge_list(written: &[Written], relation: Relation, values: &mut [&mut dyn Computed]) -> ListJudgement {
    let lengths_agree = written.len() == values.len();
    let each: Vec<Judgement> =
        written.iter().zip(values).map(|(written, value)| judge(written, relation, *value)).collect();
    let any = |verdict| each.iter().any(|judgement| judgement.verdict == verdict);
    let verdict = if !lengths_agree || any(Verdict::Refuted) {
        Verdict::Refuted
    } else if any(Verdict::Undecided) || each.is_empty() {
        Verdict::Undecided
    } else {
        Verdict::Proved
    };
    ListJudgement { verdict, each }
}

/// The verdict from an exact form and the enclosures from tier `first` on; with `clear`, tier 0
/// must clear the set's boundary by a margin.
fn decide(
    set: &ClaimedSet,
    exact: Option<&dyn Ordered>,
    first: usize,
    clear: bool,
    bounds: &mut dyn FnMut(usize) -> Option<Bounds>,
) -> Judgement {
    if exact.is_some_and(Ordered::undefined) {
        let bounds = Bounds { defined: Defined::No, ..unknown() };
        return Judgement { verdict: Verdict::Undecided, bounds, tier: None, reason: Some(Reason::Undefined) };
    }
    // An irrational form is dear to compare, and most numbers lie far from the boundary of what is
    // claimed: the cheap tier first. Ties need the form, and no irrational value has one.
    let irrational = exact.is_some_and(|exact| exact.rational().is_none() && exact.infinite().is_none());
    if irrational
        && clear
        && first == 0
        && let Some(found) = bounds(0).filter(|found| found.defined == Defined::Yes)
        && let Some(verdict) = set.decide(&found, true)
    {
        return Judgement { verdict, bounds: found, tier: Some(Tier::Enclosure(0)), reason: None };
    }
    let by_form = exact.and_then(|exact| match exact.infinite() {
        Some(positive) => {
            let bounds = Bounds { defined: Defined::Yes, infinite: Some(positive), ..unknown() };
            set.decide(&bounds, false).map(|verdict| (verdict, Some(bounds)))
        }
        None => set
            .decide_order(|to| exact.order(to).map_or(Known::Nothing, Known::Is))
            .map(|verdict| (verdict, exact.rational().map(Bounds::point))),
    });
    if let Some((verdict, known)) = by_form {
        let bounds = known.or_else(|| bounds(0)).unwrap_or_else(unknown);
        return Judgement { verdict, bounds, tier: Some(Tier::Exact), reason: None };
    }
    let mut narrowest: Option<Bounds> = None;
    let mut reason = Reason::Unbounded;
    for tier in first..MAX_TIERS {
        let Some(found) = bounds(tier) else { break };
        match found.defined {
            Defined::No => {
                return Judgement {
                    verdict: Verdict::Undecided,
                    bounds: found,
                    tier: None,
                    reason: Some(Reason::Undefined),
                };
            }
            Defined::Perhaps => reason = Reason::PerhapsUndefined,
            Defined::Yes => {
                if let Some(verdict) = set.decide(&found, clear && tier == 0) {
                    return Judgement { verdict, bounds: found, tier: Some(Tier::Enclosure(tier)), reason: None };
                }
                reason = match found.finite() {
                    None => Reason::Unbounded,
                    Some(_) if set.is_point() => Reason::ExactForm,
                    Some(_) => Reason::Touches,
                };
            }
        }
        narrowest = Some(found);
    }
    let bounds = narrowest.unwrap_or_else(unknown);
    Judgement { verdict: Verdict::Undecided, bounds, tier: None, reason: Some(reason) }
}

fn unknown() -> Bounds {
    Bounds { defined: Defined::Perhaps, infinite: None, low: None, high: None }
}

impl Ordered for Exact {
    fn order(&self, to: &Rational) -> Option<Ordering> {
        // The browser's core knows rationals only.
        match self {
            Self::Rational(value) if cfg!(not(feature = "tool")) => Some(value.cmp(to)),
            _ if cfg!(not(feature = "tool")) => None,
            _ => self.compare_rational(to),
        }
    }

    fn rational(&self) -> Option<Rational> {
        self.as_rational().cloned()
    }

    fn infinite(&self) -> Option<bool> {
        self.infinite()
    }

    fn undefined(&self) -> bool {
        *self == Self::Undefined
    }
}

#[cfg(test)]
impl Ordered for Rational {
    fn order(&self, to: &Rational) -> Option<Ordering> {
        Some(self.cmp(to))
    }

    fn rational(&self) -> Option<Rational> {
        Some(self.clone())
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
