//! The Internet settings of an account or of the whole computer (`WinINET`, Internet Options):
//! `ProxyEnable`, `ProxyServer`, `ProxyOverride` and `AutoConfigURL`, and the binary value that
//! repeats them and alone knows about automatic discovery.
//!
//! The plain values win where both speak: policies and scripts write those, and Windows takes them
//! over. A difference is a finding.

use super::super::Bypass;
use super::connection_blob::ConnectionBlob;
use super::registry::{RegistryKey, RegistryValue};
use super::setting::{FindingKind, Setting, masked};
use super::windows_string::{self, Reader};

/// The two keys that hold the settings of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InternetKeys {
    /// `Software\Microsoft\Windows\CurrentVersion\Internet Settings`.
    pub settings: RegistryKey,
    /// `Connections` below it.
    pub connections: RegistryKey,
}

impl InternetKeys {
    /// What these keys say.
    #[must_use]
    pub fn setting(&self, source: &str) -> Setting {
        let unreadable = self.settings.unreadable.as_ref().or(self.connections.unreadable.as_ref());
        if let Some(why) = unreadable {
            return Setting::unreadable(source, why.as_str());
        }
        let mut setting = Setting::silent(source);
        let blob = self.blob(&mut setting);
        let blob = blob.as_ref();
        setting.auto_detect = blob.is_some_and(ConnectionBlob::detects)
            || (blob.is_none() && self.settings.number("AutoDetect") == Some(1));
        let script = self.settings.text("AutoConfigURL").map(str::to_owned);
        setting.auto_config = script.or_else(|| {
            blob.filter(|blob| blob.uses_script()).map(|blob| blob.auto_config.clone())
        });
        self.proxies(&mut setting, blob);
        setting
    }

    fn proxies(&self, setting: &mut Setting, blob: Option<&ConnectionBlob>) {
        for name in ["ProxyEnable", "ProxyServer", "ProxyOverride", "AutoConfigURL"] {
            let odd = match self.settings.get(name) {
                Some(RegistryValue::Text(_)) | None => false,
                Some(_) => name != "ProxyEnable",
            };
            if odd {
                setting.note(FindingKind::Unreadable, format!("{name} is of a wrong type"));
            }
        }
        let enabled = self.settings.number("ProxyEnable").map(|number| number != 0);
        let server = self.settings.text("ProxyServer");
        if let (Some(enabled), Some(blob)) = (enabled, blob)
            && (enabled != blob.uses_proxy()
                || (enabled && server.is_some_and(|server| server != blob.proxy)))
        {
            setting.note(
                FindingKind::Contradiction,
                format!(
                    "{}: ProxyEnable and ProxyServer say {}, DefaultConnectionSettings says {}; \
                     programs may follow either",
                    setting.source,
                    masked(if enabled { server.unwrap_or("nothing") } else { "no proxy" }),
                    masked(if blob.uses_proxy() { &blob.proxy } else { "no proxy" }),
                ),
            );
        }
        let from_blob = blob.filter(|blob| blob.uses_proxy());
        let (text, list, named) = match (enabled, server, from_blob) {
            (Some(true), server, _) => {
                (server.unwrap_or(""), self.settings.text("ProxyOverride"), "ProxyServer")
            }
            (None, _, Some(blob)) => {
                (blob.proxy.as_str(), Some(blob.bypass.as_str()), "DefaultConnectionSettings")
            }
            (Some(false) | None, ..) => return,
        };
        windows_string::read(setting, text, named, Reader::InternetSettings);
        let list_named =
            if named == "ProxyServer" { "ProxyOverride" } else { "DefaultConnectionSettings" };
        let list_named = format!("{list_named} of {}", setting.source);
        setting.list(Bypass::windows(list.unwrap_or("")), &list_named);
    }

