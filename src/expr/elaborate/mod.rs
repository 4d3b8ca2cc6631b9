//! Expressions to values: names, units, labels, lists, distributions and functions are resolved
//! away, and what remains are numbers that are nodes of the graph.

mod arithmetic;
mod binder;
mod call;
mod compare;
mod literal;
mod names;
mod write;

pub(crate) use compare::shared;
pub(crate) use literal::literals;
pub(crate) use names::{closest, free_names};
pub(crate) use write::{count, show, unit_name, write, write_operand};

use super::ast::{Binder, Comparison, Expr, ExprKind, Infix, InformationUnit, Name, Prefix};
use super::bench::Made;
use super::formula::Formula;
use super::functions;
use super::graph::{Graph, Node, NodeId};
use super::session::{LocatedFault, Raised, ScopeId, Session, TextId, shown};
use super::value::{Outcome, Quantity, Value};
use crate::diagnostic::{Code, Fault, briefly, said};
use crate::number::{Binary, Constant, Unary};
use crate::source::Span;

/// How deep elaboration nests: expressions in expressions, and the bodies of functions in calls.
const MAX_DEPTH: usize = 200;

/// The constants.
const CONSTANTS: [&str; 3] = ["pi", "e", "inf"];

/// Whether the language knows the name as a constant.
pub(crate) fn is_constant(name: &str) -> bool {
    CONSTANTS.contains(&name)
}

/// Turns the expressions of one scope into values.
pub(crate) struct Elaborator<'s> {
    session: &'s mut Session,
    scope: ScopeId,
    /// The names that binders and calls have bound, innermost last.
    bound: Vec<(Name, Value)>,
    depth: usize,
}

impl<'s> Elaborator<'s> {
    /// For expressions of `text` in `scope`.
    pub(crate) fn new(session: &'s mut Session, scope: ScopeId, text: TextId) -> Self {
        session.bench.text = text;
        Self { session, scope, bound: Vec::new(), depth: 0 }
    }

    /// A fault in the text at hand.
    fn here(&self, fault: Fault) -> Box<LocatedFault> {
        Box::new(LocatedFault { text: self.session.bench.text, fault })
    }

    fn place<T>(&self, made: Made<T>) -> Raised<T> {
        made.map_err(|fault| self.here(*fault))
    }

    fn fail<T>(&self, fault: Fault) -> Raised<T> {
        Err(self.here(fault))
    }

    fn spend(&mut self, units: u64, span: Span) -> Raised<()> {
        let made = self.session.bench.spend(units, span);
        self.place(made)
    }

