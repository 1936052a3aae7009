//! The proxies of Windows in one text: `proxy:8080` for all protocols, or
//! `http=a:80;https=b:443;socks=c:1080`, divided by semicolons or white space.
//!
//! Source: Microsoft's reference of `WINHTTP_PROXY_INFO` and of `InternetOpen`.

use super::setting::{Choice, FindingKind, Said, Setting};

/// Whose text it is: they differ about SOCKS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// The Internet settings of an account.
    InternetSettings,
    /// `WinHTTP`, which speaks no SOCKS.
    WinHttp,
}

/// Adds what a text says about proxies to a setting.
pub(super) fn read(setting: &mut Setting, text: &str, named: &str, reader: Reader) {
    let named = &format!("{named} of {}", setting.source);
    let because = format!("{named} is set");
    let mut found = Found::default();
    let entries = text.split(|c: char| c == ';' || c.is_whitespace()).filter(|e| !e.is_empty());
    for entry in entries {
        let (protocol, proxy) = match entry.split_once('=') {
            Some((protocol, proxy)) => (protocol.to_ascii_lowercase(), proxy),
            None => (String::new(), entry),
        };
        let place = match protocol.as_str() {
            "" => &mut found.all,
            "http" => &mut found.http,
            "https" => &mut found.https,
            "socks" => &mut found.socks,
            "ftp" | "gopher" => continue,
            other => {
                let other = other.escape_default();
                setting.note(
                    FindingKind::Unreadable,
                    format!("{named} names a proxy for `{other}`, which is no protocol of Windows"),
                );
                continue;
            }
        };
        if place.is_some() {
            setting.note(
                FindingKind::Contradiction,
                format!(
                    "{named} names more than one proxy for the same protocol: the first counts"
                ),
            );
            continue;
        }
        let said = if protocol == "socks" && reader == Reader::WinHttp {
            setting.note(
                FindingKind::Unreadable,
                format!("{named} names a SOCKS proxy, which WinHTTP does not speak: left out"),
            );
            continue;
        } else if protocol == "socks" && !proxy.contains("://") {
            setting.note(
                FindingKind::Assumed,
                format!("{named} names a SOCKS proxy without its version: 4A is assumed"),
            );
            setting.proxy(&format!("socks4a://{proxy}"), named)
        } else {
            setting.proxy(proxy, named)
        };
        *place = Some(said);
    }
    found.apply(setting, named, &because);
}

#[derive(Default)]
struct Found {
    all: Option<Said>,
    http: Option<Said>,
    https: Option<Said>,
    socks: Option<Said>,
}

impl Found {
    /// SOCKS is for protocols without a proxy of their own; the rest goes direct.
    fn apply(self, setting: &mut Setting, named: &str, because: &str) {
        let some = [&self.all, &self.http, &self.https, &self.socks].iter().any(|s| s.is_some());
        if !some {
            let why = format!("{named} switches a proxy on and names none");
            setting.note(FindingKind::Unreadable, why.clone());
            setting.say(&Said::Unreadable(why.clone()), named, &why);
            return;
        }
        let otherwise = self.all.or(self.socks);
        let choice = |own: Option<Said>, protocol: &str| match own.or_else(|| otherwise.clone()) {
            Some(said) => Choice::new(said, named, because),
            None => Choice::new(
                Said::Direct,
                named,
                format!("{named} names proxies, but none for {protocol}"),
            ),
        };
        let (http, https) = (choice(self.http, "http"), choice(self.https, "https"));
        setting.http = http;
        setting.https = https;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, reader: Reader) -> (String, String, usize) {
        let mut setting = Setting::silent("test");
        read(&mut setting, text, "ProxyServer", reader);
        let (http, https) = (setting.http.said.to_string(), setting.https.said.to_string());
        (http, https, setting.findings.len())
    }

    #[test]
    fn one_for_all_or_one_for_each() {
        let user = Reader::InternetSettings;
        for (text, http, https, findings) in [
            ("proxy:8080", "http://proxy:8080", "http://proxy:8080", 0),
            ("http=a:80;https=b:443", "http://a:80", "http://b:443", 0),
            ("http=http://a:80 https=https://b:443", "http://a:80", "https://b:443", 0),
            ("http=a:80", "http://a:80", "direct", 0),
            ("HTTPS=b:1;p:2", "http://p:2", "http://b:1", 0),
            ("http=a:1;https=b:2;ftp=c:3;socks=d:4", "http://a:1", "http://b:2", 1),
            ("socks=d:4", "socks4a://d:4", "socks4a://d:4", 1),
            ("http=a:1;socks=d:4", "http://a:1", "socks4a://d:4", 1),
            ("proxy", "http://proxy:80", "http://proxy:80", 1),
            ("a:1;b:2", "http://a:1", "http://a:1", 1),
            ("http=a:x;https=b:1", "unreadable", "http://b:1", 1),
            (" ; ", "unreadable", "unreadable", 1),
        ] {
            assert_eq!(said(text, user), (http.into(), https.into(), findings), "{text}");
        }
    }

    #[test]
    fn winhttp_speaks_no_socks() {
        assert_eq!(said("socks=d:4", Reader::WinHttp).0, "unreadable");
        assert_eq!(said("https=b:2;socks=d:4", Reader::WinHttp).0, "direct");
    }
}
