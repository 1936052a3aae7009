//! A line of a hosts file: an address and names, each exactly as it stands (`hosts(5)`).

use crate::allowlist::expression::union;
use crate::allowlist::{Dialect, Meaning, Rejected};
use crate::hostset::HostSet;

/// A line.
pub struct HostsFile;

impl Dialect for HostsFile {
    fn id(&self) -> &'static str {
        "hosts_file"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let line = text.split('#').next().unwrap_or_default().to_ascii_lowercase();
        let mut words = line.split_whitespace();
        let address = words.next().unwrap_or_default();
        if address.split('%').next().unwrap_or(address).parse::<std::net::IpAddr>().is_err() {
            return Err(Rejected::because("does not begin with an address"));
        }
        let names: Vec<&str> = words.collect();
        let sets: Vec<HostSet> = names
            .iter()
            .filter(|name| !name.contains('*'))
            .map(|name| HostSet::exact(name))
            .collect();
        if sets.is_empty() {
            return Ok(Meaning::nothing(if names.is_empty() {
                "has no name"
            } else {
                "has a star, and a hosts file has no wildcards"
            }));
        }
        Ok(union(sets).map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of))
    }
}
