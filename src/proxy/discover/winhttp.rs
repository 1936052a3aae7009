//! The default proxy of `WinHTTP`, which `netsh winhttp set proxy` writes for the whole computer:
//! services, Windows Update and the site system roles of Configuration Manager follow it.

use super::super::Bypass;
use super::connection_blob::ConnectionBlob;
use super::registry::RegistryKey;
use super::setting::{FindingKind, Setting, masked};
use super::windows_string::{self, Reader};

/// The source's name.
pub(super) const SOURCE: &str = "WinHTTP (netsh winhttp)";

/// What `WinHttpSettings` in
/// `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections` says.
#[must_use]
pub fn from_winhttp(connections: &RegistryKey) -> Setting {
    if let Some(why) = &connections.unreadable {
        return Setting::unreadable(SOURCE, why.as_str());
    }
    let mut setting = Setting::silent(SOURCE);
    let named = "WinHttpSettings";
    if connections.get(named).is_none() {
        return setting;
    }
    let blob = match connections.bytes(named) {
        None => return Setting::unreadable(SOURCE, format!("{named} is no binary value")),
        Some([]) => return setting,
        Some(bytes) => match ConnectionBlob::parse(bytes) {
            Ok(blob) => blob,
            Err(error) => return Setting::unreadable(SOURCE, error.to_string()),
        },
    };
    setting.auto_detect = blob.detects();
    setting.auto_config = blob.uses_script().then(|| blob.auto_config.clone());
    if blob.uses_proxy() {
        windows_string::read(&mut setting, &blob.proxy, named, Reader::WinHttp);
        setting.list(Bypass::windows(&blob.bypass), &format!("{named} of {SOURCE}"));
    } else if !blob.proxy.is_empty() {
        let proxy = masked(&blob.proxy);
        let text = format!("{SOURCE} holds the proxy {proxy} and has it switched off");
        setting.note(FindingKind::Contradiction, text);
    }
    setting
}

#[cfg(test)]
mod tests {
    use super::super::connection_blob::tests::blob;
    use super::super::registry::RegistryValue;
    use super::super::setting::Said;
    use super::*;

    fn read(bytes: Vec<u8>) -> Setting {
        let values = vec![("winhttpsettings".to_owned(), RegistryValue::Bytes(bytes))];
        from_winhttp(&RegistryKey { values, unreadable: None })
    }

    #[test]
    fn what_netsh_wrote_is_read() {
        let setting = read(blob(0x18, 3, &["http=a:80;https=b:443", "<local>;*.corp.test"]));
        assert_eq!(setting.http.said.to_string(), "http://a:80");
        assert_eq!(setting.https.said.to_string(), "http://b:443");
        let list = setting.bypass.unwrap();
        assert_eq!(list.covers(&"a.corp.test".parse().unwrap()), Some("*.corp.test"));
    }

    #[test]
    fn a_reset_one_says_nothing() {
        assert!(!read(blob(0x18, 1, &["", ""])).decides());
        assert!(!from_winhttp(&RegistryKey::default()).decides());
    }

    #[test]
    fn a_broken_one_is_never_no_proxy() {
        assert!(matches!(read(vec![1, 2, 3]).https.said, Said::Unreadable(_)));
        assert!(matches!(read(blob(0x18, 3, &["", ""])).https.said, Said::Unreadable(_)));
    }
}
