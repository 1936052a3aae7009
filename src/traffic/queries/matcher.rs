//! Needs in a form that every engine can match exactly.

use super::{Query, label};
use crate::hostset::{HostSet, Regular};
use crate::traffic::answers::Need;

/// How hosts of a need are matched. All texts are of letters, digits, dots, hyphens and
/// underscores, and of colons where they are addresses.
pub(super) enum Matcher {
    /// A name with so many labels before it.
    Under {
        name: String,
        least: u8,
        most: Option<u8>,
    },
    Ends(String),
    Begins(String),
    Has(String),
    /// A range of more than one address: the first address and the length of the prefix.
    Network {
        v4: bool,
        text: String,
    },
    Everything,
    /// An expression that means the same in RE2 and in PCRE, for the whole host.
    Regular(String),
}

/// One need, with its number in the query.
pub(super) struct Asked<'a> {
    pub(super) number: usize,
    pub(super) role: String,
    pub(super) entry: String,
    pub(super) matcher: Matcher,
    pub(super) ports: &'a [(u16, u16)],
}

/// The needs that can be asked for, and a query that says which cannot.
pub(super) fn asked(
    needs: &[Need],
    can: impl Fn(&Matcher) -> Result<(), &'static str>,
) -> (Vec<Asked<'_>>, Query) {
    let mut query = Query { text: String::new(), refused: Vec::new() };
    let mut asked = Vec::new();
    for need in needs {
        let matcher = matcher(&need.hosts).and_then(|matcher| can(&matcher).map(|()| matcher));
        match matcher {
            Ok(matcher) => asked.push(Asked {
                number: asked.len() + 1,
                role: label(&need.role),
                entry: label(&need.text),
                matcher,
                ports: need.ports.ranges(),
            }),
            Err(why) => query.refused.push((need.text.clone(), why.to_owned())),
        }
    }
    (asked, query)
}

const STRANGE: &str = "has signs that no host name has";

fn matcher(hosts: &HostSet) -> Result<Matcher, &'static str> {
    let plain = |text: &str| {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
        if !text.is_empty() && text.chars().all(good) { Ok(text.to_owned()) } else { Err(STRANGE) }
    };
    Ok(match hosts {
        HostSet::Everything => Matcher::Everything,
        HostSet::Under { name, depths } => {
            Matcher::Under { name: plain(name)?, least: depths.least, most: depths.most }
        }
        HostSet::EndsWith(text) => Matcher::Ends(plain(text)?),
        HostSet::StartsWith(text) => Matcher::Begins(plain(text)?),
        HostSet::Contains(text) => Matcher::Has(plain(text)?),
        HostSet::Network(net) if net.prefix_len() == net.max_prefix_len() => {
            Matcher::Under { name: net.addr().to_string(), least: 0, most: Some(0) }
        }
        HostSet::Network(net) => {
            Matcher::Network { v4: net.addr().is_ipv4(), text: net.trunc().to_string() }
        }
        HostSet::Regular(regular) => Matcher::Regular(same_everywhere(regular)?),
    })
}

/// The source of an expression that means the same in all engines.
fn same_everywhere(regular: &Regular) -> Result<String, &'static str> {
    const WHY: &str = "is an expression that may mean another thing there";
    let source = regular.source();
    // With nothing around it that is matched too.
    if Regular::new(source).as_ref() != Ok(regular) {
        return Err(WHY);
    }
    let mut rest = source.chars().peekable();
    let mut written = String::new();
    let mut class = false;
    while let Some(sign) = rest.next() {
        match sign {
            // No backslash is left, so that no quoting of an engine can change it.
            '\\' => match rest.next() {
                Some('.') if class => written.push('.'),
                Some('.') => written.push_str("[.]"),
                Some('-') if !class => written.push('-'),
                _ => return Err(WHY),
            },
            '(' => match (rest.next(), rest.next()) {
                (Some('?'), Some(':')) => written.push_str("(?:"),
                _ => return Err(WHY),
            },
            '[' if class => return Err(WHY),
            '[' => {
                class = true;
                written.push('[');
                if rest.peek() == Some(&'^') {
                    rest.next();
                    written.push('^');
                }
            }
            ']' => {
                class = false;
                written.push(']');
            }
            'a'..='z' | '0'..='9' | '.' | '-' | '_' => written.push(sign),
            '*' | '+' | '?' | '|' | ')' if !class => written.push(sign),
            _ => return Err(WHY),
        }
    }
    Ok(written)
}

/// A text of names as an expression that has no backslash.
pub(super) fn escaped(text: &str) -> String {
    text.replace('.', "[.]")
}
