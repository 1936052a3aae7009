//! Log files of Windows and Configuration Manager: the error codes in them, and what they are about.
//!
//! A [`Scanner`] is fed with the bytes of one log and hands over each [`Find`]: a code in any of
//! its spellings, with component, thread and time, and the host that was named near it. [`Groups`]
//! counts the finds; [`Group::explanation`] and [`Group::command`] say what follows.
//!
//! Most of a log holds no code. A filter looks at whole blocks of bytes, and only around what it
//! lets through is a record read.

mod codes;
mod command;
mod decimal;
mod encoding;
mod error;
mod find;
mod formats;
mod groups;
mod hosts;
mod identity;
mod open;
mod prefilter;
mod scanner;
mod severity;
mod status;
mod threads;
mod time;
mod words;

#[cfg(test)]
mod tests;

pub use error::LogsError;
pub use find::{Find, Near};
pub use groups::{Group, Groups, Spot};
pub use identity::LogIdentity;
pub use open::{Tail, expand};
pub use scanner::{LogShape, Scanner};
pub use severity::Severity;
pub use time::LogTime;
