//! Constructors of distributions, and the marginals of joint ones.

use std::rc::Rc;

use super::{BUILT, Call, EXACT_OR_INTERVAL, Function, Key, Kind, Meaning, Parameter, Presence, Written, typed};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::bench::{Made, Requirement};
use crate::expr::distribution;
use crate::expr::graph::NodeId;
use crate::expr::value::{Distribution, Family, Outcome, Quantity, Value};
use crate::number::{Binary, Nary};

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "pmf",
        aliases: &[],
        foreign: &["categorical", "discrete", "distribution"],
        parameters: &[
            Parameter::optional("masses", Kind::Any),
            Parameter::with("label: mass", Kind::Plain, Presence::Labelled),
        ],
        summary: "A distribution with finitely many outcomes: symbols or numbers with their masses, or a list of masses on 1, 2, ….",
        formula: "P(x_i) = p_i",
        domain: "masses that aren't negative and sum to 1",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("pmf(e: 0.9, t: 0.1)(e)", "0.9"), ("H(pmf([0.5, 0.5]))", "1 bit")],
        meaning: Meaning::Built(pmf),
    },
    Function {
        name: "joint",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("table", Kind::Table)],
        summary: "A joint distribution: rows and columns are the outcomes of two variables.",
        formula: "P(i, j) = p_{ij}",
        domain: "masses that aren't negative and sum to 1",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("joint([[0.5, 0], [0.25, 0.25]])(2, 1)", "0.25"), ("MI(joint([[0.5, 0], [0, 0.5]]))", "1 bit")],
        meaning: Meaning::Built(joint),
    },
    Function {
        name: "mixture",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::with("weight: distribution", Kind::Distribution, Presence::Weighted)],
        summary: "A mixture of distributions with their weights.",
        formula: "p(x) = \\sum_i w_i\\,p_i(x)",
        domain: "weights that aren't negative and sum to 1; all parts continuous, or all with finitely many outcomes",
        bound: "through ln Σ exp of the parts' log densities, so that tails don't underflow",
        source: "definition",
        examples: &[
            ("mean(mixture(0.5: normal(0, 1), 0.5: normal(2, 1)))", "1"),
            ("mixture(0.5: normal(-1, 1), 0.5: normal(1, 1))(0)", "0.24197"),
        ],
        meaning: Meaning::Built(mixture),
    },
    Function {
        name: "bernoulli",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("p", Kind::Probability)],
        summary: "1 with probability p, 0 else.",
        formula: "P(1) = p,\\ P(0) = 1 - p",
        domain: "0 ≤ p ≤ 1",
        bound: BUILT,
        source: "Johnson, Kemp and Kotz, Univariate Discrete Distributions",
        examples: &[("bernoulli(0.3)(1)", "0.3"), ("H(bernoulli(0.5))", "1 bit")],
        meaning: Meaning::Family(Family::Bernoulli),
    },
    Function {
        name: "binomial",
        aliases: &[],
        foreign: &["binom_dist", "binompdf", "dbinom"],
        parameters: &[Parameter::new("n", Kind::Count), Parameter::new("p", Kind::Probability)],
        summary: "The number of successes in n trials.",
        formula: "\\binom{n}{k} p^k (1-p)^{n-k}",
        domain: "n = 0, 1, 2, …; 0 ≤ p ≤ 1",
        bound: BUILT,
        source: "Johnson, Kemp and Kotz, Univariate Discrete Distributions",
        examples: &[("binomial(10, 0.5)(3)", "0.1171875"), ("mean(binomial(10, 0.3))", "3")],
        meaning: Meaning::Family(Family::Binomial),
    },
    Function {
        name: "geometric",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("p", Kind::Probability)],
        summary: "The number of trials up to the first success, from 1.",
        formula: "p\\,(1-p)^{k-1}",
        domain: "0 < p ≤ 1",
        bound: BUILT,
        source: "Johnson, Kemp and Kotz, Univariate Discrete Distributions",
        examples: &[("geometric(0.5)(3)", "0.125"), ("mean(geometric(0.2))", "5")],
        meaning: Meaning::Family(Family::Geometric),
    },
    Function {
        name: "poisson",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("rate", Kind::Positive)],
        summary: "The number of events at a rate.",
        formula: "\\frac{\\lambda^k e^{-\\lambda}}{k!}",
        domain: "rate > 0",
        bound: BUILT,
        source: "Johnson, Kemp and Kotz, Univariate Discrete Distributions",
        examples: &[("poisson(2)(0)", "0.135335"), ("var(poisson(3))", "3")],
        meaning: Meaning::Family(Family::Poisson),
    },
    Function {
        name: "normal",
        aliases: &[],
        foreign: &["gaussian", "gauss", "norm_dist", "dnorm", "N"],
        parameters: &[Parameter::new("mean", Kind::Plain), Parameter::new("sd", Kind::Positive)],
        summary: "The normal distribution.",
        formula: "\\frac{1}{\\sigma\\sqrt{2\\pi}}\\, e^{-(x-\\mu)^2/(2\\sigma^2)}",
        domain: "sd > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("normal(0, 1)(0)", "0.398942"), ("cdf(normal(0, 1), 1.96)", "0.975")],
        meaning: Meaning::Family(Family::Normal),
    },
    Function {
        name: "uniform",
        aliases: &[],
        foreign: &["unif"],
        parameters: &[Parameter::new("a", Kind::Plain), Parameter::new("b", Kind::Plain)],
        summary: "Every point of an interval alike.",
        formula: "\\frac{1}{b-a}",
        domain: "a < b",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("uniform(0, 4)(1)", "0.25"), ("H(uniform(0, 8))", "3 bits")],
        meaning: Meaning::Family(Family::Uniform),
    },
    Function {
        name: "exponential",
        aliases: &[],
        foreign: &["expon"],
        parameters: &[Parameter::new("rate", Kind::Positive)],
        summary: "The waiting time for an event at a rate.",
        formula: "\\lambda e^{-\\lambda x}",
        domain: "rate > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("mean(exponential(4))", "0.25"), ("sf(exponential(1), 1)", "0.367879")],
        meaning: Meaning::Family(Family::Exponential),
    },
    Function {
        name: "laplace",
        aliases: &[],
        foreign: &["double_exponential"],
        parameters: &[Parameter::new("mean", Kind::Plain), Parameter::new("scale", Kind::Positive)],
        summary: "Two exponential tails back to back.",
        formula: "\\frac{1}{2s}\\, e^{-|x-\\mu|/s}",
        domain: "scale > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("laplace(0, 1)(0)", "0.5"), ("var(laplace(0, 2))", "8")],
        meaning: Meaning::Family(Family::Laplace),
    },
    Function {
        name: "logistic",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("mean", Kind::Plain), Parameter::new("scale", Kind::Positive)],
        summary: "The distribution whose cumulative function is the logistic one.",
        formula: "\\frac{e^{-z}}{s\\,(1+e^{-z})^2},\\ z = \\frac{x-\\mu}{s}",
        domain: "scale > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("cdf(logistic(0, 1), 0)", "0.5"), ("logistic(0, 1)(0)", "0.25")],
        meaning: Meaning::Family(Family::Logistic),
    },
    Function {
        name: "student_t",
        aliases: &[],
        foreign: &["t_dist", "tdist", "student"],
        parameters: &[Parameter::new("df", Kind::Positive)],
        summary: "Student's t distribution.",
        formula: "\\frac{\\Gamma(\\frac{\\nu+1}{2})}{\\sqrt{\\nu\\pi}\\,\\Gamma(\\frac\\nu2)} \\left(1+\\frac{x^2}{\\nu}\\right)^{-\\frac{\\nu+1}{2}}",
        domain: "df > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("student_t(1)(0)", "0.31831"), ("var(student_t(3))", "3")],
        meaning: Meaning::Family(Family::StudentT),
    },
    Function {
        name: "chi_squared",
        aliases: &[],
        foreign: &["chi2", "chisq", "chi_square"],
        parameters: &[Parameter::new("df", Kind::Positive)],
        summary: "The sum of the squares of df standard normal numbers.",
        formula: "\\frac{x^{\\nu/2-1}e^{-x/2}}{2^{\\nu/2}\\,\\Gamma(\\nu/2)}",
        domain: "df > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("mean(chi_squared(5))", "5"), ("sf(chi_squared(2), 5.991)", "0.0500")],
        meaning: Meaning::Family(Family::ChiSquared),
    },
    Function {
        name: "f_dist",
        aliases: &[],
        foreign: &["fdist"],
        parameters: &[Parameter::new("d1", Kind::Positive), Parameter::new("d2", Kind::Positive)],
        summary: "The ratio of two variances.",
        formula: "\\frac{1}{x\\,B(\\frac{d_1}2,\\frac{d_2}2)}\\sqrt{\\frac{(d_1x)^{d_1} d_2^{d_2}}{(d_1x+d_2)^{d_1+d_2}}}",
        domain: "d1 > 0, d2 > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("mean(f_dist(3, 10))", "1.25"), ("f_dist(2, 2)(1)", "0.25")],
        meaning: Meaning::Family(Family::F),
    },
    Function {
        name: "gamma_dist",
        aliases: &[],
        foreign: &["gamma_distribution", "erlang"],
        parameters: &[Parameter::new("shape", Kind::Positive), Parameter::new("rate", Kind::Positive)],
        summary: "The waiting time for several events at a rate.",
        formula: "\\frac{\\beta^\\alpha}{\\Gamma(\\alpha)}\\,x^{\\alpha-1}e^{-\\beta x}",
        domain: "shape > 0, rate > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("mean(gamma_dist(3, 2))", "1.5"), ("gamma_dist(1, 2)(0)", "2")],
        meaning: Meaning::Family(Family::Gamma),
    },
    Function {
        name: "beta_dist",
        aliases: &[],
        foreign: &["beta_distribution"],
        parameters: &[Parameter::new("a", Kind::Positive), Parameter::new("b", Kind::Positive)],
        summary: "A distribution on [0, 1].",
        formula: "\\frac{x^{a-1}(1-x)^{b-1}}{B(a, b)}",
        domain: "a > 0, b > 0",
        bound: BUILT,
        source: "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions",
        examples: &[("mean(beta_dist(2, 6))", "0.25"), ("beta_dist(2, 2)(0.5)", "1.5")],
        meaning: Meaning::Family(Family::Beta),
    },
    Function {
        name: "rows",
        aliases: &[],
        foreign: &["marginal"],
        parameters: &[Parameter::new("J", Kind::Joint)],
        summary: "The marginal pmf of the rows, on 1, 2, ….",
        formula: "P(i) = \\sum_j p_{ij}",
        domain: "joint distributions",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("rows(joint([[0.5, 0], [0.25, 0.25]]))(2)", "0.5")],
        meaning: Meaning::Built(rows),
    },
    Function {
        name: "columns",
        aliases: &[],
        foreign: &["cols"],
        parameters: &[Parameter::new("J", Kind::Joint)],
        summary: "The marginal pmf of the columns, on 1, 2, ….",
        formula: "P(j) = \\sum_i p_{ij}",
        domain: "joint distributions",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("columns(joint([[0.5, 0], [0.25, 0.25]]))(1)", "0.75")],
        meaning: Meaning::Built(columns),
    },
];

