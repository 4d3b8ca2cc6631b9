//! How a function behaves on a tail: bounds for all x beyond a cut, and for its integral there.
//!
//! On the tail x = ±(T + t) with t ≥ 0 a value is known in up to three ways, each of which holds
//! for every t ≥ 0:
//!
//! * its *form*: f = Σ pₖ·tᵏ + λ·ln(1 + t/T), with intervals for pₖ and λ;
//! * its *logarithm*, where f keeps its sign: ln |f| is such a form;
//! * its *envelope*: f ∈ C·exp(Σ aₖ·tᵏ)·(1 + t/T)^λ, with an interval C.
//!
//! A [`Tail`] is a [`Scalar`], so any graph can be evaluated over it: the logarithm of a normal
//! density is a quadratic form, a mixture's lies between two of them (ln Σ exp is the greatest
//! operand plus at most ln n), Student's is a form with λ, and p·(ln p − ln q) has the envelope of p
//! times that of a polynomial. An envelope with aₖ ≤ 0 integrates in closed form:
//!
//! ∫ exp(−a·t)·(1 + t/T)^λ dt ≤ 1/(a − λ⁺/T), and ∫ (1 + t/T)^λ dt = T/(−λ − 1) for λ < −1.
//!
//! Since the cut can move out until the slope a is large, the linear term is enough for normal
//! tails too (it is Mills' ratio bound, exp(−z²/2)/z).
//!
//! The same calculus bounds an integrand near a singular end at 0: with x = h·e^−t, ln x is a form
//! and dx = x dt.

use super::tail_form::{Envelope, Form};
use crate::number::{Binary, Constant, Defined, Enclosure, Interval, Nary, Rational, Scalar, Special, Unary};

/// The cut from which tails are looked at.
#[derive(Clone, Copy, Debug)]
pub struct TailContext {
    /// T, positive.
    pub(super) cut: f64,
    /// Whether only integers count, as in a sum.
    integers: bool,
}

impl TailContext {
    /// For the tail beyond `cut`, a positive number.
    pub fn new(cut: f64) -> Self {
        Self { cut, integers: false }
    }

    /// For the integers from `cut`, a positive integer, on.
    pub fn over_integers(cut: f64) -> Self {
        Self { cut, integers: true }
    }
}

/// What is known of a function on a tail; every part that is present says that it is defined there.
#[derive(Clone, Debug, Default)]
pub struct Tail {
    form: Option<Form>,
    /// ln |f|.
    log: Option<Form>,
    /// Whether the value with this logarithm is negative.
    negative: bool,
    envelope: Option<Envelope>,
    /// Whether it is −∞, as the logarithm of a mass that is 0.
    nothing: bool,
}

/// What is known of an integral over a tail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TailIntegral {
    /// It exists and is enclosed.
    Enclosed(Interval),
    /// It is proved to diverge.
    Diverges,
    /// No bound is known.
    Unknown,
}

impl Tail {
    /// x = T + t, or −(T + t) on the lower side.
    pub fn variable(context: &TailContext, upper: bool) -> Self {
        let form = Form::line(Interval::point(context.cut), Interval::ONE);
        Self::of_form(context, if upper { form } else { form.negated() })
    }

    /// x = h·e^−t: what goes to 0 from the cut h > 0 of an integral's range.
    pub fn near_zero(context: &TailContext, h: f64) -> Self {
        let log = Interval::unary(&(), Unary::Ln, &Interval::point(h));
        let tail = Self::of_log(context, Form::line(log, Interval::point(-1.0)), false);
        Self { form: Some(Form::constant(Interval::new(0.0, h))), ..tail }
    }

    /// A value that doesn't depend on t.
    pub fn constant_at(context: &TailContext, value: Interval) -> Self {
        if value.defined() != Defined::Yes || value.infinite() == Some(true) {
            return Self::default();
        }
        if value.infinite() == Some(false) {
            return Self { nothing: true, ..Self::default() };
        }
        Self::of_form(context, Form::constant(value))
    }

