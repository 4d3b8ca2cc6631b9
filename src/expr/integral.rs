//! Integrals of graphs: quadrature over jets between cuts, bounds for what lies beyond.
//!
//! An infinite end, and an end at 0 where the integrand has no bound, is cut off: the rest is
//! enclosed by what [`Tail`] knows of the integrand there. The cut is the first of a fixed sequence
//! whose rest is narrow enough.

use super::eval::{Evaluate, Evaluation};
use super::evaluator::anything;
use super::graph::{Graph, NodeId, Variable};
use crate::calculus::{Ending, Jet, JetContext, QuadratureOptions, Tail, TailContext, TailIntegral, integrate};
use crate::number::{Defined, Enclosure, Interval, Nary, Rational, Unary};

/// Why an integral has no bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trouble {
    /// It diverges at this end: −∞, 0 or +∞.
    Diverges(f64),
    /// No bound is known for the rest towards this end: −∞ or +∞.
    NoTail(f64),
    /// The terms of a sum to infinity don't fall fast enough.
    SumDiverges,
    /// No bound is known for the rest of a sum to infinity.
    NoSumTail,
    /// The integrand is unbounded, or may have no value, in this range.
    Singular(f64, f64),
    /// The budget ran out while the range named was the least settled.
    Budget(f64, f64),
}

impl Trouble {
    /// A sentence for a note.
    pub fn sentence(&self) -> String {
        let end = |x: f64| match x {
            f64::INFINITY => "∞".to_owned(),
            f64::NEG_INFINITY => "−∞".to_owned(),
            x => place(x),
        };
        match *self {
            Self::Diverges(at) if at.is_infinite() => {
                format!("the integral diverges: its integrand doesn't fall fast enough towards {}", end(at))
            }
            Self::Diverges(at) => format!("the integral diverges: its integrand grows too fast towards {}", end(at)),
            Self::SumDiverges => "the sum diverges: its terms don't fall fast enough".to_owned(),
            Self::NoSumTail => "no tail bound is known for the infinite sum".to_owned(),
            Self::NoTail(at) => format!("no tail bound is known for the integrand towards {}", end(at)),
            Self::Singular(from, to)
                if to - from <= 1e-9 * from.abs().max(to.abs()).max(1e-300) || to - from < 1e-12 =>
            {
                format!(
                    "the integrand is unbounded or undefined at {}: the integral may diverge",
                    place(from / 2.0 + to / 2.0)
                )
            }
            Self::Singular(from, to) => format!(
                "the integrand is unbounded or undefined between {} and {}: the integral may diverge",
                place(from),
                place(to)
            ),
            Self::Budget(from, to) => format!(
                "the budget of steps ran out before the integral was settled, at last between {} and {}",
                place(from),
                place(to)
            ),
        }
    }
}

/// A place on the line to six digits, −0 and what a bisection left beside 0 as 0.
fn place(x: f64) -> String {
    use crate::number::decimal::{Rounding, decimal};
    if x.abs() < 1e-12 {
        return "0".to_owned();
    }
    Rational::try_from(x).map_or_else(|_| x.to_string(), |x| decimal(&x, 6, Rounding::Nearest))
}

/// Where a range ends.
#[derive(Clone)]
enum End<E> {
    /// At a number.
    At(E),
    /// Nowhere.
    Infinite,
    /// At 0, near which the integrand is only bounded as a tail.
    Zero,
}

/// The first width of a rest that is small enough to go on with: for values near 1.
const SMALL: f64 = 1.0 / (1_u64 << 52) as f64;
/// A rest is also known well enough when its width is this part of it.
const SHARP: f64 = 1.0 / (1_u64 << 46) as f64;

