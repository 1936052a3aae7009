//! Blanks that translation tools put into names: `*. example.com`, `https://example.com/ {Tenant}`.

/// The text without such blanks, and whether there were any.
pub(super) fn joined(text: &str) -> (String, bool) {
    let mut joined = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(start) = rest.find(char::is_whitespace) {
        let gap: usize = rest[start..]
            .chars()
            .take_while(|character| character.is_whitespace())
            .map(char::len_utf8)
            .sum();
        joined.push_str(&rest[..start]);
        let after = &rest[start + gap..];
        if is_inside_a_name(&joined, after) {
            changed = true;
        } else {
            joined.push_str(&rest[start..start + gap]);
        }
        rest = after;
    }
    joined.push_str(rest);
    (joined, changed)
}

/// True for a gap between `before` and `after` that tears a name apart.
fn is_inside_a_name(before: &str, after: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '`').next().unwrap_or_default();
    let next = after.split(char::is_whitespace).next().unwrap_or_default();
    let next_is_name = next.starts_with(|c: char| c.is_ascii_alphanumeric())
        && next.trim_end_matches(['.', ',', ';']).contains('.');
    if word.ends_with("*.") && word.len() <= 3 || word.ends_with("://*.") {
        return next_is_name;
    }
    if word == "*" || word == "\\*" {
        return next.starts_with('.') && next[1..].contains('.');
    }
    if word.ends_with("://") {
        return next_is_name || next.starts_with('*');
    }
    word.contains("://") && word.ends_with('/') && next.starts_with(['{', '<'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_together_and_words_are_not() {
        for (text, expected) in [
            ("*. akamaitechnologies.com", "*.akamaitechnologies.com"),
            ("\\*. a.example.com", "\\*.a.example.com"),
            ("* .akamaiedge.net", "*.akamaiedge.net"),
            ("https:// a.example.com", "https://a.example.com"),
            ("https://login.example.com/ {TenantID}", "https://login.example.com/{TenantID}"),
        ] {
            assert_eq!(joined(text), (expected.to_owned(), true), "{text}");
        }
        for text in
            ["a.com b.com", "every *. and more", "https://a.com/ used", "* a.com", "and/or {x}"]
        {
            assert_eq!(joined(text), (text.to_owned(), false), "{text}");
        }
    }
}
