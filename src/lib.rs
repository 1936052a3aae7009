//! Is the way out clear? The parts of clearway, in the order in which data flows through them.
//!
//! What a selection asks for can be seen without touching the network:
//!
//! ```
//! use clearway::catalogue::Catalogue;
//! use clearway::plan::{Plan, Selection};
//! use clearway::proxy::{Route, Router, Routing};
//!
//! let route = Route::Proxy("http://proxy.corp.example:8080".parse()?);
//! let routing = Routing::new(route, "example", "");
//! let selection = Selection {
//!     roles: vec!["configmgr/service-connection-point".into()],
//!     ..Selection::default()
//! };
//! let plan = Plan::expand(&selection, &Catalogue::builtin()?, &Router::fixed(routing, None))?;
//! assert!(plan.probes.iter().any(|probe| probe.target.authority() == "go.microsoft.com:443"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod address;
pub mod allowlist;
pub mod article;
pub mod audit;
pub mod auth;
pub mod catalogue;
pub mod compare;
pub mod curation;
pub mod document;
pub mod errors;
pub mod follow;
pub mod harmless;
pub mod hostset;
pub mod lines;
pub mod logs;
pub mod machine;
pub mod measurement;
pub mod mock;
pub mod names;
pub mod pac;
pub mod page;
pub mod plan;
pub mod probe;
pub mod proxy;
pub mod report;
pub mod saved;
pub mod site;
pub mod standard;
pub mod text;
pub mod traffic;
pub mod verdict;
pub mod yaml;
