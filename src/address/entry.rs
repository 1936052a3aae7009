//! One entry of an endpoint list, taken apart: every shape that vendors print.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;
use serde::Serialize;

use super::{Host, HostError, HostName, HostPattern, PortSpec, PortSpecError, Scheme};

/// An entry such as `*.manage.microsoft.com`, `https://login.microsoftonline.com/{TenantID}` or
/// `51.5.0.0/16`, with what it says about scheme, host, port and path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The text exactly as documented.
    pub text: String,
    /// The scheme, if one is written.
    pub scheme: Option<Scheme>,
    /// Which hosts are meant.
    pub host: HostPattern,
    /// The port, if one is written.
    pub port: Option<PortSpec>,
    /// Path and query as written, from the first slash on; `*` where the entry ends in a star that
    /// stands for "and everything there".
    pub path: Option<String>,
    /// Places to fill, in the order in which they stand, without their brackets.
    pub placeholders: Vec<String>,
    /// The shapes found, for lists and reports.
    pub shapes: Vec<Shape>,
}

/// A peculiarity in how an entry is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// No scheme: a host or a host pattern.
    Host,
    /// With a scheme.
    Url,
    /// `*.example.com`.
    WildcardLabel,
    /// `*example.com`.
    WildcardNoDot,
    /// `*-x.example.com`.
    WildcardHyphenPrefix,
    /// `a*b.example.com`.
    WildcardPartialLabel,
    /// `a.*.example.com`.
    WildcardInnerLabel,
    /// `www.example.com*`: a prefix of URLs.
    WildcardTrailing,
    /// A star in the path.
    WildcardPath,
    /// `.example.com`: the name and everything below.
    LeadingDot,
    /// `<text>`.
    PlaceholderAngle,
    /// `{text}`.
    PlaceholderBrace,
    /// A path after the host.
    Path,
    /// Only a slash after the host.
    TrailingSlash,
    /// A query after the path.
    Query,
    /// A port in the entry.
    Port,
    /// Upper-case letters in the host.
    MixedCase,
    /// A dot after the last label.
    TrailingDot,
    /// Letters beyond ASCII in the host.
    Idna,
    /// An address in place of a name.
    IpLiteral,
    /// An address range in place of a name.
    Cidr,
}

/// Why a text is no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// There is nothing.
    #[error("the entry is empty")]
    Empty,
    /// A scheme that is not probed.
    #[error("`{scheme}://` is not http or https")]
    Scheme {
        /// The scheme as written.
        scheme: String,
    },
    /// A user name or password stands in the entry.
    #[error("a user name or password stands before the host; remove it")]
    Credentials,
    /// A star that would stand for every host there is.
    #[error("`{text}` would stand for every host; name at least one domain, such as *.example.com")]
    Everything {
        /// The host part as written.
        text: String,
    },
    /// A bracket is not closed.
    #[error("`{text}` opens a placeholder and does not close it")]
    Unclosed {
        /// The entry as written.
        text: String,
    },
    /// The host part is none.
    #[error("`{text}` is no host: {source}")]
    Host {
        /// The host part as written.
        text: String,
        /// What is wrong with it.
        source: HostError,
    },
    /// The port part is none.
    #[error(transparent)]
    Port(#[from] PortSpecError),
    /// The address range is none.
    #[error("`{text}` is no address range such as 10.0.0.0/8")]
    Network {
        /// The range as written.
        text: String,
    },
}

impl Entry {
    /// The entry with every placeholder filled for which `values` has a text.
    ///
    /// Names are compared without case. `words` are example words that stand for a value without
    /// being in brackets (`yourhcikeyvaultname`); they become placeholders.
    ///
    /// # Errors
    /// When the text with its values in place is no entry.
    pub fn fill(
        text: &str,
        words: &[String],
        values: &BTreeMap<String, String>,
    ) -> Result<Self, EntryError> {
        let mut bracketed = text.to_owned();
        for word in words {
            bracketed = bracketed.replace(word.as_str(), &format!("<{word}>"));
        }
        let mut filled = String::with_capacity(bracketed.len());
        for piece in pieces(&bracketed)? {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Place { name, written, .. } => {
                    let value = values
                        .iter()
                        .find(|(known, _)| known.eq_ignore_ascii_case(name))
                        .map(|(_, value)| value.as_str());
                    filled.push_str(value.unwrap_or(written));
                }
            }
        }
        let mut entry: Self = filled.parse()?;
        text.clone_into(&mut entry.text);
        Ok(entry)
    }

    /// The places that stand in the host or port and are not filled, so that nobody can be asked.
    #[must_use]
    pub fn unset_in_host(&self) -> bool {
        matches!(self.host, HostPattern::Template(_))
    }
}

