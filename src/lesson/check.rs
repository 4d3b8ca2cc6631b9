//! The stage itself: definitions first, then claims, widgets and problems.

use std::sync::Arc;

use crate::claim::Written;
use crate::diagnostic::{Code, Diagnostics, Fault};
use crate::document::{Block, BlockKind, Document, Fence};
use crate::expr::value::Value;
use crate::expr::{self, Evaluator, LocatedFault, ScopeId, Session};
use crate::source::{Excerpt, Source, Span};

use super::claims::Judged;
use super::computed::NodeValue;
use super::directives::Kind;
use super::texts::Texts;
use super::{ComputedValue, DefinitionRow, Lesson, computed, directives, given, problems};

/// Definitions that a section shares with its lessons.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// The bodies of `calc` fences, outermost section first.
    pub fences: Vec<(Arc<Source>, Excerpt)>,
}

/// All that a lesson's parts are checked with.
pub(super) struct Checker<'a> {
    pub(super) sink: &'a mut Diagnostics,
    pub(super) source: Arc<Source>,
    pub(super) session: Session,
    pub(super) evaluator: Evaluator,
    pub(super) texts: Texts,
    /// The session's scope for each scope of the document.
    pub(super) scopes: Vec<ScopeId>,
    /// The scope of the claim that is being judged.
    pub(super) current_scope: ScopeId,
    /// How many of the session's obligations have been looked at.
    pub(super) obligations_seen: usize,
    /// Numbers marked `=given`, with their scope in the document.
    pub(super) given_numbers: Vec<(usize, Written)>,
    /// What `fix` would write.
    pub(super) edits: Vec<(Span, String)>,
}

impl<'a> Checker<'a> {
    fn new(sink: &'a mut Diagnostics, source: &Arc<Source>) -> Self {
        Self {
            sink,
            source: Arc::clone(source),
            session: Session::default(),
            evaluator: Evaluator::default(),
            texts: Texts::default(),
            scopes: Vec::new(),
            current_scope: Session::ROOT,
            obligations_seen: 0,
            given_numbers: Vec::new(),
            edits: Vec::new(),
        }
    }
}

/// Checks a document: resolves its names, judges its claims, types its widgets.
pub fn check(sink: &mut Diagnostics, document: Document, shared: &Shared) -> Lesson {
    let source = Arc::clone(&document.source);
    let mut checker = Checker::new(sink, &source);
    let fences = Fences::of(&document.blocks);
    checker.open_scopes(&document);
    checker.define(shared, &fences);

    let units = problems::answer_units(&document);
    let judged: Vec<Judged> = document
        .claims
        .iter()
        .enumerate()
        .map(|(index, claim)| {
            checker.current_scope = checker.scopes[claim.scope];
            checker.judge(claim, units.get(&index).copied())
        })
        .collect();
    let problems = problems::collect(&mut checker, &document, &judged);
    let mut claims: Vec<_> = judged.into_iter().map(|judged| judged.claim).collect();
    let mut unclaimed = document.unclaimed.len();
    let mut widgets = Vec::new();
    let mut plots = Vec::new();
    let kinds = [(Kind::Widget, &fences.widgets, &mut widgets), (Kind::Plot, &fences.plots, &mut plots)];
    for (kind, fences, list) in kinds {
        for fence in fences {
            let built = directives::build(&mut checker, fence, kind, claims.len());
            if let Some(built) = built {
                unclaimed += built.unclaimed;
                claims.extend(built.claims);
                list.push((fence.span.start, built.widget));
            }
        }
    }
    given::warn(&mut checker);
    let tables = checker.tables(&fences);
    let edits = checker.edits;
    Lesson { document, claims: claims.into(), widgets, plots, problems, tables, unclaimed, edits }
}

/// The value of the expression that is all of `source`, with the definitions of a lesson in scope.
pub fn evaluate(
    sink: &mut Diagnostics,
    source: &Arc<Source>,
    lesson: Option<&Document>,
    shared: &Shared,
) -> Option<ComputedValue> {
    let mut scope = Session::ROOT;
    let lesson_source = lesson.map_or(source, |document| &document.source);
    let mut checker = Checker::new(sink, lesson_source);
    if let Some(document) = lesson {
        checker.open_scopes(document);
        checker.define(shared, &Fences::of(&document.blocks));
        scope = checker.scopes[0];
    }
    let excerpt = Excerpt::verbatim(source, Span::new(0, source.text().len()));
    let text = checker.texts.add(source, &excerpt);
    let expr = match expr::parse_expression(source.text()) {
        Ok(expr) => expr,
        Err(fault) => {
            checker.sink.push(fault.in_excerpt(source, &excerpt));
            return None;
        }
    };
    match checker.session.elaborate(scope, text, &expr) {
        Ok(value) => {
            checker.check_obligations();
            checker.settled(source, &value);
            let unit = expr::ast::InformationUnit::Bits;
            Some(computed::describe(&mut checker.session, &mut checker.evaluator, &value, unit))
        }
        Err(located) => {
            checker.sink.push(checker.texts.diagnostic(located));
            None
        }
    }
}

