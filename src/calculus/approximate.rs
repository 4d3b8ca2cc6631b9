//! Integrals and optima without proof, for pictures that follow a pointer.

/// The abscissae of the Kronrod rule of 15 points on [−1, 1] that aren't negative, and their
/// weights; every second one is of the Gauss rule of 7 points, whose weights follow.
/// (Abramowitz and Stegun 25.4; computed as the zeros of the Stieltjes polynomial.)
const NODES: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_4,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_47,
    0.0,
];
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_55,
    0.104_790_010_322_250_18,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_83,
];
const GAUSS: [f64; 4] =
    [0.129_484_966_168_869_7, 0.279_705_391_489_276_64, 0.381_830_050_505_118_9, 0.417_959_183_673_469_4];

/// How many panels an integral may take.
const PANELS: usize = 200;
/// The error that is aimed at, relative to the value.
const RELATIVE: f64 = 1e-10;

#[derive(Clone, Copy)]
struct Piece {
    from: f64,
    to: f64,
    value: f64,
    error: f64,
}

/// The Gauss–Kronrod value on one panel, and its distance from the Gauss value.
fn piece(from: f64, to: f64, f: &mut dyn FnMut(f64) -> f64) -> Piece {
    let (middle, half) = ((from + to) / 2.0, (to - from) / 2.0);
    let center = f(middle);
    let (mut kronrod, mut gauss) = (KRONROD[7] * center, GAUSS[3] * center);
    for index in 0..7 {
        let sum = f(middle - half * NODES[index]) + f(middle + half * NODES[index]);
        kronrod += KRONROD[index] * sum;
        if index % 2 == 1 {
            gauss += GAUSS[index / 2] * sum;
        }
    }
    Piece { from, to, value: kronrod * half, error: libm::fabs((kronrod - gauss) * half) }
}

/// About the integral of `f` from `from` to `to`, either of which may be infinite; NaN where it
/// doesn't settle.
pub fn quadrature(from: f64, to: f64, f: &mut dyn FnMut(f64) -> f64) -> f64 {
    if from.is_nan() || to.is_nan() {
        return f64::NAN;
    }
    if from == to {
        return 0.0;
    }
    if from > to {
        return -quadrature(to, from, f);
    }
    if from.is_infinite() || to.is_infinite() {
        // x = t / (1 − t²) maps (−1, 1) to the line.
        let place = |x: f64| match x {
            f64::INFINITY => 1.0,
            f64::NEG_INFINITY => -1.0,
            0.0 => 0.0,
            x => (libm::sqrt(1.0 + 4.0 * x * x) - 1.0) / (2.0 * x),
        };
        return finite(place(from), place(to), &mut |t| {
            let rest = 1.0 - t * t;
            let value = f(t / rest);
            if value == 0.0 { 0.0 } else { value * (1.0 + t * t) / (rest * rest) }
        });
    }
    finite(from, to, f)
}

fn finite(from: f64, to: f64, f: &mut dyn FnMut(f64) -> f64) -> f64 {
    // Four panels to begin with: a narrow bump must not fall between the points of one.
    let step = (to - from) / 4.0;
    let mut pieces: Vec<Piece> = Vec::with_capacity(32);
    for index in 0..4 {
        let left = from + step * f64::from(index);
        pieces.push(piece(left, if index == 3 { to } else { left + step }, f));
    }
    while pieces.len() < PANELS {
        let total: f64 = pieces.iter().map(|piece| libm::fabs(piece.value)).sum();
        let error: f64 = pieces.iter().map(|piece| piece.error).sum();
        if error.is_nan() || error <= RELATIVE * total || error < 1e-300 {
            break;
        }
        let Some(worst) = (0..pieces.len()).max_by(|&a, &b| pieces[a].error.total_cmp(&pieces[b].error)) else { break };
        let Piece { from, to, .. } = pieces.swap_remove(worst);
        let middle = (from + to) / 2.0;
        if middle <= from || middle >= to {
            break;
        }
        pieces.push(piece(from, middle, f));
        pieces.push(piece(middle, to, f));
    }
    // In order, so that the sum doesn't depend on the way that led to the panels.
    pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
    pieces.iter().map(|piece| piece.value).sum()
}

