//! macOS: its dynamic store, through `scutil --proxy`.

use std::time::Duration;

use super::command::output;
use super::variable;
use crate::proxy::discover::{Setting, from_scutil};

pub(super) fn read(variables: &[(String, String)]) -> Vec<Setting> {
    if variable(variables, "CLEARWAY_ROOT").is_some() {
        return Vec::new();
    }
    let setting = match output("/usr/sbin/scutil", &["--proxy"], Duration::from_secs(3)) {
        Ok(text) => from_scutil(&text),
        Err(why) => Setting::unreadable("the network settings of macOS", why),
    };
    vec![setting]
}
