//! Truncated Taylor series with enclosed coefficients.

use crate::number::{Binary, Constant, Defined, Enclosure, IBig, Nary, Rational, Scalar, Special, UBig, Unary};

/// What jets need: the length of the series and the constants of its recurrences.
#[derive(Debug)]
pub struct JetContext<E: Enclosure> {
    pub(super) inner: E::Context,
    pub(super) order: usize,
    /// 0, 1, …, `order` + 1.
    pub(super) naturals: Vec<E>,
    pub(super) zero: E,
    two_over_root_pi: E,
    undefined: E,
}

impl<E: Enclosure> JetContext<E> {
    /// For series up to the power `order`, at least 1.
    pub fn new(inner: E::Context, order: usize) -> Self {
        // A series of one coefficient means a constant, whatever the order.
        let order = order.max(1);
        let natural = |n: usize| {
            let n = Rational::from_parts(IBig::from(n), UBig::ONE);
            E::constant(&inner, &Constant::Rational(n))
        };
        let naturals: Vec<E> = (0..=order + 1).map(natural).collect();
        let pi = E::constant(&inner, &Constant::Pi);
        let root = E::unary(&inner, Unary::Sqrt, &pi);
        let two_over_root_pi = E::binary(&inner, Binary::Divide, &naturals[2], &root);
        let (zero, undefined) = (naturals[0].clone(), E::undefined(&inner));
        Self { inner, order, naturals, zero, two_over_root_pi, undefined }
    }

    /// The context of the coefficients.
    pub fn inner(&self) -> &E::Context {
        &self.inner
    }

    /// The highest power that a jet holds.
    pub fn order(&self) -> usize {
        self.order
    }
}

/// The coefficients of f(x₀ + h·t) = Σ fₖ·tᵏ, each enclosed.
///
/// Around a point x₀ they are the Taylor coefficients; around an enclosure of x₀, coefficient k
/// holds hᵏ·f⁽ᵏ⁾(x)/k! for every x in it, which is what a remainder needs. Only the constant
/// coefficient says whether f has a value. A higher one whose [`Enclosure::defined`] is not `Yes`
/// says that f may not be smooth enough there: at a jump, a kink, or the edge of its domain.
///
/// Coefficients that are exactly 0 beyond the last other one are left out, so constants and
/// polynomials stay short.
#[derive(Clone, Debug)]
pub struct Jet<E> {
    pub(super) coefficients: Vec<E>,
}

impl<E: Enclosure> Jet<E> {
    /// A function that is constant in t.
    pub fn constant_at(value: E) -> Self {
        Self { coefficients: vec![value] }
    }

    /// x₀ + h·t.
    pub fn variable(at: E, step: E) -> Self {
        Self { coefficients: vec![at, step] }
    }

    /// The enclosure of f itself.
    pub fn value(&self) -> &E {
        &self.coefficients[0]
    }

    /// The coefficients up to the last that may differ from 0; at least one.
    pub fn coefficients(&self) -> &[E] {
        &self.coefficients
    }

    fn is_constant(&self) -> bool {
        self.coefficients.len() == 1
    }

    /// A value about whose change nothing is known.
    fn rough(context: &JetContext<E>, value: E) -> Self {
        let mut coefficients = vec![context.undefined.clone(); context.order + 1];
        coefficients[0] = value;
        Self { coefficients }
    }

    /// The same series with a tighter constant coefficient.
    fn with_value(mut self, value: E) -> Self {
        self.coefficients[0] = value;
        self
    }

    /// A value that is constant in t if it is one number or all it came from was constant.
    fn flat(context: &JetContext<E>, value: E, constant: bool) -> Self {
        if constant || point(&value).is_some() { Self::constant_at(value) } else { Self::rough(context, value) }
    }

    fn negated(&self, context: &JetContext<E>) -> Self {
        Self { coefficients: self.coefficients.iter().map(|c| context.negate(c)).collect() }
    }
}

/// The number that an enclosure is, if it is one and certain.
fn point<E: Enclosure>(value: &E) -> Option<Rational> {
    if value.defined() != Defined::Yes {
        return None;
    }
    let low = value.low()?;
    (Some(&low) == value.high().as_ref()).then_some(low)
}

/// Whether a comparison is certainly true.
fn is_true<E: Enclosure>(value: &E) -> bool {
    point(value).is_some_and(|number| number == Rational::ONE)
}

impl<E: Enclosure> Scalar for Jet<E> {
    type Context = JetContext<E>;

