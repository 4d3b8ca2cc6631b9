//! The scalar graph: what is left of an expression once units, labels, lists, distributions and
//! functions are resolved away.

use std::collections::HashMap;

use crate::number::{Binary, Constant, Nary, Unary};

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

/// A hash-consed expression graph. Equal operations are one node.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    ids: HashMap<Node, NodeId>,
    variables: u32,
    reasons: Vec<String>,
}

impl Graph {
    /// All nodes, operands first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The operation of a node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
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
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        id
    }
}
