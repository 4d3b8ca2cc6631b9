//! Widgets and plots: the TOML of a fence becomes a typed [`Widget`] with its first state.
//!
//! One file a part of the vocabulary. Every name and expression is resolved here, so that what a
//! reader can reach is known to work before it is published.

mod controls;
mod numbers;
mod reader;
mod readouts;
mod variables;
mod views;

use toml::de::DeTable;

use crate::diagnostic::{Code, Fault};
use crate::document::Fence;
use crate::expr;
use crate::source::Span;

use super::JudgedClaim;
use super::check::Checker;
use super::widget::Widget;
use reader::{Fields, Reader};

/// A widget, and the claims of its readouts.
pub(super) struct Built {
    pub(super) widget: Widget,
    pub(super) claims: Vec<JudgedClaim>,
    /// Numbers in its readouts that no claim covers.
    pub(super) unclaimed: usize,
}

/// Whether a fence may change or is a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Widget,
    Plot,
}

/// Reads a fence; its claims will be numbered from `first_claim`.
pub(super) fn build(checker: &mut Checker<'_>, fence: &Fence, kind: Kind, first_claim: usize) -> Option<Built> {
    let table = match DeTable::parse(&fence.body.text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let span = error.span().map_or(Span::default(), Span::from);
            let fault = Fault::new(Code::Fence, span, "the fence is not valid TOML")
                .label(error.message())
                .help("the block is TOML: one `key = value` a line, texts in double quotes");
            let source = std::sync::Arc::clone(&checker.source);
            checker.sink.push(fault.in_excerpt(&source, &fence.body));
            return None;
        }
    };
    // The widget's own scope: its variables and definitions shadow those of the lesson.
    let scope = checker.session.child(checker.scopes[fence.scope]);
    checker.scopes.push(scope);
    let document_scope = checker.scopes.len() - 1;
    let mut reader = Reader { checker, fence };
    let what = if kind == Kind::Widget { "the widget" } else { "the plot" };
    let mut fields = Fields::new(table, fence.span, what);

    let title = match kind {
        Kind::Widget => fields.require(&mut reader, "title", "\"What it shows\""),
        Kind::Plot => fields.take("title"),
    };
    let title = title.and_then(|value| reader.string(value, "title")).map_or(String::new(), |text| text.excerpt.text);
    let mut variables = Vec::new();
    if kind == Kind::Widget
        && let Some(value) = fields.take("vars")
    {
        variables = variables::read(&mut reader, scope, value);
    }
    let mut definitions = String::new();
    if let Some(text) = fields.take("define").and_then(|value| reader.string(value, "define")) {
        define(&mut reader, scope, &text);
        definitions = text.excerpt.text;
    }
    let mut claims = Vec::new();
    let mut unclaimed = 0;
    let mut readouts = Vec::new();
    if kind == Kind::Widget
        && let Some(list) = fields.take("readouts").and_then(|value| reader.list(value, "readouts"))
    {
        for value in list {
            if let Some(readout) =
                readouts::read(&mut reader, document_scope, value, first_claim + claims.len(), &mut unclaimed)
            {
                claims.push(readout.1);
                readouts.push(readout.0);
            }
        }
    }
    let mut views = Vec::new();
    let mut faulty = false;
    if let Some(list) = fields.take("view").and_then(|value| reader.list(value, "view")) {
        for value in list {
            match views::read(&mut reader, scope, value) {
                Some(view) => views.push(view),
                None => faulty = true,
            }
        }
    }
    let mut controls = Vec::new();
    if kind == Kind::Widget
        && let Some(list) = fields.take("control").and_then(|value| reader.list(value, "control"))
    {
        for value in list {
            controls.extend(controls::read(&mut reader, scope, &variables, value));
        }
    }
    fields.finish(&mut reader);
    if views.is_empty() && readouts.is_empty() && !faulty {
        let example = "[[view]]` with `kind = \"bars\"`, `\"nested-bars\"` or `\"curves\"";
        reader.fault(
            Fault::new(Code::Fence, reader.place(0..fence.body.text.len()), format!("{what} shows nothing"))
                .help(format!("add a view: `{example}`")),
        );
        return None;
    }
    Some(Built { widget: Widget { title, variables, definitions, readouts, views, controls }, claims, unclaimed })
}

/// `define = "Q = normal(mu, sigma)"`.
fn define(reader: &mut Reader<'_, '_>, scope: expr::ScopeId, text: &reader::Text) {
    let mut faults = Vec::new();
    let definitions = expr::parse_definitions(&mut faults, text.as_str());
    for fault in faults {
        let diagnostic = fault.in_excerpt(&reader.checker.source, &text.excerpt);
        reader.checker.sink.push(diagnostic);
    }
    let id = reader.checker.texts.add(&reader.checker.source, &text.excerpt);
    let mut located = reader.checker.session.define(scope, id, definitions);
    located.extend(reader.checker.session.check_definitions(scope));
    for located in located {
        let diagnostic = reader.checker.texts.diagnostic(located);
        reader.checker.sink.push(diagnostic);
    }
    reader.checker.check_obligations();
}
