//! What moves in a chart, and where it stands: the same code at build and in the browser.
//!
//! Invariant: pure. No I/O, no clock, no `std` float functions; coordinates are whole tenths of
//! the unit in which the picture is laid out, so that both sides write the same characters.

use std::fmt::Write as _;

/// The rectangle of a chart in which its data lie, in coordinates of the viewBox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The left edge.
    pub left: i32,
    /// The upper edge.
    pub top: i32,
    /// The right edge.
    pub right: i32,
    /// The lower edge.
    pub bottom: i32,
}

impl Frame {
    /// Where `value` of `range` stands from left to right; beyond the range, at the edge.
    pub fn x(&self, range: (f64, f64), value: f64) -> i32 {
        self.left + offset(range, value, self.right - self.left)
    }

    /// Where `value` of `range` stands from bottom to top; beyond the range, at the edge.
    pub fn y(&self, range: (f64, f64), value: f64) -> i32 {
        self.bottom - offset(range, value, self.bottom - self.top)
    }
}

/// The share of `value` in `range`, of `length`. The thousandth is the plotting library's, so that
/// its static charts and these marks agree to the unit.
fn offset(range: (f64, f64), value: f64, length: i32) -> i32 {
    let (low, high) = range;
    // `partial_cmp` would say the same of NaN: it stands at the start.
    let share = if value > low && high > low { ((value - low) / (high - low)).min(1.0) } else { 0.0 };
    libm::floor(f64::from(length) * share + 1e-3) as i32
}

/// A shape that may move. Its name, unique in its picture, stays; its shape and text change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its name in the picture, as `data-mark`.
    pub name: String,
    /// Its classes, by which the theme colours it.
    pub class: String,
    /// Where it is.
    pub shape: Shape,
}

/// Where a mark is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A rectangle.
    Rect {
        /// Left edge.
        x: i32,
        /// Upper edge.
        y: i32,
        /// Width.
        width: i32,
        /// Height.
        height: i32,
    },
    /// A path, in SVG's path language.
    Path(String),
    /// A line of text.
    Text {
        /// Where it is anchored.
        x: i32,
        /// The baseline.
        y: i32,
        /// The text.
        text: String,
    },
}

impl Mark {
    fn new(name: String, class: impl Into<String>, shape: Shape) -> Self {
        Self { name, class: class.into(), shape }
    }

    /// The element of SVG, and its attributes that move.
    pub fn element(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match &self.shape {
            Shape::Rect { x, y, width, height } => (
                "rect",
                vec![
                    ("x", x.to_string()),
                    ("y", y.to_string()),
                    ("width", width.to_string()),
                    ("height", height.to_string()),
                ],
            ),
            Shape::Path(data) => ("path", vec![("d", data.clone())]),
            Shape::Text { x, y, .. } => ("text", vec![("x", x.to_string()), ("y", y.to_string())]),
        }
    }

    /// The text, of a mark that is text.
    pub fn text(&self) -> &str {
        match &self.shape {
            Shape::Text { text, .. } => text,
            _ => "",
        }
    }
}

/// `value` with `digits` after the point, never `-0.00`; `∞` where it is infinite, a dash where it is no number.
pub fn decimal(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "\u{2013}".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "\u{221e}" } else { "\u{2212}\u{221e}" }.to_owned();
    }
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A mass as it stands at its bar: two digits, and a third where two would mislead, which are ties such as 1/8
/// and masses that would look like none or all.
pub fn mass(value: f64) -> String {
    // What normalizing leaves is no difference that anybody made.
    const NEAR: f64 = 1e-9;
    let cents = value * 100.0;
    let tie = libm::fabs(cents - libm::floor(cents) - 0.5) < NEAR;
    match value {
        _ if value > NEAR && value <= 0.0005 => "<0.001".to_owned(),
        _ if (0.9995..1.0 - NEAR).contains(&value) => ">0.999".to_owned(),
        _ if tie || (value > NEAR && value < 0.005) || (0.995..1.0 - NEAR).contains(&value) => decimal(value, 3),
        _ => decimal(value, 2),
    }
}

/// `value` to three significant digits, in powers of ten where it is very large or small.
pub fn rounded(value: f64) -> String {
    let text = format!("{value:.2e}");
    match text.split_once('e').and_then(|(_, power)| power.parse::<i32>().ok()) {
        Some(power) if value != 0.0 && !(-4..5).contains(&power) => scientific(value, power - 2),
        // Read back, the digits alone are left.
        Some(_) => text.parse::<f64>().unwrap_or(value).to_string().replace('-', "\u{2212}"),
        None => text,
    }
}

