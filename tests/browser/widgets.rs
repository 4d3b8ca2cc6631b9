//! Widgets: bars and curves by pointer, finger and keyboard; lock, swap, reset, the best models.

use serde_json::json;

use crate::support::{self, browser::Browser};
use crate::{AFTER, BEFORE, LESSON, open};

/// The numbers of a variable's sliders.
fn values(browser: &mut Browser, widget: u32, variable: &str) -> Vec<f64> {
    let selector = format!("#widget-{widget} input[type=range][data-variable={variable}]");
    let list = browser.eval(&format!("Array.from(document.querySelectorAll('{selector}'), input => input.value)"));
    let list = list.as_array().expect("a list").iter();
    list.map(|value| value.as_str().and_then(|text| text.parse().ok()).expect("a number")).collect()
}

fn press(browser: &mut Browser, label: &str) {
    browser.click(&format!(
        "Array.from(document.querySelectorAll('figure button')).find(b => b.textContent === '{label}')"
    ));
}

fn reset(browser: &mut Browser, widget: u32) {
    browser.click(&format!("document.querySelector('#widget-{widget} [data-reset]')"));
}

fn slider(widget: u32, variable: &str, index: usize) -> String {
    format!("document.querySelectorAll('#widget-{widget} input[type=range][data-variable={variable}]')[{index}]")
}

/// What the command computes for an expression in the flagship lesson, with three decimals.
fn evaluated(expression: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let lesson = "content/basics/two-distributions.md";
    let run = support::run(root, &["eval", expression, "--lesson", lesson]).expect(0);
    let value = run.stdout.lines().next().unwrap_or("").to_owned();
    value.parse::<f64>().map_or(value, |value| format!("{value:.3}").replace('-', "\u{2212}"))
}

/// The readouts of the first widget are what the command prints for its state.
#[track_caller]
fn agree_1(browser: &mut Browser) {
    let (p, q) = (values(browser, 1, "P"), values(browser, 1, "Q"));
    let pmf = |masses: &[f64]| format!("pmf(heads: {:.2}, tails: {:.2})", masses[0], masses[1]);
    let (p, q) = (pmf(&p), pmf(&q));
    let expected = [format!("H({p})"), format!("H({p}, {q})"), format!("KL({p}, {q})")]
        .map(|expression| evaluated(&format!("({expression}) in bits")));
    assert_eq!(browser.readouts(1), expected, "{p} {q}");
}

/// The readouts of the second one.
#[track_caller]
fn agree_2(browser: &mut Browser) {
    let (mu, sigma) = (values(browser, 2, "mu")[0], values(browser, 2, "sigma")[0]);
    let model = format!("normal({mu:.2}, {sigma:.2})");
    let divergence = |from: &str, to: &str| evaluated(&format!("KL({from}, {to}, on: -edge..edge) in nats"));
    let two = |value: f64| format!("{value:.2}").replace('-', "\u{2212}");
    let expected = [divergence("truth", &model), divergence(&model, "truth"), two(mu), two(sigma)];
    assert_eq!(browser.readouts(2), expected, "{model}");
}

