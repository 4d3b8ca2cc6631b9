//! Distributions and information against reference values and identities.

use super::approximate::approximate;
use super::{folded, number, value};
use crate::expr::graph::Node;

fn close(calc: &str, text: &str, expected: f64) {
    let (session, value) = value(calc, text);
    let computed = approximate(session.graph(), number(&value).0, &[]);
    assert!((computed - expected).abs() < 1e-8 * expected.abs().max(1.0), "{text} is {computed}, not {expected}");
}

/// Both expressions have one value.
fn same(calc: &str, a: &str, b: &str) {
    let (session, of_b) = value(calc, b);
    let expected = approximate(session.graph(), number(&of_b).0, &[]);
    close(calc, a, expected);
}

const TELEGRAM: &str = "P = pmf(e: 0.5, t: 0.5)\nQ = pmf(e: 0.9, t: 0.1)";
const BUMPS: &str = "truth = mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7))\nQ = normal(0, 1.5)";

#[test]
fn the_flagship_values() {
    close(TELEGRAM, "H(P, Q) in bits", 1.736_965_594_166_206);
    close(TELEGRAM, "KL(P || Q) in nats", 0.510_825_623_765_990_7);
    close(TELEGRAM, "KL(Q, P) in bits", 0.531_004_406_410_718_8);
    close(TELEGRAM, "H(Q) in bits", 0.468_995_593_589_281_2);
    close(BUMPS, "KL(truth, Q, on: -6..6) in nats", 0.755_838_501_348_823_2);
    close(BUMPS, "KL(Q, truth, on: -6..6) in nats", 1.243_233_996_361_35);
    close(BUMPS, "KL(truth || Q) in nats", 0.755_838_293_824_074_7);
    close(BUMPS, "KL(Q || truth) in nats", 1.243_776_392_498_729);
}

#[test]
fn a_cross_entropy_is_entropy_and_divergence() {
    same(TELEGRAM, "H(P, Q) in nats", "(H(P) + KL(P, Q)) in nats");
    for (p, q) in [
        ("normal(0, 1)", "normal(1, 2)"),
        ("laplace(0, 1)", "laplace(1, 2)"),
        ("exponential(2)", "exponential(1)"),
        ("uniform(0, 1)", "uniform(-1, 2)"),
        ("logistic(0, 1)", "normal(0, 2)"),
        ("uniform(1, 2)", "exponential(3)"),
        ("laplace(0, 1)", "logistic(0, 1)"),
        ("geometric(0.5)", "geometric(0.25)"),
        ("binomial(5, 0.5)", "binomial(5, 0.25)"),
        ("bernoulli(0.5)", "bernoulli(0.1)"),
    ] {
        same("", &format!("H({p}, {q}) in nats"), &format!("(H({p}) + KL({p}, {q})) in nats"));
    }
}

#[test]
fn closed_forms_are_the_integrals() {
    for p in ["normal(1, 2)", "uniform(0, 3)", "exponential(2)", "laplace(1, 2)", "logistic(1, 1)", "gamma_dist(3, 2)"]
    {
        same("", &format!("H({p}) in nats"), &format!("H({p}, on: -50..50) in nats"));
    }
    same("", "H(beta_dist(3, 2)) in nats", "H(beta_dist(3, 2), on: 0..1) in nats");
    same("", "KL(normal(0, 1), normal(1, 2)) in nats", "KL(normal(0, 1), normal(1, 2), on: -30..30) in nats");
    same("", "H(laplace(0, 1), laplace(1, 2)) in nats", "H(laplace(0, 1), laplace(1, 2), on: -50..50) in nats");
    same("", "H(f_dist(4, 6), on: 0..60) in nats", "integral(x in 0..60: -f_dist(4, 6)(x)*ln(f_dist(4, 6)(x)))");
}

