//! A role that nobody has reviewed yet.

use jiff::civil::Date;

use crate::address::PortSpec;
use crate::catalogue::{Category, Cloud, DateKind, Protocol, RoleId};

/// A role as it was imported; [`RoleDraft::to_yaml`] writes its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleDraft {
    /// The id.
    pub id: RoleId,
    /// The title: the feature's in the list.
    pub title: String,
    /// Category of the Microsoft 365 endpoint set.
    pub category: Option<Category>,
    /// Number of the Microsoft 365 endpoint set.
    pub endpoint_set: Option<u32>,
    /// Remarks of the list, and that nobody has reviewed the file.
    pub notes: Vec<String>,
    /// Where it was taken from.
    pub source: DraftSource,
    /// Its endpoints.
    pub endpoints: Vec<DraftEndpoint>,
    /// Its address ranges.
    pub ranges: Vec<DraftRanges>,
}

/// Where a draft was taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSource {
    /// The id under which the file refers to it.
    pub id: String,
    /// Title of the document.
    pub title: String,
    /// Name of the file, or the address, that was read.
    pub path: String,
    /// Its date, and of what it is the date.
    pub date: Option<(Date, DateKind)>,
    /// The day on which a translation was handed over.
    pub handoff: Option<Date>,
    /// The section in it.
    pub section: Option<String>,
}

/// One endpoint of a draft, with ports of one protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftEndpoint {
    /// The entry.
    pub pattern: String,
    /// The literal text of the list, where it differs.
    pub raw: Option<String>,
    /// Its ports; never empty.
    pub ports: Vec<PortSpec>,
    /// Transport.
    pub protocol: Protocol,
    /// False when the list states no port.
    pub ports_documented: bool,
    /// Whether the list says that it is required or that it is not; none when it does not say.
    pub required: Option<bool>,
    /// Whose cloud.
    pub cloud: Cloud,
    /// What it is for.
    pub purpose: Option<String>,
}

/// Address ranges of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRanges {
    /// The ranges.
    pub ranges: Vec<ipnet::IpNet>,
    /// Their ports; never empty.
    pub ports: Vec<PortSpec>,
    /// Transport.
    pub protocol: Protocol,
    /// False when the list states no port.
    pub ports_documented: bool,
}
