//! The error function and the gamma family, with proved remainders.
//!
//! * erf x = 2/√π · e^{−x²} · Σ 2ⁿ x^{2n+1}/(2n+1)!! (DLMF 7.6.2): all terms are positive, so that
//!   flooring every step gives a lower bound and ceiling an upper one; once the ratio of terms is
//!   below ½ the tail is below the last term.
//! * erfc x ~ e^{−x²}/(x√π) · Σ (−1)ᵏ (2k−1)!!/(2x²)ᵏ for large x (DLMF 7.12.1): for real x the
//!   remainder has the sign of the first omitted term and is smaller.
//! * ln Γ(z) ~ (z−½) ln z − z + ½ ln 2π + Σ B₂ₖ/(2k(2k−1) z^{2k−1}) and
//!   ψ(z) ~ ln z − 1/(2z) − Σ B₂ₖ/(2k z^{2k}) for z > 0 (DLMF 5.11.1, 5.11.2): the remainder has
//!   the sign of the first omitted term and is smaller (DLMF 5.11(ii)). Smaller arguments are
//!   shifted up by the recurrences (DLMF 5.5.1, 5.5.2), negative ones reflected (5.5.3, 5.5.4).

use dashu_base::Sign;

use super::dyadic::{Bound, Dyadic, floor_divide, floor_shift};
use super::elementary::odd;
use super::fixed::Bounds;
use super::{Down, Precision, Up, Wide};
use crate::number::{Enclosure, IBig, UBig};

/// The first tangent numbers T₁ = 1, T₂ = 2, T₃ = 16, …: B₂ₖ = (−1)ᵏ⁻¹·2k·Tₖ/(4ᵏ(4ᵏ−1)).
pub(super) fn tangent_numbers(count: usize) -> Vec<UBig> {
    let mut numbers = vec![UBig::ONE; count];
    for k in 1..count {
        numbers[k] = &numbers[k - 1] * UBig::from(k);
    }
    for k in 1..count {
        for j in k..count {
            numbers[j] = &numbers[j - 1] * UBig::from(j - k) + &numbers[j] * UBig::from(j - k + 2);
        }
    }
    numbers
}

/// The place in (0, ∞) where Γ is least lies between these two.
const LEAST_AT: (i64, i64) = (1_461_632_144_968_362_341, 1_461_632_144_968_362_342);
/// Just below ln Γ there, −0.121486290535849608095514557…
const LEAST_LN_GAMMA: i64 = -121_486_290_535_849_609;
/// Just below Γ there, 0.885603194410888700278815900582588…
const LEAST_GAMMA: i64 = 885_603_194_410_888_700;
/// The unit of the constants above.
const LEAST_UNIT: i64 = 1_000_000_000_000_000_000;

/// Γ at integers up to here is an exact factorial.
const LARGEST_FACTORIAL: i64 = 2048;

impl Wide {
    pub(super) fn erf(&self, p: &Precision) -> Self {
        let ends = (Bound::Finite(Dyadic::integer(-1)), Bound::ONE);
        self.increasing(ends, |x| odd(x, |x| erf_of_positive(p, x)))
    }

    pub(super) fn erfc(&self, p: &Precision) -> Self {
        let ends = (Bound::Finite(Dyadic::integer(-2)), Bound::ZERO);
        // −erfc increases.
        let mirrored = self.increasing(ends, |x| {
            let image = if x.is_negative() {
                let (low, high) = erf_of_positive(p, &x.negate());
                Self::integer(1).add(p, &Self::new(low, high))
            } else {
                erfc_of_positive(p, x)
            };
            (image.high.negate(), image.low.negate())
        });
        mirrored.negate()
    }

    pub(super) fn gamma(&self, p: &Precision) -> Self {
        self.gamma_like(p, LEAST_GAMMA, gamma_of_positive, |x| {
            // Γ(x) = π/(sin πx · Γ(1 − x)).
            let raised = p.raised(32);
            let reflected = Self::integer(1).subtract(&raised, x).gamma(&raised);
            let sine = sin_pi(&raised, x);
            Self::pi(&raised).divide(p, &sine.multiply(&raised, &reflected))
        })
    }

    pub(super) fn ln_gamma(&self, p: &Precision) -> Self {
        self.gamma_like(p, LEAST_LN_GAMMA, ln_gamma_of_positive, |x| {
            // ln|Γ(x)| = ln(π/|sin πx|) − ln Γ(1 − x).
            let raised = p.raised(32);
            let reflected = Self::integer(1).subtract(&raised, x).ln_gamma(&raised);
            let sine = sin_pi(&raised, x).abs();
            Self::pi(&raised).divide(&raised, &sine).ln(&raised).subtract(&raised, &reflected).rounded(p)
        })
    }

