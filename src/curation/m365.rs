//! The Microsoft 365 endpoints web service: its JSON, one role for each endpoint set.
//!
//! Its form is described in "Microsoft 365 IP Address and URL web service" (learn.microsoft.com).

use std::collections::BTreeSet;

use ipnet::IpNet;
use serde::Deserialize;

use crate::address::{Entry, PortSpec};
use crate::article::{LineFinding, LineOutcome};
use crate::catalogue::{Category, Cloud, DateKind, Protocol, RoleId};

use super::slug::{slug, unused};
use super::{DraftEndpoint, DraftRanges, DraftSource, RoleDraft};

/// Which instance of Microsoft 365 a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum M365Instance {
    /// Worldwide, with GCC.
    Worldwide,
    /// Operated by 21Vianet.
    China,
    /// US Government GCC High.
    UsGovGccHigh,
    /// US Government, Department of Defense.
    UsGovDod,
}

impl M365Instance {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Worldwide, Self::China, Self::UsGovGccHigh, Self::UsGovDod];

    /// The name in addresses of the web service (`/endpoints/worldwide`).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worldwide => "Worldwide",
            Self::China => "China",
            Self::UsGovGccHigh => "USGOVGCCHigh",
            Self::UsGovDod => "USGOVDoD",
        }
    }

    /// The instance that a file name or an address names, if it names one.
    #[must_use]
    pub fn named_in(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        Self::ALL.into_iter().find(|one| text.contains(&one.as_str().to_ascii_lowercase()))
    }

    fn cloud(self) -> Cloud {
        match self {
            Self::Worldwide => Cloud::Public,
            Self::China => Cloud::China,
            Self::UsGovGccHigh => Cloud::UsGovernmentGccHigh,
            Self::UsGovDod => Cloud::UsGovernmentDod,
        }
    }

    /// The part of role ids.
    fn short(self) -> &'static str {
        match self {
            Self::Worldwide => "ww",
            Self::China => "cn",
            Self::UsGovGccHigh => "gcch",
            Self::UsGovDod => "dod",
        }
    }
}

/// Why a text is no list of the web service.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum M365Error {
    /// It is not the JSON that the service sends.
    #[error("this is not the JSON of the Microsoft 365 endpoints web service: {0}")]
    Json(#[from] serde_json::Error),
    /// The product's name cannot stand in a role's id.
    #[error(transparent)]
    Product(#[from] crate::catalogue::RoleIdError),
}

/// What was read: drafts, and what became of each set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct M365Import {
    /// A role for each endpoint set.
    pub drafts: Vec<RoleDraft>,
    /// A finding for each set, with its number in place of a line, for the list is one line long.
    pub sets: Vec<LineFinding>,
}

/// One endpoint set. Fields that are not here are of no use to us.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EndpointSet {
    id: u32,
    #[serde(default)]
    service_area: String,
    #[serde(default)]
    service_area_display_name: String,
    #[serde(default)]
    urls: Vec<String>,
    #[serde(default)]
    ips: Vec<String>,
    tcp_ports: Option<String>,
    udp_ports: Option<String>,
    category: Option<String>,
    #[serde(default)]
    express_route: bool,
    required: Option<bool>,
    notes: Option<String>,
}

impl M365Import {
    /// Reads the JSON text. `path` names it in the sources.
    ///
    /// # Errors
    /// When the text is not the service's JSON, or the product cannot stand in an id.
    pub fn read(
        text: &str,
        instance: M365Instance,
        product: &str,
        path: &str,
    ) -> Result<Self, M365Error> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let sets: Vec<EndpointSet> = serde_json::from_str(text)?;
        let mut import = Self { drafts: Vec::new(), sets: Vec::new() };
        let mut taken = BTreeSet::new();
        for set in &sets {
            let name = format!("m365-{}-{}-{}", instance.short(), set.area(), set.id);
            let id = format!("{product}/{}", unused(&name, &mut taken)).parse()?;
            import.take(set, id, instance, path);
        }
        Ok(import)
    }

    fn take(&mut self, set: &EndpointSet, id: RoleId, instance: M365Instance, path: &str) {
        let mut problems = Vec::new();
        let protocols = set.protocols(&mut problems);
        let (mut names, mut entries) = (Vec::new(), Vec::new());
        for url in &set.urls {
            match url.parse::<Entry>() {
                Ok(_) => names.push(url.clone()),
                Err(error) => problems.push(format!("`{url}`: {error}")),
            }
        }
        let mut ranges: Vec<IpNet> = Vec::new();
        for text in &set.ips {
            match text.parse() {
                Ok(range) => ranges.push(range),
                Err(_) => problems.push(format!("`{text}` is no address range")),
            }
        }
        entries.extend(names.iter().cloned());
        entries.extend(ranges.iter().map(ToString::to_string));
        let mut draft = set.draft(id, instance, path);
        for (protocol, ports, documented) in &protocols {
            draft.endpoints.extend(names.iter().map(|name| DraftEndpoint {
                pattern: name.clone(),
                raw: None,
                ports: ports.clone(),
                protocol: *protocol,
                ports_documented: *documented,
                required: set.required,
                cloud: instance.cloud(),
                purpose: set.purpose(),
            }));
            if !ranges.is_empty() {
                draft.ranges.push(DraftRanges {
                    ranges: ranges.clone(),
                    ports: ports.clone(),
                    protocol: *protocol,
                    ports_documented: *documented,
                });
            }
        }
        let outcome = match (problems.is_empty(), entries.is_empty()) {
            (false, _) => LineOutcome::Doubtful,
            (true, true) => LineOutcome::Skipped,
            (true, false) => LineOutcome::Taken,
        };
        if outcome == LineOutcome::Skipped {
            problems.push("the set has neither names nor ranges".to_owned());
        }
        let (line, text, why) = (set.id as usize, draft.title.clone(), problems.join("; "));
        if !entries.is_empty() {
            self.drafts.push(draft);
        }
        self.sets.push(LineFinding { line, outcome, text, entries, why });
    }
}

