//! File descriptors: a probe needs one or two, and many systems start with 1,024.

/// Descriptors that stay free for files, the terminal and name lookups.
const RESERVED: u64 = 96;

/// Raises this process's soft limit to its hard one where that can be done, and says how many
/// probes may be in flight under what is then allowed.
#[must_use]
pub fn raise_descriptor_limit() -> usize {
    // More than enough for any run, and small enough for systems that copy a table of this size.
    const ENOUGH: u64 = 16 * 1024;
    let allowed = rlimit::increase_nofile_limit(ENOUGH).unwrap_or(256);
    // Two per probe: connecting races two addresses.
    usize::try_from(allowed.saturating_sub(RESERVED) / 2).unwrap_or(usize::MAX).max(4)
}