/// About the point of a box at which `f` is least: the better of two searches by Nelder and Mead,
/// from `start` and from the best point of a coarse grid.
pub fn minimize(ranges: &[(f64, f64)], start: &[f64], f: &mut dyn FnMut(&[f64]) -> f64) -> Vec<f64> {
    if ranges.is_empty() || ranges.iter().any(|(low, high)| !(low <= high && (high - low).is_finite())) {
        return vec![f64::NAN; ranges.len()];
    }
    let mut f = |point: &[f64]| {
        let value = f(point);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    // About a hundred points whatever the number of variables.
    let side: usize = match ranges.len() {
        1 => 41,
        2 => 11,
        3 => 5,
        _ => 2,
    };
    let mut best: (f64, Vec<f64>) = (f64::INFINITY, ranges.iter().map(|(low, high)| (low + high) / 2.0).collect());
    for mut index in 0..side.saturating_pow(ranges.len().min(7) as u32) {
        let point: Vec<f64> = ranges
            .iter()
            .map(|(low, high)| {
                let share = ((index % side) as f64 + 0.5) / side as f64;
                index /= side;
                low + (high - low) * share
            })
            .collect();
        let value = f(&point);
        if value < best.0 {
            best = (value, point);
        }
    }
    let found = descend(ranges, best.1, &mut f);
    if start.len() != ranges.len() || start.iter().any(|x| !x.is_finite()) {
        return found.1;
    }
    let before = f(start);
    let near = descend(ranges, start.to_vec(), &mut f);
    // Of two equally good ones the nearer is what a reader expects; what there was to gain is the scale.
    let margin = if before.is_finite() { 1e-6 * (before - found.0) } else { 0.0 };
    if near.0 <= found.0 + margin { near.1 } else { found.1 }
}

/// Nelder and Mead's simplex, kept inside the box; started anew once, where it may have collapsed.
fn descend(ranges: &[(f64, f64)], start: Vec<f64>, f: &mut dyn FnMut(&[f64]) -> f64) -> (f64, Vec<f64>) {
    let mut best = start;
    let mut value = f64::INFINITY;
    for size in [0.05, 0.005] {
        (value, best) = simplex(ranges, best, size, f);
    }
    (value, best)
}

fn simplex(ranges: &[(f64, f64)], start: Vec<f64>, size: f64, f: &mut dyn FnMut(&[f64]) -> f64) -> (f64, Vec<f64>) {
    let inside = |point: Vec<f64>| -> Vec<f64> {
        point.iter().zip(ranges).map(|(x, (low, high))| x.clamp(*low, *high)).collect()
    };
    let start = inside(start);
    let mut points: Vec<(f64, Vec<f64>)> = vec![(f(&start), start.clone())];
    for (index, (low, high)) in ranges.iter().enumerate() {
        let mut point = start.clone();
        let step = (high - low) * size;
        point[index] = if point[index] + step <= *high { point[index] + step } else { point[index] - step };
        points.push((f(&point), point));
    }
    let count = ranges.len();
    for _ in 0..120 * count {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let spread = ranges.iter().enumerate().all(|(axis, (low, high))| {
            points.iter().all(|(_, point)| libm::fabs(point[axis] - points[0].1[axis]) <= 1e-8 * (high - low))
        });
        if spread {
            break;
        }
        let center: Vec<f64> = (0..count)
            .map(|axis| points[..count].iter().map(|(_, point)| point[axis]).sum::<f64>() / count as f64)
            .collect();
        let worst = points[count].clone();
        let mut along = |share: f64| {
            let point = inside(center.iter().zip(&worst.1).map(|(c, w)| c + (c - w) * share).collect());
            (f(&point), point)
        };
        let reflected = along(1.0);
        points[count] = if reflected.0 < points[0].0 {
            let expanded = along(2.0);
            if expanded.0 < reflected.0 { expanded } else { reflected }
        } else if reflected.0 < points[count - 1].0 {
            reflected
        } else {
            let contracted = along(if reflected.0 < worst.0 { 0.5 } else { -0.5 });
            if contracted.0 < worst.0.min(reflected.0) {
                contracted
            } else {
                let first = points[0].1.clone();
                for (value, point) in &mut points[1..] {
                    *point = point.iter().zip(&first).map(|(x, to)| (x + to) / 2.0).collect();
                    *value = f(point);
                }
                continue;
            }
        };
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.swap_remove(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrals_are_about_right() {
        let close = |got: f64, right: f64| assert!((got - right).abs() <= 1e-10 * right.abs(), "{got} for {right}");
        let bell = |x: f64| libm::exp(-x * x / 2.0) / libm::sqrt(2.0 * core::f64::consts::PI);
        close(quadrature(f64::NEG_INFINITY, f64::INFINITY, &mut { bell }), 1.0);
        close(quadrature(0.0, f64::INFINITY, &mut { bell }), 0.5);
        close(quadrature(-6.0, 6.0, &mut |x| bell(x / 0.01) / 0.01), 1.0);
        close(quadrature(0.0, 1.0, &mut |x| libm::sqrt(x)), 2.0 / 3.0);
        close(quadrature(2.0, 0.0, &mut |x| x), -2.0);
        assert!(quadrature(0.0, 1.0, &mut |_| f64::NAN).is_nan());
    }

    #[test]
    fn optima_are_found_from_afar_and_nearby() {
        let mut wells = |p: &[f64]| {
            let (a, b) = (p[0] * p[0] - 4.0, p[1] - 1.0);
            a * a + b * b
        };
        let ranges = [(-4.0, 4.0), (0.1, 3.0)];
        let right = minimize(&ranges, &[1.0, 1.5], &mut wells);
        assert!((right[0] - 2.0).abs() < 1e-5 && (right[1] - 1.0).abs() < 1e-5, "{right:?}");
        let left = minimize(&ranges, &[-0.5, 1.5], &mut wells);
        assert!((left[0] + 2.0).abs() < 1e-5, "{left:?}");
        // At the edge of the box.
        let edge = minimize(&[(0.0, 1.0)], &[], &mut |p| -p[0]);
        assert!((edge[0] - 1.0).abs() < 1e-6, "{edge:?}");
    }
}
