//! The power of ten behind a mantissa, in its five notations.

use super::{PowerForm, Problem, Reader, SUPERSCRIPTS, spaces};
use crate::diagnostic::said;

/// The largest exponent of ten, either way.
const MAX_EXPONENT: i64 = 9_999;

impl Reader<'_> {
    /// The power of ten, if one follows.
    pub(super) fn power(&mut self) -> Result<Option<(i64, PowerForm)>, Problem> {
        let start = self.at;
        if self.rest().starts_with(['e', 'E']) {
            self.at += 1;
            let before = self.text[start..self.at].to_owned();
            let sign = self.eat_sign();
            if self.digit_follows(0) {
                let exponent = self.exponent(sign)?;
                let form = PowerForm {
                    before,
                    after: String::new(),
                    superscript: false,
                    minus: if sign == Some('−') { '−' } else { '-' },
                    plus: sign == Some('+'),
                };
                return Ok(Some((exponent, form)));
            }
            self.at = start;
            return Ok(None);
        }
        self.at += spaces(self.rest(), self.math);
        let times =
            self.eat("×") || self.eat("·") || self.eat("⋅") || self.eat_command("times") || self.eat_command("cdot");
        if times {
            self.at += spaces(self.rest(), self.math);
            if self.eat("10") {
                if self.peek().is_some_and(|c| SUPERSCRIPTS.contains(&c) || matches!(c, '⁺' | '⁻')) {
                    return self.superscript(start).map(Some);
                }
                if self.rest().starts_with('^') {
                    return self.caret(start).map(Some);
                }
            }
        }
        self.at = start;
        Ok(None)
    }

    fn superscript(&mut self, start: usize) -> Result<(i64, PowerForm), Problem> {
        let before = self.text[start..self.at].to_owned();
        let plus = self.eat("⁺");
        let negative = !plus && self.eat("⁻");
        let mut digits = String::new();
        while let Some(digit) = self.peek().and_then(|c| SUPERSCRIPTS.iter().position(|&s| s == c)) {
            digits.push_str(&digit.to_string());
            self.at += SUPERSCRIPTS[digit].len_utf8();
        }
        let exponent = checked_exponent(&digits, negative)?;
        Ok((exponent, PowerForm { before, after: String::new(), superscript: true, minus: '⁻', plus }))
    }

    fn caret(&mut self, start: usize) -> Result<(i64, PowerForm), Problem> {
        self.at += 1;
        let braces = self.math && self.eat("{");
        let before = self.text[start..self.at].to_owned();
        let sign = self.eat_sign();
        if !self.digit_follows(0) {
            return Err(Problem::new(
                "a power of ten whose exponent is not a whole number",
                if self.math { "write it as `6.02 \\times 10^{23}`" } else { "write it as `6.02 × 10^23`" },
            ));
        }
        let digits = self.at;
        let exponent = self.exponent(sign)?;
        if self.math && !braces && (sign.is_some() || self.at > digits + 1) {
            return Err(Problem::new(
                "TeX raises only the first character after `^`",
                said!("put the exponent into braces: `10^{{{exponent}}}`"),
            ));
        }
        if braces && !self.eat("}") {
            return Err(Problem::new(
                "a power of ten whose exponent is not a whole number",
                "write it as `6.02 \\times 10^{23}`",
            ));
        }
        let form = PowerForm {
            before,
            after: if braces { "}".to_owned() } else { String::new() },
            superscript: false,
            minus: if sign == Some('−') { '−' } else { '-' },
            plus: sign == Some('+'),
        };
        Ok((exponent, form))
    }

    fn exponent(&mut self, sign: Option<char>) -> Result<i64, Problem> {
        let digits = self.digits();
        checked_exponent(digits, matches!(sign, Some('-' | '−')))
    }
}

fn checked_exponent(digits: &str, negative: bool) -> Result<i64, Problem> {
    if digits.is_empty() {
        return Err(Problem::new("a power of ten without an exponent", "write it as `6.02 × 10^23`"));
    }
    match digits.parse::<i64>() {
        Ok(exponent) if exponent <= MAX_EXPONENT => Ok(if negative { -exponent } else { exponent }),
        _ => {
            Err(Problem::new("a power of ten that is too large", said!("write an exponent of at most {MAX_EXPONENT}")))
        }
    }
}
