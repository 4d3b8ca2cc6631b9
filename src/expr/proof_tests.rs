//! Unbounded integrals and optima, from text to enclosure, against an oracle.

use super::graph::NodeId;
use super::value::Value;
use super::{Evaluator, Session, Trouble, parse_expression};
use crate::calculus::Standing;
use crate::number::{Defined, Enclosure, Interval, Rational};

/// A session with its evaluator.
#[derive(Default)]
struct Desk {
    session: Session,
    evaluator: Evaluator,
}

impl Desk {
    fn nodes(&mut self, text: &str) -> Vec<NodeId> {
        let expr = parse_expression(text).expect("an expression");
        let value = self.session.elaborate(Session::ROOT, 0, &expr).expect("a value");
        let number = |value: &Value| match value {
            Value::Number(node, _) => *node,
            other => panic!("{text}: {}", other.describe()),
        };
        match &value {
            Value::List(elements) => elements.iter().map(number).collect(),
            value => vec![number(value)],
        }
    }

    fn intervals(&mut self, text: &str) -> Vec<Interval> {
        let nodes = self.nodes(text);
        self.evaluator.begin();
        nodes.into_iter().map(|node| self.evaluator.interval(self.session.graph(), node)).collect()
    }

    fn interval(&mut self, text: &str) -> Interval {
        self.intervals(text)[0]
    }

    fn standing(&mut self, text: &str) -> Option<Standing> {
        let node = self.nodes(text)[0];
        self.evaluator.begin();
        self.evaluator.interval(self.session.graph(), node);
        self.evaluator.standing(self.session.graph(), node).and_then(Result::ok)
    }

    fn trouble(&mut self, text: &str) -> Option<Trouble> {
        let node = self.nodes(text)[0];
        self.evaluator.begin();
        let value = self.evaluator.interval(self.session.graph(), node);
        let settled = value.defined() == Defined::Yes && value.width().is_finite();
        assert!(!settled, "{text}: {value:?}");
        self.evaluator.trouble(self.session.graph(), node).copied()
    }
}

fn rational(decimal: &str) -> Rational {
    let (whole, digits) = decimal.split_once('.').unwrap_or((decimal, ""));
    let scale = crate::number::UBig::from(10u8).pow(digits.len());
    let negative = whole.starts_with('-');
    let joined: crate::number::UBig = format!("{}{digits}", whole.trim_start_matches('-')).parse().expect("digits");
    let value = Rational::from_parts(joined.into(), scale);
    if negative { -value } else { value }
}

fn assert_encloses(text: &str, value: &Interval, expected: &str, width: f64) {
    assert_eq!(value.defined(), Defined::Yes, "{text}: {value:?}");
    let expected = rational(expected);
    // The expected decimals are rounded: half a unit in their last place, at most 1e-18.
    let slack = rational("0.000000000000000001");
    let inside = value.low().is_some_and(|low| low <= expected.clone() + slack.clone())
        && value.high().is_some_and(|high| high >= expected - slack);
    assert!(inside, "{text}: {value:?}");
    assert!(value.width() <= width, "{text}: width {:e} of {value:?}", value.width());
}

const TRUTH: &str = "mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7))";

/// Expressions with `truth` for the lesson's mixture, their values and the widths asked for.
const UNBOUNDED: &[(&str, &str, f64)] = &[
    ("KL(truth, normal(0, 1.5)) in nats", "0.755838293824074726508970301316", 1e-12),
    ("KL(normal(0, 1.5), truth) in nats", "1.24377639249872903399417475345", 1e-12),
    ("KL(truth, normal(0, sqrt(5.33))) in nats", "0.502604360360342486028646694024", 1e-12),
    ("KL(normal(0, sqrt(5.33)), truth) in nats", "1.07530567681005891162225849851", 1e-12),
    ("KL(normal(2.19334, 0.71042), truth) in nats", "0.690519486285980396818203946802", 1e-12),
    ("KL(normal(0, 1.99236), truth) in nats", "0.962578083654661098835767976465", 1e-12),
    ("H(truth) in nats", "1.75300979193320684169381699500", 1e-12),
    // The rest by mpmath at 40 digits.
    ("JS(normal(0, 1), normal(1, 1)) in nats", "0.111421482184736179717237", 1e-12),
    ("KL(logistic(0, 1), laplace(1, 2)) in nats", "0.19955604863811345288346", 1e-12),
    ("KL(normal(0, 2), student_t(5)) in nats", "0.23792067464078495195843", 1e-12),
    ("H(mixture(0.3: exponential(1), 0.7: exponential(3))) in nats", "0.341682754121458447999984", 1e-12),
    (
        "KL(mixture(0.5: laplace(-1, 1), 0.5: logistic(1, 0.5)), normal(0, 3)) in nats",
        "0.328961112219550959869721",
        1e-12,
    ),
    ("H(student_t(3), student_t(1)) in nats", "1.88688577090303949", 1e-9),
    ("KL(student_t(1), student_t(2)) in nats", "0.113096514089338283", 1e-9),
    ("H(mixture(0.3: student_t(3), 0.7: normal(0, 1))) in nats", "1.54685024947444621", 1e-9),
];

