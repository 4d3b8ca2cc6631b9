use super::matrix::{add, is_positive_definite, multiply, subtract};
use super::*;
use crate::number::Scalar;

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

    fn spent(&self) -> f64 {
        self.calls as f64 / 20_000.0
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
fn of_two_equal_wells_the_first_is_taken() {
    let optimum = minimise(&mut Wells { tilt: 0.0, calls: 0 }, &[ends(-2.0, 2.0)]).expect("a minimum");
    assert!(optimum.point[0].lo() <= -1.0 && optimum.point[0].hi() >= -1.0, "{optimum:?}");
    assert_eq!(optimum.standing, Standing::Shared);
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
    let matrix =
        |rows: [[(f64, f64); 2]; 2]| rows.map(|row| row.map(|(low, high)| Interval::new(low, high)).to_vec()).to_vec();
    assert!(is_positive_definite(&matrix([[(2.0, 2.1), (-1.0, 1.0)], [(-1.0, 1.0), (1.0, 1.0)]])));
    assert!(!is_positive_definite(&matrix([[(1.0, 1.0), (1.0, 1.0)], [(1.0, 1.0), (1.0, 1.0)]])));
    assert!(!is_positive_definite(&matrix([[(-0.1, 1.0), (0.0, 0.0)], [(0.0, 0.0), (1.0, 1.0)]])));
}
