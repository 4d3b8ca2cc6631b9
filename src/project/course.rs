//! `course.toml`: what holds for a whole course.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::diagnostic::{Code, Diagnostic, Fault};
use crate::source::{Source, Span};

/// What `course.toml` says.
#[derive(Clone, Debug)]
pub struct Course {
    /// The title of the course.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The language of its pages, a BCP 47 tag; `en` unless set.
    pub language: String,
    /// Where it is published, with a final slash.
    pub base_url: Option<String>,
    /// Sections in the order in which they are shown; the others follow.
    pub sections: Vec<SectionName>,
    /// Macros for KaTeX: `\KL` to its meaning.
    pub macros: BTreeMap<String, String>,
    /// How many percent of the numbers must be claimed or given, from 0 to 100.
    pub minimum_coverage: Option<f64>,
    /// Where that is demanded.
    pub minimum_coverage_span: Span,
    /// Whether lessons may hold raw HTML.
    pub allow_html: bool,
    /// The text of the file, if there is one.
    pub source: Option<Arc<Source>>,
}

/// A section named in `course.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionName {
    /// The path of its folder in the content folder.
    pub name: String,
    /// Where it is named.
    pub span: Span,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            title: None,
            author: None,
            language: "en".into(),
            base_url: None,
            sections: Vec::new(),
            macros: BTreeMap::new(),
            minimum_coverage: None,
            minimum_coverage_span: Span::default(),
            allow_html: false,
            source: None,
        }
    }
}

const KEYS: &[&str] =
    &["title", "author", "language", "base_url", "sections", "macros", "minimum_coverage", "allow_html"];

impl Course {
    /// Reads `course.toml`. What is wrong is reported, all of it, and leaves the default in place.
    pub(super) fn parse(faults: &mut Vec<Diagnostic>, source: &Arc<Source>) -> Self {
        let mut course = Self { source: Some(Arc::clone(source)), ..Self::default() };
        let mut reader = Reader { source, faults };
        let table = match DeTable::parse(source.text()) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let span = error.span().map_or(Span::default(), Span::from);
                reader.fault(
                    Fault::new(Code::Course, span, "`course.toml` is not valid TOML")
                        .label(error.message())
                        .help("write one `key = value` a line, texts in double quotes"),
                );
                return course;
            }
        };
        for (key, value) in table {
            let span = Span::from(value.span());
            match key.get_ref().as_ref() {
                "title" => course.title = reader.value("title", "a string", value),
                "author" => course.author = reader.value("author", "a string", value),
                "language" => {
                    if let Some(language) = reader.value::<String>("language", "a string", value) {
                        if is_language(&language) {
                            course.language = language;
                        } else {
                            let fault = Fault::new(Code::Course, span, format!("`{language}` is no language tag"));
                            reader.fault(fault.help("write a tag such as `en`, `de` or `pt-BR`"));
                        }
                    }
                }
                "base_url" => {
                    if let Some(url) = reader.value::<String>("base_url", "a string", value) {
                        match base_url(&url) {
                            Ok(url) => course.base_url = Some(url),
                            Err(problem) => reader.fault(
                                Fault::new(Code::Course, span, format!("`{url}` is no base URL"))
                                    .label(problem)
                                    .help("write the address of the first page, such as `https://example.org/course/`"),
                            ),
                        }
                    }
                }
                "sections" => {
                    let names = reader.value::<Vec<Spanned<String>>>("sections", "a list of folder names", value);
                    for name in names.unwrap_or_default() {
                        let span = Span::from(name.span());
                        let name = name.into_inner().trim_end_matches('/').to_owned();
                        if course.sections.iter().any(|known| known.name == name) {
                            reader.fault(Fault::new(Code::Course, span, format!("the section `{name}` stands twice")));
                        } else {
                            course.sections.push(SectionName { name, span });
                        }
                    }
                }
                "macros" => {
                    let macros =
                        reader.value::<BTreeMap<Spanned<String>, String>>("macros", "a table of strings", value);
                    for (name, meaning) in macros.unwrap_or_default() {
                        let letters = name.get_ref().strip_prefix('\\').unwrap_or("");
                        if letters.is_empty() || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                            let span = Span::from(name.span());
                            let problem = format!("`{}` is no name of a macro", name.get_ref());
                            let fault = Fault::new(Code::Course, span, problem);
                            reader
                                .fault(fault.help("a macro is a backslash and letters: `'\\KL' = 'D_{\\mathrm{KL}}'`"));
                        } else {
                            course.macros.insert(name.into_inner(), meaning);
                        }
                    }
                }
                "minimum_coverage" => {
                    let minimum = reader.value::<f64>("minimum_coverage", "a number of percent", value);
                    if minimum.is_some_and(|minimum| !(0.0..=100.0).contains(&minimum)) {
                        let fault = Fault::new(Code::Course, span, "`minimum_coverage` is not between 0 and 100");
                        reader.fault(fault.help("write percent: `minimum_coverage = 95`"));
                    } else {
                        course.minimum_coverage = minimum;
                        course.minimum_coverage_span = span;
                    }
                }
                "allow_html" => {
                    course.allow_html = reader.value("allow_html", "`true` or `false`", value).unwrap_or_default();
                }
                unknown => {
                    let span = Span::from(key.span());
                    let fault = Fault::new(Code::Course, span, format!("unknown key `{unknown}`"));
                    reader.fault(match closest(unknown, KEYS.iter().copied()) {
                        Some(near) => fault.label(format!("did you mean `{near}`?")),
                        None => fault.note(format!("the keys are `{}`", KEYS.join("`, `"))),
                    });
                }
            }
        }
        course
    }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, fault: Fault) {
        let span = fault.span;
        self.faults.push(fault.at(self.source, span));
    }

    fn value<T: DeserializeOwned>(&mut self, key: &str, expected: &str, value: Spanned<DeValue<'_>>) -> Option<T> {
        let span = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(value) => Some(value),
            Err(error) => {
                let span = Span::from(error.span().unwrap_or(span));
                let fault = Fault::new(Code::Course, span, format!("`{key}` must be {expected}"));
                self.fault(fault.label(error.message()));
                None
            }
        }
    }
}

