//! Is the way out clear? The parts of clearway, in the order in which data flows through them.

pub mod address;
pub mod catalogue;
pub mod errors;
pub mod measurement;
pub mod mock;
pub mod plan;
pub mod probe;
pub mod proxy;
pub mod report;
pub mod verdict;
