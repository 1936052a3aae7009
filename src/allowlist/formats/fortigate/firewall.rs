//! Addresses, groups, services and policies.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::IpNet;

use super::super::around::Around;
use super::super::gather::Gather;
use super::services::Services;
use super::tables::{Row, Table, Word};
use crate::allowlist::{Action, Meaning, Otherwise, Place, Ports, Source};
use crate::hostset::HostSet;

/// How deep groups may stand in one another.
const DEEPEST: usize = 16;

/// Members that the groups of one file may have in all, each counted wherever it is used.
const MOST_MEMBERS: usize = 2_000_000;

/// Settings of a policy whose values stand for addresses that the file does not have.
const INTERNET_SERVICES: &[&str] = &[
    "internet-service-name",
    "internet-service-id",
    "internet-service-group",
    "internet-service-custom",
    "internet-service-custom-group",
];

/// The objects of a configuration.
struct Objects<'a> {
    addresses: BTreeMap<&'a str, &'a Row>,
    groups: BTreeMap<&'a str, &'a [Word]>,
    /// Groups that leave some of their members out.
    excluding: BTreeSet<&'a str>,
    services: Services<'a>,
    source: &'a Source,
}

/// Reads the policies, or the addresses where there are no policies.
pub(super) fn read(tables: &[Table], source: &Source, gather: &mut Gather) {
    let rows = |name: &'static str| {
        tables.iter().filter(move |table| table.name == name).flat_map(|table| &table.rows)
    };
    let members = |row: &'static str, setting: &'static str| {
        rows(row).map(move |row| (row.name.as_str(), row.values(setting))).collect()
    };
    let objects = Objects {
        addresses: rows("firewall address").map(|row| (row.name.as_str(), row)).collect(),
        groups: members("firewall addrgrp", "member"),
        excluding: rows("firewall addrgrp")
            .filter(|row| row.value("exclude") == Some("enable"))
            .map(|row| row.name.as_str())
            .collect(),
        services: Services::of(tables),
        source,
    };
    let mut policies = rows("firewall policy").peekable();
    if policies.peek().is_none() {
        // Without policies each address is read as allowed, under the first group that has it.
        let mut group_of: BTreeMap<&str, &str> = BTreeMap::new();
        for (group, members) in &objects.groups {
            for member in *members {
                group_of.entry(&member.text).or_insert(group);
            }
        }
        // `all` is there on every firewall, and says nothing without a policy; nor do countries.
        let own = |row: &&Row| {
            let name = row.value("fqdn").or(row.value("wildcard-fqdn"));
            name.is_some() || row.value("subnet").is_some_and(|address| address != "0.0.0.0")
        };
        for row in rows("firewall address").filter(own) {
            let around = Around::allow(group_of.get(row.name.as_str()).copied());
            objects.address(row, &around, gather);
        }
        gather.note(
            "the file has no policies: each fqdn address is read as allowed, on every port; \
             policies and services decide that on the firewall",
        );
        return;
    }
    let mut budget = MOST_MEMBERS;
    for policy in policies {
        objects.policy(policy, gather, &mut budget);
    }
    gather.list.otherwise = Otherwise::Denied;
    gather.note("what no policy matches is stopped by the implicit policy at the end");
}

