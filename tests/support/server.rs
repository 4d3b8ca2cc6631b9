//! A folder on a port of this machine, for a browser.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Serves a folder until the test ends.
pub(crate) fn serve(folder: PathBuf) -> String {
    serve_with(folder, &[], Vec::new())
}

/// Serves a folder with headers, and some paths with other bytes than the folder's.
pub(crate) fn serve_with(folder: PathBuf, headers: &[(&str, &str)], instead: Vec<(String, Vec<u8>)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let shared = Arc::new((folder, headers, instead));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || answer(stream, &shared.0, &shared.1, &shared.2));
        }
    });
    origin
}

fn answer(mut stream: TcpStream, folder: &Path, headers: &str, instead: &[(String, Vec<u8>)]) {
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
        Some("woff2") => "font/woff2",
        Some("ttf") => "font/ttf",
        _ => "application/octet-stream",
    };
    let other = instead.iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.clone());
    let (status, body) = match other.or_else(|| std::fs::read(folder.join(&path)).ok()) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&body);
}
