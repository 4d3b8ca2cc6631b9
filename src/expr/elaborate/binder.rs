//! Words that bind a name: sums and the like over integers, lists and distributions, integrals and
//! optima over real ranges, comprehensions.

use std::rc::Rc;

use dashu_base::Signed;

use super::compare::shared;
use super::write::binder_name;
use super::{Elaborator, outcome_value, write};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::ast::{Binder, Binding, Expr, ExprKind};
use crate::expr::bench::Ends;
use crate::expr::closed_series::closed_sum;
use crate::expr::distribution;
use crate::expr::functions;
use crate::expr::graph::{Node, NodeId, Variable};
use crate::expr::session::Raised;
use crate::expr::value::{Distribution, Quantity, Value};
use crate::number::{Binary, Nary, Rational, Unary};
use crate::source::Span;

/// Ranges of more integers than this become one reduction node where their body allows it.
const UNROLLED: i64 = 1000;

/// The most integers that a range may have where it must be unrolled.
const MAX_UNROLLED: i64 = 200_000;

/// What a binder over discrete values runs over.
enum Domain {
    Integers(i64, Option<i64>),
    Values(Vec<Value>),
}

impl Elaborator<'_> {
    /// `sum(k in 1..n: body)` and its kin.
    pub(super) fn reduction(&mut self, binder: Binder, bindings: &[Binding], body: &Expr, span: Span) -> Raised<Value> {
        let Some((binding, inner)) = bindings.split_first() else { return self.expr(body) };
        match self.domain(binder, &binding.domain)? {
            Domain::Values(values) => self.each(binder, binding, values, inner, body, span),
            Domain::Integers(from, Some(to)) if to.saturating_sub(from) < UNROLLED => {
                let values = self.integers(from, to);
                self.each(binder, binding, values, inner, body, span)
            }
            Domain::Integers(from, to) => {
                let (depth, level) = (self.depth, self.session.bench.level());
                let symbolic = self.symbolic(binder, binding, (from, to), inner, body, span);
                let fault = match symbolic {
                    Ok(value) => return Ok(value),
                    Err(fault) => fault,
                };
                (self.depth, _) = (depth, self.session.bench.close_to(level));
                match to {
                    Some(to) if to.saturating_sub(from) < MAX_UNROLLED && fault.fault.code != Code::ExprLimit => {
                        let values = self.integers(from, to);
                        self.each(binder, binding, values, inner, body, span)
                    }
                    _ => Err(fault),
                }
            }
        }
    }

    fn integers(&mut self, from: i64, to: i64) -> Vec<Value> {
        (from..=to).map(|k| Value::Number(self.session.bench.graph.integer(k), Quantity::Plain)).collect()
    }

    /// Elaborates the body for each value and combines.
    fn each(
        &mut self,
        binder: Binder,
        binding: &Binding,
        values: Vec<Value>,
        inner: &[Binding],
        body: &Expr,
        span: Span,
    ) -> Raised<Value> {
        let mut results = Vec::with_capacity(values.len());
        for value in values {
            self.spend(1, span)?;
            self.bound.push((binding.name.clone(), value));
            let result = self.reduction(binder, inner, body, span);
            self.bound.pop();
            let result = result?;
            // `all` and `any` end with the first that settles them.
            if let Value::Truth(node) = result {
                let settled = match binder {
                    Binder::All => Some(false),
                    Binder::Any => Some(true),
                    _ => None,
                };
                if settled.is_some() && self.session.bench.known_truth(node) == settled {
                    return Ok(Value::Truth(self.session.bench.graph.integer(i64::from(settled == Some(true)))));
                }
            }
            results.push(result);
        }
        self.combine(binder, results, body, span)
    }

    fn combine(&mut self, binder: Binder, results: Vec<Value>, body: &Expr, span: Span) -> Raised<Value> {
        let word = binder_name(binder);
        if let Binder::All | Binder::Any = binder {
            let (operation, neutral) = if binder == Binder::All { (Binary::And, 1) } else { (Binary::Or, 0) };
            let mut node = self.session.bench.graph.integer(neutral);
            for result in results {
                let Value::Truth(truth) = result else { return self.no_truth(word, &result, body) };
                node = if self.session.bench.graph.is_integer(node, neutral) {
                    truth
                } else {
                    self.session.bench.graph.binary(operation, node, truth)
                };
            }
            return Ok(Value::Truth(node));
        }
        if let (Binder::Sum, Some(Value::List(_))) = (binder, results.first()) {
            return self.sum_of_lists(results, body, span);
        }
        let mut numbers = Vec::with_capacity(results.len());
        for result in results {
            let Value::Number(node, quantity) = result else {
                let headline = said!("`{word}` of {}", result.describe());
                let fault = Fault::new(Code::ExprType, body.span, headline);
                return self.fail(match result {
                    Value::Truth(_) => {
                        fault.help("to count write `if(…, 1, 0)`; to ask of every one `all`, of one `any`")
                    }
                    _ => fault.note("numbers are wanted"),
                });
            };
            numbers.push((node, quantity, body));
        }
        if numbers.is_empty() && matches!(binder, Binder::Min | Binder::Max) {
            return self.fail(Fault::new(Code::ExprDomain, span, said!("`{word}` over nothing")));
        }
        let made = shared(&self.session.bench, &numbers, span);
        let quantity = self.place(made)?;
        if binder == Binder::Product && quantity == Quantity::Information && numbers.len() > 1 {
            let fault = Fault::new(Code::ExprUnit, body.span, "a product of quantities of information has no meaning");
            return self.fail(fault.help(said!("take numbers: `({}) in nats`", write(body))));
        }
        let nodes = numbers.into_iter().map(|(node, ..)| node).collect();
        let node = self.session.bench.graph.nary(operation(binder), nodes);
        Ok(Value::Number(node, quantity))
    }

    fn sum_of_lists(&mut self, results: Vec<Value>, body: &Expr, span: Span) -> Raised<Value> {
        let mut results = results.into_iter();
        let Some(mut sum) = results.next() else { return self.list(Vec::new(), span) };
        for result in results {
            let bench = &mut self.session.bench;
            let infix = crate::expr::ast::Infix::Add;
            let made = super::arithmetic::infix(bench, infix, (&sum, body), (&result, body), span);
            sum = self.place(made)?;
        }
        Ok(sum)
    }

    fn no_truth<T>(&self, word: &str, value: &Value, body: &Expr) -> Raised<T> {
        let headline = said!("`{word}` asks what is true, and this is {}", value.describe());
        self.fail(Fault::new(Code::ExprType, body.span, headline).help("compare it: `x > 0`"))
    }

    /// One reduction node over a range of integers, finite or not.
    fn symbolic(
        &mut self,
        binder: Binder,
        binding: &Binding,
        (from, to): (i64, Option<i64>),
        inner: &[Binding],
        body: &Expr,
        span: Span,
    ) -> Raised<Value> {
        let ends = Ends { low: Some(from.into()), high: to.map(Rational::from), integers: true };
        let (variable, result) = self.within(binding, ends, |this| this.reduction(binder, inner, body, span));
        let (reduced, truth, quantity) = match (binder, result?) {
            (Binder::All | Binder::Any, Value::Truth(node)) => (node, true, Quantity::Plain),
            (Binder::All | Binder::Any, other) => return self.no_truth(binder_name(binder), &other, body),
            (_, Value::Number(node, quantity)) => (node, false, quantity),
            (_, other) => {
                let headline =
                    said!("`{}` over so long a range needs a number, not {}", binder_name(binder), other.describe());
                return self.fail(Fault::new(Code::ExprType, body.span, headline));
            }
        };
        if binder == Binder::Product && quantity == Quantity::Information {
            let headline = "a product of quantities of information has no meaning";
            return self.fail(Fault::new(Code::ExprUnit, body.span, headline));
        }
        let graph = &mut self.session.bench.graph;
        if let (Binder::Sum, None, false) = (binder, to, truth)
            && let Some(sum) = closed_sum(graph, variable, from, reduced)
        {
            return Ok(Value::Number(graph.rational(sum), quantity));
        }
        let (variables, reduced) = graph.bind(&[variable], reduced);
        let variable = variables.first().copied().unwrap_or(variable);
        let node = graph.add(Node::Reduction { operation: operation(binder), variable, from, to, body: reduced });
        Ok(if truth { Value::Truth(node) } else { Value::Number(node, quantity) })
    }

    /// Runs `make` with a variable open and its name bound.
    fn within<T>(
        &mut self,
        binding: &Binding,
        ends: Ends,
        make: impl FnOnce(&mut Self) -> Raised<T>,
    ) -> (Variable, Raised<T>) {
        let (level, names) = (self.session.bench.level(), self.bound.len());
        let variable = self.session.bench.open(ends);
        let node = self.session.bench.graph.add(Node::Variable(variable));
        self.bound.push((binding.name.clone(), Value::Number(node, Quantity::Plain)));
        let result = make(self);
        self.bound.truncate(names);
        self.session.bench.close_to(level);
        (variable, result)
    }

    /// What a binder over discrete values runs over.
    fn domain(&mut self, binder: Binder, domain: &Expr) -> Raised<Domain> {
        if let ExprKind::Range(from, to) = &domain.kind {
            let first = self.plain(from, "the start of a range")?;
            let last = self.plain(to, "the end of a range")?;
            let word = binder_name(binder);
            for (node, end) in [(first, from), (last, to)] {
                let whole = self.session.bench.known(node).is_none_or(|x| x.is_int());
                if !whole && matches!(binder, Binder::Min | Binder::Max) {
                    let fault = Fault::new(Code::ExprDomain, end.span, said!("`{word}` runs over integers"));
                    let arg = if binder == Binder::Min { "argmin" } else { "argmax" };
                    return self.fail(fault.help(said!("for the best point of a real range there is `{arg}`")));
                }
            }
            let bench = &self.session.bench;
            if bench.graph.as_infinity(first).is_some() {
                let fault = Fault::new(Code::ExprType, from.span, "a range of integers starts somewhere");
                return self.fail(fault.help("split it in two: `1..inf` of `f(k)`, and of `f(-k)`"));
            }
            let made = functions::integer(bench, first, from.span, "the start of a range of integers", false);
            let start = self.place(made)?;
            match self.session.bench.graph.as_infinity(last) {
                Some(true) => return Ok(Domain::Integers(start, None)),
                Some(false) => return Ok(Domain::Values(Vec::new())),
                None => {}
            }
            let made = functions::integer(&self.session.bench, last, to.span, "the end of a range of integers", false);
            return Ok(Domain::Integers(start, Some(self.place(made)?)));
        }
        match self.expr(domain)? {
            Value::List(elements) => Ok(Domain::Values(elements.to_vec())),
            Value::Distribution(distribution) => self.outcomes(&distribution, domain.span).map(Domain::Values),
            other => {
                let headline = said!("{} can't be run over", other.describe());
                let fault = Fault::new(Code::ExprType, domain.span, headline);
                let fault = fault.note("a name runs over a range `1..n`, a list or a distribution");
                self.fail(match other {
                    Value::Number(..) => fault.help(said!("write `1..{}`", write(domain))),
                    _ => fault,
                })
            }
        }
    }

    fn outcomes(&mut self, distribution: &Rc<Distribution>, span: Span) -> Raised<Vec<Value>> {
        let made = distribution::finite(&mut self.session.bench, distribution, span);
        match self.place(made)? {
            Some(outcomes) => {
                let graph = &mut self.session.bench.graph;
                Ok(outcomes.iter().map(|(outcome, _)| outcome_value(outcome, graph)).collect())
            }
            None => {
                let fault = Fault::new(Code::ExprType, span, "this distribution has infinitely many outcomes");
                let help = if distribution.is_continuous() {
                    "write an integral: `integral(x in -6..6: …)`"
                } else {
                    "name the range: `k in 0..inf`"
                };
                self.fail(fault.help(help))
            }
        }
    }

    /// `[f(k) for k in 1..n]`.
    pub(super) fn comprehension(&mut self, body: &Expr, binding: &Binding, span: Span) -> Raised<Value> {
        let values = match self.domain(Binder::Sum, &binding.domain)? {
            Domain::Values(values) => values,
            Domain::Integers(from, Some(to)) if to.saturating_sub(from) < MAX_UNROLLED => self.integers(from, to),
            Domain::Integers(..) => {
                let fault = Fault::new(Code::ExprLimit, binding.domain.span, "too many elements for a list");
                return self.fail(fault.note(said!("a list has at most {MAX_UNROLLED}")));
            }
        };
        let mut elements = Vec::with_capacity(values.len());
        for value in values {
            self.bound.push((binding.name.clone(), value));
            let element = self.expr(body);
            self.bound.pop();
            elements.push(element?);
        }
        self.list(elements, span)
    }

    /// The ends of a range of real numbers.
    pub(super) fn real_range(&mut self, range: &Expr) -> Raised<(NodeId, NodeId)> {
        let ExprKind::Range(from, to) = &range.kind else {
            let fault = Fault::new(Code::ExprType, range.span, "a range `a..b` is wanted here");
            return self.fail(fault);
        };
        Ok((self.plain(from, "the start of a range")?, self.plain(to, "the end of a range")?))
    }

    fn ends(&self, from: NodeId, to: NodeId) -> Ends {
        let known = |id| self.session.bench.graph.as_rational(id).cloned();
        Ends { low: known(from), high: known(to), integers: false }
    }

    /// `integral(x in a..b: body)`.
    pub(super) fn integral(&mut self, bindings: &[Binding], body: &Expr) -> Raised<Value> {
        let Some((binding, inner)) = bindings.split_first() else { return self.expr(body) };
        let (from, to) = self.real_range(&binding.domain)?;
        let ends = self.ends(from, to);
        // From right to left an integral changes its sign.
        let reversed = matches!((&ends.low, &ends.high), (Some(low), Some(high)) if low > high)
            || self.session.bench.graph.as_infinity(from) == Some(true)
            || self.session.bench.graph.as_infinity(to) == Some(false);
        let (from, to, ends) = if reversed {
            (to, from, Ends { low: ends.high, high: ends.low, integers: false })
        } else {
            (from, to, ends)
        };
        let (variable, result) = self.within(binding, ends, |this| this.integral(inner, body));
        let Value::Number(node, quantity) = result? else {
            return self.fail(Fault::new(Code::ExprType, body.span, "an integral is of a number"));
        };
        let graph = &mut self.session.bench.graph;
        let same = matches!((graph.as_rational(from), graph.as_rational(to)), (Some(a), Some(b)) if a == b);
        let (variables, node) = graph.bind(&[variable], node);
        let variable = variables.first().copied().unwrap_or(variable);
        let node = if same { graph.integer(0) } else { graph.add(Node::Integral { variable, from, to, body: node }) };
        let node = if reversed { graph.unary(Unary::Negate, node) } else { node };
        Ok(Value::Number(node, quantity))
    }

    /// `argmin(x in a..b, y in c..d: body)`: the point, a list when it has several coordinates.
    pub(super) fn optimum(&mut self, binder: Binder, bindings: &[Binding], body: &Expr, span: Span) -> Raised<Value> {
        let word = binder_name(binder);
        let (level, names) = (self.session.bench.level(), self.bound.len());
        let mut box_ends = Vec::with_capacity(bindings.len());
        for binding in bindings {
            let (from, to) = self.real_range(&binding.domain)?;
            for (end, which) in [(from, "start"), (to, "end")] {
                if self.session.bench.graph.as_infinity(end).is_some() {
                    let fault =
                        Fault::new(Code::ExprUnsettled, binding.domain.span, said!("`{word}` needs a finite range"));
                    return self.fail(fault.note(said!("its {which} is infinite")));
                }
            }
            let ends = self.ends(from, to);
            if let (Some(low), Some(high)) = (&ends.low, &ends.high)
                && (high.clone() - low).is_negative()
            {
                let fault = Fault::new(Code::ExprDomain, binding.domain.span, "this range is empty");
                return self.fail(fault.note("it ends before it starts"));
            }
            box_ends.push((binding, from, to, ends));
        }
        let mut variables = Vec::with_capacity(bindings.len());
        for (binding, .., ends) in &box_ends {
            let variable = self.session.bench.open(ends.clone());
            let node = self.session.bench.graph.add(Node::Variable(variable));
            self.bound.push((binding.name.clone(), Value::Number(node, Quantity::Plain)));
            variables.push(variable);
        }
        let result = self.expr(body);
        self.bound.truncate(names);
        self.session.bench.close_to(level);
        let Value::Number(node, _) = result? else {
            return self.fail(Fault::new(Code::ExprType, body.span, said!("`{word}` is of a number")));
        };
        let graph = &mut self.session.bench.graph;
        let node = if binder == Binder::Argmax { graph.unary(Unary::Negate, node) } else { node };
        let (bound, node) = graph.bind(&variables, node);
        if binder == Binder::Argmax {
            graph.mark_maximum(node);
        }
        let point: Box<[_]> =
            bound.iter().zip(&box_ends).map(|(&variable, &(_, from, to, _))| (variable, from, to)).collect();
        let coordinates: Vec<Value> = (0..point.len())
            .map(|coordinate| {
                let node = graph.add(Node::Argmin { variables: point.clone(), body: node, coordinate });
                Value::Number(node, Quantity::Plain)
            })
            .collect();
        match <[Value; 1]>::try_from(coordinates) {
            Ok([only]) => Ok(only),
            Err(coordinates) => self.list(coordinates, span),
        }
    }
}

fn operation(binder: Binder) -> Nary {
    match binder {
        Binder::Product => Nary::Product,
        Binder::Min | Binder::All => Nary::Min,
        Binder::Max | Binder::Any => Nary::Max,
        _ => Nary::Sum,
    }
}
