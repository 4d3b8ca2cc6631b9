//! The state of a widget, and what a reader does to it.

use super::data::{Item, list};
use super::engine::Engine;
use super::view::{LiveView, unit};
use crate::claim::{self, Bounds, Content, Relation, Written};
use crate::expr::ScopeId;
use crate::expr::graph::{NodeId, Variable as Slot};
use crate::number::Rational;
use crate::render::marks::{Frame, bar_slots, decimal};
use crate::view::View;

/// A widget that answers.
#[derive(Debug)]
pub(super) struct Widget {
    variables: Vec<Variable>,
    readouts: Vec<Readout>,
    views: Vec<LiveView>,
    /// Assignments of the buttons, by the number of their control.
    buttons: Vec<Option<Button>>,
    held: Option<Held>,
}

#[derive(Debug)]
struct Variable {
    name: String,
    slots: Vec<Slot>,
    start: Vec<f64>,
    values: Vec<f64>,
    kind: Kind,
    locked: bool,
}

#[derive(Debug)]
enum Kind {
    Number {
        min: f64,
        max: f64,
        step: f64,
        decimals: usize,
    },
    /// Masses by the names of their outcomes.
    Masses(Vec<String>),
}

#[derive(Debug)]
struct Readout {
    node: NodeId,
    /// The stated number, whose form the new ones take.
    written: Option<Written>,
}

#[derive(Debug)]
struct Button {
    targets: Vec<usize>,
    /// The new values of each target.
    nodes: Vec<Vec<NodeId>>,
}

/// What the pointer holds.
#[derive(Clone, Debug)]
enum Held {
    /// A bar: variable, place, frame and the top of its axis.
    Mass { variable: usize, place: usize, frame: Frame, max: f64 },
    /// A curve from side to side: the variable, its value and the pointer's place at the start.
    Shift { variable: usize, value: f64, from: f64, frame: Frame, range: (f64, f64) },
    /// A curve's width: the variable, its value, the middle and the pointer's distance at the start.
    Width { variable: usize, value: f64, middle: f64, distance: f64, frame: Frame, range: (f64, f64) },
}

