//! Templates: the built-in ones, those of the course in their place, and what they may use.
//!
//! A page's template sees these names (see the types for their fields):
//!
//! * `site`: the course, [`SiteContext`];
//! * `page`: the page itself, [`PageContext`];
//! * `assets`: addresses of stylesheets and scripts, [`AssetsContext`].

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::diagnostic::{Code, Diagnostic, Severity};

/// The built-in templates.
const BUILT_IN: &[(&str, &str)] = &[
    ("base.html", include_str!("../../templates/base.html")),
    ("lesson.html", include_str!("../../templates/lesson.html")),
    ("section.html", include_str!("../../templates/section.html")),
    ("course.html", include_str!("../../templates/course.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("404.html", include_str!("../../templates/404.html")),
];

/// What every template knows of the course. Addresses are relative to the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SiteContext {
    /// The title.
    pub title: String,
    /// Who wrote it; empty if unknown.
    pub author: String,
    /// One or two sentences; empty if none.
    pub description: String,
    /// The language, as in `lang`.
    pub language: String,
    /// The address of the first page.
    pub url: String,
    /// From the page to the folder of the site: empty, or `../` a few times.
    pub root: String,
    /// The address of the feed; empty if there is none.
    pub feed: String,
}

/// Addresses of what a page loads, relative to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AssetsContext {
    /// Stylesheets; that of mathematics only where there is some.
    pub styles: Vec<String>,
    /// Classic scripts, in order.
    pub scripts: Vec<String>,
}

/// What a template knows of its page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageContext {
    /// `lesson`, `section`, `course` or `404`.
    pub kind: &'static str,
    /// The title.
    pub title: String,
    /// One or two sentences; empty if none.
    pub description: String,
    /// The full address; empty without a base URL.
    pub canonical: String,
    /// The body, as HTML.
    pub body: String,
    /// The proofs of its numbers, as HTML; empty if it states none.
    pub ledger: String,
    /// Its headings, uppermost first, each with those below it.
    pub contents: Vec<HeadingContext>,
    /// How long a reader needs; 0 if unknown.
    pub minutes: u32,
    /// `YYYY-MM-DD`; empty if none.
    pub date: String,
    /// Whether it is a draft.
    pub draft: bool,
    /// How many problems it has.
    pub problems: usize,
    /// By this name the reader's progress is kept.
    pub key: String,
    /// The section it lies in.
    pub section: Option<LinkContext>,
    /// The lesson before.
    pub previous: Option<LinkContext>,
    /// The lesson after.
    pub next: Option<LinkContext>,
    /// On the course's page all sections, on a section's page itself.
    pub sections: Vec<SectionContext>,
    /// For the browser's core: JSON, already fit to stand in a script element; empty if none.
    pub data: String,
}

/// A heading and those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeadingContext {
    /// The id.
    pub id: String,
    /// The text, as HTML.
    pub html: String,
    /// The headings below it.
    pub below: Vec<HeadingContext>,
}

/// A page to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkContext {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A section in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionContext {
    /// Its title; empty for lessons outside of sections.
    pub title: String,
    /// Its description; empty if none.
    pub description: String,
    /// Its address; empty for lessons outside of sections.
    pub url: String,
    /// All its minutes.
    pub minutes: u32,
    /// Its lessons.
    pub lessons: Vec<LessonContext>,
}

/// A lesson in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LessonContext {
    /// Its title.
    pub title: String,
    /// Its description; empty if none.
    pub description: String,
    /// Its address.
    pub url: String,
    /// Its minutes; 0 if unknown.
    pub minutes: u32,
    /// Whether it is a draft.
    pub draft: bool,
    /// By this name the reader's progress is kept.
    pub key: String,
}

/// The templates of a course.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    /// Why a template of the course can't be used.
    faults: Vec<Diagnostic>,
}

impl Templates {
    /// The built-in templates, each replaced by the course's own of that name.
    pub fn new(own: &BTreeMap<String, String>) -> Self {
        let mut all: BTreeMap<&str, &str> = BUILT_IN.iter().copied().collect();
        all.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let mut tera = Tera::default();
        match tera.add_raw_templates(all) {
            Ok(()) => Self { tera, faults: Vec::new() },
            Err(error) => {
                // The built-in ones still show where everything else is wrong.
                let mut tera = Tera::default();
                let mut faults = vec![fault(&error)];
                if let Err(error) = tera.add_raw_templates(BUILT_IN.iter().copied()) {
                    faults.push(fault(&error));
                }
                Self { tera, faults }
            }
        }
    }

    /// Why a template of the course can't be used.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    /// A page by the template `name`.
    ///
    /// # Errors
    ///
    /// When the template asks for what isn't there.
    pub fn render(
        &self,
        name: &str,
        site: &SiteContext,
        page: &PageContext,
        assets: &AssetsContext,
    ) -> Result<String, Box<Diagnostic>> {
        let mut context = Context::new();
        context.insert("site", site);
        context.insert("page", page);
        context.insert("assets", assets);
        self.tera.render(name, &context).map_err(|error| Box::new(fault(&error)))
    }
}

/// What the template engine says. It names file, line and column in its own words.
fn fault(error: &tera::Error) -> Diagnostic {
    let (message, notes) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
            format!("`templates/{}`: {}", report.filename(), lower_first(report.message())),
            error.to_string().lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect(),
        ),
        _ => (lower_first(&error.to_string()), Vec::new()),
    };
    Diagnostic {
        code: Code::Template,
        severity: Severity::Error,
        message: message.trim_end_matches('.').to_owned(),
        place: None,
        label: None,
        notes,
        help: None,
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_templates_render_and_escape() {
        let templates = Templates::new(&BTreeMap::new());
        assert!(templates.faults().is_empty(), "{:?}", templates.faults());
        let site = SiteContext { title: "A <b>".into(), language: "en".into(), ..SiteContext::default() };
        for (name, kind) in
            [("lesson.html", "lesson"), ("section.html", "section"), ("course.html", "course"), ("404.html", "404")]
        {
            let page = PageContext { kind, title: "P & Q".into(), body: "<p>x</p>".into(), ..PageContext::default() };
            let html = templates.render(name, &site, &page, &AssetsContext::default()).expect(name);
            assert!(
                html.starts_with("<!doctype html>") && html.contains("P &amp; Q") && html.contains("A &lt;b&gt;"),
                "{html}"
            );
        }
    }

    #[test]
    fn a_template_of_the_course_takes_the_place_of_its_namesake() {
        let own = BTreeMap::from([("404.html".to_owned(), "gone: {{ page.title }}".to_owned())]);
        let page = PageContext { title: "a".into(), ..PageContext::default() };
        let templates = Templates::new(&own);
        let html = templates.render("404.html", &SiteContext::default(), &page, &AssetsContext::default());
        assert_eq!(html.expect("renders"), "gone: a");
    }

    #[test]
    fn faults_name_the_template() {
        let own = BTreeMap::from([("404.html".to_owned(), "{% if %}".to_owned())]);
        let templates = Templates::new(&own);
        assert!(templates.faults()[0].message.contains("templates/404.html"), "{:?}", templates.faults());
        let own = BTreeMap::from([("404.html".to_owned(), "x {{ page.titel }}".to_owned())]);
        let templates = Templates::new(&own);
        let (site, page) = (SiteContext::default(), PageContext::default());
        let error = templates.render("404.html", &site, &page, &AssetsContext::default()).expect_err("unknown field");
        assert!(
            error.message.contains("404.html") && error.notes.iter().any(|note| note.contains("titel")),
            "{error:?}"
        );
    }
}
