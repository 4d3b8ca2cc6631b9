//! Computed values: from nodes of the graph to what verdicts and readers need.

use crate::claim::{Bounds, Computed, Reason};
use crate::expr::ast::InformationUnit;
use crate::expr::graph::{Graph, Node, NodeId};
use crate::expr::value::{Distribution, Quantity, Value};
use crate::expr::{Evaluator, Requirement, Session, tolerance};
use crate::number::decimal::{Rounding, decimal, fraction, terminating};
use crate::number::{Binary, Defined, Enclosure, Exact, Interval, Rational, Unary};

use super::ComputedValue;

/// The longest fraction that is shown as one.
const LONGEST_FRACTION: usize = 40;
/// The most elements of a list, and rows and columns of a table, that are shown.
pub(super) const LONGEST_LIST: usize = 100;
const LONGEST_TABLE: usize = 12;
/// The digits of a value that has no exact form worth showing.
const DIGITS: usize = 17;

/// A node of the graph with the tiers that evaluate it.
pub(super) struct NodeValue<'a> {
    pub(super) evaluator: &'a mut Evaluator,
    pub(super) graph: &'a Graph,
    pub(super) node: NodeId,
}

impl Computed for NodeValue<'_> {
    fn exact(&mut self) -> Option<Exact> {
        match self.evaluator.exact(self.graph, self.node) {
            Exact::Unknown => None,
            exact => Some(exact),
        }
    }

    fn bounds(&mut self, tier: usize) -> Option<Bounds> {
        if tier == 0 {
            return Some(bounds_of(&self.evaluator.interval(self.graph, self.node)));
        }
        self.evaluator.wide(self.graph, self.node, tier).map(|wide| bounds_of(&wide))
    }
}

/// What an enclosure says.
fn bounds_of<E: Enclosure>(enclosure: &E) -> Bounds {
    Bounds {
        defined: enclosure.defined(),
        infinite: enclosure.infinite(),
        low: enclosure.low(),
        high: enclosure.high(),
    }
}

/// The node of a quantity of information, in nats, divided by a unit.
pub(super) fn in_unit(session: &mut Session, node: NodeId, unit: InformationUnit) -> NodeId {
    session.in_unit(node, unit)
}

/// The name of a unit of information.
pub(super) fn unit_name(unit: InformationUnit) -> &'static str {
    match unit {
        InformationUnit::Bits => "bits",
        InformationUnit::Nats => "nats",
        InformationUnit::Bans => "bans",
    }
}

/// The narrowest bounds that are cheap: those of `f64`, or of 128 bits where these say little.
fn sharp_bounds(value: &mut NodeValue<'_>) -> Bounds {
    let first = value.bounds(0);
    if first.as_ref().is_some_and(is_sharp) {
        return first.unwrap_or(UNKNOWN);
    }
    // A budget that ran out may leave the wider numbers with less than the first ones.
    match (first, value.bounds(1)) {
        (Some(first), Some(second)) => {
            let width = |bounds: &Bounds| bounds.finite().map(|(low, high)| high - low);
            match (width(&first), width(&second)) {
                (Some(one), Some(two)) if one < two => first,
                (Some(_), None) if second.infinite.is_none() => first,
                _ => second,
            }
        }
        (first, second) => second.or(first).unwrap_or(UNKNOWN),
    }
}

/// What is known of a value of which nothing is known.
const UNKNOWN: Bounds = Bounds { defined: Defined::Perhaps, infinite: None, low: None, high: None };

/// Whether the bounds agree to about twelve digits, or the value is infinite.
fn is_sharp(bounds: &Bounds) -> bool {
    if bounds.defined != Defined::Yes {
        return false;
    }
    if bounds.infinite.is_some() {
        return true;
    }
    match bounds.finite() {
        Some((low, high)) => {
            let size = if *high < Rational::ZERO { -low.clone() } else { high.clone() };
            (high - low) * Rational::from(1_000_000_000_000_u64) <= size
        }
        None => false,
    }
}

