//! The front matter: TOML between two lines of `+++`, at the start of the file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::FrontMatter;
use super::lines::{line_end, line_start};
use super::report::{Report, closest};
use crate::diagnostic::{Code, Fault};
use crate::source::Span;

/// The keys that a lesson's front matter may have, each with what it holds.
pub const KEYS: &[(&str, &str)] = &[
    ("title", "a text"),
    ("description", "a text"),
    ("minutes", "a positive whole number"),
    ("order", "a whole number"),
    ("slug", "a text of letters, digits, `-` and `_`"),
    ("date", "a day such as 2026-11-24"),
    ("draft", "`true` or `false`"),
];

/// What a lesson starts with at least.
const LEAST: &str = "start the file with\n+++\ntitle = \"The title of the lesson\"\n+++";

/// Looks at how the file starts, where Markdown saw no front matter. `start` is the first byte
/// after a byte order mark.
pub(super) fn missing(report: &mut Report<'_>, text: &str, start: usize) {
    let first = text[start..].trim_start();
    let at = if first.is_empty() { start } else { text.len() - first.len() };
    let line = &text[at..line_end(text, at)];
    let second =
        text[line_end(text, at)..].trim_start_matches('\r').strip_prefix('\n').and_then(|rest| rest.lines().next());
    let mark = Span::new(at, (at + 3).min(text.len()));
    let fault = if line.trim_end() == "+++" && second.is_some_and(|second| second.trim_end() == "+++") {
        no_title(mark)
    } else if line.trim_end() == "+++" && second.is_some_and(|second| second.trim().is_empty()) {
        Fault::new(Code::FrontMatter, mark, "an empty line at the start of the front matter")
            .note("Markdown doesn't see a front matter that starts so")
            .help("delete the empty line below `+++`")
    } else if line.trim_end() == "+++" {
        Fault::new(Code::FrontMatter, mark, "the front matter is not closed")
            .label("opened here")
            .help("write a second line `+++` below the last key, without anything else on it")
    } else if line.trim_end() == "---" {
        Fault::new(Code::FrontMatter, mark, "the front matter is YAML, not TOML")
            .label("a lesson starts with `+++`")
            .help("write TOML between two lines of `+++`: `title: Name` becomes\n+++\ntitle = \"Name\"\n+++")
    } else {
        Fault::new(Code::FrontMatter, Span::at(start), "the lesson has no front matter")
            .note("`title` is required")
            .help(LEAST)
    };
    report.fault(fault);
}

/// Reads the front matter in `block`, both lines of `+++` included. `start` is the first byte
/// after a byte order mark.
pub(super) fn read(report: &mut Report<'_>, text: &str, block: Span, start: usize) -> FrontMatter {
    let mut front = FrontMatter::default();
    if line_start(text, block.start) > start {
        report.fault(
            Fault::new(Code::FrontMatter, Span::new(block.start, block.start + 3), "front matter below the first line")
                .label("this must be the first line of the file")
                .help("delete what stands above it"),
        );
    }
    let open = text[block.range()].find('\n').map_or(block.end, |newline| block.start + newline + 1);
    let close = line_start(text, block.end).max(open);
    let body = &text[open..close];
    let (table, errors) = DeTable::parse_recoverable(body);
    let faulty = !errors.is_empty();
    let mut malformed = Vec::new();
    for error in errors {
        let span = error.span().map_or(Span::at(close), |span| Span::from(span).shifted(open));
        let span = super::report::first_line(text, Span::new(span.start.min(close), span.end.min(close)));
        // One a line: what follows a fault in its line is noise.
        if malformed.last().is_some_and(|last: &Span| line_start(text, last.start) == line_start(text, span.start)) {
            continue;
        }
        malformed.push(span);
        report.fault(
            Fault::new(Code::FrontMatter, span, headline(error.message()))
                .help("front matter is TOML: one `key = value` a line, texts in double quotes"),
        );
    }
    let mut reader = Reader { report, text, open, malformed };
    let mut has_title = false;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name = key.get_ref().as_ref();
        has_title |= name == "title";
        match name {
            "title" => front.title = reader.text_of(name, value).unwrap_or_default(),
            "description" => front.description = reader.text_of(name, value),
            "minutes" => front.minutes = reader.minutes(value),
            "order" => front.order = reader.integer(name, value),
            "slug" => {
                front.slug = reader.slug(value);
                front.slug_span = front.slug.is_some().then(|| reader.span(value));
            }
            "date" => front.date = reader.date(value),
            "draft" => front.draft = reader.boolean(name, value),
            _ => reader.unknown(key),
        }
    }
    if !has_title && !faulty {
        report.fault(no_title(Span::new(block.start, block.start + 3)));
    }
    front
}

