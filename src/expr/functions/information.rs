//! Information: entropies, divergences and their units. All nodes of quantities hold nats.

use super::distributions::transposed;
use super::{Call, Function, Kind, LIBM, Meaning, ON, Parameter, QUADRATURE};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::ast::InformationUnit;
use crate::expr::bench::Made;
use crate::expr::distribution;
use crate::expr::elaborate::unit_name;
use crate::expr::formula::Formula;
use crate::expr::graph::NodeId;
use crate::expr::value::{Quantity, Value};
use crate::number::{Binary, Nary, Unary};

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "H",
        aliases: &[],
        foreign: &["shannon"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::optional("Q", Kind::Distribution), ON],
        summary: "The entropy of P; with Q the cross-entropy, the cost of outcomes of P in a code made for Q.",
        formula: "H(P) = -\\sum_x P(x) \\log P(x), \\quad H(P, Q) = -\\sum_x P(x) \\log Q(x)",
        domain: "distributions and lists; for continuous ones sums are integrals",
        bound: QUADRATURE,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[
            ("H([0.5, 0.5])", "1 bit"),
            ("H([0.9, 0.1])", "0.469 bits"),
            ("H([0.5, 0.5], [0.9, 0.1])", "1.737 bits"),
        ],
        meaning: Meaning::Built(h),
    },
    Function {
        name: "entropy",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("P", Kind::Distribution), ON],
        summary: "The entropy of P.",
        formula: "H(P) = -\\sum_x P(x) \\log P(x)",
        domain: "distributions and lists; for continuous ones the sum is an integral",
        bound: QUADRATURE,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[("entropy([0.25, 0.75])", "0.811 bits"), ("entropy(uniform(0, 2))", "1 bit")],
        meaning: Meaning::Built(h),
    },
    Function {
        name: "cross_entropy",
        aliases: &[],
        foreign: &["crossentropy", "xent", "CE"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::new("Q", Kind::Distribution), ON],
        summary: "The cross-entropy: the cost of outcomes of P in a code made for Q.",
        formula: "H(P, Q) = -\\sum_x P(x) \\log Q(x)",
        domain: "two distributions of one kind; infinite where Q is zero and P is not",
        bound: QUADRATURE,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[("cross_entropy([0.5, 0.5], [0.9, 0.1])", "1.737 bits")],
        meaning: Meaning::Built(h),
    },
    Function {
        name: "KL",
        aliases: &["kl_divergence", "kullback_leibler"],
        foreign: &["DKL", "D_KL", "relative_entropy", "kl_div"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::new("Q", Kind::Distribution), ON],
        summary: "The Kullback–Leibler divergence: what the wrong code Q wastes on outcomes of P.",
        formula: "D_{\\mathrm{KL}}(P \\,\\|\\, Q) = \\sum_x P(x) \\log \\frac{P(x)}{Q(x)}",
        domain: "two distributions of one kind; infinite where Q is zero and P is not; `on:` restricts the integral to a window",
        bound: QUADRATURE,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[("KL([0.5, 0.5], [0.9, 0.1])", "0.737 bits"), ("KL(normal(0, 1), normal(1, 1))", "0.5 nats")],
        meaning: Meaning::Built(kl),
    },
    Function {
        name: "JS",
        aliases: &["js_divergence", "jensen_shannon", "jensen_shannon_divergence"],
        foreign: &["JSD"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::new("Q", Kind::Distribution), ON],
        summary: "The Jensen–Shannon divergence: the mean divergence from the midpoint of both.",
        formula: "\\tfrac12 D(P \\,\\|\\, M) + \\tfrac12 D(Q \\,\\|\\, M),\\ M = \\tfrac12(P + Q)",
        domain: "two distributions of one kind; between 0 and 1 bit",
        bound: QUADRATURE,
        source: "Lin, Divergence measures based on the Shannon entropy (1991)",
        examples: &[("JS([1, 0], [0, 1])", "1 bit"), ("JS([0.5, 0.5], [0.5, 0.5])", "0 bits")],
        meaning: Meaning::Built(js),
    },
    Function {
        name: "MI",
        aliases: &["mutual_information"],
        foreign: &[],
        parameters: &[Parameter::new("J", Kind::Joint)],
        summary: "The mutual information of rows and columns.",
        formula: "I = \\sum_{ij} p_{ij} \\log \\frac{p_{ij}}{p_i\\,p_j}",
        domain: "joint distributions and tables",
        bound: QUADRATURE,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[("MI([[0.5, 0], [0, 0.5]])", "1 bit"), ("MI([[0.25, 0.25], [0.25, 0.25]])", "0 bits")],
        meaning: Meaning::Built(mi),
    },
    Function {
        name: "H_cond",
        aliases: &["conditional_entropy"],
        foreign: &[],
        parameters: &[Parameter::new("J", Kind::Joint)],
        summary: "The conditional entropy of the columns, given the row.",
        formula: "H(Y \\mid X) = -\\sum_{ij} p_{ij} \\log \\frac{p_{ij}}{p_i}",
        domain: "joint distributions and tables",
        bound: QUADRATURE,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[("H_cond([[0.5, 0], [0.25, 0.25]])", "0.5 bits")],
        meaning: Meaning::Built(h_cond),
    },
    Function {
        name: "surprisal",
        aliases: &[],
        foreign: &["self_information", "surprise"],
        parameters: &[Parameter::new("p", Kind::Probability)],
        summary: "The surprise of an outcome of probability p; infinite at 0.",
        formula: "-\\log p",
        domain: "0 ≤ p ≤ 1",
        bound: LIBM,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[("surprisal(1/8)", "3 bits"), ("surprisal(0.9)", "0.152 bits")],
        meaning: Meaning::Built(surprisal),
    },
    Function {
        name: "perplexity",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::optional("Q", Kind::Distribution)],
        summary: "How many equally likely outcomes would be as uncertain; with Q, as costly.",
        formula: "e^{H(P)}",
        domain: "distributions and lists",
        bound: LIBM,
        source: "Jelinek, Mercer, Bahl and Baker (1977)",
        examples: &[("perplexity([0.25, 0.25, 0.25, 0.25])", "4"), ("perplexity([0.9, 0.1])", "1.384")],
        meaning: Meaning::Built(perplexity),
    },
    Function {
        name: "H2",
        aliases: &["binary_entropy"],
        foreign: &["Hb"],
        parameters: &[Parameter::new("p", Kind::Probability)],
        summary: "The entropy of a coin that shows heads with probability p.",
        formula: "-p \\log p - (1-p) \\log (1-p)",
        domain: "0 ≤ p ≤ 1",
        bound: LIBM,
        source: "Cover and Thomas, Elements of Information Theory, chapters 2 and 8",
        examples: &[("H2(0.11)", "0.500 bits"), ("H2(0.5)", "1 bit")],
        meaning: Meaning::Built(h2),
    },
    Function {
        name: "softmax",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("v", Kind::Numbers)],
        summary: "Scores as masses: exponentials, divided by their sum.",
        formula: "\\frac{e^{v_i}}{\\sum_j e^{v_j}}",
        domain: "lists of plain numbers",
        bound: "through ln Σ exp, so that it neither overflows nor underflows on the way",
        source: "Goodfellow, Bengio and Courville, Deep Learning, 4.1",
        examples: &[("softmax([1, 2, 3])[3]", "0.6652"), ("softmax([0, 0])[1]", "0.5")],
        meaning: Meaning::Built(softmax),
    },
    Function {
        name: "bits",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("x", Kind::Any)],
        summary: "A plain number as a quantity of information in bits; of a list, each element.",
        formula: "x \\cdot \\ln 2\\ \\text{nats}",
        domain: "plain numbers and lists of them",
        bound: LIBM,
        source: "Shannon, A mathematical theory of communication (1948)",
        examples: &[("bits(log2(27))", "4.755 bits"), ("bits(1) in nats", "0.6931")],
        meaning: Meaning::Built(bits),
    },
    Function {
        name: "nats",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("x", Kind::Any)],
        summary: "A plain number as a quantity of information in nats; of a list, each element.",
        formula: "x \\cdot 1\\ \\text{nats}",
        domain: "plain numbers and lists of them",
        bound: LIBM,
        source: "Shannon, A mathematical theory of communication (1948)",
        examples: &[("nats(1) in bits", "1.4427")],
        meaning: Meaning::Built(nats),
    },
    Function {
        name: "bans",
        aliases: &["dits", "hartleys"],
        foreign: &[],
        parameters: &[Parameter::new("x", Kind::Any)],
        summary: "A plain number as a quantity of information in bans; of a list, each element.",
        formula: "x \\cdot \\ln 10\\ \\text{nats}",
        domain: "plain numbers and lists of them",
        bound: LIBM,
        source: "Shannon, A mathematical theory of communication (1948)",
        examples: &[("bans(1) in bits", "3.3219")],
        meaning: Meaning::Built(bans),
    },
];

