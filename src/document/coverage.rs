//! Which digits in prose and math are numbers that a claim could cover.
//!
//! In prose every number counts, except what is no number to check:
//!
//! - digits glued to letters or to a name: `H_2`, `x^2`, `1st`, `2D`, `GPT-4`, `16-bit`, `#3`, `§ 2`;
//! - dates and times: `2026-11-24`, `24 November 2026`, `in 1948`, `(1948)`, `12:30`;
//! - references: a word of [`REFERENCES`] and the numbers behind it (`Figures 2 and 3`);
//! - version numbers (`1.2.3`), addresses (`https://…`, `a@b`), the number that opens a heading;
//! - code, targets of links, list markers: Markdown doesn't give them as text at all.
//!
//! In math a number counts that directly follows a relation sign, outside of sub- and superscripts.

use super::math::{group, leading_command, next_command, relation};
use crate::source::Span;

/// Words behind which a number is a name (also in the plural).
const REFERENCES: &[&str] = &[
    "appendix",
    "case",
    "chapter",
    "definition",
    "eq",
    "equation",
    "example",
    "exercise",
    "fig",
    "figure",
    "item",
    "lemma",
    "lesson",
    "line",
    "no",
    "note",
    "page",
    "part",
    "problem",
    "proposition",
    "question",
    "rule",
    "section",
    "sec",
    "step",
    "table",
    "theorem",
    "unit",
    "version",
    "volume",
    "week",
    "widget",
];

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
];

/// Words behind which four digits are a year.
const BEFORE_YEARS: &[&str] = &[
    "in", "since", "until", "till", "before", "after", "by", "from", "of", "around", "year", "circa", "late", "early",
];

/// The numbers in `text`; `heading` says whether a number at its start names the heading.
pub(super) fn in_prose(text: &str, heading: bool) -> Vec<Span> {
    let mut scanner = Scanner { text, chars: text.char_indices().collect(), found: Vec::new(), reference_end: None };
    if scanner.chars.iter().any(|(_, c)| is_digit(*c)) {
        scanner.scan(heading);
    }
    scanner.found
}

struct Scanner<'t> {
    text: &'t str,
    chars: Vec<(usize, char)>,
    found: Vec<Span>,
    /// Where the last number ended that was a reference.
    reference_end: Option<usize>,
}

/// ASCII digits, digits of other scripts, and fractions such as `½`; no superscripts.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric() && !is_raised(c) && !c.is_alphabetic())
}

