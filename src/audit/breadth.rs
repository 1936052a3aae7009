//! How far beyond its own business an entry reaches.

use std::fmt;

use crate::hostset::{HostSet, contains, witness};

/// Domains under which a provider gives names to anybody, and that the Public Suffix List of
/// October 2026 does not have.
///
/// Amazon: <https://docs.aws.amazon.com/general/latest/gr/rande.html>, Azure:
/// <https://learn.microsoft.com/azure/security/fundamentals/azure-domains>, Akamai and Fastly: the
/// names that their customers' records point to.
const SHARED_HOSTING: &[&str] = &[
    "akamai.net",
    "amazonaws.com",
    "cloudapp.azure.com",
    "core.windows.net",
    "database.windows.net",
    "documents.azure.com",
    "edgekey.net",
    "edgesuite.net",
    "fastly.net",
    "vault.azure.net",
    "web.core.windows.net",
    "windows.net",
];

/// Registrable domains that one expression may name before it counts as one that names any.
const FEW_OWNERS: usize = 8;

/// Why an entry lets far more through than any list of endpoints asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// Every host.
    Everything,
    /// Everything under a suffix where anybody can register a name.
    PublicSuffix(String),
    /// Everything under a domain where a provider gives names to its customers.
    SharedHosting(String),
    /// Text without a dot before it: names of other owners end so, too. With such a name.
    TextSuffix(String),
    /// Names of any owner match. With such a name.
    AnyOwner(String),
}

impl Breadth {
    /// The code in reports.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Everything => "entry.broad.everything",
            Self::PublicSuffix(_) => "entry.broad.public_suffix",
            Self::SharedHosting(_) => "entry.broad.shared_hosting",
            Self::TextSuffix(_) => "entry.broad.text_suffix",
            Self::AnyOwner(_) => "entry.broad.any_owner",
        }
    }
}

impl fmt::Display for Breadth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("lets every host through"),
            Self::PublicSuffix(suffix) => write!(
                f,
                "lets everything under {suffix} through, where anybody can register a name (Public \
                 Suffix List)"
            ),
            Self::SharedHosting(domain) => write!(
                f,
                "lets everything under {domain} through, where a provider gives names to any \
                 customer"
            ),
            Self::TextSuffix(name) => {
                write!(f, "has no dot before the name, so {name} passes as well")
            }
            Self::AnyOwner(name) => {
                write!(f, "lets names of any owner through, such as {name}")
            }
        }
    }
}

/// Why a set of hosts is far too broad; none when it is not.
#[must_use]
pub fn breadth(set: &HostSet) -> Option<Breadth> {
    match set {
        HostSet::Everything => Some(Breadth::Everything),
        HostSet::Network(net) => (net.prefix_len() == 0).then_some(Breadth::Everything),
        HostSet::Under { depths, .. } if depths.most == Some(0) => None,
        HostSet::Under { name, .. } => under(name),
        HostSet::EndsWith(text) => match text.strip_prefix('.') {
            Some(name) => under(name),
            None if text.is_empty() => Some(Breadth::Everything),
            None => Some(Breadth::TextSuffix(format!("not{text}"))),
        },
        HostSet::Contains(text) | HostSet::StartsWith(text) => {
            Some(Breadth::AnyOwner(format!("{text}.example")))
        }
        HostSet::Regular(_) => any_owner(set),
    }
}

fn under(name: &str) -> Option<Breadth> {
    if name.is_empty() {
        return Some(Breadth::Everything);
    }
    if SHARED_HOSTING.contains(&name) {
        return Some(Breadth::SharedHosting(name.to_owned()));
    }
    let is_suffix = psl::suffix(name.as_bytes())
        .is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == name.as_bytes());
    // A single label is a top-level domain, whether the list knows it or not.
    (is_suffix || !name.contains('.')).then(|| Breadth::PublicSuffix(name.to_owned()))
}

/// Whether an expression matches names of ever further owners.
fn any_owner(set: &HostSet) -> Option<Breadth> {
    if contains(set, &HostSet::Everything) == Ok(true) {
        return Some(Breadth::Everything);
    }
    let mut owners: Vec<HostSet> = Vec::new();
    loop {
        let known: Vec<&HostSet> = owners.iter().collect();
        let name = witness(&known, set, |within| within.iter().all(|is| !is)).ok()??;
        if owners.len() >= FEW_OWNERS {
            // Names of any owner, and all of them under one suffix?
            let mut above = name.split_once('.').map(|(_, parent)| parent);
            while let Some(parent) = above {
                let all = contains(set, &HostSet::below(parent)) == Ok(true);
                if all && contains(&HostSet::subtree(parent), set) == Ok(true) {
                    return under(parent).or(Some(Breadth::AnyOwner(name)));
                }
                above = parent.split_once('.').map(|(_, parent)| parent);
            }
            return Some(Breadth::AnyOwner(name));
        }
        let owner = psl::domain_str(&name).unwrap_or(&name);
        if let Some(broad) = under(owner) {
            // A name without an owner of its own: everything below the suffix may be meant.
            let all = contains(set, &HostSet::below(owner)) == Ok(true);
            if all && contains(&HostSet::subtree(owner), set) == Ok(true) {
                return Some(broad);
            }
            owners.push(HostSet::exact(owner));
            continue;
        }
        owners.push(HostSet::subtree(owner));
    }
}
