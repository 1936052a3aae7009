//! Squid: `squid.conf` with the files that it names.
//!
//! <https://www.squid-cache.org/Doc/config/http_access/>. The lines of `http_access` are looked at
//! in their order, and the first of which every list matches decides; without any match the
//! opposite of the last line holds. Here each line becomes one rule for each entry of the list of
//! names in it, with the ports and schemes of the lists that stand beside it. A list that is negated
//! lets the rest of the lines decide for its hosts, and so they are written before the line, cut
//! down to these hosts.

mod access;
mod acl;
mod built_in;
mod cut;
mod external;
mod kinds;
mod lines;
#[cfg(test)]
mod tests;

use super::gather::{Gather, unmarked};
use crate::allowlist::{
    Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// `squid.conf`.
pub struct Squid;

impl Format for Squid {
    fn id(&self) -> &'static str {
        "squid"
    }

    fn title(&self) -> &'static str {
        "Squid configuration"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let mut acl = false;
        for line in unmarked(source).lines() {
            match line.split_whitespace().next() {
                Some("http_access") => return Some((100, "it has lines of http_access")),
                Some("acl") => {
                    acl |= line.split_whitespace().nth(2).is_some_and(kinds::is_kind);
                }
                _ => {}
            }
        }
        acl.then_some((70, "it has acl lines of Squid"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::Denied);
        let version = gather.mode(options, "squid.version");
        let lines = lines::read(source, nearby)?;
        let mut acls = acl::Acls::new(nearby);
        let mut access = Vec::new();
        for line in &lines {
            let Some((first, rest)) = line.words.split_first() else { continue };
            match first.text.as_str() {
                "acl" => acls.take(line, rest, &mut gather)?,
                "external_acl_type" => acls.take_program(rest),
                "http_access" => access.push((line, rest)),
                "if" | "else" | "endif" => {
                    gather.skipped(
                        &line.text(),
                        line.place(),
                        "is a condition of the configuration; \
                                    both sides of it are read",
                    );
                }
                _ => {}
            }
        }
        acls.check(&version, &mut gather);
        access::rules(&access, &acls, &mut gather)?;
        Ok(gather.list)
    }
}
