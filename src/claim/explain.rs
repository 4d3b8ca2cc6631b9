//! What to say of a label that can't be read: each form that authors do write, and the right one.

use super::number::{GLYPHS, SUPERSCRIPTS, is_sign, spaces};
use super::scan::next_number;
use super::unit;
use crate::diagnostic::{briefly, said};

/// A headline, and what to do.
pub(super) type Explanation = (String, String);

/// What every label that holds more than a number is told.
pub(super) const ALONE: &str = "link the number alone";

/// Why `before`, which ends in no relation sign, can't stand before `number`.
pub(super) fn before(before: &str, number: &str, math: bool) -> Explanation {
    briefly!(Explanation::default());
    let tail = before.trim_end();
    let last = tail.chars().next_back().unwrap_or(' ');
    let alone = said!("{ALONE}: `[{number}](=…)`");
    let proper = if math { ["\\ge", "\\le", "\\ne"] } else { ["≥", "≤", "≠"] };
    for (typed, proper) in
        [(">=", proper[0]), ("=>", proper[0]), ("<=", proper[1]), ("=<", proper[1]), ("!=", proper[2])]
    {
        if tail.ends_with(typed) {
            return (said!("`{typed}` is no relation sign"), said!("write `{proper} {number}`"));
        }
    }
    if tail.ends_with("\\pm") || last == '±' {
        return (said!("`± {number}` is not one number"), alone);
    }
    if is_sign(last) || matches!(last, '–' | '—' | '‐' | '‑' | '‒') {
        let bare = number.trim_start_matches(is_sign);
        return (
            said!("`{last}` before `{number}` is not the number's own sign"),
            said!("write a minus sign directly before the digits, `−{bare}`, or {ALONE}"),
        );
    }
    if matches!(last, '[' | '{') {
        return (
            said!("`{last}` before `{number}`"),
            said!("write a list in parentheses, such as `(0.5, 0.5)`, or {ALONE}"),
        );
    }
    if matches!(last, '=' | '<' | '>' | '≤' | '≥' | '≠' | '≈' | '~') {
        return ("two relation signs in a row".to_owned(), said!("write one sign before the number, or {ALONE}"));
    }
    (
        said!("more than a number: `{}` before `{number}`", shorten(tail.trim())),
        said!("{alone}, or end the text before it with a relation sign such as `=`"),
    )
}

