//! Where a rising function passes 0: quantiles, as inverses of cumulative functions.
//!
//! A bracket counts only by its signs: below its lower end the function is certainly negative, at
//! its upper end certainly not. It is found by bisection over the ordered `f64` themselves (64
//! steps from −∞ to ∞, whatever the scale), and narrowed beyond `f64` by secants, each of which
//! is proved by two more signs.

use super::eval::{Evaluate, Evaluation};
use super::graph::{Graph, Node, NodeId, Variable};
use crate::number::{Binary, Constant, Defined, Enclosure, IBig, Interval, Rational, UBig, Unary};

/// The integers among which a root is looked for.
const FARTHEST: i64 = 1 << 53;

/// How near in `f64` an end of a bracket goes to where signs are unsure, in units in the last place:
/// a part of 2⁻⁴⁵ of the value.
const FINE: u64 = 128;

/// What is known of the function at a point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Negative,
    NotNegative,
    Unknown,
}

/// The value of a [`Node::Root`] with these ends.
pub(super) fn enclose<E>(evaluation: &mut Evaluation<E>, graph: &Graph, id: NodeId, (from, to): (&E, &E)) -> E
where
    E: Enclosure + Evaluate,
    E::Context: Clone,
{
    let Node::Root { variable, body, integers, .. } = *graph.node(id) else {
        return E::unsettled(&evaluation.context);
    };
    let (from, to) = (from.to_interval(), to.to_interval());
    if from.defined() != Defined::Yes || to.defined() != Defined::Yes {
        return E::unsettled(&evaluation.context);
    }
    let context = evaluation.context.clone();
    let mut search = Search { evaluation, graph, body, variable, context };
    if integers { search.integer(from.lo(), to.hi()) } else { search.real(from.lo(), to.hi()) }
}

struct Search<'a, E: Evaluate> {
    evaluation: &'a mut Evaluation<E>,
    graph: &'a Graph,
    body: NodeId,
    variable: Variable,
    context: E::Context,
}

