//! `vars`: what the reader may change.

use toml::de::DeValue;

use crate::diagnostic::{Code, Fault};
use crate::expr::ScopeId;
use crate::expr::ast::{Definition, Expr, ExprKind, Name};
use crate::expr::value::{Distribution, Outcome, Value as Meaning};
use crate::number::Rational;
use crate::number::decimal::terminating;
use crate::source::{Excerpt, Span};

use super::super::widget::{Color, NumberVariable, PmfVariable, WidgetVariable};
use super::numbers::float;
use super::reader::{Fields, Reader, Text, Value};

/// Reads `vars`: a list of names of pmfs, or a table of numbers with their ranges (and pmfs with `{}`).
pub(super) fn read(reader: &mut Reader<'_, '_>, scope: ScopeId, value: Value<'_>) -> Vec<WidgetVariable> {
    match value.get_ref() {
        DeValue::Array(_) => {
            let list = reader.list(value, "vars").unwrap_or_default();
            let mut variables: Vec<WidgetVariable> = Vec::new();
            for value in list {
                let Some(name) = reader.string(value, "vars") else { continue };
                if variables.iter().any(|known| known.name() == name.as_str()) {
                    reader.fault(Fault::new(Code::Fence, name.span, format!("`{}` stands twice", name.as_str())));
                    continue;
                }
                let color = default_color(variables.len());
                variables.extend(pmf(reader, scope, &name, None, color));
            }
            variables
        }
        DeValue::Table(_) => {
            let DeValue::Table(table) = value.into_inner() else { return Vec::new() };
            let mut variables = Vec::new();
            // In the order of the source, not of the alphabet.
            let mut entries: Vec<_> = table.into_iter().collect();
            entries.sort_by_key(|(key, _)| key.span().start);
            for (key, value) in entries {
                let span = reader.place(key.span());
                let name = key_text(reader, &key.into_inner(), span);
                let Some(fields) = reader.fields(value, "vars", "the variable") else { continue };
                let color = default_color(variables.len());
                variables.extend(entry(reader, scope, &name, fields, color));
            }
            variables
        }
        _ => {
            reader.wrong_type(&value, "vars", "a list of names or a table");
            Vec::new()
        }
    }
}

fn key_text(reader: &Reader<'_, '_>, name: &str, span: Span) -> Text {
    let _ = reader;
    let mut excerpt = Excerpt::default();
    excerpt.push(name, span.start);
    Text { excerpt, span }
}

fn default_color(index: usize) -> Color {
    [Color::Truth, Color::Model, Color::Accent, Color::Gap, Color::Neutral][index.min(4)]
}

/// A pmf of the lesson.
fn pmf(
    reader: &mut Reader<'_, '_>,
    scope: ScopeId,
    name: &Text,
    label: Option<Text>,
    color: Color,
) -> Option<WidgetVariable> {
    let (expr, text) = reader.parse(name)?;
    if !matches!(expr.kind, ExprKind::Name(_)) {
        reader.fault(
            Fault::new(Code::Fence, name.span, "`vars` lists names")
                .help("define it in a `calc` fence, and name it here"),
        );
        return None;
    }
    let value = reader.elaborate(scope, text, &expr)?;
    let masses = masses(reader, &value);
    match masses {
        Some(masses) => Some(WidgetVariable::Pmf(PmfVariable {
            name: name.as_str().to_owned(),
            label: label.map_or_else(|| name.as_str().to_owned(), |label| label.excerpt.text),
            masses,
            color,
        })),
        None => {
            let fault = Fault::new(Code::Fence, name.span, format!("`{}` is {}", name.as_str(), value.describe()));
            reader.fault(match value {
                Meaning::Number(..) => fault.label("a number needs its range").help(format!(
                    "write `vars = {{ {} = {{ start = 0, min = -1, max = 1, step = 0.01 }} }}`",
                    name.as_str()
                )),
                _ => fault.label("a pmf can be changed, or a number with a range"),
            });
            None
        }
    }
}

