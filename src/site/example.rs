//! The example that `clearway site init` writes.

/// A commented file with one of everything.
pub const EXAMPLE: &str = include_str!("example.yaml");
