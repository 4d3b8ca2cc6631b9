//! Stylesheets, scripts and fonts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::glyphs::{Characters, FACES, Fonts};
use super::{Content, Plan, SiteFile, font};

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

/// The stylesheet that declares the fonts, in the folder of the fonts. What is in it depends on every
/// page, so its name can't change with it; pages ask for it with a query that changes with their own
/// needs (see [`Fonts::query`]).
const FACES_SHEET: &str = "fonts/math.css";
/// Stands for [`Fonts::query`] until the page is known.
const UNKNOWN_QUERY: &str = "fonts/math.css?00000000";

/// What goes with the fonts beside their licence. The licence wants the copyright with each copy,
/// and that no changed copy bears a reserved name.
const NOTICE: &str = "\
Fonts of mathematics: parts of the fonts of KaTeX (https://katex.org)

Copyright (c) 2009-2010, Design Science, Inc. (<www.mathjax.org>)
Copyright (c) 2014-2018 Khan Academy (<www.khanacademy.org>),
with Reserved Font Names KaTeX_AMS, KaTeX_Caligraphic, KaTeX_Fraktur, KaTeX_Main, KaTeX_Math,
KaTeX_SansSerif, KaTeX_Script, KaTeX_Size1, KaTeX_Size2, KaTeX_Size3, KaTeX_Size4, KaTeX_Typewriter.

They are licensed under the SIL Open Font License, Version 1.1: see OFL.txt beside this file.

The files here are changed copies: the glyphs that this site doesn't show and the instructions for
coarse screens were taken out, and the fonts were given other names.
";

impl Fonts {
    /// What a page adds to the address of the stylesheet of fonts: it changes when the page needs
    /// another glyph, so that no stylesheet without it is taken from a cache.
    pub(super) fn query(&self) -> String {
        let mut text = String::new();
        for (face, characters) in self.iter() {
            let _ = write!(text, "{face}:");
            text.extend(characters.set());
        }
        hash(text.as_bytes())
    }
}

/// The page with the addresses of its stylesheets complete.
pub(super) fn complete(mut html: String, fonts: &Fonts) -> String {
    if let Some(start) = html.find(UNKNOWN_QUERY) {
        html.replace_range(start..start + UNKNOWN_QUERY.len(), &format!("{FACES_SHEET}?{}", fonts.query()));
    }
    html
}

/// The fonts, their stylesheet and their licence.
fn fonts(fonts: &Fonts) -> Vec<SiteFile> {
    let needed: Vec<(usize, &Characters)> = fonts.iter().collect();
    let made = needed.into_par_iter().filter_map(|(face, characters)| Some((face, font_of(face, characters)?)));
    let mut made: Vec<(usize, Vec<u8>)> = made.collect();
    made.sort_by_key(|(face, _)| *face);
    let mut sheet = String::new();
    let mut files = Vec::new();
    for (face, bytes) in made {
        let (family, style) = FACES[face];
        let name = fingerprinted(&format!("{family}-{style}.woff2"), &bytes);
        let weight = if style.starts_with("Bold") { 700 } else { 400 };
        let slant = if style.ends_with("Italic") { "italic" } else { "normal" };
        // A formula in another font is wrong in its spaces and sizes, so it waits for its own: `block`.
        let _ = writeln!(
            sheet,
            "@font-face{{font-family:Reckon_{family};src:url({name}) format(\"woff2\");\
             font-weight:{weight};font-style:{slant};font-display:block}}"
        );
        files.push(SiteFile::new(format!("fonts/{name}"), bytes));
    }
    files.push(SiteFile::new(FACES_SHEET, sheet));
    files.push(SiteFile::new("fonts/NOTICE.txt", NOTICE));
    if let Some(licence) = ratex_katex_fonts::ttf_bytes("OFL.txt") {
        files.push(SiteFile::new("fonts/OFL.txt", licence));
    }
    files
}

/// Each font as it was cut last: from build to build in one process, few change.
static CUT: Mutex<BTreeMap<usize, (Characters, Vec<u8>)>> = Mutex::new(BTreeMap::new());

/// A font of [`FACES`] with these characters.
fn font_of(face: usize, characters: &Characters) -> Option<Vec<u8>> {
    if let Some((known, bytes)) = CUT.lock().unwrap_or_else(PoisonError::into_inner).get(&face)
        && known == characters
    {
        return Some(bytes.clone());
    }
    let (family, style) = FACES[face];
    let ttf = ratex_katex_fonts::ttf_bytes(&format!("KaTeX_{family}-{style}.ttf"))?;
    let bytes = font::subset(&ttf, &format!("Reckon {family}"), style, &characters.set())?;
    CUT.lock().unwrap_or_else(PoisonError::into_inner).insert(face, (characters.clone(), bytes.clone()));
    Some(bytes)
}

/// A file that is held, as long as the press is.
#[derive(Clone, Debug)]
struct Held {
    path: String,
    bytes: Arc<Vec<u8>>,
}

