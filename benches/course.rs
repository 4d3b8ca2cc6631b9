//! How long a course of N lessons takes: a first build, a second one, and a save until it is built.
//!
//! ```text
//! cargo bench --bench course                                 # 100 and 1,000 lessons of our own
//! cargo bench --bench course -- --lessons 1000,10000
//! cargo bench --bench course -- --plain FOLDER               # also a course of plain Markdown
//! cargo bench --bench course -- --plain FOLDER --rival Zola 'cd SITE && rm -rf public && zola build'
//! ```
//!
//! A plain course is a folder of Markdown with `+++` front matter whose `weight` gives the order.
//! Rivals are shell commands, run in turn with ours. Machines are noisy: trust CPU time and ratios
//! more than wall time.

#[path = "course/generate.rs"]
mod generate;
#[path = "course/process.rs"]
mod process;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use process::{Run, medians, run, shell};
use reckon::{BuildOptions, Incremental};

/// How often each process is run.
const RUNS: usize = 3;
/// How many saves are timed.
const SAVES: usize = 101;

#[allow(clippy::print_stdout, reason = "a bench prints its result")]
fn main() {
    let options = Options::read(std::env::args().skip(1));
    let scratch = tempfile::tempdir().expect("a temporary folder");
    println!("{:<34} {:>9} {:>9} {:>9} {:>12}", "", "wall s", "CPU s", "peak MiB", "ms a lesson");
    for lessons in &options.lessons {
        let course = scratch.path().join(format!("own-{lessons}"));
        generate::course(&course, *lessons);
        measure(&format!("own course, {lessons}"), &course, *lessons, &options.rivals[..0]);
        fs::remove_dir_all(&course).expect("removed");
    }
    for plain in &options.plain {
        let course = scratch.path().join("plain");
        let lessons = generate::from_plain(plain, &course);
        measure(&format!("plain course, {lessons}"), &course, lessons, &options.rivals);
        fs::remove_dir_all(&course).expect("removed");
    }
}

/// What the bench is asked for.
struct Options {
    lessons: Vec<usize>,
    plain: Vec<PathBuf>,
    rivals: Vec<(String, String)>,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self { lessons: vec![100, 1000], plain: Vec::new(), rivals: Vec::new() };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("a value");
            match argument.as_str() {
                "--lessons" => {
                    options.lessons =
                        value().split(',').filter(|n| !n.is_empty()).map(|n| n.parse().expect("a number")).collect();
                }
                "--plain" => options.plain.push(value().into()),
                "--rival" => options.rivals.push((value(), value())),
                // Cargo's own.
                "--bench" => {}
                other => panic!("unknown option `{other}`"),
            }
        }
        options
    }
}

#[allow(clippy::print_stdout, reason = "a bench prints its result")]
fn measure(name: &str, course: &Path, lessons: usize, rivals: &[(String, String)]) {
    let out = course.join("public");
    let (mut cold, mut again) = (Vec::new(), Vec::new());
    let mut others: Vec<Vec<Run>> = rivals.iter().map(|_| Vec::new()).collect();
    for _ in 0..RUNS {
        let _ = fs::remove_dir_all(&out);
        cold.push(run(Path::new(env!("CARGO_BIN_EXE_reckon")), &["build".as_ref(), course.as_os_str()]));
        again.push(run(Path::new(env!("CARGO_BIN_EXE_reckon")), &["build".as_ref(), course.as_os_str()]));
        for ((_, command), runs) in rivals.iter().zip(&mut others) {
            runs.push(shell(command));
        }
    }
    let (cold, again) = (medians(&cold), medians(&again));
    let row = |what: &str, run: &Run| {
        let a_lesson = run.cpu * 1e3 / lessons as f64;
        println!("{:<34} {:>9.2} {:>9.2} {:>9.0} {:>12.3}", what, run.wall, run.cpu, run.peak, a_lesson);
    };
    row(&format!("{name}: first build"), &cold);
    row(&format!("{name}: again"), &again);
    println!("{:<34} {:>9.3} {:>9.3}", "  again / first", again.wall / cold.wall, again.cpu / cold.cpu);
    for ((rival, _), runs) in rivals.iter().zip(&others) {
        let run = medians(runs);
        row(&format!("  {rival}"), &run);
        println!("{:<34} {:>9.3} {:>9.3}", format!("  first / {rival}"), cold.wall / run.wall, cold.cpu / run.cpu);
    }
    saves(name, course);
}

/// Saves one line of a lesson again and again, each time until the new site is at hand.
#[allow(clippy::print_stdout, reason = "a bench prints its result")]
fn saves(name: &str, course: &Path) {
    let mut incremental = Incremental::new(course, BuildOptions::default());
    let first = incremental.build(None).expect("a course");
    let mut before = first.site.expect("all is well");
    let lesson = generate::some_lesson(course);
    let text = fs::read_to_string(&lesson).expect("readable");
    let changed = BTreeSet::from([lesson.clone()]);
    let mut times = Vec::new();
    for save in 0..SAVES {
        fs::write(&lesson, format!("{text}\nSaved {save} times.\n")).expect("written");
        let start = Instant::now();
        let site = incremental.build(Some(&changed)).expect("a course").site.expect("all is well");
        times.push(start.elapsed().as_secs_f64() * 1e3);
        let other =
            |(one, other): &(&reckon::site::SiteFile, &reckon::site::SiteFile)| !one.content.is_same(&other.content);
        let different = before.files.iter().zip(&site.files).filter(other).count();
        assert!((1..=2).contains(&different), "{different} files changed: the page, and the search at most");
        before = site;
    }
    fs::write(&lesson, text).expect("written");
    times.sort_by(f64::total_cmp);
    let (median, late) = (times[SAVES / 2], times[SAVES * 95 / 100]);
    println!("{:<34} {median:>7.1} ms {late:>7.1} ms (median, 95th percentile)", format!("{name}: save to new bytes"));
}
