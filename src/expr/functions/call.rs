//! One call of a built-in function: its arguments, checked against the row.

use std::rc::Rc;

use super::{Function, Kind};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::ast::{Expr, Name};
use crate::expr::bench::{Bench, Made, Requirement};
use crate::expr::distribution;
use crate::expr::elaborate::{count, show, write, write_operand};
use crate::expr::graph::NodeId;
use crate::expr::value::{Distribution, Quantity, Value};
use crate::source::Span;

/// An argument: its value, and how it was written.
#[derive(Clone, Debug)]
pub(crate) struct Written<'a> {
    /// The value.
    pub(crate) value: Value,
    /// The expression.
    pub(crate) expr: &'a Expr,
}

/// What stood before the colon of a keyed argument.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    /// An outcome's label.
    Label(Name),
    /// A number: an outcome, or a weight.
    Number(NodeId),
}

/// An argument `label: value` or `weight: value`.
#[derive(Clone, Debug)]
pub(crate) struct Keyed<'a> {
    /// What stood before the colon.
    pub(crate) key: Key,
    /// Where it stands.
    pub(crate) key_span: Span,
    /// What stood after it.
    pub(crate) argument: Written<'a>,
}

/// An argument that was checked against its parameter.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    /// It was left out.
    Absent,
    /// A number.
    Number(NodeId, Quantity),
    /// A known integer.
    Integer(i64),
    /// A list of numbers.
    Numbers(Vec<NodeId>, Quantity),
    /// A table of plain numbers.
    Table(Vec<Vec<NodeId>>),
    /// A distribution.
    Distribution(Rc<Distribution>),
    /// The ends of a range.
    Range(NodeId, NodeId),
    /// Anything.
    Value(Value),
}

/// A call of a built-in function.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// What the result is built with.
    pub(crate) bench: &'a mut Bench,
    /// The row.
    pub(crate) function: &'static Function,
    /// The whole call.
    pub(crate) span: Span,
    /// The arguments, one a parameter.
    pub(crate) given: Vec<(Given, Span)>,
    /// The further arguments of a function that takes any number.
    pub(crate) rest: Vec<Written<'a>>,
    /// The arguments with a key.
    pub(crate) keyed: Vec<Keyed<'a>>,
    /// How each argument was written.
    pub(crate) exprs: Vec<Option<&'a Expr>>,
}

impl Call<'_> {
    fn missing<T>(&self, index: usize) -> Made<T> {
        let name = self.function.parameters.get(index).map_or("argument", |parameter| parameter.name);
        let fault = Fault::new(Code::ExprType, self.span, said!("`{}` needs `{name}`", self.function.name));
        Err(fault.help(said!("call `{}`", self.function.signature())).into())
    }

    /// Where an argument stands.
    pub(crate) fn at(&self, index: usize) -> Span {
        self.given.get(index).map_or(self.span, |(_, span)| *span)
    }

    /// How an argument was written.
    pub(crate) fn text(&self, index: usize) -> String {
        self.exprs.get(index).copied().flatten().map(write_operand).unwrap_or_default()
    }

    /// Whether an argument was given.
    pub(crate) fn has(&self, index: usize) -> bool {
        self.given.get(index).is_some_and(|(given, _)| !matches!(given, Given::Absent))
    }

    /// A number without its unit: a plain one, or one that the parameter accepts in either form.
    pub(crate) fn plain(&self, index: usize) -> Made<NodeId> {
        self.number(index).map(|(node, _)| node)
    }

    /// A number.
    pub(crate) fn number(&self, index: usize) -> Made<(NodeId, Quantity)> {
        match self.given.get(index) {
            Some((Given::Number(node, quantity), _)) => Ok((*node, *quantity)),
            _ => self.missing(index),
        }
    }

    /// A known integer.
    pub(crate) fn integer(&self, index: usize) -> Made<i64> {
        match self.given.get(index) {
            Some((Given::Integer(n), _)) => Ok(*n),
            _ => self.missing(index),
        }
    }

    /// A list of numbers.
    pub(crate) fn numbers(&self, index: usize) -> Made<(Vec<NodeId>, Quantity)> {
        match self.given.get(index) {
            Some((Given::Numbers(nodes, quantity), _)) => Ok((nodes.clone(), *quantity)),
            _ => self.missing(index),
        }
    }

    /// A table.
    pub(crate) fn table(&self, index: usize) -> Made<Vec<Vec<NodeId>>> {
        match self.given.get(index) {
            Some((Given::Table(rows), _)) => Ok(rows.clone()),
            _ => self.missing(index),
        }
    }

    /// A distribution.
    pub(crate) fn distribution(&self, index: usize) -> Made<Rc<Distribution>> {
        match self.given.get(index) {
            Some((Given::Distribution(distribution), _)) => Ok(Rc::clone(distribution)),
            _ => self.missing(index),
        }
    }

    /// A joint distribution's table.
    pub(crate) fn joint(&self, index: usize) -> Made<Vec<Vec<NodeId>>> {
        match self.given.get(index) {
            Some((Given::Distribution(distribution), _)) => match &**distribution {
                Distribution::Joint(rows) => Ok(rows.clone()),
                _ => self.missing(index),
            },
            _ => self.missing(index),
        }
    }

    /// Anything.
    pub(crate) fn value(&self, index: usize) -> Made<Value> {
        match self.given.get(index) {
            Some((Given::Value(value), _)) => Ok(value.clone()),
            _ => self.missing(index),
        }
    }

    /// The window of `on:`, if there is one; the whole line is none.
    pub(crate) fn window(&self) -> Option<(NodeId, NodeId, Span)> {
        let infinite = |id: NodeId| self.bench.graph.as_infinity(id).is_some();
        self.given.iter().find_map(|(given, span)| match given {
            Given::Range(from, to) if !(infinite(*from) && infinite(*to)) => Some((*from, *to, *span)),
            _ => None,
        })
    }

    /// Counts work.
    pub(crate) fn spend(&mut self, units: usize) -> Made<()> {
        self.bench.spend(units as u64, self.span)
    }

    /// A fault at the whole call.
    pub(crate) fn fault<T>(&self, code: Code, message: impl Into<String>) -> Made<T> {
        Err(Fault::new(code, self.span, message).into())
    }
}