/// The integral of `body` over `from..to`.
pub(super) fn enclose<E>(
    evaluation: &mut Evaluation<E>,
    graph: &Graph,
    (body, variable): (NodeId, Variable),
    (from, to): (&E, &E),
    options: &QuadratureOptions,
) -> E
where
    E: Enclosure + Evaluate,
    E::Context: Clone,
{
    let context = evaluation.context.clone();
    evaluation.troubles.remove(&body);
    if from.infinite() == Some(true) && to.infinite() != Some(true)
        || to.infinite() == Some(false) && from.infinite() != Some(false)
    {
        let value = enclose(evaluation, graph, (body, variable), (to, from), options);
        return E::unary(&context, Unary::Negate, &value);
    }
    if from.infinite() == Some(true) || to.infinite() == Some(false) {
        return anything(&context);
    }
    let end = |end: &E| if end.infinite().is_some() { End::Infinite } else { End::At(end.clone()) };
    let mut search = Search { graph, body, variable, options, evaluation, tails: None };
    let (mut value, mut trouble) = search.over(&[end(from), end(to)]);
    let at_zero = |end: &E| {
        end.defined() == Defined::Yes && end.low().is_some_and(|low| low.is_zero()) && end.high() == end.low()
    };
    if matches!(trouble, Some(Trouble::Singular(..))) && (at_zero(from) || at_zero(to)) {
        let or_zero = |limit: &E| if at_zero(limit) { End::Zero } else { end(limit) };
        let (second, second_trouble) = search.over(&[or_zero(from), or_zero(to)]);
        match second_trouble {
            None => (value, trouble) = (second, None),
            Some(Trouble::Diverges(at)) => (value, trouble) = (second, Some(Trouble::Diverges(at))),
            Some(_) => {}
        }
    }
    match trouble {
        Some(trouble) => {
            evaluation.troubles.insert(body, trouble);
        }
        None => {
            evaluation.troubles.remove(&body);
        }
    }
    value
}

struct Search<'a, E: Evaluate> {
    graph: &'a Graph,
    body: NodeId,
    variable: Variable,
    options: &'a QuadratureOptions,
    evaluation: &'a mut Evaluation<E>,
    tails: Option<Evaluation<Tail>>,
}

/// What is cut off at an end.
struct Cut {
    /// Where, a signed number.
    at: f64,
    /// The integral of the rest.
    rest: Interval,
}

