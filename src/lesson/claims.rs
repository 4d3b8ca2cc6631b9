//! Judging claims: label and expression in, verdict and diagnostics out.

use crate::claim::{
    self, Alternative, Bounds, ClaimedSet, Computed, Content, Reason, SlipKind, Stated, Unit, Verdict, Written,
};
use crate::diagnostic::{Code, Fault};
use crate::document::{Claim, ClaimPlace};
use crate::expr::ast::{Expr, ExprKind, InformationUnit};
use crate::expr::value::{Distribution, Outcome, Quantity, Value};
use crate::expr::{self, graph::NodeId};
use crate::source::Span;

use super::computed::{self, NodeValue};
use super::{Checker, ComputedValue, JudgedClaim};

/// The expression that marks a chosen number.
const GIVEN: &str = "given";

/// What a claim's expression came to.
pub(super) struct Judged {
    /// For the ledger.
    pub(super) claim: JudgedClaim,
    /// The label as read, if it could be.
    pub(super) stated: Option<Stated>,
    /// The value, if the expression has one.
    pub(super) value: Option<Value>,
}

impl Checker<'_> {
    /// Judges one claim and reports what is wrong with it.
    pub(super) fn judge(&mut self, claim: &Claim, unit_of_answer: Option<InformationUnit>) -> Judged {
        self.evaluator.begin();
        let label = || self.source.slice(claim.label_span).to_owned();
        let mut judged = Judged {
            claim: JudgedClaim {
                source: self.source.clone(),
                number_span: if claim.label_span.is_empty() { claim.span } else { claim.label_span },
                span: claim.span,
                stated: label(),
                expression: claim.expression.text.clone(),
                place: claim.place,
                value: None,
                verdict: Verdict::Undecided,
            },
            stated: None,
            value: None,
        };
        let stated = match claim::read(&claim.label, claim.after.as_ref()) {
            Ok(stated) => Some(stated),
            Err(fault) => {
                let span = fault.span;
                self.sink.push(fault.at(&self.source, span));
                None
            }
        };
        if let Some(stated) = &stated {
            if let Some(span) = number_span(stated) {
                judged.claim.number_span = span;
            }
            judged.claim.stated = self.stated_text(claim, stated);
        }
        if claim.expression.text == GIVEN {
            return self.given(claim, stated, judged);
        }
        // The expression is looked at even where the label is faulty: all faults in one run.
        let Some((expr, value)) = self.elaborate_claim(claim) else {
            judged.stated = stated;
            return judged;
        };
        judged.value = Some(value.clone());
        if let Some(stated) = &stated {
            self.decide(claim, stated, &expr, &value, unit_of_answer, &mut judged.claim);
        }
        judged.stated = stated;
        judged
    }

    /// Parses and elaborates a claim's expression.
    fn elaborate_claim(&mut self, claim: &Claim) -> Option<(Expr, Value)> {
        let expr = match expr::parse_expression(&claim.expression.text) {
            Ok(expr) => expr,
            Err(fault) => {
                self.sink.push(fault.in_excerpt(&self.source, &claim.expression));
                return None;
            }
        };
        let text = self.texts.add(&self.source, &claim.expression);
        let scope = self.scopes[claim.scope];
        match self.session.elaborate(scope, text, &expr) {
            Ok(value) => {
                self.check_obligations();
                Some((expr, value))
            }
            Err(located) => {
                self.sink.push(self.texts.diagnostic(located));
                None
            }
        }
    }

    /// A number marked `=given`.
    fn given(&mut self, claim: &Claim, stated: Option<Stated>, mut judged: Judged) -> Judged {
        match stated.as_ref().map(|stated| &stated.content) {
            Some(Content::Number(written)) => {
                judged.claim.verdict = Verdict::Given;
                self.given_numbers.push((claim.scope, written.clone()));
            }
            Some(Content::List(..)) => judged.claim.verdict = Verdict::Given,
            Some(Content::Truth(_) | Content::Empty) => {
                self.report(
                    Fault::new(Code::ClaimLabel, claim.label_span, "a given without a number")
                        .label("no number here")
                        .help("mark the number that was chosen: `[90%](=given)`"),
                );
            }
            None => {}
        }
        judged.stated = stated;
        judged
    }

    fn decide(
        &mut self,
        claim: &Claim,
        stated: &Stated,
        expr: &Expr,
        value: &Value,
        unit_of_answer: Option<InformationUnit>,
        out: &mut JudgedClaim,
    ) {
        let unit = match &stated.unit {
            Some(Unit::Information(unit, _)) => Some(*unit),
            _ => unit_of_answer,
        };
        match (&stated.content, value) {
            (Content::Empty, _) => {
                out.value = Some(self.describe(value, unit));
                self.empty(claim, value, unit, out);
            }
            (Content::Number(written), Value::Number(node, quantity)) => {
                let Some(node) = self.in_stated_unit(claim, stated, written, *node, *quantity, unit, out) else {
                    return;
                };
                self.number(claim, stated, written, expr, node, unit, out);
            }
            (Content::List(list, span), value) => match self.elements(value, unit) {
                Some(nodes) => self.list(claim, stated, list, *span, &nodes, out),
                None => {
                    out.value = Some(self.describe(value, unit));
                    self.mismatch(*span, "a list is stated", value, "state one number, or none where it is a truth");
                }
            },
            (Content::Truth(span), Value::Truth(node)) => self.truth(*span, expr, *node, out),
            (Content::Truth(span), Value::Number(..)) => {
                let computed = self.describe(value, unit);
                let help = format!("link the number: `[{}](={})`", short(&computed), quoted(&out.expression));
                out.value = Some(computed);
                self.mismatch(*span, "no number is stated", value, &help);
            }
            (Content::Truth(span), _) => {
                out.value = Some(self.describe(value, unit));
                self.mismatch(*span, "no number is stated", value, "compare it with something, or state a list");
            }
            (Content::Number(written), _) => {
                out.value = Some(self.describe(value, unit));
                let help = match value {
                    Value::Truth(_) => {
                        "link words without digits to a comparison, or link the number to what it equals"
                    }
                    Value::Distribution(_) => "ask for one mass, such as `P(e)`, or state the list: `(0.5, 0.5)`",
                    _ => "index it, such as `v[1]`, or state the list: `(0.5, 0.5)`",
                };
                self.mismatch(written.span, "one number is stated", value, help);
            }
        }
    }

    /// The value as a plain number in the stated unit; faults where units don't fit.
    #[expect(clippy::too_many_arguments, reason = "all of one claim, taken apart where it is decided")]
    fn in_stated_unit(
        &mut self,
        claim: &Claim,
        stated: &Stated,
        written: &Written,
        node: NodeId,
        quantity: Quantity,
        unit: Option<InformationUnit>,
        out: &mut JudgedClaim,
    ) -> Option<NodeId> {
        match (quantity, unit) {
            (Quantity::Information, Some(unit)) => Some(computed::in_unit(&mut self.session, node, unit)),
            // 0 and ∞ are the same in every unit.
            (Quantity::Information, None) if written.value.is_zero() && stated.unit.is_none() => Some(node),
            (Quantity::Information, None) => {
                out.value = Some(self.describe(&Value::Number(node, quantity), Some(InformationUnit::Bits)));
                self.missing_unit(claim, stated, written, node);
                None
            }
            (Quantity::Plain, _) => {
                if let Some(Unit::Information(unit, span)) = &stated.unit {
                    let name = computed::unit_name(*unit);
                    self.report(
                        Fault::new(Code::ClaimImplicitUnit, *span, format!("a plain number is stated in {name}"))
                            .label(format!("`{}` is a plain number", quoted(&out.expression)))
                            .help(format!("say that it is a quantity: `{name}({})`", quoted(&out.expression))),
                    );
                }
                Some(node)
            }
        }
    }

    /// A quantity of information without a unit: the help names the unit in which the digits agree.
    fn missing_unit(&mut self, claim: &Claim, stated: &Stated, written: &Written, node: NodeId) {
        let mut fitting = Vec::new();
        for unit in [InformationUnit::Bits, InformationUnit::Nats, InformationUnit::Bans] {
            let node = computed::in_unit(&mut self.session, node, unit);
            let mut value = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node };
            if claim::judge(written, stated.relation, &mut value).verdict == Verdict::Proved {
                fitting.push(computed::unit_name(unit));
            }
        }
        let (span, headline, label) = match &stated.unit {
            Some(Unit::Other(word, span)) => (
                *span,
                format!("`{word}` is no unit of information"),
                "`bits`, `nats` or `bans` belongs here".to_owned(),
            ),
            _ => (written.span, format!("`{}` lacks its unit", written.text), "bits or nats?".to_owned()),
        };
        let mut fault = Fault::new(Code::ClaimUnit, span, headline)
            .label(label)
            .note(format!("`{}` is a quantity of information", quoted(&claim.expression.text)));
        let inside = if claim.place == ClaimPlace::Math { "\\text{ bits}" } else { " bits" };
        fault = match fitting.first() {
            Some(name) => {
                let unit = inside.replace("bits", name);
                fault.help(format!("in {name} the number is right: write `{}{unit}`", written.text))
            }
            None => fault.help(format!("write the unit after the number: `{}{inside}`", written.text)),
        };
        self.report(fault);
    }

    #[expect(clippy::too_many_arguments, reason = "all of one claim, taken apart where it is decided")]
    fn number(
        &mut self,
        claim: &Claim,
        stated: &Stated,
        written: &Written,
        expr: &Expr,
        node: NodeId,
        unit: Option<InformationUnit>,
        out: &mut JudgedClaim,
    ) {
        // A plain number carries the unit that it is stated with, whatever that is.
        let name = match &stated.unit {
            Some(Unit::Other(word, _)) => word,
            _ => unit.map_or("", computed::unit_name),
        };
        let mut value = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node };
        let judgement = claim::judge(written, stated.relation, &mut value);
        out.verdict = judgement.verdict;
        let computed = computed::describe_number(&mut self.session, &mut self.evaluator, node, name);
        out.value = Some(computed.clone());
        match judgement.verdict {
            Verdict::Proved | Verdict::Given => {}
            Verdict::Refuted => {
                let swapped = self.swapped(claim, expr, unit);
                let mut fault = Fault::new(
                    Code::ClaimRefuted,
                    written.span,
                    format!("`{}` is wrong: the value is `{}`", shown(written, name), brief(&computed)),
                )
                .label(format!("computed: {}", short(&computed)))
                .note(format!("`{}` = {}", quoted(&out.expression), equation(&computed)))
                .note(format!(
                    "`{}` claims {}",
                    shown(written, name),
                    ClaimedSet::new(written, stated.relation).describe()
                ));
                if let Some(slip) = claim::name_slip(
                    written,
                    stated.relation,
                    &judgement.bounds,
                    unit.or_else(|| logarithm(expr)),
                    &swapped,
                ) {
                    fault = fault.note(slip.note);
                }
                fault = computed.notes.iter().fold(fault, Fault::note);
                fault = match claim::write(written, stated.relation, &judgement.bounds) {
                    Ok(text) => {
                        self.edit(claim, written.span, &text);
                        fault.help(format!("write `{text}`, or mend the expression; `reckon fix` writes it"))
                    }
                    Err(reason) => fault.help(reason.sentence()),
                };
                self.report(fault);
            }
            Verdict::Undecided => {
                let reason = judgement.reason.unwrap_or(Reason::Unbounded);
                let help = judgement.help(written, stated.relation);
                let lost = computed::lost(&self.session, &mut self.evaluator, node, reason);
                self.undecided(
                    written.span,
                    &shown(written, name),
                    &quoted(&out.expression),
                    &computed,
                    reason,
                    lost,
                    help,
                );
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one message")]
    fn undecided(
        &mut self,
        span: Span,
        stated: &str,
        expression: &str,
        computed: &ComputedValue,
        reason: Reason,
        lost: Option<String>,
        help: Option<String>,
    ) {
        let headline = match reason {
            Reason::Undefined => format!("`{expression}` has no value"),
            _ => format!("`{stated}` could not be decided"),
        };
        let mut fault = Fault::new(Code::ClaimUndecided, span, headline)
            .label("not proved")
            .note(lost.unwrap_or_else(|| reason.sentence().to_owned()));
        if reason != Reason::Undefined {
            fault = fault.note(format!("`{expression}` lies in [{}, {}]", computed.low, computed.high));
        }
        fault = computed.notes.iter().fold(fault, Fault::note);
        if let Some(help) = help {
            fault = fault.help(help);
        }
        self.report(fault);
    }

    /// The value with the arguments of a two-argument call swapped, for naming that slip.
    fn swapped(&mut self, claim: &Claim, expr: &Expr, unit: Option<InformationUnit>) -> Vec<Alternative> {
        let Some(swapped) = swap_arguments(expr) else { return Vec::new() };
        let text = self.texts.add(&self.source, &claim.expression);
        let Ok(Value::Number(node, quantity)) = self.session.elaborate(self.scopes[claim.scope], text, &swapped) else {
            return Vec::new();
        };
        let node = match (quantity, unit) {
            (Quantity::Information, Some(unit)) => computed::in_unit(&mut self.session, node, unit),
            _ => node,
        };
        let mut value = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node };
        let Some(bounds) = value.bounds(0) else { return Vec::new() };
        vec![Alternative { kind: SlipKind::Swapped, expression: expr::print(&swapped), bounds }]
    }

    fn list(
        &mut self,
        claim: &Claim,
        stated: &Stated,
        list: &[Written],
        span: Span,
        nodes: &[NodeId],
        out: &mut JudgedClaim,
    ) {
        let shown = nodes.iter().take(list.len().max(computed::LONGEST_LIST));
        let parts: Vec<ComputedValue> =
            shown.map(|&node| computed::describe_number(&mut self.session, &mut self.evaluator, node, "")).collect();
        let computed = computed::joined(&computed::shortened(parts.clone(), nodes.len()));
        out.value = Some(computed.clone());
        if list.len() != nodes.len() {
            out.verdict = Verdict::Refuted;
            self.report(
                Fault::new(Code::ClaimRefuted, span, "the stated list has another length than the computed one")
                    .label(format!("{} stated, {} computed", list.len(), nodes.len()))
                    .note(format!("`{}` = {}", quoted(&out.expression), computed.text)),
            );
            return;
        }
        out.verdict = Verdict::Proved;
        for ((written, &node), part) in list.iter().zip(nodes).zip(&parts) {
            let mut value = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node };
            let judgement = claim::judge(written, stated.relation, &mut value);
            match judgement.verdict {
                Verdict::Proved | Verdict::Given => continue,
                Verdict::Refuted => {
                    out.verdict = Verdict::Refuted;
                    let mut fault = Fault::new(
                        Code::ClaimRefuted,
                        written.span,
                        format!("`{}` is wrong: the value is `{}`", written.text, brief(part)),
                    )
                    .label(format!("computed: {}", short(part)))
                    .note(format!("`{}` = {}", quoted(&out.expression), computed.text));
                    fault = part.notes.iter().fold(fault, Fault::note);
                    if let Ok(text) = claim::write(written, stated.relation, &judgement.bounds) {
                        self.edit(claim, written.span, &text);
                        fault = fault.help(format!("write `{text}`"));
                    }
                    self.report(fault);
                }
                Verdict::Undecided => {
                    if out.verdict == Verdict::Proved {
                        out.verdict = Verdict::Undecided;
                    }
                    let reason = judgement.reason.unwrap_or(Reason::Unbounded);
                    let help = judgement.help(written, stated.relation);
                    let lost = computed::lost(&self.session, &mut self.evaluator, node, reason);
                    let expression = quoted(&out.expression);
                    self.undecided(written.span, &written.text, &expression, part, reason, lost, help);
                }
            }
        }
    }

    /// The nodes of a value that can be stated as a list; quantities of information in `unit`.
    fn elements(&mut self, value: &Value, unit: Option<InformationUnit>) -> Option<Vec<NodeId>> {
        match value {
            Value::List(elements) => elements
                .iter()
                .map(|element| match element {
                    Value::Number(node, Quantity::Plain) => Some(*node),
                    Value::Number(node, Quantity::Information) => {
                        Some(computed::in_unit(&mut self.session, *node, unit?))
                    }
                    _ => None,
                })
                .collect(),
            Value::Distribution(distribution) => match &**distribution {
                Distribution::Pmf(outcomes) => Some(outcomes.iter().map(|&(_, mass): &(Outcome, _)| mass).collect()),
                _ => None,
            },
            _ => None,
        }
    }

    fn truth(&mut self, span: Span, expr: &Expr, node: NodeId, out: &mut JudgedClaim) {
        let clear = self.evaluator.clear_truth(self.session.graph(), node);
        let mut value = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node };
        let (verdict, reason) = match clear {
            Some(true) => (Verdict::Proved, None),
            Some(false) => (Verdict::Refuted, None),
            None => {
                let judgement = claim::judge_truth(&mut value);
                (judgement.verdict, judgement.reason)
            }
        };
        out.verdict = verdict;
        let text = match verdict {
            Verdict::Proved | Verdict::Given => "true",
            Verdict::Refuted => "false",
            Verdict::Undecided => "undecided",
        };
        out.value = Some(ComputedValue {
            text: text.to_owned(),
            exact: verdict != Verdict::Undecided,
            low: text.to_owned(),
            high: text.to_owned(),
            unit: String::new(),
            notes: computed::optimum_notes(&self.evaluator, self.session.graph(), node),
        });
        if verdict == Verdict::Proved {
            return;
        }
        let (code, headline, label) = match verdict {
            Verdict::Refuted => (Code::ClaimRefuted, format!("`{}` is false", quoted(&out.expression)), "claimed here"),
            _ => (
                Code::ClaimUndecided,
                format!("whether `{}` is true could not be decided", quoted(&out.expression)),
                "not proved",
            ),
        };
        let mut fault = Fault::new(code, span, headline).label(label);
        for note in self.sides(expr) {
            fault = fault.note(note);
        }
        if let Some(reason) = reason {
            let lost = computed::lost(&self.session, &mut self.evaluator, node, reason);
            fault = fault.note(lost.unwrap_or_else(|| reason.sentence().to_owned()));
        }
        self.report(fault);
    }

    /// The values on both sides of a comparison, for its message.
    fn sides(&mut self, expr: &Expr) -> Vec<String> {
        let ExprKind::Comparison(first, rest) = &expr.kind else { return Vec::new() };
        let scope = self.current_scope;
        let mut notes = Vec::new();
        for side in std::iter::once(&**first).chain(rest.iter().map(|(_, side)| side)) {
            if matches!(side.kind, ExprKind::Number(_)) {
                continue;
            }
            if let Ok(value) = self.session.elaborate(scope, 0, side) {
                let computed = self.describe(&value, None);
                notes.push(format!("`{}` = {}", expr::print(side), equation(&computed)));
            }
        }
        notes
    }

    /// `[](=EXPR)`.
    fn empty(&mut self, claim: &Claim, value: &Value, unit: Option<InformationUnit>, out: &JudgedClaim) {
        let mut fault = Fault::new(Code::ClaimEmpty, claim.span, "the claim states no value").label("nothing stated");
        if let Some(computed) = &out.value {
            fault = fault.note(format!("`{}` = {}", quoted(&out.expression), equation(computed)));
        }
        let proposal = self.proposal(value, unit, claim.place == ClaimPlace::Math);
        fault = match proposal {
            Some(text) => {
                self.edit(claim, claim.label_span, &text);
                fault.help(format!("write `[{text}](={})`, or let `reckon fix` write it", claim.expression.text))
            }
            None => fault.help("state the value between the brackets"),
        };
        self.report(fault);
    }

    /// What `fix` writes into an empty claim: four significant digits and the unit.
    pub(super) fn proposal(&mut self, value: &Value, unit: Option<InformationUnit>, math: bool) -> Option<String> {
        let Value::Number(node, quantity) = value else { return None };
        let (node, unit) = match quantity {
            Quantity::Plain => (*node, None),
            Quantity::Information => {
                let stated = unit.unwrap_or(InformationUnit::Bits);
                (computed::in_unit(&mut self.session, *node, stated), unit.is_none().then_some(stated))
            }
        };
        let mut computed = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node };
        let bounds = match computed.exact().and_then(|exact| exact.as_rational().cloned()) {
            Some(rational) => Bounds::point(rational),
            None => computed.bounds(0)?,
        };
        let number = claim::propose(&bounds, 4, math).ok()?;
        Some(match unit {
            Some(unit) if math => format!("{number}\\text{{ {}}}", computed::unit_name(unit)),
            Some(unit) => format!("{number} {}", computed::unit_name(unit)),
            None => number,
        })
    }

    fn describe(&mut self, value: &Value, unit: Option<InformationUnit>) -> ComputedValue {
        computed::describe(&mut self.session, &mut self.evaluator, value, unit.unwrap_or(InformationUnit::Bits))
    }

    fn mismatch(&mut self, span: Span, headline: &str, value: &Value, help: &str) {
        self.report(
            Fault::new(Code::ClaimLabel, span, format!("{headline}, but the expression is {}", value.describe()))
                .label("stated here")
                .help(help),
        );
    }

    /// The stated value as the ledger shows it: the label as written, with a unit from behind the link.
    fn stated_text(&self, claim: &Claim, stated: &Stated) -> String {
        let label = self.source.slice(claim.label_span).to_owned();
        match &stated.unit {
            Some(Unit::Information(_, span)) if span.start >= claim.span.end => {
                format!("{label} {}", self.source.slice(*span))
            }
            _ => label,
        }
    }

    /// Notes what `fix` would write. In the strings of a widget a backslash would need another.
    fn edit(&mut self, claim: &Claim, span: Span, text: &str) {
        if claim.place != ClaimPlace::Widget || !text.contains('\\') {
            self.edits.push((span, text.to_owned()));
        }
    }

    pub(super) fn report(&mut self, fault: Fault) {
        let span = fault.span;
        self.sink.push(fault.at(&self.source, span));
    }
}