impl<E> Search<'_, E>
where
    E: Enclosure + Evaluate,
    E::Context: Clone,
{
    fn at(&mut self, x: &E) -> E {
        self.evaluation.body_at(self.graph, (self.body, self.variable), x)
    }

    fn number(&self, x: f64) -> E {
        match Rational::try_from(x) {
            Ok(value) => E::constant(&self.context, &Constant::Rational(value)),
            Err(_) => E::unsettled(&self.context),
        }
    }

    fn sign_at(&mut self, x: f64) -> Sign {
        let x = self.number(x);
        let value = self.at(&x);
        sign(&value)
    }

    /// The greatest key at which `certain` holds, from one at which it does (or is taken to), and
    /// the key after which it isn't looked for.
    fn last(&mut self, mut yes: i64, mut no: i64, certain: &mut dyn FnMut(&mut Self, i64) -> bool) -> i64 {
        while yes < no && no.wrapping_sub(yes) != 1 {
            let middle = yes / 2 + no / 2 + (yes % 2 + no % 2) / 2;
            if certain(self, middle) {
                yes = middle;
            } else {
                no = middle;
            }
        }
        yes
    }

    /// A key near the root, by bisection and secants on the middles of the values: a guess.
    fn near(&mut self, mut low: i64, mut high: i64) -> Option<i64> {
        let (mut at_low, mut at_high) = (f64::NAN, f64::NAN);
        for round in 0..80 {
            if high.saturating_sub(low) <= 2 {
                break;
            }
            let (left, right) = (number(low), number(high));
            let rise = at_high - at_low;
            let close = left * right > 0.0 && (left / right).max(right / left) < 2.0;
            let secant = close && rise > 0.0 && round % 3 != 2;
            let middle = if secant {
                // Not at the ends themselves, so that both move.
                let part = (-at_low / rise).clamp(1e-6, 1.0 - 1e-6);
                key(left + (right - left) * part).clamp(low + 1, high - 1)
            } else {
                low / 2 + high / 2 + (low % 2 + high % 2) / 2
            };
            let x = self.number(number(middle));
            let value = self.at(&x);
            if value.defined() != Defined::Yes || value.width() > 0.5 {
                return None;
            }
            match sign(&value) {
                Sign::Unknown => return Some(middle),
                Sign::Negative => (low, at_low) = (middle, value.to_interval().midpoint(&()).lo()),
                Sign::NotNegative => (high, at_high) = (middle, value.to_interval().midpoint(&()).lo()),
            }
        }
        Some(low)
    }

    /// The bracket around a guess, by steps that grow and then shrink again.
    fn around(&mut self, near: i64, first: i64, last: i64) -> Option<(i64, i64)> {
        let mut side = |wanted: Sign, direction: i64| {
            let end = if direction < 0 { first } else { last };
            let (mut step, mut unsure) = (1i64, None);
            let mut sure = loop {
                let key = near.saturating_add(direction.saturating_mul(step)).clamp(first, last);
                if self.sign_at(number(key)) == wanted {
                    break key;
                }
                if key == end {
                    return None;
                }
                unsure = Some(key);
                step = step.saturating_mul(4);
            };
            let mut unsure = unsure.unwrap_or(near);
            while sure.abs_diff(unsure) > FINE {
                let middle = sure / 2 + unsure / 2 + (sure % 2 + unsure % 2) / 2;
                if self.sign_at(number(middle)) == wanted {
                    sure = middle;
                } else {
                    unsure = middle;
                }
            }
            Some(sure)
        };
        Some((side(Sign::Negative, -1)?, side(Sign::NotNegative, 1)?))
    }

    /// The bracket between two keys: the last that is certainly below the root, and the first found
    /// that certainly isn't.
    fn bracket(&mut self, low: i64, high: i64, value_of: fn(i64) -> f64) -> (i64, Option<i64>) {
        let below = self.last(low, high, &mut |this, key| this.sign_at(value_of(key)) == Sign::Negative);
        // A few steps beyond it the sign turns.
        let (mut step, mut unsure) = (1i64, below);
        let mut above = loop {
            let key = below.saturating_add(step).min(high);
            if self.sign_at(value_of(key)) == Sign::NotNegative {
                break key;
            }
            if key == high || !self.evaluation.spend(1) {
                return (below, None);
            }
            unsure = key;
            step = step.saturating_mul(2);
        };
        while above - unsure > 1 {
            let middle = unsure + (above - unsure) / 2;
            if self.sign_at(value_of(middle)) == Sign::NotNegative {
                above = middle;
            } else {
                unsure = middle;
            }
        }
        (below, Some(above))
    }

    fn integer(&mut self, from: f64, to: f64) -> E {
        let from = if from > -(FARTHEST as f64) { libm::ceil(from) as i64 } else { -FARTHEST };
        let to = if to < FARTHEST as f64 { libm::floor(to) as i64 } else { FARTHEST };
        if self.sign_at(from as f64) == Sign::NotNegative {
            return self.number(from as f64);
        }
        // What another tier found needs two signs only.
        if let Some(hint) = self.evaluation.roots.get(&self.body).copied().filter(Interval::is_point)
            && self.sign_at(hint.lo()) == Sign::NotNegative
            && self.sign_at(hint.lo() - 1.0) == Sign::Negative
        {
            return self.number(hint.lo());
        }
        // Most quantiles are small numbers.
        let mut high = from.saturating_add(64).min(to);
        while high < to && self.sign_at(high as f64) != Sign::NotNegative {
            high = from.saturating_add(high.saturating_sub(from).saturating_mul(8)).min(to);
        }
        let first = if self.sign_at(from as f64) == Sign::Negative { from } else { from - 1 };
        let (below, above) = self.bracket(first.max(from), high, |key| key as f64);
        let least = if self.sign_at(below as f64) == Sign::Negative { below + 1 } else { below };
        let low = Rational::from(least.max(from));
        match above {
            Some(above) => {
                let found = E::between(&self.context, &low, &Rational::from(above));
                self.evaluation.roots.insert(self.body, found.to_interval());
                found
            }
            None => E::constant(&self.context, &Constant::Rational(low)).hull(&self.infinity(true)),
        }
    }

    fn infinity(&self, positive: bool) -> E {
        let infinity = E::constant(&self.context, &Constant::Infinity);
        if positive { infinity } else { E::unary(&self.context, Unary::Negate, &infinity) }
    }

    fn real(&mut self, from: f64, to: f64) -> E {
        let bracket = match self.evaluation.roots.get(&self.body).copied() {
            Some(hint) => self.around_hint(&hint, from),
            None => None,
        };
        let (low, high) = match bracket {
            Some(bracket) => bracket,
            None => {
                let (first, last) = (key(from.max(-f64::MAX)), key(to.min(f64::MAX)));
                let near = self.near(first, last);
                let around = near.and_then(|near| self.around(near, first, last));
                let (below, above) = match around {
                    Some((below, above)) => (below, Some(above)),
                    None => self.bracket(first, last, number),
                };
                let Some(above) = above else {
                    return E::unsettled(&self.context);
                };
                // The first number of the range has no sign of its own.
                if below == first && from.is_infinite() {
                    return E::unsettled(&self.context);
                }
                (number(below), number(above))
            }
        };
        let result = Interval::new(low, high);
        self.evaluation.roots.insert(self.body, result);
        let (low, high) = (self.number(low), self.number(high));
        // In `f64` nothing is left to narrow: between the two, signs are unsure.
        let third = E::constant(&self.context, &Constant::Rational(Rational::from_parts(1.into(), 3_u8.into())));
        if third.width() > libm::exp2(-60.0) {
            return low.hull(&high);
        }
        self.narrowed(low, high)
    }

    /// Takes one half of a bracket, where the middle has a sign.
    fn halved(&mut self, low: &mut E, high: &mut E) -> bool {
        let middle = low.hull(high).midpoint(&self.context);
        let value = self.at(&middle);
        match sign(&value) {
            Sign::Negative => *low = middle,
            Sign::NotNegative => *high = middle,
            Sign::Unknown => return false,
        }
        true
    }

    /// A bracket around what another tier found.
    fn around_hint(&mut self, hint: &Interval, from: f64) -> Option<(f64, f64)> {
        let margin = (hint.lo().abs().max(hint.hi().abs()) * libm::exp2(-45.0)).max(f64::MIN_POSITIVE);
        let (low, high) = ((hint.lo() - margin).max(from), hint.hi() + margin);
        let proved = self.sign_at(low) == Sign::Negative && self.sign_at(high) == Sign::NotNegative;
        proved.then_some((low, high))
    }

    /// The bracket narrowed by secants, as far as the precision of the scalar goes.
    fn narrowed(&mut self, mut low: E, mut high: E) -> E {
        let context = self.context.clone();
        let binary = |operation, x: &E, y: &E| E::binary(&context, operation, x, y);
        let mut bits = 24;
        for _ in 0..24 {
            let (at_low, at_high) = (self.at(&low), self.at(&high));
            let width = binary(Binary::Subtract, &high, &low);
            let rise = binary(Binary::Subtract, &at_high, &at_low).midpoint(&context);
            let part = binary(Binary::Divide, &at_low.midpoint(&context), &rise);
            let guess = binary(Binary::Subtract, &low, &binary(Binary::Multiply, &part, &width)).midpoint(&context);
            let scale = Rational::from_parts(IBig::ONE, UBig::ONE << bits);
            let margin = binary(Binary::Multiply, &width, &E::constant(&context, &Constant::Rational(scale)));
            let (left, right) = (binary(Binary::Subtract, &guess, &margin), binary(Binary::Add, &guess, &margin));
            let (left, right) = (left.midpoint(&context), right.midpoint(&context));
            let inside = |x: &E| is_true(&binary(Binary::Less, &low, x)) && is_true(&binary(Binary::Less, x, &high));
            let mut gained = false;
            let left_counts = inside(&left) && sign(&self.at(&left)) == Sign::Negative;
            let right_counts = inside(&right) && sign(&self.at(&right)) == Sign::NotNegative;
            if left_counts {
                (low, gained) = (left, true);
            }
            if right_counts {
                (high, gained) = (right, true);
            }
            if left_counts && right_counts {
                bits *= 2;
            } else if !gained && !self.halved(&mut low, &mut high) && bits <= 2 {
                break;
            } else {
                bits = (bits / 2).max(2);
            }
        }
        match (low.low(), high.high()) {
            (Some(low), Some(high)) => E::between(&context, &low, &high),
            _ => low.hull(&high),
        }
    }
}

fn sign<E: Enclosure>(value: &E) -> Sign {
    if value.defined() != Defined::Yes {
        return Sign::Unknown;
    }
    let negative = |bound: Option<Rational>| bound.is_some_and(|bound| bound < Rational::ZERO);
    if negative(value.high()) {
        Sign::Negative
    } else if value.low().is_some_and(|low| low >= Rational::ZERO) {
        Sign::NotNegative
    } else {
        Sign::Unknown
    }
}

fn is_true<E: Enclosure>(value: &E) -> bool {
    value.to_interval().lo() > 0.0
}

/// The place of a finite `f64` among all of them; both zeros are one.
pub(super) fn key(x: f64) -> i64 {
    let size = x.abs().to_bits() as i64;
    if x < 0.0 { -size } else { size }
}

pub(super) fn number(key: i64) -> f64 {
    let size = f64::from_bits(key.unsigned_abs());
    if key < 0 { -size } else { size }
}
