//! The regularised incomplete gamma and beta functions, for both kinds of enclosures.
//!
//! Each is monotone in every argument, so that a box of arguments needs two of its corners. At a
//! corner all series and continued fractions have terms of one sign:
//!
//! * γ(a, x) = xᵃe⁻ˣ Σ xⁿ/(a(a+1)…(a+n)) (DLMF 8.7.1), for x ≤ a.
//! * Γ(a, x) = xᵃ⁻¹e⁻ˣ·S(a) with S(a) = 1 + (a−1)/x·S(a−1) (DLMF 8.8.2), down to 0 < a ≤ 1, where S is a
//!   Stieltjes fraction (DLMF 8.9.2) whose tails lie in [0, 1].
//! * I_x(a, b) = Γ(a+b)/(Γ(a+1)Γ(b))·xᵃ(1−x)ᵇ⁻¹·S(a, b) with S(a, b) = 1 + (b−1)/(a+1)·z·S(a+1, b−1),
//!   z = x/(1−x) (DLMF 8.17.20), down to 0 < b ≤ 1, where S(a, b) = ₂F₁(1, 1−b; a+1; −z) is Gauss's
//!   fraction (DLMF 15.7.5), again with positive coefficients.
//!
//! A series is left once its terms are small and fall: what remains is at most term/(1 − ratio).
//! The factors before them are written with φ(λ) = λ − 1 − ln λ ≥ 0 and the rest of Stirling's
//! formula, so that nothing large cancels: xᵃe⁻ˣ/Γ(a) = √(a/2π)·exp(−a·φ(x/a) − rest(a)).

mod beta;
mod gamma;
#[cfg(test)]
mod tests;

use super::working::{Field, Working};
use super::{Defined, Interval, Special, eigen};

/// The most terms of a series, or levels of a fraction, in `f64`.
const MOST_TERMS: usize = 100_000;

/// A special operation; nothing where it has no value.
pub(super) fn special<E: Working>(context: &E::Context, operation: Special, operands: &[E]) -> Option<E> {
    let defined = operands.iter().map(super::Enclosure::defined).max().unwrap_or(Defined::Yes);
    if defined == Defined::No {
        return None;
    }
    let value = match (operation, operands) {
        (Special::LowerGamma, [a, x]) => gamma::lower(context, a, x)?,
        (Special::UpperGamma, [a, x]) => gamma::upper(context, a, x)?,
        (Special::Beta, [u, v, a, b]) => beta::share(context, [u, v, a, b])?,
        (Special::Eigenvalue(k), entries) => eigen::eigenvalue(context, k as usize, entries)?,
        _ => return None,
    };
    Some(value.limited(defined))
}

/// About how many interval operations a special operation takes at 53 bits: a series is left after
/// some nine standard deviations of its terms, a fraction takes the more levels the further off its
/// argument is.
pub(crate) fn work(operation: Special, operands: &[Interval]) -> u64 {
    let size = |x: &Interval| x.lo().abs().max(x.hi().abs()).min(1e300);
    let terms = match (operation, operands) {
        (Special::LowerGamma | Special::UpperGamma, [a, x]) => {
            let short = if size(a) <= 1.0 && x.lo() > 0.05 { 250.0 / x.lo() } else { 50.0 };
            9.0 * libm::sqrt(size(a).max(size(x))) + short
        }
        (Special::Beta, [u, v, a, b]) => {
            let below = size(u) * size(b) <= size(v) * size(a);
            let (odds, steps) = if below { (size(u) / size(v), size(b)) } else { (size(v) / size(u), size(a)) };
            steps.min(9.0 * libm::sqrt(size(a) + size(b))) + 25.0 * libm::sqrt(1.0 + odds)
        }
        _ => 0.0,
    };
    200 + 4 * (terms.min(2.0 * MOST_TERMS as f64) as u64)
}

/// How many terms are worth their time at a precision.
fn most_terms<E: Working>(context: &E::Context) -> usize {
    let words = E::bits(context).div_ceil(64);
    if words == 1 { MOST_TERMS } else { MOST_TERMS / (4 * words) }
}

/// The part of an operand that is not negative: whether it may be, and its bounds as points;
/// nothing where all of it is negative.
fn domain<E: Working>(field: &Field<'_, E>, x: &E, positive: bool) -> Option<(Defined, E, E)> {
    let (low, high) = x.ends();
    let (least, greatest) = (sign(&low), sign(&high));
    if greatest < 0 || positive && greatest == 0 {
        return None;
    }
    let doubt = least < 0 || positive && least == 0;
    let low = if least < 0 { field.zero.clone() } else { low };
    Some((if doubt { Defined::Perhaps } else { Defined::Yes }, low, high))
}

