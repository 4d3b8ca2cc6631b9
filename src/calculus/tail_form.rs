//! The two shapes in which a tail is known: forms and envelopes.

use crate::number::{Binary, Defined, Enclosure, Interval, Scalar, Unary};

/// The longest polynomial that is worth keeping.
const MAX_DEGREE: usize = 12;

fn add(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Add, x, y)
}

fn multiply(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Multiply, x, y)
}

fn divide(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Divide, x, y)
}

fn negate(x: &Interval) -> Interval {
    Interval::unary(&(), Unary::Negate, x)
}

fn is_known(x: &Interval) -> bool {
    x.defined() == Defined::Yes && x.lo().is_finite() && x.hi().is_finite()
}

/// f = Σ pₖ·tᵏ + λ·ln(1 + t/T) for every t ≥ 0, the coefficients somewhere in their intervals,
/// perhaps elsewhere for each t. All bounds are finite.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    /// At least the constant one.
    poly: Vec<Interval>,
    power: Interval,
}

impl Form {
    pub(super) fn constant(value: Interval) -> Self {
        Self { poly: vec![value], power: Interval::ZERO }
    }

    /// p₀ + p₁·t.
    pub(super) fn line(at: Interval, slope: Interval) -> Self {
        Self { poly: vec![at, slope], power: Interval::ZERO }
    }

    /// p₀ + p₁·t + p₂·t².
    pub(super) fn parabola(at: Interval, slope: Interval, square: Interval) -> Option<Self> {
        Self { poly: vec![at, slope, square], power: Interval::ZERO }.checked()
    }

    /// p₀ and p₁ of a form p₀ + p₁·t.
    pub(super) fn as_line(&self) -> Option<(Interval, Interval)> {
        match self.poly.as_slice() {
            [at, slope] if self.power == Interval::ZERO => Some((*at, *slope)),
            _ => None,
        }
    }

    pub(super) fn as_constant(&self) -> Option<Interval> {
        match self.poly.as_slice() {
            [only] if self.power == Interval::ZERO => Some(*only),
            _ => None,
        }
    }

    /// The form without needless terms; nothing where a bound overflowed.
    fn checked(mut self) -> Option<Self> {
        while self.poly.len() > 1 && self.poly.last() == Some(&Interval::ZERO) {
            self.poly.pop();
        }
        let fine = self.poly.len() <= MAX_DEGREE + 1 && self.poly.iter().chain([&self.power]).all(is_known);
        fine.then_some(self)
    }

