//! `reckon serve`: the real command, real sockets, and a real browser where there is one.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::json;

use support::browser::Browser;

/// How long anything may take. Machines are slow and shared; what is tested is that it happens.
const PATIENCE: Duration = Duration::from_secs(60);

/// A preview of a course.
struct Preview {
    child: Child,
    port: u16,
    lines: Receiver<String>,
    dir: tempfile::TempDir,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lesson(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n\n{body}\n")
}

/// A course with two lessons in a section.
fn course() -> tempfile::TempDir {
    support::folder(&[
        ("course.toml", "title = \"A course\"\n"),
        ("content/_index.md", &lesson("A course", "Welcome.")),
        ("content/basics/one.md", &lesson("One", "The first text: [4](=2+2).")),
        ("content/basics/two.md", &lesson("Two", "The second text.")),
    ])
}

impl Preview {
    fn start(dir: tempfile::TempDir, arguments: &[&str]) -> Self {
        let mut command = support::reckon(dir.path());
        command.args(["serve", "--port", "0"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary runs");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        let port = loop {
            let line = lines.recv_timeout(PATIENCE).expect("the address is printed");
            if let Some((_, rest)) = line.split_once("serving http://127.0.0.1:") {
                break rest.split('/').next().and_then(|port| port.parse().ok()).expect("a port");
            }
        };
        Self { child, port, lines, dir }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The answer to these bytes: status and everything else.
    fn raw(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        // A server that refuses early may close before everything is written.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, text)
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port))
    }

