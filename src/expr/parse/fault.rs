//! What the parser has to say.

use super::{Bracket, Kind, MAX_LENGTH, MAX_NESTING, Parse, Parser, Sign, Tree, Word, binder};
use crate::diagnostic::{Code, Fault, briefly, said};
use crate::expr::ast::ExprKind;
use crate::expr::lex::{self, Foreign, Token};
use crate::source::Span;

/// The longest piece of a text that a message repeats.
const MAX_SHOWN: usize = 60;

/// A fault of the grammar.
pub(super) fn syntax(span: Span, message: impl Into<String>) -> Fault {
    Fault::new(Code::ExprSyntax, span, message)
}

pub(super) fn too_deep(span: Span) -> Box<Fault> {
    Box::new(
        Fault::new(Code::ExprLimit, span, "the expression is nested too deeply")
            .note(said!("brackets, signs and powers nest at most {MAX_NESTING} deep"))
            .help("give a name to an inner part, in a `calc` fence"),
    )
}

pub(super) fn too_long(span: Span) -> Box<Fault> {
    Box::new(
        Fault::new(Code::ExprLimit, span, "the expression is too long")
            .note(said!("{} bytes; one expression has at most {MAX_LENGTH}", span.end - span.start))
            .help("give names to its parts, in a `calc` fence"),
    )
}

/// A piece of the text in backticks, shortened where it is long.
pub(super) fn quote(text: &str) -> String {
    said!("`{}`", shorten(text).as_deref().unwrap_or(text))
}

fn shorten(text: &str) -> Option<String> {
    let one_line = !text.contains(['\n', '\r']);
    (!one_line || text.chars().count() > MAX_SHOWN).then(|| {
        let start: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).take(MAX_SHOWN / 2).collect();
        said!("{start}…")
    })
}

/// Whether an operand can start with `kind`.
fn starts_operand(kind: &Kind) -> bool {
    matches!(kind, Kind::Number(_) | Kind::Name(_) | Kind::Open(_) | Kind::Word(Word::Not | Word::If))
}

