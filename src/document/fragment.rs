//! A text inside another, such as a widget's readout: the same rules, spans in the outer source.

use std::sync::Arc;

use super::parse::parse_with;
use super::{Block, BlockKind, Claim, ClaimPlace, Inline, LinkTarget, Options, ScopeId};
use crate::claim::Piece;
use crate::diagnostic::{Code, Diagnostics, Fault};
use crate::source::{Excerpt, Source, Span};

/// A line of Markdown that stands inside something else.
#[derive(Debug, Default)]
pub struct Fragment {
    /// The text; `ClaimId`s in it are places in [`Fragment::claims`].
    pub content: Vec<Inline>,
    /// The claims, with [`ClaimPlace::Widget`] and the given scope.
    pub claims: Vec<Claim>,
    /// Numbers that no claim covers.
    pub unclaimed: Vec<Span>,
    /// The targets of links and images.
    pub links: Vec<LinkTarget>,
}

/// Reads one line of Markdown out of `excerpt`, a part of `source`; all spans are places in `source`.
///
/// What is not one paragraph is an error: a readout is a line of text.
pub fn parse_fragment(sink: &mut Diagnostics, source: &Arc<Source>, excerpt: &Excerpt, scope: ScopeId) -> Fragment {
    let inner = Source::new(source.path(), excerpt.text.clone());
    let mut faults = Diagnostics::default();
    let document = parse_with(&mut faults, &inner, Options::default(), false);
    for mut diagnostic in faults.into_sorted() {
        if let Some(place) = &mut diagnostic.place {
            place.span = place_of(excerpt, place.span);
            place.source = Arc::clone(source);
        }
        sink.push(diagnostic);
    }
    let mut blocks = document.blocks.into_iter();
    let mut content = match blocks.next() {
        Some(Block { kind: BlockKind::Paragraph(content), .. }) if blocks.next().is_none() => content,
        None => Vec::new(),
        Some(_) => {
            let span = excerpt.whole();
            let span = super::report::first_line(source.text(), span);
            sink.push(
                Fault::new(Code::Fence, span, "a readout that is more than a line of text")
                    .help("write text, formulas and one claim: `$H(P)$ [1.000 bits](=H(P))`")
                    .at(source, span),
            );
            return Fragment::default();
        }
    };
    move_inlines(&mut content, excerpt);
    let claims = document.claims.into_iter().map(|claim| moved_claim(claim, excerpt, scope)).collect();
    let unclaimed = document.unclaimed.into_iter().map(|span| place_of(excerpt, span)).collect();
    let links =
        document.links.into_iter().map(|link| LinkTarget { span: place_of(excerpt, link.span), ..link }).collect();
    Fragment { content, claims, unclaimed, links }
}

/// Where `span` of the excerpt stood; an empty one at the end of the excerpt, behind its last byte.
fn place_of(excerpt: &Excerpt, span: Span) -> Span {
    if span.is_empty() && span.start > 0 {
        return Span::at(excerpt.origin(span.start - 1) + 1);
    }
    excerpt.span(span)
}

fn moved_claim(claim: Claim, outer: &Excerpt, scope: ScopeId) -> Claim {
    let piece = |piece: Piece| Piece { span: place_of(outer, piece.span), ..piece };
    Claim {
        label: claim.label.into_iter().map(piece).collect(),
        label_span: place_of(outer, claim.label_span),
        after: claim.after.map(piece),
        expression: moved_excerpt(&claim.expression, outer),
        span: place_of(outer, claim.span),
        place: ClaimPlace::Widget,
        scope,
    }
}

/// An excerpt of the excerpt `outer`, with places in the outer source.
fn moved_excerpt(inner: &Excerpt, outer: &Excerpt) -> Excerpt {
    let mut out = Excerpt::default();
    for (at, character) in inner.text.char_indices() {
        out.push(character.encode_utf8(&mut [0; 4]), outer.origin(inner.origin(at)));
    }
    out
}

/// Emphasis nests no deeper than `MAX_NESTING`, so this may recurse.
fn move_inlines(inlines: &mut [Inline], outer: &Excerpt) {
    for inline in inlines {
        match inline {
            Inline::Math { tex, .. } => *tex = moved_excerpt(tex, outer),
            Inline::Claim(_, content)
            | Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content) => move_inlines(content, outer),
            Inline::Link { content, span, .. } => {
                *span = place_of(outer, *span);
                move_inlines(content, outer);
            }
            Inline::Image { span, .. } | Inline::FootnoteReference(_, span) => *span = place_of(outer, *span),
            Inline::Text(_) | Inline::Code(_) | Inline::SoftBreak | Inline::HardBreak | Inline::Html(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readout_keeps_its_places_through_the_escapes_of_toml() {
        let text = "x = \"$P\\\\|Q$ [0.737 bits](=KL(P,Q))\"\n";
        let source = Source::new("a.md", text);
        let mut excerpt = Excerpt::default();
        excerpt.push("$P\\", 5);
        excerpt.push(&text[9..36], 9);
        let mut sink = Diagnostics::default();
        let fragment = parse_fragment(&mut sink, &source, &excerpt, 0);
        assert!(!sink.has_errors());
        let claim = &fragment.claims[0];
        assert_eq!(source.slice(claim.span), "[0.737 bits](=KL(P,Q))");
        assert_eq!(source.slice(claim.label[0].span), "0.737 bits");
        assert_eq!(source.slice(claim.expression.whole()), "KL(P,Q)");
        assert_eq!(claim.place, ClaimPlace::Widget);
        let Some(Inline::Math { tex, .. }) = fragment.content.first() else { panic!("no formula: {fragment:?}") };
        assert_eq!((tex.text.as_str(), source.slice(tex.whole())), ("P\\|Q", "P\\\\|Q"));
    }

    #[test]
    fn faults_stand_in_the_outer_source() {
        let text = "x = \"[1](=a\\tb)\"\n";
        let source = Source::new("a.md", text);
        let mut excerpt = Excerpt::default();
        excerpt.push("[1](=a", 5);
        excerpt.push("\t", 11);
        excerpt.push("b)", 13);
        let mut sink = Diagnostics::default();
        let fragment = parse_fragment(&mut sink, &source, &excerpt, 0);
        assert!(fragment.claims.is_empty());
        let list = sink.into_sorted();
        assert_eq!(list.len(), 1);
        let place = list[0].place.as_ref().map(|place| place.source.slice(place.span));
        assert_eq!((list[0].code, place), (Code::ClaimLost, Some("](=")));
        let mut sink = Diagnostics::default();
        let list = Excerpt::verbatim(&Source::new("a.md", "- a\n"), Span::new(0, 3));
        parse_fragment(&mut sink, &source, &list, 0);
        assert!(sink.has_errors());
    }
}
