//! The ledger: every number of a page with its proof.

use super::html::Html;
use crate::claim::Verdict;
use crate::document::ClaimPlace;
use crate::lesson::{JudgedClaim, Lesson};

/// The number of each claim, in the order in which they are read; 0 for a given one.
pub(super) fn numbers(claims: &[JudgedClaim]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..claims.len()).filter(|index| claims[*index].verdict != Verdict::Given).collect();
    order.sort_by_key(|index| claims[*index].span);
    let mut numbers = vec![0; claims.len()];
    for (number, index) in order.into_iter().enumerate() {
        numbers[index] = number + 1;
    }
    numbers
}

/// The section at the end of the page; empty where nothing is claimed.
pub(super) fn render(lesson: &Lesson, numbers: &[usize], anchors: &[Option<String>]) -> String {
    let mut entries: Vec<(usize, &JudgedClaim, Option<&str>)> = lesson
        .claims
        .iter()
        .zip(numbers)
        .zip(anchors)
        .filter(|((_, number), _)| **number > 0)
        .map(|((claim, number), anchor)| (*number, claim, anchor.as_deref()))
        .collect();
    if entries.is_empty() {
        return String::new();
    }
    entries.sort_by_key(|(number, ..)| *number);
    let proved = entries.iter().filter(|(_, claim, _)| claim.verdict == Verdict::Proved).count();
    let (hidden, shown): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|(_, claim, _)| claim.place == ClaimPlace::Problem);
    let mut html = Html::new();
    html.open("section", &[("class", "ledger"), ("id", "ledger"), ("aria-labelledby", "page-ledger")]);
    html.element("h2", &[("id", "page-ledger")], "Every number on this page, proved");
    let total = shown.len() + hidden.len();
    let count = match (total, proved == total) {
        (1, true) => "One claim is made here. It was".to_owned(),
        (_, true) => format!("{total} claims are made here. Each of them was"),
        _ => format!("{total} claims are made here, {proved} of them are proved. Each of them was"),
    };
    let text = format!(
        "{count} recomputed from its expression when this page was built, between two bounds that enclose the exact \
         value; it is proved when everything between them agrees with what is stated."
    );
    html.element("p", &[], &text);
    list(&mut html, &shown);
    if !hidden.is_empty() {
        html.open("details", &[("class", "spoilers")]);
        html.element("summary", &[], "The numbers of the problems, with their answers");
        list(&mut html, &hidden);
        html.close("details");
    }
    let given: Vec<String> = lesson
        .claims
        .iter()
        .filter(|claim| claim.verdict == Verdict::Given)
        .map(|claim| readable(&claim.stated))
        .collect();
    if !given.is_empty() {
        html.element(
            "p",
            &[("class", "chosen")],
            &format!("Chosen by the author, not computed: {}.", given.join("; ")),
        );
    }
    html.close("section");
    html.into_string()
}

fn list(html: &mut Html, entries: &[(usize, &JudgedClaim, Option<&str>)]) {
    if entries.is_empty() {
        return;
    }
    html.open("ol", &[("class", "proofs-list")]);
    for (number, claim, anchor) in entries {
        entry(html, *number, claim, *anchor);
    }
    html.close("ol");
}

