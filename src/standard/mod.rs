//! Formats that others have defined, as those who read them take them: SARIF for code scanning,
//! `JUnit` for build servers. What is said in them is for the writers of reports.

mod junit;
pub mod sarif;
mod uri;

pub use junit::junit;