impl EndpointSet {
    /// The service area in role ids; the service still calls Teams by its former name.
    fn area(&self) -> String {
        match self.service_area.as_str() {
            "Skype" => "teams".to_owned(),
            area => slug(area).unwrap_or_else(|| "other".to_owned()),
        }
    }

    fn purpose(&self) -> Option<String> {
        Some(self.service_area_display_name.clone()).filter(|name| !name.is_empty())
    }

    /// Ports of each protocol; 443 where the set has none, marked as assumed.
    fn protocols(&self, problems: &mut Vec<String>) -> Vec<(Protocol, Vec<PortSpec>, bool)> {
        let mut found = Vec::new();
        for (protocol, text) in [(Protocol::Tcp, &self.tcp_ports), (Protocol::Udp, &self.udp_ports)]
        {
            let mut ports = Vec::new();
            for part in text.iter().flat_map(|text| text.split(',')).map(str::trim) {
                match part.parse::<PortSpec>() {
                    Ok(port) => ports.push(port),
                    Err(_) if part.is_empty() => {}
                    Err(error) => problems.push(error.to_string()),
                }
            }
            if !ports.is_empty() {
                found.push((protocol, ports, true));
            }
        }
        if found.is_empty() {
            problems.push("no port is stated; 443 is assumed".to_owned());
            found.push((Protocol::Tcp, vec![PortSpec::One(443)], false));
        }
        found
    }

    fn draft(&self, id: RoleId, instance: M365Instance, path: &str) -> RoleDraft {
        let area = self.purpose().unwrap_or_else(|| "Microsoft 365".to_owned());
        let category = self.category.as_deref().and_then(|word| {
            Category::ALL.iter().find(|known| known.as_str().eq_ignore_ascii_case(word)).copied()
        });
        let mut notes =
            vec!["Imported from the endpoints web service and not reviewed.".to_owned()];
        notes.extend(self.notes.clone().filter(|note| !note.trim().is_empty()));
        if self.express_route {
            notes.push("The set is supported over ExpressRoute.".to_owned());
        }
        RoleDraft {
            id,
            title: format!("{area}, set {} ({})", self.id, instance.as_str()),
            category,
            endpoint_set: Some(self.id),
            notes,
            source: DraftSource {
                id: "web-service".to_owned(),
                title: "Microsoft 365 endpoints web service".to_owned(),
                path: path.to_owned(),
                date: None::<(jiff::civil::Date, DateKind)>,
                handoff: None,
                section: Some(instance.as_str().to_owned()),
            },
            endpoints: Vec::new(),
            ranges: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"[{"id":1,"serviceArea":"Exchange","serviceAreaDisplayName":"Exchange Online",
        "urls":["outlook.cloud.example","*.b.example.com"],"ips":["192.0.2.0/24","2001:db8::/32"],
        "tcpPorts":"80,443","udpPorts":"443","expressRoute":true,"category":"Optimize",
        "required":true},
        {"id":11,"serviceArea":"Skype","urls":["a b"],"category":"Default","required":false,
        "notes":"only some"}]"#;

    #[test]
    fn sets_become_roles_with_ports_of_both_protocols() {
        let import =
            M365Import::read(TEXT, M365Instance::UsGovDod, "microsoft365", "x.json").unwrap();
        let draft = &import.drafts[0];
        assert_eq!(draft.id.as_str(), "microsoft365/m365-dod-exchange-1");
        assert_eq!((draft.endpoints.len(), draft.ranges.len()), (4, 2));
        assert_eq!(draft.endpoints[2].protocol, Protocol::Udp);
        assert_eq!(draft.endpoints[0].cloud, Cloud::UsGovernmentDod);
        assert_eq!(import.drafts.len(), 1);
        assert_eq!(import.sets[1].outcome, LineOutcome::Doubtful);
        assert!(import.sets[1].why.contains("443 is assumed"), "{}", import.sets[1].why);
    }

    #[test]
    fn another_json_is_refused() {
        assert!(M365Import::read("{}", M365Instance::China, "a", "").is_err());
        assert!(M365Import::read("[{\"id\":1}]", M365Instance::China, "A B", "").is_err());
    }

    #[test]
    fn instances_are_known_by_their_address() {
        let address = "https://endpoints.office.com/endpoints/USGovGCCHigh?clientrequestid=x";
        assert_eq!(M365Instance::named_in(address), Some(M365Instance::UsGovGccHigh));
        assert_eq!(M365Instance::named_in("list.json"), None);
    }
}
