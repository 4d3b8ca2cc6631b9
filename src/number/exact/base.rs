//! Positive integers written over a coprime base.
//!
//! Any finite set of integers can be written as products of powers of pairwise coprime integers,
//! and gcds alone find them: no factoring, which a 40-digit literal would turn into an attack.
//! Over a coprime base Π bᵢ^{eᵢ} = 1 with rational eᵢ only if every eᵢ is 0, by unique
//! factorisation: raise both sides to the common denominator.

use dashu_base::{BitTest, Gcd};

use super::Limits;
use crate::number::{IBig, Rational, UBig};

/// One integer above 1 with N exponents.
type Entry<const N: usize> = (UBig, [Rational; N]);

/// Multiplies base^exponents into a list whose bases are pairwise coprime, and keeps them so;
/// `None` beyond the limits.
///
/// Two bases with a common divisor g are replaced by their quotients by g and by g itself; the
/// product of all bases falls with each such step, so that it ends.
fn insert<const N: usize>(
    entries: &mut Vec<Entry<N>>,
    base: UBig,
    exponents: [Rational; N],
    limits: &Limits,
) -> Option<()> {
    let mut pending = vec![(base, exponents)];
    while let Some((base, exponents)) = pending.pop() {
        if base.is_one() || exponents.iter().all(Rational::is_zero) {
            continue;
        }
        let Some((index, common)) = clash(entries, &base, limits)? else {
            entries.push((base, exponents));
            continue;
        };
        let (other, others) = entries.swap_remove(index);
        let both = std::array::from_fn(|i| &exponents[i] + &others[i]);
        if base != common {
            pending.push((base / &common, exponents));
        }
        if other != common {
            pending.push((other / &common, others));
        }
        pending.push((common, both));
    }
    Some(())
}

/// The first base that isn't coprime to `base`, and their greatest common divisor.
fn clash<const N: usize>(entries: &[Entry<N>], base: &UBig, limits: &Limits) -> Option<Option<(usize, UBig)>> {
    if base.is_one() {
        return Some(None);
    }
    for (index, (other, _)) in entries.iter().enumerate() {
        // Euclid's steps are dearer than a product's.
        limits.charge(4 * words(base) * words(other) + 8)?;
        let common = if other == base { base.clone() } else { base.gcd(other) };
        if !common.is_one() {
            return Some(Some((index, common)));
        }
    }
    Some(None)
}

fn words(n: &UBig) -> usize {
    n.bit_len() / 64 + 1
}

/// Π bᵢ^{eᵢ} with pairwise coprime integers bᵢ > 1 and rational eᵢ ≠ 0; a positive number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Factors {
    entries: Vec<Entry<1>>,
}

impl Factors {
    /// A positive rational.
    pub(super) fn of(value: &Rational) -> Self {
        // Numerator and denominator are coprime.
        let numerator = UBig::try_from(value.numerator().clone()).unwrap_or(UBig::ONE);
        let parts = [(numerator, [Rational::ONE]), (value.denominator().clone(), [-Rational::ONE])];
        Self { entries: parts.into_iter().filter(|(base, _)| !base.is_one()).collect() }.sorted()
    }

    fn sorted(mut self) -> Self {
        self.entries.sort_by(|x, y| x.0.cmp(&y.0));
        self
    }

    pub(super) fn is_one(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&UBig, &Rational)> {
        self.entries.iter().map(|(base, [exponent])| (base, exponent))
    }

    /// The product, `None` beyond the limits.
    pub(super) fn multiply(&self, other: &Self, limits: &Limits) -> Option<Self> {
        let (large, small) = if self.entries.len() >= other.entries.len() { (self, other) } else { (other, self) };
        let mut product = large.clone();
        for (base, exponent) in small.iter() {
            insert(&mut product.entries, base.clone(), [exponent.clone()], limits)?;
        }
        product.fits(limits).then(|| product.sorted())
    }