/// Where the stated number stands; the whole label where it has none.
pub(super) fn number_span(stated: &Stated) -> Option<Span> {
    match &stated.content {
        Content::Number(written) => Some(written.span),
        Content::List(_, span) | Content::Truth(span) => Some(*span),
        Content::Empty => None,
    }
}

/// `KL(P, Q)` as `KL(Q, P)`, looked for at the top, behind a sign and in both operands of a sum.
fn swap_arguments(expr: &Expr) -> Option<Expr> {
    let mut swapped = expr.clone();
    match &mut swapped.kind {
        ExprKind::Call(_, arguments) => {
            let positional = arguments.iter().filter(|argument| argument.key.is_none()).count();
            if positional != 2 || arguments[0].key.is_some() || arguments[1].key.is_some() {
                return None;
            }
            let first = arguments[0].value.clone();
            arguments[0].value = std::mem::replace(&mut arguments[1].value, first);
            Some(swapped)
        }
        ExprKind::Prefix(_, operand) | ExprKind::InUnit(operand, _) => {
            **operand = swap_arguments(operand)?;
            Some(swapped)
        }
        _ => None,
    }
}

/// The unit that the logarithms in an expression suggest: a plain number with `ln` in it may be
/// meant in nats, one with `log2` in bits.
fn logarithm(expr: &Expr) -> Option<InformationUnit> {
    let text = expr::print(expr);
    let units = [("ln(", InformationUnit::Nats), ("log2(", InformationUnit::Bits), ("log10(", InformationUnit::Bans)];
    units.into_iter().find(|(name, _)| text.contains(name)).map(|(_, unit)| unit)
}