fn information(node: NodeId) -> Value {
    Value::Number(node, Quantity::Information)
}

fn plain(node: NodeId) -> Value {
    Value::Number(node, Quantity::Plain)
}

fn h(call: &mut Call<'_>) -> Made<Value> {
    let p = call.distribution(0)?;
    let (window, span) = (call.window(), call.span);
    if call.has(1) && !matches!(call.function.parameters[1].kind, Kind::Range) {
        let q = call.distribution(1)?;
        return distribution::cross_entropy(call.bench, &p, &q, window, span).map(information);
    }
    distribution::entropy(call.bench, &p, window, span).map(information)
}

fn kl(call: &mut Call<'_>) -> Made<Value> {
    let (p, q) = (call.distribution(0)?, call.distribution(1)?);
    distribution::divergence(call.bench, &p, &q, call.window(), call.span).map(information)
}

fn js(call: &mut Call<'_>) -> Made<Value> {
    let (p, q) = (call.distribution(0)?, call.distribution(1)?);
    distribution::jensen_shannon(call.bench, &p, &q, call.window(), call.span).map(information)
}

fn sums(call: &mut Call<'_>, lines: &[Vec<NodeId>]) -> Vec<NodeId> {
    lines.iter().map(|line| call.bench.graph.nary(Nary::Sum, line.clone())).collect()
}

