//! Meanings as a build found them: the graph and the answers to all questions, in their order.
//!
//! So the core that every page loads needs no parser and no elaborator, and the page answers sooner.

use std::collections::VecDeque;

use super::{Bound, InUnits, Kept, Meanings};
use crate::expr::ScopeId;
use crate::expr::ast::InformationUnit;
use crate::expr::graph::{Graph, Node, NodeId, Variable};
use crate::expr::value::Quantity;
use crate::live::data::Item;
use crate::number::{Binary, Constant, IBig, Nary, Rational, Special, UBig, Unary};

/// More variables than any lesson has.
const MOST_VARIABLES: u32 = 1 << 20;

const CONSTANTS: [Constant; 3] = [Constant::Pi, Constant::E, Constant::Infinity];
const UNARY: [Unary; 24] = [
    Unary::Negate,
    Unary::Abs,
    Unary::Sqrt,
    Unary::Exp,
    Unary::Ln,
    Unary::Sin,
    Unary::Cos,
    Unary::Tan,
    Unary::Asin,
    Unary::Acos,
    Unary::Atan,
    Unary::Sinh,
    Unary::Cosh,
    Unary::Tanh,
    Unary::Floor,
    Unary::Ceil,
    Unary::Round,
    Unary::Erf,
    Unary::Erfc,
    Unary::Gamma,
    Unary::LnGamma,
    Unary::Digamma,
    Unary::EntropyTerm,
    Unary::Not,
];
const BINARY: [Binary; 13] = [
    Binary::Add,
    Binary::Subtract,
    Binary::Multiply,
    Binary::Divide,
    Binary::Power,
    Binary::Modulo,
    Binary::CrossTerm,
    Binary::DivergenceTerm,
    Binary::Less,
    Binary::LessEqual,
    Binary::Equal,
    Binary::And,
    Binary::Or,
];
const NARY: [Nary; 5] = [Nary::Sum, Nary::Product, Nary::Min, Nary::Max, Nary::LogSumExp];
/// Eigenvalues have the numbers after these.
const SPECIAL: [Special; 3] = [Special::LowerGamma, Special::UpperGamma, Special::Beta];

/// The meanings that a page keeps.
#[derive(Debug, Default)]
pub(super) struct Frozen {
    graph: Graph,
    answers: VecDeque<Item>,
}

impl Frozen {
    /// What [`write`] wrote; `None` of anything else.
    pub(super) fn read(item: &Item) -> Option<Self> {
        let mut graph = Graph::default();
        for node in item.at(0).text().split_terminator(';') {
            let index = graph.nodes().len();
            let node = read_node(&mut graph, node)?;
            // A node that is there already would shift all numbers after it.
            (graph.add(node).index() == index).then_some(())?;
        }
        Some(Self { graph, answers: item.at(1).items().to_vec().into() })
    }

    fn next<T: Kept>(&mut self) -> Option<T> {
        let answer = self.answers.pop_front()?;
        T::take(answer.items().first()?, &self.graph)
    }
}

impl Meanings for Frozen {
    fn graph(&self) -> &Graph {
        &self.graph
    }

    fn child(&mut self, _: Option<ScopeId>) -> ScopeId {
        0
    }

    fn define(&mut self, _: ScopeId, _: usize, _: &str) {}

    fn follow(&mut self, _: ScopeId) {}

    fn bind_number(&mut self, _: ScopeId, _: &str) -> Option<Variable> {
        self.next()
    }

    fn bind(&mut self, _: ScopeId, _: ScopeId, _: &str) -> Option<Bound> {
        self.next()
    }

    fn number(&mut self, _: ScopeId, _: &str, _: InformationUnit) -> Option<NodeId> {
        self.next()
    }

    fn numbers(&mut self, _: ScopeId, _: &str) -> Option<Vec<NodeId>> {
        self.next()
    }

    fn height(&mut self, _: ScopeId, _: ScopeId, _: &str) -> Option<NodeId> {
        self.next()
    }

    fn assignment(&mut self, _: ScopeId, _: &str) -> Option<Vec<(String, Vec<NodeId>)>> {
        self.next()
    }

    fn quantity(&mut self, _: ScopeId, _: &str) -> Option<(Quantity, InUnits)> {
        self.next()
    }

