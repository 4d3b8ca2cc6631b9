//! Small matrices, of numbers and of enclosures.

use crate::number::{Binary, Defined, Enclosure, Interval, Scalar, Unary};

pub(super) fn pick(row: &[Interval], columns: &[usize]) -> Vec<Interval> {
    columns.iter().map(|&j| row[j]).collect()
}

/// The inverse of a small matrix by Gauss–Jordan with pivoting; nothing where it is singular.
pub(super) fn invert(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let unit = |i: usize| (0..n).map(move |j| if i == j { 1.0 } else { 0.0 });
    let mut rows: Vec<Vec<f64>> =
        matrix.iter().enumerate().map(|(i, row)| row.iter().copied().chain(unit(i)).collect()).collect();
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| rows[i][k].abs().total_cmp(&rows[j][k].abs()))?;
        rows.swap(k, pivot);
        let divisor = rows[k][k];
        if divisor == 0.0 || !divisor.is_finite() {
            return None;
        }
        rows[k].iter_mut().for_each(|entry| *entry /= divisor);
        let row = rows[k].clone();
        for (i, other) in rows.iter_mut().enumerate() {
            if i != k {
                let factor = other[k];
                other.iter_mut().zip(&row).for_each(|(entry, pivot)| *entry -= factor * pivot);
            }
        }
    }
    let inverse: Vec<Vec<f64>> = rows.into_iter().map(|row| row[n..].to_vec()).collect();
    inverse.iter().flatten().all(|entry| entry.is_finite()).then_some(inverse)
}

/// Whether every symmetric matrix within the enclosure is positive definite: all pivots of its
/// elimination are positive.
pub(super) fn is_positive_definite(matrix: &[Vec<Interval>]) -> bool {
    let mut rows = matrix.to_vec();
    for k in 0..rows.len() {
        let pivot = rows[k][k];
        if pivot.defined() != Defined::Yes || pivot.lo() <= 0.0 {
            return false;
        }
        for i in k + 1..rows.len() {
            let factor = Interval::binary(&(), Binary::Divide, &rows[i][k], &pivot);
            for j in k + 1..rows.len() {
                // The diagonal entry loses a square over the pivot, which is tighter than a product.
                let loss = if i == j {
                    let square = Interval::power(&(), &rows[i][k], 2);
                    Interval::binary(&(), Binary::Divide, &square, &pivot)
                } else {
                    multiply(&factor, &rows[k][j])
                };
                rows[i][j] = Interval::binary(&(), Binary::Subtract, &rows[i][j], &loss);
            }
        }
    }
    true
}

pub(super) fn multiply(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Multiply, x, y)
}

pub(super) fn add(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Add, x, y)
}

pub(super) fn subtract(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Subtract, x, y)
}

/// |x|, for the sizes of slopes.
pub(super) fn size(x: &Interval) -> f64 {
    Interval::unary(&(), Unary::Abs, x).hi()
}
