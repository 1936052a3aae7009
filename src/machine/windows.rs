//! Windows: its registry.

use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE, Type, USERS, Value};

use super::variable;
use crate::proxy::discover::{
    InternetKeys, RegistryKey, RegistryValue, WindowsSettings, is_service_account,
};

const SETTINGS: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";
const POLICIES: &str = r"Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";

/// `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`: there is no such key.
const NO_SUCH_KEY: u32 = 0x8007_0002;

/// Accounts whose identifier is the same on every computer.
const KNOWN: &[(&str, &str)] =
    &[("S-1-5-18", "SYSTEM"), ("S-1-5-19", "LOCAL SERVICE"), ("S-1-5-20", "NETWORK SERVICE")];

pub(super) fn read(variables: &[(String, String)]) -> WindowsSettings {
    let user = internet_keys(CURRENT_USER, "");
    let mut policy = key(LOCAL_MACHINE, POLICIES);
    // The account's own policies fill in what those of the computer leave open.
    let own = key(CURRENT_USER, POLICIES);
    for (name, value) in own.values {
        if policy.get(&name).is_none() && !name.eq_ignore_ascii_case("ProxySettingsPerUser") {
            policy.values.push((name, value));
        }
    }
    let others = others(variables, &user);
    let machine = internet_keys(LOCAL_MACHINE, "");
    let named = |name| any_case(variables, name).unwrap_or_default();
    let service = is_service_account(named("USERNAME"), named("USERPROFILE"));
    WindowsSettings { service, policy, user, machine, others }
}

fn any_case<'a>(variables: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = variables.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    variable(variables, found.map_or(name, |(own, _)| own.as_str()))
}

/// The settings of accounts that are logged in or run services. Reading them needs rights; without,
/// they are left out, for they never decide.
fn others(variables: &[(String, String)], own: &InternetKeys) -> Vec<(String, InternetKeys)> {
    let Ok(names) = USERS.keys() else { return Vec::new() };
    let me = any_case(variables, "USERNAME").unwrap_or_default();
    let mut found = Vec::new();
    // `.DEFAULT` is another name of S-1-5-18.
    for sid in names.filter(|name| name.starts_with("S-") && !name.ends_with("_Classes")) {
        let user = USERS
            .open(format!(r"{sid}\Volatile Environment"))
            .and_then(|key| key.get_string("USERNAME"));
        if user.as_deref().is_ok_and(|user| user.eq_ignore_ascii_case(me)) {
            continue;
        }
        let keys = internet_keys(USERS, &sid);
        if keys == *own || keys.settings.unreadable.is_some() {
            continue;
        }
        let known = KNOWN.iter().find(|(known, _)| *known == sid).map(|(_, name)| *name);
        let account = known.map(str::to_owned).or(user.ok()).unwrap_or(sid);
        found.push((account, keys));
    }
    found
}

fn internet_keys(root: &Key, below: &str) -> InternetKeys {
    let path = if below.is_empty() { SETTINGS.to_owned() } else { format!(r"{below}\{SETTINGS}") };
    let connections = key(root, &format!(r"{path}\Connections"));
    InternetKeys { settings: key(root, &path), connections }
}

fn key(root: &Key, path: &str) -> RegistryKey {
    let read = root.open(path).and_then(|key| {
        let values = key.values()?;
        Ok(values.map(|(name, value)| (name, plain(value))).collect())
    });
    match read {
        Ok(values) => RegistryKey { values, unreadable: None },
        Err(error) if error.code().0.cast_unsigned() == NO_SUCH_KEY => RegistryKey::default(),
        Err(error) => RegistryKey {
            values: Vec::new(),
            unreadable: Some(format!("{path}: {}", error.message())),
        },
    }
}

fn plain(value: Value) -> RegistryValue {
    match value.ty() {
        Type::U32 | Type::U64 => {
            u64::try_from(value).map_or(RegistryValue::Other, RegistryValue::Number)
        }
        Type::String | Type::ExpandString => {
            String::try_from(value).map_or(RegistryValue::Other, RegistryValue::Text)
        }
        Type::Bytes => RegistryValue::Bytes(value.to_vec()),
        Type::MultiString | Type::Other(_) => RegistryValue::Other,
    }
}
