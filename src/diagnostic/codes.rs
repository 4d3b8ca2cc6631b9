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
    /// What it means and what to do, in plain sentences (Markdown).
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $severity:ident $name:literal $title:literal $explanation:literal)*) => {
        /// What a diagnostic is about. The order is the order of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        /// The table of codes, a row for each [`Code`], in its order.
        pub const CODES: &[CodeRow] = &[
            $(CodeRow { name: $name, severity: Severity::$severity, title: $title, explanation: $explanation },)*
        ];
    };
}

codes! {
    // The lesson as a text.
    FrontMatter Error "front-matter" "the front matter is wrong"
        "A lesson starts with TOML between two lines of `+++`. `title` is required; `description`, `minutes`, `order`, `slug`, `date` and `draft` are optional. Unknown keys and values of the wrong type are errors."
    Markdown Error "markdown" "this Markdown does not mean what it seems to mean"
        "Text must not slip silently from one place into another: a paragraph line in a callout that lacks its `>`, a marker after a soft line break, a fence that ends too early."
    RawHtml Error "raw-html" "raw HTML in a lesson"
        "Raw HTML can't be checked. Write Markdown, a callout or a widget instead, or allow HTML for the course in `course.toml`."
    Callout Error "callout" "a callout or problem is wrong"
        "A callout is a block quote whose first line is `[!kind] Title`. A problem holds `[!answer]`, `[!mistake]`, `[!hint]` and `[!solution]`, or a task list."
    Fence Error "fence" "a fenced block is wrong"
        "`calc` fences hold definitions, `widget` and `plot` fences hold TOML. Unknown keys, unknown names and empty widgets are errors."
    Link Error "link" "a link is not allowed or leads nowhere"
        "Links may use `http`, `https` and `mailto`, or be relative to the lesson; a target inside the course must exist."
    Tex Error "tex" "this TeX can't be typeset"
        "The formula was refused by KaTeX, is too deep or too long, or uses a command that a lesson may not use (definitions, raw links, included files)."
    // Claims.
    ClaimRefuted Error "claim-refuted" "a stated number is wrong"
        "The expression was recomputed, and its value provably lies outside the set that the stated digits claim."
    ClaimUndecided Error "claim-undecided" "a stated number could not be decided"
        "The enclosure of the value still touches both sides of the boundary after refinement, or the value has no proof (it diverges, is undefined, or the budget ran out). Only what is proved passes."
    ClaimSyntax Error "claim-syntax" "a claim is malformed"
        "A claim is a link whose target starts with `=`: `[1.737 bits](=H(P,Q))` or, with spaces, `[1.737 bits](= \"H(P, Q)\")`."
    ClaimLabel Error "claim-label" "the stated value can't be read"
        "The text of a claim is one number, with at most a relation sign before it and a unit after it. Link the number alone."
    ClaimUnit Error "claim-unit" "the unit of a claim is missing or wrong"
        "Quantities of information are stated in bits, nats, or bans (dits, hartleys)."
    ClaimLost Error "claim-lost" "a claim would be lost silently"
        "The source holds `](=` at a place where Markdown sees no link, so the number would never be checked."
    ClaimEmpty Error "claim-empty" "a claim states no value"
        "`[](=EXPR)` has no stated value. `reckon fix` writes the computed digits."
    ClaimImplicitUnit Warning "claim-implicit-unit" "a plain number is stated with a unit of information"
        "The expression is a plain number, the claim states bits, nats or bans. Make it a quantity: `bits(log2(27))`."
    GivenEqualsDefinition Warning "given-equals-definition" "a given number repeats a definition"
        "A number marked `=given` equals a literal of a definition in scope. Claim it instead, so that it follows when the definition changes."
    Uncovered Warning "uncovered" "a number in prose is neither claimed nor given"
        "`check --coverage` lists every number in prose that no claim covers."
    // Expressions.
    ExprSyntax Error "expr-syntax" "an expression is malformed"
        "The expression language is described in the manual's language reference."
    ExprName Error "expr-name" "an unknown name"
        "The name is no definition of the lesson, no outcome label of a pmf and no built-in."
    ExprDefinition Error "expr-definition" "a definition is wrong"
        "Names are defined once a scope, and no definition may depend on itself."
    ExprType Error "expr-type" "an operation does not fit its operands"
        "Numbers, truth values, lists and distributions each have their own operations."
    ExprUnit Error "expr-unit" "quantities of information and plain numbers are mixed"
        "Entropies and divergences are quantities of information. Add `1 bit`, not `1`; take `H(P) in bits` for the plain number."
    ExprDomain Error "expr-domain" "an argument lies outside the domain"
        "The function isn't defined at this argument, so the value doesn't exist."
    ExprDistribution Error "expr-distribution" "a distribution is not one"
        "Masses are non-negative and sum to 1; scales are positive."
    ExprUnsettled Error "expr-unsettled" "a value can't be enclosed"
        "The sum or integral diverges, is singular, or no bound is known for it."
    ExprLimit Error "expr-limit" "an expression is too large"
        "Nesting is at most 128 deep, and every expression shares one budget of steps."
    // Courses and files.
    Course Error "course" "the course is wrong"
        "`course.toml` may set title, author, language, base URL, section order, KaTeX macros and minimum coverage."
    Slug Error "slug" "two pages would share an address, or the address is not allowed"
        "Addresses must differ even when letter case and Unicode normal form are ignored."
    File Error "file" "a file can't be part of the course"
        "Files must be UTF-8 text inside the project."
    Template Error "template" "a template is wrong"
        "The template engine refused the template or what it asks for."
    NoLesson Error "no-lesson" "no lesson was found"
        "A check that finds no lesson fails, so that a wrong path in CI is noticed."
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
