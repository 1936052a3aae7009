//! tinyproxy: one line of the filter file, in each of its three types.
//!
//! <https://tinyproxy.github.io/>, `tinyproxy.conf(5)`, and `src/filter.c`; run as 1.11.1 and 1.11.3.

use crate::allowlist::expression::{Posix, Untranslated, anywhere, glob, posix, whole};
use crate::allowlist::{Case, Confidence, Dialect, Hosts, Meaning, Rejected};
use crate::hostset::HostSet;

/// A line of a filter file.
pub struct Filter {
    id: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Expression(Posix),
    Glob,
}

/// `FilterType bre`, the default: a POSIX basic expression, searched for anywhere.
pub const BRE: Filter = Filter { id: "tinyproxy.bre", kind: Kind::Expression(Posix::Basic) };
/// `FilterType ere`: a POSIX extended expression, searched for anywhere.
pub const ERE: Filter = Filter { id: "tinyproxy.ere", kind: Kind::Expression(Posix::Extended) };
/// `FilterType fnmatch`: a shell pattern for the whole name, with capitals as written.
pub const FNMATCH: Filter = Filter { id: "tinyproxy.fnmatch", kind: Kind::Glob };

/// The pattern on a line: up to the first space, or to a `#` without a backslash before it.
#[must_use]
pub fn pattern(line: &str) -> &str {
    let line = line.trim_start();
    let mut before = ' ';
    let end = line.find(|character: char| {
        let ends = character.is_ascii_whitespace() || (character == '#' && before != '\\');
        before = character;
        ends
    });
    line.get(..end.unwrap_or(line.len())).unwrap_or(line)
}

/// What a pattern of an expression type means; `folded` is `FilterCaseSensitive Off`, the default.
///
/// # Errors
/// When tinyproxy does not start with it.
pub fn expression(text: &str, kind: Posix, folded: bool) -> Result<Meaning, Rejected> {
    let meaning = match posix(text, kind).and_then(|source| anywhere(&source, folded)) {
        Ok(_) if kind == Posix::Basic && text.trim_start_matches('^').starts_with('*') => {
            Meaning::nothing(
                "begins with a star, which a basic expression takes for a letter: write \
                 `\\.example\\.com$`",
            )
        }
        Ok(set) => Meaning::of(set),
        Err(Untranslated::Refused(why)) => {
            return Err(Rejected::because(format!("{why}, and tinyproxy does not start")));
        }
        Err(Untranslated::Undecidable(why)) => Meaning::unknown(why),
    };
    let case = if folded { Case::Folded } else { Case::AsSent };
    Ok(Meaning { case, ..meaning })
}

fn shell(text: &str) -> Meaning {
    let set = if text.contains(['?', '[', '\\']) {
        glob(text, ".*", ".").and_then(|source| whole(&source, false))
    } else {
        Ok(HostSet::glob(text))
    };
    let mut meaning = match set {
        Ok(_) if text.contains(':') => Meaning::nothing(
            "has a port, and tinyproxy compares it with the name of the host alone",
        ),
        Ok(set) => Meaning::of(set),
        Err(why) => Meaning::unknown(why.to_string()),
    };
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) && matches!(meaning.hosts, Hosts::Set(_))
    {
        meaning.remarks.push(
            "Shell patterns are compared with capitals as written, and clients send names \
             lower-case."
                .to_owned(),
        );
    }
    Meaning { case: Case::AsSent, ..meaning }
}

impl Dialect for Filter {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let text = pattern(text);
        let meaning = match self.kind {
            _ if text.is_empty() => Meaning::nothing("has no pattern"),
            Kind::Expression(kind) => expression(text, kind, true)?,
            Kind::Glob => shell(text),
        };
        Ok(Meaning { drops_dot: false, confidence: Confidence::Measured, ..meaning })
    }
}
