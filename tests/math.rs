//! Formulas look as with KaTeX's own stylesheet and fonts.
//!
//! Every formula of the course and of `tests/math/formulas.txt` is shown twice in headless Chromium,
//! with what a site gets and with the npm package `katex`, and the two pictures are compared pixel
//! by pixel. The package is an oracle for tests alone: `npm install --prefix target/web katex@0.18.5`.
//! Where it or Chromium is missing the test says so and passes, unless `RECKON_WEB_TOOLS` and
//! `RECKON_BROWSER=1` demand them.
//!
//! `RECKON_FORMULAS=file.json`, a list of texts, adds formulas that can't be kept here.

#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use reckon::render::Math;
use serde_json::{Value, json};
use support::browser::{Browser, tool};
use support::server::serve;

/// How much a colour of a pixel may differ, of 255: less than what an edge shifted by a sixteenth of a
/// pixel makes.
const TOLERANCE: u64 = 16;

/// The width of the pages, and the height of one picture of a part of them.
const WIDTH: u64 = 1200;
const SLICE: u64 = 2000;

/// Classes that KaTeX's stylesheet knows and ours does not need to.
const NOT_NEEDED: &[&str] = &["katex-overline", "katex-underline", "pstrut", "katex-fix"];

/// The folder of the original stylesheet and fonts.
fn katex() -> Option<PathBuf> {
    tool("katex/dist/katex.min.css")?.parent().map(Path::to_owned)
}

/// The formulas of the test, each in a lesson's display.
fn lesson() -> String {
    let mut formulas: Vec<String> = include_str!("math/formulas.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    assert!(formulas.len() >= 130);
    if let Some(file) = std::env::var_os("RECKON_FORMULAS") {
        let more: Vec<String> = serde_json::from_slice(&fs::read(file).expect("a file")).expect("a list of texts");
        let math = Math::new(BTreeMap::new());
        let (fine, refused): (Vec<_>, Vec<_>) = more.into_iter().partition(|tex| math.render(tex, true).is_ok());
        eprintln!("{} more formulas, {} refused: {refused:#?}", fine.len(), refused.len());
        formulas.extend(fine);
    }
    let mut lesson = "+++\ntitle = \"Formulas\"\n+++\n".to_owned();
    for tex in formulas {
        let _ = write!(lesson, "\n$$\n{}\n$$\n", tex.trim());
        // And small, in a line.
        if !tex.contains("tag") && !tex.contains("\\begin{") && !tex.contains('\n') && !tex.contains('$') {
            let _ = write!(lesson, "\nA ${}$ b.\n", tex.trim());
        }
    }
    lesson
}

/// Every formula of a page, as HTML.
fn formulas(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<span class=\"katex") {
        let (mut depth, mut end) = (0, start);
        loop {
            let behind = &rest[end..];
            let open = behind.find("<span").unwrap_or(behind.len());
            let close = behind.find("</span>").expect("a closing tag");
            depth = if open < close { depth + 1 } else { depth - 1 };
            end += open.min(close) + "<span".len();
            if depth == 0 {
                end += "</span>".len() - "<span".len();
                break;
            }
        }
        found.push(rest[start..end].to_owned());
        rest = &rest[end..];
    }
    found
}

/// A site with its formulas; `folder` is where its pages for the test go.
struct Shown {
    folder: PathBuf,
    formulas: Vec<String>,
}

