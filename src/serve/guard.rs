//! Which requests are answered. Everything that a browser would not ask for here is refused.
//!
//! A page of a stranger must not read a course that is being written: the name under which the
//! server is reached must be its own (a stranger's name may be made to lead here), and so must be
//! the origin of whoever asks.

use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{HeaderMap, Method, StatusCode, Version, header};

use crate::render::percent_decoded;

/// Where the preview's own script, stylesheet and events lie. No page of a course can lie there.
pub(super) const OWN: &str = "~reckon/";

/// The longest path that is looked up.
const LONGEST_PATH: usize = 2048;

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// In plain words.
    pub(super) why: &'static str,
}

fn refuse<T>(status: StatusCode, why: &'static str) -> Result<T, Refusal> {
    Err(Refusal { status, why })
}

/// The path that a request asks for, decoded, without the leading slash.
pub(super) fn path(request: &Parts, port: u16) -> Result<String, Refusal> {
    host(request, port)?;
    origin(&request.headers, port)?;
    if request.method != Method::GET && request.method != Method::HEAD {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered");
    }
    let empty = request.headers.get(header::CONTENT_LENGTH).is_none_or(|length| length.as_bytes() == b"0");
    if !empty || request.headers.contains_key(header::TRANSFER_ENCODING) {
        return refuse(StatusCode::BAD_REQUEST, "a request has no body here");
    }
    if request.headers.contains_key(header::UPGRADE) {
        return refuse(StatusCode::BAD_REQUEST, "no other protocol is spoken here");
    }
    decoded(request.uri.path())
}

/// The host that was asked for must be this one.
fn host(request: &Parts, port: u16) -> Result<(), Refusal> {
    let mut hosts = request.headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return refuse(StatusCode::BAD_REQUEST, "a request names one host");
    };
    let named = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    if !named.is_some_and(|named| is_own(&named, port)) {
        return refuse(StatusCode::FORBIDDEN, "this host is not served here");
    }
    // `GET http://host/ HTTP/1.1` is for proxies.
    if request.uri.authority().is_some_and(|named| !is_own(named, port)) {
        return refuse(StatusCode::FORBIDDEN, "this host is not served here");
    }
    if request.uri.scheme().is_some_and(|scheme| scheme.as_str() != "http") {
        return refuse(StatusCode::BAD_REQUEST, "only http is spoken here");
    }
    if request.version > Version::HTTP_11 {
        return refuse(StatusCode::HTTP_VERSION_NOT_SUPPORTED, "only HTTP/1 is spoken here");
    }
    Ok(())
}

/// Whoever asks must be a page from here, or the reader.
fn origin(headers: &HeaderMap, port: u16) -> Result<(), Refusal> {
    for origin in headers.get_all(header::ORIGIN) {
        let named = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        let named = named.and_then(|named| named.parse::<Authority>().ok());
        if !named.is_some_and(|named| is_own(&named, port)) {
            return refuse(StatusCode::FORBIDDEN, "this origin may not read here");
        }
    }
    // A stranger's page may lead here by a link, but not load scripts or pictures from here.
    let is = |name: &str, values: &[&str]| {
        headers.get(name).is_some_and(|value| values.iter().any(|wanted| value.as_bytes() == wanted.as_bytes()))
    };
    if is("sec-fetch-site", &["cross-site", "same-site"]) && !is("sec-fetch-mode", &["navigate"]) {
        return refuse(StatusCode::FORBIDDEN, "this origin may not read here");
    }
    Ok(())
}

/// Whether an authority is this server's own.
fn is_own(authority: &Authority, port: u16) -> bool {
    let host = authority.host().to_ascii_lowercase();
    let own = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
    let plain = !authority.as_str().contains('@') && !authority.as_str().ends_with(':');
    own && plain && authority.port_u16().unwrap_or(80) == port
}

/// A path as the table knows it.
fn decoded(path: &str) -> Result<String, Refusal> {
    let Some(path) = path.strip_prefix('/') else {
        return refuse(StatusCode::BAD_REQUEST, "a path starts with a slash");
    };
    if path.len() > LONGEST_PATH {
        return refuse(StatusCode::URI_TOO_LONG, "the path is too long");
    }
    let decoded = percent_decoded(path);
    let bad = |part: &str| part == "." || part == "..";
    let odd = |character: char| character.is_control() || matches!(character, '\\' | '\u{fffd}');
    // What isn't UTF-8 comes back as it was.
    let undecoded = path.contains('%') && decoded == path;
    if undecoded || decoded.split('/').any(bad) || decoded.contains(odd) || !well_encoded(path) {
        return refuse(StatusCode::BAD_REQUEST, "this is no path");
    }
    Ok(decoded)
}