fn given(distribution: Distribution) -> Value {
    Value::Distribution(Rc::new(distribution))
}

impl Call<'_> {
    /// A distribution of a family with the call's arguments as its parameters.
    pub(crate) fn family(&mut self, family: Family) -> Made<Value> {
        let mut parameters = Vec::with_capacity(self.given.len());
        for index in 0..self.given.len() {
            parameters.push(match self.function.parameters[index].kind {
                Kind::Count | Kind::Integer => {
                    let n = self.integer(index)?;
                    self.bench.graph.integer(n)
                }
                _ => {
                    let node = self.plain(index)?;
                    if self.bench.graph.as_infinity(node).is_some() {
                        let what = said!("`{}` must be finite", self.function.parameters[index].name);
                        return Err(Fault::new(Code::ExprDistribution, self.at(index), what).into());
                    }
                    node
                }
            });
        }
        match (family, parameters.as_slice()) {
            (Family::Uniform, &[a, b]) => {
                let width = self.bench.graph.binary(Binary::Subtract, b, a);
                let span = self.at(1);
                if let Some(known) = self.bench.graph.as_rational(width)
                    && *known <= crate::number::Rational::ZERO
                {
                    let fault = Fault::new(Code::ExprDistribution, span, "the interval of `uniform` is empty");
                    return Err(fault.note("`a` must be less than `b`").into());
                }
                let checked = self.bench.require(Requirement::Positive, width, span, "`b - a`")?;
                if checked != width {
                    // Guarded: b has no value where the interval is empty.
                    parameters[1] = self.bench.graph.binary(Binary::Add, a, checked);
                }
            }
            (Family::Geometric, &[p]) if self.bench.graph.is_integer(p, 0) => {
                let fault = Fault::new(Code::ExprDistribution, self.at(0), "`p` must be positive");
                return Err(fault.label("a success would never come").into());
            }
            _ => {}
        }
        Ok(given(Distribution::Family(family, parameters.into())))
    }

    /// The plain number of a keyed argument.
    fn mass(&mut self, argument: &Written<'_>) -> Made<NodeId> {
        let span = argument.expr.span;
        match argument.value {
            Value::Number(node, Quantity::Plain) => Ok(node),
            ref other => {
                let headline = said!("a mass is a plain number, not {}", other.describe());
                let code = if let Value::Number(..) = other { Code::ExprUnit } else { Code::ExprType };
                Err(Fault::new(code, span, headline).into())
            }
        }
    }
}

