//! `FortiGate`: addresses of the type fqdn, and a group of them for each set of ports.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::forms::{Form, Forms, plain, star};
use super::gather::{By, entries, gather, ports_note};
use super::shape::printable;
use crate::allowlist::{Options, Wanted, Writer, Written};

/// Writes addresses of `FortiGate`.
pub struct FortiGate;

const FORMS: Forms = Forms {
    exact: Form::Is(plain),
    subtree: Form::Both,
    below: Form::Is(star),
    one_label: Form::No("is one level, and a wildcard of FortiGate is every level"),
    ends_with: Form::No("ends inside a label, of which FortiGate says nothing"),
    network: |net| Some(net.to_string()),
    path: None,
};

impl Writer for FortiGate {
    fn id(&self) -> &'static str {
        "fortigate"
    }

    fn entries(&self, wanted: &Wanted, _: &Options) -> Result<Vec<String>, String> {
        entries(wanted, &FORMS)
    }

    fn file(&self, wanted: &[Wanted], _: &Options) -> Written {
        let (groups, mut written) = gather(wanted, &FORMS, By::Ports);
        if groups.is_empty() {
            return written;
        }
        let mut done = BTreeSet::new();
        written.text.push_str("config firewall address\n");
        for group in &groups {
            for entry in group.entries() {
                // An address that two groups need is written once.
                let name = name_of(entry);
                if !done.insert(name.clone()) {
                    continue;
                }
                let _ = writeln!(written.text, "    edit \"{name}\"");
                let _ = match entry.parse::<ipnet::IpNet>() {
                    Ok(net) => {
                        let (net, mask) = (net.network(), net.netmask());
                        writeln!(written.text, "        set subnet {net} {mask}")
                    }
                    Err(_) => {
                        writeln!(
                            written.text,
                            "        set type fqdn\n        set fqdn \"{entry}\""
                        )
                    }
                };
                // Comments of FortiOS take 255 characters.
                let roles: String = printable(&group.roles(entry))
                    .replace(['"', '\\'], "'")
                    .chars()
                    .take(255)
                    .collect();
                let _ = writeln!(written.text, "        set comment \"{roles}\"\n    next");
            }
        }
        written.text.push_str("end\nconfig firewall addrgrp\n");
        for group in &groups {
            let members: Vec<String> = group
                .entries()
                .into_iter()
                .map(|entry| format!("\"{}\"", name_of(entry)))
                .collect();
            let _ = writeln!(
                written.text,
                "    edit \"{}\"\n        set member {}\n    next",
                group.name('-'),
                members.join(" ")
            );
        }
        written.text.push_str("end\n");
        written.notes.extend(ports_note(&groups, '-'));
        written.notes.push(
            "wildcards are filled from the DNS answers that pass through the FortiGate: clients \
             must ask through it"
                .to_owned(),
        );
        written
    }
}

/// The name of an address: what it is, within the 79 characters that a name may have.
fn name_of(entry: &str) -> String {
    let name = format!("clearway {entry}");
    if name.chars().count() <= 79 {
        return name;
    }
    // The end tells names apart; a number for the whole of it keeps them so.
    let sum = entry.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let skip = name.chars().count() - 50;
    let end: String = name.chars().skip(skip).collect();
    format!("clearway {sum:016x} {end}")
}