    /// What is known of ∫ f dt over t ≥ 0.
    pub fn integral(&self, context: &TailContext) -> TailIntegral {
        match &self.envelope {
            Some(envelope) if envelope.diverges() => TailIntegral::Diverges,
            Some(envelope) => envelope.integral(context.cut).map_or(TailIntegral::Unknown, TailIntegral::Enclosed),
            None => TailIntegral::Unknown,
        }
    }

    /// What is known of Σ f over t = 0, 1, 2, ….
    pub fn series(&self, context: &TailContext) -> TailIntegral {
        match &self.envelope {
            Some(envelope) if envelope.diverges() => TailIntegral::Diverges,
            Some(envelope) => envelope.series(context.cut).map_or(TailIntegral::Unknown, TailIntegral::Enclosed),
            None => TailIntegral::Unknown,
        }
    }

    /// Whether the value is known to go to 0.
    pub fn vanishes(&self) -> bool {
        self.envelope.as_ref().is_some_and(Envelope::vanishes)
    }

    /// The product with another.
    #[must_use]
    pub fn times(&self, context: &TailContext, other: &Self) -> Self {
        Self::multiply(context, self, other)
    }

    fn of_form(context: &TailContext, form: Form) -> Self {
        let envelope = form.envelope(context.cut);
        let (log, negative) = match form.ln(context.cut) {
            Some(log) => (Some(log), false),
            None => (form.negated().ln(context.cut), true),
        };
        Self { form: Some(form), log, negative, envelope, nothing: false }
    }

    fn of_log(context: &TailContext, log: Form, negative: bool) -> Self {
        let signed = |tail: Self| if negative { tail.negate(context) } else { tail };
        if let Some(constant) = log.as_constant() {
            let value = Form::constant(Interval::unary(&(), Unary::Exp, &constant));
            return signed(Self::of_form(context, value));
        }
        let envelope = Envelope::exp(&log);
        signed(Self { log: Some(log), envelope, ..Self::default() })
    }

    /// The range of a value between two numbers.
    fn range(&self) -> Option<Interval> {
        self.form.as_ref()?.as_constant()
    }

    /// The range of a value of which no more is known than that.
    fn constant_value(&self) -> Option<Interval> {
        self.range().filter(|_| !self.falls())
    }

    /// Whether the logarithm says more than a form that is only a range: the value goes to 0.
    fn falls(&self) -> bool {
        self.range().is_some() && self.log.as_ref().is_some_and(|log| log.as_constant().is_none())
    }

    /// ln f, where f is positive.
    fn positive_log(&self) -> Option<&Form> {
        self.log.as_ref().filter(|_| !self.negative)
    }

    fn negate(&self, _: &TailContext) -> Self {
        Self {
            form: self.form.as_ref().map(Form::negated),
            log: self.log.clone(),
            negative: !self.negative,
            envelope: self.envelope.as_ref().map(Envelope::negated),
            nothing: false,
        }
    }

    fn add(context: &TailContext, x: &Self, y: &Self) -> Self {
        let form = both(&x.form, &y.form).and_then(|(x, y)| x.plus(y));
        if let Some(form) = form.as_ref().filter(|_| !x.falls() && !y.falls()) {
            return Self::of_form(context, form.clone());
        }
        let envelope = both(&x.envelope, &y.envelope).and_then(|(x, y)| x.plus(y));
        let log = both(&x.log, &y.log).filter(|_| x.negative == y.negative);
        let log = log.and_then(|(x, y)| Form::log_sum_exp(&[x, y], context.cut));
        match (log, form) {
            (None, Some(form)) => Self { envelope, ..Self::of_form(context, form) },
            (log, form) => Self { form, log, negative: x.negative, envelope, nothing: false },
        }
    }

