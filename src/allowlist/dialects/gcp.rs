//! Google Cloud: URL lists of Secure Web Proxy, FQDN objects of firewall policies.
//!
//! <https://cloud.google.com/secure-web-proxy/docs/url-list-syntax-reference>,
//! <https://cloud.google.com/firewall/docs/about-fqdn-objects>

use super::names::{Names, STAR_INSIDE};
use super::parts;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Unseen};
use crate::hostset::HostSet;

/// Names without wildcards, which the firewall looks up.
pub const FQDN_OBJECT: Names = Names::plain("gcp.fqdn_object", Confidence::Medium);

/// `*x` is the name and all below, by whole labels; `*.x` all below; `x` the name.
pub struct UrlList;

impl Dialect for UrlList {
    fn id(&self) -> &'static str {
        "gcp.swp_url_list"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let url = parts::cut(text);
        if url.scheme.is_some() {
            return Err(Rejected::because("has a scheme; write the host and the path alone"));
        }
        if !url.host.contains('.') {
            return Err(Rejected::because("has no dot in its host, which URL lists ask for"));
        }
        if url.port.is_some() {
            return Ok(Meaning::unknown("no document says what a port does in a URL list"));
        }
        let set: fn(&str) -> HostSet;
        let rest;
        if let Some(name) = url.host.strip_prefix("*.") {
            (set, rest) = (HostSet::below, name);
        } else if let Some(name) = url.host.strip_prefix('*') {
            (set, rest) = (HostSet::subtree, name);
        } else {
            (set, rest) = (parts::itself, url.host);
        }
        if rest.contains('*') {
            return Err(Rejected::because(STAR_INSIDE));
        }
        let meaning = Meaning::of(set(&parts::name(rest)?));
        if url.path.is_empty() {
            return Ok(meaning);
        }
        let (path, open) = match url.path.strip_suffix('*') {
            Some(path) => (path, true),
            None => (url.path, false),
        };
        if path.contains('*') {
            return Err(Rejected::because("has a `*` inside its path, not at the end"));
        }
        if open && path == "/" {
            return Ok(meaning);
        }
        let source = if open {
            parts::begins(path)
        } else {
            format!(r"{}(?:\?.*)?", regex_syntax::escape(path))
        };
        Ok(parts::with_path(meaning, &source, Unseen::Unknown))
    }
}
