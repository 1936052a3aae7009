//! Which HTTP status a public tool expected from well-known addresses.

use crate::address::Entry;

/// One address and the answer that a plain GET is expected to have.
///
/// 4xx and 5xx are normal proof of reachability there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedStatus {
    /// The address.
    pub url: Entry,
    /// Status codes that are expected.
    pub status: Vec<u16>,
    /// The patterns that the tool asks to allow for it.
    pub unblock: Vec<Entry>,
    /// True when the tool ignores certificate faults there.
    pub loose_certificate: bool,
    /// The tool's own areas.
    pub area: Vec<String>,
    /// Ids of the sources, in `expected-status.yaml`.
    pub documented_in: Vec<String>,
}
