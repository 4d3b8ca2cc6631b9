//! Code fences in colours: source text to `<span>`s with a few short classes.
//!
//! The grammars of `syntect` are loaded with the first fence that needs one. Fences of `calc` are
//! read by the lexer of the expression language itself, so what is coloured as a number is one.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::html::escape;
use crate::expr::{TokenClass, classify};
use crate::timing::{self, Stage};

/// The classes that [`highlight`] gives, for the stylesheet:
///
/// | class | what |
/// |---|---|
/// | `kw` | keywords, storage words, tags |
/// | `str` | strings and their escapes |
/// | `num` | numbers and other literals |
/// | `com` | comments |
/// | `fn` | names of functions and macros |
/// | `ty` | names of types, classes, modules |
/// | `op` | operators |
/// | `var` | parameters, variables, attributes |
pub const CLASSES: &[&str] = &["kw", "str", "num", "com", "fn", "ty", "op", "var"];

/// A longer line leaves its fence plain.
const MAX_LINE: usize = 200;
/// The cost that one fence may have: 1,250 lines of 40 characters.
const MAX_COST: usize = 2_000_000;
/// Grammars that stay unused: this one takes a tenth of a second for one line that is no rule.
const SLOW: &[&str] = &["Makefile"];

/// How much may still be coloured on a page.
///
/// A grammar may look at a line once for each of its characters, so a line costs the square of its
/// length. A fence that no longer fits stays plain; so hostile code ends soon, and the same page
/// always looks the same.
#[derive(Debug)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(2 * MAX_COST)
    }
}

impl Budget {
    /// Takes the cost of `code`, if it can be paid.
    fn pay(&mut self, code: &str) -> bool {
        let cost = code.lines().try_fold(0_usize, |cost, line| {
            (line.len() <= MAX_LINE).then(|| cost.saturating_add(line.len().max(8).pow(2)))
        });
        match cost {
            Some(cost) if cost <= MAX_COST.min(self.0) => {
                self.0 -= cost;
                true
            }
            _ => false,
        }
    }
}

/// The longest prefix of a scope in this table gives its class.
const SCOPES: &[(&str, &str)] = &[
    ("comment", "com"),
    ("meta.diff.header", "com"),
    ("string", "str"),
    ("constant.character", "str"),
    ("markup.raw", "str"),
    ("markup.inserted", "str"),
    ("constant", "num"),
    ("keyword", "kw"),
    ("keyword.operator", "op"),
    ("storage", "kw"),
    ("markup.heading", "kw"),
    ("markup.deleted", "kw"),
    ("entity.name", "ty"),
    ("entity.name.tag", "kw"),
    ("entity.name.function", "fn"),
    ("entity.name.macro", "fn"),
    ("support.function", "fn"),
    ("support.macro", "fn"),
    ("variable.function", "fn"),
    ("support.type", "ty"),
    ("support.class", "ty"),
    ("entity.other.inherited-class", "ty"),
    ("entity.other.attribute-name", "var"),
    ("variable", "var"),
    ("variable.language", "kw"),
];

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// [`SCOPES`] in the form in which scopes are compared, longer prefixes first.
static CLASS_OF_SCOPE: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
    let parsed = SCOPES.iter().filter_map(|&(scope, class)| Some((Scope::new(scope).ok()?, class)));
    let mut table: Vec<_> = parsed.collect();
    table.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    table
});

/// The inside of a `<code>` element that shows `code`: escaped text in spans whose classes are
/// [`CLASSES`]. `language` is a fence's info string, of which the first word counts; a language
/// that isn't known is shown plain.
pub fn highlight(language: &str, code: &str) -> String {
    highlight_within(&mut Budget::default(), language, code)
}

/// The same as [`highlight`], on a page that has a [`Budget`] for all its fences.
pub fn highlight_within(budget: &mut Budget, language: &str, code: &str) -> String {
    let word = language.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | ':')).next().unwrap_or_default();
    if word == "calc" {
        return calc(code);
    }
    // No grammar is loaded where none is named.
    if word.is_empty() {
        return escape(code);
    }
    let name = word.to_ascii_lowercase();
    match SYNTAXES.find_syntax_by_token(alias(&name)) {
        Some(syntax) if syntax.name == "Plain Text" || SLOW.contains(&&*syntax.name) => escape(code),
        Some(syntax) if budget.pay(code) => {
            timing::measure(Stage::Highlight, || by_grammar(syntax, code)).unwrap_or_else(|| escape(code))
        }
        _ => escape(code),
    }
}