/// `value` as 1.5×10⁶, down to the digit of 10^`last`.
fn scientific(value: f64, last: i32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let power = |text: &str| text.split_once('e').and_then(|(_, power)| power.parse::<i32>().ok()).unwrap_or(0);
    let digits = usize::try_from(power(&format!("{value:e}")) - last).unwrap_or(0).min(15);
    let text = format!("{value:.digits$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", mantissa),
    };
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let factor = if mantissa == "1" { String::new() } else { format!("{mantissa}×") };
    let raised: String = exponent
        .chars()
        .map(|digit| match digit.to_digit(10) {
            Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize % 10],
            None => '⁻',
        })
        .collect();
    format!("{sign}{factor}10{raised}")
}

/// Round numbers in a range, at most `most` steps apart, each with its label.
pub fn ticks(range: (f64, f64), most: u32) -> Vec<(f64, String)> {
    let (low, high) = range;
    let length = high - low;
    if !(length.is_finite() && length > 0.0) {
        return Vec::new();
    }
    // Many zeros are hard to count, and there is no room for them.
    let largest = libm::fabs(low).max(libm::fabs(high));
    let mut power = 1e-12;
    for exponent in -12i32..15 {
        for factor in [1.0, 2.0, 5.0] {
            let step = factor * power;
            if length / step <= f64::from(most) {
                let digits = usize::try_from(-exponent).unwrap_or(0);
                let powers = largest >= 1e5 || exponent < -4;
                let (first, last) = (libm::ceil(low / step - 1e-9), libm::floor(high / step + 1e-9));
                let count = (last - first) as i32;
                return (0..=count)
                    .map(|index| (first + f64::from(index)) * step)
                    .map(|value| (value, if powers { scientific(value, exponent) } else { decimal(value, digits) }))
                    .collect();
            }
        }
        // Powers from -1 upward are exact in their written form; a product of tenths isn't.
        power = match exponent + 1 {
            next @ ..0 => 1.0 / (0..-next).fold(1.0, |power, _| power * 10.0),
            next => (0..next).fold(1.0, |power, _| power * 10.0),
        };
    }
    Vec::new()
}

/// The height of a line of text.
pub const LINE: i32 = 170;

/// Room for a character of a label, on a phone too, where text is larger for its picture.
pub const CHARACTER: i32 = 90;

/// Room for the longest of some labels.
pub fn label_width(ticks: &[(f64, String)]) -> i32 {
    let longest = ticks.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0);
    i32::try_from(longest).unwrap_or(0) * CHARACTER
}

/// The ticks of the axis below the frame: as many as there is room for.
pub fn x_axis(frame: Frame, range: (f64, f64), unit: &str) -> Vec<Mark> {
    let length = frame.right - frame.left;
    let fits = |ticks: &Vec<(f64, String)>| {
        let steps = i32::try_from(ticks.len()).unwrap_or(1) - 1;
        steps * (label_width(ticks) + 60) <= length
    };
    let ticks = (1..=6).rev().map(|most| ticks(range, most)).find(fits).unwrap_or_default();
    let y = frame.bottom + 50 + LINE;
    let mut lines = String::new();
    let mut marks = Vec::new();
    // The unit stands at the end of the axis, or behind the last number if that is in the way.
    let end = frame.right + 150;
    let start = end - i32::try_from(unit.chars().count()).unwrap_or(0) * CHARACTER;
    let last = ticks.last().map_or(frame.left, |(value, _)| frame.x(range, *value));
    let apart = last + label_width(&ticks) / 2 + 60 <= start;
    for (index, (value, label)) in ticks.iter().enumerate() {
        let x = frame.x(range, *value);
        let _ = write!(lines, "M{x} {}v50", frame.bottom);
        let with_unit = index + 1 == ticks.len() && !unit.is_empty() && !apart;
        let text = if with_unit { format!("{label} {unit}") } else { label.clone() };
        marks.push(Mark::new(format!("x{index}"), "tick middle", Shape::Text { x, y, text }));
    }
    if apart && !unit.is_empty() {
        let shape = Shape::Text { x: end, y, text: unit.to_owned() };
        marks.push(Mark::new("x-unit".into(), "tick end", shape));
    }
    marks.push(Mark::new("x".into(), "axis", Shape::Path(lines)));
    marks
}

