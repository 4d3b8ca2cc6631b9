//! What expressions fold to, and which nodes they become.

use super::approximate::approximate;
use super::{folded, number, value};
use crate::expr::graph::Node;
use crate::expr::value::{Quantity, Value};
use crate::number::Nary;

#[test]
fn constants_fold() {
    for (text, expected) in [
        ("0.1 + 0.2", "0.3"),
        ("90% * 2", "1.8"),
        ("2^10 - 1", "1023"),
        ("-2^2", "-4"),
        ("2^-3", "0.125"),
        ("4^(1/2)", "2"),
        ("1/3 + 1/6", "0.5"),
        ("0 <= 1 <= 2", "1"),
        ("0 <= 1 < 1", "0"),
        ("1 == 1 and 2 != 2", "0"),
        ("not 1 > 2", "1"),
        ("if(1 < 2, 5, 1/0)", "5"),
        ("1 > 2 and 1/0 > 0", "0"),
        ("1 < 2 or 1/0 > 0", "1"),
        ("(3 bits) in bits", "3"),
        ("(3 bits)/(1 bit)", "3"),
        ("exponential(4)(0)", "4"),
        ("5 < inf", "1"),
        ("-inf < 0", "1"),
        ("min(3, 1, 2) + max([4, 5])", "6"),
        ("factorial(5)/choose(5, 2)", "12"),
        ("choose(4, 7)", "0"),
        ("mod(-7, 3)", "2"),
        ("round(2.5)", "3"),
    ] {
        assert_eq!(folded("", text), expected, "{text}");
    }
}

#[test]
fn lists() {
    for (text, expected) in [
        ("[1, 2] + [3, 4]", "[4, 6]"),
        ("2*[1, 2] - 1", "[1, 3]"),
        ("1/[1, 2]", "[1, 0.5]"),
        ("[[1, 2], [3, 4]] * [[1, 0], [0, 1]]", "[[1, 0], [0, 4]]"),
        ("-[1, [2]]", "[-1, [-2]]"),
        ("[5, 6, 7][2]", "6"),
        ("[[1, 2], [3, 4]][2][1]", "3"),
        ("[k^2 for k in 1..4]", "[1, 4, 9, 16]"),
        ("[x + 1 for x in [1, 2]]", "[2, 3]"),
        ("concat([1], [2, 3], [])", "[1, 2, 3]"),
        ("repeat([1], 2)", "[[1], [1]]"),
        ("normalize([1, 3])", "[0.25, 0.75]"),
        ("sum(k in 1..3: [k, 1])", "[6, 3]"),
        ("[1, 2] == [1, 2]", "1"),
        ("[1, 2] == [1, 3]", "0"),
        ("[1, 2] == [1, 2, 3]", "0"),
        ("sum([]) + prod([])", "1"),
        ("median([3, 1, 2])", "2"),
        ("median([4, 1, 2, 3])", "2.5"),
        ("det([[2, 0, 1], [1, 3, 2], [1, 1, 1]])", "0"),
        ("det([[0, 1], [1, 0]])", "-1"),
        ("dot([1, 2], [3, 4])", "11"),
        ("norm([3, 4])", "5"),
        ("slope([1, 2, 3], [2, 4, 6])", "2"),
        ("corr([1, 2, 3], [3, 2, 1])", "-1"),
        ("eigenvalues([[3, 0, 0], [0, 1, 0], [0, 0, 2]])", "[1, 2, 3]"),
    ] {
        assert_eq!(folded("", text), expected, "{text}");
    }
}

#[test]
fn binders() {
    for (text, expected) in [
        ("sum(k in 0..10: 1/2^k)", "1.9990234375"),
        ("prod(k in 1..5: k)", "120"),
        ("sum(i in 1..3, j in 1..i: j)", "10"),
        ("min(k in 1..5: (k - 3)^2)", "0"),
        ("max(x in [1, 5, 2]: -x)", "-1"),
        ("all(k in 1..5: k > 0)", "1"),
        ("any(k in 1..5: k > 5)", "0"),
        ("all(k in 1..3: if(k == 2, 1 > 2, 1/(k - 2) != 7))", "0"),
        ("sum(k in 1..0: k)", "0"),
        ("sum(x in pmf(e: 0.25, t: 0.75): if(x == t, 4, 0))", "4"),
        ("sum(x in pmf(0: 0.25, 4: 0.75): x)", "4"),
        ("sum(x in binomial(3, 0.5): x*binomial(3, 0.5)(x))", "1.5"),
        ("sum(k in 1..1000: k)", "500500"),
        ("integral(x in 0..0: 1/x)", "0"),
        ("sum(k in 0..inf: 1/2^k)", "2"),
        ("sum(k in 3..inf: 2 * (1/3)^(k - 1))", "1/3"),
        ("sum(k in 1..inf: k^3 / (-2)^k + 3^(1 - 2*k))", "97/216"),
        ("sum(k in -2..inf: (k + 1) * 0.5^k)", "0"),
        ("sum(k in 1..inf: geometric(0.2)(k) * k^2)", "45"),
    ] {
        assert_eq!(folded("", text), expected, "{text}");
    }
}