#[test]
fn integrals_over_the_whole_line_are_enclosed() {
    for &(text, value, width) in UNBOUNDED {
        let text = text.replace("truth", TRUTH);
        let enclosed = Desk::default().interval(&text);
        assert_encloses(&text, &enclosed, value, width);
    }
}

/// Pairs of an integral and its closed form.
const CLOSED_FORMS: &[(&str, &str, f64)] = &[
    ("integral(x in -inf..inf: normal(0.3, 1.7)(x))", "1", 1e-12),
    ("integral(x in -inf..inf: x^2 * normal(0.3, 1.7)(x))", "0.3^2 + 1.7^2", 1e-11),
    ("integral(x in inf..-inf: exp(-x^2))", "-sqrt(pi)", 1e-12),
    ("integral(x in 0..inf: x^3 * exp(-2*x))", "6/16", 1e-12),
    ("integral(x in 2..inf: exp(-x))", "exp(-2)", 1e-13),
    ("integral(x in -inf..1: exp(2*x))", "exp(2)/2", 1e-12),
    ("integral(x in 1..inf: 1/x^2)", "1", 1e-12),
    ("integral(x in 1..inf: 1/x^1.5)", "2", 1e-11),
    ("integral(x in -inf..inf: 1/(1 + x^2))", "pi", 1e-11),
    ("integral(x in 0..inf: ln(1 + x) / (1 + x)^3)", "1/4", 1e-12),
    ("integral(x in 0..inf: sin(x) * exp(-x))", "1/2", 1e-12),
    ("integral(x in 0..inf: erfc(x))", "1/sqrt(pi)", 1e-11),
    ("integral(x in -inf..inf: 1/cosh(x))", "pi", 1e-11),
    ("integral(x in 0..1: 1/sqrt(x))", "2", 1e-11),
    ("integral(x in 0..1: ln(x))", "-1", 1e-12),
    ("integral(x in -1..0: ln(-x))", "-1", 1e-12),
    ("integral(x in -1..0: 1/sqrt(-x))", "2", 1e-11),
    ("integral(x in 0..inf: exp(-x)/sqrt(x))", "sqrt(pi)", 1e-11),
    ("-integral(x in -inf..inf: normal(1, 2)(x) * ln(normal(1, 2)(x)))", "H(normal(1, 2)) in nats", 1e-12),
    ("-integral(x in -inf..inf: laplace(1, 2)(x) * ln(laplace(1, 2)(x)))", "H(laplace(1, 2)) in nats", 1e-12),
    ("-integral(x in 0..inf: exponential(3)(x) * ln(exponential(3)(x)))", "H(exponential(3)) in nats", 1e-12),
    ("-integral(x in -inf..inf: logistic(1, 2)(x) * ln(logistic(1, 2)(x)))", "H(logistic(1, 2)) in nats", 1e-12),
    (
        "integral(x in -inf..inf: normal(0, 1)(x) * ln(normal(0, 1)(x) / normal(1, 2)(x)))",
        "KL(normal(0, 1), normal(1, 2)) in nats",
        1e-12,
    ),
    ("H(mixture(0.5: uniform(0, 1), 0.5: uniform(1, 3))) in nats", "ln(2)/2 + ln(4)/2", 1e-12),
    (
        "integral(x in 0..inf: gamma_dist(2, 1)(x) * ln(gamma_dist(2, 1)(x) / gamma_dist(3, 2)(x)))",
        "KL(gamma_dist(2, 1), gamma_dist(3, 2)) in nats",
        1e-11,
    ),
    (
        "integral(x in 0..inf: chi_squared(3)(x) * ln(chi_squared(3)(x) / exponential(1/2)(x)))",
        "KL(chi_squared(3), exponential(1/2)) in nats",
        1e-11,
    ),
    (
        "-integral(x in 0..inf: exponential(2)(x) * ln(gamma_dist(3, 2)(x)))",
        "H(exponential(2), gamma_dist(3, 2)) in nats",
        1e-11,
    ),
    ("KL(beta_dist(2, 3), beta_dist(3, 2)) in nats", "1/2", 1e-12),
    ("JS(uniform(0, 1), uniform(0, 1)) in nats", "0", 0.0),
    ("JS(uniform(0, 1), uniform(1, 2)) in nats", "ln(2)", 1e-12),
];

