//! A lesson that answers its reader: widgets that move and problems that are judged.
//!
//! Pure, and the same code natively (where it is tested) and in the browser. The page's data hold
//! the definitions, widgets and problems *as written*, and the graph that the build elaborated them
//! to. The core that every page loads evaluates that graph; the one with the feature `language`
//! parses and elaborates the texts again, by the code that built the page, for learners who type
//! expressions. So no formula exists twice.

pub mod data;
mod engine;
mod problem;
mod view;
mod widget;

use data::{Item, list};
use engine::Engine;
use problem::Problem;
pub use view::encode as encode_view;
use widget::Widget;

use crate::expr::ScopeId;

/// A lesson that answers requests.
#[derive(Debug, Default)]
pub struct Live {
    /// Whether to use what the build found, though the language is here too.
    frozen: bool,
    engine: Option<Engine>,
    widgets: Vec<Option<Widget>>,
    problems: Vec<Option<Problem>>,
}

impl Live {
    /// Answers a request, both in JSON: `["open", data]`, `["read", widget]`,
    /// `["set", widget, variable, outcome, value]`, `["lock", widget, variable, "1"]`,
    /// `["grab", widget, view, x, y]`, `["move", widget, x, y]`, `["run", widget, control]`,
    /// `["reset", widget]`, `["judge", problem, text]`, `["bits", problem]` (the answer's value in
    /// `f64`, and with the language its enclosure, bit by bit: what tests compare). Widgets, views, controls and problems are
    /// numbered from 0. An empty list says that the request means nothing here.
    ///
    /// The core that every page loads answers `["language"]` where it is to judge an expression:
    /// the one that knows the language is to be asked.
    pub fn answer(&mut self, request: &str) -> String {
        let request = Item::read(request).unwrap_or_else(|| list![]);
        self.act(&request).unwrap_or_else(|| list![]).write()
    }

    fn act(&mut self, request: &Item) -> Option<Item> {
        let number = request.at(1).index();
        match request.at(0).text() {
            "open" => {
                *self = Self { frozen: self.frozen, ..Self::default() };
                return self.open(request.at(1));
            }
            "judge" => {
                let problem = self.problems.get(number)?.as_ref()?;
                return Some(problem.judge(self.engine.as_mut()?, request.at(2).text()));
            }
            "bits" => {
                let problem = self.problems.get(number)?.as_ref()?;
                return Some(problem.bits(self.engine.as_mut()?));
            }
            _ => {}
        }
        let widget = self.widgets.get_mut(number)?.as_mut()?;
        let engine = self.engine.as_mut()?;
        match request.at(0).text() {
            "read" => {}
            "set" => widget.set(request.at(2).text(), request.at(3).text(), request.at(4).number()),
            "lock" => widget.lock(request.at(2).text(), request.at(3).text() == "1"),
            "grab" => {
                let held = widget.grab(request.at(2).index(), request.at(3).number(), request.at(4).number());
                return Some(list![if held { "1" } else { "" }]);
            }
            "move" => widget.move_to(request.at(2).number(), request.at(3).number()),
            "run" => widget.run(engine, request.at(2).index()),
            "reset" => widget.reset(),
            _ => return None,
        }
        Some(widget.read(engine))
    }

    /// Data: the scopes (the number of each one's parent, empty for none), the definitions (scope
    /// and text; scope `-` for those that a section shares), widgets, problems, the version of the
    /// core, and what [`freeze`] adds. Says which of the widgets and problems are alive.
    fn open(&mut self, data: &Item) -> Option<Item> {
        let engine = self.engine.insert(Self::engine(self.frozen, data)?);
        let root = engine.meanings.child(None);
        let mut scopes: Vec<ScopeId> = Vec::new();
        for parent in data.at(0).items() {
            let parent = scopes.get(parent.index()).copied().unwrap_or(root);
            scopes.push(engine.meanings.child(Some(parent)));
        }
        let scope = |item: &Item| scopes.get(item.index()).copied().unwrap_or(root);
        for (text, definitions) in data.at(1).items().iter().enumerate() {
            engine.meanings.define(scope(definitions.at(0)), text, definitions.at(1).text());
        }
        for widget in data.at(2).items() {
            self.widgets.push(Widget::open(engine, scope(widget.at(0)), widget));
        }
        for problem in data.at(3).items() {
            self.problems.push(Problem::open(engine, scope(problem.at(0)), problem));
        }
        let alive = |alive: bool| Item::from(if alive { "1" } else { "" });
        Some(list![
            self.widgets.iter().map(|widget| alive(widget.is_some())).collect::<Item>(),
            self.problems.iter().map(|problem| alive(problem.is_some())).collect::<Item>(),
        ])
    }

    #[cfg(feature = "language")]
    fn engine(frozen: bool, data: &Item) -> Option<Engine> {
        if frozen { Engine::frozen(data.at(FROZEN)) } else { Some(Engine::written()) }
    }

    #[cfg(not(feature = "language"))]
    fn engine(_: bool, data: &Item) -> Option<Engine> {
        Engine::frozen(data.at(FROZEN))
    }

    /// A lesson that answers by what [`freeze`] added alone, as in the core that every page loads.
    pub fn from_frozen() -> Self {
        Self { frozen: true, ..Self::default() }
    }
}

/// Where a page's data holds what [`freeze`] adds.
const FROZEN: usize = 5;

/// A page's data with the meanings of its expressions, so that a core without the language can open it.
#[cfg(feature = "language")]
pub fn freeze(data: Item) -> Item {
    let mut live = Live::default();
    live.open(&data);
    let frozen = live.engine.map_or_else(|| list![], |engine| engine.meanings.freeze());
    let Item::List(mut items) = data else { return data };
    items.resize(FROZEN, list![]);
    items.push(frozen);
    Item::List(items)
}

#[cfg(test)]
mod tests;
