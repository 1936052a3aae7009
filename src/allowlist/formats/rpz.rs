//! Response policy zones.
//!
//! <https://datatracker.ietf.org/doc/html/draft-vixie-dnsop-dns-rpz-00>. In BIND and Unbound a
//! wildcard follows RFC 4592: it says nothing of names below another name of the zone, and so
//! `* CNAME .` denies nothing under a top-level domain of which the zone lists a name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::around::Around;
use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::rpz::owner;
use crate::allowlist::{
    Action, Allowlist, Confidence, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Place,
    ReadError, Source,
};
use crate::hostset::HostSet;

/// A zone.
pub struct Rpz;

/// Types of records that may stand behind an owner.
const TYPES: &[&str] = &["CNAME", "A", "AAAA", "TXT", "MX", "PTR", "SRV"];

/// One record about a name.
struct Record<'a> {
    owner: &'a str,
    action: Action,
    place: Place,
}

impl Format for Rpz {
    fn id(&self) -> &'static str {
        "rpz"
    }

    fn title(&self) -> &'static str {
        "Response policy zone"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = unmarked(source);
        if text.contains("rpz-passthru.") || text.contains("rpz-drop.") {
            return Some((95, "it has targets of a response policy zone"));
        }
        lines(text)
            .any(|(_, line)| {
                let words: Vec<&str> = line.split_whitespace().collect();
                words.ends_with(&["CNAME", "."])
            })
            .then_some((80, "it has records with CNAME . as a response policy zone has"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::MostSpecific, Otherwise::Allowed);
        let server = gather.mode(options, "rpz.server");
        let records = records(source, &mut gather);
        for record in &records {
            match owner(record.owner) {
                Some(set) => {
                    let meaning = measured(set);
                    gather.read(
                        Ok(meaning),
                        record.owner,
                        record.place.clone(),
                        &Around::under(record.action, None),
                    );
                }
                None => gather.skipped(record.owner, record.place.clone(), "is no name of a host"),
            }
        }
        if server != "powerdns" {
            leaks(&records, &mut gather);
        }
        Ok(gather.list)
    }
}

fn measured(set: HostSet) -> Meaning {
    Meaning { confidence: Confidence::Measured, ..Meaning::of(set) }
}

/// The names that a zone has without a record, whose lower names no wildcard above them reaches.
fn leaks(records: &[Record<'_>], gather: &mut Gather) {
    let name = |record: &Record<'_>| record.owner.trim_end_matches('.').to_ascii_lowercase();
    let denies =
        records.iter().any(|record| record.action == Action::Deny && record.owner.starts_with('*'));
    if !denies {
        return;
    }
    let mut own: BTreeMap<String, Action> = BTreeMap::new();
    for record in records {
        own.insert(name(record), record.action);
    }
    let mut nodes: BTreeMap<String, &Record<'_>> = BTreeMap::new();
    for record in records {
        let full = name(record);
        let mut node = full.strip_prefix("*.").or(if full == "*" { None } else { Some(&full) });
        while let Some(at) = node {
            nodes.entry(at.to_owned()).or_insert(record);
            node = at.split_once('.').map(|(_, parent)| parent);
        }
    }
    let group: Arc<str> = Arc::from("names that no wildcard of the zone reaches");
    for (node, record) in nodes {
        if !own.contains_key(&format!("*.{node}")) {
            let place = record.place.clone();
            let meaning = measured(HostSet::below(&node));
            gather.read(
                Ok(meaning),
                record.owner,
                place,
                &Around::under(Action::Allow, Some(&group)),
            );
        }
        if !own.contains_key(&node) {
            let place = record.place.clone();
            let meaning = measured(HostSet::exact(&node));
            gather.read(
                Ok(meaning),
                record.owner,
                place,
                &Around::under(Action::Allow, Some(&group)),
            );
        }
    }
    gather.note(
        "In BIND and Unbound a default deny (`* CNAME .`) does not reach names under a top-level \
         domain of which the zone lists a name; --option rpz.server=powerdns where it does.",
    );
}

/// The records of a zone file.
fn records<'a>(source: &'a Source, gather: &mut Gather) -> Vec<Record<'a>> {
    let mut records = Vec::new();
    let mut origin = String::new();
    let mut before = "";
    let mut parentheses = 0_usize;
    for (number, line) in lines(unmarked(source)) {
        let text = line.split(';').next().unwrap_or_default();
        let inside = parentheses > 0;
        parentheses += text.matches('(').count();
        parentheses = parentheses.saturating_sub(text.matches(')').count());
        if inside || text.trim().is_empty() {
            continue;
        }
        let mut words: Vec<&str> = text.split_whitespace().collect();
        if words[0].eq_ignore_ascii_case("$ORIGIN") {
            origin = words.get(1).copied().unwrap_or_default().to_ascii_lowercase();
            continue;
        }
        if words[0].starts_with('$') {
            if words[0].eq_ignore_ascii_case("$INCLUDE") {
                gather.skipped(
                    text.trim(),
                    source.place(number, line, words[0]),
                    "is not followed",
                );
            }
            continue;
        }
        let owner = if text.starts_with(char::is_whitespace) { before } else { words.remove(0) };
        before = owner;
        let Some(at) =
            words.iter().position(|word| TYPES.iter().any(|kind| kind.eq_ignore_ascii_case(word)))
        else {
            continue;
        };
        let target = words.get(at + 1).copied().unwrap_or_default().to_ascii_lowercase();
        let action = match (words[at].to_ascii_uppercase().as_str(), target.as_str()) {
            ("CNAME", "rpz-passthru." | "rpz-tcp-only.") => Action::Allow,
            _ => Action::Deny,
        };
        let place = source.place(number, line, owner);
        // An owner with a dot at its end is whole, and then it ends in the name of the zone.
        let relative = match owner.strip_suffix('.') {
            Some(whole) if !origin.is_empty() => {
                let zone = format!(".{}", origin.trim_end_matches('.'));
                let cut = whole.len().saturating_sub(zone.len());
                match whole.get(cut..) {
                    Some(end) if end.eq_ignore_ascii_case(&zone) => &whole[..cut],
                    _ => whole,
                }
            }
            _ => owner,
        };
        if relative == "@" || relative.contains("rpz-") {
            if relative != "@" {
                gather.skipped(owner, place, "is about addresses or name servers, not about names");
            }
            continue;
        }
        records.push(Record { owner: relative, action, place });
    }
    records
}
