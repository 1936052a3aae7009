//! From the text of an address, as a stranger wrote it, to a target that may be asked.

use crate::address::{Host, Scheme, Target, is_loopback_name, is_public};

/// Bytes of path and query that are sent; for a longer one the host is asked for `/`.
const PATH_LONGEST: usize = 2048;

/// The target of an absolute address.
///
/// # Errors
/// When it is none over HTTP or HTTPS, or when it carries what no request of ours may carry. The
/// text reads on from "because".
pub(super) fn target(url: &str) -> Result<Target, String> {
    let url = url.trim_matches(|c: char| c.is_ascii_whitespace());
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err("it is no address".to_owned());
    };
    let scheme = if scheme.eq_ignore_ascii_case("http") {
        Scheme::Http
    } else if scheme.eq_ignore_ascii_case("https") {
        Scheme::Https
    } else {
        return Err("only http and https are asked".to_owned());
    };
    let Some(rest) = rest.strip_prefix("//") else { return Err("it names no host".to_owned()) };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err("it carries a user name".to_owned());
    }
    let (host, port) = host_and_port(authority)?;
    let port = match port {
        "" if scheme == Scheme::Http => 80,
        "" => 443,
        text => number(text).ok_or("its port is no port")?,
    };
    let path = path.split('#').next().unwrap_or_default();
    let path = if path.len() > PATH_LONGEST { "/".to_owned() } else { Target::encode_path(path) };
    Ok(Target { host: self::host(host)?, port, scheme, path })
}

/// Why a target is not asked although it is one: it leads to this machine or its own network.
pub(super) fn refusal(target: &Target) -> Option<String> {
    let what = match &target.host {
        Host::Ip(ip) if !is_public(*ip) => format!("{ip} is no public address"),
        Host::Name(name) if is_loopback_name(name) => format!("{name} is this machine itself"),
        Host::Ip(_) | Host::Name(_) => return None,
    };
    Some(format!("{what}; --allow-private asks it all the same"))
}

/// The host without its brackets, and the port, empty when none is written.
fn host_and_port(authority: &str) -> Result<(&str, &str), String> {
    if let Some(rest) = authority.strip_prefix('[') {
        let Some((host, after)) = rest.split_once(']') else {
            return Err("its host is no address in brackets".to_owned());
        };
        let port = if after.is_empty() { Some("") } else { after.strip_prefix(':') };
        return match port {
            Some(port) if host.contains(':') => Ok((host, port)),
            _ => Err("its host is no address in brackets".to_owned()),
        };
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    Ok((host, port))
}

/// A port, written in digits alone.
fn number(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port != 0)
}

/// A name or an address in its usual form. Others, such as `127.1` or `0x7f000001`, look like names
/// and are read as addresses by some resolvers (RFC 6943, section 3.1.1): they are never asked.
fn host(text: &str) -> Result<Host, String> {
    let host: Host = text.parse().map_err(|error| format!("{error}"))?;
    if let Host::Name(name) = &host
        && name.labels().next_back().is_some_and(is_number)
    {
        return Err("its host is an address in an unusual form".to_owned());
    }
    Ok(host)
}

fn is_number(label: &str) -> bool {
    match label.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> String {
        target(url).unwrap().url()
    }

    #[test]
    fn addresses_are_read_as_clients_read_them() {
        assert_eq!(read("http://Crl.Test/A.crl"), "http://crl.test/A.crl");
        assert_eq!(read("HTTPS://x.test"), "https://x.test/");
        assert_eq!(read("http://x.test?a#b"), "http://x.test/?a");
        assert_eq!(read("http://x.test:8080/#b"), "http://x.test:8080/");
        assert_eq!(read("http://x.test:/a"), "http://x.test/a");
        assert_eq!(read("http://[2606:4700::1]:81/"), "http://[2606:4700::1]:81/");
        assert_eq!(read(" http://bücher.test/ä b\r\n"), "http://xn--bcher-kva.test/%C3%A4%20b");
    }

    #[test]
    fn nothing_adds_a_line_to_a_request() {
        assert_eq!(read("http://x.test/\r\nHost: y.test"), "http://x.test/%0D%0AHost:%20y.test");
        assert!(target("http://x.test\r\nHost: y.test/").is_err());
        assert!(target("http://x.test\0/").is_err());
    }

    #[test]
    fn an_address_without_end_is_asked_for_its_root() {
        let long = format!("http://x.test:81/{}", "a".repeat(64 * 1024));
        assert_eq!(read(&long), "http://x.test:81/");
        let host = format!("http://{}/", "a".repeat(64 * 1024));
        assert!(target(&host).is_err());
    }

    #[test]
    fn what_no_request_may_carry_is_refused_in_words() {
        for (url, why) in [
            ("ldap:///CN=x", "only http and https"),
            ("file:///etc/passwd", "only http and https"),
            ("javascript:alert(1)", "only http and https"),
            ("x.test", "no address"),
            ("http:x.test", "names no host"),
            ("http:///a", "empty"),
            ("http://user@x.test/", "user name"),
            ("http://user:secret@x.test/", "user name"),
            ("http://x.test:0/", "no port"),
            ("http://x.test:99999/", "no port"),
            ("http://x.test:+80/", "no port"),
            ("http://[::1/", "in brackets"),
            ("http://[x.test]:80/", "in brackets"),
            ("http://[::1]x/", "in brackets"),
            ("http://::1/", "no port"),
            ("http://[1.1.1.1]/", "in brackets"),
            ("http://x.test\\@y.test/", "user name"),
            ("http://*.x.test/", "label"),
            ("http://127.1/", "unusual form"),
            ("http://2130706433/", "unusual form"),
            ("http://0x7f.0x1/", "unusual form"),
            ("http://0177.0.0.1/", "unusual form"),
        ] {
            let error = target(url).unwrap_err();
            assert!(error.contains(why), "{url}: {error}");
        }
    }

    #[test]
    fn only_what_leads_inside_is_refused() {
        let refused = |url: &str| refusal(&target(url).unwrap());
        assert_eq!(refused("http://crl.test/"), None);
        assert_eq!(refused("http://1.1.1.1/"), None);
        assert_eq!(
            refused("http://127.0.0.1:22/").as_deref(),
            Some("127.0.0.1 is no public address; --allow-private asks it all the same")
        );
        assert!(refused("https://a.localhost/").unwrap().contains("this machine itself"));
    }
}
