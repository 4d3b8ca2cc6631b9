//! A problem and what a learner answers, judged by the rule that judged the author.

use super::data::{Item, list};
use super::engine::{Engine, InUnits, Known, in_unit};
use crate::claim::{self, Bounds, Content, Relation, Stated, Unit, Verdict, Written};
use crate::expr::ScopeId;
use crate::expr::ast::InformationUnit;
use crate::expr::value::Quantity;
use crate::number::{Defined, Rational};

/// The longest answer that is looked at, in bytes.
const LONGEST: usize = 400;

/// A problem whose answer is a number.
#[derive(Debug)]
pub(super) struct Problem {
    #[cfg(feature = "language")]
    scope: ScopeId,
    answer: Target,
    /// The unit of a bare answer, if the answer is a quantity of information.
    unit: Option<InformationUnit>,
    mistakes: Vec<Option<Target>>,
}

/// A number that an answer may agree with.
#[derive(Debug)]
struct Target {
    number: InUnits,
    quantity: Quantity,
    written: Written,
    #[cfg(feature = "language")]
    relation: Relation,
    /// What was proved of it when the page was built, in its stated unit.
    proved: Option<Known>,
    unit: Option<InformationUnit>,
}

/// What an answer is.
enum Found {
    Right,
    /// True, with fewer digits than asked.
    Short,
    Wrong,
}

impl Problem {
    /// Scope, unit, answer, mistakes.
    pub(super) fn open(engine: &mut Engine, scope: ScopeId, item: &Item) -> Option<Self> {
        let answer = Target::open(engine, scope, item.at(2), None)?;
        let unit = answer.unit;
        let mistakes = item.at(3).items().iter().map(|mistake| Target::open(engine, scope, mistake, unit)).collect();
        Some(Self {
            #[cfg(feature = "language")]
            scope,
            answer,
            unit,
            mistakes,
        })
    }

    /// `right`, `short` (with the digits that are asked for), `mistake` (with its number), `wrong`,
    /// or `unread` (with why).
    pub(super) fn judge(&self, engine: &mut Engine, text: &str) -> Item {
        let text = text.trim();
        if text.is_empty() {
            return list!["unread", "Type an answer first."];
        }
        if text.len() > LONGEST {
            return list!["unread", "That is too long for an answer."];
        }
        let readings: Vec<Stated> = claim::read_typed(text).unwrap_or_default();
        let numbers: Vec<(&Stated, &Written)> = readings
            .iter()
            .filter_map(|stated| match &stated.content {
                Content::Number(written) if !matches!(stated.relation, Relation::Compare(_)) => Some((stated, written)),
                _ => None,
            })
            .collect();
        if numbers.is_empty() {
            return self.expression(engine, text);
        }
        let mut short = false;
        for (stated, written) in &numbers {
            match self.answer.compare(engine, stated, written, self.unit) {
                Found::Right => return list!["right"],
                Found::Short => short = true,
                Found::Wrong => {}
            }
        }
        if short {
            return list!["short", digits_asked(&self.answer.written)];
        }
        for (index, mistake) in self.mistakes.iter().enumerate() {
            let Some(mistake) = mistake else { continue };
            let fits = numbers
                .iter()
                .any(|(stated, written)| !matches!(mistake.compare(engine, stated, written, self.unit), Found::Wrong));
            if fits {
                return list!["mistake", index];
            }
        }
        list!["wrong"]
    }

    /// The bits of the answer's value in `f64`, and with the language of its bounds.
    pub(super) fn bits(&self, engine: &mut Engine) -> Item {
        let node = self.answer.number[0];
        let found = [engine.float(node)];
        #[cfg(feature = "language")]
        let found = found.into_iter().chain(engine.interval(node));
        // Which of the many NaNs it is, differs from machine to machine.
        let bits = |value: f64| if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
        found.into_iter().map(|value| Item::from(format!("{:016x}", bits(value)))).collect()
    }

    /// Expressions are for the core that knows the language.
    #[cfg(not(feature = "language"))]
    fn expression(&self, _: &mut Engine, _: &str) -> Item {
        list!["language"]
    }

