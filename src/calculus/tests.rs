use super::*;
use crate::number::{Binary, Constant, Defined, Enclosure, Interval, Nary, Rational, Scalar, UBig, Unary};

type J = Jet<Interval>;
type C = JetContext<Interval>;
type Function = fn(&C, &J) -> J;

fn n(c: &C, p: i64, q: u64) -> J {
    J::constant(c, &Constant::Rational(Rational::from_parts(p.into(), q.into())))
}

fn u(c: &C, operation: Unary, x: &J) -> J {
    J::unary(c, operation, x)
}

fn b(c: &C, operation: Binary, x: &J, y: &J) -> J {
    J::binary(c, operation, x, y)
}

fn ln_normal(c: &C, x: &J, mean: i64, sd: i64) -> J {
    let z = b(c, Binary::Divide, &b(c, Binary::Subtract, x, &n(c, mean, 10)), &n(c, sd, 10));
    let two_pi = b(c, Binary::Multiply, &n(c, 2, 1), &J::constant(c, &Constant::Pi));
    let scale = u(c, Unary::Ln, &b(c, Binary::Multiply, &n(c, sd, 10), &u(c, Unary::Sqrt, &two_pi)));
    b(c, Binary::Subtract, &b(c, Binary::Divide, &J::power(c, &z, 2), &n(c, -2, 1)), &scale)
}

fn ln_mixture(c: &C, x: &J) -> J {
    let weight = u(c, Unary::Ln, &n(c, 1, 2));
    J::nary(c, Nary::LogSumExp, &[-22, 22].map(|mean| b(c, Binary::Add, &ln_normal(c, x, mean, 7), &weight)))
}

fn divergence(c: &C, p: &J, q: &J) -> J {
    b(c, Binary::Multiply, &u(c, Unary::Exp, p), &b(c, Binary::Subtract, p, q))
}

/// Name, ends, integrand: the twins of those in `scripts/oracle.py`.
const INTEGRALS: &[(&str, f64, f64, Function)] = &[
    ("cubic", -1.0, 2.0, |c, x| {
        let linear = b(c, Binary::Subtract, &n(c, 1, 1), &b(c, Binary::Multiply, &n(c, 2, 1), x));
        b(c, Binary::Add, &J::power(c, x, 3), &linear)
    }),
    ("exp", -1.0, 3.0, |c, x| u(c, Unary::Exp, x)),
    ("reciprocal", 1.0, 3.0, |c, x| b(c, Binary::Divide, &n(c, 1, 1), x)),
    ("sin_50", 0.0, 1.0, |c, x| u(c, Unary::Sin, &b(c, Binary::Multiply, &n(c, 50, 1), x))),
    ("spike", 0.0, 1.0, |c, x| {
        let square = J::power(c, &b(c, Binary::Subtract, x, &n(c, 3, 10)), 2);
        u(c, Unary::Exp, &b(c, Binary::Multiply, &n(c, -1000, 1), &square))
    }),
    ("trap", -100.0, 300.0, |c, x| u(c, Unary::Exp, &u(c, Unary::Negate, &J::power(c, x, 2)))),
    ("abs", -1.0, 2.0, |c, x| u(c, Unary::Abs, x)),
    ("sqrt", 0.0, 1.0, |c, x| u(c, Unary::Sqrt, x)),
    ("ln", 0.5, 3.0, |c, x| u(c, Unary::Ln, x)),
    ("sin", -1.0, 2.5, |c, x| u(c, Unary::Sin, x)),
    ("cos", -1.0, 2.5, |c, x| u(c, Unary::Cos, x)),
    ("tan", -1.0, 1.25, |c, x| u(c, Unary::Tan, x)),
    ("atan", -3.0, 2.0, |c, x| u(c, Unary::Atan, x)),
    ("asin", -0.875, 0.5, |c, x| u(c, Unary::Asin, x)),
    ("acos", -0.875, 0.5, |c, x| u(c, Unary::Acos, x)),
    ("sinh", -2.0, 3.0, |c, x| u(c, Unary::Sinh, x)),
    ("cosh", -2.0, 3.0, |c, x| u(c, Unary::Cosh, x)),
    ("tanh", -2.0, 3.0, |c, x| u(c, Unary::Tanh, x)),
    ("erf", -1.0, 2.0, |c, x| u(c, Unary::Erf, x)),
    ("erfc", -1.0, 2.0, |c, x| u(c, Unary::Erfc, x)),
    ("entropy", 0.0, 1.0, |c, x| u(c, Unary::EntropyTerm, x)),
    ("real_power", 1.0, 2.0, |c, x| b(c, Binary::Power, x, &n(c, 11, 4))),
    ("inverse_cube", 1.0, 2.0, |c, x| J::power(c, x, -3)),
    ("seventh", -1.0, 2.0, |c, x| b(c, Binary::Power, x, &n(c, 7, 1))),
    ("self_power", 1.0, 2.0, |c, x| b(c, Binary::Power, x, x)),
    ("cross", 0.0, 1.0, |c, x| b(c, Binary::CrossTerm, x, &b(c, Binary::Subtract, &n(c, 2, 1), x))),
    ("divergence", 0.125, 1.0, |c, x| {
        let half = b(c, Binary::Divide, x, &n(c, 2, 1));
        b(c, Binary::DivergenceTerm, x, &b(c, Binary::Subtract, &n(c, 1, 1), &half))
    }),
    ("modulo", 0.0, 2.0, |c, x| b(c, Binary::Modulo, x, &n(c, 3, 4))),
    ("floor", -1.5, 2.25, |c, x| u(c, Unary::Floor, x)),
    ("greater", 0.0, 3.0, |c, x| J::nary(c, Nary::Max, &[u(c, Unary::Sin, x), u(c, Unary::Cos, x)])),
    ("select", 0.0, 1.0, |c, x| {
        let below = b(c, Binary::Less, x, &n(c, 1, 3));
        J::select(c, &below, x, &b(c, Binary::Subtract, &n(c, 1, 1), x))
    }),
    ("log_sum_exp", -3.0, 3.0, |c, x| {
        J::nary(c, Nary::LogSumExp, &[x.clone(), b(c, Binary::Multiply, &n(c, -2, 1), x), n(c, 1, 1)])
    }),
    ("forward", -6.0, 6.0, |c, x| divergence(c, &ln_mixture(c, x), &ln_normal(c, x, 0, 15))),
    ("reverse", -6.0, 6.0, |c, x| divergence(c, &ln_normal(c, x, 0, 15), &ln_mixture(c, x))),
];

