//! Parents that do not fit.

use super::super::{Hierarchy, SiteKind};
use super::{Check, Fault, Severity};

/// Parents that do not fit.
pub(super) struct Structure;

impl Check for Structure {
    fn code(&self) -> &'static str {
        "site.parent"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &[]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let mut found = Vec::new();
        let mut known = std::collections::BTreeSet::new();
        for site in &hierarchy.sites {
            if !known.insert(site.code.to_ascii_uppercase()) {
                found.push(self.fault(site.place, format!("the site {} stands twice", site.code)));
            }
            let parent = site.parent.as_deref().map(|code| (code, hierarchy.site(code)));
            let text = match (site.kind, parent) {
                (_, Some((code, None))) => {
                    format!("the parent {code} of {} is no site here", site.code)
                }
                (SiteKind::CentralAdministration, Some(_)) => {
                    format!("the central administration site {} has a parent", site.code)
                }
                (SiteKind::Primary, Some((code, Some(above))))
                    if above.kind != SiteKind::CentralAdministration =>
                {
                    format!(
                        "the parent {code} of the primary site {} is not the central administration site",
                        site.code
                    )
                }
                (SiteKind::Secondary, None) => {
                    format!("the secondary site {} needs a parent", site.code)
                }
                (SiteKind::Secondary, Some((code, Some(above))))
                    if above.kind != SiteKind::Primary =>
                {
                    format!(
                        "the parent {code} of the secondary site {} is no primary site",
                        site.code
                    )
                }
                _ => continue,
            };
            found.push(self.fault(site.place, text));
        }
        let tops: Vec<_> = hierarchy.sites.iter().filter(|site| hierarchy.is_top(site)).collect();
        for site in tops.iter().skip(1).filter(|site| site.kind != SiteKind::Secondary) {
            let text = format!(
                "{} and {} both have no parent: a hierarchy has one top-tier site",
                tops[0].code, site.code
            );
            found.push(self.fault(site.place, text));
        }
        found
    }
}
