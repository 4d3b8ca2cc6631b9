//! The table of codes: one row a diagnostic, read by `explain`, the reports and the manual.

use super::Severity;

/// One row of the table of codes.
#[derive(Debug)]
pub struct CodeRow {
    /// The code as printed, such as `claim-refuted`.
    pub name: &'static str,
    /// How much a diagnostic of this code weighs.
    pub severity: Severity,
    /// What the code says, in one line.
    pub title: &'static str,
    /// What it means and what to do, in Markdown. Blocks with the info string `markdown wrong` are
    /// lessons that get this diagnostic, blocks `markdown right` are the same lessons repaired.
    #[cfg(feature = "tool")]
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $severity:ident $name:literal $title:literal)*) => {
        /// What a diagnostic is about. The order is the order of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        /// The table of codes, a row for each [`Code`], in its order.
        pub const CODES: &[CodeRow] = &[
            $(CodeRow {
                name: $name,
                severity: Severity::$severity,
                title: $title,
                // A code can't exist without its explanation; the examples in it are tests.
                #[cfg(feature = "tool")]
                explanation: include_str!(concat!("explain/", $name, ".md")),
            },)*
        ];
    };
}

codes! {
    // The lesson as a text.
    FrontMatter Error "front-matter" "the front matter is wrong"
    Markdown Error "markdown" "this Markdown does not mean what it seems to mean"
    RawHtml Error "raw-html" "raw HTML in a lesson"
    Callout Error "callout" "a callout or problem is wrong"
    Fence Error "fence" "a fenced block is wrong"
    Link Error "link" "a link is not allowed or leads nowhere"
    Tex Error "tex" "this TeX can't be typeset"
    // Claims.
    ClaimRefuted Error "claim-refuted" "a stated number is wrong"
    ClaimUndecided Error "claim-undecided" "a stated number could not be decided"
    ClaimSyntax Error "claim-syntax" "a claim is malformed"
    ClaimLabel Error "claim-label" "the stated value can't be read"
    ClaimUnit Error "claim-unit" "the unit of a claim is missing or wrong"
    ClaimLost Error "claim-lost" "a claim would be lost silently"
    ClaimEmpty Error "claim-empty" "a claim states no value"
    ClaimImplicitUnit Warning "claim-implicit-unit" "a plain number is stated with a unit of information"
    GivenEqualsDefinition Warning "given-equals-definition" "a given number repeats a definition"
    Uncovered Warning "uncovered" "a number in prose is neither claimed nor given"
    // Expressions.
    ExprSyntax Error "expr-syntax" "an expression is malformed"
    ExprName Error "expr-name" "an unknown name"
    ExprDefinition Error "expr-definition" "a definition is wrong"
    ExprType Error "expr-type" "an operation does not fit its operands"
    ExprUnit Error "expr-unit" "quantities of information and plain numbers are mixed"
    ExprDomain Error "expr-domain" "an argument lies outside the domain"
    ExprDistribution Error "expr-distribution" "a distribution is not one"
    ExprUnsettled Error "expr-unsettled" "a value can't be enclosed"
    ExprLimit Error "expr-limit" "an expression is too large"
    // Courses and files.
    Course Error "course" "the course is wrong"
    Slug Error "slug" "two pages would share an address, or the address is not allowed"
    File Error "file" "a file can't be part of the course"
    Template Error "template" "a template is wrong"
    NoLesson Error "no-lesson" "no lesson was found"
}

impl Code {
    /// The row of this code.
    pub fn row(self) -> &'static CodeRow {
        &CODES[self as usize]
    }

    /// The code as printed.
    pub fn name(self) -> &'static str {
        self.row().name
    }
}
