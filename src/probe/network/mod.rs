//! The network seam: looking up names and opening connections, and the system's own numbers.

mod dial;
mod found;
mod name_servers;
mod native;
mod system;

use std::pin::Pin;

use crate::address::HostName;
use crate::measurement::Failure;

pub(super) use dial::dial;
pub use found::Found;
pub use name_servers::NameServers;
pub(super) use native::io_failure;
pub use system::SystemResolver;

/// A lookup under way.
pub type Lookup<'a> = Pin<Box<dyn Future<Output = Result<Found, Failure>> + Send + 'a>>;

/// Turns a name into addresses. Asked for the first hop only: never for a target behind a proxy,
/// unless [`super::Prober::with_local_dns`] wants to know the names on the way.
pub trait Resolver: Send + Sync + 'static {
    /// The addresses in the order in which they should be tried, and the names on the way.
    fn lookup<'a>(&'a self, name: &'a HostName) -> Lookup<'a>;

    /// Who answers, for the report.
    fn describe(&self) -> String;
}