    pub(super) fn negated(&self) -> Self {
        Self { poly: self.poly.iter().map(negate).collect(), power: negate(&self.power) }
    }

    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        let length = self.poly.len().max(other.poly.len());
        let at = |form: &Self, k: usize| form.poly.get(k).copied().unwrap_or(Interval::ZERO);
        let poly = (0..length).map(|k| add(&at(self, k), &at(other, k))).collect();
        Self { poly, power: add(&self.power, &other.power) }.checked()
    }

    pub(super) fn times(&self, other: &Self) -> Option<Self> {
        for (constant, form) in [(self, other), (other, self)] {
            if let Some(factor) = constant.as_constant() {
                let poly = form.poly.iter().map(|p| multiply(p, &factor)).collect();
                return Self { poly, power: multiply(&form.power, &factor) }.checked();
            }
        }
        if self.power != Interval::ZERO || other.power != Interval::ZERO {
            return None;
        }
        let mut poly = vec![Interval::ZERO; self.poly.len() + other.poly.len() - 1];
        for (j, a) in self.poly.iter().enumerate() {
            for (k, b) in other.poly.iter().enumerate() {
                poly[j + k] = add(&poly[j + k], &multiply(a, b));
            }
        }
        Self { poly, power: Interval::ZERO }.checked()
    }

    /// Whether it is ≥ 0 on the whole tail, by the signs of its terms.
    pub(super) fn is_nonnegative(&self) -> bool {
        self.power.lo() >= 0.0 && self.poly.iter().all(|p| p.lo() >= 0.0)
    }

    pub(super) fn is_positive(&self) -> bool {
        self.is_nonnegative() && self.poly[0].lo() > 0.0
    }

    /// Bounds of Σ pₖ·tᵏ/(1 + t/T)ᵈ with d the degree.
    ///
    /// With y = t/(T + t) in [0, 1) this is Σ (pₖ·Tᵏ/C(d, k))·C(d, k)·yᵏ·(1 − y)ᵈ⁻ᵏ, in Bernstein's
    /// basis, and lies between its coefficients; for (T + t)ᵈ all of them are Tᵈ.
    fn scaled_range(&self, cut: f64) -> Option<Interval> {
        let degree = self.poly.len() - 1;
        let (mut scale, mut chosen) = (Interval::ONE, 1.0);
        let mut range: Option<Interval> = None;
        for (k, p) in self.poly.iter().enumerate() {
            if k > 0 {
                scale = multiply(&scale, &Interval::point(cut));
                chosen = chosen * (degree + 1 - k) as f64 / k as f64;
            }
            let value = divide(&multiply(p, &scale), &Interval::point(chosen));
            range = Some(range.map_or(value, |range| range.hull(&value)));
        }
        range.filter(is_known)
    }

    /// ln f, where f is certainly positive.
    pub(super) fn ln(&self, cut: f64) -> Option<Self> {
        if self.power != Interval::ZERO {
            return None;
        }
        let range = self.scaled_range(cut).filter(|range| range.lo() > 0.0)?;
        let degree = Interval::point((self.poly.len() - 1) as f64);
        Self { poly: vec![Interval::unary(&(), Unary::Ln, &range)], power: degree }.checked()
    }

    pub(super) fn envelope(&self, cut: f64) -> Option<Envelope> {
        let polynomial =
            Envelope { factor: self.scaled_range(cut)?, rates: Vec::new(), power: (self.poly.len() - 1) as f64 };
        if self.power == Interval::ZERO {
            return Some(polynomial);
        }
        // 0 ≤ ln y ≤ 8·y^(1/8) for y ≥ 1.
        let factor = multiply(&self.power, &Interval::new(0.0, 8.0));
        polynomial.plus(&Envelope { factor, rates: Vec::new(), power: 0.125 })
    }

    /// An upper bound of a form that falls: λ·ln(1 + t/T) is at most λ⁺·t/T.
    fn falling_bound(&self, cut: f64) -> Option<f64> {
        let growth = divide(&Interval::point(self.power.hi().max(0.0)), &Interval::point(cut));
        let slope = add(&self.poly.get(1).copied().unwrap_or(Interval::ZERO), &growth);
        let falls = slope.hi() <= 0.0 && self.poly.iter().skip(2).all(|p| p.hi() <= 0.0);
        falls.then(|| self.poly[0].hi())
    }

    /// ln Σ exp fᵢ.
    ///
    /// Where all differences to one operand fall, it is that operand plus between 0 and
    /// ln(1 + Σ exp(sup)); else it lies between the operand that grows most and the greatest
    /// coefficients plus ln n.
    pub(super) fn log_sum_exp(forms: &[&Self], cut: f64) -> Option<Self> {
        let leader = forms.iter().copied().reduce(|best, form| if form.outgrows(best) { form } else { best })?;
        let mut excess = Some(Interval::ONE);
        let mut seen = false;
        for form in forms {
            if std::ptr::eq(*form, leader) && !seen {
                seen = true;
                continue;
            }
            let bound = form.plus(&leader.negated()).and_then(|difference| difference.falling_bound(cut));
            excess = excess.zip(bound).map(|(excess, bound)| {
                add(&excess, &Interval::new(0.0, Interval::unary(&(), Unary::Exp, &Interval::point(bound)).hi()))
            });
        }
        if let Some(excess) = excess {
            let mut form = leader.clone();
            form.poly[0] = add(&form.poly[0], &Interval::unary(&(), Unary::Ln, &excess));
            return form.checked();
        }
        let length = forms.iter().map(|form| form.poly.len()).max()?;
        let mut form = leader.clone();
        form.poly.resize(length, Interval::ZERO);
        for other in forms {
            for (k, p) in form.poly.iter_mut().enumerate() {
                let here = other.poly.get(k).copied().unwrap_or(Interval::ZERO);
                *p = Interval::new(p.lo(), p.hi().max(here.hi()));
            }
            form.power = Interval::new(form.power.lo(), form.power.hi().max(other.power.hi()));
        }
        let count = Interval::unary(&(), Unary::Ln, &Interval::point(forms.len() as f64));
        form.poly[0] = add(&form.poly[0], &Interval::new(0.0, count.hi()));
        form.checked()
    }

    /// Whether its lower bounds grow faster, seen from the highest power.
    fn outgrows(&self, other: &Self) -> bool {
        let length = self.poly.len().max(other.poly.len());
        let at = |form: &Self, k: usize| form.poly.get(k).copied().unwrap_or(Interval::ZERO).lo();
        for k in (1..length).rev() {
            if at(self, k) != at(other, k) {
                return at(self, k) > at(other, k);
            }
        }
        if self.power.lo() != other.power.lo() {
            return self.power.lo() > other.power.lo();
        }
        at(self, 0) > at(other, 0)
    }
}

