//! Gibbs' inequality as a barrier: with P locked, no drag gets the cross-entropy below the entropy.

use serde_json::{Value, json};

use crate::support::browser::mouse_event;
use crate::{LESSON, open};

/// Marsaglia's xorshift: the same drags in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Looks at every state that the readouts show, and keeps what must not be.
const WATCH: &str = "(() => {
    const [h, cross, kl] = document.querySelectorAll('#widget-1 output');
    const seen = window.seen = { states: new Set(), drags: 0, faults: [], least: Infinity };
    const number = text => text === '∞' ? Infinity : /^[0-9]+\\.[0-9]{3}$/.test(text) ? Number(text) : NaN;
    const look = () => {
        const texts = [h, cross, kl].map(o => o.textContent), [a, b, c] = texts.map(number);
        seen.states.add(texts.join(' '));
        seen.least = Math.min(seen.least, b - a);
        if (!(b >= a) || !(c >= 0) || texts[0] !== '1.000') seen.faults.push(texts.join(' '));
    };
    new MutationObserver(look).observe(document.querySelector('#widget-1 .readouts'),
        { subtree: true, childList: true, characterData: true });
    document.querySelector('#widget-1 svg').addEventListener('lostpointercapture', () => { seen.drags += 1; });
    look();
})()";

#[test]
fn a_thousand_drags_never_get_below_the_entropy() {
    let Some((mut browser, origin)) = open(LESSON) else { return };
    browser.click("document.querySelector('#widget-1 [data-lock=P]')");
    browser.place("document.querySelector('#widget-1 svg.chart')");
    browser.eval(WATCH);
    // In parts of the picture: its left edge, its upper edge, its width and its height.
    let frame = browser.eval(
        "(() => { const r = document.querySelector('#widget-1 svg').getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })()",
    );
    let frame: Vec<f64> =
        frame.as_array().expect("a list").iter().map(|edge| edge.as_f64().expect("a place")).collect();
    let middle = |browser: &mut crate::support::browser::Browser, mark: &str| {
        let script = format!(
            "document.querySelector('#widget-1 [data-mark={mark}]').getBoundingClientRect().x + \
                              document.querySelector('#widget-1 [data-mark={mark}]').getBoundingClientRect().width / 2"
        );
        browser.eval(&script).as_f64().expect("a place")
    };
    let bars = [middle(&mut browser, "bar-1-0"), middle(&mut browser, "bar-1-1")];
    let mut random = Random(20_261_124);
    for _ in 0..20 {
        let mut events: Vec<Value> = Vec::new();
        for _ in 0..50 {
            let x = bars[usize::from(random.next() < 0.5)] + 20.0 * (random.next() - 0.5);
            let mut height = || frame[1] + frame[3] * (1.2 * random.next() - 0.1);
            let start = height().clamp(frame[1] + 2.0, frame[1] + frame[3] - 2.0);
            let places = [height(), height()];
            events.push(mouse_event("mousePressed", (x, start)));
            events.extend(places.map(|y| mouse_event("mouseMoved", (x, y))));
            events.push(mouse_event("mouseReleased", (x, places[1])));
        }
        browser.call_all("Input.dispatchMouseEvent", events);
    }
    let seen =
        browser.eval("({ states: seen.states.size, drags: seen.drags, faults: seen.faults, least: seen.least })");
    assert_eq!(seen["faults"], json!([]));
    assert_eq!(seen["drags"], json!(1000), "each was a drag");
    assert!(seen["states"].as_u64().is_some_and(|states| states >= 50), "the drags moved little: {seen}");
    // The barrier was touched: P = Q is among the states.
    assert_eq!(seen["least"].as_f64(), Some(0.0), "{seen}");
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}
