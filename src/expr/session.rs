//! A lesson's definitions and the one graph that all its expressions share.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::ast::{Definition, Expr, ExprKind, InformationUnit, Name};
use super::bench::{Bench, Obligation};
use super::elaborate::{Elaborator, free_names, literals, show};
use super::functions;
use super::graph::{Graph, Node, NodeId, Variable};
use super::value::{Distribution, Outcome, Quantity, Value};
use crate::diagnostic::{Code, Fault, briefly, said};
use crate::number::{Binary, Constant, Rational, Unary};
use crate::source::Span;

/// A text that expressions were parsed from, as the caller numbers them.
pub type TextId = usize;

/// A fault and the text in which its span lies.
#[derive(Clone, Debug)]
pub struct LocatedFault {
    /// The text.
    pub text: TextId,
    /// The fault.
    pub fault: Fault,
}

/// A fault on its way up, small enough to be handed on.
pub(crate) type Raised<T> = Result<T, Box<LocatedFault>>;

/// A scope of definitions, by its number; [`Session::ROOT`] is the outermost.
pub type ScopeId = usize;

/// A definition, by its number.
pub(crate) type EntryId = usize;

/// A literal number of a definition, which a given number may repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its value.
    pub value: Rational,
    /// The expression that names it: `Q(e)`, `v[2]`, `a`.
    pub expression: String,
    /// The text of the definition.
    pub text: TextId,
    /// Where the literal stands.
    pub span: Span,
}

#[derive(Debug)]
struct Scope {
    parent: Option<ScopeId>,
    names: BTreeMap<Name, EntryId>,
}

/// One name of a scope.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: Name,
    pub(crate) scope: ScopeId,
    pub(crate) text: TextId,
    /// What was written; `None` for a value that the session was given.
    pub(crate) definition: Option<Rc<Definition>>,
    state: State,
}

/// How far a definition has come.
#[derive(Clone, Debug)]
enum State {
    /// Nobody has asked for it.
    Fresh,
    /// A function whose own definitions have been elaborated.
    Ready,
    /// A value, or the fault that every use of it gives again.
    Done(Result<Value, Box<LocatedFault>>),
}

/// A lesson's definitions and the graph that its expressions share.
#[derive(Debug)]
pub struct Session {
    pub(crate) bench: Bench,
    scopes: Vec<Scope>,
    entries: Vec<Entry>,
}

impl Default for Session {
    fn default() -> Self {
        let root = Scope { parent: None, names: BTreeMap::new() };
        Self { bench: Bench::default(), scopes: vec![root], entries: Vec::new() }
    }
}

impl Session {
    /// The outermost scope.
    pub const ROOT: ScopeId = 0;

    /// Opens a scope inside `parent`.
    pub fn child(&mut self, parent: ScopeId) -> ScopeId {
        self.scopes.push(Scope { parent: Some(parent), names: BTreeMap::new() });
        self.scopes.len() - 1
    }

    /// The graph that all values refer to.
    pub fn graph(&self) -> &Graph {
        &self.bench.graph
    }

    /// The graph, to add nodes to.
    pub fn graph_mut(&mut self) -> &mut Graph {
        &mut self.bench.graph
    }

    /// The node of a quantity of information, in nats, divided by a unit.
    pub fn in_unit(&mut self, node: NodeId, unit: InformationUnit) -> NodeId {
        let base = match unit {
            InformationUnit::Nats => return node,
            InformationUnit::Bits => 2,
            InformationUnit::Bans => 10,
        };
        let graph = self.graph_mut();
        let base = graph.add(Node::Constant(Constant::Rational(Rational::from(base))));
        let ln = graph.add(Node::Unary(Unary::Ln, base));
        graph.add(Node::Binary(Binary::Divide, node, ln))
    }

    /// What must be proved of values that aren't rational: masses that sum to 1, positive scales.
    /// Those whose node isn't closed depend on what a reader changes.
    pub fn obligations(&self) -> &[Obligation] {
        &self.bench.obligations
    }

