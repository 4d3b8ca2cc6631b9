//! The expression as written, each node with its span.

use std::rc::Rc;

use crate::number::Rational;
use crate::source::Span;

/// A name as written, in Unicode normal form NFKC.
pub type Name = Rc<str>;

/// One statement of a `calc` fence.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The name that is defined.
    pub name: Name,
    /// Where the name stands.
    pub name_span: Span,
    /// The parameters of a function, `None` for a value.
    pub parameters: Option<Vec<(Name, Span)>>,
    /// The right-hand side.
    pub body: Expr,
    /// The whole statement.
    pub span: Span,
}

/// An assignment of a widget's control: `P, Q = Q, P`.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The variables on the left.
    pub targets: Vec<(Name, Span)>,
    /// The expressions on the right: as many, or one that yields a list of as many.
    pub values: Vec<Expr>,
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// A unit of information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InformationUnit {
    /// log base 2.
    Bits,
    /// Natural logarithm.
    Nats,
    /// log base 10: bans, dits, hartleys.
    Bans,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal number: an exact decimal, or one with `%`, a hundredth of it.
    Number(Rational),
    /// A name.
    Name(Name),
    /// `x bits`, where x is a literal or a parenthesis: a quantity of information.
    Quantity(Box<Expr>, InformationUnit),
    /// `x in bits`: the plain number of a quantity.
    InUnit(Box<Expr>, InformationUnit),
    /// `-x`, `+x`, `not x`.
    Prefix(Prefix, Box<Expr>),
    /// `x + y` and the like.
    Infix(Infix, Box<Expr>, Box<Expr>),
    /// `a < b <= c`: each neighbouring pair compared, all of them true.
    Comparison(Box<Expr>, Vec<(Comparison, Expr)>),
    /// `f(a, name: b, on: -6..6)`; `binomial(10, 0.5)(3)` chains.
    Call(Box<Expr>, Vec<Argument>),
    /// `v[1]`.
    Index(Box<Expr>, Box<Expr>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `(a, b)` where the language wants several values, as in a button's `set`; elsewhere a fault.
    Tuple(Vec<Expr>),
    /// `[f(k) for k in 1..n]`.
    Comprehension(Box<Expr>, Box<Binding>),
    /// `sum(k in 1..n, j in 1..m: body)`; `min`, `max`, `prod`, `all`, `any`, `integral`, `argmin`, `argmax`.
    Binder(Binder, Vec<Binding>, Box<Expr>),
    /// `a..b`.
    Range(Box<Expr>, Box<Expr>),
    /// `if(c, a, b)`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// One argument of a call.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The name before the colon, or the weight of a mixture, or an outcome's label.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
    /// Whether `||` stood before it.
    pub after_bars: bool,
}

/// `k in 1..n`, `x in P`.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The bound name.
    pub name: Name,
    /// Where it stands.
    pub name_span: Span,
    /// What it runs over: a range, a list or a distribution.
    pub domain: Expr,
}

/// Operators before an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// `-x`
    Minus,
    /// `+x`
    Plus,
    /// `not x`
    Not,
}

/// Operators between two operands, from the loosest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Infix {
    /// `or`
    Or,
    /// `and`
    And,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

/// Signs of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// Words that bind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binder {
    /// Σ
    Sum,
    /// Π
    Product,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// True of every one.
    All,
    /// True of one at least.
    Any,
    /// ∫ over a real range.
    Integral,
    /// Where the least value is taken.
    Argmin,
    /// Where the greatest value is taken.
    Argmax,
}

impl Expr {
    /// Whether both are the same expression, wherever they stand.
    pub fn is_same(&self, other: &Self) -> bool {
        let all = |a: &[Self], b: &[Self]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b));
        let bound = |a: &Binding, b: &Binding| a.name == b.name && a.domain.is_same(&b.domain);
        match (&self.kind, &other.kind) {
            (ExprKind::Number(a), ExprKind::Number(b)) => a == b,
            (ExprKind::Name(a), ExprKind::Name(b)) => a == b,
            (ExprKind::Quantity(a, unit), ExprKind::Quantity(b, other))
            | (ExprKind::InUnit(a, unit), ExprKind::InUnit(b, other)) => unit == other && a.is_same(b),
            (ExprKind::Prefix(sign, a), ExprKind::Prefix(other, b)) => sign == other && a.is_same(b),
            (ExprKind::Infix(sign, a, c), ExprKind::Infix(other, b, d)) => {
                sign == other && a.is_same(b) && c.is_same(d)
            }
            (ExprKind::Comparison(a, rest), ExprKind::Comparison(b, others)) => {
                let same =
                    |((sign, a), (other, b)): (&(Comparison, Self), &(Comparison, Self))| sign == other && a.is_same(b);
                a.is_same(b) && rest.len() == others.len() && rest.iter().zip(others).all(same)
            }
            (ExprKind::Call(a, arguments), ExprKind::Call(b, others)) => {
                a.is_same(b)
                    && arguments.len() == others.len()
                    && arguments.iter().zip(others).all(|(a, b)| a.is_same(b))
            }
            (ExprKind::Index(a, c), ExprKind::Index(b, d)) | (ExprKind::Range(a, c), ExprKind::Range(b, d)) => {
                a.is_same(b) && c.is_same(d)
            }
            (ExprKind::List(a), ExprKind::List(b)) | (ExprKind::Tuple(a), ExprKind::Tuple(b)) => all(a, b),
            (ExprKind::Comprehension(a, binding), ExprKind::Comprehension(b, other)) => {
                a.is_same(b) && bound(binding, other)
            }
            (ExprKind::Binder(binder, bindings, a), ExprKind::Binder(other, others, b)) => {
                binder == other
                    && bindings.len() == others.len()
                    && bindings.iter().zip(others).all(|(a, b)| bound(a, b))
                    && a.is_same(b)
            }
            (ExprKind::If(a, c, e), ExprKind::If(b, d, f)) => a.is_same(b) && c.is_same(d) && e.is_same(f),
            _ => false,
        }
    }
}

impl Argument {
    /// Whether both are the same argument, wherever they stand.
    fn is_same(&self, other: &Self) -> bool {
        let same_key = match (&self.key, &other.key) {
            (Some(a), Some(b)) => a.is_same(b),
            (None, None) => true,
            _ => false,
        };
        same_key && self.after_bars == other.after_bars && self.value.is_same(&other.value)
    }
}
