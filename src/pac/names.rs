//! What a script may learn of the network.

use std::fmt::Debug;
use std::net::IpAddr;

/// Lookups for the helpers `dnsResolve`, `isResolvable`, `isInNet`, `myIpAddress` and their kind.
///
/// Both functions may block; the implementation gives each lookup a time limit of its own, because
/// the engine cannot stop a script while it waits here.
pub trait PacNames: Debug + Send + Sync {
    /// The addresses of a name, in the order in which they are to be used.
    ///
    /// # Errors
    /// With one sentence, when there are none.
    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, String>;

    /// The addresses of this machine, the one that reaches the internet first.
    fn own_addresses(&self) -> Vec<IpAddr>;
}
