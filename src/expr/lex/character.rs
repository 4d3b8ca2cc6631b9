//! What to say of characters and signs that are not of the language.

use super::{Lexer, starts_name};
use crate::diagnostic::{Code, Fault, said};
use crate::source::Span;

/// The plain form of a superscript letter, digit or sign; `None` for any other character.
///
/// Superscripts are what normal form NFKC would silently lower to the line.
pub(super) fn superscript(c: char) -> Option<&'static str> {
    Some(match c {
        '⁰' => "0",
        '¹' => "1",
        '²' => "2",
        '³' => "3",
        '⁴' => "4",
        '⁵' => "5",
        '⁶' => "6",
        '⁷' => "7",
        '⁸' => "8",
        '⁹' => "9",
        '⁺' => "+",
        '⁻' => "-",
        '⁽' => "(",
        '⁾' => ")",
        'ⁱ' => "i",
        'ⁿ' => "n",
        'ᵏ' => "k",
        'ᵐ' => "m",
        'ˣ' => "x",
        'ʸ' => "y",
        'ᵀ' => "T",
        'ª' | 'º' | 'ʰ'..='ʷ' | 'ˠ'..='ˤ' | 'ᴬ'..='ᵡ' | 'ᵸ' | 'ᶛ'..='ᶿ' | 'ⱽ' => "n",
        _ => return None,
    })
}

/// How a sign of mathematics or typography is written here: what it is, and a help.
fn twin(c: char) -> Option<(&'static str, &'static str)> {
    Some(match c {
        '“' | '”' | '„' | '‟' | '«' | '»' => {
            ("a typographic quotation mark", "remove it: an expression holds no text")
        }
        '‘' | '’' | '‚' | '′' | '″' => {
            ("a typographic quotation mark", "remove it: names are letters, digits and `_`")
        }
        '–' => ("an en dash", "write the minus sign `-`"),
        '—' => ("an em dash", "write the minus sign `-`"),
        '‐' | '‑' | '‒' => ("a hyphen", "write the minus sign `-`"),
        '∗' => ("an asterisk operator", "write `*`"),
        '∕' | '⁄' => ("a fraction slash", "write `/`"),
        '√' => ("a root sign", "write `sqrt(x)`"),
        '∑' => ("a sum sign", "write `sum(k in 1..n: f(k))`"),
        '∏' => ("a product sign", "write `prod(k in 1..n: f(k))`"),
        '∫' => ("an integral sign", "write `integral(x in a..b: f(x))`"),
        '∈' => ("an element sign", "write `in`"),
        '≈' | '≃' | '≅' | '≐' => (
            "a sign of approximation",
            "write `==`, or a bound such as `abs(a - b) < 0.01`; a claim's label may say `≈`",
        ),
        '≡' => ("an identity sign", "write `==`"),
        '…' => ("an ellipsis", "write a range as `1..n`"),
        '→' | '⇒' | '↦' => ("an arrow", "define a function on a line of its own: `f(x) = x^2`"),
        '←' => ("an arrow", "write `=` in a definition"),
        '½' => ("a fraction", "write `1/2`"),
        '¼' => ("a fraction", "write `1/4`"),
        '¾' => ("a fraction", "write `3/4`"),
        '⅓' => ("a fraction", "write `1/3`"),
        '⅔' => ("a fraction", "write `2/3`"),
        '⟨' | '⟩' => ("an angle bracket", "write `dot(a, b)`, or `mean(P)` for an expected value"),
        '⌊' | '⌋' => ("a floor bracket", "write `floor(x)`"),
        '⌈' | '⌉' => ("a ceiling bracket", "write `ceil(x)`"),
        '°' => ("a degree sign", "angles are in radians: write `x * pi / 180`"),
        '$' | '€' | '£' | '¥' => ("a currency sign", "remove it: a currency stands in the claim's label"),
        '‰' => ("a per mille sign", "divide by 1000"),
        '±' => ("a plus-minus sign", "write two expressions"),
        '{' | '}' => ("a brace", "group with `( )`, write a list as `[a, b]`"),
        '"' | '\'' => ("a quotation mark", "remove it: an expression holds no text"),
        '`' => ("a backtick", "remove it"),
        ';' => ("a semicolon", "write one definition a line, and `,` between arguments"),
        '?' => ("a question mark", "choose with `if(condition, a, b)`"),
        '~' => ("a tilde", "define a distribution with `=`: `P = normal(0, 1)`"),
        '@' => ("an at sign", "multiply with `*`, or `dot(a, b)`"),
        _ => return None,
    })
}

/// Signs of other languages that are longer than the sign they start with.
const RUNS: &[(&str, &str)] = &[
    ("===", "write `==`"),
    ("!==", "write `!=`"),
    ("=<", "write `<=`"),
    ("=>", "write `>=`, or define a function on a line of its own: `f(x) = x^2`"),
    ("<>", "write `!=`"),
    (":=", "write `=` in a definition, `:` before an argument"),
    ("->", "define a function on a line of its own: `f(x) = x^2`"),
    ("+=", "a name has one value: define another name"),
    ("-=", "a name has one value: define another name"),
    ("*=", "a name has one value: define another name"),
    ("^=", "a name has one value: define another name"),
    ("/=", "write `!=`"),
    ("~=", "write `!=`"),
    ("...", "write a range as `1..n`"),
];