/// A number as text.
pub(super) fn describe_number(
    session: &mut Session,
    evaluator: &mut Evaluator,
    node: NodeId,
    unit: &str,
) -> ComputedValue {
    let mut value = NodeValue { evaluator, graph: session.graph(), node };
    let exact = value.exact();
    if let Some(rational) = exact.as_ref().and_then(Exact::as_rational) {
        return describe_rational(rational, unit);
    }
    let bounds = sharp_bounds(&mut value);
    ComputedValue { notes: optimum_notes(evaluator, session.graph(), node), ..describe_bounds(&bounds, unit) }
}

/// What is known of the optima below a node, a sentence each: where it is, whether it is global.
pub(super) fn optimum_notes(evaluator: &Evaluator, graph: &Graph, node: NodeId) -> Vec<String> {
    let optima = evaluator.optima_below(graph, node);
    distinct(optima.into_iter().filter_map(|id| {
        let optimum = evaluator.optimum(graph, id)?.ok()?;
        let kind = if graph.is_maximum(id) { "maximum" } else { "minimum" };
        let place: Vec<String> = optimum.point.iter().map(coordinate).collect();
        let place = match &place[..] {
            [one] => one.clone(),
            several => format!("({})", several.join(", ")),
        };
        Some(format!("the optimum at {place} is {}", optimum.standing.sentence(kind)))
    }))
}

/// A coordinate to six digits.
fn coordinate(x: &Interval) -> String {
    if x.lo() <= 0.0 && x.hi() >= 0.0 {
        return "0".to_owned();
    }
    Rational::try_from(x.lo() / 2.0 + x.hi() / 2.0)
        .map_or_else(|_| "?".to_owned(), |x| decimal(&x, 6, Rounding::Nearest))
}

