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

use crate::number::{Binary, Defined, Enclosure, Interval, Scalar, Unary};

use super::region;

/// What is minimised. Each answer encloses the quantity at every point of the box asked about.
pub trait Objective {
    /// The value. It needn't be narrower than `relative` of its size: where it only guides the search or
    /// excludes what is far from the best, little suffices.
    fn value(&mut self, at: &[Interval], relative: f64) -> Interval;

    /// The gradient.
    fn gradient(&mut self, at: &[Interval], relative: f64) -> Vec<Interval>;

    /// The Hessian, rows of columns; symmetric.
    fn hessian(&mut self, at: &[Interval], relative: f64) -> Vec<Vec<Interval>>;

    /// Whether the budget is spent.
    fn is_spent(&self) -> bool;
}

/// As narrow as the scalar allows.
pub(super) const FULL: f64 = 0.0;
/// Narrow enough for Newton's steps, whose last one corrects this again.
pub(super) const ROUGH: f64 = 1e-6;
/// Hessians only scale what is already small.
const FINE: f64 = 1e-6;
/// Values of a grid.
const COARSE: f64 = 1e-5;

/// How much of an optimum was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nowhere in the range is there a lesser value.
    Global,
    /// Around the point there is none; elsewhere there may be.
    Local,
}

impl Standing {
    /// The plain word: `global` or `local`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Local => "local",
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
    let mut basin = region::basin(objective, &sides, &minimum);
    let mut rivalled = false;
    for rival in grid.rivals(basin.as_deref()) {
        match compare(objective, &sides, &rival, &minimum, basin.as_deref()) {
            Rival::Worse => {}
            Rival::Equal => rivalled = true,
            Rival::Better(better) => {
                minimum = better;
                basin = region::basin(objective, &sides, &minimum);
                rivalled = false;
            }
        }
    }
    let global = !rivalled && basin.is_some_and(|basin| region::is_least(objective, &sides, &minimum.point, &basin));
    Ok(Optimum { point: minimum.point, standing: if global { Standing::Global } else { Standing::Local } })
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
    /// It may be as good: then no bound can exclude it.
    Equal,
    Better(Minimum),
}

/// Follows another point of the grid down and compares what it leads to.
fn compare(
    objective: &mut dyn Objective,
    sides: &[Side],
    rival: &[f64],
    minimum: &Minimum,
    basin: Option<&[Interval]>,
) -> Rival {
    let found = newton(objective, sides, rival, ROUGH);
    if found.iter().zip(basin.unwrap_or(&minimum.point)).all(|(x, side)| side.lo() <= *x && *x <= side.hi()) {
        return Rival::Worse;
    }
    let at: Vec<Interval> = found.iter().map(|&x| Interval::point(x)).collect();
    let (there, here) = (objective.value(&at, FULL), objective.value(&minimum.point, FULL));
    if there.defined() != Defined::Yes || there.lo() > here.hi() {
        return Rival::Worse;
    }
    if there.hi() < here.lo()
        && let Some(better) = prove(objective, sides, &found)
    {
        return Rival::Better(better);
    }
    Rival::Equal
}

/// The middle of what a rough value encloses; ∞ where it may not exist.
fn guess(objective: &mut dyn Objective, point: &[f64]) -> f64 {
    let at: Vec<Interval> = point.iter().map(|&x| Interval::point(x)).collect();
    let value = objective.value(&at, COARSE);
    let usable = value.defined() == Defined::Yes && value.lo() > f64::NEG_INFINITY;
    if usable { value.midpoint(&()).lo() } else { f64::INFINITY }
}

/// Points spread evenly over the range, ends included, with rough values.
struct Grid {
    count: usize,
    points: Vec<Vec<f64>>,
    values: Vec<f64>,
}

