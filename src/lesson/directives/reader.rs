//! Reading the TOML of a fence with places: every fault stands where the author wrote the value.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Fault};
use crate::document::Fence;
use crate::expr::ast::Expr;
use crate::expr::{self, ScopeId, TextId};
use crate::number::Rational;
use crate::project::closest;
use crate::source::{Excerpt, Span};

use super::super::check::Checker;
use super::super::widget::Color;

/// The most values in one list of a fence.
pub(super) const LONGEST_LIST: usize = 64;

/// A string of a fence.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// What it says, each character with its place in the lesson.
    pub(super) excerpt: Excerpt,
    /// The string with its quotes, in the lesson.
    pub(super) span: Span,
}

impl Text {
    pub(super) fn as_str(&self) -> &str {
        &self.excerpt.text
    }
}

/// A number of a fence, or an expression in a string.
#[derive(Clone, Debug)]
pub(super) enum Amount {
    Number(Rational),
    Expression(Text),
}

/// A TOML value with its place in the fence's body.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// Reads values and reports what is wrong with them.
pub(super) struct Reader<'r, 'c> {
    pub(super) checker: &'r mut Checker<'c>,
    pub(super) fence: &'r Fence,
}

/// The entries of a table that were not taken yet.
pub(super) struct Fields<'t> {
    entries: Vec<(Spanned<Cow<'t, str>>, Value<'t>)>,
    /// The keys that were asked for, for "did you mean".
    known: Vec<&'static str>,
    /// Where the table stands.
    pub(super) span: Span,
    /// What to call it: `the widget`, `the view`.
    what: &'static str,
}

impl<'t> Fields<'t> {
    pub(super) fn new(table: DeTable<'t>, span: Span, what: &'static str) -> Self {
        Self { entries: table.into_iter().collect(), known: Vec::new(), span, what }
    }

    /// The value of `key`, if it is there.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.known.push(key);
        let at = self.entries.iter().position(|(name, _)| name.get_ref() == key)?;
        Some(self.entries.remove(at).1)
    }

    /// The same, and a fault where it isn't there.
    pub(super) fn require(
        &mut self,
        reader: &mut Reader<'_, '_>,
        key: &'static str,
        example: &str,
    ) -> Option<Value<'t>> {
        let value = self.take(key);
        if value.is_none() {
            reader.fault(
                Fault::new(Code::Fence, self.span, format!("{} lacks `{key}`", self.what))
                    .help(format!("write `{key} = {example}`")),
            );
        }
        value
    }

    /// Reports what was never asked for.
    pub(super) fn finish(self, reader: &mut Reader<'_, '_>) {
        for (key, _) in self.entries {
            let span = reader.place(key.span());
            let name = key.into_inner();
            let fault = Fault::new(Code::Fence, span, format!("unknown key `{name}` in {}", self.what));
            reader.fault(match closest(&name, self.known.iter().copied()) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault.note(format!("the keys are `{}`", self.known.join("`, `"))),
            });
        }
    }
}

impl Reader<'_, '_> {
    /// Where a range of the fence's body stands in the lesson.
    pub(super) fn place(&self, range: Range<usize>) -> Span {
        self.fence.body.span(Span::from(range))
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        self.checker.report(fault);
    }

    pub(super) fn wrong_type(&mut self, value: &Value<'_>, key: &str, expected: &str) {
        let span = self.place(value.span());
        let found = value.get_ref().type_str();
        self.fault(
            Fault::new(Code::Fence, span, format!("`{key}` must be {expected}"))
                .label(format!("this is {} {found}", article(found))),
        );
    }

    pub(super) fn string(&mut self, value: Value<'_>, key: &str) -> Option<Text> {
        if !matches!(value.get_ref(), DeValue::String(_)) {
            self.wrong_type(&value, key, "a string");
            return None;
        }
        Some(self.text(value.span()))
    }

