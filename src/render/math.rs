//! TeX to HTML and MathML, by KaTeX. The only file that knows the renderer.

use std::collections::BTreeMap;
use std::sync::Arc;

use katex::macros::MacroDefinition;
use katex::types::{OutputFormat, ParseErrorKind, Settings, StrictMode, StrictSetting, TrustSetting};
use katex::{KatexContext, ParseError, render_to_string};

use super::expand::Expansions;
use super::memo::Memo;
use crate::diagnostic::{Code, Fault};
use crate::source::Span;
use crate::timing::{self, Stage};

/// The longest formula, in bytes. Beyond it KaTeX takes more than linear time.
const MAX_LENGTH: usize = 5_000;

/// The same once macros have been expanded.
const MAX_EXPANDED_LENGTH: usize = 10_000;

/// The deepest nesting of braces, delimiters and environments.
const MAX_DEPTH: usize = 60;

/// The same once macros have been expanded.
const MAX_EXPANDED_DEPTH: usize = 600;

/// Nesting up to which the caller's stack surely suffices: KaTeX takes 8 to 30 KiB a level.
const SHALLOW: usize = 8;

/// The stack for deeper formulas.
const STACK: usize = 64 << 20;

/// The colour in which KaTeX would print what it refuses: no failure for it, but one for us. No
/// formula can name such a colour.
const REFUSED: &str = "reckon-refused";
const REFUSED_IN_HTML: &str = "mathcolor=\"reckon-refused\"";

/// Commands that a lesson may not use, each with what to do instead.
const FORBIDDEN: &[(&str, &str)] = &[
    ("def", DEFINE),
    ("gdef", DEFINE),
    ("edef", DEFINE),
    ("xdef", DEFINE),
    ("let", DEFINE),
    ("futurelet", DEFINE),
    ("newcommand", DEFINE),
    ("renewcommand", DEFINE),
    ("providecommand", DEFINE),
    ("global", DEFINE),
    ("long", DEFINE),
    ("href", "link outside the formula: `[text](target)`"),
    ("url", "link outside the formula: `[text](target)`"),
    ("includegraphics", "show the image outside the formula: `![text](file)`"),
    ("htmlClass", HTML),
    ("htmlId", HTML),
    ("htmlStyle", HTML),
    ("htmlData", HTML),
];
const DEFINE: &str = "define shared macros in `course.toml`, under `[macros]`";
const HTML: &str = "write the formula without HTML attributes";

/// Renders formulas: one for a build, shared by its threads.
pub struct Math {
    context: KatexContext,
    /// The course's macros, those that can be used.
    macros: BTreeMap<String, String>,
    /// The levels that the deepest of them adds to the place where it stands.
    macro_depth: usize,
    expansions: Expansions,
    faults: Vec<(String, Fault)>,
    /// What was typeset: in the line, and displayed.
    memo: [Memo; 2],
}

impl std::fmt::Debug for Math {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Math").field("macros", &self.macros).finish_non_exhaustive()
    }
}

impl Math {
    /// A renderer with the course's macros: `\KL` → `D_{\mathrm{KL}}`.
    ///
    /// Macros that can't be used are left out; [`Math::macro_faults`] says why.
    pub fn new(macros: BTreeMap<String, String>) -> Self {
        let mut faults = Vec::new();
        let mut kept = BTreeMap::new();
        let mut macro_depth = 0;
        for (name, body) in &macros {
            match check_macro(&macros, name, body) {
                Ok(levels) => {
                    macro_depth = macro_depth.max(levels);
                    kept.insert(name.clone(), body.clone());
                }
                Err(fault) => faults.push((name.clone(), fault)),
            }
        }
        let expansions = Expansions::new(&kept);
        let context = KatexContext::default();
        Self { context, macros: kept, macro_depth, expansions, faults, memo: Default::default() }
    }

    /// The name of each macro that can't be used, and why, with the span in its body.
    pub fn macro_faults(&self) -> &[(String, Fault)] {
        &self.faults
    }

    /// The formula as HTML with MathML beside it.
    ///
    /// # Errors
    ///
    /// A fault with its span in `tex`: KaTeX refuses it, it is too deep or too long, or it uses a
    /// command that a lesson may not use.
    pub fn render(&self, tex: &str, display: bool) -> Result<Arc<str>, Fault> {
        let memo = &self.memo[usize::from(display)];
        if let Some(known) = memo.get(tex) {
            return Ok(known);
        }
        let html: Arc<str> = timing::measure(Stage::Math, || self.make(tex, display))?.into();
        memo.put(tex, &html);
        Ok(html)
    }

