//! The literal numbers of a definition, each with an expression that names it.

use super::write;
use crate::expr::ast::{Argument, Definition, Expr, ExprKind, Prefix};
use crate::expr::functions;
use crate::expr::session::{Literal, TextId};
use crate::number::Rational;
use crate::source::Span;

/// Adds the literals of `definition`: its whole value, masses, elements, means and scales.
pub(crate) fn literals(found: &mut Vec<Literal>, definition: &Definition, text: TextId) {
    if definition.parameters.is_some() {
        return;
    }
    let name = &definition.name;
    let mut add = |expr: &Expr, expression: String| {
        if let Some((value, span)) = number(expr) {
            found.push(Literal { value, expression, text, span });
        }
    };
    let body = &definition.body;
    add(body, name.to_string());
    match &body.kind {
        ExprKind::Quantity(x, _) => add(x, name.to_string()),
        ExprKind::List(elements) => {
            for (i, element) in elements.iter().enumerate() {
                add(element, format!("{name}[{}]", i + 1));
                if let ExprKind::List(row) = &element.kind {
                    for (j, cell) in row.iter().enumerate() {
                        add(cell, format!("{name}[{}][{}]", i + 1, j + 1));
                    }
                }
            }
        }
        ExprKind::Call(callee, arguments) => {
            let ExprKind::Name(called) = &callee.kind else { return };
            match &**called {
                "pmf" => {
                    for argument in arguments {
                        match &argument.key {
                            Some(key) => add(&argument.value, format!("{name}({})", write(key))),
                            None => masses(&argument.value, |index, mass| add(mass, format!("{name}({index})"))),
                        }
                    }
                }
                "joint" => {
                    let Some(ExprKind::List(rows)) = arguments.first().map(|argument| &argument.value.kind) else {
                        return;
                    };
                    for (i, row) in rows.iter().enumerate() {
                        masses(row, |j, mass| add(mass, format!("{name}({}, {j})", i + 1)));
                    }
                }
                called => {
                    for (index, argument) in arguments.iter().enumerate() {
                        let measure = parameter(called, argument, index).and_then(measure);
                        if let Some(measure) = measure {
                            add(&argument.value, format!("{measure}({name})"));
                        }
                    }
                }
            }
        }
        _ => {}
    }
}

fn masses<'a>(list: &'a Expr, mut visit: impl FnMut(usize, &'a Expr)) {
    if let ExprKind::List(elements) = &list.kind {
        elements.iter().enumerate().for_each(|(index, element)| visit(index + 1, element));
    }
}

/// The parameter that an argument gives.
fn parameter<'a>(called: &str, argument: &'a Argument, index: usize) -> Option<&'a str> {
    if let Some(Expr { kind: ExprKind::Name(name), .. }) = &argument.key {
        return Some(name);
    }
    functions::find(called)?.parameters.get(index).map(|parameter| parameter.name)
}

/// The function that gives back a parameter of a distribution.
fn measure(parameter: &str) -> Option<&'static str> {
    match parameter {
        "mean" => Some("mean"),
        "sd" => Some("sd"),
        _ => None,
    }
}

/// The value of a literal, with its sign.
fn number(expr: &Expr) -> Option<(Rational, Span)> {
    match &expr.kind {
        ExprKind::Number(x) => Some((x.clone(), expr.span)),
        ExprKind::Prefix(Prefix::Minus, x) => number(x).map(|(x, _)| (-x, expr.span)),
        _ => None,
    }
}
