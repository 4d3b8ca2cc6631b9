//! Formulas: `\href{=EXPR}{1.737}` claims one number of a derivation.

use super::lines::{append, part};
use crate::diagnostic::{Code, Fault};
use crate::source::{Excerpt, Span};

/// A claim in a formula; spans are places in its TeX.
pub(super) struct MathClaim {
    pub(super) expression: Span,
    pub(super) label: Span,
    pub(super) whole: Span,
}

/// The claims in `tex`, and what is wrong with those that are none.
pub(super) fn claims(tex: &str) -> (Vec<MathClaim>, Vec<Fault>) {
    let mut claims = Vec::new();
    let mut faults = Vec::new();
    let mut at = 0;
    while let Some(command) = next_command(tex, at) {
        at = command.end;
        if &tex[command.range()] != "\\href" {
            continue;
        }
        let Some(url) = group(tex, command.end) else {
            if tex[command.end..].trim_start().trim_start_matches('{').trim_start().starts_with('=') {
                faults.push(unbalanced(command, "the braces around its expression don't balance"));
            }
            continue;
        };
        let target = &tex[url.range()];
        if !target.trim_start().starts_with('=') {
            at = url.end + 1;
            continue;
        }
        let start = url.start + (target.len() - target.trim_start().len()) + 1;
        let expression = Span::new(start, url.end);
        let Some(label) = group(tex, url.end + 1) else {
            at = url.end + 1;
            faults
                .push(unbalanced(command.to(Span::new(command.start, url.end + 1)), "the number in braces is missing"));
            continue;
        };
        let whole = Span::new(command.start, label.end + 1);
        at = whole.end;
        match check(tex, expression, label) {
            Some(fault) => faults.push(fault),
            None => claims.push(MathClaim { expression, label, whole }),
        }
    }
    (claims, faults)
}

fn unbalanced(span: Span, problem: &str) -> Fault {
    Fault::new(Code::ClaimSyntax, span, format!("a malformed claim in a formula: {problem}"))
        .help("write `\\href{=EXPR}{1.737}`")
}

fn check(tex: &str, expression: Span, label: Span) -> Option<Fault> {
    let raw = &tex[expression.range()];
    if raw.trim().is_empty() {
        let fault = Fault::new(Code::ClaimSyntax, expression, "a claim without an expression");
        return Some(fault.help("write what the number must equal: `\\href{=H(P,Q)}{1.737}`"));
    }
    if let Some(at) = raw.find('\\') {
        let at = expression.start + at;
        let length = 1 + tex[at + 1..].chars().next().map_or(0, char::len_utf8);
        return Some(
            Fault::new(Code::ClaimSyntax, Span::new(at, at + length), "a backslash in a claim's expression")
                .note("an expression stands verbatim, also inside a formula")
                .help("write it without TeX: `\\href{=KL(P || Q)}{0.737}`"),
        );
    }
    if let Some(at) = raw.find('\n') {
        let line = Span::new(expression.start, expression.start + at);
        return Some(
            Fault::new(Code::ClaimSyntax, line, "a line break in a claim's expression")
                .help("write it in one line, or define it in a `calc` block and claim its name"),
        );
    }
    let mut at = label.start;
    while let Some(command) = next_command(&tex[..label.end], at) {
        if &tex[command.range()] == "\\href" {
            let fault = Fault::new(Code::ClaimSyntax, command, "a link inside a claim's number");
            return Some(fault.help("claim each number alone, one beside the other"));
        }
        at = command.end;
    }
    None
}

/// The next `\name` or `\x` from `at`.
pub(super) fn next_command(tex: &str, at: usize) -> Option<Span> {
    let start = at + tex[at..].find('\\')?;
    let rest = &tex[start + 1..];
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
    Some(Span::new(start, start + 1 + length))
}

/// How many bytes a group may have: an expression or a label; keeps a hostile formula from
/// costing the square of its length.
const LONGEST_GROUP: usize = 4096;

/// The end of the `\name` or `\x` with which `tex` starts.
pub(super) fn leading_command(tex: &str) -> Option<usize> {
    if !tex.starts_with('\\') {
        return None;
    }
    next_command(tex, 0).map(|command| command.end)
}

/// The inside of the group `{…}` at `at`, after white space, with balanced braces.
pub(super) fn group(tex: &str, at: usize) -> Option<Span> {
    let rest = tex.get(at..)?;
    let open = at + (rest.len() - rest.trim_start().len());
    if !tex[open..].starts_with('{') {
        return None;
    }
    let mut depth = 0_usize;
    let mut escaped = false;
    for (offset, byte) in tex.as_bytes()[open..].iter().take(LONGEST_GROUP).enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                continue;
            }
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(Span::new(open + 1, open + offset));
                }
            }
            _ => {}
        }
    }
    None
}

