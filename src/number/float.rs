//! One `f64` without a bound: for pictures and readouts that follow a pointer, never for verdicts.

use super::{Binary, Constant, Defined, Enclosure, Interval, Nary, Scalar, Special, Unary};

/// What evaluating in `f64` remembers.
#[derive(Clone, Debug, Default)]
pub struct FloatContext {
    /// Where searches for an optimum begin, beside their own places: the state that a reader sees.
    pub start: Vec<f64>,
    /// The optima found so far, by the number of their body: each coordinate asks for its own.
    pub optima: std::collections::BTreeMap<usize, Vec<f64>>,
}

/// A number that is about right; NaN where there is no value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Float(pub f64);

/// 1 for true, 0 for false; no value where an operand has none.
fn truth(x: f64, y: f64, holds: bool) -> f64 {
    if x.is_nan() || y.is_nan() { f64::NAN } else { f64::from(u8::from(holds)) }
}

/// 0 at x = 0, ∞ at x > 0 = y, `otherwise` elsewhere.
fn term(x: f64, y: f64, otherwise: impl Fn() -> f64) -> f64 {
    if x.is_nan() || y.is_nan() || x < 0.0 || y < 0.0 {
        f64::NAN
    } else if x == 0.0 {
        0.0
    } else if y == 0.0 {
        f64::INFINITY
    } else {
        otherwise()
    }
}

/// ψ(x): by its recurrence up to 12, then the asymptotic series (DLMF 5.11.2); by reflection below 0.
fn digamma(mut x: f64) -> f64 {
    if x <= 0.0 {
        let rest = x - libm::round(x);
        let angle = core::f64::consts::PI * rest;
        return if rest == 0.0 { f64::NAN } else { digamma(1.0 - x) - core::f64::consts::PI / libm::tan(angle) };
    }
    let mut steps = 0.0;
    while x < 12.0 {
        steps += 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let terms = [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0];
    let series = terms.iter().rev().fold(0.0, |series, term| term + series * square);
    libm::log(x) - 0.5 / x - series * square - steps
}

impl Scalar for Float {
    type Context = FloatContext;

    fn constant(_: &Self::Context, constant: &Constant) -> Self {
        Self(match constant {
            Constant::Rational(number) => number.to_f64().value(),
            Constant::Pi => core::f64::consts::PI,
            Constant::E => core::f64::consts::E,
            Constant::Infinity => f64::INFINITY,
        })
    }

    fn undefined(_: &Self::Context) -> Self {
        Self(f64::NAN)
    }

    fn unary(_: &Self::Context, operation: Unary, &Self(x): &Self) -> Self {
        Self(match operation {
            Unary::Negate => -x,
            Unary::Abs => libm::fabs(x),
            Unary::Sqrt => libm::sqrt(x),
            Unary::Exp => libm::exp(x),
            Unary::Ln if x == 0.0 => f64::NAN,
            Unary::Ln => libm::log(x),
            Unary::Sin => libm::sin(x),
            Unary::Cos => libm::cos(x),
            Unary::Tan => libm::tan(x),
            Unary::Asin => libm::asin(x),
            Unary::Acos => libm::acos(x),
            Unary::Atan => libm::atan(x),
            Unary::Sinh => libm::sinh(x),
            Unary::Cosh => libm::cosh(x),
            Unary::Tanh => libm::tanh(x),
            Unary::Floor => libm::floor(x),
            Unary::Ceil => libm::ceil(x),
            Unary::Round => libm::round(x),
            Unary::Erf => libm::erf(x),
            Unary::Erfc => libm::erfc(x),
            Unary::Gamma => libm::tgamma(x),
            Unary::LnGamma => libm::lgamma(x),
            Unary::Digamma => digamma(x),
            Unary::EntropyTerm => term(x, 1.0, || -x * libm::log(x)),
            Unary::Not => truth(x, x, x == 0.0),
        })
    }

    fn binary(_: &Self::Context, operation: Binary, &Self(x): &Self, &Self(y): &Self) -> Self {
        Self(match operation {
            Binary::Add => x + y,
            Binary::Subtract => x - y,
            Binary::Multiply => x * y,
            Binary::Divide if y == 0.0 => f64::NAN,
            Binary::Divide => x / y,
            Binary::Power => libm::pow(x, y),
            Binary::Modulo if y == 0.0 => f64::NAN,
            Binary::Modulo => x - y * libm::floor(x / y),
            Binary::CrossTerm => term(x, y, || -x * libm::log(y)),
            Binary::DivergenceTerm => term(x, y, || x * libm::log(x / y)),
            Binary::Less => truth(x, y, x < y),
            Binary::LessEqual => truth(x, y, x <= y),
            Binary::Equal => truth(x, y, x == y),
            Binary::And => truth(x, y, x != 0.0 && y != 0.0),
            Binary::Or => truth(x, y, x != 0.0 || y != 0.0),
        })
    }

    fn power(_: &Self::Context, &Self(x): &Self, n: i64) -> Self {
        Self(match n {
            2 => x * x,
            -1 => 1.0 / x,
            _ => libm::pow(x, n as f64),
        })
    }

    fn nary(_: &Self::Context, operation: Nary, operands: &[Self]) -> Self {
        let values = operands.iter().map(|operand| operand.0);
        // `f64::min` would pass over a NaN.
        let pick = |first: f64, better: fn(f64, f64) -> bool| {
            values.clone().fold(first, |best, x| {
                if best.is_nan() || x.is_nan() {
                    f64::NAN
                } else if better(x, best) {
                    x
                } else {
                    best
                }
            })
        };
        Self(match operation {
            Nary::Sum => values.fold(0.0, |sum, x| sum + x),
            Nary::Product => values.fold(1.0, |product, x| product * x),
            Nary::Min => pick(f64::INFINITY, |x, best| x < best),
            Nary::Max => pick(f64::NEG_INFINITY, |x, best| x > best),
            Nary::LogSumExp => {
                let greatest = pick(f64::NEG_INFINITY, |x, best| x > best);
                if !greatest.is_finite() {
                    return Self(greatest);
                }
                greatest + libm::log(values.fold(0.0, |sum, x| sum + libm::exp(x - greatest)))
            }
        })
    }

    /// The middle of the enclosure at these points.
    fn special(_: &Self::Context, operation: Special, operands: &[Self]) -> Self {
        if operands.iter().any(|operand| operand.0.is_nan()) {
            return Self(f64::NAN);
        }
        let points: Vec<Interval> = operands.iter().map(|operand| Interval::point(operand.0)).collect();
        let value = Interval::special(&(), operation, &points);
        Self(if value.defined() == Defined::No { f64::NAN } else { value.midpoint(&()).lo() })
    }

    fn select(_: &Self::Context, condition: &Self, yes: &Self, no: &Self) -> Self {
        match condition.0 {
            c if c.is_nan() => *condition,
            0.0 => *no,
            _ => *yes,
        }
    }
}