fn function(name: &str) -> Function {
    INTEGRALS.iter().find(|row| row.0 == name).expect("a listed integrand").3
}

fn integral(from: Interval, to: Interval, mut integrand: impl FnMut(&C, &J) -> J) -> Integral<Interval> {
    integrate(&(), &from, &to, &mut integrand, &QuadratureOptions::default())
}

fn between(from: f64, to: f64, integrand: Function) -> Integral<Interval> {
    integral(Interval::point(from), Interval::point(to), integrand)
}

/// Whether an enclosure holds a decimal that was rounded to 40 digits.
fn contains(enclosure: &Interval, decimal: &str) -> bool {
    let (whole, fraction) = decimal.split_once('.').expect("a decimal");
    let scale = Rational::from(UBig::from(10_u8).pow(fraction.len()));
    let value = Rational::from_parts(format!("{whole}{fraction}").parse().expect("digits"), UBig::ONE) / &scale;
    let slack = Rational::ONE / Rational::from(UBig::from(10_u8).pow(38));
    let (low, high) = (enclosure.low().expect("bounded"), enclosure.high().expect("bounded"));
    low <= &value + &slack && high >= &value - &slack
}

#[test]
fn integrals_contain_the_oracles_values_and_are_narrow() {
    let oracle = include_str!("../../tests/oracle/integrals.txt");
    let mut checked = 0;
    for line in oracle.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.split_once(" = ").expect("name = value");
        let &(_, from, to, integrand) = INTEGRALS.iter().find(|row| row.0 == name).expect("a twin");
        let result = between(from, to, integrand);
        assert_eq!(result.value.defined(), Defined::Yes, "{name}");
        assert!(contains(&result.value, value), "{name}: {value} not in {:?}", result.value);
        assert!(result.value.width() < 1e-12 * result.value.hi().abs().max(1.0), "{name}: {:?}", result);
        assert!(matches!(result.ending, Ending::Settled | Ending::Rounding), "{name}: {:?}", result);
        assert!(result.evaluated < 600, "{name}: {:?}", result);
        checked += 1;
    }
    assert_eq!(checked, INTEGRALS.len());
}

#[test]
fn the_lessons_divergences_are_enclosed_to_thirteen_digits() {
    for (name, value) in [("forward", "0.7558385013488235432535550"), ("reverse", "1.243233996361349709660116")] {
        let result = between(-6.0, 6.0, function(name));
        assert!(contains(&result.value, value), "{name}: {:?}", result.value);
        assert!(result.value.width() <= 1.3e-13, "{name}: {:e}", result.value.width());
    }
}

#[test]
fn polynomials_over_integers_are_exact() {
    let result = between(-1.0, 2.0, function("cubic"));
    assert_eq!(result.value, Interval::point(3.75));
    assert_eq!(result.panels, 1);
    assert_eq!(between(-2.0, 2.0, |c, x| J::power(c, x, 3)).value, Interval::ZERO);
}

