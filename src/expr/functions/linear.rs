//! Vectors and matrices.

use super::{BUILT, Call, EXACT_OR_INTERVAL, Function, Kind, Meaning, Parameter};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::bench::Made;
use crate::expr::formula::Formula;
use crate::expr::graph::NodeId;
use crate::expr::value::{Quantity, Value};
use crate::number::{Binary, Nary, Rational, Special, Unary};

/// The largest table whose eigenvalues are enclosed.
const LARGEST: usize = 40;

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "dot",
        aliases: &[],
        foreign: &["inner"],
        parameters: &[Parameter::new("v", Kind::Numbers), Parameter::new("w", Kind::Numbers)],
        summary: "The scalar product; one of the lists may carry a unit.",
        formula: "\\sum_i v_i w_i",
        domain: "two lists of one length",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("dot([1, 2, 3], [4, 5, 6])", "32")],
        meaning: Meaning::Built(dot),
    },
    Function {
        name: "norm",
        aliases: &[],
        foreign: &["magnitude"],
        parameters: &[Parameter::new("v", Kind::Numbers)],
        summary: "The Euclidean length.",
        formula: "\\sqrt{\\sum_i v_i^2}",
        domain: "lists of plain numbers",
        bound: BUILT,
        source: "definition",
        examples: &[("norm([3, 4])", "5"), ("norm([1, 1])", "1.4142")],
        meaning: Meaning::Built(norm),
    },
    Function {
        name: "det",
        aliases: &[],
        foreign: &["determinant"],
        parameters: &[Parameter::new("A", Kind::Table)],
        summary: "The determinant of a square table.",
        formula: "\\det A",
        domain: "square tables of plain numbers, up to 12 × 12 where not rational",
        bound: EXACT_OR_INTERVAL,
        source: "Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination (1968), for rational tables; else by Laplace's expansion",
        examples: &[("det([[1, 2], [3, 4]])", "-2"), ("det([[2, 0, 0], [0, 3, 0], [0, 0, 4]])", "24")],
        meaning: Meaning::Built(det),
    },
    Function {
        name: "eigenvalues",
        aliases: &[],
        foreign: &["eig", "eigvals", "eigen"],
        parameters: &[Parameter::new("A", Kind::Table)],
        summary: "The eigenvalues of a symmetric table, in ascending order.",
        formula: "\\det(A - \\lambda I) = 0",
        domain: "symmetric tables of plain numbers, up to 40 × 40",
        bound: "Jacobi's rotations V, then a proof: the k-th eigenvalue of VᵀAV is enclosed by its diagonal and the largest row of the rest, and differs from that of A by a factor between the bounds of VᵀV; rational ones of rational tables are exact",
        source: "Horn and Johnson, Matrix Analysis, 4.3.1 (Weyl) and 4.5.9 (Ostrowski); 2 × 2 in closed form",
        examples: &[
            ("eigenvalues([[2, 1], [1, 2]])[2]", "3"),
            ("eigenvalues([[2, 1, 0], [1, 2, 1], [0, 1, 2]])[3]", "3.41421"),
        ],
        meaning: Meaning::Built(eigenvalues),
    },
];

fn plain(node: NodeId) -> Value {
    Value::Number(node, Quantity::Plain)
}

fn dot(call: &mut Call<'_>) -> Made<Value> {
    let ((v, of_v), (w, of_w)) = (call.numbers(0)?, call.numbers(1)?);
    if v.len() != w.len() {
        let headline = said!("lists of {} and {} numbers", v.len(), w.len());
        let fault = Fault::new(Code::ExprType, call.at(1), headline);
        return Err(fault.note("`dot` pairs them, so both need one length").into());
    }
    let quantity = match (of_v, of_w) {
        (Quantity::Plain, Quantity::Plain) => Quantity::Plain,
        (Quantity::Information, Quantity::Information) => {
            let fault =
                Fault::new(Code::ExprUnit, call.at(1), "a product of two quantities of information has no meaning");
            return Err(fault.help(said!("take numbers: `({} in nats)`", call.text(1))).into());
        }
        _ => Quantity::Information,
    };
    let graph = &mut call.bench.graph;
    let products = v.iter().zip(&w).map(|(&x, &y)| graph.binary(Binary::Multiply, x, y)).collect();
    Ok(Value::Number(graph.nary(Nary::Sum, products), quantity))
}

fn norm(call: &mut Call<'_>) -> Made<Value> {
    let (v, quantity) = call.numbers(0)?;
    if quantity == Quantity::Information {
        let fault = Fault::new(Code::ExprUnit, call.at(0), "`norm` takes plain numbers, not quantities of information");
        return Err(fault.help(said!("name the unit: `{} in bits`", call.text(0))).into());
    }
    let f = Formula::new(&mut call.bench.graph);
    let squares = v.iter().map(|&x| f.term(x).squared().id()).collect();
    Ok(plain(f.sum(squares).sqrt().id()))
}

fn square(call: &Call<'_>) -> Made<Vec<Vec<NodeId>>> {
    let rows = call.table(0)?;
    let columns = rows.first().map_or(0, Vec::len);
    if rows.len() == columns {
        return Ok(rows);
    }
    let headline = said!("a table of {} × {columns} isn't square", rows.len());
    Err(Fault::new(Code::ExprType, call.at(0), headline).note(said!("`{}` needs one", call.function.name)).into())
}

