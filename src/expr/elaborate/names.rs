//! Which names an expression uses, and what to propose for one that nobody knows.

use crate::diagnostic::briefly;
use std::collections::BTreeSet;

use crate::expr::ast::{Argument, Binding, Expr, ExprKind, Name};
use crate::source::Span;

/// A use of a name that isn't bound inside the expression.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// The name.
    pub(crate) name: Name,
    /// Where it stands.
    pub(crate) span: Span,
    /// Whether it may be the label of an outcome: it is a whole argument of a call.
    pub(crate) argument: bool,
    /// Whether it is what a call calls.
    pub(crate) called: bool,
}

/// The names that `expr` uses beside those in `bound`, in the order of the text.
pub(crate) fn free_names(expr: &Expr, bound: &[Name]) -> Vec<Use> {
    let mut walk = Walk { bound: bound.to_vec(), uses: Vec::new() };
    walk.expr(expr);
    walk.uses
}

struct Walk {
    bound: Vec<Name>,
    uses: Vec<Use>,
}

impl Walk {
    fn name(&mut self, name: &Name, span: Span, argument: bool, called: bool) {
        if !self.bound.contains(name) {
            self.uses.push(Use { name: name.clone(), span, argument, called });
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(_) => {}
            ExprKind::Name(name) => self.name(name, expr.span, false, false),
            ExprKind::Quantity(x, _) | ExprKind::InUnit(x, _) | ExprKind::Prefix(_, x) => self.expr(x),
            ExprKind::Infix(_, x, y) | ExprKind::Index(x, y) | ExprKind::Range(x, y) => {
                self.expr(x);
                self.expr(y);
            }
            ExprKind::Comparison(first, rest) => {
                // A label may stand on one side: `if(x == heads, 1, 0)`.
                self.comparand(first);
                rest.iter().for_each(|(_, operand)| self.comparand(operand));
            }
            ExprKind::Call(callee, arguments) => self.call(callee, arguments),
            ExprKind::List(elements) | ExprKind::Tuple(elements) => elements.iter().for_each(|x| self.expr(x)),
            ExprKind::Comprehension(body, binding) => self.binder(std::slice::from_ref(binding), body),
            ExprKind::Binder(_, bindings, body) => self.binder(bindings, body),
            ExprKind::If(condition, yes, no) => {
                self.expr(condition);
                self.expr(yes);
                self.expr(no);
            }
        }
    }

    fn comparand(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, expr.span, true, false),
            _ => self.expr(expr),
        }
    }

    fn call(&mut self, callee: &Expr, arguments: &[Argument]) {
        let mut weighted = false;
        match &callee.kind {
            ExprKind::Name(name) => {
                self.name(name, callee.span, false, true);
                weighted = &**name == "mixture";
            }
            _ => self.expr(callee),
        }
        for argument in arguments {
            match &argument.key {
                // The name of a parameter or of an outcome.
                Some(Expr { kind: ExprKind::Name(_), .. }) if !weighted => {}
                Some(key) => self.expr(key),
                None => {}
            }
            match &argument.value.kind {
                ExprKind::Name(name) => self.name(name, argument.value.span, argument.key.is_none(), false),
                _ => self.expr(&argument.value),
            }
        }
    }

    fn binder(&mut self, bindings: &[Binding], body: &Expr) {
        let outside = self.bound.len();
        for binding in bindings {
            self.expr(&binding.domain);
            self.bound.push(binding.name.clone());
        }
        self.expr(body);
        self.bound.truncate(outside);
    }
}

/// The name among `known` that `name` was most likely meant to be.
pub(crate) fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    briefly!(None);
    let length = name.chars().count();
    let allowed = match length {
        0..=1 => 0,
        2..=4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    let candidates: BTreeSet<&str> = known.into_iter().collect();
    let same_letters = candidates.iter().find(|known| known.to_lowercase() == name.to_lowercase());
    if let Some(same) = same_letters {
        return Some((*same).to_owned());
    }
    let (distance, best) = candidates
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), *known))
        .min_by_key(|&(distance, known)| (distance, known))?;
    (distance <= allowed && distance < length).then(|| best.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name() {
        let known = ["entropy", "KL", "H", "mean", "sqrt", "mu"];
        assert_eq!(closest("entorpy", known), Some("entropy".to_owned()));
        assert_eq!(closest("kl", known), Some("KL".to_owned()));
        assert_eq!(closest("sqr", known), Some("sqrt".to_owned()));
        assert_eq!(closest("zebra", known), None);
        assert_eq!(closest("x", known), None);
    }
}
