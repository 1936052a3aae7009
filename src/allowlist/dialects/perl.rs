//! Perl-style expressions, as many products take them, put into the syntax that sets are made of.
//!
//! What is written the same and means the same is taken over; everything else (backreferences,
//! lookaround, possessive repetition, escapes that the other side does not know) is said to be
//! undecided, never guessed.

use regex_syntax::ast::{self, ErrorKind};

/// Why an expression is no set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// No product of this kind would take it, in words that follow "it".
    Refused(String),
    /// It may be right, and is not decided here, in a whole sentence.
    Undecided(String),
}

/// The expression for every text in which `pattern` is found somewhere, without regard to case.
pub(super) fn search(pattern: &str) -> Result<String, Unread> {
    let source = translate(pattern)?;
    Ok(format!("(?is:.*(?:{source}).*)"))
}

/// The same expression in the other syntax.
fn translate(pattern: &str) -> Result<String, Unread> {
    let undecided = |why: &str| Err(Unread::Undecided(format!("the expression has {why}")));
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    let mut class = false;
    let mut repeated = false;
    while let Some(char) = chars.next() {
        let mut repeats = false;
        match char {
            '\\' => {
                let Some(next) = chars.next() else {
                    return Err(Unread::Refused("ends in a backslash".to_owned()));
                };
                // Letters that mean the same on both sides; signs always stand for themselves.
                let known = if next.is_ascii_alphanumeric() {
                    if class { "dDwWsSnrt" } else { "dDwWsSbBnrt" }.contains(next)
                } else {
                    next.is_ascii_punctuation()
                };
                if !known {
                    return undecided(&format!("`\\{next}`, which is not read here"));
                }
                // These have a meaning of their own on the other side.
                if matches!(next, '<' | '>') {
                    out.push(next);
                } else {
                    out.push(char);
                    out.push(next);
                }
            }
            '[' if class && chars.peek() != Some(&':') => out.push_str("\\["),
            '[' if class => return undecided("a named class, which is not read here"),
            '[' => {
                class = true;
                out.push(char);
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                if chars.next_if_eq(&']').is_some() {
                    out.push_str("\\]");
                }
            }
            ']' if class => {
                class = false;
                out.push(char);
            }
            '&' | '~' if class => {
                out.push('\\');
                out.push(char);
            }
            '-' if class && chars.peek() == Some(&'-') => {
                return undecided("two hyphens in a class, which are not read here");
            }
            '(' if !class && chars.peek() == Some(&'?') => {
                chars.next();
                match chars.next() {
                    Some(':') => out.push_str("(?:"),
                    _ => return undecided("a group of a kind that is not read here"),
                }
            }
            '(' if !class && chars.peek() == Some(&'*') => {
                return undecided("a control verb, which is not read here");
            }
            '+' if !class && repeated => {
                return undecided("a possessive repetition, which is not read here");
            }
            '*' | '+' | '?' | '}' if !class => {
                // `a*?` is found wherever `a*` is, and no third sign may follow.
                repeats = !repeated;
                out.push(char);
            }
            _ => out.push(char),
        }
        repeated = repeats;
    }
    match ast::parse::Parser::new().parse(&out) {
        Ok(_) => Ok(out),
        Err(error) => Err(match error.kind() {
            ErrorKind::RepetitionMissing => {
                Unread::Refused("repeats nothing: a `*`, `+` or `?` where nothing stands".into())
            }
            ErrorKind::GroupUnclosed | ErrorKind::GroupUnopened => {
                Unread::Refused("has a parenthesis without its other".to_owned())
            }
            ErrorKind::ClassUnclosed => Unread::Refused("has a `[` without its `]`".to_owned()),
            other => Unread::Undecided(format!("the expression cannot be read here: {other}")),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Unread, search};
    use crate::hostset::Regular;

    fn found(pattern: &str, text: &str) -> bool {
        Regular::new(search(pattern).unwrap()).unwrap().matches(text).unwrap()
    }

    #[test]
    fn an_expression_is_searched_for_and_anchors_hold() {
        assert!(found(r"forti*\.com", "www.fortiii.com.example.test"));
        assert!(found(r"^(.*\.)?x\.test$", "a.x.test"));
        assert!(!found(r"^(.*\.)?x\.test$", "ax.test"));
        assert!(found(r"[[&~]|X\.test", "x.test"));
        assert!(found("[]a]b", "ab"));
        assert!(!found(r"a\<b", "a b"));
    }

    #[test]
    fn what_means_something_else_here_is_undecided() {
        for pattern in
            [r"(a)\1", "(?=a)b", "(?!a)b", "a++", r"\Qa\E", r"\x41", "[[:alpha:]]", "(?>a)", r"\h"]
        {
            assert!(matches!(search(pattern), Err(Unread::Undecided(_))), "{pattern}");
        }
    }

    #[test]
    fn what_no_engine_takes_is_refused() {
        for pattern in ["*.example.com", "(a", "a)", "[a", "a\\"] {
            assert!(matches!(search(pattern), Err(Unread::Refused(_))), "{pattern}");
        }
    }
}
