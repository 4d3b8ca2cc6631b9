//! Densities, tails and quantiles of every family against an oracle, from text to enclosure.

use super::value::Value;
use super::{Evaluator, Session, parse_expression};
use crate::number::{Defined, Enclosure, IBig, Interval, Rational, UBig};

const TAILS: &str = include_str!("../../tests/oracle/distributions.txt");
const QUANTILES: &str = include_str!("../../tests/oracle/quantiles.txt");

/// A decimal such as `-1.25e-300`.
fn decimal(text: &str) -> Rational {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number: IBig = format!("{whole}{fraction}").parse().expect("digits");
    let exponent = exponent.parse::<i64>().expect("exponent") - fraction.len() as i64;
    let scale = UBig::from(10_u8).pow(exponent.unsigned_abs() as usize);
    if exponent < 0 { Rational::from_parts(number, scale) } else { Rational::from(number) * Rational::from(scale) }
}

/// What is wrong with an enclosure of a value that the oracle rounded to `digits` digits: nothing
/// where it holds the value and is narrower than this part of it.
fn fault(enclosure: &Interval, value: &Rational, digits: usize, narrow: f64) -> Option<String> {
    if enclosure.defined() != Defined::Yes {
        return Some("no value".to_owned());
    }
    let size = if *value < Rational::ZERO { -value.clone() } else { value.clone() };
    let slack = &size / Rational::from(UBig::from(10_u8).pow(digits - 1));
    let below = enclosure.low().is_none_or(|low| low <= value + &slack);
    let above = enclosure.high().is_none_or(|high| high >= value - &slack);
    if !below || !above {
        return Some(format!("{enclosure:?} is off"));
    }
    let size = size.to_f64_fast();
    (enclosure.width() > narrow * size + 1e-300).then(|| format!("{enclosure:?} is wide"))
}

/// A desk for a few questions; its graph is left before it grows large.
#[derive(Default)]
struct Desk {
    session: Session,
    evaluator: Evaluator,
}

impl Desk {
    fn interval(&mut self, text: &str, tier: usize) -> Interval {
        let expr = parse_expression(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        let value = self.session.elaborate(Session::ROOT, 0, &expr);
        let Ok(Value::Number(node, _)) = value else { panic!("{text}: {value:?}") };
        match tier {
            0 => self.evaluator.interval(self.session.graph(), node),
            tier => match self.evaluator.wide(self.session.graph(), node, tier) {
                Some(value) => value.to_interval(),
                None => panic!("no tier {tier}"),
            },
        }
    }
}

/// The lines of one family: call, argument, and what comes out.
fn lines<'a>(table: &'a str, family: &str) -> Vec<(&'a str, &'a str, Vec<Rational>)> {
    let start = format!("{family}(");
    let parse = |line: &'a str| {
        let (left, right) = line.split_once(" = ").expect("call = values");
        let (call, x) = left.rsplit_once(' ').expect("call and argument");
        (call, x, right.split(' ').map(decimal).collect())
    };
    table.lines().filter(|line| line.starts_with(&start)).map(parse).collect()
}

fn check_tails(family: &str) {
    let cases = lines(TAILS, family);
    assert!(cases.len() >= 1000, "{family}: {}", cases.len());
    let mut faults = Vec::new();
    for (index, (call, x, expected)) in cases.iter().enumerate() {
        let mut desk = Desk::default();
        let asked = [format!("{call}({x})"), format!("cdf({call}, {x})"), format!("sf({call}, {x})")];
        for (text, value) in asked.iter().zip(expected) {
            // Chances below what an `f64` holds need another tier.
            if *value < decimal("1e-290") && *value != Rational::ZERO {
                continue;
            }
            let mut check = |tier, narrow| {
                if let Some(fault) = fault(&desk.interval(text, tier), value, 18, narrow) {
                    faults.push(format!("{text} in tier {tier}: {fault}"));
                }
            };
            check(0, 1e-9);
            if index % 25 == 0 {
                check(1, 1e-15);
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
}

fn check_quantiles(family: &str) {
    let cases = lines(QUANTILES, family);
    assert!(cases.len() >= 1000, "{family}: {}", cases.len());
    let mut faults = Vec::new();
    for (index, (call, p, expected)) in cases.iter().enumerate() {
        let text = format!("quantile({call}, {p})");
        let mut desk = Desk::default();
        let mut check = |tier, narrow| {
            let enclosure = desk.interval(&text, tier);
            if let Some(fault) = fault(&enclosure, &expected[0], 15, narrow) {
                faults.push(format!("{text} = {} in tier {tier}: {fault}", expected[0]));
            }
            enclosure.width() > 1e-9 * expected[0].to_f64_fast().abs()
        };
        // Where the cdf is flat, its `f64` bounds leave the quantile wider; 128 bits don't.
        let wide = check(0, 1e-8);
        if wide || index % 50 == 0 {
            check(1, 1e-15);
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
}

macro_rules! families {
    ($($family:ident)*) => {$(
        mod $family {
            #[test]
            fn tails() {
                super::check_tails(stringify!($family));
            }

            #[test]
            fn quantiles() {
                super::check_quantiles(stringify!($family));
            }
        }
    )*};
}

families! {
    normal uniform exponential laplace logistic student_t chi_squared f_dist gamma_dist beta_dist binomial geometric
    poisson
}
