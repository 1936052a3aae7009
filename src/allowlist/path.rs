//! The path of a rule.

use crate::hostset::Regular;

/// Which paths a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRule {
    /// The paths, from the slash on, with the query where the product looks at it.
    pub paths: Regular,
    /// What happens where the product does not see the path: `CONNECT`, TLS that is not opened.
    pub unseen: Unseen,
}

/// What a path condition is worth where no path is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// The rule cannot match.
    Fails,
    /// Only the host is looked at.
    HostOnly,
    /// The product opens TLS wherever such a rule is in force, so the path is always seen.
    Opened,
    /// The product has to open TLS to see it; without that nobody can tell.
    Unknown,
}