    /// Γ or ln|Γ|: falling, then rising on (0, ∞), with poles at 0, −1, −2, …
    fn gamma_like(
        &self,
        p: &Precision,
        least: i64,
        positive: impl Fn(&Precision, &Dyadic) -> Self,
        negative: impl Fn(&Self) -> Self,
    ) -> Self {
        if self.high == Bound::MinusInfinity || (self.is_thin() && self.holds_pole()) {
            return Self::nothing();
        }
        if self.low.signum() < 0 {
            return if self.holds_pole() { Self::whole().perhaps() } else { negative(self) };
        }
        let value = |bound: &Bound| match bound {
            Bound::Finite(x) if x.is_positive() => positive(p, x),
            _ => Self::point(Bound::PlusInfinity),
        };
        let constant = |n: i64| Self::integer(n).divide(&Precision::new(128), &Self::integer(LEAST_UNIT));
        let (first, last) = (value(&self.low), value(&self.high));
        let doubt = self.low.signum() == 0;
        let image = if self.high <= constant(LEAST_AT.0).low {
            Self::new(last.low, first.high)
        } else if self.low >= constant(LEAST_AT.1).high {
            Self::new(first.low, last.high)
        } else {
            Self::new(constant(least).low, first.high.max(last.high))
        };
        image.perhaps_if(doubt)
    }

    pub(super) fn digamma(&self, p: &Precision) -> Self {
        if self.high == Bound::MinusInfinity || (self.is_thin() && self.holds_pole()) {
            return Self::nothing();
        }
        if self.holds_pole() {
            // Beyond the pole at 0 there is no other.
            let high = match &self.high {
                Bound::Finite(x) if x.is_positive() && self.low.signum() == 0 => digamma_at(p, x).high,
                _ => Bound::PlusInfinity,
            };
            return Self::new(Bound::MinusInfinity, high).perhaps();
        }
        // ψ rises between its poles.
        self.increasing((Bound::MinusInfinity, Bound::PlusInfinity), |x| {
            let image = digamma_at(p, x);
            (image.low, image.high)
        })
    }

    /// Whether one of 0, −1, −2, … lies between the bounds.
    fn holds_pole(&self) -> bool {
        match &self.high {
            Bound::MinusInfinity => true,
            Bound::PlusInfinity => self.low.signum() <= 0,
            Bound::Finite(high) => Bound::Finite(high.clone().min(Dyadic::ZERO).floor()) >= self.low,
        }
    }
}

/// 2/√π.
fn two_over_root_pi(p: &Precision) -> Wide {
    Wide::integer(2).divide(p, &Wide::pi(p).sqrt(p))
}

/// Whether the asymptotic series of erfc reaches 2^−(bits + 24): its least term is about e^{−x²}.
fn is_far(x: &Dyadic, bits: usize) -> bool {
    let x = x.to_f64(Down);
    x * x > 0.7 * (bits as f64 + 32.0) + 4.0
}

fn erf_of_positive(p: &Precision, x: &Dyadic) -> Bounds {
    let bits = p.bits();
    if x.is_zero() {
        return (Bound::ZERO, Bound::ZERO);
    }
    let image = if is_far(x, bits) {
        Wide::integer(1).subtract(p, &erfc_of_positive(p, x))
    } else if x.top() < -(bits as i64) {
        // x − x³ ≤ erf x·√π/2 ≤ x.
        let raised = p.raised(8);
        let low = x.add(&Dyadic::power_of_two(Sign::Negative, 3 * x.top()), raised.bits(), Down);
        Wide::new(low, Bound::Finite(x.clone())).multiply(&raised, &two_over_root_pi(&raised)).rounded(p)
    } else {
        erf_series(p, x)
    };
    (image.low.max(Bound::ZERO), image.high.min(Bound::ONE))
}

