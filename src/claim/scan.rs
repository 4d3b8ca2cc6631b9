//! Finding numbers in a label: runs of source characters, and where a number starts in them.

use super::number::{CURRENCIES, FRACTIONS, command, is_sign, number_at};
use super::{Piece, PieceKind};
use crate::source::Span;

/// Pieces of one kind that adjoin in the source, as one text.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) kind: PieceKind,
    pub(super) text: String,
    pub(super) span: Span,
    /// Whether the text is the source's, byte by byte (no entity or escape was resolved).
    pub(super) verbatim: bool,
}

impl Run {
    pub(super) fn math(&self) -> bool {
        self.kind == PieceKind::Math
    }

    /// Whether this is the end of a line, which is a space.
    pub(super) fn is_break(&self) -> bool {
        self.kind == PieceKind::Other
            && self.text.contains('\n')
            && self.text.trim_matches(|c: char| c == '\\' || c.is_whitespace()).is_empty()
    }

    /// Where bytes of the text stand in the source.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        if self.verbatim { Span::new(start, end).shifted(self.span.start) } else { self.span }
    }
}

/// The runs of a label. Markdown splits text at every character that might have been markup; here
/// it is put together again.
pub(super) fn runs(label: &[Piece]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for piece in label {
        let verbatim = piece.text.len() == piece.span.end.saturating_sub(piece.span.start);
        match runs.last_mut() {
            Some(run)
                if run.kind == piece.kind
                    && piece.kind == PieceKind::Text
                    && run.verbatim
                    && verbatim
                    && run.span.end == piece.span.start =>
            {
                run.text.push_str(&piece.text);
                run.span.end = piece.span.end;
            }
            _ => runs.push(Run { kind: piece.kind, text: piece.text.clone(), span: piece.span, verbatim }),
        }
    }
    runs
}

/// The first byte, from `from` on, of digits that are no part of a word (`H2`, `H_2`, `m²`), of
/// `∞`, or of a fraction. Sign and currency before it are left to [`sign_start`].
pub(super) fn next_number(text: &str, math: bool, from: usize) -> Option<usize> {
    let mut at = from;
    // Whether an index or exponent here would belong to a word.
    let mut glue = false;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if math && c == '\\' {
            let word = command(rest);
            if word == "infty" || FRACTIONS.contains(&word) && starts_with_digits(&rest[1 + word.len()..]) {
                return Some(at);
            }
            let symbol = rest[1..].chars().next().map_or(0, char::len_utf8);
            at += 1 + word.len().max(symbol);
            glue = !word.is_empty();
        } else if matches!(c, '_' | '^') && glue && script(rest, math) > 0 {
            at += script(rest, math);
        } else if c.is_alphabetic() {
            at += rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            glue = true;
        } else if is_raised_or_lowered(c) && glue {
            at += c.len_utf8();
        } else if c == '∞' || c.is_numeric() || c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            return Some(at);
        } else {
            at += c.len_utf8();
            glue = matches!(c, '}' | ')' | ']' | '\'' | '′' | '\u{300}'..='\u{36f}');
        }
    }
    None
}

/// Where the number whose digits start at `digits` starts, with its sign and currency.
pub(super) fn sign_start(text: &str, digits: usize, math: bool) -> usize {
    let strip_sign = |at: usize| match text[..at].chars().next_back() {
        Some(c) if is_sign(c) => at - c.len_utf8(),
        _ => at,
    };
    let inner = strip_sign(digits);
    let spaced = text[..inner].chars().next_back().filter(|c| c.is_whitespace() && inner == digits);
    let currency_end = inner - spaced.map_or(0, char::len_utf8);
    match text[..currency_end].chars().next_back() {
        Some(c) if CURRENCIES.contains(&c) => {
            let at = currency_end - c.len_utf8();
            let escaped = text[..at].ends_with('\\');
            if math && c == '$' && !escaped {
                return inner;
            }
            let at = if escaped { at - 1 } else { at };
            if inner == digits { strip_sign(at) } else { at }
        }
        _ => inner,
    }
}

/// Every number of a text, for counting those that nobody claims; a form that can't be read is
/// one up to the next space.
pub(super) fn numbers(text: &str, math: bool) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(digits) = next_number(text, math, from) {
        let start = sign_start(text, digits, math).max(from);
        let end = match number_at(text, start, math, false) {
            Ok(written) => written.span.end,
            Err(_) => run_end(text, digits),
        };
        // Progress, whatever the reader made of it.
        let end = end.max(digits + text[digits..].chars().next().map_or(1, char::len_utf8));
        spans.push(Span::new(start, end));
        from = end;
    }
    spans
}

/// The end of the characters up to the next space.
pub(super) fn run_end(text: &str, from: usize) -> usize {
    text[from..].find(char::is_whitespace).map_or(text.len(), |length| from + length)
}

fn starts_with_digits(arguments: &str) -> bool {
    let arguments = arguments.trim_start();
    let first = arguments.strip_prefix('{').map_or(arguments, str::trim_start);
    first.trim_start_matches(is_sign).starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// The length of an index or exponent that names rather than counts: `_2`, `^2`, `_{12}`, `^{-1}`.
/// One with a decimal point is a number of its own (`z_{0.975}`), so its length is 0.
fn script(rest: &str, math: bool) -> usize {
    let inner = &rest[1..];
    if let Some(group) = inner.strip_prefix('{') {
        let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '+' | '-' | '\\' | '*' | '\'');
        return match group.find(|c: char| !named(c)) {
            Some(end) if end > 0 && group[end..].starts_with('}') => 1 + 1 + end + 1,
            _ => 0,
        };
    }
    let mut chars = inner.chars();
    match chars.next() {
        Some(c) if c.is_alphanumeric() && math => 1 + c.len_utf8(),
        Some(c) if c.is_alphanumeric() => 1 + inner.find(|c: char| !c.is_alphanumeric()).unwrap_or(inner.len()),
        Some('*' | '\'') => 2,
        Some('-' | '−') if !math => {
            let sign = inner.chars().next().map_or(0, char::len_utf8);
            let digits = inner[sign..].find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len() - sign);
            if digits > 0 { 1 + sign + digits } else { 0 }
        }
        _ => 0,
    }
}

fn is_raised_or_lowered(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209c}')
}
