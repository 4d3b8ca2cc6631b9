//! The page in a real browser: headless Chromium, driven over its debugging pipe.
//!
//! Where there is no Chromium the tests say so and pass, unless `RECKON_BROWSER=1` demands it. What
//! needs axe-core or the validator of HTML looks for them in the folder `RECKON_WEB_TOOLS`, where
//! `.ci/run` installs them.

#[path = "../support/mod.rs"]
mod support;

mod audit;
mod claims;
mod drags;
mod policy;
mod problems;
mod softly;
mod widgets;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use support::browser::Browser;
use support::server::serve_with;

/// The flagship lesson.
const LESSON: &str = "/basics/two-distributions/index.html";
/// The lesson before it, and the one after it.
const BEFORE: &str = "/basics/surprise-and-entropy/index.html";
const AFTER: &str = "/basics/softmax-and-labels/index.html";

/// What a careful server sends along.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'";

/// The course of this repository, built once.
fn site() -> PathBuf {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(|| {
        let site = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-site");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        support::run(root, &["build", "--out", &site.display().to_string()]).expect(0);
        site
    })
    .clone()
}

/// Every page of it, as addresses below the origin.
fn pages() -> Vec<String> {
    let site = site();
    let files = walkdir::WalkDir::new(&site).sort_by_file_name().into_iter().flatten();
    let html = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "html"));
    html.map(|file| format!("/{}", file.path().strip_prefix(&site).expect("a page of the site").display())).collect()
}

/// A browser, and the origin of the course under the strict policy.
fn start() -> Option<(Browser, String)> {
    let browser = Browser::start()?;
    Some((browser, serve_with(site(), &[("Content-Security-Policy", POLICY)], Vec::new())))
}

/// A browser on a lesson, when its widgets live.
fn open(lesson: &str) -> Option<(Browser, String)> {
    let (mut browser, origin) = start()?;
    browser.open(&format!("{origin}{lesson}"));
    alive(&mut browser);
    Some((browser, origin))
}

/// Waits until every widget lives.
#[track_caller]
fn alive(browser: &mut Browser) {
    browser
        .until("document.querySelectorAll('figure.live').length === document.querySelectorAll('figure.widget').length");
}