impl Lexer<'_> {
    /// Takes a sign of several characters that the language doesn't have.
    pub(super) fn foreign_run(&mut self) -> Option<Fault> {
        let &(sign, help) = RUNS.iter().find(|(sign, _)| self.rest().starts_with(sign))?;
        let start = self.at;
        self.at += sign.len();
        if sign == "..." {
            self.take_while(|c| c == '.');
        }
        let span = Span::new(start, self.at);
        let written = &self.text[span.range()];
        Some(Fault::new(Code::ExprSyntax, span, said!("`{written}` is not an operator here")).help(help))
    }

    /// Takes a point that no digit stands before: `.5`, or one that stands between names.
    pub(super) fn point(&mut self) -> super::Kind {
        let start = self.at;
        self.take('.');
        if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.take_digits_and_exponent();
            let written = &self.text[start..self.at];
            let fault = Fault::new(
                Code::ExprSyntax,
                Span::new(start, self.at),
                said!("`{written}` lacks a digit before its point"),
            )
            .label("digits stand on both sides of a point")
            .help(said!("write `0{written}`"));
            return super::Kind::Faulty(Box::new(fault));
        }
        let fault = Fault::new(Code::ExprSyntax, Span::new(start, self.at), "a point without digits on both sides");
        let fault = match self.peek() {
            Some(c) if starts_name(c) => fault.help("values have no members: write `mean(P)`, `P(e)` or `v[1]`"),
            _ => fault.help("write a decimal as `0.5`, a range as `1..n`"),
        };
        super::Kind::Faulty(Box::new(fault))
    }

    /// Takes a character that the language doesn't have.
    pub(super) fn unexpected(&mut self, first: char) -> Fault {
        let start = self.at;
        if cfg!(not(feature = "tool")) {
            self.take(first);
            return Fault::new(Code::ExprSyntax, Span::new(start, self.at), "");
        }
        if let Some(fault) = self.raised(start) {
            return fault;
        }
        if first.is_numeric() && twin(first).is_none() {
            return self.foreign_digits(start);
        }
        self.take(first);
        let span = Span::new(start, self.at);
        let point = said!("U+{:04X}", u32::from(first));
        if let Some((name, help)) = twin(first) {
            let message = match first.is_ascii() {
                true => said!("unexpected `{first}`"),
                false => said!("unexpected `{first}` ({point})"),
            };
            return Fault::new(Code::ExprSyntax, span, message).label(name).help(help);
        }
        if first == '\\' {
            self.take_while(|c| c.is_ascii_alphabetic());
            let written = &self.text[start..self.at];
            let fault = Fault::new(Code::ExprSyntax, Span::new(start, self.at), said!("unexpected `{written}`"))
                .label("an expression is not TeX");
            return match &written[1..] {
                "" => fault.help("remove the backslash: the expression stands verbatim"),
                "log" => fault.help("write `ln(x)`, `log2(x)` or `log10(x)`"),
                "cdot" | "times" => fault.help("write `*`"),
                "frac" | "dfrac" | "tfrac" => fault.help("write `a / b`"),
                "infty" => fault.help("write `inf`"),
                "le" | "leq" => fault.help("write `<=`"),
                "ge" | "geq" => fault.help("write `>=`"),
                "ne" | "neq" => fault.help("write `!=`"),
                name => fault.help(said!("write `{name}`")),
            };
        }
        // `{:?}` tells letters that can be shown from those that can't.
        let shown = !first.is_control() && said!("{first:?}").chars().count() == 3;
        match shown {
            true => {
                Fault::new(Code::ExprSyntax, span, said!("unexpected character `{first}` ({point})")).help("remove it")
            }
            false => {
                Fault::new(Code::ExprSyntax, span, said!("unexpected invisible character {point}")).help("remove it")
            }
        }
    }

    /// Takes superscripts: `x²`, `2⁻¹`.
    fn raised(&mut self, start: usize) -> Option<Fault> {
        let mut plain = String::new();
        while let Some(c) = self.peek()
            && let Some(form) = superscript(c)
        {
            plain.push_str(form);
            self.take(c);
        }
        if plain.is_empty() {
            return None;
        }
        let span = Span::new(start, self.at);
        let written = &self.text[span.range()];
        let power = match plain.len() {
            1 => plain,
            _ if plain.parse::<i64>().is_ok() => plain,
            _ => said!("({plain})"),
        };
        Some(
            Fault::new(Code::ExprSyntax, span, said!("`{written}` is a superscript"))
                .label("a power is written with `^`")
                .help(said!("write `^{power}`")),
        )
    }

    /// Takes digits other than 0 to 9.
    fn foreign_digits(&mut self, start: usize) -> Fault {
        self.take_while(|c| c.is_numeric() && !c.is_ascii() && superscript(c).is_none() && twin(c).is_none());
        let span = Span::new(start, self.at);
        let written = &self.text[span.range()];
        let plain: String = crate::source::nfkc(written);
        let first = written.chars().next().map_or(0, u32::from);
        let fault = Fault::new(Code::ExprSyntax, span, said!("unexpected digit `{written}` (U+{first:04X})"))
            .label("numbers are written with the digits 0 to 9");
        match plain.bytes().all(|byte| byte.is_ascii_digit()) {
            true => fault.help(said!("write `{plain}`")),
            false => fault.help("write it with the digits 0 to 9"),
        }
    }
}
