//! Which glyphs of which font a page's formulas show.
//!
//! A formula's HTML names its fonts by classes, and `math.css` says what each class means. The same
//! is said here, once more, so that fonts can be cut to what is used; a test compares the two.

use std::collections::{BTreeMap, BTreeSet};

/// The fonts: family and style, as KaTeX' files are named.
pub(super) const FACES: [(&str, &str); 20] = [
    ("Main", "Regular"),
    ("Main", "Bold"),
    ("Main", "Italic"),
    ("Main", "BoldItalic"),
    ("Math", "Italic"),
    ("Math", "BoldItalic"),
    ("AMS", "Regular"),
    ("Caligraphic", "Regular"),
    ("Caligraphic", "Bold"),
    ("Fraktur", "Regular"),
    ("Fraktur", "Bold"),
    ("SansSerif", "Regular"),
    ("SansSerif", "Italic"),
    ("SansSerif", "Bold"),
    ("Script", "Regular"),
    ("Typewriter", "Regular"),
    ("Size1", "Regular"),
    ("Size2", "Regular"),
    ("Size3", "Regular"),
    ("Size4", "Regular"),
];

/// What a class says of the font: family, bold, italic; nothing said is inherited.
type Says = (&'static str, Option<&'static str>, Option<bool>, Option<bool>);

/// In the order of `math.css`: of two classes of one element, the later rule holds.
#[rustfmt::skip]
const CLASSES: &[Says] = &[
    ("mathnormal", Some("Math"), None, Some(true)),
    ("mathit", Some("Main"), None, Some(true)),
    ("mathrm", None, None, Some(false)),
    ("mathbf", Some("Main"), Some(true), None),
    ("boldsymbol", Some("Math"), Some(true), Some(true)),
    ("amsrm", Some("AMS"), None, Some(false)),
    ("mathbb", Some("AMS"), None, Some(false)),
    ("textbb", Some("AMS"), None, Some(false)),
    ("mathcal", Some("Caligraphic"), None, None),
    ("mathfrak", Some("Fraktur"), None, None),
    ("textfrak", Some("Fraktur"), None, None),
    ("mathboldfrak", Some("Fraktur"), Some(true), None),
    ("textboldfrak", Some("Fraktur"), Some(true), None),
    ("mathscr", Some("Script"), None, None),
    ("textscr", Some("Script"), None, None),
    ("mathsf", Some("SansSerif"), None, None),
    ("textsf", Some("SansSerif"), None, None),
    ("mathboldsf", Some("SansSerif"), Some(true), None),
    ("textboldsf", Some("SansSerif"), Some(true), None),
    ("mathsfit", Some("SansSerif"), None, Some(true)),
    ("mathitsf", Some("SansSerif"), None, Some(true)),
    ("textitsf", Some("SansSerif"), None, Some(true)),
    ("mathtt", Some("Typewriter"), None, None),
    ("texttt", Some("Typewriter"), None, None),
    ("textrm", Some("Main"), None, None),
    ("textbf", None, Some(true), None),
    ("textit", None, None, Some(true)),
];

/// What two classes of one element say together: of large operators and delimiters.
const SIZES: &[(&str, &str, &str)] = &[
    ("op-symbol", "small-op", "Size1"),
    ("op-symbol", "large-op", "Size2"),
    ("delimsizing", "size1", "Size1"),
    ("delimsizing", "size2", "Size2"),
    ("delimsizing", "size3", "Size3"),
    ("delimsizing", "size4", "Size4"),
    ("delimsizinginner", "delim-size1", "Size1"),
    ("delimsizinginner", "delim-size4", "Size4"),
];

/// The characters that a counter of equations writes.
const COUNTER: &str = "()0123456789";

/// Which glyphs of the fonts of mathematics are needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fonts(BTreeMap<usize, Characters>);

/// A set of characters; most are ASCII.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Characters {
    ascii: u128,
    others: BTreeSet<char>,
}

impl Characters {
    pub(super) fn insert(&mut self, character: char) {
        match u32::from(character) {
            code @ 0..128 => self.ascii |= 1 << code,
            _ => drop(self.others.insert(character)),
        }
    }

    /// All of them, in order.
    pub(super) fn set(&self) -> BTreeSet<char> {
        let ascii = (0..128u8).filter(|code| self.ascii >> code & 1 == 1).map(char::from);
        ascii.chain(self.others.iter().copied()).collect()
    }
}

