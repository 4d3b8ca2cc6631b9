//! Distributions with masses.

use super::super::bench::{Bench, Made};
use super::super::elaborate::{count, show};
use super::super::fold::choose;
use super::super::formula::{Formula, Term};
use super::super::graph::{Graph, NodeId};
use super::super::value::{Distribution, Family, Outcome};
use crate::diagnostic::{Code, Fault, said};
use crate::number::{Binary, Rational, Unary};
use crate::source::Span;

/// Up to here powers and factorials of Poisson masses are taken as they stand.
const FEW: i64 = 100;

/// The outcomes and masses of a distribution that has finitely many of them.
///
/// # Errors
///
/// `expr-limit` where they are too many.
pub(crate) fn finite(
    bench: &mut Bench,
    distribution: &Distribution,
    span: Span,
) -> Made<Option<Vec<(Outcome, NodeId)>>> {
    match distribution {
        Distribution::Pmf(outcomes) => Ok(Some(outcomes.clone())),
        Distribution::Joint(rows) => {
            let cells = rows
                .iter()
                .enumerate()
                .flat_map(|(i, row)| row.iter().enumerate().map(move |(j, &mass)| (Outcome::Cell(i + 1, j + 1), mass)));
            Ok(Some(cells.collect()))
        }
        Distribution::Family(family @ (Family::Bernoulli | Family::Binomial), parameters) => {
            let last = match (family, parameters.first()) {
                (Family::Binomial, Some(&n)) => bench.known_integer(n).unwrap_or(0),
                _ => 1,
            };
            bench.spend(last.unsigned_abs().saturating_mul(10), span)?;
            let mut outcomes = Vec::new();
            for k in 0..=last {
                let k = bench.graph.integer(k);
                let mass = mass(bench, distribution, k, span)?;
                outcomes.push((Outcome::Number(k), mass));
                bench.spend(1, span)?;
            }
            Ok(Some(outcomes))
        }
        Distribution::Family(..) | Distribution::Mixture(_) => Ok(None),
    }
}

/// The mass at a number.
///
/// # Errors
///
/// `expr-type` where the outcomes are no numbers.
pub(crate) fn mass(bench: &mut Bench, distribution: &Distribution, x: NodeId, span: Span) -> Made<NodeId> {
    match distribution {
        Distribution::Pmf(outcomes) => mass_of_pmf(bench, outcomes, x, span),
        Distribution::Joint(rows) => {
            let size = said!("{} × {}", rows.len(), rows.first().map_or(0, Vec::len));
            let headline = said!("a joint distribution of {size} takes a row and a column");
            Err(Fault::new(Code::ExprType, span, headline).help("write `J(1, 2)`").into())
        }
        Distribution::Family(family, parameters) => Ok(mass_of_family(bench, *family, parameters, x)),
        Distribution::Mixture(_) => Ok(bench.graph.undefined("a mixture has a density")),
    }
}

fn mass_of_pmf(bench: &mut Bench, outcomes: &[(Outcome, NodeId)], x: NodeId, span: Span) -> Made<NodeId> {
    let mut mass = bench.graph.integer(0);
    for (outcome, this) in outcomes.iter().rev() {
        let Outcome::Number(outcome) = outcome else {
            let labels: Vec<&str> = outcomes
                .iter()
                .filter_map(|(outcome, _)| match outcome {
                    Outcome::Label(name) => Some(&**name),
                    _ => None,
                })
                .take(12)
                .collect();
            let what = bench.graph.as_rational(x).map_or_else(|| "a number".to_owned(), show);
            let fault = Fault::new(Code::ExprType, span, said!("{what} is no outcome of this distribution"));
            return Err(fault.note(said!("its {}: {}", count(labels.len(), "outcome"), labels.join(", "))).into());
        };
        let here = bench.graph.binary(Binary::Equal, x, *outcome);
        mass = bench.graph.select(here, *this, mass);
    }
    Ok(mass)
}

