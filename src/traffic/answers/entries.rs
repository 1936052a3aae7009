//! Per allow entry: used or not, and by whom.

use serde::{Serialize, Serializer};

use crate::address::Scheme;
use crate::allowlist::{Action, Allowlist, Hosts, Index, Meaning, Place, Request, Rule, Sees};
use crate::hostset::HostSet;
use crate::traffic::Verdict;
use crate::traffic::seen::Traffic;

/// Hosts that are listed under one wide entry. All are counted.
const LISTED: usize = 1000;

/// What logs say about one allow entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryAnswer<'a> {
    /// The entry as written.
    pub text: &'a str,
    /// Where it stands.
    #[serde(serialize_with = "shown")]
    pub place: &'a Place,
    /// Whether it was used.
    pub usage: Usage,
}

/// Whether an entry was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Usage {
    /// Requests that were let through come under it.
    Used,
    /// Only requests that were not let through come under it.
    OnlyRefused,
    /// No request comes under it.
    Unused,
    /// Nobody can say: the entry is about paths, URLs or something else that is not in the
    /// counts, or there were too many hosts.
    Unclear,
}

/// A wide entry, and what was asked for under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Narrower<'a> {
    /// The entry as written.
    pub text: &'a str,
    /// Where it stands.
    #[serde(serialize_with = "shown")]
    pub place: &'a Place,
    /// How many hosts were let through under it.
    pub count: usize,
    /// Those, by name: the narrower list. At most a thousand.
    pub hosts: Vec<&'a str>,
}

fn shown<S: Serializer>(place: &Place, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(place)
}

/// The answers about a list.
#[derive(Default)]
pub(super) struct Entries<'a> {
    pub(super) unused: Vec<EntryAnswer<'a>>,
    pub(super) unclear: Vec<EntryAnswer<'a>>,
    pub(super) narrower: Vec<Narrower<'a>>,
}

/// What is found for a rule on the way.
#[derive(Clone, Default)]
struct Found {
    used: bool,
    refused: bool,
    maybe: bool,
    count: usize,
    hosts: Vec<usize>,
}

pub(super) fn answer<'a>(traffic: &'a Traffic, list: &'a Allowlist) -> Entries<'a> {
    let index = Index::new(list);
    let mut found = vec![Found::default(); list.rules.len()];
    let mut recent: (&str, Vec<usize>) = ("", Vec::new());
    let mut request = Request::new("", 0);
    for (number, seen) in traffic.seen.iter().enumerate() {
        if recent.0 != seen.host {
            recent = (&seen.host, index.of_host(&seen.host));
            request.host.clone_from(&seen.host);
        }
        request.port = seen.port;
        let allowed = seen.count(Verdict::Allowed) > 0;
        for &candidate in &recent.1 {
            let (rule, found) = (&list.rules[candidate], &mut found[candidate]);
            let wide = is_wide(rule);
            if rule.action == Action::Deny || found.used && !wide {
                continue;
            }
            match comes_under(&rule.meaning, seen.scheme, &mut request) {
                Some(true) if allowed => {
                    found.used = true;
                    // Another port of the same host comes right behind.
                    let again = found
                        .hosts
                        .last()
                        .is_some_and(|&last| traffic.seen[last].host == seen.host);
                    if wide && !again {
                        found.count += 1;
                        if found.hosts.len() < LISTED {
                            found.hosts.push(number);
                        }
                    }
                }
                Some(true) => found.refused = true,
                Some(false) => {}
                None => found.maybe = true,
            }
        }
    }
    let mut entries = Entries::default();
    for (rule, found) in list.rules.iter().zip(found) {
        if rule.action == Action::Deny || matches!(rule.meaning.hosts, Hosts::Nothing(_)) {
            continue;
        }
        let usage = match &found {
            Found { used: true, .. } => Usage::Used,
            Found { maybe: true, .. } => Usage::Unclear,
            Found { refused: true, .. } => Usage::OnlyRefused,
            _ if traffic.beyond > 0 => Usage::Unclear,
            _ => Usage::Unused,
        };
        let answer = || EntryAnswer { text: &rule.text, place: &rule.place, usage };
        match usage {
            Usage::Unused => entries.unused.push(answer()),
            Usage::Unclear => entries.unclear.push(answer()),
            Usage::Used | Usage::OnlyRefused => {}
        }
        if !found.hosts.is_empty() {
            entries.narrower.push(Narrower {
                text: &rule.text,
                place: &rule.place,
                count: found.count,
                hosts: found.hosts.iter().map(|&seen| &*traffic.seen[seen].host).collect(),
            });
        }
    }
    entries
}

/// True for an entry that stands for more than one name.
fn is_wide(rule: &Rule) -> bool {
    match &rule.meaning.hosts {
        Hosts::Set(HostSet::Under { depths, .. }) => depths.most != Some(0),
        Hosts::Set(HostSet::Network(net)) => net.prefix_len() < net.max_prefix_len(),
        Hosts::Set(_) => true,
        Hosts::Nothing(_) | Hosts::Unknown(_) => false,
    }
}

/// Whether a request comes under an entry, whose scheme is any where it is not known; none when the
/// counts cannot say, since they have no paths.
fn comes_under(meaning: &Meaning, scheme: Option<Scheme>, request: &mut Request) -> Option<bool> {
    let all = [Scheme::Http, Scheme::Https, Scheme::Tcp];
    let schemes = scheme.as_ref().map_or(&all[..], std::slice::from_ref);
    let mut unclear = false;
    for &scheme in schemes {
        request.scheme = scheme;
        match under(meaning, request) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unclear = true,
        }
    }
    if unclear { None } else { Some(false) }
}

fn under(meaning: &Meaning, request: &Request) -> Option<bool> {
    let sees_path = match meaning.sees {
        Sees::Host | Sees::HostHeader => false,
        Sees::UrlOrAuthority => request.scheme == Scheme::Http,
        Sees::Url => true,
    };
    if sees_path && meaning.hosts != Hosts::Set(HostSet::Everything) {
        let admitted = request.port.is_none_or(|port| meaning.ports.admit(port))
            && meaning.schemes.admit(request.scheme);
        return if admitted { None } else { Some(false) };
    }
    if meaning.path.is_none() {
        return meaning.admits(request);
    }
    let wider = Meaning { path: None, ..meaning.clone() };
    wider.admits(request).and_then(|admitted| if admitted { None } else { Some(false) })
}