impl Widget {
    /// Scope, definitions, variables, readouts, views, controls.
    pub(super) fn open(engine: &mut Engine, outer: ScopeId, item: &Item) -> Option<Self> {
        let scope = engine.meanings.child(Some(outer));
        let mut variables: Vec<Variable> = Vec::new();
        for variable in item.at(2).items() {
            variables.push(Variable::open(engine, outer, scope, variable)?);
        }
        engine.meanings.follow(scope);
        engine.meanings.define(scope, 0, item.at(1).text());
        for variable in &variables {
            variable.assign(engine);
        }
        let mut readouts = Vec::new();
        for readout in item.at(3).items() {
            readouts.push(Readout::open(engine, scope, readout)?);
        }
        let mut views = Vec::new();
        for view in item.at(4).items() {
            views.push(LiveView::open(engine, scope, view)?);
        }
        let mut buttons = Vec::new();
        for set in item.at(5).items() {
            buttons.push(Button::open(engine, scope, &variables, set.text()));
        }
        Some(Self { variables, readouts, views, buttons, held: None })
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|variable| variable.name == name)
    }

    /// Sets a variable (of a pmf the mass of `outcome`) unless it is locked.
    pub(super) fn set(&mut self, name: &str, outcome: &str, value: f64) {
        let Some(index) = self.find(name) else { return };
        let place = match &self.variables[index].kind {
            Kind::Number { .. } => 0,
            Kind::Masses(outcomes) => match outcomes.iter().position(|known| known == outcome) {
                Some(place) => place,
                None => return,
            },
        };
        self.variables[index].set(place, value);
    }

    pub(super) fn lock(&mut self, name: &str, locked: bool) {
        if let Some(index) = self.find(name) {
            self.variables[index].locked = locked;
        }
    }

    pub(super) fn reset(&mut self) {
        for variable in self.variables.iter_mut().filter(|variable| !variable.locked) {
            variable.values.clone_from(&variable.start);
        }
    }

    /// Takes hold of what is at a point of a view, in its coordinates; `false` where nothing is.
    pub(super) fn grab(&mut self, view: usize, x: f64, y: f64) -> bool {
        self.held = self.views.get(view).and_then(|view| self.handle(view, x, y));
        self.held.is_some()
    }

    fn handle(&self, view: &LiveView, x: f64, y: f64) -> Option<Held> {
        let frame = view.frame;
        let free = |name: &str| self.find(name).filter(|&index| !self.variables[index].locked);
        match &view.view {
            View::Bars(bars) => {
                let slots = bar_slots(frame, bars.groups.iter().map(|group| group.bars.len()));
                // A finger is broader than a bar: half of the space between two belongs to each.
                let margin = |width: i32| f64::from(width) / 6.0;
                let slot = slots.into_iter().find(|slot| {
                    x >= f64::from(slot.left) - margin(slot.width)
                        && x <= f64::from(slot.left + slot.width) + margin(slot.width)
                })?;
                let variable = free(bars.groups.get(slot.group)?.expression.trim())?;
                Some(Held::Mass { variable, place: slot.bar, frame, max: bars.max })
            }
            View::Curves(curves) => {
                let range = curves.x;
                let at = place(frame, range, x);
                let top = frame.y(curves.y, 0.0);
                if y > f64::from(top) + 100.0 {
                    return None;
                }
                let drag = curves.curves.iter().rev().find_map(|curve| curve.drag.as_ref())?;
                let shift = drag.x.as_deref().and_then(free);
                let width = drag.width.as_deref().and_then(free);
                let value = |index: usize| self.variables[index].values[0];
                let middle = drag.x.as_deref().and_then(|name| self.find(name)).map_or(0.0, value);
                let distance = libm::fabs(at - middle);
                // Its top moves it, its flanks widen it.
                let flank = width.is_some_and(|width| distance > 0.6 * libm::fabs(value(width)));
                match (shift, width) {
                    (_, Some(variable)) if flank || shift.is_none() => {
                        let distance = if distance > 0.0 { distance } else { 0.01 * (range.1 - range.0) };
                        Some(Held::Width { variable, value: value(variable), middle, distance, frame, range })
                    }
                    (Some(variable), _) => {
                        Some(Held::Shift { variable, value: value(variable), from: at, frame, range })
                    }
                    _ => None,
                }
            }
            View::NestedBars(_) => None,
        }
    }

    /// The pointer moves what it holds.
    pub(super) fn move_to(&mut self, x: f64, y: f64) {
        match self.held.clone() {
            Some(Held::Mass { variable, place, frame, max }) => {
                let share = (f64::from(frame.bottom) - y) / f64::from(frame.bottom - frame.top);
                // Hundredths, like the slider's.
                self.variables[variable].set(place, libm::round(share * max * 100.0) / 100.0);
            }
            Some(Held::Shift { variable, value, from, frame, range }) => {
                self.variables[variable].set(0, value + place(frame, range, x) - from);
            }
            Some(Held::Width { variable, value, middle, distance, frame, range }) => {
                let now = libm::fabs(place(frame, range, x) - middle);
                self.variables[variable].set(0, value * now / distance);
            }
            None => {}
        }
    }

    /// Presses a button. One that would change a locked variable does nothing.
    pub(super) fn run(&mut self, engine: &mut Engine, control: usize) {
        let Some(Some(button)) = self.buttons.get(control) else { return };
        if button.targets.iter().any(|&target| self.variables[target].locked) {
            return;
        }
        for variable in &self.variables {
            variable.assign(engine);
        }
        let start = button.targets.iter().flat_map(|&target| self.variables[target].values.iter().copied());
        engine.start_at(start.collect());
        let values: Vec<Vec<f64>> =
            button.nodes.iter().map(|nodes| nodes.iter().map(|node| engine.float(*node)).collect()).collect();
        // All of them are computed from the old state.
        for (target, values) in button.targets.iter().zip(values) {
            self.variables[*target].replace(&values);
        }
    }

    /// The state: per variable its values and whether it is locked, per readout its text, per view
    /// its description and marks, per control whether its button may be pressed.
    pub(super) fn read(&mut self, engine: &mut Engine) -> Item {
        for variable in &self.variables {
            variable.assign(engine);
        }
        let variables: Item = self.variables.iter().map(Variable::read).collect();
        let readouts: Item = self
            .readouts
            .iter()
            .map(|readout| {
                let value = engine.float(readout.node);
                Item::from(shown(value, readout.written.as_ref()))
            })
            .collect();
        let views: Item = self.views.iter_mut().map(|view| view.read(engine)).collect();
        let pressable = |button: &Button| button.targets.iter().all(|&target| !self.variables[target].locked);
        let buttons: Item = self
            .buttons
            .iter()
            .map(|button| Item::from(if button.as_ref().is_none_or(pressable) { "1" } else { "" }))
            .collect();
        list![variables, readouts, views, buttons]
    }
}

/// The value that stands at `x` of a picture.
fn place(frame: Frame, range: (f64, f64), x: f64) -> f64 {
    range.0 + (x - f64::from(frame.left)) / f64::from(frame.right - frame.left) * (range.1 - range.0)
}