    /// Adds definitions of `text` to `scope`; doubles are faults and left out.
    pub fn define(&mut self, scope: ScopeId, text: TextId, definitions: Vec<Definition>) -> Vec<LocatedFault> {
        let mut faults = Vec::new();
        for definition in definitions {
            if let Some(first) = self.scopes[scope].names.get(&definition.name) {
                let fault = self.double(&definition, &self.entries[*first], text);
                faults.push(LocatedFault { text, fault });
                continue;
            }
            let name = definition.name.clone();
            let definition = Some(Rc::new(definition));
            self.enter(Entry { name, scope, text, definition, state: State::Fresh });
        }
        faults
    }

    fn double(&self, definition: &Definition, first: &Entry, text: TextId) -> Fault {
        briefly!(Fault::new(Code::ExprDefinition, definition.name_span, ""));
        let name = &definition.name;
        let headline = said!("`{name}` is defined twice");
        let fault = Fault::new(Code::ExprDefinition, definition.name_span, headline).label("defined again here");
        let fault = match &first.definition {
            Some(written) => {
                let what = match (&written.parameters, &written.body.kind) {
                    (Some(_), _) => "a function".to_owned(),
                    (None, _) => said!("`{name} = {}`", super::elaborate::write(&written.body)),
                };
                let place = if first.text == text { "in the same block" } else { "in an earlier block" };
                fault.note(said!("first defined {place} as {what}"))
            }
            None => fault.note("it is already a variable here"),
        };
        fault.help(said!("give one of them another name, such as `{}`", self.unused(first.scope, name)))
    }

    /// A name like `name` that isn't in use.
    fn unused(&self, scope: ScopeId, name: &str) -> String {
        briefly!(String::new());
        (2..).map(|n| said!("{name}_{n}")).find(|name| self.lookup(scope, name).is_none()).unwrap_or_default()
    }

    fn enter(&mut self, entry: Entry) {
        let id = self.entries.len();
        self.scopes[entry.scope].names.insert(entry.name.clone(), id);
        self.entries.push(entry);
    }

    /// Gives `name` a value in `scope`, in place of any definition that it has there.
    pub fn define_value(&mut self, scope: ScopeId, name: &str, value: Value) {
        let state = State::Done(Ok(value));
        self.enter(Entry { name: name.into(), scope, text: 0, definition: None, state });
    }

    /// Makes `name` a number in `scope` that a reader may change.
    pub fn bind_number(&mut self, scope: ScopeId, name: &str) -> Variable {
        let variable = self.bench.graph.fresh_variable();
        let node = self.bench.graph.add(Node::Variable(variable));
        self.define_value(scope, name, Value::Number(node, Quantity::Plain));
        variable
    }

    /// Makes `name` a list of `length` numbers in `scope` that a reader may change.
    pub fn bind_list(&mut self, scope: ScopeId, name: &str, length: usize) -> Vec<Variable> {
        let variables: Vec<Variable> = (0..length).map(|_| self.bench.graph.fresh_variable()).collect();
        let elements = variables
            .iter()
            .map(|&variable| Value::Number(self.bench.graph.add(Node::Variable(variable)), Quantity::Plain));
        let list = Value::List(elements.collect());
        self.define_value(scope, name, list);
        variables
    }

    /// Makes `name` a pmf in `scope` whose masses a reader may change; whoever changes them keeps
    /// their sum at 1.
    pub fn bind_pmf(&mut self, scope: ScopeId, name: &str, outcomes: &[Outcome]) -> Vec<Variable> {
        let variables: Vec<Variable> = outcomes.iter().map(|_| self.bench.graph.fresh_variable()).collect();
        let masses = outcomes
            .iter()
            .zip(&variables)
            .map(|(outcome, &variable)| (outcome.clone(), self.bench.graph.add(Node::Variable(variable))));
        let pmf = Distribution::Pmf(masses.collect());
        self.define_value(scope, name, Value::Distribution(Rc::new(pmf)));
        variables
    }

