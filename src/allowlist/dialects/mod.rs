//! The dialects: one file for each product, one line for each in the list.

use super::Dialect;

pub mod cilium;
pub mod dnsmasq;
pub mod haproxy;
pub mod harden_runner;
pub mod hosts_file;
pub mod no_proxy;
pub mod pac;
pub mod plain;
pub mod privoxy;
pub mod rpz;
pub mod smokescreen;
pub mod squid;
pub mod squid_regex;
pub mod squidguard;
pub mod suricata;
pub mod suricata_match;
pub mod three_proxy;
pub mod tinyproxy;
pub mod unbound;
pub mod winhttp;

/// Every dialect.
pub const DIALECTS: &[&dyn Dialect] = &[
    &plain::DOT,
    &plain::STAR,
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
];

/// The dialect with an id.
#[must_use]
pub fn dialect(id: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().find(|dialect| dialect.id() == id).copied()
}