    fn multiply(context: &TailContext, x: &Self, y: &Self) -> Self {
        let log = both(&x.log, &y.log).and_then(|(x, y)| x.plus(y));
        let negative = x.negative != y.negative;
        let form = both(&x.form, &y.form).and_then(|(x, y)| x.times(y));
        if let Some(form) = form.as_ref().filter(|_| !x.falls() && !y.falls()) {
            let tail = Self::of_form(context, form.clone());
            return if log.is_some() { Self { log, negative, ..tail } } else { tail };
        }
        let tail = match log {
            Some(log) => Self::of_log(context, log, negative),
            None => {
                let envelope = both(&x.envelope, &y.envelope).and_then(|(x, y)| x.times(y));
                Self { envelope, ..Self::default() }
            }
        };
        Self { form: form.or(tail.form), ..tail }
    }

    fn reciprocal(&self, context: &TailContext) -> Self {
        if let Some(value) = self.constant_value() {
            let value = Interval::binary(&(), Binary::Divide, &Interval::ONE, &value);
            return Self::constant_at(context, value);
        }
        match &self.log {
            Some(log) => Self::of_log(context, log.negated(), self.negative),
            None => Self::default(),
        }
    }

    fn exp(&self, context: &TailContext) -> Self {
        match &self.form {
            Some(form) => Self::of_log(context, form.clone(), false),
            None if self.nothing => Self::constant_at(context, Interval::ZERO),
            None => Self::default(),
        }
    }

    fn ln(&self, context: &TailContext) -> Self {
        match self.positive_log() {
            Some(log) => Self::of_form(context, log.clone()),
            None => Self::default(),
        }
    }

    /// A value in a range, where this operand is defined.
    fn bounded(&self, context: &TailContext, operation: Unary, low: f64, high: f64) -> Self {
        let defined = self.form.is_some() || self.log.is_some() || self.envelope.is_some();
        if defined && self.range().is_none() {
            Self::constant_at(context, Interval::new(low, high))
        } else {
            self.over_range(context, operation)
        }
    }

    /// ln Γ of a line z + s·t with z ≥ 2, s ≥ 0: ln Γ is convex with a falling curvature, so that
    /// ln Γ(z + h) = ln Γ(z) + ψ(z)·h + c·h² with 0 ≤ c ≤ ψ′(z)/2 ≤ (1/z + 1/z²)/2 (DLMF 5.15.1).
    fn ln_gamma(&self) -> Option<Form> {
        let (at, slope) = self.form.as_ref()?.as_line()?;
        if at.lo() < 2.0 || slope.lo() < 0.0 || !at.hi().is_finite() {
            return None;
        }
        let unary = |operation| Interval::unary(&(), operation, &at);
        let multiply = |x: &Interval, y: &Interval| Interval::binary(&(), Binary::Multiply, x, y);
        let inverse = Interval::binary(&(), Binary::Divide, &Interval::ONE, &at);
        let curvature = Interval::binary(&(), Binary::Add, &inverse, &Interval::power(&(), &inverse, 2));
        let curvature = Interval::new(0.0, multiply(&curvature, &Interval::point(0.5)).hi());
        let square = multiply(&curvature, &Interval::power(&(), &slope, 2));
        Form::parabola(unary(Unary::LnGamma), multiply(&unary(Unary::Digamma), &slope), square)
    }

    /// An operation on all values between two numbers.
    fn over_range(&self, context: &TailContext, operation: Unary) -> Self {
        match self.range() {
            Some(range) => Self::constant_at(context, Interval::unary(&(), operation, &range)),
            None => Self::default(),
        }
    }

    fn log_times(&self, context: &TailContext, factor: &Interval) -> Self {
        match self.positive_log().and_then(|log| log.times(&Form::constant(*factor))) {
            Some(log) => Self::of_log(context, log, false),
            None => Self::default(),
        }
    }

    /// xʸ for x < 0 at integers y: between −|x|ʸ and |x|ʸ.
    fn alternating(context: &TailContext, x: &Self, y: &Self) -> Self {
        let size = Self::multiply(context, y, &x.negate(context).ln(context)).exp(context);
        let range = size.range().map(|range| Form::constant(Interval::new(-range.hi(), range.hi())));
        Self { form: range, envelope: size.envelope.as_ref().map(Envelope::either_sign), ..Self::default() }
    }