fn pmf(call: &mut Call<'_>) -> Made<Value> {
    let keyed = std::mem::take(&mut call.keyed);
    if call.has(0) {
        let value = call.value(0)?;
        if let Some(extra) = keyed.first() {
            let fault =
                Fault::new(Code::ExprType, extra.key_span, "`pmf` takes a list or outcomes with masses, not both");
            return Err(fault.into());
        }
        if let Value::Distribution(p) = &value
            && !p.is_continuous()
        {
            return Ok(value);
        }
        if let Value::Number(..) = value {
            let fault = Fault::new(Code::ExprType, call.at(0), "an outcome is missing before this mass");
            return Err(fault
                .help("name the outcomes, `pmf(heads: 0.5, tails: 0.5)`, or give a list, `pmf([0.5, 0.5])`")
                .into());
        }
        return distribution::of_list(call.bench, &value, call.at(0)).map(given);
    }
    if keyed.is_empty() {
        let fault = Fault::new(Code::ExprDistribution, call.span, "a pmf without outcomes");
        return Err(fault.help("name the outcomes: `pmf(heads: 0.5, tails: 0.5)`").into());
    }
    let mut outcomes = Vec::with_capacity(keyed.len());
    for argument in &keyed {
        let outcome = match &argument.key {
            Key::Label(name) => Outcome::Label(name.clone()),
            Key::Number(node) => Outcome::Number(*node),
        };
        let mass = call.mass(&argument.argument)?;
        outcomes.push((outcome, mass, argument.argument.expr.span));
    }
    let labels = outcomes.iter().filter(|(outcome, ..)| matches!(outcome, Outcome::Label(_))).count();
    if labels != 0 && labels != outcomes.len() {
        return call.fault(Code::ExprDistribution, "a pmf has labels or numbers as outcomes, not both");
    }
    distribution::pmf(call.bench, outcomes, call.span).map(given)
}

