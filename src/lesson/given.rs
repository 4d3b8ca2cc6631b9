//! Given numbers that repeat a definition.

use crate::diagnostic::{Code, Fault};

use super::check::Checker;

/// Warns of each number marked `=given` that equals a literal of a definition in scope.
pub(super) fn warn(checker: &mut Checker<'_>) {
    for (scope, written) in std::mem::take(&mut checker.given_numbers) {
        let scope = checker.scopes[scope];
        let Some(literal) = checker.session.literals(scope).into_iter().find(|literal| literal.value == written.value)
        else {
            continue;
        };
        checker.report(
            Fault::new(Code::GivenEqualsDefinition, written.span, format!("`{}` repeats a definition", written.text))
                .label(format!("`{}` has this value", literal.expression))
                .help(format!(
                    "claim it, so that it follows the definition: `[{}](={})`",
                    written.text, literal.expression
                )),
        );
    }
}
