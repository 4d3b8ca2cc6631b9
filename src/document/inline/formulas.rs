//! Formulas in running text, and the claims inside them.

use super::Leaf;
use crate::claim::{Piece, PieceKind};
use crate::diagnostic::{Code, Fault};
use crate::document::builder::Builder;
use crate::document::lines::{aligned, part};
use crate::document::{Claim, ClaimId, ClaimPlace, Inline, coverage, math};
use crate::source::{Excerpt, Span};

impl Leaf {
    pub(super) fn math(&mut self, builder: &mut Builder<'_, '_>, tex: &str, span: Span, display: bool) {
        let dollars = if display { 2 } else { 1 };
        let inside = Span::new(
            (span.start + dollars).min(span.end),
            (span.end.saturating_sub(dollars)).max(span.start + dollars),
        );
        builder.maths.push(span);
        self.lines_inside(builder, span);
        self.object(span);
        let whole = aligned(builder.text, inside, tex);
        if self.link.as_ref().is_some_and(|link| link.claim) {
            self.label_math(builder, &whole, inside);
            self.push(Inline::Math { tex: whole, display, claims: Vec::new() });
            return;
        }
        let (found, faults) = math::claims(&whole.text);
        for fault in faults {
            builder.attempts += 1;
            let span =
                if fault.span.is_empty() { Span::at(whole.origin(fault.span.start)) } else { whole.span(fault.span) };
            builder.report.fault(Fault { span, ..fault });
        }
        let mut ids = Vec::new();
        for (index, claim) in found.iter().enumerate() {
            builder.attempts += 1;
            let label = part(&whole, claim.label);
            let label_span =
                if claim.label.is_empty() { Span::at(whole.origin(claim.label.start)) } else { label.whole() };
            let label = Piece { kind: PieceKind::Math, text: label.text, span: label_span };
            let after = math::after(&whole, &found, index);
            // Behind the last claim of a formula, a unit may also follow the formula.
            let last = index + 1 == found.len() && after.is_none();
            let id = ClaimId(builder.claims.len());
            self.after = last.then_some(id);
            let place = match builder.place() {
                ClaimPlace::Problem => ClaimPlace::Problem,
                _ => ClaimPlace::Math,
            };
            builder.claims.push(Claim {
                label: if label.text.is_empty() { Vec::new() } else { vec![label] },
                label_span,
                after: after.map(|after| Piece { kind: PieceKind::Math, span: after.whole(), text: after.text }),
                expression: part(&whole, claim.expression),
                span: whole.span(claim.whole),
                place,
                scope: builder.scope(),
            });
            ids.push(id);
        }
        let claimed: Vec<Span> = found.iter().map(|claim| claim.whole).collect();
        builder.unclaimed.extend(coverage::in_math(&whole.text, &claimed).into_iter().map(|number| whole.span(number)));
        let tex = if found.is_empty() { whole } else { math::without_links(&whole, &found) };
        self.push(Inline::Math { tex, display, claims: ids });
    }

    /// A formula in the label of a claim.
    fn label_math(&mut self, builder: &mut Builder<'_, '_>, tex: &Excerpt, inside: Span) {
        let (found, faults) = math::claims(&tex.text);
        if let Some(claim) = found.first().map(|claim| claim.whole).or(faults.first().map(|fault| fault.span)) {
            builder.report.fault(
                Fault::new(Code::ClaimSyntax, tex.span(claim), "a claim inside the label of a claim")
                    .help("claim the number once"),
            );
        }
        if let Some(link) = &mut self.link {
            link.faulty |= !found.is_empty() || !faults.is_empty();
            link.pieces.push(Piece { kind: PieceKind::Math, text: tex.text.clone(), span: inside });
        }
    }
}