fn build(project: &Path, folder: &Path, katex: &Path) -> Shown {
    support::run(project, &["build", "--out", &folder.display().to_string()]).expect(0);
    let mut all = Vec::new();
    let (mut sheet, mut faces) = (None, None);
    for (path, bytes) in support::snapshot(folder) {
        let Some(bytes) = bytes else { continue };
        let name = path.display().to_string();
        if name.ends_with(".html") {
            all.extend(formulas(&String::from_utf8(bytes).expect("UTF-8")));
        } else if name.starts_with("math.") && name.matches('.').count() == 2 {
            sheet = Some(name);
        } else if name == "fonts/math.css" {
            faces = Some(name);
        }
    }
    all.sort();
    all.dedup();
    let boxes: String = all.iter().map(|html| format!("<div class=\"box\">{html}</div>\n")).collect();
    let page = |sheets: &[&str]| {
        let mut links = String::new();
        for sheet in sheets {
            let _ = write!(links, "<link rel=\"stylesheet\" href=\"{sheet}\">");
        }
        // What differs on purpose is set to one value: the size beside text, the margin of displays.
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>t</title>{links}<style>\
             body {{ margin: 0; background: white; color: black; font: 20px/1.5 serif }}\
             .box {{ position: absolute; left: 20px; width: 1100px; padding: 0 20px }}\
             .katex {{ font-size: 22px !important }} .katex-display {{ margin: 0 !important }}</style>{boxes}"
        )
    };
    let (sheet, faces) = (sheet.expect("math.css"), faces.expect("fonts/math.css"));
    fs::write(folder.join("ours.html"), page(&[&faces, &sheet])).expect("a page");
    fs::write(folder.join("theirs.html"), page(&["katex/katex.min.css"])).expect("a page");
    support::copy(katex, &folder.join("katex"));
    Shown { folder: folder.to_owned(), formulas: all }
}

/// Opens a page and puts each box at a whole pixel, one below the other; the tops are made where
/// none are given. Gives them back.
fn lay_out(browser: &mut Browser, url: &str, tops: Option<&Value>) -> Value {
    browser.open(url);
    browser.eval(
        "Promise.all(Array.from(document.fonts, face => face.load())).then(() => document.fonts.ready).then(() => true)",
    );
    browser.eval(&format!(
        "(() => {{
            const boxes = Array.from(document.querySelectorAll('.box')), given = {};
            let top = 30;
            const tops = boxes.map((box, index) => {{
                if (given) return given[index];
                const own = top;
                top += Math.ceil(box.scrollHeight) + 40;
                return own;
            }});
            boxes.forEach((box, index) => box.style.top = tops[index] + 'px');
            document.body.style.height = tops[tops.length - 1] + 600 + 'px';
            return tops;
        }})()",
        tops.unwrap_or(&Value::Null)
    ))
}

/// A picture of what is `from` pixels below the top.
fn picture(browser: &mut Browser, from: u64) -> String {
    let clip = json!({ "x": 0, "y": from, "width": WIDTH, "height": SLICE, "scale": 1 });
    let shot = browser.call(
        "Page.captureScreenshot",
        json!({ "format": "png", "clip": clip, "captureBeyondViewport": true, "optimizeForSpeed": true }),
    );
    shot["data"].as_str().expect("a picture").to_owned()
}

/// Where two pictures differ by more than the tolerance: rows of pixels with how much, how often;
/// and the largest difference at all.
fn compare(browser: &mut Browser, one: &str, other: &str) -> (Vec<(u64, u64, u64)>, u64) {
    if one == other {
        return (Vec::new(), 0);
    }
    let result = browser.eval(&format!(
        "(async () => {{
            const pixels = async data => {{
                const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
                const image = await createImageBitmap(new Blob([bytes], {{ type: 'image/png' }}));
                const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
                canvas.drawImage(image, 0, 0);
                return canvas.getImageData(0, 0, image.width, image.height);
            }};
            const a = await pixels('{one}'), b = await pixels('{other}'), rows = [];
            if (a.width !== b.width || a.height !== b.height) return [[[0, 999, 1]], 999];
            let most = 0;
            for (let y = 0; y < a.height; y++) {{
                let worst = 0, count = 0;
                for (let i = y * a.width * 4; i < (y + 1) * a.width * 4; i += 4) {{
                    let far = 0;
                    for (let c = 0; c < 3; c++) far = Math.max(far, Math.abs(a.data[i + c] - b.data[i + c]));
                    if (far > {TOLERANCE}) count++;
                    worst = Math.max(worst, far);
                }}
                most = Math.max(most, worst);
                if (count) rows.push([y, worst, count]);
            }}
            return [rows, most];
        }})()"
    ));
    let number = |value: &Value| value.as_u64().expect("a number");
    let rows = result[0].as_array().expect("rows").iter();
    (rows.map(|row| (number(&row[0]), number(&row[1]), number(&row[2]))).collect(), number(&result[1]))
}

