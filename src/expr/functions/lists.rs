//! Lists: sums and products, least and greatest, building.

use super::{Call, EXACT_OR_INTERVAL, Function, Kind, Meaning, Parameter, Presence, Written};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::bench::{Made, Requirement};
use crate::expr::elaborate::{shared, write};
use crate::expr::graph::NodeId;
use crate::expr::value::{Quantity, Value};
use crate::number::{Binary, Nary};
use crate::source::Span;

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "sum",
        aliases: &[],
        foreign: &["total"],
        parameters: &[Parameter::new("v", Kind::Any)],
        summary: "The sum of a list; with a binder the sum over a range, a list or a distribution.",
        formula: "\\sum_i v_i",
        domain: "lists of numbers of one unit; 0 of an empty list",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("sum([1, 2, 3])", "6"), ("sum(k in 0..10: 1/2^k)", "1.9990")],
        meaning: Meaning::Built(sum),
    },
    Function {
        name: "prod",
        aliases: &[],
        foreign: &["product"],
        parameters: &[Parameter::new("v", Kind::Any)],
        summary: "The product of a list; with a binder the product over a range, a list or a distribution.",
        formula: "\\prod_i v_i",
        domain: "lists of plain numbers; 1 of an empty list",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("prod([1, 2, 3, 4])", "24"), ("prod(k in 1..5: k)", "120")],
        meaning: Meaning::Built(prod),
    },
    Function {
        name: "min",
        aliases: &[],
        foreign: &["minimum"],
        parameters: &[Parameter::with("x", Kind::Any, Presence::Rest)],
        summary: "The least of a list or of several numbers.",
        formula: "\\min_i x_i",
        domain: "numbers of one unit, at least one",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("min(3, 1, 2)", "1"), ("min([0.5, 0.25])", "0.25")],
        meaning: Meaning::Built(min),
    },
    Function {
        name: "max",
        aliases: &[],
        foreign: &["maximum"],
        parameters: &[Parameter::with("x", Kind::Any, Presence::Rest)],
        summary: "The greatest of a list or of several numbers.",
        formula: "\\max_i x_i",
        domain: "numbers of one unit, at least one",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("max(3, 1, 2)", "3"), ("max([0.5, 0.25])", "0.5")],
        meaning: Meaning::Built(max),
    },
    Function {
        name: "length",
        aliases: &[],
        foreign: &["len", "size", "count"],
        parameters: &[Parameter::new("v", Kind::List)],
        summary: "How many elements a list has.",
        formula: "n",
        domain: "lists",
        bound: "exact",
        source: "definition",
        examples: &[("length([5, 6, 7])", "3"), ("length([[1, 2], [3, 4]])", "2")],
        meaning: Meaning::Built(length),
    },
    Function {
        name: "concat",
        aliases: &[],
        foreign: &["append", "join"],
        parameters: &[Parameter::with("v", Kind::List, Presence::Rest)],
        summary: "Lists one after another.",
        formula: "(v_1, \\dots, v_n, w_1, \\dots, w_m)",
        domain: "lists",
        bound: "exact: it moves values and computes none",
        source: "definition",
        examples: &[("sum(concat([1, 2], [3]))", "6"), ("concat([1], [2, 3])[3]", "3")],
        meaning: Meaning::Built(concat),
    },
    Function {
        name: "repeat",
        aliases: &[],
        foreign: &["rep", "replicate"],
        parameters: &[Parameter::new("x", Kind::Any), Parameter::new("n", Kind::Count)],
        summary: "A list of n times the same.",
        formula: "(x, \\dots, x)",
        domain: "n = 0, 1, 2, …",
        bound: "exact: it moves values and computes none",
        source: "definition",
        examples: &[("sum(repeat(0.25, 4))", "1"), ("H(repeat(1/8, 8))", "3 bits")],
        meaning: Meaning::Built(repeat),
    },
    Function {
        name: "normalize",
        aliases: &[],
        foreign: &["normalise"],
        parameters: &[Parameter::new("v", Kind::Numbers)],
        summary: "The list divided by its sum, which makes it a pmf.",
        formula: "\\frac{v_i}{\\sum_j v_j}",
        domain: "numbers that aren't negative, not all 0",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("normalize([1, 3])[2]", "0.75"), ("H(normalize([1, 1, 2]))", "1.5 bits")],
        meaning: Meaning::Built(normalize),
    },
];

/// The numbers of one list, or of several arguments, with the unit that they share.
fn numbers_of(call: &mut Call<'_>, arguments: &[Written<'_>]) -> Made<(Vec<NodeId>, Quantity)> {
    let mut numbers = Vec::new();
    for argument in arguments {
        match &argument.value {
            Value::Number(node, quantity) => numbers.push((*node, *quantity, argument.expr)),
            Value::List(elements) if arguments.len() == 1 => {
                call.spend(elements.len())?;
                for (index, element) in elements.iter().enumerate() {
                    let Value::Number(node, quantity) = element else {
                        return Err(no_number(call, argument.expr.span, &element.describe(), Some(index + 1)));
                    };
                    numbers.push((*node, *quantity, argument.expr));
                }
            }
            other => return Err(no_number(call, argument.expr.span, &other.describe(), None)),
        }
    }
    let quantity = shared(call.bench, &numbers, call.span)?;
    Ok((numbers.into_iter().map(|(node, ..)| node).collect(), quantity))
}

