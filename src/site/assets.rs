//! Stylesheets, scripts and fonts.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{Plan, SiteFile};

/// The stylesheet of every page.
const STYLE: (&str, &str) = ("style.css", include_str!("../../static/style.css"));
/// The stylesheet of pages with formulas.
const MATH: (&str, &str) = ("math.css", include_str!("../../static/math.css"));

/// The built-in scripts, in the order in which pages load them; those of the first group are for
/// pages with data for the core only.
const CORE_SCRIPTS: &[(&str, &str)] = &[
    ("core.js", include_str!("../../static/core.js")),
    ("reckon.js", include_str!("../../static/reckon.js")),
    ("widget.js", include_str!("../../static/widget.js")),
];
const SCRIPTS: &[(&str, &str)] = &[
    ("progress.js", include_str!("../../static/progress.js")),
    ("problem.js", include_str!("../../static/problem.js")),
    ("claim.js", include_str!("../../static/claim.js")),
];

/// What is published under its own name: a script that others load when it is needed (they add its
/// version), and the notices of what is inside of the compiled cores.
const PLAIN: &[(&str, &[u8])] = &[
    ("language.js", include_bytes!("../../static/language.js")),
    ("core.licenses.txt", include_bytes!("../../static/core.licenses.txt")),
];

/// The built-in file of this name. A file of a course's `static/` with the same bytes is no other.
pub fn built_in(name: &str) -> Option<&'static [u8]> {
    let texts = [STYLE, MATH].into_iter().chain(CORE_SCRIPTS.iter().chain(SCRIPTS).copied());
    let mut all = texts.map(|(name, text)| (name, text.as_bytes())).chain(PLAIN.iter().copied());
    all.find(|(known, _)| *known == name).map(|(_, bytes)| bytes)
}

/// The built-in scripts for [`Plan::scripts`].
pub fn scripts() -> Vec<(String, Vec<u8>)> {
    let scripts = CORE_SCRIPTS.iter().chain(SCRIPTS);
    scripts.map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

/// KaTeX's fonts, each with a class that asks for it; those without are needed by any formula.
const FONTS: &[(&str, &str)] = &[
    ("Main-Regular", ""),
    ("Main-Italic", ""),
    ("Main-Bold", ""),
    ("Math-Italic", ""),
    ("Size1-Regular", ""),
    ("Size2-Regular", ""),
    ("Size3-Regular", ""),
    ("Size4-Regular", ""),
    ("AMS-Regular", "amsrm mathbb textbb"),
    ("Main-BoldItalic", "mathbfit boldsymbol textbf"),
    ("Math-BoldItalic", "boldsymbol"),
    ("Caligraphic-Regular", "mathcal"),
    ("Caligraphic-Bold", "mathcal boldsymbol"),
    ("Fraktur-Regular", "mathfrak textfrak"),
    ("Fraktur-Bold", "mathboldfrak textboldfrak mathfrak"),
    ("SansSerif-Regular", "mathsf textsf mathsfit"),
    ("SansSerif-Italic", "mathsfit mathitsf textitsf textsf"),
    ("SansSerif-Bold", "mathboldsf textboldsf textsf"),
    ("Script-Regular", "mathscr textscr"),
    ("Typewriter-Regular", "mathtt texttt"),
];

/// Which fonts of mathematics are needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fonts(u32);

impl Fonts {
    /// The fonts that a page asks for by its classes; rather one too many than one too few.
    pub(super) fn used_by(html: &str) -> Self {
        if !html.contains("class=\"katex") {
            return Self::default();
        }
        let asked = |classes: &str| classes.is_empty() || classes.split(' ').any(|class| html.contains(class));
        let bits = FONTS.iter().enumerate().filter(|(_, (_, classes))| asked(classes));
        Self(bits.fold(0, |bits, (index, _)| bits | 1 << index))
    }

    /// The fonts of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        FONTS.iter().enumerate().filter(move |(index, _)| self.0 & 1 << index != 0).map(|(_, (name, _))| *name)
    }
}

/// A file that is held, as long as the press is.
#[derive(Clone, Debug)]
struct Held {
    path: String,
    bytes: Vec<u8>,
}

impl Held {
    fn file(&self) -> SiteFile {
        SiteFile::new(self.path.as_str(), self.bytes.as_slice())
    }
}