    /// Defines anew in `scope` what outer definitions depend on the names that `scope` gives a
    /// value, so that `D = KL(P, Q)` follows the `P` that a reader drags.
    pub fn follow(&mut self, scope: ScopeId) {
        let mut ancestors = Vec::new();
        let mut at = self.scopes[scope].parent;
        while let Some(parent) = at {
            ancestors.push(parent);
            at = self.scopes[parent].parent;
        }
        loop {
            let mut copies = Vec::new();
            for &ancestor in &ancestors {
                for &id in self.scopes[ancestor].names.values() {
                    let entry = &self.entries[id];
                    let visible = self.lookup(scope, &entry.name) == Some(id);
                    let Some(definition) = entry.definition.as_ref().filter(|_| visible) else { continue };
                    let bound = parameters(definition);
                    let depends = free_names(&definition.body, &bound).iter().any(|used| {
                        self.scopes[scope].names.contains_key(&used.name)
                            && self.lookup(entry.scope, &used.name).is_some()
                    });
                    if depends {
                        copies.push((entry.name.clone(), entry.text, Rc::clone(definition)));
                    }
                }
            }
            if copies.is_empty() {
                return;
            }
            for (name, text, definition) in copies {
                if !self.scopes[scope].names.contains_key(&name) {
                    self.enter(Entry { name, scope, text, definition: Some(definition), state: State::Fresh });
                }
            }
        }
    }

    /// Elaborates every definition of `scope` and gives the faults; those of functions that depend
    /// on their arguments show only when called.
    pub fn check_definitions(&mut self, scope: ScopeId) -> Vec<LocatedFault> {
        let mut ids: Vec<EntryId> = self.scopes[scope].names.values().copied().collect();
        ids.sort_unstable();
        self.prepare(&ids);
        let mut faults: Vec<LocatedFault> = Vec::new();
        let mut report = |fault: &LocatedFault| {
            let known = faults.iter().any(|other| other.text == fault.text && other.fault == fault.fault);
            if !known {
                faults.push(fault.clone());
            }
        };
        for id in ids {
            if let State::Done(Err(fault)) = &self.entries[id].state {
                report(fault);
                continue;
            }
            let entry = &self.entries[id];
            let Some(definition) = entry.definition.clone().filter(|d| d.parameters.is_some()) else { continue };
            let (scope, text) = (entry.scope, entry.text);
            for used in free_names(&definition.body, &parameters(&definition)) {
                let known = self.lookup(scope, &used.name).is_some()
                    || functions::find(&used.name).is_some()
                    || super::elaborate::is_constant(&used.name);
                // The label of an outcome shows its pmf only when the function is called.
                if !known && !used.argument {
                    let fault = Elaborator::new(self, scope, text).unknown(&used.name, used.span, used.called);
                    report(&LocatedFault { text, fault });
                }
            }
        }
        faults
    }

    /// Elaborates an expression of `text` in `scope`.
    ///
    /// # Errors
    ///
    /// The first fault, in `text` or in the text of a definition that it uses.
    #[expect(clippy::result_large_err, reason = "it is given once an expression, and taken apart at once")]
    pub fn elaborate(&mut self, scope: ScopeId, text: TextId, expr: &Expr) -> Result<Value, LocatedFault> {
        let roots: Vec<EntryId> =
            free_names(expr, &[]).iter().filter_map(|used| self.lookup(scope, &used.name)).collect();
        self.prepare(&roots);
        self.bench.start = self.bench.graph.work();
        self.bench.close_to(0);
        Elaborator::new(self, scope, text).expr(expr).map_err(|fault| *fault)
    }