fn distinct(notes: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for note in notes {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
    kept
}

/// A rational as text: `7/4` as `1.75`, `1/3` as itself.
pub(super) fn describe_rational(value: &Rational, unit: &str) -> ComputedValue {
    let low = decimal(value, DIGITS, Rounding::Down);
    let high = decimal(value, DIGITS, Rounding::Up);
    let short = terminating(value).filter(|text| text.len() <= LONGEST_FRACTION);
    match short.or_else(|| fraction(value, LONGEST_FRACTION)) {
        Some(text) => ComputedValue { text, exact: true, low, high, unit: unit.to_owned(), notes: Vec::new() },
        None => {
            let text = decimal(value, DIGITS, Rounding::Nearest);
            ComputedValue { text, exact: false, low, high, unit: unit.to_owned(), notes: Vec::new() }
        }
    }
}

/// Bounds as text: the middle to 17 digits, the ends rounded outward.
pub(super) fn describe_bounds(bounds: &Bounds, unit: &str) -> ComputedValue {
    let unit = unit.to_owned();
    if let Some(positive) = bounds.infinite {
        let text = if positive { "∞" } else { "−∞" }.to_owned();
        return ComputedValue { low: text.clone(), high: text.clone(), text, exact: true, unit, notes: Vec::new() };
    }
    let low = bounds.low.as_ref().map_or("−∞".to_owned(), |low| decimal(low, DIGITS, Rounding::Down));
    let high = bounds.high.as_ref().map_or("∞".to_owned(), |high| decimal(high, DIGITS, Rounding::Up));
    let text = match (&bounds.low, &bounds.high) {
        _ if bounds.defined == Defined::No => "undefined".to_owned(),
        (Some(low), Some(high)) => {
            let middle = (low + high) / Rational::from(2);
            decimal(&middle, DIGITS, Rounding::Nearest)
        }
        (Some(_), None) => format!("above {low}"),
        (None, Some(_)) => format!("below {high}"),
        _ => "unknown".to_owned(),
    };
    ComputedValue { text, exact: false, low, high, unit, notes: Vec::new() }
}

/// A value of any kind as text; a quantity of information in `unit`.
pub(super) fn describe(
    session: &mut Session,
    evaluator: &mut Evaluator,
    value: &Value,
    unit: InformationUnit,
) -> ComputedValue {
    let plain = |text: String, exact: bool| ComputedValue {
        low: text.clone(),
        high: text.clone(),
        text,
        exact,
        unit: String::new(),
        notes: Vec::new(),
    };
    match value {
        Value::Number(node, Quantity::Plain) => describe_number(session, evaluator, *node, ""),
        Value::Number(node, Quantity::Information) => {
            let node = in_unit(session, *node, unit);
            describe_number(session, evaluator, node, unit_name(unit))
        }
        Value::Truth(node) => match evaluator.truth(session.graph(), *node) {
            Some(truth) => plain(truth.to_string(), true),
            None => plain("undecided".to_owned(), false),
        },
        Value::Label(name) => plain(name.to_string(), true),
        Value::List(elements) => {
            let shown = elements.iter().take(LONGEST_LIST);
            let parts = shown.map(|element| describe(session, evaluator, element, unit)).collect();
            joined(&shortened(parts, elements.len()))
        }
        Value::Distribution(distribution) => match &**distribution {
            Distribution::Pmf(outcomes) => {
                let shown = outcomes.iter().take(LONGEST_LIST);
                let parts = shown.map(|&(_, mass)| describe_number(session, evaluator, mass, "")).collect();
                joined(&shortened(parts, outcomes.len()))
            }
            Distribution::Joint(rows) => {
                let mut parts = Vec::new();
                for row in rows.iter().take(LONGEST_TABLE) {
                    let shown = row.iter().take(LONGEST_TABLE);
                    let cells = shown.map(|&mass| describe_number(session, evaluator, mass, "")).collect();
                    parts.push(joined(&shortened(cells, row.len())));
                }
                joined(&shortened(parts, rows.len()))
            }
            _ => plain(value.describe(), true),
        },
    }
}

/// The first parts of a list of `length`, with `…` for the rest.
pub(super) fn shortened(mut parts: Vec<ComputedValue>, length: usize) -> Vec<ComputedValue> {
    if parts.len() < length {
        let dots = || "…".to_owned();
        let (unit, notes) = (String::new(), Vec::new());
        parts.push(ComputedValue { text: dots(), exact: true, low: dots(), high: dots(), unit, notes });
    }
    parts
}

/// `(a, b, c)`.
pub(super) fn joined(parts: &[ComputedValue]) -> ComputedValue {
    let list =
        |part: fn(&ComputedValue) -> &str| format!("({})", parts.iter().map(part).collect::<Vec<_>>().join(", "));
    ComputedValue {
        text: list(|part| &part.text),
        exact: parts.iter().all(|part| part.exact),
        low: list(|part| &part.low),
        high: list(|part| &part.high),
        unit: parts.first().map_or(String::new(), |part| part.unit.clone()),
        notes: distinct(parts.iter().flat_map(|part| part.notes.iter().cloned())),
    }
}

/// Why no value is known, in a sentence, from the first operation that lost it.
pub(super) fn lost(session: &Session, evaluator: &mut Evaluator, node: NodeId, reason: Reason) -> Option<String> {
    if !matches!(reason, Reason::Undefined | Reason::PerhapsUndefined | Reason::Unbounded) {
        return None;
    }
    let graph = session.graph();
    let at = evaluator.undefined_at(graph, node)?;
    let shown = |evaluator: &mut Evaluator, id: NodeId| {
        let bounds = bounds_of(&evaluator.interval(graph, id));
        match bounds.finite() {
            Some((low, high)) => {
                let (low, high) = (decimal(low, 6, Rounding::Nearest), decimal(high, 6, Rounding::Nearest));
                if low == high { low } else { format!("a value from {low} to {high}") }
            }
            None => describe_bounds(&bounds, "").text,
        }
    };
    Some(match graph.node(at) {
        Node::Undefined(reason) => graph.reasons().get(*reason as usize)?.clone(),
        Node::Unary(Unary::Ln | Unary::EntropyTerm, x) => {
            format!("the logarithm of {} isn't defined", shown(evaluator, *x))
        }
        Node::Unary(Unary::Sqrt, x) => format!("the square root of {} isn't defined", shown(evaluator, *x)),
        Node::Unary(Unary::Asin | Unary::Acos, x) => {
            format!("the arc function of {} isn't defined: it lies outside −1..1", shown(evaluator, *x))
        }
        Node::Unary(Unary::Gamma | Unary::LnGamma | Unary::Digamma, x) => {
            format!("the gamma function isn't defined at {}", shown(evaluator, *x))
        }
        Node::Unary(Unary::Tan, x) => format!("the tangent of {} isn't defined", shown(evaluator, *x)),
        Node::Binary(Binary::Divide | Binary::Modulo, _, y) => {
            format!("the divisor is {}", shown(evaluator, *y))
        }
        Node::Binary(Binary::Power, x, y) => {
            format!("{} to the power of {} isn't defined", shown(evaluator, *x), shown(evaluator, *y))
        }
        Node::Integral { .. } if let Some(trouble) = evaluator.trouble(graph, at) => trouble.sentence(),
        Node::Integral { .. } => {
            "no bound is known for the integral: it may diverge, or its integrand isn't defined everywhere in the range"
                .to_owned()
        }
        Node::Argmin { .. } => match evaluator.standing(graph, at) {
            Some(Err(unproved)) => unproved.sentence().to_owned(),
            _ => "the optimum could not be enclosed".to_owned(),
        },
        Node::Reduction { to: None, .. } => evaluator
            .trouble(graph, at)
            .map_or_else(|| "no tail bound is known for the infinite sum".to_owned(), crate::expr::Trouble::sentence),
        Node::Reduction { .. } => "the sum has more terms than the budget of steps allows".to_owned(),
        _ => "the budget of steps ran out".to_owned(),
    })
}

/// A value for readers: exact forms as they are, others to four significant digits.
pub(super) fn for_readers(value: &ComputedValue) -> String {
    let text = if value.exact && value.text.len() <= 24 {
        value.text.clone()
    } else {
        match value.text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let rational = Rational::try_from(number).unwrap_or_default();
                format!("≈ {}", decimal(&rational, 4, Rounding::Nearest))
            }
            _ => value.text.clone(),
        }
    };
    format!("{text} {}", value.unit).trim_end().to_owned()
}