fn no_title(span: Span) -> Fault {
    Fault::new(Code::FrontMatter, span, "the front matter has no `title`")
        .help("add the line `title = \"The title of the lesson\"`")
}

/// A message of the TOML reader as a headline: one line, no period.
fn headline(message: &str) -> String {
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    format!("the front matter is no TOML: {}", line.trim_end_matches('.'))
}

struct Reader<'r, 'a> {
    report: &'r mut Report<'a>,
    text: &'r str,
    /// Where the TOML starts in the file.
    open: usize,
    /// What was reported as no TOML.
    malformed: Vec<Span>,
}

impl Reader<'_, '_> {
    fn span<T>(&self, value: &Spanned<T>) -> Span {
        Span::from(value.span()).shifted(self.open)
    }

    fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'_>>, problem: &str, help: impl Into<String>) {
        let holds = KEYS.iter().find(|(name, _)| *name == key).map_or("", |(_, holds)| holds);
        let span = super::report::first_line(self.text, self.span(value));
        if self.malformed.iter().any(|fault| fault.start < span.end && span.start <= fault.end) {
            return;
        }
        self.report.fault(
            Fault::new(Code::FrontMatter, span, format!("`{key}` {problem}"))
                .note(format!("`{key}` is {holds}"))
                .help(help),
        );
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>) {
        let name = key.get_ref();
        let names = KEYS.iter().map(|(name, _)| *name);
        let help = match closest(name, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys are {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        };
        self.report.fault(
            Fault::new(Code::FrontMatter, self.span(key), format!("unknown key `{name}` in the front matter"))
                .help(help),
        );
    }

    fn text_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            let raw = self.text[self.span(value).range()].to_owned();
            self.wrong(key, value, &format!("is {}, not a text", kind(value)), format!("write `{key} = \"{raw}\"`"));
            return None;
        };
        if text.trim().is_empty() {
            self.wrong(key, value, "is empty", format!("write the {key} between the quotes"));
            return None;
        }
        if let Some(control) = text.chars().find(|character| character.is_control() && *character != '\n') {
            let problem = format!("holds the control character U+{:04X}", u32::from(control));
            self.wrong(key, value, &problem, "delete it");
            return None;
        }
        Some(text.trim().to_owned())
    }

    fn integer(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<i64> {
        let integer = value
            .get_ref()
            .as_integer()
            .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok());
        if integer.is_none() {
            self.wrong(key, value, &format!("is {}, not a whole number", kind(value)), format!("write `{key} = 1`"));
        }
        integer
    }

    fn minutes(&mut self, value: &Spanned<DeValue<'_>>) -> Option<u32> {
        let integer = self.integer("minutes", value)?;
        let minutes = u32::try_from(integer).ok().filter(|minutes| (1..=100_000).contains(minutes));
        if minutes.is_none() {
            self.wrong("minutes", value, "is out of range", "write how long a reader needs: `minutes = 15`");
        }
        minutes
    }

    fn boolean(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(key, value, &format!("is {}, not a truth value", kind(value)), format!("write `{key} = true`"));
            false
        })
    }

    fn slug(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let slug = self.text_of("slug", value)?;
        if slug.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            return Some(slug);
        }
        let proposal = slugify(&slug);
        let help = if proposal.is_empty() {
            "a slug is the last part of the address: `slug = \"cross-entropy\"`".to_owned()
        } else {
            format!("write `slug = \"{proposal}\"`")
        };
        self.wrong("slug", value, "holds a character that an address can't have", help);
        None
    }

    fn date(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        const HELP: &str = "write a day: `date = 2026-11-24`";
        let text = match value.get_ref() {
            DeValue::Datetime(datetime) => datetime.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => {
                self.wrong("date", value, &format!("is {}, not a day", kind(value)), HELP);
                return None;
            }
        };
        match is_day(&text) {
            Some(true) => Some(text),
            Some(false) => {
                self.wrong("date", value, &format!("names a day that the calendar lacks: `{text}`"), HELP);
                None
            }
            None => {
                self.wrong("date", value, "is not of the form YYYY-MM-DD", HELP);
                None
            }
        }
    }
}

