//! What will be asked, and on whose behalf. Pure: the same input gives the same plan.
//!
//! A [`Selection`] picks roles and targets; [`Plan::expand`] turns their endpoints into
//! [`Requirement`]s, one per endpoint and port, and those into [`Probe`]s: each (host, port,
//! scheme) once, whoever wants it. What cannot be asked stays in the plan with its reason. What the
//! answers lead to is added in later waves ([`crate::follow`]), within [`Further`].

mod expand;
mod further;
mod probe;
mod requirement;
mod selection;
mod source;

pub use expand::{Plan, PlannedRole};
pub use further::{
    Candidate, Closure, Control, Further, LabelKind, Lead, PlannedRule, RuleLabel, RuleQuestions,
};
pub use probe::Probe;
pub use requirement::{Ask, Demands, NamedProbe, Requirement, Unasked};
pub use selection::{NeedChoice, Picked, Selection, SelectionError};
pub use source::Source;
