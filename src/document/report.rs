//! The sink of one document: places faults, and keeps a hostile text from filling it.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostics, Fault};
use crate::source::{Source, Span};

/// How many diagnostics one document may cause; the last says that there are more.
const MOST: usize = 1000;

/// Reports faults whose spans are places in the source.
pub(super) struct Report<'a> {
    sink: &'a mut Diagnostics,
    source: &'a Arc<Source>,
    count: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(sink: &'a mut Diagnostics, source: &'a Arc<Source>) -> Self {
        Self { sink, source, count: 0 }
    }

    /// Reports `fault`, whose span is a place in the source.
    pub(super) fn fault(&mut self, fault: Fault) {
        self.count += 1;
        if self.count < MOST {
            let span = fault.span;
            self.sink.push(fault.at(self.source, span));
        } else if self.count == MOST {
            let span = fault.span;
            let fault = Fault::new(Code::Markdown, span, "too many faults in one file; the rest is not shown")
                .help("mend those above, then check again");
            self.sink.push(fault.at(self.source, span));
        }
    }

    /// Whether nothing more will be shown, so that costly explanations can be spared.
    pub(super) fn is_full(&self) -> bool {
        self.count >= MOST
    }
}

/// The first line of `span`, without the white space at its end: what carets can mark.
pub(super) fn first_line(text: &str, span: Span) -> Span {
    let line = text[span.range()].split('\n').next().unwrap_or_default().trim_end();
    Span::new(span.start, span.start + line.len())
}

/// The candidate that `word` is most likely meant to be, if one is near.
pub(super) fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Longer words don't come near any name, and the distance is quadratic.
    if word.len() > 40 {
        return None;
    }
    let word = word.to_lowercase();
    let most = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, candidate), candidate))
        .filter(|&(distance, _)| distance <= most)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}