fn erf_series(p: &Precision, x: &Dyadic) -> Wide {
    let w = p.bits() as i64 + 32 + (-x.top()).max(0);
    let ceil_shift = |n: IBig, shift: i64| -floor_shift(&-n, shift);
    let x_low = x.to_fixed(w);
    let x_high = -x.negate().to_fixed(w);
    let square_low = floor_shift(&(&x_low * &x_low), w - 1);
    let square_high = ceil_shift(&x_high * &x_high, w - 1);
    // Once 2x²/(2n + 3) ≤ ½ and a term is below an ulp, the rest is below another one.
    let settled = i64::try_from(floor_shift(&square_high, w)).unwrap_or(i64::MAX / 8) * 2 + 4;
    let (mut low, mut high) = (x_low.clone(), x_high.clone());
    let (mut term_low, mut term_high) = (x_low, x_high);
    let mut n = 0i64;
    loop {
        let divisor = IBig::from(2 * n + 3);
        term_low = floor_divide(&floor_shift(&(term_low * &square_low), w), &divisor).0;
        term_high = -floor_divide(&-ceil_shift(term_high * &square_high, w), &divisor).0;
        low += &term_low;
        high += &term_high;
        n += 1;
        if term_high <= IBig::ONE && n >= settled {
            high += 2;
            break;
        }
    }
    let raised = p.raised(16);
    let bits = raised.bits();
    let series = Wide::new(Dyadic::new(low, -w).round(bits, Down), Dyadic::new(high, -w).round(bits, Up));
    let weight = Wide::dyadic(&x.multiply_exact(x).negate()).exp(&raised);
    series.multiply(&raised, &weight).multiply(p, &two_over_root_pi(&raised))
}

fn erfc_of_positive(p: &Precision, x: &Dyadic) -> Wide {
    if !is_far(x, p.bits()) {
        // erfc x is about e^{−x²}/(2x): as many bits cancel.
        let estimate = x.to_f64(Up);
        let raised = p.raised((estimate * estimate * 1.45) as usize + 24);
        let (low, high) = erf_of_positive(&raised, x);
        return Wide::integer(1).subtract(&raised, &Wide::new(low, high)).rounded(p);
    }
    let raised = p.raised(24);
    let square = x.multiply_exact(x);
    let inverse = Wide::integer(1).divide(&raised, &Wide::dyadic(&square.scale(1)));
    let series = alternating(&raised, |k, term: &Wide| {
        if k == 0 {
            Wide::integer(1)
        } else {
            term.multiply(&raised, &inverse).multiply(&raised, &Wide::integer(2 * k - 1))
        }
    });
    let root_pi = Wide::pi(&raised).sqrt(&raised);
    let weight =
        Wide::dyadic(&square.negate()).exp(&raised).divide(&raised, &root_pi.multiply(&raised, &Wide::dyadic(x)));
    series.multiply(p, &weight)
}

/// The largest number of terms of an asymptotic series.
const MOST_TERMS: i64 = 1 << 14;

/// The enclosure of what Σ (−1)ᵏ tₖ, k = 0, 1, …, approaches with a remainder of the sign of the
/// first omitted term and smaller; `next` gives tₖ > 0 from k and tₖ₋₁. It ends where the terms are
/// below 2^−bits of the first or begin to grow.
fn alternating(p: &Precision, mut next: impl FnMut(i64, &Wide) -> Wide) -> Wide {
    let mut term = next(0, &Wide::integer(1));
    let smallest = term.high.finite().map_or(0, Dyadic::top) - p.bits() as i64;
    let mut sum = Wide::integer(0);
    for k in 0..MOST_TERMS {
        let signed = if k % 2 == 0 { term.clone() } else { term.negate() };
        let top = term.high.finite().map_or(i64::MAX, Dyadic::top);
        let following = next(k + 1, &term);
        if top < smallest || following.high >= term.high || k == MOST_TERMS - 1 {
            return sum.add(p, &signed.hull(&Wide::integer(0)));
        }
        sum = sum.add(p, &signed);
        term = following;
    }
    sum
}

/// How far the argument is shifted up before an asymptotic series in z: to bits/4 + 8.
fn shift_of(p: &Precision, x: &Dyadic) -> i64 {
    let least = p.bits() as i64 / 4 + 8;
    if x.top() > 40 { 0 } else { (least - x.floor().to_i64().unwrap_or(0)).max(0) }
}

/// Σ (−1)ᵏ⁻¹ |B₂ₖ|/(2k)·z^{−2k}·w(k) over k ≥ 1, with w(k) = 1, or z/(2k − 1) for Stirling's series.
fn bernoulli_series(p: &Precision, z: &Wide, stirling: bool) -> Wide {
    let one = Wide::integer(1);
    let inverse = one.divide(p, z);
    let square = inverse.multiply(p, &inverse);
    let numbers = p.tangent_numbers();
    // Asked for k = 0, 1, … in turn.
    let mut power = if stirling { inverse } else { square.clone() };
    alternating(p, |k, previous| {
        let index = usize::try_from(k).unwrap_or(usize::MAX);
        let Some(tangent) = numbers.get(index) else { return previous.clone() };
        if k > 0 {
            power = power.multiply(p, &square);
        }
        // 4ᵏ(4ᵏ − 1), for the k that counts from 1.
        let four = UBig::ONE << (2 * index + 2);
        let mut divisor = IBig::from(&four * (&four - UBig::ONE));
        if stirling {
            divisor *= IBig::from(2 * k + 1);
        }
        let integer = |n: IBig| {
            let n = Dyadic::new(n, 0);
            Wide::new(n.clone().round(p.bits(), Down), n.round(p.bits(), Up))
        };
        integer(IBig::from(tangent.clone())).divide(p, &integer(divisor)).multiply(p, &power)
    })
}