fn is_raised(c: char) -> bool {
    matches!(c, '⁰'..='⁹' | '²' | '³' | '¹' | '₀'..='₉')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Scanner<'_> {
    fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).map(|(_, c)| *c)
    }

    fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|index| self.at(index))
    }

    fn offset(&self, index: usize) -> usize {
        self.chars.get(index).map_or(self.text.len(), |(at, _)| *at)
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        &self.text[self.offset(start)..self.offset(end)]
    }

    fn scan(&mut self, heading: bool) {
        let mut index = 0;
        while let Some(c) = self.at(index) {
            let starts_word = !c.is_whitespace() && self.before(index).is_none_or(char::is_whitespace);
            if let Some(end) = starts_word.then(|| self.address(index)).flatten() {
                index = end;
                continue;
            }
            let starts = is_digit(c) || (c == '.' && self.at(index + 1).is_some_and(|next| next.is_ascii_digit()));
            if !starts {
                index += 1;
                continue;
            }
            let end = self.number_end(index);
            let (stop, counts) = self.judge(index, end, heading);
            if counts {
                let signed = matches!(self.before(index), Some('-' | '−' | '+'))
                    && index.checked_sub(1).is_some_and(|sign| {
                        self.before(sign).is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '=' | ','))
                    });
                let start = self.offset(index - usize::from(signed));
                self.found.push(Span::new(start, self.offset(self.percent_end(end))));
            }
            index = stop.max(index + 1);
        }
    }

    /// The end of the word at `index`, if it is an address of the web or of mail.
    fn address(&self, index: usize) -> Option<usize> {
        let word = self.chars[index..].iter().take_while(|(_, c)| !c.is_whitespace()).count();
        let text = self.slice(index, index + word);
        let mail = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        (text.contains("://") || text.starts_with("www.") || mail).then_some(index + word)
    }

    fn digits(&self, index: usize) -> usize {
        self.chars[index.min(self.chars.len())..].iter().take_while(|(_, c)| is_digit(*c)).count()
    }

    /// The end of the number that starts at `index`: grouping, decimals, a fraction, an exponent.
    fn number_end(&self, index: usize) -> usize {
        let mut end = index + self.digits(index);
        while let (Some(separator), 3) = (self.at(end), self.digits(end + 1)) {
            let grouping = matches!(separator, ',' | '\u{2009}' | '\u{202f}' | '\u{a0}' | '\'' | '’');
            if !grouping || end == index {
                break;
            }
            end += 4;
        }
        if matches!(self.at(end), Some('.' | ',')) && self.digits(end + 1) > 0 {
            end += 1 + self.digits(end + 1);
        }
        if matches!(self.at(end), Some('/' | '⁄')) && self.digits(end + 1) > 0 {
            end += 1 + self.digits(end + 1);
        }
        if matches!(self.at(end), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.at(end + 1), Some('+' | '-' | '−')));
            let digits = self.digits(end + 1 + sign);
            if digits > 0 {
                end += 1 + sign + digits;
            }
        }
        self.power_end(end).unwrap_or(end)
    }

    /// The end of ` × 10^23` or `×10⁻⁷` at `index`.
    fn power_end(&self, index: usize) -> Option<usize> {
        let spaces = |index: usize| usize::from(self.at(index).is_some_and(char::is_whitespace));
        let sign = index + spaces(index);
        if !matches!(self.at(sign), Some('×' | '·' | '⋅')) {
            return None;
        }
        let ten = sign + 1 + spaces(sign + 1);
        if self.digits(ten) != 2 || self.slice(ten, ten + 2) != "10" {
            return None;
        }
        let mut end = ten + 2;
        if self.at(end) == Some('^') {
            end += 1;
            end += usize::from(matches!(self.at(end), Some('+' | '-' | '−' | '{')));
            end += usize::from(matches!(self.at(end), Some('+' | '-' | '−')));
            let digits = self.digits(end);
            return (digits > 0).then_some(end + digits);
        }
        end += usize::from(self.at(end) == Some('⁻'));
        let raised = self.chars[end.min(self.chars.len())..].iter().take_while(|(_, c)| is_raised(*c)).count();
        (raised > 0).then_some(end + raised)
    }

    fn percent_end(&self, end: usize) -> usize {
        let space = usize::from(matches!(self.at(end), Some(' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')));
        if matches!(self.at(end + space), Some('%' | '‰')) { end + space + 1 } else { end }
    }

    /// Where to go on behind the number from `start` to `end`, and whether it counts.
    fn judge(&mut self, start: usize, end: usize, heading: bool) -> (usize, bool) {
        let word_end = end + self.chars[end..].iter().take_while(|(_, c)| is_word(*c)).count();
        let before = self.before(start);
        let next = self.at(end);
        let glued_before = before.is_some_and(|c| is_word(c) || matches!(c, '^' | '#' | '§'));
        // `1st`, `16 bit` with a hyphen, `1.2.3`.
        let plain = self.slice(start, end).chars().all(|c| c.is_ascii_digit());
        let hyphen = |c: Option<char>| matches!(c, Some('-' | '‑'));
        let name_before = (hyphen(before) || before == Some('.'))
            && start.checked_sub(1).and_then(|hyphen| self.before(hyphen)).is_some_and(char::is_alphabetic);
        let compound = plain && hyphen(next) && self.at(end + 1).is_some_and(char::is_alphabetic);
        if let Some(date) = self.date_end(start, end) {
            return (date, false);
        }
        if next == Some('.') && self.digits(end + 1) > 0 {
            let rest = self.chars[end..].iter().take_while(|(_, c)| c.is_ascii_digit() || *c == '.').count();
            return (end + rest, false);
        }
        if glued_before
            || name_before
            || compound
            || word_end > end
            || next.is_some_and(is_raised) && before.is_some_and(is_word)
        {
            return (word_end.max(end), false);
        }
        if self.is_reference(start) {
            self.reference_end = Some(end);
            return (end, false);
        }
        if plain && (self.is_day_or_year(start, end) || self.is_year(start, end)) {
            return (end, false);
        }
        if heading && self.slice(0, start).trim().is_empty() {
            let names = matches!(next, Some(')' | ':')) || next.is_some_and(char::is_whitespace) || next == Some('.');
            let whole = self.slice(start, end).chars().all(|c| c.is_ascii_digit() || c == '.');
            if names && whole && self.percent_end(end) == end {
                return (end, false);
            }
        }
        (end, true)
    }

    /// The end of `2026-11-24`, `2026/11/24` or `12:30` at `start`.
    fn date_end(&self, start: usize, end: usize) -> Option<usize> {
        let digits = self.digits(start);
        let first = start + digits;
        if digits == 4 {
            let separator = self.at(first).filter(|c| matches!(c, '-' | '/' | '.' | '‑'))?;
            let month = self.digits(first + 1);
            let second = first + 1 + month;
            let day = self.digits(second + 1);
            let date = (1..=2).contains(&month) && self.at(second) == Some(separator) && (1..=2).contains(&day);
            return date.then_some(second + 1 + day);
        }
        let clock = digits <= 2 && first == end && self.at(first) == Some(':') && self.digits(first + 1) == 2;
        clock.then_some(first + 3)
    }

    /// The word before `index`, and where it starts.
    fn word_before(&self, index: usize) -> Option<(String, usize)> {
        let blank =
            self.chars[..index].iter().rev().take_while(|(_, c)| c.is_whitespace() || matches!(c, '.' | ',')).count();
        let end = index - blank;
        let length = self.chars[..end].iter().rev().take(20).take_while(|(_, c)| is_word(*c)).count();
        (blank > 0 && length > 0).then(|| (self.slice(end - length, end).to_owned(), end - length))
    }

    fn word_after(&self, index: usize) -> String {
        let blank = self.chars[index..].iter().take_while(|(_, c)| c.is_whitespace() || matches!(c, '.' | ',')).count();
        let start = index + blank;
        let length = self.chars[start..].iter().take(20).take_while(|(_, c)| is_word(*c)).count();
        if blank > 0 { self.slice(start, start + length).to_owned() } else { String::new() }
    }

    fn is_reference(&self, start: usize) -> bool {
        if let Some(end) = self.reference_end {
            // `Figures 2, 3 and 4`, `Lessons 2–5`.
            let near = start.saturating_sub(end) <= 6;
            let between = if near { self.slice(end, start) } else { "!" };
            let between = between.replace("and", "").replace("or", "").replace("to", "");
            if between.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '&' | '/')) {
                return true;
            }
        }
        if self.before(start).is_some_and(|c| c == '§') || self.slice(0, start).trim_end().ends_with('§') {
            return true;
        }
        self.word_before(start).is_some_and(|(word, _)| {
            let word = word.to_lowercase();
            let singular = word.strip_suffix('s').unwrap_or(&word);
            // `no 5` without a point is a negation.
            let abbreviation = matches!(word.as_str(), "no" | "sec" | "eq" | "fig");
            let pointed = self.slice(0, start).trim_end().ends_with('.');
            let comma = self.slice(0, start).trim_end().ends_with(',');
            let names = REFERENCES.contains(&word.as_str()) || REFERENCES.contains(&singular);
            names && !comma && (pointed == abbreviation || (word != "no" && !pointed))
        })
    }

    /// `24` and `2026` in `24 November 2026`, `November 24, 2026`, `November 2026`.
    fn is_day_or_year(&self, start: usize, end: usize) -> bool {
        let month = |word: &str| MONTHS.contains(&word);
        let digits = end - start;
        if digits <= 2 && month(&self.word_after(end)) {
            return true;
        }
        let Some((word, at)) = self.word_before(start) else { return false };
        if month(&word) {
            return true;
        }
        let day = word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit());
        digits == 4 && day && self.word_before(at).is_some_and(|(word, _)| month(&word))
    }

    /// `in 1948`, `(1948)`.
    fn is_year(&self, start: usize, end: usize) -> bool {
        let year = self.slice(start, end).parse().is_ok_and(|year: u32| (1500..2200).contains(&year));
        if !year || self.percent_end(end) != end {
            return false;
        }
        if self.before(start) == Some('(') && self.at(end) == Some(')') {
            return true;
        }
        self.word_before(start).is_some_and(|(word, _)| BEFORE_YEARS.contains(&word.to_lowercase().as_str()))
    }
}

