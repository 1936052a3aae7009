//! Sophos UTM: website lists by domain, and by expression; Sophos Firewall: FQDN hosts.
//!
//! <https://docs.sophos.com/nsg/sophos-utm/utm/9.7/help/en-us/Content/utm/utmAdminGuide/WebFilteringWebFilterProfiles.htm>,
//! <https://docs.sophos.com/nsg/sophos-firewall/19.0/help/en-us/webhelp/onlinehelp/AdministratorHelp/HostsAndServices/FQDNHosts/>

use super::names::{Form, Names};
use super::parts;
use crate::allowlist::expression::{Untranslated, anywhere, perl};
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Sees};
use crate::hostset::HostSet;

/// An FQDN host: `*.x` is all below, and perhaps the name; `x` is the name.
pub const FQDN_HOST: Names = Names {
    star: Form::Partly(
        HostSet::below,
        HostSet::exact,
        "no document says whether an FQDN host with a `*` has the name itself",
    ),
    ..Names::plain("sophos.sfos_fqdn_host", Confidence::Medium)
};

/// What stands behind a domain whose subdomains are included, as its help shows it.
const SUBDOMAINS: &str = "[include subdomains]";

/// A domain: the name, or with the box ticked the name and all below.
pub struct Domain;

impl Dialect for Domain {
    fn id(&self) -> &'static str {
        "sophos.utm_domain"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let (name, subdomains) = match text.strip_suffix(SUBDOMAINS) {
            Some(name) => (name.trim_end(), true),
            None => (text, false),
        };
        if name.contains('*') {
            return Ok(Meaning::unknown("no document says what a `*` in a domain does"));
        }
        if name.contains(['/', ':']) {
            return Err(Rejected::because("has a scheme, a port or a path; write the name alone"));
        }
        let name = parts::name(name)?;
        Ok(Meaning::of(match parts::itself(&name) {
            HostSet::Under { name, .. } if subdomains => HostSet::subtree(&name),
            set => set,
        }))
    }
}

/// An expression, found anywhere in the URL.
pub struct Expression;

impl Dialect for Expression {
    fn id(&self) -> &'static str {
        "sophos.utm_regex"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text.is_empty() {
            return Err(Rejected::because("is empty"));
        }
        let mut meaning = match perl(text).and_then(|source| anywhere(&source, true)) {
            Ok(hosts) => Meaning::of(hosts),
            Err(Untranslated::Refused(why)) => return Err(Rejected::because(why)),
            Err(Untranslated::Undecidable(why)) => {
                return Ok(Meaning::unknown(format!("the expression {why}")));
            }
        };
        meaning.sees = Sees::Url;
        meaning.remarks.push(
            "the whole URL is searched, so a foreign URL that mentions the name matches too"
                .to_owned(),
        );
        Ok(meaning)
    }
}
