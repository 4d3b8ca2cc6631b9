//! `readouts`: numbers under the picture, each a line of text that ends in a claim.

use crate::claim::{Content, Unit};
use crate::diagnostic::{Code, Fault};
use crate::document::{Inline, parse_fragment};

use super::super::JudgedClaim;
use super::super::computed::unit_name;
use super::super::widget::Readout;
use super::reader::{Reader, Value};

/// Reads and judges one readout, whose claim will have the number `number`.
pub(super) fn read(
    reader: &mut Reader<'_, '_>,
    scope: usize,
    value: Value<'_>,
    number: usize,
    unclaimed: &mut usize,
) -> Option<(Readout, JudgedClaim)> {
    let text = reader.string(value, "readouts")?;
    let source = std::sync::Arc::clone(&reader.checker.source);
    let errors_before = reader.checker.sink.has_errors();
    let mut fragment = parse_fragment(reader.checker.sink, &source, &text.excerpt, scope);
    *unclaimed += fragment.unclaimed.len();
    let ends_in_claim = matches!(fragment.content.last(), Some(Inline::Claim(..)));
    if fragment.claims.len() != 1 || !ends_in_claim {
        if errors_before || !reader.checker.sink.has_errors() || fragment.claims.len() != 1 {
            reader.fault(
                Fault::new(Code::Fence, text.span, "a readout ends in one claim")
                    .label(format!("{} claims here", fragment.claims.len()))
                    .help("write `$H(P)$ [1.000 bits](=H(P))`"),
            );
        }
        return None;
    }
    fragment.content.pop();
    let claim = fragment.claims.remove(0);
    reader.checker.current_scope = reader.checker.scopes[scope];
    let judged = reader.checker.judge(&claim, None);
    let stated = judged.stated.as_ref();
    let written = stated.and_then(|stated| match &stated.content {
        Content::Number(written) => Some(written.text.clone()),
        _ => None,
    });
    let unit = match stated.and_then(|stated| stated.unit.as_ref()) {
        Some(Unit::Information(unit, _)) => unit_name(*unit).to_owned(),
        Some(Unit::Other(word, _)) => word.clone(),
        None => String::new(),
    };
    let number_text = written.unwrap_or_else(|| judged.claim.stated.clone());
    Some((Readout { label: fragment.content, claim: number, number: number_text, unit }, judged.claim))
}
