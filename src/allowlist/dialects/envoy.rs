//! Envoy: domains of virtual hosts, server names of filter chains.
//!
//! <https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto>,
//! <https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/listener/v3/listener_components.proto>

use super::names::{Form, NO_DOT, Names, STAR_IN_LABEL};
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Schemes, Sees};
use crate::hostset::{HostSet, Regular};

const SERVER_NAME: Names = Names {
    star: Form::Means(HostSet::below),
    text: Form::Refused(STAR_IN_LABEL),
    lone: Form::Refused("is `*` alone; leave the server names out for every name"),
    dot: Form::Refused(NO_DOT),
    ..Names::plain("envoy.server_names", Confidence::High)
};

/// `server_names` of a filter chain: `*.x` is all below, and only TLS has server names.
pub struct ServerNames;

impl Dialect for ServerNames {
    fn id(&self) -> &'static str {
        SERVER_NAME.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let meaning = SERVER_NAME.entry(text)?;
        Ok(Meaning { schemes: Schemes::CONNECT, ..meaning })
    }
}

/// `domains` of a virtual host: a star in front or at the end, for at least one character, against
/// the `Host` header with the port that it has.
pub struct Domains;

impl Dialect for Domains {
    fn id(&self) -> &'static str {
        "envoy.vhost_domains"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text.is_empty() {
            return Err(Rejected::because("is empty"));
        }
        let text = text.to_ascii_lowercase();
        let source = match (text.strip_prefix('*'), text.strip_suffix('*')) {
            (Some(""), _) => return Ok(Meaning::of(HostSet::Everything)),
            (Some(rest), _) if rest.contains('*') => None,
            (Some(rest), _) => Some(format!(".+{}", regex_syntax::escape(rest))),
            (None, Some(rest)) if rest.contains('*') => None,
            (None, Some(rest)) => Some(format!("{}.+", regex_syntax::escape(rest))),
            (None, None) if text.contains('*') => None,
            (None, None) => Some(regex_syntax::escape(&text)),
        };
        let Some(source) = source else {
            return Ok(Meaning::nothing(
                "a `*` that is not alone in front or at the end is a character, and no host has it",
            ));
        };
        let below = text.strip_prefix("*.").filter(|name| !name.is_empty());
        let set = if let Some(name) = below {
            HostSet::below(name)
        } else if text.contains('*') {
            match Regular::new(source) {
                Ok(regular) => HostSet::Regular(regular),
                Err(error) => return Ok(Meaning::unknown(error.to_string())),
            }
        } else {
            HostSet::exact(&text)
        };
        Ok(Meaning { sees: Sees::HostHeader, drops_dot: false, ..Meaning::of(set) })
    }
}
