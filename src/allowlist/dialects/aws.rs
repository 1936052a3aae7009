//! Amazon Web Services: Network Firewall domain lists and Route 53 Resolver DNS Firewall.
//!
//! <https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RulesSourceList.html>,
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-domain-lists.html>

use super::names::{Form, NO_DOT, NO_STAR, Names, everything};
use crate::allowlist::Confidence;
use crate::hostset::HostSet;

/// `.x` is the name and all below, `x` the name; the rules that are made of it ignore case.
pub const DOMAIN_LIST: Names = Names {
    dot: Form::Means(HostSet::subtree),
    star: Form::Refused("has a `*`; the wildcard of a domain list is a dot in front"),
    text: Form::Refused("has a `*`; the wildcard of a domain list is a dot in front"),
    lone: Form::Refused(NO_STAR),
    ..Names::plain("aws_nfw.domain_list", Confidence::High)
};

/// `*.x` is all below without the name, `*` everything.
pub const DNS_FIREWALL: Names = Names {
    dot: Form::Refused(NO_DOT),
    star: Form::Probably(
        HostSet::below,
        "the documents do not say outright that the name itself is left out",
    ),
    text: Form::Unknown("no document says what `*x` without a dot matches in DNS Firewall"),
    lone: Form::Means(everything),
    ..Names::plain("aws_route53.dns_firewall", Confidence::High)
};
