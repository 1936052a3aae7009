//! Products whose file is a list: Umbrella, Cloudflare Gateway, Check Point, DNS Firewall, Windows
//! Firewall, Netskope, URL lists of Google.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::forms::{Form, Forms, dot, no_network, plain, single, star};
use super::gather::{
    By, Group, Limit, entries, gather, json, ports_note, quoted, refuse_groups, without_wide,
};
use super::shape::printable;
use crate::allowlist::{Options, Ports, Refused, Wanted, Writer, Written};

/// A product whose file is a list.
pub struct List {
    id: &'static str,
    forms: Forms,
    by: By,
    /// How many ports it writes.
    limit: Limit,
    /// The file of the groups.
    write: fn(&[Group]) -> String,
    /// What has to be done beside it.
    note: Option<&'static str>,
}

impl Writer for List {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entries(&self, wanted: &Wanted, _: &Options) -> Result<Vec<String>, String> {
        entries(wanted, &self.forms)
    }

    fn file(&self, wanted: &[Wanted], _: &Options) -> Written {
        let (mut groups, mut written) = gather(wanted, &self.forms, self.by);
        without_wide(&mut groups, &mut written, self.limit);
        if self.by == By::PortsAndSchemes {
            let other = |group: &Group| !group.schemes.http && !group.schemes.https;
            let why = "is neither HTTP nor TLS, which are all that the product tells apart";
            refuse_groups(&mut groups, &mut written, other, why);
            let web = Ports::of([(80, 80), (443, 443)]);
            for group in groups.iter().filter(|own| own.schemes.tcp && !web.contain(&own.ports)) {
                let why = "is let through as HTTP or TLS only";
                let refuse = |entry: &&str| Refused { text: (*entry).into(), why: why.into() };
                written.refused.extend(group.entries().iter().map(refuse));
            }
        }
        written.text = (self.write)(&groups);
        if self.by == By::Ports {
            written.notes.extend(ports_note(&groups, '-'));
        }
        written.notes.extend(self.note.map(str::to_owned));
        written
    }
}

const ONE_LEVEL: &str = "is one level, and the product covers every level";

const IN_LABEL: &str = "ends inside a label, which the product cannot express";

const APEX_TOO: &str = "leaves the name itself out, and the product includes it";

/// The forms of products where `x` is the name and all below.
const SUBTREES: Forms = Forms {
    exact: Form::No("is one name, and the product includes all that is below"),
    subtree: Form::Is(plain),
    below: Form::No(APEX_TOO),
    one_label: Form::No(ONE_LEVEL),
    ends_with: Form::No(IN_LABEL),
    network: single,
    path: None,
};

/// The forms of products where `x` is the name and `*.x` all below.
const STARS: Forms = Forms {
    exact: Form::Is(plain),
    subtree: Form::Both,
    below: Form::Is(star),
    one_label: Form::No(ONE_LEVEL),
    ends_with: Form::No(IN_LABEL),
    network: no_network,
    path: None,
};

/// Umbrella.
pub const UMBRELLA: List = List {
    id: "umbrella",
    forms: SUBTREES,
    by: By::Nothing,
    limit: Limit::None,
    write: |groups| {
        rows(groups, "destination,type,comment", |entry| match entry.parse::<std::net::IpAddr>() {
            Ok(_) => vec![entry, "ipv4"],
            Err(_) => vec![entry, "domain"],
        })
    },
    note: Some("a DNS service opens no ports: the firewall behind it has to"),
};

/// Cloudflare Gateway, for rules with the selector Domain.
pub const CLOUDFLARE: List = List {
    id: "cloudflare",
    forms: Forms { network: no_network, ..SUBTREES },
    by: By::Nothing,
    limit: Limit::None,
    write: |groups| rows(groups, "value,description", |entry| vec![entry]),
    note: Some("use the list with the selector Domain: with Host it covers the names alone"),
};

/// Check Point.
pub const CHECK_POINT: List = List {
    id: "checkpoint",
    forms: Forms {
        exact: Form::Is(|name| format!(".{name} is-sub-domain false")),
        subtree: Form::Less(
            |name| format!(".{name} is-sub-domain true"),
            "is written as an object with subdomains, which ends ten levels down",
        ),
        below: Form::No(APEX_TOO),
        one_label: Form::No(ONE_LEVEL),
        ends_with: Form::No(IN_LABEL),
        network: no_network,
        path: None,
    },
    by: By::Ports,
    limit: Limit::None,
    write: |groups| {
        // The name of an object is there once, whatever the ports.
        let mut objects: BTreeMap<&str, (Vec<String>, BTreeSet<&str>)> = BTreeMap::new();
        for group in groups {
            for (entry, roles) in &group.lines {
                let (tags, all) = objects.entry(entry).or_default();
                tags.push(group.name('-'));
                all.extend(roles.iter().map(String::as_str));
            }
        }
        let object = |(entry, (tags, roles)): (&str, (Vec<String>, BTreeSet<&str>))| {
            let (name, flag) = entry.split_once(" is-sub-domain ").unwrap_or((entry, "false"));
            let roles: Vec<String> = roles.into_iter().map(printable).collect();
            json!({
                "name": name,
                "is-sub-domain": flag == "true",
                "type": "dns-domain",
                "tags": tags,
                "comments": roles.join(", "),
            })
        };
        let objects: Vec<Value> = objects.into_iter().map(object).collect();
        json(&json!({"objects": objects}))
    },
    note: None,
};

