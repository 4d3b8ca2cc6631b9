//! Calls as a lesson writes them, against values of Arb: `tests/oracle/language.txt`, at least 1,000
//! arguments a section, made by `scripts/oracle_language.py`.
//!
//! Of every call is asked:
//!
//! * the enclosure in `f64` holds the value;
//! * it is narrower than the section's part (1e-12 or 1e-9) of the value, or of 1 where the value is
//!   smaller: sums that cancel and information near 0 are given that much;
//! * where that is wider than the same part of the value itself, the next tiers reach it, so that the
//!   relative width holds everywhere.
//!
//! Calls of operations at `f64` arguments are in `src/number/interval/tests.rs`, densities, tails and
//! quantiles of the families in `src/expr/oracle_tests.rs`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

use reckon::expr::value::Value;
use reckon::expr::{Evaluator, Session, parse_expression};
use reckon::number::{Defined, Enclosure, IBig, Rational, UBig};

static TABLE: LazyLock<String> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/language.txt");
    fs::read_to_string(path).expect("the table")
});

/// Enough for a value near 0: the tiers of 128, 256 and 512 bits.
const MOST_TIERS: usize = 3;

struct Section {
    name: &'static str,
    width: f64,
    templates: Vec<&'static str>,
    lines: Vec<&'static str>,
}

static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
    let mut sections: Vec<Section> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        // A line of lists starts with a bracket as well, but has no name in it.
        let head = line.strip_prefix('[').filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        if let Some((head, templates)) = head.filter(|_| !line.contains(" = ")).and_then(|rest| rest.split_once("] ")) {
            let (name, width) = head.split_once(' ').expect("name and width");
            let templates = templates.split(" | ").collect();
            sections.push(Section { name, width: width.parse().expect("a width"), templates, lines: Vec::new() });
        } else {
            sections.last_mut().expect("a section").lines.push(line);
        }
    }
    sections
});

/// A decimal such as `-1.25e-300`.
fn decimal(text: &str) -> Rational {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number: IBig = format!("{whole}{fraction}").parse().expect("digits");
    let exponent = exponent.parse::<i64>().expect("exponent") - fraction.len() as i64;
    let scale = UBig::from(10_u8).pow(exponent.unsigned_abs() as usize);
    if exponent < 0 { Rational::from_parts(number, scale) } else { Rational::from(number) * Rational::from(scale) }
}

/// Whether an enclosure holds a value that the oracle rounded to 17 or 18 digits; those of 80-bit
/// floats are good to 2e-17 or that part of themselves.
fn holds(enclosure: &impl Enclosure, value: &Rational) -> bool {
    let size = if *value < Rational::ZERO { -value.clone() } else { value.clone() };
    let small = size.to_f64_fast() < 1e-3;
    let size = if small { size } else { size + decimal("0.3") };
    let slack = size / Rational::from(UBig::from(10_u8).pow(16));
    enclosure.defined() == Defined::Yes
        && enclosure.low().is_none_or(|low| low <= value + &slack)
        && enclosure.high().is_none_or(|high| high >= value - &slack)
}

/// What is wrong with the enclosures of one call, if anything; and the width of the first, as a part
/// of the value.
fn judge(text: &str, value: &str, width: f64) -> Result<f64, String> {
    let expr = parse_expression(text).map_err(|fault| format!("{text}: {fault:?}"))?;
    let mut session = Session::default();
    let node = match session.elaborate(Session::ROOT, 0, &expr) {
        Ok(Value::Number(node, _)) => node,
        other => return Err(format!("{text}: {other:?}")),
    };
    let value = decimal(value);
    let size = value.to_f64_fast().abs();
    let mut evaluator = Evaluator::default();
    let first = evaluator.interval(session.graph(), node);
    if !holds(&first, &value) {
        return Err(format!("{text}: {first:?} misses {value:?}", value = value.to_f64_fast()));
    }
    if first.width() <= width * size {
        return Ok(if size > 0.0 { first.width() / size } else { 0.0 });
    }
    if first.width() > width * size.max(1.0) {
        return Err(format!("{text}: {first:?} is {:.1e} wide", first.width()));
    }
    for tier in 1..=MOST_TIERS {
        let Some(wide) = evaluator.wide(session.graph(), node, tier) else { break };
        if !holds(&wide, &value) {
            return Err(format!("{text}: tier {tier} misses the value"));
        }
        if wide.width() <= width * size {
            return Ok(first.width() / size.max(1.0));
        }
    }
    Err(format!("{text} = {size:e}: no tier is narrow enough; the first is {:.1e} wide", first.width()))
}

fn fill(template: &str, arguments: &[&str]) -> String {
    let mut text = template.to_owned();
    for (index, argument) in arguments.iter().enumerate() {
        text = text.replace(&format!("${}", index + 1), argument);
    }
    text.replace('~', " ")
}

/// Judges every line of a section, on as many threads as there are cores.
#[allow(clippy::print_stdout, reason = "shows the widest enclosures to who asks for them with --nocapture")]
fn check(name: &str) {
    let section = SECTIONS.iter().find(|section| section.name == name).expect("a section of the table");
    assert!(section.lines.len() >= 1000, "{name}: {} lines", section.lines.len());
    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    let widest = Mutex::new(vec![0.0_f64; section.templates.len()]);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(line) = section.lines.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (arguments, values) = line.split_once(" = ").expect("arguments = values");
                    let arguments: Vec<&str> = arguments.split(' ').collect();
                    let values: Vec<&str> = values.split(' ').collect();
                    assert_eq!(values.len(), section.templates.len(), "{line}");
                    for (index, (template, value)) in section.templates.iter().zip(values).enumerate() {
                        match judge(&fill(template, &arguments), value, section.width) {
                            Ok(width) => {
                                let mut widest = widest.lock().expect("no thread panicked");
                                widest[index] = widest[index].max(width);
                            }
                            Err(fault) => faults.lock().expect("no thread panicked").push(fault),
                        }
                    }
                }
            });
        }
    });
    let mut faults = faults.into_inner().expect("no thread panicked");
    faults.sort();
    let mut report = String::new();
    for fault in faults.iter().take(40) {
        let _ = writeln!(report, "{fault}");
    }
    let widest = widest.into_inner().expect("no thread panicked");
    println!("{name}: widest {}", widest.iter().map(|width| format!("{width:.1e}")).collect::<Vec<_>>().join(" "));
    assert!(faults.is_empty(), "{} faults in {name}\n{report}", faults.len());
}

macro_rules! sections {
    ($($section:ident)*) => {
        $(
            #[test]
            fn $section() {
                check(stringify!($section));
            }
        )*

        #[test]
        fn every_section_of_the_table_is_judged() {
            let judged: BTreeSet<&str> = [$(stringify!($section)),*].into();
            assert_eq!(SECTIONS.iter().map(|section| section.name).collect::<BTreeSet<_>>(), judged);
        }
    };
}

sections! {
    magnitude logarithms any_base power remainder factorial choose beta
    one_list two_lists determinant eigenvalues
    share softmax discrete table infinite_sums counting_entropy counting_divergence
    bernoulli bernoulli_quantiles moments mixture mixture_quantiles
    integrals unbounded_integrals
    entropy_uniform entropy_normal entropy_laplace entropy_logistic entropy_student_t entropy_exponential entropy_gamma
    entropy_chi_squared entropy_f entropy_beta entropy_mixture
    divergences jensen_shannon windows
}
