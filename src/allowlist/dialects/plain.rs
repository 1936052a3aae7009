//! Plain lists: one host in a line, in a style that whoever wrote it states.

use super::parts;
use crate::allowlist::{Dialect, Meaning, Rejected};
use crate::hostset::HostSet;

/// A style of plain lists.
pub struct Plain {
    id: &'static str,
    /// What `.x` stands for; none when it is no entry of the style.
    dot: Option<fn(&str) -> HostSet>,
    /// What `*.x` stands for.
    star: Option<fn(&str) -> HostSet>,
    /// What `x` stands for.
    bare: fn(&str) -> HostSet,
    /// True where nobody can tell whether a wildcard has the host itself.
    apex_in_doubt: bool,
}

/// `.x` is the name and all below, `x` the name.
pub const DOT: Plain = Plain { id: "plain.dot", dot: Some(HostSet::subtree), ..EXACT };

/// `*.x` is all below without the name, `x` the name.
pub const STAR: Plain = Plain { id: "plain.star", star: Some(HostSet::below), ..EXACT };

/// `.x` is the name and all below, `*.x` all below without the name, `x` the name.
pub const BOTH: Plain = Plain { id: "plain.both", star: Some(HostSet::below), ..DOT };

/// What is certain of a list that has `.x` and `*.x` without saying how they differ: both are all
/// below, and perhaps the name; `x` is the name.
pub const MIXED: Plain = Plain {
    id: "plain.mixed",
    dot: Some(HostSet::below),
    star: Some(HostSet::below),
    apex_in_doubt: true,
    ..EXACT
};

/// `x` is the name and all below.
pub const SUBTREE: Plain = Plain { id: "plain.subtree", bare: HostSet::subtree, ..EXACT };

/// `x` is the name; there are no wildcards.
pub const EXACT: Plain =
    Plain { id: "plain.exact", dot: None, star: None, bare: HostSet::exact, apex_in_doubt: false };

impl Dialect for Plain {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if let Some(set) = parts::network(text) {
            return Ok(Meaning::of(set));
        }
        let text = text.to_ascii_lowercase();
        let name = text.strip_suffix('.').unwrap_or(&text);
        let (form, set, name) = if let Some(name) = name.strip_prefix("*.") {
            ("*.", self.star, name)
        } else if let Some(name) = name.strip_prefix('.') {
            (".", self.dot, name)
        } else {
            ("", Some(self.bare), name)
        };
        if name.is_empty() || name.contains(['*', '/', ':']) || name.contains("..") {
            return Err(Rejected::because("is no host name of a plain list"));
        }
        let name = &parts::name(name)?;
        match set {
            Some(set) if self.apex_in_doubt && !form.is_empty() => {
                let why = "the list has `.x` and `*.x`, and does not say which of them has `x`";
                Ok(Meaning::of(set(name)).in_doubt(vec![HostSet::exact(name)], why))
            }
            Some(set) => Ok(Meaning::of(set(name))),
            None => Err(Rejected::because(format!(
                "begins with `{form}`, which the stated style does not have"
            ))),
        }
    }
}
