//! What is wanted, in the few shapes in which lists can say it.

use crate::allowlist::{Refused, Wanted};
use crate::hostset::{Depths, HostSet};

/// A set of hosts that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape<'a> {
    /// One name.
    Exact(&'a str),
    /// A name and everything below it.
    Subtree(&'a str),
    /// Everything below a name, without the name.
    Below(&'a str),
    /// Exactly one label below a name.
    OneLabel(&'a str),
    /// Every name that ends so.
    Ends(&'a str),
    /// A name with stars inside its labels, as the expression of [`HostSet::of_pattern`].
    Stars(&'a str),
}

/// The shape of a set.
///
/// # Errors
/// What it is instead, in words that follow "it".
pub fn shape(hosts: &HostSet) -> Result<Shape<'_>, String> {
    Ok(match hosts {
        HostSet::Under { name, depths } if is_name(name) => match *depths {
            Depths::ITSELF => Shape::Exact(name),
            Depths::SUBTREE => Shape::Subtree(name),
            Depths::BELOW => Shape::Below(name),
            Depths::ONE_LABEL => Shape::OneLabel(name),
            depths => return Err(format!("is {depths} {name}, which is not written")),
        },
        HostSet::EndsWith(text) if is_name(text.trim_start_matches('.')) => {
            match text.strip_prefix('.') {
                Some(name) => Shape::Below(name),
                None => Shape::Ends(text),
            }
        }
        HostSet::Regular(regular) if stars(regular.source()).is_some() => {
            Shape::Stars(regular.source())
        }
        HostSet::Network(net) if net.prefix_len() == net.max_prefix_len() => {
            return Err(format!("is the address {}, and not a name", net.addr()));
        }
        HostSet::Network(net) => return Err(format!("is the address range {net}, and not a name")),
        other => return Err(format!("is {other}, which no entry says")),
    })
}

/// The name with its stars, for products whose stars stay inside a label.
pub fn starred(source: &str) -> String {
    source.replace("\\-", "-").replace("[^.]*", "*").replace("\\.", ".")
}

/// The expression of a name with stars inside its labels, as every dialect of expressions has it;
/// none for any other expression.
pub fn stars(source: &str) -> Option<String> {
    let text = source.replace("\\-", "-");
    is_name(&starred(source).replace('*', "x")).then(|| format!("^{text}$"))
}

/// True for letters, digits, hyphens, underscores and single dots between: nothing that a format
/// could take for a sign of its own.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.split('.').all(|label| !label.is_empty())
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte)
        })
}

/// What stands before an entry: the roles and documents, freed of line ends.
pub fn comment(wanted: &Wanted) -> String {
    let mut parts = vec![wanted.text.clone()];
    if !wanted.roles.is_empty() {
        parts.push(format!("for {}", wanted.roles.join(", ")));
    }
    match wanted.sources.as_slice() {
        [] => {}
        [one] => parts.push(one.clone()),
        [first, others @ ..] => parts.push(format!("{first} (and {} more)", others.len())),
    }
    printable(&parts.join("; "))
}

/// A text without what would end a comment or a line.
pub fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// What is wanted, in a stable order: by the shape's own name from its end, then by its text.
pub fn ordered(wanted: &[Wanted]) -> Vec<&Wanted> {
    let mut all: Vec<&Wanted> = wanted.iter().collect();
    all.sort_by_key(|one| {
        let key = match shape(&one.hosts) {
            Ok(
                Shape::Exact(name)
                | Shape::Subtree(name)
                | Shape::Below(name)
                | Shape::OneLabel(name)
                | Shape::Ends(name)
                | Shape::Stars(name),
            ) => name.rsplit('.').collect::<Vec<_>>().join("."),
            Err(why) => why,
        };
        (key, one.text.clone())
    });
    all
}

/// That a path is wanted and the format has none.
pub fn without_path(wanted: &Wanted) -> Result<(), String> {
    match &wanted.path {
        Some(path) => Err(format!(
            "is wanted under {path} alone, and an entry for the whole host would be wider"
        )),
        None => Ok(()),
    }
}

/// What could not be written.
pub fn refused(wanted: &Wanted, why: impl Into<String>) -> Refused {
    Refused { text: wanted.text.clone(), why: why.into() }
}