impl Parser<'_> {
    /// The fault of this place, without words.
    fn plainly(&self) -> Box<Fault> {
        Box::new(syntax(self.here(), ""))
    }

    /// Fails where a second operand follows `left` without an operator.
    pub(super) fn no_operand(&self, left: &Tree) -> Parse<()> {
        match self.token(0) {
            Some(token) if starts_operand(&token.kind) => Err(Box::new(self.missing_operator(left, token))),
            _ => Ok(()),
        }
    }

    fn missing_operator(&self, left: &Tree, right: &Token) -> Fault {
        briefly!(syntax(right.span, ""));
        let left_text = self.slice(left.expr.span);
        let right_span = self.operand_span();
        let right_text = self.slice(right_span);
        let between = self.slice(Span::new(left.expr.span.end, right.span.start));
        let fault = syntax(right.span, said!("an operator is missing before {}", quote(self.slice(right.span))));
        let left_number = matches!(left.expr.kind, ExprKind::Number(_)) && !left.grouped;
        match &right.kind {
            Kind::Word(Word::If) if self.after_for() => return *self.more_than_one_for(),
            Kind::Word(Word::If) => return fault.help("choose with `if(condition, a, b)`"),
            Kind::Word(_) => return fault.help("write `and not`, or `or not`"),
            Kind::Name(name) => {
                if left_number && between.is_empty() && left_text == "0" && name.starts_with(['x', 'b', 'o']) {
                    return syntax(left.expr.span.to(right.span), "a literal that is not decimal")
                        .help("write the number in decimal digits");
                }
                if left_number && &**name == "x" && matches!(self.kind(1), Some(Kind::Number(_))) {
                    let power = matches!(self.kind(2), Some(Kind::Sign(Sign::Power))).then(|| self.token(3)).flatten();
                    let factor = match (self.token(1), power) {
                        (Some(base), Some(power)) => self.slice(base.span.to(power.span)),
                        (Some(base), None) => self.slice(base.span),
                        _ => "…",
                    };
                    return fault.label("this is the letter x").help(said!("write `{left_text} * {factor}`"));
                }
                let help = match &**name {
                    "mod" | "rem" => Some("write `mod(a, b)`"),
                    "is" | "equals" => Some("write `==`"),
                    "then" | "else" => Some("choose with `if(condition, a, b)`"),
                    "xor" => Some("write `a != b`"),
                    "where" => Some("define the name on a line of its own"),
                    _ => None,
                };
                if let Some(help) = help {
                    return fault.help(help);
                }
                if lex::unit(name).is_some() && !self.is_open(1, Bracket::Round) {
                    return syntax(right.span, said!("{} after something that is not a literal", quote(self.slice(right.span))))
                        .label("a unit binds to a literal or a parenthesis")
                        .help(said!(
                            "write `({left_text}) {name}` to make a quantity of a plain number, `{left_text} in {name}` for the plain number of a quantity"
                        ));
                }
                if let ExprKind::Name(keyword) = &left.expr.kind
                    && matches!(&**keyword, "let" | "const" | "var" | "def" | "set")
                {
                    return syntax(left.expr.span, said!("{} is not needed", quote(left_text)))
                        .help("a definition is `name = expression`");
                }
            }
            Kind::Number(_) if left_number => {
                if left_text.ends_with('%') {
                    let whole = left_text.trim_end_matches('%');
                    return fault
                        .note(said!("`{left_text}` is the number {whole}/100"))
                        .help(said!("write `mod({whole}, {right_text})` for the remainder, `{left_text} * {right_text}` for the product"));
                }
                let grouped = right_text.len() == 3 && right_text.bytes().all(|byte| byte.is_ascii_digit());
                return match grouped && left_text.bytes().all(|byte| byte.is_ascii_digit()) {
                    true => fault.help(said!(
                        "write `{left_text}{right_text}` for one number, `{left_text} * {right_text}` for a product"
                    )),
                    false => fault.help(said!("write `{left_text} * {right_text}`")),
                };
            }
            _ => {}
        }
        let fault = fault.label("there is no implicit multiplication");
        match (shorten(left_text), shorten(right_text)) {
            (None, None) => fault.help(said!("write `{left_text} * {right_text}`")),
            _ => fault.help("write `*` between the two"),
        }
    }

    /// Whether a `for` stands between the bracket that was opened last and this place.
    fn after_for(&self) -> bool {
        let Some(opened) = self.opened.last() else { return false };
        let read = self.tokens.iter().take(self.at).rev().take_while(|token| token.span != opened.span);
        opened.bracket == Bracket::Square && read.into_iter().any(|token| matches!(token.kind, Kind::Word(Word::For)))
    }

    /// The operand that starts here, as far as it can be told without parsing.
    fn operand_span(&self) -> Span {
        let start = self.here();
        let mut last = self.at;
        if matches!(self.kind(0), Some(Kind::Open(_))) {
            last = self.partner(self.at).unwrap_or(self.at);
        }
        while let (Some(end), Some(next)) = (self.tokens.get(last), self.tokens.get(last + 1)) {
            let adjacent = end.span.end == next.span.start && matches!(next.kind, Kind::Open(_));
            match self.partner(last + 1) {
                Some(close) if adjacent && !matches!(end.kind, Kind::Number(_) | Kind::Open(_)) => last = close,
                _ => break,
            }
        }
        self.tokens.get(last).map_or(start, |token| start.to(token.span))
    }

    /// A sign after the operand `left` that is no operator of the language.
    pub(super) fn unexpected_operator(&self, left: &Tree) -> Box<Fault> {
        briefly!(self.plainly());
        let span = self.here();
        let sign = self.slice(span);
        let fault = syntax(span, said!("{} is not an operator here", quote(sign)));
        let left_text = self.slice(left.expr.span);
        Box::new(match self.kind(0) {
            Some(Kind::Faulty(fault)) => return fault.clone(),
            Some(Kind::Sign(Sign::Assign)) => return self.assign(left),
            Some(Kind::Sign(Sign::Bars)) => {
                fault.note(said!("{} separates the two arguments of `KL` and `JS`", quote(sign))).help("write `or`")
            }
            Some(Kind::Foreign(Foreign::And)) => fault.help("write `and`"),
            Some(Kind::Foreign(Foreign::Or)) => {
                let in_divergence = self.opened.last().and_then(|opened| opened.callee.as_deref());
                match in_divergence {
                    Some("KL" | "JS" | "kl_divergence") => fault.help("write `||` between the two arguments"),
                    Some("H" | "entropy") => fault.help("a conditional entropy is written `H_cond(J)`"),
                    _ => fault.help("write `or`"),
                }
            }
            Some(Kind::Foreign(Foreign::Bang)) => {
                fault.help(said!("write `factorial({left_text})`, or `not` before a condition"))
            }
            Some(Kind::Foreign(Foreign::Percent)) => match self.kind(1) {
                Some(kind) if starts_operand(kind) => {
                    fault.help(said!("write `mod({left_text}, {})` for the remainder", self.operand_text(1)))
                }
                _ if matches!(left.expr.kind, ExprKind::Number(_)) && !left.grouped => {
                    fault.label("a percent sign stands directly after its literal").help(said!("write `{left_text}%`"))
                }
                _ => fault.help(said!("write `{left_text} / 100`")),
            },
            Some(Kind::Foreign(Foreign::Stars)) => {
                fault.help(said!("a power is written `{left_text}^{}`", self.operand_text(1)))
            }
            Some(Kind::Foreign(Foreign::Slashes)) => {
                fault.help(said!("write `floor({left_text} / {})`; comments start with `#`", self.operand_text(1)))
            }
            _ => fault,
        })
    }

    pub(super) fn operand_text(&self, ahead: usize) -> &str {
        match self.token(ahead) {
            Some(token) if matches!(token.kind, Kind::Number(_) | Kind::Name(_)) => self.slice(token.span),
            _ => "…",
        }
    }

    /// A single `=` after `left`.
    fn assign(&self, left: &Tree) -> Box<Fault> {
        briefly!(self.plainly());
        let span = self.here();
        let left_text = self.slice(left.expr.span);
        let value = self.operand_text(1);
        let name = matches!(left.expr.kind, ExprKind::Name(_));
        let callee = self.opened.last().and_then(|opened| opened.callee.as_deref());
        let fault = syntax(span, "`=` in an expression");
        Box::new(match (callee, self.opened.is_empty()) {
            (Some(callee), _) if name && binder::BINDERS.iter().any(|(known, _)| *known == callee) => {
                fault.help(said!("a range is written `{left_text} in {value}..n`, equality `{left_text} == {value}`"))
            }
            (Some(_), _) if name => {
                fault.help(said!("an argument is named with `:`: write `{left_text}: {value}`; equality is `==`"))
            }
            (None, true) if !self.statement => {
                let before = self.slice(Span::new(self.span.start, span.start)).trim();
                let after = self.slice(Span::new(span.end, self.span.end)).trim();
                let whole = said!("{before} == {after}");
                match shorten(&whole) {
                    None => fault
                        .label("equality is `==`")
                        .note("definitions stand in a `calc` fence, one a line")
                        .help(said!("write `{whole}`")),
                    Some(_) => fault.help("write `==`"),
                }
            }
            _ => fault.label("equality is `==`").help("write `==`"),
        })
    }

    /// `in` after `left`, without a unit.
    pub(super) fn in_without_unit(&self, left: &Tree) -> Box<Fault> {
        briefly!(self.plainly());
        let span = self.here();
        let left_text = self.slice(left.expr.span);
        let name = matches!(left.expr.kind, ExprKind::Name(_));
        let callee = self.opened.last().and_then(|opened| opened.callee.as_deref()).filter(|name| !name.is_empty());
        let fault = syntax(span, "`in` without a unit of information");
        Box::new(match callee {
            Some(callee) if name => {
                let known: Vec<_> = binder::BINDERS.iter().map(|(name, _)| said!("`{name}`")).collect();
                syntax(span, said!("`{callee}` does not bind a name here"))
                    .note(said!("a name is bound by {}, before all other arguments", known.join(", ")))
                    .help(said!(
                        "for other functions write a list: `{callee}([f({left_text}) for {left_text} in 1..n])`"
                    ))
            }
            _ => fault.help(said!(
                "write `{} in bits`, or `nats`, `bans`; a bound is `a <= x <= b`",
                shorten(left_text).unwrap_or_else(|| left_text.to_owned())
            )),
        })
    }

    /// An operand must stand here, and none does.
    pub(super) fn missing_operand(&self) -> Box<Fault> {
        briefly!(self.plainly());
        let previous = self.before();
        let after_operator = previous.filter(|token| {
            matches!(token.kind, Kind::Sign(sign) if !matches!(sign, Sign::Comma | Sign::Colon))
                || matches!(token.kind, Kind::Word(Word::And | Word::Or | Word::Not | Word::In))
        });
        let Some(token) = self.token(0) else {
            return Box::new(match (after_operator, previous) {
                (Some(operator), _) => self.nothing_after(operator),
                (None, _) if !self.opened.is_empty() => return self.unclosed(),
                (None, Some(token)) => self.nothing_after(token),
                (None, None) => {
                    syntax(self.span, "an empty expression").help("write a number, a name or a call, such as `H(P)`")
                }
            });
        };
        let span = token.span;
        let sign = quote(self.slice(span));
        Box::new(match &token.kind {
            Kind::Faulty(fault) => return fault.clone(),
            Kind::Close(bracket) => match (self.opened.last(), after_operator) {
                (None, _) => return self.unexpected(),
                (Some(opened), _) if opened.bracket != *bracket => return self.unexpected(),
                (_, Some(operator)) => self.nothing_after(operator),
                (Some(opened), None) => match previous {
                    Some(comma) if matches!(comma.kind, Kind::Sign(Sign::Comma)) => {
                        syntax(comma.span, "a comma with nothing after it").help("remove it")
                    }
                    Some(colon) if matches!(colon.kind, Kind::Sign(Sign::Colon)) => self.nothing_after(colon),
                    _ => syntax(opened.span.to(span), "nothing stands between the parentheses")
                        .help("remove them, or write a value between them"),
                },
            },
            Kind::Sign(Sign::Comma) => match previous {
                Some(before) if matches!(before.kind, Kind::Sign(Sign::Comma)) => {
                    syntax(span, "two commas in a row").help("remove one")
                }
                Some(operator) if after_operator.is_some() => self.nothing_after(operator),
                _ => syntax(span, "a comma with nothing before it").help("remove it"),
            },
            Kind::Sign(Sign::Range) => syntax(span, "a range without its first end")
                .help("write both ends: `1..n`, or `-inf..n` for a range without one"),
            Kind::Sign(Sign::Bars) => {
                syntax(span, said!("{sign} before an operand")).help("write `norm(v)`, or `abs(x)`")
            }
            Kind::Foreign(Foreign::Or) => syntax(span, said!("{sign} before an operand")).help("write `abs(x)`"),
            Kind::Foreign(Foreign::Bang) => {
                syntax(span, said!("{sign} before an operand")).help(said!("write `not {}`", self.operand_text(1)))
            }
            Kind::Sign(_) | Kind::Foreign(_) if after_operator.is_some() => self.two_operators(after_operator, span),
            Kind::Word(Word::And | Word::Or) if after_operator.is_some() => self.two_operators(after_operator, span),
            Kind::Sign(Sign::Assign) => {
                syntax(span, "`=` with nothing before it").help("a definition is `name = expression`")
            }
            Kind::Sign(_) | Kind::Foreign(_) => syntax(span, said!("{sign} with nothing before it"))
                .label("an operand is missing before it")
                .help(said!("write a value before {sign}, or remove it")),
            Kind::Word(word) => {
                let fault = syntax(span, said!("{sign} is a word of the language"))
                    .label("not a name, and nothing stands before it");
                match word {
                    Word::For => fault.help("a list is written `[f(k) for k in 1..n]`"),
                    Word::In => fault.help("write `x in bits`, or `sum(k in 1..n: f(k))`"),
                    _ => fault.help(said!("write a condition before {sign}")),
                }
            }
            _ => return self.unexpected(),
        })
    }

    fn nothing_after(&self, token: &Token) -> Fault {
        briefly!(syntax(token.span, ""));
        let sign = self.slice(token.span);
        let fault =
            syntax(token.span, said!("nothing follows {}", quote(sign))).label("an operand is missing after it");
        match &token.kind {
            Kind::Sign(Sign::Range) => fault.help("write both ends: `1..n`, or `1..inf` for a range without one"),
            Kind::Sign(Sign::Comma) => fault.help("remove it"),
            Kind::Sign(Sign::Assign) if self.statement => fault.help("a definition is `name = expression`"),
            Kind::Word(Word::In) => fault.help("write `x in bits`"),
            Kind::Sign(Sign::Assign) => fault.help("write a value after `=`"),
            _ if self.statement => {
                fault.help("complete it; to go on in the next line, put the expression in parentheses")
            }
            _ => fault.help(said!("write a value after {}, or remove it", quote(sign))),
        }
    }

    fn two_operators(&self, before: Option<&Token>, span: Span) -> Fault {
        briefly!(syntax(span, ""));
        let Some(before) = before else { return syntax(span, "an operand is missing") };
        let (left, right) = (self.slice(before.span), self.slice(span));
        let both = before.span.to(span);
        let fault = syntax(both, said!("two operators in a row, {} and {}", quote(left), quote(right)));
        match (left, right) {
            ("<", "=") => fault.help("write `<=`"),
            (">", "=") => fault.help("write `>=`"),
            ("=", "=") => fault.help("write `==`"),
            ("=", "<") => fault.help("write `<=`"),
            ("=", ">") => fault.help("write `>=`"),
            ("<", ">") => fault.help("write `!=`"),
            ("*", "*") => fault.help("a power is written `^`"),
            _ => fault.help("remove one, or write the operand between them"),
        }
    }

    /// A token that can't follow what was read.
    pub(super) fn unexpected(&self) -> Box<Fault> {
        briefly!(self.plainly());
        let Some(token) = self.token(0) else { return self.unclosed() };
        let span = token.span;
        let sign = quote(self.slice(span));
        Box::new(match &token.kind {
            Kind::Faulty(fault) => return fault.clone(),
            Kind::Close(bracket) => match self.opened.last() {
                None => syntax(span, said!("{sign} closes nothing"))
                    .help(said!("remove it, or open with `{}`", bracket.open())),
                Some(opened) if opened.bracket != *bracket => {
                    syntax(span, said!("{sign} does not close `{}`", opened.bracket.open()))
                        .note(said!("still open: {}", quote(self.slice(self.opened_text(opened.span, span)))))
                        .help(said!("write `{}`", opened.bracket.close()))
                }
                Some(_) => syntax(span, said!("unexpected {sign}")),
            },
            Kind::Sign(Sign::Comma) if self.opened.is_empty() => self.stray_comma(span),
            Kind::Sign(Sign::Colon) => match self.opened.last() {
                None => syntax(span, "`:` outside of a call")
                    .help("arguments are named in a call: `normal(mean: 0, sd: 1)`"),
                Some(opened) if opened.bracket == Bracket::Square => {
                    syntax(span, "`:` in a list").help("name the outcomes of a pmf in a call: `pmf(e: 0.5, t: 0.5)`")
                }
                Some(_) => syntax(span, "`:` where nothing is named")
                    .help("arguments are named in a call: `normal(mean: 0, sd: 1)`"),
            },
            Kind::Sign(Sign::Bars) => syntax(span, said!("{sign} is not an operator here"))
                .note(said!("{sign} separates the two arguments of `KL` and `JS`"))
                .help("write `or`"),
            Kind::Word(Word::For) => {
                let fault = syntax(span, "`for` outside of a list");
                let (body, range) = self.around(span).unwrap_or(("f(k)", "k in 1..n"));
                match self.opened.last().and_then(|opened| opened.callee.as_deref()) {
                    Some(name) if binder::BINDERS.iter().any(|(known, _)| *known == name) => {
                        fault.help(said!("write `{name}({range}: {body})`"))
                    }
                    Some(name) => fault.help(said!("write `{name}([{body} for {range}])`")),
                    None => fault.help(said!("write `[{body} for {range}]`")),
                }
            }
            _ => syntax(span, said!("unexpected {sign}")),
        })
    }

    /// What stands before and after `span` in the bracket that was opened last, if both are short.
    fn around(&self, span: Span) -> Option<(&str, &str)> {
        let opened = self.opened.last()?;
        let close = self.partner_of_last()?;
        let before = self.slice(Span::new(opened.span.end, span.start)).trim();
        let after = self.slice(Span::new(span.end, close.start)).trim();
        let nested = before.contains(" in ") || after.contains(" for ");
        (!nested && shorten(before).is_none() && shorten(after).is_none()).then_some((before, after))
    }

    /// The text from the name before the bracket at `open` to `end`.
    fn opened_text(&self, open: Span, end: Span) -> Span {
        let index = self.tokens.iter().position(|token| token.span == open).unwrap_or(0);
        let start = match index.checked_sub(1).and_then(|before| self.tokens.get(before)) {
            Some(name) if matches!(name.kind, Kind::Name(_)) => name.span.start,
            _ => open.start,
        };
        Span::new(start, end.start)
    }

    /// The text ends inside a bracket.
    fn unclosed(&self) -> Box<Fault> {
        briefly!(self.plainly());
        let Some(opened) = self.opened.last() else {
            return Box::new(syntax(self.here(), "the expression ends too early"));
        };
        let end = Span::at(self.span.end);
        let text = self.slice(self.opened_text(opened.span, end)).trim_end();
        let fault = syntax(opened.span, said!("`{}` is never closed", opened.bracket.open()))
            .label(said!("expected a `{}` after it", opened.bracket.close()))
            .note(said!("still open at the end: {}", quote(text)));
        let whole = text.trim_end_matches(',');
        let complete = self.before().is_some_and(|last| {
            matches!(&last.kind, Kind::Close(_) | Kind::Number(_) | Kind::Name(_) | Kind::Sign(Sign::Comma))
        });
        Box::new(match shorten(whole) {
            None if complete => fault.help(said!("write `{whole}{}`", opened.bracket.close())),
            _ => fault.help(said!("add `{}` where it ends", opened.bracket.close())),
        })
    }

    /// A comma outside of all brackets.
    fn stray_comma(&self, span: Span) -> Fault {
        briefly!(syntax(span, ""));
        if let Some(fault) = self.grouped_digits(true) {
            return fault;
        }
        syntax(span, "`,` outside of brackets").help("write a list as `[a, b]`, or state one expression")
    }

    /// Fails where the comma that stands here groups digits: `1,024`.
    pub(super) fn no_grouped_digits(&self) -> Parse<()> {
        match self.grouped_digits(false) {
            Some(fault) => Err(Box::new(fault)),
            None => Ok(()),
        }
    }

    /// Whether the comma that stands here is one inside a number: then its digits touch it.
    /// Between arguments (`uniform(0,100)`) only a group that starts with 0 is one for sure.
    fn grouped_digits(&self, outside: bool) -> Option<Fault> {
        let comma = self.here();
        let left = self.before()?;
        let right = self.token(1)?;
        let numbers = matches!((&left.kind, &right.kind), (Kind::Number(_), Kind::Number(_)));
        if !numbers || left.span.end != comma.start || right.span.start != comma.end {
            return None;
        }
        let (whole, group) = (self.slice(left.span), self.slice(right.span));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let span = left.span.to(right.span);
        let thousands = digits(whole)
            && whole.len() <= 3
            && group.len() >= 3
            && digits(&group[..3])
            && !group[3..].starts_with(|c: char| c.is_ascii_digit());
        if !outside {
            let certain = thousands && group.starts_with('0') && whole != "0";
            return certain.then(|| {
                syntax(span, "a comma between the digits of a number")
                    .label("digits are not grouped in expressions")
                    .help(match group.trim_start_matches('0') {
                        "" => said!("write `{whole}{group}`, or `{whole}, 0` for two numbers"),
                        short => said!("write `{whole}{group}`, or `{whole}, {short}` for two numbers"),
                    })
            });
        }
        let fault = syntax(span, "a comma between the digits of a number");
        Some(match (thousands, digits(whole)) {
            (true, _) if whole != "0" => {
                let (span, joined) = self.all_groups(left.span);
                let fault =
                    Fault { span, ..fault.label("digits are not grouped in expressions, and decimals have a point") };
                match joined.len() == whole.len() + group.len() {
                    true => fault.help(said!("write `{joined}`, or `{whole}.{group}`")),
                    false => fault.help(said!("write `{joined}`")),
                }
            }
            (_, true) => fault.label("decimals have a point").help(said!("write `{whole}.{group}`")),
            _ => fault.help(said!("write `{whole}{group}`, or a list `[{whole}, {group}]`")),
        })
    }

    /// The number whose first group is `first`, with all groups that follow; and its digits.
    fn all_groups(&self, first: Span) -> (Span, String) {
        briefly!((first, String::new()));
        let mut span = first;
        let mut ahead = 0;
        while let (Some(comma), Some(group)) = (self.token(ahead), self.token(ahead + 1)) {
            let adjacent = comma.span.start == span.end && group.span.start == comma.span.end;
            if !adjacent || !self.is_sign(ahead, Sign::Comma) || !matches!(group.kind, Kind::Number(_)) {
                break;
            }
            span = span.to(group.span);
            ahead += 2;
        }
        (span, self.slice(span).replace(',', ""))
    }
}
