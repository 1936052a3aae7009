//! The rule of `WinHTTP` and of the Internet settings of Windows.
//!
//! An entry is `[scheme://]host[:port]`; `*` may stand anywhere and means any text; the pattern
//! must fit the whole host as it is written in the URL, so `corp.test` does not cover
//! `a.corp.test`. `<local>` covers names without a dot. There are no ranges. Entries are divided by
//! semicolons or white space. Source: Microsoft's reference of `WINHTTP_PROXY_INFO`, of
//! `InternetOpen` ("Listing the proxy bypass") and of `netsh winhttp set proxy`.

use std::net::IpAddr;

use crate::address::{Host, Scheme, Target};

use super::glob;

/// What an entry covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// `<local>`: names without a dot.
    Local,
    Pattern {
        scheme: Option<Scheme>,
        host: String,
        port: Option<u16>,
    },
}

impl Rule {
    pub(super) fn covers(&self, target: &Target) -> bool {
        match self {
            Self::Local => target.host.name().is_some_and(|name| !name.as_str().contains('.')),
            Self::Pattern { scheme, host, port } => {
                scheme.is_none_or(|scheme| scheme == target.scheme)
                    && port.is_none_or(|port| port == target.port)
                    && glob::fits(host, &target.host.to_string())
            }
        }
    }
}

/// The entries of a list.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ';' || c.is_whitespace()).filter(|entry| !entry.is_empty())
}

/// Reads one entry, or says why it covers nothing.
pub(super) fn read(text: &str) -> Result<Rule, String> {
    if text.eq_ignore_ascii_case("<local>") {
        return Ok(Rule::Local);
    }
    if text.eq_ignore_ascii_case("<-loopback>") {
        return Err("it only takes away the exception that Windows makes for this machine".into());
    }
    let (scheme, rest) = match text.split_once("://") {
        None => (None, text),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Some(Scheme::Http), rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Some(Scheme::Https), rest),
        Some((scheme, _)) => return Err(format!("nothing is asked over `{scheme}://`")),
    };
    if rest.contains(',') {
        return Err("Windows divides entries by semicolons, so a comma belongs to a name".into());
    }
    if rest.contains('/') {
        return Err("Windows compares text: it knows no ranges (10.0.0.0/8) and no paths".into());
    }
    let (host, port) = split_port(rest)?;
    if host.is_empty() {
        return Err("it has no host".into());
    }
    if let Some(odd) = host.chars().find(|c| !c.is_ascii_alphanumeric() && !"*.-_:".contains(*c)) {
        return match host.parse::<Host>() {
            // An international name is compared in its ASCII form.
            Ok(host) => Ok(Rule::Pattern { scheme, host: host.to_string(), port }),
            Err(_) => Err(format!("no host contains `{}`", odd.escape_default())),
        };
    }
    let whole = host.trim_end_matches('.');
    if whole.starts_with('.') {
        return Err("no host begins with a dot; `*.` is what Windows understands".into());
    }
    Ok(Rule::Pattern { scheme, host: whole.to_owned(), port })
}

/// Host and port. An IPv6 address has brackets when a port follows.
fn split_port(text: &str) -> Result<(&str, Option<u16>), String> {
    if text.parse::<IpAddr>().is_ok() {
        return Ok((text, None));
    }
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    match port {
        None | Some("*") => Ok((host, None)),
        Some(port) => match port.parse().ok().filter(|number| *number > 0) {
            Some(number) => Ok((host, Some(number))),
            None => Err(format!("`{port}` is no port")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::Bypass;

    fn covered(list: &str, target: &str) -> bool {
        Bypass::windows(list).covers(&target.parse().unwrap()).is_some()
    }

    #[test]
    fn a_pattern_fits_the_whole_name() {
        assert!(covered("*.corp.test", "a.b.corp.test") && !covered("*.corp.test", "corp.test"));
        assert!(covered("CORP.test", "corp.test") && !covered("corp.test", "a.corp.test"));
        assert!(covered("x;10.*;y", "10.1.2.3") && covered("a *corp* b", "mycorp.test"));
        assert!(covered("*", "anything.test") && !covered("", "anything.test"));
    }

    #[test]
    fn local_is_a_name_without_a_dot() {
        assert!(covered("*.corp.test;<LOCAL>", "intranet") && !covered("<local>", "a.b"));
        assert!(!covered("<local>", "[::1]:443") && !covered("<local>", "127.0.0.1"));
    }

    #[test]
    fn schemes_and_ports_narrow() {
        assert!(covered("https://*.corp.test", "https://a.corp.test/"));
        assert!(!covered("https://*.corp.test", "http://a.corp.test/"));
        assert!(covered("a.test:8443", "a.test:8443") && !covered("a.test:8443", "a.test"));
        assert!(covered("[2001:db8::1]:443", "[2001:db8::1]:443") && covered("::1", "[::1]:80"));
        assert!(covered("bücher.test", "xn--bcher-kva.test"));
    }

    #[test]
    fn what_covers_nothing_says_why() {
        for (entry, why) in [
            ("10.0.0.0/8", "no ranges"),
            ("a.test,b.test", "semicolons"),
            (".corp.test", "begins with a dot"),
            ("a.test:x", "no port"),
            ("ftp://a.test", "ftp"),
            ("<-loopback>", "takes away"),
            ("a%.test", "no host contains"),
        ] {
            let list = Bypass::windows(entry);
            let said = list.entries()[0].never().unwrap_or_else(|| panic!("{entry} is alive"));
            assert!(said.contains(why), "{entry}: {said}");
        }
    }
}
