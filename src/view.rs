//! What the pictures of widgets and plots show, with the expressions as written: the same types at
//! build and in the browser. Pure.

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `kind = "bars"`: the masses of pmfs, side by side.
    Bars(BarsView),
    /// `kind = "nested-bars"`: horizontal bars from zero, with a band between two values.
    NestedBars(NestedBarsView),
    /// `kind = "curves"`: functions over a range.
    Curves(CurvesView),
}

/// The masses of pmfs, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct BarsView {
    /// One group a pmf.
    pub groups: Vec<BarGroup>,
    /// The top of the axis.
    pub max: f64,
}

/// The bars of one pmf.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
pub struct CurvesView {
    /// The range.
    pub x: (f64, f64),
    /// The range of the other axis.
    pub y: (f64, f64),
    /// Whether the author chose that range; else it gives way to what a reader does.
    pub y_chosen: bool,
    /// The name of the axis; empty for none.
    pub x_label: String,
    /// The name of the other axis; empty for none.
    pub y_label: String,
    /// The functions.
    pub curves: Vec<Curve>,
}

/// One function.
#[derive(Clone, Debug, PartialEq)]
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