/// The slices of the page that is open.
fn pictures(browser: &mut Browser, tops: &Value) -> Vec<String> {
    let last = tops.as_array().and_then(|tops| tops.last()).and_then(Value::as_u64).expect("a box");
    (0..=(last + 600) / SLICE).map(|slice| picture(browser, slice * SLICE)).collect()
}

fn size(browser: &mut Browser) {
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        json!({ "width": WIDTH, "height": 1000, "deviceScaleFactor": 1, "mobile": false }),
    );
}

/// Compares a site's formulas with the original.
fn hold(browser: &mut Browser, shown: &Shown) -> (String, Value, Vec<String>) {
    let origin = serve(shown.folder.clone());
    size(browser);
    let tops = lay_out(browser, &format!("{origin}/theirs.html"), None);
    let theirs = pictures(browser, &tops);
    let again = lay_out(browser, &format!("{origin}/ours.html"), Some(&tops));
    assert_eq!(tops, again);
    let ours = pictures(browser, &tops);
    if let Some(folder) = std::env::var_os("RECKON_PICTURES") {
        for (name, slices) in [("theirs", &theirs), ("ours", &ours)] {
            for (index, slice) in slices.iter().enumerate() {
                let file = Path::new(&folder).join(format!("{name}-{}-{index}.b64", shown.formulas.len()));
                fs::write(file, slice).expect("written");
            }
        }
    }
    let starts: Vec<u64> = tops.as_array().expect("tops").iter().map(|top| top.as_u64().expect("a number")).collect();
    let (mut wrong, mut most): (BTreeMap<usize, (u64, u64)>, u64) = (BTreeMap::new(), 0);
    for (slice, (one, other)) in theirs.iter().zip(&ours).enumerate() {
        let (rows, largest) = compare(browser, one, other);
        most = most.max(largest);
        for (row, worst, count) in rows {
            let y = slice as u64 * SLICE + row;
            let formula = starts.partition_point(|top| *top <= y + 20).saturating_sub(1);
            let entry = wrong.entry(formula).or_default();
            *entry = (entry.0.max(worst), entry.1 + count);
        }
    }
    let list: Vec<String> = wrong
        .iter()
        .map(|(formula, (worst, count))| {
            let html = &shown.formulas[*formula];
            let tex = html.split("application/x-tex\">").nth(1).and_then(|rest| rest.split("</annotation>").next());
            format!("{count} pixels, by up to {worst}: {}", tex.unwrap_or(html))
        })
        .collect();
    eprintln!("{} formulas compared; the largest difference of a pixel is {most}", starts.len());
    assert!(list.is_empty(), "{} of {} formulas look different:\n{}", list.len(), starts.len(), list.join("\n"));
    (origin, tops, ours)
}

#[test]
fn formulas_look_as_with_katex_itself() {
    let Some(katex) = katex() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let out = tempfile::tempdir().expect("a temporary folder");
    let course = build(Path::new(env!("CARGO_MANIFEST_DIR")), &out.path().join("course"), &katex);
    hold(&mut browser, &course);
    let project = support::folder(&[("course.toml", "title = \"T\"\n"), ("content/formulas.md", &lesson())]);
    let corpus = build(project.path(), &out.path().join("corpus"), &katex);
    let (origin, tops, ours) = hold(&mut browser, &corpus);

    // The stylesheet holds only what is used: each of its selectors finds something.
    browser.open(&format!("{origin}/ours.html"));
    let idle = browser.eval(
        "Array.from(document.styleSheets).filter(sheet => (sheet.href || '').includes('/math.'))
            .flatMap(sheet => Array.from(sheet.cssRules)).filter(rule => rule.selectorText)
            .flatMap(rule => rule.selectorText.split(/,(?![^(]*\\))/))
            .filter(selector => !document.querySelector(selector.replace(/::(before|after)/, '')))",
    );
    assert_eq!(idle, json!([]), "selectors of math.css that no formula needs");

    // And each class of a formula that has a rule in the original has one in ours.
    let classes = |browser: &mut Browser| {
        browser.eval(
            "(() => {
                const sheet = Array.from(document.styleSheets).map(sheet => Array.from(sheet.cssRules)
                    .map(rule => rule.selectorText || '').join(' ')).join(' ');
                const named = new Set(sheet.match(/\\.[a-zA-Z][\\w-]*/g));
                const found = new Set();
                document.querySelectorAll('.katex-html [class]').forEach(e => e.classList.forEach(c => found.add(c)));
                return Array.from(found).filter(c => named.has('.' + c)).sort();
            })()",
        )
    };
    let ours_named = classes(&mut browser);
    browser.open(&format!("{origin}/theirs.html"));
    let theirs_named = classes(&mut browser);
    let missing: Vec<&Value> = theirs_named
        .as_array()
        .expect("classes")
        .iter()
        .filter(|class| !ours_named.as_array().expect("classes").contains(class))
        .filter(|class| !NOT_NEEDED.contains(&class.as_str().unwrap_or("")))
        .collect();
    assert!(missing.is_empty(), "classes with a rule in KaTeX's stylesheet and none in ours: {missing:?}");

    if std::env::var_os("RECKON_MUTATE").is_some() {
        every_rule_is_seen(&mut browser, &origin, &tops, &ours);
    }
}

