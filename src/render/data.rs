//! What the browser's core needs of a lesson, as JSON for the page: definitions, widgets and
//! problems as written. See [`Live`](crate::live::Live) for its shape.

use super::chart::Layout;
use crate::document::{Block, BlockKind, Fence};
use crate::lesson::{Answer, Control, JudgedClaim, Lesson, Shared, Widget, WidgetVariable};
use crate::live::data::{Item, list};
use crate::live::{encode_view, freeze};

/// The data of a page; `None` where nothing on it answers.
pub fn data(lesson: &Lesson, shared: &Shared) -> Option<String> {
    let numeric = |problem: &&crate::lesson::Problem| matches!(problem.answer, Answer::Number { .. });
    if lesson.widgets.is_empty() && !lesson.problems.iter().any(|problem| numeric(&problem)) {
        return None;
    }
    let document = &lesson.document;
    let scopes: Item =
        document.scopes.iter().map(|parent| Item::from(parent.map_or(String::new(), |p| p.to_string()))).collect();
    let mut fences = Vec::new();
    collect(&document.blocks, &mut fences);
    let section = shared.fences.iter().map(|(_, body)| list!["-", body.text.as_str()]);
    let own = fences.iter().filter(|(calc, _)| *calc).map(|(_, fence)| list![fence.scope, fence.body.text.as_str()]);
    let definitions: Item = section.chain(own).collect();
    let scope_of = |start: usize| {
        let fence = fences.iter().find(|(calc, fence)| !calc && fence.span.start == start);
        fence.map_or(0, |(_, fence)| fence.scope)
    };
    let widgets: Item =
        lesson.widgets.iter().map(|(start, widget)| encode_widget(lesson, widget, scope_of(*start))).collect();
    let problems: Item = lesson
        .problems
        .iter()
        .map(|problem| match &problem.answer {
            Answer::Number { claim, unit } => {
                let mistakes: Item = problem
                    .mistakes
                    .iter()
                    .map(|mistake| mistake.and_then(|claim| lesson.claims.get(claim.0)).map_or_else(|| list![], target))
                    .collect();
                let answer = lesson.claims.get(claim.0).map_or_else(|| list![], target);
                let scope = document.claims.get(claim.0).map_or(problem.scope, |claim| claim.scope);
                list![scope, unit.as_str(), answer, mistakes]
            }
            Answer::Choice => list![],
        })
        .collect();
    Some(freeze(list![scopes, definitions, widgets, problems, core_version()]).write())
}

/// The version of the core that this build publishes. A page whose browser kept another one (or got
/// it from a stale cache) must not trust what that computes.
fn core_version() -> &'static str {
    std::str::from_utf8(&VERSION).unwrap_or("").trim_end()
}

/// As the core states it, sixteen digits; blank where it states none.
const VERSION: [u8; 16] = stated_version(include_bytes!("../../static/core.js"));

const fn stated_version(core: &[u8]) -> [u8; 16] {
    const BEFORE: &[u8] = b"window.reckonCoreVersion = \"";
    let mut version = [b' '; 16];
    let mut at = 0;
    // It stands after the notices, before the core itself.
    while at + BEFORE.len() + version.len() < core.len() && at < 8192 {
        let mut same = 0;
        while same < BEFORE.len() && core[at + same] == BEFORE[same] {
            same += 1;
        }
        if same == BEFORE.len() {
            let mut digit = 0;
            while digit < version.len() {
                version[digit] = core[at + same + digit];
                digit += 1;
            }
            return version;
        }
        at += 1;
    }
    version
}

/// A claim that answers are compared with: expression, stated value, the proved bounds, the exact value.
fn target(claim: &JudgedClaim) -> Item {
    let (low, high, exact) = match &claim.value {
        Some(value) => (value.low.as_str(), value.high.as_str(), if value.exact { value.text.as_str() } else { "" }),
        None => ("", "", ""),
    };
    list![claim.expression.as_str(), claim.stated.as_str(), low, high, exact]
}

fn encode_widget(lesson: &Lesson, widget: &Widget, scope: usize) -> Item {
    let variables: Item = widget
        .variables
        .iter()
        .map(|variable| match variable {
            WidgetVariable::Number(number) => {
                list![number.name.as_str(), number.start, number.min, number.max, number.step, number.decimals]
            }
            WidgetVariable::Pmf(pmf) => {
                let outcomes: Item = pmf.masses.iter().map(|(outcome, _)| Item::from(outcome.as_str())).collect();
                list![pmf.name.as_str(), outcomes]
            }
        })
        .collect();
    let readouts: Item = widget
        .readouts
        .iter()
        .map(|readout| {
            let expression = lesson.claims.get(readout.claim).map_or("", |claim| claim.expression.as_str());
            list![expression, readout.number.as_str(), readout.unit.as_str()]
        })
        .collect();
    let alone = widget.views.len() == 1;
    let views: Item = widget.views.iter().map(|view| encode_view(view, Layout::of(view, alone).frame())).collect();
    let controls: Item = widget
        .controls
        .iter()
        .map(|control| match control {
            Control::Button { set, .. } => Item::from(set.as_str()),
            Control::Lock { .. } | Control::Reset { .. } => Item::from(""),
        })
        .collect();
    list![scope, widget.definitions.as_str(), variables, readouts, views, controls]
}

/// The fences of a document that hold definitions (`true`) or a widget.
fn collect<'a>(blocks: &'a [Block], found: &mut Vec<(bool, &'a Fence)>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Calc(fence) => found.push((true, fence)),
            BlockKind::Widget(fence) => found.push((false, fence)),
            // Documents nest no deeper than `MAX_NESTING`, so this may recurse.
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => collect(blocks, found),
            BlockKind::Callout(callout) => collect(&callout.blocks, found),
            BlockKind::List { items, .. } => items.iter().for_each(|item| collect(&item.blocks, found)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_core_is_read() {
        let core = b"/* notices */\nwindow.reckonCoreVersion = \"0123456789abcdef\";\nwindow.reckonCore = \"x\";";
        assert_eq!(&stated_version(core), b"0123456789abcdef");
        assert_eq!(stated_version(b"window.reckonCore = \"x\";"), [b' '; 16]);
    }
}