    #[cfg(feature = "language")]
    fn typed(&mut self, _: ScopeId, _: &str) -> Option<Result<(Quantity, InUnits), Item>> {
        None
    }

    #[cfg(feature = "language")]
    fn freeze(&self) -> Item {
        Item::List(Vec::new())
    }
}

/// Reads one node. Operands are written as how far back they stand.
fn read_node(graph: &mut Graph, text: &str) -> Option<Node> {
    let count = graph.nodes().len();
    let kind = text.chars().next()?;
    let mut words = text[kind.len_utf8()..].split(' ');
    let first = words.next()?;
    let place = || first.parse::<usize>().ok();
    let words: Vec<&str> = words.collect();
    let operand =
        |index: usize| graph.id(count.checked_sub(words.get(index)?.parse::<usize>().ok().filter(|&back| back > 0)?)?);
    let operands = || (0..words.len()).map(operand).collect::<Option<Box<[NodeId]>>>();
    let variable =
        |text: Option<&str>| Some(Variable(text?.parse::<u32>().ok().filter(|&number| number < MOST_VARIABLES)?));
    let bound = || variable(words.first().copied());
    let node = match kind {
        'q' => {
            let (numerator, denominator) = first.split_once('/')?;
            let (negative, digits) = numerator.strip_prefix('-').map_or((false, numerator), |digits| (true, digits));
            let (digits, denominator): (UBig, UBig) = (digits.parse().ok()?, denominator.parse().ok()?);
            if denominator.is_zero() {
                return None;
            }
            let numerator = IBig::from(digits);
            let value = Rational::from_parts(if negative { -numerator } else { numerator }, denominator);
            Node::Constant(Constant::Rational(value))
        }
        'k' => Node::Constant(CONSTANTS.get(place()?)?.clone()),
        'v' => Node::Variable(variable(Some(first))?),
        'u' => {
            // Reasons are for authors; here they only keep apart what the build did.
            let id = graph.undefined(first);
            return (id.index() == count).then(|| graph.node(id).clone());
        }
        'a' => Node::Unary(*UNARY.get(place()?)?, operand(0)?),
        'b' => Node::Binary(*BINARY.get(place()?)?, operand(0)?, operand(1)?),
        'p' => Node::Power(operand(0)?, first.parse().ok()?),
        'n' => Node::Nary(*NARY.get(place()?)?, operands()?),
        's' => {
            let place = place()?;
            let special = match SPECIAL.get(place) {
                Some(special) => *special,
                None => Special::Eigenvalue(u32::try_from(place - SPECIAL.len()).ok()?),
            };
            Node::Special(special, operands()?)
        }
        'i' => Node::Select(operand(0)?, operand(1)?, operand(2)?),
        'r' => Node::Reduction {
            operation: *NARY.get(place()?)?,
            variable: bound()?,
            from: words.get(1)?.parse().ok()?,
            to: match *words.get(2)? {
                "" => None,
                to => Some(to.parse().ok()?),
            },
            body: operand(3)?,
        },
        'g' => Node::Integral { variable: bound()?, from: operand(1)?, to: operand(2)?, body: operand(3)? },
        'o' => Node::Root {
            variable: bound()?,
            from: operand(1)?,
            to: operand(2)?,
            body: operand(3)?,
            integers: first == "1",
        },
        'm' => {
            let ranges = (1..words.len()).step_by(3);
            let range = |at: usize| Some((variable(words.get(at).copied())?, operand(at + 1)?, operand(at + 2)?));
            Node::Argmin {
                variables: ranges.map(range).collect::<Option<_>>()?,
                body: operand(0)?,
                coordinate: place()?,
            }
        }
        _ => return None,
    };
    match &node {
        Node::Variable(variable)
        | Node::Reduction { variable, .. }
        | Node::Integral { variable, .. }
        | Node::Root { variable, .. } => know(graph, *variable),
        Node::Argmin { variables, .. } => variables.iter().for_each(|(variable, ..)| know(graph, *variable)),
        _ => {}
    }
    Some(node)
}

/// Lets the graph know of a variable.
fn know(graph: &mut Graph, variable: Variable) {
    while graph.variable_count() <= variable.0 as usize {
        graph.fresh_variable();
    }
}

