//! The network proxy of GNOME and of desktops that share its settings (`org.gnome.system.proxy`).
//!
//! Two forms are read: the lines of `gsettings list-recursively org.gnome.system.proxy`, which no
//! language changes, and the key file that is used where there is no database (in containers).

use std::collections::BTreeMap;

use super::setting::{FindingKind, Setting};

const SOURCE: &str = "GNOME";
const SCHEMA: &str = "org.gnome.system.proxy";

/// Reads the lines of `gsettings`: schema, key and value.
#[must_use]
pub fn from_gsettings(text: &str) -> Setting {
    let mut values = BTreeMap::new();
    for line in text.lines() {
        let mut words = line.trim().splitn(3, ' ');
        if let (Some(schema), Some(key), Some(value)) = (words.next(), words.next(), words.next())
            && let Some(part) = schema.strip_prefix(SCHEMA)
        {
            values.insert(name(part.trim_start_matches('.'), key), value.trim().to_owned());
        }
    }
    setting(&values)
}

/// Reads the key file `glib-2.0/settings/keyfile`.
#[must_use]
pub fn from_gnome_keyfile(text: &str) -> Setting {
    let mut values = BTreeMap::new();
    let mut part = None;
    for line in text.lines().map(str::trim) {
        if let Some(group) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            part = group
                .strip_prefix("org/gnome/system/proxy")
                .or_else(|| group.strip_prefix("system/proxy"))
                .map(|rest| rest.trim_start_matches('/').to_owned());
        } else if let (Some(part), Some((key, value))) = (&part, line.split_once('='))
            && !line.starts_with('#')
        {
            values.insert(name(part, key.trim()), value.trim().to_owned());
        }
    }
    setting(&values)
}

fn name(part: &str, key: &str) -> String {
    if part.is_empty() { key.to_owned() } else { format!("{part}.{key}") }
}

fn setting(values: &BTreeMap<String, String>) -> Setting {
    let mut setting = Setting::silent(SOURCE);
    setting.whose = Some("programs of the desktop".to_owned());
    let text = |name: &str| values.get(name).map(|value| unquoted(value)).unwrap_or_default();
    match text("mode").as_str() {
        "" | "none" => return setting,
        "auto" => {
            let url = text("autoconfig-url");
            setting.auto_detect = url.is_empty();
            setting.auto_config = Some(url).filter(|url| !url.is_empty());
            return setting;
        }
        "manual" => {}
        other => {
            let other = other.escape_default();
            return Setting::unreadable(SOURCE, format!("`{other}` is no mode of its proxy"));
        }
    }
    let proxy = |setting: &mut Setting, part: &str, scheme: &str| {
        let host = text(&format!("{part}.host"));
        let port = text(&format!("{part}.port"));
        // The port that GNOME itself puts there.
        let port = if matches!(port.as_str(), "" | "0") { "8080" } else { port.as_str() };
        let host = if host.contains(':') { format!("[{host}]") } else { host };
        (!host.is_empty()).then(|| setting.proxy(&format!("{scheme}{host}:{port}"), SOURCE))
    };
    let http = proxy(&mut setting, "http", "");
    let https = proxy(&mut setting, "https", "");
    let socks = proxy(&mut setting, "socks", "socks5://");
    if http.is_none() && https.is_none() && socks.is_none() {
        return Setting::unreadable(SOURCE, "its proxy is on and no host is given");
    }
    setting.of_desktop("GNOME", SOURCE, http, https, socks.as_ref());
    if text("http.use-authentication") == "true" {
        setting.note(
            FindingKind::Assumed,
            "GNOME has a user name for the proxy, which is not read: give --proxy-user",
        );
    }
    if let Some(list) = values.get("ignore-hosts") {
        setting.list_own(&strings(list).join(","), "ignore-hosts of GNOME");
    }
    setting
}

/// A text of `GVariant` without its quotes.
fn unquoted(value: &str) -> String {
    strings(value).into_iter().next().unwrap_or_else(|| value.trim().to_owned())
}

/// The quoted texts of a value: `['a', "b"]`.
fn strings(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = value.chars();
    while let Some(quote) = rest.by_ref().find(|c| matches!(c, '\'' | '"')) {
        let mut text = String::new();
        while let Some(letter) = rest.next() {
            match letter {
                '\\' => text.extend(rest.next()),
                end if end == quote => break,
                other => text.push(other),
            }
        }
        found.push(text);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::setting::Said;
    use super::*;

    const LINES: &str = "org.gnome.system.proxy autoconfig-url ''\n\
        org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', '*.corp.test']\n\
        org.gnome.system.proxy mode 'manual'\n\
        org.gnome.system.proxy.http host 'proxy.test'\n\
        org.gnome.system.proxy.http port 3128\n\
        org.gnome.system.proxy.https host ''\n\
        org.gnome.system.proxy.https port 0\n\
        org.gnome.system.proxy.socks host ''\n";

    #[test]
    fn lines_of_gsettings() {
        let setting = from_gsettings(LINES);
        assert_eq!(setting.http.said.to_string(), "http://proxy.test:3128");
        assert_eq!(setting.https.said, Said::Direct);
        let list = setting.bypass.unwrap();
        assert_eq!(list.covers(&"a.corp.test".parse().unwrap()), Some("*.corp.test"));
        assert!(!from_gsettings(&LINES.replace("manual", "none")).decides());
        let empty = from_gsettings(&LINES.replace("proxy.test", ""));
        assert!(matches!(empty.http.said, Said::Unreadable(_)));
    }

    #[test]
    fn a_key_file_and_a_script() {
        let setting = from_gnome_keyfile(
            "[org/gnome/desktop]\nmode='manual'\n\n[system/proxy]\nmode='auto'\n\
             autoconfig-url='http://x/p.pac'\n",
        );
        assert_eq!(setting.auto_config.as_deref(), Some("http://x/p.pac"));
        let setting = from_gnome_keyfile(
            "[org/gnome/system/proxy]\nmode='manual'\n[org/gnome/system/proxy/socks]\n\
             host='2001:db8::1'\nport=1080\n",
        );
        assert_eq!(setting.https.said.to_string(), "socks5h://[2001:db8::1]:1080");
        assert!(from_gnome_keyfile("[system/proxy]\nmode='auto'\n").auto_detect);
    }
}
