//! The proof of a local minimum: Krawczyk's operator, and pivots of the Hessian that stay positive.

use super::matrix::{add, invert, is_positive_definite, multiply, pick, subtract};
use super::newton::{held_at, middles};
use super::{FULL, Held, Minimum, Objective, ROUGH, Side};
use crate::number::{Defined, Enclosure, Interval};

/// Hessians only scale what is already small.
const FINE: f64 = 1e-6;

/// The rows and columns of the free coordinates.
pub(super) fn of_free(hessian: &[Vec<Interval>], held: &[Held]) -> Vec<Vec<Interval>> {
    let free: Vec<usize> = (0..held.len()).filter(|&i| held[i] == Held::Free).collect();
    free.iter().map(|&i| pick(&hessian[i], &free)).collect()
}

/// Whether the gradient certainly presses the held coordinates against their ends.
pub(super) fn presses(gradient: &[Interval], held: &[Held]) -> bool {
    gradient.iter().zip(held).all(|(slope, held)| {
        slope.defined() == Defined::Yes
            && match held {
                Held::Free => true,
                Held::Low => slope.lo() > 0.0,
                Held::High => slope.hi() < 0.0,
            }
    })
}

/// Proves a local minimum near a point, and encloses it.
pub(super) fn prove(objective: &mut dyn Objective, sides: &[Side], near: &[f64]) -> Option<Minimum> {
    let at: Vec<Interval> = near.iter().map(|&x| Interval::point(x)).collect();
    let slopes = middles(&objective.gradient(&at, ROUGH))?;
    let held = held_at(sides, near, &slopes);
    // Radii as parts of the range: 2⁻³⁰ where the start is as good as it should be.
    for exponent in [-30.0, -24.0, -18.0, -12.0, -8.0] {
        let radius = |i: usize| sides[i].size() * libm::exp2(exponent);
        let found = krawczyk(objective, sides, near, &held, &radius);
        if let Some(point) = found {
            return Some(Minimum { point, held });
        }
        if objective.is_spent() || held.iter().all(|held| *held != Held::Free) {
            return None;
        }
    }
    None
}

fn krawczyk(
    objective: &mut dyn Objective,
    sides: &[Side],
    near: &[f64],
    held: &[Held],
    radius: &dyn Fn(usize) -> f64,
) -> Option<Vec<Interval>> {
    let n = near.len();
    let free: Vec<usize> = (0..n).filter(|&i| held[i] == Held::Free).collect();
    let end = |i: usize| match held[i] {
        Held::Low => Some(sides[i].low),
        Held::High => Some(sides[i].high),
        Held::Free => None,
    };
    let around = |i: usize| Interval::new((near[i] - radius(i)).next_down(), (near[i] + radius(i)).next_up());
    let mut region: Vec<Interval> = (0..n).map(|i| end(i).unwrap_or_else(|| around(i))).collect();
    let centre: Vec<Interval> = (0..n).map(|i| end(i).unwrap_or(Interval::point(near[i]))).collect();
    if free.is_empty() {
        return presses(&objective.gradient(&region, FULL), held).then_some(region);
    }
    let gradient = objective.gradient(&centre, FULL);
    let mut proved = false;
    for _ in 0..3 {
        let hessian = of_free(&objective.hessian(&region, FINE), held);
        if !proved && !is_positive_definite(&hessian) {
            return None;
        }
        let middle: Vec<Vec<f64>> = hessian.iter().map(|row| middles(row)).collect::<Option<_>>()?;
        let inverse = invert(&middle)?;
        let mut image = region.clone();
        for (row, &i) in inverse.iter().zip(&free) {
            // x̂ − Y·g(x̂) + (1 − Y·H(X))·(X − x̂)
            let mut value = centre[i];
            for (&entry, &j) in row.iter().zip(&free) {
                value = subtract(&value, &multiply(&Interval::point(entry), &gradient[j]));
            }
            for (k, &j) in free.iter().enumerate() {
                let mut product = Interval::ZERO;
                for (&entry, other) in row.iter().zip(&hessian) {
                    product = add(&product, &multiply(&Interval::point(entry), &other[k]));
                }
                let unit = if i == j { Interval::ONE } else { Interval::ZERO };
                let rest = subtract(&unit, &product);
                value = add(&value, &multiply(&rest, &subtract(&region[j], &centre[j])));
            }
            image[i] = value;
        }
        let inside = |i: &usize| image[*i].lo() > region[*i].lo() && image[*i].hi() < region[*i].hi();
        if !proved && !free.iter().all(inside) {
            return None;
        }
        proved = true;
        let before: f64 = free.iter().map(|&i| region[i].width()).sum();
        for &i in &free {
            region[i] = region[i].intersection(&image[i])?;
        }
        let after: f64 = free.iter().map(|&i| region[i].width()).sum();
        if after > before / 4.0 {
            break;
        }
    }
    within(objective, sides, held, region)
}

/// Checks that a stationary point lies in the range, and that held coordinates are pressed there.
fn within(
    objective: &mut dyn Objective,
    sides: &[Side],
    held: &[Held],
    mut region: Vec<Interval>,
) -> Option<Vec<Interval>> {
    for i in 0..region.len() {
        if held[i] != Held::Free {
            continue;
        }
        let (low, high) = sides[i].span();
        if region[i].lo() >= low && region[i].hi() <= high {
            continue;
        }
        // On a line, the least value of a convex function on a range is at the stationary point
        // or, if that lies outside, at the end next to it.
        if region.len() > 1 {
            return None;
        }
        let (floor, ceiling) = (sides[i].low, sides[i].high);
        let lo = region[i].lo().max(floor.lo()).min(ceiling.hi());
        let hi = region[i].hi().min(ceiling.hi()).max(floor.lo());
        region[i] = Interval::new(lo, hi);
    }
    if held.iter().all(|held| *held == Held::Free) {
        return Some(region);
    }
    presses(&objective.gradient(&region, FULL), held).then_some(region)
}
