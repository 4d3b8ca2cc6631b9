//! Fonts cut down to the glyphs that a site shows, as woff2.
//!
//! `font-subset` does the cutting and the packing. Before that, what the web does without is taken
//! out here: the instructions that fit outlines to a coarse grid, half of each file and ignored by
//! most systems, and the reserved names. KaTeX's fonts are under the SIL Open Font License with
//! the names `KaTeX_Main` and so on reserved, so a changed copy must be called something else.

use std::collections::BTreeSet;
use std::ops::Range;

use font_subset::OpenTypeReader;

/// Letters by whose heights and stems FreeType fits all letters of a script to the grid of pixels, as it
/// does by default: without them a letter looks different from font to font, blurred by up to a pixel.
/// They are those of its table of blue zones, and those that give the width of stems.
const LATIN: &str = "THEZOCQSLUfijkdbhuvxzoescnrpqgy0";
const GREEK: &str = "ΓΒΕΖΘΟΩΔΞβθδζλξαειοπστωγημρφχψ";

/// Tables that only serve the instructions.
const HINTING: [&[u8]; 4] = [b"cvt ", b"fpgm", b"prep", b"gasp"];

/// The names that are kept as they are: copyright, and the address of the licence.
const KEPT_NAMES: [u16; 2] = [0, 14];

/// `ttf` under the name `family` with these characters alone, as woff2; `None` if it can't be read.
///
/// A character that the font doesn't have is passed over. With letters go those by which they are
/// fitted to pixels: a letter looks the same whichever others a site shows. The bytes depend on nothing but the
/// arguments.
pub(super) fn subset(ttf: &[u8], family: &str, style: &str, characters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let bare = bare(ttf, family, style)?;
    let font = OpenTypeReader::new(&bare).ok()?.read().ok()?;
    let mut known: BTreeSet<char> = characters.iter().copied().filter(|c| font.contains_char(*c)).collect();
    let guides = [('!'..='\u{24f}', LATIN), ('\u{2010}'..='\u{205e}', LATIN), ('\u{370}'..='\u{3ff}', GREEK)];
    for (range, letters) in guides {
        if known.iter().any(|c| range.contains(c) && !c.is_whitespace()) {
            known.extend(letters.chars().filter(|c| font.contains_char(*c)));
        }
    }
    if known.is_empty() {
        // A page asked for the font, though for nothing that is in it; a font has to hold something.
        known.insert(' ');
    }
    Some(font.subset(&known).ok()?.to_woff2())
}

/// The font without instructions, under another name.
fn bare(ttf: &[u8], family: &str, style: &str) -> Option<Vec<u8>> {
    let mut tables: Vec<([u8; 4], Vec<u8>)> = Vec::new();
    for index in 0..usize::from(u16_at(ttf, 4)?) {
        let record = ttf.get(12 + 16 * index..28 + 16 * index)?;
        let (start, length) = (u32_at(record, 8)? as usize, u32_at(record, 12)? as usize);
        let tag: [u8; 4] = record.get(..4)?.try_into().ok()?;
        if !HINTING.contains(&tag.as_slice()) {
            tables.push((tag, ttf.get(start..start.checked_add(length)?)?.to_vec()));
        }
    }
    let table = |tag: &[u8; 4]| tables.iter().find(|(known, _)| known == tag).map(|(_, bytes)| bytes.as_slice());
    let (glyf, loca) = without_instructions(table(b"glyf")?, table(b"loca")?, u16_at(table(b"head")?, 50)? != 0)?;
    let name = renamed(table(b"name")?, family, style)?;
    for (tag, bytes) in &mut tables {
        match &*tag {
            b"glyf" => bytes.clone_from(&glyf),
            b"loca" => bytes.clone_from(&loca),
            b"name" => bytes.clone_from(&name),
            // The longest run of instructions.
            b"maxp" => bytes.get_mut(26..28)?.fill(0),
            // The sum over the file, which is another one now; whoever writes it last sets it.
            b"head" => bytes.get_mut(8..12)?.fill(0),
            _ => {}
        }
    }
    assemble(&tables)
}

