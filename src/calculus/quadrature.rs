//! Adaptive quadrature with proved bounds.
//!
//! Each panel gives an enclosure of its integral by Taylor series with an enclosed remainder (see
//! `panel`); the widest is halved until the sum is narrow enough. Nothing is estimated: the sum
//! contains the integral whenever the integrand's jets are right, and what can't be enclosed is
//! wide or says that it may not exist. The method is Moore's (*Methods and Applications of
//! Interval Analysis*, 1979, ch. 8) as made adaptive by Corliss and Rall (*Adaptive, self-validating
//! numerical quadrature*, 1987).
//!
//! The range is finite. A tail is added by whoever can bound it: the integral up to a cut, plus an
//! enclosure of the rest.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::number::{Defined, Enclosure, Nary, Unary};

use super::panel::{Integrand, Panel, PanelRule, negated, unknown};

/// How narrow an integral shall be, and what it may cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuadratureOptions {
    /// The order of the series; even, at least 4.
    pub order: usize,
    /// A width that is narrow enough whatever the value.
    pub absolute: f64,
    /// A width that is narrow enough, as a part of the value.
    pub relative: f64,
    /// A width that is narrow enough as a part of ∫|f|: where the value cancels to nearly 0, this
    /// is what the rounding errors of the scalar leave.
    pub floor: f64,
    /// How many panels may be evaluated.
    pub panels: usize,
    /// Ends the search once sixteen more panels leave more than this part of the width: where the
    /// integrand itself is only enclosed, halving stops helping. At 1 it never does.
    pub patience: f64,
    /// How often a panel may be halved; at a jump or a pole this is what ends the search.
    pub depth: u32,
}

impl Default for QuadratureOptions {
    /// For `f64` intervals: near what their rounding allows.
    fn default() -> Self {
        Self {
            order: 16,
            absolute: 0.0,
            relative: 1e-13,
            floor: f64::EPSILON * 64.0,
            panels: 4000,
            patience: 1.0,
            depth: 64,
        }
    }
}

/// Why the quadrature stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The enclosure is narrow enough.
    Settled,
    /// Only the rounding of the scalar is left; a more precise one would get further.
    Rounding,
    /// The panels ran out.
    Budget,
    /// The integrand has no value, may have none, or is unbounded at [`Integral::worst`].
    Singular,
    /// A limit is infinite, undefined or unknown.
    Limits,
}

/// An enclosed integral and how it was found.
#[derive(Clone, Debug)]
pub struct Integral<E> {
    /// The enclosure; its [`Enclosure::defined`] is `Yes` only if the integral exists.
    pub value: E,
    /// Why the quadrature stopped.
    pub ending: Ending,
    /// How many panels were evaluated.
    pub evaluated: usize,
    /// How many panels make up the sum.
    pub panels: usize,
    /// The ends of the panel that contributes most to the width: where the trouble is, if any.
    pub worst: Option<(f64, f64)>,
}

/// Integrates over `from..to`; reversed limits give the negative.
///
/// The limits may be enclosures: the part that is certainly covered is integrated, and the
/// uncertain ends add their width times the integrand's range there. The integrand gets a context
/// and a variable and must give its jet in that context (lengths of series differ from call to
/// call).
pub fn integrate<E: Enclosure>(
    context: &E::Context,
    from: &E,
    to: &E,
    integrand: &mut Integrand<'_, E>,
    options: &QuadratureOptions,
) -> Integral<E>
where
    E::Context: Clone,
{
    let rule = PanelRule::new(context, options.order);
    let jets = rule.context();
    if from.defined() == Defined::No || to.defined() == Defined::No {
        let value = E::undefined(context);
        return Integral { value, ending: Ending::Limits, evaluated: 0, panels: 0, worst: None };
    }
    let (Some(from_low), Some(from_high), Some(to_low), Some(to_high)) = (from.low(), from.high(), to.low(), to.high())
    else {
        return Integral { value: unknown(jets), ending: Ending::Limits, evaluated: 0, panels: 0, worst: None };
    };
    if to_high < from_low {
        let reversed = integrate(context, to, from, integrand, options);
        return Integral { value: negated(jets, &reversed.value), ..reversed };
    }
    let certain = from.defined() == Defined::Yes && to.defined() == Defined::Yes;
    let at = |bound| E::between(context, bound, bound);
    let mut quadrature = Quadrature { rule: &rule, options, panels: Vec::new(), evaluated: 0 };
    let mut integral = if from_high <= to_low {
        let (start, end) = (at(&from_high), at(&to_low));
        let ends: Vec<E> = [(from, &start), (to, &end)]
            .into_iter()
            .filter_map(|(limit, inner)| quadrature.end(limit, inner, integrand))
            .collect();
        let mut integral =
            if from_high == to_low { quadrature.empty() } else { quadrature.adapt(start, end, integrand) };
        for end in ends {
            integral.value = jets.add(&integral.value, &end);
        }
        integral
    } else {
        // The limits overlap: an integral over a short range in either direction.
        let range = from.hull(to);
        let (low, high) = (at(&from_low.min(to_low)), at(&from_high.max(to_high)));
        let length = jets.subtract(&high, &low);
        let either = negated(jets, &length).hull(&length);
        let value = jets.multiply(&either, &rule.values(&range, integrand));
        Integral { value, ..quadrature.empty() }
    };
    if !certain {
        integral.value = jets.add(&integral.value, &jets.multiply(&jets.zero, &unknown(jets)));
        integral.ending = Ending::Limits;
    } else if integral.value.defined() != Defined::Yes {
        integral.ending = Ending::Singular;
    }
    integral
}

struct Quadrature<'a, E: Enclosure> {
    rule: &'a PanelRule<E>,
    options: &'a QuadratureOptions,
    panels: Vec<Panel<E>>,
    evaluated: usize,
}

