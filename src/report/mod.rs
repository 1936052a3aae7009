//! What a run found, flat and sorted, ready to be written in any format.
//!
//! [`Report::of`] joins plan, measurements and verdicts; [`rollup`] decides where each role
//! stands. Writers format what is decided here and decide nothing themselves.

mod build;
mod counts;
mod gaps;
pub mod rollup;
mod row;
mod rules;
mod run;
mod servers;
mod shown;
pub mod writers;

pub use build::{Finished, Report};
pub use counts::Counts;
pub use gaps::Gap;
pub use rollup::{Outcome, Readiness, Standing};
pub use row::Row;
pub use rules::{CalibrationShown, LabelShown, RuleReport, RuleTraffic};
pub use run::{Ending, RequirementShown, RoleReport, RunFacts};
pub use servers::{Assignment, Duty};
pub use shown::{
    AnswerShown, AskShown, Attempt, AuthShown, CertificateShown, LegShown, RouteShown, StageShown,
    TlsShown, Tried,
};
