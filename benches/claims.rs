//! How long a lesson of 1,000 simple claims takes to check, and the flagship's divergence beside it.
//!
//! `cargo bench --bench claims` prints medians of one run; machines are noisy, so read the ratio.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use reckon::project::Project;
use reckon::{CheckOptions, check};

const RUNS: usize = 21;

#[allow(clippy::print_stdout, reason = "a bench prints its result")]
fn main() {
    let mut simple = String::from(
        "+++\ntitle = \"Claims\"\n+++\n\n```calc\nP = pmf(a: 0.5, b: 0.25, c: 0.25)\nQ = pmf(a: 0.2, b: 0.3, c: 0.5)\n```\n",
    );
    for k in 1..=250 {
        let _ = write!(
            simple,
            "\nThe entropy is [1.5 bits](=H(P)), the cost [1.845 bits](=H(P,Q)), [{:.3}](={k}/7) and [{:.4}](=ln({})).\n",
            f64::from(k) / 7.0,
            libm::log(f64::from(k) + 1.0),
            k + 1
        );
    }
    let divergence = "+++\ntitle = \"Divergence\"\n+++\n\n```calc\n\
        truth = mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7))\n```\n\n\
        [0.756 nats](= \"KL(truth, normal(0, 1.5), on: -6..6)\")\n";
    let empty = "+++\ntitle = \"Empty\"\n+++\n\nNothing is claimed.\n";
    let base = median(empty, 0);
    let thousand = median(&simple, 1000);
    let integral = median(divergence, 1);
    println!("empty lesson       {base:8.2} ms");
    println!("1,000 claims       {thousand:8.2} ms");
    println!("mixture divergence {integral:8.2} ms");
    println!("1,000 claims / mixture divergence = {:.2}", thousand / integral);
}

/// The median time of checking `lesson`, whose claims must all be proved.
fn median(lesson: &str, claims: usize) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let project = Project::from_text("bench.md", lesson);
            let start = Instant::now();
            let report = black_box(check(&project, &CheckOptions::default()));
            let time = start.elapsed().as_secs_f64() * 1e3;
            assert_eq!(report.totals().proved, claims, "not every claim is proved");
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}
