//! What other programs say of the pages: axe-core of their accessibility, the Nu validator of their
//! HTML, and the browser of the tree that a screen reader gets.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::browser::{Browser, aloud, tool};
use crate::{LESSON, open, pages, site, start};

const AXE: &str = "axe.run(document, { resultTypes: ['violations'] , runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', \
    'wcag21aa', 'wcag22aa', 'best-practice'] }).then(result => result.violations.flatMap(violation => \
    violation.nodes.slice(0, 5).map(node => violation.id + ': ' + node.target.join(' ') + ': ' + node.failureSummary)))";

#[test]
fn axe_finds_nothing_on_any_page() {
    let Some(axe) = tool("axe-core/axe.min.js") else { return };
    let axe = std::fs::read_to_string(axe).expect("axe-core");
    let Some((mut browser, origin)) = start() else { return };
    browser.before_pages(&axe);
    let mut found = Vec::new();
    for page in pages() {
        browser.prefer(&[("prefers-color-scheme", "light")]);
        browser.resize(1280, 900);
        browser.open(&format!("{origin}{page}"));
        crate::alive(&mut browser);
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "dark"), (390, "light")] {
            browser.resize(width, 900);
            browser.prefer(&[("prefers-color-scheme", scheme)]);
            // Once with all that unfolds, and a problem told right and wrong.
            if (width, scheme) == (390, "dark") {
                browser.eval("document.querySelectorAll('details').forEach(details => { details.open = true; })");
                browser.eval("document.querySelectorAll('.answer-form button').forEach(button => button.click())");
            }
            let said: Value = browser.eval(AXE);
            for line in said.as_array().expect("a list") {
                found.push(format!("{page} at {width}, {scheme}: {}", line.as_str().unwrap_or("")));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new(), "{}", found.join("\n"));
}

#[test]
fn the_html_is_valid() {
    let Some(validator) = tool("vnu-jar/build/dist/vnu.jar") else { return };
    let mut command = Command::new("java");
    // A deep page needs more than the smallest stack.
    command.arg("-Xss2m").arg("-jar").arg(validator).args(["--errors-only", "--format", "gnu"]);
    command.args(pages().iter().map(|page| site().join(page.trim_start_matches('/'))));
    let Ok(output) = command.output() else {
        assert!(std::env::var_os("RECKON_WEB_TOOLS").is_none(), "no Java, and RECKON_WEB_TOOLS demands it");
        aloud("SKIPPED: no Java, so the HTML was not validated");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{said}");
}

#[test]
fn what_is_touched_is_large_enough() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    browser.resize(390, 844);
    // A box's label belongs to it; links in running text are excused.
    let small = "Array.from(document.querySelectorAll('button, input, summary, svg.chart')).filter(element => \
        element.checkVisibility()).map(element => [element, (element.type === 'checkbox' && element.labels[0] || element) \
        .getBoundingClientRect()]).filter(([, box]) => box.width < 24 || box.height < 24).map(([element]) => element.outerHTML)";
    assert_eq!(browser.eval(small), json!([]));
    // Nothing is wider than the window.
    assert_eq!(browser.eval("document.documentElement.scrollWidth <= innerWidth"), json!(true));
}

#[test]
fn nothing_moves_for_those_who_asked_for_stillness() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    browser.prefer(&[("prefers-reduced-motion", "reduce")]);
    let moving = "Array.from(document.querySelectorAll('*')).filter(element => { const s = getComputedStyle(element); \
        const long = list => list.split(',').some(time => parseFloat(time) > 0.01); \
        return long(s.transitionDuration) || (s.animationName !== 'none' && long(s.animationDuration)) || s.scrollBehavior === 'smooth'; \
        }).map(element => element.tagName + '.' + element.className)";
    assert_eq!(browser.eval(moving), json!([]));
    browser.click("Array.from(document.querySelectorAll('figure button')).find(b => b.textContent === 'Swap P ↔ Q')");
    assert_eq!(browser.eval("document.getAnimations().length"), json!(0));
}

/// Role, name, value and description of what a screen reader meets below an element, in its order.
fn heard(browser: &mut Browser, selector: &str) -> Vec<String> {
    browser.call("DOM.enable", json!({}));
    browser.call("Accessibility.enable", json!({}));
    let object =
        browser.call("Runtime.evaluate", json!({ "expression": format!("document.querySelector('{selector}')") }));
    let node = browser.call("DOM.describeNode", json!({ "objectId": object["result"]["objectId"] }));
    let backend = node["node"]["backendNodeId"].clone();
    let tree = browser.call("Accessibility.getFullAXTree", json!({}));
    let nodes = tree["nodes"].as_array().expect("nodes");
    let root = nodes.iter().find(|node| node["backendDOMNodeId"] == backend).expect("the element is in the tree");
    let mut lines = Vec::new();
    walk(nodes, root, &mut lines);
    lines
}

fn walk(nodes: &[Value], node: &Value, lines: &mut Vec<String>) {
    let text = |key: &str| node[key]["value"].as_str().unwrap_or("").to_owned();
    let role = text("role");
    if node["ignored"] != json!(true) && !matches!(role.as_str(), "none" | "generic" | "InlineTextBox") {
        let value = node["value"]["value"].to_string().trim_matches('"').replace("null", "");
        let line = [role, text("name"), value, text("description")];
        lines.push(line.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" | "));
    }
    for id in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *id) {
            walk(nodes, child, lines);
        }
    }
}

#[test]
fn a_widget_and_a_problem_make_sense_by_ear() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    let widget = heard(&mut browser, "#widget-1");
    let order = [
        "figure | Two pmfs side by side",
        "image | Bars of P (truth) and Q (model) | P (truth): heads 0.50, tails 0.50. Q (model): heads 0.90, tails 0.10.",
        "image | Lengths of H(P) and H(P,Q)",
        "status",
        "group | Controls of",
        "slider | P(heads) | 0.5",
        "spinbutton | P(heads), as a number",
        "slider | Q(tails) | 0.1",
        "checkbox | Lock P",
        "button | Swap P ↔ Q",
        "button | Reset",
    ];
    in_order(&widget, &order);
    // A picture is one thing to hear, not its ticks and labels.
    assert!(!widget.iter().any(|line| line == "StaticText | 0.5" || line.contains("graphics")), "{widget:#?}");
    browser.answer(2, "1.204");
    let problem = heard(&mut browser, "#problem-2");
    let order = [
        "group | Problem 2",
        "textbox | Your answer in bits | 1.204",
        "button | Check",
        "status",
        "StaticText | You took natural logarithms",
        "DisclosureTriangle | Hint",
        "DisclosureTriangle | Worked solution",
        "DisclosureTriangle | Answer",
    ];
    in_order(&problem, &order);
}

/// Each of `order` begins a line, one after another.
#[track_caller]
fn in_order(lines: &[String], order: &[&str]) {
    let mut rest = lines.iter();
    for expected in order {
        assert!(rest.any(|line| line.starts_with(expected)), "no {expected:?} in its place in {lines:#?}");
    }
}