/// f ∈ C·exp(Σ aₖ·tᵏ)·(1 + t/T)^λ for every t ≥ 0, k from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Envelope {
    factor: Interval,
    rates: Vec<f64>,
    power: f64,
}

impl Envelope {
    /// exp of a form: rates and power by their upper bounds; where these aren't exact the rest is a
    /// factor between 0 and 1.
    pub(super) fn exp(form: &Form) -> Option<Self> {
        let factor = Interval::unary(&(), Unary::Exp, &form.poly[0]);
        let exact = form.power.is_point() && form.poly[1..].iter().all(Interval::is_point);
        let rates = form.poly[1..].iter().map(Interval::hi).collect();
        let envelope = Self { factor, rates, power: form.power.hi() };
        (if exact { envelope } else { envelope.at_most() }).checked()
    }

    fn checked(self) -> Option<Self> {
        let fine = is_known(&self.factor) && self.power.is_finite() && self.rates.iter().all(|rate| rate.is_finite());
        fine.then_some(self)
    }

    /// The same with anything between 0 and the factor.
    pub(super) fn at_most(mut self) -> Self {
        self.factor = self.factor.hull(&Interval::ZERO);
        self
    }

    pub(super) fn negated(&self) -> Self {
        Self { factor: negate(&self.factor), ..self.clone() }
    }

    /// The envelope of |f|.
    pub(super) fn absolute(&self) -> Self {
        Self { factor: Interval::unary(&(), Unary::Abs, &self.factor), ..self.clone() }
    }

    /// The same with either sign.
    pub(super) fn either_sign(&self) -> Self {
        Self { factor: self.factor.hull(&negate(&self.factor)), ..self.clone() }
    }