fn no_number(call: &Call<'_>, span: Span, what: &str, element: Option<usize>) -> Box<Fault> {
    let headline = said!("`{}` takes numbers, not {what}", call.function.name);
    let fault = Fault::new(Code::ExprType, span, headline);
    match element {
        Some(index) => fault.label(said!("element {index} is {what}")).into(),
        None => fault.help(said!("call `{}`", call.function.signature())).into(),
    }
}

fn list(call: &mut Call<'_>) -> Made<(Vec<NodeId>, Quantity)> {
    let value = call.value(0)?;
    let Some(expr) = call.exprs.first().copied().flatten() else {
        return call.fault(Code::ExprType, "a list is missing");
    };
    let Value::List(elements) = &value else {
        let name = call.function.name;
        let headline = said!("`{name}` takes a list, not {}", value.describe());
        let help = said!("call `{}`, or bind a name: `{name}(k in 1..n: …)`", call.function.signature());
        return Err(Fault::new(Code::ExprType, expr.span, headline).help(help).into());
    };
    if let Some(Value::List(_)) = elements.first() {
        let headline = said!("`{}` takes a list of numbers, not {}", call.function.name, value.describe());
        let name = call.function.name;
        let help = said!("of each row: `[{name}(row) for row in {}]`", write(expr));
        return Err(Fault::new(Code::ExprType, expr.span, headline).help(help).into());
    }
    numbers_of(call, &[Written { value, expr }])
}

fn sum(call: &mut Call<'_>) -> Made<Value> {
    let (nodes, quantity) = list(call)?;
    Ok(Value::Number(call.bench.graph.nary(Nary::Sum, nodes), quantity))
}

fn prod(call: &mut Call<'_>) -> Made<Value> {
    let (nodes, quantity) = list(call)?;
    if quantity == Quantity::Information && nodes.len() > 1 {
        let fault = Fault::new(Code::ExprUnit, call.at(0), "a product of quantities of information has no meaning");
        return Err(fault.help(said!("take numbers: `prod({} in nats)`", call.text(0))).into());
    }
    Ok(Value::Number(call.bench.graph.nary(Nary::Product, nodes), quantity))
}

fn extreme(call: &mut Call<'_>, operation: Nary) -> Made<Value> {
    let arguments = std::mem::take(&mut call.rest);
    let (nodes, quantity) = numbers_of(call, &arguments)?;
    if nodes.is_empty() {
        return call.fault(Code::ExprDomain, said!("`{}` of nothing", call.function.name));
    }
    Ok(Value::Number(call.bench.graph.nary(operation, nodes), quantity))
}

fn min(call: &mut Call<'_>) -> Made<Value> {
    extreme(call, Nary::Min)
}

fn max(call: &mut Call<'_>) -> Made<Value> {
    extreme(call, Nary::Max)
}

fn length(call: &mut Call<'_>) -> Made<Value> {
    let length = match call.value(0)? {
        Value::List(elements) => elements.len(),
        _ => 0,
    };
    Ok(Value::Number(call.bench.graph.integer(length as i64), Quantity::Plain))
}

fn concat(call: &mut Call<'_>) -> Made<Value> {
    let mut all = Vec::new();
    for argument in std::mem::take(&mut call.rest) {
        let Value::List(elements) = &argument.value else {
            return Err(no_number(call, argument.expr.span, &argument.value.describe(), None));
        };
        call.spend(elements.len())?;
        all.extend(elements.iter().cloned());
    }
    Ok(Value::List(all.into()))
}

fn repeat(call: &mut Call<'_>) -> Made<Value> {
    let (value, n) = (call.value(0)?, call.integer(1)?);
    // The budget is asked before the list takes its memory.
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    call.spend(n)?;
    Ok(Value::List(vec![value; n].into()))
}

fn normalize(call: &mut Call<'_>) -> Made<Value> {
    let (nodes, _) = call.numbers(0)?;
    let span = call.at(0);
    let sum = call.bench.graph.nary(Nary::Sum, nodes.clone());
    let sum = call.bench.require(Requirement::Positive, sum, span, "the sum of the list")?;
    let mut shares = Vec::with_capacity(nodes.len());
    for node in nodes {
        let node = call.bench.require(Requirement::NonNegative, node, span, "an element")?;
        call.spend(1)?;
        shares.push(Value::Number(call.bench.graph.binary(Binary::Divide, node, sum), Quantity::Plain));
    }
    Ok(Value::List(shares.into()))
}
