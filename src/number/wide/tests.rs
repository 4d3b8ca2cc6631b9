//! Tests of [`Wide`]: against values from elsewhere, against itself at other precisions, and on
//! arguments chosen to break it.

use super::*;
use crate::number::IBig;
use crate::number::decimal::parse;

pub(in crate::number) const UNARY: [Unary; 24] = [
    Unary::Negate,
    Unary::Abs,
    Unary::Sqrt,
    Unary::Exp,
    Unary::Ln,
    Unary::Sin,
    Unary::Cos,
    Unary::Tan,
    Unary::Asin,
    Unary::Acos,
    Unary::Atan,
    Unary::Sinh,
    Unary::Cosh,
    Unary::Tanh,
    Unary::Floor,
    Unary::Ceil,
    Unary::Round,
    Unary::Erf,
    Unary::Erfc,
    Unary::Gamma,
    Unary::LnGamma,
    Unary::Digamma,
    Unary::EntropyTerm,
    Unary::Not,
];

pub(in crate::number) const BINARY: [Binary; 13] = [
    Binary::Add,
    Binary::Subtract,
    Binary::Multiply,
    Binary::Divide,
    Binary::Power,
    Binary::Modulo,
    Binary::CrossTerm,
    Binary::DivergenceTerm,
    Binary::Less,
    Binary::LessEqual,
    Binary::Equal,
    Binary::And,
    Binary::Or,
];

pub(in crate::number) const NARY: [Nary; 5] = [Nary::Sum, Nary::Product, Nary::Min, Nary::Max, Nary::LogSumExp];

/// A small deterministic generator (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// A rational of either sign, most of moderate size, some far from 1, some small integers.
    fn rational(&mut self) -> Rational {
        let sign = if self.below(2) == 0 { 1 } else { -1 };
        match self.below(8) {
            0 => Rational::from(self.below(7) as i64 - 3),
            1 => Rational::from_parts(IBig::from(sign * (1 + self.below(8) as i64)), 4u8.into()),
            2 => parse(&format!("{}e{}", sign * (1 + self.below(1000) as i64), self.below(60) as i64 - 40)),
            _ => Rational::from_parts(IBig::from(sign * self.below(1 << 40) as i64), (1u64 << 38).into()),
        }
    }
}

fn holds(x: &Wide, value: &Rational) -> bool {
    let value = Wide::rational(&Precision::new(2000), value);
    x.low <= value.high && value.low <= x.high
}

/// Whether two enclosures of one value can both be right.
fn agree(x: &Wide, y: &Wide) -> bool {
    match (x.defined, y.defined) {
        (Defined::No, other) | (other, Defined::No) => other != Defined::Yes,
        _ => x.intersection(y).is_some(),
    }
}

#[test]
fn values_of_an_independent_library_lie_inside() {
    let table = include_str!("../../../tests/oracle/wide.tsv");
    let precisions = [64, 128, 512].map(Precision::new);
    let mut lines = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [name, arguments, value] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let arguments: Vec<Rational> = arguments.split(' ').map(parse).collect();
        let value = parse(value);
        let slack = &value * parse("1e-168");
        for p in &precisions {
            let arguments: Vec<Wide> = arguments.iter().map(|x| Wide::rational(p, x)).collect();
            let result = if let [x] = &arguments[..] {
                let operation = UNARY.into_iter().find(|operation| format!("{operation:?}") == name);
                Wide::unary(p, operation.expect("a known operation"), x)
            } else {
                let operation = BINARY.into_iter().find(|operation| format!("{operation:?}") == name);
                Wide::binary(p, operation.expect("a known operation"), &arguments[0], &arguments[1])
            };
            let slack = if slack < Rational::ZERO { -slack.clone() } else { slack.clone() };
            let near = Wide::between(&Precision::new(2000), &(&value - &slack), &(&value + &slack));
            let inside = result.low <= near.high && near.low <= result.high;
            assert!(inside && result.defined != Defined::No, "{line}\nat {} bits: {result:?}", p.bits());
            // Tight where the argument is: a third of the bits may go to conditioning.
            let scale = near.magnitude().max(0);
            let allowed = Dyadic::power_of_two(Sign::Positive, scale - p.bits() as i64 * 2 / 3);
            // Reducing a huge angle loses its bits, and a remainder jumps where the quotient is whole.
            let hard = name == "Modulo" || arguments.iter().any(|x| x.magnitude() > 60);
            if p.bits() > 64 && !hard && result.defined == Defined::Yes {
                let width = Dyadic::from_f64(result.width());
                assert!(result.width() == 0.0 || width <= allowed, "{line}\nat {} bits wide {width:?}", p.bits());
            }
        }
        lines += 1;
    }
    assert!(lines > 380, "{lines} lines");
}