impl<E> Search<'_, E>
where
    E: Enclosure + Evaluate,
    E::Context: Clone,
{
    /// The integral between two ends.
    fn over(&mut self, ends: &[End<E>; 2]) -> (E, Option<Trouble>) {
        let context = self.evaluation.context.clone();
        let mut goal = SMALL.min(self.options.relative / 16.0);
        for round in 0.. {
            let mut limits = Vec::with_capacity(2);
            let mut rests = Vec::new();
            for (index, end) in ends.iter().enumerate() {
                let other = match &ends[1 - index] {
                    End::At(value) => Some(value.to_interval()),
                    _ => None,
                };
                let cut = match end {
                    End::At(value) => {
                        limits.push(value.clone());
                        continue;
                    }
                    End::Infinite => self.cut_infinite(index == 1, other, goal),
                    End::Zero => self.cut_zero(index == 0, other, goal),
                };
                let cut = match cut {
                    Ok(cut) => cut,
                    Err(trouble @ Trouble::Diverges(_)) => return (E::undefined(&context), Some(trouble)),
                    Err(trouble) => return (anything(&context), Some(trouble)),
                };
                limits.push(exactly(&context, cut.at, cut.at));
                rests.push(cut.rest);
            }
            let (middle, trouble) = self.in_strides(ends, &limits);
            if trouble.is_some() || rests.is_empty() {
                return (middle, trouble);
            }
            let width: f64 = rests.iter().map(Interval::width).sum();
            let near = middle.to_interval();
            let size = near.lo().abs().max(near.hi().abs());
            let enough = width <= self.options.relative * size / 4.0 || width <= middle.width() / 4.0;
            if enough || round == 2 || size == 0.0 {
                let mut terms = vec![middle];
                terms.extend(rests.iter().map(|rest| exactly(&context, rest.lo(), rest.hi())));
                return (E::nary(&context, Nary::Sum, &terms), None);
            }
            goal = self.options.relative * size / 16.0;
        }
        (anything(&context), None)
    }

    /// The integral between two limits. Towards an end that was cut off it is summed over strides of
    /// a factor of 2¹²: one panel over sixty powers of two would be halved until its depth is spent.
    fn in_strides(&mut self, ends: &[End<E>; 2], limits: &[E]) -> (E, Option<Trouble>) {
        let context = self.evaluation.context.clone();
        let (low, high) = (limits[0].to_interval(), limits[1].to_interval());
        let mut inner = Vec::new();
        for (end, sign) in ends.iter().zip([-1.0, 1.0]) {
            let strides: Vec<f64> = match end {
                End::At(_) => continue,
                End::Infinite => (1..=10).map(|k| sign * libm::exp2(12.0 * f64::from(k))).collect(),
                // The range lies on the other side of 0.
                End::Zero => (1..=80).map(|k| -sign * libm::exp2(-12.0 * f64::from(k))).collect(),
            };
            inner.extend(strides.into_iter().filter(|at| low.hi() < *at && *at < high.lo()));
        }
        inner.sort_by(f64::total_cmp);
        let mut from = limits[0].clone();
        let mut parts = Vec::with_capacity(inner.len() + 1);
        for at in inner {
            let to = exactly(&context, at, at);
            let (part, trouble) = self.between(&from, &to);
            if trouble.is_some() {
                return (part, trouble);
            }
            parts.push(part);
            from = to;
        }
        let (last, trouble) = self.between(&from, &limits[1]);
        if trouble.is_some() || parts.is_empty() {
            return (last, trouble);
        }
        parts.push(last);
        (E::nary(&context, Nary::Sum, &parts), None)
    }

    /// The integral over a finite range, by quadrature.
    fn between(&mut self, from: &E, to: &E) -> (E, Option<Trouble>) {
        let context = self.evaluation.context.clone();
        let (graph, body) = (self.graph, (self.body, self.variable));
        // The quadrature asks for series of few different lengths, each with values of its own.
        let mut jets: Vec<Evaluation<Jet<E>>> = Vec::new();
        let evaluation = &mut *self.evaluation;
        let mut integrand = |asked: &JetContext<E>, x: &Jet<E>| {
            let index = jets.iter().position(|jets| jets.context.order() == asked.order()).unwrap_or_else(|| {
                jets.push(Evaluation::new(JetContext::new(context.clone(), asked.order()), 0));
                jets.len() - 1
            });
            let over = &mut jets[index];
            over.set_steps(evaluation.steps());
            let value = evaluation.body_over(graph, body, over, x, &|value| Jet::constant_at(value.clone()));
            evaluation.set_steps(over.steps());
            value
        };
        let integral = integrate(&context, from, to, &mut integrand, self.options);
        let settled = integral.value.defined() == Defined::Yes
            && (integral.value.infinite().is_some() || integral.value.width().is_finite());
        let (low, high) = integral.worst.unwrap_or((from.to_interval().lo(), to.to_interval().hi()));
        let trouble = match integral.ending {
            _ if settled => None,
            _ if self.evaluation.steps() == 0 => Some(Trouble::Budget(low, high)),
            Ending::Budget => Some(Trouble::Budget(low, high)),
            _ => Some(Trouble::Singular(low, high)),
        };
        (integral.value, trouble)
    }

    /// The first cut ±T whose rest is narrow, for an infinite end.
    fn cut_infinite(&mut self, upper: bool, other: Option<Interval>, goal: f64) -> Result<Cut, Trouble> {
        let infinity = if upper { f64::INFINITY } else { f64::NEG_INFINITY };
        let beyond = other.map_or(0.0, |other| if upper { other.hi() } else { -other.lo() });
        let mut best: Option<Cut> = None;
        for cut in far_cuts().filter(|cut| *cut > beyond) {
            let context = TailContext::new(cut);
            let at = Tail::variable(&context, upper);
            match self.tail(context, &at, None) {
                TailIntegral::Diverges => return Err(Trouble::Diverges(infinity)),
                TailIntegral::Unknown => {}
                TailIntegral::Enclosed(rest) => {
                    let done = keep(&mut best, Cut { at: if upper { cut } else { -cut }, rest }, goal);
                    if done {
                        break;
                    }
                }
            }
        }
        best.ok_or(Trouble::NoTail(infinity))
    }

    /// The first cut ±h, h small, whose rest towards 0 is narrow.
    fn cut_zero(&mut self, positive: bool, other: Option<Interval>, goal: f64) -> Result<Cut, Trouble> {
        let beyond = other.map_or(f64::INFINITY, |other| if positive { other.lo() } else { -other.hi() });
        let mut best: Option<Cut> = None;
        for cut in near_cuts().filter(|cut| *cut < beyond) {
            // t has no scale of its own here; a large T keeps (1 + t/T)^λ flat.
            let context = TailContext::new(64.0);
            let size = Tail::near_zero(&context, cut);
            let at = if positive {
                size.clone()
            } else {
                <Tail as crate::number::Scalar>::unary(&context, Unary::Negate, &size)
            };
            match self.tail(context, &at, Some(&size)) {
                TailIntegral::Diverges => return Err(Trouble::Diverges(0.0)),
                TailIntegral::Unknown => {}
                TailIntegral::Enclosed(rest) => {
                    if keep(&mut best, Cut { at: if positive { cut } else { -cut }, rest }, goal) {
                        break;
                    }
                }
            }
        }
        best.ok_or(Trouble::Singular(0.0, 0.0))
    }

    /// The integral of the body, times a factor, over a tail.
    fn tail(&mut self, context: TailContext, at: &Tail, factor: Option<&Tail>) -> TailIntegral {
        let mut tails = self.tails.take().unwrap_or_else(|| Evaluation::new(context, 0));
        tails.restart(context);
        tails.set_steps(self.evaluation.steps());
        let lift = |value: &E| Tail::constant_at(&context, value.to_interval());
        let body = self.evaluation.body_over(self.graph, (self.body, self.variable), &mut tails, at, &lift);
        self.evaluation.set_steps(tails.steps());
        self.tails = Some(tails);
        match factor {
            Some(factor) => body.times(&context, factor).integral(&context),
            None => body.integral(&context),
        }
    }
}