    /// The literal numbers of the definitions that `scope` sees, innermost first, each with the
    /// expression that names it.
    pub fn literals(&self, scope: ScopeId) -> Vec<Literal> {
        let mut found = Vec::new();
        let mut at = Some(scope);
        while let Some(scope_here) = at {
            let mut ids: Vec<EntryId> = self.scopes[scope_here].names.values().copied().collect();
            ids.sort_unstable();
            for id in ids {
                let entry = &self.entries[id];
                let visible = self.lookup(scope, &entry.name) == Some(id);
                if let Some(definition) = entry.definition.as_ref().filter(|_| visible) {
                    literals(&mut found, definition, entry.text);
                }
            }
            at = self.scopes[scope_here].parent;
        }
        found
    }

    /// The names that `scope` sees, for an editor.
    pub fn names(&self, scope: ScopeId) -> Vec<Name> {
        let mut names = std::collections::BTreeSet::new();
        let mut at = Some(scope);
        while let Some(scope) = at {
            names.extend(self.scopes[scope].names.keys().cloned());
            at = self.scopes[scope].parent;
        }
        names.into_iter().collect()
    }

    /// The labels of all pmfs that `scope` sees.
    pub(crate) fn labels(&self, scope: ScopeId) -> Vec<(Name, Name)> {
        let names = self.names(scope);
        let mut labels = Vec::new();
        for name in names {
            let Some(entry) = self.lookup(scope, &name).map(|id| &self.entries[id]) else { continue };
            match (&entry.state, &entry.definition) {
                (State::Done(Ok(Value::Distribution(distribution))), _) => {
                    labels.extend(distribution.labels().map(|label| (label.clone(), entry.name.clone())));
                }
                // Not elaborated yet: as written.
                (State::Fresh, Some(definition)) => {
                    labels.extend(outcomes_as_written(&definition.body).map(|label| (label, entry.name.clone())));
                }
                _ => {}
            }
        }
        labels
    }

    /// The definition that `name` means in `scope`.
    pub(crate) fn lookup(&self, scope: ScopeId, name: &str) -> Option<EntryId> {
        let mut at = Some(scope);
        while let Some(scope) = at {
            if let Some(&id) = self.scopes[scope].names.get(name) {
                return Some(id);
            }
            at = self.scopes[scope].parent;
        }
        None
    }

