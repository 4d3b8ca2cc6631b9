//! A widget as meant, with its first state: what the page shows before (and without) any script.

use crate::document::Inline;

/// A widget or a static plot.
#[derive(Clone, Debug)]
pub struct Widget {
    /// The title.
    pub title: String,
    /// What the reader may change.
    pub variables: Vec<WidgetVariable>,
    /// Numbers under the picture.
    pub readouts: Vec<Readout>,
    /// The pictures.
    pub views: Vec<View>,
    /// Buttons and checkboxes beside those that come from the variables.
    pub controls: Vec<Control>,
}

/// What a reader may change.
#[derive(Clone, Debug)]
pub enum WidgetVariable {
    /// A number in a range.
    Number(NumberVariable),
    /// The masses of a pmf.
    Pmf(PmfVariable),
}

impl WidgetVariable {
    /// The name in expressions.
    pub fn name(&self) -> &str {
        match self {
            Self::Number(variable) => &variable.name,
            Self::Pmf(variable) => &variable.name,
        }
    }
}

/// A number that a slider moves.
#[derive(Clone, Debug)]
pub struct NumberVariable {
    /// The name in expressions.
    pub name: String,
    /// The name on the page.
    pub label: String,
    /// The first value.
    pub start: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// The step.
    pub step: f64,
    /// Digits after the point, from the step as written.
    pub decimals: usize,
}

/// A pmf whose bars are dragged.
#[derive(Clone, Debug)]
pub struct PmfVariable {
    /// The name in expressions.
    pub name: String,
    /// The name on the page.
    pub label: String,
    /// The outcomes with their first masses.
    pub masses: Vec<(String, f64)>,
    /// The colour of its sliders.
    pub color: Color,
}

/// A number under the picture: text, a value and its unit. In the source it is a label that ends in a claim.
#[derive(Clone, Debug)]
pub struct Readout {
    /// The text before the claim.
    pub label: Vec<Inline>,
    /// The place of its claim in [`Lesson::claims`](super::Lesson::claims).
    pub claim: usize,
    /// The stated number, without its unit.
    pub number: String,
    /// The unit, if any.
    pub unit: String,
}

/// A picture.
#[derive(Clone, Debug)]
pub enum View {
    /// `kind = "bars"`: the masses of pmfs, side by side.
    Bars(BarsView),
    /// `kind = "nested-bars"`: horizontal bars from zero, with a band between two values.
    NestedBars(NestedBarsView),
    /// `kind = "curves"`: functions over a range.
    Curves(CurvesView),
}

/// The masses of pmfs, side by side.
#[derive(Clone, Debug)]
pub struct BarsView {
    /// One group a pmf.
    pub groups: Vec<BarGroup>,
    /// The top of the axis.
    pub max: f64,
}

/// The bars of one pmf.
#[derive(Clone, Debug)]
pub struct BarGroup {
    /// The pmf as written.
    pub expression: String,
    /// For the legend.
    pub label: String,
    /// The colour.
    pub color: Color,
    /// Outcome and mass.
    pub bars: Vec<(String, f64)>,
}

/// Horizontal bars from zero, with a band between two values.
#[derive(Clone, Debug)]
pub struct NestedBarsView {
    /// The bars.
    pub bars: Vec<NestedBar>,
    /// The gap that is shown.
    pub band: Option<Band>,
    /// The end of the axis, which starts at 0.
    pub max: f64,
    /// That end as written; empty where it comes from the bars.
    pub max_expression: String,
    /// The unit of the axis; empty for plain numbers.
    pub unit: String,
}

/// One horizontal bar.
#[derive(Clone, Debug)]
pub struct NestedBar {
    /// The value as written.
    pub expression: String,
    /// What it is, such as `H(P)`.
    pub label: String,
    /// How long it is, in the axis' unit.
    pub value: f64,
    /// The colour.
    pub color: Color,
}

/// A band between two values.
#[derive(Clone, Debug)]
pub struct Band {
    /// The start as written.
    pub from_expression: String,
    /// The end as written.
    pub to_expression: String,
    /// Where it starts.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What it is.
    pub label: String,
    /// The colour.
    pub color: Color,
}

/// Functions over a range.
#[derive(Clone, Debug)]
pub struct CurvesView {
    /// The range.
    pub x: (f64, f64),
    /// The range of the other axis.
    pub y: (f64, f64),
    /// The name of the axis; empty for none.
    pub x_label: String,
    /// The name of the other axis; empty for none.
    pub y_label: String,
    /// The functions.
    pub curves: Vec<Curve>,
}

/// One function.
#[derive(Clone, Debug)]
pub struct Curve {
    /// The function as written.
    pub expression: String,
    /// For the legend.
    pub label: String,
    /// The colour.
    pub color: Color,
    /// Points in order of x; a gap where the function isn't defined splits the curve.
    pub runs: Vec<Vec<(f64, f64)>>,
    /// Whether the space under the curve is tinted.
    pub filled: bool,
    /// What dragging the curve changes.
    pub drag: Option<Drag>,
}

/// What dragging a curve changes: names of the widget's variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drag {
    /// The variable that follows the pointer from side to side.
    pub x: Option<String>,
    /// The variable that follows the width.
    pub width: Option<String>,
}

/// The colours that a theme gives a meaning to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// What is true: red.
    Truth,
    /// What is believed: blue.
    Model,
    /// The difference: orange.
    Gap,
    /// Another series: green.
    Accent,
    /// What stands back: grey.
    Neutral,
}

/// A control beside those that come from the variables.
#[derive(Clone, Debug)]
pub enum Control {
    /// A checkbox that keeps a variable as it is.
    Lock {
        /// The variable.
        of: String,
        /// The text beside it.
        label: String,
    },
    /// A button that assigns.
    Button {
        /// The text on it.
        label: String,
        /// The assignment, as written.
        set: String,
    },
    /// A button that brings back the first state.
    Reset {
        /// The text on it.
        label: String,
    },
}
