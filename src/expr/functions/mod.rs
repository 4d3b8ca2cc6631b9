//! The built-in functions: one file a family, one row a function.
//!
//! Resolver, "did you mean", the reference page, the editor's help and the test of the examples
//! all read these rows; nobody else lists names. A row states its enclosure (`bound`), so no
//! function exists without one.

mod call;
mod distributions;
mod elementary;
mod information;
mod linear;
mod lists;
mod measures;
mod special;
mod statistics;

use crate::diagnostic::briefly;
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub(crate) use call::{Call, Given, Key, Keyed, Written, integer, numbers, table, typed, wrong_count};

use super::bench::Made;
use super::value::{Family, Value};
use crate::number::Unary;

/// A built-in function: everything that is known of it.
#[derive(Debug)]
pub struct Function {
    /// The name.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// What other languages call it: proposed, never accepted.
    pub foreign: &'static [&'static str],
    /// The parameters, in order.
    pub parameters: &'static [Parameter],
    /// What it gives, in one sentence.
    pub summary: &'static str,
    /// Its definition, in TeX.
    pub formula: &'static str,
    /// Where it is defined, in words.
    pub domain: &'static str,
    /// How its value is enclosed, in words.
    pub bound: &'static str,
    /// Where formula or bound come from.
    pub source: &'static str,
    /// Expressions with the value that a claim may state of them.
    pub examples: &'static [(&'static str, &'static str)],
    /// What a call becomes.
    pub(crate) meaning: Meaning,
}

/// A parameter of a built-in function.
#[derive(Debug)]
pub struct Parameter {
    /// The name, which a call may write: `normal(mean: 0, sd: 1)`.
    pub name: &'static str,
    /// What is accepted.
    pub kind: Kind,
    /// Whether it may be left out.
    pub presence: Presence,
}

/// What a parameter accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A plain number.
    Plain,
    /// A number, plain or a quantity of information.
    Number,
    /// A plain number above 0.
    Positive,
    /// A plain number in [0, 1].
    Probability,
    /// A known integer.
    Integer,
    /// A known integer, 0 or more.
    Count,
    /// A list of anything.
    List,
    /// A list of numbers, not empty.
    Numbers,
    /// A table of plain numbers: rows of the same length.
    Table,
    /// A distribution, or a list that stands for one.
    Distribution,
    /// A joint distribution, or a table that stands for one.
    Joint,
    /// A range of real numbers.
    Range,
    /// Anything.
    Any,
}

/// Whether and how an argument may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be left out.
    Optional,
    /// It may be left out, and is given by name only.
    Named,
    /// Any number of further arguments.
    Rest,
    /// Any number of arguments `label: value`; the labels are outcomes.
    Labelled,
    /// Any number of arguments `weight: value`.
    Weighted,
}

/// What a call becomes.
#[derive(Clone, Copy)]
pub(crate) enum Meaning {
    /// One operation on a plain number.
    Unary(Unary),
    /// A distribution of a family, with the parameters in order.
    Family(Family),
    /// Whatever the function builds.
    Built(fn(&mut Call<'_>) -> Made<Value>),
}

impl std::fmt::Debug for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unary(operation) => write!(f, "Unary({operation:?})"),
            Self::Family(family) => write!(f, "Family({family:?})"),
            Self::Built(_) => f.write_str("Built"),
        }
    }
}

impl Parameter {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, presence: Presence::Required }
    }

    const fn optional(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, presence: Presence::Optional }
    }

    const fn with(name: &'static str, kind: Kind, presence: Presence) -> Self {
        Self { name, kind, presence }
    }
}

/// Rows of functions. What they say to readers stays out of the browser's core.
macro_rules! rows {
    [$(Function {
        name: $name:expr, aliases: $aliases:expr, foreign: $foreign:expr, parameters: $parameters:expr,
        summary: $summary:expr, formula: $formula:expr, domain: $domain:expr, bound: $bound:expr,
        source: $source:expr, examples: $examples:expr, meaning: $meaning:expr,
    }),* $(,)?] => {
        &[$(Function {
            name: $name,
            aliases: $aliases,
            foreign: if cfg!(feature = "tool") { $foreign } else { &[] },
            parameters: $parameters,
            summary: if cfg!(feature = "tool") { $summary } else { "" },
            formula: if cfg!(feature = "tool") { $formula } else { "" },
            domain: if cfg!(feature = "tool") { $domain } else { "" },
            bound: if cfg!(feature = "tool") { $bound } else { "" },
            source: if cfg!(feature = "tool") { $source } else { "" },
            examples: if cfg!(feature = "tool") { $examples } else { &[] },
            meaning: $meaning,
        }),*]
    };
}
use rows;

/// `on: a..b`, the window of an integral.
const ON: Parameter = Parameter::with("on", Kind::Range, Presence::Named);