#[test]
fn limits_may_be_reversed_equal_or_enclosures() {
    let root = Interval::unary(&(), Unary::Sqrt, &Interval::point(2.0));
    let square: Function = |c, x| J::power(c, x, 2);
    let value = "0.9428090415820633658677924828064653857130";
    let up = integral(Interval::ZERO, root, square);
    assert!(contains(&up.value, value) && up.value.width() < 2e-15, "{:?}", up.value);
    let down = integral(root, Interval::ZERO, square);
    assert_eq!(down.value, Interval::unary(&(), Unary::Negate, &up.value));
    let from_root = integral(root, Interval::point(3.0), square);
    assert!(contains(&from_root.value, "8.0571909584179366341322075171935346142870"), "{:?}", from_root.value);
    assert!(from_root.value.width() < 1e-13);
    let none = integral(root, root, square);
    assert!(none.value.lo() <= 0.0 && none.value.hi() >= 0.0 && none.value.width() < 1e-14);
    assert_eq!(between(1.0, 1.0, square).value, Interval::ZERO);
    // Wide limits: every integral between their numbers.
    let wide = integral(Interval::new(0.0, 1.0), Interval::new(2.0, 3.0), square);
    assert!(wide.value.lo() <= 7.0 / 3.0 && wide.value.hi() >= 9.0);
}

#[test]
fn limits_that_are_no_numbers_never_pass() {
    let infinite = integral(Interval::ZERO, Interval::point(f64::INFINITY), function("trap"));
    assert_eq!((infinite.ending, infinite.value.defined()), (Ending::Limits, Defined::Perhaps));
    let undefined = integral(Interval::UNDEFINED, Interval::ONE, function("trap"));
    assert_eq!((undefined.ending, undefined.value.defined()), (Ending::Limits, Defined::No));
    let perhaps = integral(Interval::ZERO, Interval::ONE.limited(Defined::Perhaps), function("trap"));
    assert_eq!((perhaps.ending, perhaps.value.defined()), (Ending::Limits, Defined::Perhaps));
}

#[test]
fn singular_integrands_never_pass_and_say_where() {
    let singular: [(Function, f64, f64, f64); 5] = [
        (|c, x| b(c, Binary::Divide, &n(c, 1, 1), x), -1.0, 2.0, 0.0),
        (|c, x| b(c, Binary::Divide, &n(c, 1, 1), &u(c, Unary::Sqrt, x)), 0.0, 1.0, 0.0),
        (|c, x| u(c, Unary::Ln, x), -1.0, 2.0, -0.5),
        (|c, x| u(c, Unary::Tan, x), 0.0, 3.0, std::f64::consts::FRAC_PI_2),
        (|c, x| b(c, Binary::Divide, &n(c, 1, 1), &b(c, Binary::Subtract, x, &n(c, 1, 3))), 0.0, 1.0, 1.0 / 3.0),
    ];
    for (index, (integrand, from, to, place)) in singular.into_iter().enumerate() {
        let result = between(from, to, integrand);
        assert_eq!(result.ending, Ending::Singular, "row {index}: {result:?}");
        assert_ne!(result.value.defined(), Defined::Yes, "row {index}");
        let worst = result.worst.expect("a place");
        assert!(worst.0 - 1e-12 <= place && place <= worst.1 + 1e-12, "row {index}: {worst:?}");
        assert!(worst.1 - worst.0 < 2.0 && result.evaluated < 400, "row {index}: {result:?}");
    }
}

#[test]
fn an_integrand_that_is_infinite_has_an_infinite_integral() {
    let result = between(0.0, 1.0, |c, x| b(c, Binary::CrossTerm, &b(c, Binary::Add, x, &n(c, 1, 1)), &n(c, 0, 1)));
    assert_eq!((result.value.infinite(), result.value.defined()), (Some(true), Defined::Yes));
}

#[test]
fn a_spent_budget_is_wide_but_right() {
    let options = QuadratureOptions { panels: 5, ..QuadratureOptions::default() };
    let mut integrand = function("sin_50");
    let result = integrate(&(), &Interval::ZERO, &Interval::ONE, &mut integrand, &options);
    assert_eq!(result.ending, Ending::Budget);
    assert!(result.value.lo() <= 0.0007 && result.value.hi() >= 0.0008);
    // Nothing is known of the derivatives of Γ: range × width, and the budget ends it.
    let gamma = between(1.0, 3.0, |c, x| u(c, Unary::Gamma, x));
    assert!(
        gamma.ending == Ending::Budget
            && contains(&gamma.value, "2.308027332827280178859305842")
            && gamma.value.width() < 0.01,
        "{gamma:?}"
    );
}