impl Checker<'_> {
    /// Reports a number that has no value or no bounds.
    fn settled(&mut self, source: &Arc<Source>, value: &Value) {
        let (Value::Number(node, _) | Value::Truth(node)) = value else { return };
        let mut computed = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node: *node };
        let Some(reason) = computed::unsettled(&mut computed) else { return };
        let whole = Span::new(0, source.text().len());
        let note = computed::lost(&self.session, &mut self.evaluator, *node, reason);
        let fault = Fault::new(Code::ExprUnsettled, whole, "the expression has no settled value")
            .note(note.unwrap_or_else(|| reason.sentence().to_owned()));
        self.sink.push(fault.at(source, whole));
    }

    fn open_scopes(&mut self, document: &Document) {
        for parent in &document.scopes {
            let parent = parent.map_or(Session::ROOT, |parent| self.scopes[parent]);
            let scope = self.session.child(parent);
            self.scopes.push(scope);
        }
    }

    fn define(&mut self, shared: &Shared, fences: &Fences<'_>) {
        for (source, body) in &shared.fences {
            // Their own faults are reported where the section is checked.
            let text = self.texts.add(source, body);
            let definitions = expr::parse_definitions(&mut Vec::new(), &body.text);
            self.session.define(Session::ROOT, text, definitions);
        }
        for fence in &fences.calc {
            let text = self.texts.add(&self.source, &fence.body);
            let mut faults = Vec::new();
            let definitions = expr::parse_definitions(&mut faults, &fence.body.text);
            for fault in faults {
                self.sink.push(fault.in_excerpt(&self.source, &fence.body));
            }
            let scope = self.scopes[fence.scope];
            for located in self.session.define(scope, text, definitions) {
                self.sink.push(self.texts.diagnostic(located));
            }
        }
        for scope in self.scopes.clone() {
            for located in self.session.check_definitions(scope) {
                self.sink.push(self.texts.diagnostic(located));
            }
        }
        // Each definition is an expression of its own.
        while self.obligations_seen < self.session.obligations().len() {
            self.evaluator.begin();
            self.check_obligation();
        }
    }

    /// Proves what was taken on trust while elaborating: that masses sum to 1, that scales are positive.
    pub(super) fn check_obligations(&mut self) {
        while self.obligations_seen < self.session.obligations().len() {
            self.check_obligation();
        }
    }

    /// The next of them.
    fn check_obligation(&mut self) {
        let Some(obligation) = self.session.obligations().get(self.obligations_seen).cloned() else { return };
        self.obligations_seen += 1;
        let node = obligation.node;
        let mut value = NodeValue { evaluator: &mut self.evaluator, graph: self.session.graph(), node };
        if computed::holds(obligation.requirement, &mut value) {
            return;
        }
        let shown = computed::describe_number(&mut self.session, &mut self.evaluator, node, "");
        let fault = obligation.fault(Some(&shown.text));
        self.sink.push(self.texts.diagnostic(LocatedFault { text: obligation.text, fault }));
    }

    /// What `calc show` sets on the page.
    fn tables(&mut self, fences: &Fences<'_>) -> Vec<(usize, Vec<DefinitionRow>)> {
        let mut tables = Vec::new();
        for fence in fences.calc.iter().filter(|fence| fence.flags.iter().any(|(flag, _)| flag == "show")) {
            let definitions = expr::parse_definitions(&mut Vec::new(), &fence.body.text);
            let text = self.texts.add(&self.source, &fence.body);
            let scope = self.scopes[fence.scope];
            let mut rows = Vec::new();
            for definition in definitions {
                let expression = fence.body.text[definition.body.span.range()].to_owned();
                let (name, value) = match &definition.parameters {
                    Some(parameters) => {
                        let names: Vec<&str> = parameters.iter().map(|(name, _)| &**name).collect();
                        (format!("{}({})", definition.name, names.join(", ")), String::new())
                    }
                    None => {
                        self.evaluator.begin();
                        let value = self.session.elaborate(scope, text, &definition.body).ok();
                        let shown = value.map_or(String::new(), |value| {
                            let unit = expr::ast::InformationUnit::Bits;
                            let value = computed::describe(&mut self.session, &mut self.evaluator, &value, unit);
                            computed::for_readers(&value)
                        });
                        (definition.name.to_string(), if shown == expression { String::new() } else { shown })
                    }
                };
                rows.push(DefinitionRow { name, expression, value });
            }
            tables.push((fence.span.start, rows));
        }
        tables
    }
}

/// The fences of a document, by kind, in order.
#[derive(Default)]
pub(super) struct Fences<'a> {
    pub(super) calc: Vec<&'a Fence>,
    pub(super) widgets: Vec<&'a Fence>,
    pub(super) plots: Vec<&'a Fence>,
}

impl<'a> Fences<'a> {
    fn of(blocks: &'a [Block]) -> Self {
        let mut fences = Self::default();
        visit(blocks, &mut |block| match &block.kind {
            BlockKind::Calc(fence) => fences.calc.push(fence),
            BlockKind::Widget(fence) => fences.widgets.push(fence),
            BlockKind::Plot(fence) => fences.plots.push(fence),
            _ => {}
        });
        fences
    }
}

/// Calls `see` for every block, outer ones first. Documents nest no deeper than
/// [`MAX_NESTING`](crate::document::MAX_NESTING), so this may recurse.
pub(super) fn visit<'a>(blocks: &'a [Block], see: &mut dyn FnMut(&'a Block)) {
    for block in blocks {
        see(block);
        match &block.kind {
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => visit(blocks, see),
            BlockKind::Callout(callout) => visit(&callout.blocks, see),
            BlockKind::List { items, .. } => items.iter().for_each(|item| visit(&item.blocks, see)),
            _ => {}
        }
    }
}

/// The bodies of a section's `calc` fences, for its lessons.
pub fn shared_definitions(document: &Document) -> Vec<(Arc<Source>, Excerpt)> {
    let fences = Fences::of(&document.blocks);
    fences.calc.iter().map(|fence| (Arc::clone(&document.source), fence.body.clone())).collect()
}
