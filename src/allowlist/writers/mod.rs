//! The writers: one file for each product, one line for each in the list.

use super::Writer;

mod names;
mod shape;
mod squid;
mod suricata;
#[cfg(test)]
mod tests;
mod yaml;

/// Every writer.
pub const WRITERS: &[&dyn Writer] = &[
    &squid::Squid,
    &names::PLAIN,
    &suricata::Suricata,
    &names::TINYPROXY,
    &names::PRIVOXY,
    &names::DNSMASQ,
    &names::RPZ,
    &yaml::Smokescreen,
    &yaml::HardenRunner,
    &yaml::Cilium,
    &names::NO_PROXY,
];

/// The writer of a format.
#[must_use]
pub fn writer(id: &str) -> Option<&'static dyn Writer> {
    WRITERS.iter().find(|writer| writer.id() == id).copied()
}
