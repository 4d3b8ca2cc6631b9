//! Statistics of lists; some of them also of distributions.

use std::rc::Rc;

use super::{BUILT, Call, Function, Given, Kind, Meaning, Parameter, Written, typed};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::bench::Made;
use crate::expr::distribution;
use crate::expr::formula::{Formula, Term};
use crate::expr::graph::NodeId;
use crate::expr::value::{Distribution, Quantity, Value};
use crate::number::{Binary, Nary, Rational};

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "mean",
        aliases: &[],
        foreign: &["average", "avg", "expectation", "expected"],
        parameters: &[Parameter::new("v", Kind::Any)],
        summary: "The mean of a list, or of a distribution.",
        formula: "\\bar v = \\frac1n \\sum_i v_i, \\quad \\mathbb{E}X",
        domain: "lists of one unit, not empty; distributions whose mean exists",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("mean([1, 2, 6])", "3"), ("mean(binomial(10, 0.3))", "3")],
        meaning: Meaning::Built(mean),
    },
    Function {
        name: "median",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("v", Kind::Any)],
        summary: "The middle of a list in order, or of a distribution: its quantile at one half.",
        formula: "v_{((n+1)/2)}",
        domain: "lists of one unit, not empty; distributions with a quantile",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("median([3, 1, 2])", "2"), ("median([4, 1, 2, 3])", "2.5")],
        meaning: Meaning::Built(median),
    },
    Function {
        name: "var",
        aliases: &[],
        foreign: &["variance", "pvariance"],
        parameters: &[Parameter::new("v", Kind::Any)],
        summary: "The variance of a list as a population, or of a distribution.",
        formula: "\\frac1n \\sum_i (v_i - \\bar v)^2",
        domain: "lists of plain numbers, not empty; distributions whose variance exists",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("var([1, 2, 3, 4])", "1.25"), ("var(uniform(0, 12))", "12")],
        meaning: Meaning::Built(var),
    },
    Function {
        name: "sd",
        aliases: &[],
        foreign: &["std", "stdev", "stddev", "standard_deviation", "pstdev"],
        parameters: &[Parameter::new("v", Kind::Any)],
        summary: "The standard deviation of a list as a population, or of a distribution.",
        formula: "\\sqrt{\\frac1n \\sum_i (v_i - \\bar v)^2}",
        domain: "as for the variance",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("sd([2, 4, 4, 4, 5, 5, 7, 9])", "2"), ("sd(normal(0, 3))", "3")],
        meaning: Meaning::Built(sd),
    },
    Function {
        name: "var_sample",
        aliases: &[],
        foreign: &["sample_variance"],
        parameters: &[Parameter::new("v", Kind::Numbers)],
        summary: "The sample variance, over n − 1.",
        formula: "\\frac1{n-1} \\sum_i (v_i - \\bar v)^2",
        domain: "lists of at least two plain numbers",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("var_sample([1, 2, 3, 4])", "1.6667")],
        meaning: Meaning::Built(var_sample),
    },
    Function {
        name: "sd_sample",
        aliases: &[],
        foreign: &["sample_sd"],
        parameters: &[Parameter::new("v", Kind::Numbers)],
        summary: "The sample standard deviation, over n − 1.",
        formula: "\\sqrt{\\frac1{n-1} \\sum_i (v_i - \\bar v)^2}",
        domain: "lists of at least two plain numbers",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("sd_sample([1, 2, 3, 4])", "1.2910")],
        meaning: Meaning::Built(sd_sample),
    },
    Function {
        name: "cov",
        aliases: &[],
        foreign: &["covariance"],
        parameters: &[Parameter::new("v", Kind::Numbers), Parameter::new("w", Kind::Numbers)],
        summary: "The covariance of two lists, as a population.",
        formula: "\\frac1n \\sum_i (v_i - \\bar v)(w_i - \\bar w)",
        domain: "two lists of plain numbers of one length",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("cov([1, 2, 3], [1, 2, 4])", "1")],
        meaning: Meaning::Built(cov),
    },
    Function {
        name: "corr",
        aliases: &[],
        foreign: &["correlation", "pearson", "cor", "corrcoef"],
        parameters: &[Parameter::new("v", Kind::Numbers), Parameter::new("w", Kind::Numbers)],
        summary: "The correlation coefficient of two lists.",
        formula: "r = \\frac{\\sum_i (v_i - \\bar v)(w_i - \\bar w)}{\\sqrt{\\sum_i (v_i - \\bar v)^2 \\sum_i (w_i - \\bar w)^2}}",
        domain: "two lists of one length, neither of them constant",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("corr([1, 2, 3], [2, 4, 6])", "1"), ("corr([1, 2, 3], [1, 2, 4])", "0.98198")],
        meaning: Meaning::Built(corr),
    },
    Function {
        name: "slope",
        aliases: &[],
        foreign: &["linregress", "regression"],
        parameters: &[Parameter::new("v", Kind::Numbers), Parameter::new("w", Kind::Numbers)],
        summary: "The slope of the least-squares line of w over v.",
        formula: "\\frac{\\sum_i (v_i - \\bar v)(w_i - \\bar w)}{\\sum_i (v_i - \\bar v)^2}",
        domain: "two lists of one length, the first not constant",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("slope([1, 2, 3], [1, 2, 4])", "1.5")],
        meaning: Meaning::Built(slope),
    },
    Function {
        name: "intercept",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("v", Kind::Numbers), Parameter::new("w", Kind::Numbers)],
        summary: "Where the least-squares line of w over v meets v = 0.",
        formula: "\\bar w - \\text{slope} \\cdot \\bar v",
        domain: "two lists of one length, the first not constant",
        bound: BUILT,
        source: "Casella and Berger, Statistical Inference",
        examples: &[("intercept([1, 2, 3], [1, 2, 4])", "-0.6667")],
        meaning: Meaning::Built(intercept),
    },
];