/// Why a number can't be given with bounds; `None` where it can.
pub(super) fn unsettled(value: &mut NodeValue<'_>) -> Option<Reason> {
    let bounds = sharp_bounds(value);
    match bounds.defined {
        Defined::No => Some(Reason::Undefined),
        Defined::Perhaps => Some(Reason::PerhapsUndefined),
        Defined::Yes if bounds.infinite.is_none() && bounds.finite().is_none() => Some(Reason::Unbounded),
        Defined::Yes => None,
    }
}

/// Whether a requirement is proved of a value.
pub(super) fn holds(requirement: Requirement, value: &mut NodeValue<'_>) -> bool {
    let (low, high) = match requirement {
        Requirement::Positive | Requirement::NonNegative => (Some(Rational::ZERO), None),
        Requirement::Probability => (Some(Rational::ZERO), Some(Rational::ONE)),
        Requirement::SumsToOne => (Some(Rational::ONE - tolerance()), Some(Rational::ONE + tolerance())),
    };
    let strict = requirement == Requirement::Positive;
    let fits = |bounds: &Bounds| {
        let above = |low: &Rational| {
            bounds.infinite == Some(true)
                || bounds.low.as_ref().is_some_and(|bound| if strict { bound > low } else { bound >= low })
        };
        let below = |high: &Rational| bounds.high.as_ref().is_some_and(|bound| bound <= high);
        bounds.defined == Defined::Yes && low.as_ref().is_none_or(above) && high.as_ref().is_none_or(below)
    };
    if let Some(rational) = value.exact().and_then(|exact| exact.as_rational().cloned()) {
        return fits(&Bounds::point(rational));
    }
    (0..Evaluator::TIERS).any(|tier| value.bounds(tier).is_some_and(|bounds| fits(&bounds)))
}