/// x, a plain number.
const X: &[Parameter] = &[Parameter::new("x", Kind::Plain)];

// How values are enclosed, in words that several rows share.
const EXACT_OR_INTERVAL: &str =
    "exact for rational arguments; otherwise computed from enclosures, rounded outward by one unit in the last place";
const EXACT: &str = "exact for rational arguments; an enclosure that contains a jump gives the hull of both sides";
const LIBM: &str = "libm's value, widened by at least 4 units in the last place; confirmed in wide arithmetic near a boundary; at most 1e-12 of the value wide for arguments that are numbers";
const SPECIAL: &str = "libm's value, widened by at least 4 units in the last place; confirmed in wide arithmetic near a boundary; at most 1e-9 of the value wide in the ordinary range: values between 1e-290 and 1e290 and, for `ln_gamma`, not next to a zero, where wide arithmetic takes over";
const BUILT: &str = "built from the operations in its formula, each of which encloses its value";
const QUADRATURE: &str = "a finite sum of enclosed terms where discrete; else quadrature by interval Taylor series with a rigorous remainder";

/// The families, in the order of the reference page, with their rows.
pub const FAMILIES: &[(&str, &[Function])] = &[
    ("Elementary functions", elementary::ROWS),
    ("Special functions", special::ROWS),
    ("Lists", lists::ROWS),
    ("Statistics", statistics::ROWS),
    ("Vectors and matrices", linear::ROWS),
    ("Distributions", distributions::ROWS),
    ("What is asked of distributions", measures::ROWS),
    ("Information", information::ROWS),
];

/// Every function, family by family.
pub fn reference() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().flat_map(|(_, rows)| rows.iter())
}

/// The function of this name or alias.
pub fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: OnceLock<BTreeMap<&'static str, &'static Function>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        let names =
            |row: &'static Function| std::iter::once(&row.name).chain(row.aliases).map(move |name| (*name, row));
        reference().flat_map(names).collect()
    });
    by_name.get(name).copied()
}

/// The function that other languages call so.
pub(crate) fn foreign(name: &str) -> Option<&'static Function> {
    reference().find(|row| row.foreign.iter().any(|foreign| foreign.eq_ignore_ascii_case(name)))
}

impl Function {
    /// How it is called: `normal(mean, sd)`, `KL(P, Q, on: a..b)`.
    pub fn signature(&self) -> String {
        briefly!(String::new());
        let parameters: Vec<String> = self.parameters.iter().map(Parameter::written).collect();
        format!("{}({})", self.name, parameters.join(", "))
    }

    /// Whether `||` may separate its two arguments.
    pub(crate) fn takes_bars(&self) -> bool {
        matches!(self.name, "KL" | "JS")
    }
}

impl Parameter {
    fn written(&self) -> String {
        match self.presence {
            Presence::Required => self.name.to_owned(),
            Presence::Optional => format!("[{}]", self.name),
            Presence::Named => format!("[{}: a..b]", self.name),
            Presence::Rest => format!("{}, …", self.name),
            Presence::Labelled => "label: mass, …".to_owned(),
            Presence::Weighted => "weight: distribution, …".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_given_once() {
        let mut seen = BTreeSet::new();
        for row in reference() {
            for name in std::iter::once(&row.name).chain(row.aliases) {
                assert!(seen.insert(*name), "{name} is given twice");
            }
        }
        for row in reference() {
            for foreign in row.foreign {
                assert!(!seen.contains(foreign), "{foreign} is a name of ours");
            }
        }
    }

    #[test]
    fn the_contract_s_functions_are_there() {
        let names = "abs sqrt exp ln log2 log10 log sin cos tan asin acos atan sinh cosh tanh floor ceil round mod \
            min max sum prod mean median var sd var_sample sd_sample cov corr slope intercept dot norm det eigenvalues \
            factorial choose gamma ln_gamma beta erf erfc concat repeat normalize pmf joint rows columns bernoulli \
            binomial geometric poisson normal uniform exponential laplace logistic student_t chi_squared f_dist \
            gamma_dist beta_dist mixture cdf sf quantile H entropy cross_entropy KL kl_divergence JS MI \
            mutual_information H_cond surprisal perplexity H2 softmax bits nats bans";
        for name in names.split_whitespace() {
            assert!(find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn every_row_is_documented() {
        for row in reference() {
            for text in [row.summary, row.formula, row.domain, row.bound, row.source] {
                assert!(!text.is_empty(), "{} lacks a text", row.name);
            }
            assert!(!row.examples.is_empty(), "{} has no example", row.name);
        }
    }

    #[test]
    fn signatures() {
        assert_eq!(find("kl_divergence").map(Function::signature).as_deref(), Some("KL(P, Q, [on: a..b])"));
        assert_eq!(find("normal").map(Function::signature).as_deref(), Some("normal(mean, sd)"));
    }
}