#[test]
fn constants_have_their_digits() {
    let pi = parse(
        "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798",
    );
    let e = parse(
        "2.71828182845904523536028747135266249775724709369995957496696762772407663035354759457138217852516642743",
    );
    for bits in [64, 128, 300] {
        let p = Precision::new(bits);
        assert!(holds(&Wide::constant(&p, &Constant::Pi), &pi));
        assert!(holds(&Wide::constant(&p, &Constant::E), &e));
    }
}

#[test]
fn an_image_of_an_interval_holds_the_images_of_its_points() {
    let mut random = Random(1);
    let (coarse, fine) = (Precision::new(96), Precision::new(192));
    for round in 0..3000 {
        let mut pick = || {
            let (x, y) = (random.rational(), random.rational());
            let (low, high) = if random.below(3) == 0 {
                (x.clone(), &x + parse("0.01"))
            } else if x < y {
                (x, y)
            } else {
                (y, x)
            };
            let at = Rational::from_parts(IBig::from(random.below(17)), 16u8.into());
            let inner = &low + (&high - &low) * at;
            (Wide::between(&coarse, &low, &high), Wide::rational(&fine, &inner))
        };
        let ((x, inner_x), (y, inner_y)) = (pick(), pick());
        let operation = UNARY[round % UNARY.len()];
        let (image, inner) = (Wide::unary(&coarse, operation, &x), Wide::unary(&fine, operation, &inner_x));
        assert!(covers(&image, &inner), "{operation:?} of {x:?}\n{image:?}\nat {inner_x:?}\n{inner:?}");
        let operation = BINARY[round % BINARY.len()];
        let image = Wide::binary(&coarse, operation, &x, &y);
        let inner = Wide::binary(&fine, operation, &inner_x, &inner_y);
        assert!(
            covers(&image, &inner),
            "{operation:?} of {x:?} {y:?}\n{image:?}\nat {inner_x:?} {inner_y:?}\n{inner:?}"
        );
        let operation = NARY[round % NARY.len()];
        let image = Wide::nary(&coarse, operation, &[x.clone(), y.clone(), x.clone()]);
        let inner = Wide::nary(&fine, operation, &[inner_x.clone(), inner_y.clone(), inner_x.clone()]);
        assert!(covers(&image, &inner), "{operation:?}");
        let n = random.below(15) as i64 - 7;
        assert!(covers(&Wide::power(&coarse, &x, n), &Wide::power(&fine, &inner_x, n)), "{x:?}^{n}");
    }
}

/// Whether an image of a set can be right when a point's image is: they share the point's value,
/// and existence is not promised where it fails.
fn covers(image: &Wide, point: &Wide) -> bool {
    match (image.defined, point.defined) {
        (Defined::Yes, Defined::No) | (Defined::No, Defined::Yes) => false,
        // An infinite value of a point is one that the set's image doubts, or has.
        _ if point.is_infinite() => image.defined != Defined::Yes || agree(image, point),
        _ => agree(image, point),
    }
}