    fn rate(&self, k: usize) -> f64 {
        self.rates.get(k).copied().unwrap_or(0.0)
    }

    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        // 0 has any envelope.
        if other.factor == Interval::ZERO {
            return Some(self.clone());
        }
        if self.factor == Interval::ZERO {
            return Some(other.clone());
        }
        let length = self.rates.len().max(other.rates.len());
        let rates: Vec<f64> = (0..length).map(|k| self.rate(k).max(other.rate(k))).collect();
        let power = self.power.max(other.power);
        let factor = |envelope: &Self| {
            let same = envelope.power == power && rates.iter().enumerate().all(|(k, rate)| *rate == envelope.rate(k));
            if same { envelope.factor } else { envelope.factor.hull(&Interval::ZERO) }
        };
        Self { factor: add(&factor(self), &factor(other)), rates, power }.checked()
    }

    pub(super) fn times(&self, other: &Self) -> Option<Self> {
        let length = self.rates.len().max(other.rates.len());
        let mut exact = true;
        let mut sum = |x: f64, y: f64| {
            let sum = add(&Interval::point(x), &Interval::point(y));
            exact &= sum.is_point();
            sum.hi()
        };
        let rates = (0..length).map(|k| sum(self.rate(k), other.rate(k))).collect();
        let power = sum(self.power, other.power);
        let envelope = Self { factor: multiply(&self.factor, &other.factor), rates, power };
        (if exact { envelope } else { envelope.at_most() }).checked()
    }

    /// Whether ∫ f dt over t ≥ 0 certainly diverges.
    pub(super) fn diverges(&self) -> bool {
        let away = self.factor.lo() > 0.0 || self.factor.hi() < 0.0;
        away && self.power >= -1.0 && self.rates.iter().all(|&rate| rate >= 0.0)
    }

    pub(super) fn vanishes(&self) -> bool {
        let falls = self.power < 0.0 || self.rates.iter().any(|&rate| rate < 0.0);
        self.factor == Interval::ZERO || falls && self.rates.iter().all(|&rate| rate <= 0.0)
    }

    /// Σ f over t = 0, 1, 2, …: a geometric series, or Euler and Maclaurin's formula for
    ///
    /// Σ (1 + t/T)^−s = T/(s−1) + 1/2 + s/(12T) − s(s+1)(s+2)/(720T³) + …,
    ///
    /// which alternates around the value, as the power is completely monotone (DLMF 25.11.28).
    pub(super) fn series(&self, cut: f64) -> Option<Interval> {
        if self.factor == Interval::ZERO {
            return Some(Interval::ZERO);
        }
        if self.rates.iter().skip(1).any(|&rate| rate > 0.0) {
            return None;
        }
        let plain = self.rates.iter().skip(1).all(|&rate| rate == 0.0);
        let cut = Interval::point(cut);
        let mut result: Option<Interval> = None;
        let mut meet = |unit: Interval, exact: bool| {
            if is_known(&unit) && unit.hi() >= 0.0 {
                let unit = if exact { unit } else { Interval::new(0.0, unit.hi()) };
                let value = multiply(&self.factor, &unit);
                result = Some(result.map_or(value, |known| known.intersection(&value).unwrap_or(known)));
            }
        };
        // (1 + t/T)^λ ≤ exp(λ⁺·t/T)
        let growth = divide(&Interval::point(self.power.max(0.0)), &cut);
        let rate = add(&Interval::point(self.rate(0)), &growth);
        if rate.hi() < 0.0 {
            let gap = add(&Interval::ONE, &negate(&Interval::unary(&(), Unary::Exp, &rate)));
            if gap.lo() > 0.0 {
                meet(divide(&Interval::ONE, &gap), plain && self.power == 0.0);
            }
        }
        if self.rate(0) <= 0.0 && self.power < -1.0 {
            let s = Interval::point(-self.power);
            let (one, half) = (Interval::ONE, Interval::point(0.5));
            let first = add(&divide(&cut, &add(&s, &negate(&one))), &half);
            let second = divide(&s, &multiply(&Interval::point(12.0), &cut));
            let above = add(&s, &one);
            let product = multiply(&multiply(&s, &above), &add(&above, &one));
            let third = divide(&product, &multiply(&Interval::point(720.0), &Interval::power(&(), &cut, 3)));
            let sum = add(&first, &add(&second, &negate(&Interval::ZERO.hull(&third))));
            meet(sum, plain && self.rate(0) == 0.0);
        }
        result.filter(is_known)
    }

    /// ∫ f dt over t ≥ 0.
    pub(super) fn integral(&self, cut: f64) -> Option<Interval> {
        if self.factor == Interval::ZERO {
            return Some(Interval::ZERO);
        }
        if self.rates.iter().skip(1).any(|&rate| rate > 0.0) {
            return None;
        }
        let cut = Interval::point(cut);
        let mut result: Option<Interval> = None;
        let mut meet = |unit: Interval, exact: bool| {
            if !is_known(&unit) || unit.hi() < 0.0 {
                return;
            }
            let unit = if exact { unit } else { Interval::new(0.0, unit.hi()) };
            let value = multiply(&self.factor, &unit);
            result = match result {
                Some(known) => known.intersection(&value).or(Some(known)),
                None => Some(value),
            };
        };
        // (1 + t/T)^λ ≤ exp(λ⁺·t/T)
        let growth = divide(&Interval::point(self.power.max(0.0)), &cut);
        let fall = negate(&add(&Interval::point(self.rate(0)), &growth));
        if fall.lo() > 0.0 {
            let exact = self.power == 0.0 && self.rates.iter().skip(1).all(|&rate| rate == 0.0);
            meet(divide(&Interval::ONE, &fall), exact);
        }
        if self.rate(0) <= 0.0 && self.power < -1.0 {
            let exponent = negate(&add(&Interval::point(self.power), &Interval::ONE));
            meet(divide(&cut, &exponent), self.rates.iter().all(|&rate| rate == 0.0));
        }
        result.filter(is_known)
    }
}
