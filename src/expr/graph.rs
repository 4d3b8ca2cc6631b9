//! The scalar graph: what is left of an expression once units, labels, lists, distributions and
//! functions are resolved away.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::number::{Binary, Constant, Nary, Special, Unary};

/// A node of a [`Graph`]. Operands have smaller numbers than what uses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The node's place in [`Graph::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A variable: one that a reader may change, or one bound by a reduction, integral or optimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable(pub u32);

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A constant.
    Constant(Constant),
    /// The value of a variable.
    Variable(Variable),
    /// No value, with the reason as an index into [`Graph::reasons`].
    Undefined(u32),
    /// One operand.
    Unary(Unary, NodeId),
    /// Two operands.
    Binary(Binary, NodeId, NodeId),
    /// An integer power.
    Power(NodeId, i64),
    /// Any number of operands.
    Nary(Nary, Box<[NodeId]>),
    /// Operands in their places.
    Special(Special, Box<[NodeId]>),
    /// `if(condition, yes, no)`.
    Select(NodeId, NodeId, NodeId),
    /// Σ, Π, min, max of `body` over the integers `from..to`, both ends included.
    Reduction {
        /// Which of them.
        operation: Nary,
        /// The bound variable.
        variable: Variable,
        /// The first integer.
        from: i64,
        /// The last integer; `None` for ∞.
        to: Option<i64>,
        /// What is reduced.
        body: NodeId,
    },
    /// The integral of `body` over `from..to`.
    Integral {
        /// The bound variable.
        variable: Variable,
        /// The lower end, perhaps −∞.
        from: NodeId,
        /// The upper end, perhaps +∞.
        to: NodeId,
        /// The integrand.
        body: NodeId,
    },
    /// The least x in a range at which `body`, which rises with x, isn't negative.
    Root {
        /// The bound variable.
        variable: Variable,
        /// Where the range starts, perhaps at −∞.
        from: NodeId,
        /// Where it ends, perhaps at ∞.
        to: NodeId,
        /// What passes 0.
        body: NodeId,
        /// Whether only integers count.
        integers: bool,
    },
    /// One coordinate of the point of a box at which `body` is least.
    Argmin {
        /// The bound variables with the ends of their ranges.
        variables: Box<[(Variable, NodeId, NodeId)]>,
        /// What is minimised.
        body: NodeId,
        /// Which coordinate this node is.
        coordinate: usize,
    },
}

impl Node {
    /// Calls `visit` with each operand, bounds and bodies of binders included.
    pub fn operands(&self, mut visit: impl FnMut(NodeId)) {
        match self {
            Self::Constant(_) | Self::Variable(_) | Self::Undefined(_) => {}
            Self::Unary(_, x) | Self::Power(x, _) => visit(*x),
            Self::Binary(_, x, y) => {
                visit(*x);
                visit(*y);
            }
            Self::Nary(_, operands) | Self::Special(_, operands) => operands.iter().copied().for_each(visit),
            Self::Select(condition, yes, no) => {
                visit(*condition);
                visit(*yes);
                visit(*no);
            }
            Self::Reduction { body, .. } => visit(*body),
            Self::Integral { from, to, body, .. } | Self::Root { from, to, body, .. } => {
                visit(*from);
                visit(*to);
                visit(*body);
            }
            Self::Argmin { variables, body, .. } => {
                for (_, from, to) in variables {
                    visit(*from);
                    visit(*to);
                }
                visit(*body);
            }
        }
    }

    /// The same operation on the operands that `map` gives.
    fn mapped(&self, map: impl Fn(NodeId) -> NodeId) -> Self {
        match self {
            Self::Constant(_) | Self::Variable(_) | Self::Undefined(_) => self.clone(),
            Self::Unary(operation, x) => Self::Unary(*operation, map(*x)),
            Self::Power(x, n) => Self::Power(map(*x), *n),
            Self::Binary(operation, x, y) => Self::Binary(*operation, map(*x), map(*y)),
            Self::Nary(operation, operands) => Self::Nary(*operation, operands.iter().map(|&x| map(x)).collect()),
            Self::Special(operation, operands) => Self::Special(*operation, operands.iter().map(|&x| map(x)).collect()),
            Self::Select(condition, yes, no) => Self::Select(map(*condition), map(*yes), map(*no)),
            Self::Reduction { operation, variable, from, to, body } => {
                Self::Reduction { operation: *operation, variable: *variable, from: *from, to: *to, body: map(*body) }
            }
            Self::Integral { variable, from, to, body } => {
                Self::Integral { variable: *variable, from: map(*from), to: map(*to), body: map(*body) }
            }
            Self::Root { variable, from, to, body, integers } => Self::Root {
                variable: *variable,
                from: map(*from),
                to: map(*to),
                body: map(*body),
                integers: *integers,
            },
            Self::Argmin { variables, body, coordinate } => Self::Argmin {
                variables: variables.iter().map(|&(v, from, to)| (v, map(from), map(to))).collect(),
                body: map(*body),
                coordinate: *coordinate,
            },
        }
    }

