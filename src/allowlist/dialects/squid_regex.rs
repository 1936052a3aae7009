//! Squid: the expressions of an `acl` line.
//!
//! POSIX extended expressions, searched for anywhere, with capitals unless `-i` stands before them:
//! <https://www.squid-cache.org/Doc/config/acl/>; run as 5.7.

use super::parts;
use super::squid::{measured, words};
use crate::allowlist::expression::{Posix, Untranslated, anywhere, posix, union};
use crate::allowlist::{Case, Dialect, Hosts, Meaning, PathRule, Rejected, Schemes, Sees, Unseen};
use crate::hostset::{HostSet, Regular};

/// What the expressions of one kind of list are held against.
pub struct Expressions {
    id: &'static str,
    against: Against,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Against {
    Host,
    ServerName,
    Url,
    Path,
}

/// `dstdom_regex`: the name of the host, which Squid has lower-cased.
pub const DSTDOM: Expressions = Expressions { id: "squid.dstdom_regex", against: Against::Host };
/// `url_regex`: the URL, and of a `CONNECT` only `host:port`.
pub const URL: Expressions = Expressions { id: "squid.url_regex", against: Against::Url };
/// `urlpath_regex`: the path with its query; a `CONNECT` has none.
pub const URLPATH: Expressions = Expressions { id: "squid.urlpath_regex", against: Against::Path };
/// `ssl::server_name_regex`: the name of a `CONNECT` or of a TLS client.
pub const SERVER_NAME: Expressions =
    Expressions { id: "squid.server_name_regex", against: Against::ServerName };

impl Dialect for Expressions {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let mut folded = false;
        let mut sets = Vec::new();
        let mut dead = None;
        for word in words(text) {
            match word {
                "-i" => folded = true,
                "+i" => folded = false,
                "-n" | "--" => {}
                _ if word.starts_with("--") && self.against == Against::ServerName => {}
                _ => {
                    match posix(word, Posix::Extended).and_then(|source| anywhere(&source, folded))
                    {
                        Ok(set) => sets.push(set),
                        Err(Untranslated::Refused(why)) => {
                            dead = Some(format!(
                                "is skipped with an error when Squid starts: it {why}"
                            ));
                        }
                        Err(Untranslated::Undecidable(why)) => {
                            return Ok(measured(Meaning::unknown(why)));
                        }
                    }
                }
            }
        }
        if sets.is_empty() {
            let why = dead.unwrap_or_else(|| "has no expression".to_owned());
            return Ok(measured(Meaning::nothing(why)));
        }
        let mut meaning = match union(sets) {
            Ok(set) => self.meaning(&set),
            Err(why) => Meaning::unknown(why.to_string()),
        };
        if self.against == Against::Host && !words(text).any(|word| word == "-n") {
            meaning = meaning.in_doubt(
                parts::every_address(),
                "Squid compares the name that the address has in reverse DNS as well, unless -n \
                 stands before the expressions",
            );
        }
        if !folded && text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            meaning.remarks.push(
                "Squid lower-cases the host before it compares, so that capitals match nothing \
                 without -i."
                    .to_owned(),
            );
        }
        Ok(measured(meaning))
    }
}

impl Expressions {
    fn meaning(&self, set: &HostSet) -> Meaning {
        let lowered = Meaning { case: Case::HostFolded, ..Meaning::of(set.clone()) };
        match self.against {
            Against::Host => lowered,
            Against::ServerName => Meaning { schemes: Schemes::CONNECT, ..lowered },
            Against::Url => Meaning { sees: Sees::UrlOrAuthority, ..lowered },
            Against::Path => {
                let paths: Option<Regular> = set.as_regular();
                let path = paths.map(|paths| PathRule { paths, unseen: Unseen::Fails });
                Meaning { hosts: Hosts::Set(HostSet::Everything), path, ..lowered }
            }
        }
    }
}
