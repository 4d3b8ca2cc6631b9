//! Operations on several exact values.

use super::{Exact, Limits};
use crate::number::eigen::{eigenvalues, size};
use crate::number::{Constant, Defined, Enclosure, IBig, Interval, Precision, Rational, Scalar, Special, Wide};

/// The largest matrix whose eigenvalues are looked for among the rationals.
const LARGEST_MATRIX: usize = 16;

impl Exact {
    /// The eigenvalues, in ascending order, of the symmetric matrix with this lower triangle; those
    /// that are rational.
    pub fn spectrum(entries: &[Self], limits: &Limits) -> Vec<Self> {
        let n = size(entries.len());
        let rational: Option<Vec<Rational>> = entries.iter().map(|x| x.as_rational().cloned()).collect();
        let known = rational.filter(|_| n <= LARGEST_MATRIX).and_then(|entries| rational_eigenvalues(&entries, limits));
        known.unwrap_or_else(|| vec![Self::Unknown; n])
    }

    /// A special operation on known values; nothing where the result isn't one of the forms.
    pub(super) fn apply_special(operation: Special, operands: &[Self], limits: &Limits) -> Option<Self> {
        match (operation, operands) {
            (Special::Eigenvalue(k), entries) => Self::spectrum(entries, limits).into_iter().nth(k as usize),
            _ => None,
        }
    }
}

/// The eigenvalues of a rational matrix that are rational.
///
/// With d the common denominator of the entries, d·λ is an algebraic integer, so a rational λ has
/// the form m/d. The number of eigenvalues whose enclosures hold the candidate m/d is compared with
/// the dimension of its eigenspace: if these agree, all of them are m/d.
fn rational_eigenvalues(entries: &[Rational], limits: &Limits) -> Option<Vec<Exact>> {
    let n = size(entries.len());
    limits.charge(n * n * n * 50)?;
    let scale = entries.iter().fold(IBig::ONE, |scale, x| lcm(scale, IBig::from(x.denominator().clone())));
    let scale = Rational::from(scale);
    // Mostly an `f64` enclosure shows already that there is no such m.
    let near: Vec<Interval> = entries.iter().map(|x| Interval::constant(&(), &Constant::Rational(x.clone()))).collect();
    if Interval::spectrum(&near).iter().all(|near| holds_no_multiple(near, &scale)) {
        return None;
    }
    let p = Precision::new(192);
    let wide: Vec<Wide> = entries.iter().map(|x| Wide::constant(&p, &Constant::Rational(x.clone()))).collect();
    let enclosures = eigenvalues(&p, &wide);
    let mut known: Vec<Exact> = Vec::with_capacity(n);
    for here in &enclosures {
        let candidate = candidate(here, &scale);
        let Some(candidate) = candidate else {
            known.push(Exact::Unknown);
            continue;
        };
        if known.last().and_then(Exact::as_rational) == Some(&candidate) {
            known.push(Exact::Rational(candidate));
            continue;
        }
        let holds =
            |x: &&Wide| x.low().is_none_or(|low| low <= candidate) && x.high().is_none_or(|high| high >= candidate);
        let count = enclosures.iter().filter(holds).count();
        let entry = |i: usize, j: usize| entries[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)].clone();
        let shifted = |i: usize, j: usize| if i == j { entry(i, j) - &candidate } else { entry(i, j) };
        let rows = (0..n).map(|i| (0..n).map(|j| shifted(i, j)).collect()).collect();
        let is_it = n - rank(rows, limits)? == count;
        known.push(if is_it { Exact::Rational(candidate) } else { Exact::Unknown });
    }
    Some(known)
}

/// Whether an enclosure certainly holds no multiple of 1/`scale`.
fn holds_no_multiple(enclosure: &Interval, scale: &Rational) -> bool {
    let (Some(low), Some(high)) = (enclosure.low(), enclosure.high()) else { return false };
    enclosure.defined() == Defined::Yes && (low * scale).ceil() > (high * scale).floor()
}

/// The only multiple of 1/`scale` in an enclosure.
fn candidate(enclosure: &Wide, scale: &Rational) -> Option<Rational> {
    if enclosure.defined() != Defined::Yes {
        return None;
    }
    let (low, high) = ((enclosure.low()? * scale).ceil(), (enclosure.high()? * scale).floor());
    (low == high).then(|| Rational::from(low) / scale)
}

/// The rank, by elimination.
fn rank(mut rows: Vec<Vec<Rational>>, limits: &Limits) -> Option<usize> {
    let n = rows.len();
    let mut rank = 0;
    for column in 0..n {
        let Some(pivot) = (rank..n).find(|&row| !rows[row][column].is_zero()) else { continue };
        rows.swap(pivot, rank);
        let above = rows[rank].clone();
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = &row[column] / &above[column];
            if factor.is_zero() {
                continue;
            }
            for (cell, above) in row.iter_mut().zip(&above).skip(column) {
                *cell -= &factor * above;
                let words = cell.numerator().as_sign_words().1.len() + cell.denominator().as_words().len();
                limits.charge(words * words / 16 + 1)?;
            }
        }
        rank += 1;
    }
    Some(rank)
}

fn lcm(a: IBig, b: IBig) -> IBig {
    use dashu_base::Gcd;
    let gcd = IBig::from((&a).gcd(&b));
    a / gcd * b
}