    /// Whether x ≤ y on the whole tail, where that is known.
    fn at_most(x: &Self, y: &Self) -> Option<bool> {
        let difference = y.form.as_ref()?.plus(&x.form.as_ref()?.negated())?;
        if difference.is_nonnegative() {
            Some(true)
        } else if difference.negated().is_positive() {
            Some(false)
        } else {
            None
        }
    }

    fn truth(context: &TailContext, truth: Option<bool>) -> Self {
        match truth {
            Some(true) => Self::constant_at(context, Interval::ONE),
            Some(false) => Self::constant_at(context, Interval::ZERO),
            None => Self::default(),
        }
    }

    /// The truth of a comparison.
    fn as_truth(&self) -> Option<bool> {
        let value = self.constant_value()?;
        if value == Interval::ZERO { Some(false) } else { (value.lo() > 0.0 || value.hi() < 0.0).then_some(true) }
    }
}

fn both<'a, T>(x: &'a Option<T>, y: &'a Option<T>) -> Option<(&'a T, &'a T)> {
    x.as_ref().zip(y.as_ref())
}

impl Scalar for Tail {
    type Context = TailContext;

    fn constant(context: &TailContext, constant: &Constant) -> Self {
        Self::constant_at(context, Interval::constant(&(), constant))
    }

    fn undefined(_: &TailContext) -> Self {
        Self::default()
    }

    fn unary(context: &TailContext, operation: Unary, x: &Self) -> Self {
        if let Some(value) = x.constant_value() {
            return Self::constant_at(context, Interval::unary(&(), operation, &value));
        }
        match operation {
            Unary::Negate => x.negate(context),
            Unary::Exp => x.exp(context),
            Unary::Ln => x.ln(context),
            Unary::Sqrt => x.log_times(context, &Interval::point(0.5)),
            Unary::Abs => match &x.form {
                Some(form) if form.is_nonnegative() => x.clone(),
                Some(form) if form.negated().is_nonnegative() => x.negate(context),
                _ if x.positive_log().is_some() => x.clone(),
                _ if x.log.is_some() => x.negate(context),
                _ => Self { envelope: x.envelope.as_ref().map(Envelope::absolute), ..Self::default() },
            },
            Unary::EntropyTerm => Self::multiply(context, x, &x.ln(context)).negate(context),
            Unary::Sin | Unary::Cos | Unary::Tanh | Unary::Erf => x.bounded(context, operation, -1.0, 1.0),
            Unary::Atan => x.bounded(context, operation, -1.6, 1.6),
            // For z ≥ 0: 0 < erfc z ≤ exp(−z²).
            Unary::Erfc => match &x.form {
                Some(form) if form.is_nonnegative() => Self {
                    envelope: form.times(form).and_then(|square| Envelope::exp(&square.negated())).map(|e| e.at_most()),
                    ..Self::default()
                },
                _ => x.bounded(context, operation, 0.0, 2.0),
            },
            Unary::Cosh | Unary::Sinh => {
                let (up, down) = (x.exp(context), x.negate(context).exp(context));
                let down = if operation == Unary::Cosh { down } else { down.negate(context) };
                let half = Self::constant_at(context, Interval::point(0.5));
                Self::multiply(context, &Self::add(context, &up, &down), &half)
            }
            Unary::Not => Self::truth(context, x.as_truth().map(|truth| !truth)),
            Unary::Tan | Unary::Asin | Unary::Acos | Unary::Floor | Unary::Ceil | Unary::Round | Unary::Digamma => {
                x.over_range(context, operation)
            }
            Unary::LnGamma => match x.ln_gamma() {
                Some(form) => Self::of_form(context, form),
                None => x.over_range(context, operation),
            },
            Unary::Gamma => match x.ln_gamma() {
                Some(log) => Self::of_log(context, log, false),
                None => x.over_range(context, operation),
            },
        }
    }