/// Whether each `%` is followed by two digits, and none hides a slash.
fn well_encoded(path: &str) -> bool {
    path.split('%').skip(1).all(|rest| {
        let digits = rest.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        digits.is_some_and(|digits| !digits.eq_ignore_ascii_case("2f") && digits != "00")
    })
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn asked(method: &str, target: &str, headers: &[(&str, &str)]) -> Result<String, u16> {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        path(&parts, 4000).map_err(|refusal| refusal.status.as_u16())
    }

    const HOST: (&str, &str) = ("host", "localhost:4000");

    #[test]
    fn own_hosts_and_origins_are_answered() {
        for host in ["localhost:4000", "127.0.0.1:4000", "[::1]:4000", "LocalHost:4000"] {
            assert_eq!(asked("GET", "/a/", &[("host", host)]), Ok("a/".to_owned()), "{host}");
            let origin = format!("http://{host}");
            assert_eq!(asked("HEAD", "/", &[("host", host), ("origin", &origin)]), Ok(String::new()), "{host}");
        }
        assert_eq!(asked("GET", "http://127.0.0.1:4000/a", &[HOST]), Ok("a".to_owned()));
        assert_eq!(asked("GET", "/%C3%A9t%C3%A9?x=../..", &[HOST]), Ok("été".to_owned()));
        let link = [HOST, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
        assert_eq!(asked("GET", "/", &link), Ok(String::new()));
    }

    #[test]
    fn foreign_hosts_and_origins_are_not() {
        for host in [
            "evil.example",
            "evil.example:4000",
            "localhost",
            "localhost:4001",
            "localhost:",
            "127.0.0.1.evil.example:4000",
            "localhost.evil.example:4000",
            "localhost@evil.example:4000",
            "x@localhost:4000",
            "0.0.0.0:4000",
            "[::]:4000",
            "127.0.0.2:4000",
            "2130706433:4000",
            "localhost.:4000",
            "",
            "localhost:4000/",
            "localhost:4000, a",
        ] {
            assert!(asked("GET", "/", &[("host", host)]).is_err(), "{host}");
        }
        assert_eq!(asked("GET", "/", &[]), Err(400));
        assert_eq!(asked("GET", "/", &[HOST, HOST]), Err(400));
        assert_eq!(asked("GET", "http://evil.example/", &[HOST]), Err(403));
        assert_eq!(asked("GET", "https://localhost:4000/", &[HOST]), Err(400));
        for origin in ["null", "http://evil.example", "https://localhost:4000", "http://localhost:3000", "file://", ""]
        {
            assert_eq!(asked("GET", "/", &[HOST, ("origin", origin)]), Err(403), "{origin}");
        }
        let script = [HOST, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")];
        assert_eq!(asked("GET", "/search-index.js", &script), Err(403));
    }

    #[test]
    fn only_reading_is_answered() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"] {
            assert_eq!(asked(method, "/", &[HOST]), Err(405), "{method}");
        }
        assert_eq!(asked("GET", "/", &[HOST, ("content-length", "5")]), Err(400));
        assert_eq!(asked("GET", "/", &[HOST, ("transfer-encoding", "chunked")]), Err(400));
        assert_eq!(asked("GET", "/", &[HOST, ("upgrade", "h2c")]), Err(400));
    }

    #[test]
    fn tricks_with_paths_are_refused() {
        for target in [
            "/..",
            "/../etc/passwd",
            "/a/../b",
            "/./a",
            "/%2e%2e/x",
            "/%2E%2e%2fx",
            "/..%2f",
            "/a%2fb",
            "/a%5cb",
            "/a%00b",
            "/a%0d%0ab",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "/%c0%ae%c0%ae/",
        ] {
            assert_eq!(asked("GET", target, &[HOST]), Err(400), "{target}");
        }
        assert_eq!(asked("GET", &format!("/{}", "a".repeat(3000)), &[HOST]), Err(414));
        // What is decoded once stays as it is.
        assert_eq!(asked("GET", "/%252e%252e/x", &[HOST]), Ok("%2e%2e/x".to_owned()));
        assert_eq!(asked("GET", "//evil.example/", &[HOST]), Ok("/evil.example/".to_owned()));
    }
}