fn kind(value: &Spanned<DeValue<'_>>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// `None` if `text` hasn't the form `YYYY-MM-DD`, else whether the Gregorian calendar has the day.
fn is_day(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    let form = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !form {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(&text[..4]), number(&text[5..7]), number(&text[8..]));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    Some(year > 0 && (1..=days).contains(&day))
}

fn slugify(text: &str) -> String {
    let dashed: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use crate::document::tests::{errors, parse_text};

    #[test]
    fn every_key_is_read() {
        let text = "+++\ntitle = \"A\"\ndescription = \"B\"\nminutes = 15\norder = -2\nslug = \"c-d\"\ndate = 2026-11-24\ndraft = true\n+++\n";
        let (document, errors) = parse_text(text);
        assert_eq!(errors, Vec::<String>::new());
        let front = &document.front;
        assert_eq!((front.title.as_str(), front.description.as_deref()), ("A", Some("B")));
        assert_eq!((front.minutes, front.order, front.slug.as_deref()), (Some(15), Some(-2), Some("c-d")));
        assert_eq!((front.date.as_deref(), front.draft), (Some("2026-11-24"), true));
    }

    #[test]
    fn faults_stand_at_their_place() {
        let head = "+++\ntitle = \"A\"\n";
        for (line, expected) in [
            ("titel = \"B\"", "3:1-3:6 unknown key `titel` in the front matter | did you mean `title`?"),
            ("minutes = \"x\"", "3:11-3:14 `minutes` is a text, not a whole number"),
            ("minutes = 0", "3:11-3:12 `minutes` is out of range"),
            ("minutes = 1.5", "3:11-3:14 `minutes` is a decimal number, not a whole number"),
            ("order = true", "3:9-3:13 `order` is a truth value, not a whole number"),
            ("slug = \"a/b\"", "3:8-3:13 `slug` holds a character that an address can't have | write `slug = \"a-b\"`"),
            ("date = 2026-02-30", "3:"),
            ("date = \"2026-13-01\"", "3:8-3:20 `date` names a day that the calendar lacks"),
            ("date = \"soon\"", "3:8-3:14 `date` is not of the form YYYY-MM-DD"),
            ("date = 2026-11-24T10:00:00Z", "3:8-3:28 `date` is not of the form YYYY-MM-DD"),
            ("draft = \"yes\"", "3:9-3:14 `draft` is a text, not a truth value"),
            ("description = 5", "3:15-3:16 `description` is a whole number, not a text | write `description = \"5\"`"),
            ("order = = 1", "3:9-3:10 the front matter is no TOML"),
            ("title = \"B\"", "3:1-3:6 the front matter is no TOML: duplicate key"),
        ] {
            let found = errors(&format!("{head}{line}\n+++\n"));
            assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{line}: {found:?}");
            assert_eq!(found.len(), 1, "{line}: {found:?}");
        }
        // The repaired twins.
        assert_eq!(errors(&format!("{head}date = \"2024-02-29\"\n+++\n")), Vec::<String>::new());
        assert_eq!(errors("\u{feff}+++\r\ntitle = 'A'\r\n+++\r\n"), Vec::<String>::new());
    }

    #[test]
    fn a_lesson_without_front_matter_is_told_how_to_start() {
        for (text, expected) in [
            ("Text\n", "1:1-1:1 the lesson has no front matter | start the file with"),
            ("", "1:1-1:1 the lesson has no front matter"),
            ("---\ntitle: A\n---\n", "1:1-1:4 the front matter is YAML, not TOML"),
            ("+++\ntitle = \"A\"\n", "1:1-1:4 the front matter is not closed"),
            ("+++\norder = 1\n+++\n", "1:1-1:4 the front matter has no `title`"),
            ("+++\n+++\n", "1:1-1:4 the front matter has no `title`"),
            ("+++\n\ntitle = 'A'\n+++\n", "1:1-1:4 an empty line at the start of the front matter"),
            ("+++\ntitle = \" \"\n+++\n", "2:9-2:12 `title` is empty"),
            ("\n+++\ntitle = \"A\"\n+++\n", "2:1-2:4 front matter below the first line"),
            ("Text\n\n+++\ntitle = \"A\"\n+++\n", "3:1-3:4 front matter below the first line"),
        ] {
            let found = errors(text);
            assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{text}: {found:?}");
        }
    }
}
