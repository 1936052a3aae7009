//! HTML comments: what stands in them is no part of the article.

/// The text with comments blanked, line for line, and the lines on which they stand, from 1.
/// A comment that never ends is text.
pub(super) fn without(text: &str) -> (String, Vec<usize>) {
    let mut kept = String::with_capacity(text.len());
    let mut lines = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        let Some(length) = rest[start + 4..].find("-->") else { break };
        let comment = &rest[start..start + 4 + length + 3];
        kept.push_str(&rest[..start]);
        line += breaks(&rest[..start]);
        lines.extend(line..=line + breaks(comment));
        line += breaks(comment);
        kept.extend(comment.chars().filter(|character| *character == '\n'));
        rest = &rest[start + comment.len()..];
    }
    kept.push_str(rest);
    lines.dedup();
    (kept, lines)
}

fn breaks(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_lines_stay() {
        let (text, lines) = without("a<!-- x\ny -->b\n<!--z-->\n<!-- open");
        assert_eq!(text, "a\nb\n\n<!-- open");
        assert_eq!(lines, [1, 2, 3]);
    }
}