    fn blob(&self, setting: &mut Setting) -> Option<ConnectionBlob> {
        let names = ["DefaultConnectionSettings", "SavedLegacySettings"];
        let (name, bytes) = names
            .iter()
            .find_map(|name| self.connections.bytes(name).map(|bytes| (*name, bytes)))
            .filter(|(_, bytes)| !bytes.is_empty())?;
        match ConnectionBlob::parse(bytes) {
            Ok(blob) => Some(blob),
            Err(error) => {
                let text = format!("{name} of {} cannot be read: {error}", setting.source);
                setting.note(FindingKind::Unreadable, text);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::connection_blob::tests::blob;
    use super::super::setting::Said;
    use super::*;

    fn keys(settings: &[(&str, RegistryValue)], blob: Option<Vec<u8>>) -> InternetKeys {
        let owned = |(name, value): &(&str, RegistryValue)| ((*name).to_owned(), value.clone());
        let connections =
            blob.map(|bytes| ("DefaultConnectionSettings".to_owned(), RegistryValue::Bytes(bytes)));
        InternetKeys {
            settings: RegistryKey {
                values: settings.iter().map(owned).collect(),
                unreadable: None,
            },
            connections: RegistryKey {
                values: connections.into_iter().collect(),
                unreadable: None,
            },
        }
    }

    fn text(text: &str) -> RegistryValue {
        RegistryValue::Text(text.into())
    }

    #[test]
    fn a_proxy_counts_when_it_is_switched_on() {
        let values = |on| {
            [
                ("ProxyEnable", RegistryValue::Number(on)),
                ("ProxyServer", text("p:8080")),
                ("ProxyOverride", text("<local>;10.0.0.0/8")),
            ]
        };
        let on = keys(&values(1), None).setting("test");
        assert_eq!(on.https.said.to_string(), "http://p:8080");
        assert!(on.bypass.as_ref().unwrap().covers(&"intranet".parse().unwrap()).is_some());
        assert_eq!(on.findings[0].kind, FindingKind::BypassMatchesNothing);
        let off = keys(&values(0), None).setting("test");
        assert!(!off.decides() && off.findings.is_empty(), "{off:?}");
    }

    #[test]
    fn a_script_comes_from_either_place() {
        let plain = keys(&[("AutoConfigURL", text("http://x/a.pac"))], None).setting("test");
        assert_eq!(plain.auto_config.as_deref(), Some("http://x/a.pac"));
        let binary = keys(&[], Some(blob(0x46, 13, &["", "", "http://x/b.pac"]))).setting("test");
        assert_eq!(binary.auto_config.as_deref(), Some("http://x/b.pac"));
        assert!(binary.auto_detect && binary.decides());
    }

    #[test]
    fn the_binary_value_speaks_where_the_plain_ones_are_silent() {
        let setting = keys(&[], Some(blob(0x46, 3, &["p:1", "<local>", ""]))).setting("test");
        assert_eq!(setting.http.said.to_string(), "http://p:1");
        assert_eq!(setting.http.named, "DefaultConnectionSettings of test");
        let both = keys(
            &[("ProxyEnable", RegistryValue::Number(1)), ("ProxyServer", text("q:2"))],
            Some(blob(0x46, 3, &["p:1", "", ""])),
        );
        let setting = both.setting("test");
        assert_eq!(setting.http.said.to_string(), "http://q:2");
        assert_eq!(setting.findings[0].kind, FindingKind::Contradiction);
    }

    #[test]
    fn passwords_are_not_shown() {
        let server = [
            ("ProxyEnable", RegistryValue::Number(1)),
            ("ProxyServer", text("http://me:hunter2@q:2")),
            ("AutoConfigURL", text("http://me:hunter2@x/p.pac")),
        ];
        let setting = keys(&server, Some(blob(0x46, 3, &["me:hunter2@p", "", ""]))).setting("test");
        let router = super::super::decide(std::slice::from_ref(&setting), &[], None);
        let said = format!("{} {:?} {:?}", setting.shown(), router.findings(), router.unusable());
        assert!(!said.contains("hunter2") && said.contains("x/p.pac"), "{said}");
        assert_eq!(router.wanted_script(), Some("http://me:hunter2@x/p.pac"));
    }

    #[test]
    fn what_cannot_be_read_is_never_no_proxy() {
        let on = keys(&[("ProxyEnable", RegistryValue::Number(1))], None).setting("test");
        assert!(matches!(on.https.said, Said::Unreadable(_)), "{on:?}");
        let mut closed = keys(&[], None);
        closed.settings.unreadable = Some("access is denied".into());
        assert!(matches!(closed.setting("test").http.said, Said::Unreadable(_)));
        let cut = keys(&[], Some(vec![0x46, 0, 0])).setting("test");
        assert_eq!(cut.findings[0].kind, FindingKind::Unreadable);
    }
}
