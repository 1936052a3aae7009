//! Asking: the one place that touches the network and the clock.
//!
//! `sequence` is the straight line of steps, `steps` holds one file for each, [`Runner`] asks
//! many at once within [`Limits`]. What is seen becomes a [`crate::measurement::Measurement`];
//! nothing here says what it means.

mod body;
mod certificate;
mod chunks;
mod descriptors;
mod exchange;
mod gate;
mod limits;
mod load;
mod local_names;
mod network;
mod own_roots;
mod prober;
mod recorder;
mod recording_client;
mod runner;
mod sequence;
mod steps;
mod tee;
mod trust;

pub use descriptors::raise_descriptor_limit;
pub use exchange::read_answer;
pub use limits::{Limits, RetryPolicy};
pub use network::{Found, Lookup, NameServers, Resolver, SystemResolver};
pub use own_roots::{OWN_ROOTS, OwnRoot};
pub use prober::{Prober, SignIn};
pub use runner::{Event, RunEnd, Runner};
pub use steps::read_socks_replies;
pub use trust::{TrustStore, TrustStoreError};