/// Route 53 DNS Firewall.
pub const DNS_FIREWALL: List = List {
    id: "aws-dns-firewall",
    forms: STARS,
    by: By::Nothing,
    limit: Limit::None,
    write: |groups| json(&json!({"Domains": all(groups)})),
    note: Some("list the names that CNAMEs lead to as well, or trust the redirection chain"),
};

/// Windows Firewall.
pub const WINDOWS_FIREWALL: List = List {
    id: "windows-firewall",
    forms: STARS,
    by: By::Nothing,
    limit: Limit::None,
    write: |groups| {
        let keyword = |entry: &str| json!({"Keyword": entry, "AutoResolve": true});
        json(&all(groups).into_iter().map(keyword).collect::<Vec<Value>>().into())
    },
    note: Some("`New-NetFirewallDynamicKeywordAddress -Id ... -Keyword ... -AutoResolve $true`"),
};

/// Google Secure Web Proxy.
pub const GCP_URL_LIST: List = List {
    id: "gcp-url-list",
    forms: Forms {
        exact: Form::Is(plain),
        subtree: Form::Is(|name| format!("*{name}")),
        below: Form::Is(star),
        one_label: Form::No(ONE_LEVEL),
        ends_with: Form::No(IN_LABEL),
        network: single,
        path: Some(|entry, path| match path.strip_suffix('/') {
            Some(_) => Ok(vec![format!("{entry}{path}*")]),
            None => Ok(vec![format!("{entry}{path}"), format!("{entry}{path}/*")]),
        }),
    },
    by: By::Ports,
    limit: Limit::None,
    write: |groups| {
        let mut text = String::new();
        for group in groups {
            let name = group.name('-');
            let _ =
                writeln!(text, "---\nname: projects/PROJECT/locations/LOCATION/urlLists/{name}");
            text += "values:\n";
            for entry in group.entries() {
                let _ = writeln!(text, "- {} # {}", quoted(entry), group.roles(entry));
            }
        }
        text
    },
    note: Some("write your project and location in place of PROJECT and LOCATION"),
};

/// Netskope, where the apex is included.
pub const NETSKOPE: List = List {
    id: "netskope",
    forms: Forms {
        exact: Form::Is(plain),
        subtree: Form::Is(star),
        below: Form::No(APEX_TOO),
        one_label: Form::No(ONE_LEVEL),
        ends_with: Form::No(IN_LABEL),
        network: single,
        path: None,
    },
    by: By::Ports,
    limit: Limit::Most { ports: 64, all: false },
    write: |groups| {
        let lists = groups.iter().map(|group| {
            let mut urls = Vec::new();
            for entry in group.entries() {
                // Without a port an entry is for 80 and 443.
                for (low, high) in group.ports.ranges() {
                    urls.extend((*low..=*high).map(|port| format!("{entry}:{port}")));
                }
            }
            json!({"name": group.name('-'), "data": {"type": "exact", "urls": urls}})
        });
        json(&lists.collect::<Vec<Value>>().into())
    },
    note: Some("the list is for tenants where `*.x` includes `x`; older ones leave it out"),
};

/// AWS Network Firewall.
pub const NETWORK_FIREWALL: List = List {
    id: "aws-network-firewall",
    forms: Forms {
        exact: Form::Is(plain),
        subtree: Form::Is(dot),
        below: Form::No(APEX_TOO),
        one_label: Form::No(ONE_LEVEL),
        ends_with: Form::No(IN_LABEL),
        network: no_network,
        path: None,
    },
    by: By::PortsAndSchemes,
    limit: Limit::None,
    write: |groups| {
        let lists: Vec<Value> = groups
            .iter()
            .map(|group| {
                let kinds = [(group.schemes.https, "TLS_SNI"), (group.schemes.http, "HTTP_HOST")];
                let kinds: Vec<&str> =
                    kinds.iter().filter(|(is, _)| *is).map(|(_, kind)| *kind).collect();
                json!({"RulesSource": {"RulesSourceList": {
                    "Targets": group.entries(),
                    "TargetTypes": kinds,
                    "GeneratedRulesType": "ALLOWLIST",
                }}})
            })
            .collect();
        json(&lists.into())
    },
    note: Some(
        "a domain list knows no ports and no other protocols than TLS and HTTP: each entry holds \
         on every port",
    ),
};

/// Every entry once, in order.
fn all(groups: &[Group]) -> Vec<&str> {
    let mut all: Vec<&str> = groups.iter().flat_map(Group::entries).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// CSV with the roles in the last column.
fn rows(groups: &[Group], header: &str, row: fn(&str) -> Vec<&str>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(header.split(','));
    for group in groups {
        for entry in group.entries() {
            let roles = group.roles(entry);
            let mut fields = row(entry);
            fields.push(&roles);
            let _ = writer.write_record(fields);
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
