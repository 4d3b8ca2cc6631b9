//! The number of bits, and the constants that are computed once for it.

use std::sync::{Arc, OnceLock};

use super::fixed::{compute_ln2, compute_pi};
use super::special::tangent_numbers;
use crate::number::{IBig, UBig};

/// How many significant bits the bounds of a [`Wide`](super::Wide) keep.
///
/// It also holds π, ln 2 and the Bernoulli numbers once they are needed; clones share them.
#[derive(Clone, Debug)]
pub struct Precision {
    bits: usize,
    constants: Arc<Constants>,
}

#[derive(Debug)]
struct Constants {
    /// The bits after the point that the constants below have.
    bits: i64,
    pi: OnceLock<IBig>,
    ln2: OnceLock<IBig>,
    tangents: OnceLock<Vec<UBig>>,
}

impl Precision {
    /// The smallest and largest number of bits; other numbers are moved to the nearer one.
    const RANGE: (usize, usize) = (32, 1 << 14);

    /// Bounds with `bits` significant bits.
    pub fn new(bits: usize) -> Self {
        let bits = bits.clamp(Self::RANGE.0, Self::RANGE.1);
        let constants = Constants {
            bits: 2 * bits as i64 + 512,
            pi: OnceLock::new(),
            ln2: OnceLock::new(),
            tangents: OnceLock::new(),
        };
        Self { bits, constants: Arc::new(constants) }
    }

    /// The number of significant bits.
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// The same with more bits, for a step on the way.
    pub(super) fn raised(&self, bits: usize) -> Self {
        Self { bits: self.bits + bits, constants: Arc::clone(&self.constants) }
    }

    /// π·2^w within 2 ulps.
    pub(super) fn pi(&self, w: i64) -> IBig {
        cut(&self.constants.pi, self.constants.bits, w, compute_pi)
    }

    /// ln 2·2^w within 2 ulps.
    pub(super) fn ln2(&self, w: i64) -> IBig {
        cut(&self.constants.ln2, self.constants.bits, w, compute_ln2)
    }

    /// The tangent numbers, enough for Stirling's series at this precision.
    pub(super) fn tangent_numbers(&self) -> &[UBig] {
        self.constants.tangents.get_or_init(|| tangent_numbers(self.constants.bits as usize / 12 + 16))
    }
}

/// `w` bits of a stored constant, or of a new one where too few are stored. Cutting b ≥ 1 bits off
/// leaves an error below 1 + 2·2^−b ≤ 2 ulps.
fn cut(stored: &OnceLock<IBig>, bits: i64, w: i64, compute: fn(i64) -> IBig) -> IBig {
    if w > bits { compute(w) } else { stored.get_or_init(|| compute(bits)) >> (bits - w) as usize }
}