    /// The power, `None` beyond the limits.
    pub(super) fn power(&self, exponent: &Rational, limits: &Limits) -> Option<Self> {
        if exponent.is_zero() {
            return Some(Self::default());
        }
        let entries = self.entries.iter().map(|(base, [e])| (base.clone(), [e * exponent])).collect();
        let power = Self { entries };
        power.fits(limits).then_some(power)
    }

    /// The inverse.
    pub(super) fn inverse(&self) -> Self {
        Self { entries: self.entries.iter().map(|(base, [exponent])| (base.clone(), [-exponent])).collect() }
    }

    fn fits(&self, limits: &Limits) -> bool {
        let bits = |(base, [exponent]): &Entry<1>| {
            base.bit_len() + exponent.numerator().bit_len() + exponent.denominator().bit_len()
        };
        self.entries.len() <= Limits::TERMS && self.entries.iter().map(bits).sum::<usize>() <= limits.form_bits()
    }

    /// The exponents of both over one coprime base.
    pub(super) fn common(&self, other: &Self, limits: &Limits) -> Option<Vec<(Rational, Rational)>> {
        let mut entries: Vec<Entry<2>> = Vec::new();
        for (base, [exponent]) in &self.entries {
            entries.push((base.clone(), [exponent.clone(), Rational::ZERO]));
        }
        for (base, [exponent]) in &other.entries {
            insert(&mut entries, base.clone(), [Rational::ZERO, exponent.clone()], limits)?;
        }
        Some(entries.into_iter().map(|(_, [first, second])| (first, second)).collect())
    }

    /// The same number with its perfect powers taken: 9^(1/2) is 3.
    pub(super) fn reduced(mut self, limits: &Limits) -> Option<Self> {
        for (base, [exponent]) in &mut self.entries {
            reduce(base, exponent, limits)?;
        }
        Some(self.sorted())
    }

    /// The number, where it is a rational of at most `bits` bits.
    ///
    /// Once reduced, b^e with e = n/d is rational only if d = 1: it is rational if and only if b
    /// is a d-th power, for every b by itself as the bases are coprime.
    pub(super) fn to_rational(&self, bits: usize) -> Option<Rational> {
        let (mut numerator, mut denominator) = (UBig::ONE, UBig::ONE);
        let mut total = 0usize;
        for (base, exponent) in self.iter() {
            if !exponent.denominator().is_one() {
                return None;
            }
            let negative = *exponent < Rational::ZERO;
            let size = if negative { -exponent.numerator() } else { exponent.numerator().clone() };
            let size = usize::try_from(size).ok()?;
            total = total.checked_add(base.bit_len().checked_mul(size)?)?;
            if total > bits {
                return None;
            }
            let part = if negative { &mut denominator } else { &mut numerator };
            *part *= base.pow(size);
        }
        Some(Rational::from_parts(IBig::from(numerator), denominator))
    }
}

/// While b is an ℓ-th power and the prime ℓ divides the denominator of e: b^e = (b^(1/ℓ))^(ℓe).
fn reduce(base: &mut UBig, exponent: &mut Rational, limits: &Limits) -> Option<()> {
    let mut root = 2usize;
    // b ≥ 2^ℓ for an ℓ-th power b of an integer above 1.
    while root <= base.bit_len() && !exponent.denominator().is_one() {
        limits.charge(1)?;
        // If b isn't an ℓ-th power for a prime ℓ, it isn't for a multiple of ℓ either.
        if (exponent.denominator() % UBig::from(root)).is_zero() && is_prime(root) {
            limits.charge(words(base) * words(base) + 64)?;
            if let Some(smaller) = exact_root(base, root) {
                *base = smaller;
                *exponent = &*exponent * Rational::from(root);
                continue;
            }
        }
        root += 1;
    }
    Some(())
}

fn is_prime(n: usize) -> bool {
    (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d))
}

fn exact_root(base: &UBig, root: usize) -> Option<UBig> {
    let floor = if root == 2 { dashu_base::SquareRoot::sqrt(base) } else { base.nth_root(root) };
    (floor.pow(root) == *base).then_some(floor)
}