/// The ticks of the axis beside the frame.
pub fn y_axis(frame: Frame, range: (f64, f64), most: u32) -> Vec<Mark> {
    let mut lines = String::new();
    let mut marks = Vec::new();
    for (index, (value, text)) in ticks(range, most).into_iter().enumerate() {
        let y = frame.y(range, value);
        if y != frame.bottom {
            let _ = write!(lines, "M{} {y}H{}", frame.left, frame.right);
        }
        marks.push(Mark::new(format!("y{index}"), "tick end", Shape::Text { x: frame.left - 60, y: y + 45, text }));
    }
    marks.insert(0, Mark::new("y".into(), "rule", Shape::Path(lines)));
    marks
}

/// The bars of pmfs side by side: for each pmf the class of its colour and its masses.
pub fn bars(frame: Frame, groups: &[(&str, &[f64])], max: f64) -> Vec<Mark> {
    let mut marks = Vec::new();
    let range = (0.0, max);
    for slot in bar_slots(frame, groups.iter().map(|(_, masses)| masses.len())) {
        let Some((class, masses)) = groups.get(slot.group) else { continue };
        let mass = masses.get(slot.bar).copied().unwrap_or(0.0);
        let name = format!("{}-{}", slot.group, slot.bar);
        let y = frame.y(range, mass);
        let shape = Shape::Rect { x: slot.left, y, width: slot.width, height: frame.bottom - y };
        marks.push(Mark::new(format!("bar-{name}"), format!("bar {class}"), shape));
        // What the reader takes hold of; shown once a script listens.
        let (middle, half) = (slot.left + slot.width / 2, (slot.width / 4).min(140));
        let grip = format!("M{} {y}H{}", middle - half, middle + half);
        marks.push(Mark::new(format!("grip-{name}"), format!("grip {class}"), Shape::Path(grip)));
        if slot.has_room() {
            let shape = Shape::Text { x: middle, y: y - 60, text: self::mass(mass) };
            marks.push(Mark::new(format!("value-{name}"), "value middle", shape));
        }
    }
    marks
}

/// The place of one bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarSlot {
    /// Its pmf.
    pub group: usize,
    /// Its outcome.
    pub bar: usize,
    /// Its left edge.
    pub left: i32,
    /// Its width.
    pub width: i32,
}

impl BarSlot {
    /// Whether its mass can be written over it.
    pub fn has_room(self) -> bool {
        self.width >= 340
    }
}

/// Where bars stand: groups side by side, an empty bar's width between them.
pub fn bar_slots(frame: Frame, groups: impl ExactSizeIterator<Item = usize> + Clone) -> Vec<BarSlot> {
    let bars: usize = groups.clone().sum();
    let gaps = groups.len().saturating_sub(1);
    let (Ok(slots), Ok(length)) = (i32::try_from(bars + gaps), i32::try_from(bars)) else { return Vec::new() };
    if length == 0 {
        return Vec::new();
    }
    let slot = ((frame.right - frame.left) / slots.max(1)).min(900);
    let width = (slot * 3 / 4).max(1);
    let mut left = frame.left + (frame.right - frame.left - slot * slots) / 2 + (slot - width) / 2;
    let mut places = Vec::with_capacity(bars);
    for (group, count) in groups.enumerate() {
        for bar in 0..count {
            places.push(BarSlot { group, bar, left, width });
            left += slot;
        }
        left += slot;
    }
    places
}

/// A horizontal bar: the class of its colour, its label and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NestedMark<'a> {
    /// The class of its colour.
    pub class: &'a str,
    /// What it is.
    pub label: &'a str,
    /// How long it is.
    pub value: f64,
}

