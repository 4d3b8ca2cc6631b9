//! How long the lesson's mixture divergences take, with proved bounds: the median of many runs.
//!
//! P = ½ N(−2.2, 0.7²) + ½ N(2.2, 0.7²), Q = N(0, 1.5²), both directions, on −6..6.

use std::time::{Duration, Instant};

use reckon::calculus::{Integral, Jet, JetContext, QuadratureOptions, integrate};
use reckon::number::{Binary, Constant, Interval, Nary, Rational, Scalar, Unary};

type J = Jet<Interval>;
type C = JetContext<Interval>;

fn number(context: &C, p: i64, q: u64) -> J {
    J::constant(context, &Constant::Rational(Rational::from_parts(p.into(), q.into())))
}

/// ln of the density of N(mean/10, (sd/10)²).
fn ln_normal(context: &C, x: &J, mean: i64, sd: i64) -> J {
    let (mean, sd) = (number(context, mean, 10), number(context, sd, 10));
    let z = J::binary(context, Binary::Subtract, x, &mean);
    let z = J::binary(context, Binary::Divide, &z, &sd);
    let square = J::power(context, &z, 2);
    let half = J::binary(context, Binary::Divide, &square, &number(context, -2, 1));
    let two_pi = J::binary(context, Binary::Multiply, &number(context, 2, 1), &J::constant(context, &Constant::Pi));
    let root = J::unary(context, Unary::Sqrt, &two_pi);
    let scale = J::unary(context, Unary::Ln, &J::binary(context, Binary::Multiply, &sd, &root));
    J::binary(context, Binary::Subtract, &half, &scale)
}

fn ln_mixture(context: &C, x: &J) -> J {
    let weight = J::unary(context, Unary::Ln, &number(context, 1, 2));
    let bumps = [-22, 22].map(|mean| J::binary(context, Binary::Add, &ln_normal(context, x, mean, 7), &weight));
    J::nary(context, Nary::LogSumExp, &bumps)
}

/// p·(ln p − ln q).
fn divergence(context: &C, p: &J, q: &J) -> J {
    let difference = J::binary(context, Binary::Subtract, p, q);
    J::binary(context, Binary::Multiply, &J::unary(context, Unary::Exp, p), &difference)
}

fn forward(context: &C, x: &J) -> J {
    divergence(context, &ln_mixture(context, x), &ln_normal(context, x, 0, 15))
}

fn reverse(context: &C, x: &J) -> J {
    divergence(context, &ln_normal(context, x, 0, 15), &ln_mixture(context, x))
}

fn median(mut run: impl FnMut() -> Integral<Interval>) -> (Duration, Integral<Interval>) {
    let mut times = Vec::new();
    let mut last = run();
    for _ in 0..31 {
        let start = Instant::now();
        last = run();
        times.push(start.elapsed());
    }
    times.sort();
    (times[times.len() / 2], last)
}

#[allow(clippy::print_stdout, reason = "a bench prints its result")]
fn main() {
    let orders: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let orders = if orders.is_empty() { vec![QuadratureOptions::default().order] } else { orders };
    let (from, to) = (Interval::point(-6.0), Interval::point(6.0));
    for order in orders {
        let options = QuadratureOptions { order, ..QuadratureOptions::default() };
        for (name, integrand) in [("forward", forward as fn(&C, &J) -> J), ("reverse", reverse)] {
            let mut integrand = integrand;
            let (time, integral) = median(|| integrate(&(), &from, &to, &mut integrand, &options));
            println!(
                "{name} divergence, order {order}: {time:?}, {} panels evaluated, {:?}, {:.17}..{:.17}, width {:.1e}",
                integral.evaluated,
                integral.ending,
                integral.value.lo(),
                integral.value.hi(),
                integral.value.hi() - integral.value.lo(),
            );
        }
    }
}
