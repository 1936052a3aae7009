//! Lines that reproduce a probe by hand.
//!
//! A line is offered only where every part of it is plain: what is copied into a shell never
//! contains a character that a shell could act on.

use crate::address::PortSpec;
use crate::saved::Probe;

/// The line for `curl`, for a POSIX shell and for Command Prompt alike.
pub(super) fn curl(probe: &Probe) -> Option<String> {
    let plain = Plain::of(probe)?;
    let way = match plain.proxy {
        Some(proxy) => format!("--proxy \"{proxy}\""),
        None => "--noproxy \"*\"".to_owned(),
    };
    Some(match plain.scheme {
        // Only an open connection can be shown: an empty line ends it.
        "tcp" if plain.proxy.is_some() => {
            format!("curl -v --proxytunnel {way} \"http://{}/\"", plain.authority)
        }
        "tcp" => format!("curl -v {way} \"telnet://{}\"", plain.authority),
        scheme => {
            format!("curl -v --output - {way} \"{scheme}://{}/\"", plain.authority)
        }
    })
}

/// The line for Windows PowerShell 5.1; none where it has no way to ask so.
pub(super) fn powershell(probe: &Probe) -> Option<String> {
    let plain = Plain::of(probe)?;
    let ask = format!(
        "Invoke-WebRequest -UseBasicParsing -Uri '{}://{}/'",
        plain.scheme, plain.authority
    );
    match (plain.scheme, plain.proxy) {
        ("tcp", None) => {
            Some(format!("Test-NetConnection -ComputerName '{}' -Port {}", plain.host, plain.port))
        }
        ("tcp", Some(_)) => None,
        (_, Some(proxy)) if proxy.starts_with("http://") => Some(format!("{ask} -Proxy '{proxy}'")),
        // It knows neither TLS to a proxy nor SOCKS.
        (_, Some(_)) => None,
        (_, None) => Some(format!("[Net.WebRequest]::DefaultWebProxy = $null; {ask}")),
    }
}

/// The parts of a line, none of which a shell could act on.
struct Plain<'a> {
    scheme: &'a str,
    host: &'a str,
    port: u16,
    authority: String,
    proxy: Option<&'a str>,
}

impl<'a> Plain<'a> {
    fn of(probe: &'a Probe) -> Option<Self> {
        let host = probe.host.as_deref().filter(|host| is_plain(host, ".-_:"))?;
        let host = host.trim_matches(['[', ']']);
        let scheme =
            ["http", "https", "tcp"].into_iter().find(|it| Some(*it) == probe.scheme.as_deref())?;
        let PortSpec::One(port) = probe.port else { return None };
        let route = probe.route.as_ref()?;
        let proxy = match (route.proxy.as_deref(), route.kind.as_str()) {
            (Some(proxy), _) if is_plain(proxy, ".-_:/[]") => Some(proxy),
            (None, "direct") => None,
            _ => return None,
        };
        let authority =
            if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
        Some(Self { scheme, host, port, authority, proxy })
    }
}

fn is_plain(text: &str, signs: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '[');
    let plain = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    starts && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(host: &str, scheme: &str, route: &str) -> Probe {
        let text = format!(
            r#"{{"endpoint":"x","host":{host:?},"port":443,"status":"failed","scheme":"{scheme}","route":{route}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    const PROXY: &str = r#"{"kind":"proxy","proxy":"http://proxy.test:8080"}"#;
    const DIRECT: &str = r#"{"kind":"direct","proxy":null}"#;

    #[test]
    fn the_lines_go_the_way_of_the_probe() {
        let through = probe("a.test", "https", PROXY);
        assert_eq!(
            curl(&through).unwrap(),
            "curl -v --output - --proxy \"http://proxy.test:8080\" \"https://a.test:443/\""
        );
        assert!(powershell(&through).unwrap().ends_with("-Proxy 'http://proxy.test:8080'"));
        let direct = probe("2001:db8::1", "https", DIRECT);
        assert!(curl(&direct).unwrap().ends_with("--noproxy \"*\" \"https://[2001:db8::1]:443/\""));
        assert!(powershell(&direct).unwrap().contains("DefaultWebProxy = $null"));
        let socks = probe("a.test", "https", r#"{"kind":"proxy","proxy":"socks5://p.test:1080"}"#);
        assert_eq!(powershell(&socks), None);
        assert!(curl(&socks).unwrap().contains("socks5://p.test:1080"));
    }

    #[test]
    fn nothing_that_a_shell_acts_on_is_offered() {
        for host in ["a.test; rm", "$(x)", "`x`", "a'b", "a\"b", "a\nb", "-o", "a%b", "‘x’", ""]
        {
            assert_eq!(curl(&probe(host, "https", PROXY)), None, "{host:?}");
            assert_eq!(powershell(&probe(host, "https", PROXY)), None, "{host:?}");
        }
        let evil = r#"{"kind":"proxy","proxy":"http://a\" & calc"}"#;
        assert_eq!(curl(&probe("a.test", "https", evil)), None);
        assert_eq!(curl(&probe("a.test", "file", PROXY)), None);
        assert_eq!(curl(&probe("a.test", "https", r#"{"kind":"mixed","proxy":null}"#)), None);
    }
}