fn mi(call: &mut Call<'_>) -> Made<Value> {
    let cells = call.joint(0)?;
    let of_rows = sums(call, &cells);
    let of_columns = sums(call, &transposed(&cells));
    let graph = &mut call.bench.graph;
    let mut terms = Vec::new();
    for (row, &of_row) in cells.iter().zip(&of_rows) {
        for (&cell, &of_column) in row.iter().zip(&of_columns) {
            let independent = graph.binary(Binary::Multiply, of_row, of_column);
            terms.push(graph.binary(Binary::DivergenceTerm, cell, independent));
        }
    }
    Ok(information(graph.nary(Nary::Sum, terms)))
}

fn h_cond(call: &mut Call<'_>) -> Made<Value> {
    // H(X, Y) − H(X), which unlike p/p(row) needs no division by a row of zeros.
    let cells = call.joint(0)?;
    let of_rows = sums(call, &cells);
    let graph = &mut call.bench.graph;
    let whole = cells.iter().flatten().map(|&cell| graph.unary(Unary::EntropyTerm, cell)).collect();
    let rows = of_rows.iter().map(|&row| graph.unary(Unary::EntropyTerm, row)).collect();
    let (whole, rows) = (graph.nary(Nary::Sum, whole), graph.nary(Nary::Sum, rows));
    Ok(information(graph.binary(Binary::Subtract, whole, rows)))
}