#[test]
fn densities_integrate_to_cumulative_functions() {
    for (p, from, x) in [
        ("normal(1, 2)", "-40", "2.5"),
        ("uniform(-1, 3)", "-2", "2"),
        ("exponential(2)", "0", "1.5"),
        ("laplace(1, 2)", "-50", "2"),
        ("logistic(1, 2)", "-60", "3"),
        ("chi_squared(5)", "0", "4"),
        ("chi_squared(4)", "0", "4"),
        ("gamma_dist(2.5, 2)", "0", "1"),
        ("beta_dist(2, 3)", "0", "0.4"),
        ("f_dist(4, 6)", "0", "2"),
        ("gamma_dist(2.3, 2)", "0", "1"),
    ] {
        let integral = format!("integral(x in {from}..{x}: {p}(x))");
        let (session, of_cdf) = value("", &format!("cdf({p}, {x})"));
        let cdf = approximate(session.graph(), number(&of_cdf).0, &[]);
        let (session, of_integral) = value("", &integral);
        let integral = approximate(session.graph(), number(&of_integral).0, &[]);
        assert!((cdf - integral).abs() < 1e-4, "{p}: {cdf} and {integral}");
        same("", &format!("cdf({p}, {x}) + sf({p}, {x})"), "1");
    }
}

#[test]
fn tables_of_quantiles() {
    // Values of published tables.
    close("", "cdf(student_t(5), 2.015048373333024)", 0.95);
    close("", "cdf(student_t(4), 2.131846786326649)", 0.95);
    close("", "cdf(student_t(1), 1)", 0.75);
    close("", "sf(student_t(10), -2.228138851986274)", 0.975);
    close("", "sf(chi_squared(3), 7.814727903251179)", 0.05);
    close("", "sf(chi_squared(10), 18.307038053275146)", 0.05);
    close("", "sf(f_dist(2, 10), 4.102821015304716)", 0.05);
    close("", "cdf(poisson(3), 4)", 0.815_263_244_523_772);
    close("", "quantile(logistic(1, 2), 0.75)", 1.0 + 2.0 * libm::log(3.0));
    close("", "cdf(laplace(1, 2), quantile(laplace(1, 2), 0.2))", 0.2);
    close("", "cdf(student_t(2), quantile(student_t(2), 0.9))", 0.9);
    close("", "cdf(student_t(1), quantile(student_t(1), 0.9))", 0.9);
}

#[test]
fn masses() {
    assert_eq!(folded("", "binomial(10, 0.5)(3)"), "0.1171875");
    assert_eq!(folded("", "binomial(10, 0.5)(11)"), "0");
    assert_eq!(folded("", "binomial(10, 0.5)(1/2)"), "0");
    assert_eq!(folded("", "geometric(1/2)(3)"), "0.125");
    assert_eq!(folded("", "geometric(1/2)(0)"), "0");
    assert_eq!(folded("", "bernoulli(0.3)(0)"), "0.7");
    assert_eq!(folded("", "uniform(0, 4)(5)"), "0");
    assert_eq!(folded("", "uniform(0, 4)(1)"), "0.25");
    assert_eq!(folded("", "sum(k in 0..20: binomial(20, 0.3)(k))"), "1");
    assert_eq!(folded("J = joint([[0.5, 0], [0.25, 0.25]])", "J(2, 1)"), "0.25");
    assert_eq!(folded("J = joint([[0.5, 0], [0.25, 0.25]])", "sum(x in J: J(x))"), "1");
    assert_eq!(folded("M = mixture(0.5: bernoulli(0.2), 0.5: bernoulli(0.6))", "M(1)"), "0.4");
    assert_eq!(folded("", "pmf(0: 0.25, 10: 0.75)(10)"), "0.75");
    close("", "sum(k in 0..1500: poisson(3)(k))", 1.0);
    close("", "sum(k in 0..1200: binomial(1200, 0.3)(k))", 1.0);
}

