//! Building a graph: constants are folded through exact rational arithmetic on the way.
//!
//! A fold never changes what is undefined: `0·x` stays, because x may have no value; `x + 0` is x.

use std::cmp::Ordering;

use dashu_base::{Abs, BitTest, Signed, SquareRootRem, UnsignedAbs};

use super::graph::{Graph, Node, NodeId};
use crate::number::{Binary, Constant, IBig, Nary, Rational, Special, UBig, Unary};

/// The most bits that a folded constant may have, numerator and denominator together.
const MAX_BITS: u64 = 1 << 15;

/// Factorials are folded up to this argument.
const MAX_FACTORIAL: u64 = 3000;

fn bits(x: &Rational) -> u64 {
    (x.numerator().bit_len() + x.denominator().bit_len()) as u64
}

/// n!, by halves so that the factors stay of one size.
fn product_of(from: u64, to: u64) -> UBig {
    if from > to {
        UBig::ONE
    } else if to - from < 8 {
        (from..=to).fold(UBig::ONE, |product, k| product * UBig::from(k))
    } else {
        let middle = from + (to - from) / 2;
        product_of(from, middle) * product_of(middle + 1, to)
    }
}

/// How many ways there are to choose k of n, where the number isn't too large.
pub(crate) fn choose(n: u64, k: u64) -> Option<UBig> {
    if k > n {
        return Some(UBig::ZERO);
    }
    let k = k.min(n - k);
    let size = k.saturating_mul(u64::from(64 - n.leading_zeros()));
    (size <= MAX_BITS).then(|| product_of(n - k + 1, n) / product_of(1, k))
}

/// √x where it is rational.
fn perfect_root(x: &Rational) -> Option<Rational> {
    if x.is_negative() {
        return None;
    }
    let (numerator, rest) = x.numerator().unsigned_abs().sqrt_rem();
    let (denominator, rest_below) = x.denominator().sqrt_rem();
    (rest.is_zero() && rest_below.is_zero()).then(|| Rational::from_parts(IBig::from(numerator), denominator))
}

impl Graph {
    /// The constant `x`.
    pub fn rational(&mut self, x: Rational) -> NodeId {
        let words = bits(&x) / 64;
        self.charge(words * words / 64);
        self.add(Node::Constant(Constant::Rational(x)))
    }

    /// The constant `n`.
    pub fn integer(&mut self, n: i64) -> NodeId {
        self.rational(Rational::from(n))
    }

    /// The constant `p/q`; `q` isn't 0.
    pub(crate) fn ratio(&mut self, p: i64, q: u64) -> NodeId {
        self.rational(Rational::from_parts(IBig::from(p), UBig::from(q.max(1))))
    }

    /// +∞.
    pub fn infinity(&mut self) -> NodeId {
        self.add(Node::Constant(Constant::Infinity))
    }

    /// The value of a node that is a rational constant.
    pub fn as_rational(&self, id: NodeId) -> Option<&Rational> {
        match self.node(id) {
            Node::Constant(Constant::Rational(x)) => Some(x),
            _ => None,
        }
    }

    /// `Some(true)` for the constant +∞, `Some(false)` for −∞.
    pub fn as_infinity(&self, id: NodeId) -> Option<bool> {
        match self.node(id) {
            Node::Constant(Constant::Infinity) => Some(true),
            Node::Unary(Unary::Negate, x) if matches!(self.node(*x), Node::Constant(Constant::Infinity)) => Some(false),
            _ => None,
        }
    }

    /// The truth value of a node that is a constant.
    pub fn as_truth(&self, id: NodeId) -> Option<bool> {
        self.as_rational(id).map(|x| !x.is_zero())
    }

    fn truth(&mut self, value: bool) -> NodeId {
        self.integer(i64::from(value))
    }

    /// Whether the node is the constant `n`.
    pub(crate) fn is_integer(&self, id: NodeId, n: i64) -> bool {
        self.as_rational(id).is_some_and(|x| *x == Rational::from(n))
    }