    pub(super) fn boolean(&mut self, value: Value<'_>, key: &str) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(truth) => Some(*truth),
            _ => {
                self.wrong_type(&value, key, "`true` or `false`");
                None
            }
        }
    }

    /// A number, exactly as written.
    pub(super) fn number(&mut self, value: Value<'_>, key: &str) -> Option<Rational> {
        let span = self.place(value.span());
        match self.amount(value, key)? {
            Amount::Number(number) => Some(number),
            Amount::Expression(_) => {
                self.fault(
                    Fault::new(Code::Fence, span, format!("`{key}` must be a number")).help("write it without quotes"),
                );
                None
            }
        }
    }

    /// A number, or an expression in a string.
    pub(super) fn amount(&mut self, value: Value<'_>, key: &str) -> Option<Amount> {
        let range = value.span();
        let span = self.place(range.clone());
        match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => {
                let written: String = self.fence.body.text[range].chars().filter(|&c| c != '_').collect();
                let written = written.trim_start_matches('+').to_owned();
                match expr::parse_expression(&written).ok().and_then(|expr| literal(&expr)) {
                    Some(number) => Some(Amount::Number(number)),
                    None => {
                        self.fault(
                            Fault::new(Code::Fence, span, format!("`{written}` is no number that can be used here"))
                                .help("write a decimal such as `0.5`"),
                        );
                        None
                    }
                }
            }
            DeValue::String(_) => Some(Amount::Expression(self.text(range))),
            _ => {
                self.wrong_type(&value, key, "a number or an expression in quotes");
                None
            }
        }
    }

    pub(super) fn list<'t>(&mut self, value: Value<'t>, key: &str) -> Option<Vec<Value<'t>>> {
        let span = self.place(value.span());
        if !matches!(value.get_ref(), DeValue::Array(_)) {
            self.wrong_type(&value, key, "a list");
            return None;
        }
        let DeValue::Array(list) = value.into_inner() else { return None };
        if list.len() > LONGEST_LIST {
            self.fault(Fault::new(Code::Fence, span, format!("`{key}` holds more than {LONGEST_LIST} entries")));
            return None;
        }
        Some(list.into_iter().collect())
    }

    pub(super) fn fields<'t>(&mut self, value: Value<'t>, key: &str, what: &'static str) -> Option<Fields<'t>> {
        let span = self.place(value.span());
        if !matches!(value.get_ref(), DeValue::Table(_)) {
            self.wrong_type(&value, key, "a table");
            return None;
        }
        let DeValue::Table(table) = value.into_inner() else { return None };
        Some(Fields::new(table, span, what))
    }

    pub(super) fn color(&mut self, value: Option<Value<'_>>, default: Color) -> Color {
        let Some(text) = value.and_then(|value| self.string(value, "color")) else { return default };
        const COLORS: [(&str, Color); 5] = [
            ("truth", Color::Truth),
            ("model", Color::Model),
            ("gap", Color::Gap),
            ("accent", Color::Accent),
            ("neutral", Color::Neutral),
        ];
        match COLORS.iter().find(|(name, _)| *name == text.as_str()) {
            Some(&(_, color)) => color,
            None => {
                let fault = Fault::new(Code::Fence, text.span, format!("unknown color `{}`", text.as_str()));
                let near = closest(text.as_str(), COLORS.iter().map(|(name, _)| *name));
                self.fault(match near {
                    Some(near) => fault.label(format!("did you mean `{near}`?")),
                    None => fault.note("the colors are `truth`, `model`, `gap`, `accent` and `neutral`"),
                });
                default
            }
        }
    }

    /// Parses an expression; a fault stands at its characters in the lesson.
    pub(super) fn parse(&mut self, text: &Text) -> Option<(Expr, TextId)> {
        match expr::parse_expression(text.as_str()) {
            Ok(expr) => {
                let id = self.checker.texts.add(&self.checker.source, &text.excerpt);
                Some((expr, id))
            }
            Err(fault) => {
                let diagnostic = fault.in_excerpt(&self.checker.source, &text.excerpt);
                self.checker.sink.push(diagnostic);
                None
            }
        }
    }

    /// Elaborates an expression in `scope`.
    pub(super) fn elaborate(&mut self, scope: ScopeId, text: TextId, expr: &Expr) -> Option<expr::value::Value> {
        match self.checker.session.elaborate(scope, text, expr) {
            Ok(value) => {
                self.checker.check_obligations();
                Some(value)
            }
            Err(located) => {
                let diagnostic = self.checker.texts.diagnostic(located);
                self.checker.sink.push(diagnostic);
                None
            }
        }
    }

    /// The string whose literal stands at `range` of the body, each character with its place.
    fn text(&self, range: Range<usize>) -> Text {
        let body = &self.fence.body;
        let mut excerpt = Excerpt::default();
        for (character, at) in characters(&body.text[range.clone()]) {
            excerpt.push(character.encode_utf8(&mut [0; 4]), body.origin(range.start + at));
        }
        Text { excerpt, span: self.place(range) }
    }
}