    /// The variables that a binder binds in its body.
    fn bound(&self) -> Vec<Variable> {
        match self {
            Self::Reduction { variable, .. } | Self::Integral { variable, .. } | Self::Root { variable, .. } => {
                vec![*variable]
            }
            Self::Argmin { variables, .. } => variables.iter().map(|&(variable, ..)| variable).collect(),
            _ => Vec::new(),
        }
    }
}

/// A hash-consed expression graph. Equal operations are one node.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    /// Of each node, its free variables as a number of `sets`.
    free: Vec<u32>,
    /// Of each node, how many bound variables are in use inside it.
    heights: Vec<u32>,
    ids: HashMap<Node, NodeId>,
    variables: u32,
    reasons: Vec<String>,
    /// Sets of variables, sorted; number 0 is the empty set and not stored.
    sets: Vec<Rc<[Variable]>>,
    /// The bodies of optima that were written as maxima: what is minimised is their negative.
    maxima: BTreeSet<NodeId>,
    has_optima: bool,
    set_ids: HashMap<Rc<[Variable]>, u32>,
    /// The variables that closed binders use, by height.
    binders: Vec<Variable>,
    /// What was spent on building: a unit a node, more for big rationals.
    work: u64,
}

impl Graph {
    /// All nodes, operands first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The numbers of all nodes, operands first.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.free.len() as u32).map(NodeId)
    }

    /// The node number `index`, if there is one.
    pub fn id(&self, index: usize) -> Option<NodeId> {
        (index < self.nodes.len()).then_some(NodeId(u32::try_from(index).ok()?))
    }

    /// The operation of a node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// Whether there is an optimum among the nodes.
    pub fn has_optima(&self) -> bool {
        self.has_optima
    }

    /// Notes that a body is minimised because its negative was asked to be maximised.
    pub fn mark_maximum(&mut self, body: NodeId) {
        self.maxima.insert(body);
    }

    /// Whether an optimum was written as a maximum.
    pub fn is_maximum(&self, optimum: NodeId) -> bool {
        matches!(self.node(optimum), Node::Argmin { body, .. } if self.maxima.contains(body))
    }

    /// A variable that no node uses yet.
    pub fn fresh_variable(&mut self) -> Variable {
        self.variables += 1;
        Variable(self.variables - 1)
    }

    /// How many variables there are.
    pub fn variable_count(&self) -> usize {
        self.variables as usize
    }

    /// Why [`Node::Undefined`] nodes have no value.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// A node without a value, and why.
    pub fn undefined(&mut self, reason: impl Into<String>) -> NodeId {
        let reason = reason.into();
        let index = self.reasons.iter().position(|known| *known == reason).unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        });
        self.add(Node::Undefined(u32::try_from(index).expect("reasons are few")))
    }

    /// The node for `node`, an old one where it exists.
    ///
    /// # Panics
    ///
    /// With 2³² nodes, which the step budget rules out.
    pub fn add(&mut self, node: Node) -> NodeId {
        if let Some(&id) = self.ids.get(&node) {
            return id;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).expect("the step budget bounds the graph"));
        let free = self.free_set_of(&node);
        let height = self.height_of(&node);
        self.work += 1;
        self.has_optima |= matches!(node, Node::Argmin { .. });
        self.free.push(free);
        self.heights.push(height);
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        id
    }

    /// The variables on which a node's value depends, sorted; those that a binder inside it binds aren't among them.
    pub fn free_variables(&self, id: NodeId) -> &[Variable] {
        self.set(self.free[id.index()])
    }

    /// Whether a node's value depends on no variable.
    pub fn is_closed(&self, id: NodeId) -> bool {
        self.free[id.index()] == 0
    }

    /// Whether a reduction, an integral or an optimum stands inside a node.
    pub(crate) fn has_binders(&self, id: NodeId) -> bool {
        self.heights[id.index()] > 0
    }

    /// What was spent on building so far: a unit a node, more for big rationals.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Counts `units` of work.
    pub fn charge(&mut self, units: u64) {
        self.work = self.work.saturating_add(units);
    }

    /// Closes `body` over `temporaries`: the variables that a binder shall bind, and the body with
    /// them in place of the temporaries.
    ///
    /// Bound variables are numbered by height (how many are in use inside the body), so that the
    /// same integral built twice is one node, and a variable is never bound again inside the body
    /// of its own binder.
    pub fn bind(&mut self, temporaries: &[Variable], body: NodeId) -> (Vec<Variable>, NodeId) {
        let height = self.heights[body.index()] as usize;
        while self.binders.len() < height + temporaries.len() {
            let variable = self.fresh_variable();
            self.binders.push(variable);
        }
        let variables = self.binders[height..height + temporaries.len()].to_vec();
        let renamed: BTreeMap<Variable, Variable> =
            temporaries.iter().copied().zip(variables.iter().copied()).collect();
        let body = self.rename(&renamed, body);
        (variables, body)
    }

    /// The node with other free variables.
    fn rename(&mut self, renamed: &BTreeMap<Variable, Variable>, root: NodeId) -> NodeId {
        let touched = |graph: &Self, id: NodeId| graph.free_variables(id).iter().any(|v| renamed.contains_key(v));
        if !touched(self, root) {
            return root;
        }
        let mut new: BTreeMap<NodeId, NodeId> = BTreeMap::from([(root, root)]);
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            let mut found = Vec::new();
            self.nodes[id.index()].operands(|operand| found.push(operand));
            for operand in found {
                if !new.contains_key(&operand) && touched(self, operand) {
                    new.insert(operand, operand);
                    stack.push(operand);
                }
            }
        }
        // Operands have smaller numbers, so in ascending order they come first.
        let old: Vec<NodeId> = new.keys().copied().collect();
        for id in old {
            let node = match self.node(id) {
                Node::Variable(variable) => Node::Variable(renamed.get(variable).copied().unwrap_or(*variable)),
                node => node.mapped(|operand| new.get(&operand).copied().unwrap_or(operand)),
            };
            self.charge(1);
            let renamed_id = self.add(node);
            new.insert(id, renamed_id);
        }
        new[&root]
    }

    fn set(&self, id: u32) -> &[Variable] {
        match id.checked_sub(1) {
            Some(index) => &self.sets[index as usize],
            None => &[],
        }
    }

    fn intern(&mut self, set: Vec<Variable>) -> u32 {
        if set.is_empty() {
            return 0;
        }
        let set: Rc<[Variable]> = set.into();
        if let Some(&id) = self.set_ids.get(&set) {
            return id;
        }
        self.sets.push(Rc::clone(&set));
        let id = u32::try_from(self.sets.len()).expect("there are fewer sets than nodes");
        self.set_ids.insert(set, id);
        id
    }

    fn free_set_of(&mut self, node: &Node) -> u32 {
        if let Node::Variable(variable) = node {
            return self.intern(vec![*variable]);
        }
        let mut ids = Vec::new();
        node.operands(|operand| {
            let id = self.free[operand.index()];
            if id != 0 && !ids.contains(&id) {
                ids.push(id);
            }
        });
        let bound = node.bound();
        match ids.as_slice() {
            [] => 0,
            [id] if bound.is_empty() => *id,
            _ => {
                let mut set: Vec<Variable> = ids.iter().flat_map(|&id| self.set(id)).copied().collect();
                set.retain(|variable| !bound.contains(variable));
                set.sort_unstable();
                set.dedup();
                self.intern(set)
            }
        }
    }

    fn height_of(&self, node: &Node) -> u32 {
        let mut height = 0;
        node.operands(|operand| height = height.max(self.heights[operand.index()]));
        let body = match node {
            Node::Reduction { body, .. }
            | Node::Integral { body, .. }
            | Node::Root { body, .. }
            | Node::Argmin { body, .. } => *body,
            _ => return height,
        };
        height.max(self.heights[body.index()] + u32::try_from(node.bound().len()).unwrap_or(u32::MAX))
    }
}
