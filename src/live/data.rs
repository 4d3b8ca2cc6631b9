//! Nested lists of texts as JSON: how a page's data, requests and answers are written.
//!
//! Only lists and strings: numbers are written as texts, so that both sides read the same bits.

use std::fmt::Write as _;

use crate::number::decimal;

/// A text or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Item>),
}

/// Lists nest no deeper.
const MAX_NESTING: usize = 32;

impl Item {
    /// Reads JSON; `None` for anything but lists and strings.
    pub fn read(json: &str) -> Option<Self> {
        let mut rest = json.trim_start();
        let item = read(&mut rest, 0)?;
        rest.trim().is_empty().then_some(item)
    }

    /// The text; empty of a list.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::List(_) => "",
        }
    }

    /// The items; none of a text.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Text(_) => &[],
            Self::List(items) => items,
        }
    }

    /// Item `index`; an empty text where there is none.
    pub fn at(&self, index: usize) -> &Self {
        const NOTHING: &Item = &Item::Text(String::new());
        self.items().get(index).unwrap_or(NOTHING)
    }

    /// The text as a number; NaN where it is none.
    pub fn number(&self) -> f64 {
        decimal::nearest(self.text()).unwrap_or(f64::NAN)
    }

    /// The text as an index; out of any range where it is none.
    pub fn index(&self) -> usize {
        self.text().parse().unwrap_or(usize::MAX)
    }

    /// As JSON.
    pub fn write(&self) -> String {
        let mut json = String::new();
        self.write_to(&mut json);
        json
    }

    fn write_to(&self, json: &mut String) {
        match self {
            Self::Text(text) => {
                json.push('"');
                for c in text.chars() {
                    match c {
                        '"' | '\\' => json.extend(['\\', c]),
                        '\n' => json.push_str("\\n"),
                        c if c < ' ' => {
                            let _ = write!(json, "\\u{:04x}", u32::from(c));
                        }
                        c => json.push(c),
                    }
                }
                json.push('"');
            }
            Self::List(items) => {
                json.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    item.write_to(json);
                }
                json.push(']');
            }
        }
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Item {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Item {
    fn from(number: f64) -> Self {
        Self::Text(number.to_string())
    }
}

impl From<usize> for Item {
    fn from(number: usize) -> Self {
        Self::Text(number.to_string())
    }
}

impl FromIterator<Item> for Item {
    fn from_iter<T: IntoIterator<Item = Item>>(items: T) -> Self {
        Self::List(items.into_iter().collect())
    }
}

/// A list of whatever makes an [`Item`].
macro_rules! list {
    ($($item:expr),* $(,)?) => { $crate::live::data::Item::List(vec![$($item.into()),*]) };
}
pub(crate) use list;

fn read(rest: &mut &str, depth: usize) -> Option<Item> {
    if depth > MAX_NESTING {
        return None;
    }
    if let Some(inside) = rest.strip_prefix('[') {
        let mut items = Vec::new();
        *rest = inside.trim_start();
        if let Some(after) = rest.strip_prefix(']') {
            *rest = after;
            return Some(Item::List(items));
        }
        loop {
            items.push(read(rest, depth + 1)?);
            *rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix(']') {
                *rest = after;
                return Some(Item::List(items));
            }
            *rest = rest.strip_prefix(',')?.trim_start();
        }
    }
    let inside = rest.strip_prefix('"')?;
    let mut text = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => {
                *rest = &inside[at + 1..];
                return Some(Item::Text(text));
            }
            '\\' => match characters.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                'b' => text.push('\u{8}'),
                'f' => text.push('\u{c}'),
                'u' => {
                    let code = hex(&mut characters)?;
                    let code = match code {
                        // The first half of a pair.
                        0xd800..0xdc00 => {
                            if (characters.next()?.1, characters.next()?.1) != ('\\', 'u') {
                                return None;
                            }
                            0x10000 + ((code - 0xd800) << 10) + hex(&mut characters)?.checked_sub(0xdc00)?
                        }
                        code => code,
                    };
                    text.push(char::from_u32(code)?);
                }
                c => text.push(c),
            },
            c => text.push(c),
        }
    }
    None
}

fn hex(characters: &mut std::str::CharIndices<'_>) -> Option<u32> {
    (0..4).try_fold(0, |code, _| Some(code * 16 + characters.next()?.1.to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let item = list!["a \"quote\" \\ \n\u{1} μ", list![], list!["", 0.1, 7usize]];
        assert_eq!(Item::read(&item.write()), Some(item.clone()));
        assert_eq!(item.at(2).at(1).number(), 0.1);
        assert_eq!(Item::read(r#" [ "\u003c\ud835\udc4b" , [ ] ] "#), Some(list!["<𝑋", list![]]));
        for broken in ["", "[", "[\"a]", "[\"a\",]", "[\"\\ud800x\"]", "1", "[] []", "\"\\"] {
            assert_eq!(Item::read(broken), None, "{broken}");
        }
        assert_eq!(Item::read(&"[".repeat(100_000)), None);
    }
}
