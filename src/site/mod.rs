//! Sites: the hierarchy as its administrator writes it down, and the documented rules about proxies
//! that can be checked before anything is sent.
//!
//! A file ([`read`]) becomes a [`Hierarchy`]; [`CHECKS`] look at it, a file each. Every check names the
//! documented facts that it enforces ([`FACTS`]).

mod checks;
mod error;
mod example;
mod facts;
mod form;
mod model;
mod read;

pub use checks::{CHECKS, Check, Fault, Severity, check_all};
pub use error::SiteError;
pub use example::EXAMPLE;
pub use facts::{FACTS, Fact};
pub use model::{
    Account, Console, DistributionPoint, Feature, Hierarchy, Mode, Place, Role, RoleKind, Server,
    ServerProxy, ServiceConnectionPoint, Settings, Site, SiteKind, SoftwareUpdatePoint,
};
pub use read::read;
