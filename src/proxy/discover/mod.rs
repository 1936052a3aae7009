//! Where routes come from: one file per source, each with a pure reader.

mod command_line;
mod environment;

pub use command_line::from_command_line;
pub use environment::{Environment, SettingError, from_environment};
