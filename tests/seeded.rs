//! Thousands of stated numbers from exact values: right ones must all be proved, the same moved by
//! one unit of the last place out of the claimed set must all be refuted, at exactly that number.
//!
//! The values are rationals whose digits integer arithmetic knows, so no oracle is needed; what the
//! tool reads from Markdown is compared with what was meant.

mod support;

use std::fmt::Write as _;

use reckon::number::{IBig, Rational, UBig};
use serde_json::Value;

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }
}

fn ten(power: u32) -> Rational {
    Rational::from(UBig::from(10u8).pow(power as usize))
}

/// The nearest integer; ties go up.
fn nearest(value: &Rational) -> IBig {
    (value + Rational::from_parts(1.into(), 2u8.into())).floor()
}

/// One stated number: its label, the expression, and whether it is right.
struct Stated {
    label: String,
    expression: String,
    right: bool,
}

/// `digits` with a point before its last `decimals`.
fn decimal(digits: &IBig, decimals: usize) -> String {
    let negative = *digits < IBig::ZERO;
    let plain = digits.to_string();
    let plain = plain.trim_start_matches('-');
    let padded = format!("{plain:0>width$}", width = decimals + 1);
    let (whole, rest) = padded.split_at(padded.len() - decimals);
    let sign = if negative { "-" } else { "" };
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn thousands(whole: &str, mark: &str) -> String {
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

fn superscript(exponent: i64) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize - '0' as usize],
        })
        .collect()
}

/// Rounded digits of `value` in units of 10^−decimals, or ones that claim a set without it.
///
/// The nearest digits and, on a tie, those on the other side are right; one unit further is wrong.
fn digits(random: &mut Random, value: &Rational, decimals: u32) -> (IBig, bool) {
    let scaled = value * ten(decimals);
    let near = nearest(&scaled);
    let right = random.below(2) == 0;
    if right {
        return (near, true);
    }
    // Out of the claimed set by less than one unit: the other neighbour of the value.
    let away: IBig = if Rational::from(near.clone()) <= scaled { near + 1 } else { near - 1 };
    let distance = Rational::from(away.clone()) - &scaled;
    let half = Rational::from_parts(1.into(), 2u8.into());
    let inside = distance <= half && -distance <= half;
    (away, inside)
}

fn stated(random: &mut Random) -> Stated {
    let (p, q) = (random.below(100_000) as i64 - 30_000, random.below(999) + 1);
    let value = Rational::from_parts(p.into(), UBig::from(q));
    let expression = match random.below(3) {
        0 => format!("{p}/{q}"),
        1 => format!("({p}-{q})/{q}+1"),
        _ => format!("1/{q}*({p})"),
    };
    loop {
        let decimals = random.below(6) as u32 + 1;
        let (label, right) = match random.below(8) {
            // Decimals, plain, in math, and after a sign.
            0..=2 => {
                let (found, right) = digits(random, &value, decimals);
                if found == IBig::ZERO {
                    continue;
                }
                let text = decimal(&found, decimals as usize);
                let form = random.of(&["N", "$N$", "**N**", "≈ N", "= N", "$x = N$", "N m", "about N"]);
                (form.replace('N', &text), right)
            }
            // With thousands.
            3 => {
                let big = &value * ten(3);
                let (found, right) = digits(random, &big, decimals);
                let text = decimal(&found, decimals as usize);
                let (whole, rest) = text.split_once('.').expect("a point");
                let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("−", whole));
                if found == IBig::ZERO {
                    continue;
                }
                let mark = random.of(&[",", "\u{2009}", "\u{202f}"]);
                let label = format!("{sign}{}.{rest}", thousands(whole, mark));
                return Stated { label, expression: format!("1000*({expression})"), right };
            }
            // Percentages.
            4 => {
                let (found, right) = digits(random, &value, decimals + 2);
                let text = decimal(&found, decimals as usize);
                if found == IBig::ZERO {
                    continue;
                }
                (format!("{text}{}", random.of(&["%", " %", " percent"])), right)
            }
            // Powers of ten.
            5 => {
                let size = value.clone().floor().to_string().trim_start_matches('-').len() as i64;
                let exponent = size - 1;
                if exponent > i64::from(decimals) {
                    continue;
                }
                let places = decimals - exponent as u32;
                let (found, right) = digits(random, &value, places);
                if found == IBig::ZERO {
                    continue;
                }
                let text = decimal(&found, decimals as usize);
                let form = random.of(&["Ne{k}", "N × 10^{k}", "N × 10{s}", "$N \\times 10^{{k}}$", "N·10^{k}"]);
                let label = form.replace("{s}", &superscript(exponent)).replace("{k}", &exponent.to_string());
                (label.replace('N', &text), right)
            }
            // Exact: integers and fractions.
            6 => {
                let off = i64::from(random.below(2) == 0);
                let label = format!("{}/{q}", p + off);
                (label, off == 0)
            }
            // Bounds, exactly at the value or beside it.
            _ => {
                let sign = ["≥", "≤", ">", "<", "≠"][random.below(5) as usize];
                let (found, _) = digits(random, &value, decimals);
                let bound = Rational::from(found.clone()) / ten(decimals);
                let right = match sign {
                    "≥" => value >= bound,
                    "≤" => value <= bound,
                    ">" => value > bound,
                    "<" => value < bound,
                    _ => value != bound,
                };
                (format!("{sign} {}", decimal(&found, decimals as usize)), right)
            }
        };
        return Stated { label, expression, right };
    }
}

#[test]
fn right_numbers_are_proved_and_moved_ones_refuted() {
    const CLAIMS: usize = 4000;
    let mut random = Random(20_261_124);
    let all: Vec<Stated> = (0..CLAIMS).map(|_| stated(&mut random)).collect();
    let mut lesson = "+++\ntitle = \"Seeded\"\n+++\n\n".to_owned();
    for one in &all {
        writeln!(lesson, "Of [{}](= \"{}\").\n", one.label, one.expression).expect("a text grows");
    }
    let dir = support::folder(&[("lesson.md", &lesson)]);
    let run = support::run(dir.path(), &["check", "--format", "json", "lesson.md"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("no JSON: {}", run.stderr));
    let claims = json["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), CLAIMS);
    let mut wrong = Vec::new();
    for (one, claim) in all.iter().zip(claims) {
        let expected = if one.right { "proved" } else { "refuted" };
        if claim["verdict"] != expected {
            wrong.push(format!("[{}](= \"{}\") is {}, not {expected}", one.label, one.expression, claim["verdict"]));
        }
        // The span holds the digits and nothing of the label around them.
        let line = lesson.lines().nth(claim["line"].as_u64().expect("a line") as usize - 1).expect("the line");
        let column = |key: &str| claim[key].as_u64().expect("a column") as usize - 1;
        let number: String =
            line.chars().skip(column("column")).take(column("end_column") - column("column")).collect();
        if !one.label.contains(&number) || number.contains(['$', '*', '≈', '=', '<', '≥']) || number.ends_with(" m")
        {
            wrong.push(format!("[{}]: the number is said to be `{number}`", one.label));
        }
    }
    assert!(wrong.is_empty(), "{} of {CLAIMS}\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    assert!(all.iter().filter(|one| one.right).count() > CLAIMS / 3);
    assert!(all.iter().filter(|one| !one.right).count() > CLAIMS / 5);
}