/// Checks an argument against what its parameter accepts.
///
/// # Errors
///
/// `expr-type`, `expr-unit`, `expr-domain` or `expr-distribution` at the argument.
pub(crate) fn typed(
    bench: &mut Bench,
    function: &Function,
    kind: Kind,
    subject: &str,
    given: &Written<'_>,
) -> Made<Given> {
    let span = given.expr.span;
    let wanted = |what: &str| -> Box<Fault> {
        let headline = said!("`{}` takes {what}, not {}", function.name, given.value.describe());
        Fault::new(Code::ExprType, span, headline).help(said!("call `{}`", function.signature())).into()
    };
    match kind {
        Kind::Any => Ok(Given::Value(given.value.clone())),
        Kind::Number => match &given.value {
            Value::Number(node, quantity) => Ok(Given::Number(*node, *quantity)),
            Value::List(_) => Err(elementwise(function, given)),
            _ => Err(wanted("a number")),
        },
        Kind::Plain => plain(bench, function, given).map(|node| Given::Number(node, Quantity::Plain)),
        Kind::Positive => {
            let node = plain(bench, function, given)?;
            let node = bench.require(Requirement::Positive, node, span, &said!("`{subject}`"))?;
            Ok(Given::Number(node, Quantity::Plain))
        }
        Kind::Probability => {
            let node = plain(bench, function, given)?;
            let node = bench.require(Requirement::Probability, node, span, &said!("`{subject}`"))?;
            Ok(Given::Number(node, Quantity::Plain))
        }
        Kind::Integer | Kind::Count => {
            let node = plain(bench, function, given)?;
            integer(bench, node, span, &said!("`{subject}` of `{}`", function.name), kind == Kind::Count)
                .map(Given::Integer)
        }
        Kind::List => match &given.value {
            Value::List(_) => Ok(Given::Value(given.value.clone())),
            _ => Err(wanted("a list")),
        },
        Kind::Numbers => match &given.value {
            Value::List(elements) if elements.is_empty() => {
                let headline = said!("`{}` of an empty list", function.name);
                Err(Fault::new(Code::ExprDomain, span, headline).label("this list is empty").into())
            }
            Value::List(elements) => {
                bench.spend(elements.len() as u64, span)?;
                match numbers(elements) {
                    Some((nodes, quantity)) => Ok(Given::Numbers(nodes, quantity)),
                    None => Err(mixed_list(function, elements, span)),
                }
            }
            _ => Err(wanted("a list of numbers")),
        },
        Kind::Table => match table(&given.value) {
            Some(rows) => Ok(Given::Table(rows)),
            None => Err(wanted("a table of numbers (a list of rows of one length)")),
        },
        Kind::Distribution => match &given.value {
            Value::Distribution(distribution) => Ok(Given::Distribution(Rc::clone(distribution))),
            Value::List(_) => distribution::of_list(bench, &given.value, span).map(|d| Given::Distribution(Rc::new(d))),
            _ => Err(wanted("a distribution")),
        },
        Kind::Joint => match &given.value {
            Value::Distribution(distribution) if matches!(**distribution, Distribution::Joint(_)) => {
                Ok(Given::Distribution(Rc::clone(distribution)))
            }
            Value::List(_) => {
                let Some(rows) = table(&given.value) else { return Err(wanted("a joint distribution")) };
                distribution::joint(bench, rows, span).map(|d| Given::Distribution(Rc::new(d)))
            }
            _ => Err(wanted("a joint distribution")),
        },
        Kind::Range => Err(wanted("a range `a..b`")),
    }
}

