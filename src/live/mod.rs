//! A lesson that answers its reader: widgets that move and problems that are judged.
//!
//! Pure, and the same code natively (where it is tested) and in the browser. The page's data hold
//! the definitions, widgets and problems *as written*; they are parsed and elaborated here by the
//! parser and elaborator that built the page, so no formula exists twice.

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

use crate::expr::{ScopeId, Session, parse_definitions};

/// A lesson that answers requests.
#[derive(Debug, Default)]
pub struct Live {
    engine: Engine,
    widgets: Vec<Option<Widget>>,
    problems: Vec<Option<Problem>>,
}

impl Live {
    /// Answers a request, both in JSON: `["open", data]`, `["read", widget]`,
    /// `["set", widget, variable, outcome, value]`, `["lock", widget, variable, "1"]`,
    /// `["grab", widget, view, x, y]`, `["move", widget, x, y]`, `["run", widget, control]`,
    /// `["reset", widget]`, `["judge", problem, text]`. Widgets, views, controls and problems are
    /// numbered from 0. An empty list says that the request means nothing here.
    pub fn answer(&mut self, request: &str) -> String {
        let request = Item::read(request).unwrap_or_else(|| list![]);
        self.act(&request).unwrap_or_else(|| list![]).write()
    }

    fn act(&mut self, request: &Item) -> Option<Item> {
        let number = request.at(1).index();
        match request.at(0).text() {
            "open" => {
                *self = Self::default();
                return Some(self.open(request.at(1)));
            }
            "judge" => {
                let problem = self.problems.get(number)?.as_ref()?;
                return Some(problem.judge(&mut self.engine, request.at(2).text()));
            }
            _ => {}
        }
        let widget = self.widgets.get_mut(number)?.as_mut()?;
        let engine = &mut self.engine;
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
    /// and text; scope `-` for those that a section shares), widgets and problems. Says which of
    /// the widgets and problems are alive.
    fn open(&mut self, data: &Item) -> Item {
        let mut scopes: Vec<ScopeId> = Vec::new();
        for parent in data.at(0).items() {
            let parent = scopes.get(parent.index()).copied().unwrap_or(Session::ROOT);
            scopes.push(self.engine.session.child(parent));
        }
        let scope = |item: &Item| scopes.get(item.index()).copied().unwrap_or(Session::ROOT);
        for (text, definitions) in data.at(1).items().iter().enumerate() {
            // Their faults were reported when the page was built.
            let parsed = parse_definitions(&mut Vec::new(), definitions.at(1).text());
            self.engine.session.define(scope(definitions.at(0)), text, parsed);
        }
        for widget in data.at(2).items() {
            self.widgets.push(Widget::open(&mut self.engine, scope(widget.at(0)), widget));
        }
        for problem in data.at(3).items() {
            self.problems.push(Problem::open(&mut self.engine, scope(problem.at(0)), problem));
        }
        let alive = |alive: bool| Item::from(if alive { "1" } else { "" });
        list![
            self.widgets.iter().map(|widget| alive(widget.is_some())).collect::<Item>(),
            self.problems.iter().map(|problem| alive(problem.is_some())).collect::<Item>(),
        ]
    }
}

#[cfg(test)]
mod tests;