    fn constant(context: &JetContext<E>, constant: &Constant) -> Self {
        Self::constant_at(E::constant(&context.inner, constant))
    }

    fn undefined(context: &JetContext<E>) -> Self {
        Self::constant_at(context.undefined.clone())
    }

    fn unary(context: &JetContext<E>, operation: Unary, x: &Self) -> Self {
        let value = E::unary(&context.inner, operation, x.value());
        if x.is_constant() || value.defined() == Defined::No {
            return Self::constant_at(value);
        }
        let a = &x.coefficients[..];
        let at = |operation| context.unary_coefficient(operation, x.value());
        let one = &context.naturals[1..2];
        let coefficients = match operation {
            Unary::Negate => return x.negated(context),
            Unary::Abs => {
                return match E::binary(&context.inner, Binary::LessEqual, &context.zero, x.value()) {
                    sign if is_true(&sign) => x.clone(),
                    _ if is_true(&E::binary(&context.inner, Binary::LessEqual, x.value(), &context.zero)) => {
                        x.negated(context)
                    }
                    _ => Self::rough(context, value),
                };
            }
            Unary::Floor | Unary::Ceil | Unary::Round | Unary::Not => return Self::flat(context, value, false),
            Unary::Gamma | Unary::LnGamma | Unary::Digamma => return Self::rough(context, value),
            Unary::Sqrt => context.sqrt(a),
            Unary::Exp => context.exp(a),
            Unary::Ln => context.ln(value, a),
            Unary::Sin => context.coupled(value, at(Unary::Cos), a, true).0,
            Unary::Cos => context.coupled(at(Unary::Sin), value, a, true).1,
            Unary::Sinh => context.coupled(value, at(Unary::Cosh), a, false).0,
            Unary::Cosh => context.coupled(at(Unary::Sinh), value, a, false).1,
            Unary::Tan => context.tangent(value, a, false),
            Unary::Tanh => context.tangent(value, a, true),
            Unary::Atan => {
                let slope = context.sum(one, &context.square(a));
                context.integral(value, &context.quotient(&context.derivative(a), &slope))
            }
            Unary::Asin | Unary::Acos => {
                let slope = context.sqrt(&context.difference(one, &context.square(a)));
                let rise = context.quotient(&context.derivative(a), &slope);
                let rise =
                    if operation == Unary::Asin { rise } else { rise.iter().map(|c| context.negate(c)).collect() };
                context.integral(value, &rise)
            }
            Unary::Erf | Unary::Erfc => {
                let bell = context.exp(&Self { coefficients: context.square(a) }.negated(context).coefficients);
                let scale = &context.two_over_root_pi;
                let scale = if operation == Unary::Erf { scale.clone() } else { context.negate(scale) };
                let slope: Vec<E> = bell.iter().map(|c| context.multiply(c, &scale)).collect();
                context.chain(value, &slope, a)
            }
            Unary::EntropyTerm => {
                // (−x·ln x)′ = −(ln x + 1).
                let log = context.ln(at(Unary::Ln), a);
                let slope = Self { coefficients: context.sum(one, &log) }.negated(context);
                context.chain(value, &slope.coefficients, a)
            }
        };
        Self { coefficients }
    }

    fn binary(context: &JetContext<E>, operation: Binary, x: &Self, y: &Self) -> Self {
        let constant = x.is_constant() && y.is_constant();
        let (a, b) = (&x.coefficients[..], &y.coefficients[..]);
        let at = || E::binary(&context.inner, operation, x.value(), y.value());
        if constant {
            return Self::constant_at(at());
        }
        let coefficients = match operation {
            Binary::Add => context.sum(a, b),
            Binary::Subtract => context.difference(a, b),
            Binary::Multiply => context.product(a, b),
            Binary::Divide => context.quotient(a, b),
            Binary::Power => return Self::pow(context, x, y),
            Binary::Modulo => {
                let turns = E::unary(&context.inner, Unary::Floor, &context.divide(x.value(), y.value()));
                return if point(&turns).is_some() {
                    let whole: Vec<E> = b.iter().map(|c| context.multiply(c, &turns)).collect();
                    Self { coefficients: context.difference(a, &whole) }.with_value(at())
                } else {
                    Self::rough(context, at())
                };
            }
            Binary::CrossTerm => {
                let log = context.ln(context.unary_coefficient(Unary::Ln, y.value()), b);
                return Self { coefficients: context.product(a, &log) }.negated(context).with_value(at());
            }
            Binary::DivergenceTerm => {
                let log = |jet: &Self| Self::unary(context, Unary::Ln, jet).coefficients;
                let ratio = context.difference(&log(x), &log(y));
                return Self { coefficients: context.product(a, &ratio) }.with_value(at());
            }
            Binary::Less | Binary::LessEqual | Binary::Equal | Binary::And | Binary::Or => {
                return Self::flat(context, at(), constant);
            }
        };
        Self { coefficients }
    }