fn joint(call: &mut Call<'_>) -> Made<Value> {
    let rows = call.table(0)?;
    distribution::joint(call.bench, rows, call.span).map(given)
}

fn mixture(call: &mut Call<'_>) -> Made<Value> {
    let keyed = std::mem::take(&mut call.keyed);
    if keyed.is_empty() {
        let fault = Fault::new(Code::ExprDistribution, call.span, "a mixture without parts");
        return Err(fault.help("write `mixture(0.5: normal(-1, 1), 0.5: normal(1, 1))`").into());
    }
    let mut parts = Vec::with_capacity(keyed.len());
    let mut weights = Vec::with_capacity(keyed.len());
    for argument in &keyed {
        let Key::Number(weight) = argument.key else { continue };
        let weight = call.bench.require(Requirement::NonNegative, weight, argument.key_span, "a weight")?;
        let typed = typed(call.bench, call.function, Kind::Distribution, "part", &argument.argument)?;
        let super::Given::Distribution(part) = typed else { continue };
        weights.push((weight, argument.key_span));
        parts.push((weight, part));
    }
    let continuous = parts.iter().filter(|(_, part)| part.is_continuous()).count();
    if continuous != 0 && continuous != parts.len() {
        return call.fault(
            Code::ExprDistribution,
            "a mixture of discrete and continuous distributions has neither masses nor a density",
        );
    }
    // The weights must be a pmf of their own.
    let outcomes =
        weights.iter().enumerate().map(|(index, &(weight, span))| (Outcome::Cell(index, 0), weight, span)).collect();
    let made = distribution::pmf(call.bench, outcomes, call.span);
    #[cfg(feature = "tool")]
    let made = made.map_err(|mut fault| {
        fault.message = fault.message.replace("the masses don't", "the weights don't");
        fault
    });
    made?;
    if continuous > 0 {
        return Ok(given(Distribution::Mixture(parts)));
    }
    mixed_pmf(call, &parts)
}

