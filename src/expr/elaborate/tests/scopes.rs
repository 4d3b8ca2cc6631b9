//! Scopes, definitions in any order, values that a reader may change.

use super::approximate::approximate;
use super::{fault, folded, number, session, show_value};
use crate::diagnostic::Code;
use crate::expr::session::Session;
use crate::expr::value::Outcome;
use crate::expr::{parse_definitions, parse_expression};

#[test]
fn definitions_stand_in_any_order() {
    assert_eq!(folded("a = b + 1\nb = c*2\nc = 3", "a"), "7");
    assert_eq!(folded("f(x) = g(x) + 1\ng(x) = 2*x", "f(3)"), "7");
    assert_eq!(folded("P = pmf(heads: 0.25, tails: 0.75)\nf(x) = 1/P(x)", "f(heads)"), "4");
    assert_eq!(folded("f(x, y) = x - y", "f(y: 1, x: 5)"), "4");
}

#[test]
fn arguments_are_evaluated_where_the_call_stands() {
    assert_eq!(folded("k = 10\nf(x) = x + k", "sum(k in 1..2: f(k))"), "23");
    assert_eq!(folded("f(x) = sum(k in 1..3: x*k)", "sum(k in 1..2: f(k))"), "18");
}

#[test]
fn lesson_names_shadow_built_ins_and_labels_shadow_constants() {
    assert_eq!(folded("mean = 5", "mean + 1"), "6");
    assert_eq!(folded("H(x) = 2*x", "H(3)"), "6");
    assert_eq!(folded("P = pmf(e: 0.9, t: 0.1)", "P(e)"), "0.9");
    assert_eq!(folded("P = pmf(e: 0.9, t: 0.1)", "sum(e in P: P(e))"), "1");
    assert_eq!(folded("P = pmf(1: 0.9, 2: 0.1)", "sum(e in 1..2: P(e))"), "1");
}

#[test]
fn cycles_show_themselves() {
    for (calc, text, note) in [
        ("a = a + 1", "a", "`a` → `a`"),
        ("x = 1\na = b\nb = c + x\nc = a", "b", "`a` → `b` → `c` → `a`"),
        ("f(n) = n*f(n - 1)", "f(3)", "`f` → `f`"),
        ("f(n) = g(n)\ng(n) = f(n)", "g(3)", "`f` → `g` → `f`"),
    ] {
        let (fault, piece) = fault(calc, text);
        assert_eq!(fault.code, Code::ExprDefinition);
        assert!(fault.notes.iter().any(|known| known == note), "{fault:?}");
        assert!(calc.contains(&piece));
    }
    let (fault, piece) = fault("x = 1\na = b\nb = a", "a");
    assert_eq!(piece, "a");
    assert_eq!(fault.span.start, 6);
}

#[test]
fn a_name_is_defined_once_a_scope() {
    let mut session = session("a = 1");
    let mut faults = Vec::new();
    let again = "b = 2\na = 3";
    let definitions = parse_definitions(&mut faults, again);
    let faults = session.define(Session::ROOT, 7, definitions);
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].text, faults[0].fault.code), (7, Code::ExprDefinition));
    assert_eq!(&again[faults[0].fault.span.range()], "a");
    assert!(faults[0].fault.notes[0].contains("`a = 1`"), "{faults:?}");
    let child = session.child(Session::ROOT);
    let definitions = parse_definitions(&mut Vec::new(), "a = 10\nc = a + b");
    assert!(session.define(child, 8, definitions).is_empty());
    let expr = parse_expression("c").unwrap();
    let value = session.elaborate(child, 9, &expr).unwrap();
    assert_eq!(show_value(&session, &value), "12");
}

#[test]
fn every_faulty_definition_is_reported_once() {
    let mut session = session(
        "a = 1 + missing\nb = a + 1\nc = ln(-1)\nd = 5\nf(x) = x + mising2\ng(x) = ln(x)\nP = pmf(u: 0.5, v: 0.5)\nh(x) = P(u) + P(nope)",
    );
    let faults = session.check_definitions(Session::ROOT);
    let mut found: Vec<String> = faults.iter().map(|fault| fault.fault.message.clone()).collect();
    found.sort();
    assert_eq!(found, ["`ln` isn't defined at -1", "unknown name `mising2`", "unknown name `missing`"]);
    assert!(faults.iter().all(|fault| fault.text == 0));
}