    /// The node of one operation on one operand.
    pub fn unary(&mut self, operation: Unary, x: NodeId) -> NodeId {
        if let (Unary::Negate, Node::Unary(Unary::Negate, inner)) = (operation, self.node(x)) {
            return *inner;
        }
        // The density of a normal distribution is an exponential; its logarithm must not pass
        // through a number that underflows.
        if let (Unary::Ln, Node::Unary(Unary::Exp, inner)) = (operation, self.node(x)) {
            return *inner;
        }
        if let (Unary::Exp, Node::Unary(Unary::Ln, inner)) = (operation, self.node(x))
            && self.as_rational(*inner).is_some_and(|inner| *inner > Rational::ZERO)
        {
            return *inner;
        }
        if let Some(value) = self.as_rational(x) {
            if let Some(folded) = fold_unary(operation, value) {
                return self.rational(folded);
            }
        } else if let (Node::Constant(Constant::E), Unary::Ln) = (self.node(x), operation) {
            return self.integer(1);
        }
        self.add(Node::Unary(operation, x))
    }

    /// The node of one operation on two operands.
    pub fn binary(&mut self, operation: Binary, x: NodeId, y: NodeId) -> NodeId {
        if let (Some(a), Some(b)) = (self.as_rational(x), self.as_rational(y)) {
            if let Some(folded) = fold_binary(operation, a, b) {
                return self.rational(folded);
            }
        } else if let Some(folded) = self.fold_infinite(operation, x, y) {
            return self.truth(folded);
        }
        if operation == Binary::Divide && x == y && self.is_unit(x) {
            return self.integer(1);
        }
        if let Some(cancelled) = self.cancel(operation, x, y) {
            return cancelled;
        }
        match operation {
            Binary::Add if self.is_integer(x, 0) => y,
            Binary::Add | Binary::Subtract if self.is_integer(y, 0) => x,
            Binary::Subtract if self.is_integer(x, 0) => self.unary(Unary::Negate, y),
            Binary::Multiply if self.is_integer(x, 1) => y,
            Binary::Multiply | Binary::Divide if self.is_integer(y, 1) => x,
            Binary::Multiply if self.is_integer(x, -1) => self.unary(Unary::Negate, y),
            Binary::Multiply | Binary::Divide if self.is_integer(y, -1) => self.unary(Unary::Negate, x),
            // Equal operations are one node, in whichever order they were written.
            Binary::Add | Binary::Multiply | Binary::Equal | Binary::And | Binary::Or if y < x => {
                self.add(Node::Binary(operation, y, x))
            }
            _ => self.add(Node::Binary(operation, x, y)),
        }
    }

    /// `(a/b)·b` and `(a·b)/b`, where b is a logarithm that converts units: `bits(log2(27))`.
    fn cancel(&self, operation: Binary, x: NodeId, y: NodeId) -> Option<NodeId> {
        match (operation, self.node(x), self.node(y)) {
            (Binary::Multiply, Node::Binary(Binary::Divide, a, b), _) if *b == y && self.is_unit(y) => Some(*a),
            (Binary::Multiply, _, Node::Binary(Binary::Divide, a, b)) if *b == x && self.is_unit(x) => Some(*a),
            (Binary::Divide, Node::Binary(Binary::Multiply, a, b), _) if *b == y && self.is_unit(y) => Some(*a),
            (Binary::Divide, Node::Binary(Binary::Multiply, a, b), _) if *a == y && self.is_unit(y) => Some(*b),
            _ => None,
        }
    }

    /// Whether a node is the logarithm of a rational other than 1, which exists and isn't 0.
    fn is_unit(&self, id: NodeId) -> bool {
        matches!(self.node(id), Node::Unary(Unary::Ln, x) if self.as_rational(*x).is_some_and(|x| *x > Rational::ONE))
    }