fn entry(html: &mut Html, number: usize, claim: &JudgedClaim, anchor: Option<&str>) {
    let text = number.to_string();
    html.open("li", &[("id", &format!("proof-{number}")), ("value", &text), ("tabindex", "-1")]);
    let (class, sign, word) = match claim.verdict {
        Verdict::Proved => ("verdict proved", "✓", "proved"),
        Verdict::Refuted => ("verdict refuted", "✗", "refuted"),
        Verdict::Undecided => ("verdict undecided", "?", "undecided"),
        Verdict::Given => ("verdict given", "", "given"),
    };
    html.element("span", &[("class", "index"), ("aria-hidden", "true")], &text);
    html.open("p", &[("class", "statement")]);
    let stated = readable(&claim.stated);
    let stated = if stated.is_empty() { "(nothing stated)" } else { stated.as_str() };
    match anchor {
        Some(anchor) => {
            let name = format!("{stated}, back to the text");
            html.element("a", &[("class", "stated"), ("href", &format!("#{anchor}")), ("aria-label", &name)], stated);
        }
        None => html.element("span", &[("class", "stated")], stated),
    }
    html.text(" ");
    html.element("code", &[], &claim.expression);
    html.text(" ");
    html.open("span", &[("class", class)]);
    html.element("span", &[("aria-hidden", "true")], sign);
    html.text(" ");
    html.text(word);
    html.close("span");
    html.close("p");
    if let Some(value) = &claim.value {
        html.open("dl", &[]);
        let one = value.text == "1" && matches!(&*value.unit, "bits" | "nats" | "bans");
        let unit = if one { value.unit.trim_end_matches('s') } else { value.unit.as_str() };
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        pair(html, if value.exact { "exact value" } else { "value" }, &format!("{}{unit}", value.text));
        if !value.exact && !value.low.is_empty() {
            pair(html, "between", &format!("{} and {}{unit}", value.low, value.high));
        }
        for note in &value.notes {
            pair(html, "note", note);
        }
        html.close("dl");
    }
    html.close("li");
}

fn pair(html: &mut Html, name: &str, value: &str) {
    html.open("div", &[]);
    html.element("dt", &[], name);
    html.text(" ");
    html.element("dd", &[], value);
    html.close("div");
}

/// What a formula states, as text: `6.02 \times 10^{23}` is 6.02 × 10^23.
pub(super) fn readable(stated: &str) -> String {
    if !stated.contains(['\\', '{']) {
        return stated.trim().to_owned();
    }
    let mut text = stated.to_owned();
    for (tex, plain) in SIGNS {
        text = text.replace(tex, plain);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    // The fractions that are left are written `\frac12` or `\frac{1}{2}`.
    while let Some(at) = rest.find("\\frac") {
        let (before, fraction) = rest.split_at(at);
        let fraction = &fraction["\\frac".len()..];
        let (over, below) = group(fraction);
        let (under, after) = group(below);
        out.push_str(before);
        out.push_str(&format!("{over}/{under}"));
        rest = after;
    }
    out.push_str(rest);
    // What is left of a command is its name only: `\text{bits}` is bits.
    let mut plain = String::with_capacity(out.len());
    let mut characters = out.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => while characters.next_if(char::is_ascii_alphabetic).is_some() {},
            '{' | '}' => {}
            _ => plain.push(character),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Signs in TeX, longer names first.
const SIGNS: &[(&str, &str)] = &[
    ("{,}", ","),
    ("\\,", " "),
    ("\\;", " "),
    ("\\:", " "),
    ("\\!", ""),
    ("\\ ", " "),
    ("~", " "),
    ("\\%", "%"),
    ("\\$", "$"),
    ("\\tfrac", "\\frac"),
    ("\\dfrac", "\\frac"),
    ("\\times", "×"),
    ("\\cdot", "·"),
    ("\\approx", "≈"),
    ("\\leq", "≤"),
    ("\\geq", "≥"),
    ("\\neq", "≠"),
    ("\\le", "≤"),
    ("\\ge", "≥"),
    ("\\ne", "≠"),
    ("\\lt", "<"),
    ("\\gt", ">"),
    ("\\infty", "∞"),
];

/// The first group of some TeX, in braces or one character, and what comes after.
fn group(tex: &str) -> (&str, &str) {
    let tex = tex.trim_start();
    match tex.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
        Some(parts) => parts,
        None => tex.split_at(tex.chars().next().map_or(0, char::len_utf8)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_read_as_text() {
        for (tex, text) in [
            ("1.737 bits", "1.737 bits"),
            ("1.737\\text{ bits}", "1.737 bits"),
            ("1{,}024", "1,024"),
            ("6.02 \\times 10^{23}", "6.02 × 10^23"),
            ("\\frac{1}{2}", "1/2"),
            ("\\tfrac12", "1/2"),
            ("5\\,\\%", "5 %"),
            ("\\approx 0.737\\,\\mathrm{nats}", "≈ 0.737 nats"),
            ("\\frac", "/"),
        ] {
            assert_eq!(readable(tex), text);
        }
    }
}