/// The numbers in `tex` that directly follow a relation sign, outside of `claimed`.
pub(super) fn in_math(tex: &str, claimed: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut related = false;
    let mut claimed = claimed.iter().peekable();
    while let Some(c) = tex.get(at..).and_then(|rest| rest.chars().next()) {
        while claimed.next_if(|claim| claim.start < at).is_some() {}
        if let Some(claim) = claimed.next_if(|claim| claim.start == at) {
            at = claim.end;
            related = false;
            continue;
        }
        let rest = &tex[at..];
        if let Some(length) = relation(rest) {
            at += length;
            related = true;
        } else if matches!(c, '_' | '^') {
            at = script_end(tex, at + 1);
            related = false;
        } else if let Some(length) = related.then(|| number(rest)).flatten() {
            found.push(Span::new(at, at + length));
            at += length;
            related = false;
        } else if c == '\\' {
            let end = next_command(tex, at).map_or(tex.len(), |command| command.end);
            related &=
                matches!(&tex[at..end], "\\," | "\\;" | "\\:" | "\\!" | "\\ " | "\\quad" | "\\qquad" | "\\$" | "\\pm");
            at = end;
        } else {
            related &= c.is_whitespace() || matches!(c, '&' | '{' | '~' | '+' | '-' | '−' | '$' | '€' | '£');
            at += c.len_utf8();
        }
    }
    found
}

