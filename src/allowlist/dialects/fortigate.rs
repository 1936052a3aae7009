//! `FortiGate`: addresses of the type fqdn, and the three types of static URL filter entries.
//!
//! <https://docs.fortinet.com/document/fortigate/7.4.0/administration-guide/217973/fqdn-addresses>,
//! <https://community.fortinet.com/t5/FortiGate/Technical-Tip-URL-Filter-expressions/ta-p/192746>,
//! <https://community.fortinet.com/t5/FortiGate/Technical-Note-Regular-expressions/ta-p/196494>

use super::names::NO_DOT;
use super::parts;
use crate::allowlist::expression::{Untranslated, anywhere, perl};
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Unseen};
use crate::hostset::HostSet;

/// What a kind of entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Address,
    SimpleFlow,
    SimpleProxy,
    SimpleProxyNoSubdomains,
    Wildcard,
    Regex,
}

/// One kind of entry.
pub struct Fortigate {
    id: &'static str,
    kind: Kind,
}

/// An address of the type fqdn.
pub const ADDRESS: Fortigate = Fortigate { id: "fortigate.address.fqdn", kind: Kind::Address };
/// A simple entry where the policy inspects by flow: text anywhere in the host.
pub const SIMPLE_FLOW: Fortigate =
    Fortigate { id: "fortigate.urlfilter.simple_flow", kind: Kind::SimpleFlow };
/// A simple entry where the policy inspects by proxy: the name and all below.
pub const SIMPLE_PROXY: Fortigate =
    Fortigate { id: "fortigate.urlfilter.simple_proxy", kind: Kind::SimpleProxy };
/// The same with `include-subdomains disable`: the name.
pub const SIMPLE_PROXY_NOSUB: Fortigate =
    Fortigate { id: "fortigate.urlfilter.simple_proxy_nosub", kind: Kind::SimpleProxyNoSubdomains };
/// An entry of the type wildcard.
pub const WILDCARD: Fortigate =
    Fortigate { id: "fortigate.urlfilter.wildcard", kind: Kind::Wildcard };
/// An entry of the type regex.
pub const REGEX: Fortigate = Fortigate { id: "fortigate.urlfilter.regex", kind: Kind::Regex };

impl Dialect for Fortigate {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        match self.kind {
            Kind::Address => address(text),
            Kind::Wildcard => wildcard(text),
            Kind::Regex => regex(text),
            kind => simple(text, kind),
        }
    }
}

/// An address: exact, or filled from the DNS answers that pass through.
fn address(text: &str) -> Result<Meaning, Rejected> {
    if text.contains(['/', ':']) {
        return Err(Rejected::because("has a scheme, a port or a path; write the name alone"));
    }
    let set = if let Some(name) = text.strip_prefix("*.").filter(|name| !name.contains('*')) {
        HostSet::below(&parts::name(name)?)
    } else if let Some(start) = text.strip_suffix(".*").filter(|start| !start.contains('*')) {
        HostSet::StartsWith(format!("{}.", parts::name(start)?).into())
    } else if text.contains('*') {
        return Ok(Meaning::unknown("no document says what a `*` in this place of an fqdn does"));
    } else if text.starts_with('.') {
        return Err(Rejected::because(NO_DOT));
    } else {
        return Ok(Meaning::of(parts::itself(&parts::name(text)?)));
    };
    let mut meaning = Meaning::of(set);
    meaning.confidence = Confidence::Medium;
    meaning.remarks.push(
        "a wildcard address is filled from the DNS answers that pass through the FortiGate, and \
         stays empty for names that clients look up elsewhere"
            .to_owned(),
    );
    Ok(meaning)
}

/// A simple entry.
fn simple(text: &str, kind: Kind) -> Result<Meaning, Rejected> {
    if text.contains('*') {
        return Ok(Meaning::unknown("no document says what a `*` in a simple entry does"));
    }
    let url = parts::cut(text);
    if url.port.is_some() {
        return Ok(Meaning::unknown("no document says what a port in a simple entry does"));
    }
    let flow = kind == Kind::SimpleFlow;
    // In flow mode an entry is any text, which may begin or end inside a label.
    let name = if flow {
        if url.host.is_empty() && url.path.is_empty() {
            return Err(Rejected::because("is empty"));
        }
        url.host.to_ascii_lowercase()
    } else {
        parts::name(url.host)?
    };
    let path = !matches!(url.path, "" | "/");
    let set = match kind {
        Kind::SimpleFlow if url.host.is_empty() => {
            return Ok(Meaning::unknown("the entry has no host, and any path may have it"));
        }
        // A host that a path follows ends where the text does.
        Kind::SimpleFlow if url.path.is_empty() => HostSet::Contains(name.into()),
        Kind::SimpleFlow => HostSet::EndsWith(name.into()),
        Kind::SimpleProxy => match parts::itself(&name) {
            HostSet::Under { name, .. } => HostSet::subtree(&name),
            address => address,
        },
        _ => parts::itself(&name),
    };
    let mut meaning = Meaning::of(set);
    if flow {
        meaning.remarks.push(
            "in flow mode the text may stand anywhere, so foreign names that have it match too"
                .to_owned(),
        );
    }
    if path {
        meaning = parts::with_path(meaning, &parts::begins(url.path), Unseen::Unknown);
    }
    Ok(meaning)
}

/// An entry of the type wildcard: a star is any text, and `*.x` has the name as well.
fn wildcard(text: &str) -> Result<Meaning, Rejected> {
    if text.is_empty() {
        return Err(Rejected::because("is empty"));
    }
    if !text.contains('*') {
        return Ok(Meaning::unknown("no document says what a wildcard entry without `*` matches"));
    }
    let url = parts::cut(text);
    if url.port.is_some() || text.contains('?') {
        return Ok(Meaning::unknown("a port or a `?` in a wildcard entry is documented nowhere"));
    }
    let host = url.host.to_ascii_lowercase();
    let inner = host.trim_matches('*');
    let mut meaning = Meaning::of(match host.strip_prefix("*.") {
        Some(name) if !name.contains('*') => HostSet::subtree(&parts::name(name)?),
        _ if inner.is_empty() => HostSet::Everything,
        _ if !inner.contains('*') && host.starts_with('*') && host.ends_with('*') => {
            HostSet::Contains(inner.into())
        }
        _ => HostSet::glob(&host),
    });
    meaning.confidence = Confidence::Medium;
    if matches!(url.path, "" | "/" | "/*") || host.ends_with('*') && url.path.is_empty() {
        return Ok(meaning);
    }
    let source: Vec<String> = url.path.split('*').map(regex_syntax::escape).collect();
    Ok(parts::with_path(meaning, &source.join(".*"), Unseen::Unknown))
}

/// An entry of the type regex: found anywhere. An expression that looks at the path as well is not
/// decided, since whether a slash follows the host is documented nowhere.
fn regex(text: &str) -> Result<Meaning, Rejected> {
    if text.is_empty() {
        return Err(Rejected::because("is empty"));
    }
    if text.contains('/') {
        return Ok(Meaning::unknown("the expression is about the path, which TLS hides"));
    }
    match perl(text).and_then(|source| anywhere(&source, true)) {
        Ok(hosts) => Ok(Meaning::of(hosts)),
        Err(Untranslated::Refused(why)) => Err(Rejected::because(why)),
        Err(Untranslated::Undecidable(why)) => {
            Ok(Meaning::unknown(format!("the expression {why}")))
        }
    }
}