impl Objects<'_> {
    fn policy(&self, policy: &Row, gather: &mut Gather, budget: &mut usize) {
        if policy.value("status") == Some("disable") {
            return;
        }
        let action =
            if policy.value("action") == Some("accept") { Action::Allow } else { Action::Deny };
        let name = policy.value("name").unwrap_or(&policy.name);
        let mut around = Around::of(action, Some(&format!("policy {name}")));
        let sources = policy.values("srcaddr");
        if sources.iter().any(|word| word.text != "all") {
            let names: Vec<&str> = sources.iter().map(|word| word.text.as_str()).collect();
            around.conditions.push(format!("the client is in {}", names.join(", ")));
        }
        for (setting, words) in [("srcintf", "comes from"), ("dstintf", "goes to")] {
            let names: Vec<&str> =
                policy.values(setting).iter().map(|word| word.text.as_str()).collect();
            if !names.is_empty() && names != ["any"] {
                around.conditions.push(format!("the traffic {words} {}", names.join(", ")));
            }
        }
        for setting in ["groups", "users", "schedule"] {
            for word in policy.values(setting).iter().filter(|word| word.text != "always") {
                around.conditions.push(format!("{setting} {} applies", word.text));
            }
        }
        let mut unknown = None;
        let mut ports = Ports::of([]);
        for service in policy.values("service") {
            match self.services.ports(&service.text) {
                Some(own) => ports = Ports::of([ports.ranges(), own.ranges()].concat()),
                None => unknown = Some(service),
            }
        }
        if let Some(service) = unknown {
            gather.rule(
                Meaning::unknown(format!(
                    "the ports of the service {} of this policy are not in the file",
                    service.text
                )),
                &service.text,
                service.place.clone(),
                &around,
            );
        }
        if policy.value("service-negate") == Some("enable") {
            ports = if unknown.is_some() { Ports::all() } else { ports.complement() };
        }
        around.ports = Some(ports);
        if policy.value("dstaddr-negate") == Some("enable") {
            for word in policy.values("dstaddr").iter().take(1) {
                let why = "the policy is about every address but these";
                gather.rule(Meaning::unknown(why), &word.text, word.place.clone(), &around);
            }
            return;
        }
        for word in INTERNET_SERVICES.iter().flat_map(|setting| policy.values(setting)) {
            let why = format!("{} is a list of addresses that its vendor keeps", word.text);
            gather.rule(Meaning::unknown(why), &word.text, word.place.clone(), &around);
        }
        for word in policy.values("dstaddr") {
            self.destination(&word.text, &word.place, &around, gather, 0, budget);
        }
    }

    /// A destination of a policy: an address or a group.
    fn destination(
        &self,
        name: &str,
        place: &Place,
        around: &Around,
        gather: &mut Gather,
        depth: usize,
        budget: &mut usize,
    ) {
        let spent = *budget == 0;
        *budget = budget.saturating_sub(1);
        if let Some(row) = self.addresses.get(name)
            && !spent
        {
            self.address(row, around, gather);
        } else if self.excluding.contains(name) {
            let why = format!("the group {name} leaves members out, which are not followed");
            gather.rule(Meaning::unknown(why), name, place.clone(), around);
        } else if name == "all" {
            gather.rule(Meaning::of(HostSet::Everything), name, place.clone(), around);
        } else if let Some(members) = self.groups.get(name)
            && depth < DEEPEST
            && !spent
        {
            for member in *members {
                self.destination(&member.text, &member.place, around, gather, depth + 1, budget);
            }
        } else {
            let why = format!("the address {name} is not in the file");
            gather.rule(Meaning::unknown(why), name, place.clone(), around);
        }
    }

    /// An address.
    fn address(&self, row: &Row, around: &Around, gather: &mut Gather) {
        let kind = row.value("type").unwrap_or("ipmask");
        if let Some(word) = row.values("fqdn").first().or(row.values("wildcard-fqdn").first()) {
            gather.entry("fortigate.address.fqdn", &word.text, word.place.clone(), around);
            return;
        }
        let place_of = |setting: &str| row.values(setting).first().map(|word| word.place.clone());
        let nowhere = || self.source.place(1, "", "");
        match kind {
            "ipmask" => {
                let words: Vec<&str> =
                    row.values("subnet").iter().map(|word| word.text.as_str()).collect();
                if let (Some(set), Some(place)) = (subnet(&words), place_of("subnet")) {
                    gather.rule(Meaning::of(set), &words.join(" "), place, around);
                }
            }
            "iprange" => {
                let place = place_of("type").unwrap_or_else(nowhere);
                gather.skipped(&row.name, place, "is a range of addresses, in which no name is");
            }
            other => {
                let place = place_of("type").unwrap_or_else(nowhere);
                let why = format!("addresses of the type {other} are not read");
                gather.rule(Meaning::unknown(why), &row.name, place, around);
            }
        }
    }
}

/// `10.0.0.0 255.0.0.0`, or with a prefix length.
fn subnet(words: &[&str]) -> Option<HostSet> {
    let net: IpNet = match words {
        [address, mask] => {
            IpNet::with_netmask(address.parse::<IpAddr>().ok()?, mask.parse().ok()?).ok()?
        }
        [text] => text.parse().ok()?,
        _ => return None,
    };
    let all = net.prefix_len() == 0 && net.addr().is_ipv4();
    Some(if all { HostSet::Everything } else { HostSet::Network(net.trunc()) })
}
