//! Markdown that fits into one comment.

/// Characters that GitHub takes in a comment on an issue or a pull request; more are refused
/// ("body is too long (maximum is 65536 characters)").
pub const COMMENT: usize = 65_536;

/// The text, cut behind a line where it is too long for a comment. How much was cut is its last
/// line, and `elsewhere` says where all of it is.
#[must_use]
pub fn fitted(text: String, elsewhere: &str) -> String {
    if text.chars().count() <= COMMENT {
        return text;
    }
    let last = |left: usize| {
        format!("\n**Cut here**: {left} more lines did not fit into one comment; {elsewhere}.\n")
    };
    let all = text.lines().count();
    // The number only gets shorter.
    let room = COMMENT - last(all).chars().count();
    let mut kept = String::with_capacity(COMMENT);
    let (mut length, mut lines) = (0, 0);
    for line in text.split_inclusive('\n') {
        length += line.chars().count();
        if length > room {
            break;
        }
        kept.push_str(line);
        lines += 1;
    }
    kept + &last(all - lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_as_it_is() {
        assert_eq!(fitted("a\nb\n".to_owned(), "x"), "a\nb\n");
    }

    #[test]
    fn what_does_not_fit_is_cut_behind_a_line_and_says_so() {
        let text = "é 34567890\n".repeat(10_000);
        let cut = fitted(text, "the JSON report has all of it");
        assert!(cut.chars().count() <= COMMENT && cut.chars().count() > COMMENT - 20);
        let kept = cut.lines().filter(|line| line.starts_with('é')).count();
        assert!(cut.ends_with("the JSON report has all of it.\n"), "{:?}", &cut[cut.len() - 90..]);
        assert!(cut.contains(&format!("{} more lines", 10_000 - kept)));
    }
}
