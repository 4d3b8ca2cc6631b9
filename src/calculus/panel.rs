//! The integral over one panel.

use crate::number::{Binary, Defined, Enclosure, Nary, Unary};

use super::jet::{Jet, JetContext};

/// What is integrated: given jets and their context, the jet of the integrand.
pub(super) type Integrand<'a, E> = dyn FnMut(&JetContext<E>, &Jet<E>) -> Jet<E> + 'a;

/// The two lengths of series that a panel needs.
pub(super) struct PanelRule<E: Enclosure> {
    /// Up to the power N of the remainder, for the whole panel.
    remainder: JetContext<E>,
    /// Up to the power N − 2, for its middle.
    middle: JetContext<E>,
}

/// A piece of the range with the integral over it.
#[derive(Clone, Debug)]
pub(super) struct Panel<E> {
    /// Its ends: single numbers.
    pub(super) from: E,
    pub(super) to: E,
    /// The enclosure of the integral.
    pub(super) value: E,
    /// The width of that enclosure; ∞ where the integrand may have no value.
    pub(super) width: f64,
    /// At least |∫f| and about ∫|f|: what rounding errors are relative to.
    pub(super) magnitude: f64,
    /// Whether the integrand has values.
    pub(super) defined: Defined,
    /// How many halvings ago the width last shrank.
    pub(super) stalled: u32,
    /// How many halvings led here.
    pub(super) depth: u32,
}

impl<E: Enclosure> PanelRule<E>
where
    E::Context: Clone,
{
    /// Series of even order, at least 4.
    pub(super) fn new(context: &E::Context, order: usize) -> Self {
        let order = order.max(4).next_multiple_of(2);
        Self { remainder: JetContext::new(context.clone(), order), middle: JetContext::new(context.clone(), order - 2) }
    }

    pub(super) fn context(&self) -> &JetContext<E> {
        &self.remainder
    }

    /// The integrand's values over a range.
    pub(super) fn values(&self, range: &E, integrand: &mut Integrand<'_, E>) -> E {
        integrand(&self.remainder, &Jet::constant_at(range.clone())).value().clone()
    }

    /// Integrates over `from..to`, two single numbers in ascending order.
    ///
    /// With the middle m and a half-width s, f(m + s·t) = Σ fₖ·tᵏ + r(t)·tⁿ for |t| ≤ 1, where r
    /// lies in the coefficient n over the whole panel. Odd powers cancel:
    ///
    /// ∫ f = 2s·(f₀ + f₂/3 + … + r/(n + 1)) + the rest of the panel,
    ///
    /// the rest being what s, rounded to a number of the type, leaves at the ends. Of all even n
    /// up to the order that with the least remainder is taken, and met with range × width.
    ///
    /// A panel whose remainder alone is wider than `hopeless` will be split anyway: the expansion
    /// around its middle is saved.
    pub(super) fn integrate(&self, from: E, to: E, hopeless: f64, integrand: &mut Integrand<'_, E>) -> Panel<E> {
        let context = &self.remainder;
        let inner = context.inner();
        let range = from.hull(&to);
        let middle = range.midpoint(inner);
        let (left, right) = (context.subtract(&middle, &from), context.subtract(&to, &middle));
        let shorter = E::nary(inner, Nary::Min, &[left.clone(), right.clone()]);
        let half = match shorter.low() {
            Some(low) => E::between(inner, &low, &low),
            None => context.zero.clone(),
        };
        let jet = integrand(context, &Jet::variable(range, half.clone()));
        let length = context.subtract(&to, &from);
        let coarse = context.multiply(jet.value(), &length);
        let sizes = jet.value().to_interval();
        let defined = jet.value().defined();
        let magnitude = sizes.lo().abs().max(sizes.hi().abs()) * length.to_interval().hi();
        let panel = |value: E| {
            let width = if value.infinite().is_some() && defined == Defined::Yes { 0.0 } else { value.width() };
            let width = if defined == Defined::Yes && !width.is_nan() { width } else { f64::INFINITY };
            Panel { from, to, value, width, magnitude, defined, stalled: 0, depth: 0 }
        };
        let Some((power, remainder)) = self.least_remainder(&jet) else { return panel(coarse) };
        let twice = context.add(&half, &half);
        let remainder = context.multiply(&twice, &remainder);
        if defined != Defined::Yes || remainder.width() > hopeless {
            return panel(coarse);
        }
        let centre = integrand(&self.middle, &Jet::variable(middle, half.clone()));
        let terms = (0..power).step_by(2).filter_map(|k| Some((k, centre.coefficients().get(k)?)));
        let terms: Vec<E> = terms.map(|(k, c)| context.divide(c, &context.naturals[k + 1])).collect();
        if terms.iter().any(|term| term.defined() != Defined::Yes) {
            return panel(coarse);
        }
        let series = context.multiply(&twice, &E::nary(inner, Nary::Sum, &terms));
        let rest = context.add(&context.subtract(&left, &half), &context.subtract(&right, &half));
        let rest = context.multiply(&rest, jet.value());
        let fine = E::nary(inner, Nary::Sum, &[series, remainder, rest]);
        // Disjoint enclosures would be a bug of ours: then nothing is known.
        panel(fine.intersection(&coarse).unwrap_or_else(|| unknown(context)))
    }

    /// The even power and the remainder coefficient over (power + 1) that are the least wide.
    fn least_remainder(&self, jet: &Jet<E>) -> Option<(usize, E)> {
        let context = &self.remainder;
        let mut best: Option<(f64, usize, E)> = None;
        for power in (2..=context.order()).step_by(2) {
            let coefficient = jet.coefficients().get(power).unwrap_or(&context.zero);
            if coefficient.defined() != Defined::Yes {
                continue;
            }
            let remainder = context.divide(coefficient, &context.naturals[power + 1]);
            let width = remainder.width();
            if width.is_finite() && best.as_ref().is_none_or(|(least, ..)| width < *least) {
                best = Some((width, power, remainder));
            }
        }
        best.map(|(_, power, remainder)| (power, remainder))
    }
}

impl<E: Enclosure> Panel<E> {
    /// The ends as `f64`, for messages.
    pub(super) fn place(&self) -> (f64, f64) {
        (self.from.to_interval().lo(), self.to.to_interval().hi())
    }

    /// Whether halving has stopped helping because only rounding errors are left.
    ///
    /// Where the integrand is a difference of larger terms (JS where both densities meet), rounding
    /// is more than a small part of its own size. There a panel has to stall once more, and its width
    /// to be `negligible` beside the whole integral.
    pub(super) fn is_rounded_off(&self, negligible: f64) -> bool {
        const ROUNDING: f64 = 1.0 / (1_u64 << 40) as f64;
        let little = self.width <= self.magnitude * ROUNDING;
        self.stalled >= 2 && little || self.stalled >= 3 && self.width <= negligible
    }
}

/// A value of which nothing is known, not even whether it exists.
pub(super) fn unknown<E: Enclosure>(context: &JetContext<E>) -> E {
    let one = &context.naturals[1];
    let around_zero = context.negate(one).hull(one);
    E::binary(context.inner(), Binary::Divide, one, &around_zero)
}

/// −x.
pub(super) fn negated<E: Enclosure>(context: &JetContext<E>, x: &E) -> E {
    E::unary(context.inner(), Unary::Negate, x)
}
