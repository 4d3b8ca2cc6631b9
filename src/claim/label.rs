//! Reading a label: what is stated, to the letter of the contract.
//!
//! The rule that makes it safe: a number is found at the first digits that belong to no word, and
//! everything before and after it must be accounted for. Before it stands nothing, or text that
//! ends in a relation sign; after it one unit. So digits are never skipped, and never read in part.

use super::number::{self, Problem, number_at, spaces};
use super::scan::{self, Run, next_number, run_end, runs, sign_start};
use super::{Content, Piece, PieceKind, Relation, Shape, Stated, Unit, Written, explain, unit};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::ast::Comparison;
use crate::source::Span;

/// What the label of a claim states. `after` is what follows the link directly: a unit of
/// information counts when it is the next word there.
///
/// A label without digits states that the expression is true ([`Content::Truth`]), one without
/// anything states nothing ([`Content::Empty`]).
///
/// # Errors
///
/// Any digits that can't be read as one number, or list, in the forms of the manual; the span is
/// in the source, as those of the pieces are.
pub fn read(label: &[Piece], after: Option<&Piece>) -> Result<Stated, Fault> {
    let runs = runs(label);
    if runs.iter().all(|run| run.kind != PieceKind::Other && blank(&run.text, run.math()) || run.is_break()) {
        let unit = behind(after, None)?;
        return Ok(Stated { content: Content::Empty, relation: Relation::Equal, unit });
    }
    let found = runs.iter().enumerate().find_map(|(k, run)| Some((k, next_number(&run.text, run.math(), 0)?)));
    let Some((index, digits)) = found else {
        let span = runs.iter().fold(runs[0].span, |span, run| span.to(run.span));
        return Ok(Stated { content: Content::Truth(span), relation: Relation::Equal, unit: None });
    };
    let run = &runs[index];
    if run.kind == PieceKind::Other {
        let message = "a number in code or an image can't be read";
        return Err(fault(run.span, (message.to_owned(), "write the number as plain text or math".to_owned())));
    }
    if !run.verbatim {
        let message = "a number written with an entity or an escape can't be read";
        return Err(fault(run.span, (message.to_owned(), "write the characters themselves".to_owned())));
    }
    let start = sign_start(&run.text, digits, run.math());
    let open = list_start(&run.text[..start], run.math());
    let relation = relation(&runs[..=index], open.unwrap_or(start), start)?;
    let (content, end) = match open {
        Some(open) => {
            let (items, end) = list(run, open, start)?;
            if let Relation::Compare(_) = relation {
                let message = "a list can't be a bound".to_owned();
                return Err(fault(run.place(open, end), (message, "state its numbers with `=` or `≈`".to_owned())));
            }
            (Content::List(items, run.place(open, end)), end)
        }
        None => {
            let written =
                number_at(&run.text, start, run.math(), false).map_err(|problem| unread(run, start, problem))?;
            let end = written.span.end;
            (Content::Number(written), end)
        }
    };
    let mut content = content;
    let whole = open.unwrap_or(start);
    let tail = tail(&runs[index..], whole, end)?;
    let unit = match tail {
        Tail::Percent(extend) => match &mut content {
            Content::Number(written) if !written.form.percent && !inexact_percent(written) => {
                let sign = extend.map(|end| run.text[written.span.end..end].to_owned()).unwrap_or_default();
                written.text.push_str(&sign);
                written.span.end += sign.len();
                number::make_percent(written, sign);
                None
            }
            _ => {
                let message = "`percent` here is no unit".to_owned();
                return Err(fault(
                    run.place(start, end),
                    (message, "write the percent sign after each number: `5 %`".to_owned()),
                ));
            }
        },
        Tail::Unit(unit) => Some(unit),
        Tail::Nothing => {
            let stated = &run.text[whole..end];
            behind(after, Some((stated, run.place(whole, end))))?
        }
    };
    let written: &mut [Written] = match &mut content {
        Content::Number(written) => std::slice::from_mut(written),
        Content::List(items, _) => items,
        _ => &mut [],
    };
    for written in written {
        written.span = run.place(written.span.start, written.span.end);
        if relation == Relation::About && matches!(written.form.shape, Shape::Fraction | Shape::Infinity) {
            let message = said!("`{}` has no last digit to be rounded to", written.text);
            let help = match written.form.shape {
                Shape::Fraction => "write a decimal such as `≈ 0.333`, or drop the sign",
                _ => "drop the sign",
            };
            return Err(fault(written.span, (message, help.to_owned())));
        }
    }
    Ok(Stated { content, relation, unit })
}

