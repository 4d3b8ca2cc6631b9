//! A widget as meant, with its first state: what the page shows before (and without) any script.

use crate::document::Inline;
pub use crate::view::{Band, BarGroup, BarsView, Color, Curve, CurvesView, Drag, NestedBar, NestedBarsView, View};

/// A widget or a static plot.
#[derive(Clone, Debug)]
pub struct Widget {
    /// The title.
    pub title: String,
    /// What the reader may change.
    pub variables: Vec<WidgetVariable>,
    /// Its own definitions, as written.
    pub definitions: String,
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
