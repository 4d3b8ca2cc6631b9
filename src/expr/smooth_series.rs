//! The rest of a sum to infinity whose terms are smooth in k: far closer than any bound on the terms.
//!
//! Where the terms keep their sign, Euler and Maclaurin's formula, and where they alternate, Boole's
//! (DLMF 2.10.1 and 24.17.1):
//!
//! Σ f(k) = ∫ f + f/2 − f′/12 + f‴/720 + R, |R| ≤ ∫ |f⁗| / 720
//! Σ (−1)ʲ g(N + j) = g/2 − g′/4 + g‴/48 + R, |R| ≤ ∫ |g⁗| / 48
//!
//! with everything on the right taken at N, or from N to ∞. What they need is proved by the bound of
//! the fourth derivative, which has a value only where all the lower ones have, and by the terms
//! going to 0: then all derivatives between do (Landau and Kolmogorov). Derivatives of graphs grow
//! fast, so there are only four; a later start makes up for it.

use super::closed_series::line;
use super::derivative::differentiate;
use super::eval::{Evaluate, Evaluation, operands};
use super::graph::{Graph, Node, NodeId, Variable};
use super::integral;
use crate::calculus::{QuadratureOptions, Tail, TailContext, TailIntegral};
use crate::number::{Binary, Constant, Enclosure, Nary, Rational, Scalar, Unary};

/// How many nodes the derivatives may add.
const MAX_WORK: u64 = 20_000;

/// Coefficients of f, f′ and f‴, and that of the bound: numerators and denominators.
const MACLAURIN: [(i64, i64); 4] = [(1, 2), (-1, 12), (1, 720), (1, 720)];
const BOOLE: [(i64, i64); 4] = [(1, 2), (-1, 4), (1, 48), (1, 48)];

/// The terms of a sum with their derivatives.
pub(super) struct Smooth<E: Evaluate> {
    graph: Graph,
    evaluation: Evaluation<E>,
    variable: Variable,
    /// f or g, its first and third derivative.
    terms: [NodeId; 3],
    fourth: NodeId,
    /// Whether the terms alternate, and whether the one at 0 would be −g.
    alternates: Option<bool>,
}

/// What is known of a rest.
pub(super) struct Rest<E> {
    pub(super) value: E,
    /// The width of the part that a later start would narrow.
    pub(super) bound: f64,
}

impl<E> Smooth<E>
where
    E: Enclosure + Evaluate,
    E::Context: Clone,
{
    /// The terms `body`, as far as they can be derived.
    pub(super) fn new(evaluation: &Evaluation<E>, graph: &Graph, variable: Variable, body: NodeId) -> Option<Self> {
        let mut graph = graph.clone();
        let limit = graph.work() + MAX_WORK;
        let Signed { node, slope, start } = unsigned(&mut graph, variable, body, 0)?;
        let (mut terms, mut last) = ([node; 3], node);
        for order in 1..=4 {
            last = differentiate(&mut graph, last, variable);
            if graph.work() > limit {
                return None;
            }
            if order % 2 == 1 {
                terms[order / 2 + 1] = last;
            }
        }
        let steps = evaluation.steps();
        let mut evaluation = evaluation.without(&graph, &[variable]);
        evaluation.set_steps(steps);
        // What doesn't depend on k is computed once, outside: the numbers that deriving brought in.
        for node in terms.into_iter().chain([last]) {
            for &id in evaluation.plan(&graph, node, variable).iter() {
                for operand in operands(graph.node(id)) {
                    if !graph.free_variables(operand).contains(&variable) {
                        evaluation.value(&graph, operand);
                    }
                }
            }
        }
        Some(Self { graph, evaluation, variable, terms, fourth: last, alternates: slope.then_some(start) })
    }

    /// Σ of the terms from `cut` on. The steps that it takes are those of `budget`.
    pub(super) fn rest(
        &mut self,
        cut: i64,
        options: &QuadratureOptions,
        budget: &mut Evaluation<E>,
    ) -> Option<Rest<E>> {
        self.evaluation.set_steps(budget.steps());
        let rest = self.enclose(cut, options);
        budget.set_steps(self.evaluation.steps());
        rest
    }

    fn enclose(&mut self, cut: i64, options: &QuadratureOptions) -> Option<Rest<E>> {
        let context = self.evaluation.context.clone();
        let tails = TailContext::new(cut as f64);
        if self.alternates.is_some() && !self.tail(tails, self.terms[0]).vanishes() {
            return None;
        }
        let fourth = self.tail(tails, self.fourth);
        let TailIntegral::Enclosed(fourth) = Tail::unary(&tails, Unary::Abs, &fourth).integral(&tails) else {
            return None;
        };
        let number = |(over, under): (i64, i64)| {
            E::constant(&context, &Constant::Rational(Rational::from(over) / Rational::from(under)))
        };
        let binary = |operation, x: &E, y: &E| E::binary(&context, operation, x, y);
        let coefficients = if self.alternates.is_some() { BOOLE } else { MACLAURIN };
        let start = number((cut, 1));
        let mut parts = Vec::with_capacity(5);
        if self.alternates.is_none() {
            let infinity = E::constant(&context, &Constant::Infinity);
            let body = (self.terms[0], self.variable);
            parts.push(integral::enclose(&mut self.evaluation, &self.graph, body, (&start, &infinity), options));
        }
        for (term, coefficient) in self.terms.into_iter().zip(coefficients) {
            let value = self.evaluation.body_at(&self.graph, (term, self.variable), &start);
            parts.push(binary(Binary::Multiply, &number(coefficient), &value));
        }
        let bound = binary(Binary::Multiply, &number(coefficients[3]), &lifted(&context, fourth.hi())?);
        parts.push(bound.hull(&E::unary(&context, Unary::Negate, &bound)));
        let value = E::nary(&context, Nary::Sum, &parts);
        let negative = self.alternates.is_some_and(|start| start != (cut % 2 != 0));
        let value = if negative { E::unary(&context, Unary::Negate, &value) } else { value };
        Some(Rest { value, bound: 2.0 * bound.to_interval().hi() })
    }

    fn tail(&mut self, context: TailContext, node: NodeId) -> Tail {
        let mut tails = Evaluation::new(context, self.evaluation.steps());
        let lift = |value: &E| Tail::constant_at(&context, value.to_interval());
        let at = Tail::variable(&context, true);
        let value = self.evaluation.body_over(&self.graph, (node, self.variable), &mut tails, &at, &lift);
        self.evaluation.set_steps(tails.steps());
        value
    }
}

