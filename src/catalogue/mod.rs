//! What each role of each product needs to reach: the built-in lists and the administrator's own.
//!
//! A *role* is one file of `endpoints/<product>/<role>.yaml`; its form is described by
//! `endpoints/role.schema.json`. All built-in files are compiled into the binary; a directory of
//! files of the same form adds roles or replaces them by id. Only `load.rs` reads files.

mod builtin;
mod cloud;
mod condition;
mod directory;
mod endpoint;
mod error;
mod expected;
mod form;
mod index;
mod load;
mod names;
mod product;
mod role;
mod source;
mod tables;
mod terms;
mod yaml;

pub use builtin::builtin_ids;
pub use cloud::{Cloud, CloudChoice};
pub use condition::{Condition, ConditionKind};
pub use directory::{FileRead, read_files};
pub use endpoint::{Addresses, Endpoint};
pub use error::LoadError;
pub use expected::ExpectedStatus;
pub use index::{Catalogue, Listed};
pub use load::MAX_FILE_BYTES;
pub use names::{KnownName, NameOrigin};
pub use product::Product;
pub use role::{Role, RoleId, RoleIdError};
pub use source::{DateKind, Source};
pub use terms::{Basis, Category, Lifecycle, Mode, Need, Protocol, State};