/// The outcomes and masses of a finite pmf, or of a list that stands for one.
pub(super) fn masses(reader: &mut Reader<'_, '_>, value: &Meaning) -> Option<Vec<(String, f64)>> {
    match value {
        Meaning::Distribution(distribution) => match &**distribution {
            Distribution::Pmf(outcomes) => Some(
                outcomes
                    .iter()
                    .map(|(outcome, mass)| {
                        let name = match outcome {
                            Outcome::Label(name) => name.to_string(),
                            Outcome::Number(node) => super::numbers::short(reader, *node),
                            Outcome::Cell(row, column) => format!("{row},{column}"),
                        };
                        (name, super::numbers::value(reader, *mass))
                    })
                    .collect(),
            ),
            _ => None,
        },
        Meaning::List(elements) if !elements.is_empty() => elements
            .iter()
            .enumerate()
            .map(|(index, element)| match element {
                Meaning::Number(node, _) => Some(((index + 1).to_string(), super::numbers::value(reader, *node))),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

/// One entry of the table: a number with its range, or a pmf with at most a label.
fn entry(
    reader: &mut Reader<'_, '_>,
    scope: ScopeId,
    name: &Text,
    mut fields: Fields<'_>,
    color: Color,
) -> Option<WidgetVariable> {
    let span = fields.span;
    let label = fields.take("label").and_then(|value| reader.string(value, "label"));
    let color = reader.color(fields.take("color"), color);
    let mut numbers: Vec<Option<(Rational, Span)>> = Vec::new();
    for key in ["start", "min", "max", "step"] {
        let value = fields.take(key);
        let place = value.as_ref().map(|value| reader.place(value.span()));
        let number = value.and_then(|value| reader.number(value, key));
        numbers.push(number.zip(place));
    }
    fields.finish(reader);
    if numbers.iter().all(Option::is_none) {
        return pmf(reader, scope, name, label, color);
    }
    let mut numbers = numbers.into_iter();
    let mut next = || numbers.next().flatten();
    let (Some(start), Some(min), Some(max)) = (next(), next(), next()) else {
        reader.fault(
            Fault::new(Code::Fence, span, format!("`{}` needs `start`, `min` and `max`", name.as_str()))
                .help("write `{ start = 0, min = -1, max = 1, step = 0.01 }`"),
        );
        return None;
    };
    let step = next();
    if min.0 >= max.0 {
        reader.fault(Fault::new(Code::Fence, max.1, "`max` is not above `min`"));
        return None;
    }
    if start.0 < min.0 || start.0 > max.0 {
        reader.fault(Fault::new(Code::Fence, start.1, "the range does not hold the start value").label(format!(
            "outside {}..{}",
            plain(&min.0),
            plain(&max.0)
        )));
        // What uses the variable is looked at all the same.
    }
    let step_value = step.as_ref().map_or_else(|| (&max.0 - &min.0) / Rational::from(100), |(step, _)| step.clone());
    if step_value <= Rational::ZERO || step_value > &max.0 - &min.0 {
        let place = step.map_or(span, |(_, place)| place);
        reader.fault(Fault::new(Code::Fence, place, "`step` must be positive and no larger than the range"));
        return None;
    }
    define_start(reader, scope, name, &start.0);
    let decimals = terminating(&step_value).and_then(|text| text.split_once('.').map(|(_, digits)| digits.len()));
    Some(WidgetVariable::Number(NumberVariable {
        name: name.as_str().to_owned(),
        label: label.map_or_else(|| name.as_str().to_owned(), |label| label.excerpt.text),
        start: float(&start.0),
        min: float(&min.0),
        max: float(&max.0),
        step: float(&step_value),
        decimals: decimals.unwrap_or(0),
    }))
}

fn plain(number: &Rational) -> String {
    terminating(number).unwrap_or_else(|| number.to_string())
}

/// The variable `name` of a widget starts at `start`: a definition in the widget's scope.
fn define_start(reader: &mut Reader<'_, '_>, scope: ScopeId, name: &Text, start: &Rational) {
    let text = reader.checker.texts.add(&reader.checker.source, &name.excerpt);
    let span = Span::new(0, name.as_str().len());
    let body = Expr { kind: ExprKind::Number(start.clone()), span };
    let name: Name = name.as_str().into();
    let definition = Definition { name, name_span: span, parameters: None, body, span };
    for located in reader.checker.session.define(scope, text, vec![definition]) {
        let diagnostic = reader.checker.texts.diagnostic(located);
        reader.checker.sink.push(diagnostic);
    }
}