    /// Comparisons between a rational and an infinity, or two infinities.
    fn fold_infinite(&self, operation: Binary, x: NodeId, y: NodeId) -> Option<bool> {
        let rank = |id: NodeId| match self.as_infinity(id) {
            Some(true) => Some(1),
            Some(false) => Some(-1),
            None => self.as_rational(id).map(|_| 0),
        };
        let order = rank(x)?.cmp(&rank(y)?);
        match operation {
            Binary::Less => Some(order == Ordering::Less),
            Binary::LessEqual => Some(order != Ordering::Greater),
            Binary::Equal => Some(order == Ordering::Equal),
            _ => None,
        }
    }

    /// xⁿ.
    pub fn power(&mut self, x: NodeId, n: i64) -> NodeId {
        if n == 1 {
            return x;
        }
        if let Some(folded) = self.as_rational(x).and_then(|base| fold_power(base, n)) {
            return self.rational(folded);
        }
        self.add(Node::Power(x, n))
    }

    /// The node of one operation on any number of operands.
    pub fn nary(&mut self, operation: Nary, operands: Vec<NodeId>) -> NodeId {
        self.charge(operands.len() as u64);
        if let ([only], true) = (operands.as_slice(), operation != Nary::LogSumExp) {
            return *only;
        }
        let mut rest = Vec::with_capacity(operands.len());
        let mut constant: Option<Rational> = None;
        for &operand in &operands {
            let Some(value) = self.as_rational(operand) else {
                rest.push(operand);
                continue;
            };
            let folded = match &constant {
                None => Some(value.clone()),
                Some(so_far) => fold_nary(operation, so_far, value),
            };
            match folded {
                Some(folded) => {
                    let words = bits(&folded) / 64;
                    self.charge(words * words / 64);
                    constant = Some(folded);
                }
                None => rest.push(operand),
            }
        }
        let neutral = match operation {
            Nary::Sum => Some(Rational::ZERO),
            Nary::Product => Some(Rational::ONE),
            Nary::Min | Nary::Max | Nary::LogSumExp => None,
        };
        match constant {
            Some(constant) if rest.is_empty() || Some(&constant) != neutral.as_ref() => {
                let constant = self.rational(constant);
                rest.insert(0, constant);
            }
            None if rest.is_empty() && neutral.is_some() => {
                let neutral = self.rational(neutral.unwrap_or_default());
                rest.push(neutral);
            }
            _ => {}
        }
        if operation == Nary::Min || operation == Nary::Max {
            let mut seen = std::collections::HashSet::new();
            rest.retain(|operand| seen.insert(*operand));
        }
        match rest.as_slice() {
            [only] if operation != Nary::LogSumExp => *only,
            [x, y] if operation == Nary::Sum => self.binary(Binary::Add, *x, *y),
            [x, y] if operation == Nary::Product => self.binary(Binary::Multiply, *x, *y),
            _ => self.add(Node::Nary(operation, rest.into())),
        }
    }

    /// The node of a special operation.
    pub fn special(&mut self, operation: Special, operands: Vec<NodeId>) -> NodeId {
        self.charge(operands.len() as u64);
        self.add(Node::Special(operation, operands.into()))
    }

    /// `if(condition, yes, no)`.
    pub fn select(&mut self, condition: NodeId, yes: NodeId, no: NodeId) -> NodeId {
        match self.as_truth(condition) {
            Some(true) => yes,
            Some(false) => no,
            None => self.add(Node::Select(condition, yes, no)),
        }
    }
}

