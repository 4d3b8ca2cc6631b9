//! A plain `f64` evaluation of graphs, good enough to tell whether a formula is the right one.

use std::collections::HashMap;

use crate::expr::graph::{Graph, Node, NodeId, Variable};
use crate::number::{Binary, Constant, Enclosure, Interval, Nary, Scalar, Unary};

/// The value of a node, with these variables set.
pub(super) fn approximate(graph: &Graph, node: NodeId, variables: &[(Variable, f64)]) -> f64 {
    let mut evaluation = Evaluation { graph, variables: variables.iter().copied().collect(), known: HashMap::new() };
    evaluation.value(node)
}

struct Evaluation<'a> {
    graph: &'a Graph,
    variables: HashMap<Variable, f64>,
    known: HashMap<NodeId, f64>,
}

impl Evaluation<'_> {
    fn value(&mut self, id: NodeId) -> f64 {
        let closed = self.graph.is_closed(id);
        if closed && let Some(&value) = self.known.get(&id) {
            return value;
        }
        let value = self.compute(id);
        if closed {
            self.known.insert(id, value);
        }
        value
    }

    fn at(&mut self, variable: Variable, x: f64, body: NodeId) -> f64 {
        self.variables.insert(variable, x);
        self.value(body)
    }

    fn compute(&mut self, id: NodeId) -> f64 {
        match self.graph.node(id).clone() {
            Node::Constant(Constant::Rational(x)) => x.to_f64_fast(),
            Node::Constant(Constant::Pi) => std::f64::consts::PI,
            Node::Constant(Constant::E) => std::f64::consts::E,
            Node::Constant(Constant::Infinity) => f64::INFINITY,
            Node::Variable(variable) => self.variables.get(&variable).copied().unwrap_or(f64::NAN),
            Node::Undefined(_) => f64::NAN,
            Node::Unary(operation, x) => unary(operation, self.value(x)),
            Node::Binary(operation, x, y) => binary(operation, self.value(x), self.value(y)),
            Node::Power(x, n) => libm::pow(self.value(x), n as f64),
            Node::Nary(operation, operands) => {
                let values: Vec<f64> = operands.iter().map(|&operand| self.value(operand)).collect();
                nary(operation, &values)
            }
            Node::Select(condition, yes, no) => {
                if self.value(condition) != 0.0 {
                    self.value(yes)
                } else {
                    self.value(no)
                }
            }
            Node::Reduction { operation, variable, from, to, body } => {
                let to = to.unwrap_or(from + 2000);
                let values: Vec<f64> = (from..=to).map(|k| self.at(variable, k as f64, body)).collect();
                nary(operation, &values.into_iter().filter(|value| !value.is_nan()).collect::<Vec<f64>>())
            }
            Node::Integral { variable, from, to, body } => {
                let (from, to) = (self.value(from).max(-60.0), self.value(to).min(60.0));
                let n = 6000;
                let h = (to - from) / f64::from(n);
                let mut sum = 0.0;
                for i in 0..n {
                    let x = from + (f64::from(i) + 0.5) * h;
                    let r = h / 2.0 * libm::sqrt(0.6);
                    let [a, b, c] = [x - r, x, x + r].map(|x| self.at(variable, x, body));
                    sum += h * (5.0 * a + 8.0 * b + 5.0 * c) / 18.0;
                }
                sum
            }
            Node::Special(operation, operands) => {
                let values: Vec<Interval> =
                    operands.iter().map(|&operand| Interval::point(self.value(operand))).collect();
                Interval::special(&(), operation, &values).midpoint(&()).lo()
            }
            Node::Root { variable, from, to, body, integers } => {
                let (mut low, mut high) = (self.value(from).max(-1e6), self.value(to).min(1e6));
                for _ in 0..100 {
                    let middle = if integers { ((low + high) / 2.0).floor() } else { (low + high) / 2.0 };
                    if self.at(variable, middle, body) >= 0.0 { high = middle } else { low = middle }
                }
                high
            }
            Node::Argmin { .. } => f64::NAN,
        }
    }
}

fn unary(operation: Unary, x: f64) -> f64 {
    match operation {
        Unary::Negate => -x,
        Unary::Abs => x.abs(),
        Unary::Sqrt => libm::sqrt(x),
        Unary::Exp => libm::exp(x),
        Unary::Ln if x <= 0.0 => f64::NAN,
        Unary::Ln => libm::log(x),
        Unary::Sin => libm::sin(x),
        Unary::Cos => libm::cos(x),
        Unary::Tan => libm::tan(x),
        Unary::Asin => libm::asin(x),
        Unary::Acos => libm::acos(x),
        Unary::Atan => libm::atan(x),
        Unary::Sinh => libm::sinh(x),
        Unary::Cosh => libm::cosh(x),
        Unary::Tanh => libm::tanh(x),
        Unary::Floor => x.floor(),
        Unary::Ceil => x.ceil(),
        Unary::Round => x.round(),
        Unary::Erf => libm::erf(x),
        Unary::Erfc => libm::erfc(x),
        Unary::Gamma => libm::tgamma(x),
        Unary::LnGamma => libm::lgamma(x),
        Unary::Digamma => (libm::lgamma(x + 1e-5) - libm::lgamma(x - 1e-5)) / 2e-5,
        Unary::EntropyTerm if x == 0.0 => 0.0,
        Unary::EntropyTerm => -x * libm::log(x),
        Unary::Not => f64::from(u8::from(x == 0.0)),
    }
}

fn binary(operation: Binary, x: f64, y: f64) -> f64 {
    let truth = |value: bool| f64::from(u8::from(value));
    match operation {
        Binary::Add => x + y,
        Binary::Subtract => x - y,
        Binary::Multiply => x * y,
        Binary::Divide => x / y,
        Binary::Power => libm::pow(x, y),
        Binary::Modulo => x - y * (x / y).floor(),
        Binary::CrossTerm if x == 0.0 => 0.0,
        Binary::CrossTerm => -x * libm::log(y),
        Binary::DivergenceTerm if x == 0.0 => 0.0,
        Binary::DivergenceTerm => x * libm::log(x / y),
        Binary::Less => truth(x < y),
        Binary::LessEqual => truth(x <= y),
        Binary::Equal => truth(x == y),
        Binary::And => truth(x != 0.0 && y != 0.0),
        Binary::Or => truth(x != 0.0 || y != 0.0),
    }
}

fn nary(operation: Nary, values: &[f64]) -> f64 {
    match operation {
        Nary::Sum => values.iter().sum(),
        Nary::Product => values.iter().product(),
        Nary::Min => values.iter().copied().fold(f64::INFINITY, f64::min),
        Nary::Max => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Nary::LogSumExp => {
            let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            greatest + libm::log(values.iter().map(|x| libm::exp(x - greatest)).sum::<f64>())
        }
    }
}
