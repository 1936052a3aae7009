//! Cilium: `toFQDNs`.
//!
//! <https://docs.cilium.io/en/stable/security/policy/language/#dns-based>,
//! `pkg/fqdn/matchpattern/matchpattern.go` of <https://github.com/cilium/cilium>, and the upgrade
//! notes of 1.19, <https://docs.cilium.io/en/stable/operations/upgrade/>.

use crate::allowlist::expression::whole;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::{Depths, HostSet};

/// `matchName`: one name.
pub struct MatchName;

/// `matchPattern`: a star stands for characters of one label.
pub struct MatchPattern {
    id: &'static str,
    /// True where `**.` at the beginning stands for one or more labels.
    deep: bool,
}

/// The current version.
pub const PATTERN: MatchPattern = MatchPattern { id: "cilium.toFQDNs.matchPattern", deep: true };
/// From 1.19 on.
pub const PATTERN_1_19: MatchPattern =
    MatchPattern { id: "cilium.toFQDNs.matchPattern.1_19", deep: true };
/// Before 1.19.
pub const PATTERN_BEFORE: MatchPattern =
    MatchPattern { id: "cilium.toFQDNs.matchPattern.pre_1_19", deep: false };

fn checked(text: &str, star: bool) -> Result<String, Rejected> {
    let lower = text.trim().to_ascii_lowercase();
    let known =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte) || (star && byte == b'*');
    let name = lower.strip_suffix('.').unwrap_or(&lower);
    if name.is_empty() || !name.bytes().all(known) {
        return Err(Rejected::because(if star {
            "has characters that no pattern has: letters, digits, `-`, `_`, `.` and `*`"
        } else {
            "has characters that no name has; a pattern goes into `matchPattern`"
        }));
    }
    Ok(name.to_owned())
}

impl Dialect for MatchName {
    fn id(&self) -> &'static str {
        "cilium.toFQDNs.matchName"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        Ok(Meaning::of(HostSet::exact(&checked(text, false)?)))
    }
}

impl Dialect for MatchPattern {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let pattern = checked(text, true)?;
        let measured = |meaning| Meaning { confidence: Confidence::Measured, ..meaning };
        if pattern == "*" {
            return Ok(measured(Meaning::of(HostSet::Everything)));
        }
        if let Some(name) = pattern.strip_prefix("*.")
            && !name.contains('*')
        {
            let one = HostSet::Under { name: name.into(), depths: Depths::ONE_LABEL };
            return Ok(measured(Meaning::of(one)));
        }
        let deep = pattern.strip_prefix("**.").filter(|_| self.deep);
        if let Some(name) = deep
            && !name.contains('*')
        {
            return Ok(Meaning::of(HostSet::below(name)));
        }
        let label = "[-a-z0-9_]*";
        let body = |text: &str| {
            let parts: Vec<String> = text.split('*').map(regex_syntax::escape).collect();
            parts.join(label)
        };
        let source = match deep {
            Some(rest) => format!(r"(?:[-a-z0-9_]+\.)+{}", body(rest)),
            None => body(&pattern),
        };
        let mut meaning =
            whole(&source, false).map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of);
        if pattern.starts_with("**.") {
            meaning.remarks.push(
                "The pattern widens from one label to any number when the cluster moves to 1.19."
                    .to_owned(),
            );
            return Ok(meaning);
        }
        Ok(measured(meaning))
    }
}