#[test]
fn ten_thousand_definitions_in_a_chain_need_no_deep_stack() {
    let mut calc = String::from("a0 = 1\n");
    for k in 1..10_000 {
        calc.push_str(&format!("a{k} = a{} + 1\n", k - 1));
    }
    let calc: String = calc.lines().rev().map(|line| format!("{line}\n")).collect();
    let run = move || assert_eq!(folded(&calc, "a9999"), "10000");
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn what_a_reader_changes_is_a_variable() {
    let mut session = session("P = pmf(e: 0.5, t: 0.5)\nQ = pmf(e: 0.9, t: 0.1)\nD = KL(P, Q)\nunrelated = 3");
    let widget = session.child(Session::ROOT);
    let outcomes = [Outcome::Label("e".into()), Outcome::Label("t".into())];
    let masses = session.bind_pmf(widget, "Q", &outcomes);
    let mu = session.bind_number(widget, "mu");
    session.follow(widget);
    let expr = parse_expression("D + mu*(1 nat) + unrelated*(0 nats)").unwrap();
    let value = session.elaborate(widget, 1, &expr).unwrap();
    let node = number(&value).0;
    assert_eq!(session.graph().free_variables(node).len(), 3);
    let at = [(masses[0], 0.5), (masses[1], 0.5), (mu, 2.0)];
    assert!((approximate(session.graph(), node, &at) - 2.0).abs() < 1e-12);
    // The lesson's own value is untouched.
    let expr = parse_expression("D").unwrap();
    let outer = session.elaborate(Session::ROOT, 1, &expr).unwrap();
    assert!(session.graph().is_closed(number(&outer).0));
}

#[test]
fn a_list_of_variables_can_be_indexed_by_one() {
    let mut session = session("v = [10, 20, 30]");
    let scope = session.child(Session::ROOT);
    let k = session.bind_number(scope, "k");
    let list = session.bind_list(scope, "w", 2);
    let expr = parse_expression("v[k] + w[1]*w[2]").unwrap();
    let value = session.elaborate(scope, 1, &expr).unwrap();
    let at = [(k, 2.0), (list[0], 3.0), (list[1], 4.0)];
    assert_eq!(approximate(session.graph(), number(&value).0, &at), 32.0);
}

#[test]
fn literals_have_names() {
    let session = session(
        "a = 0.9\nQ = pmf(e: 0.9, t: 0.1)\nv = [1, -2]\nN = normal(-2.2, 0.7)\nJ = joint([[0.25, 0.75]])\nb = 2 bits\nf(x) = 7*x",
    );
    let literals = session.literals(Session::ROOT);
    let names: Vec<(String, String)> =
        literals.iter().map(|literal| (super::show(&literal.value), literal.expression.clone())).collect();
    for (value, name) in [
        ("0.9", "a"),
        ("0.9", "Q(e)"),
        ("0.1", "Q(t)"),
        ("1", "v[1]"),
        ("-2", "v[2]"),
        ("-2.2", "mean(N)"),
        ("0.7", "sd(N)"),
        ("0.75", "J(1, 2)"),
        ("2", "b"),
    ] {
        assert!(names.contains(&(value.to_owned(), name.to_owned())), "{name}: {names:?}");
    }
    assert!(!names.iter().any(|(value, _)| value == "7"));
}

#[test]
fn what_does_not_fold_is_still_known() {
    for (text, expected) in [
        ("sum(k in 1..floor(log2(27)): k)", "10"),
        ("sum(k in 1..log2(8): k)", "6"),
        ("[5, 6, 7][round(exp(1))]", "7"),
        ("if(ln(2) < 0.7, 1, 1/0)", "1"),
        ("if(H([0.5, 0.5]) == 1 bit, 2, 1/0)", "2"),
        ("repeat(1, 2*log2(2))", "[1, 1]"),
        ("if(median([ln(3), ln(2), 1/2]) == ln(2), 1, 1/0)", "1"),
    ] {
        assert_eq!(folded("", text), expected, "{text}");
    }
}
