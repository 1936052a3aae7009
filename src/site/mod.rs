//! Sites: the hierarchy as its administrator writes it down, and the documented rules about proxies
//! that can be checked before anything is sent.
//!
//! A file ([`read`]) becomes a [`Hierarchy`]; [`CHECKS`] look at it, a file each. Every check names the
//! documented facts that it enforces ([`FACTS`]). [`needs`] says what the roles of a server ask for
//! outside, and by which way.

mod checks;
mod error;
mod example;
mod facts;
mod find;
mod form;
mod involved;
mod model;
mod needs;
mod read;

pub use checks::{CHECKS, Check, Fault, Severity, check_all};
pub use error::SiteError;
pub use example::EXAMPLE;
pub use facts::{FACTS, Fact};
pub use find::NoServer;
pub use involved::Involved;
pub use model::{
    Account, Console, DistributionPoint, Feature, Hierarchy, Mode, Place, Role, RoleKind, Secret,
    Server, ServerProxy, ServiceConnectionPoint, Settings, Site, SiteKind, SoftwareUpdatePoint,
};
pub use needs::{Need, Way, needs};
pub use read::{decode, read};

/// The JSON Schema of files, for editors.
pub const SCHEMA_JSON: &str = include_str!("site.schema.json");

#[cfg(test)]
mod tests;
