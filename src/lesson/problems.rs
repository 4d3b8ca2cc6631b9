//! Problems: the answer, its unit, and mistakes that must not agree with it.

use std::collections::BTreeMap;

use crate::claim::{self, Bounds, Computed, Content, Relation, Unit, Verdict};
use crate::diagnostic::{Code, Fault};
use crate::document::{BlockKind, Callout, CalloutKind, ClaimId, Document, Inline};
use crate::expr::ast::InformationUnit;
use crate::expr::value::Value;

use super::check::{Checker, visit};
use super::claims::Judged;
use super::computed::{self, NodeValue};
use super::{Answer, Problem};

/// The claim of an answer or mistake: the first in its title, else in its text.
fn claim_of(callout: &Callout) -> Option<ClaimId> {
    first_claim(&callout.title).or_else(|| {
        let mut found = None;
        visit(&callout.blocks, &mut |block| {
            if let (None, BlockKind::Paragraph(content) | BlockKind::Plain(content)) = (&found, &block.kind) {
                found = first_claim(content);
            }
        });
        found
    })
}

fn first_claim(content: &[Inline]) -> Option<ClaimId> {
    content.iter().find_map(|inline| match inline {
        Inline::Claim(id, _) => Some(*id),
        Inline::Math { claims, .. } => claims.first().copied(),
        Inline::Emphasis(content) | Inline::Strong(content) | Inline::Strikethrough(content) => first_claim(content),
        _ => None,
    })
}

/// The callouts of `kind` directly inside a problem.
fn parts(problem: &Callout, kind: CalloutKind) -> impl Iterator<Item = &Callout> {
    problem.blocks.iter().filter_map(move |block| match &block.kind {
        BlockKind::Callout(callout) if callout.kind == kind => Some(callout),
        _ => None,
    })
}

fn problems(document: &Document) -> Vec<&Callout> {
    let mut found = Vec::new();
    visit(&document.blocks, &mut |block| {
        if let BlockKind::Callout(callout) = &block.kind
            && callout.kind == CalloutKind::Problem
        {
            found.push(callout);
        }
    });
    found
}

/// The unit of information that the bare number of a mistake takes from its problem's answer, by claim.
pub(super) fn answer_units(document: &Document) -> BTreeMap<usize, InformationUnit> {
    let mut units = BTreeMap::new();
    for problem in problems(document) {
        let Some(answer) = parts(problem, CalloutKind::Answer).find_map(claim_of) else { continue };
        let Some(claim) = document.claims.get(answer.0) else { continue };
        let Ok(stated) = claim::read(&claim.label, claim.after.as_ref()) else { continue };
        let Some(Unit::Information(unit, _)) = stated.unit else { continue };
        for mistake in parts(problem, CalloutKind::Mistake).filter_map(claim_of) {
            units.insert(mistake.0, unit);
        }
    }
    units
}

/// The problems of a document, in order. A mistake that agrees with the answer is reported.
pub(super) fn collect(checker: &mut Checker<'_>, document: &Document, judged: &[Judged]) -> Vec<Problem> {
    let mut collected = Vec::new();
    for (index, problem) in problems(document).into_iter().enumerate() {
        let mistakes: Vec<Option<ClaimId>> = parts(problem, CalloutKind::Mistake).map(claim_of).collect();
        let answer = match parts(problem, CalloutKind::Answer).find_map(claim_of) {
            Some(claim) => {
                let unit = judged.get(claim.0).and_then(|judged| match &judged.stated.as_ref()?.unit {
                    Some(Unit::Information(unit, _)) => Some(computed::unit_name(*unit).to_owned()),
                    Some(Unit::Other(word, _)) => Some(word.clone()),
                    None => None,
                });
                for mistake in mistakes.iter().flatten() {
                    if let (Some(answer), Some(mistake)) = (judged.get(claim.0), judged.get(mistake.0)) {
                        compare(checker, answer, mistake);
                    }
                }
                Answer::Number { claim, unit: unit.unwrap_or_default() }
            }
            None => Answer::Choice,
        };
        collected.push(Problem { scope: problem.scope, number: index + 1, answer, mistakes });
    }
    collected
}

/// Reports a mistake whose stated number would be accepted as the answer.
fn compare(checker: &mut Checker<'_>, answer: &Judged, mistake: &Judged) {
    let (Some(right), Some(wrong)) = (&answer.stated, &mistake.stated) else { return };
    let (Content::Number(right_number), Content::Number(wrong_number)) = (&right.content, &wrong.content) else {
        return;
    };
    let Some(Value::Number(node, quantity)) = &answer.value else { return };
    // Both in the unit of the answer; a mistake in another unit of its own is not compared.
    let unit = |stated: &claim::Stated| match &stated.unit {
        Some(Unit::Information(unit, _)) => Some(*unit),
        _ => None,
    };
    if unit(wrong).is_some_and(|unit_of_mistake| unit(right) != Some(unit_of_mistake)) {
        return;
    }
    let node = match (quantity, unit(right)) {
        (crate::expr::value::Quantity::Information, Some(unit)) => computed::in_unit(&mut checker.session, *node, unit),
        _ => *node,
    };
    checker.evaluator.begin();
    let mut value = NodeValue { evaluator: &mut checker.evaluator, graph: checker.session.graph(), node };
    let same_digits = claim::judge(wrong_number, Relation::Equal, &mut Point(right_number)).verdict;
    if claim::judge(wrong_number, Relation::Equal, &mut value).verdict == Verdict::Proved
        || same_digits == Verdict::Proved
    {
        checker.report(
            Fault::new(Code::Callout, wrong_number.span, "the mistake agrees with the answer")
                .label("a learner who answers this is right")
                .note(format!("the answer is `{}`", right_number.text))
                .help("state the number that the mistake leads to, or remove the mistake"),
        );
    }
}

/// A written number as a value.
struct Point<'a>(&'a claim::Written);

impl Computed for Point<'_> {
    fn exact(&mut self) -> Option<crate::number::Exact> {
        None
    }

    fn bounds(&mut self, tier: usize) -> Option<Bounds> {
        (tier < 2 && self.0.infinite.is_none()).then(|| Bounds::point(self.0.value.clone()))
    }
}
