//! Windows error numbers, what they mean, and which logs show them.
//!
//! [`explain`] answers any written form of a code. [`WindowsErrors`] is the table behind it, for
//! code that already knows the number or the HTTP status. The data is compiled in.

mod class;
mod class_text;
mod code;
mod entry;
mod explain;
mod hresult;
mod key;
mod logs;
mod nearest;
mod related;
mod row;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub use class::{Actor, Class};
pub use class_text::{ClassText, class_text};
pub use code::Code;
pub use entry::Name;
pub use explain::{Explanation, explain};
pub use hresult::HResult;
pub use key::{Family, Key};
pub use logs::{Claim, LogShowing, Mention};
pub use nearest::{Nearest, Unknown};
pub use related::Related;
pub use row::{CodedError, FlagRow, HttpStatusCodes, LogFile, StatusMessage, WinHttpError};
pub use source::Source;
pub use table::WindowsErrors;
