//! Recorded probes of real proxies: how they are read, and what counts as judged rightly.

mod row;
mod truth;

pub use row::{Row, measurement, read};
pub use truth::{Score, Truth};
