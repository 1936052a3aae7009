//! The only way to write HTML: names are written in this program, everything else is escaped.
//!
//! Text and attribute values go through one escaping (HTML Standard, 13.3, "Escaping a string",
//! with the apostrophe), after control and invisible characters are written out. Nothing else of a
//! report ever reaches the page: no script, no style, no address to load.

use crate::harmless::visible;

/// Attributes: names of this program, values from anywhere.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

/// HTML under way.
#[derive(Debug, Default)]
pub struct Html {
    text: String,
}

impl Html {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An element with what `inside` writes.
    pub fn within(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.start(name, attributes);
        inside(self);
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
        if is_block(name) {
            self.text.push('\n');
        }
    }

    /// An element with a text.
    pub fn element(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.within(name, attributes, |html| html.text(text));
    }

    /// An element without content or end (`meta`, `br`, `wbr`).
    pub fn void(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.start(name, attributes);
    }

    /// Text from anywhere.
    pub fn text(&mut self, text: &str) {
        self.escaped(text);
    }

    /// Text in which names may break after their dots and slashes.
    pub fn breakable(&mut self, text: &str) {
        for piece in text.split_inclusive(['.', '/', '_']) {
            self.escaped(piece);
            if piece.ends_with(['.', '/', '_']) {
                self.text.push_str("<wbr>");
            }
        }
    }

    /// Several lines that stay several: each is made harmless by itself.
    pub fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            self.escaped(line);
        }
    }

    /// Markup or code of this program itself.
    pub(super) fn own(&mut self, text: &'static str) {
        self.text.push_str(text);
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    fn start(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            // The policy of the page would not let them act; they would be a mistake of ours.
            debug_assert!(!name.starts_with("on") && *name != "style" && *name != "src", "{name}");
            self.text.push(' ');
            self.text.push_str(name);
            if !value.is_empty() {
                self.text.push_str("=\"");
                self.escaped(value);
                self.text.push('"');
            }
        }
        self.text.push('>');
    }

    fn escaped(&mut self, text: &str) {
        for character in visible(text).chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                other => self.text.push(other),
            }
        }
    }
}

/// Elements behind which a line ends, so that two pages can be compared line by line.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "section"
            | "article"
            | "tr"
            | "tbody"
            | "table"
            | "div"
            | "p"
            | "h1"
            | "h2"
            | "h3"
            | "li"
            | "header"
            | "main"
            | "footer"
            | "nav"
            | "dl"
            | "details"
            | "ul"
            | "ol"
            | "caption"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        let mut html = Html::new();
        html.element("b", &[("title", text)], text);
        html.finish()
    }

    #[test]
    fn nothing_from_elsewhere_becomes_markup() {
        assert_eq!(
            text("<script>\"'&</script><!--"),
            "<b title=\"&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;&lt;!--\">&lt;script&gt;&quot;&#39;&amp;\
             &lt;/script&gt;&lt;!--</b>"
        );
    }

    #[test]
    fn nothing_from_elsewhere_hides_or_reorders() {
        let shown = text("a\u{2028}b\u{202e}c\u{0}d\u{1b}");
        assert!(shown.contains("a b\\u{202e}c\\u{0}d\\u{1b}"), "{shown}");
    }

    #[test]
    fn names_may_break_and_stay_escaped() {
        let mut html = Html::new();
        html.breakable("a.b<c");
        assert_eq!(html.finish(), "a.<wbr>b&lt;c");
    }
}