fn lifted<E: Enclosure>(context: &E::Context, x: f64) -> Option<E> {
    Rational::try_from(x).ok().map(|x| E::constant(context, &Constant::Rational(x)))
}

/// A term as (−1)^(slope·k + start) times a node, the exponent's parts taken as odd or even.
struct Signed {
    node: NodeId,
    slope: bool,
    start: bool,
}

/// Takes the powers of negative numbers out of a product.
fn unsigned(graph: &mut Graph, variable: Variable, id: NodeId, depth: usize) -> Option<Signed> {
    let plain = Signed { node: id, slope: false, start: false };
    if depth > 32 || !graph.free_variables(id).contains(&variable) {
        return Some(plain);
    }
    Some(match graph.node(id).clone() {
        Node::Unary(Unary::Negate, x) => {
            let x = unsigned(graph, variable, x, depth + 1)?;
            if x.slope { Signed { start: !x.start, ..x } } else { plain }
        }
        Node::Binary(Binary::Power, base, exponent) => {
            let Node::Constant(Constant::Rational(base)) = graph.node(base).clone() else { return Some(plain) };
            if base >= Rational::ZERO {
                return Some(plain);
            }
            let (start, slope) = line(graph, variable, exponent)?;
            let size = graph.rational(-base);
            let node = graph.binary(Binary::Power, size, exponent);
            Signed { node, slope: slope % 2 != 0, start: start % 2 != 0 }
        }
        Node::Binary(operation @ (Binary::Multiply | Binary::Divide), x, y) => {
            let (x, y) = (unsigned(graph, variable, x, depth + 1)?, unsigned(graph, variable, y, depth + 1)?);
            let node = graph.binary(operation, x.node, y.node);
            Signed { node, slope: x.slope != y.slope, start: x.start != y.start }
        }
        Node::Power(x, n) => {
            let x = unsigned(graph, variable, x, depth + 1)?;
            let odd = n % 2 != 0;
            Signed { node: graph.power(x.node, n), slope: x.slope && odd, start: x.start && odd }
        }
        Node::Nary(Nary::Product, factors) => {
            let mut product = Signed { node: graph.integer(1), slope: false, start: false };
            for factor in factors {
                let factor = unsigned(graph, variable, factor, depth + 1)?;
                let node = graph.binary(Binary::Multiply, product.node, factor.node);
                product = Signed { node, slope: product.slope != factor.slope, start: product.start != factor.start };
            }
            product
        }
        _ => plain,
    })
}
