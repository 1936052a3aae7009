//! The mock world: a real listening proxy with built-in origins and a fault policy, for continuous
//! integration and for the tests of this project.
//!
//! It never connects anywhere. CONNECT and requests with an absolute URL are answered in this
//! process, by origins whose certificates come from a CA made at start. What happens to which host
//! is a [`Scenario`], read from YAML (`scenario.schema.json` describes it):
//!
//! ```yaml
//! schema: clearway/mock/v1
//! title: One host is denied
//! preset: squid            # whose words the proxy uses
//! latency_ms: 20           # added before each answer of proxy and origin
//! default: allow
//! rules:                   # the first that fits decides
//!   - hosts: ["*.denied.test", denied.test]
//!     answer: deny
//!   - hosts: [old.test]
//!     answer: {origin: {certificate: expired}}
//! ```
//!
//! The command `clearway mock [--listen ADDRESS] [--scenario FILE|NAME] [--ca-out FILE]
//! [--announce FILE] [--access-log FILE]` is a thin layer over this: it reads the scenario ([`Scenario::from_file`],
//! [`Scenario::builtin`]), starts the world ([`MockWorld::start`]; with an address that others can
//! reach, [`MockWorld::start_exposed`]), writes the CA ([`write_ca`]), then the address
//! ([`MockWorld::log_to`] opens the access log before; [`write_announcement`] comes last, so that whoever waits for it finds everything ready), and waits
//! for Ctrl-C. `clearway check --mock[=SCENARIO]` does the same in its own process with port 0 and
//! trusts [`MockWorld::ca_der`].
//!
//! Only the command line and tests use this module.
//!
//! To add a misbehaviour: a file in `answers/`, a line in the list there, an entry in the schema.
//! To add a make of proxy: a file in `presets/` and a line there. To add a scenario: a file in
//! `scenarios/` and a line in `builtin.rs`.

mod access_log;
mod announce;
mod answers;
mod auth;
mod authority_access;
mod builtin;
mod certificate;
mod certificates;
mod connection;
mod duration;
mod exchange;
mod listener;
mod made_text;
mod origin;
mod origins;
mod presets;
mod recorder;
mod request;
mod response;
mod scenario;
mod shared;
mod status;
mod tally;
mod tls;
mod wire;
mod world;

#[cfg(test)]
mod tests;

pub use announce::{write_announcement, write_ca};
pub use answers::{
    Allow, Answer, AuthRequired, BlockPage, ClearInTunnel, Close, CloseAfter200, Deny, Drip,
    EarlyBytes, Garbage, Hang, Intercept, NameNotFound, NameServerFailed, NoHeaders, NotAProxy,
    OversizedHeaders, Redirect, Reset, SilentTunnel, UpstreamRefused, UpstreamTimedOut,
};
pub use auth::{Auth, Basic};
pub use certificate::{Certificate, CertificateKind};
pub use origin::{Origin, OriginFailure, Page};
pub use origins::Origins;
pub use presets::{DeniedFor, Preset};
pub use recorder::{Credentials, Party, Seen};
pub use scenario::{Hosts, Method, OnAccept, Rule, Scenario, ScenarioError, SchemaVersion};
pub use status::{Status, StatusError};
pub use tls::TlsVersions;
pub use world::{Exposure, MockWorld};
