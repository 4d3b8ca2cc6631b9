//! Headless Chromium, driven over its debugging pipe.
//!
//! Where there is no Chromium [`Browser::start`] says so and gives none, unless `RECKON_BROWSER=1` demands it.

#![allow(dead_code, reason = "each test file uses a part")]
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|dir| names.map(|name| dir.join(name))).find(|file| file.is_file())
}

/// Says something that even a test that passes shows: the harness keeps what is printed by macros.
pub(crate) fn aloud(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A file of a package that pages are held against; where there is none the test says so, unless it is demanded.
pub(crate) fn tool(path: &str) -> Option<PathBuf> {
    let demanded = std::env::var_os("RECKON_WEB_TOOLS").map(PathBuf::from);
    let folder = demanded.clone().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/web"));
    let file = folder.join("node_modules").join(path);
    if file.is_file() {
        return Some(file);
    }
    assert!(demanded.is_none(), "{} is missing, and RECKON_WEB_TOOLS demands it", file.display());
    aloud(&format!("SKIPPED: {path} is not installed (.ci/run does), so what it would say is not known"));
    None
}

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    send: File,
    receive: BufReader<File>,
    session: String,
    /// Where scripts run, if not in the page itself.
    context: Option<i64>,
    next: u64,
    /// Answers that came while another was awaited.
    early: Vec<Value>,
    /// What the page logged, asked for and failed at.
    pub(crate) events: Vec<Value>,
    _folder: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = chromium() else {
            assert!(std::env::var_os("RECKON_BROWSER").is_none(), "no Chromium, and RECKON_BROWSER demands one");
            aloud("SKIPPED: no Chromium, so the page was not tested in a browser");
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
        let mut browser = Self {
            child,
            send,
            receive,
            session: String::new(),
            context: None,
            next: 0,
            early: Vec::new(),
            events: Vec::new(),
            _folder: folder,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session = browser.call("Target.attachToTarget", attach)["sessionId"].as_str().unwrap_or("").to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Calls a method of the protocol and waits for its answer.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.post(method, parameters);
        self.answer_to(method, self.next)
    }

    /// Calls one after another without waiting in between, then waits for all.
    pub(crate) fn call_all(&mut self, method: &str, all: Vec<Value>) {
        let first = self.next + 1;
        for parameters in all {
            self.post(method, parameters);
        }
        for id in first..=self.next {
            self.answer_to(method, id);
        }
    }

    fn post(&mut self, method: &str, parameters: Value) {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.send.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
    }

    #[track_caller]
    fn answer_to(&mut self, method: &str, id: u64) -> Value {
        let answer = self.reply(id);
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// The answer to a call, or its error.
    fn reply(&mut self, id: u64) -> Value {
        loop {
            let answer = match self.early.iter().position(|answer| answer["id"] == json!(id)) {
                Some(at) => self.early.swap_remove(at),
                None => self.message(),
            };
            if answer["id"] == json!(id) {
                return answer;
            }
            let list = if answer["id"].is_null() { &mut self.events } else { &mut self.early };
            list.push(answer);
        }
    }

    fn message(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.receive.read_until(0, &mut bytes).expect("the browser answers");
        bytes.pop();
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// The value of a script, promises awaited.
    #[track_caller]
    pub(crate) fn eval(&mut self, script: &str) -> Value {
        let mut parameters = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        if let Some(context) = self.context {
            parameters["contextId"] = json!(context);
        }
        let result = self.call("Runtime.evaluate", parameters);
        assert!(result["exceptionDetails"].is_null(), "{script}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    #[track_caller]
    pub(crate) fn open(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// Whether a script gives `true`. It does not where what it asks about isn't there, or where the page
    /// is leaving.
    fn holds(&mut self, script: &str) -> bool {
        let mut parameters = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        if let Some(context) = self.context {
            parameters["contextId"] = json!(context);
        }
        self.post("Runtime.evaluate", parameters);
        self.reply(self.next)["result"]["result"]["value"] == json!(true)
    }

    #[track_caller]
    pub(crate) fn until(&mut self, script: &str) {
        let start = Instant::now();
        while !self.holds(script) {
            assert!(start.elapsed() < Duration::from_secs(30), "never: {script}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// An event of the left button, which is down but for the release.
    pub(crate) fn mouse(&mut self, kind: &str, place: (f64, f64)) {
        self.call("Input.dispatchMouseEvent", mouse_event(kind, place));
    }

    /// The middle of what a script finds, brought into view.
    #[track_caller]
    pub(crate) fn place(&mut self, element: &str) -> (f64, f64) {
        let place = self.eval(&format!(
            "(() => {{ const e = {element}; e.scrollIntoView({{block: 'center', behavior: 'instant'}}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        (place[0].as_f64().expect("a place"), place[1].as_f64().expect("a place"))
    }

    /// Drags by `by` pixels what the script finds, held near its upper edge.
    #[track_caller]
    pub(crate) fn drag(&mut self, element: &str, by: (f64, f64)) {
        let (x, middle) = self.place(element);
        let height = self.eval(&format!("({element}).getBoundingClientRect().height")).as_f64().unwrap_or(0.0);
        let from = (x, middle - (height / 2.0 - 6.0).max(0.0));
        self.drag_from(from, by);
    }

    /// Drags from a place of the window.
    pub(crate) fn drag_from(&mut self, (x, y): (f64, f64), by: (f64, f64)) {
        self.mouse("mousePressed", (x, y));
        for step in 1..=4 {
            let share = f64::from(step) / 4.0;
            self.mouse("mouseMoved", (x + by.0 * share, y + by.1 * share));
        }
        self.mouse("mouseReleased", (x + by.0, y + by.1));
    }

    /// Presses and releases the left button.
    #[track_caller]
    pub(crate) fn click(&mut self, element: &str) {
        let place = self.place(element);
        self.mouse("mousePressed", place);
        self.mouse("mouseReleased", place);
    }

    /// A finger that goes down, moves by `by` in steps, and is lifted.
    pub(crate) fn swipe(&mut self, (x, y): (f64, f64), by: (f64, f64)) {
        let mut touch = |kind: &str, points: Value| {
            self.call("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }));
        };
        touch("touchStart", json!([{ "x": x, "y": y }]));
        for step in 1..=8 {
            let share = f64::from(step) / 8.0;
            touch("touchMove", json!([{ "x": x + by.0 * share, "y": y + by.1 * share }]));
            std::thread::sleep(Duration::from_millis(20));
        }
        touch("touchEnd", json!([]));
    }

    /// Presses and releases a key.
    #[track_caller]
    pub(crate) fn key(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            " " => (32, " "),
            "PageUp" => (33, ""),
            "PageDown" => (34, ""),
            "End" => (35, ""),
            "Home" => (36, ""),
            "ArrowLeft" => (37, ""),
            "ArrowUp" => (38, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            _ => panic!("the driver doesn't know the key {key}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let name = if key == " " { "Space" } else { key };
            let mut parameters = json!({ "type": kind, "key": key, "code": name, "windowsVirtualKeyCode": code });
            if kind == "keyDown" && !text.is_empty() {
                parameters["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", parameters);
        }
    }

    /// Types into what has the focus.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// The size of the window, in pixels of the page; a narrow one is a phone's.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let mobile = width < 500;
        let parameters = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", parameters);
        self.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": mobile }));
    }

    /// What the reader's system prefers: `("prefers-color-scheme", "dark")`.
    pub(crate) fn prefer(&mut self, features: &[(&str, &str)]) {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Runs a script in every page before the page's own.
    pub(crate) fn before_pages(&mut self, script: &str) {
        self.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// Writes a picture of the window.
    pub(crate) fn screenshot(&mut self, file: &Path) {
        let data = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let text = data["data"].as_str().unwrap_or("");
        std::fs::write(file, decode_base64(text)).expect("a picture");
    }

    /// From now on, scripts run in the first frame of the page.
    pub(crate) fn enter_frame(&mut self) {
        // A sandboxed frame may live in a process of its own.
        self.call(
            "Target.setAutoAttach",
            json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true }),
        );
        let attached = self.events.iter().rev().find(|event| {
            event["method"] == "Target.attachedToTarget" && event["params"]["targetInfo"]["type"] == "iframe"
        });
        if let Some(session) = attached.and_then(|event| event["params"]["sessionId"].as_str()) {
            self.session = session.to_owned();
            for domain in ["Runtime", "Log", "Network"] {
                self.call(&format!("{domain}.enable"), json!({}));
            }
            return;
        }
        let tree = self.call("Page.getFrameTree", json!({}));
        let frame = &tree["frameTree"]["childFrames"][0]["frame"]["id"];
        let made = self.events.iter().rev().find(|event| {
            event["method"] == "Runtime.executionContextCreated"
                && event["params"]["context"]["auxData"]["frameId"] == *frame
        });
        self.context = made.and_then(|event| event["params"]["context"]["id"].as_i64());
        assert!(self.context.is_some(), "no frame: {tree}");
    }

    /// What the readouts of a widget show.
    pub(crate) fn readouts(&mut self, widget: u32) -> Vec<String> {
        let list = self.eval(&format!(
            "Array.from(document.querySelectorAll('#widget-{widget} output'), output => output.textContent)"
        ));
        list.as_array().expect("a list").iter().map(|text| text.as_str().unwrap_or("").to_owned()).collect()
    }

    /// Types an answer, checks it and gives the feedback.
    pub(crate) fn answer(&mut self, problem: u32, text: &str) -> String {
        let text = serde_json::to_string(text).expect("JSON");
        let feedback = self.eval(&format!(
            "(async () => {{ const p = document.getElementById('problem-{problem}'); \
             const f = p.querySelector('.feedback'); f.textContent = ''; \
             p.querySelector('input[name=answer]').value = {text}; \
             p.querySelector('.answer-form button').click(); \
             for (let n = 0; n < 1000 && !f.textContent; n++) await new Promise((on) => setTimeout(on, 10)); \
             return f.className + ': ' + f.textContent; }})()"
        ));
        feedback.as_str().unwrap_or("").to_owned()
    }

    /// Complaints of the page, and requests that left `origin`.
    pub(crate) fn complaints(&self, origin: &str) -> Vec<String> {
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

/// A mouse event of the protocol.
pub(crate) fn mouse_event(kind: &str, (x, y): (f64, f64)) -> Value {
    let buttons = if kind == "mouseReleased" { 0 } else { 1 };
    json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1 })
}

fn decode_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}
