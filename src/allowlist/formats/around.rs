//! What stands around an entry.

use std::sync::Arc;

use crate::allowlist::{Action, Ports, Schemes};

/// What stands around an entry.
#[derive(Clone)]
pub(super) struct Around {
    /// What happens to requests that it matches.
    pub(super) action: Action,
    /// The list or rule that it belongs to.
    pub(super) group: Option<Arc<str>>,
    /// The ports, where they stand outside the entry.
    pub(super) ports: Option<Ports>,
    /// The schemes, where they stand outside the entry.
    pub(super) schemes: Option<Schemes>,
    /// What else must hold.
    pub(super) conditions: Vec<String>,
}

impl Around {
    /// An entry that allows, in a list of some name.
    pub(super) fn allow(group: Option<&str>) -> Self {
        Self::of(Action::Allow, group)
    }

    /// An entry that allows or denies, in a list of some name.
    pub(super) fn of(action: Action, group: Option<&str>) -> Self {
        Self {
            action,
            group: group.map(Arc::from),
            ports: None,
            schemes: None,
            conditions: Vec::new(),
        }
    }

    /// An entry that allows or denies, in a list whose name others share.
    pub(super) fn under(action: Action, group: Option<&Arc<str>>) -> Self {
        Self { group: group.cloned(), ..Self::of(action, None) }
    }
}