    fn binary(context: &TailContext, operation: Binary, x: &Self, y: &Self) -> Self {
        match operation {
            Binary::Add => Self::add(context, x, y),
            Binary::Subtract => Self::add(context, x, &y.negate(context)),
            Binary::Multiply => Self::multiply(context, x, y),
            Binary::Divide => Self::multiply(context, x, &y.reciprocal(context)),
            Binary::Power => match (x.constant_value(), y.constant_value()) {
                (_, Some(exponent)) => x.log_times(context, &exponent),
                (Some(base), None) if base.hi() < 0.0 && context.integers => Self::alternating(context, x, y),
                (Some(_), None) => Self::multiply(context, y, &x.ln(context)).exp(context),
                _ => Self::default(),
            },
            Binary::CrossTerm | Binary::DivergenceTerm if x.constant_value() == Some(Interval::ZERO) => {
                // 0·ln 0 = 0, as long as the model's density is defined and not negative.
                match (y.positive_log(), y.constant_value()) {
                    (Some(_), _) | (_, Some(Interval::ZERO)) => x.clone(),
                    _ => Self::default(),
                }
            }
            Binary::CrossTerm => Self::multiply(context, x, &y.ln(context)).negate(context),
            Binary::DivergenceTerm => {
                let logs = Self::add(context, &x.ln(context), &y.ln(context).negate(context));
                Self::multiply(context, x, &logs)
            }
            Binary::LessEqual => Self::truth(context, Self::at_most(x, y)),
            Binary::Less => Self::truth(context, Self::at_most(y, x).map(|truth| !truth)),
            Binary::And => Self::truth(context, x.as_truth().zip(y.as_truth()).map(|(x, y)| x && y)),
            Binary::Or => Self::truth(context, x.as_truth().zip(y.as_truth()).map(|(x, y)| x || y)),
            Binary::Equal | Binary::Modulo => Self::default(),
        }
    }

    fn power(context: &TailContext, x: &Self, n: i64) -> Self {
        if let Some(value) = x.constant_value() {
            return Self::constant_at(context, Interval::power(&(), &value, n));
        }
        match n {
            0 if x.envelope.is_some() || x.log.is_some() => Self::constant_at(context, Interval::ONE),
            1..=8 => (1..n).fold(x.clone(), |product, _| Self::multiply(context, &product, x)),
            -8..=-1 => Self::power(context, x, -n).reciprocal(context),
            _ => x.log_times(context, &Interval::constant(&(), &Constant::Rational(Rational::from(n)))),
        }
    }

    fn nary(context: &TailContext, operation: Nary, operands: &[Self]) -> Self {
        match operation {
            Nary::Sum => operands
                .iter()
                .cloned()
                .reduce(|x, y| Self::add(context, &x, &y))
                .unwrap_or_else(|| Self::constant_at(context, Interval::ZERO)),
            Nary::Product => operands
                .iter()
                .cloned()
                .reduce(|x, y| Self::multiply(context, &x, &y))
                .unwrap_or_else(|| Self::constant_at(context, Interval::ONE)),
            Nary::Min | Nary::Max => {
                let beats = |x: &Self, y: &Self| {
                    let (low, high) = if operation == Nary::Min { (x, y) } else { (y, x) };
                    Self::at_most(low, high) == Some(true)
                };
                let winner = operands.iter().find(|x| operands.iter().all(|y| std::ptr::eq(*x, y) || beats(x, y)));
                winner.cloned().unwrap_or_default()
            }
            Nary::LogSumExp => {
                let forms: Option<Vec<&Form>> =
                    operands.iter().filter(|x| !x.nothing).map(|x| x.form.as_ref()).collect();
                match forms.and_then(|forms| Form::log_sum_exp(&forms, context.cut)) {
                    Some(form) => Self::of_form(context, form),
                    None => Self::default(),
                }
            }
        }
    }

    fn special(context: &TailContext, operation: Special, operands: &[Self]) -> Self {
        let values: Option<Vec<Interval>> = operands.iter().map(Self::range).collect();
        match values {
            Some(values) => Self::constant_at(context, Interval::special(&(), operation, &values)),
            None => Self::default(),
        }
    }

    fn select(_: &TailContext, condition: &Self, yes: &Self, no: &Self) -> Self {
        match condition.as_truth() {
            Some(true) => yes.clone(),
            Some(false) => no.clone(),
            None => Self::default(),
        }
    }
}
