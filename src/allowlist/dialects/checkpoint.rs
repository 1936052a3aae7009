//! Check Point domain objects: the name begins with a dot in both modes, and the flag decides.
//!
//! <https://sc1.checkpoint.com/documents/R81.20/WebAdminGuides/EN/CP_R81.20_SecurityManagement_AdminGuide/>
//! (domain objects), <https://sc1.checkpoint.com/documents/latest/APIs/> (`show dns-domains`).

use super::names::{Form, Names};
use crate::allowlist::Confidence;
use crate::hostset::{Depths, HostSet};

const DOT_FIRST: &str = "does not begin with a dot, as each domain object does";

const NO_WILDCARD: &str = "has a `*`; a domain object covers subdomains by its flag alone";

/// FQDN mode (`is-sub-domain` false): that one name.
pub const FQDN: Names = Names {
    bare: Form::Refused(DOT_FIRST),
    dot: Form::Means(HostSet::exact),
    star: Form::Refused(NO_WILDCARD),
    text: Form::Refused(NO_WILDCARD),
    lone: Form::Refused(NO_WILDCARD),
    address: Form::Refused(DOT_FIRST),
    ..Names::plain("checkpoint.domain_fqdn", Confidence::High)
};

/// Non-FQDN mode (`is-sub-domain` true): the name and ten levels below, by reverse lookup.
pub const NON_FQDN: Names =
    Names { id: "checkpoint.domain_nonfqdn", dot: Form::Means(ten_levels), ..FQDN };

fn ten_levels(name: &str) -> HostSet {
    HostSet::Under { name: name.into(), depths: Depths { least: 0, most: Some(10) } }
}