/// The outlines without their instructions, and where each begins.
fn without_instructions(glyf: &[u8], loca: &[u8], long: bool) -> Option<(Vec<u8>, Vec<u8>)> {
    let place = |index: usize| {
        if long {
            u32_at(loca, 4 * index).map(|at| at as usize)
        } else {
            Some(2 * usize::from(u16_at(loca, 2 * index)?))
        }
    };
    let count = (loca.len() / if long { 4 } else { 2 }).checked_sub(1)?;
    let (mut outlines, mut places) = (Vec::new(), Vec::new());
    for index in 0..=count {
        if long {
            places.extend(u32::try_from(outlines.len()).ok()?.to_be_bytes());
        } else {
            places.extend(u16::try_from(outlines.len() / 2).ok()?.to_be_bytes());
        }
        if index < count {
            let glyph = glyf.get(place(index)?..place(index + 1)?)?;
            if let Some(instructions) = instructions(glyph)? {
                // Their length comes first.
                outlines.extend_from_slice(&glyph[..instructions.start - 2]);
                outlines.extend([0, 0]);
                outlines.extend_from_slice(&glyph[instructions.end..]);
            } else {
                outlines.extend_from_slice(glyph);
            }
            outlines.resize(outlines.len().next_multiple_of(4), 0);
        }
    }
    Some((outlines, places))
}

/// Where the instructions of an outline are; none where it is empty or made of others.
fn instructions(glyph: &[u8]) -> Option<Option<Range<usize>>> {
    let contours = match glyph.get(..2) {
        None => return Some(None),
        Some(bytes) => i16::from_be_bytes(bytes.try_into().ok()?),
    };
    let Ok(contours) = usize::try_from(contours) else { return Some(None) };
    let start = 10 + 2 * contours + 2;
    let end = start + usize::from(u16_at(glyph, start - 2)?);
    (end <= glyph.len()).then_some(Some(start..end))
}

/// A table of names with the new one.
fn renamed(name: &[u8], family: &str, style: &str) -> Option<Vec<u8>> {
    let strings = usize::from(u16_at(name, 4)?);
    let mut names: Vec<(u16, Vec<u8>)> = Vec::new();
    for index in 0..usize::from(u16_at(name, 2)?) {
        let record = 6 + 12 * index;
        let (platform, id) = (u16_at(name, record)?, u16_at(name, record + 6)?);
        let (length, start) = (usize::from(u16_at(name, record + 8)?), usize::from(u16_at(name, record + 10)?));
        if platform == 3 && KEPT_NAMES.contains(&id) {
            names.push((id, name.get(strings + start..strings + start + length)?.to_vec()));
        }
    }
    let full = format!("{family} {style}");
    let postscript = format!("{}-{style}", family.replace(' ', ""));
    for (id, text) in [(1, family), (2, style), (3, &full), (4, &full), (6, &postscript)] {
        names.push((id, text.encode_utf16().flat_map(u16::to_be_bytes).collect()));
    }
    names.sort();
    let mut table = Vec::new();
    let records = u16::try_from(names.len()).ok()?;
    for number in [0, records, 6 + 12 * records] {
        table.extend(number.to_be_bytes());
    }
    let mut start = 0;
    for (id, text) in &names {
        let length = u16::try_from(text.len()).ok()?;
        // Windows, Unicode, American English.
        for number in [3, 1, 0x409, *id, length, start] {
            table.extend(number.to_be_bytes());
        }
        start += length;
    }
    names.into_iter().for_each(|(_, text)| table.extend(text));
    Some(table)
}

