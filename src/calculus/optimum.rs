//! The least value of a function on a box, placed with proof.
//!
//! A start is found without proof: the best point of a grid, then a compass search and Newton's
//! method on midpoints. Around it an interval Newton step (Krawczyk's operator; Neumaier, *Interval
//! Methods for Systems of Equations*, 1990, ch. 5) proves that the box holds exactly one stationary
//! point, and a Hessian whose pivots are positive all over the box proves a local minimum.
//! Coordinates at an end of their range are held there, if the gradient points outward all over
//! the box. Then branch and bound tries to exclude every other place of the range.
//!
//! Which one, where several points are equally good: the one that the start leads to, and the
//! start is the *first* best point of the grid, in the order in which its first coordinate changes
//! slowest and each runs upward. Grid values within 10⁻⁴ of their spread count as equally good.

mod grid;
mod matrix;
mod newton;
mod proof;
mod region;
#[cfg(test)]
mod tests;

use grid::{Grid, compass};
use newton::newton;
use proof::prove;

use crate::number::{Defined, Enclosure, Interval};

/// What is minimised. Each answer encloses the quantity at every point of the box asked about.
pub trait Objective {
    /// The value. It needn't be narrower than `relative` of its size: where it only guides the search or
    /// excludes what is far from the best, little suffices.
    fn value(&mut self, at: &[Interval], relative: f64) -> Interval;

    /// The gradient.
    fn gradient(&mut self, at: &[Interval], relative: f64) -> Vec<Interval>;

    /// The Hessian, rows of columns; symmetric.
    fn hessian(&mut self, at: &[Interval], relative: f64) -> Vec<Vec<Interval>>;

    /// Which part of the budget is spent: 1 when there is no more.
    fn spent(&self) -> f64;

    /// Whether the budget is spent.
    fn is_spent(&self) -> bool {
        self.spent() >= 1.0
    }
}

/// As narrow as the scalar allows.
pub(super) const FULL: f64 = 0.0;
/// Narrow enough for Newton's steps, whose last one corrects this again.
pub(super) const ROUGH: f64 = 1e-6;

/// How much of an optimum was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nowhere in the range is there a lesser value.
    Global,
    /// Nowhere in the range is there a value less by more than 1e-9; another place is as good,
    /// as far as can be told.
    Shared,
    /// Around the point there is none; elsewhere there may be.
    Local,
}

/// How much less a value may be where places are equally good.
const SLACK: f64 = 1e-9;

impl Standing {
    /// What it means, for a `minimum` or a `maximum`.
    pub fn sentence(self, kind: &str) -> String {
        match self {
            Self::Global => format!("the global {kind} on the window, proved"),
            Self::Shared => format!(
                "a global {kind} on the window, proved to within 1e-9; another place is as good, as far as can be told"
            ),
            Self::Local => {
                format!("a local {kind}, proved; whether it is the global one on the window is not decided")
            }
        }
    }
}

/// A proved minimum.
#[derive(Clone, Debug)]
pub struct Optimum {
    /// An enclosure of the point.
    pub point: Vec<Interval>,
    /// How much is proved of it.
    pub standing: Standing,
}

/// Why no minimum was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproved {
    /// An end of the range isn't known, or the range is empty.
    Range,
    /// The function has no value anywhere on the grid.
    Undefined,
    /// The budget ran out.
    Budget,
    /// Around the best point found, a minimum could not be proved: it isn't isolated or isn't smooth.
    Flat,
}

impl Unproved {
    /// A sentence for a note.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Range => "an end of the range of the optimum isn't known",
            Self::Undefined => "what is optimised has no value in the range",
            Self::Budget => "the budget of steps ran out before the optimum was proved",
            Self::Flat => "no isolated optimum could be proved: the function may be flat or have a kink there",
        }
    }
}

/// The ends of one coordinate's range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub(super) low: Interval,
    pub(super) high: Interval,
}

impl Side {
    /// The certain part of the range.
    fn span(&self) -> (f64, f64) {
        (self.low.hi(), self.high.lo())
    }

    pub(super) fn size(&self) -> f64 {
        self.high.lo() - self.low.hi()
    }
}

/// Which end of its range holds a coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Free,
    Low,
    High,
}

