use super::*;

const ORACLE: &str = include_str!("../../../tests/oracle/elementary.txt");

/// One line of the oracle.
struct Case {
    operation: &'static str,
    arguments: Vec<f64>,
    value: Rational,
}

/// A decimal such as `-1.25e-300`.
fn decimal(text: &str) -> Rational {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number: IBig = format!("{whole}{fraction}").parse().expect("digits");
    let exponent = exponent.parse::<i64>().expect("exponent") - fraction.len() as i64;
    let scale = UBig::from(10_u8).pow(exponent.unsigned_abs() as usize);
    if exponent < 0 { Rational::from_parts(number, scale) } else { Rational::from(number) * Rational::from(scale) }
}

fn oracle() -> Vec<Case> {
    let lines = ORACLE.lines().filter(|line| !line.starts_with('#'));
    let parse = |line: &'static str| {
        let (call, value) = line.split_once(" = ").expect("call = value");
        let mut words = call.split(' ');
        let operation = words.next().expect("operation");
        let arguments = words.map(|word| word.parse().expect("f64")).collect();
        Case { operation, arguments, value: decimal(value) }
    };
    lines.map(parse).collect()
}

fn unary_named(name: &str) -> Option<Unary> {
    Some(match name {
        "sqrt" => Unary::Sqrt,
        "exp" => Unary::Exp,
        "ln" => Unary::Ln,
        "sin" => Unary::Sin,
        "cos" => Unary::Cos,
        "tan" => Unary::Tan,
        "asin" => Unary::Asin,
        "acos" => Unary::Acos,
        "atan" => Unary::Atan,
        "sinh" => Unary::Sinh,
        "cosh" => Unary::Cosh,
        "tanh" => Unary::Tanh,
        "floor" => Unary::Floor,
        "ceil" => Unary::Ceil,
        "round" => Unary::Round,
        "erf" => Unary::Erf,
        "erfc" => Unary::Erfc,
        "gamma" => Unary::Gamma,
        "ln_gamma" => Unary::LnGamma,
        "digamma" => Unary::Digamma,
        "entropy" => Unary::EntropyTerm,
        _ => return None,
    })
}

fn binary_named(name: &str) -> Option<Binary> {
    Some(match name {
        "add" => Binary::Add,
        "multiply" => Binary::Multiply,
        "divide" => Binary::Divide,
        "power" => Binary::Power,
        "modulo" => Binary::Modulo,
        "cross" => Binary::CrossTerm,
        "divergence" => Binary::DivergenceTerm,
        _ => return None,
    })
}

fn apply(operation: &str, arguments: &[Interval]) -> Interval {
    if let Some(operation) = unary_named(operation) {
        return Interval::unary(&(), operation, &arguments[0]);
    }
    if let Some(operation) = binary_named(operation) {
        return Interval::binary(&(), operation, &arguments[0], &arguments[1]);
    }
    assert_eq!(operation, "log_sum_exp");
    Interval::nary(&(), Nary::LogSumExp, arguments)
}

/// Whether the enclosure holds the value, which the oracle rounds to 22 digits.
fn contains(enclosure: &Interval, value: &Rational) -> bool {
    let slack = value.clone() / Rational::from(UBig::from(10_u8).pow(21));
    let slack = if slack < Rational::ZERO { -slack } else { slack };
    let below = enclosure.low().is_none_or(|low| low <= value + &slack);
    let above = enclosure.high().is_none_or(|high| high >= value - &slack);
    below && above
}

#[test]
fn every_operation_contains_the_oracles_values() {
    let cases = oracle();
    assert!(cases.len() > 29_000);
    for Case { operation, arguments, value } in &cases {
        let points: Vec<_> = arguments.iter().map(|&x| Interval::point(x)).collect();
        let result = apply(operation, &points);
        let call = format!("{operation} {arguments:?}");
        assert_eq!(result.defined(), Defined::Yes, "{call}");
        assert!(contains(&result, value), "{call} = {value}, not in {result:?}");
    }
}

#[test]
fn enclosures_of_points_are_thin() {
    for Case { operation, arguments, value } in &oracle() {
        let points: Vec<_> = arguments.iter().map(|&x| Interval::point(x)).collect();
        let result = apply(operation, &points);
        let size = value.to_f64_fast().abs();
        if size < 1e-290 || size.is_infinite() {
            continue;
        }
        // What a function computes with on the way may be larger than its value.
        let scale = match *operation {
            "ln_gamma" | "digamma" if arguments[0] < 0.0 => 100.0 * (size + 4.0 + 1.0 / size),
            "ln_gamma" => size.max(1.0),
            "digamma" => 2.0 * size.max(1.0),
            "gamma" => 10.0 * size,
            "divergence" => size.max(arguments[0]),
            "log_sum_exp" => arguments.iter().fold(size.max(1.0), |size, x| size.max(x.abs())),
            "modulo" => size.max(arguments[1].abs()),
            _ => size,
        };
        let width = result.width();
        assert!(width <= 40.0 * f64::EPSILON * scale, "{operation} {arguments:?}: {width:e} around {size:e}");
    }
}

