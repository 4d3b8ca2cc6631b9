//! The unit after a number, in the label or behind the link.

use super::number::{CURRENCIES, SUPERSCRIPTS, command, spaces};
use crate::expr::ast::InformationUnit;

/// A unit found at the start of a text: what it is, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The unit's own characters.
    pub(super) word: String,
    /// Where they start.
    pub(super) start: usize,
    /// Where they end.
    pub(super) end: usize,
    /// Where the text goes on (after a closing brace in TeX).
    pub(super) next: usize,
}

/// The unit of information that a word names; `bits/symbol` is in bits too.
pub(super) fn information(word: &str) -> Option<InformationUnit> {
    let head = word.split('/').next().unwrap_or(word);
    match head.to_ascii_lowercase().as_str() {
        "bit" | "bits" => Some(InformationUnit::Bits),
        "nat" | "nats" => Some(InformationUnit::Nats),
        "ban" | "bans" | "dit" | "dits" | "hartley" | "hartleys" => Some(InformationUnit::Bans),
        _ => None,
    }
}

/// The power of ten that a word stands for: `million`, `k` and the like.
pub(super) fn multiplier(word: &str, glued: bool) -> Option<u32> {
    Some(match word.to_lowercase().as_str() {
        "hundred" | "hundreds" => 2,
        "k" if glued || word == "k" => 3,
        "thousand" | "thousands" => 3,
        "lakh" | "lakhs" => 5,
        "m" if word == "M" => 6,
        "million" | "millions" | "mio" | "mn" | "mln" => 6,
        "crore" | "crores" => 7,
        "g" | "b" if glued && word.chars().all(char::is_uppercase) => 9,
        "billion" | "billions" | "bn" | "bln" | "mrd" => 9,
        "t" if glued && word == "T" => 12,
        "trillion" | "trillions" | "tn" | "trn" => 12,
        "quadrillion" | "quadrillions" => 15,
        _ => return None,
    })
}

/// The unit at byte `at` of prose: a word of letters, with `/`, `·`, `^2` and `²` in it.
pub(super) fn in_text(text: &str, at: usize) -> Option<Found> {
    let length = word(&text[at..]);
    let word = &text[at..at + length];
    // `6 e23` and `6 x10` are no units.
    (length > 0 && !matches!(word, "e" | "E" | "x" | "X") && !word.starts_with("e^") && !word.starts_with("x^"))
        .then(|| Found { word: word.to_owned(), start: at, end: at + length, next: at + length })
}

/// The length of the unit at the start of `text`, 0 for none.
fn word(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    match chars.next() {
        Some((_, c)) if CURRENCIES.contains(&c) => return c.len_utf8(),
        Some((_, c)) if c.is_alphabetic() || c == '°' => end += c.len_utf8(),
        _ => return 0,
    }
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        match c {
            c if c.is_alphabetic() || c == '°' || SUPERSCRIPTS.contains(&c) => end = at + c.len_utf8(),
            '⁻' if next.is_some_and(|c| SUPERSCRIPTS.contains(&c)) => {}
            '/' | '·' | '⋅' | '-' if next.is_some_and(char::is_alphabetic) => {}
            '^' => {
                let exponent = &text[at + 1..];
                let sign = usize::from(exponent.starts_with('-'));
                let digits = exponent[sign..].bytes().take_while(u8::is_ascii_digit).count();
                if digits == 0 {
                    break;
                }
                end = at + 1 + sign + digits;
                for _ in 0..sign + digits {
                    chars.next();
                }
            }
            _ => break,
        }
    }
    end
}

/// The unit at byte `at` of TeX: `\text{bits}`, `\mathrm{m}/\mathrm{s}^2`, `^\circ`.
pub(super) fn in_math(text: &str, at: usize) -> Option<Found> {
    let (mut word, mut end) = group(text, at)?;
    let (start, mut inner_end) = inner(text, at, end);
    while let Some(joint) =
        ["/", "\\cdot", "·", "\\,"].iter().find(|joint| text[end..].starts_with(*joint)).map(|joint| joint.len())
    {
        let next = end + joint + spaces(&text[end + joint..], true);
        let Some((more, more_end)) = group(text, next) else { break };
        word.push_str(if text[end..].starts_with('/') { "/" } else { "·" });
        word.push_str(&more);
        end = more_end;
        inner_end = end;
    }
    Some(Found { word, start, end: inner_end, next: end })
}