    /// Waits until a page holds a text; on the way it is always a page.
    #[track_caller]
    fn until(&self, path: &str, text: &str) {
        let start = Instant::now();
        loop {
            let (status, body) = self.get(path);
            assert!(status == 404 || body.contains("</html>"), "not a whole page ({status}):\n{body}");
            if body.contains(text) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "never `{text}` on {path}:\n{body}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a file is served with this status.
    #[track_caller]
    fn until_status(&self, path: &str, status: u16) {
        let start = Instant::now();
        while self.get(path).0 != status {
            assert!(start.elapsed() < PATIENCE, "never {status} on {path}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks for a page again and again until the function ends; each answer must be good and hold one of `texts`.
    #[track_caller]
    fn never_empty(&self, path: &str, texts: &[&str], work: impl FnOnce() + Send + 'static) {
        let work = std::thread::spawn(work);
        while !work.is_finished() {
            let (status, body) = self.get(path);
            assert_eq!(status, 200, "{body}");
            assert!(texts.iter().any(|text| body.contains(text)), "{body}");
            std::thread::sleep(Duration::from_millis(2));
        }
        work.join().expect("the writer ends");
    }
}

const ONE: &str = "/basics/one/";

#[test]
fn every_way_of_saving_is_noticed() {
    let preview = Preview::start(course(), &[]);
    let file = preview.path("content/basics/one.md");
    preview.until(ONE, "The first text");
    // In place.
    fs::write(&file, lesson("One", "In place.")).expect("a save");
    preview.until(ONE, "In place.");
    // Written beside it and renamed over it.
    let beside = preview.path("content/basics/.one.md.tmp");
    fs::write(&beside, lesson("One", "Renamed over.")).expect("a save");
    fs::rename(&beside, &file).expect("a rename");
    preview.until(ONE, "Renamed over.");
    // Truncated, and written after a while.
    let other = file.clone();
    preview.never_empty(ONE, &["Renamed over.", "After a pause."], move || {
        let mut open = fs::File::create(other).expect("a file");
        std::thread::sleep(Duration::from_millis(150));
        open.write_all(lesson("One", "After a pause.").as_bytes()).expect("a save");
    });
    preview.until(ONE, "After a pause.");
    // Moved away and made anew, as Vim does it, with its trial file.
    let (other, backup, trial) =
        (file.clone(), preview.path("content/basics/one.md~"), preview.path("content/basics/4913"));
    preview.never_empty(ONE, &["After a pause.", "Made anew."], move || {
        fs::write(&trial, "").expect("a file");
        fs::remove_file(&trial).expect("a file");
        fs::rename(&other, &backup).expect("a rename");
        std::thread::sleep(Duration::from_millis(60));
        fs::write(&other, lesson("One", "Made anew.")).expect("a save");
        fs::remove_file(&backup).expect("a file");
    });
    preview.until(ONE, "Made anew.");
    // Truncated for longer than anyone waits: the last good page stays.
    let other = file.clone();
    preview.never_empty(ONE, &["Made anew.", "At last."], move || {
        fs::write(&other, "").expect("a file");
        std::thread::sleep(Duration::from_millis(1500));
        fs::write(&other, lesson("One", "At last.")).expect("a save");
    });
    preview.until(ONE, "At last.");
    // Nothing was written into the project.
    assert!(!preview.path("public").exists());
}

#[test]
fn a_burst_of_saves_ends_with_the_last() {
    let preview = Preview::start(course(), &[]);
    let file = preview.path("content/basics/one.md");
    preview.never_empty(ONE, &["The first text", "Save "], move || {
        for number in 0..100 {
            fs::write(&file, lesson("One", &format!("Save {number}."))).expect("a save");
            // Some fall into a build, some between two.
            std::thread::sleep(Duration::from_millis(number % 7));
        }
    });
    preview.until(ONE, "Save 99.");
}

#[test]
fn files_and_folders_come_and_go() {
    let preview = Preview::start(course(), &[]);
    // A folder with a lesson, made in one go and filled later.
    fs::create_dir_all(preview.path("content/more/deep")).expect("a folder");
    fs::write(preview.path("content/more/deep/three.md"), lesson("Three", "The third text.")).expect("a file");
    preview.until("/more/deep/three/", "The third text.");
    fs::write(preview.path("content/more/deep/three.md"), lesson("Three", "Changed in a new folder.")).expect("a file");
    preview.until("/more/deep/three/", "Changed in a new folder.");
    // Renamed, and changed under its new name.
    fs::rename(preview.path("content/more"), preview.path("content/less")).expect("a rename");
    preview.until("/less/deep/three/", "Changed in a new folder.");
    preview.until_status("/more/deep/three/", 404);
    fs::write(preview.path("content/less/deep/three.md"), lesson("Three", "After the rename.")).expect("a file");
    preview.until("/less/deep/three/", "After the rename.");
    fs::remove_dir_all(preview.path("content/less")).expect("a folder");
    preview.until_status("/less/deep/three/", 404);
    // The whole content folder moved away and back.
    fs::rename(preview.path("content"), preview.path("away")).expect("a rename");
    std::thread::sleep(Duration::from_millis(700));
    fs::rename(preview.path("away"), preview.path("content")).expect("a rename");
    fs::write(preview.path("content/basics/two.md"), lesson("Two", "Back again.")).expect("a file");
    preview.until("/basics/two/", "Back again.");
    // Settings, templates and static files, in folders that weren't there.
    fs::write(preview.path("course.toml"), "title = \"Another title\"\n").expect("a file");
    preview.until("/", "Another title");
    fs::create_dir(preview.path("static")).expect("a folder");
    fs::write(preview.path("static/note.txt"), "A file.").expect("a file");
    preview.until_status("/note.txt", 200);
    fs::write(preview.path("static/note.txt"), "Another.").expect("a file");
    let start = Instant::now();
    while !preview.get("/note.txt").1.ends_with("Another.") {
        assert!(start.elapsed() < PATIENCE, "the static file never changes");
    }
    fs::create_dir(preview.path("templates")).expect("a folder");
    let template =
        "<!doctype html><html lang=\"en\"><head><title>T</title></head><body>{{ page.body | safe }}own</body></html>";
    fs::write(preview.path("templates/lesson.html"), template).expect("a file");
    preview.until(ONE, "own</body>");
}

#[test]
fn changes_are_found_without_notifications() {
    let preview = Preview::start(course(), &["--poll"]);
    fs::write(preview.path("content/basics/one.md"), lesson("One", "Found by looking.")).expect("a save");
    preview.until(ONE, "Found by looking.");
}

#[test]
fn errors_keep_the_last_good_page_and_are_mended() {
    let preview = Preview::start(course(), &[]);
    let file = preview.path("content/basics/one.md");
    let said = |text: &str| {
        let start = Instant::now();
        while !preview.lines.try_iter().any(|line| line.contains(text)) {
            assert!(start.elapsed() < PATIENCE, "the terminal never says `{text}`");
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    fs::write(&file, lesson("One", "New text: [5](=2+2).")).expect("a save");
    said("1 refuted");
    assert!(preview.get(ONE).1.contains("The first text"));
    fs::write(&file, lesson("One", "New text: [4](=2+2).")).expect("a save");
    preview.until(ONE, "New text");
    // A wrong configuration, too.
    fs::write(preview.path("course.toml"), "titel = \"X\"\n").expect("a save");
    said("claims");
    assert!(preview.get("/").1.contains("A course"));
}

#[test]
fn a_course_that_is_wrong_from_the_start_is_served_when_mended() {
    let dir = support::folder(&[("content/one.md", &lesson("One", "Wrong: [5](=2+2) <b>."))]);
    let preview = Preview::start(dir, &[]);
    let (status, body) = preview.get("/one/");
    assert_eq!(status, 200);
    assert!(body.contains("content/one.md:5:9") && body.contains("[claim-refuted]"), "{body}");
    assert!(!body.contains("<b>"), "{body}");
    fs::write(preview.path("content/one.md"), lesson("One", "Right: [4](=2+2).")).expect("a save");
    preview.until("/one/", "Right: ");
}

#[test]
fn hostile_requests_are_refused() {
    let preview = Preview::start(course(), &[]);
    let port = preview.port;
    let own = format!("Host: localhost:{port}");
    let secret = preview.path("content/basics/one.md").display().to_string();
    let long = "a".repeat(5000);
    let huge = format!("X-Huge: {}", "a".repeat(100_000));
    let many: String = (0..500).map(|number| format!("X-{number}: a\r\n")).collect();
    let line = |line: &str, headers: &str| format!("{line}\r\n{headers}\r\nConnection: close\r\n\r\n");
    let table: Vec<(String, &[u16])> = vec![
        (line("GET / HTTP/1.1", "Host: evil.example"), &[403]),
        (line("GET / HTTP/1.1", &format!("Host: evil.example:{port}")), &[403]),
        (line("GET / HTTP/1.1", &format!("Host: localhost.evil.example:{port}")), &[403]),
        (line("GET / HTTP/1.1", &format!("Host: 127.0.0.1.nip.example:{port}")), &[403]),
        (line("GET / HTTP/1.1", "Host: localhost"), &[403]),
        (line("GET / HTTP/1.1", "X: a"), &[400]),
        (line("GET / HTTP/1.1", &format!("{own}\r\nHost: evil.example")), &[400]),
        ("GET / HTTP/1.0\r\n\r\n".into(), &[400]),
        (line("GET / HTTP/1.1", &format!("{own}\r\nOrigin: http://evil.example")), &[403]),
        (line("GET / HTTP/1.1", &format!("{own}\r\nOrigin: null")), &[403]),
        (line("GET / HTTP/1.1", &format!("{own}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors")), &[403]),
        (line("GET /~reckon/events HTTP/1.1", &format!("{own}\r\nOrigin: http://evil.example")), &[403]),
        (line("GET http://evil.example/ HTTP/1.1", &own), &[403]),
        (line("GET http://evil.example/ HTTP/1.1", "Host: evil.example"), &[403]),
        (line("CONNECT evil.example:443 HTTP/1.1", &own), &[400, 403, 405]),
        (line("OPTIONS * HTTP/1.1", &own), &[405, 400]),
        (line("OPTIONS / HTTP/1.1", &format!("{own}\r\nOrigin: http://localhost:{port}")), &[405]),
        (line("TRACE / HTTP/1.1", &own), &[405]),
        (line("DELETE / HTTP/1.1", &own), &[405]),
        (format!("POST / HTTP/1.1\r\n{own}\r\nContent-Length: 3\r\n\r\nabc"), &[405]),
        (format!("GET / HTTP/1.1\r\n{own}\r\nContent-Length: 3\r\n\r\nabc"), &[400]),
        (
            format!("GET / HTTP/1.1\r\n{own}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            &[400],
        ),
        (format!("GET / HTTP/1.1\r\n{own}\r\nContent-Length: -1\r\n\r\n"), &[400]),
        (line("GET /../../etc/passwd HTTP/1.1", &own), &[400]),
        (line("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", &own), &[400]),
        (line("GET /..%2f..%2fetc%2fpasswd HTTP/1.1", &own), &[400]),
        (line("GET /%252e%252e/etc/passwd HTTP/1.1", &own), &[404]),
        (line("GET /..%5c..%5cx HTTP/1.1", &own), &[400]),
        (line("GET //etc/passwd HTTP/1.1", &own), &[404]),
        (line("GET /basics/one/%00 HTTP/1.1", &own), &[400]),
        (line("GET /%c0%ae%c0%ae/ HTTP/1.1", &own), &[400]),
        (line("GET /%zz HTTP/1.1", &own), &[400]),
        (line(&format!("GET {secret} HTTP/1.1"), &own), &[404]),
        (line("GET /content/basics/one.md HTTP/1.1", &own), &[404]),
        (line("GET /course.toml HTTP/1.1", &own), &[404]),
        (line("GET /basics/one.md HTTP/1.1", &own), &[404]),
        (line(&format!("GET /{long} HTTP/1.1"), &own), &[414, 431]),
        (line("GET / HTTP/1.1", &format!("{own}\r\n{huge}")), &[431, 0]),
        (line("GET / HTTP/1.1", &format!("{own}\r\n{many}X: a")), &[431, 400, 0]),
        ("\0\0\0\0\r\n\r\n".into(), &[400]),
        ("GET / HTTP/9.9\r\n\r\n".into(), &[400, 505]),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(), &[400, 505, 0]),
        (format!("GET /\r\nX: y HTTP/1.1\r\n{own}\r\n\r\n"), &[400]),
        (format!("GET / HTTP/1.1\r\n{own}\r\nX: a\nb: c\r\n y\r\nConnection: close\r\n\r\n"), &[400]),
        (line("GET / HTTP/1.1", &format!("{own}\r\nUpgrade: h2c")), &[400]),
    ];
    for (request, expected) in table {
        let (status, answer) = preview.raw(&request);
        let head: String = request.chars().take(120).collect();
        assert!(expected.contains(&status), "{status} for {head:?}:\n{answer}");
        assert!(!answer.to_ascii_lowercase().contains("access-control"), "{answer}");
        assert!(!answer.contains("The first text"), "{head:?} reads a page:\n{answer}");
    }
    let (status, answer) = preview.get(ONE);
    assert_eq!(status, 200);
    let lower = answer.to_ascii_lowercase();
    for header in [
        "content-type: text/html; charset=utf-8",
        "x-content-type-options: nosniff",
        "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'",
        "cross-origin-resource-policy: same-origin",
    ] {
        assert!(lower.contains(header), "{header}:\n{answer}");
    }
    assert!(!lower.contains("access-control"));
    let head = preview.raw(&format!("HEAD {ONE} HTTP/1.1\r\n{own}\r\nConnection: close\r\n\r\n"));
    assert!(head.0 == 200 && head.1.ends_with("\r\n\r\n"), "{head:?}");
}

#[test]
fn a_thousand_idle_connections_keep_nobody_out() {
    let preview = Preview::start(course(), &[]);
    let mut idle = Vec::new();
    for number in 0..1000 {
        // Where the test itself may not open so many, those it has do.
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", preview.port)) else { break };
        match number % 3 {
            0 => {}
            1 => drop(stream.write_all(b"GET / HT")),
            _ => {
                drop(stream.write_all(format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\nX: ", preview.port).as_bytes()))
            }
        }
        idle.push(stream);
        if idle.len() == 900 {
            // Leave descriptors for the reader, under the usual limit of 1024.
            idle.drain(..50);
        }
    }
    let start = Instant::now();
    assert_eq!(preview.get(ONE).0, 200);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // And saves still arrive.
    fs::write(preview.path("content/basics/one.md"), lesson("One", "Still served.")).expect("a save");
    preview.until(ONE, "Still served.");
    drop(idle);
}

#[test]
fn an_interrupt_ends_it_and_leaves_nothing_behind() {
    let dir = course();
    let before = support::snapshot(dir.path());
    let mut preview = Preview::start(dir, &[]);
    let mut events = TcpStream::connect(("127.0.0.1", preview.port)).expect("a connection");
    let request = format!("GET /~reckon/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port);
    events.write_all(request.as_bytes()).expect("a request");
    let mut first = [0; 64];
    assert!(events.read(&mut first).expect("an answer") > 0);
    let start = Instant::now();
    let pid = preview.child.id().to_string();
    let killed = std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill runs");
    assert!(killed.success());
    let status = preview.child.wait().expect("it ends");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(status.code(), Some(130));
    assert_eq!(support::snapshot(preview.dir.path()), before);
    assert!(TcpStream::connect(("127.0.0.1", preview.port)).is_err(), "the port is free again");
}

#[test]
fn a_port_that_is_taken_is_status_3() {
    let preview = Preview::start(course(), &[]);
    let other = course();
    let run = support::run(other.path(), &["serve", "--port", &preview.port.to_string()]).expect(3);
    assert!(run.stderr.contains(&format!("port {} is taken", preview.port)), "{}", run.stderr);
    assert!(run.stderr.contains("--port 0"), "{}", run.stderr);
    support::run(Path::new("/"), &["serve", "there-is-no-such-course"]).expect(2);
}

#[test]
fn published_sites_know_nothing_of_the_preview() {
    let dir = course();
    support::run(dir.path(), &["build"]).expect(0);
    for (path, bytes) in support::snapshot(&dir.path().join("public")) {
        let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
        assert!(!path.to_string_lossy().contains("preview"), "{}", path.display());
        assert!(!text.contains("~reckon") && !text.contains("data-preview"), "{}", path.display());
    }
}

const RICH: &str = "+++\ntitle = \"Rich\"\n+++\n\n```calc\nP = pmf(e: 0.5, t: 0.5)\n```\n\n## Start\n\nFirst words.\n\n\
    It costs [1 bit](=H(P)).\n\n```widget\ntitle = \"A coin\"\nvars = [\"P\"]\nreadouts = [\"$H(P)$ [1.000 bits](=H(P))\"]\n\
    [[view]]\nkind = \"bars\"\nof = [{ pmf = \"P\", label = \"P\", color = \"truth\" }]\n```\n\n\
    > [!problem] Bits\n> What is $H(P)$?\n>\n> > [!answer] [1 bit](=H(P))\n>\n> > [!mistake] [0.5 bits](= \"0.5 bit\")\n> > That is half.\n\n\
    ## Middle\n\nLAST\n\n";

fn rich() -> String {
    let filler: String = (0..60).map(|number| format!("Paragraph {number} of the filling.\n\n")).collect();
    format!("{RICH}{filler}")
}

/// A browser on a rich lesson, with something dragged, something typed, and scrolled.
fn rich_page() -> Option<(Preview, Browser, PathBuf)> {
    let mut browser = Browser::start()?;
    let dir = course();
    let file = dir.path().join("content/basics/rich.md");
    fs::write(&file, rich()).expect("a file");
    let preview = Preview::start(dir, &[]);
    browser.open(&format!("{}/basics/rich/", preview.origin()));
    browser.until("document.querySelectorAll('figure.live').length === 1");
    browser.until("!!document.documentElement.dataset.reckonBuild");
    browser.eval(
        "(() => { const i = document.querySelector('figure input[type=range]'); i.value = 0.9; \
         i.dispatchEvent(new Event('input', {bubbles: true})); \
         window.figureNode = document.querySelector('figure'); \
         const a = document.querySelector('input[name=answer]'); a.focus(); a.value = '0.7 b'; a.setSelectionRange(2, 3); \
         window.scrollTo({top: 500, behavior: 'instant'}); return true; })()",
    );
    browser.until("document.querySelector('figure output').textContent === '0.469'");
    Some((preview, browser, file))
}

const KEPT: &str = "document.querySelector('figure output').textContent === '0.469' \
    && document.activeElement === document.querySelector('input[name=answer]') \
    && document.activeElement.value === '0.7 b'";

#[test]
fn a_page_is_patched_and_what_the_reader_did_stays() {
    let Some((preview, mut browser, file)) = rich_page() else { return };
    let scrolled = browser.eval("window.scrollY");
    // Text below, text above: the same widget, focus, selection and place.
    fs::write(&file, rich().replace("LAST", "New last words.")).expect("a save");
    browser.until("document.querySelector('main').textContent.includes('New last words.')");
    assert_eq!(browser.eval(&format!("{KEPT} && document.activeElement.selectionStart === 2")), json!(true));
    assert_eq!(browser.eval("window.scrollY"), scrolled);
    assert_eq!(browser.eval("document.querySelector('figure') === window.figureNode"), json!(true));
    let top = browser.eval("document.querySelector('input[name=answer]').getBoundingClientRect().top");
    let more = "First words.\n\nAnd many more above.\n\n- one\n- two\n- three";
    fs::write(&file, rich().replace("First words.", more)).expect("a save");
    browser.until("document.querySelector('main').textContent.includes('And many more above.')");
    assert_eq!(browser.eval(KEPT), json!(true));
    let now = browser.eval("document.querySelector('input[name=answer]').getBoundingClientRect().top");
    let moved = now.as_f64().expect("a place") - top.as_f64().expect("a place");
    assert!(moved.abs() < 2.0, "what the reader looks at moved by {moved} px");
    // Another problem before it: the numbers shift, the answer that is half typed stays.
    let problem = "> [!problem] Sum\n> What is $1 + 1$?\n>\n> > [!answer] [2](=1+1)\n\nFirst words.";
    fs::write(&file, rich().replace("First words.", problem)).expect("a save");
    browser.until("document.querySelectorAll('input[name=answer]').length === 2");
    browser.until("document.querySelectorAll('figure.live').length === 1");
    browser.until("document.querySelector('figure output').textContent === '0.469'");
    browser.until("document.querySelectorAll('input[name=answer]')[1].value === '0.7 b'");
    // Both answer.
    browser.until(
        "!document.querySelectorAll('.answer-form')[0].hidden && !document.querySelectorAll('.answer-form')[1].hidden",
    );
    assert!(browser.answer(1, "2").starts_with("feedback right"));
    assert!(browser.answer(2, "0.5").contains("That is half."));
    // The definitions changed: the widget starts from them, and lives.
    fs::write(
        &file,
        rich()
            .replace("e: 0.5, t: 0.5", "e: 0.25, t: 0.75")
            .replace("1 bit](=H(P))", "0.81 bits](=H(P))")
            .replace("1.000", "0.811"),
    )
    .expect("a save");
    browser.until("document.querySelectorAll('input[name=answer]').length === 1");
    browser.until("document.querySelectorAll('figure.live').length === 1");
    assert_eq!(browser.complaints(&preview.origin()), Vec::<String>::new());
}

#[test]
fn a_stylesheet_is_swapped_and_a_page_that_is_gone_is_left() {
    let Some((preview, mut browser, file)) = rich_page() else { return };
    fs::create_dir_all(preview.path("static")).expect("a folder");
    fs::write(preview.path("static/style.css"), "body { color: rgb(1, 2, 3); }").expect("a save");
    browser.until("getComputedStyle(document.body).color === 'rgb(1, 2, 3)'");
    assert_eq!(browser.eval(KEPT), json!(true));
    assert_eq!(browser.eval("document.querySelector('figure') === window.figureNode"), json!(true));
    fs::rename(&file, preview.path("content/basics/other.md")).expect("a rename");
    browser.until("location.pathname === '/basics/' && document.readyState === 'complete'");
    browser.until("!!document.querySelector('reckon-preview .note') && document.querySelector('reckon-preview').textContent.includes('/basics/rich/')");
    assert!(browser.eval("document.querySelector('main').textContent").as_str().unwrap_or("").contains("Rich"));
}

#[test]
fn errors_are_shown_over_the_last_good_page() {
    let Some((preview, mut browser, file)) = rich_page() else { return };
    let wrong = rich().replace("[1 bit](=H(P)).", "[2 bits](=H(P)). [x](= \"<img src=x onerror=alert(1)>\")");
    fs::write(&file, wrong).expect("a save");
    browser.until("!!document.querySelector('reckon-preview [role=alert] pre')");
    let text = browser.eval("document.querySelector('reckon-preview pre').textContent");
    let text = text.as_str().unwrap_or("");
    for part in
        ["error[claim-refuted]: `2 bits` is wrong", "content/basics/rich.md:13:", "^", "<img src=x onerror=alert(1)>"]
    {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    // The terminal's own words.
    let run = support::run(preview.dir.path(), &["check"]).expect(1);
    assert!(run.stderr.starts_with(text.trim_end()), "{text}\n---\n{}", run.stderr);
    assert_eq!(browser.eval("document.querySelectorAll('reckon-preview img').length"), json!(0));
    // The number is marked where it stands; the page below is the last good one, as the reader left it.
    assert_eq!(browser.eval("document.querySelector('a.reckon-wrong').textContent"), json!("1 bit"));
    assert_eq!(browser.eval(KEPT), json!(true));
    // Dismissed by the keyboard, and back by a button.
    browser.eval("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))");
    browser.until("!document.querySelector('reckon-preview pre') && !!document.querySelector('.reckon-back')");
    browser.eval("document.querySelector('.reckon-back').click()");
    browser.until("!!document.querySelector('reckon-preview pre')");
    // A page that is opened now shows it, too.
    browser.open(&format!("{}/basics/two/", preview.origin()));
    browser.until("!!document.querySelector('reckon-preview [role=alert] pre')");
    fs::write(&file, rich()).expect("a save");
    browser.until("!document.querySelector('reckon-preview')");
    assert_eq!(browser.eval("document.querySelectorAll('.reckon-wrong, .reckon-said').length"), json!(0));
    assert_eq!(browser.complaints(&preview.origin()), Vec::<String>::new());
}

#[test]
fn an_error_page_becomes_the_site() {
    let Some(mut browser) = Browser::start() else { return };
    let dir = support::folder(&[("content/one.md", &lesson("One", "Wrong: [5](=2+2)."))]);
    let preview = Preview::start(dir, &[]);
    browser.open(&format!("{}/one/", preview.origin()));
    browser.until("document.querySelector('pre').textContent.includes('`5` is wrong')");
    fs::write(preview.path("content/one.md"), lesson("One", "Wrong: [6](=2+2).")).expect("a save");
    browser.until("document.querySelector('pre').textContent.includes('`6` is wrong')");
    fs::write(preview.path("content/one.md"), lesson("One", "Right: [4](=2+2).")).expect("a save");
    browser.until("document.querySelector('main')?.textContent.includes('Right: 4')");
}