/// Keeps the narrower of two cuts; whether it is narrow enough.
fn keep(best: &mut Option<Cut>, cut: Cut, goal: f64) -> bool {
    let width = cut.rest.width();
    let size = cut.rest.lo().abs().max(cut.rest.hi().abs());
    if best.as_ref().is_none_or(|best| width < best.rest.width()) {
        *best = Some(cut);
    }
    width <= goal || width <= size * SHARP
}

/// An enclosure of two `f64` bounds.
fn exactly<E: Enclosure>(context: &E::Context, low: f64, high: f64) -> E {
    match (Rational::try_from(low), Rational::try_from(high)) {
        (Ok(low), Ok(high)) => E::between(context, &low, &high),
        _ => anything(context),
    }
}

/// 1, 1.5, 2, 3, 4, 6, … up to 2¹², then in steps of 4 up to 2¹²⁰.
fn far_cuts() -> impl Iterator<Item = f64> {
    let fine = (0..24).map(|k| {
        let power = libm::exp2(f64::from(k / 2));
        if k % 2 == 0 { power } else { power * 1.5 }
    });
    fine.chain((6..=60).map(|k| libm::exp2(2.0 * f64::from(k))))
}

/// 2⁻², 2⁻⁴, … down to 2⁻⁶⁴, then in steps of 2⁻¹⁶ down to 2⁻⁹⁶⁰.
fn near_cuts() -> impl Iterator<Item = f64> {
    (1..=32).map(|k| libm::exp2(-2.0 * f64::from(k))).chain((5..=60).map(|k| libm::exp2(-16.0 * f64::from(k))))
}