fn det(call: &mut Call<'_>) -> Made<Value> {
    let rows = square(call)?;
    let n = rows.len();
    call.spend(n * n * n / 3)?;
    let known: Option<Vec<Vec<Rational>>> =
        rows.iter().map(|row| row.iter().map(|&node| call.bench.graph.as_rational(node).cloned()).collect()).collect();
    if let Some(known) = known {
        let determinant = eliminate(call, known)?;
        return Ok(plain(call.bench.graph.rational(determinant)));
    }
    if n > 12 {
        let fault =
            Fault::new(Code::ExprLimit, call.at(0), "a table with numbers that aren't rational is too large for `det`");
        return Err(fault.note(said!("it is {n} × {n}; at most 12 × 12")).into());
    }
    // Laplace's expansion along rows, each minor of the last rows once: minors[set of columns].
    let mut minors: Vec<Option<NodeId>> = vec![None; 1 << n];
    minors[0] = Some(call.bench.graph.integer(1));
    for set in 1usize..1 << n {
        let row = &rows[n - set.count_ones() as usize];
        let mut terms = Vec::new();
        for (position, column) in (0..n).filter(|column| set & (1 << column) != 0).enumerate() {
            call.spend(2)?;
            let Some(minor) = minors[set & !(1 << column)] else { continue };
            let graph = &mut call.bench.graph;
            let product = graph.binary(Binary::Multiply, row[column], minor);
            terms.push(if position % 2 == 0 { product } else { graph.unary(Unary::Negate, product) });
        }
        minors[set] = Some(call.bench.graph.nary(Nary::Sum, terms));
    }
    match minors.last().copied().flatten() {
        Some(node) => Ok(plain(node)),
        None => call.fault(Code::ExprType, "an empty table has no determinant"),
    }
}

/// The determinant of a rational table, by elimination.
fn eliminate(call: &mut Call<'_>, mut rows: Vec<Vec<Rational>>) -> Made<Rational> {
    let n = rows.len();
    let mut determinant = Rational::ONE;
    for step in 0..n {
        let Some(pivot) = (step..n).find(|&row| !rows[row][step].is_zero()) else { return Ok(Rational::ZERO) };
        if pivot != step {
            rows.swap(pivot, step);
            determinant = -determinant;
        }
        determinant *= &rows[step][step];
        let size = determinant.numerator().as_sign_words().1.len() + determinant.denominator().as_words().len();
        call.spend(n * size * size / 16 + n)?;
        let above = rows[step].clone();
        for row in rows.iter_mut().skip(step + 1) {
            let factor = &row[step] / &above[step];
            if factor.is_zero() {
                continue;
            }
            for (cell, above) in row.iter_mut().zip(&above).skip(step) {
                *cell -= &factor * above;
            }
            call.bench.spend(n as u64, call.span)?;
        }
    }
    Ok(determinant)
}

fn eigenvalues(call: &mut Call<'_>) -> Made<Value> {
    let rows = square(call)?;
    for (i, row) in rows.iter().enumerate() {
        for (j, &cell) in row.iter().enumerate().take(i) {
            if rows[j][i] != cell {
                let fault = Fault::new(Code::ExprDomain, call.at(0), "this table isn't symmetric");
                let note = said!("row {}, column {} differs from row {}, column {}", i + 1, j + 1, j + 1, i + 1);
                return Err(fault.note(note).into());
            }
        }
    }
    let diagonal = rows
        .iter()
        .enumerate()
        .all(|(i, row)| row.iter().enumerate().all(|(j, &cell)| i == j || call.bench.graph.is_integer(cell, 0)));
    let known: Option<Vec<(Rational, NodeId)>> =
        rows.iter().enumerate().map(|(i, row)| call.bench.known(row[i]).map(|x| (x, row[i]))).collect();
    if let (true, Some(mut known)) = (diagonal, known) {
        known.sort_by(|a, b| a.0.cmp(&b.0));
        return Ok(Value::List(known.into_iter().map(|(_, node)| plain(node)).collect()));
    }
    match rows.as_slice() {
        [row] => Ok(Value::List(row.iter().map(|&node| plain(node)).collect())),
        [first, second] => {
            let f = Formula::new(&mut call.bench.graph);
            let [a, b, d] = f.terms([first[0], first[1], second[1]]);
            let centre = (a + d) / 2;
            let radius = (((a - d) / 2).squared() + b.squared()).sqrt();
            Ok(Value::List([centre - radius, centre + radius].map(|term| plain(term.id())).to_vec().into()))
        }
        _ => {
            let n = rows.len();
            if n > LARGEST {
                let fault = Fault::new(Code::ExprLimit, call.at(0), "this table is too large for `eigenvalues`");
                return Err(fault.note(said!("it is {n} × {n}; at most {LARGEST} × {LARGEST}")).into());
            }
            call.spend(n * n * n)?;
            let entries: Vec<NodeId> = rows.iter().enumerate().flat_map(|(i, row)| row[..=i].iter().copied()).collect();
            let graph = &mut call.bench.graph;
            let node = |k: u32| plain(graph.special(Special::Eigenvalue(k), entries.clone()));
            Ok(Value::List((0..n as u32).map(node).collect()))
        }
    }
}
