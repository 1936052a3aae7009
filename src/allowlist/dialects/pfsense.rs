//! `pfSense` and `OPNsense`: names in aliases, which the firewall looks up.
//!
//! <https://docs.netgate.com/pfsense/en/latest/firewall/aliases.html>

use super::names::Names;
use crate::allowlist::Confidence;

/// A name, without wildcards.
pub const ALIAS: Names =
    Names { ranges: true, ..Names::plain("pfsense.alias", Confidence::Medium) };
