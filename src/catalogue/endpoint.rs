//! One line of a list: what has to be reached, on which ports, and who says so.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::{Basis, Cloud, Condition, KnownName, Need, Protocol, State};
use crate::address::{Entry, EntryError, Host, HostPattern, PortSpec};

/// One documented entry with everything the list says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The entry taken apart, with its places unfilled; `pattern.text` is exactly as documented.
    pub pattern: Entry,
    /// The literal text of the source where it carries escapes, quotes or spaces.
    pub raw: Option<String>,
    /// True when a bare domain stands for everything in it (`blob.core.windows.net`).
    pub suffix: bool,
    /// Example words in the pattern that stand for a value (`yourhcikeyvaultname`).
    pub words: Vec<String>,
    /// Ports of the list; never empty.
    pub ports: Vec<PortSpec>,
    /// Other ports that an older edition of the list gives.
    pub ports_alt: Vec<PortSpec>,
    /// Transport.
    pub protocol: Protocol,
    /// Whether the list prints the ports.
    pub port_source: Basis,
    /// How much the role depends on it.
    pub need: Need,
    /// Whether the list prints the need.
    pub need_source: Basis,
    /// Whose cloud it belongs to.
    pub cloud: Cloud,
    /// How fresh and well confirmed it is.
    pub state: State,
    /// When it is used, in the words of the list.
    pub when: Option<String>,
    /// The component column of the list.
    pub component: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// What is peculiar about the entry.
    pub quirk: Option<String>,
    /// What this endpoint asks of the path, beside what its role asks.
    pub conditions: Vec<Condition>,
    /// Concrete names under a wildcard that the file itself gives; see
    /// [`super::Catalogue::names_under`] for all.
    pub names: Vec<KnownName>,
    /// Ids of the sources, in the role's [`super::Role::sources`].
    pub documented_in: Vec<String>,
    /// Its line in the role's file.
    pub line: u64,
}

impl Endpoint {
    /// The entry with its places filled from `values` (names are compared without case).
    ///
    /// # Errors
    /// When the text with a value in its place is no entry.
    pub fn entry(&self, values: &BTreeMap<String, String>) -> Result<Entry, EntryError> {
        if self.pattern.placeholders.is_empty() {
            return Ok(self.pattern.clone());
        }
        read_entry(&self.pattern.text, self.suffix, &self.words, values)
    }
}

/// Reads a documented text as the file marks it.
pub(super) fn read_entry(
    text: &str,
    suffix: bool,
    words: &[String],
    values: &BTreeMap<String, String>,
) -> Result<Entry, EntryError> {
    let mut entry = Entry::fill(text, words, values)?;
    if suffix && let HostPattern::Exact(Host::Name(name)) = entry.host {
        entry.host = HostPattern::Domain(name);
    }
    Ok(entry)
}

/// Address ranges with their ports. They serve firewall rules and are never probed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// What the ranges are for, where a list has several groups.
    pub label: Option<String>,
    /// The ranges.
    pub ranges: Vec<IpNet>,
    /// Ports of the list.
    pub ports: Vec<PortSpec>,
    /// Transport.
    pub protocol: Protocol,
    /// Whether the list prints the ports.
    pub port_source: Basis,
    /// Ids of the sources.
    pub documented_in: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_suffix_stands_for_its_domain_and_a_word_for_its_value() {
        let none = BTreeMap::new();
        let entry = read_entry("blob.core.windows.net", true, &[], &none).unwrap();
        assert!(matches!(entry.host, HostPattern::Domain(_)));

        let words = ["yourhcikeyvaultname".to_owned()];
        let text = "yourhcikeyvaultname.vault.azure.net";
        assert!(read_entry(text, false, &words, &none).unwrap().unset_in_host());
        let values = BTreeMap::from([("YourHciKeyVaultName".to_owned(), "kv1".to_owned())]);
        let filled = read_entry(text, false, &words, &values).unwrap();
        assert_eq!(filled.host.to_string(), "kv1.vault.azure.net");
        assert_eq!(filled.text, text);
    }
}
