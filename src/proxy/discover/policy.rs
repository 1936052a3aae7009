//! What policies say about the Internet settings.
//!
//! `ProxySettingsPerUser` = 0 below `HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\
//! Internet Settings` makes the settings of the computer count for every account. The same values as
//! in the settings themselves may stand there, too. The policies of browsers are not read: no
//! service follows them.

use super::internet_settings::InternetKeys;
use super::registry::RegistryKey;
use super::setting::Setting;

/// The source's name.
pub(super) const SOURCE: &str = "policy";

/// Whether each account has Internet settings of its own; true unless a policy says otherwise.
#[must_use]
pub fn settings_are_per_user(policy: &RegistryKey) -> bool {
    policy.number("ProxySettingsPerUser") != Some(0)
}

/// A proxy or a script that a policy names itself.
#[must_use]
pub fn from_policy(policy: &RegistryKey) -> Setting {
    let keys = InternetKeys { settings: policy.clone(), connections: RegistryKey::default() };
    keys.setting(SOURCE)
}

#[cfg(test)]
mod tests {
    use super::super::registry::RegistryValue;
    use super::*;

    #[test]
    fn only_a_zero_takes_the_settings_from_the_users() {
        let key = |number| RegistryKey {
            values: vec![("ProxySettingsPerUser".into(), RegistryValue::Number(number))],
            unreadable: None,
        };
        assert!(!settings_are_per_user(&key(0)) && settings_are_per_user(&key(1)));
        assert!(settings_are_per_user(&RegistryKey::default()));
        assert!(!from_policy(&key(0)).decides());
    }
}
