//! What was read: a text, the places in it, and excerpts that know where they came from.

use std::ops::Range;
use std::sync::Arc;

/// A half-open range of bytes in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at `at`.
    pub const fn at(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span, `by` bytes further on.
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The span as a range, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// A place as a reader counts it: both numbers from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, counted in characters.
    pub column: usize,
}

/// A text that was read, with the path by which messages name it.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: String,
    /// The byte at which each line starts.
    lines: Vec<usize>,
}

impl Source {
    /// The text `text`, called `path` in messages.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Arc::new(Self { path: path.into(), text, lines })
    }

    /// The path by which messages name this text.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of `span`.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Line and column of a byte; one past the end is the place after the last character.
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.lines.partition_point(|&start| start <= byte) - 1;
        let column = self.text[self.lines[line]..byte].chars().count() + 1;
        Position { line: line + 1, column }
    }
}

/// A text taken out of a [`Source`] that can say where each of its bytes stood.
///
/// A fence inside a block quote loses its `> `, a cell of a table its backslashes: the excerpt is
/// what remains, in runs that were contiguous in the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// What remains.
    pub text: String,
    /// Where each run starts: its byte in `text`, its byte in the source. Sorted, first at 0.
    runs: Vec<(usize, usize)>,
}

impl Excerpt {
    /// The text of `span`, verbatim.
    pub fn verbatim(source: &Source, span: Span) -> Self {
        Self { text: source.slice(span).to_owned(), runs: vec![(0, span.start)] }
    }

    /// Appends `text`, which stood at byte `at` of the source.
    pub fn push(&mut self, text: &str, at: usize) {
        let continues = self.runs.last().is_some_and(|&(start, origin)| origin + (self.text.len() - start) == at);
        if !continues {
            self.runs.push((self.text.len(), at));
        }
        self.text.push_str(text);
    }

    /// Where byte `at` of the excerpt stood in the source.
    pub fn origin(&self, at: usize) -> usize {
        let run = self.runs.partition_point(|&(start, _)| start <= at);
        match run.checked_sub(1).and_then(|index| self.runs.get(index)) {
            Some(&(start, origin)) => origin + (at - start),
            None => at,
        }
    }

    /// Where `span` of the excerpt stood in the source.
    ///
    /// The end is found from the last byte inside, so that a span that ends with a run doesn't
    /// reach over what was left out after it.
    pub fn span(&self, span: Span) -> Span {
        let start = self.origin(span.start);
        if span.is_empty() {
            return Span::at(start);
        }
        Span::new(start, self.origin(span.end - 1) + 1)
    }

    /// The span of the whole excerpt in the source.
    pub fn whole(&self) -> Span {
        self.span(Span::new(0, self.text.len()))
    }
}

/// The NFKC form of `text`. The tables for that would be a third of the browser's core, which maps
/// the few letters only that keyboards give in two forms.
pub(crate) fn nfkc(text: &str) -> String {
    #[cfg(feature = "tool")]
    {
        use unicode_normalization::UnicodeNormalization;
        text.nfkc().collect()
    }
    #[cfg(not(feature = "tool"))]
    text.replace('\u{b5}', "\u{3bc}").replace('\u{2126}', "\u{3a9}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let source = Source::new("a.md", "aé\nμ = 1\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(3), Position { line: 1, column: 3 });
        assert_eq!(source.position(6), Position { line: 2, column: 2 });
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
    }

    #[test]
    fn an_excerpt_knows_where_its_bytes_stood() {
        let source = Source::new("a.md", "> a = 1\n> b = 2\n");
        let mut excerpt = Excerpt::default();
        excerpt.push("a = 1\n", 2);
        excerpt.push("b = 2\n", 10);
        assert_eq!(source.slice(excerpt.span(Span::new(6, 11))), "b = 2");
        assert_eq!(source.slice(excerpt.span(Span::new(0, 6))), "a = 1\n");
        assert_eq!(excerpt.whole(), Span::new(2, 16));
    }
}