/// An expression in a message: all of it, unless it is longer than anybody reads.
fn quoted(expression: &str) -> String {
    const LONGEST: usize = 400;
    match expression.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &expression[..at]),
        None => expression.to_owned(),
    }
}

/// The stated number with its unit.
fn shown(written: &Written, unit: &str) -> String {
    format!("{} {unit}", written.text).trim_end().to_owned()
}

/// A value in a headline: ten digits at most, and its unit.
fn brief(computed: &ComputedValue) -> String {
    with_unit(digits(computed, 10), computed)
}

/// A value under carets: few digits.
fn short(computed: &ComputedValue) -> String {
    with_unit(digits(computed, 6), computed)
}

/// A value in an equation: all digits that are known.
fn equation(computed: &ComputedValue) -> String {
    with_unit(digits(computed, usize::MAX), computed)
}

fn with_unit(text: String, computed: &ComputedValue) -> String {
    let unit = if text == "1" { computed.unit.trim_end_matches('s') } else { &computed.unit };
    format!("{text} {unit}").trim_end().to_owned()
}

/// The digits on which both ends of the enclosure agree, `most` at most, with `…` where there are more.
fn digits(computed: &ComputedValue, most: usize) -> String {
    if computed.exact && computed.text.len() <= most.max(24) {
        return computed.text.clone();
    }
    let (low, high) = (&computed.low, &computed.high);
    let exponent = |text: &str| text.find('e').map_or(String::new(), |at| text[at..].to_owned());
    let mantissa = |text: &str| text.find('e').map_or(text.to_owned(), |at| text[..at].to_owned());
    let point = |text: &str| text.find('.').unwrap_or(text.len());
    let (low_digits, high_digits) = (mantissa(low), mantissa(high));
    if exponent(low) != exponent(high) || point(&low_digits) != point(&high_digits) {
        return computed.text.clone();
    }
    let shared: String =
        low_digits.chars().zip(high_digits.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    if shared.chars().filter(char::is_ascii_digit).count() < 3 {
        return computed.text.clone();
    }
    let (mut kept, mut seen, mut leading) = (shared.len(), 0, true);
    for (at, character) in shared.char_indices().filter(|(_, character)| character.is_ascii_digit()) {
        leading &= character == '0';
        seen += usize::from(!leading);
        if seen > most {
            kept = at;
            break;
        }
    }
    if kept < point(&low_digits) {
        return computed.text.clone();
    }
    let more = if low == high && kept == low_digits.len() && computed.exact { "" } else { "…" };
    format!("{}{more}{}", shared[..kept].trim_end_matches('.'), exponent(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_digits_are_shown() {
        let value = |low: &str, high: &str| ComputedValue {
            text: low.to_owned(),
            exact: false,
            low: low.to_owned(),
            high: high.to_owned(),
            unit: "nats".to_owned(),
            notes: Vec::new(),
        };
        let integral = value("1.2432339963612917", "1.2432339963613784");
        assert_eq!(equation(&integral), "1.243233996361… nats");
        assert_eq!(short(&integral), "1.24323… nats");
        assert_eq!(brief(&value("4.2003939760221123e-7", "4.2003939760221124e-7")), "4.200393976…e-7 nats");
        assert_eq!(short(&value("0.00012345678", "0.00012345679")), "0.000123456… nats");
        assert_eq!(short(&value("-3", "2")), "-3 nats");
    }
}
