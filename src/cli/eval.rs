//! `reckon eval`: one expression.

use std::path::PathBuf;

use super::print;
use crate::failure::{Failure, Status};
use crate::lesson::ComputedValue;
use crate::project::Project;

/// Compute one expression: its value, enclosure, exactness and unit
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The expression, such as `KL([0.5, 0.5], [0.9, 0.1])`
    #[arg(allow_hyphen_values = true)]
    expression: String,
    /// A lesson whose definitions are in scope
    #[arg(long, value_name = "FILE")]
    lesson: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let lesson = match &arguments.lesson {
        Some(path) if path.is_dir() => {
            return Err(Failure::usage(format!("`{}` is a folder", path.display())).help("name a lesson"));
        }
        Some(path) => Project::open_all(std::slice::from_ref(path))?.into_iter().next(),
        None => None,
    };
    if let Some(lesson) = lesson.as_ref().filter(|lesson| !lesson.lessons.iter().any(|lesson| lesson.selected)) {
        print::diagnostics(&lesson.faults);
        return Ok(Status::Content);
    }
    match crate::evaluate(&arguments.expression, lesson.as_ref()) {
        Ok(value) => print::result(&shown(&value)).map(|()| Status::Success),
        Err(diagnostics) => {
            print::diagnostics(&diagnostics);
            Ok(Status::Content)
        }
    }
}

/// The value on the first line, what is known of it below.
fn shown(value: &ComputedValue) -> String {
    let with_unit = |text: &str| format!("{text} {}", value.unit).trim_end().to_owned();
    let mut out = format!("{}\n", with_unit(&value.text));
    if value.exact {
        out += "exact\n";
    } else {
        out += &format!("enclosure: {}\n", with_unit(&format!("[{}, {}]", value.low, value.high)));
        out += "not exact: rounded to 17 significant digits\n";
    }
    for note in &value.notes {
        out += &format!("{note}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_with_its_unit_and_enclosure() {
        let mut value = ComputedValue {
            text: "0.73696559416620617".into(),
            exact: false,
            low: "0.73696559416620616".into(),
            high: "0.73696559416620618".into(),
            unit: "bits".into(),
            notes: Vec::new(),
        };
        let expected = "0.73696559416620617 bits\n\
            enclosure: [0.73696559416620616, 0.73696559416620618] bits\n\
            not exact: rounded to 17 significant digits\n";
        assert_eq!(shown(&value), expected);
        value = ComputedValue { text: "7/4".into(), exact: true, unit: String::new(), ..value };
        assert_eq!(shown(&value), "7/4\nexact\n");
        value.notes.push("the optimum at 1 is the global minimum on the window, proved".into());
        assert_eq!(shown(&value), "7/4\nexact\nthe optimum at 1 is the global minimum on the window, proved\n");
    }
}