/// A font file of these tables, which are in order of their tags.
fn assemble(tables: &[([u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let selector = count.checked_ilog2()?;
    let range = 16u16 << selector;
    let mut file = vec![0, 1, 0, 0];
    for number in [count, range, u16::try_from(selector).ok()?, 16 * count - range] {
        file.extend(number.to_be_bytes());
    }
    let mut start = 12 + 16 * tables.len();
    for (tag, bytes) in tables {
        file.extend(tag);
        for number in [checksum(bytes), u32::try_from(start).ok()?, u32::try_from(bytes.len()).ok()?] {
            file.extend(number.to_be_bytes());
        }
        start += bytes.len().next_multiple_of(4);
    }
    for (_, bytes) in tables {
        file.extend(bytes);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    Some(file)
}

/// The sum of the words of a table.
fn checksum(bytes: &[u8]) -> u32 {
    let word = |chunk: &[u8]| (0..4).fold(0, |word, index| word << 8 | u32::from(*chunk.get(index).unwrap_or(&0)));
    bytes.chunks(4).fold(0, |sum: u32, chunk| sum.wrapping_add(word(chunk)))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use font_subset::{Font, FontReader};

    use super::*;

    fn main() -> Vec<u8> {
        ratex_katex_fonts::ttf_bytes("KaTeX_Main-Regular.ttf").expect("a font of KaTeX").into_owned()
    }

    fn characters(font: &Font<'_>) -> BTreeSet<char> {
        font.char_ranges().flatten().collect()
    }

    #[test]
    fn it_holds_what_is_asked_for_and_nothing_else() {
        let held = |asked: &str| {
            let woff2 = subset(&main(), "Reckon Main", "Regular", &asked.chars().collect()).expect("a font");
            let reader = FontReader::new(&woff2).expect("woff2");
            let font = reader.read().expect("a font");
            assert_eq!(font.glyph_count(), characters(&font).len() + 1, "one for what is missing");
            (characters(&font), woff2.len())
        };
        let set = |texts: &[&str]| texts.iter().flat_map(|text| text.chars()).collect::<BTreeSet<char>>();
        let (symbols, bytes) = held("∥≤∂П");
        assert_eq!(symbols, set(&["∥≤∂"]), "the Cyrillic letter is in no font of KaTeX");
        assert!(bytes < 900, "{bytes} bytes");
        assert_eq!(held("a∂").0, set(&["a∂", LATIN]));
        assert_eq!(held("Σ").0, set(&["Σ", "ΓΘΩΔΞ"]), "of the Greek letters there are these");
        assert_eq!(held("П").0, set(&[" "]));
    }

    #[test]
    fn the_reserved_name_is_gone_and_the_copyright_stays() {
        let woff2 = subset(&main(), "Reckon Main", "Regular", &BTreeSet::from(['a'])).expect("a font");
        let reader = FontReader::new(&woff2).expect("woff2");
        let font = reader.read().expect("a font");
        let names = format!("{:?}", font.naming());
        assert!(names.contains("Reckon Main") && names.contains("Design Science, Inc."), "{names}");
        let utf16: Vec<u8> = "KaTeX".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (tag, bytes) in reader.raw_tables() {
            assert!(!bytes.windows(utf16.len()).any(|window| window == utf16), "{tag} still says KaTeX");
            assert!(!HINTING.contains(&tag.to_string().as_bytes()), "{tag} only serves the instructions");
        }
    }

    #[test]
    fn outlines_stay_and_instructions_go() {
        // One contour of three points and two bytes of instructions.
        let glyph = [0, 1, 0, 0, 0, 0, 0, 9, 0, 9, 0, 2, 0, 2, 0xaa, 0xbb, 1, 1, 1, 3, 3, 3, 4, 4];
        assert_eq!(instructions(&glyph), Some(Some(14..16)));
        let (outlines, places) = without_instructions(&glyph, &[0, 0, 0, 12, 0, 12], false).expect("outlines");
        assert_eq!(outlines[..12], glyph[..12]);
        assert_eq!(outlines[12..22], [0, 0, 1, 1, 1, 3, 3, 3, 4, 4]);
        assert_eq!(places, [0, 0, 0, 12, 0, 12], "padded to a word; the second is empty");
        assert_eq!(instructions(&glyph[..15]), None, "cut off");
    }

    #[test]
    fn the_same_bytes_each_time_and_no_panic_on_rubbish() {
        let asked: BTreeSet<char> = ('a'..='z').collect();
        let make = || subset(&main(), "Reckon Main", "Regular", &asked);
        assert_eq!(make(), make());
        let whole = main();
        for cut in (0..whole.len()).step_by(1_999) {
            assert_eq!(subset(&whole[..cut], "Reckon Main", "Regular", &asked), None);
        }
    }
}
