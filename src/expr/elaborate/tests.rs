//! Tests of the whole way from text to graph.

mod approximate;
mod distributions;
mod faults;
mod forms;
mod limits;
mod rows;
mod scopes;

use super::write::show;
use crate::diagnostic::Fault;
use crate::expr::graph::NodeId;
use crate::expr::session::{LocatedFault, Session};
use crate::expr::value::{Quantity, Value};
use crate::expr::{parse_definitions, parse_expression};

/// A session with the definitions of `calc` as text 0.
fn session(calc: &str) -> Session {
    let mut faults = Vec::new();
    let definitions = parse_definitions(&mut faults, calc);
    assert!(faults.is_empty(), "{faults:?}");
    let mut session = Session::default();
    let faults = session.define(Session::ROOT, 0, definitions);
    assert!(faults.is_empty(), "{faults:?}");
    session
}

/// The value of `text` (text 1) beside the definitions of `calc`.
fn try_value(calc: &str, text: &str) -> (Session, Result<Value, Box<LocatedFault>>) {
    let mut session = session(calc);
    let value = parse_expression(text)
        .map_err(|fault| Box::new(LocatedFault { text: 1, fault }))
        .and_then(|expr| session.elaborate(Session::ROOT, 1, &expr).map_err(Box::new));
    (session, value)
}

fn value(calc: &str, text: &str) -> (Session, Value) {
    let (session, value) = try_value(calc, text);
    match value {
        Ok(value) => (session, value),
        Err(fault) => panic!("{text}: {fault:?}"),
    }
}

/// The node of a number.
fn number(value: &Value) -> (NodeId, Quantity) {
    match value {
        Value::Number(node, quantity) => (*node, *quantity),
        Value::Truth(node) => (*node, Quantity::Plain),
        other => panic!("{} is no number", other.describe()),
    }
}

/// The exact value as text, where it folded.
fn folded(calc: &str, text: &str) -> String {
    let (session, value) = value(calc, text);
    show_value(&session, &value)
}

fn show_value(session: &Session, value: &Value) -> String {
    match value {
        Value::List(elements) => {
            let shown: Vec<String> = elements.iter().map(|element| show_value(session, element)).collect();
            format!("[{}]", shown.join(", "))
        }
        Value::Label(name) => name.to_string(),
        other => match session.graph().as_rational(number(other).0) {
            Some(x) => show(x),
            None => format!("{:?}", session.graph().node(number(other).0)),
        },
    }
}

/// The fault of `text`, with the piece of the text that it points at.
fn fault(calc: &str, text: &str) -> (Fault, String) {
    let (_, result) = try_value(calc, text);
    match result {
        Ok(value) => panic!("{text} is {}", value.describe()),
        Err(located) => {
            let source = if located.text == 0 { calc } else { text };
            let piece = source[located.fault.span.range()].to_owned();
            (located.fault, piece)
        }
    }
}