/// The first word of prose in TeX behind a link: `bits` in `\text{ bits per letter}`.
pub(super) fn leading_word(text: &str, at: usize) -> Option<Found> {
    let content = text[at..].strip_prefix("\\text{")?;
    let start = at + "\\text{".len() + spaces(content, true);
    let length = text[start..].find(|c: char| !c.is_alphabetic()).unwrap_or(text.len() - start);
    let end = start + length;
    (length > 0).then(|| Found { word: text[start..end].to_owned(), start, end, next: end })
}

/// The characters between the braces of a group that spans `at..end`, or all of it.
fn inner(text: &str, at: usize, end: usize) -> (usize, usize) {
    match (text[at..end].find('{'), text[at..end].ends_with('}')) {
        (Some(open), true) if !text[at..].starts_with('^') && text[at..end].matches('{').count() == 1 => {
            let content = &text[at + open + 1..end - 1];
            let lead = spaces(content, true);
            let trimmed = content[lead..].trim_end_matches(is_after_word).len();
            (at + open + 1 + lead, at + open + 1 + lead + trimmed)
        }
        _ => (at, end),
    }
}

/// One group with its exponent: the unit's own characters, and where it ends.
fn group(text: &str, at: usize) -> Option<(String, usize)> {
    let rest = &text[at..];
    for degrees in ["^\\circ", "^{\\circ}", "\\degree", "°"] {
        if let Some(tail) = rest.strip_prefix(degrees)
            && !tail
                .starts_with(|c: char| c.is_ascii_alphabetic() && degrees.ends_with(|d: char| d.is_ascii_alphabetic()))
        {
            // `^\circ\mathrm{C}` and `^\circ\text{F}`.
            return match group(tail, 0) {
                Some((word, length)) if !word.starts_with('°') => {
                    Some((format!("°{word}"), at + degrees.len() + length))
                }
                _ => Some(("°".to_owned(), at + degrees.len())),
            };
        }
    }
    if let Some(currency) = rest.strip_prefix('\\').unwrap_or(rest).chars().next().filter(|c| CURRENCIES.contains(c)) {
        let escape = usize::from(rest.starts_with('\\'));
        return Some((currency.to_string(), at + escape + currency.len_utf8()));
    }
    let name = command(rest);
    let sets_text =
        ["text", "textrm", "textnormal", "textsf", "textit", "mathrm", "mathsf", "mathit", "operatorname", "mbox"];
    if !sets_text.contains(&name) {
        return None;
    }
    let open = 1 + name.len();
    let content = rest[open..].strip_prefix('{')?;
    let close = closing(content)?;
    let content = &content[..close];
    // A sentence may end inside: `\text{bits.}`
    let trimmed = content[spaces(content, true)..].trim_end_matches(is_after_word);
    if !is_unit(trimmed) {
        return None;
    }
    let mut word = trimmed.to_owned();
    let mut end = at + open + 1 + close + 1;
    if let Some(exponent) = text[end..].strip_prefix('^') {
        let (digits, length) = match exponent.strip_prefix('{') {
            Some(inner) => {
                let length = inner.find('}')?;
                (&inner[..length], length + 2)
            }
            None => (&exponent[..exponent.chars().next()?.len_utf8()], exponent.chars().next()?.len_utf8()),
        };
        let digits_only = digits.strip_prefix(['-', '−']).unwrap_or(digits);
        if digits_only.is_empty() || !digits_only.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        word.push('^');
        word.push_str(digits);
        end += 1 + length;
    }
    Some((word, end))
}

/// What may follow a unit inside `\text{…}`: spaces and the end of a clause.
fn is_after_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '~' | '.' | ',' | ';' | ':' | '!' | '?')
}

/// The byte of the brace that closes the group whose inside starts `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether the inside of `\text{…}` is a unit: letters, and digits only as exponents.
fn is_unit(content: &str) -> bool {
    if word(content) == content.len() && !content.is_empty() {
        return true;
    }
    // TeX inside, as in `\mathrm{m\,s^{-1}}` or `\mathrm{\mu m}`.
    let mut before = ' ';
    let mut raised = false;
    for c in content.chars() {
        let allowed = c.is_alphabetic() || matches!(c, '\\' | ',' | '^' | '{' | '}' | '/' | '·' | '°' | '-' | ' ');
        if c.is_ascii_digit() {
            if !(raised && matches!(before, '^' | '{' | '-' | '0'..='9')) {
                return false;
            }
        } else if !allowed || c == ',' && before != '\\' || c == ' ' && !content.contains('\\') {
            return false;
        }
        raised = c == '^' || raised && matches!(c, '{' | '-' | '0'..='9');
        before = c;
    }
    content.starts_with(|c: char| c.is_alphabetic() || c == '\\')
}