/// An interval around several arguments must hold the values at all of them.
#[test]
fn wide_operands_contain_the_values_inside() {
    let cases = oracle();
    for (index, case) in cases.iter().enumerate().step_by(61) {
        let same: Vec<_> = cases.iter().filter(|other| other.operation == case.operation).collect();
        // A fixed, scattered choice of partners.
        for stride in [1, 7, 31, 77] {
            let other = same[(index * 13 + stride) % same.len()];
            if other.arguments.len() != case.arguments.len() {
                continue;
            }
            let hulls: Vec<_> =
                case.arguments.iter().zip(&other.arguments).map(|(&a, &b)| Interval::new(a.min(b), a.max(b))).collect();
            let result = apply(case.operation, &hulls);
            for inner in &same {
                let inside = inner.arguments.len() == hulls.len()
                    && inner.arguments.iter().zip(&hulls).all(|(&x, hull)| hull.lo <= x && x <= hull.hi);
                if inside {
                    let what = format!("{} {hulls:?} at {:?}", case.operation, inner.arguments);
                    assert_ne!(result.defined(), Defined::No, "{what}");
                    assert!(contains(&result, &inner.value), "{what}: {result:?}");
                }
            }
        }
    }
}

fn unary(operation: Unary, lo: f64, hi: f64) -> Interval {
    Interval::unary(&(), operation, &Interval::new(lo, hi))
}

fn binary(operation: Binary, x: Interval, y: Interval) -> Interval {
    Interval::binary(&(), operation, &x, &y)
}

fn bounds(x: Interval) -> (f64, f64, Defined) {
    (x.lo, x.hi, x.defined)
}

const INF: f64 = f64::INFINITY;
const INFINITE: Interval = Interval::point(INF);

#[test]
fn exact_results_stay_exact() {
    let n = Interval::point;
    let exact = [
        (unary(Unary::Exp, 0.0, 0.0), 1.0),
        (unary(Unary::Ln, 1.0, 1.0), 0.0),
        (unary(Unary::Sqrt, 144.0, 144.0), 12.0),
        (unary(Unary::Cos, 0.0, 0.0), 1.0),
        (unary(Unary::Sin, 0.0, 0.0), 0.0),
        (unary(Unary::Acos, 1.0, 1.0), 0.0),
        (unary(Unary::Cosh, 0.0, 0.0), 1.0),
        (unary(Unary::Erf, 0.0, 0.0), 0.0),
        (unary(Unary::Erfc, 0.0, 0.0), 1.0),
        (unary(Unary::Gamma, 5.0, 5.0), 24.0),
        (unary(Unary::LnGamma, 2.0, 2.0), 0.0),
        (unary(Unary::EntropyTerm, 0.0, 0.0), 0.0),
        (unary(Unary::EntropyTerm, 1.0, 1.0), 0.0),
        (unary(Unary::Exp, -INF, -INF), 0.0),
        (unary(Unary::Tanh, INF, INF), 1.0),
        (unary(Unary::Erfc, -INF, -INF), 2.0),
        (binary(Binary::Add, n(0.5), n(0.25)), 0.75),
        (binary(Binary::Multiply, n(123_456.0), n(-654_321.0)), -80_779_853_376.0),
        (binary(Binary::Divide, n(6.0), n(-3.0)), -2.0),
        (binary(Binary::Divide, n(6.0), INFINITE), 0.0),
        (binary(Binary::Power, n(2.0), n(-3.0)), 0.125),
        (binary(Binary::Power, n(9.0), n(1.5)), 27.0),
        (binary(Binary::Power, n(0.0), n(0.0)), 1.0),
        (binary(Binary::DivergenceTerm, n(0.3), n(0.3)), 0.0),
        (binary(Binary::DivergenceTerm, n(0.0), n(0.0)), 0.0),
        (binary(Binary::CrossTerm, n(0.0), n(0.0)), 0.0),
        (binary(Binary::CrossTerm, n(0.5), n(0.0)), INF),
        (binary(Binary::DivergenceTerm, n(0.5), n(0.0)), INF),
        (binary(Binary::Multiply, n(-2.0), INFINITE), -INF),
        (Interval::power(&(), &n(-3.0), 5), -243.0),
        (Interval::nary(&(), Nary::LogSumExp, &[n(-INF), n(3.0)]), 3.0),
        (Interval::nary(&(), Nary::LogSumExp, &[]), -INF),
        (Interval::nary(&(), Nary::Product, &[]), 1.0),
        (Interval::nary(&(), Nary::Sum, &[n(1e100), n(1.0), n(-1e100)]), 1.0),
    ];
    for (index, (result, value)) in exact.into_iter().enumerate() {
        assert_eq!(bounds(result), (value, value, Defined::Yes), "row {index}");
    }
}