/// Stylesheets and scripts under names that change with their content, so that browsers may keep them.
#[derive(Debug)]
pub(super) struct Styles {
    style: Held,
    math: Held,
    /// Each with whether it is for pages with data for the core only.
    scripts: Vec<(bool, Held)>,
    plain: Vec<Held>,
}

impl Styles {
    pub(super) fn new(plan: &Plan) -> Self {
        let file = |name: &str, built_in: &[u8]| {
            let bytes = plan.overrides.get(name).cloned().unwrap_or_else(|| built_in.to_vec());
            Held { path: fingerprinted(name, &bytes), bytes }
        };
        Self {
            style: file(STYLE.0, STYLE.1.as_bytes()),
            math: file(MATH.0, MATH.1.as_bytes()),
            scripts: plan
                .scripts
                .iter()
                .map(|(name, bytes)| (CORE_SCRIPTS.iter().any(|(core, _)| core == name), file(name, bytes)))
                .collect(),
            plain: PLAIN
                .iter()
                .map(|(name, built_in)| {
                    let bytes = plan.overrides.get(*name).cloned().unwrap_or_else(|| built_in.to_vec());
                    Held { path: (*name).to_owned(), bytes }
                })
                .collect(),
        }
    }

    /// The paths of a page's stylesheets.
    pub(super) fn styles(&self, math: bool) -> impl Iterator<Item = &str> {
        let math = math.then_some(self.math.path.as_str());
        math.into_iter().chain(std::iter::once(self.style.path.as_str()))
    }

    /// The paths of a page's scripts; `live` says that it has data for the core.
    pub(super) fn scripts(&self, live: bool) -> impl Iterator<Item = &str> {
        self.scripts.iter().filter(move |(core, _)| live || !core).map(|(_, file)| file.path.as_str())
    }

    /// All of them, and the fonts with their licence.
    pub(super) fn files(&self, fonts: Fonts) -> Vec<SiteFile> {
        let mut files = vec![self.style.file()];
        if fonts != Fonts::default() {
            files.push(self.math.file());
            let fonts = fonts.names().map(|name| format!("KaTeX_{name}.ttf"));
            let notices = ["OFL.txt", "FONT_NOTICE.txt"].map(str::to_owned);
            for name in fonts.chain(notices) {
                if let Some(bytes) = ratex_katex_fonts::ttf_bytes(&name) {
                    files.push(SiteFile::new(format!("fonts/{name}"), bytes));
                }
            }
        }
        files.extend(self.scripts.iter().map(|(_, file)| file).chain(&self.plain).map(Held::file));
        files
    }
}

/// `style.css` → `style.1a2b3c4d.css`.
fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes).iter().take(4) {
        let _ = write!(hash, "{byte:02x}");
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_of_the_list_exists() {
        let all = Fonts(u32::MAX);
        let files = Styles::new(&Plan::default()).files(all);
        let fonts = files.iter().filter(|file| file.path.ends_with(".ttf")).count();
        assert_eq!(fonts, FONTS.len());
        assert!(files.iter().any(|file| file.path == "fonts/OFL.txt"), "the licence goes with the fonts");
        for (name, _) in FONTS {
            assert!(MATH.1.contains(&format!("KaTeX_{name}.ttf")), "math.css lacks {name}");
        }
    }

    #[test]
    fn only_the_fonts_that_are_used_are_published() {
        assert_eq!(Fonts::used_by("<p>text</p>"), Fonts::default());
        let some = Fonts::used_by("<span class=\"katex\"><span class=\"mord mathbb\">");
        assert!(some.names().any(|name| name == "AMS-Regular") && !some.names().any(|name| name == "Fraktur-Regular"));
    }

    #[test]
    fn names_change_with_the_content() {
        let own = Plan { overrides: [("style.css".to_owned(), b"p{}".to_vec())].into(), ..Plan::default() };
        let (built_in, own) = (Styles::new(&Plan::default()), Styles::new(&own));
        assert_ne!(built_in.style.path, own.style.path);
        assert_eq!(own.style.bytes, b"p{}");
        assert!(own.style.path.starts_with("style.") && own.style.path.ends_with(".css"));
    }
}