    fn make(&self, tex: &str, display: bool) -> Result<String, Fault> {
        let is_macro = |name: &str| self.macros.keys().any(|known| known.strip_prefix('\\') == Some(name));
        let levels = depth(tex, is_macro);
        if let Some(fault) = refuse(tex).or_else(|| too_large(tex, levels, self.macro_depth)) {
            return Err(fault);
        }
        let expanded = self.expansions.length(tex);
        if expanded > MAX_EXPANDED_LENGTH {
            let fault = Fault::new(Code::Tex, 0..tex.len(), "this formula is too long once its macros are expanded");
            return Err(fault.note(format!("it has {expanded} bytes then, the limit is {MAX_EXPANDED_LENGTH}")));
        }
        if levels.0 * (1 + self.macro_depth) + self.macro_depth <= SHALLOW {
            self.typeset(tex, display)
        } else {
            self.typeset_on_a_deep_stack(tex, display)
        }
    }

    fn typeset_on_a_deep_stack(&self, tex: &str, display: bool) -> Result<String, Fault> {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK);
            match thread.spawn_scoped(scope, || self.typeset(tex, display)).map(std::thread::ScopedJoinHandle::join) {
                Ok(Ok(result)) => result,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => {
                    Err(Fault::new(Code::Tex, 0..tex.len(), "no thread could be started to typeset this formula"))
                }
            }
        })
    }

    fn typeset(&self, tex: &str, display: bool) -> Result<String, Fault> {
        let macros = self.macros.iter().map(|(name, body)| (name.clone(), MacroDefinition::String(body.clone())));
        let settings = Settings::builder()
            .display_mode(display)
            .output(OutputFormat::HtmlAndMathml)
            .throw_on_error(true)
            // Cyrillic letters and the like are fine; KaTeX' warnings would go to stderr.
            .strict(StrictSetting::Mode(StrictMode::Ignore))
            .trust(TrustSetting::Bool(false))
            .error_color(REFUSED.to_owned())
            .max_size(50.0)
            .macros(macros.collect())
            .build();
        match render_to_string(&self.context, tex, &settings) {
            Ok(html) if html.contains(REFUSED_IN_HTML) => {
                Err(Fault::new(Code::Tex, 0..tex.len(), "this formula uses a command that KaTeX does not trust")
                    .note("links, images and HTML attributes are written outside formulas"))
            }
            Ok(html) => Ok(sort_attributes(&html)),
            Err(error) => Err(fault(tex, &error)),
        }
    }
}

/// The first command that a lesson may not use.
fn refuse(tex: &str) -> Option<Fault> {
    for (start, name) in commands(tex) {
        if let Some((_, help)) = FORBIDDEN.iter().find(|(forbidden, _)| *forbidden == name) {
            let span = Span::new(start, start + 1 + name.len());
            let fault = Fault::new(Code::Tex, span, format!("`\\{name}` is not allowed in a lesson's formula"));
            return Some(fault.help(*help));
        }
    }
    None
}

/// Why a formula with these `levels` (how many, and where) can't be given to the renderer.
fn too_large(tex: &str, levels: (usize, usize), macro_depth: usize) -> Option<Fault> {
    if tex.len() > MAX_LENGTH {
        let fault = Fault::new(Code::Tex, 0..tex.len(), "this formula is too long");
        return Some(fault.note(format!("it has {} bytes, the limit is {MAX_LENGTH}", tex.len())));
    }
    let (deepest, at) = levels;
    // Each level may be the argument of a macro, whose own levels then come on top.
    (deepest > MAX_DEPTH || deepest * (1 + macro_depth) > MAX_EXPANDED_DEPTH).then(|| {
        let end = tex[at..].chars().next().map_or(at, |character| at + character.len_utf8());
        Fault::new(Code::Tex, at..end, "this formula is nested too deeply")
            .note(format!("the limit is {MAX_DEPTH} levels"))
    })
}