#[test]
fn ten_thousand_tenths_sum_to_an_ulp() {
    let tenth = Interval::constant(&(), &Constant::Rational(Rational::from_parts(1.into(), 10_u8.into())));
    let sum = Interval::nary(&(), Nary::Sum, &vec![tenth; 10_000]);
    assert!(sum.lo <= 1000.0 && 1000.0 <= sum.hi);
    // The constant's own width, ten thousand times, and one rounding.
    assert!(sum.width() < 10_000.0 * tenth.width() + 3e-13, "{}", sum.width());
}

#[test]
fn domains_are_told() {
    use Defined::{No, Perhaps};
    let none = |x: Interval| x.defined == No && x.low().is_none() && x.high().is_none();
    assert!(none(unary(Unary::Ln, 0.0, 0.0)));
    assert!(none(unary(Unary::Ln, -2.0, -1.0)));
    assert!(none(unary(Unary::Sqrt, -2.0, -1.0)));
    assert!(none(unary(Unary::Asin, 1.5, 2.0)));
    assert!(none(unary(Unary::Gamma, -3.0, -3.0)));
    assert!(none(unary(Unary::EntropyTerm, -3.0, -1.0)));
    assert!(none(unary(Unary::Sin, INF, INF)));
    assert!(none(binary(Binary::Divide, Interval::ONE, Interval::ZERO)));
    assert!(none(binary(Binary::Subtract, INFINITE, INFINITE)));
    assert!(none(binary(Binary::Multiply, Interval::ZERO, INFINITE)));
    assert!(none(binary(Binary::Divide, INFINITE, INFINITE)));
    assert!(none(binary(Binary::Power, Interval::point(-2.0), Interval::point(0.5))));
    assert!(none(binary(Binary::Power, Interval::ZERO, Interval::point(-1.0))));
    assert!(none(binary(Binary::Power, Interval::ONE, INFINITE)));
    assert!(none(binary(Binary::Modulo, Interval::ONE, Interval::ZERO)));
    assert!(none(binary(Binary::And, Interval::ZERO, Interval::UNDEFINED)));
    assert!(none(binary(Binary::Multiply, Interval::ZERO, Interval::UNDEFINED)));
    assert!(none(Interval::power(&(), &Interval::UNDEFINED, 0)));

    assert_eq!(bounds(unary(Unary::Sqrt, -1.0, 4.0)), (0.0, 2.0, Perhaps));
    assert_eq!(bounds(unary(Unary::Ln, -1.0, 1.0)), (-INF, 0.0, Perhaps));
    assert_eq!(bounds(binary(Binary::Divide, Interval::ONE, Interval::new(0.0, 2.0))), (0.5, INF, Perhaps));
    assert_eq!(bounds(binary(Binary::Divide, Interval::ONE, Interval::new(-1.0, 2.0))), (-INF, INF, Perhaps));
    assert_eq!(unary(Unary::Tan, 1.0, 2.0).defined, Perhaps);
    assert_eq!(unary(Unary::Gamma, -1.5, -0.5).defined, Perhaps);
    // 0⁰ = 1, but 0 to a negative power is nothing.
    assert_eq!(bounds(binary(Binary::Power, Interval::ZERO, Interval::new(-1.0, 1.0))), (0.0, 1.0, Perhaps));
    let negative_base = binary(Binary::Power, Interval::new(-2.0, 3.0), Interval::new(1.5, 2.5));
    assert_eq!(negative_base.defined, Perhaps);
    assert!(negative_base.lo <= -4.0 && negative_base.hi >= 15.5);
}