    fn power(context: &JetContext<E>, x: &Self, n: i64) -> Self {
        let value = E::power(&context.inner, x.value(), n);
        if x.is_constant() || n == 0 || value.defined() == Defined::No {
            return Self::constant_at(value);
        }
        let a = &x.coefficients[..];
        let size = n.unsigned_abs();
        // A short series is squared at little cost, and the recurrence needs a divisor.
        let equal = || E::binary(&context.inner, Binary::Equal, x.value(), &context.zero);
        let excludes_zero = || point(&equal()).is_some_and(|truth| truth == Rational::ZERO);
        let coefficients = if n > 0 && (n <= 3 || !excludes_zero()) {
            context.natural_power(a, size)
        } else {
            let exponent = Rational::from_parts(IBig::from(n), UBig::ONE);
            let exponent = E::constant(&context.inner, &Constant::Rational(exponent));
            context.real_power(value.clone(), a, &exponent)
        };
        Self { coefficients }.with_value(value)
    }

    fn nary(context: &JetContext<E>, operation: Nary, operands: &[Self]) -> Self {
        let value = |operation| {
            let values: Vec<E> = operands.iter().map(|x| x.value().clone()).collect();
            E::nary(&context.inner, operation, &values)
        };
        let constant = operands.iter().all(Self::is_constant);
        let ([first, ..], false) = (operands, constant) else {
            return Self::constant_at(value(operation));
        };
        let coefficients = match operation {
            Nary::Sum => {
                operands[1..].iter().fold(first.coefficients.clone(), |sum, x| context.sum(&sum, &x.coefficients))
            }
            Nary::Product => {
                operands[1..].iter().fold(first.coefficients.clone(), |sum, x| context.product(&sum, &x.coefficients))
            }
            Nary::Min | Nary::Max => {
                let beats = |x: &Self, y: &Self| {
                    let (low, high) = if operation == Nary::Min { (x, y) } else { (y, x) };
                    is_true(&E::binary(&context.inner, Binary::LessEqual, low.value(), high.value()))
                };
                let winner = |x: &&Self| operands.iter().all(|y| std::ptr::eq(*x, y) || beats(x, y));
                return match operands.iter().find(winner) {
                    Some(winner) => winner.clone().with_value(value(operation)),
                    None => Self::rough(context, value(operation)),
                };
            }
            Nary::LogSumExp => return Self::log_sum_exp(context, operands, value(operation)),
        };
        Self { coefficients }
    }

    fn special(context: &JetContext<E>, operation: Special, operands: &[Self]) -> Self {
        let values: Vec<E> = operands.iter().map(|x| x.value().clone()).collect();
        let value = E::special(&context.inner, operation, &values);
        if value.defined() == Defined::No || operands.iter().all(Self::is_constant) {
            return Self::constant_at(value);
        }
        match (operation, operands) {
            (Special::LowerGamma, [a, x]) if a.is_constant() => Self::gamma_share(context, value, a, x, false),
            (Special::UpperGamma, [a, x]) if a.is_constant() => Self::gamma_share(context, value, a, x, true),
            (Special::Beta, [u, v, a, b]) if a.is_constant() && b.is_constant() => {
                Self::beta_share(context, value, [u, v, a, b])
            }
            _ => Self::rough(context, value),
        }
    }

    fn select(context: &JetContext<E>, condition: &Self, yes: &Self, no: &Self) -> Self {
        let value = E::select(&context.inner, condition.value(), yes.value(), no.value());
        if let Some(truth) = point(condition.value()) {
            let branch = if truth == Rational::ZERO { no } else { yes };
            return branch.clone().with_value(value);
        }
        if !condition.is_constant() {
            return Self::rough(context, value);
        }
        // One of the two everywhere: each coefficient is one of two.
        let length = yes.coefficients.len().max(no.coefficients.len());
        let coefficient = |jet: &Self, k: usize| jet.coefficients.get(k).unwrap_or(&context.zero).clone();
        let mut coefficients: Vec<E> = (0..length).map(|k| coefficient(yes, k).hull(&coefficient(no, k))).collect();
        coefficients[0] = value;
        Self { coefficients }
    }
}