/// How many levels a macro adds, those that it uses included.
fn check_macro(macros: &BTreeMap<String, String>, name: &str, body: &str) -> Result<usize, Fault> {
    if !name.starts_with('\\') || name.len() < 2 || name.contains(char::is_whitespace) {
        let fault = Fault::new(Code::Tex, 0..0, format!("`{name}` is no name of a macro"));
        return Err(fault.help(format!("write `\"\\\\{}\"`", name.trim_start_matches('\\'))));
    }
    let is_macro = |name: &str| macros.keys().any(|known| known.strip_prefix('\\') == Some(name));
    let own = depth(body, is_macro);
    if let Some(fault) = refuse(body).or_else(|| too_large(body, own, 0)) {
        return Err(fault);
    }
    // Walk through the macros that it uses, level by level; a chain longer than the list of macros
    // has met one of them twice.
    let mut total = own.0;
    let mut used: Vec<&str> = vec![body];
    for _ in 0..macros.len() {
        let mut bodies: Vec<&str> = used
            .iter()
            .flat_map(|body| commands(body))
            .filter_map(|(_, command)| macros.iter().find(|(known, _)| known.strip_prefix('\\') == Some(command)))
            .map(|(_, body)| body.as_str())
            .collect();
        bodies.sort_unstable();
        bodies.dedup();
        if bodies.is_empty() {
            return Ok(total);
        }
        total += bodies.iter().map(|body| depth(body, is_macro).0).max().unwrap_or(0);
        used = bodies;
    }
    if used.iter().all(|body| commands(body).all(|(_, command)| !is_macro(command))) && total <= MAX_DEPTH {
        return Ok(total);
    }
    Err(Fault::new(Code::Tex, 0..body.len(), format!("the macro `{name}` never ends"))
        .note("it uses itself, perhaps through others"))
}

/// Every control sequence with the byte of its backslash: a word of letters or one other character.
pub(super) fn commands(tex: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + tex.get(from..)?.find('\\')?;
        let rest = &tex[start + 1..];
        let letters =
            rest.find(|character: char| !character.is_ascii_alphabetic() && character != '@').unwrap_or(rest.len());
        let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
        from = start + 1 + length;
        Some((start, &rest[..length]))
    })
}

/// The deepest nesting, and the byte where it is reached first.
///
/// Braces, brackets and environments nest. So does a run of commands that take each other as
/// argument without braces (`\mathbf\mathbf x`), so eight in a row count as a level.
fn depth(tex: &str, is_macro: impl Fn(&str) -> bool) -> (usize, usize) {
    let (mut open, mut run, mut deepest, mut at) = (0usize, 0usize, 0usize, 0usize);
    let mut commands = commands(tex).peekable();
    let mut bytes = tex.char_indices();
    while let Some((index, character)) = bytes.next() {
        match character {
            '\\' => {
                let name = commands.next_if(|(start, _)| *start == index).map_or("", |(_, name)| name);
                for _ in name.chars() {
                    bytes.next();
                }
                match name {
                    "left" | "begin" | "bigl" => open += 1,
                    "right" | "end" => open = open.saturating_sub(1),
                    _ => {}
                }
                // A run of a few commands is common (`\alpha\beta\gamma`) and no nesting; macros may be.
                run += match name {
                    name if is_macro(name) => 8,
                    name => usize::from(name.starts_with(|first: char| first.is_ascii_alphabetic())),
                };
            }
            '{' | '[' | '(' => {
                open += usize::from(character == '{');
                run = run.saturating_sub(1);
            }
            '}' => {
                open = open.saturating_sub(1);
                run = 0;
            }
            '^' | '_' | '\'' => run += 1,
            character if character.is_whitespace() => {}
            _ => run = 0,
        }
        let level = open + run / 8;
        if level > deepest {
            (deepest, at) = (level, index);
        }
    }
    (deepest, at)
}

/// What KaTeX says, at its place in `tex`.
fn fault(tex: &str, error: &ParseError) -> Fault {
    let boundary = |at: usize| (0..=at.min(tex.len())).rev().find(|at| tex.is_char_boundary(*at)).unwrap_or(0);
    let span = match (error.position(), error.length()) {
        (Some(start), length) => {
            let start = boundary(start);
            let end = boundary(start + length.unwrap_or(0)).max(start);
            if start == end && start < tex.len() {
                let width = tex[start..].chars().next().map_or(0, char::len_utf8);
                Span::new(start, start + width)
            } else {
                Span::new(start, end)
            }
        }
        (None, _) => Span::new(0, tex.len()),
    };
    match &*error.kind {
        ParseErrorKind::UndefinedControlSequence { name } => {
            let span = if tex[span.range()].contains(name.as_str()) {
                span
            } else {
                tex.find(name.as_str()).map_or(span, |at| Span::new(at, at + name.len()))
            };
            Fault::new(Code::Tex, span, format!("KaTeX does not know `{name}`"))
                .help("check the spelling, or define it in `course.toml`, under `[macros]`")
        }
        kind => {
            let message = kind.to_string();
            let message = message.trim_end_matches('.').replace('`', "'");
            Fault::new(Code::Tex, span, "this TeX can't be typeset")
                .label("here")
                .note(format!("KaTeX says: {message}"))
        }
    }
}

