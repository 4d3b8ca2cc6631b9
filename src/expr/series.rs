//! Sums to infinity: terms up to a cut, and a bound for what lies beyond.
//!
//! The bound is what [`Tail`] knows of the term as a function of k: |f| ≤ C·exp(−a·t)·(1 + t/N)^λ at
//! k = N + t, summed as a geometric series or as a power of k. A sum whose tail isn't bounded so has
//! no value here, and one whose terms are bounded from below by such a function diverges.
//!
//! Where that is too wide, terms that are smooth in k have another rest: see [`Smooth`].

use super::eval::{Evaluate, Evaluation};
use super::evaluator::anything;
use super::graph::{Graph, NodeId, Variable};
use super::integral::Trouble;
use super::smooth_series::Smooth;
use crate::calculus::{QuadratureOptions, Tail, TailContext, TailIntegral};
use crate::number::{Binary, Constant, Defined, Enclosure, Interval, Nary, Rational};

/// The most terms that are summed one by one.
pub(super) const MOST_TERMS: i64 = 1 << 17;

/// After how many terms the rest is looked for as that of a smooth function, one after the other.
const SMOOTH: [i64; 3] = [64, 512, 4096];

/// Σ of `body` over the integers from `from` on.
pub(super) fn enclose<E>(
    evaluation: &mut Evaluation<E>,
    graph: &Graph,
    operation: Nary,
    (variable, body): (Variable, NodeId),
    from: i64,
    (bits, most_terms): (usize, i64),
    options: &QuadratureOptions,
) -> E
where
    E: Enclosure + Evaluate,
    E::Context: Clone,
{
    let context = evaluation.context.clone();
    let mut trouble = if operation == Nary::Sum { None } else { Some(Trouble::NoSumTail) };
    let mut best: Option<(E, f64)> = None;
    let mut sum = E::constant(&context, &Constant::Rational(Rational::ZERO));
    let mut next = from;
    // Tails start at a positive number.
    let mut cut = from.max(1).saturating_add(8);
    let mut tails: Option<Evaluation<Tail>> = None;
    let (mut smooth, mut tries): (Option<Smooth<E>>, &[i64]) = (None, &SMOOTH);
    while trouble.is_none() {
        // Later terms are smaller: added among themselves first, they lose less to rounding.
        let mut block = E::constant(&context, &Constant::Rational(Rational::ZERO));
        while next < cut {
            if evaluation.steps() == 0 {
                break;
            }
            let at = E::constant(&context, &Constant::Rational(Rational::from(next)));
            let term = evaluation.body_at(graph, (body, variable), &at);
            block = E::binary(&context, Binary::Add, &block, &term);
            next += 1;
        }
        sum = E::binary(&context, Binary::Add, &sum, &block);
        let settled = sum.defined() == Defined::Yes && sum.width().is_finite();
        if next < cut || !settled {
            break;
        }
        match rest(evaluation, graph, (variable, body), cut, &mut tails) {
            TailIntegral::Diverges => {
                trouble = Some(Trouble::SumDiverges);
                best = None;
            }
            TailIntegral::Enclosed(rest) => {
                let total = E::binary(&context, Binary::Add, &sum, &lifted(&context, &rest));
                let width = rest.width();
                best = Some(match best {
                    Some((known, last)) => (known.intersection(&total).unwrap_or(total), last.min(width)),
                    None => (total, width),
                });
                let size = sum.to_interval();
                let size = size.lo().abs().max(size.hi().abs());
                if width <= size * libm::exp2(-(bits as f64) - 4.0) || width == 0.0 {
                    break;
                }
            }
            TailIntegral::Unknown => {}
        }
        let gone = cut - from.max(1);
        if trouble.is_none() && tries.first().is_some_and(|&first| gone >= first) {
            if smooth.is_none() {
                smooth = Smooth::new(evaluation, graph, variable, body);
            }
            let size = |x: &E| x.to_interval().lo().abs().max(x.to_interval().hi().abs());
            let rest = smooth.as_mut().and_then(|smooth| smooth.rest(cut, options, evaluation));
            tries = &tries[1..];
            match rest {
                Some(rest) => {
                    let total = E::binary(&context, Binary::Add, &sum, &rest.value);
                    let width = total.width();
                    let enough = width <= size(&total) * (4.0 * options.relative).max(f64::EPSILON / 4.0);
                    // A later start narrows nothing but the bound.
                    if rest.bound < width / 2.0 {
                        tries = &[];
                    }
                    if total.defined() == Defined::Yes && best.as_ref().is_none_or(|(_, known)| width < *known) {
                        best = Some((total, width));
                    }
                    if enough {
                        break;
                    }
                }
                None if smooth.is_none() => tries = &[],
                None => {}
            }
        }
        if gone >= most_terms.min(MOST_TERMS) {
            break;
        }
        cut = from.max(1).saturating_add(gone.saturating_mul(2));
    }
    match (trouble, best) {
        (None, Some((value, _))) => {
            evaluation.troubles.remove(&body);
            value
        }
        (trouble, _) => {
            evaluation.troubles.insert(body, trouble.unwrap_or(Trouble::NoSumTail));
            anything(&context)
        }
    }
}

/// What is known of the sum from `cut` on.
fn rest<E>(
    evaluation: &mut Evaluation<E>,
    graph: &Graph,
    (variable, body): (Variable, NodeId),
    cut: i64,
    tails: &mut Option<Evaluation<Tail>>,
) -> TailIntegral
where
    E: Enclosure + Evaluate,
    E::Context: Clone,
{
    let context = TailContext::over_integers(cut as f64);
    let at = Tail::variable(&context, true);
    let tails = tails.get_or_insert_with(|| Evaluation::new(context, 0));
    tails.restart(context);
    tails.set_steps(evaluation.steps());
    let lift = |value: &E| Tail::constant_at(&context, value.to_interval());
    let value = evaluation.body_over(graph, (body, variable), tails, &at, &lift);
    evaluation.set_steps(tails.steps());
    value.series(&context)
}

/// An enclosure of a rest that was bounded in `f64`.
fn lifted<E: Enclosure>(context: &E::Context, rest: &Interval) -> E {
    match (rest.low(), rest.high()) {
        (Some(low), Some(high)) => E::between(context, &low, &high),
        _ => anything(context),
    }
}