/// Coefficients around one number, against the textbook's.
#[test]
fn jets_are_taylor_series() {
    let context = JetContext::<Interval>::new((), 6);
    let t = J::variable(Interval::ZERO, Interval::ONE);
    let one = n(&context, 1, 1);
    let one_plus = b(&context, Binary::Add, &one, &t);
    let series: [(J, [(i64, u64); 7]); 10] = [
        (u(&context, Unary::Exp, &t), [(1, 1), (1, 1), (1, 2), (1, 6), (1, 24), (1, 120), (1, 720)]),
        (u(&context, Unary::Ln, &one_plus), [(0, 1), (1, 1), (-1, 2), (1, 3), (-1, 4), (1, 5), (-1, 6)]),
        (u(&context, Unary::Sqrt, &one_plus), [(1, 1), (1, 2), (-1, 8), (1, 16), (-5, 128), (7, 256), (-21, 1024)]),
        (b(&context, Binary::Divide, &one, &one_plus), [(1, 1), (-1, 1), (1, 1), (-1, 1), (1, 1), (-1, 1), (1, 1)]),
        (u(&context, Unary::Tan, &t), [(0, 1), (1, 1), (0, 1), (1, 3), (0, 1), (2, 15), (0, 1)]),
        (u(&context, Unary::Tanh, &t), [(0, 1), (1, 1), (0, 1), (-1, 3), (0, 1), (2, 15), (0, 1)]),
        (u(&context, Unary::Atan, &t), [(0, 1), (1, 1), (0, 1), (-1, 3), (0, 1), (1, 5), (0, 1)]),
        (u(&context, Unary::Asin, &t), [(0, 1), (1, 1), (0, 1), (1, 6), (0, 1), (3, 40), (0, 1)]),
        (u(&context, Unary::Cosh, &t), [(1, 1), (0, 1), (1, 2), (0, 1), (1, 24), (0, 1), (1, 720)]),
        (J::power(&context, &one_plus, -2), [(1, 1), (-2, 1), (3, 1), (-4, 1), (5, 1), (-6, 1), (7, 1)]),
    ];
    for (row, (jet, expected)) in series.iter().enumerate() {
        for (k, &(p, q)) in expected.iter().enumerate() {
            let value = Rational::from_parts(p.into(), q.into());
            let coefficient = jet.coefficients().get(k).copied().unwrap_or(Interval::ZERO);
            let inside = coefficient.low().is_some_and(|low| low <= value)
                && coefficient.high().is_some_and(|high| high >= value);
            assert!(inside && coefficient.width() < 1e-14, "row {row}, coefficient {k}: {coefficient:?}");
            assert_eq!(coefficient.defined(), Defined::Yes);
        }
    }
}

#[test]
fn jets_know_where_they_are_not_smooth() {
    let context = JetContext::<Interval>::new((), 4);
    let x = J::variable(Interval::new(-1.0, 1.0), Interval::ONE);
    let kinks = [
        u(&context, Unary::Abs, &x),
        u(&context, Unary::Floor, &x),
        J::nary(&context, Nary::Min, &[x.clone(), u(&context, Unary::Negate, &x)]),
        b(&context, Binary::Less, &x, &n(&context, 0, 1)),
        b(&context, Binary::Modulo, &x, &n(&context, 1, 2)),
        u(&context, Unary::Sqrt, &u(&context, Unary::Abs, &x)),
    ];
    for (row, jet) in kinks.iter().enumerate() {
        assert_eq!(jet.value().defined(), Defined::Yes, "row {row}");
        assert_ne!(jet.coefficients()[4].defined(), Defined::Yes, "row {row}");
    }
    // Decided over the whole panel: as smooth as the branch.
    let right = J::variable(Interval::new(1.0, 2.0), Interval::point(0.5));
    assert_eq!(u(&context, Unary::Abs, &right).coefficients().len(), 2);
    assert_eq!(b(&context, Binary::Less, &right, &n(&context, 3, 1)).coefficients(), [Interval::ONE]);
    // A condition that does not depend on the variable leaves smoothness alone.
    let unknown = J::constant_at(Interval::new(0.0, 1.0));
    let either = J::select(&context, &unknown, &right, &n(&context, 0, 1));
    assert_eq!(either.coefficients(), [Interval::new(0.0, 2.0), Interval::new(0.0, 0.5)]);
}

#[test]
fn the_same_bits_in_every_run() {
    let run = || between(-6.0, 6.0, function("forward"));
    let (first, second) = (run(), run());
    assert_eq!((first.value, first.evaluated, first.worst), (second.value, second.evaluated, second.worst));
}