/// The same HTML with the attributes of each tag in alphabetical order (the renderer writes them in
/// an order that changes from process to process), without namespaces, which HTML knows.
fn sort_attributes(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut attributes: Vec<&str> = Vec::new();
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let name = rest.find([' ', '>']).unwrap_or(rest.len());
        out.push_str(&rest[..name]);
        rest = &rest[name..];
        attributes.clear();
        while let Some(attribute) = rest.strip_prefix(' ') {
            let value = attribute.find("=\"").map_or(attribute.len(), |at| at + 2);
            let end = attribute[value..].find('"').map_or(attribute.len(), |at| value + at + 1);
            if !attribute.starts_with("xmlns=") {
                attributes.push(&attribute[..end]);
            }
            rest = &attribute[end..];
        }
        attributes.sort_unstable();
        for attribute in &attributes {
            out.push(' ');
            out.push_str(attribute);
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn math() -> Math {
        Math::new(BTreeMap::from([("\\KL".to_owned(), "D_{\\mathrm{KL}}(#1\\,\\|\\,#2)".to_owned())]))
    }

    fn refused(tex: &str) -> (Span, String) {
        let fault = math().render(tex, false).expect_err(tex);
        assert_eq!(fault.code, Code::Tex);
        (fault.span, fault.message)
    }

    #[test]
    fn a_formula_becomes_html_and_mathml() {
        let html = math().render(r"\frac{1}{2} + \KL{P}{Q}", true).expect("valid TeX");
        assert!(html.contains("<math") && html.contains("katex-html") && html.contains("katex-display"), "{html}");
        assert!(html.contains("application/x-tex"));
    }

    #[test]
    fn the_html_is_the_same_from_renderer_to_renderer() {
        for tex in [r"\sqrt{\frac{a}{b}}", r"\sum_{i=1}^n \hat{x}_i", r"\begin{pmatrix} 1 & 2 \\ 3 & 4\end{pmatrix}"] {
            assert_eq!(math().render(tex, true), math().render(tex, true));
        }
        assert_eq!(sort_attributes("a<b z=\"1\" a=\"2 > 1\">c</b>&lt;"), "a<b a=\"2 > 1\" z=\"1\">c</b>&lt;");
    }

    #[test]
    fn definitions_links_and_files_are_refused_at_their_place() {
        assert_eq!(refused(r"x \def\a{1}").0, Span::new(2, 6));
        assert_eq!(refused(r"\newcommand{\a}{1}").0, Span::new(0, 11));
        assert!(refused(r"a\href{javascript:alert(1)}{b}").1.contains("\\href"));
        assert_eq!(refused(r"\includegraphics{a.png}").0, Span::new(0, 16));
        assert_eq!(refused(r"\htmlId{a}{b}").0, Span::new(0, 7));
        assert!(math().render(r"\leq \left( \defeq \right)", false).is_err(), "`\\defeq` is unknown, not forbidden");
        assert!(math().render(r"\\let", false).is_ok(), "`\\\\` is a line break");
    }

    #[test]
    fn errors_have_their_place() {
        assert_eq!(refused(r"a + \foo{b}").0, Span::new(4, 8));
        assert_eq!(refused(r"a^b^c").0.start, 3);
        let (span, _) = refused(r"\frac{a}{");
        assert!(span.start >= 8 && span.end <= 9, "{span:?}");
        assert!(refused(r"é\foo").0 == Span::new(2, 6));
    }

    #[test]
    fn letters_of_any_script_are_fine() {
        assert!(math().render("П(x) = \\text{вероятность}", false).is_ok());
    }

    #[test]
    fn deep_and_long_formulas_are_refused_before_the_renderer_sees_them() {
        let nested =
            |command: &str, depth: usize| format!("{}x{}", format!("{command}{{").repeat(depth), "}".repeat(depth));
        assert!(refused(&nested("\\sqrt", 300)).1.contains("too deeply"));
        assert!(refused(&"\\mathbf".repeat(600)).1.contains("too deeply"));
        assert!(refused(&"\\left(".repeat(200)).1.contains("too deeply"));
        assert!(refused(&"x".repeat(6_000)).1.contains("too long"));
        assert!(math().render(&nested("\\sqrt", MAX_DEPTH), true).is_ok());
        assert!(math().render(&nested("\\frac1", MAX_DEPTH), true).is_ok());
        assert!(math().render(&nested("a^", MAX_DEPTH), true).is_ok());
        let alphabet = r"\alpha\beta\gamma\delta\epsilon\zeta\eta\theta\iota\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau";
        assert!(math().render(alphabet, false).is_ok());
    }

    #[test]
    fn macros_that_multiply_are_refused_before_the_renderer_sees_them() {
        let macros = [("\\many", "x".repeat(2_000)), ("\\twice", "#1#1".to_owned())];
        let math = Math::new(macros.map(|(name, body)| (name.to_owned(), body)).into());
        assert_eq!(math.macro_faults(), []);
        assert!(math.render("\\many+\\many", false).is_ok());
        let fault = math.render(&"\\many".repeat(6), false).expect_err("too long");
        assert!(fault.message.contains("too long once"), "{}", fault.message);
        assert_eq!(fault.span, Span::new(0, 30));
        let nested = format!("{}x{}", "\\twice{".repeat(20), "}".repeat(20));
        assert!(math.render(&nested, false).expect_err("too long").message.contains("too long once"));
    }

    #[test]
    fn macros_stay_in_their_course_and_formulas_leave_nothing_behind() {
        let other = Math::new(BTreeMap::new());
        assert!(math().render("\\KL{P}{Q}", false).is_ok());
        assert!(other.render("\\KL{P}{Q}", false).is_err());
        for definition in ["\\def", "\\gdef", "\\edef", "\\xdef", "\\let", "\\futurelet", "\\global\\def"] {
            assert!(refused(&format!("{definition}\\zz{{1}}")).1.contains("is not allowed"));
            assert!(refused("\\zz").1.contains("does not know"), "{definition} leaves nothing behind");
        }
        assert!(refused("\\text{\\def\\zz{1}}").1.contains("is not allowed"));
    }

    #[test]
    fn what_katex_does_not_trust_is_an_error_and_no_red_text() {
        for tex in ["\\href{javascript:alert(1)}{x}", "\\url{https://example.org}", "\\htmlData{a=b}{x}"] {
            assert!(refused(tex).1.contains("is not allowed"), "{tex}");
            // Were it not on our list, KaTeX would print it in the colour that is looked for.
            assert!(math().typeset(tex, false).expect_err(tex).message.contains("does not trust"), "{tex}");
        }
        assert!(math().render("\\textcolor{red}{x}", false).is_ok());
        assert!(math().render("\\text{mathcolor=\"reckon-refused\"}", false).is_ok());
    }

    #[test]
    fn a_small_stack_suffices() {
        let thread = std::thread::Builder::new().stack_size(512 << 10);
        let deep = format!("{}x{}", "\\sqrt{".repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH));
        let rendered = thread.spawn(move || math().render(&deep, true).is_ok()).expect("a thread").join();
        assert!(rendered.expect("no overflow"));
    }

    #[test]
    fn macros_of_the_course_are_checked() {
        let math = Math::new(BTreeMap::from([
            ("\\E".to_owned(), "\\mathbb{E}".to_owned()),
            ("\\bad".to_owned(), "\\def\\x{1}".to_owned()),
            ("KL".to_owned(), "D".to_owned()),
        ]));
        let faulty: Vec<String> = math.macro_faults().iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(faulty, ["KL", "\\bad"]);
        let endless = Math::new(BTreeMap::from([("\\a".to_owned(), "{\\a}".to_owned())]));
        assert!(endless.macro_faults()[0].1.message.contains("never ends"));
        assert!(endless.render("\\a", false).is_err(), "left out, so unknown");
        let nested = Math::new(BTreeMap::from([("\\s".to_owned(), "\\sqrt{\\sqrt{\\sqrt{#1}}}".to_owned())]));
        assert!(nested.render(&format!("{}x", "\\s".repeat(200)), false).is_err());
        assert!(nested.render("\\s{\\s{\\s{x}}}", false).is_ok());
    }
}
