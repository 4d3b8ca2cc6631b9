//! `[[control]]`: what stands beside the controls that come from the variables.

use crate::diagnostic::{Code, Fault};
use crate::expr::value::Value as Meaning;
use crate::expr::{ScopeId, parse_assignment};
use crate::project::closest;

use super::super::widget::{Control, WidgetVariable};
use super::reader::{Reader, Text, Value};

const KINDS: [&str; 3] = ["lock", "button", "reset"];

/// Reads one control.
pub(super) fn read(
    reader: &mut Reader<'_, '_>,
    scope: ScopeId,
    variables: &[WidgetVariable],
    value: Value<'_>,
) -> Option<Control> {
    let mut fields = reader.fields(value, "control", "the control")?;
    let kind = fields.require(reader, "kind", "\"button\"").and_then(|value| reader.string(value, "kind"))?;
    let label = fields.take("label").and_then(|value| reader.string(value, "label"));
    let control = match kind.as_str() {
        "lock" => {
            let of = fields.require(reader, "of", "\"P\"").and_then(|value| reader.string(value, "of"));
            of.filter(|of| is_variable(reader, variables, of)).map(|of| Control::Lock {
                label: label.map_or_else(|| format!("Lock {}", of.as_str()), |label| label.excerpt.text),
                of: of.excerpt.text,
            })
        }
        "button" => {
            let set = fields.require(reader, "set", "\"P, Q = Q, P\"").and_then(|value| reader.string(value, "set"));
            if label.is_none() {
                reader.fault(
                    Fault::new(Code::Fence, fields.span, "the button lacks `label`")
                        .help("write `label = \"Swap P ↔ Q\"`"),
                );
            }
            match (label, set) {
                (Some(label), Some(set)) if assignment(reader, scope, variables, &set) => {
                    Some(Control::Button { label: label.excerpt.text, set: set.excerpt.text })
                }
                _ => None,
            }
        }
        "reset" => Some(Control::Reset { label: label.map_or_else(|| "Reset".to_owned(), |label| label.excerpt.text) }),
        unknown => {
            let fault = Fault::new(Code::Fence, kind.span, format!("unknown kind of control `{unknown}`"));
            reader.fault(match closest(unknown, KINDS.into_iter()) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault
                    .note(format!("the kinds are `{}`; sliders come by themselves from `vars`", KINDS.join("`, `"))),
            });
            return None;
        }
    };
    fields.finish(reader);
    control
}

fn is_variable(reader: &mut Reader<'_, '_>, variables: &[WidgetVariable], name: &Text) -> bool {
    check_variable(reader, variables, name.as_str(), name.span)
}

fn check_variable(
    reader: &mut Reader<'_, '_>,
    variables: &[WidgetVariable],
    name: &str,
    span: crate::source::Span,
) -> bool {
    if variables.iter().any(|variable| variable.name() == name) {
        return true;
    }
    let names: Vec<&str> = variables.iter().map(WidgetVariable::name).collect();
    let fault = Fault::new(Code::Fence, span, format!("`{name}` is no variable of this widget"));
    reader.fault(match closest(name, names.iter().copied()) {
        Some(near) => fault.label(format!("did you mean `{near}`?")),
        None if names.is_empty() => fault.help(format!("name it in `vars = [\"{name}\"]`")),
        None => fault.note(format!("the variables are `{}`", names.join("`, `"))),
    });
    false
}

/// Checks `P, Q = Q, P`: the targets are variables, and each gets a value of its kind.
fn assignment(reader: &mut Reader<'_, '_>, scope: ScopeId, variables: &[WidgetVariable], set: &Text) -> bool {
    let assignment = match parse_assignment(set.as_str()) {
        Ok(assignment) => assignment,
        Err(fault) => {
            let diagnostic = fault.in_excerpt(&reader.checker.source, &set.excerpt);
            reader.checker.sink.push(diagnostic);
            return false;
        }
    };
    let text = reader.checker.texts.add(&reader.checker.source, &set.excerpt);
    let mut fine = true;
    for (target, span) in &assignment.targets {
        fine &= check_variable(reader, variables, target, set.excerpt.span(*span));
    }
    let mut values = Vec::new();
    for value in &assignment.values {
        match reader.elaborate(scope, text, value) {
            Some(value) => values.push(value),
            None => return false,
        }
    }
    if let [Meaning::List(list)] = values.as_slice()
        && assignment.targets.len() > 1
    {
        values = list.to_vec();
    }
    if !fine {
        return false;
    }
    if values.len() != assignment.targets.len() {
        reader.fault(Fault::new(
            Code::Fence,
            set.span,
            format!("{} variables, but {} values", assignment.targets.len(), values.len()),
        ));
        return false;
    }
    for ((target, span), value) in assignment.targets.iter().zip(&values) {
        let number = variables
            .iter()
            .any(|variable| variable.name() == &**target && matches!(variable, WidgetVariable::Number(_)));
        let fits = match value {
            Meaning::Number(..) => number,
            Meaning::List(_) | Meaning::Distribution(_) => !number,
            _ => false,
        };
        if !fits {
            let expected = if number { "a number" } else { "a pmf" };
            reader.fault(Fault::new(
                Code::Fence,
                set.excerpt.span(*span),
                format!("`{target}` is {expected}, and gets {}", value.describe()),
            ));
            return false;
        }
    }
    true
}
