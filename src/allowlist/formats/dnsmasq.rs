//! dnsmasq: the lines about domains of a configuration.
//!
//! <https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html>. The longest domain decides.

use super::around::Around;
use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::dialect;
use crate::allowlist::{
    Action, Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// dnsmasq.
pub struct Dnsmasq;

/// Files inside files that are followed.
const DEEPEST: usize = 16;

/// A line as name and value.
fn option(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let end = line.find(" #").or_else(|| line.find("\t#")).unwrap_or(line.len());
    let line = line[..end].trim();
    if line.starts_with('#') {
        return None;
    }
    let (name, value) = line.split_once('=')?;
    Some((name.trim().trim_start_matches("--"), value.trim()))
}

const DOMAINS: &[&str] = &["address", "server", "local", "ipset", "nftset"];

impl Format for Dnsmasq {
    fn id(&self) -> &'static str {
        "dnsmasq"
    }

    fn title(&self) -> &'static str {
        "dnsmasq configuration"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        lines(unmarked(source))
            .filter_map(|(_, line)| option(line))
            .any(|(name, value)| DOMAINS.contains(&name) && value.starts_with('/'))
            .then_some((90, "it has lines such as server=/domain/ of dnsmasq"))
    }

    fn read(
        &self,
        source: &Source,
        _options: &Options,
        nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::MostSpecific, Otherwise::Allowed);
        let mut sets = Gather::new(self.id(), Order::AllowWins, Otherwise::NotSaid);
        read_into(&mut gather, &mut sets, source, nearby, 0)?;
        if gather.list.rules.is_empty() && !sets.list.rules.is_empty() {
            sets.note(
                "The lists fill sets of addresses for the packet filter, whose rules are not in \
                 this file; they are read as what it lets through.",
            );
            sets.list.skipped.append(&mut gather.list.skipped);
            return Ok(sets.list);
        }
        for rule in sets.list.rules {
            gather.skipped(
                &rule.text,
                rule.place,
                "fills a set of the packet filter, whose rules \
                                                    are not in this file",
            );
        }
        Ok(gather.list)
    }
}

fn read_into(
    gather: &mut Gather,
    sets: &mut Gather,
    source: &Source,
    nearby: &dyn NearbyFiles,
    depth: usize,
) -> Result<(), ReadError> {
    for (number, line) in lines(unmarked(source)) {
        let Some((name, value)) = option(line) else { continue };
        let place = source.place(number, line, value);
        match name {
            "conf-file" | "servers-file" if depth < DEEPEST => {
                let file = nearby.open(source, value).map_err(|why| ReadError {
                    place,
                    why: format!(
                        "the file {value:?} cannot be read: {why}; put it beside this one"
                    ),
                })?;
                read_into(gather, sets, &file, nearby, depth + 1)?;
            }
            "conf-dir" => gather.skipped(value, place, "is a folder; its files are not read"),
            "ipset" | "nftset" => {
                if let Some(dialect) = dialect(&format!("dnsmasq.{name}")) {
                    sets.read(
                        dialect.entry(value),
                        value,
                        place,
                        &Around::under(Action::Allow, None),
                    );
                }
            }
            "address" | "server" | "local" if value.starts_with('/') => {
                let target = value.rsplit('/').next().unwrap_or_default();
                let nowhere = matches!(target, "" | "0.0.0.0" | "::" | "127.0.0.1" | "::1")
                    || (name == "address" && target == "#");
                let action = match name {
                    "local" => Action::Deny,
                    "server" if !target.is_empty() => Action::Allow,
                    _ if nowhere => Action::Deny,
                    _ => {
                        gather.skipped(
                            value,
                            place,
                            "answers with an address of its own, of which \
                                                      nobody can tell where it leads",
                        );
                        continue;
                    }
                };
                let Some(dialect) = dialect("dnsmasq.address") else { continue };
                let domains = value[1..].rsplit_once('/').map_or(&value[1..], |(names, _)| names);
                for domain in domains.split('/') {
                    let read = dialect.entry(&format!("/{domain}/"));
                    let place = source.place(number, line, domain);
                    gather.read(read, domain, place, &Around::under(action, None));
                }
            }
            _ => {}
        }
    }
    Ok(())
}
