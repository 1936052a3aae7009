//! A software update point that leaves the proxy of its server unused.

use super::super::{Hierarchy, Settings, SiteKind};
use super::{Check, Fault, Severity};

/// A software update point that leaves the proxy of its server unused.
pub(super) struct UpdateDirect;

impl Check for UpdateDirect {
    fn code(&self) -> &'static str {
        "update_point.proxy_unused"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn facts(&self) -> &'static [&'static str] {
        &["sup-two-options", "no-extra-setup", "sup-third-party", "sup-adr-log"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let points = hierarchy.roles().filter_map(|(site, server, role)| {
            server.used_proxy()?;
            let Settings::SoftwareUpdatePoint(point) = &role.settings else { return None };
            let rules = point.proxy_for_automatic_deployment || site.kind == SiteKind::Secondary;
            let what = match (point.proxy_when_synchronizing, rules) {
                (true, true) => return None,
                (false, true) => "synchronising",
                (true, false) => "downloading by automatic deployment rules",
                (false, false) => "synchronising and downloading by automatic deployment rules",
            };
            Some((role, server, what))
        });
        points
            .map(|(role, server, what)| {
                let text = format!(
                    "{what} goes past the proxy of `{}`, because the option of the software update \
                     point is off: without another way out ruleengine.log or wsyncmgr.log will show \
                     12007",
                    server.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
