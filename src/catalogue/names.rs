//! Concrete host names that are known to fall under a wildcard.

use super::terms::terms;
use crate::address::HostName;

terms! {
    /// Where a name under a wildcard is known from, best first.
    NameOrigin {
        /// A vendor's list prints it.
        Documented = "documented",
        /// A public tool or its list has it.
        Community = "community",
    }
}

/// A name that can be probed in place of a star.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KnownName {
    /// Where it is known from.
    pub from: NameOrigin,
    /// The name.
    pub name: HostName,
    /// Id of its source, where one is given.
    pub source: Option<String>,
}
