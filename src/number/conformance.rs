//! One table for all scalars: what one of them claims, the others must allow.

use super::wide::tests::{BINARY, NARY, UNARY};
use super::*;

fn ratio(n: i64, d: u64) -> Rational {
    Rational::from_parts(IBig::from(n), UBig::from(d))
}

/// Operands with an exact value, edges of all domains among them.
fn operands(limits: &Limits) -> Vec<Exact> {
    let rational = |n, d| Exact::Rational(ratio(n, d));
    let mut values: Vec<Exact> = [
        (0, 1),
        (1, 1),
        (-1, 1),
        (2, 1),
        (-2, 1),
        (3, 1),
        (1, 2),
        (-1, 3),
        (9, 10),
        (-3, 2),
        (7, 4),
        (1, 1 << 40),
        (-1, 1 << 60),
        (1 << 60, 1),
        (-(1 << 40), 3),
        (12345, 100),
    ]
    .into_iter()
    .map(|(n, d)| rational(n, d))
    .collect();
    let unary = |operation, x: &Exact| Exact::unary(limits, operation, x);
    let root = unary(Unary::Sqrt, &rational(2, 1));
    values.extend([Exact::Infinity(true), Exact::Infinity(false), Exact::Undefined]);
    values.extend([unary(Unary::Negate, &root), root, unary(Unary::Ln, &rational(3, 10))]);
    values.extend([unary(Unary::Exp, &rational(-2, 1)), Exact::constant(limits, &Constant::Pi)]);
    values
}

/// Whether three results can be of one value.
fn conform(exact: &Exact, wide: &Wide, interval: &Interval, p: &Precision) -> bool {
    let value = exact.enclose(p);
    let fits = |defined: Defined, meets: bool| match exact {
        Exact::Unknown => true,
        Exact::Undefined => defined != Defined::Yes,
        _ => meets && defined != Defined::No,
    };
    let exact_fits = fits(wide.defined(), wide.intersection(&value).is_some())
        && fits(interval.defined(), interval.intersection(&value.to_interval()).is_some());
    let wide_fits = match (wide.defined(), interval.defined()) {
        (Defined::No, other) | (other, Defined::No) => other != Defined::Yes,
        // One of them may doubt that the value is finite, where the other knows that it isn't.
        _ => interval.intersection(&wide.to_interval()).is_some(),
    };
    exact_fits && wide_fits
}

#[test]
fn all_scalars_agree_on_every_operation() {
    let limits = Limits::default();
    let p = Precision::new(128);
    let values = operands(&limits);
    let mut faults = Vec::new();
    let mut check = |exact: Exact, wide: Wide, interval: Interval, what: String| {
        if !conform(&exact, &wide, &interval, &p) {
            faults.push(format!("{what}: {exact:?}\n   {wide:?}\n   {interval:?}"));
        }
    };
    let triple = |x: &Exact| {
        let wide = x.enclose(&p);
        (x.clone(), wide.clone(), wide.to_interval())
    };
    for x in &values {
        let (exact_x, wide_x, interval_x) = triple(x);
        for operation in UNARY {
            check(
                Exact::unary(&limits, operation, &exact_x),
                Wide::unary(&p, operation, &wide_x),
                Interval::unary(&(), operation, &interval_x),
                format!("{operation:?} {x:?}"),
            );
        }
        for n in [0, 1, -1, 2, 3, -3, 40, i64::MAX, i64::MIN] {
            check(
                Exact::power(&limits, &exact_x, n),
                Wide::power(&p, &wide_x, n),
                Interval::power(&(), &interval_x, n),
                format!("{x:?} to the {n}"),
            );
        }
        for y in &values {
            let (exact_y, wide_y, interval_y) = triple(y);
            for operation in BINARY {
                check(
                    Exact::binary(&limits, operation, &exact_x, &exact_y),
                    Wide::binary(&p, operation, &wide_x, &wide_y),
                    Interval::binary(&(), operation, &interval_x, &interval_y),
                    format!("{operation:?} {x:?} {y:?}"),
                );
            }
            for operation in NARY {
                check(
                    Exact::nary(&limits, operation, &[exact_x.clone(), exact_y.clone()]),
                    Wide::nary(&p, operation, &[wide_x.clone(), wide_y.clone()]),
                    Interval::nary(&(), operation, &[interval_x, interval_y]),
                    format!("{operation:?} {x:?} {y:?}"),
                );
            }
        }
    }
    for operation in NARY {
        check(
            Exact::nary(&limits, operation, &[]),
            Wide::nary(&p, operation, &[]),
            Interval::nary(&(), operation, &[]),
            format!("{operation:?} of none"),
        );
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
