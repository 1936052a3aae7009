//! What each entry of the list is good for.

/// Who needs an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryUse {
    /// The needed endpoints that it lets through, all or in part, by their number.
    pub needed: Vec<usize>,
}
