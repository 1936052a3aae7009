//! A computer stands in the file twice: it has one proxy configuration, and the later one would replace the earlier.

use super::super::Hierarchy;
use super::{Check, Fault, Severity};

/// A computer stands in the file twice: it has one proxy configuration, and the later one would replace the earlier.
pub(super) struct ServerTwice;

impl Check for ServerTwice {
    fn code(&self) -> &'static str {
        "server.listed_twice"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["one-config-per-computer", "new-settings-overwrite"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let mut known = std::collections::BTreeMap::new();
        let mut found = Vec::new();
        for (_, server) in hierarchy.servers() {
            let name = server.name.to_ascii_lowercase();
            if let Some(first) = known.insert(name, server.place) {
                found.push(self.fault(
                    server.place,
                    format!(
                        "`{}` stands in line {} already: a computer has one proxy configuration, \
                         and a new one replaces the old; put all its roles into one entry",
                        server.name, first.line
                    ),
                ));
            }
        }
        found
    }
}
