//! Whether a proved local minimum is the least value of the whole range, by branch and bound.
//!
//! A box is excluded where the values in it are certainly greater (also by the mean value form),
//! where a slope keeps its sign and the box isn't at the end to which it falls, or where it lies in
//! a region about the minimum on which the function is convex.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::number::{Binary, Defined, Enclosure, Interval, Scalar};

use super::matrix::{is_positive_definite, size};
use super::proof::{of_free, presses};
use super::{FULL, Held, Minimum, Objective, Side};

/// How many boxes may be looked at.
const BOXES: usize = 20_000;

/// How many boxes smaller than this part of the range may be looked at in several dimensions: where
/// the region about the minimum is small, the shell around it takes more of them than there is
/// budget for, and it is better to say so soon.
const SMALL_BOXES: usize = 48;
const SMALL: f64 = 1.0 / 128.0;

fn known(x: &Interval) -> bool {
    x.defined() == Defined::Yes
}

/// Whether nowhere in the range there is a value below that of the minimum enclosed by `point`, by
/// more than `slack`.
///
/// `basins` are regions in which there is none.
pub(super) fn is_least(
    objective: &mut dyn Objective,
    sides: &[Side],
    point: &[Interval],
    basins: &[Vec<Interval>],
    slack: f64,
) -> bool {
    let whole = whole(sides);
    let value = objective.value(point, FULL);
    if !known(&value) {
        return false;
    }
    let least = (value.hi() - slack).next_up().min(value.hi());
    let within = |part: &[Interval], basin: &Vec<Interval>| {
        part.iter().zip(basin).all(|(part, basin)| part.lo() >= basin.lo() && part.hi() <= basin.hi())
    };
    // The box that may hold the least value comes first: where another point is as good, this ends
    // soon.
    let mut queue = BinaryHeap::from([Part { low: f64::NEG_INFINITY, number: 0, sides: whole.clone() }]);
    let (mut seen, mut small) = (0, 0);
    while let Some(Part { sides: mut part, .. }) = queue.pop() {
        seen += 1;
        if seen > BOXES || objective.is_spent() {
            return false;
        }
        if basins.iter().any(|basin| within(&part, basin)) {
            continue;
        }
        // A range of parameters makes an integral about as wide as itself, whatever is spent on it.
        let spread = part.iter().zip(&whole).map(|(x, all)| x.width() / all.width().max(f64::MIN_POSITIVE));
        let spread = spread.fold(0.0, f64::max);
        small += usize::from(spread < SMALL && part.len() > 1);
        if small > SMALL_BOXES {
            return false;
        }
        let relative = spread.clamp(1e-6, 0.5);
        let here = objective.value(&part, relative);
        if known(&here) && here.lo() > least {
            continue;
        }
        let gradient = objective.gradient(&part, relative);
        if !narrow(&mut part, &whole, &gradient) {
            continue;
        }
        let middle: Vec<Interval> = part.iter().map(|x| x.midpoint(&())).collect();
        let mut mean = objective.value(&middle, relative / 8.0);
        for ((slope, x), middle) in gradient.iter().zip(&part).zip(&middle) {
            let distance = Interval::binary(&(), Binary::Subtract, x, middle);
            mean =
                Interval::binary(&(), Binary::Add, &mean, &Interval::binary(&(), Binary::Multiply, slope, &distance));
        }
        if known(&mean) && mean.lo() > least {
            continue;
        }
        let Some((low, high)) = halves(&part, sides, &gradient) else { return false };
        let bound = |x: &Interval| if known(x) { x.lo() } else { f64::NEG_INFINITY };
        let bound = bound(&here).max(bound(&mean));
        for (k, sides) in [low, high].into_iter().enumerate() {
            queue.push(Part { low: bound, number: 2 * seen + k, sides });
        }
    }
    true
}

fn whole(sides: &[Side]) -> Vec<Interval> {
    sides.iter().map(|side| Interval::new(side.low.lo(), side.high.hi())).collect()
}

/// A box that is still to be looked at.
struct Part {
    /// A lower bound of the values in it.
    low: f64,
    /// In which order it came up.
    number: usize,
    sides: Vec<Interval>,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        other.low.total_cmp(&self.low).then_with(|| other.number.cmp(&self.number))
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
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
    const SMALLEST: f64 = 1.0 / (1_u64 << 14) as f64;
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
pub(super) fn basin(objective: &mut dyn Objective, sides: &[Side], minimum: &Minimum) -> Option<Vec<Interval>> {
    let (whole, point, held) = (whole(sides), &minimum.point, &minimum.held);
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
        // Only signs matter, and a wide region blurs more than that.
        let relative = libm::exp2(exponent).clamp(1e-3, 0.125);
        let convex = is_positive_definite(&of_free(&objective.hessian(&region, relative), held));
        let pressed =
            held.iter().all(|held| *held == Held::Free) || presses(&objective.gradient(&region, relative), held);
        if convex && pressed {
            return Some(region);
        }
    }
    None
}