impl Held {
    fn file(&self) -> SiteFile {
        SiteFile { path: self.path.clone(), content: Content::Bytes(Arc::clone(&self.bytes)) }
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
            Held { path: fingerprinted(name, &bytes), bytes: Arc::new(bytes) }
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
                    Held { path: (*name).to_owned(), bytes: Arc::new(bytes) }
                })
                .collect(),
        }
    }

    /// The paths of a page's stylesheets.
    pub(super) fn styles(&self, math: bool) -> impl Iterator<Item = &str> {
        let math = math.then_some([UNKNOWN_QUERY, self.math.path.as_str()]);
        math.into_iter().flatten().chain(std::iter::once(self.style.path.as_str()))
    }

    /// The paths of a page's scripts; `live` says that it has data for the core.
    pub(super) fn scripts(&self, live: bool) -> impl Iterator<Item = &str> {
        self.scripts.iter().filter(move |(core, _)| live || !core).map(|(_, file)| file.path.as_str())
    }

    /// All of them, and the fonts with their licence.
    pub(super) fn files(&self, used: &Fonts) -> Vec<SiteFile> {
        let mut files = vec![self.style.file()];
        if !used.is_empty() {
            files.push(self.math.file());
            files.extend(fonts(used));
        }
        files.extend(self.scripts.iter().map(|(_, file)| file).chain(&self.plain).map(Held::file));
        files
    }
}

/// `style.css` → `style.1a2b3c4d.css`.
fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let hash = hash(bytes);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// Eight hexadecimal digits.
fn hash(bytes: &[u8]) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes).iter().take(4) {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use font_subset::FontReader;

    use super::*;
    use crate::render::Math;

    fn used_by(tex: &str) -> Fonts {
        Fonts::used_by(&Math::new(BTreeMap::new()).render(tex, true).expect(tex))
    }

    fn named(files: &[SiteFile], end: &str) -> Vec<String> {
        files.iter().map(|file| file.path.clone()).filter(|path| path.ends_with(end)).collect()
    }

    #[test]
    fn every_font_can_be_cut() {
        for (face, (family, style)) in FACES.iter().enumerate() {
            let mut all = Characters::default();
            (0..0x1_1000u32).filter_map(char::from_u32).for_each(|character| all.insert(character));
            for characters in [Characters::default(), all] {
                let bytes = font_of(face, &characters).unwrap_or_else(|| panic!("{family}-{style}"));
                let reader = FontReader::new(&bytes).expect("woff2");
                let font = reader.read().expect("a font");
                assert!(font.validate().is_ok(), "{family}-{style}");
                assert_eq!(font.naming().family, Some(format!("Reckon {family}").as_str()));
                assert!(font.contains_char(' '));
            }
        }
    }

    #[test]
    fn only_what_is_shown_is_published() {
        assert!(named(&Styles::new(&Plan::default()).files(&Fonts::default()), ".woff2").is_empty());
        let files = Styles::new(&Plan::default()).files(&used_by(r"\nexists \leq x \partial"));
        let fonts = named(&files, ".woff2");
        assert_eq!(fonts.len(), 3, "{fonts:?}");
        let bytes = |file: &SiteFile| file.content.bytes().expect("at hand").into_owned();
        for (start, shown) in [("fonts/AMS-Regular.", "∄"), ("fonts/Main-Regular.", "≤∂"), ("fonts/Math-Italic.", "x")]
        {
            let file = files.iter().find(|file| file.path.starts_with(start)).expect(start);
            let bytes = bytes(file);
            let reader = FontReader::new(&bytes).expect("woff2");
            let font = reader.read().expect("a font");
            let held: String = font.char_ranges().flatten().filter(|c| !"\u{200b} \u{a0}".contains(*c)).collect();
            assert!(shown.chars().all(|c| held.contains(c)), "{start}: {held}");
            assert!(!held.contains('w') && held.chars().count() < 40, "{start}: {held}");
        }
        let sheet = files.iter().find(|file| file.path == FACES_SHEET).map(bytes).expect("a stylesheet");
        let sheet = String::from_utf8(sheet).expect("UTF-8");
        for path in &fonts {
            assert!(sheet.contains(&format!("url({})", path.trim_start_matches("fonts/"))), "{sheet}");
        }
        for licence in ["fonts/NOTICE.txt", "fonts/OFL.txt"] {
            assert!(named(&files, ".txt").iter().any(|path| path == licence), "the licence goes with the fonts");
        }
        for (family, _) in FACES {
            assert!(NOTICE.contains(&format!("KaTeX_{family}")), "{family} is a reserved name");
        }
    }

    #[test]
    fn fonts_are_the_same_each_time_and_their_names_change_with_their_glyphs() {
        let files = |tex: &str| named(&fonts(&used_by(tex)), ".woff2");
        assert_eq!(files("x+y"), files("y+x"));
        CUT.lock().unwrap_or_else(PoisonError::into_inner).clear();
        assert_eq!(files("x+y"), files("y+x"));
        assert_ne!(files("x+y"), files("x+w"));
    }

    #[test]
    fn a_page_asks_for_another_stylesheet_when_it_needs_another_glyph() {
        let page = |tex: &str| complete(format!("<link href=\"../{UNKNOWN_QUERY}\">"), &used_by(tex));
        assert_eq!(page("x+y"), page("y+x"));
        assert_ne!(page("x+y"), page("x+z"));
        assert!(page("x").starts_with("<link href=\"../fonts/math.css?") && !page("x").contains("00000000"));
    }

    #[test]
    fn names_change_with_the_content() {
        let own = Plan { overrides: [("style.css".to_owned(), b"p{}".to_vec())].into(), ..Plan::default() };
        let (built_in, own) = (Styles::new(&Plan::default()), Styles::new(&own));
        assert_ne!(built_in.style.path, own.style.path);
        assert_eq!(own.style.bytes.as_slice(), b"p{}");
        assert!(own.style.path.starts_with("style.") && own.style.path.ends_with(".css"));
    }
}
