//! Symantec `ProxySG` and Edge SWG (Blue Coat): `url.domain` of the Content Policy Language.
//!
//! <https://techdocs.broadcom.com/us/en/symantec-security-software/web-and-network-security/edge-swg/7-4.html>
//! (Content Policy Language Reference, `url.domain`).

use super::names::NO_STAR;
use super::parts;
use crate::address::Scheme;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Schemes, Unseen};
use crate::hostset::HostSet;

/// `x` and `.x` are the name and all below, a path is a prefix.
pub struct UrlDomain;

impl Dialect for UrlDomain {
    fn id(&self) -> &'static str {
        "bluecoat.url_domain"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        // `//host/` leaves the scheme open.
        let url = parts::cut(text.strip_prefix("//").unwrap_or(text));
        if url.host.contains('*') {
            return Err(Rejected::because(NO_STAR));
        }
        let name = parts::name(url.host.strip_prefix('.').unwrap_or(url.host))?;
        let mut meaning = Meaning::of(match parts::itself(&name) {
            HostSet::Under { name, .. } => HostSet::subtree(&name),
            address => address,
        });
        if let Some(port) = url.port {
            meaning.ports = parts::port(port)?;
        }
        if let Some(scheme) = url.scheme {
            meaning.schemes = match scheme.to_ascii_lowercase().as_str() {
                "http" => Schemes::one(Scheme::Http),
                "https" => Schemes::one(Scheme::Https),
                "tcp" | "ssl" => Schemes::CONNECT,
                _ => Schemes::NONE,
            };
        }
        if !matches!(url.path, "" | "/") {
            // A prefix is compared by whole segments; the narrower of the two ways to read the
            // reference.
            meaning = parts::with_path(meaning, &parts::at_or_below(url.path), Unseen::Unknown);
            meaning.confidence = Confidence::Medium;
        }
        Ok(meaning)
    }
}