impl FromStr for Entry {
    type Err = EntryError;

    fn from_str(text: &str) -> Result<Self, EntryError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(EntryError::Empty);
        }
        let mut shapes = Vec::new();
        let mut placeholders = Vec::new();
        for piece in pieces(trimmed)? {
            if let Piece::Place { name, shape, .. } = piece {
                placeholders.push(name.to_owned());
                shapes.push(shape);
            }
        }
        if let Some(network) = network(trimmed)? {
            return Ok(Self {
                text: text.to_owned(),
                scheme: None,
                host: HostPattern::Network(network),
                port: None,
                path: None,
                placeholders,
                shapes: vec![Shape::Cidr],
            });
        }
        let (scheme, rest) = split_scheme(trimmed)?;
        shapes.push(if scheme.is_some() { Shape::Url } else { Shape::Host });
        let (authority, path) = split_path(rest);
        let (host_text, port) = split_port(authority)?;
        let (host_text, trailing_star) = match host_text.strip_suffix('*') {
            Some(left) if path.is_none() && left.contains('.') && !left.ends_with('.') => {
                (left, true)
            }
            _ => (host_text, false),
        };
        let host = host_pattern(host_text, &mut shapes)?;
        if trailing_star {
            shapes.push(Shape::WildcardTrailing);
        }
        if port.is_some() {
            shapes.push(Shape::Port);
        }
        if let Some(path) = path {
            shapes.push(if path == "/" { Shape::TrailingSlash } else { Shape::Path });
            if path.contains('?') {
                shapes.push(Shape::Query);
            }
            if path.contains('*') {
                shapes.push(Shape::WildcardPath);
            }
        }
        shapes.sort_unstable();
        shapes.dedup();
        let path = if trailing_star { Some("*".to_owned()) } else { path.map(str::to_owned) };
        Ok(Self { text: text.to_owned(), scheme, host, port, path, placeholders, shapes })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

enum Piece<'a> {
    Text(&'a str),
    Place { name: &'a str, written: &'a str, shape: Shape },
}

/// Cuts a text at its placeholders. A bracket inside another one is part of its text.
fn pieces(text: &str) -> Result<Vec<Piece<'_>>, EntryError> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['<', '{']) {
        let (close, shape) = if rest[start..].starts_with('<') {
            ('>', Shape::PlaceholderAngle)
        } else {
            ('}', Shape::PlaceholderBrace)
        };
        let Some(length) = rest[start..].find(close) else {
            return Err(EntryError::Unclosed { text: text.to_owned() });
        };
        if start > 0 {
            found.push(Piece::Text(&rest[..start]));
        }
        let written = &rest[start..=start + length];
        found.push(Piece::Place { name: written[1..length].trim(), written, shape });
        rest = &rest[start + length + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    Ok(found)
}

/// An address range: an address, a slash and digits, nothing else.
fn network(text: &str) -> Result<Option<IpNet>, EntryError> {
    let Some((address, length)) = text.split_once('/') else { return Ok(None) };
    let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || address.parse::<std::net::IpAddr>().is_err() {
        return Ok(None);
    }
    match text.parse() {
        Ok(network) => Ok(Some(network)),
        Err(_) => Err(EntryError::Network { text: text.to_owned() }),
    }
}

fn split_scheme(text: &str) -> Result<(Option<Scheme>, &str), EntryError> {
    match text.split_once("://") {
        None => Ok((None, text)),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => {
            Ok((Some(Scheme::Https), rest))
        }
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => {
            Ok((Some(Scheme::Http), rest))
        }
        Some((scheme, _)) => Err(EntryError::Scheme { scheme: scheme.to_owned() }),
    }
}

/// Cuts at the first slash that is not inside a placeholder; a fragment is not part of a request.
fn split_path(text: &str) -> (&str, Option<&str>) {
    let text = text.split_once('#').map_or(text, |(before, _)| before);
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '<' | '{' => depth += 1,
            '>' | '}' => depth = depth.saturating_sub(1),
            '/' | '?' if depth == 0 => return (&text[..at], Some(&text[at..])),
            _ => {}
        }
    }
    (text, None)
}

