//! Time per function and per integral: the enclosure alone, and a whole proved claim.
//!
//! `scripts/bench-functions` runs this in turns with Arb and SciPy and prints one table; alone,
//! `cargo bench --bench functions` prints `name, enclosure, claim` in microseconds, medians of one run, in processor time.
//!
//! *Enclosure* is an elaborated expression evaluated in `f64` intervals by a fresh evaluator, or the
//! bare interval operation where there is one (`exp`). *Claim* is a lesson's share in `check`: reading
//! the Markdown, parsing, evaluating and judging a stated number, which must come out proved.

use std::fmt::Write as _;
use std::hint::black_box;

use reckon::expr::value::{Quantity, Value};
use reckon::expr::{Evaluator, Session, parse_expression};
use reckon::number::{Interval, Scalar, Unary};
use reckon::project::Project;
use reckon::{CheckOptions, check};
use rustix::time::{ClockId, clock_gettime};

/// Arguments a function is asked for; `{x}` in its expression runs over them.
const ARGUMENTS: usize = 32;

/// Name, expression, range of x, how many arguments, the operation where the row has one.
type Row = (&'static str, &'static str, f64, f64, usize, Option<Unary>);

/// `scripts/bench-functions` holds the twins.
const ROWS: &[Row] = &[
    ("exp", "exp({x})", -3.0, 3.0, ARGUMENTS, Some(Unary::Exp)),
    ("ln", "ln({x})", 0.1, 9.0, ARGUMENTS, Some(Unary::Ln)),
    ("sin", "sin({x})", -9.0, 9.0, ARGUMENTS, Some(Unary::Sin)),
    ("atan", "atan({x})", -9.0, 9.0, ARGUMENTS, Some(Unary::Atan)),
    ("tanh", "tanh({x})", -3.0, 3.0, ARGUMENTS, Some(Unary::Tanh)),
    ("erf", "erf({x})", -3.0, 3.0, ARGUMENTS, Some(Unary::Erf)),
    ("erfc", "erfc({x})", -3.0, 9.0, ARGUMENTS, Some(Unary::Erfc)),
    ("gamma", "gamma({x})", 0.3, 20.0, ARGUMENTS, Some(Unary::Gamma)),
    ("ln_gamma", "ln_gamma({x})", 3.0, 90.0, ARGUMENTS, Some(Unary::LnGamma)),
    ("incomplete gamma", "cdf(gamma_dist(3.5, 1), {x})", 0.2, 12.0, ARGUMENTS, None),
    ("incomplete beta", "cdf(beta_dist(2.5, 3.5), {x})", 0.05, 0.95, ARGUMENTS, None),
    ("normal cdf", "cdf(normal(0, 1), {x})", -5.0, 5.0, ARGUMENTS, None),
    ("t cdf", "cdf(student_t(7), {x})", -5.0, 5.0, ARGUMENTS, None),
    ("chi-squared cdf", "cdf(chi_squared(7), {x})", 0.5, 25.0, ARGUMENTS, None),
    ("F cdf", "cdf(f_dist(5, 9), {x})", 0.1, 9.0, ARGUMENTS, None),
    ("normal quantile", "quantile(normal(0, 1), {x})", 0.01, 0.99, ARGUMENTS, None),
    ("t quantile", "quantile(student_t(7), {x})", 0.01, 0.99, ARGUMENTS, None),
    ("chi-squared quantile", "quantile(chi_squared(7), {x})", 0.01, 0.99, ARGUMENTS, None),
    ("F quantile", "quantile(f_dist(5, 9), {x})", 0.01, 0.99, ARGUMENTS, None),
    ("eigenvalue of 3 × 3", "eigenvalues([[{x}, 1, 0.5], [1, 2, 0.3], [0.5, 0.3, 5]])[1]", 2.5, 9.0, 8, None),
    (
        "eigenvalue of 5 × 5",
        "eigenvalues([[{x}, 1, 0.5, 2, 1], [1, 2, 0.3, 1, 0], [0.5, 0.3, 5, 1, 2], [2, 1, 1, 7, 0], [1, 0, 2, 0, 4]])[1]",
        2.5,
        9.0,
        8,
        None,
    ),
    ("∫ exp(−x²), −4..4", "integral(x in -4..{x}: exp(-x^2))", 3.9, 4.1, 4, None),
    ("∫ exp(−x²), −∞..∞", "integral(x in -inf..inf: exp(-{x}*x^2))", 0.9, 1.1, 4, None),
    ("∫ sin 50x, 0..1", "integral(x in 0..{x}: sin(50*x))", 0.9, 1.0, 4, None),
    ("∫ 1/(1 + x²), −6..6", "integral(x in -6..{x}: 1/(1 + x^2))", 5.9, 6.1, 4, None),
    ("KL(P, Q), −6..6", "KL({m}, normal(0, {x}), on: -6..6)", 1.4, 1.6, 4, None),
    ("KL(Q, P), −6..6", "KL(normal(0, {x}), {m}, on: -6..6)", 1.4, 1.6, 4, None),
    ("KL(P, Q), −∞..∞", "KL({m}, normal(0, {x}))", 1.4, 1.6, 4, None),
    ("KL(Q, P), −∞..∞", "KL(normal(0, {x}), {m})", 1.4, 1.6, 4, None),
    ("H(P), −∞..∞", "H(mixture(0.5: normal(-2.2, {x}), 0.5: normal(2.2, {x})))", 0.6, 0.8, 4, None),
    ("H(student_t(5), Q)", "H(student_t(5), logistic(0, {x}))", 0.9, 1.1, 4, None),
    ("JS of two normals", "JS(normal(0, 1), normal(1, {x}))", 1.2, 1.4, 4, None),
];

