//! A report in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Report;
use crate::diagnostic::{Code, Diagnostic, Severity, corners};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One log with one run: a rule for each code that occurs, a result for each diagnostic.
///
/// `successful` says whether the run found all well.
pub fn render(report: &Report, successful: bool) -> Value {
    let rules: Vec<Code> =
        report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<BTreeSet<_>>().into_iter().collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "reckon",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|&code| rule(code)).collect::<Vec<_>>(),
            } },
            // `columns count characters`, as in the other reports.
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": successful }],
            "results": report.diagnostics.iter().map(|diagnostic| result(diagnostic, &rules)).collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: Code) -> Value {
    let row = code.row();
    json!({
        "id": row.name,
        "shortDescription": { "text": row.title },
        "help": { "text": row.explanation, "markdown": row.explanation },
        "defaultConfiguration": { "level": level(row.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(diagnostic: &Diagnostic, rules: &[Code]) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": rules.binary_search(&diagnostic.code).ok(),
        "level": level(diagnostic.severity),
        "message": { "text": diagnostic.text() },
        "locations": [],
    });
    if let Some(place) = &diagnostic.place {
        let [line, column, end_line, end_column] = corners(&place.source, place.span);
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri(place.source.path()) },
            "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
        } }]);
        // The same finding after lines moved: by what is said of what text, not where.
        let found = format!("{}\n{}", diagnostic.message, place.source.slice(place.span));
        let print: String = Sha256::digest(found).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        result["partialFingerprints"] = json!({ "finding/v1": print });
    }
    result
}

/// A path as a URI reference (RFC 3986): bytes outside of the unreserved ones are escaped.
fn uri(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            _ => text += &format!("%{byte:02X}"),
        }
    }
    if text.starts_with('/') { format!("file://{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Fault;
    use crate::source::{Source, Span};

    #[test]
    fn a_result_points_at_the_number() {
        let source = Source::new("content/µ a.md", "μ\nσ is [5%](=x)\n");
        let mut diagnostics = vec![
            Fault::new(Code::Uncovered, 0..0, "uncovered").at(&source, Span::new(0, 2)),
            Fault::new(Code::ClaimRefuted, 0..0, "wrong").help("write `6%`").at(&source, Span::new(10, 12)),
        ];
        diagnostics[0].place = None;
        let log = render(&Report { lessons: vec![], diagnostics }, false);
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "claim-refuted");
        assert_eq!(run["results"][0]["locations"], json!([]));
        let result = &run["results"][1];
        assert_eq!(result["ruleIndex"], 0);
        assert_eq!(result["message"]["text"], "wrong\nhelp: write `6%`");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "content/%C2%B5%20a.md");
        assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 9 }));
    }

    #[test]
    fn an_absolute_path_is_a_file_uri() {
        assert_eq!(uri("/a/b c.md"), "file:///a/b%20c.md");
        assert_eq!(uri("a:b.md"), "a%3Ab.md");
    }
}
