//! Saved reports: the JSON report (`clearway/report/v1`) read back, whoever wrote it and when.
//!
//! What `reports/README.md` documents field by field is read as it was written, in words; nothing
//! is judged again. The rules of reading:
//!
//! - **Unknown fields are ignored.** A later version adds fields, and its reports stay readable.
//! - **What identifies must be there**: `schema` and `probes` of a report, `endpoint`, `port` and
//!   `status` of a probe, `role` and `status` of a role, and so on. Without them it is no report.
//! - **All else may be missing**: a text is then empty, a list has no items, a question that can be
//!   open is open. An earlier version wrote fewer fields.
//! - **Words are kept as they are.** A status or cause that this version does not know is shown
//!   and compared under its own name.
//! - **Another version of the form is an error** that names the file and the version.

mod error;
mod key;
mod model;
mod particulars;
mod probe;
mod read;
#[cfg(test)]
mod tests;

pub use error::SavedError;
pub use key::ProbeKey;
pub use model::{
    Calibration, Counts, Duty, Gap, Label, Report, Requirement, Role, Route, Rule, RuleTraffic,
    Run, Tried,
};
pub use particulars::without_particulars;
pub use probe::{Answer, Ask, Attempt, Auth, Baseline, Brief, Certificate, Leg, Probe, Stage, Tls};
pub use read::{MOST_BYTES, SCHEMA, read, read_brief};