    /// The value of an expression.
    pub(crate) fn expr(&mut self, expr: &Expr) -> Raised<Value> {
        self.spend(1, expr.span)?;
        if self.depth >= MAX_DEPTH {
            let fault = Fault::new(Code::ExprLimit, expr.span, "this nests too deep");
            return self.fail(fault.note(said!("expressions and calls nest at most {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let value = self.kind(expr);
        self.depth -= 1;
        value
    }

    fn kind(&mut self, expr: &Expr) -> Raised<Value> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Number(x) => {
                let node = self.session.bench.graph.rational(x.clone());
                Ok(Value::Number(node, Quantity::Plain))
            }
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Quantity(x, unit) => self.quantity(x, *unit),
            ExprKind::InUnit(x, unit) => self.in_unit(x, *unit),
            ExprKind::Prefix(prefix, x) => self.prefix(*prefix, x),
            ExprKind::Infix(Infix::And, x, y) => self.junction(x, y, Binary::And),
            ExprKind::Infix(Infix::Or, x, y) => self.junction(x, y, Binary::Or),
            ExprKind::Infix(infix, x, y) => {
                let (left, right) = (self.expr(x)?, self.expr(y)?);
                let made = arithmetic::infix(&mut self.session.bench, *infix, (&left, x), (&right, y), span);
                self.place(made)
            }
            ExprKind::Comparison(first, rest) => self.comparison(first, rest, span),
            ExprKind::Call(callee, arguments) => self.call(callee, arguments, span),
            ExprKind::Index(list, index) => self.index(list, index),
            ExprKind::List(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for element in elements {
                    values.push(self.expr(element)?);
                }
                self.list(values, span)
            }
            ExprKind::Tuple(_) => {
                let fault = Fault::new(Code::ExprType, span, "several values where one is wanted");
                self.fail(fault.help(said!("for a list write `[{}]`", inside(&write(expr)))))
            }
            ExprKind::Comprehension(body, binding) => self.comprehension(body, binding, span),
            ExprKind::Binder(binder, bindings, body) => match binder {
                Binder::Integral => self.integral(bindings, body),
                Binder::Argmin | Binder::Argmax => self.optimum(*binder, bindings, body, span),
                _ => self.reduction(*binder, bindings, body, span),
            },
            ExprKind::Range(from, to) => {
                let fault = Fault::new(Code::ExprType, span, "a range where a value is wanted");
                let list = said!("[k for k in {}..{}]", write(from), write(to));
                self.fail(fault.help(said!("for a list of integers write `{list}`")))
            }
            ExprKind::If(condition, yes, no) => self.conditional(condition, yes, no, span),
        }
    }

    /// A list, unless lists are nested too deep.
    fn list(&mut self, values: Vec<Value>, span: Span) -> Raised<Value> {
        self.spend(values.len() as u64, span)?;
        let list = Value::List(values.into());
        let mut pending = vec![(&list, 0usize)];
        while let Some((value, depth)) = pending.pop() {
            let Value::List(elements) = value else { continue };
            let made = self.session.bench.spend(elements.len() as u64 / 8, span);
            if let Err(fault) = made {
                return self.fail(*fault);
            }
            if depth > 12 {
                return self.fail(Fault::new(Code::ExprLimit, span, "lists nest at most 12 deep"));
            }
            // Only lists are looked into, one of several that are the same.
            let mut last: Option<*const Value> = None;
            for element in elements.iter() {
                if let Value::List(inner) = element {
                    let this = inner.as_ptr();
                    if last != Some(this) {
                        pending.push((element, depth + 1));
                    }
                    last = Some(this);
                }
            }
        }
        Ok(list)
    }

    fn constant(&mut self, name: &str) -> Option<Value> {
        let constant = match name {
            "pi" => Constant::Pi,
            "e" => Constant::E,
            "inf" => Constant::Infinity,
            _ => return None,
        };
        Some(Value::Number(self.session.bench.graph.add(Node::Constant(constant)), Quantity::Plain))
    }

    /// What a name stands for: bound names, then definitions, then constants.
    fn name(&mut self, name: &Name, span: Span) -> Raised<Value> {
        if let Some((_, value)) = self.bound.iter().rev().find(|(bound, _)| bound == name) {
            return Ok(value.clone());
        }
        if let Some(id) = self.session.lookup(self.scope, name) {
            let parameters = self.session.entry(id).definition.as_ref().and_then(|d| d.parameters.clone());
            if let Some(parameters) = parameters {
                let names: Vec<&str> = parameters.iter().map(|(name, _)| &**name).collect();
                let fault = Fault::new(Code::ExprType, span, said!("`{name}` is a function, not a value"));
                return self.fail(fault.help(said!("call it: `{name}({})`", names.join(", "))));
            }
            return self.session.value(id);
        }
        if let Some(value) = self.constant(name) {
            return Ok(value);
        }
        let fault = self.unknown(name, span, false);
        self.fail(fault)
    }

    fn is_bound(&self, name: &Name) -> bool {
        self.bound.iter().any(|(bound, _)| bound == name)
    }

    /// The fault of a name that means nothing here.
    pub(crate) fn unknown(&self, name: &str, span: Span, called: bool) -> Fault {
        briefly!(Fault::new(Code::ExprName, span, ""));
        if name == "log" {
            return Fault::new(Code::ExprName, span, "`log` doesn't say to which base")
                .help("write `ln(x)`, `log2(x)` or `log10(x)`; `log(x, base)` for any other base");
        }
        if let Some(function) = functions::find(name) {
            return Fault::new(Code::ExprType, span, said!("`{name}` is a function, not a value"))
                .help(said!("call it: `{}`", function.signature()));
        }
        let fault = Fault::new(Code::ExprName, span, said!("unknown name `{name}`"));
        let labels = self.session.labels(self.scope);
        if let Some((label, owner)) = labels.iter().find(|(label, _)| &**label == name) {
            return fault
                .note(said!("`{label}` is an outcome of `{owner}`, and means something only there"))
                .help(said!("for its mass write `{owner}({label})`"));
        }
        if let Some(function) = functions::foreign(name) {
            return fault.help(said!("it is called `{}` here: `{}`", function.name, function.signature()));
        }
        let names = self.session.names(self.scope);
        let built_in = functions::reference().flat_map(|row| std::iter::once(&row.name).chain(row.aliases)).copied();
        let bound = self.bound.iter().map(|(name, _)| &**name);
        let known = names.iter().map(|name| &**name).chain(bound).chain(built_in).chain(CONSTANTS);
        match closest(name, known.chain(labels.iter().map(|(label, _)| &**label))) {
            Some(meant) => fault.help(said!("did you mean `{meant}`?")),
            None if called => fault.note("it is no function of the lesson and no built-in one"),
            None => fault.help(said!("define it in a `calc` block: `{name} = …`")),
        }
    }

    /// A plain number.
    fn plain(&mut self, expr: &Expr, what: &str) -> Raised<NodeId> {
        match self.expr(expr)? {
            Value::Number(node, Quantity::Plain) => Ok(node),
            Value::Number(_, Quantity::Information) => {
                let fault = Fault::new(Code::ExprUnit, expr.span, said!("{what} must be a plain number"))
                    .label("a quantity of information");
                self.fail(fault.help(said!("name the unit of the number: `{} in bits`", write_operand(expr))))
            }
            other => {
                let headline = said!("{what} must be a number, not {}", other.describe());
                self.fail(Fault::new(Code::ExprType, expr.span, headline))
            }
        }
    }

    /// A truth value.
    fn truth(&mut self, expr: &Expr, what: &str) -> Raised<NodeId> {
        match self.expr(expr)? {
            Value::Truth(node) => Ok(node),
            other => {
                let headline = said!("{what} must be true or false, not {}", other.describe());
                self.fail(Fault::new(Code::ExprType, expr.span, headline).help("compare it: `x > 0`"))
            }
        }
    }

    /// ln 2, 1 or ln 10: how many nats a unit is.
    fn nats(&mut self, unit: InformationUnit) -> NodeId {
        let graph = &mut self.session.bench.graph;
        let base = match unit {
            InformationUnit::Nats => return graph.integer(1),
            InformationUnit::Bits => graph.integer(2),
            InformationUnit::Bans => graph.integer(10),
        };
        graph.unary(Unary::Ln, base)
    }

    fn quantity(&mut self, x: &Expr, unit: InformationUnit) -> Raised<Value> {
        let value = self.expr(x)?;
        let Value::Number(node, Quantity::Plain) = value else {
            let name = unit_name(unit);
            let headline = said!("`{name}` after {}", value.describe());
            let fault = Fault::new(Code::ExprUnit, x.span, headline);
            return self.fail(match value {
                Value::Number(..) => fault.help(said!("for the plain number write `{} in {name}`", write(x))),
                _ => fault.note("a unit stands after a plain number"),
            });
        };
        let factor = self.nats(unit);
        let node = self.session.bench.graph.binary(Binary::Multiply, node, factor);
        Ok(Value::Number(node, Quantity::Information))
    }

    fn in_unit(&mut self, x: &Expr, unit: InformationUnit) -> Raised<Value> {
        let value = self.expr(x)?;
        let factor = self.nats(unit);
        self.in_unit_of(value, factor, x, unit)
    }

    fn in_unit_of(&mut self, value: Value, factor: NodeId, x: &Expr, unit: InformationUnit) -> Raised<Value> {
        match value {
            Value::Number(node, quantity) => {
                let zero = self.session.bench.graph.is_integer(node, 0);
                if quantity == Quantity::Plain && !zero {
                    let name = unit_name(unit);
                    let headline = said!("`in {name}` of a plain number");
                    let fault = Fault::new(Code::ExprUnit, x.span, headline).label("this has no unit");
                    return self.fail(fault.help(said!("leave `in {name}` out")));
                }
                let node = self.session.bench.graph.binary(Binary::Divide, node, factor);
                Ok(Value::Number(node, Quantity::Plain))
            }
            Value::List(elements) => {
                let mut converted = Vec::with_capacity(elements.len());
                for element in elements.iter() {
                    self.spend(1, x.span)?;
                    converted.push(self.in_unit_of(element.clone(), factor, x, unit)?);
                }
                Ok(Value::List(converted.into()))
            }
            other => {
                let headline = said!("`in {}` of {}", unit_name(unit), other.describe());
                self.fail(Fault::new(Code::ExprType, x.span, headline))
            }
        }
    }

    fn prefix(&mut self, prefix: Prefix, x: &Expr) -> Raised<Value> {
        if prefix == Prefix::Not {
            let node = self.truth(x, "what follows `not`")?;
            return Ok(Value::Truth(self.session.bench.graph.unary(Unary::Not, node)));
        }
        let value = self.expr(x)?;
        let made = arithmetic::signed(&mut self.session.bench, prefix, &value, x);
        self.place(made)
    }

    /// `and`, `or`: the right side is looked at only where the left one doesn't settle it.
    fn junction(&mut self, x: &Expr, y: &Expr, operation: Binary) -> Raised<Value> {
        let what = if operation == Binary::And { "a side of `and`" } else { "a side of `or`" };
        let left = self.truth(x, what)?;
        if let Some(known) = self.session.bench.known_truth(left) {
            return match (operation, known) {
                (Binary::And, false) | (Binary::Or, true) => {
                    Ok(Value::Truth(self.session.bench.graph.integer(i64::from(known))))
                }
                _ => self.truth(y, what).map(Value::Truth),
            };
        }
        let right = self.truth(y, what)?;
        Ok(Value::Truth(self.session.bench.graph.binary(operation, left, right)))
    }

    fn comparison(&mut self, first: &Expr, rest: &[(Comparison, Expr)], span: Span) -> Raised<Value> {
        let mut left = (self.comparand(first, rest.first().map(|(_, right)| right))?, first);
        let mut all = Vec::with_capacity(rest.len());
        for (sign, right) in rest {
            let value = self.comparand(right, Some(left.1))?;
            let made = compare::compare(&mut self.session.bench, *sign, (&left.0, left.1), (&value, right), span);
            all.push(self.place(made)?);
            left = (value, right);
        }
        let mut node = None;
        for truth in all {
            node = Some(match node {
                None => truth,
                Some(so_far) => self.session.bench.graph.binary(Binary::And, so_far, truth),
            });
        }
        Ok(Value::Truth(node.unwrap_or_else(|| self.session.bench.graph.integer(1))))
    }

    /// A side of a comparison. Beside an outcome a bare name is a label: `if(x == heads, 1, 0)`.
    fn comparand(&mut self, expr: &Expr, other: Option<&Expr>) -> Raised<Value> {
        if let (ExprKind::Name(name), Some(Expr { kind: ExprKind::Name(other), .. })) = (&expr.kind, other) {
            let beside = self.bound.iter().rev().find(|(bound, _)| bound == other);
            let free = !self.is_bound(name) && self.session.lookup(self.scope, name).is_none();
            if free && matches!(beside, Some((_, Value::Label(_)))) {
                return Ok(Value::Label(name.clone()));
            }
        }
        self.expr(expr)
    }

    fn conditional(&mut self, condition: &Expr, yes: &Expr, no: &Expr, span: Span) -> Raised<Value> {
        let node = self.truth(condition, "the condition")?;
        if let Some(known) = self.session.bench.known_truth(node) {
            return self.expr(if known { yes } else { no });
        }
        let (a, b) = (self.expr(yes)?, self.expr(no)?);
        let made = compare::select(&mut self.session.bench, node, (&a, yes), (&b, no), span);
        self.place(made)
    }

    /// `v[k]`, from 1.
    fn index(&mut self, list: &Expr, index: &Expr) -> Raised<Value> {
        let value = self.expr(list)?;
        let elements = match &value {
            Value::List(elements) => elements.clone(),
            Value::Distribution(_) => {
                let fault = Fault::new(Code::ExprType, list.span, "a distribution has no elements");
                let help = said!("for the mass of an outcome write `{}({})`", write_operand(list), write(index));
                return self.fail(fault.help(help));
            }
            other => {
                let headline = said!("{} has no elements", other.describe());
                return self.fail(Fault::new(Code::ExprType, list.span, headline));
            }
        };
        let node = self.plain(index, "an index")?;
        if self.session.bench.known(node).is_none() && !elements.is_empty() && elements.len() <= 256 {
            return self.chosen(&elements, node, list, index);
        }
        let made = functions::integer(&self.session.bench, node, index.span, "an index", false);
        let position = self.place(made)?;
        let element = usize::try_from(position).ok().and_then(|n| n.checked_sub(1)).and_then(|n| elements.get(n));
        match element {
            Some(element) => Ok(element.clone()),
            None => {
                let headline = said!("there is no element {position}");
                let length = count(elements.len(), "element");
                let fault = Fault::new(Code::ExprDomain, index.span, headline);
                let note = said!("`{}` has {length}, counted from 1", write(list));
                self.fail(fault.note(note))
            }
        }
    }

    /// The element whose number is known only when the graph is evaluated.
    fn chosen(&mut self, elements: &[Value], node: NodeId, list: &Expr, index: &Expr) -> Raised<Value> {
        let mut quantity = None;
        let mut chosen = self.session.bench.graph.undefined("there is no such element");
        for (position, element) in elements.iter().enumerate().rev() {
            let Value::Number(element, this) = element else {
                let what = "an index that depends on a variable needs a list of numbers";
                return self.fail(Fault::new(Code::ExprType, index.span, what));
            };
            if *quantity.get_or_insert(*this) != *this {
                let what = "the list mixes plain numbers and quantities of information";
                return self.fail(Fault::new(Code::ExprUnit, list.span, what));
            }
            let f = Formula::new(&mut self.session.bench.graph);
            let here = f.term(node).binary(Binary::Equal, f.integer(position as i64 + 1));
            chosen = here.choose(f.term(*element), f.term(chosen)).id();
        }
        Ok(Value::Number(chosen, quantity.unwrap_or(Quantity::Plain)))
    }
}

/// The text between the outermost parentheses.
fn inside(text: &str) -> &str {
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text)
}

/// What an outcome is as a value.
fn outcome_value(outcome: &Outcome, graph: &mut Graph) -> Value {
    match outcome {
        Outcome::Label(name) => Value::Label(name.clone()),
        Outcome::Number(node) => Value::Number(*node, Quantity::Plain),
        Outcome::Cell(i, j) => {
            let cell = [*i, *j].map(|n| Value::Number(graph.integer(n as i64), Quantity::Plain));
            Value::List(cell.to_vec().into())
        }
    }
}

/// The arguments of a call, as a note of the fault inside its function.
fn in_call(session: &Session, name: &str, arguments: &[(Name, Value)]) -> String {
    briefly!(String::new());
    let shown: Vec<String> =
        arguments.iter().map(|(parameter, value)| said!("{parameter} = {}", shown(session.graph(), value))).collect();
    said!("in the call of `{name}` with {}", shown.join(", "))
}

#[cfg(test)]
mod tests;
