//! Files that people write in YAML: read strictly, with the place of each mistake and what to type.
//!
//! A room with files of its own says by a [`Kind`] what is particular to them, and turns a
//! [`Trouble`] into its own error.

mod nearest;
mod reader;

pub use nearest::nearest;
pub use reader::{Kind, Trouble, cut, decode, excerpt, place, read, suggest};