/// Horizontal bars from zero, and a band between two values that continues the first.
///
/// The band is `(class, label, from, to)`.
pub fn nested_bars(
    frame: Frame,
    bars: &[NestedMark<'_>],
    band: Option<(&str, &str, f64, f64)>,
    max: f64,
    unit: &str,
) -> Vec<Mark> {
    let range = (0.0, max);
    let mut marks = x_axis(frame, range, unit);
    let rows = i32::try_from(bars.len()).unwrap_or(1).max(1);
    let row = (frame.bottom - frame.top) / rows;
    let height = (row - LINE - 130).clamp(60, 420);
    for (index, bar) in (0i32..).zip(bars) {
        let y = frame.top + index * row + LINE + 40;
        let width = frame.x(range, bar.value) - frame.left;
        let shape = Shape::Rect { x: frame.left, y, width, height };
        marks.push(Mark::new(format!("bar-{index}"), format!("bar {}", bar.class), shape));
        let text = format!("{} = {}", bar.label, decimal(bar.value, 3));
        marks.push(Mark::new(format!("label-{index}"), "value", Shape::Text { x: frame.left, y: y - 50, text }));
    }
    if let Some((class, label, from, to)) = band {
        let y = frame.top + LINE + 40;
        let (left, right) = (frame.x(range, from.min(to)), frame.x(range, from.max(to)));
        let shape = Shape::Rect { x: left, y, width: right - left, height };
        marks.push(Mark::new("band".into(), format!("band {class}"), shape));
        let guides = format!("M{left} {}V{}M{right} {}V{}", y - 30, frame.bottom, y - 30, frame.bottom);
        marks.push(Mark::new("guides".into(), "guide", Shape::Path(guides)));
        let text = format!("{label} = {}", decimal(to - from, 3));
        // Written over the band's middle, as long as that keeps it inside the picture.
        let half = i32::try_from(text.chars().count()).unwrap_or(0) * 38;
        let x = ((left + right) / 2).clamp(frame.left + half, (frame.right - half).max(frame.left + half));
        let y = if left - frame.left < half * 3 { y + height + LINE - 10 } else { y - 50 };
        marks.push(Mark::new("band-label".into(), format!("value middle tinted {class}"), Shape::Text { x, y, text }));
    }
    marks
}

/// A curve: the class of its colour, whether it is filled, and its points in runs.
#[derive(Clone, Copy, Debug)]
pub struct CurveMark<'a> {
    /// The class of its colour.
    pub class: &'a str,
    /// Whether the space under it is tinted.
    pub filled: bool,
    /// Whether it has a grip, at its highest point.
    pub draggable: bool,
    /// Whether it has grips on its flanks too, by which it is made wider.
    pub flanks: bool,
    /// Its points; a gap splits it.
    pub runs: &'a [Vec<(f64, f64)>],
}

