//! What will be asked, and on whose behalf. Pure: the same input gives the same plan.

mod probe;

pub use probe::Probe;