/// What a rule may begin with that no picture of Chromium at this width shows, and why it is there.
const UNSEEN: &[(&str, &str)] = &[
    ("@media", "for phones"),
    (".katex .vlist-t {", "Chromium makes the table around its rows by itself; so the original says it"),
    (".katex .rlap > .katex-inner", "it would lie there by itself, but not in a text from right to left"),
    (".katex .mml-eqn-num", "for those who hear the page"),
    (".katex .katex-thinbox", "a `\\llap` is empty in Chromium by itself; so the original says it"),
    (".katex .katex-vbox", "the same"),
    (".katex svg path", "a stroke of a thousandth of an em: one pixel of a hundred formulas, by a fifteenth"),
];

/// Takes each rule out of math.css in turn: some formula must look different.
fn every_rule_is_seen(browser: &mut Browser, origin: &str, tops: &Value, whole: &[String]) {
    const SHEET: &str =
        "Array.from(document.styleSheets).find(sheet => /\\/math\\.[0-9a-f]+\\.css/.test(sheet.href || ''))";
    lay_out(browser, &format!("{origin}/ours.html"), Some(tops));
    let rules = browser.eval(&format!("{SHEET}.cssRules.length")).as_u64().expect("a number");
    let mut unseen = Vec::new();
    for rule in 0..rules {
        let text = browser.eval(&format!("{SHEET}.cssRules[{rule}].cssText"));
        let text = text.as_str().unwrap_or("").to_owned();
        let slices = browser.eval(&format!(
            "(() => {{
                const selector = {SHEET}.cssRules[{rule}].selectorText;
                if (!selector) return [];
                const plain = selector.replace(/::(before|after)/g, '');
                const slices = Array.from(document.querySelectorAll(plain), e => e.closest('.box')).filter(box => box)
                    .map(box => Math.floor(parseFloat(box.style.top) / {SLICE}));
                return slices.length ? Array.from(new Set(slices)) : Array.from({{ length: {} }}, (_, index) => index);
            }})()",
            whole.len()
        ));
        browser.eval(&format!("{SHEET}.deleteRule({rule})"));
        let seen = slices.as_array().expect("slices").iter().any(|slice| {
            let slice = slice.as_u64().expect("a number");
            let (one, other) = (picture(browser, slice * SLICE), &whole[usize::try_from(slice).expect("small")]);
            one != *other && !compare(browser, &one, other).0.is_empty()
        });
        let quoted = serde_json::to_string(&text).expect("JSON");
        browser.eval(&format!("{SHEET}.insertRule({quoted}, {rule})"));
        if !seen && !UNSEEN.iter().any(|(start, _)| text.starts_with(start)) {
            unseen.push(text);
        }
    }
    eprintln!("{} of {rules} rules are seen", rules as usize - unseen.len());
    assert!(unseen.is_empty(), "rules of math.css that nothing shows:\n{}", unseen.join("\n"));
}
