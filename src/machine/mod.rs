//! What this computer itself says about proxies: its registry, its files, its desktop. Everything is
//! handed to the readers in [`crate::proxy::discover`] as plain data; nothing is decided here.
//!
//! On systems with files, the variable `CLEARWAY_ROOT` names a folder that stands for `/`: a mounted
//! image is read in place of the computer.

#[cfg(any(test, not(windows)))]
mod command;
mod domain;
#[cfg(any(test, not(windows)))]
mod files;
#[cfg(any(test, all(unix, not(target_os = "macos"))))]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

pub use domain::own_domain;

use crate::proxy::discover::Setting;

/// The settings that were found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Those that may decide for this account, the one that counts most first.
    pub settings: Vec<Setting>,
    /// Those of other accounts, for comparison.
    pub of_others: Vec<Setting>,
}

/// Reads the settings. `variables` is the environment: it names the account, its folders and its
/// desktop. What cannot be read is a setting that says so, never silence.
#[must_use]
pub fn read(variables: &[(String, String)]) -> Found {
    #[cfg(windows)]
    {
        let found = windows::read(variables);
        Found { settings: found.settings(), of_others: found.of_others() }
    }
    #[cfg(target_os = "macos")]
    {
        Found { settings: macos::read(variables), of_others: Vec::new() }
    }
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        Found { settings: linux::read(variables), of_others: Vec::new() }
    }
}

/// The value of a variable; a blank one counts as not set.
fn variable<'a>(variables: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = variables.iter().find(|(own, _)| own == name);
    found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
}
