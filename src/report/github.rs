//! A report as annotations of a pull request: the workflow commands of GitHub Actions.
//!
//! A line is `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`. In values `%`,
//! line ends, `:` and `,` are escaped, in the message `%` and line ends; see "Workflow commands
//! for GitHub Actions", <https://docs.github.com/actions/reference/workflow-commands>.

use std::fmt::Write as _;

use super::Report;
use crate::diagnostic::{Diagnostic, Severity, corners};

/// A line for each diagnostic, in their order.
pub fn render(report: &Report) -> String {
    report.diagnostics.iter().map(command).collect()
}

fn command(diagnostic: &Diagnostic) -> String {
    let mut line = String::from(match diagnostic.severity {
        Severity::Error => "::error ",
        Severity::Warning => "::warning ",
    });
    if let Some(place) = &diagnostic.place {
        let [start, column, end, end_column] = corners(&place.source, place.span);
        let _ = write!(line, "file={},line={start},endLine={end},", value(place.source.path()));
        // Columns are allowed within one line only.
        if start == end {
            let _ = write!(line, "col={column},endColumn={end_column},");
        }
    }
    let _ = writeln!(line, "title={}::{}", value(diagnostic.code.name()), message(&diagnostic.text()));
    line
}

/// A message, escaped.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, escaped.
fn value(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Fault};
    use crate::source::{Source, Span};

    #[test]
    fn a_diagnostic_is_one_line() {
        let source = Source::new("a, b: 5%.md", "μ\nσ is [5%](=x)\nrest\n");
        let refuted = Fault::new(Code::ClaimRefuted, 0..0, "`5%` is wrong").label("it is `6%`").help("write `6%`");
        let report = Report {
            lessons: vec![],
            diagnostics: vec![
                refuted.at(&source, Span::new(10, 12)),
                Fault::new(Code::Uncovered, 0..0, "a, b: c").at(&source, Span::new(3, 20)),
            ],
        };
        assert_eq!(
            render(&report),
            "::error file=a%2C b%3A 5%25.md,line=2,endLine=2,col=7,endColumn=9,title=claim-refuted::\
             `5%25` is wrong%0Ait is `6%25`%0Ahelp: write `6%25`\n\
             ::warning file=a%2C b%3A 5%25.md,line=2,endLine=3,title=uncovered::a, b: c\n"
        );
    }
}