impl Fonts {
    /// What the formulas of a page show.
    pub(super) fn used_by(html: &str) -> Self {
        let mut fonts = Self::default();
        let mut rest = html;
        while let Some(start) = rest.find("class=\"katex-html\"") {
            rest = &rest[start..];
            rest = &rest[rest.find('>').map_or(rest.len(), |end| end + 1)..];
            rest = fonts.read(rest);
        }
        fonts
    }

    /// What both show.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for (face, characters) in other.0 {
            let known = self.0.entry(face).or_default();
            known.ascii |= characters.ascii;
            known.others.extend(characters.others);
        }
        self
    }

    /// The number of each font in [`FACES`] with what is shown of it.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Characters)> {
        self.0.iter().map(|(face, characters)| (*face, characters))
    }

    /// Whether there is no formula.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes in a formula up to the end of the element that was opened before `html`; what is behind
    /// it is given back.
    fn read<'h>(&mut self, html: &'h str) -> &'h str {
        let mut open = vec![Font::default()];
        let mut rest = html;
        while let Some(font) = open.last().copied() {
            let text = rest.find('<').unwrap_or(rest.len());
            self.show(font, &rest[..text]);
            let Some(end) = rest[text..].find('>').map(|end| text + end) else { return "" };
            let tag = &rest[text + 1..end];
            rest = &rest[end + 1..];
            if tag.starts_with('/') {
                open.pop();
            } else if !tag.ends_with('/') && !tag.starts_with("img") {
                let classes = tag.split_once("class=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or(""));
                if classes.split(' ').any(|class| class == "eqn-num") {
                    self.show(font.of(classes), COUNTER);
                }
                open.push(font.of(classes));
            }
        }
        rest
    }

    fn show(&mut self, font: Font, text: &str) {
        if text.is_empty() {
            return;
        }
        let characters = self.0.entry(font.face()).or_default();
        let mut rest = text;
        while let Some(start) = rest.find('&') {
            rest[..start].chars().for_each(|character| characters.insert(character));
            rest = &rest[start + 1..];
            let Some((name, behind)) = rest.split_once(';') else { break };
            if let Some(character) = entity(name) {
                characters.insert(character);
                rest = behind;
            }
        }
        rest.chars().for_each(|character| characters.insert(character));
    }
}

/// The character that `&name;` stands for.
fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// The font of an element.
#[derive(Clone, Copy, Debug)]
struct Font {
    family: &'static str,
    bold: bool,
    italic: bool,
}

impl Default for Font {
    fn default() -> Self {
        Self { family: "Main", bold: false, italic: false }
    }
}

impl Font {
    /// That of a child with these classes.
    fn of(self, classes: &str) -> Self {
        let mut font = self;
        if classes.is_empty() {
            return font;
        }
        let has = |wanted: &str| classes.split(' ').any(|class| class == wanted);
        // Most classes say nothing of the font.
        if classes.contains("math") || classes.contains("text") || has("amsrm") || has("boldsymbol") {
            for (class, family, bold, italic) in CLASSES {
                if has(class) {
                    font.family = family.unwrap_or(font.family);
                    font.bold = bold.unwrap_or(font.bold);
                    font.italic = italic.unwrap_or(font.italic);
                }
            }
        }
        if classes.contains("op-symbol") || classes.contains("delimsizing") {
            for (first, second, family) in SIZES {
                if has(first) && has(second) {
                    font.family = family;
                }
            }
        }
        font
    }

