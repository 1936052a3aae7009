//! One condition of a PAC file: a call of a helper function, or a comparison of the host.
//!
//! <https://developer.mozilla.org/docs/Web/HTTP/Guides/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file>;
//! run with pacparser 1.5.3.

use ipnet::Ipv4Net;

use crate::allowlist::expression::{union, whole};
use crate::allowlist::{Case, Confidence, Dialect, Hosts, Meaning, Rejected, Sees};
use crate::hostset::HostSet;

/// A condition without `&&`, `||` and `!`.
pub struct Function;

impl Dialect for Function {
    fn id(&self) -> &'static str {
        "pac.function"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let text = text.trim();
        let found = call(text).or_else(|| comparison(text)).or_else(|| levels(text));
        let meaning = found.unwrap_or_else(|| {
            Meaning::unknown("is a condition that is not followed without running the script")
        });
        Ok(Meaning {
            case: Case::AsSent,
            drops_dot: false,
            confidence: Confidence::Measured,
            ..meaning
        })
    }
}

/// `name(argument, "text")`.
fn call(text: &str) -> Option<Meaning> {
    let (name, rest) = text.split_once('(')?;
    let arguments = rest.strip_suffix(')')?;
    if name.trim() == "isInNet" {
        return in_net(arguments);
    }
    let (first, second) = match arguments.split_once(',') {
        Some((first, second)) => (first.trim(), Some(string(second)?)),
        None => (arguments.trim(), None),
    };
    match (name.trim(), first, second) {
        ("isPlainHostName", "host", None) => Some(plain()),
        ("dnsDomainIs", "host", Some(domain)) => {
            let mut meaning = Meaning::of(match domain.strip_prefix('.') {
                Some(name) if !name.is_empty() => HostSet::below(name),
                _ => HostSet::EndsWith(domain.into()),
            });
            if !domain.starts_with('.') {
                meaning.remarks.push(
                    "dnsDomainIs without a leading dot matches every name that ends in the text."
                        .to_owned(),
                );
            }
            Some(meaning)
        }
        ("localHostOrDomainIs", "host", Some(name)) => Some(local_or(name)),
        ("shExpMatch", "host", Some(pattern)) => Some(shell(pattern)),
        ("shExpMatch", "url", Some(pattern)) => {
            let mut meaning = shell(pattern);
            if let Hosts::Set(HostSet::Under { .. }) = meaning.hosts {
                meaning = Meaning::nothing("is compared with the whole URL, which it is never");
            }
            meaning.remarks.push(
                "Browsers cut an https URL to its scheme and host before they call the script."
                    .to_owned(),
            );
            Some(Meaning { sees: Sees::Url, ..meaning })
        }
        _ => None,
    }
}

/// `host == "text"`, in either order.
fn comparison(text: &str) -> Option<Meaning> {
    let (left, right) = text.split_once("===").or_else(|| text.split_once("=="))?;
    let name = match (left.trim(), right.trim()) {
        ("host", name) | (name, "host") => string(name)?,
        _ => return None,
    };
    Some(Meaning::of(HostSet::exact(name)))
}

/// `isInNet(host, "192.0.2.0", "255.255.255.0")`: an address is compared, a name looked up first.
fn in_net(arguments: &str) -> Option<Meaning> {
    let mut parts = arguments.split(',');
    let (host, address, mask) = (parts.next()?, string(parts.next()?)?, string(parts.next()?)?);
    if host.trim() != "host" || parts.next().is_some() {
        return None;
    }
    let net = Ipv4Net::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?;
    let names = whole("[^:]*[A-Za-z_-][^:]*", false).ok()?;
    let why = "isInNet looks a name up and compares its address, which is not done here";
    Some(Meaning::of(HostSet::Network(net.trunc().into())).in_doubt(vec![names], why))
}

/// `dnsDomainLevels(host)` compared with a number.
fn levels(text: &str) -> Option<Meaning> {
    let rest = text.strip_prefix("dnsDomainLevels(")?.trim_start().strip_prefix("host")?;
    let rest = rest.trim_start().strip_prefix(')')?.trim_start();
    let sign = rest.trim_end_matches(|character: char| character.is_ascii_digit());
    let number: u8 = rest[sign.len()..].parse().ok()?;
    let dots = match sign.trim() {
        "==" | "===" => format!("{{{number}}}"),
        ">" => format!("{{{},}}", number.checked_add(1)?),
        ">=" => format!("{{{number},}}"),
        "<" => format!("{{0,{}}}", number.checked_sub(1)?),
        "<=" => format!("{{0,{number}}}"),
        _ => return None,
    };
    whole(&format!(r"[^.]*(?:\.[^.]*){dots}"), false).ok().map(Meaning::of)
}

/// The text between quotes, when nothing in it is escaped.
fn string(text: &str) -> Option<&str> {
    let text = text.trim();
    ['"', '\''].iter().find_map(|quote| {
        let inner = text.strip_prefix(*quote)?.strip_suffix(*quote)?;
        (!inner.contains([*quote, '\\'])).then_some(inner)
    })
}

/// Names without a dot.
fn plain() -> Meaning {
    whole("[^.:]*", false).map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of)
}

/// The name, and each beginning of it up to a dot.
fn local_or(name: &str) -> Meaning {
    let beginnings = name.match_indices('.').map(|(at, _)| HostSet::exact(&name[..at]));
    let all: Vec<HostSet> =
        beginnings.chain([HostSet::exact(name)]).filter(|set| *set != HostSet::exact("")).collect();
    union(all).map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of)
}

/// A shell pattern of a script: a star for any text, a question mark for one character. Engines
/// that make an expression of it differ in every other sign.
fn shell(pattern: &str) -> Meaning {
    if pattern.contains(['[', ']', '(', ')', '{', '}', '|', '^', '$', '+', '\\']) {
        return Meaning::unknown("has signs in its pattern in which script engines differ");
    }
    if !pattern.contains('?') {
        return Meaning::of(HostSet::glob(pattern));
    }
    crate::allowlist::expression::glob(pattern, ".*", ".")
        .and_then(|source| whole(&source, false))
        .map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of)
}
