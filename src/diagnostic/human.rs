//! Diagnostics for people: the source line, carets under the exact place, notes and a help.

use super::Diagnostic;

/// The text of `diagnostics`, ready to print; `color` asks for terminal colours.
pub fn render(diagnostics: &[Diagnostic], color: bool) -> String {
    let _ = (diagnostics, color);
    String::new()
}
