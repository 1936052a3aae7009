//! The rules of a list that come into question for an endpoint.

use super::Needed;
use super::judge::Judge;
use crate::address::Scheme;
use crate::allowlist::{Action, Hosts, Meaning, Rule, Sees, Unseen};
use crate::hostset::{
    HostSet, Regular, TooComplex, goes_on, intersects, paths_contain, paths_meet, texts_meet,
};

/// What is left out of the comparison, to see whether it is what is missing.
#[derive(Clone, Copy, Default)]
pub(super) struct Ignoring {
    pub(super) ports: bool,
    pub(super) schemes: bool,
    pub(super) paths: bool,
}

/// A rule that has some of the needed hosts.
pub(super) struct Candidate<'a> {
    pub(super) number: usize,
    pub(super) rule: &'a Rule,
    /// The hosts that it matches; none when nobody can tell.
    pub(super) hosts: Option<HostSet>,
    /// True when it surely matches where its hosts do.
    pub(super) sure: bool,
}

impl<'a> Judge<'a> {
    /// The rules that have some of the needed hosts, in the order of the list.
    pub(super) fn candidates(
        &self,
        needed: &Needed,
        port: u16,
        scheme: Scheme,
        numbers: &[usize],
        ignoring: Ignoring,
    ) -> Vec<Candidate<'a>> {
        let path = needed.path.as_deref().unwrap_or("/");
        let mut found = Vec::new();
        for &number in numbers {
            let rule = &self.list.rules[number];
            let (meaning, action) = (&rule.meaning, rule.action);
            if !(ignoring.ports || meaning.ports.admit(port))
                || !(ignoring.schemes || meaning.schemes.admit(scheme))
            {
                continue;
            }
            let seen = match (ignoring.paths, &meaning.path) {
                (true, _) | (_, None) => Some(true),
                (false, Some(rule)) if scheme == Scheme::Http || rule.unseen == Unseen::Opened => {
                    takes_path(&rule.paths, needed.path.as_deref(), action)
                }
                (false, Some(rule)) => match rule.unseen {
                    Unseen::Fails => Some(false),
                    Unseen::HostOnly => Some(true),
                    Unseen::Unknown | Unseen::Opened => None,
                },
            };
            if seen == Some(false) {
                continue;
            }
            let hosts = match meaning.hosts_for(&needed.hosts, port, scheme, path) {
                Ok(None) => continue,
                Ok(Some(hosts)) => match intersects(&hosts, &needed.hosts) {
                    Ok(false)
                        if action == Action::Deny && may_stop_some_url(meaning, needed, port) =>
                    {
                        None
                    }
                    Ok(false) => continue,
                    Ok(true) => Some(hosts),
                    Err(TooComplex) => None,
                },
                Err(_) => None,
            };
            let whole = scheme != Scheme::Http || self.whole[number];
            let sure = seen == Some(true) && hosts.is_some() && whole;
            found.push(Candidate { number, rule, hosts, sure });
        }
        found
    }
}

/// Whether a rule takes every path that is needed; none when nobody can tell. A deny rule that takes
/// only some of them leaves it open, since nobody says which of them will be asked for.
fn takes_path(paths: &Regular, needed: Option<&str>, action: Action) -> Option<bool> {
    let start = regex_syntax::escape(needed.unwrap_or("/"));
    // Under a path is what stands behind a slash, and the path itself with and without a query.
    let rest = if start.ends_with('/') { ".*" } else { "(?:[/?].*)?" };
    let all = Regular::new(format!("{start}{rest}")).ok()?;
    if paths_contain(paths, &all).ok()? {
        return Some(true);
    }
    match action {
        Action::Allow => Some(false),
        Action::Deny => (!paths_meet(paths, &all).ok()?).then_some(false),
    }
}

/// True when a rule is not about URLs, or takes every path of plain HTTP that is longer than one it
/// takes.
pub(super) fn always_whole(meaning: &Meaning) -> bool {
    if !sees_urls(meaning) {
        return true;
    }
    match &meaning.hosts {
        Hosts::Set(HostSet::Regular(urls)) => goes_on(urls) == Ok(true),
        Hosts::Set(HostSet::Everything | HostSet::StartsWith(_) | HostSet::Contains(_)) => true,
        _ => false,
    }
}

/// True for a rule that is held against the URL.
fn sees_urls(meaning: &Meaning) -> bool {
    matches!(meaning.sees, Sees::Url | Sees::UrlOrAuthority)
}

/// True when an expression about URLs may stop a needed host for some path of plain HTTP, though
/// not for the first one.
fn may_stop_some_url(meaning: &Meaning, needed: &Needed, port: u16) -> bool {
    if needed.scheme != Scheme::Http || !sees_urls(meaning) {
        return false;
    }
    let Hosts::Set(HostSet::Regular(stopped)) = &meaning.hosts else { return false };
    let HostSet::Under { name, depths } = &needed.hosts else { return true };
    let most = depths.most.map_or(String::new(), |most| most.to_string());
    let port = if port == 80 { String::new() } else { format!(":{port}") };
    let path = needed.path.as_deref().unwrap_or("/");
    let urls = Regular::new(format!(
        r"http://(?:[^./]+\.){{{},{most}}}{}{port}{}.*",
        depths.least,
        regex_syntax::escape(name),
        regex_syntax::escape(path)
    ));
    urls.map_or(true, |urls| texts_meet(stopped, &urls) != Ok(false))
}