/// A list of numbers, or a distribution.
enum Subject {
    Numbers(Vec<NodeId>, Quantity),
    Distribution(Rc<Distribution>),
}

fn subject(call: &mut Call<'_>) -> Made<Subject> {
    let value = call.value(0)?;
    if let Value::Distribution(distribution) = &value {
        return Ok(Subject::Distribution(Rc::clone(distribution)));
    }
    let Some(expr) = call.exprs.first().copied().flatten() else {
        return call.fault(Code::ExprType, "a list is missing");
    };
    match typed(call.bench, call.function, Kind::Numbers, "v", &Written { value, expr })? {
        Given::Numbers(nodes, quantity) => Ok(Subject::Numbers(nodes, quantity)),
        _ => call.fault(Code::ExprType, "a list of numbers is wanted"),
    }
}

/// A list of plain numbers, or a distribution.
fn plain_subject(call: &mut Call<'_>) -> Made<Subject> {
    let subject = subject(call)?;
    if let Subject::Numbers(_, Quantity::Information) = subject {
        return Err(needs_plain(call, 0));
    }
    Ok(subject)
}

fn needs_plain(call: &Call<'_>, index: usize) -> Box<Fault> {
    let headline = said!("`{}` takes plain numbers, not quantities of information", call.function.name);
    let help = said!("name the unit: `{} in bits`", call.text(index));
    Fault::new(Code::ExprUnit, call.at(index), headline).help(help).into()
}

fn plain(node: NodeId) -> Value {
    Value::Number(node, Quantity::Plain)
}

fn mean_of(call: &mut Call<'_>, nodes: &[NodeId]) -> NodeId {
    let f = Formula::new(&mut call.bench.graph);
    (f.sum(nodes.to_vec()) / nodes.len() as i64).id()
}