#[test]
fn each_bar_follows_the_pointer_and_its_pmf_stays_normalized() {
    let Some((mut browser, origin)) = open(LESSON) else { return };
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    for (bar, variable, place, other) in
        [("bar-0-0", "P", 0, "Q"), ("bar-0-1", "P", 1, "Q"), ("bar-1-0", "Q", 0, "P"), ("bar-1-1", "Q", 1, "P")]
    {
        let (before, still) = (values(&mut browser, 1, variable), values(&mut browser, 1, other));
        browser.drag(&format!("document.querySelector('#widget-1 [data-mark={bar}]')"), (0.0, 25.0));
        let after = values(&mut browser, 1, variable);
        assert!(after[place] < before[place], "{bar}: {before:?} to {after:?}");
        assert!((after.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{bar}: {after:?}");
        assert_eq!(values(&mut browser, 1, other), still, "{bar}");
        agree_1(&mut browser);
    }
    // Far above and far below the picture, the mass ends at one and at nothing.
    for (by, mass) in [(-900.0, 1.0), (900.0, 0.0)] {
        browser.drag("document.querySelector('#widget-1 [data-mark=grip-1-0]')", (0.0, by));
        assert_eq!(values(&mut browser, 1, "Q"), [mass, 1.0 - mass]);
        agree_1(&mut browser);
    }
    // The other widget is as it was, and so are the lesson's own numbers.
    assert_eq!(browser.readouts(2), ["0.756", "1.243", "0.00", "1.50"]);
    reset(&mut browser, 1);
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}

#[test]
fn four_bars_share_what_one_gives_away() {
    let Some((mut browser, _)) = open(BEFORE) else { return };
    for bar in 0..4 {
        let before = values(&mut browser, 1, "weather");
        browser.drag(&format!("document.querySelector('#widget-1 [data-mark=grip-0-{bar}]')"), (0.0, -30.0));
        let after = values(&mut browser, 1, "weather");
        assert!(after[bar] > before[bar], "{before:?} to {after:?}");
        // Each is shown rounded to hundredths.
        assert!((after.iter().sum::<f64>() - 1.0).abs() < 0.021, "{after:?}");
    }
    let entropy: f64 = browser.readouts(1)[0].parse().expect("a number");
    assert!(entropy > 0.0 && entropy <= 2.0, "{entropy}");
    // All to one: the others have nothing, and get equal shares when it gives way again.
    browser.drag("document.querySelector('#widget-1 [data-mark=grip-0-0]')", (0.0, -900.0));
    assert_eq!(values(&mut browser, 1, "weather"), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(browser.readouts(1), ["0.000", "1.000"]);
    browser.drag("document.querySelector('#widget-1 [data-mark=grip-0-0]')", (0.0, 900.0));
    assert_eq!(values(&mut browser, 1, "weather"), [0.0, 0.33, 0.33, 0.33]);
    assert_eq!(browser.readouts(1), ["1.585", "3.000"]);
}

#[test]
fn a_curve_moves_by_its_top_and_widens_by_its_flanks() {
    let Some((mut browser, origin)) = open(LESSON) else { return };
    browser.drag("document.querySelector('#widget-2 [data-mark=grip-1]')", (40.0, 0.0));
    let mu = values(&mut browser, 2, "mu")[0];
    assert!(mu > 0.3 && values(&mut browser, 2, "sigma") == [1.5], "{mu}");
    agree_2(&mut browser);
    // A flank, where the curve has fallen to a bell's height one standard deviation from its middle.
    let flank = "(() => { const line = document.querySelector('#widget-2 [data-mark=line-1]'), m = line.getScreenCTM(); \
                 const points = line.getAttribute('d').slice(1).split('L').map(p => p.split(' ').map(Number)); \
                 const top = points.reduce((a, b) => b[1] < a[1] ? b : a), floor = points[0][1]; \
                 const at = points.find(p => p[0] > top[0] && p[1] > top[1] + 0.39 * (floor - top[1])); \
                 return [m.a * at[0] + m.e, m.d * at[1] + m.f]; })()";
    browser.place("document.querySelector('#widget-2 svg.chart')");
    let at = browser.eval(flank);
    let at = (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"));
    browser.drag_from(at, (-50.0, 0.0));
    let narrow = values(&mut browser, 2, "sigma")[0];
    assert!(narrow < 1.3 && values(&mut browser, 2, "mu") == [mu], "{narrow}");
    agree_2(&mut browser);
    // To both ends of both ranges.
    for (by, end) in [(900.0, 4.0), (-1800.0, -4.0)] {
        browser.drag("document.querySelector('#widget-2 [data-mark=grip-1]')", (by, 0.0));
        assert_eq!(values(&mut browser, 2, "mu"), [end]);
        agree_2(&mut browser);
    }
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}

#[test]
fn a_finger_drags_handles_and_scrolls_beside_them() {
    let Some((mut browser, _)) = crate::start() else { return };
    let origin = crate::serve_with(crate::site(), &[], Vec::new());
    browser.resize(390, 844);
    browser.open(&format!("{origin}{LESSON}"));
    crate::alive(&mut browser);
    let scrolled = |browser: &mut Browser| browser.eval("window.scrollY").as_f64().expect("a place");

    let at = browser.place("document.querySelector('#widget-1 [data-mark=grip-1-0]')");
    let before = (scrolled(&mut browser), values(&mut browser, 1, "Q"));
    browser.swipe(at, (0.0, 60.0));
    assert!(values(&mut browser, 1, "Q")[0] < before.1[0] - 0.1, "the bar did not follow the finger");
    assert_eq!(scrolled(&mut browser), before.0, "the page moved along");
    // A bar of nothing is no lost bar.
    let at = browser_place(&mut browser, "grip-1-0");
    browser.swipe(at, (0.0, 400.0));
    assert_eq!(values(&mut browser, 1, "Q"), [0.0, 1.0]);
    let at = browser_place(&mut browser, "grip-1-0");
    browser.swipe(at, (0.0, -60.0));
    assert!(values(&mut browser, 1, "Q")[0] > 0.1);

    let at = browser.place("document.querySelector('#widget-2 [data-mark=grip-1]')");
    browser.swipe(at, (60.0, 0.0));
    assert!(values(&mut browser, 2, "mu")[0] > 0.5, "the curve did not follow the finger");

    // Up and down over the curves, over the picture's ground and over the readouts, the page scrolls.
    for element in ["#widget-2 [data-mark=grip-1]", "#widget-1 svg.chart:last-of-type", "#widget-2 .readouts"] {
        let at = browser.place(&format!("document.querySelector('{element}')"));
        let (before, state) = (scrolled(&mut browser), values(&mut browser, 2, "mu"));
        browser.swipe(at, (0.0, -200.0));
        browser.until(&format!("window.scrollY > {before} + 80"));
        assert_eq!(values(&mut browser, 2, "mu"), state, "{element}");
    }
}

fn browser_place(browser: &mut Browser, mark: &str) -> (f64, f64) {
    browser.place(&format!("document.querySelector('#widget-1 [data-mark={mark}]')"))
}

#[test]
fn the_keyboard_does_all_that_the_pointer_does() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    for (widget, variable, index, keys) in [
        (1, "Q", 0, [("ArrowRight", 0.91), ("ArrowLeft", 0.9), ("Home", 0.0), ("ArrowUp", 0.01), ("End", 1.0)]),
        (1, "Q", 1, [("Home", 0.0), ("PageUp", 0.1), ("PageDown", 0.0), ("ArrowUp", 0.01), ("ArrowDown", 0.0)]),
        (1, "P", 0, [("ArrowRight", 0.51), ("PageUp", 0.61), ("PageDown", 0.51), ("End", 1.0), ("Home", 0.0)]),
        (1, "P", 1, [("Home", 0.0), ("ArrowUp", 0.01), ("ArrowDown", 0.0), ("End", 1.0), ("ArrowLeft", 0.99)]),
        (2, "mu", 0, [("ArrowRight", 0.01), ("PageUp", 0.81), ("PageDown", 0.01), ("Home", -4.0), ("End", 4.0)]),
        (2, "sigma", 0, [("ArrowLeft", 1.49), ("Home", 0.3), ("PageUp", 0.57), ("End", 3.0), ("ArrowDown", 2.99)]),
    ] {
        browser.eval(&format!("{}.focus()", slider(widget, variable, index)));
        for (key, expected) in keys {
            browser.key(key);
            let now = values(&mut browser, widget, variable);
            assert!((now[index] - expected).abs() < 1e-9, "{variable} {key}: {now:?}, not {expected}");
            let words = browser.eval(&format!("document.getElementById('widget-{widget}').textContent"));
            let words = words.as_str().unwrap_or("");
            for bad in ["NaN", "Infinity", "inf", "-0.0", "\u{2212}0.000", "undefined"] {
                assert!(!words.contains(bad), "{variable} {key}: {bad} in {words}");
            }
        }
        if widget == 1 { agree_1(&mut browser) } else { agree_2(&mut browser) }
    }
    // A model that rules out what happens.
    reset(&mut browser, 1);
    browser.eval(&format!("{}.focus()", slider(1, "Q", 0)));
    browser.key("End");
    assert_eq!(browser.readouts(1), ["1.000", "\u{221e}", "\u{221e}"]);
    // Fields take a number, and show what they took of one beyond the range.
    browser.eval(
        "const f = document.querySelector('#widget-2 input[type=number][data-variable=sigma]'); f.focus(); f.select()",
    );
    browser.type_text("9");
    assert_eq!(browser.readouts(2)[3], "3.00");
    browser.eval("document.activeElement.blur()");
    browser.until("document.querySelector('#widget-2 input[type=number][data-variable=sigma]').value === '3.00'");
    // Buttons and boxes.
    browser.eval("document.querySelector('#widget-1 [data-lock]').focus()");
    browser.key(" ");
    assert_eq!(browser.eval(&format!("{}.disabled", slider(1, "P", 0))), json!(true));
    browser.eval("document.querySelector('#widget-2 [data-reset]').focus()");
    browser.key("Enter");
    assert_eq!(browser.readouts(2), ["0.756", "1.243", "0.00", "1.50"]);
}

#[test]
fn lock_swap_and_reset() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    press(&mut browser, "Swap P ↔ Q");
    assert_eq!(browser.readouts(1), ["0.469", "1.000", "0.531"]);
    agree_1(&mut browser);
    press(&mut browser, "Swap P ↔ Q");
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    browser.click("document.querySelector('#widget-1 [data-lock=P]')");
    assert_eq!(browser.eval("document.querySelector('#widget-1 [data-lock=P]').checked"), json!(true));
    // Locked, P can't be dragged, its grips are gone, and it can't be swapped.
    browser.drag("document.querySelector('#widget-1 [data-mark=bar-0-0]')", (0.0, 25.0));
    assert_eq!((values(&mut browser, 1, "P"), browser.readouts(1)[0].as_str()), (vec![0.5, 0.5], "1.000"));
    let facts = "(() => { const w = document.getElementById('widget-1'), shown = m => \
                 getComputedStyle(w.querySelector('[data-mark=' + m + ']')).visibility === 'visible'; \
                 return [shown('grip-0-0'), shown('grip-1-0'), w.querySelector('button[data-control]').disabled, \
                 Array.from(w.querySelectorAll('[data-variable=P]')).every(i => i.disabled)]; })()";
    assert_eq!(browser.eval(facts), json!([false, true, true, true]));
    browser.drag("document.querySelector('#widget-1 [data-mark=grip-1-0]')", (0.0, 30.0));
    reset(&mut browser, 1);
    assert_eq!(browser.readouts(1), ["1.000", "1.737", "0.737"]);
    browser.click("document.querySelector('#widget-1 [data-lock=P]')");
    browser.drag("document.querySelector('#widget-1 [data-mark=bar-0-0]')", (0.0, 25.0));
    assert!(values(&mut browser, 1, "P")[0] < 0.5);
}

#[test]
fn the_best_models_are_found_from_everywhere() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    // From the start (where the reverse divergence is at a saddle in μ), from both sides, from the edges.
    for (mu, sigma) in [("0", "1.5"), ("0", "1.99"), ("1.3", "0.5"), ("-2", "0.3"), ("4", "3"), ("-4", "0.3")] {
        for (button, expected) in [
            ("Best Q for D(P‖Q)", ["0.503", "0.920", "0.00", "2.31"]),
            ("Best Q for D(Q‖P)", ["8.870", "0.691", "2.19", "0.71"]),
        ] {
            for (variable, value) in [("mu", mu), ("sigma", sigma)] {
                browser.eval(&format!(
                    "(() => {{ const i = {}; i.value = '{value}'; i.dispatchEvent(new Event('input', {{bubbles: true}})); }})()",
                    slider(2, variable, 0)
                ));
            }
            press(&mut browser, button);
            let mut found = browser.readouts(2);
            found[2] = found[2].trim_start_matches('\u{2212}').to_owned();
            assert_eq!(found, expected, "{button} from μ = {mu}, σ = {sigma}");
        }
    }
}

#[test]
fn a_computed_pmf_shows_no_grips_and_moves_with_its_variable() {
    let Some((mut browser, origin)) = open(AFTER) else { return };
    let facts = "Array.from(document.querySelectorAll('#widget-1 .grip')).every(g => getComputedStyle(g).visibility === 'hidden')";
    assert_eq!(browser.eval(facts), json!(true));
    browser.eval(&format!("{}.focus()", slider(1, "T", 0)));
    browser.key("Home");
    let cold: Vec<f64> = browser.readouts(1).iter().map(|text| text.parse().expect("a number")).collect();
    assert!(cold[0] > 0.95 && cold[3] < 0.2, "{cold:?}");
    browser.key("End");
    let hot: Vec<f64> = browser.readouts(1).iter().map(|text| text.parse().expect("a number")).collect();
    assert!(hot[0] < 0.45 && hot[3] > 1.5, "{hot:?}");
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}
