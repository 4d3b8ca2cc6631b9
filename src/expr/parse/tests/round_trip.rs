//! `parse(print(e))` is `e`, for trees of every form.

use crate::expr::ast::{Argument, Binder, Binding, Comparison, Expr, ExprKind, Infix, InformationUnit, Name, Prefix};
use crate::expr::{parse_expression, print};
use crate::number::{IBig, Rational, UBig};
use crate::source::Span;

/// A small generator of numbers; the same run each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or(0)]
    }
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn name(random: &mut Random) -> Name {
    random.pick(&["x", "P", "bits", "bit", "sum", "max", "e", "pi", "μ", "on", "_1"]).into()
}

fn number(random: &mut Random) -> Expr {
    let digits = UBig::from(random.below(100_000));
    let power = usize::try_from(random.below(60)).unwrap_or(0);
    let scale = UBig::from(10_u8).pow(power);
    expr(ExprKind::Number(match random.below(3) {
        0 => Rational::from(digits),
        1 => Rational::from(digits * scale),
        _ => Rational::from_parts(IBig::from(digits), scale),
    }))
}

fn binding(random: &mut Random, depth: u64, name: Name) -> Binding {
    Binding { name, name_span: Span::default(), domain: tree(random, depth) }
}

/// What may stand before an index: no literal.
fn indexed(random: &mut Random, depth: u64) -> Box<Expr> {
    let base = tree(random, depth);
    Box::new(match base.kind {
        ExprKind::Number(_) => expr(ExprKind::Name("v".into())),
        _ => base,
    })
}

/// A tree that the parser can give, at most `depth` deep.
fn tree(random: &mut Random, depth: u64) -> Expr {
    let Some(depth) = depth.checked_sub(1) else {
        return if random.below(2) == 0 { number(random) } else { expr(ExprKind::Name(name(random))) };
    };
    let boxed = |random: &mut Random| Box::new(tree(random, depth));
    let unit = random.pick(&[InformationUnit::Bits, InformationUnit::Nats, InformationUnit::Bans]);
    let few = |random: &mut Random| 0..random.below(4);
    expr(match random.below(15) {
        0 => ExprKind::Quantity(boxed(random), unit),
        1 => ExprKind::InUnit(boxed(random), unit),
        2 => ExprKind::Prefix(random.pick(&[Prefix::Minus, Prefix::Plus, Prefix::Not]), boxed(random)),
        3..=5 => {
            let infix = random.pick(&[
                Infix::Or,
                Infix::And,
                Infix::Add,
                Infix::Subtract,
                Infix::Multiply,
                Infix::Divide,
                Infix::Power,
            ]);
            ExprKind::Infix(infix, boxed(random), boxed(random))
        }
        6 => {
            let signs = [Comparison::Equal, Comparison::NotEqual, Comparison::Less, Comparison::GreaterEqual];
            let first = boxed(random);
            let rest = (0..=random.below(2)).map(|_| (random.pick(&signs), tree(random, depth))).collect();
            ExprKind::Comparison(first, rest)
        }
        7 => {
            let callee = match random.below(4) {
                0 => expr(ExprKind::Call(Box::new(expr(ExprKind::Name("f".into()))), Vec::new())),
                1 => expr(ExprKind::Index(indexed(random, depth), boxed(random))),
                _ => expr(ExprKind::Name("f".into())),
            };
            let arguments = few(random).map(|_| Argument {
                key: (random.below(2) == 0).then(|| tree(random, depth)),
                value: tree(random, depth),
                after_bars: false,
            });
            ExprKind::Call(Box::new(callee), arguments.collect())
        }
        8 => {
            let plain = |value, after_bars| Argument { key: None, value, after_bars };
            let arguments = vec![plain(tree(random, depth), false), plain(tree(random, depth), true)];
            ExprKind::Call(Box::new(expr(ExprKind::Name("KL".into()))), arguments)
        }
        9 => {
            let base = indexed(random, depth);
            ExprKind::Index(base, boxed(random))
        }
        10 => ExprKind::List(few(random).map(|_| tree(random, depth)).collect()),
        11 => ExprKind::Tuple(vec![tree(random, depth), tree(random, depth)]),
        12 => {
            let name = name(random);
            ExprKind::Comprehension(boxed(random), Box::new(binding(random, depth, name)))
        }
        13 => {
            let binder = random.pick(&[Binder::Sum, Binder::Product, Binder::Max, Binder::Any, Binder::Argmin]);
            let bindings = match random.below(2) {
                0 => vec![binding(random, depth, "k".into())],
                _ => vec![binding(random, depth, "k".into()), binding(random, depth, "j".into())],
            };
            ExprKind::Binder(binder, bindings, boxed(random))
        }
        _ => match random.below(2) {
            0 => ExprKind::Range(boxed(random), boxed(random)),
            _ => ExprKind::If(boxed(random), boxed(random), boxed(random)),
        },
    })
}

#[test]
fn what_is_printed_reads_as_the_same() {
    let mut random = Random(1);
    for round in 0..20_000 {
        let expr = tree(&mut random, round % 5);
        let text = print(&expr);
        match parse_expression(&text) {
            Ok(again) => assert!(again.is_same(&expr), "{text}\n{}\n{expr:?}", print(&again)),
            Err(fault) => panic!("{text}: {fault:?}\n{expr:?}"),
        }
    }
}

#[test]
fn canonical_text() {
    for (written, canonical) in [
        ("1.50", "1.5"),
        ("90%", "0.9"),
        ("1e-3", "0.001"),
        ("6.02e23", "602000000000000000000000"),
        ("1e100", "1e100"),
        ("12e-60", "12e-60"),
        ("KL(P‖Q)", "KL(P || Q)"),
        ("((a+b))*c", "(a + b) * c"),
        ("(a*b)+c", "a * b + c"),
        ("2^(-1)", "2^-1"),
        ("(-2)^2", "(-2)^2"),
        ("-(2^2)", "-2^2"),
        ("(a in bits)*2", "a in bits * 2"),
        ("1 bit", "1 bits"),
        ("π·r^2", "pi * r^2"),
        ("[k^2 for k in 1..3]", "[k^2 for k in 1..3]"),
        ("if(a<b,a,b)", "if(a < b, a, b)"),
        ("f(on:-6..6)", "f(on: -6..6)"),
        ("a-(b-c)", "a - (b - c)"),
        ("a-(b+c)", "a - (b + c)"),
        ("(a-b)-c", "a - b - c"),
    ] {
        let expr = parse_expression(written).unwrap_or_else(|fault| panic!("{written}: {fault:?}"));
        assert_eq!(print(&expr), canonical, "{written}");
    }
}

#[test]
fn values_that_no_literal_has_are_written_so_that_they_can_be_read() {
    let third = expr(ExprKind::Number(Rational::from_parts(IBig::from(1), UBig::from(3_u8))));
    assert_eq!(print(&third), "(1 / 3)");
    let negative = expr(ExprKind::Number(Rational::from_parts(IBig::from(-5), UBig::from(2_u8))));
    assert_eq!(print(&negative), "(-2.5)");
}