/// The flagship's truth.
const MIXTURE: &str = "mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7))";

/// The k-th argument of `count`, as a decimal of four places.
fn argument(low: f64, high: f64, k: usize, count: usize) -> String {
    format!("{:.4}", low + (high - low) * (k as f64 + 0.5) / count as f64)
}

/// Seconds that this process has had a processor for: what others do on the machine doesn't count.
fn seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// The median of microseconds that `run` takes for each of `per` questions.
fn median(per: usize, mut run: impl FnMut()) -> f64 {
    run();
    let start = seconds();
    run();
    let once = seconds() - start;
    // Samples of 2 ms at least, ten of them or a quarter of a second.
    let batch = (0.002 / once.max(1e-9)).ceil().clamp(1.0, 100_000.0) as usize;
    let samples = (0.25 / (once * batch as f64)).ceil().clamp(3.0, 10.0) as usize;
    let mut times: Vec<f64> = (0..samples)
        .map(|_| {
            let start = seconds();
            for _ in 0..batch {
                run();
            }
            (seconds() - start) * 1e6 / (batch * per) as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A lesson that states each value to six digits; also the value's enclosure.
fn lesson(expressions: &[String]) -> String {
    let mut text = String::from("+++\ntitle = \"Bench\"\n+++\n");
    for expression in expressions {
        let expr = parse_expression(expression).expect("an expression");
        let mut session = Session::default();
        let Ok(Value::Number(node, quantity)) = session.elaborate(Session::ROOT, 0, &expr) else {
            panic!("{expression} is no number")
        };
        let value = Evaluator::default().interval(session.graph(), node);
        assert!(value.hi() - value.lo() < 1e-8 * value.hi().abs(), "{expression}: {value:?}");
        let stated = format!("{:.5e}", (value.lo() + value.hi()) / 2.0);
        let unit = if quantity == Quantity::Information { " nats" } else { "" };
        let _ = write!(text, "\n[{stated}{unit}](= \"{expression}\")\n");
    }
    text
}

#[allow(clippy::print_stdout, reason = "a bench prints its result")]
fn main() {
    let empty = Project::from_text("bench.md", "+++\ntitle = \"Bench\"\n+++\n");
    let empty = median(1, || drop(black_box(check(&empty, &CheckOptions::default()))));
    for &(name, template, low, high, count, operation) in ROWS {
        let arguments: Vec<String> = (0..count).map(|k| argument(low, high, k, count)).collect();
        let fill = |x: &String| template.replace("{x}", x).replace("{m}", MIXTURE);
        let expressions: Vec<String> = arguments.iter().map(fill).collect();
        let enclosure = if let Some(operation) = operation {
            let points: Vec<Interval> =
                arguments.iter().map(|x| Interval::point(x.parse().expect("a decimal"))).collect();
            median(count, || {
                for x in &points {
                    black_box(Interval::unary(&(), operation, black_box(x)));
                }
            })
        } else {
            let mut session = Session::default();
            let mut node = |text: &String| {
                let expr = parse_expression(text).expect("an expression");
                match session.elaborate(Session::ROOT, 0, &expr) {
                    Ok(Value::Number(node, _)) => node,
                    other => panic!("{text}: {other:?}"),
                }
            };
            let nodes: Vec<_> = expressions.iter().map(&mut node).collect();
            median(count, || {
                for &node in &nodes {
                    black_box(Evaluator::default().interval(session.graph(), node));
                }
            })
        };
        let project = Project::from_text("bench.md", lesson(&expressions));
        let proved = check(&project, &CheckOptions::default()).totals().proved;
        assert_eq!(proved, count, "{name}: not every claim is proved");
        let claims = median(1, || drop(black_box(check(&project, &CheckOptions::default()))));
        println!("{name}\t{enclosure:.4}\t{:.4}", (claims - empty).max(0.0) / count as f64);
    }
}
