//! Fails softly: whatever is missing, the page stays complete and says in one plain line what.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::{AFTER, LESSON, POLICY, alive, serve_with, site, start};

/// The whole lesson is there: pictures, numbers, formulas, ledger.
#[track_caller]
fn complete(browser: &mut Browser) {
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    assert_eq!(browser.readouts(2), ["0.756", "1.243", "0.00", "1.50"]);
    let facts = "[document.querySelectorAll('.marks [data-mark^=bar]').length, document.querySelectorAll('.katex').length > 50, \
                 document.querySelectorAll('#ledger li').length > 50, document.querySelectorAll('.problem details.answer').length]";
    assert_eq!(browser.eval(facts), json!([6, true, true, 3]));
}

/// The plain lines that say what is missing; nothing offers what does not work.
fn excuses(browser: &mut Browser) -> Vec<String> {
    let offered =
        "Array.from(document.querySelectorAll('.controls, .answer-form')).filter(e => e.checkVisibility()).length";
    assert_eq!(browser.eval(offered), json!(0));
    let lines = browser.eval(
        "Array.from(document.querySelectorAll('.needs-script')).filter(e => e.checkVisibility()).map(e => e.textContent)",
    );
    let lines: Vec<String> =
        lines.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    assert_eq!(lines.len(), 5, "one for each picture and problem: {lines:?}");
    lines
}

/// The path of a published script.
fn script(name: &str) -> String {
    let files = std::fs::read_dir(site()).expect("the site").flatten();
    let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    names.find(|file| file.starts_with(&format!("{name}.")) && file.ends_with(".js")).expect("the script")
}

#[test]
fn without_javascript() {
    let Some((mut browser, origin)) = start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&format!("{origin}{LESSON}"));
    complete(&mut browser);
    let lines = excuses(&mut browser);
    assert!(lines.iter().all(|line| line.contains("needs JavaScript")), "{lines:?}");
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}

#[test]
fn without_webassembly() {
    let Some((mut browser, origin)) = start() else { return };
    browser.before_pages("delete window.WebAssembly");
    browser.open(&format!("{origin}{LESSON}"));
    browser.until("document.querySelector('#widget-1 .needs-script').textContent.includes('lacks WebAssembly')");
    complete(&mut browser);
    let lines = excuses(&mut browser);
    assert!(lines.iter().all(|line| line.contains("this browser lacks WebAssembly.")), "{lines:?}");
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
    // Choices need no numbers, so they work.
    browser.open(&format!("{origin}{AFTER}"));
    browser.eval("document.querySelectorAll('.choices input')[1].click(), document.querySelector('[data-right]').closest('[data-problem]').querySelector('button').click()");
    browser.until("document.querySelector('.feedback.right') !== null");
    // Numbers can still be asked.
    browser.eval("document.querySelector('a.claim').click()");
    assert_eq!(browser.eval("document.querySelector('.proof-popover').matches(':popover-open')"), json!(true));
}

#[test]
fn with_webassembly_forbidden() {
    let Some(mut browser) = Browser::start() else { return };
    let policy = POLICY.replace(" 'wasm-unsafe-eval'", "");
    let origin = serve_with(site(), &[("Content-Security-Policy", &policy)], Vec::new());
    browser.open(&format!("{origin}{LESSON}"));
    browser.until("document.querySelector('#widget-1 .needs-script').textContent.includes('did not start')");
    complete(&mut browser);
    excuses(&mut browser);
}

#[test]
fn with_a_core_that_is_lost_broken_or_of_another_day() {
    let Some(mut browser) = Browser::start() else { return };
    let core = std::fs::read_to_string(site().join(script("core"))).expect("the core");
    let stated = core.find("window.reckonCoreVersion = \"").map(|at| at + "window.reckonCoreVersion = \"".len());
    let other = match stated {
        Some(at) => format!("{}0000{}", &core[..at], &core[at + 4..]),
        None => format!("window.reckonCoreVersion = \"0000\";\n{core}"),
    };
    let cut = format!("{}\";", &core[..core.len() / 2]);
    let (lost, edition, broken) = ("did not load. ", "belongs to another edition of this page", "did not start.");
    for (instead, reason) in [
        (String::new(), lost),
        ("<!doctype html><title>Sign in to this network</title>".to_owned(), lost),
        (other, edition),
        (cut, broken),
        (format!("{};window.reckonCore = 'AAAA';", core.split("window.reckonCore =").next().unwrap_or("")), broken),
    ] {
        let head = [("Content-Security-Policy", POLICY)];
        let origin = serve_with(site(), &head, vec![(script("core"), instead.into_bytes())]);
        browser.open(&format!("{origin}{LESSON}"));
        let line = "document.querySelector('#problem-1 .needs-script').textContent";
        browser.until(&format!("{line}.includes({reason:?})"));
        complete(&mut browser);
        let lines = excuses(&mut browser);
        assert!(lines.iter().all(|line| line.contains(reason.trim())), "{lines:?}");
    }
    // And without the door to it.
    let origin = serve_with(site(), &[], vec![(script("reckon"), b"throw 1".to_vec())]);
    browser.open(&format!("{origin}{LESSON}"));
    browser.until("document.querySelector('#widget-1 .needs-script').textContent.includes('did not load')");
    complete(&mut browser);
}

#[test]
fn from_a_file() {
    let Some(mut browser) = Browser::start() else { return };
    let origin = format!("file://{}", site().display());
    browser.open(&format!("{origin}{LESSON}"));
    alive(&mut browser);
    complete(&mut browser);
    browser.click("document.querySelector('#widget-1 button[data-control]')");
    assert_eq!(browser.readouts(1), ["0.469", "1.000", "0.531"]);
    assert!(browser.answer(2, "1,737").contains("right"));
    browser.open(&format!("{origin}/index.html"));
    browser.open(&format!("{origin}{LESSON}"));
    browser.until("document.querySelector('.progress').textContent === '1 / 3 problems solved'");
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}

#[test]
fn in_a_sandboxed_frame() {
    let Some(mut browser) = Browser::start() else { return };
    let frame = format!(
        "<!doctype html><title>A frame</title><iframe sandbox='allow-scripts' width='900' height='700' src='{LESSON}'></iframe>"
    );
    let origin = serve_with(site(), &[], vec![("frame.html".to_owned(), frame.into_bytes())]);
    browser.open(&format!("{origin}/frame.html"));
    browser.enter_frame();
    browser.until("document.readyState === 'complete'");
    alive(&mut browser);
    assert_eq!(browser.eval("self.origin"), json!("null"));
    complete(&mut browser);
    browser.eval(
        "Array.from(document.querySelectorAll('#widget-1 button')).find(b => b.textContent === 'Swap P ↔ Q').click()",
    );
    assert_eq!(browser.readouts(1), ["0.469", "1.000", "0.531"]);
    assert!(browser.answer(2, "1.737").contains("right"));
    assert_eq!(
        browser.eval("document.querySelector('.progress').textContent"),
        json!("1 / 3 problems solved (This browser won’t remember it.)")
    );
}

#[test]
fn where_the_storage_is_refused() {
    let Some((mut browser, origin)) = start() else { return };
    browser.before_pages(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } })",
    );
    browser.open(&format!("{origin}{LESSON}"));
    alive(&mut browser);
    assert!(browser.answer(2, "1.737").contains("right"));
    let line = browser.eval("document.querySelector('.progress').textContent");
    assert_eq!(line, json!("1 / 3 problems solved (This browser won’t remember it.)"));
    browser.open(&format!("{origin}/index.html"));
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}
