//! The strict policy on every page, while it is used: nothing is refused, and nothing leaves the origin.

use serde_json::json;

use crate::{pages, start};

#[test]
fn no_page_breaks_the_policy_or_leaves_the_origin() {
    let Some((mut browser, origin)) = start() else { return };
    browser.before_pages(
        "window.refused = []; addEventListener('securitypolicyviolation', \
         event => refused.push(event.violatedDirective + ' ' + event.blockedURI));",
    );
    let mut lively = 0;
    for page in pages() {
        browser.open(&format!("{origin}{page}"));
        crate::alive(&mut browser);
        // Everything that can be pressed is pressed, every slider moved, every proof opened.
        let used = browser.eval(
            "(() => { let used = 0; for (const e of document.querySelectorAll('main button, a.claim, summary, input[type=checkbox]')) { \
             e.click(); used += 1; } for (const e of document.querySelectorAll('input[type=range]')) { e.stepUp(3); \
             e.dispatchEvent(new Event('input', { bubbles: true })); used += 1; } return used; })()",
        );
        lively += used.as_u64().unwrap_or(0);
        let chart = browser.eval("document.querySelector('figure.live svg.chart') !== null");
        if chart == json!(true) {
            browser.drag("document.querySelector('figure.live svg.chart .grip')", (10.0, 20.0));
        }
        browser.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
        assert_eq!(browser.eval("refused"), json!([]), "{page}");
    }
    assert!(lively > 200, "only {lively} things were used");
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
    // The test can fail: what the policy forbids is noticed.
    browser.eval(
        "document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.evil = 1' }))",
    );
    browser.until("refused.length > 0");
    assert!(!browser.complaints(&origin).is_empty());
}
