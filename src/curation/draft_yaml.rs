//! Writes a draft in the form of the catalogue's files.

use std::fmt::{self, Write as _};

use crate::address::PortSpec;
use crate::catalogue::{DateKind, Protocol, State};

use super::{DraftEndpoint, DraftRanges, RoleDraft};

impl RoleDraft {
    /// The text of the role's file.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        // Writing into a text cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "schema: clearway/role/v1\nrole: {}", self.id)?;
        writeln!(out, "title: {}", quoted(&self.title))?;
        if let Some(category) = self.category {
            writeln!(out, "category: {category}")?;
        }
        if let Some(set) = self.endpoint_set {
            writeln!(out, "endpoint_set: {set}")?;
        }
        writeln!(out, "notes:")?;
        for note in &self.notes {
            writeln!(out, "  - {}", quoted(note))?;
        }
        let source = &self.source;
        writeln!(out, "documented_in: [{}]\nsources:\n  {}:", source.id, source.id)?;
        writeln!(out, "    title: {}", quoted(&source.title))?;
        if !source.path.is_empty() {
            writeln!(out, "    path: {}", quoted(&source.path))?;
        }
        if let Some((date, kind)) = source.date {
            let kind: DateKind = kind;
            writeln!(out, "    date: '{date}'\n    date_kind: {kind}")?;
        }
        if let Some(handoff) = source.handoff {
            writeln!(out, "    handoff: '{handoff}'")?;
        }
        if let Some(section) = &source.section {
            writeln!(out, "    note: {}", quoted(&format!("section: {section}")))?;
        }
        if !self.endpoints.is_empty() {
            writeln!(out, "endpoints:")?;
        }
        for endpoint in &self.endpoints {
            endpoint.write(out, &source.id)?;
        }
        if !self.ranges.is_empty() {
            writeln!(out, "addresses:")?;
        }
        for ranges in &self.ranges {
            ranges.write(out, &source.id)?;
        }
        Ok(())
    }
}

impl DraftEndpoint {
    fn write(&self, out: &mut String, source: &str) -> fmt::Result {
        writeln!(out, "  - pattern: {}", quoted(&self.pattern))?;
        if let Some(raw) = &self.raw {
            writeln!(out, "    raw: {}", quoted(raw))?;
        }
        ports(out, &self.ports, self.protocol, self.ports_documented)?;
        let (need, basis) = match self.required {
            Some(true) => ("required", "documented"),
            Some(false) => ("optional", "documented"),
            None => ("required", "assumed"),
        };
        writeln!(out, "    need: {need}\n    need_source: {basis}")?;
        writeln!(out, "    cloud: {}\n    state: {}", self.cloud, State::Unreviewed)?;
        if let Some(purpose) = &self.purpose {
            writeln!(out, "    purpose: {}", quoted(purpose))?;
        }
        writeln!(out, "    documented_in: [{source}]")
    }
}

impl DraftRanges {
    fn write(&self, out: &mut String, source: &str) -> fmt::Result {
        let ranges = self.ranges.iter().map(|range| quoted(&range.to_string()));
        writeln!(out, "  - cidrs: [{}]", ranges.collect::<Vec<_>>().join(", "))?;
        ports(out, &self.ports, self.protocol, self.ports_documented)?;
        writeln!(out, "    documented_in: [{source}]")
    }
}

fn ports(
    out: &mut String,
    ports: &[PortSpec],
    protocol: Protocol,
    documented: bool,
) -> fmt::Result {
    let shown = ports.iter().map(|port| match port {
        PortSpec::One(port) => port.to_string(),
        PortSpec::Range(..) => format!("'{port}'"),
    });
    writeln!(out, "    ports: [{}]", shown.collect::<Vec<_>>().join(", "))?;
    if protocol != Protocol::Tcp {
        writeln!(out, "    proto: {protocol}")?;
    }
    let basis = if documented { "documented" } else { "assumed" };
    writeln!(out, "    port_source: {basis}")
}

/// A YAML scalar that means exactly this text.
fn quoted(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{}'", text.replace('\'', "''"))
}
