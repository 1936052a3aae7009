//! PAC: scripts that say which way a target takes, from the document to the list of routes.
//!
//! A document is read from a file or fetched ([`Source`]), run in a JavaScript engine of its own
//! ([`Pac`]), asked for each target, and its answer is read into routes ([`read_result`]). The form
//! of all that is the *Navigator Proxy Auto-Config File Format* (Netscape, 1996), as MDN describes
//! it today, with the IPv6 functions that Microsoft added ("IPv6-Aware Proxy Helper API
//! Definitions").
//!
//! A script is foreign code. It has no files, no network and no timers; of the world it sees the
//! time, this machine's addresses, and lookups of names through [`PacNames`]. It is bounded in
//! size, time, memory, stack and lookups ([`PacLimits`]).
//!
//! Automatic discovery through DHCP (option 252) is not implemented: it needs a raw exchange with
//! the DHCP server, which an ordinary account may not have.

mod answer;
mod clock;
mod decode;
#[cfg(feature = "pac")]
mod engine;
mod error;
#[cfg(feature = "pac")]
mod evaluation;
mod fetch;
#[cfg(feature = "pac")]
mod helpers;
mod limits;
mod names;
#[cfg(not(feature = "pac"))]
mod no_engine;
mod question;
mod read;
mod result;
mod source;
mod system_names;
mod wpad;

pub use answer::{PacAnswer, PacCall};
pub use clock::PacClock;
#[cfg(feature = "pac")]
pub use engine::Pac;
pub use error::{PacError, Position};
pub use fetch::fetch;
pub use limits::PacLimits;
pub use names::PacNames;
#[cfg(not(feature = "pac"))]
pub use no_engine::Pac;
pub use question::question;
pub use read::read_file;
pub use result::{PacResultError, ReadResult, read_result};
pub use source::{Document, DocumentError, Source, SourceError};
pub use system_names::SystemPacNames;
pub use wpad::wpad_urls;