impl<E: Enclosure> Jet<E> {
    /// xʸ: a recurrence for a constant y, else exp(y·ln x).
    fn pow(context: &JetContext<E>, x: &Self, y: &Self) -> Self {
        let value = E::binary(&context.inner, Binary::Power, x.value(), y.value());
        if !y.is_constant() {
            let log = Self::unary(context, Unary::Ln, x);
            let exponent = context.product(&y.coefficients, &log.coefficients);
            return Self { coefficients: context.exp(&exponent) }.with_value(value);
        }
        let integer = point(y.value()).filter(Rational::is_int).and_then(|y| i64::try_from(y.numerator().clone()).ok());
        if let Some(n) = integer {
            return Self::power(context, x, n);
        }
        let coefficients = context.real_power(value, &x.coefficients, y.value());
        Self { coefficients }
    }

    /// P(a, x) or Q(a, x), by its slope ±x^(a−1)·e^−x/Γ(a) in x.
    fn gamma_share(context: &JetContext<E>, value: E, a: &Self, x: &Self, upper: bool) -> Self {
        let binary = |operation, x: &Self, y: &Self| Self::binary(context, operation, x, y);
        let one = Self::constant_at(context.naturals[1].clone());
        let power = binary(Binary::Multiply, &binary(Binary::Subtract, a, &one), &Self::unary(context, Unary::Ln, x));
        let exponent = binary(Binary::Subtract, &power, x);
        let exponent = binary(Binary::Subtract, &exponent, &Self::unary(context, Unary::LnGamma, a));
        let slope = Self::unary(context, Unary::Exp, &exponent);
        let slope = if upper { slope.negated(context) } else { slope };
        Self { coefficients: context.chain(value, &slope.coefficients, &x.coefficients) }
    }

    /// I_x(a, b) at x = u/(u + v), by its slope x^a·(1−x)^b/B(a, b) in ln(u/v).
    fn beta_share(context: &JetContext<E>, value: E, [u, v, a, b]: [&Self; 4]) -> Self {
        let binary = |operation, x: &Self, y: &Self| Self::binary(context, operation, x, y);
        let unary = |operation, x: &Self| Self::unary(context, operation, x);
        let (ln_u, ln_v) = (unary(Unary::Ln, u), unary(Unary::Ln, v));
        let ln_whole = unary(Unary::Ln, &binary(Binary::Add, u, v));
        let sum = binary(Binary::Add, a, b);
        let powers = binary(Binary::Add, &binary(Binary::Multiply, a, &ln_u), &binary(Binary::Multiply, b, &ln_v));
        let exponent = binary(Binary::Subtract, &powers, &binary(Binary::Multiply, &sum, &ln_whole));
        let parts = binary(Binary::Add, &unary(Unary::LnGamma, a), &unary(Unary::LnGamma, b));
        let ln_beta = binary(Binary::Subtract, &parts, &unary(Unary::LnGamma, &sum));
        let slope = unary(Unary::Exp, &binary(Binary::Subtract, &exponent, &ln_beta));
        let odds = binary(Binary::Subtract, &ln_u, &ln_v);
        Self { coefficients: context.chain(value, &slope.coefficients, &odds.coefficients) }
    }

    /// xₘ + ln(1 + Σ exp(xᵢ − xₘ)) over i ≠ m, with the operand m that is greatest at the middle.
    ///
    /// A whole series is taken out, not only a number: then where one operand dominates, the
    /// logarithm's argument hardly moves, and its recurrence does not amplify widths.
    fn log_sum_exp(context: &JetContext<E>, operands: &[Self], value: E) -> Self {
        let middle = |x: &Self| x.value().midpoint(&context.inner).to_interval().lo();
        let Some(top) = (0..operands.len()).max_by(|&i, &j| middle(&operands[i]).total_cmp(&middle(&operands[j])))
        else {
            return Self::constant_at(value);
        };
        let greatest = &operands[top].coefficients;
        let mut sum = vec![context.naturals[1].clone()];
        for (index, x) in operands.iter().enumerate() {
            if index != top {
                sum = context.sum(&sum, &context.exp(&context.difference(&x.coefficients, greatest)));
            }
        }
        let log = context.ln(context.unary_coefficient(Unary::Ln, &sum[0]), &sum);
        Self { coefficients: context.sum(greatest, &log) }.with_value(value)
    }
}
