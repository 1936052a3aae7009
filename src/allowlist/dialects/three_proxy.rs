//! 3proxy: the targets of an `allow` or `deny` line, with the ports that follow them.
//!
//! <https://3proxy.org/doc/man3/3proxy.cfg.3.html>; built and run from the source of 2026-08.

use crate::allowlist::expression::{union, whole};
use crate::allowlist::{Confidence, Dialect, Hosts, Meaning, Ports, Rejected};
use crate::hostset::HostSet;

/// Targets with commas between, and after a space ports with commas between.
pub struct Acl;

impl Dialect for Acl {
    fn id(&self) -> &'static str {
        "3proxy.acl"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let mut fields = text.split_whitespace();
        let targets = fields.next().unwrap_or("*");
        let ports = match fields.next() {
            None | Some("*") => Ports::all(),
            Some(list) => Ports::of(list.split(',').map(range).collect::<Result<Vec<_>, _>>()?),
        };
        let mut sets = Vec::new();
        let mut other = None;
        for target in targets.split(',').filter(|target| !target.is_empty()) {
            match hosts(target) {
                Hosts::Set(set) => sets.push(set),
                hosts => other = Some(hosts),
            }
        }
        let hosts = match other {
            Some(unknown @ Hosts::Unknown(_)) => unknown,
            Some(nothing) if sets.is_empty() => nothing,
            _ => match union(sets) {
                Ok(set) => Hosts::Set(set),
                Err(why) => Hosts::Unknown(why.to_string()),
            },
        };
        Ok(Meaning {
            hosts,
            ports,
            confidence: Confidence::Measured,
            ..Meaning::of(HostSet::Everything)
        })
    }
}

/// The hosts of one target: a star counts only as the first or the last character.
fn hosts(target: &str) -> Hosts {
    if target == "*" {
        return Hosts::Set(HostSet::Everything);
    }
    if let Ok(net) = target.parse::<ipnet::IpNet>() {
        return Hosts::Set(HostSet::Network(net));
    }
    if let Ok(ip) = target.parse::<std::net::IpAddr>() {
        return Hosts::Set(HostSet::Network(ip.into()));
    }
    let lower = target.to_ascii_lowercase();
    let (open_left, rest) = match lower.strip_prefix('*') {
        Some(rest) => (true, rest),
        None => (false, lower.as_str()),
    };
    let (open_right, rest) = match rest.strip_suffix('*') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if rest.contains('*') {
        return Hosts::Nothing(
            "has a star inside, which 3proxy takes for a letter: a star counts as the first or \
             the last character"
                .to_owned(),
        );
    }
    if !open_left && rest.starts_with('.') {
        return Hosts::Nothing(
            "begins with a dot, as no host does: write `*.example.com,example.com`".to_owned(),
        );
    }
    let name = rest.strip_prefix('.').unwrap_or_default();
    match (open_left, open_right) {
        (true, true) => Hosts::Set(HostSet::Contains(rest.into())),
        (true, false) if !name.is_empty() => Hosts::Set(HostSet::below(name)),
        // At least one character stands before it.
        (true, false) => match whole(&format!(".+{}", regex_syntax::escape(rest)), false) {
            Ok(set) => Hosts::Set(set),
            Err(why) => Hosts::Unknown(why.to_string()),
        },
        (false, true) => Hosts::Set(HostSet::StartsWith(rest.into())),
        (false, false) => Hosts::Set(HostSet::exact(rest)),
    }
}

fn range(text: &str) -> Result<(u16, u16), Rejected> {
    let number = |text: &str| {
        text.parse::<u16>().map_err(|_| Rejected::because(format!("is no port: `{text}`")))
    };
    match text.split_once('-') {
        Some((low, high)) => Ok((number(low)?, number(high)?)),
        None => Ok((number(text)?, number(text)?)),
    }
}
