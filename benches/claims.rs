//! How long `reckon check` takes above the start of its process: for a lesson of 1,000 simple
//! claims, and for the lesson's mixture divergence. Medians of the real binary's wall time.
//!
//! ```text
//! cargo bench --bench claims
//! ```
//!
//! The promises: 50 ms for the thousand, 20 ms for the divergence, both on an unburdened machine.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 31;
const MIXTURE: &str = "KL(mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7)), normal(0, 1.5), on: -6..6)";

/// A generator of numbers, the same in every run.
struct Random(u64);

impl Random {
    /// A probability in thousandths, from 0.001 to 0.999.
    fn thousandths(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        1 + (self.0 >> 33) % 999
    }
}

/// 1,000 claims of five kinds, no two alike.
fn thousand() -> String {
    let mut random = Random(7);
    let mut lesson = "+++\ntitle = \"A thousand claims\"\n+++\n\n".to_owned();
    for k in 0..1000 {
        let (a, b) = (random.thousandths(), random.thousandths());
        let (p, q) = (a as f64 / 1000.0, b as f64 / 1000.0);
        let pmf = |a: u64| format!("[0.{a:03}, 0.{:03}]", 1000 - a);
        let entropy = -p * p.log2() - (1.0 - p) * (1.0 - p).log2();
        let divergence = p * (p / q).log2() + (1.0 - p) * ((1.0 - p) / (1.0 - q)).log2();
        let claim = match k % 5 {
            0 => format!("[≈ {entropy:.4} bits](= \"H({})\")", pmf(a)),
            1 => format!("[≈ {:.4} bits](= \"0.5 bit + KL({}, {})\")", divergence + 0.5, pmf(a), pmf(b)),
            2 => format!("[{:.6}](=0.{a:03}*0.{b:03}+1)", p * q + 1.0),
            3 => format!("[{:.4e}](=0.{a:03}/0.{b:03})", p / q),
            _ => format!("[{:.4e}](=ln({a})+log2({b})+1)", (a as f64).ln() + (b as f64).log2() + 1.0),
        };
        writeln!(lesson, "A sentence with a number: {claim}, and some more words.\n").expect("a text grows");
    }
    lesson
}

/// The median of how long the binary runs, and what it printed.
fn time(arguments: &[&str]) -> (Duration, String) {
    let mut times = Vec::new();
    let mut printed = String::new();
    for _ in 0..ROUNDS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
        command.args(arguments).stderr(Stdio::null());
        let start = Instant::now();
        let output = command.output().expect("the binary runs");
        times.push(start.elapsed());
        printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    }
    times.sort();
    (times[ROUNDS / 2], printed)
}

fn main() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("a lesson");
        path
    };
    let thousand = write("thousand.md", &thousand());
    let mixture =
        write("mixture.md", &format!("+++\ntitle = \"A divergence\"\n+++\n\n[0.756 nats](= \"{MIXTURE}\")\n"));
    let (start, _) = time(&["--version"]);
    println!("process start        {start:>10.2?}");
    for (name, path, limit) in [("1,000 simple claims", &thousand, 50), ("mixture divergence", &mixture, 20)] {
        let path: &Path = path;
        let (whole, printed) = time(&["check", &path.display().to_string()]);
        let above = whole.saturating_sub(start);
        println!(
            "{name:<20} {above:>10.2?} above start (promised {limit} ms), {:.1} times the start: {printed}",
            whole.as_secs_f64() / start.as_secs_f64()
        );
    }
}