/// The part of a graph that answers speak of, and the answers: lists in which nodes are texts `#7`.
#[cfg(feature = "language")]
pub(super) fn write(graph: &Graph, answers: &[Item]) -> Item {
    use std::collections::BTreeMap;

    let node_of = |text: &str| graph.id(text.strip_prefix('#')?.parse().ok()?);
    let mut needed: BTreeMap<NodeId, usize> = BTreeMap::new();
    let mut pending = Vec::new();
    answers.iter().for_each(|answer| texts(answer, &mut |text| pending.extend(node_of(text))));
    while let Some(id) = pending.pop() {
        if needed.insert(id, 0).is_none() {
            graph.node(id).operands(|operand| pending.push(operand));
        }
    }
    let mut text = String::new();
    let ids: Vec<NodeId> = needed.keys().copied().collect();
    for (count, id) in ids.into_iter().enumerate() {
        text.push_str(&write_node(graph.node(id), |operand| count - needed.get(&operand).copied().unwrap_or(0)));
        text.push(';');
        needed.insert(id, count);
    }
    let numbered = |text: &str| {
        let place = node_of(text).and_then(|id| needed.get(&id));
        place.map_or_else(|| Item::from(text), |place| Item::from(format!("#{place}")))
    };
    Item::List(vec![Item::from(text), answers.iter().map(|answer| mapped(answer, &numbered)).collect()])
}

#[cfg(feature = "language")]
fn write_node(node: &Node, back: impl Fn(NodeId) -> usize) -> String {
    let place = |found: Option<usize>| found.unwrap_or(usize::MAX);
    let nary = |operation: &Nary| place(NARY.iter().position(|known| known == operation));
    let all = |operands: &[NodeId]| operands.iter().map(|&x| format!(" {}", back(x))).collect::<String>();
    match node {
        Node::Constant(Constant::Rational(x)) => format!("q{}/{}", x.numerator(), x.denominator()),
        Node::Constant(constant) => format!("k{}", place(CONSTANTS.iter().position(|known| known == constant))),
        Node::Variable(variable) => format!("v{}", variable.0),
        Node::Undefined(reason) => format!("u{reason}"),
        Node::Unary(operation, x) => {
            format!("a{} {}", place(UNARY.iter().position(|known| known == operation)), back(*x))
        }
        Node::Binary(operation, x, y) => {
            format!("b{} {} {}", place(BINARY.iter().position(|known| known == operation)), back(*x), back(*y))
        }
        Node::Power(x, n) => format!("p{n} {}", back(*x)),
        Node::Nary(operation, operands) => format!("n{}{}", nary(operation), all(operands)),
        Node::Special(operation, operands) => {
            let number = match operation {
                Special::Eigenvalue(k) => SPECIAL.len() + *k as usize,
                _ => place(SPECIAL.iter().position(|known| known == operation)),
            };
            format!("s{number}{}", all(operands))
        }
        Node::Select(condition, yes, no) => format!("i {} {} {}", back(*condition), back(*yes), back(*no)),
        Node::Reduction { operation, variable, from, to, body } => {
            let to = to.map_or(String::new(), |to| to.to_string());
            format!("r{} {} {from} {to} {}", nary(operation), variable.0, back(*body))
        }
        Node::Integral { variable, from, to, body } => {
            format!("g {} {} {} {}", variable.0, back(*from), back(*to), back(*body))
        }
        Node::Root { variable, from, to, body, integers } => {
            format!("o{} {} {} {} {}", u8::from(*integers), variable.0, back(*from), back(*to), back(*body))
        }
        Node::Argmin { variables, body, coordinate } => {
            let ranges: String = variables
                .iter()
                .map(|&(variable, from, to)| format!(" {} {} {}", variable.0, back(from), back(to)))
                .collect();
            format!("m{coordinate} {}{ranges}", back(*body))
        }
    }
}

#[cfg(feature = "language")]
fn texts(item: &Item, visit: &mut dyn FnMut(&str)) {
    match item {
        Item::Text(text) => visit(text),
        Item::List(items) => items.iter().for_each(|item| texts(item, visit)),
    }
}

#[cfg(feature = "language")]
fn mapped(item: &Item, map: &dyn Fn(&str) -> Item) -> Item {
    match item {
        Item::Text(text) => map(text),
        Item::List(items) => items.iter().map(|item| mapped(item, map)).collect(),
    }
}