#[test]
fn an_infinite_bound_is_no_infinite_value() {
    let overflow = unary(Unary::Exp, 1000.0, 1000.0);
    assert_eq!((overflow.hi, overflow.defined), (INF, Defined::Yes));
    assert!(overflow.lo > 1e308 && overflow.lo < INF);
    assert_eq!(overflow.infinite(), None);
    assert_eq!(bounds(binary(Binary::Multiply, Interval::ZERO, overflow)), (0.0, 0.0, Defined::Yes));
    assert_eq!(bounds(binary(Binary::Subtract, overflow, overflow)).2, Defined::Yes);
    assert_eq!(binary(Binary::Add, overflow, INFINITE).infinite(), Some(true));
    assert_eq!(binary(Binary::Subtract, overflow, INFINITE).infinite(), Some(false));
    let sum = binary(Binary::Add, Interval::point(f64::MAX), Interval::point(f64::MAX));
    assert_eq!(bounds(sum), (f64::MAX, INF, Defined::Yes));
    // Infinite or real: not known, so not certain.
    assert_eq!(bounds(INFINITE.hull(&Interval::ONE)), (1.0, INF, Defined::Perhaps));
    let cross = binary(Binary::CrossTerm, Interval::point(0.5), Interval::new(0.0, 1.0));
    assert_eq!(bounds(cross), (0.0, INF, Defined::Perhaps));
}

#[test]
fn even_powers_are_tight_at_zero() {
    let x = Interval::new(-2.0, 3.0);
    assert_eq!(bounds(Interval::power(&(), &x, 2)), (0.0, 9.0, Defined::Yes));
    assert_eq!(bounds(binary(Binary::Power, x, Interval::point(2.0))), (0.0, 9.0, Defined::Yes));
    assert_eq!(bounds(Interval::power(&(), &x, 3)), (-8.0, 27.0, Defined::Yes));
    assert_eq!(bounds(Interval::power(&(), &x, -2)), ((1.0 / 9.0_f64).next_down().next_up(), INF, Defined::Perhaps));
    assert_eq!(bounds(Interval::power(&(), &Interval::new(2.0, 4.0), -1)), (0.25, 0.5, Defined::Yes));
    assert_eq!(bounds(Interval::power(&(), &Interval::new(-4.0, -2.0), -1)), (-0.5, -0.25, Defined::Yes));
}

#[test]
fn ranges_find_their_extrema() {
    assert_eq!(bounds(unary(Unary::Sin, 0.0, 7.0)), (-1.0, 1.0, Defined::Yes));
    assert_eq!(unary(Unary::Sin, 1.0, 2.0).hi, 1.0);
    assert!(unary(Unary::Sin, 1.0, 1.5).hi < 1.0);
    assert_eq!(unary(Unary::Cos, 3.0, 4.0).lo, -1.0);
    assert_eq!(bounds(unary(Unary::Sin, 1e12, 1e12 + 1.0)), (-1.0, 1.0, Defined::Yes));
    assert_eq!(unary(Unary::Cosh, -1.0, 2.0).lo, 1.0);
    let entropy = unary(Unary::EntropyTerm, 0.0, 1.0);
    assert!(entropy.lo == 0.0 && (0.367_879..0.367_880).contains(&entropy.hi));
    let gamma = unary(Unary::Gamma, 1.0, 2.0);
    assert!((0.885_603..0.885_604).contains(&gamma.lo) && gamma.hi == 1.0);
    let negative = unary(Unary::Gamma, -0.9, -0.1);
    assert!(negative.lo < -10.5 && negative.hi > -3.544_907_701_811_032 && negative.hi < 0.0);
    let divergence = binary(Binary::DivergenceTerm, Interval::new(0.0, 1.0), Interval::ONE);
    assert!((-0.367_880..-0.367_879).contains(&divergence.lo) && divergence.hi == 0.0);
    assert_eq!(bounds(binary(Binary::Modulo, Interval::new(2.5, 3.5), Interval::point(3.0))), (0.0, 3.0, Defined::Yes));
    assert_eq!(bounds(binary(Binary::Modulo, Interval::new(4.0, 5.0), Interval::point(3.0))), (1.0, 2.0, Defined::Yes));
}