#[test]
fn integrals_agree_with_closed_forms() {
    for &(integral, closed, width) in CLOSED_FORMS {
        let mut desk = Desk::default();
        let (found, expected) = (desk.interval(integral), desk.interval(closed));
        assert_eq!(found.defined(), Defined::Yes, "{integral}: {found:?}, {:?}", desk.trouble(integral));
        let meet = found.lo() <= expected.hi() && expected.lo() <= found.hi();
        assert!(meet && found.width() <= width, "{integral}: {found:?} against {expected:?}, {:e}", found.width());
    }
}

#[test]
fn what_diverges_or_has_no_bound_says_where() {
    let mut desk = Desk::default();
    for text in ["integral(x in 1..inf: 1/x)", "integral(x in 0..inf: x)", "integral(x in 0..inf: exp(x))"] {
        assert_eq!(desk.trouble(text), Some(Trouble::Diverges(f64::INFINITY)), "{text}");
    }
    assert_eq!(desk.trouble("integral(x in -inf..0: x^2)"), Some(Trouble::Diverges(f64::NEG_INFINITY)));
    assert_eq!(desk.trouble("integral(x in -inf..inf: sin(x)/(1 + abs(x)))"), Some(Trouble::NoTail(f64::NEG_INFINITY)));
    for text in ["integral(x in 0..1: 1/x)", "integral(x in 0..inf: 1/x^2)", "integral(x in -1..0: 1/x)"] {
        assert_eq!(desk.trouble(text), Some(Trouble::Diverges(0.0)), "{text}");
    }
    for (text, place) in [("integral(x in -1..2: 1/x)", 0.0), ("integral(x in 0..inf: 1/(x - 3)^2)", 3.0)] {
        match desk.trouble(text) {
            Some(Trouble::Singular(from, to)) => assert!(from <= place + 1e-9 && place <= to + 1e-9, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    let sentence = Trouble::Diverges(0.0).sentence();
    assert_eq!(sentence, "the integral diverges: its integrand grows too fast towards 0");
}

/// Optima by the name of the coordinate list, with the values of their coordinates.
#[test]
fn the_lessons_optima_are_placed() {
    let mut desk = Desk::default();
    let cases = [
        ("KL(truth, normal(m, s), on: -6..6)", ["0", "2.3086790783203710"], "0.5026046923612461"),
        ("KL(normal(m, s), truth, on: -6..6)", ["-2.1933383196309724", "0.7104196898276148"], "0.6905194407287185"),
        ("KL(truth, normal(m, s))", ["0", "2.3086792761230391397"], "0.50260436036034248602864669"),
        (
            "KL(normal(m, s), truth)",
            ["-2.19333806225159388892928", "0.710418668256731204426746"],
            "0.69051948627868821761394",
        ),
    ];
    for (body, expected, least) in cases {
        let body = body.replace("truth", TRUTH);
        let text = format!("argmin(m in -4..4, s in 0.3..3: {body})");
        let found = desk.intervals(&text);
        let node = desk.nodes(&text)[0];
        let standing = desk.evaluator.standing(desk.session.graph(), node);
        for (coordinate, expected) in found.iter().zip(expected) {
            assert_eq!(coordinate.defined(), Defined::Yes, "{text}: {found:?} {standing:?}");
            let near: f64 = expected.parse().expect("a number");
            assert!(coordinate.lo() - 1e-15 <= near && near <= coordinate.hi() + 1e-15, "{text}: {coordinate:?}");
            assert!(coordinate.width() < 1e-12, "{text}: {coordinate:?}");
        }
        // Of the reverse divergence's two optima neither can be excluded by the other's value.
        match standing {
            Some(Ok(Standing::Global)) => assert!(text.contains("KL(mixture"), "{text}"),
            other => assert!(text.contains("KL(normal") && other.is_some_and(|known| known.is_ok()), "{text}"),
        }
        let there = body.replace("normal(m, s)", &format!("normal({text}[1], {text}[2])"));
        let there = format!("({there}) in nats");
        // The value that is given to 16 digits may be off by half of its last one.
        let value = desk.interval(&there);
        let near: f64 = least.parse().expect("a number");
        assert!(value.lo() - 5e-16 <= near && near <= value.hi() + 5e-16, "{there}: {value:?}");
        assert!(value.width() < 1e-12, "{there}: {value:?}");
    }
    let local = format!("argmin(s in 1.5..2.5: KL(normal(0, s), {TRUTH}))");
    assert_encloses(&local, &desk.interval(&local), "1.99236015559776154678791", 1e-10);
    assert_eq!(desk.standing(&local), Some(Standing::Global));
    let hollow = format!("argmin(m in -0.25..0.25, s in 1.75..2.25: KL(normal(m, s), {TRUTH}))");
    assert_encloses(&hollow, &desk.intervals(&hollow)[1], "1.99236015559776154678791", 1e-10);
    // It is so flat there that the rest of the window may be too much for the budget.
    assert!(desk.standing(&hollow).is_some());
    let value = format!("KL(normal({hollow}[1], {hollow}[2]), {TRUTH}) in nats");
    assert_encloses(&value, &desk.interval(&value), "0.96257808365463349585576", 1e-12);
}

#[test]
fn values_at_optima_are_narrow() {
    let mut desk = Desk::default();
    let text = format!("KL({TRUTH}, normal(0, argmin(s in 0.3..3: KL({TRUTH}, normal(0, s))))) in nats");
    assert_encloses(&text, &desk.interval(&text), "0.50260436036034248602864669", 1e-12);
}

#[test]
fn plain_functions_have_their_least_points() {
    let mut desk = Desk::default();
    for (text, expected, standing) in [
        ("argmin(x in 0..1: x)", "0", Standing::Global),
        ("argmax(x in 0..1: x)", "1", Standing::Global),
        ("argmax(p in 0.01..0.99: H2(p))", "0.5", Standing::Global),
        ("argmax(p in 0..1: H2(p))", "0.5", Standing::Global),
        ("argmin(x in -3..3: (x - 1)^2)", "1", Standing::Global),
        ("argmin(x in 0..3: x^2)", "0", Standing::Global),
        ("argmin(x in 0..10: cos(x))", "3.14159265358979323846", Standing::Shared),
        ("argmax(x in -5..5: normal(1, 2)(x))", "1", Standing::Global),
        ("argmax(p in 0.1..0.9: p^7 * (1 - p)^3)", "0.7", Standing::Global),
    ] {
        let found = desk.interval(text);
        assert_encloses(text, &found, expected, 1e-9);
        assert_eq!(desk.standing(text), Some(standing), "{text}");
    }
    // A flat bottom has no isolated point.
    let flat = "argmin(x in -1..1: abs(x))";
    assert_ne!(desk.interval(flat).defined(), Defined::Yes);
}

#[test]
fn sums_to_infinity_are_bounded_or_say_why_not() {
    let mut desk = Desk::default();
    for (text, expected, width) in [
        ("sum(k in 1..inf: 1/k^2)", "1.644934066848226436472415166646", 1e-12),
        ("sum(k in 1..inf: 1/(k*(k+1)))", "1.000000000000000000", 1e-12),
        ("sum(k in 1..inf: 1/k^1.5)", "2.612375348685488343", 1e-11),
        ("sum(k in 1..inf: 1/(k^2 + 1))", "1.076674047468581174", 1e-12),
        ("sum(k in 1..inf: 1/(k^2 + 10^4))", "0.015657963267948966", 1e-12),
        ("sum(k in 1..inf: ln(k)/k^2)", "0.937548254315843753", 1e-11),
        ("sum(k in 1..inf: (-1)^(k+1)/k)", "0.693147180559945309", 1e-12),
        ("sum(k in 0..inf: (-1)^k/(2*k+1))", "0.785398163397448309", 1e-12),
        ("sum(k in 1..inf: (-1)^(k+1)/k^2)", "0.822467033424113218", 1e-12),
        ("sum(k in 0..inf: -(-1)^(k+1)/sqrt(k+1))", "0.604898643421630370", 1e-11),
        ("sum(k in 2..inf: (-1)^k*ln(k)/k)", "0.159868903742430971", 1e-11),
        ("sum(k in 0..inf: 1/factorial(k))", "2.718281828459045235", 1e-14),
        ("sum(k in 1..inf: (-1)^k/k^3)", "-0.901542677369695714", 1e-12),
        ("sum(k in 1..inf: exp(-k^2))", "0.386318602413326076", 1e-14),
        ("sum(k in 0..inf: poisson(2.5)(k)*k^2)", "8.750000000000000000", 1e-12),
        ("H(poisson(3)) in nats", "1.931470198148568930", 1e-12),
        ("H(poisson(1000)) in nats", "4.872732797642850646", 1e-9),
    ] {
        let value = desk.interval(text);
        assert_encloses(text, &value, expected, width);
    }
    for text in ["sum(k in 1..inf: 1/k)", "sum(k in 1..inf: k/(k^2+1))", "sum(k in 0..inf: 1)"] {
        assert_eq!(desk.trouble(text), Some(Trouble::SumDiverges), "{text}");
    }
    for text in [
        "sum(k in 0..inf: 2^k)",
        "sum(k in 0..inf: (-1)^k)",
        "sum(k in 1..inf: (-1)^k*k/(k+1))",
        "prod(k in 1..inf: 1 + 1/k^2)",
    ] {
        assert_eq!(desk.trouble(text), Some(Trouble::NoSumTail), "{text}");
    }
}