    /// The font of the family that a browser takes for it: style goes before weight.
    fn face(self) -> usize {
        let distance = |style: &str| {
            let (bold, italic) = (style.starts_with("Bold"), style.ends_with("Italic"));
            2 * usize::from(italic != self.italic) + usize::from(bold != self.bold)
        };
        let family = FACES.iter().enumerate().filter(|(_, (family, _))| *family == self.family);
        family.min_by_key(|(_, (_, style))| distance(style)).map_or(0, |(index, _)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Math;

    /// `Main-Regular: 1+` and so on.
    fn shown(tex: &str) -> Vec<String> {
        let html = Math::new(BTreeMap::new()).render(tex, true).expect(tex);
        let fonts = Fonts::used_by(&format!("<p>text {html} text</p>"));
        fonts
            .iter()
            .map(|(face, characters)| {
                let (family, style) = FACES[face];
                let visible = characters.set().into_iter().filter(|c| !c.is_whitespace() && *c != '\u{200b}');
                (format!("{family}-{style}"), visible.collect::<String>())
            })
            .filter(|(_, characters)| !characters.is_empty())
            .map(|(face, characters)| format!("{face}: {characters}"))
            .collect()
    }

    #[test]
    fn each_letter_is_in_the_font_of_its_classes() {
        assert_eq!(shown("x+1<2"), ["Main-Regular: +12<", "Math-Italic: x"]);
        assert_eq!(shown(r"\mathbb{R}\mathcal{L}"), ["AMS-Regular: R", "Caligraphic-Regular: L"]);
        assert_eq!(shown(r"\mathbf{x}\boldsymbol{y}"), ["Main-Bold: x", "Math-BoldItalic: y"]);
        assert_eq!(
            shown(r"\text{a \textbf{b} \textit{c} \texttt{&d}}".replace('&', "\\&").as_str()),
            ["Main-Regular: a", "Main-Bold: b", "Main-Italic: c", "Typewriter-Regular: &d",]
        );
        assert_eq!(
            shown(r"\sum \bigl[ \Bigl[ \biggl[ \Biggl["),
            ["Size1-Regular: [", "Size2-Regular: [∑", "Size3-Regular: [", "Size4-Regular: [",]
        );
        assert_eq!(shown(r"\begin{equation}x\end{equation}"), ["Main-Regular: ()0123456789", "Math-Italic: x"]);
        assert_eq!(shown(r"\textsf{\textbf{a}}\mathit{b}"), ["Main-Italic: b", "SansSerif-Bold: a"]);
    }

    #[test]
    fn a_browser_takes_the_nearest_font_of_a_family() {
        let face = |family, bold, italic| FACES[Font { family, bold, italic }.face()].1;
        assert_eq!(face("AMS", true, true), "Regular");
        assert_eq!(face("Math", false, false), "Italic");
        assert_eq!(face("SansSerif", true, true), "Italic");
        assert_eq!(face("Fraktur", true, true), "Bold");
        assert_eq!(face("Main", true, true), "BoldItalic");
    }

    #[test]
    fn text_outside_of_formulas_is_not_read_and_broken_html_does_not_matter() {
        assert!(Fonts::used_by("<p class=\"katex\">abc</p>").is_empty());
        for html in ["<span class=\"katex-html\"", "<span class=\"katex-html\">&", "<b class=\"katex-html\"><i", "</i>"]
        {
            let _ = Fonts::used_by(html);
        }
        let two = Fonts::used_by("<b class=\"katex-html\">&lt;</b>x<b class=\"katex-html\">&#x41;&nbsp;</b>y");
        assert_eq!(two.iter().map(|(_, set)| set.set()).collect::<Vec<_>>(), [BTreeSet::from(['<', 'A', '\u{a0}'])]);
    }

    #[test]
    fn the_stylesheet_says_the_same() {
        let css = include_str!("../../static/math.css");
        // What the rules say, class by class, in their order.
        let mut said = Vec::new();
        for line in css.lines() {
            let Some((selectors, declarations)) = line.split_once('{') else { continue };
            let value = |property: &str| {
                let (_, behind) = declarations.split_once(&format!("{property}:"))?;
                behind.split([';', '}']).next().map(|value| value.trim().trim_start_matches("Reckon_").to_owned())
            };
            let font = (value("font-family"), value("font-weight"), value("font-style"));
            if selectors.starts_with(".katex .") && font != (None, None, None) {
                for selector in selectors.split(',') {
                    said.push((selector.trim().trim_start_matches(".katex .").to_owned(), font.clone()));
                }
            }
        }
        let weight = |bold: bool| if bold { "700" } else { "400" }.to_owned();
        let style = |italic: bool| if italic { "italic" } else { "normal" }.to_owned();
        let mut known: Vec<_> = SIZES
            .iter()
            .map(|(first, second, family)| {
                let selector = match *first {
                    "delimsizinginner" => format!("delimsizing.mult .{second} > span"),
                    first => format!("{first}.{second}"),
                };
                (selector, (Some((*family).to_owned()), None, None))
            })
            .collect();
        known.extend(CLASSES.iter().map(|(class, family, bold, italic)| {
            ((*class).to_owned(), (family.map(str::to_owned), bold.map(weight), italic.map(style)))
        }));
        said.sort();
        let place = |class: &str| [' ', ','].iter().filter_map(|end| css.find(&format!(".katex .{class}{end}"))).min();
        let order: Vec<_> = CLASSES.iter().map(|(class, ..)| place(class)).collect();
        assert!(order.is_sorted(), "in the order of the stylesheet: {order:?}");
        known.sort();
        assert_eq!(said, known);
    }
}