fn surprisal(call: &mut Call<'_>) -> Made<Value> {
    let p = call.plain(0)?;
    let graph = &mut call.bench.graph;
    if graph.is_integer(p, 0) {
        return Ok(information(graph.infinity()));
    }
    // −1·ln p, with ∞ at 0.
    let one = graph.integer(1);
    Ok(information(graph.binary(Binary::CrossTerm, one, p)))
}

fn perplexity(call: &mut Call<'_>) -> Made<Value> {
    let p = call.distribution(0)?;
    if p.is_continuous() {
        let fault =
            Fault::new(Code::ExprType, call.at(0), "`perplexity` counts outcomes, and this distribution has a density");
        return Err(fault.help(said!("for its entropy write `H({})`", call.text(0))).into());
    }
    let entropy = if call.has(1) {
        let q = call.distribution(1)?;
        distribution::cross_entropy(call.bench, &p, &q, None, call.span)?
    } else {
        distribution::entropy(call.bench, &p, None, call.span)?
    };
    Ok(plain(call.bench.graph.unary(Unary::Exp, entropy)))
}

fn h2(call: &mut Call<'_>) -> Made<Value> {
    let p = call.plain(0)?;
    let f = Formula::new(&mut call.bench.graph);
    let p = f.term(p);
    Ok(information((p.unary(Unary::EntropyTerm) + (-p + 1).unary(Unary::EntropyTerm)).id()))
}

fn softmax(call: &mut Call<'_>) -> Made<Value> {
    let (scores, quantity) = call.numbers(0)?;
    if quantity == Quantity::Information {
        let fault =
            Fault::new(Code::ExprUnit, call.at(0), "`softmax` takes plain numbers, not quantities of information");
        return Err(fault.help(said!("name the unit: `{} in nats`", call.text(0))).into());
    }
    let f = Formula::new(&mut call.bench.graph);
    let whole = f.log_sum_exp(scores.clone());
    let masses: Vec<Value> = scores.iter().map(|&score| plain((f.term(score) - whole).exp().id())).collect();
    Ok(Value::List(masses.into()))
}

fn with_unit(call: &mut Call<'_>, value: &Value, unit: InformationUnit) -> Made<Value> {
    call.spend(1)?;
    match value {
        Value::Number(node, Quantity::Plain) => {
            let f = Formula::new(&mut call.bench.graph);
            let nats = match unit {
                InformationUnit::Bits => f.integer(2).ln(),
                InformationUnit::Nats => f.integer(1),
                InformationUnit::Bans => f.integer(10).ln(),
            };
            Ok(information((f.term(*node) * nats).id()))
        }
        Value::List(elements) => {
            let made: Made<Vec<Value>> = elements.iter().map(|element| with_unit(call, element, unit)).collect();
            Ok(Value::List(made?.into()))
        }
        other => {
            let name = unit_name(unit);
            let headline = said!("`{name}` takes a plain number, not {}", other.describe());
            let code = if let Value::Number(..) = other { Code::ExprUnit } else { Code::ExprType };
            let fault = Fault::new(code, call.at(0), headline);
            Err(match other {
                Value::Number(..) => {
                    fault.help(said!("it has a unit already; for its number write `{} in {name}`", call.text(0)))
                }
                _ => fault,
            }
            .into())
        }
    }
}

fn bits(call: &mut Call<'_>) -> Made<Value> {
    let value = call.value(0)?;
    with_unit(call, &value, InformationUnit::Bits)
}

fn nats(call: &mut Call<'_>) -> Made<Value> {
    let value = call.value(0)?;
    with_unit(call, &value, InformationUnit::Nats)
}

fn bans(call: &mut Call<'_>) -> Made<Value> {
    let value = call.value(0)?;
    with_unit(call, &value, InformationUnit::Bans)
}
