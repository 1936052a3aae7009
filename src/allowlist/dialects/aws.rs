//! Amazon Web Services: Network Firewall domain lists and Route 53 Resolver DNS Firewall.
//!
//! <https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RulesSourceList.html>,
//! <https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-examples.html>; the
//! rules that are made of domain lists were run by Suricata 7.0.10 on captures;
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-domain-lists.html>

use super::names::{Form, NO_DOT, NO_STAR, Names, everything};
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::HostSet;

/// A domain list, which becomes rules of Suricata.
pub struct DomainList(Names);

/// `.x` is the name and all below, `x` the name; the rules that are made of it ignore case.
pub const DOMAIN_LIST: DomainList = DomainList(Names {
    dot: Form::Means(HostSet::subtree),
    star: Form::Refused("has a `*`; the wildcard of a domain list is a dot in front"),
    text: Form::Refused("has a `*`; the wildcard of a domain list is a dot in front"),
    lone: Form::Refused(NO_STAR),
    ..Names::plain("aws_nfw.domain_list", Confidence::Measured)
});

impl Dialect for DomainList {
    fn id(&self) -> &'static str {
        self.0.id()
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        // A name with a dot at its end is another text to Suricata.
        Ok(Meaning { drops_dot: false, ..self.0.entry(text)? })
    }
}

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