#[test]
fn comparisons_and_logic() {
    let (yes, no) = (Interval::ONE, Interval::ZERO);
    let unknown = Interval::new(0.0, 1.0);
    let (low, mid) = (Interval::new(0.0, 1.0), Interval::new(0.5, 2.0));
    assert_eq!(binary(Binary::Less, low, Interval::point(1.5)), yes);
    assert_eq!(binary(Binary::Less, Interval::ONE, low), no);
    assert_eq!(binary(Binary::Less, low, mid), unknown);
    assert_eq!(binary(Binary::LessEqual, low, Interval::ONE), yes);
    assert_eq!(binary(Binary::LessEqual, mid, Interval::point(0.25)), no);
    assert_eq!(binary(Binary::Equal, Interval::ONE, Interval::ONE), yes);
    assert_eq!(binary(Binary::Equal, INFINITE, INFINITE), yes);
    assert_eq!(binary(Binary::Equal, low, mid), unknown);
    assert_eq!(binary(Binary::Equal, low, Interval::point(7.0)), no);
    assert_eq!(binary(Binary::And, unknown, no), no);
    assert_eq!(binary(Binary::And, unknown, yes), unknown);
    assert_eq!(binary(Binary::Or, unknown, yes), yes);
    assert_eq!(Interval::unary(&(), Unary::Not, &no), yes);
    let select = |condition| Interval::select(&(), &condition, &mid, &Interval::UNDEFINED);
    assert_eq!(select(yes), mid);
    assert_eq!(select(no), Interval::UNDEFINED);
    assert_eq!(bounds(select(unknown)), (0.5, 2.0, Defined::Perhaps));
    assert_eq!(Interval::select(&(), &yes, &low, &Interval::UNDEFINED).defined, Defined::Yes);
}

#[test]
fn constants_are_the_neighbours() {
    let constant =
        |p: i64, q: u64| Interval::constant(&(), &Constant::Rational(Rational::from_parts(p.into(), q.into())));
    assert_eq!(bounds(constant(3, 8)), (0.375, 0.375, Defined::Yes));
    for (p, q) in [(1, 10), (-1, 3), (i64::MAX, 7), (i64::MIN, 3), (1, u64::MAX)] {
        let result = constant(p, q);
        let value = Rational::from_parts(p.into(), q.into());
        assert_eq!(result.hi, result.lo.next_up());
        assert!(result.low().expect("finite") < value && value < result.high().expect("finite"));
    }
    let power = |n: usize| Rational::from(UBig::from(10_u8).pow(n));
    let huge = Interval::constant(&(), &Constant::Rational(power(400)));
    assert_eq!(bounds(huge), (f64::MAX, INF, Defined::Yes));
    assert_eq!(huge.high(), None);
    let tiny = Interval::constant(&(), &Constant::Rational(-(Rational::ONE / power(400))));
    assert_eq!(bounds(tiny), (-5e-324, 0.0, Defined::Yes));
    // Subnormal numbers, and those between MAX and the overflow.
    for exponent in [308, 310, 320, 323, 324] {
        let value = Rational::from(7) / power(exponent);
        let result = Interval::constant(&(), &Constant::Rational(value.clone()));
        assert!(result.low().expect("finite") <= value && value <= result.high().expect("finite"));
        assert!(result.hi <= result.lo.next_up(), "{result:?}");
    }
    let above = Rational::try_from(f64::MAX).expect("finite") + Rational::ONE;
    assert_eq!(bounds(Interval::constant(&(), &Constant::Rational(above))), (f64::MAX, INF, Defined::Yes));
    let pi = decimal("3.14159265358979323846264338327950288");
    assert!(contains(&Interval::constant(&(), &Constant::Pi), &pi));
    assert!(contains(&Interval::constant(&(), &Constant::E), &decimal("2.71828182845904523536028747135266")));
    assert!(contains(&Interval::HALF_PI, &(pi.clone() / Rational::from(2))));
    assert!(contains(&Interval::TWO_PI, &(pi * Rational::from(2))));
}

#[test]
fn enclosures_meet_halve_and_join() {
    let (a, b) = (Interval::new(0.0, 2.0), Interval::new(1.0, 4.0));
    assert_eq!(a.intersection(&b), Some(Interval::new(1.0, 2.0)));
    assert_eq!(a.intersection(&Interval::point(3.0)), None);
    assert_eq!(a.intersection(&b.limited(Defined::Perhaps)).map(|x| x.defined), Some(Defined::Yes));
    assert_eq!(a.hull(&b), Interval::new(0.0, 4.0));
    assert_eq!(a.midpoint(&()), Interval::ONE);
    assert_eq!(b.bisect(&()), (Interval::new(1.0, 2.5), Interval::new(2.5, 4.0)));
    assert_eq!(b.width(), 3.0);
    assert_eq!(Interval::ENTIRE.width(), INF);
    assert!(Interval::new(1.0, INF).midpoint(&()).lo.is_finite());
    assert_eq!(Interval::new(f64::MAX / 2.0, f64::MAX).midpoint(&()).lo, f64::MAX * 0.75);
    assert_eq!(Interval::new(2.0, 1.0).defined, Defined::No);
    assert_eq!(Interval::new(f64::NAN, 1.0).defined, Defined::No);
    let third = Rational::from_parts(1.into(), 3_u8.into());
    let between = Interval::between(&(), &-third.clone(), &third);
    assert!(between.low().expect("finite") < -third.clone() && third < between.high().expect("finite"));
}
