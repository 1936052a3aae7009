//! Where routes come from: one file per source, each with a pure reader, and `decide.rs`, which
//! says whose word counts.

mod command_line;
mod connection_blob;
mod decide;
mod environment;
mod etc_environment;
mod gnome;
mod internet_settings;
mod kde;
mod macos;
mod policy;
mod registry;
mod setting;
mod windows;
mod windows_string;
mod winhttp;

pub use command_line::{command_line_setting, from_command_line};
pub use connection_blob::{ConnectionBlob, ConnectionBlobError};
pub use decide::decide;
pub use environment::{Environment, environment_setting, from_environment};
pub use etc_environment::from_etc_environment;
pub use gnome::{from_gnome_keyfile, from_gsettings};
pub use internet_settings::InternetKeys;
pub use kde::from_kioslaverc;
pub use macos::from_scutil;
pub use policy::{from_policy, settings_are_per_user};
pub use registry::{RegistryKey, RegistryValue};
pub(super) use setting::masked;
pub use setting::{Choice, Finding, FindingKind, Said, Setting};
pub use windows::{WindowsSettings, is_service_account};
pub use winhttp::from_winhttp;
