//! The driver: pulldown-cmark's events in, a [`Document`] out.

use std::sync::Arc;

use pulldown_cmark::{Options as Extensions, Parser};

use super::builder::Builder;
use super::report::Report;
use super::{Document, FrontMatter, Options, claims, front_matter, lost};
use crate::diagnostic::{Code, Diagnostics, Fault};
use crate::source::{Source, Span};

/// The extensions of CommonMark that lessons use. Definition lists stay off (a line that begins
/// with `:` would change its meaning), smart punctuation (it changes characters), and wikilinks.
fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_MATH
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_GFM
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// Reads a lesson. Faults go to `sink`; the document holds what could be understood.
pub fn parse(sink: &mut Diagnostics, source: &Arc<Source>, options: &Options) -> Document {
    parse_with(sink, source, *options, true)
}

/// The same; `lesson` says whether front matter must stand at the start.
pub(super) fn parse_with(sink: &mut Diagnostics, source: &Arc<Source>, options: Options, lesson: bool) -> Document {
    let text = source.text();
    // A byte order mark is no text.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut builder = Builder::new(Report::new(sink, source), text, options);
    check_characters(&mut builder.report, text, start);

    let parser = Parser::new_ext(&text[start..], extensions()).into_offset_iter();
    let mut definitions = Vec::new();
    for (label, definition) in parser.reference_definitions().iter() {
        let span = Span::from(definition.span.clone()).shifted(start);
        builder.definitions.insert(label.to_lowercase(), definition.dest.to_string());
        definitions.push((span, claims::is_claim(&definition.dest)));
    }
    // The parser keeps them in no order.
    definitions.sort_unstable();
    for (event, range) in parser {
        builder.event(event, range.start + start..range.end + start);
    }
    let blocks = builder.finish();

    for &(span, claim) in &definitions {
        if claim {
            builder.report.fault(
                Fault::new(
                    Code::ClaimSyntax,
                    super::report::first_line(text, span),
                    "a link reference that leads to an expression",
                )
                .help("delete it, and write each claim at its number: `[1.737 bits](=H(P,Q))`"),
            );
        }
    }
    let spans: Vec<Span> = definitions.into_iter().map(|(span, _)| span).collect();
    lost::check(&mut builder, &spans);
    let front = if lesson { front(&mut builder, start) } else { FrontMatter::default() };
    builder.unclaimed.sort_unstable();
    Document {
        source: Arc::clone(source),
        front,
        blocks,
        claims: builder.claims,
        unclaimed: builder.unclaimed,
        scopes: builder.scopes,
        links: builder.links,
    }
}

fn front(builder: &mut Builder<'_, '_>, start: usize) -> FrontMatter {
    let text = builder.text;
    let blocks = std::mem::take(&mut builder.front);
    let front = match blocks.first() {
        Some(&block) => front_matter::read(&mut builder.report, text, block, start),
        None => {
            front_matter::missing(&mut builder.report, text, start);
            FrontMatter::default()
        }
    };
    for block in blocks.iter().skip(1) {
        builder.report.fault(
            Fault::new(Code::FrontMatter, Span::new(block.start, block.start + 3), "a second front matter")
                .note("what stands between two lines of `+++` is not shown")
                .help("move its keys to the first lines of the file; for `+++` as text write `\\+++`"),
        );
    }
    front
}

/// Characters that no text editor writes, and that would shift what Markdown sees.
fn check_characters(report: &mut Report<'_>, text: &str, start: usize) {
    for (at, character) in text[start..].char_indices() {
        let at = start + at;
        let problem = match character {
            '\0' => "a NUL character",
            '\r' if !text[at..].starts_with("\r\n") => "a carriage return without a line feed",
            '\u{feff}' => "a byte order mark inside the text",
            '\u{1}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' => "a control character",
            _ => continue,
        };
        report.fault(
            Fault::new(Code::Markdown, Span::new(at, at + character.len_utf8()), problem)
                .note(format!("U+{:04X}", u32::from(character)))
                .help("delete it"),
        );
    }
}