    /// An expression is right where its value lies in what the author's answer claims.
    #[cfg(feature = "language")]
    fn expression(&self, engine: &mut Engine, text: &str) -> Item {
        let (quantity, number) = match engine.meanings.typed(self.scope, text) {
            None => return list!["language"],
            Some(Err(what)) => return what,
            Some(Ok(found)) => found,
        };
        let agrees = |engine: &mut Engine, target: &Target| {
            let node = match (quantity, target.unit.or(self.unit)) {
                (Quantity::Information, Some(unit)) => in_unit(&number, unit),
                _ => number[0],
            };
            let mut known = engine.enclosed(node);
            let verdict = claim::judge(&target.written, target.relation, &mut known).verdict;
            // Rounding keeps an expression such as -log2(0.5) from being exactly 1. Wide bounds, as
            // those of a condition that isn't decided, would hold many an answer.
            let touches = known.bounds.as_ref().and_then(Bounds::finite).is_some_and(|(low, high)| {
                let stated = &target.written.value;
                let narrow = (high - low).to_f64_fast() <= 1e-8 * libm::fabs(high.to_f64_fast()).max(1.0);
                target.written.infinite.is_none() && narrow && low <= stated && stated <= high
            });
            if verdict == Verdict::Undecided && touches { Verdict::Proved } else { verdict }
        };
        match agrees(engine, &self.answer) {
            Verdict::Proved => return list!["right"],
            Verdict::Undecided => return list!["unread", "This has no value that could be judged."],
            _ => {}
        }
        for (index, mistake) in self.mistakes.iter().enumerate() {
            if mistake.as_ref().is_some_and(|mistake| agrees(engine, mistake) == Verdict::Proved) {
                return list!["mistake", index];
            }
        }
        list!["wrong"]
    }
}

impl Target {
    /// Expression, stated value, the proved bounds and the exact value, if there is one.
    fn open(engine: &mut Engine, scope: ScopeId, item: &Item, outer: Option<InformationUnit>) -> Option<Self> {
        let (quantity, number) = engine.meanings.quantity(scope, item.at(0).text())?;
        let stated = claim::read_typed(item.at(1).text()).ok()?.into_iter().next()?;
        let Content::Number(written) = stated.content else { return None };
        let unit = match (&stated.unit, quantity) {
            (Some(Unit::Information(unit, _)), _) => Some(*unit),
            (_, Quantity::Information) => outer,
            _ => None,
        };
        let proved = proved(item.at(2).text(), item.at(3).text(), item.at(4).text());
        Some(Self {
            number,
            quantity,
            written,
            #[cfg(feature = "language")]
            relation: stated.relation,
            proved,
            unit,
        })
    }

    /// Compares what a learner wrote with the value, in the unit that the learner means.
    fn compare(&self, engine: &mut Engine, stated: &Stated, written: &Written, bare: Option<InformationUnit>) -> Found {
        let meant = match &stated.unit {
            Some(Unit::Information(unit, _)) => Some(*unit),
            _ => bare,
        };
        let (node, same_unit) = match (self.quantity, meant) {
            (Quantity::Information, Some(meant)) => (in_unit(&self.number, meant), self.unit == Some(meant)),
            // A plain number with a unit of information would be another thing, unless the author gave it one too.
            (Quantity::Plain, meant) => (self.number[0], stated.unit.is_none() || meant == self.unit),
            (Quantity::Information, None) => (self.number[0], true),
        };
        if self.quantity == Quantity::Plain && !same_unit {
            return Found::Wrong;
        }
        let proved = self.proved.clone().filter(|_| same_unit);
        let mut known = proved.unwrap_or_else(|| engine.known(node));
        let judged = claim::judge(written, stated.relation, &mut known).verdict;
        // The author's own digits are right, whatever a bound would say of more of them.
        let digits = || {
            same_unit
                && written.infinite.is_none()
                && self.written.infinite.is_none()
                && written.half_unit == self.written.half_unit
                && claim::judge(
                    &self.written,
                    Relation::Equal,
                    &mut Known { exact: Some(written.value.clone()), bounds: None },
                )
                .verdict
                    == Verdict::Proved
                && written.value == self.written.value
        };
        if judged != Verdict::Proved && !digits() {
            return Found::Wrong;
        }
        match (&written.half_unit, &self.written.half_unit) {
            (Some(given), Some(asked)) if given > asked && same_unit => Found::Short,
            _ => Found::Right,
        }
    }
}

/// What the page states: bounds as decimals or `∞`, and the value where it is exact.
fn proved(low: &str, high: &str, exact: &str) -> Option<Known> {
    let exact = (!exact.is_empty()).then(|| rational(exact)).flatten();
    let bounds = enclosure(low, high);
    (exact.is_some() || bounds.is_some()).then_some(Known { exact, bounds })
}

fn enclosure(low: &str, high: &str) -> Option<Bounds> {
    if let ("∞" | "-∞" | "−∞", true) = (low, low == high) {
        let infinite = Some(low == "∞");
        return Some(Bounds { defined: Defined::Yes, infinite, low: None, high: None });
    }
    Some(Bounds::between(rational(low)?, rational(high)?))
}

/// A decimal, perhaps with a power of ten.
fn rational(text: &str) -> Option<Rational> {
    let readings = claim::read_typed(text).ok()?;
    match &readings.first()?.content {
        Content::Number(written) if written.infinite.is_none() => Some(written.value.clone()),
        _ => None,
    }
}

/// How many digits an answer has after its point, in words.
fn digits_asked(written: &Written) -> String {
    match written.form.decimals {
        0 => "the whole number".to_owned(),
        1 => "one digit after the point".to_owned(),
        count => format!("{count} digits after the point"),
    }
}
