//! The command line of clearway.

fn main() {}