/// A base URL in the form that is used: absolute, without query, with a final slash.
///
/// # Errors
///
/// A few words on what is wrong.
pub fn base_url(url: &str) -> Result<String, &'static str> {
    let rest = match url.split_once("://") {
        Some(("http" | "https", rest)) => rest,
        Some(_) => return Err("only `http` and `https` are allowed"),
        None if url.starts_with('/') => "path",
        None => return Err("it must start with `https://` or `/`"),
    };
    if rest.is_empty() || rest.starts_with('/') {
        Err("the host is missing")
    } else if url.contains(['?', '#']) {
        Err("it must not have a query or fragment")
    } else if url.chars().any(|char| char.is_whitespace() || char.is_control() || "\"'<>\\`".contains(char)) {
        Err("it holds a character that must be percent-encoded")
    } else if url.ends_with('/') {
        Ok(url.to_owned())
    } else {
        Ok(format!("{url}/"))
    }
}

/// Letters and digits in parts of one to eight, the first of two or three letters.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The name that was perhaps meant by `name`.
pub(crate) fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    known
        .filter(|known| !known.is_empty())
        .map(|known| (strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase()), known))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Course, Vec<(String, String)>) {
        let source = Source::new("course.toml", text);
        let mut faults = Vec::new();
        let course = Course::parse(&mut faults, &source);
        let shown = |fault: &Diagnostic| {
            let span = fault.place.as_ref().unwrap().span;
            assert_eq!(fault.code, Code::Course);
            (fault.message.clone(), source.slice(span).to_owned())
        };
        (course, faults.iter().map(shown).collect())
    }

    #[test]
    fn every_key_is_read() {
        let (course, faults) = parse(
            "title = 'Information'\nauthor = 'A'\nlanguage = 'pt-BR'\nbase_url = 'https://example.org/it'\n\
             sections = ['basics', 'more/']\nminimum_coverage = 100\nallow_html = true\n\
             [macros]\n'\\KL' = 'D_{\\mathrm{KL}}'\n",
        );
        assert_eq!(faults, []);
        assert_eq!(course.title.as_deref(), Some("Information"));
        assert_eq!(course.language, "pt-BR");
        assert_eq!(course.base_url.as_deref(), Some("https://example.org/it/"));
        assert_eq!(course.sections.iter().map(|section| &section.name).collect::<Vec<_>>(), ["basics", "more"]);
        assert_eq!(course.macros["\\KL"], "D_{\\mathrm{KL}}");
        assert_eq!(course.minimum_coverage, Some(100.0));
        assert!(course.allow_html);
    }

    #[test]
    fn all_faults_are_reported_at_their_places() {
        let (course, faults) = parse(
            "titel = 'x'\nlanguage = 'english language'\nbase_url = 'ftp://x/'\nminimum_coverage = 101\n\
             allow_html = 'yes'\nsections = ['a', 3]\nauthor = 'kept'\n[macros]\nKL = 'x'\n",
        );
        let mut places: Vec<_> = faults.iter().map(|(_, place)| place.as_str()).collect();
        places.sort_unstable();
        let expected = ["'english language'", "'ftp://x/'", "'yes'", "101", "3", "KL", "titel"];
        assert_eq!(places, expected, "{faults:?}");
        assert_eq!(course.author.as_deref(), Some("kept"));
    }

    #[test]
    fn an_unknown_key_names_its_neighbour() {
        let source = Source::new("course.toml", "base-url = 'x'\n");
        let mut faults = Vec::new();
        Course::parse(&mut faults, &source);
        assert_eq!(faults[0].label.as_deref(), Some("did you mean `base_url`?"));
    }

    #[test]
    fn broken_toml_has_a_place() {
        let (_, faults) = parse("title = 'a'\ntitle = 'b'\n");
        assert_eq!(faults, [("`course.toml` is not valid TOML".to_owned(), "title".to_owned())]);
    }

    #[test]
    fn base_urls_are_absolute() {
        assert_eq!(base_url("https://a.b/c").as_deref(), Ok("https://a.b/c/"));
        assert_eq!(base_url("/c/").as_deref(), Ok("/c/"));
        for wrong in ["", "a.b", "https://", "https:///x", "javascript://x", "https://a/?q", "https://a/ b", "/a\"b"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
