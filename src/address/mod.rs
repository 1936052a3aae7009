//! Names, ports and patterns: what a list entry says, and what can be asked on the network.
//!
//! Nothing here touches the world. Text is parsed once, into types that cannot hold nonsense.

mod entry;
mod host;
mod pattern;
mod port;
mod public;
mod target;

pub use entry::{Entry, EntryError, Shape};
pub use host::{Host, HostError, HostName};
pub use pattern::HostPattern;
pub use port::{PortSpec, PortSpecError};
pub use public::{is_loopback_name, is_public};
pub use target::{Scheme, Target, TargetError};