/// Cuts off a port. An IPv6 address keeps its colons, with or without brackets.
fn split_port(authority: &str) -> Result<(&str, Option<PortSpec>), EntryError> {
    if authority.contains('@') {
        return Err(EntryError::Credentials);
    }
    if authority.parse::<std::net::Ipv6Addr>().is_ok() {
        return Ok((authority, None));
    }
    let after_host = authority.rfind([']', '>', '}']).map_or(0, |at| at + 1);
    match authority[after_host..].find(':') {
        None => Ok((authority, None)),
        Some(colon) => {
            let colon = after_host + colon;
            Ok((&authority[..colon], Some(authority[colon + 1..].parse()?)))
        }
    }
}

fn host_pattern(text: &str, shapes: &mut Vec<Shape>) -> Result<HostPattern, EntryError> {
    let no_host = |source| EntryError::Host { text: text.to_owned(), source };
    if text.contains(['<', '{']) {
        if text.starts_with("*.") {
            shapes.push(Shape::WildcardLabel);
        }
        return Ok(HostPattern::Template(text.to_owned()));
    }
    if text.is_empty() {
        return Err(no_host(HostError::Empty));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        shapes.push(Shape::MixedCase);
    }
    if text.ends_with('.') {
        shapes.push(Shape::TrailingDot);
    }
    if !text.is_ascii() {
        shapes.push(Shape::Idna);
    }
    if !text.contains('*') {
        if let Some(domain) = text.strip_prefix('.') {
            shapes.push(Shape::LeadingDot);
            return domain.parse().map(HostPattern::Domain).map_err(no_host);
        }
        let host: Host = text.parse().map_err(no_host)?;
        if matches!(host, Host::Ip(_)) {
            shapes.push(Shape::IpLiteral);
        }
        return Ok(HostPattern::Exact(host));
    }
    wildcard(text, shapes)
}