/// The end of the sub- or superscript at `at`.
fn script_end(tex: &str, at: usize) -> usize {
    if let Some(group) = group(tex, at) {
        return group.end + 1;
    }
    let start = at + (tex[at..].len() - tex[at..].trim_start().len());
    match tex[start..].chars().next() {
        Some('\\') => next_command(tex, start).map_or(tex.len(), |command| command.end),
        Some(c) => start + c.len_utf8(),
        None => start,
    }
}

/// The length of the number at the start of `tex`; none if it is glued to a letter.
fn number(tex: &str) -> Option<usize> {
    if let Some(command) = leading_command(tex) {
        if !matches!(&tex[..command], "\\frac" | "\\tfrac" | "\\dfrac") {
            return None;
        }
        let whole = |text: &str| !text.trim().is_empty() && text.trim().bytes().all(|byte| byte.is_ascii_digit());
        let above = group(tex, command).filter(|above| whole(&tex[above.range()]));
        if let Some(below) =
            above.and_then(|above| group(tex, above.end + 1)).filter(|below| whole(&tex[below.range()]))
        {
            return Some(below.end + 1);
        }
        let rest = &tex[command..];
        let blank = rest.len() - rest.trim_start().len();
        let digits = rest.trim_start().bytes().take(2).take_while(u8::is_ascii_digit).count();
        return (digits == 2).then_some(command + blank + 2);
    }
    let digits = |at: usize| tex.get(at..).map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let mut end = digits(0);
    if end == 0 && !(tex.starts_with('.') && digits(1) > 0) {
        return None;
    }
    loop {
        let rest = &tex[end..];
        let separator = ["{,}", "\\,", ",", "."].into_iter().find(|separator| rest.starts_with(separator));
        let Some(separator) = separator else { break };
        let next = digits(end + separator.len());
        // A comma without a group of three behind it separates two numbers.
        if next == 0 || (separator != "." && next != 3) {
            break;
        }
        end += separator.len() + next;
    }
    if tex[end..].starts_with('/') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if tex[end..].starts_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    for percent in ["\\%", "\\,\\%", "\\ \\%"] {
        if tex[end..].starts_with(percent) {
            return Some(end + percent.len());
        }
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> Vec<&str> {
        in_prose(text, false).into_iter().map(|span| &text[span.range()]).collect()
    }

    fn math(text: &str) -> Vec<&str> {
        in_math(text, &[]).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn numbers_in_prose_count() {
        assert_eq!(
            prose("90% of 1,024 are 3.5, 1/2 or ½; 5 % of -0.5"),
            ["90%", "1,024", "3.5", "1/2", "½", "5 %", "-0.5"]
        );
        assert_eq!(prose("6.02e23, 6.02 × 10^23 and 6 × 10⁻⁷, .05"), ["6.02e23", "6.02 × 10^23", "6 × 10⁻⁷", ".05"]);
        assert_eq!(
            prose("costs $5 or 3–4, (7), 2:1, 0.5-1.5. It is 8."),
            ["5", "3", "4", "7", "2", "1", "0.5", "1.5", "8"]
        );
        assert_eq!(prose("7 lessons, and no 5 of them, in 40 steps"), ["7", "5", "40"]);
    }

    #[test]
    fn what_is_no_number_does_not() {
        for text in [
            "H_2 and x2, x^2, 1st, 2D, GPT-4, a 16-bit word, m/s²",
            "on 2026-11-24, 24 November 2026, November 24, 2026, May 2026, at 12:30",
            "Shannon (1948), in 1948, since 1999",
            "Figure 2, Fig. 3, Lessons 3–4 and 5, chapter 7, step 2, Problem 1, § 4, #9, No. 6",
            "version 1.2.3, https://a.example/2/3, www.x.example/4, a4@b.example",
            "two or three",
        ] {
            assert_eq!(prose(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(in_prose("2.1 Entropy", true), []);
        assert_eq!(in_prose("3. Entropy of 2 coins", true), [Span::new(14, 15)]);
        assert_eq!(in_prose("90% right", true), [Span::new(0, 3)]);
    }

    #[test]
    fn numbers_in_math_count_behind_a_relation() {
        assert_eq!(math("D = 0.737"), ["0.737"]);
        assert_eq!(math("H \\approx 1.737\\,\\text{bits} \\le 2"), ["1.737", "2"]);
        assert_eq!(
            math("p &= -\\frac{1}{2} = \\frac12 = 50\\,\\% = 1{,}024"),
            ["\\frac{1}{2}", "\\frac12", "50\\,\\%", "1{,}024"]
        );
        assert_eq!(math("\\sum_{k=0}^{10} 2^k \\to 3, x^{n=2}, H_2, P(2), = 2x, \\{0, 1\\}"), Vec::<&str>::new());
        assert_eq!(in_math("a = \\href{=x}{1} = 2", &[Span::new(4, 16)]), [Span::new(19, 20)]);
    }
}