/// Finds the least value of `objective` for coordinates between the ends given, and proves it.
///
/// # Errors
///
/// What could not be proved.
pub fn minimise(objective: &mut dyn Objective, range: &[(Interval, Interval)]) -> Result<Optimum, Unproved> {
    let sides: Vec<Side> = range.iter().map(|&(low, high)| Side { low, high }).collect();
    let known = |end: &Interval| end.defined() == Defined::Yes && end.lo().is_finite() && end.hi().is_finite();
    if sides.is_empty() || !sides.iter().all(|side| known(&side.low) && known(&side.high) && side.size() >= 0.0) {
        return Err(Unproved::Range);
    }
    let grid = Grid::over(objective, &sides);
    let start = grid.best().ok_or(if objective.is_spent() { Unproved::Budget } else { Unproved::Undefined })?;
    let (mut point, mut step) = (grid.points[start].clone(), grid.step(&sides));
    let mut proved = None;
    for halvings in [3, 4, 6, 8] {
        compass(objective, &sides, &mut point, &mut step, halvings);
        let refined = newton(objective, &sides, &point, FULL);
        proved = prove(objective, &sides, &refined);
        if proved.is_some() || objective.is_spent() {
            break;
        }
    }
    let mut minimum = proved.ok_or(if objective.is_spent() { Unproved::Budget } else { Unproved::Flat })?;
    let mut basins: Vec<Vec<Interval>> = region::basin(objective, &sides, &minimum).into_iter().collect();
    let (mut rivalled, mut slack) = (basins.is_empty(), 0.0);
    for mut rival in grid.rivals(basins.first().map(Vec::as_slice)) {
        if objective.spent() > 0.6 {
            // What wasn't looked at may be as good.
            rivalled = true;
            break;
        }
        compass(objective, &sides, &mut rival, &mut grid.step(&sides), 3);
        match compare(objective, &sides, &rival, &minimum, &basins) {
            Rival::Worse => {}
            Rival::Equal(Some(basin)) => {
                basins.push(basin);
                slack = SLACK;
            }
            Rival::Equal(None) => rivalled = true,
            Rival::Better(better) => {
                minimum = better;
                basins = region::basin(objective, &sides, &minimum).into_iter().collect();
                (rivalled, slack) = (basins.is_empty(), 0.0);
            }
        }
    }
    let standing = match !rivalled && region::is_least(objective, &sides, &minimum.point, &basins, slack) {
        true if slack == 0.0 => Standing::Global,
        true => Standing::Shared,
        false => Standing::Local,
    };
    Ok(Optimum { point: minimum.point, standing })
}

/// A proved local minimum.
#[derive(Clone, Debug)]
pub(super) struct Minimum {
    pub(super) point: Vec<Interval>,
    pub(super) held: Vec<Held>,
}

/// How another place compares with the minimum.
enum Rival {
    Worse,
    /// It may be as good: then no bound can exclude it. A region about it in which no value is less
    /// by more than 1e-9, where there is one.
    Equal(Option<Vec<Interval>>),
    Better(Minimum),
}

/// Follows another point of the grid down and compares what it leads to.
fn compare(
    objective: &mut dyn Objective,
    sides: &[Side],
    rival: &[f64],
    minimum: &Minimum,
    basins: &[Vec<Interval>],
) -> Rival {
    let found = newton(objective, sides, rival, ROUGH);
    let inside = |region: &[Interval]| found.iter().zip(region).all(|(x, side)| side.lo() <= *x && *x <= side.hi());
    if inside(&minimum.point) || basins.iter().any(|basin| inside(basin)) {
        return Rival::Worse;
    }
    let at: Vec<Interval> = found.iter().map(|&x| Interval::point(x)).collect();
    let (there, here) = (objective.value(&at, FULL), objective.value(&minimum.point, FULL));
    if there.defined() != Defined::Yes || there.lo() > here.hi() + SLACK {
        return Rival::Worse;
    }
    let Some(proved) = prove(objective, sides, &found) else {
        return if there.lo() > here.hi() { Rival::Worse } else { Rival::Equal(None) };
    };
    let there = objective.value(&proved.point, FULL);
    if there.defined() != Defined::Yes {
        Rival::Equal(None)
    } else if there.hi() < here.lo() {
        Rival::Better(proved)
    } else if there.lo() > here.hi() {
        Rival::Worse
    } else if there.lo() >= here.hi() - SLACK {
        Rival::Equal(region::basin(objective, sides, &proved))
    } else {
        Rival::Equal(None)
    }
}