#[test]
fn long_and_infinite_sums_are_one_node() {
    let (session, value) = value("", "sum(k in 1..100000: 1/k^2)");
    let node = session.graph().node(number(&value).0);
    assert!(matches!(node, Node::Reduction { operation: Nary::Sum, from: 1, to: Some(100_000), .. }), "{node:?}");
    let (session, value) = super::value("", "sum(k in 0..inf: 1/(2^k + 1))");
    let node = session.graph().node(number(&value).0);
    assert!(matches!(node, Node::Reduction { from: 0, to: None, .. }), "{node:?}");
    assert!(session.graph().is_closed(number(&value).0));
}

#[test]
fn a_long_sum_that_needs_its_index_known_is_unrolled() {
    assert_eq!(folded("", "sum(k in 1..2000: sum(j in 1..mod(k, 2): 1))"), "1000");
}

#[test]
fn integrals_and_optima() {
    let (session, of_integral) = value("", "integral(x in 0..1, y in 0..x: x*y)");
    let node = number(&of_integral).0;
    assert!(session.graph().is_closed(node));
    let (session, reversed) = value("", "integral(x in 1..0: x)");
    assert!((approximate(session.graph(), number(&reversed).0, &[]) + 0.5).abs() < 1e-9);
    let (session, point) = value("", "argmin(m in -4..4, s in 0.3..3: KL(normal(0, 1), normal(m, s)))");
    let Value::List(coordinates) = &point else { panic!("{point:?}") };
    assert_eq!(coordinates.len(), 2);
    for (index, coordinate) in coordinates.iter().enumerate() {
        let node = session.graph().node(number(coordinate).0);
        assert!(
            matches!(node, Node::Argmin { variables, coordinate, .. } if variables.len() == 2 && *coordinate == index)
        );
    }
    assert!(session.obligations().is_empty(), "{:?}", session.obligations());
    let (session, single) = value("", "argmax(x in 0..1: x*(1 - x))");
    assert!(session.graph().is_closed(number(&single).0));
}

#[test]
fn quantities_have_units() {
    for (text, quantity) in [
        ("1 bit", Quantity::Information),
        ("1 bit - H2(0.1)", Quantity::Information),
        ("2 * H([0.5, 0.5])", Quantity::Information),
        ("H([0.5, 0.5])/2", Quantity::Information),
        ("H([0.5, 0.5])/H([0.25, 0.75])", Quantity::Plain),
        ("H([0.5, 0.5]) in bits", Quantity::Plain),
        ("bits(log2(27))", Quantity::Information),
        ("max(1 bit, 2 nats)", Quantity::Information),
        ("max(0, 1 bit)", Quantity::Information),
        ("if(H2(0.1) > 0, H2(0.1), 0)", Quantity::Information),
        ("abs(H2(0.1) - 1 bit)", Quantity::Information),
        ("sum(p in [0.5, 0.5]: p*surprisal(p))", Quantity::Information),
        ("dot([0.5, 0.5], bits([1, 2]))", Quantity::Information),
        ("mean(bits([1, 2]))", Quantity::Information),
        ("perplexity([0.5, 0.5])", Quantity::Plain),
    ] {
        assert_eq!(number(&value("", text).1).1, quantity, "{text}");
    }
    for (text, expected) in
        [("(3 bits) in bits", 3.0), ("(1 ban) in bits", std::f64::consts::LOG2_10), ("2 nats in nats", 2.0)]
    {
        let (session, value) = value("", text);
        let computed = approximate(session.graph(), number(&value).0, &[]);
        assert!((computed - expected).abs() < 1e-12, "{text} is {computed}");
    }
}

#[test]
fn powers_of_e_and_halves() {
    use crate::number::Unary;
    let (session, power) = value("", "e^2");
    assert!(matches!(session.graph().node(number(&power).0), Node::Unary(Unary::Exp, _)));
    let (session, root) = value("", "2^0.5");
    assert!(matches!(session.graph().node(number(&root).0), Node::Unary(Unary::Sqrt, _)));
    assert_eq!(folded("", "ln(e)"), "1");
}

#[test]
fn equal_expressions_are_one_node() {
    let mut session = super::session("P = [0.5, 0.5]\nQ = [0.9, 0.1]");
    let mut node = |text: &str| {
        let expr = crate::expr::parse_expression(text).unwrap();
        number(&session.elaborate(crate::expr::Session::ROOT, 1, &expr).unwrap()).0
    };
    assert_eq!(node("H(P, Q) - H(P)"), node("cross_entropy(P, Q) - entropy(P)"));
    assert_eq!(node("integral(x in 0..1: exp(x))"), node("integral(t in 0..1: exp(t))"));
    assert_eq!(node("pi + ln(2)"), node("ln(2) + pi"));
}