/// What a learner typed: every reading of it, in order. `1,737` is tried both ways, as a number
/// with thousands and as a decimal. Empty where it holds no digits.
///
/// # Errors
///
/// The first fault, where no reading succeeds; the text may still be an expression.
pub fn read_typed(text: &str) -> Result<Vec<Stated>, Fault> {
    let attempt = |text: &str| {
        let piece = Piece { kind: PieceKind::Text, text: text.to_owned(), span: Span::new(0, text.len()) };
        read(&[piece], None)
    };
    let first = attempt(text);
    let mut readings = Vec::new();
    let comma = text.find(',').filter(|&at| text[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    if let Some(at) = comma.filter(|_| text.matches(',').count() == 1 && !text.contains('.')) {
        let decimal = format!("{}.{}", &text[..at], &text[at + 1..]);
        readings.extend(attempt(&decimal));
    }
    match first {
        Ok(stated) => readings.insert(0, stated),
        Err(fault) if readings.is_empty() => return Err(fault),
        Err(_) => {}
    }
    readings.retain(|stated| matches!(stated.content, Content::Number(_) | Content::List(..)));
    Ok(readings)
}

/// Every number in a piece of prose or math, for counting those that no claim covers; spans are in
/// the source. Digits that are part of a word (`H2`, `m/s²`) are none.
pub fn numbers(piece: &Piece) -> Vec<Span> {
    scan::numbers(&piece.text, piece.kind == PieceKind::Math)
        .into_iter()
        .map(|span| span.shifted(piece.span.start))
        .collect()
}

fn fault(span: Span, (message, help): explain::Explanation) -> Fault {
    Fault::new(Code::ClaimLabel, span, message).help(help)
}

fn blank(text: &str, math: bool) -> bool {
    spaces(text, math) == text.len()
}

/// `text` without the spaces at its end.
fn trim_end(text: &str, math: bool) -> &str {
    if !math {
        return text.trim_end();
    }
    let mut text = text;
    loop {
        let shorter = text.trim_end();
        // `\ ` is one space.
        let shorter = match shorter.strip_suffix('\\') {
            Some(head) if text[shorter.len()..].starts_with(' ') && !head.ends_with('\\') => head,
            _ => shorter,
        };
        let spaces = ["\\,", "\\;", "\\:", "\\!", "\\>", "~", "{}", "\\quad", "\\thinspace", "\\enspace"];
        let shorter = spaces.iter().find_map(|space| shorter.strip_suffix(space)).unwrap_or(shorter);
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter;
    }
}

fn inexact_percent(written: &Written) -> bool {
    matches!(written.form.shape, Shape::Fraction | Shape::Infinity)
}

/// The fault of digits that can't be read.
fn unread(run: &Run, start: usize, problem: Problem) -> Fault {
    let first = run.text[start..].chars().next().map_or(0, char::len_utf8);
    let end = run_end(&run.text, start + first);
    let whole = &run.text[start..end];
    let digits = Some(whole.trim_end_matches([')', ']', ';'])).filter(|digits| !digits.is_empty()).unwrap_or(whole);
    let end = start + digits.len();
    let missing = problem.message == number::NO_DIGITS;
    if missing && digits.contains(char::is_numeric) && !digits.contains(|c: char| c.is_ascii_digit()) {
        return fault(run.place(start, end), explain::foreign_digits(digits));
    }
    let message = said!("`{}` can't be read: {}", explain::shorten(digits), problem.message);
    fault(run.place(start, end), (message, problem.help))
}

/// The relation sign before a number: `runs` end with the run of the number, whose text before it
/// ends at `end`; the digits start at `number`.
fn relation(runs: &[Run], end: usize, number: usize) -> Result<Relation, Fault> {
    let Some((run, earlier)) = runs.split_last() else { return Ok(Relation::Equal) };
    let stated = &run.text[number..];
    let stated_math = run.math();
    let stated = match number_at(&run.text, number, stated_math, end < number) {
        Ok(written) => written.text,
        Err(_) => stated[..run_end(stated, 0)].to_owned(),
    };
    let mut fragments: Vec<(&Run, &str)> = vec![(run, &run.text[..end])];
    fragments.extend(earlier.iter().rev().map(|run| (run, run.text.as_str())));
    fragments.retain(|(run, text)| !run.is_break() && (run.kind == PieceKind::Other || !blank(text, run.math())));
    if let Some((run, _)) = fragments.iter().find(|(run, _)| run.kind == PieceKind::Other) {
        return Err(fault(run.span, explain::before("code", &stated, stated_math)));
    }
    let Some((run, text)) = fragments.first() else { return Ok(Relation::Equal) };
    let trimmed = trim_end(text, run.math());
    let start = text.len() - text.trim_start().len();
    let place = run.place(start, trimmed.len().max(start));
    match ending(trimmed, run.math()) {
        // `about` and `~` stand alone before the number.
        Some((relation, rest, alone)) if !alone || blank(rest, false) && fragments.len() == 1 => {
            let rest = trim_end(rest, run.math());
            let doubled = rest.ends_with("\\not") && run.math()
                || rest.ends_with(['=', '<', '>', '≤', '≥', '≠', '≈', '~', '!', ':', '∼', '≮', '≯'])
                || ending(rest, run.math()).is_some_and(|(_, _, alone)| !alone);
            if doubled { Err(fault(place, explain::before(trimmed, &stated, stated_math))) } else { Ok(relation) }
        }
        _ => Err(fault(place, explain::before(trimmed, &stated, stated_math))),
    }
}

/// The relation in which `text` ends, what stands before it, and whether nothing may.
fn ending(text: &str, math: bool) -> Option<(Relation, &str, bool)> {
    use Comparison::{Greater, GreaterEqual, Less, LessEqual, NotEqual};
    let compare = Relation::Compare;
    if math {
        let letters = text.len() - text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (head, word) = text.split_at(text.len() - letters);
        if let Some(head) = head.strip_suffix('\\').filter(|_| letters > 0) {
            let relation = match word {
                "approx" | "sim" | "simeq" | "approxeq" | "thickapprox" | "thicksim" => Relation::About,
                "lt" => compare(Less),
                "gt" => compare(Greater),
                "le" | "leq" | "leqslant" | "leqq" => compare(LessEqual),
                "ge" | "geq" | "geqslant" | "geqq" => compare(GreaterEqual),
                "ne" | "neq" => compare(NotEqual),
                _ => return None,
            };
            return Some((relation, head, false));
        }
        if let Some(head) = text.strip_suffix("\\not=") {
            return Some((compare(NotEqual), head, false));
        }
    } else {
        if let Some(head) = strip_word(text, "about") {
            return Some((Relation::About, head, true));
        }
        if let Some(head) = text.strip_suffix('~') {
            return Some((Relation::About, head.strip_suffix('\\').unwrap_or(head), true));
        }
        for (entity, relation) in [
            ("&lt;", compare(Less)),
            ("&gt;", compare(Greater)),
            ("&le;", compare(LessEqual)),
            ("&ge;", compare(GreaterEqual)),
            ("&ne;", compare(NotEqual)),
            ("&approx;", Relation::About),
            ("&asymp;", Relation::About),
        ] {
            if let Some(head) = text.strip_suffix(entity) {
                return Some((relation, head, false));
            }
        }
    }
    let last = text.chars().next_back()?;
    let relation = match last {
        '=' => Relation::Equal,
        '≈' => Relation::About,
        '<' => compare(Less),
        '>' => compare(Greater),
        '≤' | '⩽' | '≦' => compare(LessEqual),
        '≥' | '⩾' | '≧' => compare(GreaterEqual),
        '≠' => compare(NotEqual),
        _ => return None,
    };
    let head = &text[..text.len() - last.len_utf8()];
    // In prose `\<` is `<`.
    Some((relation, if math { head } else { head.strip_suffix('\\').unwrap_or(head) }, false))
}

/// `text` without the word that it ends in, in whatever case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    let ends = text.get(at..)?.eq_ignore_ascii_case(word) && !text[..at].ends_with(char::is_alphanumeric);
    ends.then(|| &text[..at])
}

/// Where the parenthesis starts that stands directly before the number.
fn list_start(before: &str, math: bool) -> Option<usize> {
    let head = trim_end(before, math).strip_suffix('(')?;
    let sizes = ["\\left", "\\bigl", "\\big", "\\Bigl", "\\Big", "\\biggl", "\\bigg", "\\Biggl", "\\Bigg"];
    let head = sizes.iter().filter(|_| math).find_map(|size| head.strip_suffix(size)).unwrap_or(head);
    Some(head.len())
}

/// The closing parenthesis at byte `at`, and its length.
fn list_end(rest: &str, math: bool) -> Option<usize> {
    let sizes = ["\\right", "\\bigr", "\\big", "\\Bigr", "\\Big", "\\biggr", "\\bigg", "\\Biggr", "\\Bigg"];
    let size = sizes.iter().filter(|_| math).find(|size| rest.starts_with(*size)).map_or(0, |size| size.len());
    rest[size..].starts_with(')').then_some(size + 1)
}

/// The numbers of a list whose parenthesis starts at `open` and whose first number at `first`.
fn list(run: &Run, open: usize, first: usize) -> Result<(Vec<Written>, usize), Fault> {
    let (text, math) = (run.text.as_str(), run.math());
    let mut items: Vec<Written> = Vec::new();
    let mut at = first;
    let mut tight = false;
    loop {
        let written = match number_at(text, at, math, true) {
            Ok(written) => written,
            Err(problem) => return Err(unread(run, at, problem)),
        };
        let end = written.span.end;
        items.push(written);
        at = end + spaces(&text[end..], math);
        if let Some(length) = list_end(&text[at..], math) {
            at += length;
            break;
        }
        if !text[at..].starts_with([',', ';']) {
            let stated = &text[items[items.len() - 1].span.range()];
            if at < text.len() {
                return Err(fault(run.place(open, run_end(text, at)), explain::after(stated, &text[end..], math)));
            }
            return Err(unclosed(run, open));
        }
        let comma = text[at..].starts_with(',');
        at += 1;
        let gap = spaces(&text[at..], math);
        tight |= comma && gap == 0;
        at += gap;
        if at == text.len() {
            return Err(unclosed(run, open));
        }
    }
    let place = run.place(open, at);
    if tight && items.iter().any(|written| written.form.thousands.as_deref() == Some(",")) {
        let message = "commas between numbers and commas within them".to_owned();
        return Err(fault(place, (message, "put a space after each comma that separates two numbers".to_owned())));
    }
    if items.len() == 1 {
        let stated = &text[items[0].span.range()];
        let message = said!("a parenthesis around one number: `({stated})`");
        let help = said!("{}: `[{stated}](=…)`; a list has two numbers or more", explain::ALONE);
        return Err(fault(place, (message, help)));
    }
    Ok((items, at))
}

fn unclosed(run: &Run, open: usize) -> Fault {
    let message = "a list without its closing parenthesis".to_owned();
    let help = said!("write it in one piece, `(0.5, 0.5)`, or {}", explain::ALONE);
    fault(run.place(open, run.text.len()), (message, help))
}

/// What follows the number or list.
enum Tail {
    Nothing,
    /// The word `percent`, and where it ends if it stands in the number's own run.
    Percent(Option<usize>),
    Unit(Unit),
}

/// What follows the number at `start..end` of the first of `runs`.
fn tail(runs: &[Run], start: usize, end: usize) -> Result<Tail, Fault> {
    let Some((run, later)) = runs.split_first() else { return Ok(Tail::Nothing) };
    let stated = &run.text[start..end];
    let rest = &run.text[end..];
    let rejected = |place: Span, text: &str, math: bool| Err(fault(place, explain::after(stated, text, math)));
    let touching = !rest.is_empty() && spaces(rest, run.math()) == 0;
    if touching && (run.kind == PieceKind::Text && rest.starts_with(char::is_alphabetic) || unit_at(run, end).is_none())
    {
        return rejected(run.place(start, run_end(&run.text, end)), rest, run.math());
    }
    let mut fragments = vec![(run, end + spaces(rest, run.math()))];
    fragments.extend(later.iter().map(|run| (run, spaces(&run.text, run.math()))));
    fragments.retain(|(run, at)| !run.is_break() && (run.kind == PieceKind::Other || *at < run.text.len()));
    let Some(&(owner, at)) = fragments.first() else { return Ok(Tail::Nothing) };
    let own = std::ptr::eq(owner, run);
    if rest.is_empty() && at == 0 && !own && owner.text.starts_with(char::is_alphanumeric) && !owner.is_break() {
        let place = run.place(start, end).to(owner.span);
        if owner.text.starts_with(|c: char| c.is_numeric()) {
            let message = "a number broken up by markup or an escape".to_owned();
            return Err(fault(place, (message, "write the number in one piece".to_owned())));
        }
        return rejected(place, &owner.text, false);
    }
    let Some(found) = unit_at(owner, at) else {
        let place = owner.place(at, trim_end(&owner.text, owner.math()).len().max(at));
        if owner.kind == PieceKind::Other {
            return rejected(owner.span, "code", false);
        }
        let text = if own { rest } else { owner.text.as_str() };
        let place =
            if next_number(&owner.text, owner.math(), at).is_some() { run.place(start, end).to(place) } else { place };
        return rejected(place, text, owner.math());
    };
    let word_place = owner.place(found.start, found.end);
    if let Some(power) = unit::multiplier(&found.word, false) {
        return Err(fault(word_place, explain::times_power(stated, &found.word, power, run.math())));
    }
    let mut leftover = vec![(owner, found.next)];
    leftover.extend(fragments[1..].iter().map(|&(run, _)| (run, 0)));
    for (run, at) in leftover {
        if run.kind == PieceKind::Other || !blank(&run.text[at..], run.math()) {
            let more = fragments.iter().find(|(run, at)| next_number(&run.text, run.math(), *at).is_some());
            if let Some((other, at)) = more {
                let place = runs[0].place(start, end).to(other.place(*at, trim_end(&other.text, other.math()).len()));
                return Err(fault(place, explain::another(stated, &other.text[*at..])));
            }
            let stated = said!("{stated} {}", found.word);
            if run.kind == PieceKind::Other {
                return Err(fault(run.span, explain::after(&stated, " code", false)));
            }
            let end = trim_end(&run.text, run.math()).len().max(at);
            let at = at + spaces(&run.text[at..], run.math()).min(end - at);
            return Err(fault(run.place(at, end), explain::after(&stated, &run.text[at..], run.math())));
        }
    }
    if found.word.eq_ignore_ascii_case("percent") {
        return Ok(Tail::Percent(own.then_some(found.end).filter(|_| !run.math())));
    }
    Ok(Tail::Unit(match unit::information(&found.word) {
        Some(unit) => Unit::Information(unit, word_place),
        None => Unit::Other(found.word, word_place),
    }))
}

fn unit_at(run: &Run, at: usize) -> Option<unit::Found> {
    match run.kind {
        PieceKind::Text => unit::in_text(&run.text, at),
        PieceKind::Math => unit::in_math(&run.text, at),
        PieceKind::Other => None,
    }
}

/// The unit behind the link; a fault where the number itself goes on there.
fn behind(after: Option<&Piece>, stated: Option<(&str, Span)>) -> Result<Option<Unit>, Fault> {
    let Some(piece) = after.filter(|piece| piece.kind != PieceKind::Other) else { return Ok(None) };
    let (text, math) = (piece.text.as_str(), piece.kind == PieceKind::Math);
    let gap = spaces(text, math);
    let tail = &text[gap..];
    if let Some((stated, span)) = stated {
        if let Some(sign) = ["%", "\\%", "percent", "per cent"].iter().find(|sign| tail.starts_with(*sign))
            && !tail[sign.len()..].starts_with(char::is_alphabetic)
        {
            let message = said!("the percent sign of `{stated}` stands outside the link");
            let sign = if math { "\\%" } else { "%" };
            return Err(fault(span, (message, said!("put it into the link: `[{stated}{sign}](=…)`"))));
        }
        if goes_on(text, math) {
            let message = said!("the number `{stated}` goes on behind the link");
            return Err(fault(span, (message, "put the whole number into the link".to_owned())));
        }
    }
    let found = match piece.kind {
        PieceKind::Math => unit::in_math(text, gap).or_else(|| unit::leading_word(text, gap)),
        _ if gap > 0 || stated.is_none() => {
            let length = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
            let next = tail[length..].chars().next().unwrap_or(' ');
            let hyphen = next == '-' && tail[length + 1..].starts_with(char::is_alphabetic);
            (next != '_' && !hyphen).then(|| unit::Found {
                word: tail[..length].to_owned(),
                start: gap,
                end: gap + length,
                next: gap + length,
            })
        }
        _ => None,
    };
    let verbatim = text.len() == piece.span.end.saturating_sub(piece.span.start);
    Ok(found.and_then(|found| {
        let unit = unit::information(&found.word)?;
        let span = Span::new(found.start, found.end).shifted(piece.span.start);
        Some(Unit::Information(unit, if verbatim { span } else { piece.span }))
    }))
}

/// Whether the text behind a link makes its number a part of a longer one.
fn goes_on(text: &str, math: bool) -> bool {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    let digit_second = chars.next().is_some_and(|c| c.is_ascii_digit());
    let power = |tail: &str| {
        let ten = tail.strip_prefix("10").unwrap_or("");
        ten.starts_with('^') || ten.starts_with(|c: char| c.is_numeric() && !c.is_ascii_digit()) || ten.starts_with('⁻')
    };
    let tail = &text[spaces(text, math)..];
    let times = ["×", "·", "⋅", "\\times", "\\cdot"].iter().find_map(|sign| tail.strip_prefix(*sign));
    first.is_numeric()
        || matches!(first, '.' | ',' | ':' | '\'' | '’' | '/' | '⁄') && digit_second
        || first == '^' && !text.starts_with("^\\circ") && !text.starts_with("^{\\circ}")
        || matches!(first, 'e' | 'E') && digit_second
        || times.is_some_and(|tail| power(&tail[spaces(tail, math)..]))
}

#[cfg(test)]
#[path = "label_tests.rs"]
mod tests;
