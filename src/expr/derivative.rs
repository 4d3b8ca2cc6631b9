//! Derivatives of graphs, as nodes of the same graph.
//!
//! A derivative node has a value only where the function is certainly differentiable: at a kink or
//! a jump (|x| at 0, a condition that isn't decided) it is undefined, so that no proof rests on it.
//! Under an integral sign the integrand is differentiated (Leibniz' rule). What that needs is what
//! the enclosure of the new integral proves: a derivative that is continuous, and bounded for all
//! parameters of a box at once by a function whose integral exists.

use std::collections::BTreeMap;

use super::graph::{Graph, Node, NodeId, Variable};
use crate::number::{Binary, Nary, Unary};

/// The derivative of `root` by `variable`.
pub(super) fn differentiate(graph: &mut Graph, root: NodeId, variable: Variable) -> NodeId {
    let mut order = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        if graph.free_variables(id).contains(&variable) && seen.insert(id) {
            order.push(id);
            graph.node(id).operands(|operand| stack.push(operand));
        }
    }
    // Operands have smaller numbers, so in ascending order they come first.
    order.sort_unstable();
    let mut differential = Differential { graph, variable, known: BTreeMap::new() };
    for id in order {
        let derivative = differential.of_node(id);
        differential.known.insert(id, derivative);
    }
    let derivative = differential.of(root);
    derivative.unwrap_or_else(|| graph.integer(0))
}

struct Differential<'a> {
    graph: &'a mut Graph,
    variable: Variable,
    /// The derivatives so far; `None` is 0.
    known: BTreeMap<NodeId, Option<NodeId>>,
}

