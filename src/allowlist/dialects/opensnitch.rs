//! `OpenSnitch`: lists of domains.
//!
//! <https://github.com/evilsocket/opensnitch/blob/master/daemon/rule/operator_lists.go>

use super::parts;
use crate::allowlist::{Dialect, Meaning, Rejected};
use crate::hostset::{HostSet, Regular};

/// `*.x` is all below; any other star stays within its label.
pub struct DomainList;

impl Dialect for DomainList {
    fn id(&self) -> &'static str {
        "opensnitch.domain_list"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if !text.contains('*') {
            return Ok(Meaning::of(HostSet::exact(&parts::name(text)?)));
        }
        if let Some(rest) = text.strip_prefix("*.") {
            if rest.contains('*') {
                return Ok(Meaning::unknown("more than one `*` is documented nowhere"));
            }
            return Ok(Meaning::of(HostSet::below(&parts::name(rest)?)));
        }
        let name = parts::name(&text.replace('*', "_"))?;
        if text.contains('_') {
            return Ok(Meaning::unknown("a `*` beside an underscore is not read"));
        }
        let source = regex_syntax::escape(&name).replace('_', "[^.]*");
        Ok(match Regular::new(source) {
            Ok(regular) => Meaning::of(HostSet::Regular(regular)),
            Err(error) => Meaning::unknown(error.to_string()),
        })
    }
}
