//! Stripe smokescreen: an entry of `allowed_domains` and of the global lists.
//!
//! <https://github.com/stripe/smokescreen>, `pkg/smokescreen/acl/v1/acl.go`; run as of 2026-07.

use crate::address::HostName;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::HostSet;

/// An entry of a list of domains.
pub struct AllowedDomains;

impl Dialect for AllowedDomains {
    fn id(&self) -> &'static str {
        "smokescreen.allowed_domains"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if matches!(text, "" | "*" | "*.") {
            return Err(Rejected::because("would match everything, which smokescreen refuses"));
        }
        let (below, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        if name.contains('*') {
            return Err(Rejected::because(
                "has a star that is not a whole first label, which smokescreen refuses",
            ));
        }
        let address = name.parse::<std::net::IpAddr>().is_ok();
        if !address {
            let normal: HostName = name
                .parse()
                .map_err(|error| Rejected::because(format!("is no host name: {error}")))?;
            if normal.as_str() != name {
                return Err(Rejected::because(format!(
                    "is not in its normal form, which smokescreen refuses: write `{}{normal}`",
                    if below { "*." } else { "" }
                )));
            }
        }
        let set = if below { HostSet::below(name) } else { HostSet::exact(name) };
        Ok(Meaning { confidence: Confidence::Measured, ..Meaning::of(set) })
    }

    fn together(&self, texts: &[&str]) -> Result<(), Rejected> {
        texts.iter().try_for_each(|text| self.entry(text).map(drop))
    }
}
