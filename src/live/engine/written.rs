//! Meanings from texts: parsed and elaborated by the code that built the page.

use super::{Bound, InUnits, Kept, Meanings, frozen, kept};
use crate::diagnostic::Code;
use crate::expr::ast::{Argument, Expr, ExprKind, InformationUnit};
use crate::expr::graph::{Graph, NodeId, Variable};
use crate::expr::value::{Distribution, Quantity, Value};
use crate::expr::{ScopeId, Session, parse_assignment, parse_definitions, parse_expression};
use crate::live::data::{Item, list};

/// A lesson's definitions, and every answer given so far.
#[derive(Debug, Default)]
pub(super) struct Written {
    session: Session,
    answers: Vec<Item>,
}

impl Written {
    fn noted<T: Kept>(&mut self, answer: Option<T>) -> Option<T> {
        self.answers.push(kept(answer.as_ref()));
        answer
    }

    fn value(&mut self, scope: ScopeId, text: &str) -> Option<Value> {
        let expr = parse_expression(text).ok()?;
        self.session.elaborate(scope, 0, &expr).ok()
    }

    fn find_number(&mut self, scope: ScopeId, text: &str, unit: InformationUnit) -> Option<NodeId> {
        match self.value(scope, text)? {
            Value::Number(node, Quantity::Plain) => Some(node),
            Value::Number(node, Quantity::Information) => Some(self.session.in_unit(node, unit)),
            _ => None,
        }
    }

    fn bind_value(&mut self, outer: ScopeId, scope: ScopeId, name: &str) -> Option<Bound> {
        let value = self.value(outer, name)?;
        let start = numbers_of(&value)?;
        let variables = match &value {
            Value::Distribution(distribution) => match &**distribution {
                Distribution::Pmf(masses) => {
                    let outcomes: Vec<_> = masses.iter().map(|(outcome, _)| outcome.clone()).collect();
                    self.session.bind_pmf(scope, name, &outcomes)
                }
                _ => return None,
            },
            _ => self.session.bind_list(scope, name, start.len()),
        };
        Some((variables, start))
    }

    fn find_height(&mut self, scope: ScopeId, inner: ScopeId, text: &str) -> Option<NodeId> {
        let expr = parse_expression(text).ok()?;
        let value = self.session.elaborate(scope, 0, &expr);
        let is_density = matches!(value, Ok(Value::Distribution(_)));
        let is_number = matches!(value, Ok(Value::Number(..)));
        let span = expr.span;
        let body = if is_density || matches!(&expr.kind, ExprKind::Name(name) if &**name != "x" && !is_number) {
            let x = Expr { kind: ExprKind::Name("x".into()), span };
            let argument = Argument { key: None, value: x, after_bars: false };
            Expr { kind: ExprKind::Call(Box::new(expr), vec![argument]), span }
        } else {
            expr
        };
        match self.session.elaborate(inner, 0, &body).ok()? {
            Value::Number(node, Quantity::Plain) => Some(node),
            Value::Number(node, Quantity::Information) => Some(self.session.in_unit(node, InformationUnit::Bits)),
            _ => None,
        }
    }

    fn find_assignment(&mut self, scope: ScopeId, text: &str) -> Option<Vec<(String, Vec<NodeId>)>> {
        let assignment = parse_assignment(text).ok()?;
        let mut values = Vec::new();
        for value in &assignment.values {
            values.push(self.session.elaborate(scope, 0, value).ok()?);
        }
        if let [Value::List(list)] = values.as_slice()
            && assignment.targets.len() > 1
        {
            values = list.to_vec();
        }
        let values: Option<Vec<Vec<NodeId>>> = values
            .iter()
            .map(|value| match value {
                Value::Number(node, Quantity::Plain) => Some(vec![*node]),
                Value::Number(node, Quantity::Information) => {
                    Some(vec![self.session.in_unit(*node, InformationUnit::Bits)])
                }
                value => numbers_of(value),
            })
            .collect();
        let values = values.filter(|values| values.len() == assignment.targets.len())?;
        Some(assignment.targets.iter().map(|(name, _)| (**name).to_owned()).zip(values).collect())
    }

    fn in_units(&mut self, node: NodeId, quantity: Quantity) -> InUnits {
        match quantity {
            Quantity::Plain => [node; 3],
            Quantity::Information => [InformationUnit::Nats, InformationUnit::Bits, InformationUnit::Bans]
                .map(|unit| self.session.in_unit(node, unit)),
        }
    }
}

