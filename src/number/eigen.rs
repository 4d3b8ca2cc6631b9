//! Eigenvalues of symmetric matrices.
//!
//! Jacobi's rotations give a matrix V whose columns are nearly eigenvectors; nothing of how V was
//! found is trusted. With S = VᵀV and B = VᵀAV in enclosures, Ostrowski's theorem (Horn and Johnson,
//! *Matrix Analysis*, 4.5.9) says λₖ(B) = θ·λₖ(A) with θ between the least and the greatest eigenvalue
//! of S, which by Gershgorin lie within ‖S − I‖∞ of 1; and by Weyl's inequality (4.3.1) λₖ(B) lies
//! within ‖B − diag B‖∞ of the k-th of B's diagonal entries.

use super::Defined;
use super::working::{Field, Working};

/// The most rounds of rotations; they converge quadratically.
const SWEEPS: usize = 30;

/// The k-th smallest eigenvalue, from 0, of the matrix whose lower triangle is `entries`; nothing
/// where there is no such one.
pub(super) fn eigenvalue<E: Working>(context: &E::Context, k: usize, entries: &[E]) -> Option<E> {
    eigenvalues(context, entries).into_iter().nth(k)
}

/// All eigenvalues, in ascending order.
pub(super) fn eigenvalues<E: Working>(context: &E::Context, entries: &[E]) -> Vec<E> {
    let n = size(entries.len());
    let finite = |x: &E| x.defined() == Defined::Yes && x.width().is_finite() && x.infinite().is_none();
    let field = Field::<E>::new(context);
    if !entries.iter().all(finite) {
        return vec![everything(&field); n];
    }
    let raised = E::raised(context, 24);
    let field = Field::<E>::new(&raised);
    let matrix = full(n, |i, j| entries[i * (i + 1) / 2 + j].clone());
    let vectors = rotations(&field, &matrix);
    enclosures(&field, &matrix, &vectors)
}

/// The n with n(n + 1)/2 = `count`.
pub(super) fn size(count: usize) -> usize {
    (1..).take_while(|n| n * (n + 1) / 2 <= count).last().unwrap_or(0)
}

impl super::Interval {
    /// The eigenvalues, in ascending order, of the symmetric matrix with this lower triangle.
    pub fn spectrum(entries: &[Self]) -> Vec<Self> {
        eigenvalues(&(), entries)
    }
}

impl super::Wide {
    /// The eigenvalues, in ascending order, of the symmetric matrix with this lower triangle.
    pub fn spectrum(p: &super::Precision, entries: &[Self]) -> Vec<Self> {
        eigenvalues(p, entries)
    }
}

type Matrix<E> = Vec<Vec<E>>;

/// A symmetric matrix from its entries with i ≥ j.
fn full<E: Clone>(n: usize, entry: impl Fn(usize, usize) -> E) -> Matrix<E> {
    (0..n).map(|i| (0..n).map(|j| entry(i.max(j), i.min(j))).collect()).collect()
}

fn everything<E: Working>(field: &Field<'_, E>) -> E {
    let infinity = E::constant(field.context, &super::Constant::Infinity);
    let (_, high) = infinity.ends();
    E::spanning(&field.negate(&high), &high).limited(Defined::Perhaps)
}

/// An approximate matrix of eigenvectors.
fn rotations<E: Working>(field: &Field<'_, E>, matrix: &Matrix<E>) -> Matrix<E> {
    let n = matrix.len();
    let middle = |x: &E| x.midpoint(field.context);
    let mut a: Matrix<E> = matrix.iter().map(|row| row.iter().map(middle).collect()).collect();
    let mut v: Matrix<E> =
        (0..n).map(|i| (0..n).map(|j| if i == j { field.one.clone() } else { field.zero.clone() }).collect()).collect();
    let scale = a.iter().flatten().map(E::exponent).max().unwrap_or(0);
    let negligible = scale - E::bits(field.context) as i64 - 8;
    for _ in 0..SWEEPS {
        let mut turned = false;
        for p in 0..n {
            for q in p + 1..n {
                if a[p][q].exponent() <= negligible {
                    continue;
                }
                turned = true;
                let (c, s) = rotation(field, &a[p][p], &a[q][q], &a[p][q]);
                let turn = |x: &E, y: &E| {
                    let first = field.subtract(&field.multiply(&c, x), &field.multiply(&s, y));
                    let second = field.add(&field.multiply(&s, x), &field.multiply(&c, y));
                    (middle(&first), middle(&second))
                };
                for row in a.iter_mut().chain(v.iter_mut()) {
                    let (x, y) = turn(&row[p], &row[q]);
                    (row[p], row[q]) = (x, y);
                }
                let (above, below) = a.split_at_mut(q);
                for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
                    (*x, *y) = turn(x, y);
                }
            }
        }
        if !turned {
            break;
        }
    }
    v
}

