//! The dialects: one file for each product, one line for each in the list.

use super::Dialect;

mod addresses;
mod aws;
mod azure;
mod bluecoat;
mod checkpoint;
pub mod cilium;
mod cisco;
mod cloudflare;
mod copilot;
pub mod dnsmasq;
mod envoy;
mod forcepoint;
mod fortigate;
mod gcp;
pub mod haproxy;
pub mod harden_runner;
pub mod hosts_file;
mod kubernetes;
mod little_snitch;
mod names;
mod netskope;
pub mod no_proxy;
mod opensnitch;
pub mod pac;
mod paloalto;
mod parts;
mod pfsense;
pub mod plain;
pub mod privoxy;
pub mod rpz;
pub mod smokescreen;
mod sophos;
pub mod squid;
pub mod squid_regex;
pub mod squidguard;
pub mod suricata;
mod suricata_hosts;
pub mod suricata_match;
mod suricata_text;
#[cfg(test)]
mod tests;
pub mod three_proxy;
pub mod tinyproxy;
pub mod unbound;
mod windows_firewall;
pub mod winhttp;
mod zscaler;

/// Every dialect.
pub const DIALECTS: &[&dyn Dialect] = &[
    &plain::DOT,
    &plain::STAR,
    &plain::BOTH,
    &plain::MIXED,
    &plain::SUBTREE,
    &plain::EXACT,
    &squid::DstDomain,
    &squid::DstDomainConfig,
    &squid::DstDomainFile,
    &squid::Port,
    &squid::ServerName,
    &squid_regex::DSTDOM,
    &squid_regex::URL,
    &squid_regex::URLPATH,
    &squid_regex::SERVER_NAME,
    &tinyproxy::BRE,
    &tinyproxy::ERE,
    &tinyproxy::FNMATCH,
    &squidguard::DomainList,
    &squidguard::UrlList,
    &smokescreen::AllowedDomains,
    &privoxy::Action,
    &three_proxy::Acl,
    &haproxy::Acl,
    &suricata::TLS_SNI,
    &suricata::HTTP_HOST,
    &dnsmasq::ADDRESS,
    &dnsmasq::IPSET,
    &dnsmasq::NFTSET,
    &rpz::BIND,
    &rpz::UNBOUND,
    &rpz::POWERDNS,
    &unbound::LocalZone,
    &hosts_file::HostsFile,
    &no_proxy::CURL,
    &no_proxy::DOTNET,
    &no_proxy::GO,
    &no_proxy::REQUESTS,
    &no_proxy::URLLIB,
    &no_proxy::HYPER_UTIL,
    &no_proxy::WGET,
    &winhttp::Bypass,
    &pac::Function,
    &harden_runner::AllowedEndpoints,
    &cilium::MatchName,
    &cilium::PATTERN,
    &cilium::PATTERN_1_19,
    &cilium::PATTERN_BEFORE,
    &paloalto::URL,
    &paloalto::URL_LEGACY,
    &paloalto::DOMAIN,
    &paloalto::DOMAIN_EXPANDED,
    &fortigate::ADDRESS,
    &fortigate::SIMPLE_FLOW,
    &fortigate::SIMPLE_PROXY,
    &fortigate::SIMPLE_PROXY_NOSUB,
    &fortigate::WILDCARD,
    &fortigate::REGEX,
    &zscaler::Zscaler,
    &netskope::NOW,
    &netskope::BEFORE,
    &forcepoint::Forcepoint,
    &bluecoat::UrlDomain,
    &checkpoint::FQDN,
    &checkpoint::NON_FQDN,
    &cisco::UMBRELLA,
    &cisco::SWA_SITE,
    &cisco::ASA_FQDN,
    &cisco::ASA_SERVICE,
    &little_snitch::DOMAINS,
    &little_snitch::HOSTS,
    &cloudflare::DOMAIN,
    &cloudflare::HOST,
    &pfsense::ALIAS,
    &sophos::Domain,
    &sophos::Expression,
    &sophos::FQDN_HOST,
    &azure::TARGET_FQDN,
    &azure::TargetUrl,
    &azure::NETWORK_FQDN,
    &aws::DOMAIN_LIST,
    &aws::DNS_FIREWALL,
    &gcp::UrlList,
    &gcp::FQDN_OBJECT,
    &kubernetes::OVN,
    &kubernetes::OPENSHIFT_SDN,
    &kubernetes::ISTIO,
    &kubernetes::Calico,
    &envoy::Domains,
    &envoy::ServerNames,
    &windows_firewall::KEYWORD,
    &opensnitch::DomainList,
    &copilot::Copilot,
    &addresses::NSG,
    &addresses::NETWORK_POLICY,
];

/// The dialect with an id.
#[must_use]
pub fn dialect(id: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().find(|dialect| dialect.id() == id).copied()
}