fn fold_unary(operation: Unary, x: &Rational) -> Option<Rational> {
    let zero = x.is_zero();
    match operation {
        Unary::Negate => Some(-x.clone()),
        Unary::Abs => Some(x.clone().abs()),
        Unary::Floor => Some(Rational::from(x.floor())),
        Unary::Ceil => Some(Rational::from(x.ceil())),
        // Ties go away from zero.
        Unary::Round => {
            let half = Rational::from_parts(IBig::ONE, UBig::from(2u8));
            let nearest = Rational::from((x.clone().abs() + half).floor());
            Some(if x.is_negative() { -nearest } else { nearest })
        }
        Unary::Not => Some(if zero { Rational::ONE } else { Rational::ZERO }),
        Unary::Sqrt => perfect_root(x),
        Unary::Exp | Unary::Cos | Unary::Cosh | Unary::Erfc if zero => Some(Rational::ONE),
        Unary::Sin | Unary::Tan | Unary::Asin | Unary::Atan | Unary::Sinh | Unary::Tanh | Unary::Erf if zero => {
            Some(Rational::ZERO)
        }
        Unary::Ln | Unary::Acos if x.is_one() => Some(Rational::ZERO),
        Unary::EntropyTerm if zero || x.is_one() => Some(Rational::ZERO),
        Unary::LnGamma if x.is_one() || *x == Rational::from(2) => Some(Rational::ZERO),
        Unary::Gamma if x.is_int() => {
            let n = u64::try_from(x.numerator()).ok().filter(|n| (1..=MAX_FACTORIAL).contains(n))?;
            Some(Rational::from(product_of(1, n - 1)))
        }
        _ => None,
    }
}

fn fold_binary(operation: Binary, x: &Rational, y: &Rational) -> Option<Rational> {
    let small = bits(x) + bits(y) <= MAX_BITS;
    let truth = |value: bool| Some(if value { Rational::ONE } else { Rational::ZERO });
    match operation {
        Binary::Add if small => Some(x + y),
        Binary::Subtract if small => Some(x - y),
        Binary::Multiply if small => Some(x * y),
        Binary::Divide if small && !y.is_zero() => Some(x / y),
        Binary::Modulo if small && !y.is_zero() => Some(x - y * Rational::from((x / y).floor())),
        Binary::Power if y.is_int() => i64::try_from(y.numerator()).ok().and_then(|n| fold_power(x, n)),
        Binary::Less => truth(x < y),
        Binary::LessEqual => truth(x <= y),
        Binary::Equal => truth(x == y),
        Binary::And => truth(!x.is_zero() && !y.is_zero()),
        Binary::Or => truth(!x.is_zero() || !y.is_zero()),
        Binary::CrossTerm if x.is_zero() && !y.is_negative() => Some(Rational::ZERO),
        Binary::DivergenceTerm if x.is_zero() && !y.is_negative() => Some(Rational::ZERO),
        Binary::DivergenceTerm if x == y && !x.is_negative() => Some(Rational::ZERO),
        _ => None,
    }
}

fn fold_power(x: &Rational, n: i64) -> Option<Rational> {
    if x.is_zero() {
        return match n {
            0 => Some(Rational::ONE),
            1.. => Some(Rational::ZERO),
            _ => None,
        };
    }
    if x.is_one() || n == 0 {
        return Some(Rational::ONE);
    }
    if *x == -Rational::ONE {
        return Some(if n % 2 == 0 { Rational::ONE } else { -Rational::ONE });
    }
    if bits(x).saturating_mul(n.unsigned_abs()) > MAX_BITS {
        return None;
    }
    let exponent = usize::try_from(n.unsigned_abs()).ok()?;
    let (numerator, denominator) = (x.numerator().pow(exponent), x.denominator().pow(exponent));
    Some(if n > 0 {
        Rational::from_parts(numerator, denominator)
    } else {
        Rational::from_parts_signed(IBig::from(denominator), numerator)
    })
}