/// The name or file extension under which a grammar is known.
fn alias(name: &str) -> &str {
    match name {
        "shell" | "zsh" | "console" | "shell-session" => "sh",
        "typescript" | "ts" | "tsx" | "jsx" | "mjs" | "node" => "js",
        "jsonc" | "json5" => "json",
        "csharp" => "cs",
        "cpp" | "cxx" => "c++",
        "golang" => "go",
        "python3" | "py3" => "py",
        "objective-c" | "objc" => "m",
        "tex" => "latex",
        other => other,
    }
}

/// Text that grows by pieces with a class; neighbours of one class share a span.
struct Spans<'a> {
    text: String,
    run: String,
    class: Option<&'a str>,
}

impl<'a> Spans<'a> {
    fn new() -> Self {
        Self { text: String::new(), run: String::new(), class: None }
    }

    fn push(&mut self, piece: &str, class: Option<&'a str>) {
        // Blanks have no colour: they don't break a run.
        if class != self.class && !(class.is_none() && piece.chars().all(|c| c == ' ')) {
            self.flush();
            self.class = class;
        }
        self.run.push_str(piece);
    }

    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        // Blanks at the end of a run belong to nothing.
        let colored = run.trim_end_matches(' ');
        match self.class {
            Some(class) if !colored.is_empty() => {
                self.text.push_str("<span class=\"");
                self.text.push_str(class);
                self.text.push_str("\">");
                self.text.push_str(&escape(colored));
                self.text.push_str("</span>");
            }
            _ => self.text.push_str(&escape(colored)),
        }
        self.text.push_str(&run[colored.len()..]);
    }

    fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}

/// `code` in the expression language.
fn calc(code: &str) -> String {
    let mut spans = Spans::new();
    let mut at = 0;
    for (span, class) in classify(code) {
        spans.push(&code[at..span.start], None);
        let class = match class {
            TokenClass::Number => "num",
            TokenClass::Name => "var",
            TokenClass::Function => "fn",
            TokenClass::Keyword => "kw",
            TokenClass::Operator => "op",
            TokenClass::Comment => "com",
        };
        spans.push(&code[span.range()], Some(class));
        at = span.end;
    }
    spans.push(&code[at..], None);
    spans.finish()
}

/// `code` in another language; `None` where its grammar fails.
fn by_grammar(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut spans = Spans::new();
    for line in code.split_inclusive('\n') {
        let mut at = 0;
        for (next, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            spans.push(line.get(at..next)?, class_of(&stack));
            stack.apply(&operation).ok()?;
            at = next;
        }
        spans.push(line.get(at..)?, class_of(&stack));
    }
    Some(spans.finish())
}