fn ln_gamma_of_positive(p: &Precision, x: &Dyadic) -> Wide {
    if *x == Dyadic::ONE || *x == Dyadic::integer(2) {
        return Wide::integer(0);
    }
    let raised = p.raised(32);
    let shift = shift_of(&raised, x);
    let x = Wide::dyadic(x);
    let z = x.add(&raised, &Wide::integer(shift));
    let half = Wide::integer(1).scaled(-1);
    let ln_two_pi = Wide::pi(&raised).scaled(1).ln(&raised).scaled(-1);
    let leading = z.subtract(&raised, &half).multiply(&raised, &z.ln(&raised)).subtract(&raised, &z);
    let stirling = leading.add(&raised, &ln_two_pi).add(&raised, &bernoulli_series(&raised, &z, true));
    let product =
        (0..shift).fold(Wide::integer(1), |product, i| product.multiply(&raised, &x.add(&raised, &Wide::integer(i))));
    stirling.subtract(&raised, &product.ln(&raised)).rounded(p)
}

fn gamma_of_positive(p: &Precision, x: &Dyadic) -> Wide {
    if let Some(n) = x.to_i64()
        && n <= LARGEST_FACTORIAL
    {
        let factorial = Dyadic::new((2..n).map(IBig::from).product(), 0);
        return Wide::new(factorial.clone().round(p.bits(), Down), factorial.round(p.bits(), Up));
    }
    // ln Γ below 2^41 or an overflow: 64 bits keep the relative error.
    ln_gamma_of_positive(&p.raised(64), x).exp(p)
}

/// sin πx.
fn sin_pi(p: &Precision, x: &Wide) -> Wide {
    if let (true, Some(point)) = (x.is_thin(), x.low.finite()) {
        let (rest, odd) = remainder(point);
        let sine = Wide::pi(p).multiply(p, &Wide::dyadic(&rest)).sin(p);
        return if odd { sine.negate() } else { sine };
    }
    let raised = p.raised(usize::try_from(x.magnitude().clamp(0, 1 << 13)).unwrap_or(0));
    x.multiply(&raised, &Wide::pi(&raised)).sin(p)
}

/// x minus the nearest integer, and whether that integer is odd.
fn remainder(x: &Dyadic) -> (Dyadic, bool) {
    if x.is_integer() {
        return (Dyadic::ZERO, x.scale(-1).floor().scale(1) != *x);
    }
    let nearest = x.round_to_integer();
    let odd = nearest.scale(-1).floor().scale(1) != nearest;
    let rest = x.subtract_exact(&nearest);
    (rest, odd)
}

fn digamma_at(p: &Precision, x: &Dyadic) -> Wide {
    let raised = p.raised(32);
    if x.is_negative() {
        // ψ(x) = ψ(1 − x) − π cot πx.
        let reflected = Wide::integer(1).subtract(&raised, &Wide::dyadic(x)).digamma(&raised);
        let (rest, _) = remainder(x);
        let pi = Wide::pi(&raised);
        let angle = pi.multiply(&raised, &Wide::dyadic(&rest));
        let cotangent = angle.cos(&raised).divide(&raised, &angle.sin(&raised));
        return reflected.subtract(&raised, &pi.multiply(&raised, &cotangent)).rounded(p);
    }
    let shift = shift_of(&raised, x);
    let x = Wide::dyadic(x);
    let one = Wide::integer(1);
    let z = x.add(&raised, &Wide::integer(shift));
    let leading = z.ln(&raised).subtract(&raised, &one.divide(&raised, &z.scaled(1)));
    let asymptotic = leading.subtract(&raised, &bernoulli_series(&raised, &z, false));
    let sum = (0..shift)
        .fold(Wide::integer(0), |sum, i| sum.add(&raised, &one.divide(&raised, &x.add(&raised, &Wide::integer(i)))));
    asymptotic.subtract(&raised, &sum).rounded(p)
}