impl Grid {
    fn over(objective: &mut dyn Objective, sides: &[Side]) -> Self {
        const COUNTS: [usize; 8] = [33, 9, 5, 3, 3, 2, 2, 2];
        let count = COUNTS.get(sides.len() - 1).copied().unwrap_or(1);
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
    fn best(&self) -> Option<usize> {
        let finite = || self.values.iter().copied().filter(|value| value.is_finite());
        let (least, greatest) = (finite().reduce(f64::min)?, finite().reduce(f64::max)?);
        let good = least + 1e-4 * (greatest - least).min(least.abs().max(1.0));
        self.values.iter().position(|&value| value <= good)
    }

    /// Half of the distances between points.
    fn step(&self, sides: &[Side]) -> Vec<f64> {
        sides.iter().map(|side| side.size() / (self.count.max(2) - 1) as f64 / 2.0).collect()
    }

    /// The best points outside a region, at most three.
    fn rivals(&self, basin: Option<&[Interval]>) -> Vec<Vec<f64>> {
        let outside = |point: &Vec<f64>| match basin {
            Some(basin) => point.iter().zip(basin).any(|(x, side)| *x < side.lo() || *x > side.hi()),
            None => false,
        };
        let mut rivals: Vec<(f64, &Vec<f64>)> = self
            .values
            .iter()
            .copied()
            .zip(&self.points)
            .filter(|(value, point)| value.is_finite() && outside(point))
            .collect();
        rivals.sort_by(|(x, _), (y, _)| x.total_cmp(y));
        rivals.into_iter().take(3).map(|(_, point)| point.clone()).collect()
    }
}

/// Moves to better neighbours along the axes, halving the distance where there are none.
fn compass(objective: &mut dyn Objective, sides: &[Side], point: &mut [f64], step: &mut [f64], halvings: usize) {
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

/// The middles of enclosures; nothing where one is unknown.
fn middles(values: &[Interval]) -> Option<Vec<f64>> {
    let finite = |x: &Interval| x.defined() == Defined::Yes && x.lo().is_finite() && x.hi().is_finite();
    values.iter().all(finite).then(|| values.iter().map(|x| x.midpoint(&()).lo()).collect())
}

/// Which coordinates the gradient presses against an end of their range.
fn held_at(sides: &[Side], point: &[f64], gradient: &[f64]) -> Vec<Held> {
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
fn newton(objective: &mut dyn Objective, sides: &[Side], start: &[f64], last: f64) -> Vec<f64> {
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

fn pick(row: &[Interval], columns: &[usize]) -> Vec<Interval> {
    columns.iter().map(|&j| row[j]).collect()
}

/// The inverse of a small matrix by Gauss–Jordan with pivoting; nothing where it is singular.
fn invert(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let unit = |i: usize| (0..n).map(move |j| if i == j { 1.0 } else { 0.0 });
    let mut rows: Vec<Vec<f64>> =
        matrix.iter().enumerate().map(|(i, row)| row.iter().copied().chain(unit(i)).collect()).collect();
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| rows[i][k].abs().total_cmp(&rows[j][k].abs()))?;
        rows.swap(k, pivot);
        let divisor = rows[k][k];
        if divisor == 0.0 || !divisor.is_finite() {
            return None;
        }
        rows[k].iter_mut().for_each(|entry| *entry /= divisor);
        let row = rows[k].clone();
        for (i, other) in rows.iter_mut().enumerate() {
            if i != k {
                let factor = other[k];
                other.iter_mut().zip(&row).for_each(|(entry, pivot)| *entry -= factor * pivot);
            }
        }
    }
    let inverse: Vec<Vec<f64>> = rows.into_iter().map(|row| row[n..].to_vec()).collect();
    inverse.iter().flatten().all(|entry| entry.is_finite()).then_some(inverse)
}

/// Whether every symmetric matrix within the enclosure is positive definite: all pivots of its
/// elimination are positive.
pub(super) fn is_positive_definite(matrix: &[Vec<Interval>]) -> bool {
    let mut rows = matrix.to_vec();
    for k in 0..rows.len() {
        let pivot = rows[k][k];
        if pivot.defined() != Defined::Yes || pivot.lo() <= 0.0 {
            return false;
        }
        for i in k + 1..rows.len() {
            let factor = Interval::binary(&(), Binary::Divide, &rows[i][k], &pivot);
            for j in k + 1..rows.len() {
                // The diagonal entry loses a square over the pivot, which is tighter than a product.
                let loss = if i == j {
                    let square = Interval::power(&(), &rows[i][k], 2);
                    Interval::binary(&(), Binary::Divide, &square, &pivot)
                } else {
                    multiply(&factor, &rows[k][j])
                };
                rows[i][j] = Interval::binary(&(), Binary::Subtract, &rows[i][j], &loss);
            }
        }
    }
    true
}

fn multiply(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Multiply, x, y)
}

fn add(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Add, x, y)
}

