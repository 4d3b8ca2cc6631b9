//! Operations on several exact values.

use super::{Exact, Limits};
use crate::number::eigen::{eigenvalues, size};
use crate::number::{Constant, Defined, Enclosure, IBig, Precision, Rational, Scalar, Special, Wide};

/// The largest matrix whose eigenvalues are looked for among the rationals.
const LARGEST_MATRIX: usize = 16;

impl Exact {
    /// A special operation on known values; nothing where the result isn't one of the forms.
    pub(super) fn apply_special(operation: Special, operands: &[Self], limits: &Limits) -> Option<Self> {
        match (operation, operands) {
            (Special::Eigenvalue(k), entries) => {
                let entries: Option<Vec<Rational>> = entries.iter().map(|x| x.as_rational().cloned()).collect();
                rational_eigenvalue(k as usize, &entries?, limits).map(Self::Rational)
            }
            _ => None,
        }
    }
}

/// The k-th smallest eigenvalue of a rational matrix, if it is rational.
///
/// With d the common denominator of the entries, d·λ is an algebraic integer, so a rational λ has
/// the form m/d. The enclosures of how many eigenvalues hold the candidate m/d is compared with the
/// dimension of its eigenspace: if these agree, all of them are m/d.
fn rational_eigenvalue(k: usize, entries: &[Rational], limits: &Limits) -> Option<Rational> {
    let n = size(entries.len());
    if n > LARGEST_MATRIX {
        return None;
    }
    limits.charge(n * n * n * 50)?;
    let p = Precision::new(192);
    let wide: Vec<_> = entries.iter().map(|x| Wide::constant(&p, &Constant::Rational(x.clone()))).collect();
    let enclosures = eigenvalues(&p, &wide);
    let scale = entries.iter().fold(IBig::ONE, |scale, x| lcm(scale, IBig::from(x.denominator().clone())));
    let here = enclosures.get(k).filter(|x| x.defined() == Defined::Yes)?;
    let scale = Rational::from(scale);
    let (low, high) = ((here.low()? * &scale).ceil(), (here.high()? * &scale).floor());
    if low != high {
        return None;
    }
    let candidate = Rational::from(low) / &scale;
    let holds = |x: &Wide| x.low().is_none_or(|low| low <= candidate) && x.high().is_none_or(|high| high >= candidate);
    let count = enclosures.iter().filter(|x| holds(x)).count();
    let rows = (0..n)
        .map(|i| {
            let entry = |j: usize| entries[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)].clone();
            (0..n).map(|j| if i == j { entry(j) - &candidate } else { entry(j) }).collect()
        })
        .collect();
    let nullity = n - rank(rows, limits)?;
    (nullity == count).then_some(candidate)
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
