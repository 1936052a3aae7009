//! The writers: one file for each product, one line for each in the list.

use super::Writer;

mod azure;
mod bluecoat;
mod forms;
mod fortigate;
mod gather;
mod kubernetes;
mod lists;
mod names;
mod paloalto;
mod shape;
mod squid;
mod suricata;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vendor_tests;
mod yaml;
mod zscaler;

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
    &paloalto::PaloAlto,
    &fortigate::FortiGate,
    &zscaler::Zscaler,
    &azure::AzureFirewall,
    &lists::UMBRELLA,
    &lists::CHECK_POINT,
    &lists::NETWORK_FIREWALL,
    &lists::DNS_FIREWALL,
    &bluecoat::BlueCoat,
    &lists::WINDOWS_FIREWALL,
    &kubernetes::EGRESS_FIREWALL,
    &kubernetes::ISTIO,
    &kubernetes::CALICO,
    &kubernetes::GCP_FIREWALL_POLICY,
    &lists::NETSKOPE,
    &lists::GCP_URL_LIST,
    &lists::CLOUDFLARE,
];

/// The writer of a format.
#[must_use]
pub fn writer(id: &str) -> Option<&'static dyn Writer> {
    WRITERS.iter().find(|writer| writer.id() == id).copied()
}