fn mass_of_family(bench: &mut Bench, family: Family, parameters: &[NodeId], x: NodeId) -> NodeId {
    let p = parameters.first().copied().unwrap_or(x);
    let known = bench.graph.as_rational(x).cloned();
    match family {
        Family::Bernoulli => {
            let f = Formula::new(&mut bench.graph);
            let [x, p] = f.terms([x, p]);
            let (zero, one) = (f.integer(0), f.integer(1));
            x.binary(Binary::Equal, one).choose(p, x.binary(Binary::Equal, zero).choose(-p + 1, zero)).id()
        }
        Family::Binomial => {
            let n = bench.graph.as_rational(p).and_then(|n| u64::try_from(n.numerator()).ok()).unwrap_or(0);
            let p = parameters.get(1).copied().unwrap_or(x);
            match known {
                Some(k) => binomial_mass(&mut bench.graph, n, p, &k),
                None => binomial_anywhere(bench, n, p, x),
            }
        }
        Family::Geometric => {
            let inside = bench.runs_from(x, 1);
            let f = Formula::new(&mut bench.graph);
            let [x, p] = f.terms([x, p]);
            // p (1 − p)^(k − 1)
            let term = p * (-p + 1).to_the(x - 1);
            within(&f, inside, x, 1, term)
        }
        // e^−λ λ^k / k!
        Family::Poisson => {
            let inside = bench.runs_from(x, 0);
            let f = Formula::new(&mut bench.graph);
            let [x, rate] = f.terms([x, p]);
            // Powers and factorials overflow where their quotient doesn't.
            let few = known.as_ref().is_some_and(|k| *k <= Rational::from(FEW)) && rate.known_below(FEW);
            let term = if few {
                (-rate).exp() * rate.to_the(x) / (x + 1).unary(Unary::Gamma)
            } else {
                (x * rate.ln() - rate - (x + 1).ln_gamma()).exp()
            };
            within(&f, inside, x, 0, term)
        }
        _ => bench.graph.undefined("it has a density"),
    }
}

/// `term` where x is an integer not below `least`, 0 elsewhere.
fn within<'f, 'g>(f: &'f Formula<'g>, known: bool, x: Term<'f, 'g>, least: i64, term: Term<'f, 'g>) -> NodeId {
    if known {
        return term.id();
    }
    let zero = f.integer(0);
    let whole = x.unary(Unary::Floor).binary(Binary::Equal, x);
    f.integer(least).less_equal(x).binary(Binary::And, whole).choose(term, zero).id()
}

/// C(n, k) p^k (1 − p)^(n−k)
fn binomial_mass(graph: &mut Graph, n: u64, p: NodeId, k: &Rational) -> NodeId {
    let index = k.is_int().then(|| u64::try_from(k.numerator()).ok()).flatten().filter(|&k| k <= n);
    let Some(k) = index else { return graph.integer(0) };
    let ways = choose(n, k);
    let (above, below) = (k as i64, (n - k) as i64);
    match ways {
        Some(ways) => {
            let ways = graph.rational(Rational::from(ways));
            let f = Formula::new(graph);
            let [ways, p] = f.terms([ways, p]);
            let mut term = ways;
            if above > 0 {
                term = term * p.power(above);
            }
            if below > 0 {
                term = term * (-p + 1).power(below);
            }
            term.id()
        }
        None => {
            let f = Formula::new(graph);
            binomial_by_logarithm(f.integer(n as i64), f.term(p), f.integer(above)).id()
        }
    }
}

fn binomial_anywhere(bench: &mut Bench, n: u64, p: NodeId, x: NodeId) -> NodeId {
    let top = Rational::from(n);
    let inside = bench.runs_from(x, 0)
        && bench.range_of(x).is_some_and(|ends| ends.high.as_ref().is_some_and(|high| *high <= top));
    let f = Formula::new(&mut bench.graph);
    let (n, p, x) = (f.integer(n as i64), f.term(p), f.term(x));
    let term = binomial_by_logarithm(n, p, x);
    if inside {
        return term.id();
    }
    let below = x.less_equal(n).choose(term, f.integer(0));
    within(&f, false, x, 0, below)
}

/// exp(ln C(n, k) + k ln p + (n − k) ln(1 − p)), with ln C by ln Γ.
fn binomial_by_logarithm<'f, 'g>(n: Term<'f, 'g>, p: Term<'f, 'g>, k: Term<'f, 'g>) -> Term<'f, 'g> {
    let ways = (n + 1).ln_gamma() - (k + 1).ln_gamma() - (n - k + 1).ln_gamma();
    (ways + k * p.ln() + (n - k) * (-p + 1).ln()).exp()
}
