//! Running text as HTML: emphasis, links, formulas, claims.

use super::body::Renderer;
use super::html::Html;
use super::ledger::readable;
use crate::claim::Verdict;
use crate::diagnostic::{Code, Fault};
use crate::document::{ClaimId, Inline};
use crate::source::{Excerpt, Span};

/// A formula longer than this may be wider than a phone.
const WIDE: usize = 60;

/// A formula or a stated value of at most this many characters does not break.
const SHORT: usize = 24;

impl Renderer<'_> {
    /// Running text.
    pub(super) fn inlines(&mut self, html: &mut Html, inlines: &[Inline]) {
        let mut rest = inlines;
        while let [inline, after @ ..] = rest {
            rest = after;
            let short = matches!(inline, Inline::Math { tex, display: false, .. } if tex.text.len() <= SHORT);
            if !short {
                self.inline(html, inline, true);
                continue;
            }
            // A short formula is one word, and the comma after it belongs to it.
            html.open("span", &[("class", "nowrap")]);
            self.inline(html, inline, true);
            if let [Inline::Text(text), after @ ..] = after {
                let end = text.find(|c: char| !",.;:!?)]’”…".contains(c)).unwrap_or(text.len());
                html.text(&text[..end]);
                html.close("span");
                html.text(&text[end..]);
                rest = after;
            } else {
                html.close("span");
            }
        }
    }

    /// The same without links and places to link to: for tables of contents and summaries.
    pub(super) fn inlines_without_links(&mut self, inlines: &[Inline]) -> String {
        let mut html = Html::new();
        for inline in inlines {
            self.inline(&mut html, inline, false);
        }
        html.into_string()
    }

    fn inline(&mut self, html: &mut Html, inline: &Inline, links: bool) {
        match inline {
            Inline::Text(text) => html.text(text),
            Inline::Code(code) => html.element("code", &[], code),
            Inline::Math { tex, display, claims } => self.formula(html, tex, *display, claims, links),
            Inline::Claim(id, label) => self.claim_link(html, *id, label, links),
            Inline::Emphasis(content) => self.wrapped(html, "em", content, links),
            Inline::Strong(content) => self.wrapped(html, "strong", content, links),
            Inline::Strikethrough(content) => self.wrapped(html, "s", content, links),
            Inline::Link { target, title, content, span } => {
                match links.then(|| self.address(target, *span)).flatten() {
                    Some(address) => {
                        let mut attributes = vec![("href", address.as_str())];
                        if !title.is_empty() {
                            attributes.push(("title", title));
                        }
                        html.open("a", &attributes);
                        self.plain(html, content);
                        html.close("a");
                    }
                    None => self.plain(html, content),
                }
            }
            Inline::Image { target, title, alt, span } => {
                let Some(address) = self.image_address(target, *span) else { return };
                let mut attributes = vec![("src", address.as_str()), ("alt", alt.as_str()), ("loading", "lazy")];
                if !title.is_empty() {
                    attributes.push(("title", title));
                }
                html.open("img", &attributes);
            }
            Inline::FootnoteReference(label, span) => {
                if links {
                    self.footnote_reference(html, label, *span);
                }
            }
            Inline::SoftBreak => html.text("\n"),
            Inline::HardBreak => html.open("br", &[]),
            Inline::Html(raw) => {
                if links {
                    html.markup(raw);
                }
            }
        }
    }

    fn wrapped(&mut self, html: &mut Html, tag: &str, content: &[Inline], links: bool) {
        html.open(tag, &[]);
        for inline in content {
            self.inline(html, inline, links);
        }
        html.close(tag);
    }

    /// Text inside a link, where no other link may stand.
    fn plain(&mut self, html: &mut Html, content: &[Inline]) {
        for inline in content {
            self.inline(html, inline, false);
        }
    }

    fn formula(&mut self, html: &mut Html, tex: &Excerpt, display: bool, claims: &[ClaimId], links: bool) {
        let rendered = match self.math.render(&tex.text, display) {
            Ok(rendered) => rendered,
            Err(fault) => {
                self.sink.push(fault.in_excerpt(self.source, tex));
                html.element("code", &[("class", "broken")], &tex.text);
                return;
            }
        };
        let proofs: Vec<usize> = claims
            .iter()
            .map(|claim| claim.0)
            .filter(|index| self.numbers.get(*index).is_some_and(|number| *number > 0))
            .collect();
        if display {
            let wide = tex.text.len() > WIDE || tex.text.contains("\\begin");
            let attributes: &[(&str, &str)] = if wide {
                &[("class", "formula"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Formula")]
            } else {
                &[("class", "formula")]
            };
            html.open("span", attributes);
            html.markup(&rendered);
            html.close("span");
        }
        match proofs.as_slice() {
            [] if display => {}
            [] => html.markup(&rendered),
            _ if !links => {
                if !display {
                    html.markup(&rendered);
                }
            }
            // A short formula with one number is its own link.
            [index] if !display => {
                self.open_claim(html, *index);
                html.markup(&rendered);
                // For those who hear links by their text, where a formula has none.
                let stated = self.claim(*index).map(|claim| readable(&claim.stated)).unwrap_or_default();
                let proof = format!(" (proof of {stated})");
                html.element("span", &[("class", "visually-hidden")], &proof);
                html.close("a");
            }
            _ => {
                if !display {
                    html.markup(&rendered);
                }
                html.open("span", &[("class", "proofs")]);
                for index in proofs {
                    html.text(" ");
                    self.open_claim(html, index);
                    let stated = self.claim(index).map(|claim| readable(&claim.stated)).unwrap_or_default();
                    html.text(&stated);
                    html.close("a");
                }
                html.close("span");
            }
        }
    }

    fn claim_link(&mut self, html: &mut Html, id: ClaimId, label: &[Inline], links: bool) {
        let given = self.claim(id.0).is_some_and(|claim| claim.verdict == Verdict::Given);
        if given {
            html.open("span", if links { &[("class", "given")] } else { &[] });
            self.plain(html, label);
            html.close("span");
        } else if links && self.claim(id.0).is_some() {
            self.open_claim(html, id.0);
            self.plain(html, label);
            html.close("a");
        } else {
            self.plain(html, label);
        }
    }

    /// Opens the link from a claim to its proof, and remembers where it stands.
    pub(super) fn open_claim(&mut self, html: &mut Html, index: usize) {
        self.open_claim_with(html, index, &[]);
    }

    /// The same, with more attributes.
    pub(super) fn open_claim_with(&mut self, html: &mut Html, index: usize, more: &[(&str, &str)]) {
        let number = self.numbers.get(index).copied().unwrap_or(0);
        let verdict = match self.claim(index).map(|claim| claim.verdict) {
            Some(Verdict::Refuted) => " refuted",
            Some(Verdict::Undecided) => " undecided",
            _ => "",
        };
        let short = self.claim(index).is_some_and(|claim| claim.stated.chars().count() <= SHORT);
        let class = format!("claim{}{verdict}", if short { " short" } else { "" });
        let href = format!("#proof-{number}");
        let id = format!("claim-{number}");
        let mut attributes = vec![("class", class.as_str()), ("href", href.as_str())];
        let taken = self.anchors.get(index).is_some_and(Option::is_some);
        match (&self.hidden_in, self.anchors.get_mut(index)) {
            (Some(place), Some(anchor)) if !taken => *anchor = Some(place.clone()),
            (None, Some(anchor)) if !taken => {
                *anchor = Some(id.clone());
                attributes.push(("id", &id));
            }
            _ => {}
        }
        attributes.extend(more);
        html.open("a", &attributes);
    }

    fn footnote_reference(&mut self, html: &mut Html, label: &str, span: Span) {
        if !self.has_footnote(label) {
            self.report(Fault::new(Code::Link, 0..0, format!("there is no footnote `{label}`")), span);
            return;
        }
        let number = match self.footnote_order.iter().position(|(known, _)| known == label) {
            Some(index) => index,
            None => {
                self.footnote_order.push((label.to_owned(), 0));
                self.footnote_order.len() - 1
            }
        };
        self.footnote_order[number].1 += 1;
        let count = self.footnote_order[number].1;
        let number = (number + 1).to_string();
        html.open("sup", &[("class", "noteref")]);
        let (id, href) = (format!("noteref-{number}-{count}"), format!("#note-{number}"));
        html.element("a", &[("id", &id), ("href", &href), ("aria-label", &format!("Note {number}"))], &number);
        html.close("sup");
    }

    /// Where a link leads; `None` where it may not. What is wrong with the target itself was said
    /// when the lesson was read.
    fn address(&mut self, target: &str, span: Span) -> Option<String> {
        match scheme(target).as_deref() {
            Some("http" | "https" | "mailto") => return Some(target.to_owned()),
            Some(_) => return None,
            None => {}
        }
        if let Some(fragment) = target.strip_prefix('#') {
            self.fragments.push((percent_decoded(fragment), self.target_span(target, span)));
            return Some(target.to_owned());
        }
        self.inside(target, span, false)
    }

    fn image_address(&mut self, target: &str, span: Span) -> Option<String> {
        scheme(target).is_none().then(|| self.inside(target, span, true)).flatten()
    }

    /// The address of something inside the course.
    fn inside(&mut self, target: &str, span: Span, image: bool) -> Option<String> {
        if target.trim().is_empty() || target.starts_with("//") || target.contains('\\') {
            return None;
        }
        match self.links.resolve(target, image) {
            Ok(address) => Some(address),
            Err(fault) => {
                let span = self.target_span(target, span);
                self.report(fault, span);
                None
            }
        }
    }

    /// Where the target stands in its link.
    fn target_span(&self, target: &str, link: Span) -> Span {
        let inside = |known: &&crate::document::LinkTarget| {
            known.target == target && link.start <= known.span.start && known.span.end <= link.end
        };
        self.lesson.document.links.iter().find(inside).map_or(link, |known| known.span)
    }
}

/// The scheme of an address, in lower case. Browsers skip spaces and controls in it.
fn scheme(target: &str) -> Option<String> {
    let visible: String = target.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = visible.split_once(':')?;
    let mut characters = scheme.chars();
    let valid = characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// `%20` → a space; what isn't valid stays as it is.
pub(crate) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let digits = bytes.get(index + 1..index + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                index += 3;
            }
            None => {
                out.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Running text without any markup; a formula is its TeX.
pub fn plain_text(inlines: &[Inline]) -> String {
    fn collect(out: &mut String, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) => out.push_str(text),
                Inline::Math { tex, .. } => out.push_str(&tex.text),
                Inline::Claim(_, content)
                | Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikethrough(content)
                | Inline::Link { content, .. } => collect(out, content),
                Inline::Image { alt, .. } => out.push_str(alt),
                Inline::SoftBreak | Inline::HardBreak => out.push(' '),
                Inline::FootnoteReference(..) | Inline::Html(_) => {}
            }
        }
    }
    let mut out = String::new();
    collect(&mut out, inlines);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_seen_through_what_browsers_skip() {
        assert_eq!(scheme("java\nscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme(" HTTPS://x").as_deref(), Some("https"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("next.md#a:b"), None);
    }

    #[test]
    fn percent_signs_are_decoded_where_they_mean_something() {
        assert_eq!(percent_decoded("a%20b%C3%A9 100% %zz %ff"), "a%20b%C3%A9 100% %zz %ff", "not UTF-8: left alone");
        assert_eq!(percent_decoded("a%20b%C3%A9 100% %zz"), "a bé 100% %zz");
    }
}