fn plain(bench: &Bench, function: &Function, given: &Written<'_>) -> Made<NodeId> {
    let span = given.expr.span;
    match &given.value {
        Value::Number(node, Quantity::Plain) => Ok(*node),
        // 0 and ∞ are the same in every unit.
        Value::Number(node, Quantity::Information) if bench.graph.is_integer(*node, 0) => Ok(*node),
        Value::Number(_, Quantity::Information) => {
            let headline = said!("`{}` takes a plain number, not a quantity of information", function.name);
            let help = said!("name the unit of the number: `{} in nats` or `in bits`", write(given.expr));
            Err(Fault::new(Code::ExprUnit, span, headline).label("has a unit").help(help).into())
        }
        Value::List(_) => Err(elementwise(function, given)),
        other => {
            let headline = said!("`{}` takes a number, not {}", function.name, other.describe());
            Err(Fault::new(Code::ExprType, span, headline).help(said!("call `{}`", function.signature())).into())
        }
    }
}

fn elementwise(function: &Function, given: &Written<'_>) -> Box<Fault> {
    let headline = said!("`{}` takes a number, not {}", function.name, given.value.describe());
    let fault = Fault::new(Code::ExprType, given.expr.span, headline);
    if function.parameters.len() == 1 {
        let list = write_operand(given.expr);
        fault.help(said!("for each element: `[{}(x) for x in {list}]`", function.name)).into()
    } else {
        fault.help(said!("call `{}`", function.signature())).into()
    }
}

fn mixed_list(function: &Function, elements: &[Value], span: Span) -> Box<Fault> {
    let first = elements.iter().position(|element| !matches!(element, Value::Number(..)));
    let Some(position) = first else {
        let headline = said!("`{}` of a list that mixes plain numbers and quantities of information", function.name);
        return Fault::new(Code::ExprUnit, span, headline).into();
    };
    let headline = said!("`{}` takes a list of numbers", function.name);
    let what = elements[position].describe();
    Fault::new(Code::ExprType, span, headline).label(said!("element {} is {what}", position + 1)).into()
}

/// The nodes of a list of numbers of one quantity.
pub(crate) fn numbers(elements: &[Value]) -> Option<(Vec<NodeId>, Quantity)> {
    let mut quantity = None;
    let mut nodes = Vec::with_capacity(elements.len());
    for element in elements {
        let Value::Number(node, this) = element else { return None };
        if *quantity.get_or_insert(*this) != *this {
            return None;
        }
        nodes.push(*node);
    }
    Some((nodes, quantity.unwrap_or(Quantity::Plain)))
}

/// The nodes of a table of plain numbers.
pub(crate) fn table(value: &Value) -> Option<Vec<Vec<NodeId>>> {
    let Value::List(rows) = value else { return None };
    let mut table: Vec<Vec<NodeId>> = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        let Value::List(row) = row else { return None };
        let (row, quantity) = numbers(row)?;
        if quantity != Quantity::Plain || table.first().is_some_and(|first| first.len() != row.len()) || row.is_empty()
        {
            return None;
        }
        table.push(row);
    }
    (!table.is_empty()).then_some(table)
}

/// The value of a node that must be a known integer.
///
/// # Errors
///
/// `expr-type` where it isn't known or no integer, `expr-domain` where it is negative and mustn't be.
pub(crate) fn integer(bench: &Bench, node: NodeId, span: Span, what: &str, natural: bool) -> Made<i64> {
    let kind = if natural { "an integer, 0 or more" } else { "an integer" };
    match (bench.known_integer(node), bench.known(node)) {
        (Some(n), _) if natural && n < 0 => {
            Err(Fault::new(Code::ExprDomain, span, said!("{what} must be {kind}")).label(said!("this is {n}")).into())
        }
        (Some(n), _) => Ok(n),
        (None, Some(value)) => {
            let code = if value.is_int() { Code::ExprLimit } else { Code::ExprDomain };
            let fault = Fault::new(code, span, said!("{what} must be {kind}"));
            Err(fault.label(said!("this is {}", show(&value))).into())
        }
        (None, None) => {
            let fault = Fault::new(Code::ExprType, span, said!("{what} must be {kind} that is known exactly"));
            let why =
                if bench.graph.is_closed(node) { "its value isn't known exactly" } else { "it depends on a variable" };
            Err(fault.label(why).help("write a number, or round it: `floor(…)`").into())
        }
    }
}

/// What is said of a call with too few or too many arguments.
pub(crate) fn wrong_count(function: &Function, span: Span, given: usize) -> Box<Fault> {
    let least = function.parameters.iter().filter(|p| p.presence == super::Presence::Required).count();
    let most = function
        .parameters
        .iter()
        .filter(|p| matches!(p.presence, super::Presence::Required | super::Presence::Optional))
        .count();
    let wanted = if least == most { count(least, "argument") } else { said!("{least} to {}", count(most, "argument")) };
    let fault = Fault::new(Code::ExprType, span, said!("`{}` takes {wanted}, not {given}", function.name));
    fault.help(said!("call `{}`", function.signature())).into()
}
