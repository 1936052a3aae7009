//! From a measurement to a verdict: where the endpoint stands, who refused, and how sure that is.
//!
//! [`judge`] is pure: no network, no files, no clock. The rules in `rules/` are asked in order and
//! the first that explains the measurement decides; where none does, the verdict is inconclusive
//! and shows the raw words. What holds for all of them:
//!
//! - A 2xx to CONNECT is a promise. Reachable needs an answer by the endpoint itself.
//! - A 5xx without a text that is known is never called a policy.
//! - The time that something took is shown and never decides.
//! - A `Via` header shows nothing: proxies and networks before the endpoint both send it.

mod advice;
mod cause;
mod company;
mod evidence;
mod finding;
mod interception;
mod judge;
mod phrases;
mod rules;
#[cfg(test)]
mod samples;
mod signature;
mod spoken;
mod status;
pub mod wildcard;
mod windows;

pub use advice::advice;
pub use cause::{Cause, UnknownCause};
pub use company::judge_run;
pub use finding::Finding;
pub use interception::{Interception, interception, shown_instead};
pub use judge::{Verdict, judge};
pub use rules::{RULES, Rule};
pub use signature::{Meaning, Signature, Signatures, Strength, signatures};
pub use status::{Confidence, Party, Proof, Status};
pub use windows::{update_code, winhttp};
