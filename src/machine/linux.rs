//! Linux and its relatives: the desktop of the account, and `/etc/environment`.

use std::path::PathBuf;
use std::time::Duration;

use super::command::output;
use super::{files, variable};
use crate::proxy::discover::{
    Setting, from_etc_environment, from_gnome_keyfile, from_gsettings, from_kioslaverc,
};

/// `gsettings` answers in milliseconds; a broken session bus may keep it waiting.
const LIMIT: Duration = Duration::from_secs(3);

/// Desktops that keep their proxy where GNOME does.
const LIKE_GNOME: &[&str] = &["GNOME", "Unity", "X-Cinnamon", "Budgie", "Pantheon", "COSMIC"];

/// The desktop that runs first, then the other one, then `/etc/environment`.
pub(super) fn read(variables: &[(String, String)]) -> Vec<Setting> {
    let gnome = gnome(variables);
    let config = config(variables);
    let kde = config.and_then(|config| {
        files::setting(&config.join("kioslaverc"), "KDE (kioslaverc)", from_kioslaverc)
    });
    let desktops =
        if desktops(variables).any(|name| name == "KDE") { [kde, gnome] } else { [gnome, kde] };
    let path = files::path(variables, "/etc/environment");
    let file = files::setting(&path, "/etc/environment", from_etc_environment);
    desktops.into_iter().chain([file]).flatten().collect()
}

fn desktops(variables: &[(String, String)]) -> impl Iterator<Item = &str> {
    variable(variables, "XDG_CURRENT_DESKTOP").unwrap_or_default().split(':')
}

fn config(variables: &[(String, String)]) -> Option<PathBuf> {
    let from_home = || variable(variables, "HOME").map(|home| format!("{home}/.config"));
    let folder = variable(variables, "XDG_CONFIG_HOME").map(str::to_owned).or_else(from_home)?;
    Some(files::path(variables, &folder))
}

/// The key file where it is used, else what `gsettings` knows, where there is a desktop at all.
fn gnome(variables: &[(String, String)]) -> Option<Setting> {
    let config = config(variables)?;
    let keyfile = config.join("glib-2.0/settings/keyfile");
    if let Some(setting) = files::setting(&keyfile, "GNOME", from_gnome_keyfile)
        && setting.decides()
    {
        return Some(setting);
    }
    let elsewhere = variable(variables, "CLEARWAY_ROOT").is_some();
    let runs = desktops(variables).any(|name| LIKE_GNOME.contains(&name));
    if elsewhere || !(runs || config.join("dconf/user").is_file()) {
        return None;
    }
    match output("gsettings", &["list-recursively", "org.gnome.system.proxy"], LIMIT) {
        Ok(text) => Some(from_gsettings(&text)),
        Err(why) => {
            // No program of the desktop has a proxy then, either.
            tracing::debug!("the proxy of GNOME is not read: {why}");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn variables(root: &std::path::Path, desktop: &str) -> Vec<(String, String)> {
        let owned = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        vec![
            owned("CLEARWAY_ROOT", root.to_str().unwrap()),
            owned("HOME", "/home-of/me"),
            owned("XDG_CURRENT_DESKTOP", desktop),
        ]
    }

    #[test]
    fn the_running_desktop_comes_first() {
        let root = tempfile::tempdir().unwrap();
        let config = root.path().join("home-of/me/.config");
        fs::create_dir_all(config.join("glib-2.0/settings")).unwrap();
        fs::create_dir_all(root.path().join("etc")).unwrap();
        fs::write(root.path().join("etc/environment"), "https_proxy=e:1\n").unwrap();
        fs::write(
            config.join("glib-2.0/settings/keyfile"),
            "[system/proxy]\nmode='manual'\n[system/proxy/https]\nhost='g'\nport=1\n",
        )
        .unwrap();
        let kde = "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://k 1\n";
        fs::write(config.join("kioslaverc"), kde).unwrap();
        let order = |desktop| -> Vec<String> {
            let found = read(&variables(root.path(), desktop));
            found.iter().map(|setting| setting.https.said.to_string()).collect()
        };
        assert_eq!(order("ubuntu:GNOME"), ["http://g:1", "http://k:1", "http://e:1"]);
        assert_eq!(order("KDE"), ["http://k:1", "http://g:1", "http://e:1"]);
    }

    #[test]
    fn a_computer_without_settings_says_nothing() {
        let root = tempfile::tempdir().unwrap();
        assert!(read(&variables(root.path(), "")).is_empty());
        // A folder in place of the file cannot be read, and that is told.
        fs::create_dir_all(root.path().join("etc/environment")).unwrap();
        let found = read(&variables(root.path(), ""));
        assert!(found[0].decides() && found[0].shown() == "unreadable", "{found:?}");
    }
}
