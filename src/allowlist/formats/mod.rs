//! The formats: one file for each product, one line for each in the list.

use super::{Format, Source};

mod around;
mod aws;
mod azure;
mod bluecoat;
mod checkpoint;
mod cilium;
mod cloudflare;
mod columns;
mod dnsmasq;
mod fortigate;
mod gather;
mod gcp;
mod haproxy;
mod harden_runner;
mod kubernetes;
mod m365;
mod netskope;
mod no_proxy;
mod pac;
mod paloalto;
mod pfsense;
mod plain;
mod privoxy;
mod rows;
mod rpz;
mod smokescreen;
mod squid;
mod suricata;
mod suricata_head;
mod suricata_order;
#[cfg(test)]
mod tests;
mod tinyproxy;
mod tree;
mod umbrella;
mod windows_firewall;
mod yaml;
mod zscaler;

/// Every format, in the order in which equal likeness is decided.
pub const FORMATS: &[&dyn Format] = &[
    &paloalto::PaloAlto,
    &fortigate::FortiGate,
    &zscaler::Zscaler,
    &azure::AzureFirewall,
    &azure::SecurityGroup,
    &umbrella::Umbrella,
    &checkpoint::CheckPoint,
    &aws::NetworkFirewall,
    &aws::DnsFirewall,
    &bluecoat::BlueCoat,
    &windows_firewall::WindowsFirewall,
    &kubernetes::EgressFirewall,
    &kubernetes::Istio,
    &kubernetes::Envoy,
    &kubernetes::Calico,
    &kubernetes::NetworkPolicy,
    &netskope::Netskope,
    &gcp::UrlList,
    &gcp::FirewallPolicy,
    &cloudflare::Cloudflare,
    &m365::Microsoft365,
    &pfsense::PfSense,
    &squid::Squid,
    &suricata::Suricata,
    &tinyproxy::Tinyproxy,
    &privoxy::Privoxy,
    &dnsmasq::Dnsmasq,
    &rpz::Rpz,
    &smokescreen::Smokescreen,
    &harden_runner::HardenRunner,
    &cilium::Cilium,
    &pac::Pac,
    &haproxy::Haproxy,
    &no_proxy::NoProxy,
    &plain::Plain,
];

/// The format with an id.
#[must_use]
pub fn format(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().find(|format| format.id() == id).copied()
}

/// The format that a text looks most like, with why. What whole lines of comments mention, and how
/// the file was saved, does not count.
#[must_use]
pub fn recognise(source: &Source) -> Option<(&'static dyn Format, &'static str)> {
    let text = gather::unmarked(source);
    let comment = |line: &&str| line.trim_start().starts_with('#');
    let bare;
    let source = if text.lines().any(|line| comment(&line))
        || text.starts_with(char::is_whitespace)
        || text.len() < source.text.len()
    {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !comment(line))
            .skip_while(|line| line.trim().is_empty())
            .collect();
        bare = Source { file: source.file.clone(), text: lines.join("\n") };
        &bare
    } else {
        source
    };
    let mut best: Option<(&'static dyn Format, u8, &'static str)> = None;
    for format in FORMATS {
        if let Some((likeness, why)) = format.recognise(source)
            && best.is_none_or(|(_, most, _)| likeness > most)
        {
            best = Some((*format, likeness, why));
        }
    }
    best.map(|(format, _, why)| (format, why))
}
