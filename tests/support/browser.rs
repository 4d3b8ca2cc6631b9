//! Headless Chromium, driven over its debugging pipe.
//!
//! Where there is no Chromium [`Browser::start`] says so and gives none, unless `RECKON_BROWSER=1` demands it.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|dir| names.map(|name| dir.join(name))).find(|file| file.is_file())
}

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    send: File,
    receive: BufReader<File>,
    session: String,
    next: u64,
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

    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
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
    pub(crate) fn eval(&mut self, script: &str) -> Value {
        let parameters = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        let result = self.call("Runtime.evaluate", parameters);
        assert!(result["exceptionDetails"].is_null(), "{script}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    pub(crate) fn open(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    pub(crate) fn until(&mut self, script: &str) {
        let start = Instant::now();
        while self.eval(script) != json!(true) {
            assert!(start.elapsed() < Duration::from_secs(30), "never: {script}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    pub(crate) fn mouse(&mut self, kind: &str, (x, y): (f64, f64)) {
        let parameters = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        self.call("Input.dispatchMouseEvent", parameters);
    }

    /// Drags by `by` pixels what the script finds.
    pub(crate) fn drag(&mut self, element: &str, by: (f64, f64)) {
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

    pub(crate) fn key(&mut self, key: &str) {
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
            "(() => {{ const p = document.getElementById('problem-{problem}'); \
             p.querySelector('input[name=answer]').value = {text}; \
             p.querySelector('.answer-form button').click(); \
             const f = p.querySelector('.feedback'); return f.className + ': ' + f.textContent; }})()"
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

/// Serves a folder until the test ends.
pub(crate) fn serve(folder: PathBuf) -> String {
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
                let path = path.split('?').next().unwrap_or("").to_owned();
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
