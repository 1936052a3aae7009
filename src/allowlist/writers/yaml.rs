//! YAML files: smokescreen, harden-runner, Cilium.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::shape::{Shape, comment, ordered, refused, shape, starred, without_path};
use crate::allowlist::{Options, Ports, Wanted, Writer, Written};

/// `acl.yaml` of smokescreen.
pub struct Smokescreen;

/// A workflow with harden-runner.
pub struct HardenRunner;

/// A policy of Cilium.
pub struct Cilium;

const ONE_NAME: &str = "is no name, and no wildcard over everything below one";

fn stars(shape: Shape<'_>) -> Result<Vec<String>, String> {
    match shape {
        Shape::Exact(name) => Ok(vec![name.to_owned()]),
        Shape::Below(name) => Ok(vec![format!("*.{name}")]),
        Shape::Subtree(name) => Ok(vec![name.to_owned(), format!("*.{name}")]),
        Shape::OneLabel(_) | Shape::Ends(_) | Shape::Stars(_) => Err(ONE_NAME.to_owned()),
    }
}

impl Writer for Smokescreen {
    fn id(&self) -> &'static str {
        "smokescreen"
    }

    fn entries(&self, wanted: &Wanted, _options: &Options) -> Result<Vec<String>, String> {
        without_path(wanted)?;
        stars(shape(&wanted.hosts)?)
    }

    fn file(&self, wanted: &[Wanted], options: &Options) -> Written {
        let mut written = Written::default();
        let mut text =
            "version: v1\nservices: []\ndefault:\n  project: clearway\n  action: enforce\n  \
                        allowed_domains:\n"
                .to_owned();
        let mut seen = BTreeSet::new();
        for one in ordered(wanted) {
            match self.entries(one, options) {
                Err(why) => written.refused.push(refused(one, why)),
                Ok(entries) => {
                    let _ = writeln!(text, "    # {}", comment(one));
                    for entry in entries {
                        if seen.insert(entry.clone()) {
                            let _ = writeln!(text, "    - \"{entry}\"");
                        }
                    }
                }
            }
        }
        if seen.is_empty() {
            text.push_str("    []\n");
        }
        written.text = text;
        written.notes.push("The ACL has no ports; smokescreen allows them elsewhere.".to_owned());
        written
    }
}

impl Writer for HardenRunner {
    fn id(&self) -> &'static str {
        "harden-runner"
    }

    fn entries(&self, wanted: &Wanted, _options: &Options) -> Result<Vec<String>, String> {
        without_path(wanted)?;
        let ports: Vec<u16> = wanted
            .ports
            .ranges()
            .iter()
            .filter(|(low, high)| low == high)
            .map(|(low, _)| *low)
            .collect();
        if ports.len() < wanted.ports.ranges().len() || ports.is_empty() {
            return Err("is wanted on a range of ports, and an entry has one port".to_owned());
        }
        let names = match shape(&wanted.hosts)? {
            Shape::Ends(text) => vec![format!("*{text}")],
            shape => stars(shape)?,
        };
        let wild = names.iter().any(|name| name.contains('*'));
        if wild && ports.len() > 1 {
            return Err(
                "is a wildcard on several ports, of which the agent keeps the first".to_owned()
            );
        }
        Ok(names
            .iter()
            .flat_map(|name| ports.iter().map(move |port| format!("{name}:{port}")))
            .collect())
    }

    fn file(&self, wanted: &[Wanted], options: &Options) -> Written {
        let mut written = Written::default();
        let mut seen = BTreeSet::new();
        let mut hosts = BTreeSet::new();
        let mut words = String::new();
        for one in ordered(wanted) {
            match self.entries(one, options) {
                Err(why) => written.refused.push(refused(one, why)),
                Ok(entries) => {
                    for entry in entries.into_iter().filter(|entry| seen.insert(entry.clone())) {
                        let host = entry.split(':').next().unwrap_or_default().to_owned();
                        if host.contains('*') && !hosts.insert(host) {
                            let why = "is a wildcard that stands before with another port";
                            written.refused.push(refused(one, why));
                            continue;
                        }
                        let _ = writeln!(words, "            {entry}");
                    }
                }
            }
        }
        written.text = format!(
            "jobs:\n  build:\n    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n\
             \x20         egress-policy: block\n          allowed-endpoints: >\n{words}"
        );
        written
    }
}

impl Writer for Cilium {
    fn id(&self) -> &'static str {
        "cilium"
    }

    fn entries(&self, wanted: &Wanted, options: &Options) -> Result<Vec<String>, String> {
        without_path(wanted)?;
        let new = options.mode("cilium.version").value == "1.19";
        let deep = "is a wildcard of any depth, which Cilium has from 1.19 on";
        match shape(&wanted.hosts)? {
            Shape::Exact(name) => Ok(vec![format!("matchName: \"{name}\"")]),
            Shape::OneLabel(name) => Ok(vec![format!("matchPattern: \"*.{name}\"")]),
            Shape::Below(name) if new => Ok(vec![format!("matchPattern: \"**.{name}\"")]),
            Shape::Subtree(name) if new => {
                Ok(vec![format!("matchName: \"{name}\""), format!("matchPattern: \"**.{name}\"")])
            }
            Shape::Below(_) | Shape::Subtree(_) => Err(deep.to_owned()),
            Shape::Stars(source) => Ok(vec![format!("matchPattern: \"{}\"", starred(source))]),
            Shape::Ends(_) => Err("is a text suffix over labels, which no pattern says".to_owned()),
        }
    }

    fn file(&self, wanted: &[Wanted], options: &Options) -> Written {
        let mut written = Written::default();
        let mut text = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata:\n  name: \
                        clearway\nspec:\n  endpointSelector: {}\n  egress:\n"
            .to_owned();
        for one in ordered(wanted) {
            match self.entries(one, options) {
                Err(why) => written.refused.push(refused(one, why)),
                Ok(entries) => {
                    let _ = writeln!(text, "    # {}\n    - toFQDNs:", comment(one));
                    for entry in entries {
                        let _ = writeln!(text, "        - {entry}");
                    }
                    text.push_str(&to_ports(&one.ports));
                }
            }
        }
        if !text.contains("toFQDNs") {
            text = text.replace("  egress:\n", "  egress: []\n");
        }
        written.text = text;
        written.notes.push(
            "The policy also needs a rule that lets DNS through the proxy of Cilium, and the \
             endpointSelector of the workload."
                .to_owned(),
        );
        written
    }
}

fn to_ports(ports: &Ports) -> String {
    if ports.is_all() {
        return String::new();
    }
    let list: Vec<String> = ports
        .ranges()
        .iter()
        .map(|(low, high)| {
            if low == high {
                format!("{{port: \"{low}\", protocol: TCP}}")
            } else {
                format!("{{port: \"{low}\", endPort: {high}, protocol: TCP}}")
            }
        })
        .collect();
    format!("      toPorts: [{{ports: [{}]}}]\n", list.join(", "))
}