#[test]
fn moments() {
    assert_eq!(folded("", "mean(pmf(1: 0.5, 3: 0.5))"), "2");
    assert_eq!(folded("", "var(pmf(1: 0.5, 3: 0.5))"), "1");
    assert_eq!(folded("", "sd(binomial(16, 0.5))"), "2");
    assert_eq!(folded("", "mean(mixture(0.25: normal(0, 1), 0.75: normal(4, 2)))"), "3");
    assert_eq!(folded("", "var(mixture(0.5: normal(-1, 1), 0.5: normal(1, 1)))"), "2");
    assert_eq!(folded("", "var(beta_dist(1, 1))"), "1/12");
    assert_eq!(folded("", "var(f_dist(4, 6))"), "4.5");
}

#[test]
fn information_of_zeros() {
    close("", "H([1, 0]) in bits", 0.0);
    close("", "KL([0, 1], [0.5, 0.5]) in bits", 1.0);
    let (session, infinite) = value("", "KL([0.5, 0.5], [1, 0])");
    assert_eq!(approximate(session.graph(), number(&infinite).0, &[]), f64::INFINITY);
    for infinite in [
        "KL(normal(0, 1), exponential(1))",
        "KL(uniform(0, 2), uniform(0, 1))",
        "KL(exponential(1), uniform(0, 1))",
        "surprisal(0)",
    ] {
        let (session, value) = value("", infinite);
        assert_eq!(session.graph().as_infinity(number(&value).0), Some(true), "{infinite}");
    }
}

#[test]
fn the_same_distribution_has_no_divergence() {
    assert_eq!(folded(BUMPS, "KL(truth, truth)"), "0");
    assert_eq!(folded(BUMPS, "JS(Q, Q, on: -1..1)"), "0");
}

#[test]
fn jensen_shannon_is_symmetric_and_at_most_a_bit() {
    same(TELEGRAM, "JS(P, Q) in bits", "JS(Q, P) in bits");
    same(BUMPS, "JS(truth, Q, on: -6..6) in bits", "JS(Q, truth, on: -6..6) in bits");
    close("", "JS(uniform(0, 1), uniform(1, 3)) in bits", 1.0);
    close("", "JS(uniform(0, 2), uniform(1, 3)) in bits", 0.5);
    close("", "JS(pmf(a: 1), pmf(b: 1)) in bits", 1.0);
}

#[test]
fn mixtures_of_uniforms_are_cut_where_they_jump() {
    let calc = "M = mixture(0.5: uniform(0, 1), 0.5: uniform(2, 3))";
    close(calc, "H(M) in bits", 1.0);
    assert_eq!(folded(calc, "M(1.5)"), "0");
    assert_eq!(folded(calc, "M(2.5)"), "0.5");
    close(calc, "KL(M, uniform(0, 4)) in bits", 1.0);
}

#[test]
fn a_joint_table() {
    let calc =
        "J = joint([[1/8, 1/16, 1/32, 1/32], [1/16, 1/8, 1/32, 1/32], [1/16, 1/16, 1/16, 1/16], [1/4, 0, 0, 0]])";
    // Cover and Thomas, example 2.2.1 (rows are Y there).
    close(calc, "H(J) in bits", 27.0 / 8.0);
    close(calc, "H(columns(J)) in bits", 7.0 / 4.0);
    close(calc, "H(rows(J)) in bits", 2.0);
    close(calc, "H_cond(J) in bits", 11.0 / 8.0);
    close(calc, "MI(J) in bits", 3.0 / 8.0);
}

#[test]
fn a_window_builds_one_integral_however_often_it_is_asked_for() {
    let (session, value) = value(BUMPS, "KL(truth, Q, on: -6..6) - KL(truth, Q, on: -6..6) == 0 bits");
    let _ = value;
    let integrals = session.graph().nodes().iter().filter(|node| matches!(node, Node::Integral { .. })).count();
    assert_eq!(integrals, 1);
}

#[test]
fn softmax_and_perplexity() {
    close("", "sum(softmax([1, 2, 3]))", 1.0);
    close("", "perplexity(repeat(1/8, 8))", 8.0);
    close("", "H(softmax([0, 0, 0, 0])) in bits", 2.0);
}
