//! Newton's method on the middles of enclosures: a good guess where the proof may begin.

use super::matrix::{invert, pick};
use super::{Held, Objective, ROUGH, Side};
use crate::number::{Defined, Enclosure, Interval};

/// The middles of enclosures; nothing where one is unknown.
pub(super) fn middles(values: &[Interval]) -> Option<Vec<f64>> {
    let finite = |x: &Interval| x.defined() == Defined::Yes && x.lo().is_finite() && x.hi().is_finite();
    values.iter().all(finite).then(|| values.iter().map(|x| x.midpoint(&()).lo()).collect())
}

/// Which coordinates the gradient presses against an end of their range.
pub(super) fn held_at(sides: &[Side], point: &[f64], gradient: &[f64]) -> Vec<Held> {
    let hold = |i: usize| {
        let (low, high) = sides[i].span();
        match (point[i] <= low, point[i] >= high) {
            (true, true) => Held::Low,
            (true, false) if gradient[i] > 0.0 => Held::Low,
            (false, true) if gradient[i] < 0.0 => Held::High,
            _ => Held::Free,
        }
    };
    (0..point.len()).map(hold).collect()
}

/// Newton's method on midpoints, each step cut at the ends of the range; `last` is how narrow the
/// gradients of the last steps are.
pub(super) fn newton(objective: &mut dyn Objective, sides: &[Side], start: &[f64], last: f64) -> Vec<f64> {
    let mut point = start.to_vec();
    let mut relative = ROUGH;
    for _ in 0..16 {
        let at: Vec<Interval> = point.iter().map(|&x| Interval::point(x)).collect();
        let Some(gradient) = middles(&objective.gradient(&at, relative)) else { break };
        let held = held_at(sides, &point, &gradient);
        let free: Vec<usize> = (0..point.len()).filter(|&i| held[i] == Held::Free).collect();
        let hessian = objective.hessian(&at, ROUGH);
        let rows: Option<Vec<Vec<f64>>> = free.iter().map(|&i| middles(&pick(&hessian[i], &free))).collect();
        let Some(inverse) = rows.and_then(|rows| invert(&rows)) else { break };
        let mut moved: f64 = 0.0;
        for (row, &i) in inverse.iter().zip(&free) {
            let step: f64 = row.iter().zip(&free).map(|(entry, &j)| entry * gradient[j]).sum();
            let (low, high) = sides[i].span();
            let next = (point[i] - step).clamp(low, high);
            moved = moved.max((next - point[i]).abs() / sides[i].size().max(f64::MIN_POSITIVE));
            point[i] = next;
        }
        if objective.is_spent() || relative <= last && moved < 1e-5 {
            break;
        }
        if moved < 1e-5 {
            relative = last;
        }
    }
    // A step that led away from the minimum is taken back.
    let away = start.iter().zip(&point).zip(sides).any(|((a, b), side)| (a - b).abs() > 0.25 * side.size());
    if away { start.to_vec() } else { point }
}
