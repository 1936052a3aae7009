//! The firewall of the GitHub Copilot coding agent.
//!
//! <https://docs.github.com/en/copilot/how-tos/use-copilot-agents/coding-agent/customize-the-agent-firewall>

use super::names::NO_STAR;
use super::parts;
use crate::allowlist::{Dialect, Meaning, Ports, Rejected, Schemes, Unseen};
use crate::hostset::HostSet;

/// A name is the name and all below; a URL is its scheme, its host, and its path and all below.
pub struct Copilot;

impl Dialect for Copilot {
    fn id(&self) -> &'static str {
        "github_copilot.firewall"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text.contains('*') {
            return Ok(Meaning::unknown(NO_STAR));
        }
        if let Some(set) = parts::network(text) {
            return Ok(Meaning::of(set));
        }
        let url = parts::cut(text);
        let name = parts::name(url.host)?;
        let Some(scheme) = url.scheme else {
            if !url.path.is_empty() || url.port.is_some() {
                return Ok(Meaning::unknown(
                    "a path or a port without a scheme is documented nowhere",
                ));
            }
            return Ok(Meaning::of(match parts::itself(&name) {
                HostSet::Under { name, .. } => HostSet::subtree(&name),
                address => address,
            }));
        };
        let mut meaning = Meaning::of(parts::itself(&name));
        // A URL without a port is about the port of its scheme.
        (meaning.schemes, meaning.ports) = match scheme.to_ascii_lowercase().as_str() {
            "http" => (Schemes::HTTP, Ports::one(80)),
            "https" => (Schemes::HTTPS, Ports::one(443)),
            _ => (Schemes::NONE, Ports::all()),
        };
        if let Some(port) = url.port {
            meaning.ports = parts::port(port)?;
        }
        if matches!(url.path, "" | "/") {
            return Ok(meaning);
        }
        Ok(parts::with_path(meaning, &parts::at_or_below(url.path), Unseen::Opened))
    }
}
