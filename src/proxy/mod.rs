//! The way out: which proxy a target is reached through, which setting said so, and as whom.

mod bypass;
mod credentials;
pub mod discover;
mod router;
mod script;
mod url;
mod users;

pub use bypass::{Bypass, BypassEntry, BypassError, Client, Dialect, Disagreement};
pub use credentials::{Credentials, CredentialsError};
pub use router::{Considered, Route, Router, Routing, Unusable};
pub use script::RouteScript;
pub use url::{ProxyScheme, ProxyUrl, ProxyUrlError};
pub use users::Users;
