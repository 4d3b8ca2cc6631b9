//! Whether a proved local minimum is the least value of the whole range, by branch and bound.
//!
//! A box is excluded where the values in it are certainly greater (also by the mean value form),
//! where a slope keeps its sign and the box isn't at the end to which it falls, or where it lies in
//! a region about the minimum on which the function is convex.

use std::collections::VecDeque;

use crate::number::{Binary, Defined, Enclosure, Interval, Scalar};

use super::optimum::{Held, Objective, Side, is_positive_definite, of_free, presses, size};

/// How many boxes may be looked at.
const BOXES: usize = 20_000;

fn known(x: &Interval) -> bool {
    x.defined() == Defined::Yes
}

/// Whether nowhere in the range there is a value below that of the minimum enclosed by `point`.
pub(super) fn is_least(objective: &mut dyn Objective, sides: &[Side], point: &[Interval], held: &[Held]) -> bool {
    let whole: Vec<Interval> = sides.iter().map(|side| Interval::new(side.low.lo(), side.high.hi())).collect();
    let Some(basin) = basin(objective, sides, &whole, point, held) else { return false };
    let value = objective.value(point, false);
    if !known(&value) {
        return false;
    }
    let mut queue = VecDeque::from([whole.clone()]);
    let mut seen = 0;
    while let Some(mut part) = queue.pop_front() {
        seen += 1;
        if seen > BOXES || objective.is_spent() {
            return false;
        }
        if part.iter().zip(&basin).all(|(part, basin)| part.lo() >= basin.lo() && part.hi() <= basin.hi()) {
            continue;
        }
        let here = objective.value(&part, true);
        if known(&here) && here.lo() > value.hi() {
            continue;
        }
        let gradient = objective.gradient(&part, true);
        if !narrow(&mut part, &whole, &gradient) {
            continue;
        }
        let middle: Vec<Interval> = part.iter().map(|x| x.midpoint(&())).collect();
        let mut mean = objective.value(&middle, true);
        for ((slope, x), middle) in gradient.iter().zip(&part).zip(&middle) {
            let distance = Interval::binary(&(), Binary::Subtract, x, middle);
            mean =
                Interval::binary(&(), Binary::Add, &mean, &Interval::binary(&(), Binary::Multiply, slope, &distance));
        }
        if known(&mean) && mean.lo() > value.hi() {
            continue;
        }
        let Some((low, high)) = halves(&part, sides, &gradient) else { return false };
        queue.push_back(low);
        queue.push_back(high);
    }
    true
}

/// Takes from a box what a slope of one sign excludes; `false` where that is all of it.
fn narrow(part: &mut [Interval], whole: &[Interval], gradient: &[Interval]) -> bool {
    for (i, slope) in gradient.iter().enumerate() {
        if !known(slope) {
            continue;
        }
        if slope.lo() > 0.0 {
            if part[i].lo() > whole[i].lo() {
                return false;
            }
            part[i] = Interval::point(part[i].lo());
        } else if slope.hi() < 0.0 {
            if part[i].hi() < whole[i].hi() {
                return false;
            }
            part[i] = Interval::point(part[i].hi());
        }
    }
    true
}

/// The halves across the coordinate along which the value changes most; nothing where the box is
/// too small to go on.
fn halves(part: &[Interval], sides: &[Side], gradient: &[Interval]) -> Option<(Vec<Interval>, Vec<Interval>)> {
    const SMALLEST: f64 = 1.0 / (1_u64 << 22) as f64;
    let known_slopes = gradient.iter().all(|slope| known(slope) && size(slope).is_finite());
    let weight = |i: usize| {
        let relative = part[i].width() / sides[i].size().max(f64::MIN_POSITIVE);
        match relative > SMALLEST {
            true if known_slopes => size(&gradient[i]) * part[i].width() + f64::MIN_POSITIVE,
            true => relative,
            false => 0.0,
        }
    };
    let widest = (0..part.len()).reduce(|best, i| if weight(i) > weight(best) { i } else { best })?;
    if weight(widest) == 0.0 {
        return None;
    }
    let (low, high) = part[widest].bisect(&());
    let with = |half: Interval| {
        let mut copy = part.to_vec();
        copy[widest] = half;
        copy
    };
    Some((with(low), with(high)))
}

/// A region about a minimum in which there is none less: the function is convex in the free
/// coordinates, and its slopes press the others against their ends.
fn basin(
    objective: &mut dyn Objective,
    sides: &[Side],
    whole: &[Interval],
    point: &[Interval],
    held: &[Held],
) -> Option<Vec<Interval>> {
    for exponent in [0.0, -1.0, -2.0, -3.0, -4.0, -6.0, -8.0, -12.0] {
        let part = |i: usize| {
            let radius = sides[i].size() * libm::exp2(exponent);
            let around = Interval::new(point[i].lo() - radius, point[i].hi() + radius);
            around.intersection(&whole[i])
        };
        let region: Vec<Interval> = (0..point.len()).map(part).collect::<Option<_>>()?;
        if objective.is_spent() {
            return None;
        }
        let convex = is_positive_definite(&of_free(&objective.hessian(&region, true), held));
        let pressed = held.iter().all(|held| *held == Held::Free) || presses(&objective.gradient(&region, true), held);
        if convex && pressed {
            return Some(region);
        }
    }
    None
}
