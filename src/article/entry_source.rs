//! What the text around an entry says about it.

use crate::address::{Entry, PortSpec, Scheme};

use super::PortsStated;
use super::pieces::{PieceKind, pieces};

/// A paragraph that is only bold text names a feature.
pub(super) fn is_bold(text: &str) -> bool {
    let lines = pieces(text);
    let mut all = lines.iter().flatten().peekable();
    let is_mark = |text: &str| !text.chars().any(char::is_alphanumeric);
    lines.len() == 1
        && all.peek().is_some()
        && all.all(|piece| piece.kind == PieceKind::Bold || is_mark(&piece.text))
}

/// The ports of one entry: its own, those of its scheme, or those that were stated.
pub(super) fn ports_of(
    scheme: Option<Scheme>,
    has_port: bool,
    pattern: &str,
    stated: &PortsStated,
) -> PortsStated {
    let one = |port| PortsStated { tcp: vec![port], udp: Vec::new() };
    if has_port
        && let Ok(entry) = pattern.parse::<Entry>()
        && let Some(port) = entry.port
    {
        return one(port);
    }
    match scheme {
        Some(scheme) => {
            scheme.default_port().map_or_else(|| stated.clone(), |port| one(PortSpec::One(port)))
        }
        None => stated.clone(),
    }
}

/// The source of one entry without what Markdown puts around it.
pub(super) fn bare(source: &str) -> String {
    source
        .trim()
        .trim_matches('`')
        .trim_start_matches("**")
        .trim_end_matches("**")
        .trim()
        .to_owned()
}
