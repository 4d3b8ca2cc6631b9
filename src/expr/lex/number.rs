//! Literals: exact decimals.

use super::{Kind, Lexer};
use crate::diagnostic::{Code, Fault, said};
use crate::number::{IBig, Rational, UBig};
use crate::source::Span;

/// The most digits that a literal may have, and the largest power of ten, so that a short text
/// can't ask for a large number.
const MAX_DIGITS: usize = 1000;
const MAX_EXPONENT: i64 = 10_000;

impl Lexer<'_> {
    fn digits(&mut self) -> bool {
        let start = self.at;
        self.take_while(|c| c.is_ascii_digit());
        self.at > start
    }

    /// Takes an exponent, if one is there; a bare `e` is a name.
    fn exponent(&mut self) -> Option<Span> {
        let start = self.at;
        let mut rest = self.rest().bytes();
        let first = rest.next()?;
        let second = rest.next()?;
        let digit = match second {
            b'+' | b'-' => rest.next()?,
            _ => second,
        };
        if !matches!(first, b'e' | b'E') || !digit.is_ascii_digit() {
            return None;
        }
        self.at += if second == digit && second.is_ascii_digit() { 1 } else { 2 };
        self.digits();
        Some(Span::new(start + 1, self.at))
    }

    /// Takes what follows the point of `.5`.
    pub(super) fn take_digits_and_exponent(&mut self) {
        self.digits();
        self.exponent();
        self.take_sign("%");
    }

    /// A literal. The text goes on with a digit.
    pub(super) fn number(&mut self) -> Kind {
        let start = self.at;
        self.digits();
        let mut decimals = Span::at(self.at);
        let after = self.rest().as_bytes();
        if after.first() == Some(&b'.') && after.get(1) != Some(&b'.') {
            self.take('.');
            let from = self.at;
            if !self.digits() {
                return self.no_decimals(start);
            }
            decimals = Span::new(from, self.at);
        }
        if let Some(fault) = self.separated(start) {
            return Kind::Faulty(Box::new(fault));
        }
        let exponent = self.exponent();
        if let Some(fault) = self.second_point(start) {
            return Kind::Faulty(Box::new(fault));
        }
        let percent = self.take_sign("%");
        match self.value(Span::new(start, self.at), decimals, exponent, percent) {
            Ok(value) => Kind::Number(value),
            Err(fault) => Kind::Faulty(Box::new(fault)),
        }
    }

    fn value(&self, span: Span, decimals: Span, exponent: Option<Span>, percent: bool) -> Result<Rational, Fault> {
        let limit = |message: String| Fault::new(Code::ExprLimit, span, message);
        let whole_end = if decimals.is_empty() { decimals.start } else { decimals.start - 1 };
        let mut digits = self.text[span.start..whole_end].to_owned();
        digits.push_str(&self.text[decimals.range()]);
        if digits.len() > MAX_DIGITS {
            return Err(limit(said!("a literal of {} digits", digits.len()))
                .note(said!("a literal has at most {MAX_DIGITS} digits")));
        }
        let written_power = match exponent {
            // Too long for an `i64` is too large as well.
            Some(exponent) => self.text[exponent.range()].parse::<i64>().unwrap_or(i64::MAX),
            None => 0,
        };
        if written_power.unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
            return Err(limit("the exponent of this literal is too large".to_owned())
                .note(said!("exponents of literals lie between -{MAX_EXPONENT} and {MAX_EXPONENT}"))
                .help("write a power, such as `2^k`, or a logarithm"));
        }
        let power = written_power - i64::try_from(decimals.end - decimals.start).unwrap_or(0) - i64::from(percent) * 2;
        let digits: UBig = digits.parse().unwrap_or_default();
        let scale = UBig::from(10_u8).pow(usize::try_from(power.unsigned_abs()).unwrap_or(0));
        Ok(match power < 0 {
            true => Rational::from_parts(IBig::from(digits), scale),
            false => Rational::from(digits * scale),
        })
    }

    /// `5.`
    fn no_decimals(&mut self, start: usize) -> Kind {
        let whole = self.text[start..self.at - 1].to_owned();
        let point = self.at;
        self.exponent();
        self.take_sign("%");
        let tail = &self.text[point..self.at];
        let written = &self.text[start..self.at];
        let fault =
            Fault::new(Code::ExprSyntax, Span::new(start, self.at), said!("`{written}` lacks a digit after its point"))
                .label("digits stand on both sides of a point")
                .help(said!("write `{whole}.0{tail}` or `{whole}{tail}`"));
        Kind::Faulty(Box::new(fault))
    }

    /// `1_000`, `1'000`
    fn separated(&mut self, start: usize) -> Option<Fault> {
        let before = self.at;
        loop {
            let mut rest = self.rest().bytes();
            match (rest.next(), rest.next()) {
                (Some(b'_' | b'\''), Some(digit)) if digit.is_ascii_digit() => {
                    self.at += 1;
                    self.digits();
                }
                (Some(b'.'), Some(digit)) if self.at > before && digit.is_ascii_digit() => {
                    self.at += 1;
                    self.digits();
                }
                _ => break,
            }
        }
        if self.at == before {
            return None;
        }
        let span = Span::new(start, self.at);
        let plain: String = self.text[span.range()].chars().filter(|c| !matches!(c, '_' | '\'')).collect();
        Some(
            Fault::new(Code::ExprSyntax, span, "a separator between digits")
                .label("digits are not grouped in expressions")
                .help(said!("write `{plain}`")),
        )
    }

    /// `1.2.3`, `1e2.5`
    fn second_point(&mut self, start: usize) -> Option<Fault> {
        let rest = self.rest().as_bytes();
        if rest.first() != Some(&b'.') || !rest.get(1).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        self.take('.');
        self.take_while(|c| c.is_ascii_digit() || c == '.');
        let span = Span::new(start, self.at);
        let written = &self.text[span.range()];
        let fault = Fault::new(Code::ExprSyntax, span, said!("`{written}` is not a number"));
        Some(match written.bytes().any(|byte| matches!(byte, b'e' | b'E')) {
            true => fault.label("an exponent is an integer").help("write the power as `10^x`"),
            false => fault.label("a number has one point").help("write a range as `1..n`"),
        })
    }
}