/// The number that an expression is, if it is a literal with at most a sign.
fn literal(expr: &Expr) -> Option<Rational> {
    use crate::expr::ast::{ExprKind, Prefix};
    match &expr.kind {
        ExprKind::Number(number) => Some(number.clone()),
        ExprKind::Prefix(Prefix::Minus, operand) => literal(operand).map(|number| -number),
        _ => None,
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// The characters of a TOML string, each with the place in its literal where it is written.
///
/// The literal has been accepted by the TOML parser, so whatever isn't understood here can't occur.
fn characters(literal: &str) -> Vec<(char, usize)> {
    let (quotes, multiline) = match literal {
        text if text.starts_with("\"\"\"") || text.starts_with("'''") => (3, true),
        _ => (1, false),
    };
    let end = literal.len().saturating_sub(quotes).max(quotes);
    let verbatim = literal.starts_with('\'');
    let mut at = quotes;
    if multiline {
        // A line break directly after the opening quotes is no part of the string.
        let rest = &literal[at..];
        at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut out = Vec::new();
    while at < end {
        let Some(character) = literal[at..].chars().next() else { break };
        if character != '\\' || verbatim {
            out.push((character, at));
            at += character.len_utf8();
            continue;
        }
        let start = at;
        let escape = literal[at + 1..].chars().next().unwrap_or('\\');
        at += 1 + escape.len_utf8();
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let decoded = match escape {
            'b' => Some('\u{8}'),
            't' => Some('\t'),
            'n' => Some('\n'),
            'f' => Some('\u{c}'),
            'r' => Some('\r'),
            'e' => Some('\u{1b}'),
            'x' | 'u' | 'U' => {
                let code = literal.get(at..at + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                at += digits;
                code.and_then(char::from_u32)
            }
            space if space.is_whitespace() => {
                // A backslash at the end of a line swallows the white space after it.
                at += literal[at..].len() - literal[at..].trim_start().len();
                None
            }
            other => Some(other),
        };
        out.extend(decoded.map(|character| (character, start)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(literal: &str) -> String {
        characters(literal).into_iter().map(|(character, _)| character).collect()
    }

    #[test]
    fn strings_are_read_as_toml_reads_them() {
        for literal in [
            r#""a\\b \"q\" \u00e9 \U0001F600 \t.""#,
            r"'a\b'",
            "\"\"\"\nfirst\nsecond \\\n   joined\"\"\"",
            "'''\nx'y'''",
            "\"\"",
            "\"P ↔ Q\"",
        ] {
            let document = format!("x = {literal}");
            let table: toml::Table = document.parse().unwrap();
            assert_eq!(text(literal), table["x"].as_str().unwrap(), "{literal}");
        }
    }

    #[test]
    fn characters_know_where_they_stand() {
        let places: Vec<(char, usize)> = characters(r#""a\\b""#);
        assert_eq!(places, [('a', 1), ('\\', 2), ('b', 4)]);
    }
}