/// Curves over a range, each with the tint below it.
pub fn curves(frame: Frame, x: (f64, f64), y: (f64, f64), curves: &[CurveMark<'_>]) -> Vec<Mark> {
    let mut marks = y_axis(frame, y, 4);
    marks.extend(x_axis(frame, x, ""));
    let floor = frame.y(y, 0.0);
    for (index, curve) in curves.iter().enumerate() {
        let (mut line, mut area) = (String::new(), String::new());
        for run in curve.runs {
            let mut command = 'M';
            for (at, value) in run {
                let _ = write!(line, "{command}{} {}", frame.x(x, *at), frame.y(y, *value));
                let lead = if command == 'M' { format!("M{} {floor}", frame.x(x, *at)) } else { String::new() };
                let _ = write!(area, "{lead}L{} {}", frame.x(x, *at), frame.y(y, *value));
                command = 'L';
            }
            if let Some((at, _)) = run.last() {
                let _ = write!(area, "L{} {floor}Z", frame.x(x, *at));
            }
        }
        if curve.filled {
            marks.push(Mark::new(format!("area-{index}"), format!("area {}", curve.class), Shape::Path(area)));
        }
        marks.push(Mark::new(format!("line-{index}"), format!("line {}", curve.class), Shape::Path(line)));
        if curve.draggable {
            let highest = curve.runs.iter().flatten().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
            let peak = highest.unwrap_or(((x.0 + x.1) / 2.0, 0.0));
            let (at, height) = (frame.x(x, peak.0), frame.y(y, peak.1));
            let grip = Shape::Path(format!("M{} {height}H{}", at - 120, at + 120));
            marks.push(Mark::new(format!("grip-{index}"), format!("grip on-line {}", curve.class), grip));
            for (side, name) in [(-1.0, "left"), (1.0, "right")] {
                let Some((at, value)) = flank(curve.runs, peak, side).filter(|_| curve.flanks) else { continue };
                let grip = Shape::Path(format!("M{} {}h0", frame.x(x, at), frame.y(y, value)));
                let class = format!("grip on-line flank {}", curve.class);
                marks.push(Mark::new(format!("grip-{index}-{name}"), class, grip));
            }
        }
    }
    marks
}

/// The height of a Gaussian one standard deviation from its middle, as a part of its peak: exp(-1/2).
const SHOULDER: f64 = 0.606_530_659_712_633_4;

/// Where a curve has fallen to its shoulder on one side of its peak, left (-1) or right (1).
fn flank(runs: &[Vec<(f64, f64)>], peak: (f64, f64), side: f64) -> Option<(f64, f64)> {
    let height = SHOULDER * peak.1;
    let run = runs.iter().find(|run| run.contains(&peak))?;
    let mut pairs = run.windows(2).map(|pair| (pair[0], pair[1]));
    let (above, below) = if side > 0.0 {
        pairs.find(|(above, below)| above.0 >= peak.0 && below.1 <= height)?
    } else {
        pairs.rfind(|(below, above)| above.0 <= peak.0 && below.1 <= height).map(|(below, above)| (above, below))?
    };
    let share = if above.1 > below.1 { (above.1 - height) / (above.1 - below.1) } else { 0.0 };
    Some((above.0 + share * (below.0 - above.0), height))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { left: 400, top: 100, right: 3400, bottom: 2100 };

    #[test]
    fn values_stand_at_their_place_and_never_outside() {
        assert_eq!((FRAME.x((-4.0, 4.0), 0.0), FRAME.y((0.0, 1.0), 0.25)), (1900, 1600));
        assert_eq!((FRAME.x((-4.0, 4.0), 9.0), FRAME.y((0.0, 1.0), -1.0)), (3400, 2100));
        assert_eq!((FRAME.y((0.0, 1.0), f64::INFINITY), FRAME.y((0.0, 1.0), f64::NAN)), (100, 2100));
        assert_eq!(FRAME.x((1.0, 1.0), 1.0), 400);
    }

    #[test]
    fn ticks_are_round_numbers() {
        let labels = |range, most| ticks(range, most).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels((0.0, 1.91), 4), ["0.0", "0.5", "1.0", "1.5"]);
        assert_eq!(labels((-4.0, 4.0), 8), ["−4", "−3", "−2", "−1", "0", "1", "2", "3", "4"]);
        assert_eq!(labels((0.0, 0.3), 3), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(labels((0.0, 2500.0), 5), ["0", "500", "1000", "1500", "2000", "2500"]);
        assert_eq!(labels((0.0, 1e6), 5), ["0", "2×10⁵", "4×10⁵", "6×10⁵", "8×10⁵", "10⁶"]);
        assert_eq!(labels((-1e-6, 1e-6), 4), ["−10⁻⁶", "−5×10⁻⁷", "0", "5×10⁻⁷", "10⁻⁶"]);
        assert_eq!(labels((1e6, 2e6), 2), ["10⁶", "1.5×10⁶", "2×10⁶"]);
        assert!(ticks((1.0, 1.0), 4).is_empty() && ticks((0.0, f64::NAN), 4).is_empty());
        assert!(ticks((0.0, 1e300), 4).is_empty());
    }

    #[test]
    fn numbers_have_a_minus_sign_and_no_negative_zero() {
        assert_eq!([decimal(-0.001, 2), decimal(-0.5, 2), decimal(0.9, 2)], ["0.00", "−0.50", "0.90"]);
        assert_eq!([f64::INFINITY, f64::NEG_INFINITY, f64::NAN].map(|value| decimal(value, 3)), ["∞", "−∞", "–"]);
    }

    #[test]
    fn a_mass_gets_the_digits_that_it_needs() {
        let masses = [0.5, 0.125, 0.375, 1.0 / 6.0, 0.0, 1.0, 0.004, 0.0001, 0.996, 0.99999, 1.0 - 1e-12, 1e-12];
        let texts =
            ["0.50", "0.125", "0.375", "0.17", "0.00", "1.00", "0.004", "<0.001", "0.996", ">0.999", "1.00", "0.00"];
        assert_eq!(masses.map(mass), texts);
    }

    #[test]
    fn rounded_numbers_keep_three_digits_of_any_size() {
        let values = [0.0, -4.0, 0.28678, 0.0001234, 0.00001234, 54321.0, 123_456.0, -1e12, f64::INFINITY];
        let texts = ["0", "−4", "0.287", "0.000123", "1.23×10⁻⁵", "54300", "1.23×10⁵", "−10¹²", "inf"];
        assert_eq!(values.map(rounded), texts);
    }

    #[test]
    fn the_unit_stands_clear_of_the_last_number() {
        let texts = |range, unit| {
            let marks = x_axis(FRAME, range, unit);
            marks.iter().map(|mark| mark.text().to_owned()).filter(|text| !text.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(texts((0.0, 1.91), "bits"), ["0.0", "0.5", "1.0", "1.5", "bits"]);
        assert_eq!(texts((0.0, 2.0), "bits"), ["0.0", "0.5", "1.0", "1.5", "2.0 bits"]);
        // Long labels are fewer.
        assert_eq!(texts((0.0, 0.0012), ""), ["0.0000", "0.0005", "0.0010"]);
    }

    #[test]
    fn the_same_marks_come_for_every_state() {
        let names = |marks: Vec<Mark>| marks.into_iter().map(|mark| mark.name).collect::<Vec<_>>();
        let first = bars(FRAME, &[("c-truth", &[0.5, 0.5]), ("c-model", &[0.9, 0.1])], 1.0);
        let then = bars(FRAME, &[("c-truth", &[0.0, 1.0]), ("c-model", &[0.3, 0.7])], 1.0);
        assert_eq!(names(first), names(then));
    }

    #[test]
    fn the_band_continues_the_first_bar() {
        let bars = [
            NestedMark { class: "c-truth", label: "H(P)", value: 1.0 },
            NestedMark { class: "c-model", label: "H(P,Q)", value: 1.737 },
        ];
        let marks = nested_bars(FRAME, &bars, Some(("c-gap", "KL", 1.0, 1.737)), 1.91, "bits");
        let rect = |name: &str| match marks.iter().find(|mark| mark.name == name).map(|mark| &mark.shape) {
            Some(Shape::Rect { x, y, width, .. }) => (*x, *y, *width),
            other => panic!("{other:?}"),
        };
        let (truth, model, band) = (rect("bar-0"), rect("bar-1"), rect("band"));
        assert_eq!((truth.0 + truth.2, truth.1), (band.0, band.1));
        assert_eq!(band.0 + band.2, model.0 + model.2);
        assert!(marks.iter().any(|mark| mark.text() == "KL = 0.737"));
    }

    #[test]
    fn a_gap_splits_a_curve() {
        let runs = [vec![(-4.0, 0.1), (-3.0, 0.2)], vec![(1.0, 0.1), (2.0, 0.0)]];
        let marks = curves(
            FRAME,
            (-4.0, 4.0),
            (0.0, 0.4),
            &[CurveMark { class: "c-truth", filled: true, draggable: true, flanks: true, runs: &runs }],
        );
        let Some(Shape::Path(line)) = marks.iter().find(|mark| mark.name == "line-0").map(|mark| &mark.shape) else {
            panic!("no line")
        };
        assert_eq!(line, "M400 1600L775 1100M2275 1600L2650 2100");
    }

    #[test]
    fn grips_stand_on_the_peak_and_on_both_shoulders() {
        let runs = [vec![(-2.0, 0.0), (-1.0, 0.5), (0.0, 1.0), (1.0, 0.5), (2.0, 0.0)]];
        let shape = |flanks: bool, name: &str| {
            let curve = CurveMark { class: "c-model", filled: false, draggable: true, flanks, runs: &runs };
            let marks = curves(FRAME, (-2.0, 2.0), (0.0, 1.0), &[curve]);
            marks.into_iter().find(|mark| mark.name == name).map(|mark| mark.element().1[0].1.clone())
        };
        assert_eq!(shape(true, "grip-0").as_deref(), Some("M1780 100H2020"));
        // The shoulder, 0.6065, lies 0.787 from the middle on these straight lines.
        assert_eq!(shape(true, "grip-0-left").as_deref(), Some("M1309 887h0"));
        assert_eq!(shape(true, "grip-0-right").as_deref(), Some("M2490 887h0"));
        assert_eq!(shape(false, "grip-0-left"), None);
        // A peak at the edge of the picture has one shoulder.
        assert_eq!(flank(&[vec![(0.0, 1.0), (1.0, 0.0)]], (0.0, 1.0), -1.0), None);
    }
}
