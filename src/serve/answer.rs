//! From a request to its answer.

use hyper::body::Bytes;
use hyper::header::{self, HeaderName};
use hyper::http::request::Parts;
use hyper::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};

use super::guard::{self, OWN};
use super::state::State;
use super::table::content_type;

// They don't lie in `static/`: what is there may be published, and these never are.
const SCRIPT: &str = include_str!("preview.js");
const STYLE: &str = include_str!("preview.css");

/// What a page may load. It is what published pages say of themselves; the preview needs no more:
/// its script, its stylesheet and its events come from here, too.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// What a page of the preview has, and a published one hasn't. The script stands before all others:
/// it must see the page as it was sent.
const HEAD: &str = "<link rel=\"stylesheet\" data-preview href=\"/~reckon/preview.css\">\
                    <script defer data-preview src=\"/~reckon/preview.js\"></script>\n";

/// An answer.
#[derive(Debug)]
pub(super) enum Answer {
    /// One that is known as a whole.
    Whole {
        status: StatusCode,
        headers: Vec<(HeaderName, String)>,
        body: Bytes,
        /// Whether the connection is closed after it.
        close: bool,
    },
    /// The stream of events.
    Events,
}

/// The answer to a request.
pub(super) fn answer(request: &Parts, port: u16, state: &State) -> Answer {
    let path = match guard::path(request, port) {
        Ok(path) => path,
        Err(refusal) => {
            let mut headers = common("text/plain; charset=utf-8");
            if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
                headers.push((header::ALLOW, "GET, HEAD".into()));
            }
            let body = Bytes::from(format!("{}\n", refusal.why));
            return Answer::Whole { status: refusal.status, headers, body, close: true };
        }
    };
    if let Some(own) = path.strip_prefix(OWN) {
        return match own {
            "events" => Answer::Events,
            "preview.js" => {
                whole(StatusCode::OK, &request.headers, "preview.js", Bytes::from_static(SCRIPT.as_bytes()))
            }
            "preview.css" => {
                whole(StatusCode::OK, &request.headers, "preview.css", Bytes::from_static(STYLE.as_bytes()))
            }
            _ => plain(StatusCode::NOT_FOUND, "there is no such file"),
        };
    }
    let Some(table) = &state.table else {
        return whole(StatusCode::OK, &HeaderMap::new(), "index.html", page(state.error_page().into_bytes().into()));
    };
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
    if let Some(bytes) = table.bytes(&file) {
        return match bytes {
            Ok(bytes) => {
                whole(StatusCode::OK, &request.headers, &file, if is_page(&file) { page(bytes) } else { bytes })
            }
            Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "this file could not be read"),
        };
    }
    if table.has(&format!("{path}/index.html")) {
        let mut headers = common("text/plain; charset=utf-8");
        headers.push((header::LOCATION, format!("/{}/", encoded(&path))));
        return Answer::Whole { status: StatusCode::FOUND, headers, body: Bytes::new(), close: false };
    }
    match table.bytes("404.html") {
        Some(Ok(bytes)) => whole(StatusCode::NOT_FOUND, &HeaderMap::new(), "404.html", page(bytes)),
        _ => plain(StatusCode::NOT_FOUND, "there is no such page"),
    }
}

fn plain(status: StatusCode, text: &str) -> Answer {
    let body = Bytes::from(format!("{text}\n"));
    Answer::Whole { status, headers: common("text/plain; charset=utf-8"), body, close: false }
}

/// A file, or word that the reader's copy of it is still the same.
fn whole(status: StatusCode, asked: &HeaderMap, file: &str, body: Bytes) -> Answer {
    let hash = Sha256::digest(&body);
    let tag = hash[..12].iter().fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}")) + "\"";
    let same = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let same = same.flat_map(|tags| tags.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag);
    let mut headers = common(content_type(file));
    headers.push((header::ETAG, tag));
    if same && status == StatusCode::OK {
        return Answer::Whole { status: StatusCode::NOT_MODIFIED, headers, body: Bytes::new(), close: false };
    }
    Answer::Whole { status, headers, body, close: false }
}

/// What every answer says. There is nothing about other origins: none may read here.
fn common(kind: &str) -> Vec<(HeaderName, String)> {
    let mut headers = vec![
        (header::CONTENT_TYPE, kind.to_owned()),
        // A browser asks again each time, and is told if nothing changed.
        (header::CACHE_CONTROL, "no-cache".into()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::REFERRER_POLICY, "no-referrer".into()),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin".into()),
    ];
    if kind.starts_with("text/html") || kind.starts_with("image/svg") || kind.ends_with("/xml") {
        headers.push((header::CONTENT_SECURITY_POLICY, POLICY.into()));
    }
    headers
}