/// The class of the innermost scope that has one.
fn class_of(stack: &ScopeStack) -> Option<&'static str> {
    stack.scopes.iter().rev().find_map(|&scope| {
        CLASS_OF_SCOPE.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|&(_, class)| class)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of `html` without its spans, after a check that it is made of nothing else.
    fn text_of(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        let mut open = false;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("</span>") {
                assert!(open, "{html}");
                open = false;
                rest = after;
            } else {
                assert!(!open, "{html}");
                open = true;
                let after = rest.strip_prefix("<span class=\"").expect("only spans");
                let (class, after) = after.split_once("\">").expect("a class");
                assert!(CLASSES.contains(&class), "{class}");
                rest = after;
            }
        }
        assert!(!open, "{html}");
        text.push_str(rest);
        assert!(!text.contains('>') && !text.contains('"'), "{text}");
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }

    const SAMPLES: &[(&str, &str)] = &[
        ("rust", "// one\nfn main() -> i32 {\n    let x = \"<script>&amp;\"; x.len() + 1_000\n}\n"),
        ("python", "def f(x):\n    return x ** 2  # square\n\nclass A: pass\n"),
        ("html", "<script>alert('x')</script>\n<p class=\"a\">1 &lt; 2</p>"),
        ("js", "const f = async (x) => `a ${x} b`;\n"),
        ("json", "{\"a\": [1, true, null]}"),
        ("bash", "for i in 1 2; do echo \"$i\"; done\n"),
        ("c++", "template <typename T> T f(T& x) { return x << 1; }"),
        ("sql", "select 1 from t where a = 'b'"),
        ("tex", "\\frac{1}{2} % half"),
        ("r", "x <- c(1, 2)"),
        ("diff", "--- a\n+++ b\n-x\n+y\n"),
        ("yaml", "a: [1, 'b'] # c\n"),
        ("calc", "P = pmf(e: 0.5, t: 50%) # half\nh = H(P) in bits\n“ <b> & $\n"),
    ];

    #[test]
    fn the_code_is_kept_and_only_listed_classes_are_used() {
        for (language, code) in SAMPLES {
            let html = highlight(language, code);
            assert_eq!(text_of(&html), *code, "{language}: {html}");
            assert!(html.contains("<span"), "{language}: {html}");
            assert_eq!(html, highlight(language, code), "{language}");
            assert_eq!(text_of(&highlight("no-such-language", code)), *code);
            assert!(!highlight("no-such-language", code).contains("<span"));
        }
    }

    #[test]
    fn markup_in_code_is_text() {
        for language in ["", "html", "js", "calc", "text", "none", "rust"] {
            let html = highlight(language, "<script>alert(\"1\")</script>");
            assert!(!html.contains("<script"), "{language}: {html}");
            assert_eq!(text_of(&html), "<script>alert(\"1\")</script>", "{language}");
        }
    }

    #[test]
    fn colours_say_what_a_piece_is() {
        let rust = highlight("rust", "fn area(r: f64) -> f64 { 3.14 * r } // round\n");
        for piece in [
            "<span class=\"kw\">fn</span>",
            "<span class=\"fn\">area</span>",
            "<span class=\"num\">3.14</span>",
            "<span class=\"op\">*</span>",
            "<span class=\"com\">// round",
        ] {
            assert!(rust.contains(piece), "{piece} in {rust}");
        }
        assert_eq!(
            highlight("calc", "f(x) = 2 bits # two"),
            "<span class=\"fn\">f</span><span class=\"op\">(</span><span class=\"var\">x</span><span class=\"op\">) =</span> \
             <span class=\"num\">2</span> <span class=\"kw\">bits</span> <span class=\"com\"># two</span>"
        );
    }

    #[test]
    fn the_first_word_of_the_info_string_names_the_language() {
        let plain = highlight("rust", "let x = 1;");
        for info in ["Rust", "rs", "rust,no_run", "rust {.numbered}", "rust title=\"a\""] {
            assert_eq!(highlight(info, "let x = 1;"), plain, "{info}");
        }
        for alias in ["ts", "shell", "csharp", "cpp", "golang", "python3", "jsonc", "latex", "javascript", "yml"] {
            assert!(SYNTAXES.find_syntax_by_token(super::alias(alias)).is_some(), "{alias}");
        }
    }

    #[test]
    fn long_code_stays_plain() {
        let line = "x".repeat(MAX_LINE + 1);
        assert_eq!(highlight("rust", &line), line);
        let code = "let x = 1;\n".repeat(40_000);
        assert_eq!(highlight("rust", &code), code);
        assert!(highlight("rust", &"let x = 1;\n".repeat(1000)).contains("<span"));
    }

    #[test]
    fn a_page_has_one_budget() {
        let code = format!("{}\n", "let x = 1; ".repeat(18)).repeat(50);
        let mut budget = Budget::default();
        let colored = (0..20).filter(|_| highlight_within(&mut budget, "rust", &code).contains("<span")).count();
        assert_eq!(colored, 2);
        assert_eq!(highlight("makefile", "a: b\n"), "a: b\n");
        // What is short still fits, and the expression language is always coloured.
        assert!(highlight_within(&mut budget, "rust", "let x = 1;").contains("<span"));
        assert!(highlight_within(&mut Budget(0), "calc", "x = 1").contains("<span"));
    }

    #[test]
    fn every_grammar_keeps_the_code() {
        let code = "a(b) { \"c<d>&\" 'e' 1.5 } // /* <!-- -- # % ; \\begin{x} $y `z` é 🙂\n\t<tag attr=\"v\">\nend";
        for syntax in SYNTAXES.syntaxes() {
            if let Some(html) = by_grammar(syntax, code) {
                assert_eq!(text_of(&html), code, "{}", syntax.name);
            }
        }
    }
}
