//! The page in a real browser: headless Chromium, driven over its debugging pipe.
//!
//! Where there is no Chromium the test says so and passes, unless `RECKON_BROWSER=1` demands it.

#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod support;

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|dir| names.map(|name| dir.join(name))).find(|file| file.is_file())
}

/// A browser with one page.
struct Browser {
    child: Child,
    send: File,
    receive: BufReader<File>,
    session: String,
    next: u64,
    /// What the page logged, asked for and failed at.
    events: Vec<Value>,
    _folder: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    fn start() -> Option<Self> {
        let Some(program) = chromium() else {
            assert!(std::env::var_os("RECKON_BROWSER").is_none(), "no Chromium, and RECKON_BROWSER demands one");
            eprintln!("SKIPPED: no Chromium, so the page was not tested in a browser");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (input, output) = (folder.path().join("in"), folder.path().join("out"));
        let made = Command::new("mkfifo").args([&input, &output]).status().expect("mkfifo runs");
        assert!(made.success());
        // The browser reads descriptor 3 and writes descriptor 4.
        let script = r#"exec 3<"$1" 4>"$2"; shift 2; exec "$@""#;
        let child = Command::new("sh")
            .args(["-c", script, "sh"])
            .args([&input, &output])
            .arg(program)
            .args(["--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a browser");
        let send = OpenOptions::new().write(true).open(&input).expect("the pipe in");
        let receive = BufReader::new(File::open(&output).expect("the pipe out"));
        let mut browser =
            Self { child, send, receive, session: String::new(), next: 0, events: Vec::new(), _folder: folder };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session = browser.call("Target.attachToTarget", attach)["sessionId"].as_str().unwrap_or("").to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.send.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let answer = self.message();
            if answer["id"] == json!(id) {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn message(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.receive.read_until(0, &mut bytes).expect("the browser answers");
        bytes.pop();
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// The value of a script, promises awaited.
    fn eval(&mut self, script: &str) -> Value {
        let parameters = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        let result = self.call("Runtime.evaluate", parameters);
        assert!(result["exceptionDetails"].is_null(), "{script}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    fn open(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    fn until(&mut self, script: &str) {
        let start = Instant::now();
        while self.eval(script) != json!(true) {
            assert!(start.elapsed() < Duration::from_secs(30), "never: {script}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64)) {
        let parameters = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        self.call("Input.dispatchMouseEvent", parameters);
    }

    /// Drags by `by` pixels what the script finds.
    fn drag(&mut self, element: &str, by: (f64, f64)) {
        let place = self.eval(&format!(
            "(() => {{ const e = {element}; e.scrollIntoView({{block: 'center', behavior: 'instant'}}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + Math.min(6, r.height / 2)]; }})()"
        ));
        let (x, y) = (place[0].as_f64().expect("a place"), place[1].as_f64().expect("a place"));
        self.mouse("mousePressed", (x, y));
        for step in 1..=4 {
            let share = f64::from(step) / 4.0;
            self.mouse("mouseMoved", (x + by.0 * share, y + by.1 * share));
        }
        self.mouse("mouseReleased", (x + by.0, y + by.1));
    }

    fn key(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            let code = match key {
                "ArrowRight" => 39,
                "Home" => 36,
                "End" => 35,
                _ => 33,
            };
            self.call("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code }));
        }
    }

    fn readouts(&mut self, widget: u32) -> Vec<String> {
        let list = self.eval(&format!(
            "Array.from(document.querySelectorAll('#widget-{widget} output'), output => output.textContent)"
        ));
        list.as_array().expect("a list").iter().map(|text| text.as_str().unwrap_or("").to_owned()).collect()
    }

    /// Types an answer, checks it and gives the feedback.
    fn answer(&mut self, problem: u32, text: &str) -> String {
        let text = serde_json::to_string(text).expect("JSON");
        let feedback = self.eval(&format!(
            "(() => {{ const p = document.getElementById('problem-{problem}'); \
             p.querySelector('input[name=answer]').value = {text}; \
             p.querySelector('.answer-form button').click(); \
             const f = p.querySelector('.feedback'); return f.className + ': ' + f.textContent; }})()"
        ));
        feedback.as_str().unwrap_or("").to_owned()
    }

    /// Complaints of the page, and requests that left `origin`.
    fn complaints(&self, origin: &str) -> Vec<String> {
        let mut found = Vec::new();
        for event in &self.events {
            let parameters = &event["params"];
            match event["method"].as_str() {
                Some("Log.entryAdded") if parameters["entry"]["level"] == "error" => {
                    found.push(parameters["entry"]["text"].to_string());
                }
                Some("Runtime.exceptionThrown") => found.push(parameters["exceptionDetails"].to_string()),
                Some("Network.requestWillBeSent") => {
                    let url = parameters["request"]["url"].as_str().unwrap_or("");
                    if !url.starts_with(origin) && !url.starts_with("data:") && url != "about:blank" {
                        found.push(format!("a request to {url}"));
                    }
                }
                _ => {}
            }
        }
        found
    }
}

/// Serves a folder until the test ends.
fn serve(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            std::thread::spawn(move || {
                let mut stream = stream;
                let mut request = [0; 8192];
                let length = stream.read(&mut request).unwrap_or(0);
                let text = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = text.split(' ').nth(1).unwrap_or("/").trim_start_matches('/').to_owned();
                let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
                let kind = match path.rsplit('.').next() {
                    Some("html") => "text/html; charset=utf-8",
                    Some("js") => "text/javascript",
                    Some("css") => "text/css",
                    _ => "application/octet-stream",
                };
                let (status, body) = match std::fs::read(folder.join(&path)) {
                    Ok(body) => ("200 OK", body),
                    Err(_) => ("404 Not Found", Vec::new()),
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes());
                let _ = stream.write_all(&body);
            });
        }
    });
    origin
}

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
