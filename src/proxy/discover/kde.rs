//! The proxy of KDE: the group `Proxy Settings` of `kioslaverc`.

use std::collections::BTreeMap;

use super::setting::Setting;

const SOURCE: &str = "KDE (kioslaverc)";

/// What the text of the file says.
#[must_use]
pub fn from_kioslaverc(text: &str) -> Setting {
    let mut values = BTreeMap::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            // A group may carry flags behind it: `[Proxy Settings][$i]`.
            inside = line.starts_with("[Proxy Settings]");
        } else if let (true, Some((key, value))) = (inside, line.split_once('=')) {
            let key = key.split('[').next().unwrap_or(key);
            values.insert(key.trim(), value.trim());
        }
    }
    let get = |key: &str| values.get(key).copied().unwrap_or_default();
    let mut setting = Setting::silent(SOURCE);
    setting.whose = Some("programs of the desktop".to_owned());
    match get("ProxyType") {
        // 4 takes what the environment says, which is a source of its own.
        "" | "0" | "4" => {}
        "1" => manual(&mut setting, &get),
        "2" => match get("Proxy Config Script") {
            "" => return Setting::unreadable(SOURCE, "its script is switched on and not named"),
            script => setting.auto_config = Some(script.to_owned()),
        },
        "3" => setting.auto_detect = true,
        other => {
            let other = other.escape_default();
            return Setting::unreadable(SOURCE, format!("`{other}` is no ProxyType"));
        }
    }
    setting
}

fn manual<'a>(setting: &mut Setting, get: &impl Fn(&str) -> &'a str) {
    let proxy = |setting: &mut Setting, key: &str| {
        // Written as `http://host port` for many years, and as a URL since.
        let words: Vec<&str> = get(key).split_whitespace().collect();
        let text = words.join(":").replacen("socks://", "socks5://", 1);
        (!text.is_empty()).then(|| setting.proxy(&text, &format!("{key} of {SOURCE}")))
    };
    let http = proxy(setting, "httpProxy");
    let https = proxy(setting, "httpsProxy");
    let socks = proxy(setting, "socksProxy");
    if get("ReversedException") == "true" {
        let why = "its exceptions are reversed (the proxy is for the listed hosts only)";
        *setting = Setting::unreadable(SOURCE, why);
        return;
    }
    if http.is_none() && https.is_none() && socks.is_none() {
        *setting = Setting::unreadable(SOURCE, "its proxy is switched on and not named");
        return;
    }
    setting.of_desktop("KDE", SOURCE, http, https, socks.as_ref());
    setting.list_own(get("NoProxyFor"), "NoProxyFor of KDE");
}

#[cfg(test)]
mod tests {
    use super::super::setting::Said;
    use super::*;

    #[test]
    fn a_manual_proxy_in_either_form() {
        let text = "[General]\nProxyType=0\n\n[Proxy Settings][$i]\nNoProxyFor=localhost,.corp.test\n\
                    ProxyType=1\nhttpProxy=http://p.test 8080\nhttpsProxy=http://q.test:3128\n\
                    socksProxy=\n";
        let setting = from_kioslaverc(text);
        assert_eq!(setting.http.said.to_string(), "http://p.test:8080");
        assert_eq!(setting.https.said.to_string(), "http://q.test:3128");
        assert!(setting.bypass.unwrap().covers(&"a.corp.test".parse().unwrap()).is_some());
    }

    #[test]
    fn the_other_kinds() {
        let of = |rest: &str| from_kioslaverc(&format!("[Proxy Settings]\n{rest}"));
        assert!(!of("ProxyType=0\nhttpProxy=http://p 1\n").decides() && !of("").decides());
        let script = of("ProxyType=2\nProxy Config Script=http://x/p.pac\n");
        assert_eq!(script.auto_config.as_deref(), Some("http://x/p.pac"));
        assert!(of("ProxyType=3\n").auto_detect);
        for broken in [
            "ProxyType=9\n",
            "ProxyType=1\n",
            "ProxyType=1\nhttpProxy=p 1\nReversedException=true\n",
        ] {
            assert!(matches!(of(broken).https.said, Said::Unreadable(_)), "{broken}");
        }
        let socks = of("ProxyType=1\nsocksProxy=socks://s.test 1080\n");
        assert_eq!(socks.https.said.to_string(), "socks5h://s.test:1080");
    }
}
