//! Arithmetic on coefficients of power series.
//!
//! A slice holds the coefficients from the constant one; those beyond its end are exactly 0. The
//! recurrences are the usual ones of automatic differentiation (Griewank and Walther, *Evaluating
//! Derivatives*, ch. 13): for f = φ(a), f′ = φ′(a)·a′ gives coefficient k of f from the lower ones.

use crate::number::{Binary, Enclosure, Unary};

use super::jet::JetContext;

impl<E: Enclosure> JetContext<E> {
    #[inline]
    pub(super) fn add(&self, x: &E, y: &E) -> E {
        E::binary(&self.inner, Binary::Add, x, y)
    }

    #[inline]
    pub(super) fn subtract(&self, x: &E, y: &E) -> E {
        E::binary(&self.inner, Binary::Subtract, x, y)
    }

    #[inline]
    pub(super) fn multiply(&self, x: &E, y: &E) -> E {
        E::binary(&self.inner, Binary::Multiply, x, y)
    }

    #[inline]
    pub(super) fn divide(&self, x: &E, y: &E) -> E {
        E::binary(&self.inner, Binary::Divide, x, y)
    }

    pub(super) fn negate(&self, x: &E) -> E {
        E::unary(&self.inner, Unary::Negate, x)
    }

    pub(super) fn unary_coefficient(&self, operation: Unary, x: &E) -> E {
        E::unary(&self.inner, operation, x)
    }

    /// Σ aⱼ·b₍ₖ₋ⱼ₎ over j from `first` to `last`; nothing where no term is left.
    #[inline]
    pub(super) fn convolve(&self, a: &[E], b: &[E], k: usize, first: usize, last: usize) -> Option<E> {
        let first = first.max((k + 1).saturating_sub(b.len()));
        let last = last.min(a.len() - 1);
        if first > last {
            return None;
        }
        let mut sum = self.multiply(&a[first], &b[k - first]);
        for j in first + 1..=last {
            sum = self.add(&sum, &self.multiply(&a[j], &b[k - j]));
        }
        Some(sum)
    }

    /// j·aⱼ, the coefficients of a′ shifted by one place.
    pub(super) fn weighted(&self, a: &[E]) -> Vec<E> {
        a.iter().zip(&self.naturals).map(|(a, j)| self.multiply(a, j)).collect()
    }

    pub(super) fn product(&self, a: &[E], b: &[E]) -> Vec<E> {
        let length = (a.len() + b.len() - 1).min(self.order + 1);
        (0..length).map(|k| self.convolve(a, b, k, 0, k).unwrap_or_else(|| self.zero.clone())).collect()
    }

    /// a², each mixed product once; the squares tight at 0.
    pub(super) fn square(&self, a: &[E]) -> Vec<E> {
        let length = (2 * a.len() - 1).min(self.order + 1);
        let coefficient = |k: usize| {
            let middle = (k.is_multiple_of(2) && k / 2 < a.len()).then(|| E::power(&self.inner, &a[k / 2], 2));
            let pairs = if k == 0 { None } else { self.convolve(a, a, k, 0, (k - 1) / 2) };
            match (middle, pairs.map(|pairs| self.add(&pairs, &pairs))) {
                (Some(middle), Some(pairs)) => self.add(&middle, &pairs),
                (Some(only), None) | (None, Some(only)) => only,
                (None, None) => self.zero.clone(),
            }
        };
        (0..length).map(coefficient).collect()
    }

    pub(super) fn quotient(&self, a: &[E], b: &[E]) -> Vec<E> {
        if b.len() == 1 {
            return a.iter().map(|a| self.divide(a, &b[0])).collect();
        }
        let mut quotient: Vec<E> = Vec::with_capacity(self.order + 1);
        for k in 0..=self.order {
            let rest = if k == 0 { None } else { self.convolve(b, &quotient, k, 1, k) };
            let numerator = match (a.get(k), rest) {
                (Some(a), Some(rest)) => self.subtract(a, &rest),
                (Some(a), None) => a.clone(),
                (None, Some(rest)) => self.negate(&rest),
                (None, None) => self.zero.clone(),
            };
            quotient.push(self.divide(&numerator, &b[0]));
        }
        quotient
    }

    /// f with f′ = d·a′ and the given constant coefficient.
    pub(super) fn chain(&self, constant: E, derivative: &[E], a: &[E]) -> Vec<E> {
        let weighted = self.weighted(a);
        self.rows(constant, |k, _| self.convolve(&weighted, derivative, k, 1, k))
    }

    /// Coefficients from a recurrence that gives k·fₖ from the lower ones.
    fn rows(&self, constant: E, next: impl Fn(usize, &[E]) -> Option<E>) -> Vec<E> {
        let mut f = Vec::with_capacity(self.order + 1);
        f.push(constant);
        for k in 1..=self.order {
            let row = next(k, &f).map_or_else(|| self.zero.clone(), |sum| self.divide(&sum, &self.naturals[k]));
            f.push(row);
        }
        f
    }

    pub(super) fn exp(&self, a: &[E]) -> Vec<E> {
        let weighted = self.weighted(a);
        let constant = self.unary_coefficient(Unary::Exp, &a[0]);
        self.rows(constant, |k, f| self.convolve(&weighted, f, k, 1, k))
    }

    /// ln a with the given constant coefficient: k·fₖ = (k·aₖ − Σ j·fⱼ·a₍ₖ₋ⱼ₎) / a₀.
    pub(super) fn ln(&self, constant: E, a: &[E]) -> Vec<E> {
        let derivative = self.quotient(&self.derivative(a), a);
        self.integral(constant, &derivative)
    }

