//! Functions of one exact value.

use std::cmp::Ordering;

use super::arithmetic::magnitude;
use super::{Exact, Limits};
use crate::number::{Binary, Enclosure, IBig, Rational, Scalar, Unary, Wide};

/// The arguments of Γ up to which the factorial is written out: 10,000! has 118,459 bits.
const LARGEST_FACTORIAL: i64 = 10_001;

fn ratio(n: i64, d: u64) -> Rational {
    Rational::from_parts(n.into(), d.into())
}

impl Exact {
    /// A function of a known value; `None` where the result isn't one of the forms.
    pub(super) fn apply(&self, operation: Unary, limits: &Limits) -> Option<Self> {
        let zero = self.as_rational().is_some_and(Rational::is_zero);
        match operation {
            Unary::Negate => Some(self.negate()),
            Unary::Abs => self.abs(limits),
            Unary::Sqrt => self.sqrt(limits),
            Unary::Exp => self.exp(limits),
            Unary::Ln => self.ln(limits),
            Unary::EntropyTerm => self.entropy_term(limits),
            Unary::Sin | Unary::Cos | Unary::Tan if self.infinite().is_some() => Some(Self::Undefined),
            Unary::Sin | Unary::Tan if zero => Some(Self::zero()),
            Unary::Cos if zero => Some(Self::one()),
            Unary::Sin => self.sin(limits),
            Unary::Cos => Self::Pi(ratio(1, 2)).add(&self.negate(), limits)?.sin_or_zero(limits),
            Unary::Tan => {
                let cosine = self.apply(Unary::Cos, limits)?;
                self.sin(limits)?.divide(&cosine, limits)
            }
            Unary::Asin => self.asin(limits),
            Unary::Acos => Self::Pi(ratio(1, 2)).add_known(&self.asin(limits)?.negate(), limits),
            Unary::Atan => self.atan(limits),
            Unary::Sinh | Unary::Cosh if self.infinite().is_some() => {
                Some(if operation == Unary::Cosh { Self::Infinity(true) } else { self.clone() })
            }
            Unary::Sinh => self.hyperbolic(-1, limits),
            Unary::Cosh => self.hyperbolic(1, limits),
            Unary::Tanh => match self.infinite() {
                Some(positive) => Some(Self::integer(if positive { 1 } else { -1 })),
                None => self.hyperbolic(-1, limits)?.divide(&self.hyperbolic(1, limits)?, limits),
            },
            Unary::Floor | Unary::Ceil | Unary::Round => self.step(operation, limits),
            Unary::Erf | Unary::Erfc => {
                let erf = match self.infinite() {
                    Some(positive) => Self::integer(if positive { 1 } else { -1 }),
                    None if zero => Self::zero(),
                    None => return None,
                };
                if operation == Unary::Erf { Some(erf) } else { Self::one().add(&erf.negate(), limits) }
            }
            Unary::Gamma | Unary::LnGamma | Unary::Digamma => self.gamma(operation, limits),
            Unary::Not => Some(Self::integer(i64::from(zero))),
        }
    }

    fn add_known(&self, other: &Self, limits: &Limits) -> Option<Self> {
        if *other == Self::Undefined { Some(Self::Undefined) } else { self.add(other, limits) }
    }

    fn sin_or_zero(&self, limits: &Limits) -> Option<Self> {
        if self.as_rational().is_some_and(Rational::is_zero) { Some(Self::zero()) } else { self.sin(limits) }
    }

    /// (eˣ ± e⁻ˣ)/2.
    fn hyperbolic(&self, sign: i64, limits: &Limits) -> Option<Self> {
        let (grown, shrunk) = (self.exp(limits)?, self.negate().exp(limits)?);
        let sum = grown.add(&shrunk.multiply(&Self::integer(sign), limits)?, limits)?;
        sum.multiply(&Self::Rational(ratio(1, 2)), limits)
    }

    /// The sine of the multiples of π/6 and π/4.
    fn sin(&self, limits: &Limits) -> Option<Self> {
        let Self::Pi(multiple) = self else { return None };
        // x = k·π/12 with k from 0 to 23.
        let twelfths = multiple * Rational::from(12);
        if !twelfths.denominator().is_one() {
            return None;
        }
        let full = IBig::from(24);
        let k = i64::try_from((twelfths.numerator() % &full + &full) % &full).ok()?;
        let (k, negative) = if k >= 12 { (k - 12, true) } else { (k, false) };
        let sine = match k.min(12 - k) {
            0 => Self::zero(),
            2 => Self::Rational(ratio(1, 2)),
            3 => Self::Rational(ratio(1, 2)).sqrt(limits)?,
            4 => Self::Rational(ratio(3, 4)).sqrt(limits)?,
            6 => Self::one(),
            _ => return None,
        };
        Some(if negative { sine.negate() } else { sine })
    }

