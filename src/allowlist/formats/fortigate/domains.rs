//! Virtual domains (VDOMs): firewalls of their own in one configuration.
//!
//! <https://docs.fortinet.com/document/fortigate/7.4.0/administration-guide/597696/vdom-overview>

use super::tables::Table;
use crate::allowlist::{Mode, Options, Origin, ReadError, Source};

/// The option that names one.
pub(super) const OPTION: &str = "fortigate.vdom";

/// Tables in which something stands that is read.
const READ: &[&str] =
    &["firewall address", "firewall addrgrp", "firewall policy", "webfilter urlfilter"];

/// The tables of one virtual domain and those that are global, with the domain where there is one.
///
/// # Errors
/// When there are several and none is named, or one is named that there is not.
pub(super) fn choose(
    tables: Vec<Table>,
    options: &Options,
    source: &Source,
) -> Result<(Vec<Table>, Option<Mode>), ReadError> {
    let wanted = options.mode(OPTION);
    let mut all: Vec<String> = Vec::new();
    let mut used: Vec<String> = Vec::new();
    for table in &tables {
        let Some(domain) = &table.domain else { continue };
        if !all.contains(domain) {
            all.push(domain.clone());
        }
        let some = READ.contains(&table.name.as_str()) && !table.rows.is_empty();
        if some && !used.contains(domain) {
            used.push(domain.clone());
        }
    }
    let wrong = |why: String| ReadError { place: source.place(1, "", ""), why };
    let (domain, origin) = if wanted.origin == Origin::Given {
        if !all.contains(&wanted.value) {
            let has = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
            let name = &wanted.value;
            return Err(wrong(format!(
                "there is no virtual domain {name:?} in the configuration; it has: {has}"
            )));
        }
        (wanted.value, Origin::Given)
    } else {
        match used.as_slice() {
            [] => return Ok((tables, None)),
            [only] => (only.clone(), Origin::Found),
            several => {
                return Err(wrong(format!(
                    "the configuration has several virtual domains, each a firewall of its own: \
                     {}. Name the one that the traffic passes: --option {OPTION}={}",
                    several.join(", "),
                    several[0]
                )));
            }
        }
    };
    let own = |table: &Table| table.domain.as_ref().is_none_or(|name| *name == domain);
    let tables = tables.into_iter().filter(own).collect();
    Ok((tables, Some(Mode { name: OPTION, value: domain, origin })))
}
