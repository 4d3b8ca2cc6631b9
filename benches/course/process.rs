//! Running a process and learning what it cost.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a process cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// From start to exit, in seconds.
    pub(crate) wall: f64,
    /// All processors, in seconds.
    pub(crate) cpu: f64,
    /// The most memory, in MiB; of a shell's children nothing is known.
    pub(crate) peak: f64,
}

/// Runs a program that must succeed.
pub(crate) fn run(program: &Path, arguments: &[&OsStr]) -> Run {
    let mut command = Command::new(program);
    command.args(arguments);
    watch(command)
}

/// Runs a shell's command that must succeed.
pub(crate) fn shell(text: &str) -> Run {
    let mut command = Command::new("sh");
    command.args(["-c", text]);
    Run { peak: f64::NAN, ..watch(command) }
}

/// The median of each column.
pub(crate) fn medians(runs: &[Run]) -> Run {
    let median = |column: fn(&Run) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(column).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Run { wall: median(|run| run.wall), cpu: median(|run| run.cpu), peak: median(|run| run.peak) }
}

fn watch(mut command: Command) -> Run {
    let start = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().expect("it starts");
    let mut peak = 0.0;
    let mut cpu = 0.0;
    // A process that ended is kept until it is waited for: its time can still be read.
    while let Some((state, seconds)) = stat(&child) {
        cpu = seconds;
        if state == 'Z' {
            break;
        }
        peak = memory(&child).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    let wall = start.elapsed().as_secs_f64();
    let status = child.wait().expect("it ends");
    assert!(status.success(), "{command:?} failed: {status}");
    Run { wall, cpu, peak }
}

/// The state of a process, and the time that it and its children took, in seconds.
fn stat(child: &Child) -> Option<(char, f64)> {
    let text = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    let all: f64 = (11..15).filter_map(ticks).sum();
    Some((fields.first()?.chars().next()?, all / 100.0))
}

fn memory(child: &Child) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}
