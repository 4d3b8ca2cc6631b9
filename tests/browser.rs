//! The page in a real browser: headless Chromium, driven over its debugging pipe.
//!
//! Where there is no Chromium the test says so and passes, unless `RECKON_BROWSER=1` demands it.

mod support;

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use support::browser::{Browser, serve};

/// The course of this repository, built.
fn course() -> tempfile::TempDir {
    let out = tempfile::tempdir().expect("a temporary folder");
    let run = support::run(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &["build", "--out", &out.path().join("site").display().to_string()],
    );
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    out
}

const LESSON: &str = "/basics/two-distributions/index.html";

#[test]
fn the_flagship_lesson_lives() {
    let Some(mut browser) = Browser::start() else { return };
    let out = course();
    let origin = serve(out.path().join("site"));
    browser.open(&format!("{origin}{LESSON}"));
    browser.until("document.querySelectorAll('figure.live').length === 2");
    widgets(&mut browser);
    problems(&mut browser);
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}

fn widgets(browser: &mut Browser) {
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    // Each bar by the pointer: its pmf stays normalized, the other one as it is.
    for (bar, variable) in [("bar-0-0", "P"), ("bar-0-1", "P"), ("bar-1-0", "Q"), ("bar-1-1", "Q")] {
        let values = format!(
            "Array.from(document.querySelectorAll('#widget-1 input[type=range][data-variable={variable}]'), i => +i.value)"
        );
        let before = browser.eval(&values);
        browser.drag(&format!("document.querySelector('#widget-1 [data-mark={bar}]')"), (0.0, 25.0));
        browser.until(&format!("JSON.stringify({values}) !== '{before}'"));
        let after = browser.eval(&values);
        let sum = after[0].as_f64().unwrap_or(0.0) + after[1].as_f64().unwrap_or(0.0);
        assert!((sum - 1.0).abs() < 1e-9, "{bar}: {after}");
    }
    // What the readouts show is what the command computes for that state.
    let state = browser.eval("Array.from(document.querySelectorAll('#widget-1 input[type=range]'), i => i.value)");
    let mass = |index: usize| state[index].as_str().unwrap_or("").to_owned();
    let (p, q) = (format!("pmf(h: {}, t: {})", mass(0), mass(1)), format!("pmf(h: {}, t: {})", mass(2), mass(3)));
    let shown = browser.readouts(1);
    for (index, expression) in [format!("H({p})"), format!("H({p}, {q})"), format!("KL({p}, {q})")].iter().enumerate() {
        let run = support::run(Path::new(env!("CARGO_MANIFEST_DIR")), &["eval", &format!("({expression}) in bits")]);
        let number: String = run
            .stdout
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let value: f64 = number.parse().unwrap_or_else(|_| panic!("{expression}: {}", run.stdout));
        assert_eq!(format!("{value:.3}"), shown[index], "{expression}");
    }
    let click = |label: &str| {
        format!("Array.from(document.querySelectorAll('figure button')).find(b => b.textContent === '{label}').click()")
    };
    browser.eval("document.querySelector('#widget-1 [data-reset]').click()");
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    browser.eval(&click("Swap P ↔ Q"));
    assert_eq!(browser.readouts(1), ["0.469", "1.000", "0.531"]);
    browser.eval("document.querySelector('#widget-1 [data-reset]').click()");
    // Locked, P can't be dragged.
    browser.eval("document.querySelector('#widget-1 [data-lock=P]').click()");
    browser.drag("document.querySelector('#widget-1 [data-mark=bar-0-0]')", (0.0, 25.0));
    assert_eq!(browser.readouts(1)[0], "1.000");
    assert_eq!(browser.eval("document.querySelector('#widget-1 [data-variable=P]').disabled"), json!(true));
    // The keyboard moves the same variable, to both ends without a NaN.
    browser.eval("document.querySelector('#widget-1 input[type=range][data-variable=Q]').focus()");
    browser.key("ArrowRight");
    browser.until("+document.querySelector('#widget-1 input[data-variable=Q]').value === 0.91");
    browser.key("End");
    browser.until("document.querySelector('#widget-1 output[data-readout=\"2\"]').textContent === '∞'");
    browser.key("Home");
    browser.until("+document.querySelector('#widget-1 input[data-variable=Q]').value === 0");
    let text = browser.eval("document.getElementById('widget-1').textContent");
    let text = text.as_str().unwrap_or("");
    assert!(!text.contains("NaN") && !text.contains("Infinity") && !text.contains("-0.0"), "{text}");

    browser.eval(&click("Best Q for D(P‖Q)"));
    assert_eq!(browser.readouts(2)[2..], ["0.00", "2.31"]);
    browser.eval("document.querySelector('#widget-2 [data-reset]').click()");
    browser.eval(&click("Best Q for D(Q‖P)"));
    let best = browser.readouts(2);
    assert_eq!((best[1].as_str(), best[2].trim_start_matches('−'), best[3].as_str()), ("0.691", "2.19", "0.71"));
    browser.eval("document.querySelector('#widget-2 [data-reset]').click()");
    browser.drag("document.querySelector('#widget-2 [data-mark=grip-1]')", (40.0, 0.0));
    browser.until("+document.querySelector('#widget-2 input[data-variable=mu]').value > 0.3");
}

fn problems(browser: &mut Browser) {
    for (text, class) in [
        ("1.736", "wrong"),
        ("1.204", "wrong: You took natural logarithms"),
        ("0.737", "wrong: That is only the excess"),
        ("rubbish!", "near"),
        ("", "near"),
        ("1.74", "near"),
        ("2", "wrong"),
        ("1,737", "right"),
        ("-0.5*log2(0.9) - 0.5*log2(0.1)", "right"),
        ("1.737 bits", "right"),
    ] {
        let feedback = browser.answer(2, text);
        assert!(feedback.replace("feedback ", "").replace('\n', "").starts_with(class), "{text}: {feedback}");
    }
    assert!(browser.answer(1, "2/2").contains("right"));
    let progress = "document.querySelector('.progress').textContent";
    assert_eq!(browser.eval(progress), json!("2 / 3 problems solved"));
    browser.call("Page.reload", json!({}));
    browser.until("document.querySelectorAll('figure.live').length === 2");
    assert_eq!(browser.eval(progress), json!("2 / 3 problems solved"));
    assert!(browser.answer(3, "0.737").contains("right"));
    assert!(browser.eval(progress).as_str().unwrap_or("").starts_with("3 / 3"));
    // A number opens its proof in place.
    browser.eval("document.querySelector('a.claim').click()");
    assert_eq!(browser.eval("document.querySelector('.proof-popover').matches(':popover-open')"), json!(true));
}

#[test]
fn it_lives_without_a_server_and_is_complete_without_a_script() {
    let Some(mut browser) = Browser::start() else { return };
    let out = course();
    let origin = format!("file://{}", out.path().join("site").display());
    browser.open(&format!("{origin}{LESSON}"));
    browser.until("document.querySelectorAll('figure.live').length === 2");
    browser.eval("document.querySelector('#widget-1 button[data-control]').click()");
    assert_eq!(browser.readouts(1), ["0.469", "1.000", "0.531"]);
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());

    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.call("Page.reload", json!({}));
    std::thread::sleep(Duration::from_millis(800));
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    let facts = browser.eval(
        "[document.querySelectorAll('.marks [data-mark^=bar]').length > 3, \
         document.querySelector('.needs-script').offsetHeight > 0, \
         document.querySelector('.controls').offsetHeight === 0, \
         document.querySelector('.answer-form').offsetHeight === 0]",
    );
    assert_eq!(facts, json!([true, true, true, true]));
}