/// Cosine and sine of the angle that makes the entry between two diagonal ones 0.
fn rotation<E: Working>(field: &Field<'_, E>, first: &E, second: &E, between: &E) -> (E, E) {
    let middle = |x: &E| x.midpoint(field.context);
    let gap = field.subtract(second, first);
    let twice = field.multiply(&field.integer(2), between);
    let ratio = middle(&field.divide(&gap, &twice));
    let size = field.absolute(&ratio);
    let root = field.sqrt(&field.add(&field.square(&size), &field.one));
    let tangent = field.divide(&field.one, &field.add(&size, &root));
    let tangent = middle(&if ratio.to_interval().lo() < 0.0 { field.negate(&tangent) } else { tangent });
    let cosine = middle(&field.divide(&field.one, &field.sqrt(&field.add(&field.square(&tangent), &field.one))));
    let sine = middle(&field.multiply(&tangent, &cosine));
    (cosine, sine)
}

/// The proof: enclosures of the eigenvalues of `a`, whatever `v` is.
fn enclosures<E: Working>(field: &Field<'_, E>, a: &Matrix<E>, v: &Matrix<E>) -> Vec<E> {
    let n = a.len();
    let dot = |x: &dyn Fn(usize) -> E, y: &dyn Fn(usize) -> E| {
        (0..n).fold(field.zero.clone(), |sum, i| field.add(&sum, &field.multiply(&x(i), &y(i))))
    };
    let column = |k: usize| move |i: usize| v[i][k].clone();
    let image: Matrix<E> = (0..n).map(|k| (0..n).map(|i| dot(&|j| a[i][j].clone(), &column(k))).collect()).collect();
    let s = full(n, |i, j| dot(&column(i), &column(j)));
    let b = full(n, |i, j| dot(&column(i), &|row| image[j][row].clone()));
    // The greatest sum of the sizes in a row, the diagonal counted from `from`.
    let norm = |matrix: &Matrix<E>, diagonal: &dyn Fn(&E) -> E| {
        let mut greatest = field.zero.clone();
        for (i, row) in matrix.iter().enumerate() {
            let sum = row.iter().enumerate().fold(field.zero.clone(), |sum, (j, x)| {
                field.add(&sum, &field.absolute(&if i == j { diagonal(x) } else { x.clone() }))
            });
            greatest = E::nary(field.context, super::Nary::Max, &[greatest, sum]);
        }
        greatest.ends().1
    };
    let skew = norm(&s, &|x| field.subtract(x, &field.one));
    let off = norm(&b, &|_| field.zero.clone());
    if skew.to_interval().hi() >= 0.5 {
        return vec![everything(field); n];
    }
    let around = field.negate(&off).hull(&off);
    let stretch = field.subtract(&field.one, &skew).hull(&field.add(&field.one, &skew));
    let (mut lows, mut highs): (Vec<E>, Vec<E>) = (0..n).map(|k| b[k][k].ends()).unzip();
    let order = |x: &E, y: &E| compare(field, x, y);
    lows.sort_by(order);
    highs.sort_by(order);
    lows.iter()
        .zip(&highs)
        .map(|(low, high)| field.divide(&field.add(&E::spanning(low, high), &around), &stretch))
        .collect()
}

/// The order of two points.
fn compare<E: Working>(field: &Field<'_, E>, x: &E, y: &E) -> std::cmp::Ordering {
    let holds = |x: &E, y: &E| E::binary(field.context, super::Binary::Less, x, y).to_interval().lo() > 0.0;
    if holds(x, y) {
        std::cmp::Ordering::Less
    } else if holds(y, x) {
        std::cmp::Ordering::Greater
    } else {
        std::cmp::Ordering::Equal
    }
}
