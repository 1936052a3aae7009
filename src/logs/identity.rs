//! Which log a file is, by its name: who writes it, and for which role.

use std::path::Path;

use crate::errors::{LogFile, WindowsErrors};

/// A log file, and what the table of logs knows about it.
#[derive(Clone, Debug)]
pub struct LogIdentity {
    /// The name of the log, without what rolling over added to it.
    pub name: String,
    /// The row of the table, for a log that it has.
    pub row: Option<&'static LogFile>,
}

impl LogIdentity {
    /// By the name of the file: `ruleengine.log`, `ruleengine.lo_`,
    /// `CcmMessaging-20261121-100000.log`, `CloudDP-<guid>.log`.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let stem = stem(path);
        let rows = WindowsErrors::builtin().logs();
        let row = rows.iter().find(|row| {
            let known = row.file.to_lowercase();
            let known = known.strip_suffix(".log").unwrap_or(&known);
            match known.split_once('<') {
                Some((before, _)) => stem.to_lowercase().starts_with(before),
                None => stem.eq_ignore_ascii_case(known),
            }
        });
        Self { name: row.map_or_else(|| format!("{stem}.log"), |row| row.file.clone()), row }
    }

    /// The roles that write it.
    #[must_use]
    pub fn roles(&self) -> &'static [String] {
        self.row.map_or(&[], |row| &row.roles)
    }

    /// Whether it prints an HTTP status as a Windows error number (`0x80070194` for 404).
    pub(super) fn prints_status_as_number(&self) -> bool {
        self.name.eq_ignore_ascii_case("PatchDownloader.log")
    }

    /// The name without its end, for logs whose records name no component.
    pub(super) fn component(&self) -> &str {
        self.name.strip_suffix(".log").unwrap_or(&self.name)
    }
}

/// Whether a file is the older part of a log.
pub(super) fn is_older_part(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("lo_"))
}

/// The name without its end and the date of rolling over.
pub(super) fn stem(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_number = |text: &str| text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = name.rsplitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(time), Some(date), Some(stem)) if is_number(time) && is_number(date) => {
            stem.to_owned()
        }
        _ => name.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_known_by_every_name_that_it_may_have() {
        for (path, name, role) in [
            ("a/ruleengine.log", "ruleengine.log", "software-update-point"),
            ("RuleEngine.LO_", "ruleengine.log", "software-update-point"),
            ("CcmMessaging-20261121-100000.log", "CcmMessaging.log", "client"),
            ("CloudDP-11111111-2222.log", "CloudDP-<guid>.log", "cloud-distribution-point"),
        ] {
            let log = LogIdentity::of(Path::new(path));
            assert_eq!(log.name, name);
            assert_eq!(log.roles()[0], role, "{path}");
        }
        let other = LogIdentity::of(Path::new("mine.log"));
        assert_eq!((other.name.as_str(), other.roles().len()), ("mine.log", 0));
    }
}