impl Variable {
    fn open(engine: &mut Engine, outer: ScopeId, scope: ScopeId, item: &Item) -> Option<Self> {
        let name = item.at(0).text().to_owned();
        if item.items().len() > 2 {
            let number = |index: usize| Some(item.at(index).number()).filter(|number| number.is_finite());
            let (start, min, max, step) = (number(1)?, number(2)?, number(3)?, number(4)?);
            let kind = Kind::Number { min, max, step, decimals: item.at(5).index() };
            let slots = vec![engine.meanings.bind_number(scope, &name)?];
            return Some(Self { name, slots, start: vec![start], values: vec![start], kind, locked: false });
        }
        let (slots, start) = engine.meanings.bind(outer, scope, &name)?;
        let start: Vec<f64> = start.into_iter().map(|node| engine.float(node)).collect();
        let outcomes: Vec<String> = item.at(1).items().iter().map(|outcome| outcome.text().to_owned()).collect();
        if outcomes.len() != slots.len() {
            return None;
        }
        Some(Self { name, slots, values: start.clone(), start, kind: Kind::Masses(outcomes), locked: false })
    }

    fn assign(&self, engine: &mut Engine) {
        for (slot, value) in self.slots.iter().zip(&self.values) {
            engine.assign(*slot, *value);
        }
    }

    /// Sets one value: a number within its range, at a step; a mass, to which the others give way in proportion.
    fn set(&mut self, place: usize, value: f64) {
        if self.locked || !value.is_finite() {
            return;
        }
        match &self.kind {
            Kind::Number { min, max, step, .. } => {
                let steps = libm::round((value - min) / step);
                // The nearest `f64` of the written number, not a sum of steps.
                let snapped = nearest(min + steps * step, *step);
                self.values[0] = snapped.clamp(*min, *max);
            }
            Kind::Masses(_) => {
                let mass = value.clamp(0.0, 1.0);
                let rest: f64 =
                    self.values.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, mass)| mass).sum();
                let others = self.values.len().saturating_sub(1);
                for (_, other) in self.values.iter_mut().enumerate().filter(|(at, _)| *at != place) {
                    *other = match others {
                        1 => 1.0 - mass,
                        _ if rest > 0.0 => *other / rest * (1.0 - mass),
                        count => (1.0 - mass) / count as f64,
                    };
                }
                if others > 0 {
                    self.values[place] = mass;
                }
            }
        }
    }

    /// Takes computed values, within its range.
    fn replace(&mut self, values: &[f64]) {
        if values.len() != self.values.len() || values.iter().any(|value| !value.is_finite()) {
            return;
        }
        match &self.kind {
            Kind::Number { min, max, .. } => self.values[0] = values[0].clamp(*min, *max),
            Kind::Masses(_) => self.values.copy_from_slice(values),
        }
    }

    fn read(&self) -> Item {
        let decimals = match &self.kind {
            Kind::Number { decimals, .. } => *decimals,
            Kind::Masses(_) => 2,
        };
        // Native inputs read a hyphen, not the minus sign of running text.
        let texts = self.values.iter().map(|value| Item::from(decimal(*value, decimals).replace('\u{2212}', "-")));
        let locked = if self.locked { "1" } else { "" };
        list![self.name.as_str(), locked, texts.collect::<Item>()]
    }
}

/// `value`, a multiple of `step` but for rounding, as the nearest number of as many decimals.
fn nearest(value: f64, step: f64) -> f64 {
    for power in [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6] {
        let scaled = step * power;
        if libm::fabs(scaled - libm::round(scaled)) < 1e-9 * scaled {
            // Of two integers below 2⁵³ the quotient is the nearest `f64` of the decimal.
            return libm::round(value * power) / power;
        }
    }
    value
}

impl Readout {
    /// Expression, stated number, unit.
    fn open(engine: &mut Engine, scope: ScopeId, item: &Item) -> Option<Self> {
        let node = engine.meanings.number(scope, item.at(0).text(), unit(item.at(2).text()))?;
        let stated = claim::read_typed(item.at(1).text()).ok().and_then(|readings| readings.into_iter().next());
        let written = stated.and_then(|stated| match stated.content {
            Content::Number(written) => Some(written),
            _ => None,
        });
        Some(Self { node, written })
    }
}

/// A number in the form of the one that was stated first; never NaN, Infinity or a negative zero.
fn shown(value: f64, written: Option<&Written>) -> String {
    if value.is_nan() {
        return "undefined".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "\u{2212}∞" }.to_owned();
    }
    let Some(written) = written else { return decimal(value, 3) };
    let exact = Rational::try_from(value).unwrap_or_default();
    if let Ok(text) = claim::write(written, Relation::About, &Bounds::point(exact)) {
        return text;
    }
    let form = &written.form;
    let digits = if form.shape == claim::Shape::Decimal { form.decimals as usize } else { 3 };
    match form.percent {
        true => format!("{}{}", decimal(value * 100.0, digits), form.percent_sign),
        false => decimal(value, digits),
    }
}

impl Button {
    fn open(engine: &mut Engine, scope: ScopeId, variables: &[Variable], set: &str) -> Option<Self> {
        let mut targets = Vec::new();
        let mut nodes = Vec::new();
        for (name, values) in engine.meanings.assignment(scope, set)? {
            targets.push(variables.iter().position(|variable| variable.name == name)?);
            nodes.push(values);
        }
        Some(Self { targets, nodes })
    }
}
