//! What readers are told of the last build.

use std::sync::Arc;

use serde_json::json;

use super::marks::Mark;
use super::table::Table;
use crate::render::html::Html;

/// What is wrong with the content as it is now.
#[derive(Debug)]
pub(super) struct Wrong {
    /// The diagnostics as the terminal shows them.
    pub(super) text: String,
    /// The last line: `error: 2 errors`.
    pub(super) summary: String,
    /// Numbers that are wrong, where they stand.
    pub(super) marks: Vec<Mark>,
}

/// The last build, and the last good one.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Names this run of the server: numbers of builds mean nothing in another.
    pub(super) run: u64,
    /// The number of the last build.
    pub(super) build: u64,
    /// The number of the last good build.
    pub(super) good: u64,
    /// The files of the last good build.
    pub(super) table: Option<Arc<Table>>,
    /// What is wrong since.
    pub(super) wrong: Option<Wrong>,
}

/// The longest text of errors that a page shows, in bytes; the terminal has them all.
const LONGEST: usize = 40_000;

impl State {
    /// What a page is told, as JSON on one line.
    pub(super) fn message(&self) -> String {
        let wrong = self.wrong.as_ref().map(|wrong| {
            json!({
                "text": shortened(&wrong.text),
                "summary": wrong.summary,
                "marks": wrong.marks.iter().map(Mark::to_json).collect::<Vec<_>>(),
            })
        });
        // Pages know what they got with the first build.
        let assets = self.table.iter().flat_map(|table| table.newer(1)).map(|(path, build)| json!([path, build]));
        json!({
            "run": self.run.to_string(),
            "build": self.build,
            "good": self.good,
            "wrong": wrong,
            "assets": assets.collect::<Vec<_>>(),
        })
        .to_string()
    }

    /// The page that stands for the site as long as no build was good.
    pub(super) fn error_page(&self) -> String {
        let mut html = Html::new();
        html.markup("<!doctype html>\n");
        html.open("html", &[("lang", "en")]);
        html.markup("<head><meta charset=\"utf-8\">");
        html.open("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
        html.element("title", &[], "Not built yet");
        html.markup("</head>");
        html.open("body", &[("class", "reckon-unbuilt")]);
        html.open("main", &[]);
        html.element("h1", &[], "The course is not built yet");
        let (summary, text) = match &self.wrong {
            Some(wrong) => (wrong.summary.as_str(), wrong.text.as_str()),
            None => ("", ""),
        };
        html.element("p", &[], "This page becomes the course as soon as what follows is mended and saved.");
        html.element(
            "pre",
            &[("tabindex", "0"), ("role", "alert"), ("aria-label", "Errors")],
            shortened(text).trim_end(),
        );
        html.element("p", &[], summary);
        html.close("main");
        html.close("body");
        html.close("html");
        html.line();
        html.into_string()
    }
}

/// `text`, cut between two diagnostics if it is long.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let head = &text[..text.floor_char_boundary(LONGEST)];
    let head = head.rfind("\n\n").map_or(head, |at| &head[..at]);
    format!("{head}\n\n… and more: see the terminal.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> State {
        let wrong = Wrong { text: text.into(), summary: "error: 1 error".into(), marks: Vec::new() };
        State { run: 7, build: 3, good: 2, table: None, wrong: Some(wrong) }
    }

    #[test]
    fn errors_are_text_and_never_markup() {
        let page = wrong("<script>alert(1)</script>").error_page();
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"));
        let message = wrong("line\nline \"<b>\"").message();
        assert!(!message.contains('\n'));
        let read: serde_json::Value = serde_json::from_str(&message).expect("JSON");
        assert_eq!(read["wrong"]["text"], "line\nline \"<b>\"");
    }

    #[test]
    fn a_long_list_is_cut_between_two_errors() {
        let text = "é: wrong\n  --> a.md\n\n".repeat(5000);
        let short = shortened(&text);
        assert!(short.len() < LONGEST + 50);
        assert!(short.ends_with("--> a.md\n\n… and more: see the terminal.\n"));
    }
}