/// A host pattern with at least one star.
fn wildcard(text: &str, shapes: &mut Vec<Shape>) -> Result<HostPattern, EntryError> {
    let no_host = |source| EntryError::Host { text: text.to_owned(), source };
    let everything = || EntryError::Everything { text: text.to_owned() };
    // The star takes no part in the rules for labels, so a letter stands in for it.
    let stand_in: HostName = text.replace('*', "x").parse().map_err(no_host)?;
    let labels: Vec<&str> = text.split('.').filter(|label| !label.is_empty()).collect();
    if labels.last().is_some_and(|label| label.contains('*')) {
        return Err(everything());
    }
    if let Some(rest) = text.strip_prefix("*.")
        && !rest.contains('*')
    {
        shapes.push(Shape::WildcardLabel);
        return rest.parse().map(HostPattern::Below).map_err(no_host);
    }
    if let Some(rest) = text.strip_prefix('*')
        && !rest.contains('*')
        && !rest.starts_with(['-', '.'])
    {
        shapes.push(Shape::WildcardNoDot);
        let suffix: HostName = rest.parse().map_err(no_host)?;
        return Ok(HostPattern::EndsWith(suffix.into()));
    }
    for (position, label) in labels.iter().enumerate() {
        match *label {
            "*" if position == 0 => shapes.push(Shape::WildcardLabel),
            "*" => shapes.push(Shape::WildcardInnerLabel),
            label if label.starts_with("*-") => shapes.push(Shape::WildcardHyphenPrefix),
            label if label.contains('*') => shapes.push(Shape::WildcardPartialLabel),
            _ => {}
        }
    }
    if stand_in.as_str().is_ascii() && text.is_ascii() {
        let normal = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        return Ok(HostPattern::Glob(normal));
    }
    Err(no_host(HostError::Idna { name: text.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn the_documented_shapes_are_understood() {
        assert!(matches!(entry("*.wns.windows.com").host, HostPattern::Below(_)));
        assert!(matches!(entry("*manage.microsoft.com").host, HostPattern::EndsWith(_)));
        assert!(matches!(entry("watson.*.microsoft.com").host, HostPattern::Glob(_)));
        assert!(matches!(entry("51.5.0.0/16").host, HostPattern::Network(_)));
        assert!(matches!(entry("<prefix>.vault.azure.net").host, HostPattern::Template(_)));
        assert!(matches!(entry("169.254.169.254").host, HostPattern::Exact(Host::Ip(_))));
        let bing = entry("www.bing.com*");
        assert_eq!(
            (bing.host.to_string(), bing.path.as_deref()),
            ("www.bing.com".into(), Some("*"))
        );
        let config = entry("*ecs.office.com/config/v1/X");
        assert_eq!(config.path.as_deref(), Some("/config/v1/X"));
        assert!(matches!(config.host, HostPattern::EndsWith(_)));
    }

    #[test]
    fn ports_and_paths_are_cut_off() {
        let arc = entry("https://<region>.obo.arc.azure.com:8084/");
        assert_eq!(arc.port, Some(PortSpec::One(8084)));
        assert_eq!(arc.path.as_deref(), Some("/"));
        assert_eq!(arc.placeholders, ["region"]);
        assert!(arc.unset_in_host());
        let docker = entry("dockerhub.azk8s.cn/<repo-name>/<image-name>:<version>");
        assert_eq!(docker.host.to_string(), "dockerhub.azk8s.cn");
        assert!(!docker.unset_in_host());
        let wsus = entry("http://<FQDN for software update point on child site>");
        assert_eq!(wsus.placeholders, ["FQDN for software update point on child site"]);
        assert_eq!(entry("[2001:db8::1]:443").port, Some(PortSpec::One(443)));
        assert_eq!(entry("2001:db8::1").port, None);
    }

    #[test]
    fn placeholders_are_filled_without_regard_to_case() {
        let values = BTreeMap::from([("tenantid".to_owned(), "contoso".to_owned())]);
        let filled =
            Entry::fill("https://login.microsoftonline.com/{TenantID}", &[], &values).unwrap();
        assert_eq!(filled.path.as_deref(), Some("/contoso"));
        assert!(filled.placeholders.is_empty());
        let word = vec!["yourvault".to_owned()];
        let unset = Entry::fill("yourvault.vault.azure.net", &word, &BTreeMap::new()).unwrap();
        assert_eq!(unset.placeholders, ["yourvault"]);
        let values = BTreeMap::from([("yourvault".to_owned(), "kv1".to_owned())]);
        let set = Entry::fill("yourvault.vault.azure.net", &word, &values).unwrap();
        assert_eq!(set.host.to_string(), "kv1.vault.azure.net");
    }

    #[test]
    fn refusals_name_the_reason() {
        let refused = |text: &str| text.parse::<Entry>().unwrap_err().to_string();
        assert!(refused("*").contains("every host"));
        assert!(refused("*.*").contains("every host"));
        assert!(refused("*.com*x").contains("every host"));
        assert!(refused("¥*.é").contains("no host"));
        assert!(refused("ftp://x.com").contains("`ftp://`"));
        assert!(refused("https://me:pw@x.com").contains("remove it"));
        assert!(!refused("https://me:pw@x.com").contains("pw"));
        assert!(refused("<prefix.x.com").contains("does not close"));
        assert!(refused("a b.com").contains("no host"));
        assert!(refused("x.com:99999").contains("no port"));
        assert!(refused("10.0.0.0/99").contains("no address range"));
        assert!(refused(" ").contains("empty"));
    }
}