    /// The coefficients of a′.
    pub(super) fn derivative(&self, a: &[E]) -> Vec<E> {
        if a.len() == 1 {
            return vec![self.zero.clone()];
        }
        a[1..].iter().zip(&self.naturals[1..]).map(|(a, j)| self.multiply(a, j)).collect()
    }

    /// f with the given constant coefficient and f′ = d.
    pub(super) fn integral(&self, constant: E, derivative: &[E]) -> Vec<E> {
        let mut f = Vec::with_capacity(self.order + 1);
        f.push(constant);
        f.extend(derivative.iter().take(self.order).zip(&self.naturals[1..]).map(|(d, j)| self.divide(d, j)));
        f
    }

    pub(super) fn sqrt(&self, a: &[E]) -> Vec<E> {
        let root = self.unary_coefficient(Unary::Sqrt, &a[0]);
        let twice = self.add(&root, &root);
        let mut f = Vec::with_capacity(self.order + 1);
        f.push(root);
        for k in 1..=self.order {
            let rest = self.convolve(&f, &f, k, 1, k - 1);
            let numerator = match (a.get(k), rest) {
                (Some(a), Some(rest)) => self.subtract(a, &rest),
                (Some(a), None) => a.clone(),
                (None, Some(rest)) => self.negate(&rest),
                (None, None) => self.zero.clone(),
            };
            f.push(self.divide(&numerator, &twice));
        }
        f
    }

    /// Two functions with f′ = g·a′ and g′ = ±f·a′.
    pub(super) fn coupled(&self, f0: E, g0: E, a: &[E], negative: bool) -> (Vec<E>, Vec<E>) {
        let weighted = self.weighted(a);
        let (mut f, mut g) = (vec![f0], vec![g0]);
        for k in 1..=self.order {
            let zero = || self.zero.clone();
            let from_g = self.convolve(&weighted, &g, k, 1, k).unwrap_or_else(zero);
            let from_f = self.convolve(&weighted, &f, k, 1, k).unwrap_or_else(zero);
            f.push(self.divide(&from_g, &self.naturals[k]));
            let row = self.divide(&from_f, &self.naturals[k]);
            g.push(if negative { self.negate(&row) } else { row });
        }
        (f, g)
    }

    /// f with f′ = (1 ± f²)·a′: the tangents.
    pub(super) fn tangent(&self, constant: E, a: &[E], negative: bool) -> Vec<E> {
        let weighted = self.weighted(a);
        let mut f = vec![constant];
        let mut slope = Vec::with_capacity(self.order + 1);
        for k in 1..=self.order {
            // Coefficient k − 1 of 1 ± f², now that f is known up to there.
            let square = if k == 1 {
                E::power(&self.inner, &f[0], 2)
            } else {
                self.convolve(&f, &f, k - 1, 0, k - 1).unwrap_or_else(|| self.zero.clone())
            };
            let signed = if negative { self.negate(&square) } else { square };
            slope.push(if k == 1 { self.add(&self.naturals[1], &signed) } else { signed });
            let row = self.convolve(&weighted, &slope, k, 1, k).unwrap_or_else(|| self.zero.clone());
            f.push(self.divide(&row, &self.naturals[k]));
        }
        f
    }

    /// aᵖ for a constant p, a ≠ 0: k·a₀·fₖ = Σ (p·j − (k − j))·aⱼ·f₍ₖ₋ⱼ₎.
    pub(super) fn real_power(&self, constant: E, a: &[E], exponent: &E) -> Vec<E> {
        let mut f = vec![constant];
        for k in 1..=self.order {
            let mut sum: Option<E> = None;
            for j in 1..=k.min(a.len() - 1) {
                let scale = self.subtract(&self.multiply(exponent, &self.naturals[j]), &self.naturals[k - j]);
                let term = self.multiply(&scale, &self.multiply(&a[j], &f[k - j]));
                sum = Some(sum.map_or_else(|| term.clone(), |sum| self.add(&sum, &term)));
            }
            let sum = sum.unwrap_or_else(|| self.zero.clone());
            f.push(self.divide(&sum, &self.multiply(&self.naturals[k], &a[0])));
        }
        f
    }

    /// aⁿ by squaring, for n ≥ 1 and an a that may be 0.
    pub(super) fn natural_power(&self, a: &[E], n: u64) -> Vec<E> {
        let mut power = a.to_vec();
        for bit in (0..u64::BITS - 1 - n.leading_zeros()).rev() {
            power = self.square(&power);
            if n >> bit & 1 == 1 {
                power = self.product(&power, a);
            }
        }
        power
    }

    pub(super) fn sum(&self, a: &[E], b: &[E]) -> Vec<E> {
        self.termwise(a, b, |x, y| self.add(x, y), E::clone)
    }

    pub(super) fn difference(&self, a: &[E], b: &[E]) -> Vec<E> {
        self.termwise(a, b, |x, y| self.subtract(x, y), |y| self.negate(y))
    }

    fn termwise(&self, a: &[E], b: &[E], both: impl Fn(&E, &E) -> E, second: impl Fn(&E) -> E) -> Vec<E> {
        let common = a.len().min(b.len());
        let mut result: Vec<E> = a.iter().zip(b).map(|(x, y)| both(x, y)).collect();
        result.extend_from_slice(&a[common..]);
        result.extend(b[common..].iter().map(second));
        result
    }
}