    /// A definition.
    pub(crate) fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id]
    }

    /// The value of a definition, which [`Session::prepare`] has been asked for.
    pub(crate) fn value(&mut self, id: EntryId) -> Raised<Value> {
        if let State::Fresh = self.entries[id].state {
            self.prepare(&[id]);
        }
        match &self.entries[id].state {
            State::Done(result) => result.clone(),
            // A function, which has no value of its own, or a definition that is under way: the
            // walk over names has found every cycle before.
            State::Fresh | State::Ready => {
                let entry = &self.entries[id];
                let span = entry.definition.as_ref().map_or(Span::default(), |d| d.name_span);
                let fault = Fault::new(Code::ExprDefinition, span, said!("`{}` has no value", entry.name));
                Err(Box::new(LocatedFault { text: entry.text, fault }))
            }
        }
    }

    /// The fault of a function that can't be called because it depends on itself.
    pub(crate) fn fault_of(&self, id: EntryId) -> Option<Box<LocatedFault>> {
        match &self.entries[id].state {
            State::Done(Err(fault)) => Some(fault.clone()),
            _ => None,
        }
    }

    /// Elaborates what `roots` depend on, and `roots`, in an order in which each definition finds
    /// those that it uses already done. A cycle becomes the fault of all that take part in it.
    ///
    /// The walk keeps its own stack, so a chain of ten thousand definitions needs no deep one.
    pub(crate) fn prepare(&mut self, roots: &[EntryId]) {
        for &root in roots {
            let mut path: Vec<(EntryId, Vec<EntryId>)> = Vec::new();
            let mut on_path = HashSet::new();
            self.begin(&mut path, &mut on_path, root);
            while let Some((id, pending)) = path.last_mut() {
                let Some(next) = pending.pop() else {
                    let id = *id;
                    path.pop();
                    on_path.remove(&id);
                    self.finish(id);
                    continue;
                };
                if on_path.contains(&next) {
                    let start = path.iter().position(|(id, _)| *id == next).unwrap_or(0);
                    let cycle: Vec<EntryId> = path[start..].iter().map(|(id, _)| *id).collect();
                    self.break_cycle(&cycle);
                    continue;
                }
                self.begin(&mut path, &mut on_path, next);
            }
        }
    }

    fn begin(&self, path: &mut Vec<(EntryId, Vec<EntryId>)>, on_path: &mut HashSet<EntryId>, id: EntryId) {
        if !matches!(self.entries[id].state, State::Fresh) {
            return;
        }
        let entry = &self.entries[id];
        let Some(definition) = &entry.definition else { return };
        let uses = free_names(&definition.body, &parameters(definition));
        let mut pending: Vec<EntryId> = uses.iter().filter_map(|used| self.lookup(entry.scope, &used.name)).collect();
        pending.reverse();
        path.push((id, pending));
        on_path.insert(id);
    }

    fn finish(&mut self, id: EntryId) {
        if !matches!(self.entries[id].state, State::Fresh) {
            return;
        }
        let entry = &self.entries[id];
        let Some(definition) = entry.definition.clone() else { return };
        if definition.parameters.is_some() {
            self.entries[id].state = State::Ready;
            return;
        }
        let (scope, text) = (entry.scope, entry.text);
        let outer = (self.bench.start, self.bench.text);
        self.bench.start = self.bench.graph.work();
        let level = self.bench.level();
        let result = Elaborator::new(self, scope, text).expr(&definition.body);
        self.bench.close_to(level);
        (self.bench.start, self.bench.text) = outer;
        self.entries[id].state = State::Done(result);
    }

    fn break_cycle(&mut self, cycle: &[EntryId]) {
        // The fault stands at the definition that was written first.
        let Some(first) = (0..cycle.len()).min_by_key(|&index| cycle[index]) else { return };
        let ordered: Vec<EntryId> = cycle[first..].iter().chain(&cycle[..first]).copied().collect();
        let entry = &self.entries[ordered[0]];
        let Some(definition) = &entry.definition else { return };
        let mut names: Vec<String> = ordered.iter().map(|&id| said!("`{}`", self.entries[id].name)).collect();
        names.push(names[0].clone());
        let headline = said!("{} depends on itself", names[0]);
        let fault = Fault::new(Code::ExprDefinition, definition.name_span, headline)
            .note(names.join(" → "))
            .help("break the cycle: a definition can't be used to compute itself");
        let fault = Box::new(LocatedFault { text: entry.text, fault });
        for id in ordered {
            self.entries[id].state = State::Done(Err(fault.clone()));
        }
    }
}

/// The labels of `pmf(e: 0.5, t: 0.5)`.
fn outcomes_as_written(body: &Expr) -> impl Iterator<Item = Name> {
    let arguments = match &body.kind {
        ExprKind::Call(callee, arguments) if matches!(&callee.kind, ExprKind::Name(name) if &**name == "pmf") => {
            arguments.as_slice()
        }
        _ => &[],
    };
    arguments.iter().filter_map(|argument| match argument.key.as_ref().map(|key| &key.kind) {
        Some(ExprKind::Name(name)) => Some(name.clone()),
        _ => None,
    })
}

fn parameters(definition: &Definition) -> Vec<Name> {
    definition.parameters.iter().flatten().map(|(name, _)| name.clone()).collect()
}

/// A number for the notes of faults: `x = 3`.
pub(crate) fn shown(graph: &Graph, value: &Value) -> String {
    briefly!(String::new());
    match value {
        Value::Number(node, _) => match graph.as_rational(*node) {
            Some(x) => show(x),
            None => value.describe(),
        },
        _ => value.describe(),
    }
}
