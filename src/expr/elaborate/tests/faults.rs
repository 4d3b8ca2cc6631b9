//! Faults: code, place and help of each.

use super::{fault, session, value};
use crate::diagnostic::Code;
use crate::expr::Requirement;

const CALC: &str = "P = pmf(heads: 0.5, tails: 0.5)\nv = [1, 2, 3]\nf(x) = ln(x)\nN = normal(0, 1)\nJ = joint([[0.5, 0], [0.25, 0.25]])";

/// Expression, code, what the carets mark, and a piece of the help or of a note.
const CASES: &[(&str, Code, &str, &str)] = &[
    // Names.
    ("meen(v)", Code::ExprName, "meen", "did you mean `mean`?"),
    ("kl(P, P)", Code::ExprName, "kl", "did you mean `KL`?"),
    ("stdev(v)", Code::ExprName, "stdev", "it is called `sd` here"),
    ("log(2)", Code::ExprName, "log(2)", "write `ln(2)`, `log2(2)` or `log10(2)`"),
    ("log + 1", Code::ExprName, "log", "`log10(x)`"),
    ("heads + 1", Code::ExprName, "heads", "`P(heads)`"),
    ("P(head)", Code::ExprName, "head", "did you mean `P(heads)`?"),
    ("sin + 1", Code::ExprType, "sin", "call it: `sin(x)`"),
    ("f + 1", Code::ExprType, "f", "call it: `f(x)`"),
    ("unheard", Code::ExprName, "unheard", "define it in a `calc` block"),
    // Units.
    ("1 - H(P)", Code::ExprUnit, "1 - H(P)", "`1 bit`"),
    ("H(P) + 1", Code::ExprUnit, "H(P) + 1", "`1 bit`"),
    ("H(P) > 1", Code::ExprUnit, "H(P) > 1", "`1 bit`"),
    ("max(H(P), 1)", Code::ExprUnit, "max(H(P), 1)", "`1 bit`"),
    ("if(v[1] > 0, 1, 2) - H(P)", Code::ExprUnit, "if(v[1] > 0, 1, 2) - H(P)", "`bits("),
    ("H(P)*H(P)", Code::ExprUnit, "H(P)", "in nats"),
    ("H(P)^2", Code::ExprUnit, "H(P)", "`(H(P) in nats)`"),
    ("1/H(P)", Code::ExprUnit, "H(P)", "in nats"),
    ("exp(H(P))", Code::ExprUnit, "H(P)", "`H(P) in nats`"),
    ("ln(H(P))", Code::ExprUnit, "H(P)", "in nats"),
    ("bits(H(P))", Code::ExprUnit, "H(P)", "`H(P) in bits`"),
    ("v[1] in bits", Code::ExprUnit, "v[1]", "leave `in bits` out"),
    ("var([H(P), H(P)])", Code::ExprUnit, "[H(P), H(P)]", "in bits"),
    // Types.
    ("P + 1", Code::ExprType, "P + 1", "`mean(P)`"),
    ("(1 < 2) + 1", Code::ExprType, "(1 < 2) + 1", "`if(…, 1, 0)`"),
    ("[1, 2] + [1, 2, 3]", Code::ExprType, "[1, 2] + [1, 2, 3]", "element by element"),
    ("v^2", Code::ExprType, "v^2", "`[x^2 for x in v]`"),
    ("sqrt(v)", Code::ExprType, "v", "`[sqrt(x) for x in v]`"),
    ("v(1)", Code::ExprType, "v", "`v[1]`"),
    ("P[1]", Code::ExprType, "P", "`P(1)`"),
    ("if(1, 2, 3)", Code::ExprType, "1", "compare it"),
    ("not 1", Code::ExprType, "1", "compare it"),
    ("1..3", Code::ExprType, "1..3", "`[k for k in 1..3]`"),
    ("(1, 2)", Code::ExprType, "(1, 2)", "`[1, 2]`"),
    ("sum(k in 1..3: k > 1)", Code::ExprType, "k > 1", "`if(…, 1, 0)`"),
    ("sum(3)", Code::ExprType, "3", "`sum(v)`"),
    ("[1, 2] < [3, 4]", Code::ExprType, "[1, 2] < [3, 4]", ""),
    ("P == 1", Code::ExprType, "P == 1", ""),
    ("mean(5)", Code::ExprType, "5", "`mean(v)`"),
    ("P(v)", Code::ExprType, "v", "`[P(x) for x in v]`"),
    // Arguments.
    ("sin(1, 2)", Code::ExprType, "sin(1, 2)", "`sin(x)`"),
    ("normal(0)", Code::ExprType, "normal(0)", "`normal(mean, sd)`"),
    ("normal(0, sigma: 1)", Code::ExprName, "sigma", "`normal(mean, sd)`"),
    ("normal(0, mean: 1)", Code::ExprType, "mean", ""),
    ("f(1, 2)", Code::ExprType, "f(1, 2)", "`f(x)`"),
    ("f(y: 2)", Code::ExprName, "y", "`f(x)`"),
    ("J(3, 1)", Code::ExprDomain, "3", "2 rows and 2 columns"),
    ("J(1)", Code::ExprType, "J(1)", "`J(1, 2)`"),
    ("N(1, 2)", Code::ExprType, "N(1, 2)", ""),
    ("KL(P, P, on: 0..1)", Code::ExprType, "0..1", "leave `on:` out"),
    ("KL(N, N, on: 1..0)", Code::ExprDomain, "1..0", "ends before it starts"),
    // Domains.
    ("1/0", Code::ExprDomain, "0", ""),
    ("0^-1", Code::ExprDomain, "0^-1", ""),
    ("(-2)^0.5", Code::ExprDomain, "(-2)^0.5", ""),
    ("ln(0)", Code::ExprDomain, "0", "x > 0"),
    ("log2(-1)", Code::ExprDomain, "-1", "x > 0"),
    ("sqrt(-1)", Code::ExprDomain, "-1", "x ≥ 0"),
    ("asin(2)", Code::ExprDomain, "2", "−1 ≤ x ≤ 1"),
    ("gamma(-1)", Code::ExprDomain, "-1", ""),
    ("factorial(2.5)", Code::ExprDomain, "2.5", "n = 0, 1, 2"),
    ("v[0]", Code::ExprDomain, "0", "`v` has 3 elements, counted from 1"),
    ("v[4]", Code::ExprDomain, "4", "3 elements"),
    ("v[1.5]", Code::ExprDomain, "1.5", ""),
    ("mean([])", Code::ExprDomain, "[]", ""),
    ("repeat(1, -1)", Code::ExprDomain, "-1", ""),
    ("sum(k in 1..2.5: k)", Code::ExprDomain, "2.5", ""),
    ("min(k in 0..0.5: k)", Code::ExprDomain, "0.5", "`argmin`"),
    ("corr([1, 1], [1, 2])", Code::ExprDomain, "[1, 1]", ""),
    ("eigenvalues([[1, 2], [3, 4]])", Code::ExprDomain, "[[1, 2], [3, 4]]", "row 2, column 1"),
    ("mean(student_t(1))", Code::ExprDomain, "student_t(1)", ""),
    // Distributions.
    ("pmf(a: 0.5, b: 0.4)", Code::ExprDistribution, "pmf(a: 0.5, b: 0.4)", "`normalize([0.5, 0.4])`"),
    ("pmf(a: 1.5, b: -0.5)", Code::ExprDistribution, "-0.5", ""),
    ("pmf(a: 0.5, a: 0.5)", Code::ExprDistribution, "0.5", ""),
    ("pmf(v: 0.5, b: 0.5)", Code::ExprDefinition, "v", "rename"),
    ("pmf(0.5, 0.5)", Code::ExprType, "0.5", "`pmf([0.5, 0.5])`"),
    ("H([0.5, 0.4])", Code::ExprDistribution, "[0.5, 0.4]", "0.1 is missing"),
    ("H([0.5, 0.6])", Code::ExprDistribution, "[0.5, 0.6]", "0.1 is too much"),
    ("normal(0, 0)", Code::ExprDistribution, "0", ""),
    ("normal(0, -1)", Code::ExprDistribution, "-1", ""),
    ("bernoulli(2)", Code::ExprDistribution, "2", ""),
    ("uniform(2, 1)", Code::ExprDistribution, "1", "`a` must be less than `b`"),
    ("geometric(0)", Code::ExprDistribution, "0", ""),
    ("mixture(0.5: N, 0.4: N)", Code::ExprDistribution, "mixture(0.5: N, 0.4: N)", "0.1 is missing"),
    ("mixture(0.5: N, 0.5: P)", Code::ExprDistribution, "mixture(0.5: N, 0.5: P)", ""),
    ("KL(P, N)", Code::ExprDistribution, "KL(P, N)", "density"),
    ("KL(P, [0.5, 0.5])", Code::ExprDistribution, "KL(P, [0.5, 0.5])", "`heads`"),
    ("sum(x in N: N(x))", Code::ExprType, "N", "integral"),
    ("sum(x in poisson(1): 1)", Code::ExprType, "poisson(1)", "`k in 0..inf`"),
    ("mean(P)", Code::ExprType, "P", ""),
    ("P(1)", Code::ExprType, "1", "heads, tails"),
    // What can't be enclosed.
    ("argmin(x in 0..inf: x)", Code::ExprUnsettled, "0..inf", "infinite"),
];