/// The sign of a point.
fn sign<E: Working>(x: &E) -> i32 {
    match x.infinite() {
        Some(positive) => {
            if positive {
                1
            } else {
                -1
            }
        }
        None => {
            let interval = x.to_interval();
            if interval.lo() > 0.0 || interval.hi() > 0.0 && interval.lo() == 0.0 && !is_zero(x) {
                1
            } else if is_zero(x) {
                0
            } else {
                -1
            }
        }
    }
}

/// Whether a parameter is certainly at most 1: where the recurrences end.
fn is_low<E: Working>(x: &E) -> bool {
    x.to_interval().hi() <= 1.0
}

fn is_zero<E: Working>(x: &E) -> bool {
    let interval = x.to_interval();
    interval.lo() == 0.0 && interval.hi() == 0.0
}

/// A falling sum at its end: `term` stands before what lies in [0, 1] or, where the ratio of
/// the terms that follow is below 1, in [1, 1/(1 − ratio)].
fn rest<E: Working>(field: &Field<'_, E>, ratio: &E) -> Option<E> {
    let gap = field.subtract(&field.one, ratio);
    (gap.to_interval().lo() > 0.0).then(|| field.one.hull(&field.divide(&field.one, &gap)))
}

/// φ(λ) = λ − 1 − ln λ at λ = 1 + μ > 0, both given.
///
/// Near 1 with s = μ/(2 + μ): ln λ = 2 artanh s and μ = 2s/(1 − s), so that
/// φ = μ·s − 2s³·(1/3 + s²/5 + s⁴/7 + …).
fn excess<E: Working>(field: &Field<'_, E>, ratio: &E, beyond: &E) -> E {
    let size = beyond.estimate();
    if !(-0.4..=0.4).contains(&size) {
        return field.subtract(&field.subtract(ratio, &field.one), &field.ln(ratio));
    }
    let s = field.divide(beyond, &field.add(&field.integer(2), beyond));
    let square = field.square(&s);
    let levels = E::bits(field.context) / 4 + 4;
    let mut power = field.one.clone();
    let mut sum = field.zero.clone();
    for j in 0..levels {
        let odd = field.integer(2 * j as i64 + 3);
        let term = field.divide(&power, &odd);
        sum = field.add(&sum, &term);
        power = field.multiply(&power, &square);
        if power.estimate() == 0.0 || power.exponent() < -(E::bits(field.context) as i64) - 8 {
            break;
        }
    }
    // What is left is at most power/(3·(1 − s²)) < power.
    sum = field.add(&sum, &field.up_to(&power));
    let cube = field.multiply(&s, &square);
    let taken = field.multiply(&field.multiply(&cube, &sum), &field.integer(2));
    let value = field.subtract(&field.multiply(beyond, &s), &taken);
    // φ is never negative.
    let infinity = E::constant(field.context, &super::Constant::Infinity);
    value.intersection(&field.zero.hull(&infinity).limited(Defined::Yes)).unwrap_or(value)
}

/// 1/(1 + c₁/(1 + c₂/(1 + …))) with cₖ ≥ 0, cut after `levels`: its tails lie in [0, 1].
fn fraction<E: Working>(field: &Field<'_, E>, levels: usize, coefficient: impl Fn(i64) -> E) -> E {
    let mut tail = field.unit();
    for k in (1..=levels as i64).rev() {
        let below = field.add(&field.one, &field.multiply(&coefficient(k), &tail));
        tail = field.divide(&field.one, &below);
    }
    field.probability(&tail)
}

/// 1 − x for a chance x, with the digits that cancel computed in advance: `direct` gives x in a
/// context, and about how many bits are lost is found on the way.
fn complement<E: Working>(context: &E::Context, direct: impl Fn(&E::Context) -> E) -> E {
    let mut extra = 16;
    let mut best: Option<E> = None;
    for _ in 0..4 {
        let raised = E::raised(context, extra);
        let field = Field::<E>::new(&raised);
        let value = field.probability(&field.subtract(&field.one, &direct(&raised)));
        let (low, _) = value.ends();
        let lost = -low.exponent();
        best = Some(match best {
            Some(known) => known.intersection(&value).unwrap_or(value),
            None => value,
        });
        if !E::RAISES || extra as i64 > lost + 8 || extra > 8 * E::bits(context) {
            break;
        }
        extra = if is_zero(&low) { 4 * extra + E::bits(context) } else { usize::try_from(lost).unwrap_or(0) + 24 };
    }
    best.unwrap_or_else(|| Field::<E>::new(context).unit())
}