fn fold_nary(operation: Nary, x: &Rational, y: &Rational) -> Option<Rational> {
    let small = bits(x) + bits(y) <= MAX_BITS;
    match operation {
        Nary::Sum if small => Some(x + y),
        Nary::Product if small => Some(x * y),
        Nary::Min => Some(x.min(y).clone()),
        Nary::Max => Some(x.max(y).clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::graph::Variable;

    fn ratio(p: i64, q: i64) -> Rational {
        Rational::from_parts_signed(IBig::from(p), IBig::from(q))
    }

    #[test]
    fn constants_fold_exactly() {
        let mut graph = Graph::default();
        let (tenth, fifth) = (graph.rational(ratio(1, 10)), graph.rational(ratio(2, 10)));
        let sum = graph.binary(Binary::Add, tenth, fifth);
        assert_eq!(graph.as_rational(sum), Some(&ratio(3, 10)));
        let x = graph.rational(ratio(-5, 2));
        let rounded = graph.unary(Unary::Round, x);
        assert_eq!(graph.as_rational(rounded), Some(&ratio(-3, 1)));
        let two = graph.integer(2);
        let power = graph.power(two, -3);
        assert_eq!(graph.as_rational(power), Some(&ratio(1, 8)));
        let modulo = graph.binary(Binary::Modulo, x, two);
        assert_eq!(graph.as_rational(modulo), Some(&ratio(3, 2)));
        let six = graph.integer(6);
        let gamma = graph.unary(Unary::Gamma, six);
        assert_eq!(graph.as_rational(gamma), Some(&ratio(120, 1)));
        let root = graph.rational(ratio(9, 16));
        let root = graph.unary(Unary::Sqrt, root);
        assert_eq!(graph.as_rational(root), Some(&ratio(3, 4)));
    }

    #[test]
    fn what_may_be_undefined_stays() {
        let mut graph = Graph::default();
        let variable = graph.fresh_variable();
        let x = graph.add(Node::Variable(variable));
        let zero = graph.integer(0);
        let product = graph.binary(Binary::Multiply, zero, x);
        assert!(graph.as_rational(product).is_none());
        let quotient = graph.binary(Binary::Divide, x, zero);
        assert!(matches!(graph.node(quotient), Node::Binary(Binary::Divide, ..)));
        assert_eq!(graph.binary(Binary::Add, x, zero), x);
    }

    #[test]
    fn a_huge_power_is_not_folded() {
        let mut graph = Graph::default();
        let ten = graph.integer(10);
        let huge = graph.power(ten, 1_000_000_000);
        assert!(matches!(graph.node(huge), Node::Power(_, 1_000_000_000)));
    }

    #[test]
    fn the_same_integral_twice_is_one_node_and_closed() {
        let mut graph = Graph::default();
        let (zero, one) = (graph.integer(0), graph.integer(1));
        let build = |graph: &mut Graph| {
            let temporary = graph.fresh_variable();
            let x = graph.add(Node::Variable(temporary));
            let body = graph.unary(Unary::Exp, x);
            assert_eq!(graph.free_variables(body), [temporary]);
            let (variables, body) = graph.bind(&[temporary], body);
            graph.add(Node::Integral { variable: variables[0], from: zero, to: one, body })
        };
        let first = build(&mut graph);
        assert_eq!(first, build(&mut graph));
        assert!(graph.is_closed(first));
    }

    #[test]
    fn nested_binders_never_share_a_variable() {
        let mut graph = Graph::default();
        let (zero, one) = (graph.integer(0), graph.integer(1));
        let (outer, inner) = (graph.fresh_variable(), graph.fresh_variable());
        let (x, y) = (graph.add(Node::Variable(outer)), graph.add(Node::Variable(inner)));
        let product = graph.binary(Binary::Multiply, x, y);
        let (variables, body) = graph.bind(&[inner], product);
        let inside = graph.add(Node::Integral { variable: variables[0], from: zero, to: one, body });
        assert_eq!(graph.free_variables(inside), [outer]);
        let (outer_variables, body) = graph.bind(&[outer], inside);
        assert_ne!(outer_variables, variables);
        let whole = graph.add(Node::Integral { variable: outer_variables[0], from: zero, to: one, body });
        assert!(graph.is_closed(whole));
        let _: &[Variable] = &variables;
    }
}
