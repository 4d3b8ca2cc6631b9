//! Sums to infinity in closed form: Σ P(k)·rᵏ with a polynomial P and rational numbers.
//!
//! Such sums are rational (Σ 1/2ᵏ = 2, Σ k·p·(1 − p)ᵏ⁻¹ = 1/p), so that they can be claimed exactly.
//! With Aⱼ = Σ kʲrᵏ over k ≥ 0, shifting k by one gives Aⱼ·(1 − r) = r·Σ C(j, i)·Aᵢ over i < j.

use std::collections::BTreeMap;

use dashu_base::{Abs, BitTest};

use super::graph::{Graph, Node, NodeId, Variable};
use crate::number::{Binary, Constant, Nary, Rational, Unary};

/// The highest power of k, and the largest exponents, that are worth writing out.
const MAX_DEGREE: usize = 16;
const MAX_EXPONENT: i64 = 4096;
const MAX_BITS: usize = 1 << 13;

/// Polynomials in k by the r of the rᵏ that stands with them.
#[derive(Clone, Debug, Default)]
struct Terms(BTreeMap<Rational, Vec<Rational>>);

/// Σ of `body` over the integers k ≥ `from`, where it has such a form and converges.
pub(super) fn closed_sum(graph: &Graph, variable: Variable, from: i64, body: NodeId) -> Option<Rational> {
    if from.abs() > MAX_EXPONENT {
        return None;
    }
    let Terms(terms) = terms(graph, variable, body, 0)?;
    let mut sum = Rational::ZERO;
    for (ratio, polynomial) in terms {
        if polynomial.iter().all(Rational::is_zero) {
            continue;
        }
        if ratio.clone().abs() >= Rational::ONE {
            return None;
        }
        sum += total(&ratio, &shifted(&polynomial, from)) * power(&ratio, from)?;
    }
    Some(sum)
}

/// Σ P(k)·rᵏ over k ≥ 0.
fn total(ratio: &Rational, polynomial: &[Rational]) -> Rational {
    let gap = Rational::ONE - ratio;
    let mut moments: Vec<Rational> = Vec::with_capacity(polynomial.len());
    for j in 0..polynomial.len() {
        let moment = if j == 0 {
            Rational::ONE / &gap
        } else {
            let mut sum = Rational::ZERO;
            for (i, known) in moments.iter().enumerate() {
                sum += Rational::from(ways(j, i)) * known;
            }
            ratio * sum / &gap
        };
        moments.push(moment);
    }
    polynomial.iter().zip(&moments).map(|(c, moment)| c * moment).fold(Rational::ZERO, |sum, term| sum + term)
}

/// The coefficients of P(k + from).
fn shifted(polynomial: &[Rational], from: i64) -> Vec<Rational> {
    let shift = vec![Rational::from(from), Rational::ONE];
    polynomial.iter().rev().fold(Vec::new(), |result, c| {
        let mut next = product(&result, &shift);
        if next.is_empty() {
            next.push(Rational::ZERO);
        }
        next[0] += c;
        next
    })
}

fn product(a: &[Rational], b: &[Rational]) -> Vec<Rational> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let mut result = vec![Rational::ZERO; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            result[i + j] += x * y;
        }
    }
    result
}

fn ways(n: usize, k: usize) -> u64 {
    (0..k as u64).fold(1, |ways, i| ways * (n as u64 - i) / (i + 1))
}

/// a and b, where a node is the line a + b·k with integers a and b.
pub(super) fn line(graph: &Graph, variable: Variable, id: NodeId) -> Option<(i64, i64)> {
    terms(graph, variable, id, 0)?.line()
}

impl Terms {
    fn constant(value: Rational) -> Self {
        Self(BTreeMap::from([(Rational::ONE, vec![value])]))
    }

    fn plus(mut self, other: Self, sign: i64) -> Self {
        for (ratio, polynomial) in other.0 {
            let mine = self.0.entry(ratio).or_default();
            mine.resize(mine.len().max(polynomial.len()), Rational::ZERO);
            for (x, y) in mine.iter_mut().zip(polynomial) {
                *x += Rational::from(sign) * y;
            }
        }
        self
    }

    fn times(&self, other: &Self) -> Option<Self> {
        let mut result = Self::default();
        for (r, a) in &self.0 {
            for (s, b) in &other.0 {
                result = result.plus(Self(BTreeMap::from([(r * s, product(a, b))])), 1);
            }
        }
        result.checked()
    }