/// Σ (v − v̄)(w − w̄)
fn deviations(call: &mut Call<'_>, v: &[NodeId], w: &[NodeId]) -> NodeId {
    let (mean_v, mean_w) = (mean_of(call, v), mean_of(call, w));
    let f = Formula::new(&mut call.bench.graph);
    let [mean_v, mean_w] = f.terms([mean_v, mean_w]);
    let product = |(&x, &y): (&NodeId, &NodeId)| -> NodeId {
        let (a, b): (Term<'_, '_>, Term<'_, '_>) = (f.term(x) - mean_v, f.term(y) - mean_w);
        // A square where it is one, which can't come out negative.
        if a.is_same(b) { a.squared().id() } else { (a * b).id() }
    };
    f.sum(v.iter().zip(w).map(product).collect()).id()
}

fn mean(call: &mut Call<'_>) -> Made<Value> {
    match subject(call)? {
        Subject::Numbers(nodes, quantity) => Ok(Value::Number(mean_of(call, &nodes), quantity)),
        Subject::Distribution(p) => distribution::mean(call.bench, &p, call.at(0)).map(plain),
    }
}

fn median(call: &mut Call<'_>) -> Made<Value> {
    let (nodes, quantity) = match subject(call)? {
        Subject::Numbers(nodes, quantity) => (nodes, quantity),
        Subject::Distribution(p) => {
            let half = call.bench.graph.ratio(1, 2);
            return distribution::quantile(call.bench, &p, half, call.at(0)).map(plain);
        }
    };
    let known: Option<Vec<(Rational, NodeId)>> =
        nodes.iter().map(|&node| call.bench.known(node).map(|x| (x, node))).collect();
    let sorted: Vec<NodeId> = match known {
        Some(mut known) => {
            known.sort_by(|a, b| a.0.cmp(&b.0));
            known.into_iter().map(|(_, node)| node).collect()
        }
        None => sorted_by_exchanges(call, nodes)?,
    };
    let middle = sorted.len() / 2;
    let f = Formula::new(&mut call.bench.graph);
    let upper = f.term(sorted[middle]);
    let node = if sorted.len() % 2 == 1 { upper } else { (f.term(sorted[middle - 1]) + upper) / 2 };
    Ok(Value::Number(node.id(), quantity))
}

/// Sorts by a network of exchanges, each the least and the greatest of two neighbours.
fn sorted_by_exchanges(call: &mut Call<'_>, mut nodes: Vec<NodeId>) -> Made<Vec<NodeId>> {
    for round in 0..nodes.len() {
        for left in (round % 2..nodes.len().saturating_sub(1)).step_by(2) {
            call.spend(2)?;
            let pair = vec![nodes[left], nodes[left + 1]];
            let ordered = call.bench.graph.binary(Binary::LessEqual, pair[0], pair[1]);
            if let Some(ordered) = call.bench.known_truth(ordered) {
                if !ordered {
                    nodes.swap(left, left + 1);
                }
                continue;
            }
            nodes[left] = call.bench.graph.nary(Nary::Min, pair.clone());
            nodes[left + 1] = call.bench.graph.nary(Nary::Max, pair);
        }
    }
    Ok(nodes)
}

fn var(call: &mut Call<'_>) -> Made<Value> {
    match plain_subject(call)? {
        Subject::Numbers(nodes, _) => {
            let sum = deviations(call, &nodes, &nodes);
            let f = Formula::new(&mut call.bench.graph);
            Ok(plain((f.term(sum) / nodes.len() as i64).id()))
        }
        Subject::Distribution(p) => distribution::variance(call.bench, &p, call.at(0)).map(plain),
    }
}

/// √ of the variance that `of` gives.
fn root(call: &mut Call<'_>, of: fn(&mut Call<'_>) -> Made<Value>) -> Made<Value> {
    let Value::Number(variance, _) = of(call)? else { return call.fault(Code::ExprType, "a variance is a number") };
    let f = Formula::new(&mut call.bench.graph);
    Ok(plain(f.term(variance).sqrt().id()))
}