#[test]
fn nothing_panics_and_bounds_stay_in_order() {
    let p = Precision::new(64);
    let power = |sign, exponent| Bound::Finite(Dyadic::power_of_two(sign, exponent));
    let (plus, minus) = (Sign::Positive, Sign::Negative);
    let mut bounds = vec![Bound::MinusInfinity, Bound::ZERO, Bound::PlusInfinity];
    for exponent in [1 << 40, 1 << 20, 9000, 60, 3, 1, 0, -1, -60, -9000, -(1 << 20), -(1 << 40)] {
        bounds.extend([power(plus, exponent), power(minus, exponent)]);
    }
    bounds.extend([3, -3, 5, -7].map(|n| Bound::Finite(Dyadic::new(IBig::from(n), -1))));
    bounds.sort();
    let mut values = vec![Wide::nothing(), Wide::whole(), Wide::unknown()];
    for (index, low) in bounds.iter().enumerate() {
        values.push(Wide::point(low.clone()));
        for high in bounds[index + 1..].iter().step_by(4) {
            values.push(Wide::new(low.clone(), high.clone()));
        }
    }
    let check = |result: Wide, what: &dyn Fn() -> String| {
        assert!(result.low <= result.high, "{}: {result:?}", what());
        assert!(result.is_infinite() || (result.low != Bound::PlusInfinity && result.high != Bound::MinusInfinity));
        // The readers of a result must hold as well.
        let _ = (result.low(), result.high(), result.width(), result.to_interval(), result.bisect(&p));
        let middle = result.midpoint(&p);
        assert!(
            result.defined == Defined::No
                || result.is_infinite()
                || (result.low <= middle.low && middle.high <= result.high)
        );
    };
    for x in &values {
        for operation in UNARY {
            check(Wide::unary(&p, operation, x), &|| format!("{operation:?} {x:?}"));
        }
        for n in [0, 1, -1, 2, -3, 64, i64::MAX, i64::MIN] {
            check(Wide::power(&p, x, n), &|| format!("{x:?}^{n}"));
        }
    }
    for x in values.iter().step_by(2) {
        for y in values.iter().step_by(3) {
            for operation in BINARY {
                check(Wide::binary(&p, operation, x, y), &|| format!("{operation:?} {x:?} {y:?}"));
            }
            for operation in NARY {
                check(Wide::nary(&p, operation, &[x.clone(), y.clone()]), &|| format!("{operation:?} {x:?} {y:?}"));
            }
        }
    }
}

#[test]
fn domains_are_told_apart() {
    let p = Precision::new(64);
    let wide = |low: &str, high: &str| Wide::between(&p, &parse(low), &parse(high));
    let infinity = Wide::point(Bound::PlusInfinity);
    let unary = |operation, x: &Wide| Wide::unary(&p, operation, x).defined;
    assert_eq!(unary(Unary::Ln, &wide("-2", "-1")), Defined::No);
    assert_eq!(unary(Unary::Ln, &wide("0", "0")), Defined::No);
    assert_eq!(unary(Unary::Ln, &wide("-1", "1")), Defined::Perhaps);
    assert_eq!(unary(Unary::Sqrt, &wide("0", "1")), Defined::Yes);
    assert_eq!(unary(Unary::Asin, &wide("0.5", "1.5")), Defined::Perhaps);
    assert_eq!(unary(Unary::Acos, &wide("1.5", "2")), Defined::No);
    assert_eq!(unary(Unary::Gamma, &wide("-3", "-3")), Defined::No);
    assert_eq!(unary(Unary::Gamma, &wide("-2.5", "-2.25")), Defined::Yes);
    assert_eq!(unary(Unary::Digamma, &wide("-3.5", "-2.5")), Defined::Perhaps);
    assert_eq!(unary(Unary::Tan, &wide("1", "2")), Defined::Perhaps);
    assert_eq!(unary(Unary::Sin, &infinity), Defined::No);
    let binary = |operation, x: &Wide, y: &Wide| Wide::binary(&p, operation, x, y);
    assert_eq!(binary(Binary::Divide, &wide("1", "1"), &wide("0", "0")).defined, Defined::No);
    assert_eq!(binary(Binary::Divide, &wide("1", "1"), &wide("0", "1")).defined, Defined::Perhaps);
    assert_eq!(binary(Binary::Divide, &wide("1", "2"), &infinity), Wide::integer(0));
    assert_eq!(binary(Binary::Subtract, &infinity, &infinity).defined, Defined::No);
    assert_eq!(binary(Binary::Multiply, &wide("0", "0"), &infinity).defined, Defined::No);
    assert_eq!(binary(Binary::CrossTerm, &wide("0.5", "1"), &wide("0", "0")).infinite(), Some(true));
    assert_eq!(binary(Binary::CrossTerm, &wide("0", "0"), &wide("0", "0")), Wide::integer(0));
    assert_eq!(binary(Binary::DivergenceTerm, &wide("0.5", "1"), &wide("0", "0")).infinite(), Some(true));
    assert_eq!(binary(Binary::DivergenceTerm, &wide("0.5", "1"), &wide("0", "1")).defined, Defined::Perhaps);
    assert_eq!(binary(Binary::Power, &wide("-8", "-8"), &wide("0.5", "0.5")).defined, Defined::No);
    assert_eq!(binary(Binary::Power, &wide("0", "0"), &wide("-1", "-1")).defined, Defined::No);
    assert_eq!(binary(Binary::Power, &wide("0", "0"), &wide("0", "0")), Wide::integer(1));
}

