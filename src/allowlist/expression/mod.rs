//! Foreign expressions, translated into the syntax that [`crate::hostset::Regular`] reads.
//!
//! A translation is exact or it is refused: what another engine would match in another way, or
//! would not load, is never guessed at.

mod glob;
mod perl;
mod posix;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use thiserror::Error;

use crate::hostset::{HostSet, Regular};

pub use glob::glob;
pub use perl::perl;
pub use posix::{Posix, posix};

/// Groups inside groups that a translation follows.
const DEEPEST: usize = 50;

/// Characters of an expression that is followed; longer ones would cost more than they are worth.
const LONGEST: usize = 16 << 10;

/// That an expression is short enough to be followed.
fn within_length(pattern: &str) -> Result<(), Untranslated> {
    if pattern.len() <= LONGEST {
        return Ok(());
    }
    Err(Untranslated::undecidable("is longer than an expression that is followed"))
}

/// Why an expression was not translated.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Untranslated {
    /// The product's own engine refuses it; in words that follow "it".
    #[error("{0}")]
    Refused(String),
    /// It cannot be told here what it matches; in words that follow "it".
    #[error("{0}")]
    Undecidable(String),
}

impl Untranslated {
    fn refused(why: &str) -> Self {
        Self::Refused(why.to_owned())
    }

    fn undecidable(why: impl Into<String>) -> Self {
        Self::Undecidable(why.into())
    }
}

/// The texts in which a translated expression is found anywhere.
///
/// # Errors
/// When it is larger than what can be decided.
pub fn anywhere(source: &str, folded: bool) -> Result<HostSet, Untranslated> {
    let flag = if folded { "(?i)" } else { "" };
    Regular::new(format!("{flag}.*(?:{source}).*"))
        .map(HostSet::Regular)
        .map_err(|error| Untranslated::undecidable(format!("cannot be decided: {error}")))
}

/// The texts that a translated expression matches from the first character to the last.
///
/// # Errors
/// When it is larger than what can be decided.
pub fn whole(source: &str, folded: bool) -> Result<HostSet, Untranslated> {
    let flag = if folded { "(?i)" } else { "" };
    Regular::new(format!("{flag}(?:{source})"))
        .map(HostSet::Regular)
        .map_err(|error| Untranslated::undecidable(format!("cannot be decided: {error}")))
}

/// The hosts that are in at least one of the sets.
///
/// # Errors
/// When an address range stands with other sets, or the whole is too large.
pub fn union(mut sets: Vec<HostSet>) -> Result<HostSet, Untranslated> {
    if sets.len() == 1
        && let Some(only) = sets.pop()
    {
        return Ok(only);
    }
    let sources: Option<Vec<String>> = sets
        .iter()
        .map(|set| set.as_regular().map(|regular| format!("(?:{})", regular.source())))
        .collect();
    let sources = sources.ok_or_else(|| {
        Untranslated::undecidable("mixes address ranges with names, which is not read as one entry")
    })?;
    whole(&sources.join("|"), false)
}

/// A character that stands for itself.
fn literal(into: &mut String, character: char) {
    if character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '/' | ':' | '"') {
        into.push(character);
    } else if character.is_ascii() {
        let _ = write!(into, "\\x{:02x}", u32::from(character));
    } else {
        into.push(character);
    }
}

/// One member of a bracket expression.
enum Member {
    /// A character.
    One(char),
    /// A class, as the target syntax writes it inside brackets.
    Class(String),
}

/// A bracket expression of members, where `-` between two characters makes a range.
fn bracket(into: &mut String, negated: bool, members: &[Member]) -> Result<(), Untranslated> {
    into.push_str(if negated { "[^" } else { "[" });
    let mut rest = members;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (Member::One(low), [Member::One('-'), Member::One(high), others @ ..]) => {
                if low > high {
                    return Err(Untranslated::refused("has a range that runs backwards"));
                }
                class_member(into, *low)?;
                into.push('-');
                class_member(into, *high)?;
                rest = others;
            }
            (Member::One(one), _) => class_member(into, *one)?,
            (Member::Class(class), _) => into.push_str(class),
        }
    }
    into.push(']');
    Ok(())
}

fn class_member(into: &mut String, character: char) -> Result<(), Untranslated> {
    if !character.is_ascii() {
        return Err(Untranslated::undecidable("has letters beyond ASCII in brackets"));
    }
    let _ = write!(into, "\\x{:02x}", u32::from(character));
    Ok(())
}

/// The name of a class such as `[:alpha:]`, which both syntaxes have.
fn known_class(name: &str) -> bool {
    const CLASSES: &[&str] = &[
        "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
        "upper", "xdigit",
    ];
    CLASSES.contains(&name)
}
