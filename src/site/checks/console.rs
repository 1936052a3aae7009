//! A console that follows the proxy of its workstation.

use super::super::{Hierarchy, Settings};
use super::{Check, Fault, Severity};

/// A console that follows the proxy of its workstation.
pub(super) struct ConsoleDefault;

impl Check for ConsoleDefault {
    fn code(&self) -> &'static str {
        "console.system_proxy"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn facts(&self) -> &'static [&'static str] {
        &["console-proxy", "console-config"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let consoles = hierarchy.roles().filter(|(_, _, role)| {
            matches!(&role.settings, Settings::Console(console)
                if console.uses_system_default != Some(false))
        });
        consoles
            .map(|(_, server, role)| {
                let text = format!(
                    "the console on `{}` follows the workstation's proxy and may not reach the site \
                     then: in Microsoft.ConfigurationManagement.exe.config give defaultProxy a child \
                     proxy with usesystemdefault=\"False\"",
                    server.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
