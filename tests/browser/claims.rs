//! Askable numbers: a claim opens its proof in place; without a script it leads to the ledger.

use serde_json::{Value, json};

use crate::{LESSON, open};

const FACTS: &str = "(() => { const box = document.querySelector('.proof-popover'); if (!box) return null; \
    return { open: box.matches(':popover-open'), role: box.getAttribute('role'), name: box.getAttribute('aria-label'), \
    inside: box.contains(document.activeElement), text: box.textContent, \
    ids: box.querySelectorAll('[id]').length }; })()";

fn contains(facts: &Value, words: &str) -> bool {
    facts["text"].as_str().is_some_and(|text| text.contains(words))
}

#[test]
fn a_number_opens_its_proof_in_place() {
    let Some((mut browser, origin)) = open(LESSON) else { return };
    let claim =
        "Array.from(document.querySelectorAll('main p a.claim')).find(link => link.textContent === '1.737 bits')";
    assert_eq!(browser.eval(&format!("({claim}).getAttribute('aria-haspopup')")), json!("dialog"));
    // By the keyboard: Enter opens, the reader is inside; Escape closes, and brings back.
    browser.eval(&format!("({claim}).focus()"));
    browser.key("Enter");
    let facts = browser.eval(FACTS);
    assert_eq!(
        (&facts["open"], &facts["role"], &facts["inside"], &facts["ids"]),
        (&json!(true), &json!("dialog"), &json!(true), &json!(0))
    );
    assert!(
        contains(&facts, "H(letters,dictionary)") && contains(&facts, "proved") && contains(&facts, "1.7369655941")
    );
    assert_eq!(browser.eval("location.hash"), json!(""));
    browser.key("Escape");
    browser.until("!document.querySelector('.proof-popover').matches(':popover-open')");
    browser.until(&format!("document.activeElement === ({claim})"));
    // By the pointer: it stays in view, and a click beside it closes it.
    for width in [1280, 390] {
        browser.resize(width, 844);
        browser.click(claim);
        let inside = "(() => { const r = document.querySelector('.proof-popover').getBoundingClientRect(); \
                      return r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight; })()";
        browser.until(inside);
        browser.mouse("mousePressed", (3.0, 400.0));
        browser.mouse("mouseReleased", (3.0, 400.0));
        browser.until("!document.querySelector('.proof-popover').matches(':popover-open')");
    }
    // Every claim of the page has a proof, each with its own; one opens at a time.
    let all = "(() => { let opened = 0; const wrong = []; for (const link of document.querySelectorAll('a.claim')) { \
               link.click(); const box = document.querySelector('.proof-popover'); \
               const entry = document.querySelector(link.getAttribute('href') + ' code'); \
               if (!box.matches(':popover-open') || box.querySelector('code').textContent !== entry.textContent) wrong.push(link.href); \
               opened += 1; } document.querySelector('.proof-popover').hidePopover(); return [opened > 60, wrong]; })()";
    assert_eq!(browser.eval(all), json!([true, []]));
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}

#[test]
fn a_readout_that_moved_says_what_is_proved() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    let readout = "document.querySelector('#widget-1 .readouts a.claim')";
    browser.eval(&format!("({readout}).click()"));
    assert!(!contains(&browser.eval(FACTS), "in your browser"));
    browser.key("Escape");
    browser.drag("document.querySelector('#widget-1 [data-mark=bar-0-0]')", (0.0, 25.0));
    browser.eval(&format!("({readout}).click()"));
    let facts = browser.eval(FACTS);
    assert!(contains(&facts, "1.000 bits") && contains(&facts, "in your browser"), "{facts}");
}

#[test]
fn without_a_script_a_number_leads_to_the_ledger_and_back() {
    let Some((mut browser, origin)) = crate::start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    // Else the next click would hit a page that still glides.
    browser.prefer(&[("prefers-reduced-motion", "reduce")]);
    browser.open(&format!("{origin}{LESSON}"));
    let claim =
        "Array.from(document.querySelectorAll('main p a.claim')).find(link => link.textContent === '1.737 bits')";
    let number = browser.eval(&format!("({claim}).getAttribute('href').slice(7)"));
    let number = number.as_str().unwrap_or("").to_owned();
    browser.click(claim);
    browser.until(&format!("location.hash === '#proof-{number}'"));
    let shown = |id: &str| {
        format!(
            "(() => {{ const r = document.getElementById('{id}').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }})()"
        )
    };
    browser.until(&shown(&format!("proof-{number}")));
    browser.click(&format!("document.querySelector('#proof-{number} a.stated')"));
    browser.until(&format!("location.hash === '#claim-{number}'"));
    browser.until(&shown(&format!("claim-{number}")));
    // Every entry leads back to a place that exists.
    let lost = "Array.from(document.querySelectorAll('#ledger li')).filter(entry => { const link = entry.querySelector('a.stated'); \
                return !link || !document.getElementById(link.getAttribute('href').slice(1)); }).map(entry => entry.id)";
    assert_eq!(browser.eval(lost), json!([]));
}
