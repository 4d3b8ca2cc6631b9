//! What is accepted, and as what.

use crate::expr::ast::{Binder, Expr, ExprKind, InformationUnit, Prefix};
use crate::expr::{parse_assignment, parse_definitions, parse_expression, print};
use crate::number::{IBig, Rational, UBig};
use crate::source::Span;

fn parse(text: &str) -> Expr {
    parse_expression(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn ratio(numerator: i64, denominator: u64) -> Rational {
    Rational::from_parts(IBig::from(numerator), UBig::from(denominator))
}

#[test]
fn operators_bind_as_the_table_says() {
    for (written, meant) in [
        ("-2^2", "-(2^2)"),
        ("2^-1", "2^(-1)"),
        ("2^-x^2", "2^(-(x^2))"),
        ("2^3^2", "2^(3^2)"),
        ("(2^3)^2", "((2^3)^2)"),
        ("-a * b", "(-a) * b"),
        ("a * -b", "a * (-b)"),
        ("a - b - c", "(a - b) - c"),
        ("a - -b", "a - (-b)"),
        ("- -a", "-(-a)"),
        ("+a - b", "(+a) - b"),
        ("a / b / c", "(a / b) / c"),
        ("a / b * c", "(a / b) * c"),
        ("a + b * c^d", "a + (b * (c^d))"),
        ("a * b + c * d", "(a * b) + (c * d)"),
        ("a..b + 1", "a..(b + 1)"),
        ("-6..6", "(-6)..6"),
        ("a + 1 < b", "(a + 1) < b"),
        ("a < b and c < d", "(a < b) and (c < d)"),
        ("a and b or c and d", "(a and b) or (c and d)"),
        ("not a and b", "(not a) and b"),
        ("not a == b", "not (a == b)"),
        ("not not a", "not (not a)"),
        ("a or not b", "a or (not b)"),
        ("KL(P, Q) / 2 in nats", "(KL(P, Q) / 2) in nats"),
        ("H(P) in bits * 2", "(H(P) in bits) * 2"),
        ("2 * H(P) in bits + 1", "((2 * H(P)) in bits) + 1"),
        ("1 + H(P) in bits", "1 + (H(P) in bits)"),
        ("H(P) in bits + H(Q) in bits", "(H(P) in bits) + (H(Q) in bits)"),
        ("H(P) in bits > 1", "(H(P) in bits) > 1"),
        ("-H(P) in nats", "(-H(P)) in nats"),
        ("x in bits in nats", "(x in bits) in nats"),
        ("1 bit - H2(0.1)", "(1 bits) - (H2(0.1))"),
        ("2^3 bits", "2^(3 bits)"),
        ("-1 bit", "-(1 bits)"),
        ("P(e)^2", "(P(e))^2"),
        ("v[1]^v[2]", "(v[1])^(v[2])"),
        ("f(x)(y)[1]", "((f(x)(y))[1])"),
        ("0 <= x <= 1", "0 <= x <= 1"),
        ("a ≤ b ≥ c ≠ d", "a <= b >= c != d"),
        ("a − b × c · d ÷ e", "a - b * c * d / e"),
        ("a·b", "a * b"),
        ("2·π", "2 * pi"),
        ("KL(P‖Q)", "KL(P || Q)"),
        ("-∞..∞", "-inf..inf"),
        ("f (x)", "f(x)"),
    ] {
        let (left, right) = (parse(written), parse(meant));
        assert!(left.is_same(&right), "{written} is {}, not {meant}", print(&left));
    }
}

#[test]
fn a_comparison_chain_is_one_node() {
    let ExprKind::Comparison(_, rest) = parse("0 < x <= 1 != y").kind else { panic!("a comparison") };
    assert_eq!(rest.len(), 3);
    // In parentheses it is an operand.
    let ExprKind::Comparison(first, rest) = parse("(0 < x) == y").kind else { panic!("a comparison") };
    assert!(matches!(first.kind, ExprKind::Comparison(..)));
    assert_eq!(rest.len(), 1);
}

#[test]
fn literals_are_exact() {
    for (text, value) in [
        ("0", ratio(0, 1)),
        ("007", ratio(7, 1)),
        ("0.9", ratio(9, 10)),
        ("0.90", ratio(9, 10)),
        ("1.5e3", ratio(1500, 1)),
        ("1.5E+3", ratio(1500, 1)),
        ("15e-1", ratio(3, 2)),
        ("1e-8", ratio(1, 100_000_000)),
        ("1e0", ratio(1, 1)),
        ("90%", ratio(9, 10)),
        ("0.5%", ratio(1, 200)),
        ("1e2%", ratio(1, 1)),
        ("1e-10", ratio(1, 10_000_000_000)),
    ] {
        let ExprKind::Number(found) = parse(text).kind else { panic!("{text} is a literal") };
        assert_eq!(found, value, "{text}");
    }
    let ExprKind::Number(avogadro) = parse("6.02e23").kind else { panic!("a literal") };
    assert_eq!(avogadro, Rational::from(UBig::from(602_u32) * UBig::from(10_u8).pow(21)));
    assert!(parse_expression("1e10000").is_ok());
    assert!(parse_expression(&"7".repeat(1000)).is_ok());
}

#[test]
fn a_unit_binds_to_a_literal_or_a_parenthesis() {
    for (text, unit) in [
        ("1 bit", InformationUnit::Bits),
        ("2 bits", InformationUnit::Bits),
        ("90% nat", InformationUnit::Nats),
        ("(a + b) nats", InformationUnit::Nats),
        ("1 ban", InformationUnit::Bans),
        ("1 bans", InformationUnit::Bans),
        ("1 dit", InformationUnit::Bans),
        ("1 dits", InformationUnit::Bans),
        ("1 hartley", InformationUnit::Bans),
        ("(1)hartleys", InformationUnit::Bans),
    ] {
        let ExprKind::Quantity(_, found) = parse(text).kind else { panic!("{text} is a quantity") };
        assert_eq!(found, unit, "{text}");
    }
    assert!(matches!(parse("bits(x)").kind, ExprKind::Call(..)));
    assert!(matches!(parse("bit").kind, ExprKind::Name(_)));
    assert!(matches!(parse("bit + nats").kind, ExprKind::Infix(..)));
    assert!(matches!(parse("x in dits").kind, ExprKind::InUnit(_, InformationUnit::Bans)));
}

#[test]
fn binders_are_known_by_their_shape() {
    let ExprKind::Binder(binder, bindings, _) =
        parse("argmin(m in -4..4, s in 0.3..3: KL(T, normal(m, s), on: -6..6))").kind
    else {
        panic!("a binder")
    };
    assert_eq!(binder, Binder::Argmin);
    assert_eq!(bindings.iter().map(|binding| &*binding.name).collect::<Vec<_>>(), ["m", "s"]);
    assert!(matches!(bindings[0].domain.kind, ExprKind::Range(..)));
    for name in ["sum", "prod", "min", "max", "all", "any", "integral", "argmin", "argmax"] {
        assert!(matches!(parse(&format!("{name}(x in P: P(x))")).kind, ExprKind::Binder(..)), "{name}");
        assert!(matches!(parse(&format!("{name}(x, y)")).kind, ExprKind::Call(..)), "{name}");
        assert!(matches!(parse(&format!("{name}(x in bits, y in bits)")).kind, ExprKind::Call(..)), "{name}");
        assert!(matches!(parse(name).kind, ExprKind::Name(_)), "{name}");
    }
    assert!(matches!(parse("sum(k in bits: k)").kind, ExprKind::Binder(..)));
    assert!(matches!(parse("sum(k in 0..10: 1/2^k)").kind, ExprKind::Binder(..)));
    assert!(matches!(parse("[f(k) for k in 1..n]").kind, ExprKind::Comprehension(..)));
    assert!(matches!(parse("[x in bits for x in v]").kind, ExprKind::Comprehension(..)));
}

#[test]
fn arguments_may_have_names_weights_and_labels() {
    let ExprKind::Call(_, arguments) = parse("KL(P || Q, on: -6..6)").kind else { panic!("a call") };
    assert_eq!(arguments.iter().map(|argument| argument.after_bars).collect::<Vec<_>>(), [false, true, false]);
    let key = arguments[2].key.as_ref().map(|key| &key.kind);
    assert!(matches!(key, Some(ExprKind::Name(name)) if &**name == "on"));
    assert!(matches!(arguments[2].value.kind, ExprKind::Range(..)));
    let ExprKind::Call(_, arguments) = parse("mixture(0.5: normal(-2.2, 0.7), 1/2: normal(mean: 2.2, sd: 0.7))").kind
    else {
        panic!("a call")
    };
    assert!(matches!(arguments[1].key.as_ref().map(|key| &key.kind), Some(ExprKind::Infix(..))));
    assert!(matches!(parse("f()").kind, ExprKind::Call(_, arguments) if arguments.is_empty()));
    assert!(matches!(parse("if(x > 0, 1, -1)").kind, ExprKind::If(..)));
    assert!(matches!(parse("if(c, P, Q)(x)").kind, ExprKind::Call(..)));
    assert!(matches!(parse("[0.5, 0.5](1)").kind, ExprKind::Call(..)));
    assert!(matches!(parse("uniform(0,100)").kind, ExprKind::Call(_, arguments) if arguments.len() == 2));
    assert!(matches!(parse("(0.5, 0.5)").kind, ExprKind::Tuple(items) if items.len() == 2));
    assert!(matches!(parse("[]").kind, ExprKind::List(items) if items.is_empty()));
    assert!(matches!(parse("[[1, 2], [3, 4]][2][1]").kind, ExprKind::Index(..)));
}

#[test]
fn names_are_compared_in_normal_form() {
    for (text, name) in [
        ("\u{b5}", "\u{3bc}"),
        ("\u{3bc}", "\u{3bc}"),
        ("x₁", "x1"),
        ("xᵢ", "xi"),
        ("π", "pi"),
        ("𝜋", "pi"),
        ("∞", "inf"),
        ("ｘ", "x"),
        ("_a1", "_a1"),
        ("σ_0", "σ_0"),
        ("e", "e"),
        ("infinite", "infinite"),
        ("notes", "notes"),
    ] {
        assert!(matches!(parse(text).kind, ExprKind::Name(found) if &*found == name), "{text}");
    }
}

#[test]
fn spans_cover_what_was_written() {
    let text = " 1 + f( x , 2 )[ 1 ] ";
    let expr = parse(text);
    assert_eq!(expr.span, Span::new(1, 20));
    let ExprKind::Infix(_, _, index) = expr.kind else { panic!("a sum") };
    assert_eq!(&text[index.span.range()], "f( x , 2 )[ 1 ]");
    let text = "-(a + b) nats";
    let ExprKind::Prefix(Prefix::Minus, quantity) = parse(text).kind else { panic!("a sign") };
    assert_eq!(&text[quantity.span.range()], "(a + b) nats");
    let ExprKind::Quantity(sum, _) = quantity.kind else { panic!("a quantity") };
    assert_eq!(&text[sum.span.range()], "(a + b)");
}

#[test]
fn line_breaks_may_stand_around_and_inside_brackets() {
    assert!(parse("\n 1 + 2 \r\n\n").is_same(&parse("1 + 2")));
    assert!(parse("f(\n  1,\n  2\n)").is_same(&parse("f(1, 2)")));
}

#[test]
fn a_fence_holds_a_definition_a_line() {
    let text = "# first\nP = pmf(e: 0.5, t: 0.5) # half\n\n  f(x, y) = (x\n    + y) # sum\n\nT = [\n  [1, 2], # row\n  [3, 4]\n]\r\nμ = 1";
    let mut faults = Vec::new();
    let definitions = parse_definitions(&mut faults, text);
    assert_eq!(faults, []);
    let names: Vec<_> = definitions.iter().map(|definition| &*definition.name).collect();
    assert_eq!(names, ["P", "f", "T", "μ"]);
    assert_eq!(&text[definitions[0].span.range()], "P = pmf(e: 0.5, t: 0.5)");
    assert_eq!(&text[definitions[1].span.range()], "f(x, y) = (x\n    + y)");
    assert_eq!(&text[definitions[1].name_span.range()], "f");
    let parameters =
        definitions[1].parameters.as_ref().map(|list| list.iter().map(|(name, _)| &**name).collect::<Vec<_>>());
    assert_eq!(parameters, Some(vec!["x", "y"]));
    assert!(definitions[0].parameters.is_none());
    assert!(parse_definitions(&mut faults, "").is_empty());
    assert!(parse_definitions(&mut faults, " \n# only a comment\n").is_empty());
    assert_eq!(faults, []);
}

#[test]
fn assignments() {
    let swap = parse_assignment("P, Q = Q, P").expect("an assignment");
    assert_eq!(swap.targets.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), ["P", "Q"]);
    assert_eq!(swap.values.len(), 2);
    let best = parse_assignment("mu, sigma = argmin(m in -4..4, s in 0.3..3: f(m, s))").expect("an assignment");
    assert_eq!((best.targets.len(), best.values.len()), (2, 1));
    assert_eq!(best.targets[1].1, Span::new(4, 9));
}