fn sd(call: &mut Call<'_>) -> Made<Value> {
    if let Value::Distribution(p) = call.value(0)?
        && let Distribution::Family(crate::expr::value::Family::Normal, parameters) = &*p
        && let Some(&sd) = parameters.get(1)
    {
        return Ok(plain(sd));
    }
    root(call, var)
}

fn var_sample(call: &mut Call<'_>) -> Made<Value> {
    let nodes = plain_list(call, 0)?;
    if nodes.len() < 2 {
        let fault = Fault::new(Code::ExprDomain, call.at(0), "a sample variance needs at least two numbers");
        return Err(fault.into());
    }
    let sum = deviations(call, &nodes, &nodes);
    let f = Formula::new(&mut call.bench.graph);
    Ok(plain((f.term(sum) / (nodes.len() as i64 - 1)).id()))
}

fn sd_sample(call: &mut Call<'_>) -> Made<Value> {
    root(call, var_sample)
}

fn plain_list(call: &Call<'_>, index: usize) -> Made<Vec<NodeId>> {
    match call.numbers(index)? {
        (_, Quantity::Information) => Err(needs_plain(call, index)),
        (nodes, Quantity::Plain) => Ok(nodes),
    }
}

fn two_lists(call: &Call<'_>) -> Made<(Vec<NodeId>, Vec<NodeId>)> {
    let (v, w) = (plain_list(call, 0)?, plain_list(call, 1)?);
    if v.len() != w.len() {
        let headline = said!("lists of {} and {} numbers", v.len(), w.len());
        let fault = Fault::new(Code::ExprType, call.at(1), headline);
        return Err(fault.note(said!("`{}` pairs them, so both need one length", call.function.name)).into());
    }
    Ok((v, w))
}

fn cov(call: &mut Call<'_>) -> Made<Value> {
    let (v, w) = two_lists(call)?;
    let sum = deviations(call, &v, &w);
    let f = Formula::new(&mut call.bench.graph);
    Ok(plain((f.term(sum) / v.len() as i64).id()))
}

/// Faults where the list is constant, so that nothing varies with it.
fn varies(call: &Call<'_>, spread: NodeId, index: usize) -> Made<()> {
    if !call.bench.graph.is_integer(spread, 0) {
        return Ok(());
    }
    let headline = said!("`{}` of a list that doesn't vary", call.function.name);
    Err(Fault::new(Code::ExprDomain, call.at(index), headline).label("all numbers are the same").into())
}

fn corr(call: &mut Call<'_>) -> Made<Value> {
    let (v, w) = two_lists(call)?;
    let (both, of_v, of_w) = (deviations(call, &v, &w), deviations(call, &v, &v), deviations(call, &w, &w));
    varies(call, of_v, 0)?;
    varies(call, of_w, 1)?;
    let f = Formula::new(&mut call.bench.graph);
    let [both, of_v, of_w] = f.terms([both, of_v, of_w]);
    Ok(plain((both / (of_v * of_w).sqrt()).id()))
}

fn line(call: &mut Call<'_>) -> Made<(NodeId, NodeId)> {
    let (v, w) = two_lists(call)?;
    let (both, of_v) = (deviations(call, &v, &w), deviations(call, &v, &v));
    varies(call, of_v, 0)?;
    let (mean_v, mean_w) = (mean_of(call, &v), mean_of(call, &w));
    let f = Formula::new(&mut call.bench.graph);
    let [both, of_v, mean_v, mean_w] = f.terms([both, of_v, mean_v, mean_w]);
    let slope = both / of_v;
    Ok((slope.id(), (mean_w - slope * mean_v).id()))
}

fn slope(call: &mut Call<'_>) -> Made<Value> {
    line(call).map(|(slope, _)| plain(slope))
}

fn intercept(call: &mut Call<'_>) -> Made<Value> {
    line(call).map(|(_, intercept)| plain(intercept))
}