#[test]
fn selection_follows_what_is_known_of_the_condition() {
    let p = Precision::new(64);
    let (one, two) = (Wide::integer(1), Wide::integer(2));
    assert_eq!(Wide::select(&p, &Wide::truth(true), &one, &two), one);
    assert_eq!(Wide::select(&p, &Wide::truth(false), &Wide::nothing(), &two), two);
    assert_eq!(Wide::select(&p, &Wide::unknown_truth(), &one, &two), Wide::new(one.low.clone(), two.high.clone()));
    assert_eq!(Wide::select(&p, &Wide::unknown_truth(), &Wide::nothing(), &two).defined, Defined::Perhaps);
    assert_eq!(Wide::select(&p, &Wide::nothing(), &one, &two).defined, Defined::No);
}

#[test]
fn extreme_results_stay_enclosures() {
    let p = Precision::new(64);
    let huge = Wide::integer(10).power_integer(&p, 18).exp(&p);
    assert_eq!(huge.high, Bound::PlusInfinity);
    assert!(huge.low.finite().is_some() && huge.infinite().is_none());
    let tiny = Wide::integer(10).power_integer(&p, 18).negate().exp(&p);
    assert!(tiny.low == Bound::ZERO && tiny.high.signum() > 0);
    // Both are rationals of a sane size when read.
    assert!(huge.low().is_some() && huge.high().is_none() && tiny.high().is_some());
    let square = huge.multiply(&p, &huge);
    assert!(square.low.finite().is_some() && square.high == Bound::PlusInfinity);
}

#[test]
fn floats_are_rounded_outward() {
    for (text, low, high) in [
        ("0.1", 0.099_999_999_999_999_99, 0.1),
        ("1e-400", 0.0, 5e-324),
        ("-1e400", f64::NEG_INFINITY, f64::MIN),
        ("1e-310", 1e-310, 1e-310f64.next_up()),
        ("1.5", 1.5, 1.5),
    ] {
        let x = Wide::rational(&Precision::new(128), &parse(text));
        let (found_low, found_high) = (x.low.to_f64(Down), x.high.to_f64(Up));
        assert!(found_low >= low.next_down() && found_high <= high.next_up(), "{text}: {found_low} {found_high}");
        let exact = |x: f64| Bound::Finite(Dyadic::from_f64(x));
        assert!(!found_low.is_finite() || exact(found_low) <= x.low, "{text}");
        assert!(!found_high.is_finite() || exact(found_high) >= x.high, "{text}");
    }
}
