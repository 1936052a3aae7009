//! Azure Firewall: target FQDNs and target URLs of application rules, FQDNs of network rules.
//!
//! <https://learn.microsoft.com/azure/firewall/firewall-faq> ("How do wildcards work in target URLs
//! and target FQDNs in application rules?")

use super::names::{Form, NO_DOT, Names, STAR_INSIDE, ends_with, everything};
use super::parts;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Unseen};
use crate::hostset::HostSet;

/// `*.x` is all below without the name, `*x` every text that ends so.
pub const TARGET_FQDN: Names = Names {
    star: Form::Means(HostSet::below),
    text: Form::Means(ends_with),
    lone: Form::Means(everything),
    dot: Form::Refused(NO_DOT),
    ..Names::plain("azure_firewall.target_fqdn", Confidence::High)
};

/// Names without wildcards: the firewall asks its DNS proxy for their addresses.
pub const NETWORK_FQDN: Names = Names::plain("azure_firewall.network_fqdn", Confidence::High);

/// Target URLs: a star in front of the host, or at the end of the path.
pub struct TargetUrl;

impl Dialect for TargetUrl {
    fn id(&self) -> &'static str {
        "azure_firewall.target_url"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text == "*" {
            return Ok(Meaning::of(HostSet::Everything));
        }
        let url = parts::cut(text);
        if url.scheme.is_some() {
            return Err(Rejected::because("has a scheme; the protocol stands in the rule"));
        }
        if url.port.is_some() {
            return Err(Rejected::because("has a port; the port stands in the rule"));
        }
        if url.path.contains(['?', '#']) {
            return Err(Rejected::because("has a query, which target URLs cannot have"));
        }
        if url.host.trim_start_matches('*').contains('*') || url.host.starts_with("**") {
            return Err(Rejected::because(STAR_INSIDE));
        }
        let mut meaning = TARGET_FQDN.entry(url.host)?;
        if url.path.is_empty() {
            meaning.confidence = Confidence::Medium;
            meaning.remarks.push(
                "whether a target URL without a path covers other paths than `/` is not \
                 documented; it is read as if it did not"
                    .to_owned(),
            );
        }
        let (path, open) = match url.path.strip_suffix('*') {
            Some(path) => (path, true),
            None => (url.path, false),
        };
        if path.contains('*') {
            return Err(Rejected::because("has a `*` inside its path, not at the end"));
        }
        // Without a star the path is this one, with or without a last slash and a query.
        let source = if open {
            parts::begins(path)
        } else {
            let path = path.strip_suffix('/').unwrap_or(path);
            format!(r"{}/?(?:\?.*)?", regex_syntax::escape(path))
        };
        Ok(parts::with_path(meaning, &source, Unseen::Opened))
    }
}
