//! How a product writes the shapes that sets of hosts have.

use ipnet::IpNet;

use super::shape::{Shape, shape, without_path};
use crate::allowlist::Wanted;
use crate::hostset::HostSet;

/// How one shape is written.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// So, and the product means exactly the shape by it.
    Is(fn(&str) -> String),
    /// So, and the product means less by it, for this reason.
    Less(fn(&str) -> String, &'static str),
    /// By the entries of the name itself and of what is below it.
    Both,
    /// Not at all, for this reason.
    No(&'static str),
}

/// The entries for a host, as written, with everything under a path.
type WithPath = fn(&str, &str) -> Result<Vec<String>, String>;

/// The forms of one product.
pub(super) struct Forms {
    /// A name.
    pub(super) exact: Form,
    /// A name and everything below.
    pub(super) subtree: Form,
    /// Everything below a name.
    pub(super) below: Form,
    /// One label below a name.
    pub(super) one_label: Form,
    /// Every text that ends so.
    pub(super) ends_with: Form,
    /// An address or a range; none when it cannot be written.
    pub(super) network: fn(&IpNet) -> Option<String>,
    /// A host with everything under a path: several entries where one is not enough.
    pub(super) path: Option<WithPath>,
}

/// Why a shape that no product writes is refused.
const INTRICATE: &str = "has a wildcard of a shape that the product cannot express";

/// What was written for one wanted thing.
pub(super) struct Lines {
    /// The entries.
    pub(super) entries: Vec<String>,
    /// Why they are less than what is wanted; none when they are all of it.
    pub(super) less: Option<&'static str>,
}

/// A single address, written plainly.
pub(super) fn single(net: &IpNet) -> Option<String> {
    (net.prefix_len() == net.max_prefix_len()).then(|| net.addr().to_string())
}

/// No address.
pub(super) fn no_network(_: &IpNet) -> Option<String> {
    None
}

/// `x`.
pub(super) fn plain(name: &str) -> String {
    name.to_owned()
}

/// `.x`.
pub(super) fn dot(name: &str) -> String {
    format!(".{name}")
}

/// `*.x`.
pub(super) fn star(name: &str) -> String {
    format!("*.{name}")
}

/// `*x`.
pub(super) fn text(name: &str) -> String {
    format!("*{name}")
}

impl Forms {
    /// The entries for one wanted thing.
    pub(super) fn write(&self, wanted: &Wanted) -> Result<Lines, String> {
        let lines = self.hosts(&wanted.hosts)?;
        let Some(path) = wanted.path.as_deref().filter(|path| !matches!(*path, "" | "/")) else {
            return Ok(lines);
        };
        let Some(write) = self.path else { return without_path(wanted).map(|()| lines) };
        if path.contains(['*', '?', '#']) {
            return Err(format!(
                "has the path {path}, with signs that the product reads otherwise"
            ));
        }
        let mut entries = Vec::new();
        for entry in &lines.entries {
            entries.extend(write(entry, path)?);
        }
        Ok(Lines { entries, less: lines.less })
    }

    fn hosts(&self, hosts: &HostSet) -> Result<Lines, String> {
        if let HostSet::Network(net) = hosts {
            let entry = (self.network)(net).ok_or_else(|| {
                format!("is the address {net}, which the product takes elsewhere")
            })?;
            return Ok(Lines { entries: vec![entry], less: None });
        }
        let (form, name) = match shape(hosts)? {
            Shape::Exact(name) => (self.exact, name),
            Shape::Subtree(name) => (self.subtree, name),
            Shape::Below(name) => (self.below, name),
            Shape::OneLabel(name) => (self.one_label, name),
            Shape::Ends(text) => (self.ends_with, text),
            Shape::Stars(_) => return Err(INTRICATE.to_owned()),
        };
        Self::apply(form, name).unwrap_or_else(|| {
            let one = Self::apply(self.exact, name).unwrap_or_else(|| Err(INTRICATE.to_owned()))?;
            let other =
                Self::apply(self.below, name).unwrap_or_else(|| Err(INTRICATE.to_owned()))?;
            let entries = [one.entries, other.entries].concat();
            Ok(Lines { entries, less: one.less.or(other.less) })
        })
    }

    /// The entry of one form; none for [`Form::Both`].
    fn apply(form: Form, name: &str) -> Option<Result<Lines, String>> {
        let (entry, less) = match form {
            Form::Is(write) => (write(name), None),
            Form::Less(write, less) => (write(name), Some(less)),
            Form::No(why) => return Some(Err(why.to_owned())),
            Form::Both => return None,
        };
        Some(Ok(Lines { entries: vec![entry], less }))
    }
}
