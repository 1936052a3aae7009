//! Text within Markdown that shows as it is.

use super::visible;

/// Text that shows as it is, in a table too (GFM, sections 2.4, 4.10, 6.2 and 6.9).
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = visible(text);
    let mut shown = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '|' => shown.push_str("&#124;"),
            '`' => shown.push_str("&#96;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '#' | '!' | '$' => {
                shown.push('\\');
                shown.push(character);
            }
            // So that no address becomes a link.
            '/' if before == ':' => shown.push_str("\\/"),
            '.' if ends_in_www(&text[..at]) => shown.push_str("\\."),
            '@' => shown.push_str("&#64;"),
            _ => shown.push(character),
        }
        before = character;
    }
    shown
}

fn ends_in_www(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 3 && bytes[bytes.len() - 3..].eq_ignore_ascii_case(b"www")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_markup_are_not_broken() {
        assert_eq!(
            markdown("a|b `c` <script>&\n*d* [e](f)"),
            "a&#124;b &#96;c&#96; &lt;script&gt;&amp; \\*d\\* \\[e\\](f)"
        );
    }

    #[test]
    fn addresses_become_no_links() {
        assert_eq!(markdown("http://x www.y a@b"), "http:\\//x www\\.y a&#64;b");
    }

    #[test]
    fn a_backslash_does_not_undo_an_escape() {
        assert_eq!(markdown("\\| \\<"), "\\\\&#124; \\\\&lt;");
    }
}