/// A mixture of discrete distributions is one pmf.
fn mixed_pmf(call: &mut Call<'_>, parts: &[(NodeId, Rc<Distribution>)]) -> Made<Value> {
    let mut outcomes: Vec<(Outcome, Vec<NodeId>)> = Vec::new();
    for (weight, part) in parts {
        let Some(finite) = distribution::finite(call.bench, part, call.span)? else {
            return call.fault(
                Code::ExprUnsettled,
                "a mixture of distributions with infinitely many outcomes is not supported yet",
            );
        };
        for (outcome, mass) in finite {
            call.spend(1)?;
            let share = call.bench.graph.binary(Binary::Multiply, *weight, mass);
            match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, shares)) => shares.push(share),
                None => outcomes.push((outcome, vec![share])),
            }
        }
    }
    let graph = &mut call.bench.graph;
    let masses = outcomes.into_iter().map(|(outcome, shares)| (outcome, graph.nary(Nary::Sum, shares)));
    Ok(given(Distribution::Pmf(masses.collect())))
}

fn marginal(call: &mut Call<'_>, lines: Vec<Vec<NodeId>>) -> Value {
    let graph = &mut call.bench.graph;
    let masses = lines.into_iter().enumerate().map(|(index, line)| {
        let outcome = graph.integer(index as i64 + 1);
        (Outcome::Number(outcome), graph.nary(Nary::Sum, line))
    });
    given(Distribution::Pmf(masses.collect()))
}

fn rows(call: &mut Call<'_>) -> Made<Value> {
    let rows = call.joint(0)?;
    Ok(marginal(call, rows))
}

fn columns(call: &mut Call<'_>) -> Made<Value> {
    let rows = call.joint(0)?;
    Ok(marginal(call, transposed(&rows)))
}

/// The columns of a table.
pub(super) fn transposed(rows: &[Vec<NodeId>]) -> Vec<Vec<NodeId>> {
    let columns = rows.first().map_or(0, Vec::len);
    (0..columns).map(|column| rows.iter().filter_map(|row| row.get(column).copied()).collect()).collect()
}