impl Differential<'_> {
    fn of(&self, id: NodeId) -> Option<NodeId> {
        self.known.get(&id).copied().flatten()
    }

    fn add(&mut self, x: Option<NodeId>, y: Option<NodeId>) -> Option<NodeId> {
        match (x, y) {
            (Some(x), Some(y)) => Some(self.graph.binary(Binary::Add, x, y)),
            (only, None) | (None, only) => only,
        }
    }

    fn negate(&mut self, x: Option<NodeId>) -> Option<NodeId> {
        x.map(|x| self.graph.unary(Unary::Negate, x))
    }

    fn times(&mut self, x: Option<NodeId>, factor: NodeId) -> Option<NodeId> {
        x.map(|x| self.graph.binary(Binary::Multiply, factor, x))
    }

    fn over(&mut self, x: Option<NodeId>, divisor: NodeId) -> Option<NodeId> {
        x.map(|x| self.graph.binary(Binary::Divide, x, divisor))
    }

    /// The slope of an operation at its operand `x`, times the operand's own derivative.
    fn chain(&mut self, x: NodeId, slope: impl FnOnce(&mut Graph) -> NodeId) -> Option<NodeId> {
        let inner = self.of(x)?;
        let slope = slope(self.graph);
        Some(self.graph.binary(Binary::Multiply, slope, inner))
    }

    fn nowhere(&mut self, operation: &str) -> Option<NodeId> {
        Some(self.graph.undefined(format!("no derivative is known of {operation}")))
    }

    /// 0 where a condition is decided, undefined elsewhere.
    fn decided(&mut self, condition: NodeId) -> Option<NodeId> {
        if !self.graph.free_variables(condition).contains(&self.variable) {
            return None;
        }
        let (zero, half) = (self.graph.integer(0), self.graph.ratio(1, 2));
        let centred = self.graph.binary(Binary::Subtract, condition, half);
        Some(self.graph.binary(Binary::Divide, zero, centred))
    }

    fn of_node(&mut self, id: NodeId) -> Option<NodeId> {
        match self.graph.node(id).clone() {
            Node::Constant(_) | Node::Undefined(_) => None,
            Node::Variable(variable) => (variable == self.variable).then(|| self.graph.integer(1)),
            Node::Unary(operation, x) => self.of_unary(operation, x, id),
            Node::Binary(operation, x, y) => self.of_binary(operation, (x, y), id),
            Node::Power(x, n) => self.chain(x, |graph| {
                let lower = graph.power(x, n - 1);
                let n = graph.integer(n);
                graph.binary(Binary::Multiply, n, lower)
            }),
            Node::Nary(operation, operands) => self.of_nary(operation, &operands, id),
            Node::Select(condition, yes, no) => {
                let guard = self.decided(condition);
                let (yes, no) = (self.of(yes), self.of(no));
                let branch = if yes.is_none() && no.is_none() {
                    None
                } else {
                    let zero = self.graph.integer(0);
                    Some(self.graph.select(condition, yes.unwrap_or(zero), no.unwrap_or(zero)))
                };
                self.add(branch, guard)
            }
            Node::Reduction { operation: Nary::Sum, variable, from, to: Some(to), body } => {
                let body = self.of(body)?;
                Some(self.graph.add(Node::Reduction { operation: Nary::Sum, variable, from, to: Some(to), body }))
            }
            Node::Reduction { .. } => self.nowhere("a reduction"),
            Node::Integral { variable, from, to, body } => {
                if [from, to].iter().any(|&end| self.graph.free_variables(end).contains(&self.variable)) {
                    return self.nowhere("an integral by its limits");
                }
                let body = self.of(body)?;
                Some(self.graph.add(Node::Integral { variable, from, to, body }))
            }
            Node::Argmin { .. } => self.nowhere("an optimum"),
        }
    }

    fn of_unary(&mut self, operation: Unary, x: NodeId, id: NodeId) -> Option<NodeId> {
        let one_plus_square = |graph: &mut Graph, sign: Binary| {
            let (one, square) = (graph.integer(1), graph.power(x, 2));
            graph.binary(sign, one, square)
        };
        match operation {
            Unary::Negate => {
                let inner = self.of(x);
                self.negate(inner)
            }
            // x/|x|: no slope at 0.
            Unary::Abs => self.chain(x, |graph| graph.binary(Binary::Divide, x, id)),
            Unary::Sqrt => {
                let inner = self.of(x);
                let two = self.graph.integer(2);
                let twice = self.graph.binary(Binary::Multiply, two, id);
                self.over(inner, twice)
            }
            Unary::Exp => self.chain(x, |_| id),
            Unary::Ln => {
                let inner = self.of(x);
                self.over(inner, x)
            }
            Unary::Sin => self.chain(x, |graph| graph.unary(Unary::Cos, x)),
            Unary::Cos => self.chain(x, |graph| {
                let sine = graph.unary(Unary::Sin, x);
                graph.unary(Unary::Negate, sine)
            }),
            Unary::Tan => self.chain(x, |graph| {
                let (one, square) = (graph.integer(1), graph.power(id, 2));
                graph.binary(Binary::Add, one, square)
            }),
            Unary::Tanh => self.chain(x, |graph| {
                let (one, square) = (graph.integer(1), graph.power(id, 2));
                graph.binary(Binary::Subtract, one, square)
            }),
            Unary::Sinh => self.chain(x, |graph| graph.unary(Unary::Cosh, x)),
            Unary::Cosh => self.chain(x, |graph| graph.unary(Unary::Sinh, x)),
            Unary::Atan => {
                let inner = self.of(x);
                let divisor = one_plus_square(self.graph, Binary::Add);
                self.over(inner, divisor)
            }
            Unary::Asin | Unary::Acos => {
                let inner = self.of(x);
                let under = one_plus_square(self.graph, Binary::Subtract);
                let root = self.graph.unary(Unary::Sqrt, under);
                let slope = self.over(inner, root);
                if operation == Unary::Asin { slope } else { self.negate(slope) }
            }
            // ±2/√π·exp(−x²)
            Unary::Erf | Unary::Erfc => self.chain(x, |graph| {
                let pi = graph.add(Node::Constant(crate::number::Constant::Pi));
                let root = graph.unary(Unary::Sqrt, pi);
                let two = graph.integer(if operation == Unary::Erf { 2 } else { -2 });
                let scale = graph.binary(Binary::Divide, two, root);
                let square = graph.power(x, 2);
                let exponent = graph.unary(Unary::Negate, square);
                let bell = graph.unary(Unary::Exp, exponent);
                graph.binary(Binary::Multiply, scale, bell)
            }),
            Unary::Gamma => self.chain(x, |graph| {
                let digamma = graph.unary(Unary::Digamma, x);
                graph.binary(Binary::Multiply, id, digamma)
            }),
            Unary::LnGamma => self.chain(x, |graph| graph.unary(Unary::Digamma, x)),
            // −(ln x + 1)
            Unary::EntropyTerm => self.chain(x, |graph| {
                let (log, one) = (graph.unary(Unary::Ln, x), graph.integer(1));
                let sum = graph.binary(Binary::Add, log, one);
                graph.unary(Unary::Negate, sum)
            }),
            Unary::Digamma => self.nowhere("digamma"),
            Unary::Floor | Unary::Ceil | Unary::Round | Unary::Not => self.nowhere("a step"),
        }
    }

    fn of_binary(&mut self, operation: Binary, (x, y): (NodeId, NodeId), id: NodeId) -> Option<NodeId> {
        let (dx, dy) = (self.of(x), self.of(y));
        match operation {
            Binary::Add => self.add(dx, dy),
            Binary::Subtract => {
                let dy = self.negate(dy);
                self.add(dx, dy)
            }
            Binary::Multiply => {
                let (left, right) = (self.times(dx, y), self.times(dy, x));
                self.add(left, right)
            }
            // x′/y − (x/y)·y′/y
            Binary::Divide => {
                let left = self.over(dx, y);
                let right = self.times(dy, id);
                let right = self.over(right, y);
                let right = self.negate(right);
                self.add(left, right)
            }
            // y·x^(y − 1)·x′ + xʸ·ln x·y′
            Binary::Power => {
                let left = dx.map(|dx| {
                    let one = self.graph.integer(1);
                    let lower = self.graph.binary(Binary::Subtract, y, one);
                    let power = self.graph.binary(Binary::Power, x, lower);
                    let slope = self.graph.binary(Binary::Multiply, y, power);
                    self.graph.binary(Binary::Multiply, slope, dx)
                });
                let right = dy.map(|dy| {
                    let log = self.graph.unary(Unary::Ln, x);
                    let slope = self.graph.binary(Binary::Multiply, id, log);
                    self.graph.binary(Binary::Multiply, slope, dy)
                });
                self.add(left, right)
            }
            // −x·ln y
            Binary::CrossTerm => {
                let log = self.graph.unary(Unary::Ln, y);
                let left = self.times(dx, log);
                let ratio = self.over(dy, y);
                let right = self.times(ratio, x);
                let sum = self.add(left, right);
                self.negate(sum)
            }
            // x·(ln x − ln y)
            Binary::DivergenceTerm => {
                let left = dx.map(|dx| {
                    let (of_x, of_y) = (self.graph.unary(Unary::Ln, x), self.graph.unary(Unary::Ln, y));
                    let (difference, one) = (self.graph.binary(Binary::Subtract, of_x, of_y), self.graph.integer(1));
                    let slope = self.graph.binary(Binary::Add, difference, one);
                    self.graph.binary(Binary::Multiply, slope, dx)
                });
                let ratio = self.over(dy, y);
                let right = self.times(ratio, x);
                let right = self.negate(right);
                self.add(left, right)
            }
            Binary::Modulo => self.nowhere("a remainder"),
            // A truth value is constant wherever it is decided.
            Binary::Less | Binary::LessEqual | Binary::Equal | Binary::And | Binary::Or => self.decided(id),
        }
    }

    fn of_nary(&mut self, operation: Nary, operands: &[NodeId], id: NodeId) -> Option<NodeId> {
        match operation {
            Nary::Sum => {
                let terms: Vec<NodeId> = operands.iter().filter_map(|&x| self.of(x)).collect();
                if terms.is_empty() { None } else { Some(self.graph.nary(Nary::Sum, terms)) }
            }
            Nary::Product => {
                let mut terms = Vec::new();
                for (index, &x) in operands.iter().enumerate() {
                    let Some(dx) = self.of(x) else { continue };
                    let mut factors = operands.to_vec();
                    factors[index] = dx;
                    terms.push(self.graph.nary(Nary::Product, factors));
                }
                if terms.is_empty() { None } else { Some(self.graph.nary(Nary::Sum, terms)) }
            }
            Nary::Min | Nary::Max => {
                let mut best = *operands.first()?;
                let mut derivative = self.of(best);
                for &x in &operands[1..] {
                    let (low, high) = if operation == Nary::Min { (best, x) } else { (x, best) };
                    let stays = self.graph.binary(Binary::LessEqual, low, high);
                    let guard = self.decided(stays);
                    let (old, new) = (derivative, self.of(x));
                    let zero = self.graph.integer(0);
                    let branch = self.graph.select(stays, old.unwrap_or(zero), new.unwrap_or(zero));
                    derivative = self.add(Some(branch), guard);
                    best = self.graph.nary(operation, vec![best, x]);
                }
                derivative
            }
            // Σ exp(xᵢ − L)·xᵢ′
            Nary::LogSumExp => {
                let mut terms = Vec::new();
                for &x in operands {
                    let Some(dx) = self.of(x) else { continue };
                    let exponent = self.graph.binary(Binary::Subtract, x, id);
                    let weight = self.graph.unary(Unary::Exp, exponent);
                    terms.push(self.graph.binary(Binary::Multiply, weight, dx));
                }
                if terms.is_empty() { None } else { Some(self.graph.nary(Nary::Sum, terms)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Evaluation;
    use crate::expr::formula::{Formula, Term};
    use crate::number::{Defined, Enclosure, Interval};

    type Make = for<'f, 'g> fn(&'f Formula<'g>, Term<'f, 'g>) -> Term<'f, 'g>;

    fn most<'f, 'g, const N: usize>(f: &'f Formula<'g>, operation: Nary, x: [Term<'f, 'g>; N]) -> Term<'f, 'g> {
        let ids = x.map(Term::id).to_vec();
        f.made(|graph| graph.nary(operation, ids))
    }

    /// Checks derivatives against symmetric differences.
    #[test]
    fn derivatives_are_slopes() {
        let functions: [(Make, f64); 22] = [
            (|_, x| x * x - x / 3 + 1, 0.7),
            (|_, x| x.power(5), -1.2),
            (|f, x| f.integer(2) / x, 0.7),
            (|_, x| x.sqrt() * x.exp(), 0.7),
            (|_, x| (x + 2).ln() * x.unary(Unary::Sin), 0.7),
            (|_, x| x.unary(Unary::Cos) / x.unary(Unary::Cosh), 0.7),
            (|_, x| x.unary(Unary::Tan) - x.unary(Unary::Tanh), 0.7),
            (|_, x| x.unary(Unary::Atan) + x.unary(Unary::Sinh), 0.7),
            (|_, x| x.unary(Unary::Asin) * x.unary(Unary::Acos), 0.3),
            (|_, x| x.unary(Unary::Erf) - x.unary(Unary::Erfc) * x, 0.3),
            (|_, x| x.unary(Unary::Gamma) + x.ln_gamma(), 2.3),
            (|_, x| x.unary(Unary::EntropyTerm), 0.3),
            (|_, x| x.binary(Binary::CrossTerm, x * x), 0.3),
            (|_, x| x.binary(Binary::DivergenceTerm, -x + 1), 0.3),
            (|_, x| x.to_the(x), 1.3),
            (|_, x| (x - 2).abs() * x, 0.7),
            (|f, x| x.less(f.integer(1)).choose(x * x, -x), 0.7),
            (|f, x| x.less(f.integer(1)).choose(x * x, -x), 1.7),
            (|f, x| f.log_sum_exp(vec![x.id(), (x * x).id(), f.integer(1).id()]), 0.7),
            (|f, x| most(f, Nary::Max, [x, x * x, x * 3]), 0.7),
            (|f, x| most(f, Nary::Product, [x, x.exp(), x + 1]), 0.7),
            (|_, x| x.unary(Unary::Sin).power(-2), 0.7),
        ];
        for (row, (make, at)) in functions.iter().enumerate() {
            let mut graph = Graph::default();
            let variable = graph.fresh_variable();
            let x = graph.add(Node::Variable(variable));
            let f = {
                let formula = Formula::new(&mut graph);
                make(&formula, formula.term(x)).id()
            };
            let derivative = differentiate(&mut graph, f, variable);
            let mut evaluation = Evaluation::<Interval>::new((), 1_000_000);
            let mut value = |id, at: f64| {
                evaluation.assign(&graph, variable, Interval::point(at));
                evaluation.value(&graph, id)
            };
            let h = 1.0 / 65536.0;
            let slope = (value(f, at + h).lo() - value(f, at - h).lo()) / (2.0 * h);
            let enclosed = value(derivative, *at);
            assert_eq!(enclosed.defined(), Defined::Yes, "row {row}");
            assert!((enclosed.lo() - slope).abs() < 1e-7 * slope.abs().max(1.0), "row {row}: {enclosed:?}, {slope}");
        }
    }

    #[test]
    fn kinks_and_jumps_have_no_slope() {
        let kinks: [Make; 4] = [
            |_, x| x.abs(),
            |f, x| x.less(f.integer(0)).choose(f.integer(0), x),
            |f, x| most(f, Nary::Min, [x, -x]),
            |_, x| x.unary(Unary::Round),
        ];
        for (row, make) in kinks.iter().enumerate() {
            let mut graph = Graph::default();
            let variable = graph.fresh_variable();
            let x = graph.add(Node::Variable(variable));
            let f = {
                let formula = Formula::new(&mut graph);
                make(&formula, formula.term(x)).id()
            };
            let derivative = differentiate(&mut graph, f, variable);
            let mut evaluation = Evaluation::<Interval>::new((), 1_000_000);
            evaluation.assign(&graph, variable, Interval::new(-0.25, 0.25));
            assert_ne!(evaluation.value(&graph, derivative).defined(), Defined::Yes, "row {row}");
        }
    }
}
