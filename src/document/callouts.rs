//! Callouts: markers such as `[!note]-`, the kinds, and what may stand in a problem.

use super::report::{Report, closest};
use super::{Block, BlockKind, CalloutKind, ScopeId};
use crate::diagnostic::{Code, Fault};
use crate::source::Span;

/// The kinds of callouts by the names that markers use.
pub const KINDS: &[(&str, CalloutKind)] = &[
    ("problem", CalloutKind::Problem),
    ("answer", CalloutKind::Answer),
    ("mistake", CalloutKind::Mistake),
    ("hint", CalloutKind::Hint),
    ("solution", CalloutKind::Solution),
    ("note", CalloutKind::Note),
    ("tip", CalloutKind::Tip),
    ("important", CalloutKind::Important),
    ("warning", CalloutKind::Warning),
    ("caution", CalloutKind::Caution),
    ("example", CalloutKind::Example),
    ("definition", CalloutKind::Definition),
    ("theorem", CalloutKind::Theorem),
    ("proof", CalloutKind::Proof),
];

impl CalloutKind {
    /// The name that a marker uses.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether it stands in a problem only.
    pub fn is_part_of_problem(self) -> bool {
        matches!(self, Self::Answer | Self::Mistake | Self::Hint | Self::Solution)
    }
}

/// A marker as written: `[!note]-`.
pub(super) struct Marker {
    /// What stands between `[!` and `]`.
    pub(super) kind: Span,
    /// The whole marker, the sign of folding included.
    pub(super) span: Span,
    /// Where the title starts.
    pub(super) end: usize,
    /// `-`, or a wrong `+`.
    pub(super) fold: Option<u8>,
    /// Whether there is a `]`.
    pub(super) closed: bool,
}