fn is_page(path: &str) -> bool {
    content_type(path).starts_with("text/html")
}

/// A page with what the preview adds: before its first script, or at the end of its head.
fn page(bytes: Bytes) -> Bytes {
    let find = |needle: &[u8]| bytes.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle));
    let head = find(b"</head>").unwrap_or(bytes.len());
    let at = find(b"<script").map_or(head, |script| script.min(head));
    let mut page = Vec::with_capacity(bytes.len() + HEAD.len());
    page.extend_from_slice(&bytes[..at]);
    page.extend_from_slice(HEAD.as_bytes());
    page.extend_from_slice(&bytes[at..]);
    Bytes::from(page)
}

/// A path of the table as it stands in an address.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hyper::Request;

    use super::super::state::Wrong;
    use super::super::table::Table;
    use super::*;
    use crate::site::{Site, SiteFile};

    fn state() -> State {
        let page = "<!doctype html><head><script defer src=\"x.js\"></script></head><body>text</body>";
        let files = vec![
            SiteFile::new("404.html", "<head></head>missing"),
            SiteFile::new("a b/index.html", page),
            SiteFile::new("index.html", page),
            SiteFile::new("style.css", "body {}"),
        ];
        State { table: Some(Arc::new(Table::new(Arc::new(Site { files }), None, 1))), ..State::default() }
    }

    fn get(state: &State, target: &str, tag: &str) -> (u16, Vec<(HeaderName, String)>, String) {
        let request = Request::builder().uri(target).header("host", "localhost:4000").header("if-none-match", tag);
        match answer(&request.body(()).expect("a request").into_parts().0, 4000, state) {
            Answer::Whole { status, headers, body, .. } => {
                (status.as_u16(), headers, String::from_utf8_lossy(&body).into_owned())
            }
            Answer::Events => panic!("no stream was asked for"),
        }
    }

    fn header(headers: &[(HeaderName, String)], name: &str) -> String {
        headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    #[test]
    fn pages_get_the_script_first_and_other_files_stay_as_they_are() {
        let (status, headers, body) = get(&state(), "/", "");
        assert_eq!(status, 200);
        assert_eq!(header(&headers, "content-type"), "text/html; charset=utf-8");
        assert!(header(&headers, "content-security-policy").starts_with("default-src 'none'; script-src 'self'"));
        assert!(headers.iter().all(|(name, _)| !name.as_str().starts_with("access-control")));
        let (preview, own) = (body.find("preview.js").expect("the script"), body.find("x.js").expect("the page's"));
        assert!(preview < own);
        assert_eq!(get(&state(), "/style.css", "").2, "body {}");
    }

    #[test]
    fn what_a_reader_has_is_not_sent_again() {
        let (_, headers, _) = get(&state(), "/style.css", "");
        let tag = header(&headers, "etag");
        assert_eq!(get(&state(), "/style.css", &format!("\"x\", W/{tag}")).0, 304);
        assert_eq!(get(&state(), "/style.css", "\"x\"").0, 200);
    }

    #[test]
    fn folders_are_redirected_and_what_is_missing_is_said() {
        let (status, headers, _) = get(&state(), "/a%20b", "");
        assert_eq!((status, header(&headers, "location").as_str()), (302, "/a%20b/"));
        let (status, _, body) = get(&state(), "/b/c", "");
        assert_eq!(status, 404);
        assert!(body.contains("missing") && body.contains("preview.js"));
        assert_eq!(get(&state(), "//evil.example", "").0, 404);
        assert_eq!(get(&state(), "/~reckon/preview.js", "").0, 200);
        assert_eq!(get(&state(), "/~reckon/x", "").0, 404);
    }

    #[test]
    fn without_a_good_build_every_page_shows_the_errors() {
        let wrong = Wrong { text: "error: <b>".into(), summary: "error: 1 error".into(), marks: Vec::new() };
        let state = State { wrong: Some(wrong), ..State::default() };
        let (status, _, body) = get(&state, "/a/b/", "");
        assert_eq!(status, 200);
        assert!(body.contains("error: &lt;b&gt;") && body.contains("preview.js"));
    }
}
