use super::*;
use crate::number::{Enclosure, Interval, Precision, Rational, Scalar, Special, Wide};

fn point(x: f64) -> Interval {
    Interval::point(x)
}

fn wide(p: &Precision, x: f64) -> Wide {
    let x = Rational::try_from(x).expect("finite");
    Wide::between(p, &x, &x)
}

/// Arguments of all sizes, edges among them.
const NUMBERS: [f64; 16] =
    [1e-300, 1e-20, 0.001, 0.3, 0.5, 0.999, 1.0, 1.5, 2.0, 7.25, 30.0, 31.5, 400.0, 1e4, 1e7, 1e300];

#[test]
fn both_halves_meet_and_both_scalars_agree() {
    let p = Precision::new(128);
    for a in NUMBERS {
        for x in NUMBERS {
            let small = a < 1e5 && x < 1e5;
            let [lower, upper] = [Special::LowerGamma, Special::UpperGamma].map(|operation| {
                let narrow = Interval::special(&(), operation, &[point(a), point(x)]);
                assert_eq!(narrow.defined(), Defined::Yes, "{operation:?} {a} {x}");
                assert!(0.0 <= narrow.lo() && narrow.hi() <= 1.0, "{operation:?} {a} {x}: {narrow:?}");
                if small {
                    let more = Wide::special(&p, operation, &[wide(&p, a), wide(&p, x)]);
                    let both = narrow.intersection(&more.to_interval());
                    assert!(both.is_some(), "{operation:?} {a} {x}: {narrow:?} and {more:?}");
                    assert!(more.width() < 1e-30, "{operation:?} {a} {x}: {more:?}");
                }
                narrow
            });
            let sum = Interval::binary(&(), crate::number::Binary::Add, &lower, &upper);
            assert!(sum.lo() <= 1.0 && 1.0 <= sum.hi(), "{a} {x}: {lower:?} and {upper:?}");
        }
    }
}

#[test]
fn the_beta_function_s_share_is_symmetric() {
    let p = Precision::new(128);
    for a in NUMBERS {
        for b in NUMBERS {
            for u in [1e-10, 0.01, 0.5, 1.0, 3.0, 1e6] {
                let direct = [point(u), point(1.0), point(a), point(b)];
                let swapped = [point(1.0), point(u), point(b), point(a)];
                let [below, above] = [direct, swapped].map(|x| Interval::special(&(), Special::Beta, &x));
                let sum = Interval::binary(&(), crate::number::Binary::Add, &below, &above);
                assert!(sum.lo() <= 1.0 && 1.0 <= sum.hi(), "{u} {a} {b}: {below:?} and {above:?}");
                if a < 1e3 && b < 1e3 && (a == 0.3 || b == 7.25 || a == b) {
                    let more = Wide::special(&p, Special::Beta, &[u, 1.0, a, b].map(|x| wide(&p, x)));
                    let both = below.intersection(&more.to_interval());
                    assert!(both.is_some(), "{u} {a} {b}: {below:?} and {more:?}");
                    assert!(more.width() < 1e-30, "{u} {a} {b}: {more:?}");
                }
            }
        }
    }
}

#[test]
fn boxes_hold_the_values_inside() {
    let inside = |low: f64, high: f64| [low, 0.3 * low + 0.7 * high, high];
    for (a, x) in [((0.2, 0.9), (0.1, 2.0)), ((1.0, 30.0), (3.0, 40.0)), ((5.0, 5.0), (0.0, 9.0))] {
        for operation in [Special::LowerGamma, Special::UpperGamma] {
            let hull = Interval::special(&(), operation, &[Interval::new(a.0, a.1), Interval::new(x.0, x.1)]);
            for a in inside(a.0, a.1) {
                for x in inside(x.0, x.1) {
                    let value = Interval::special(&(), operation, &[point(a), point(x)]);
                    assert!(hull.lo() <= value.lo() && value.hi() <= hull.hi(), "{operation:?} {a} {x}");
                }
            }
        }
    }
    let bounds = [(0.5, 2.0), (1.0, 1.5), (0.2, 3.0), (2.0, 9.0)];
    let hull = Interval::special(&(), Special::Beta, &bounds.map(|(low, high)| Interval::new(low, high)));
    for u in inside(0.5, 2.0) {
        for v in inside(1.0, 1.5) {
            for a in inside(0.2, 3.0) {
                for b in inside(2.0, 9.0) {
                    let value = Interval::special(&(), Special::Beta, &[u, v, a, b].map(point));
                    assert!(hull.lo() <= value.lo() && value.hi() <= hull.hi(), "{u} {v} {a} {b}");
                }
            }
        }
    }
}

#[test]
fn ends_and_domains() {
    let of = |operation, operands: &[f64]| {
        let operands: Vec<Interval> = operands.iter().map(|&x| point(x)).collect();
        Interval::special(&(), operation, &operands)
    };
    let inf = f64::INFINITY;
    assert_eq!(of(Special::LowerGamma, &[2.0, 0.0]), Interval::ZERO);
    assert_eq!(of(Special::LowerGamma, &[2.0, inf]), Interval::ONE);
    assert_eq!(of(Special::UpperGamma, &[2.0, 0.0]), Interval::ONE);
    assert_eq!(of(Special::Beta, &[0.0, 1.0, 2.0, 3.0]), Interval::ZERO);
    assert_eq!(of(Special::Beta, &[1.0, 0.0, 2.0, 3.0]), Interval::ONE);
    for outside in [&[0.0, 1.0][..], &[-1.0, 1.0], &[1.0, -1.0]] {
        assert_eq!(of(Special::LowerGamma, outside).defined(), Defined::No, "{outside:?}");
    }
    for outside in [[0.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, 1.0]] {
        assert_eq!(of(Special::Beta, &outside).defined(), Defined::No, "{outside:?}");
    }
    let perhaps = Interval::special(&(), Special::UpperGamma, &[Interval::new(-1.0, 2.0), point(1.0)]);
    assert_eq!(perhaps.defined(), Defined::Perhaps);
}

#[test]
fn eigenvalues_of_hilbert_s_matrix() {
    // The least eigenvalue of the 5 × 5 matrix 1/(i + j − 1), and the greatest, to 20 digits (mpmath).
    let p = Precision::new(128);
    let entry = |i: i64, j: i64| Rational::from_parts(1.into(), u64::try_from(i + j - 1).unwrap_or(1).into());
    let entries: Vec<Rational> = (1..=5).flat_map(|i| (1..=i).map(move |j| entry(i, j))).collect();
    let narrow: Vec<Interval> = entries.iter().map(|x| Interval::between(&(), x, x)).collect();
    let more: Vec<Wide> = entries.iter().map(|x| Wide::between(&p, x, x)).collect();
    for (k, expected) in [(0, 3.287_928_772_171_862_6e-6), (4, 1.567_050_691_098_230_8)] {
        let value = Interval::special(&(), Special::Eigenvalue(k), &narrow);
        assert!(value.lo() <= expected && expected <= value.hi(), "{k}: {value:?}");
        assert!(value.width() < 1e-13, "{k}: {value:?}");
        let value = Wide::special(&p, Special::Eigenvalue(k), &more);
        assert!(value.to_interval().width() < 1e-15 * expected, "{k}: {value:?}");
        assert!(value.to_interval().lo() <= expected.next_up() && expected.next_down() <= value.to_interval().hi());
    }
}