    /// The inverse of the above, by the square of the argument.
    fn asin(&self, limits: &Limits) -> Option<Self> {
        let size = self.abs(limits)?;
        if size.compare(&Self::one(), limits)? == Ordering::Greater {
            return Some(Self::Undefined);
        }
        let square = size.multiply(&size, limits)?;
        let multiple = known(
            square.as_rational()?,
            &[((0, 1), (0, 1)), ((1, 4), (1, 6)), ((1, 2), (1, 4)), ((3, 4), (1, 3)), ((1, 1), (1, 2))],
        )?;
        self.signed_pi(multiple, limits)
    }

    fn atan(&self, limits: &Limits) -> Option<Self> {
        if self.infinite().is_some() {
            return self.signed_pi(ratio(1, 2), limits);
        }
        let square = self.multiply(self, limits)?;
        let multiple =
            known(square.as_rational()?, &[((0, 1), (0, 1)), ((1, 3), (1, 6)), ((1, 1), (1, 4)), ((3, 1), (1, 3))])?;
        self.signed_pi(multiple, limits)
    }

    fn signed_pi(&self, multiple: Rational, limits: &Limits) -> Option<Self> {
        let negative = self.sign(limits)? == Ordering::Less;
        Some(Self::pi(if negative { -multiple } else { multiple }))
    }

    /// ⌊x⌋, ⌈x⌉ or x rounded.
    fn step(&self, operation: Unary, limits: &Limits) -> Option<Self> {
        match self {
            Self::Infinity(_) => Some(self.clone()),
            Self::Rational(value) => {
                let half = ratio(1, 2);
                let integer = match operation {
                    Unary::Floor => value.floor(),
                    Unary::Ceil => value.ceil(),
                    _ if *value < Rational::ZERO => -(magnitude(value) + half).floor(),
                    _ => (value + half).floor(),
                };
                Some(Self::Rational(integer.into()))
            }
            // The enclosure of an irrational number settles on one integer in the end.
            _ => limits.settle(self.terms(), |p| {
                let step = Wide::unary(p, operation, &self.enclose(p));
                integer_of(&step, limits)
            }),
        }
    }

    /// ⌊x/y⌋ where x/y has no form.
    pub(super) fn integer_part_of_quotient(x: &Self, y: &Self, limits: &Limits) -> Option<Self> {
        limits.settle(x.terms() + y.terms(), |p| {
            let quotient = Wide::binary(p, Binary::Divide, &x.enclose(p), &y.enclose(p));
            integer_of(&Wide::unary(p, Unary::Floor, &quotient), limits)
        })
    }

    /// Γ and ln|Γ| at integers, and the poles.
    fn gamma(&self, operation: Unary, limits: &Limits) -> Option<Self> {
        if let Some(positive) = self.infinite() {
            return Some(if positive { self.clone() } else { Self::Undefined });
        }
        let value = self.as_rational().filter(|value| value.denominator().is_one())?;
        if *value <= Rational::ZERO {
            return Some(Self::Undefined);
        }
        let n = i64::try_from(value.numerator().clone()).ok().filter(|n| *n <= LARGEST_FACTORIAL)?;
        let words = usize::try_from(n).ok()? / 4 + 1;
        limits.charge(words * words)?;
        if operation == Unary::Digamma {
            return None;
        }
        let factorial = Self::rational(Rational::from(factorial_between(1, n - 1)), limits);
        if operation == Unary::Gamma { Some(factorial) } else { factorial.ln(limits) }
    }
}

/// The product of the integers from `first` to `last`, halves first so that the factors are alike.
fn factorial_between(first: i64, last: i64) -> IBig {
    if last < first {
        IBig::ONE
    } else if last - first < 8 {
        (first..=last).map(IBig::from).product()
    } else {
        let middle = (first + last) / 2;
        factorial_between(first, middle) * factorial_between(middle + 1, last)
    }
}

/// Numerator and denominator.
type Fraction = (i64, u64);

/// What a small table of fractions says of `value`.
fn known(value: &Rational, table: &[(Fraction, Fraction)]) -> Option<Rational> {
    table.iter().find(|((n, d), _)| ratio(*n, *d) == *value).map(|(_, (n, d))| ratio(*n, *d))
}

/// The integer to which an enclosure has shrunk.
fn integer_of(enclosure: &Wide, limits: &Limits) -> Option<Exact> {
    let (low, high) = (enclosure.low()?, enclosure.high()?);
    (low == high && enclosure.defined() == crate::number::Defined::Yes).then(|| Exact::rational(low, limits))
}
