//! HTML under construction. Invariant: text becomes markup here and nowhere else.

/// HTML (or XML) under construction.
///
/// Whatever goes in as text or as the value of an attribute is escaped; markup that is already
/// whole (a formula, a chart) goes in through [`Html::markup`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html {
    out: String,
}

impl Html {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens an element.
    pub fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            if !value.is_empty() || !BOOLEAN.contains(name) {
                self.out.push_str("=\"");
                escape_into(&mut self.out, value);
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    /// Closes an element.
    pub fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    /// Adds an element that holds text only.
    pub fn element(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// Adds text.
    pub fn text(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }

    /// Adds markup as it is. Its maker answers for it.
    pub fn markup(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Ends a line of the source, for those who read it.
    pub fn line(&mut self) {
        self.out.push('\n');
    }

    /// What was built.
    pub fn into_string(self) -> String {
        self.out
    }

    /// What was built so far.
    pub fn as_str(&self) -> &str {
        &self.out
    }
}

/// Attributes that stand without a value.
const BOOLEAN: &[&str] = &["checked", "disabled", "hidden", "open", "defer"];

/// `text` as it stands in HTML and XML, between tags and inside double quotes.
///
/// Characters that XML forbids (controls other than tab and line ends) become U+FFFD.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape_into(&mut out, text);
    out
}

fn escape_into(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(character),
            '\r' => {}
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
}

/// `json` as it may stand inside a `<script>` data block: no `</`, no `<!--`.
pub fn escape_data_block(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut html = Html::new();
        html.open("a", &[("href", "?a=1&b=\"2\""), ("hidden", ""), ("alt", "")]);
        html.text("<script>'x'</script>\u{7}");
        html.close("a");
        assert_eq!(
            html.into_string(),
            "<a href=\"?a=1&amp;b=&quot;2&quot;\" hidden alt=\"\">&lt;script&gt;&#39;x&#39;&lt;/script&gt;\u{fffd}</a>"
        );
    }

    #[test]
    fn a_data_block_cannot_be_left() {
        assert_eq!(escape_data_block("\"</script><!--\""), "\"\\u003c/script>\\u003c!--\"");
    }
}