    fn checked(self) -> Option<Self> {
        let small = |x: &Rational| x.numerator().bit_len() + x.denominator().bit_len() <= MAX_BITS;
        let fine = self.0.len() <= MAX_DEGREE
            && self.0.iter().all(|(r, p)| small(r) && p.len() <= MAX_DEGREE + 1 && p.iter().all(small));
        fine.then_some(self)
    }

    /// c and r, where it is c·rᵏ with c and r other than 0.
    fn monomial(&self) -> Option<(Rational, Rational)> {
        let mut terms = self.0.iter().filter(|(_, polynomial)| polynomial.iter().any(|c| !c.is_zero()));
        let (ratio, polynomial) = terms.next()?;
        let single = terms.next().is_none() && polynomial.iter().skip(1).all(Rational::is_zero);
        (single && !ratio.is_zero()).then(|| (polynomial[0].clone(), ratio.clone()))
    }

    fn raised(&self, n: i64) -> Option<Self> {
        if let Some((c, r)) = self.monomial() {
            return Self(BTreeMap::from([(power(&r, n)?, vec![power(&c, n)?])])).checked();
        }
        if !(0..=MAX_DEGREE as i64).contains(&n) {
            return None;
        }
        (0..n).try_fold(Self::constant(Rational::ONE), |product, _| product.times(self))
    }

    /// a and b, where it is the line a + b·k with integers a and b.
    fn line(&self) -> Option<(i64, i64)> {
        let mut coefficients = [0, 0];
        for (ratio, polynomial) in &self.0 {
            for (index, c) in polynomial.iter().enumerate().filter(|(_, c)| !c.is_zero()) {
                if !ratio.is_one() || index > 1 || !c.is_int() {
                    return None;
                }
                coefficients[index] = i64::try_from(c.numerator().clone()).ok()?;
            }
        }
        Some((coefficients[0], coefficients[1]))
    }
}

/// xⁿ.
fn power(x: &Rational, n: i64) -> Option<Rational> {
    let size = n.unsigned_abs() as usize * (x.numerator().bit_len() + x.denominator().bit_len());
    if n.abs() > MAX_EXPONENT || size > MAX_BITS || x.is_zero() && n < 0 {
        return None;
    }
    let size = usize::try_from(n.unsigned_abs()).ok()?;
    let result = Rational::from_parts(x.numerator().pow(size), x.denominator().pow(size));
    Some(if n < 0 { Rational::ONE / result } else { result })
}

/// The form of a node, where it has one.
fn terms(graph: &Graph, variable: Variable, id: NodeId, depth: usize) -> Option<Terms> {
    if depth > 64 {
        return None;
    }
    let of = |id: NodeId| terms(graph, variable, id, depth + 1);
    match graph.node(id) {
        Node::Constant(Constant::Rational(x)) => Some(Terms::constant(x.clone())),
        Node::Variable(v) if *v == variable => {
            Some(Terms(BTreeMap::from([(Rational::ONE, vec![Rational::ZERO, Rational::ONE])])))
        }
        Node::Unary(Unary::Negate, x) => Some(Terms::default().plus(of(*x)?, -1)),
        Node::Binary(Binary::Add, x, y) => of(*x)?.plus(of(*y)?, 1).checked(),
        Node::Binary(Binary::Subtract, x, y) => of(*x)?.plus(of(*y)?, -1).checked(),
        Node::Binary(Binary::Multiply, x, y) => of(*x)?.times(&of(*y)?),
        Node::Binary(Binary::Divide, x, y) => of(*x)?.times(&of(*y)?.raised(-1)?),
        Node::Binary(Binary::Power, x, y) => {
            let (base, ratio) = of(*x)?.monomial()?;
            let (a, b) = of(*y)?.line()?;
            // (c·rᵏ)^(a + b·k) is of this form for r = 1 or b = 0.
            if b != 0 && !ratio.is_one() {
                return None;
            }
            if b == 0 {
                return Terms(BTreeMap::from([(ratio, vec![base])])).raised(a);
            }
            Terms(BTreeMap::from([(power(&base, b)?, vec![power(&base, a)?])])).checked()
        }
        Node::Power(x, n) => of(*x)?.raised(*n),
        Node::Nary(Nary::Sum, operands) => {
            operands.iter().try_fold(Terms::default(), |sum, &x| sum.plus(of(x)?, 1).checked())
        }
        Node::Nary(Nary::Product, operands) => {
            operands.iter().try_fold(Terms::constant(Rational::ONE), |product, &x| product.times(&of(x)?))
        }
        _ => None,
    }
}