fn subtract(x: &Interval, y: &Interval) -> Interval {
    Interval::binary(&(), Binary::Subtract, x, y)
}

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
fn prove(objective: &mut dyn Objective, sides: &[Side], near: &[f64]) -> Option<Minimum> {
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

/// |x|, for the sizes of slopes.
pub(super) fn size(x: &Interval) -> f64 {
    Interval::unary(&(), Unary::Abs, x).hi()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x⁴ − 2x² + x·tilt, and a bowl in a second coordinate.
    struct Wells {
        tilt: f64,
        calls: usize,
    }

    fn n(x: f64) -> Interval {
        Interval::point(x)
    }

    impl Objective for Wells {
        fn value(&mut self, at: &[Interval], _: f64) -> Interval {
            self.calls += 1;
            let mut value =
                subtract(&Interval::power(&(), &at[0], 4), &multiply(&n(2.0), &Interval::power(&(), &at[0], 2)));
            value = add(&value, &multiply(&n(self.tilt), &at[0]));
            if let Some(y) = at.get(1) {
                value = add(&value, &Interval::power(&(), &subtract(y, &at[0]), 2));
            }
            value
        }

        fn gradient(&mut self, at: &[Interval], _: f64) -> Vec<Interval> {
            self.calls += 1;
            let cubic = multiply(&n(4.0), &subtract(&Interval::power(&(), &at[0], 3), &at[0]));
            let slope = add(&cubic, &n(self.tilt));
            match at.get(1) {
                None => vec![slope],
                Some(y) => {
                    let pull = multiply(&n(2.0), &subtract(y, &at[0]));
                    vec![subtract(&slope, &pull), pull]
                }
            }
        }

        fn hessian(&mut self, at: &[Interval], _: f64) -> Vec<Vec<Interval>> {
            self.calls += 1;
            let bend = subtract(&multiply(&n(12.0), &Interval::power(&(), &at[0], 2)), &n(4.0));
            match at.len() {
                1 => vec![vec![bend]],
                _ => vec![vec![add(&bend, &n(2.0)), n(-2.0)], vec![n(-2.0), n(2.0)]],
            }
        }

        fn is_spent(&self) -> bool {
            self.calls > 20_000
        }
    }

    fn ends(low: f64, high: f64) -> (Interval, Interval) {
        (n(low), n(high))
    }

    #[test]
    fn the_deeper_of_two_wells_is_global() {
        let optimum = minimise(&mut Wells { tilt: 0.25, calls: 0 }, &[ends(-2.0, 2.0)]).expect("a minimum");
        // 4x³ − 4x + 1/4 = 0 near −1
        let x = -1.029_895_985_050_66;
        assert!((optimum.point[0].lo() - x).abs() < 1e-9, "{optimum:?}");
        assert!(optimum.point[0].width() < 1e-14, "{optimum:?}");
        assert_eq!(optimum.standing, Standing::Global);
        let both = minimise(&mut Wells { tilt: 0.25, calls: 0 }, &[ends(-2.0, 2.0), ends(-3.0, 3.0)]).expect("one");
        assert_eq!(both.standing, Standing::Global);
        assert!((both.point[1].lo() - x).abs() < 1e-9 && both.point[1].width() < 1e-13, "{both:?}");
    }

    #[test]
    fn of_two_equal_wells_the_first_is_local() {
        let optimum = minimise(&mut Wells { tilt: 0.0, calls: 0 }, &[ends(-2.0, 2.0)]).expect("a minimum");
        assert!(optimum.point[0].lo() <= -1.0 && optimum.point[0].hi() >= -1.0, "{optimum:?}");
        assert_eq!(optimum.standing, Standing::Local);
        let one = minimise(&mut Wells { tilt: 0.0, calls: 0 }, &[ends(0.25, 2.0)]).expect("a minimum");
        assert_eq!(one.standing, Standing::Global);
    }

    #[test]
    fn ends_hold_what_presses_against_them() {
        let optimum = minimise(&mut Wells { tilt: 0.0, calls: 0 }, &[ends(1.25, 2.0)]).expect("a minimum");
        assert_eq!((optimum.point, optimum.standing), (vec![n(1.25)], Standing::Global));
        let corner = minimise(&mut Wells { tilt: 0.0, calls: 0 }, &[ends(1.25, 2.0), ends(3.0, 4.0)]).expect("one");
        assert_eq!(corner.point[1], n(3.0));
        assert_eq!(corner.standing, Standing::Global);
        // A stationary point exactly at the end.
        let touch = minimise(&mut Wells { tilt: 0.0, calls: 0 }, &[ends(1.0, 2.0)]).expect("a minimum");
        assert!(touch.point[0].lo() == 1.0 && touch.point[0].width() < 1e-14, "{touch:?}");
    }

    #[test]
    fn definite_matrices_are_recognised() {
        let matrix = |rows: [[(f64, f64); 2]; 2]| {
            rows.map(|row| row.map(|(low, high)| Interval::new(low, high)).to_vec()).to_vec()
        };
        assert!(is_positive_definite(&matrix([[(2.0, 2.1), (-1.0, 1.0)], [(-1.0, 1.0), (1.0, 1.0)]])));
        assert!(!is_positive_definite(&matrix([[(1.0, 1.0), (1.0, 1.0)], [(1.0, 1.0), (1.0, 1.0)]])));
        assert!(!is_positive_definite(&matrix([[(-0.1, 1.0), (0.0, 0.0)], [(0.0, 0.0), (1.0, 1.0)]])));
    }
}
