//! The proxies of macOS: the dictionary of `SCDynamicStoreCopyProxies` as `scutil --proxy` prints
//! it, which is the same in every language. Keys are Apple's `kSCPropNetProxies...`.

use std::collections::BTreeMap;

use super::super::Bypass;
use super::setting::{Choice, Said, Setting};

const SOURCE: &str = "the network settings of macOS";

/// Reads what `scutil --proxy` prints.
#[must_use]
pub fn from_scutil(text: &str) -> Setting {
    let mut values = BTreeMap::new();
    let mut exceptions = Vec::new();
    let mut array = None;
    let mut depth = 0;
    for line in text.lines().map(str::trim) {
        if line.ends_with('{') {
            depth += 1;
            if depth == 2 {
                array = line.split_once(" : ").map(|(key, _)| key);
            }
        } else if line == "}" {
            depth -= 1;
            array = array.filter(|_| depth > 1);
        } else if let Some((key, value)) = line.split_once(" : ") {
            match (depth, array) {
                (1, _) => {
                    values.insert(key, value.trim());
                }
                (2, Some("ExceptionsList")) => exceptions.push(value.trim()),
                // Settings of single interfaces stand deeper.
                _ => {}
            }
        }
    }
    let get = |key: &str| values.get(key).copied().unwrap_or_default();
    let mut setting = Setting::silent(SOURCE);
    setting.auto_detect = get("ProxyAutoDiscoveryEnable") == "1";
    let script = Some(get("ProxyAutoConfigURLString")).filter(|url| !url.is_empty());
    if get("ProxyAutoConfigEnable") == "1" {
        match script {
            Some(url) => setting.auto_config = Some(url.to_owned()),
            None => return Setting::unreadable(SOURCE, "its script is switched on and not named"),
        }
    }
    proxies(&mut setting, &get);
    let simple = get("ExcludeSimpleHostnames") == "1";
    setting.list(Bypass::macos(exceptions, simple), "ExceptionsList");
    setting
}

fn proxies<'a>(setting: &mut Setting, get: &impl Fn(&str) -> &'a str) {
    let proxy = |setting: &mut Setting, kind: &str, scheme: &str| {
        if get(&format!("{kind}Enable")) != "1" {
            return None;
        }
        let (host, port) = (get(&format!("{kind}Proxy")), get(&format!("{kind}Port")));
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let port = if matches!(port, "" | "0") { String::new() } else { format!(":{port}") };
        Some(setting.proxy(&format!("{scheme}{host}{port}"), &format!("{kind}Proxy")))
    };
    let http = proxy(setting, "HTTP", "");
    let https = proxy(setting, "HTTPS", "");
    let socks = proxy(setting, "SOCKS", "socks5://");
    if http.is_none() && https.is_none() && socks.is_none() {
        return;
    }
    let choice = |own: Option<Said>, key: &str| match own.or_else(|| socks.clone()) {
        Some(said) => Choice::new(said, key, "the network settings of macOS name it"),
        None => Choice::new(Said::Direct, key, format!("{key} is not set in macOS")),
    };
    (setting.http, setting.https) = (choice(http, "HTTPProxy"), choice(https, "HTTPSProxy"));
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<dictionary> {\n  ExceptionsList : <array> {\n    0 : *.local\n    \
        1 : 169.254/16\n  }\n  ExcludeSimpleHostnames : 1\n  FTPPassive : 1\n  HTTPEnable : 1\n  \
        HTTPPort : 8080\n  HTTPProxy : proxy.test\n  HTTPSEnable : 0\n  HTTPSPort : 1\n  \
        HTTPSProxy : unused.test\n  __SCOPED__ : <dictionary> {\n    en0 : <dictionary> {\n      \
        HTTPProxy : other.test\n    }\n  }\n}\n";

    #[test]
    fn the_dictionary_is_read() {
        let setting = from_scutil(TEXT);
        assert_eq!(setting.http.said.to_string(), "http://proxy.test:8080");
        assert_eq!(setting.https.said, Said::Direct);
        let list = setting.bypass.unwrap();
        for inside in ["printer.local", "169.254.1.1", "intranet"] {
            assert!(list.covers(&inside.parse().unwrap()).is_some(), "{inside}");
        }
    }

    #[test]
    fn scripts_discovery_and_nothing() {
        let text = "<dictionary> {\n  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : \
                    http://x/p.pac\n  ProxyAutoDiscoveryEnable : 1\n}\n";
        let setting = from_scutil(text);
        assert_eq!(setting.auto_config.as_deref(), Some("http://x/p.pac"));
        assert!(setting.auto_detect);
        assert!(!from_scutil("<dictionary> {\n  FTPPassive : 1\n}\n").decides());
        let broken = from_scutil("<dictionary> {\n  HTTPEnable : 1\n  HTTPProxy : a b\n}\n");
        assert!(matches!(broken.http.said, Said::Unreadable(_)));
    }
}
