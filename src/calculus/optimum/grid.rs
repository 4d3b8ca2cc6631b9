//! Where to look for a minimum, without proof: the best points of a grid, and a compass search from there.

use super::{Objective, Side};
use crate::number::{Defined, Enclosure, Interval};

/// Values of a grid.
const COARSE: f64 = 1e-3;

/// The middle of what a rough value encloses; ∞ where it may not exist.
fn guess(objective: &mut dyn Objective, point: &[f64]) -> f64 {
    let at: Vec<Interval> = point.iter().map(|&x| Interval::point(x)).collect();
    let value = objective.value(&at, COARSE);
    let usable = value.defined() == Defined::Yes && value.lo() > f64::NEG_INFINITY;
    if usable { value.midpoint(&()).lo() } else { f64::INFINITY }
}

/// Points spread evenly over the range, ends included, with rough values.
pub(super) struct Grid {
    count: usize,
    pub(super) points: Vec<Vec<f64>>,
    values: Vec<f64>,
}

impl Grid {
    pub(super) fn over(objective: &mut dyn Objective, sides: &[Side]) -> Self {
        // The finest of these that costs at most a sixth of the budget.
        const COUNTS: [usize; 8] = [65, 33, 17, 9, 7, 5, 3, 2];
        const MOST: usize = 400;
        let middle: Vec<f64> = sides.iter().map(|side| side.span().0 / 2.0 + side.span().1 / 2.0).collect();
        let before = objective.spent();
        guess(objective, &middle);
        let cost = objective.spent() - before;
        let points = |count: usize| (0..sides.len()).fold(1.0, |points, _| points * count as f64);
        let fits = |count: &usize| points(*count) <= MOST as f64 && points(*count) * cost <= 1.0 / 6.0;
        let count = COUNTS.into_iter().find(fits).unwrap_or(1);
        let at = |side: &Side, k: usize| {
            let (low, high) = side.span();
            if count == 1 {
                return low / 2.0 + high / 2.0;
            }
            let part = k as f64 / (count - 1) as f64;
            (low * (1.0 - part) + high * part).clamp(low, high)
        };
        let mut points = vec![Vec::new()];
        for side in sides {
            points = points
                .into_iter()
                .flat_map(|point: Vec<f64>| (0..count).map(move |k| [point.clone(), vec![at(side, k)]].concat()))
                .collect();
        }
        let values = points.iter().map(|point| guess(objective, point)).collect();
        Self { count, points, values }
    }

    /// The number of the first of the best points.
    pub(super) fn best(&self) -> Option<usize> {
        let finite = || self.values.iter().copied().filter(|value| value.is_finite());
        let (least, greatest) = (finite().reduce(f64::min)?, finite().reduce(f64::max)?);
        let good = least + 1e-2 * (greatest - least).min(least.abs().max(1.0));
        self.values.iter().position(|&value| value <= good)
    }

    /// Half of the distances between points.
    pub(super) fn step(&self, sides: &[Side]) -> Vec<f64> {
        sides.iter().map(|side| side.size() / (self.count.max(2) - 1) as f64 / 2.0).collect()
    }

    /// The hollows outside a region, the deepest first, at most four: points that are no worse than
    /// their neighbours along the axes.
    pub(super) fn rivals(&self, basin: Option<&[Interval]>) -> Vec<Vec<f64>> {
        let outside = |point: &Vec<f64>| match basin {
            Some(basin) => point.iter().zip(basin).any(|(x, side)| *x < side.lo() || *x > side.hi()),
            None => true,
        };
        let mut hollows: Vec<usize> = (0..self.points.len())
            .filter(|&index| self.values[index].is_finite() && outside(&self.points[index]) && self.is_hollow(index))
            .collect();
        hollows.sort_by(|&i, &j| self.values[i].total_cmp(&self.values[j]));
        hollows.into_iter().take(4).map(|index| self.points[index].clone()).collect()
    }

    fn is_hollow(&self, index: usize) -> bool {
        let dimensions = self.points[index].len();
        (0..dimensions).all(|axis| {
            // The last coordinate changes fastest.
            let stride = self.count.pow((dimensions - 1 - axis) as u32);
            let place = index / stride % self.count;
            let below = place == 0 || self.values[index - stride] >= self.values[index];
            let above = place + 1 == self.count || self.values[index + stride] >= self.values[index];
            below && above
        })
    }
}

/// Moves to better neighbours along the axes, halving the distance where there are none.
pub(super) fn compass(
    objective: &mut dyn Objective,
    sides: &[Side],
    point: &mut [f64],
    step: &mut [f64],
    halvings: usize,
) {
    let mut best = guess(objective, point);
    for _ in 0..halvings {
        for _ in 0..8 {
            let mut moved = false;
            for i in 0..point.len() {
                for sign in [-1.0, 1.0] {
                    let (low, high) = sides[i].span();
                    let here = point[i];
                    point[i] = (here + sign * step[i]).clamp(low, high);
                    let value = if point[i] == here { f64::INFINITY } else { guess(objective, point) };
                    if value < best {
                        (best, moved) = (value, true);
                        break;
                    }
                    point[i] = here;
                }
            }
            if !moved || objective.is_spent() {
                break;
            }
        }
        step.iter_mut().for_each(|step| *step /= 2.0);
    }
}