/// The widest panel first, of two alike the older.
#[derive(PartialEq)]
struct Priority {
    width: f64,
    index: usize,
}

impl Eq for Priority {}

impl Ord for Priority {
    fn cmp(&self, other: &Self) -> Ordering {
        self.width.total_cmp(&other.width).then_with(|| other.index.cmp(&self.index))
    }
}

impl PartialOrd for Priority {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A panel whose remainder is this part of the whole ∫|f| will be split: its middle can wait.
const HOPELESS: f64 = 1.0 / (1_u64 << 36) as f64;

/// Sums over all panels in `f64`, to decide when to stop; nothing rests on them.
struct Totals {
    width: f64,
    value: f64,
    magnitude: f64,
}

impl<E: Enclosure> Quadrature<'_, E>
where
    E::Context: Clone,
{
    /// The integral between an uncertain limit and the certain number beside it.
    fn end(&mut self, limit: &E, inner: &E, integrand: &mut Integrand<'_, E>) -> Option<E> {
        let jets = self.rule.context();
        let length = limit.width();
        if length == 0.0 {
            return None;
        }
        let gap = jets.subtract(limit, inner);
        let gap = E::unary(jets.inner(), Unary::Abs, &gap);
        Some(jets.multiply(&gap, &self.rule.values(limit, integrand)))
    }

    fn empty(&self) -> Integral<E> {
        let value = self.rule.context().zero.clone();
        Integral { value, ending: Ending::Settled, evaluated: self.evaluated, panels: 0, worst: None }
    }

    fn adapt(&mut self, start: E, end: E, integrand: &mut Integrand<'_, E>) -> Integral<E> {
        let first = self.rule.integrate(start, end, f64::INFINITY, integrand);
        self.evaluated = 1;
        let mut queue = BinaryHeap::from([Priority { width: first.width, index: 0 }]);
        self.panels.push(first);
        let (mut goal, mut hopeless) = (self.options.absolute, f64::INFINITY);
        let mut before = f64::INFINITY;
        let ending = loop {
            let top = queue.peek();
            // No sum is narrow enough while one of its terms isn't.
            if top.is_none_or(|top| top.width <= goal) || !goal.is_finite() || self.evaluated % 16 == 1 {
                let totals = self.totals();
                goal = self.goal(&totals);
                if totals.width <= goal {
                    break Ending::Settled;
                }
                hopeless = goal.max(totals.magnitude * HOPELESS);
                if self.options.patience < 1.0 && self.evaluated % 16 == 1 {
                    if totals.width.is_finite() && totals.width > self.options.patience * before {
                        break Ending::Rounding;
                    }
                    before = totals.width;
                }
            }
            let Some(top) = top else { break Ending::Rounding };
            if self.evaluated + 2 > self.options.panels {
                break Ending::Budget;
            }
            let index = top.index;
            let panel = &self.panels[index];
            if panel.defined == Defined::No {
                break Ending::Singular;
            }
            let middle = panel.from.hull(&panel.to).midpoint(self.rule.context().inner());
            let endmost = middle.low() == panel.from.low() || middle.low() == panel.to.low();
            if endmost || panel.depth >= self.options.depth {
                if panel.width.is_infinite() {
                    break Ending::Singular;
                }
                queue.pop();
                continue;
            }
            queue.pop();
            self.halve(index, middle, hopeless, integrand);
            for index in [index, self.panels.len() - 1] {
                let panel = &self.panels[index];
                if !panel.is_rounded_off(hopeless) {
                    queue.push(Priority { width: panel.width, index });
                }
            }
        };
        self.finish(ending)
    }

    /// Replaces a panel by its halves: the left one in its place, the right one last.
    fn halve(&mut self, index: usize, middle: E, hopeless: f64, integrand: &mut Integrand<'_, E>) {
        let whole = self.panels[index].clone();
        let mut left = self.rule.integrate(whole.from, middle.clone(), hopeless, integrand);
        let mut right = self.rule.integrate(middle, whole.to, hopeless, integrand);
        self.evaluated += 2;
        let stalled = whole.width.is_finite() && left.width + right.width > 0.75 * whole.width;
        for half in [&mut left, &mut right] {
            half.depth = whole.depth + 1;
            half.stalled = if stalled { whole.stalled + 1 } else { 0 };
        }
        self.panels[index] = left;
        self.panels.push(right);
    }

    fn totals(&self) -> Totals {
        let mut totals = Totals { width: 0.0, value: 0.0, magnitude: 0.0 };
        for panel in &self.panels {
            let value = panel.value.to_interval();
            totals.width += panel.width;
            totals.value += value.lo() / 2.0 + value.hi() / 2.0;
            totals.magnitude += panel.magnitude;
        }
        totals
    }

    /// The width that is narrow enough.
    fn goal(&self, totals: &Totals) -> f64 {
        let relative = self.options.relative * totals.value.abs();
        let floor = self.options.floor * totals.magnitude;
        [relative, floor].into_iter().filter(|goal| goal.is_finite()).fold(self.options.absolute, f64::max)
    }

    fn finish(&self, ending: Ending) -> Integral<E> {
        let values: Vec<E> = self.panels.iter().map(|panel| panel.value.clone()).collect();
        let value = E::nary(self.rule.context().inner(), Nary::Sum, &values);
        let worst = self.panels.iter().reduce(|worst, panel| {
            let worse = (panel.defined, panel.width).partial_cmp(&(worst.defined, worst.width));
            if worse == Some(Ordering::Greater) { panel } else { worst }
        });
        Integral { value, ending, evaluated: self.evaluated, panels: self.panels.len(), worst: worst.map(Panel::place) }
    }
}
