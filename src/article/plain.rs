//! Text as a reader sees it: without markup and anchors.

use super::pieces::pieces;

/// Longest text that is carried into a role file, in characters.
const LONGEST: usize = 160;

/// The words of a Markdown text.
pub(super) fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for piece in pieces(markdown).iter().flatten() {
        let is_mark =
            piece.text.chars().all(|c| matches!(c, ',' | ';' | '、' | '，' | '；' | '：'));
        if !text.is_empty() && !is_mark {
            text.push(' ');
        }
        text.push_str(&piece.text);
    }
    text
}

/// A heading, or the text above a list: without the colon that ends it.
pub(super) fn label(markdown: &str) -> String {
    shortened(plain(markdown).trim_end_matches([':', '：', ' ', ',']))
}

/// Enough of a text to know which one it is.
pub(super) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((at, _)) => format!("{}...", text[..at].trim_end()),
    }
}

/// The name of the first HTML anchor (`<a name="x">`, `<a id='x'>`) or of a trailing `{#x}`.
pub(super) fn anchor(markdown: &str) -> Option<String> {
    let mut rest = markdown;
    while let Some(at) = rest.find("<a ") {
        let tag = rest[at..].split('>').next().unwrap_or_default();
        for key in ["name=", "id="] {
            if let Some((_, value)) = tag.split_once(key) {
                let value = value.trim_start_matches(['"', '\'']);
                let value = value.split(['"', '\'', ' ', '/']).next().unwrap_or_default();
                if !value.is_empty() {
                    return Some(value.to_owned());
                }
            }
        }
        rest = &rest[at + 3..];
    }
    let (_, id) = markdown.trim_end().strip_suffix('}')?.rsplit_once("{#")?;
    Some(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_loses_its_anchor_and_keeps_its_words() {
        let heading = "<a name=\"bkmk_urls\"></a> Vereisten voor **internettoegang**:  ";
        assert_eq!(label(heading), "Vereisten voor internettoegang");
        assert_eq!(anchor(heading).as_deref(), Some("bkmk_urls"));
        assert_eq!(anchor("Title {#own-id}").as_deref(), Some("own-id"));
        assert_eq!(anchor("no anchor"), None);
        assert_eq!(label("[Azure services](#azure)、`x`"), "Azure services、 x");
        assert!(shortened(&"é".repeat(300)).ends_with("..."));
    }
}
