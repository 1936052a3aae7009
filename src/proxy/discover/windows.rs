//! The sources of Windows together, in the order in which they count for the account that runs.

use super::internet_settings::InternetKeys;
use super::policy::{from_policy, settings_are_per_user};
use super::registry::RegistryKey;
use super::setting::Setting;
use super::winhttp::from_winhttp;

/// What the registry holds about proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowsSettings {
    /// The run's account is SYSTEM, a service account or the computer's: no person's settings
    /// count for it.
    pub service: bool,
    /// `HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`.
    pub policy: RegistryKey,
    /// The account's own, below `HKCU`.
    pub user: InternetKeys,
    /// The computer's, below `HKLM`. `WinHttpSettings` is among its connections.
    pub machine: InternetKeys,
    /// Those of other accounts that are loaded, below `HKEY_USERS`, each with the account's name.
    pub others: Vec<(String, InternetKeys)>,
}

/// Whether a user name and a profile's folder, as the environment has them, are those of SYSTEM or
/// of a service: such profiles lie below the system's folder, and SYSTEM goes by the computer's name
/// with a `$`.
#[must_use]
pub fn is_service_account(user: &str, profile: &str) -> bool {
    let profile = profile.to_ascii_lowercase();
    user.ends_with('$')
        || user.eq_ignore_ascii_case("system")
        || profile.contains(r"\config\systemprofile")
        || profile.contains(r"\serviceprofiles\")
}

impl WindowsSettings {
    /// The settings, the one that counts most first: a policy; then for a person the Internet
    /// settings before `WinHTTP`, and for a service the other way round.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        let policy = from_policy(&self.policy);
        let mut internet = if settings_are_per_user(&self.policy) {
            let mut own = self.user.setting("the Internet settings of this account");
            own.whose = Some("programs of this account that follow the Internet settings".into());
            own
        } else {
            let source = "the Internet settings of this computer (by policy)";
            let mut machine = self.machine.setting(source);
            machine.whose = Some("programs that follow the Internet settings".into());
            machine
        };
        internet.auto_detect_is_usual = true;
        internet.silent_is_direct = true;
        let mut winhttp = from_winhttp(&self.machine.connections);
        winhttp.whose = Some("services, Windows Update and site system roles".into());
        winhttp.silent_is_direct = true;
        if self.service { vec![policy, winhttp, internet] } else { vec![policy, internet, winhttp] }
    }

    /// The settings of other accounts. They never decide here.
    #[must_use]
    pub fn of_others(&self) -> Vec<Setting> {
        if !settings_are_per_user(&self.policy) {
            return Vec::new();
        }
        let read = |(account, keys): &(String, InternetKeys)| {
            let mut setting = keys.setting(&format!("the Internet settings of {account}"));
            setting.whose = Some(format!("programs of {account}"));
            setting
        };
        self.others.iter().map(read).filter(Setting::decides).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::connection_blob::tests::blob;
    use super::super::decide;
    use super::super::registry::RegistryValue;
    use super::super::setting::FindingKind;
    use super::*;

    fn internet(proxy: &str) -> InternetKeys {
        let values = vec![
            ("ProxyEnable".to_owned(), RegistryValue::Number(1)),
            ("ProxyServer".to_owned(), RegistryValue::Text(proxy.to_owned())),
        ];
        let settings = RegistryKey { values, unreadable: None };
        InternetKeys { settings, connections: RegistryKey::default() }
    }

    fn windows() -> WindowsSettings {
        let mut machine = internet("machine:1");
        let winhttp = RegistryValue::Bytes(blob(0x18, 3, &["winhttp:1", ""]));
        machine.connections.values.push(("WinHttpSettings".to_owned(), winhttp));
        WindowsSettings { user: internet("user:1"), machine, ..WindowsSettings::default() }
    }

    fn winner(settings: &WindowsSettings) -> String {
        let router = decide(&settings.settings(), &settings.of_others(), None);
        let routing = router.route(&"x.test".parse().unwrap());
        routing.route.proxy().unwrap().to_string()
    }

    #[test]
    fn a_person_follows_the_internet_settings_and_a_service_winhttp() {
        let mut settings = windows();
        assert_eq!(winner(&settings), "http://user:1");
        settings.service = true;
        assert_eq!(winner(&settings), "http://winhttp:1");
        settings.machine.connections = RegistryKey::default();
        assert_eq!(winner(&settings), "http://user:1");
    }

    #[test]
    fn services_are_known_by_their_profile() {
        for (user, profile) in [
            ("HOST$", r"C:\WINDOWS\system32\config\systemprofile"),
            ("SYSTEM", ""),
            ("someone", r"C:\WINDOWS\ServiceProfiles\NetworkService"),
        ] {
            assert!(is_service_account(user, profile), "{user}");
        }
        assert!(!is_service_account("someone", r"C:\Users\someone"));
    }

    #[test]
    fn policies_come_first() {
        let mut settings = windows();
        let per_user = ("ProxySettingsPerUser".to_owned(), RegistryValue::Number(0));
        settings.policy.values.push(per_user);
        assert_eq!(winner(&settings), "http://machine:1");
        settings.policy = internet("policy:1").settings;
        assert_eq!(winner(&settings), "http://policy:1");
    }

    #[test]
    fn accounts_that_differ_are_found() {
        let mut settings = windows();
        settings.others.push(("SYSTEM".into(), internet("system:1")));
        settings.others.push(("NETWORK SERVICE".into(), InternetKeys::default()));
        let router = decide(&settings.settings(), &settings.of_others(), None);
        let differ: Vec<_> = router
            .findings()
            .iter()
            .filter(|finding| finding.kind == FindingKind::AccountsDiffer)
            .map(|finding| finding.text.as_str())
            .collect();
        assert_eq!(differ.len(), 2, "{differ:?}");
        assert!(differ[0].contains("Windows Update") && differ[1].contains("SYSTEM"), "{differ:?}");
    }

    #[test]
    fn a_service_that_goes_direct_beside_a_users_proxy_is_found() {
        let settings = WindowsSettings { user: internet("user:1"), ..WindowsSettings::default() };
        let router = decide(&settings.settings(), &settings.of_others(), None);
        let texts: Vec<_> = router.findings().iter().map(|f| f.text.as_str()).collect();
        assert!(texts.iter().any(|text| text.contains("WinHTTP")), "{texts:?}");
    }
}
