//! Cisco: Umbrella destination lists, sites of the Secure Web Appliance, and objects of ASA and FTD.
//!
//! <https://docs.umbrella.com/deployment-umbrella/docs/wild-cards>,
//! <https://www.cisco.com/c/en/us/support/security/web-security-appliance/products-user-guide-list.html>,
//! <https://www.cisco.com/c/en/us/td/docs/security/asa/asa917/configuration/firewall/asa-917-firewall-config/access-objects.html>

use super::names::{Form, NO_STAR, Names};
use crate::allowlist::Confidence;
use crate::hostset::HostSet;

/// `x` is the name and all below; a star is refused.
pub const UMBRELLA: Names = Names {
    bare: Form::Means(HostSet::subtree),
    dot: Form::Unknown("no document says what a leading dot does in a destination list"),
    star: Form::Refused("has a `*`; the subdomains of a name are included without one"),
    text: Form::Refused("has a `*`; the subdomains of a name are included without one"),
    lone: Form::Refused(NO_STAR),
    ranges: true,
    ..Names::plain("cisco.umbrella", Confidence::High)
};

/// `.x` is all below, `x` the name.
pub const SWA_SITE: Names = Names {
    dot: Form::Partly(
        HostSet::below,
        HostSet::exact,
        "no document says whether a site with a leading dot has the name itself",
    ),
    star: Form::Unknown("no document says what a `*` does in a site list; it belongs in a regex"),
    text: Form::Unknown("no document says what a `*` does in a site list; it belongs in a regex"),
    lone: Form::Unknown("no document says what a `*` does in a site list; it belongs in a regex"),
    ranges: true,
    ..Names::plain("cisco.swa_site", Confidence::Medium)
};

/// `fqdn` of a network object: the name, which the firewall looks up.
pub const ASA_FQDN: Names = Names::plain("cisco_asa.fqdn", Confidence::Low);

/// `domain` of a network-service object: `x` is the name and all below.
pub const ASA_SERVICE: Names = Names {
    bare: Form::Means(HostSet::subtree),
    ..Names::plain("cisco_asa.network_service", Confidence::Low)
};
