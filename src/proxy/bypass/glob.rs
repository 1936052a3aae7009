//! Patterns in which `*` stands for any text, dots included.

/// Whether the pattern fits the whole text. Both are compared without case. Takes time
/// proportional to the product of the lengths at worst, and never more.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut seen) = (0, 0);
    // Where to go on when a later letter does not fit: after the last star, one letter further.
    let mut retry: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, seen));
                at += 1;
            }
            Some(letter) if letter.eq_ignore_ascii_case(&text[seen]) => {
                at += 1;
                seen += 1;
            }
            _ => match retry {
                Some((after_star, from)) => {
                    at = after_star;
                    seen = from + 1;
                    retry = Some((after_star, seen));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == b'*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_is_any_text_and_the_pattern_is_the_whole() {
        for (pattern, text) in [
            ("*.corp.test", "a.b.CORP.test"),
            ("10.*", "10.1.2.3"),
            ("*corp*", "xcorp.test"),
            ("a*b*c", "aXbYbZc"),
            ("*", ""),
            ("**", "x"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("*.corp.test", "corp.test"), ("corp.test", "a.corp.test"), ("a*b", "abc"), ("", "x")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        assert!(!fits(&"*a".repeat(2_000), &format!("{}b", "a".repeat(4_000))));
    }
}