impl Meanings for Written {
    fn graph(&self) -> &Graph {
        self.session.graph()
    }

    fn child(&mut self, parent: Option<ScopeId>) -> ScopeId {
        self.session.child(parent.unwrap_or(Session::ROOT))
    }

    fn define(&mut self, scope: ScopeId, text: usize, definitions: &str) {
        // Their faults were reported when the page was built.
        let parsed = parse_definitions(&mut Vec::new(), definitions);
        self.session.define(scope, text, parsed);
    }

    fn follow(&mut self, scope: ScopeId) {
        self.session.follow(scope);
    }

    fn bind_number(&mut self, scope: ScopeId, name: &str) -> Option<Variable> {
        let variable = self.session.bind_number(scope, name);
        self.noted(Some(variable))
    }

    fn bind(&mut self, outer: ScopeId, scope: ScopeId, name: &str) -> Option<Bound> {
        let bound = self.bind_value(outer, scope, name);
        self.noted(bound)
    }

    fn number(&mut self, scope: ScopeId, text: &str, unit: InformationUnit) -> Option<NodeId> {
        let number = self.find_number(scope, text, unit);
        self.noted(number)
    }

    fn numbers(&mut self, scope: ScopeId, text: &str) -> Option<Vec<NodeId>> {
        let numbers = self.value(scope, text).as_ref().and_then(numbers_of);
        self.noted(numbers)
    }

    fn height(&mut self, scope: ScopeId, inner: ScopeId, text: &str) -> Option<NodeId> {
        let height = self.find_height(scope, inner, text);
        self.noted(height)
    }

    fn assignment(&mut self, scope: ScopeId, text: &str) -> Option<Vec<(String, Vec<NodeId>)>> {
        let assignment = self.find_assignment(scope, text);
        self.noted(assignment)
    }

    fn quantity(&mut self, scope: ScopeId, text: &str) -> Option<(Quantity, InUnits)> {
        let quantity = match self.value(scope, text) {
            Some(Value::Number(node, quantity)) => Some((quantity, self.in_units(node, quantity))),
            _ => None,
        };
        self.noted(quantity)
    }

    fn typed(&mut self, scope: ScopeId, text: &str) -> Option<Result<(Quantity, InUnits), Item>> {
        let text = text.strip_prefix('=').unwrap_or(text);
        let Ok(expr) = parse_expression(text) else {
            let help = "This is neither a number nor an expression. Try a form such as 1.25, 5/4 or log2(3).";
            return Some(Err(list!["unread", help]));
        };
        Some(match self.session.elaborate(scope, 0, &expr) {
            Ok(Value::Number(node, quantity)) => Ok((quantity, self.in_units(node, quantity))),
            Ok(_) => Err(list!["unread", "A single number is asked for."]),
            Err(located) => {
                let at = text.get(located.fault.span.range()).map(str::trim).filter(|at| !at.is_empty());
                let why = why(located.fault.code, at.unwrap_or(text));
                Err(list!["unread", format!("This can’t be computed: {why}.")])
            }
        })
    }

    fn freeze(&self) -> Item {
        frozen::write(self.graph(), &self.answers)
    }
}

/// The nodes of the numbers of a list or a pmf.
fn numbers_of(value: &Value) -> Option<Vec<NodeId>> {
    match value {
        Value::List(list) => list
            .iter()
            .map(|element| match element {
                Value::Number(node, Quantity::Plain) => Some(*node),
                _ => None,
            })
            .collect(),
        Value::Distribution(distribution) => match &**distribution {
            Distribution::Pmf(masses) => Some(masses.iter().map(|(_, node)| *node).collect()),
            _ => None,
        },
        _ => None,
    }
}

/// What is wrong with the piece `at` of an expression, in words for learners. Authors are told more:
/// the browser has no room for those words.
fn why(code: Code, at: &str) -> String {
    match code {
        Code::ExprName => format!("“{at}” is not a name that is known here"),
        Code::ExprUnit => format!("“{at}” mixes plain numbers and quantities of information"),
        Code::ExprType => format!("“{at}” does not fit here"),
        Code::ExprDomain => format!("“{at}” is outside of where this is defined"),
        Code::ExprDistribution => format!("“{at}” makes no distribution"),
        Code::ExprLimit => "it takes too long".to_owned(),
        _ => format!("“{at}” has no value"),
    }
}