/// The marker at byte `at`, if one starts there.
pub(super) fn marker(text: &str, at: usize) -> Option<Marker> {
    let rest = text.get(at..)?.strip_prefix("[!")?;
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let kind = line.find(']');
    let length = kind.unwrap_or_else(|| line.trim_end().len());
    let start = at + 2;
    let mut end = start + length + usize::from(kind.is_some());
    let fold = text.as_bytes().get(end).copied().filter(|byte| kind.is_some() && matches!(byte, b'-' | b'+'));
    end += usize::from(fold.is_some());
    let title = end + text.as_bytes()[end..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    Some(Marker {
        kind: Span::new(start, start + length),
        span: Span::new(at, end),
        end: title,
        fold,
        closed: kind.is_some(),
    })
}

/// A callout whose end was not seen yet.
pub(super) struct OpenCallout {
    pub(super) kind: CalloutKind,
    pub(super) kind_span: Span,
    pub(super) folded: bool,
    pub(super) scope: ScopeId,
    pub(super) parent_scope: ScopeId,
    /// How many claims, good or bad, stood before it.
    pub(super) claims_before: usize,
    pub(super) title: Vec<super::Inline>,
    /// Whether its answer was reported as standing elsewhere inside.
    pub(super) misplaced_answer: bool,
}

/// The kind that `marker` names, or faults.
pub(super) fn kind(report: &mut Report<'_>, text: &str, marker: &Marker) -> Option<CalloutKind> {
    let name = &text[marker.kind.range()];
    if !marker.closed {
        report.fault(
            Fault::new(Code::Callout, marker.span, "a callout's marker is not closed")
                .help("write `> [!note] Title`, with `]` behind the kind"),
        );
        return None;
    }
    let kind = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|(_, kind)| *kind);
    let Some(kind) = kind else {
        let names = KINDS.iter().map(|(name, _)| *name);
        let help = match closest(name.trim(), names.clone()) {
            Some(near) => format!("did you mean `[!{near}]`?"),
            None => format!("the kinds are {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        };
        report.fault(
            Fault::new(Code::Callout, marker.kind, format!("unknown kind of callout `{}`", name.trim())).help(help),
        );
        return None;
    };
    if matches!(text.as_bytes().get(marker.span.end), Some(b'(' | b'[')) && marker.fold.is_none() {
        report.fault(
            Fault::new(Code::Callout, marker.span, "a callout's marker is read as a link")
                .help(format!("put a space behind it: `[!{}] [1.737 bits](=H(P,Q))`", kind.name())),
        );
        return None;
    }
    if marker.fold == Some(b'+') {
        report.fault(
            Fault::new(Code::Callout, Span::new(marker.span.end - 1, marker.span.end), "`+` behind a callout's marker")
                .help("a `-` folds the callout; without it the callout is open"),
        );
    }
    Some(kind)
}

/// The fault of a marker that does not start a block quote.
pub(super) fn stray(text: &str, marker: &Marker, in_quote: bool) -> Fault {
    let name = text[marker.kind.range()].trim();
    let fault = Fault::new(Code::Markdown, marker.span, format!("the marker `[!{name}]` does not start a callout"));
    if in_quote {
        fault
            .label("here it is text of the box above")
            .help("leave a line with fewer `>` before it, or nest it one `>` deeper after a line that holds only `>`")
    } else {
        fault.label("here it is plain text").help(format!("start the line with `> `: `> [!{name}] Title`"))
    }
}

/// Reports a part of a problem that stands elsewhere, and a problem in a problem. `around` are the
/// kinds of the callouts around, from the innermost; `direct` says whether the first of them is
/// the very parent.
pub(super) fn check_place(
    report: &mut Report<'_>,
    kind: CalloutKind,
    span: Span,
    mut around: impl Iterator<Item = CalloutKind>,
    direct: bool,
) {
    let name = kind.name();
    if kind.is_part_of_problem() {
        let parent = around.next();
        if parent != Some(CalloutKind::Problem) || !direct {
            let fault = if parent == Some(CalloutKind::Problem) {
                Fault::new(Code::Callout, span, format!("`[!{name}]` stands inside a list or quote of its problem"))
                    .help(format!("put it directly into the problem: `> > [!{name}]`"))
            } else {
                Fault::new(Code::Callout, span, format!("`[!{name}]` stands outside of a problem"))
                    .help(format!("nest it in its problem: `> > [!{name}] …` below `> [!problem] Title`"))
            };
            report.fault(fault);
        }
    } else if kind == CalloutKind::Problem
        && around.any(|outer| outer == CalloutKind::Problem || outer.is_part_of_problem())
    {
        report.fault(
            Fault::new(Code::Callout, span, "a problem inside a problem")
                .help("end the first problem with an empty line, without `>`"),
        );
    }
}

/// Reports what a finished callout lacks. `claims` is how many claims stood in it.
pub(super) fn check(report: &mut Report<'_>, callout: &OpenCallout, blocks: &[Block], claims: usize) {
    match callout.kind {
        CalloutKind::Answer if claims == 0 => report.fault(
            Fault::new(Code::Callout, callout.kind_span, "an answer without a claim")
                .note("the answer is a number that is recomputed, like every other")
                .help("link it to its computation: `> > [!answer] [1.737 bits](=H(P,Q))`"),
        ),
        CalloutKind::Problem => check_problem(report, callout, blocks),
        _ => {}
    }
}

fn check_problem(report: &mut Report<'_>, callout: &OpenCallout, blocks: &[Block]) {
    let mut answers = Vec::new();
    let mut lists = Vec::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Callout(part) if part.kind == CalloutKind::Answer => answers.push(part.kind_span),
            BlockKind::List { items, .. } if items.iter().any(|item| item.task.is_some()) => lists.push((items, block)),
            _ => {}
        }
    }
    if answers.is_empty() && lists.is_empty() && !callout.misplaced_answer {
        report.fault(
            Fault::new(Code::Callout, callout.kind_span, "a problem without an answer")
                .help("add `> > [!answer] [1.737 bits](=H(P,Q))` after a line `>`, or a task list: `> - [x] right`, `> - [ ] wrong`"),
        );
    }
    if let (Some(&answer), Some(_)) = (answers.first(), lists.first()) {
        report.fault(
            Fault::new(Code::Callout, answer, "a problem with both an answer and a task list")
                .help("keep one of the two: the marked items of a task list are its answer"),
        );
    }
    for &answer in answers.iter().skip(1) {
        report.fault(
            Fault::new(Code::Callout, answer, "a second answer in one problem")
                .help("keep one answer; what learners get wrong is a `[!mistake]`"),
        );
    }
    for (items, block) in lists.iter().skip(1) {
        let span = items.first().map_or(block.span, |item| item.span);
        report.fault(
            Fault::new(Code::Callout, Span::new(span.start, span.start + 1), "a second task list in one problem")
                .help("put all choices into one list"),
        );
    }
    let Some((items, block)) = lists.first() else { return };
    let start = items.first().map_or(block.span, |item| item.span).start;
    if let Some(item) = items.iter().find(|item| item.task.is_none()) {
        report.fault(
            Fault::new(Code::Callout, Span::new(item.span.start, item.span.start + 1), "a choice without a box")
                .help("start it with `- [ ]`, or with `- [x]` if it is right"),
        );
    }
    if items.iter().all(|item| item.task != Some(true)) {
        report.fault(
            Fault::new(Code::Callout, Span::new(start, start + 5), "no choice is marked as right")
                .help("mark the right ones with `- [x]`"),
        );
    }
}
