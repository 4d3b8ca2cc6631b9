//! Calls: of distributions, of the lesson's functions, of built-in ones.

use std::rc::Rc;

use super::{Elaborator, count, in_call, inside, show, write, write_operand};
use crate::diagnostic::{Code, Fault, briefly, said};
use crate::expr::ast::{Argument, Definition, Expr, ExprKind, Name};
use crate::expr::distribution;
use crate::expr::functions::{self, Call, Function, Key, Keyed, Kind, Meaning, Presence, Written};
use crate::expr::graph::NodeId;
use crate::expr::session::{EntryId, Raised};
use crate::expr::value::{Distribution, Outcome, Quantity, Value};
use crate::number::{Rational, Unary};
use crate::source::Span;

impl Elaborator<'_> {
    pub(super) fn call(&mut self, callee: &Expr, arguments: &[Argument], span: Span) -> Raised<Value> {
        if let ExprKind::Name(name) = &callee.kind
            && !self.is_bound(name)
        {
            if let Some(id) = self.session.lookup(self.scope, name) {
                let definition = self.session.entry(id).definition.clone();
                if let Some(definition) = definition.filter(|definition| definition.parameters.is_some()) {
                    return self.call_defined(id, &definition, arguments, span);
                }
            } else if let Some(function) = functions::find(name) {
                return self.call_built_in(function, arguments, span);
            } else if super::is_constant(name) {
                return self.call_value(callee, arguments, span);
            } else {
                let fault = self.unknown(name, callee.span, true);
                return self.fail(fault);
            }
        }
        self.call_value(callee, arguments, span)
    }

    /// A distribution's mass or density.
    fn call_value(&mut self, callee: &Expr, arguments: &[Argument], span: Span) -> Raised<Value> {
        self.no_bars(arguments)?;
        let value = self.expr(callee)?;
        let distribution = match value {
            Value::Distribution(distribution) => distribution,
            other => {
                let headline = said!("{} can't be called", other.describe());
                let fault = Fault::new(Code::ExprType, callee.span, headline);
                let inner: Vec<String> = arguments.iter().map(|argument| write(&argument.value)).collect();
                let (of, inner) = (write_operand(callee), inner.join(", "));
                return self.fail(match other {
                    Value::List(_) => fault.help(said!("for an element write `{of}[{inner}]`")),
                    Value::Number(..) => fault.help(said!("to multiply write `{of}*({inner})`")),
                    _ => fault,
                });
            }
        };
        if let Some(key) = arguments.iter().find_map(|argument| argument.key.as_ref()) {
            let fault = Fault::new(Code::ExprType, key.span, "a distribution's arguments have no names");
            return self.fail(fault.help(said!("write `{}(x)`", write_operand(callee))));
        }
        match (&*distribution, arguments) {
            (Distribution::Joint(rows), [row, column]) => {
                let cell = [&row.value, &column.value];
                let mut place = [0usize; 2];
                let sizes = [rows.len(), rows.first().map_or(0, Vec::len)];
                for (index, expr) in cell.into_iter().enumerate() {
                    let what = if index == 0 { "a row" } else { "a column" };
                    let node = self.plain(expr, what)?;
                    let made = functions::integer(&self.session.bench, node, expr.span, what, false);
                    let n = self.place(made)?;
                    place[index] = usize::try_from(n).ok().filter(|n| (1..=sizes[index]).contains(n)).unwrap_or(0);
                    if place[index] == 0 {
                        let fault = Fault::new(Code::ExprDomain, expr.span, said!("there is no {} {n}", &what[2..]));
                        let note = said!("the table has {} and {}", count(sizes[0], "row"), count(sizes[1], "column"));
                        return self.fail(fault.note(note));
                    }
                }
                Ok(Value::Number(rows[place[0] - 1][place[1] - 1], Quantity::Plain))
            }
            (Distribution::Joint(rows), [one]) => match self.expr(&one.value)? {
                Value::List(cell) => {
                    let cell = functions::numbers(&cell).map(|(nodes, _)| nodes).unwrap_or_default();
                    let place: Option<Vec<usize>> = cell
                        .iter()
                        .map(|&node| self.session.bench.known_integer(node).and_then(|n| usize::try_from(n).ok()))
                        .collect();
                    let mass = match place.as_deref() {
                        Some(&[i, j]) => rows.get(i.wrapping_sub(1)).and_then(|row| row.get(j.wrapping_sub(1))),
                        _ => None,
                    };
                    match mass {
                        Some(&mass) => Ok(Value::Number(mass, Quantity::Plain)),
                        None => self.fail(Fault::new(Code::ExprDomain, one.value.span, "there is no such cell")),
                    }
                }
                _ => {
                    let fault = Fault::new(Code::ExprType, span, "a joint distribution takes a row and a column");
                    self.fail(fault.help(said!("write `{}(1, 2)`", write_operand(callee))))
                }
            },
            (_, [one]) => self.mass_at(&distribution, callee, &one.value, span),
            _ => {
                let headline = said!("a distribution takes 1 argument, not {}", arguments.len());
                self.fail(Fault::new(Code::ExprType, span, headline))
            }
        }
    }

    fn mass_at(&mut self, distribution: &Distribution, callee: &Expr, at: &Expr, span: Span) -> Raised<Value> {
        let has_labels = distribution.labels().next().is_some();
        let mut value = None;
        if let ExprKind::Name(name) = &at.kind
            && has_labels
            && !self.is_bound(name)
        {
            let is_label = distribution.labels().any(|label| label == name);
            let defined = self.session.lookup(self.scope, name).is_some();
            if is_label && defined {
                let headline = said!("`{name}` is an outcome here, and a definition of the lesson");
                let fault = Fault::new(Code::ExprDefinition, at.span, headline);
                return self.fail(fault.help("rename the definition or the outcome"));
            }
            if is_label || !defined {
                value = Some(Value::Label(name.clone()));
            }
        }
        let value = match value {
            Some(value) => value,
            None => self.expr(at)?,
        };
        match value {
            Value::Label(label) => {
                if let Distribution::Pmf(outcomes) = distribution {
                    let found = outcomes.iter().find(|(outcome, _)| *outcome == Outcome::Label(label.clone()));
                    if let Some((_, mass)) = found {
                        return Ok(Value::Number(*mass, Quantity::Plain));
                    }
                }
                let of = write_operand(callee);
                let fault = Fault::new(Code::ExprName, at.span, said!("`{of}` has no outcome `{label}`"));
                let labels: Vec<&str> = distribution.labels().map(|label| &**label).collect();
                let fault = match labels.is_empty() {
                    true => fault.note("its outcomes are numbers"),
                    false => fault.note(said!("its outcomes: {}", labels.join(", "))),
                };
                self.fail(match super::closest(&label, labels.iter().copied()) {
                    Some(meant) => fault.help(said!("did you mean `{of}({meant})`?")),
                    None => fault,
                })
            }
            Value::Number(node, Quantity::Plain) => {
                let made = distribution::at(&mut self.session.bench, distribution, node, at.span);
                self.place(made).map(|node| Value::Number(node, Quantity::Plain))
            }
            Value::List(_) => {
                let fault = Fault::new(Code::ExprType, at.span, "a distribution takes one outcome at a time");
                self.fail(fault.help(said!(
                    "for each: `[{}(x) for x in {}]`",
                    write_operand(callee),
                    write_operand(at)
                )))
            }
            other => {
                let headline = said!("{} is no outcome", other.describe());
                let _ = span;
                self.fail(Fault::new(Code::ExprType, at.span, headline))
            }
        }
    }

    /// `||` separates two distributions, and only there.
    fn no_bars(&self, arguments: &[Argument]) -> Raised<()> {
        match arguments.iter().find(|argument| argument.after_bars) {
            None => Ok(()),
            Some(argument) => {
                let fault = Fault::new(
                    Code::ExprSyntax,
                    argument.value.span,
                    "`||` stands between the arguments of `KL` and `JS` only",
                );
                self.fail(fault.help("for a disjunction write `or`"))
            }
        }
    }

    /// An argument of a lesson's function; the label of an outcome may be handed on.
    fn argument(&mut self, expr: &Expr) -> Raised<Value> {
        if let ExprKind::Name(name) = &expr.kind
            && !self.is_bound(name)
            && !super::is_constant(name)
            && self.session.lookup(self.scope, name).is_none()
            && self.session.labels(self.scope).iter().any(|(label, _)| label == name)
        {
            return Ok(Value::Label(name.clone()));
        }
        self.expr(expr)
    }

    /// A function of the lesson: its arguments are evaluated here, its body where it was written.
    fn call_defined(
        &mut self,
        id: EntryId,
        definition: &Rc<Definition>,
        arguments: &[Argument],
        span: Span,
    ) -> Raised<Value> {
        self.no_bars(arguments)?;
        if let Some(fault) = self.session.fault_of(id) {
            return Err(fault);
        }
        let parameters: Vec<Name> = definition.parameters.iter().flatten().map(|(name, _)| name.clone()).collect();
        let signature = || said!("{}({})", definition.name, parameters.join(", "));
        if arguments.len() != parameters.len() {
            let wanted = count(parameters.len(), "argument");
            let headline = said!("`{}` takes {wanted}, not {}", definition.name, arguments.len());
            return self.fail(Fault::new(Code::ExprType, span, headline).help(said!("call `{}`", signature())));
        }
        let mut values: Vec<Option<Value>> = vec![None; parameters.len()];
        for (index, argument) in arguments.iter().enumerate() {
            let position = match &argument.key {
                None => index,
                Some(key) => {
                    let known = match &key.kind {
                        ExprKind::Name(name) => parameters.iter().position(|parameter| parameter == name),
                        _ => None,
                    };
                    match known {
                        Some(position) => position,
                        None => {
                            let headline = said!("`{}` has no parameter `{}`", definition.name, write(key));
                            let fault = Fault::new(Code::ExprName, key.span, headline);
                            return self.fail(fault.help(said!("call `{}`", signature())));
                        }
                    }
                }
            };
            if values[position].is_some() {
                let headline = said!("`{}` is given twice", parameters[position]);
                return self.fail(Fault::new(Code::ExprType, argument.value.span, headline));
            }
            values[position] = Some(self.argument(&argument.value)?);
        }
        let bound: Vec<(Name, Value)> =
            parameters.iter().cloned().zip(values).filter_map(|(name, value)| Some((name, value?))).collect();
        let entry = self.session.entry(id);
        let (scope, text) = (entry.scope, entry.text);
        let outer_text = std::mem::replace(&mut self.session.bench.text, text);
        let outer_scope = std::mem::replace(&mut self.scope, scope);
        let outer_bound = std::mem::replace(&mut self.bound, bound);
        let result = self.expr(&definition.body);
        let bound = std::mem::replace(&mut self.bound, outer_bound);
        self.scope = outer_scope;
        self.session.bench.text = outer_text;
        result.map_err(|mut fault| {
            if fault.text == text && fault.fault.facts() < 4 {
                fault.fault = fault.fault.note(in_call(self.session, &definition.name, &bound));
            }
            fault
        })
    }

    /// A built-in function: arguments to parameters, kinds checked, then what the row says.
    fn call_built_in(&mut self, function: &'static Function, arguments: &[Argument], span: Span) -> Raised<Value> {
        if !function.takes_bars() {
            self.no_bars(arguments)?;
        }
        if function.name == "log" && arguments.len() == 1 {
            let fault = self.unknown("log", span, true);
            let x = write(&arguments[0].value);
            return self.fail(
                fault.help(said!("write `ln({x})`, `log2({x})` or `log10({x})`; `log({x}, base)` for any other base")),
            );
        }
        let parameters = function.parameters;
        let mut given: Vec<Option<Written<'_>>> = (0..parameters.len()).map(|_| None).collect();
        let mut window = None;
        let (mut rest, mut keyed) = (Vec::new(), Vec::new());
        let mut next = 0;
        for argument in arguments {
            let Some(key) = &argument.key else {
                let accepts = |p: &functions::Parameter| matches!(p.presence, Presence::Required | Presence::Optional);
                if parameters.get(next).is_some_and(accepts) {
                    let value = self.expr(&argument.value)?;
                    given[next] = Some(Written { value, expr: &argument.value });
                    next += 1;
                } else if parameters.iter().any(|p| p.presence == Presence::Rest) {
                    rest.push(Written { value: self.expr(&argument.value)?, expr: &argument.value });
                } else if parameters.iter().any(|p| matches!(p.presence, Presence::Labelled | Presence::Weighted)) {
                    return self.no_key(function, arguments, argument);
                } else {
                    let fault = functions::wrong_count(function, span, arguments.len());
                    return self.fail(*fault);
                }
                continue;
            };
            let named = match &key.kind {
                ExprKind::Name(name) => {
                    parameters.iter().position(|p| p.name == &**name && p.presence != Presence::Labelled)
                }
                _ => None,
            };
            let keyed_presence =
                parameters.iter().find(|p| matches!(p.presence, Presence::Labelled | Presence::Weighted));
            if let Some(presence) = keyed_presence.map(|p| p.presence) {
                keyed.push(self.keyed(key, argument, presence)?);
            } else if let Some(index) = named {
                if given[index].is_some() || window.is_some() && parameters[index].kind == Kind::Range {
                    let headline = said!("`{}` is given twice", parameters[index].name);
                    return self.fail(Fault::new(Code::ExprType, key.span, headline));
                }
                if parameters[index].kind == Kind::Range {
                    window = Some(self.window(&argument.value)?);
                } else {
                    given[index] = Some(Written { value: self.expr(&argument.value)?, expr: &argument.value });
                }
            } else {
                return self.no_parameter(function, key);
            }
        }
        let missing =
            parameters.iter().zip(&given).any(|(p, given)| p.presence == Presence::Required && given.is_none());
        if missing {
            let fault = functions::wrong_count(function, span, arguments.iter().filter(|a| !is_window(a)).count());
            return self.fail(*fault);
        }
        let mut typed = Vec::with_capacity(parameters.len());
        let mut exprs = Vec::with_capacity(parameters.len());
        for (parameter, written) in parameters.iter().zip(&given) {
            exprs.push(written.as_ref().map(|written| written.expr));
            typed.push(match (written, parameter.kind, window) {
                (Some(written), kind, _) => {
                    let made = functions::typed(&mut self.session.bench, function, kind, parameter.name, written);
                    (self.place(made)?, written.expr.span)
                }
                (None, Kind::Range, Some((from, to, span))) => (functions::Given::Range(from, to), span),
                (None, ..) => (functions::Given::Absent, span),
            });
        }
        let mut call = Call { bench: &mut self.session.bench, function, span, given: typed, rest, keyed, exprs };
        let made = match function.meaning {
            Meaning::Built(build) => build(&mut call),
            Meaning::Family(family) => call.family(family),
            Meaning::Unary(operation) => unary(&mut call, operation),
        };
        self.place(made)
    }

    fn no_parameter<T>(&self, function: &Function, key: &Expr) -> Raised<T> {
        briefly!(self.fail(Fault::new(Code::ExprName, key.span, "")));
        let headline = said!("`{}` has no parameter `{}`", function.name, inside(&write(key)));
        let fault = Fault::new(Code::ExprName, key.span, headline);
        let names = function.parameters.iter().map(|parameter| parameter.name);
        self.fail(match super::closest(&write(key), names) {
            Some(meant) => fault.help(said!("did you mean `{meant}`? Call `{}`", function.signature())),
            None => fault.help(said!("call `{}`", function.signature())),
        })
    }

    /// The fault of an argument without the outcome or weight that belongs before it.
    fn no_key<T>(&self, function: &Function, arguments: &[Argument], argument: &Argument) -> Raised<T> {
        briefly!(self.fail(Fault::new(Code::ExprType, argument.value.span, "")));
        let what = if function.name == "mixture" { "a weight" } else { "an outcome" };
        let headline = said!("{what} is missing before this argument of `{}`", function.name);
        let fault = Fault::new(Code::ExprType, argument.value.span, headline);
        let values: Vec<String> = arguments.iter().map(|argument| write(&argument.value)).collect();
        self.fail(match function.name {
            "pmf" => fault.help(said!(
                "name the outcomes, `pmf(a: {}, …)`, or give a list, `pmf([{}])`",
                values[0],
                values.join(", ")
            )),
            _ => fault.help(said!("call `{}`", function.signature())),
        })
    }

    /// The ends of `on: a..b`.
    fn window(&mut self, range: &Expr) -> Raised<(NodeId, NodeId, Span)> {
        let (from, to) = self.real_range(range)?;
        let graph = &self.session.bench.graph;
        let empty = match (graph.as_rational(from), graph.as_rational(to)) {
            (Some(from), Some(to)) => from >= to,
            _ => graph.as_infinity(from) == Some(true) || graph.as_infinity(to) == Some(false),
        };
        if empty {
            let fault = Fault::new(Code::ExprDomain, range.span, "this window is empty");
            return self.fail(fault.note("it ends before it starts"));
        }
        Ok((from, to, range.span))
    }

    /// `label: mass` of a pmf, `weight: distribution` of a mixture.
    fn keyed<'a>(&mut self, key: &'a Expr, argument: &'a Argument, presence: Presence) -> Raised<Keyed<'a>> {
        let key_span = key.span;
        let name = match (&key.kind, presence) {
            (ExprKind::Name(name), Presence::Labelled) => Some(name),
            _ => None,
        };
        let key = match name {
            Some(name) => {
                if self.session.lookup(self.scope, name).is_some() {
                    let headline = said!("the outcome `{name}` has the name of a definition");
                    let fault = Fault::new(Code::ExprDefinition, key_span, headline);
                    return self.fail(fault.help("rename the definition or the outcome, so that `P(…)` is clear"));
                }
                Key::Label(name.clone())
            }
            None => {
                let what = if presence == Presence::Weighted { "a weight" } else { "an outcome" };
                Key::Number(self.plain(key, what)?)
            }
        };
        let value = self.expr(&argument.value)?;
        Ok(Keyed { key, key_span, argument: Written { value, expr: &argument.value } })
    }
}

fn is_window(argument: &Argument) -> bool {
    matches!(argument.key.as_ref().map(|key| &key.kind), Some(ExprKind::Name(name)) if &**name == "on")
}

/// One operation on a plain number.
fn unary(call: &mut Call<'_>, operation: Unary) -> Result<Value, Box<Fault>> {
    let node = call.plain(0)?;
    if let Some(x) = call.bench.graph.as_rational(node)
        && !in_domain(operation, x)
    {
        let headline = said!("`{}` isn't defined at {}", call.function.name, show(x));
        let fault = Fault::new(Code::ExprDomain, call.at(0), headline);
        return Err(fault.note(said!("its domain: {}", call.function.domain)).into());
    }
    Ok(Value::Number(call.bench.graph.unary(operation, node), Quantity::Plain))
}

fn in_domain(operation: Unary, x: &Rational) -> bool {
    match operation {
        Unary::Ln => *x > Rational::ZERO,
        Unary::Sqrt => *x >= Rational::ZERO,
        Unary::Asin | Unary::Acos => *x >= -Rational::ONE && *x <= Rational::ONE,
        Unary::Gamma | Unary::LnGamma | Unary::Digamma => !x.is_int() || *x > Rational::ZERO,
        _ => true,
    }
}
