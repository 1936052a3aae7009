//! Hosts and addresses that a message names, and which of them is a proxy.

use crate::address::{Host, Scheme, Target};

/// A host that a message names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Where in the message it stands.
    pub(super) at: usize,
    pub(super) target: Target,
    pub(super) is_proxy: bool,
}

/// Names of XML vocabularies, which nobody asks for.
const VOCABULARIES: &[&str] = &["www.w3.org", "schemas.microsoft.com", "schemas.xmlsoap.org"];

/// Ends of names that are no names of hosts, though top-level domains of the same letters exist.
const FILE_ENDS: &[&str] =
    &["cab", "zip", "mov", "md", "py", "rs", "sh", "so", "ps", "pl", "pm", "app", "cc", "in", "is"];

/// Ends of names inside of companies (RFC 2606, RFC 6762, and what is usual).
const INSIDE: &[&str] = &[
    "local",
    "lan",
    "corp",
    "internal",
    "intranet",
    "intra",
    "private",
    "home",
    "localdomain",
    "test",
    "example",
    "invalid",
    "ad",
    "priv",
];

/// What may stand between the word "proxy" and its address.
const BETWEEN: &[&str] = &[
    "",
    "server",
    "servername",
    "name",
    "is",
    "host",
    "hostname",
    "address",
    "url",
    "set",
    "to",
    "the",
    "at",
    "via",
    "setting",
    "settings",
    "serveur",
    "servidor",
    "adresse",
    "configured",
    "as",
    "using",
    "http",
    "https",
];

/// Every host of a message, in order. Addresses with a scheme count wherever they stand; bare names
/// only when they look like nothing else.
pub(super) fn all_in(message: &str) -> Vec<Named> {
    let mut found = addresses(message);
    let whole = found.len();
    let mut from = 0;
    // A dot between two letters or digits is what a bare name cannot do without.
    for dot in memchr::memchr_iter(b'.', message.as_bytes()) {
        if dot < from {
            continue;
        }
        let (start, end) = token(message, dot);
        from = end;
        let covered = found[..whole]
            .iter()
            .any(|named| named.at <= start && start < named.at + 16 + named.target.url().len());
        if !covered && let Some(target) = bare(message, start, end) {
            let is_proxy = follows_proxy(&message[..start]);
            found.push(Named { at: start, target, is_proxy });
        }
    }
    found.sort_by_key(|named| named.at);
    found
}

fn addresses(message: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(message.as_bytes(), "://") {
        let before = &message[..at];
        let start = before
            .rfind(|c: char| !c.is_ascii_alphabetic())
            .map_or(0, |place| place + before[place..].chars().next().map_or(1, char::len_utf8));
        let scheme = match &before[start..] {
            scheme if scheme.eq_ignore_ascii_case("https") => Scheme::Https,
            scheme if scheme.eq_ignore_ascii_case("http") => Scheme::Http,
            _ => continue,
        };
        let rest = &message[at + 3..];
        let end = rest.find(ends_address).unwrap_or(rest.len());
        let address = rest[..end].trim_end_matches(['.', ')', ';', '}', ':']);
        let (authority, path) = match address.find(['/', '?', '#', '\\', ';', ')']) {
            Some(end) => address.split_at(end),
            None => (address, ""),
        };
        if let Some(target) = target(authority, scheme, path) {
            let is_proxy = follows_proxy(&message[..start]);
            found.push(Named { at: start, target, is_proxy });
        }
    }
    found
}

/// User information and queries are left out: both may hold secrets.
fn target(authority: &str, scheme: Scheme, path: &str) -> Option<Target> {
    let authority = authority.rsplit('@').next()?;
    let (host, port) = split_port(authority)?;
    let host: Host = host.parse().ok()?;
    if let Host::Name(name) = &host
        && VOCABULARIES.contains(&name.as_str())
    {
        return None;
    }
    let port = port.or(scheme.default_port())?;
    let mut target = Target::new(host, port, scheme);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if path.starts_with('/') {
        target.path = Target::encode_path(path);
    }
    Some(target)
}

fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.ends_with(']') => {
            let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
            Some((host, Some(port)))
        }
        _ => Some((authority, None)),
    }
}

/// The word of letters that hosts are made of around a place.
fn token(message: &str, at: usize) -> (usize, usize) {
    let part =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':');
    let bytes = message.as_bytes();
    let start = bytes[..at].iter().rposition(|byte| !part(byte)).map_or(0, |place| place + 1);
    let end =
        bytes[at..].iter().position(|byte| !part(byte)).map_or(bytes.len(), |place| at + place);
    (start, end)
}

fn bare(message: &str, start: usize, end: usize) -> Option<Target> {
    if message[..start].ends_with(['@', '\\', '/', '%', '$'])
        || message[end..].starts_with(['@', '\\'])
    {
        return None;
    }
    let token = message[start..end].trim_matches(|c| matches!(c, '.' | ':' | '-' | '_'));
    let (host, port) = split_port(token)?;
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.last()?;
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        // Versions look like addresses; one with a port is none.
        port?;
        let host: Host = host.parse().ok().filter(|host| matches!(host, Host::Ip(_)))?;
        let port = port?;
        return Some(Target::new(host, port, Scheme::of_port(port)));
    }
    if labels.len() < 2 || labels.iter().any(|label| label.is_empty()) || host.contains(':') {
        return None;
    }
    // `System.Net` is a class, and `Net` a top-level domain.
    let is_class = labels.iter().all(|label| {
        label.starts_with(|c: char| c.is_ascii_uppercase())
            && label.contains(|c: char| c.is_ascii_lowercase())
    });
    let lower = last.to_ascii_lowercase();
    if is_class || last.len() < 2 || (labels.len() == 2 && FILE_ENDS.contains(&lower.as_str())) {
        return None;
    }
    let name = host.to_ascii_lowercase();
    let is_public = || {
        psl::suffix(name.as_bytes())
            .is_some_and(|suffix| suffix.is_known() && suffix.as_bytes().len() < name.len())
    };
    if !INSIDE.contains(&lower.as_str()) && !is_public() {
        return None;
    }
    let host: Host = name.parse().ok()?;
    let port = port.unwrap_or(443);
    Some(Target::new(host, port, Scheme::of_port(port)))
}