#[test]
fn each_fault_says_where_and_what_to_do() {
    let mut wrong = Vec::new();
    for (text, code, at, said) in CASES {
        let (fault, piece) = fault(CALC, text);
        let texts: Vec<&str> = fault.notes.iter().map(String::as_str).chain(fault.help.as_deref()).collect();
        let is_said = texts.iter().any(|text| text.contains(said)) || said.is_empty();
        if fault.code != *code || piece != *at || !is_said || fault.message.ends_with('.') {
            wrong.push(format!("{text}: {piece}: {fault:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_fault_in_a_function_stands_in_its_body_and_names_the_call() {
    let (fault, piece) = fault("f(x) = 1 + ln(x)", "f(-2)");
    assert_eq!((fault.code, piece.as_str()), (Code::ExprDomain, "x"));
    assert!(fault.notes.iter().any(|note| note == "in the call of `f` with x = -2"), "{fault:?}");
}

#[test]
fn a_label_that_is_a_definition_is_a_fault_where_it_is_used() {
    let mut session = session("P = pmf(a: 0.5, b: 0.5)");
    let child = session.child(crate::expr::Session::ROOT);
    let definitions = crate::expr::parse_definitions(&mut Vec::new(), "a = 3");
    assert!(session.define(child, 2, definitions).is_empty());
    let expr = crate::expr::parse_expression("P(a)").unwrap();
    let fault = session.elaborate(child, 3, &expr).unwrap_err();
    assert_eq!((fault.text, fault.fault.code), (3, Code::ExprDefinition));
}

#[test]
fn what_isn_t_rational_becomes_an_obligation() {
    let (session, _) = value("", "H([exp(-1), 1 - exp(-1)])");
    let requirements: Vec<Requirement> = session.obligations().iter().map(|o| o.requirement).collect();
    // The sum cancels exactly; that the masses aren't negative remains to be shown.
    assert_eq!(requirements, [Requirement::NonNegative, Requirement::NonNegative]);
    let (session, _) = value("", "H(softmax([1, 2]))");
    assert!(session.obligations().iter().any(|o| o.requirement == Requirement::SumsToOne));
    let (session, _) = value("", "H(normal(0, sqrt(2)))");
    assert_eq!(session.obligations()[0].requirement, Requirement::Positive);
    assert_eq!(session.obligations()[0].text, 1);
}

#[test]
fn a_requirement_on_a_bound_variable_guards_the_value() {
    let (session, value) = value("", "integral(s in -1..1: normal(0, s)(0))");
    assert!(session.obligations().is_empty());
    let computed = super::approximate::approximate(session.graph(), super::number(&value).0, &[]);
    assert!(computed.is_nan());
}