/// The signs and commands that relate two sides of a formula.
pub(super) const RELATIONS: &[&str] = &[
    "\\approx",
    "\\cong",
    "\\doteq",
    "\\equiv",
    "\\ge",
    "\\geq",
    "\\geqslant",
    "\\gt",
    "\\le",
    "\\leq",
    "\\leqslant",
    "\\lt",
    "\\ne",
    "\\neq",
    "\\sim",
    "\\simeq",
];

/// Whether a formula, or the rest of one, starts with a relation sign; its length.
pub(super) fn relation(tex: &str) -> Option<usize> {
    if let Some(sign) = tex.chars().next().filter(|c| "=<>≈≤≥≠≡∼≃≅".contains(*c)) {
        return Some(sign.len_utf8());
    }
    let end = leading_command(tex)?;
    RELATIONS.contains(&&tex[..end]).then_some(end)
}

/// `tex` with the links of `claims` taken out and their labels left.
///
/// A label keeps its braces, which hold together what `^` raises, unless it starts with a
/// relation sign, whose spacing they would spoil.
pub(super) fn without_links(tex: &Excerpt, claims: &[MathClaim]) -> Excerpt {
    let mut out = Excerpt::default();
    let mut at = 0;
    for claim in claims {
        append(&mut out, tex, Span::new(at, claim.whole.start));
        let bare = relation(tex.text[claim.label.range()].trim_start()).is_some();
        if bare {
            append(&mut out, tex, claim.label);
        } else {
            append(&mut out, tex, Span::new(claim.label.start - 1, claim.label.end + 1));
        }
        at = claim.whole.end;
    }
    append(&mut out, tex, Span::new(at, tex.text.len()));
    out
}

/// What stands behind a claim in its formula, up to the next claim; `None` if that is nothing
/// but closing braces.
pub(super) fn after(tex: &Excerpt, claims: &[MathClaim], index: usize) -> Option<Excerpt> {
    let start = claims.get(index)?.whole.end;
    let end = claims.get(index + 1).map_or(tex.text.len(), |next| next.whole.start);
    let rest = &tex.text[start..end];
    let blank = rest.chars().all(|c| c.is_whitespace() || c == '}');
    (!blank).then(|| part(tex, Span::new(start, end)))
}

#[cfg(test)]
mod tests {
    use crate::document::tests::{dump, lesson_errors};

    #[test]
    fn claims_in_formulas_are_found_and_taken_out() {
        assert_eq!(
            dump("$D = \\href{=KL(P,Q)}{0.737}$ bits"),
            "paragraph 4:1\n  math \"D = {0.737}\" 4:2\n    claim#0 Math @0 4:6-4:28 label 4:22-4:27 math[4:22-4:27 \"0.737\"] expr 4:13-4:20 \"KL(P,Q)\" after 4:29-4:34 \" bits\"\n  text \" bits\"\n"
        );
        assert_eq!(
            dump("> $$\n> a \\href{=x}{\\approx 1}\\,\\text{bits}\n> \\le \\href{= y }{2^{3}}\n> $$"),
            "quote 4:1\n  paragraph 4:3\n    display \"\\na \\\\approx 1\\\\,\\\\text{bits}\\n\\\\le {2^{3}}\\n\" 4:5\n      claim#0 Math @0 5:5-5:25 label 5:15-5:24 math[5:15-5:24 \"\\\\approx 1\"] expr 5:12-5:13 \"x\" after 5:25-6:7 \"\\\\,\\\\text{bits}\\n\\\\le \"\n      claim#1 Math @0 6:7-6:25 label 6:19-6:24 math[6:19-6:24 \"2^{3}\"] expr 6:14-6:17 \" y \"\n"
        );
    }

    #[test]
    fn malformed_claims_in_formulas_are_errors() {
        for (text, expected) in [
            ("$a \\href{=x}$", "4:4-4:13 a malformed claim in a formula: the number in braces is missing"),
            ("$\\href{=a\\%}{1}$", "4:10-4:12 a backslash in a claim's expression"),
            ("$\\href{=}{1}$", "4:9-4:9 a claim without an expression"),
            ("$\\href{=a}{\\href{=b}{1}}$", "4:12-4:17 a link inside a claim's number"),
            ("$$\\href{=a\nb}{1}$$", "4:10-4:11 a line break in a claim's expression"),
            ("\\href{=a}{1}", "4:1-4:8 a claim of a formula outside of math"),
        ] {
            let found = lesson_errors(text);
            assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{text}: {found:?}");
            assert_eq!(found.len(), 1, "{text}: {found:?}");
        }
        assert_eq!(lesson_errors("$\\href{=a}{1} \\\\href \\href{https://a.example}{x}$"), Vec::<String>::new());
    }
}