/// A message without the user information and the queries of its addresses: both may hold secrets.
pub(super) fn without_secrets(message: &str) -> std::borrow::Cow<'_, str> {
    if !message.contains("://") {
        return message.into();
    }
    let mut kept = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find("://") {
        let (before, address) = rest.split_at(at + 3);
        kept.push_str(before);
        let end = address.find(ends_address).unwrap_or(address.len());
        let authority = address[..end].find(['/', '?', '#']).unwrap_or(end);
        let start = address[..authority].rfind('@').map_or(0, |at| at + 1);
        let (shown, query) = match address[..end].find('?') {
            Some(query) => (&address[start.min(query)..query], "?..."),
            None => (&address[start..end], ""),
        };
        kept.push_str(shown);
        kept.push_str(query);
        rest = &address[end..];
    }
    kept.push_str(rest);
    kept.into()
}

/// What no address of a message goes beyond.
fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '|' | ',')
}

/// The host that a row of a W3C log is about: of the address asked for, or of its own column.
pub(super) fn of_row(row: &super::formats::Row<'_>) -> Option<Target> {
    if let Some(named) = row.url.and_then(|url| addresses(url).into_iter().next()) {
        return Some(named.target);
    }
    // The argument of CONNECT is a host and a port.
    let url = row.url.filter(|url| !url.starts_with('/') && url.contains(':'));
    let (host, port) = split_port(url.or(row.host)?)?;
    let port = port.or_else(|| row.port?.parse().ok()).unwrap_or(443);
    Some(Target::new(host.parse().ok()?, port, Scheme::of_port(port)))
}

/// Whether an address that stands behind this text is called a proxy.
fn follows_proxy(before: &str) -> bool {
    const NEAR: usize = 40;
    let mut start = before.len().saturating_sub(NEAR);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let near = before[start..].to_ascii_lowercase();
    let Some(at) = near.rfind("proxy") else { return false };
    near[at + "proxy".len()..]
        .split(|c: char| !c.is_alphabetic())
        .all(|word| BETWEEN.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(message: &str) -> Vec<String> {
        let show = |named: Named| {
            let mark = if named.is_proxy { "proxy " } else { "" };
            format!("{mark}{}", named.target.url())
        };
        all_in(message).into_iter().map(show).collect()
    }

    #[test]
    fn addresses_are_found_without_their_secrets() {
        assert_eq!(
            named("GET https://me:secret@dl.delivery.mp.microsoft.com/a/b.cab?sig=abc failed."),
            ["https://dl.delivery.mp.microsoft.com/a/b.cab"]
        );
        assert_eq!(named("url='http://wsus01:8530/x'"), ["http://wsus01:8530/x"]);
        assert_eq!(named("(https://go.microsoft.com)."), ["https://go.microsoft.com/"]);
        assert_eq!(named("HTTPS://[2001:db8::1]:8443/"), ["https://[2001:db8::1]:8443/"]);
    }

    #[test]
    fn secrets_are_not_shown() {
        for (text, expected) in [
            ("GET https://a:b@c.test/d?e=f, then", "GET https://c.test/d?..., then"),
            ("http://c.test?e@f http://c.test/@x", "http://c.test?... http://c.test/@x"),
            ("a?b", "a?b"),
            ("x://", "x://"),
        ] {
            assert_eq!(without_secrets(text), expected);
        }
    }

    #[test]
    fn bare_names_are_found() {
        for (text, expected) in [
            ("could not be resolved: 'go.microsoft.com'", "https://go.microsoft.com/"),
            ("Connecting to MP1.contoso.local:80", "http://mp1.contoso.local/"),
            ("host=manage.microsoft.com.", "https://manage.microsoft.com/"),
            ("to 192.0.2.7:8443", "tcp://192.0.2.7:8443/"),
        ] {
            assert_eq!(named(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_host_is_none() {
        for text in [
            "System.Net.WebException at System.Net",
            "Microsoft.ConfigurationManager.dll",
            "ccmsetup.exe, a.cab, b.cpp:120, c.log",
            "5.00.9012.1000 and 10.0.19041.1",
            "me@contoso.com",
            r"\\server.contoso.com\share",
            "xmlns=\"http://schemas.microsoft.com/x\"",
            "e.g. this. And that",
        ] {
            assert_eq!(named(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_proxy_is_told_from_what_is_asked_for() {
        assert_eq!(
            named("Using proxy server = proxy.contoso.com:8080 for https://go.microsoft.com/x"),
            ["proxy tcp://proxy.contoso.com:8080/", "https://go.microsoft.com/x"]
        );
        assert_eq!(
            named("The proxy could not reach https://go.microsoft.com/"),
            ["https://go.microsoft.com/"]
        );
    }
}