/// Why `rest`, which follows `number` directly or after a space, makes it something else.
pub(super) fn after(number: &str, rest: &str, math: bool) -> Explanation {
    briefly!(Explanation::default());
    let whole = said!("{number}{}", &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())]);
    let unreadable = said!("`{}` is not one number", shorten(&whole));
    let next = rest.chars().next().unwrap_or(' ');
    let digit_next = rest[next.len_utf8().min(rest.len())..].starts_with(|c: char| c.is_ascii_digit());
    let separately = said!("{ALONE}, one claim each: `[{number}](=…)`");
    if rest.starts_with("...")
        || next == '…'
        || ["\\dots", "\\ldots", "\\cdots"].iter().any(|dots| rest.starts_with(dots))
    {
        return (unreadable, said!("write as many digits as you want checked, without the dots: `{number}`"));
    }
    if rest.starts_with("\\pm") || next == '±' {
        return (unreadable, separately);
    }
    if next.is_alphabetic() {
        return glued(number, rest, math);
    }
    if next == '.' && digit_next {
        return (unreadable, said!("write one decimal point, or {ALONE}"));
    }
    if (is_sign(next) || matches!(next, '–' | '—' | '‐' | '‑' | '‒'))
        && rest.chars().nth(1).is_some_and(char::is_numeric)
    {
        return (unreadable, said!("a range is two numbers: {separately}"));
    }
    if next == ':' && digit_next {
        let second: String = rest[1..].chars().take_while(char::is_ascii_digit).collect();
        return (unreadable, said!("write a ratio as a fraction, `{number}/{second}`, or {ALONE}"));
    }
    if next == ',' && digit_next {
        let second: String = rest[1..].chars().take_while(char::is_ascii_digit).collect();
        return (unreadable, said!("write a decimal point: `{number}.{second}`"));
    }
    if matches!(next, '\'' | '’' | '_') && digit_next {
        return (unreadable, "separate thousands by a comma or a thin space: `1,024`".to_owned());
    }
    if GLYPHS.iter().any(|row| row.0 == next) || rest.starts_with("\\frac") || rest.starts_with("\\tfrac") {
        return (unreadable, "write a mixed number as a fraction or a decimal: `3/2` or `1.5`".to_owned());
    }
    if matches!(next, '^' | '²' | '³' | '¹') || SUPERSCRIPTS.contains(&next) {
        if number == "10" {
            let times = if math { "\\times" } else { "×" };
            return (
                unreadable,
                said!("write the power with a mantissa: `1 {times} {}`", whole.trim_end_matches(['.', ','])),
            );
        }
        return (unreadable, said!("write the value of the power: `1000` or `1 × 10^3`, or {ALONE}"));
    }
    if next == '‰' {
        return (unreadable, "write a decimal or a percentage: `0.5 %`".to_owned());
    }
    if next == '⁄' || next == '/' {
        return (unreadable, said!("write a fraction of two whole numbers: `1/2`, or {ALONE}"));
    }
    if next == '.' || next == ',' {
        return (
            said!("more than a number: `{next}` after `{number}`"),
            said!("{ALONE} and leave the `{next}` outside: `[{number}](=…){next}`"),
        );
    }
    let blank = spaces(rest, math);
    let tail = &rest[blank..];
    if blank > 0
        && !math
        && tail.len() >= 3
        && tail.bytes().take_while(u8::is_ascii_digit).count() == 3
        && plain(number)
    {
        let group: String = tail.chars().take(3).collect();
        return (
            said!("`{number} {group}` is not one number"),
            said!("separate thousands by a comma or a thin space: `{number},{group}`"),
        );
    }
    if blank > 0 && tail.starts_with('/') {
        return (said!("`{number} /` is not one number"), said!("write a fraction without spaces: `1/2`, or {ALONE}"));
    }
    if let Some(sign) = ["×", "·", "\\times", "\\cdot", "*", "x", "e", "E"].iter().find(|sign| tail.starts_with(*sign))
    {
        let proper = if math { said!("{number} \\times 10^{{6}}") } else { said!("{number} × 10^6") };
        return (
            said!("`{number} {sign}` is not one number"),
            said!("write scientific notation as `{proper}`, or {ALONE}"),
        );
    }
    let escape = rest.starts_with('\\') && rest[1..].starts_with(|c: char| c.is_ascii_punctuation());
    if !math && (escape || rest.starts_with('&') && rest.contains(';')) {
        return (unreadable, "write the characters themselves, without escapes and entities".to_owned());
    }
    if next_number(rest, math, 0).is_some() {
        return another(number, tail);
    }
    (
        said!("more than a number and its unit: `{}` after `{number}`", shorten(tail)),
        said!("{ALONE}, with at most one unit: `[{number}](=…)`"),
    )
}

/// A second number in one label.
pub(super) fn another(number: &str, tail: &str) -> Explanation {
    briefly!(Explanation::default());
    let message = said!("more than one number: `{}` after `{number}`", shorten(tail.trim()));
    (message, said!("{ALONE}, one claim each: `[{number}](=…)`"))
}

/// Why letters that touch the digits can't be read.
fn glued(number: &str, rest: &str, math: bool) -> Explanation {
    let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
    if let Some(power) = unit::multiplier(word, true) {
        return times_power(number, word, power, math);
    }
    let message = said!("`{number}{word}` is not one number");
    let help = if math {
        said!("set a unit apart: `{number}\\,\\text{{{word}}}`, or {ALONE}")
    } else if word.chars().all(char::is_alphabetic) && !matches!(word, "e" | "E" | "x") {
        said!("put a space before a unit: `{number} {word}`, or {ALONE}")
    } else {
        said!("write decimal digits, or scientific notation such as `6.02e23`, or {ALONE}")
    };
    (message, help)
}

/// `million` and the like after a number: a power of ten says it.
pub(super) fn times_power(number: &str, word: &str, power: u32, math: bool) -> Explanation {
    briefly!(Explanation::default());
    let proper = if math { said!("{number} \\times 10^{{{power}}}") } else { said!("{number} × 10^{power}") };
    (said!("`{word}` is no unit"), said!("write `{proper}`"))
}

/// Digits in another script or style.
pub(super) fn foreign_digits(run: &str) -> Explanation {
    briefly!(Explanation::default());
    let plain: String = crate::source::nfkc(run);
    let help = if plain.is_ascii() && !plain.is_empty() {
        said!("write the digits 0 to 9: `{plain}`")
    } else {
        "write the digits 0 to 9".to_owned()
    };
    (said!("`{}` is not a number in plain digits", shorten(run)), help)
}

fn plain(number: &str) -> bool {
    !number.contains('.') && number.len() <= 4
}

/// At most forty characters of `text`.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => said!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
