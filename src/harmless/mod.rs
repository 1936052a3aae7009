//! Text from elsewhere (the network, a catalogue, a file), made harmless for the place where it is
//! shown: a terminal, JSON on one, Markdown, a spreadsheet.

mod comment;
mod json;
mod markdown;
mod spreadsheet;
mod visible;

pub use comment::{COMMENT, fitted};
pub use json::json;
pub use markdown::markdown;
pub use spreadsheet::spreadsheet;
pub use visible::{is_hidden, visible};
