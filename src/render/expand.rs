//! How long a formula gets once its macros are expanded, without expanding them.
//!
//! A macro of three letters may stand for a thousand, and one that writes its argument twice doubles
//! the work with each call around it, so the length as written bounds nothing.

use std::collections::BTreeMap;

/// The length of a text that may hold `#1` to `#9`: that of the rest, and how often each is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Length {
    own: usize,
    copies: [usize; 9],
}

impl Length {
    fn add(&mut self, other: Self, times: usize) {
        self.own = self.own.saturating_add(other.own.saturating_mul(times));
        for (mine, copies) in self.copies.iter_mut().zip(other.copies) {
            *mine = mine.saturating_add(copies.saturating_mul(times));
        }
    }
}

/// The macros of a course, measured.
#[derive(Debug, Default)]
pub(super) struct Expansions(BTreeMap<String, Length>);

impl Expansions {
    /// Measures macros, none of which uses itself.
    pub(super) fn new(macros: &BTreeMap<String, String>) -> Self {
        let mut known = Self::default();
        // Each is measured once those that it uses are; a chain is at most as long as the list.
        for _ in 0..macros.len() {
            if known.0.len() == macros.len() {
                break;
            }
            for (name, body) in macros {
                let uses = |other: &String| names(body).any(|used| Some(used) == other.strip_prefix('\\'));
                let ready = macros.keys().all(|other| known.0.contains_key(&other[1..]) || !uses(other));
                if ready && !known.0.contains_key(&name[1..]) {
                    let length = known.measure(body);
                    known.0.insert(name[1..].to_owned(), length);
                }
            }
        }
        known
    }

    /// The length of a formula in bytes, its macros expanded.
    pub(super) fn length(&self, tex: &str) -> usize {
        if self.0.is_empty() { tex.len() } else { self.measure(tex).own }
    }

    /// Nested at most as deep as the braces of `text`.
    fn measure(&self, text: &str) -> Length {
        let mut total = Length::default();
        let mut rest = text;
        while let Some((token, behind)) = token(rest) {
            rest = behind;
            let Some(expansion) = token.strip_prefix('\\').and_then(|name| self.0.get(name)) else {
                match token.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
                    Some(inner) => {
                        total.own = total.own.saturating_add(2);
                        total.add(self.measure(inner), 1);
                    }
                    None => match token.strip_prefix('#').and_then(|digit| digit.parse::<usize>().ok()) {
                        Some(number @ 1..=9) => total.copies[number - 1] = total.copies[number - 1].saturating_add(1),
                        _ => total.own = total.own.saturating_add(token.len()),
                    },
                }
                continue;
            };
            total.own = total.own.saturating_add(expansion.own);
            let arguments = expansion.copies.iter().rposition(|copies| *copies > 0).map_or(0, |last| last + 1);
            for copies in expansion.copies.iter().take(arguments) {
                let Some((argument, behind)) = self::token(rest.trim_start()) else { break };
                rest = behind;
                let inner = argument.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
                total.add(self.measure(inner.unwrap_or(argument)), *copies);
            }
        }
        total
    }
}

/// The names of the commands in a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    super::math::commands(text).map(|(_, name)| name)
}

/// The first command, parameter, group in braces or character, and what is behind it.
fn token(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next()?;
    let end = match first {
        '\\' => 1 + names(text).next().map_or(0, str::len),
        '#' => 1 + text[1..].chars().next().map_or(0, char::len_utf8),
        '{' => group(text),
        other => other.len_utf8(),
    };
    Some(text.split_at(end))
}

/// Where the group ends that begins a text: behind its brace, or with the text.
fn group(text: &str) -> usize {
    let (mut open, mut escaped) = (0usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => open += 1,
            b'}' if open == 1 => return at + 1,
            b'}' => open -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(macros: &[(&str, &str)], tex: &str) -> usize {
        let macros = macros.iter().map(|(name, body)| ((*name).to_owned(), (*body).to_owned())).collect();
        Expansions::new(&macros).length(tex)
    }

    #[test]
    fn without_macros_it_is_the_length() {
        for tex in ["", "x^2", "\\frac{a}{b}", "{{{", "}}", "\\", "#", "é\\{"] {
            assert_eq!(length(&[], tex), tex.len());
            assert_eq!(length(&[("\\m", "x")], tex), tex.len(), "{tex}");
        }
    }

    #[test]
    fn a_macro_counts_as_what_it_stands_for() {
        assert_eq!(length(&[("\\m", "12345")], "\\m+\\m x"), 13);
        assert_eq!(length(&[("\\m", "(#1,#1)")], "\\m{abc}"), 3 + 3 + 3);
        assert_eq!(length(&[("\\m", "#2#1#2")], "\\m a{bc}d"), 1 + 4 + 1);
        assert_eq!(length(&[("\\a", "\\b\\b"), ("\\b", "123")], "\\a"), 6);
        assert_eq!(length(&[("\\a", "\\b{#1#1}"), ("\\b", "#1#1")], "\\a x"), 4);
    }

    #[test]
    fn doubling_is_seen() {
        let nested = |depth: usize| format!("{}x{}", "\\d{".repeat(depth), "}".repeat(depth));
        assert_eq!(length(&[("\\d", "#1#1")], &nested(10)), 1 << 10);
        assert_eq!(length(&[("\\d", "#1#1")], &nested(60)), 1 << 60);
        let chain: Vec<(String, String)> =
            (0..60).map(|n| (format!("\\{}", name(n)), format!("\\{0}\\{0}", name(n + 1)))).collect();
        let chain: Vec<(&str, &str)> = chain.iter().map(|(name, body)| (name.as_str(), body.as_str())).collect();
        assert!(length(&chain, "\\aa") > 1 << 40);
    }

    fn name(number: u8) -> String {
        format!("{}{}", char::from(b'a' + number / 26), char::from(b'a' + number % 26))
    }
}
