//! Suricata: a file of rules.
//!
//! <https://docs.suricata.io/en/suricata-8.0.0/rules/intro.html>. In the usual order of actions a
//! pass rule wins over drop and reject, and alert rules stop nothing.

use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::suricata::{look_meaning, split};
use crate::allowlist::dialects::suricata_match::{Buffer, Look, looks};
use crate::allowlist::{
    Action, Allowlist, Confidence, Format, Hosts, Meaning, NearbyFiles, Options, Order, Otherwise,
    Place, Ports, ReadError, Rejected, Rule, Schemes, Source,
};
use crate::hostset::HostSet;

/// A file of rules.
pub struct Suricata;

const ACTIONS: &[(&str, Option<Action>)] = &[
    ("pass", Some(Action::Allow)),
    ("drop", Some(Action::Deny)),
    ("reject", Some(Action::Deny)),
    ("rejectsrc", Some(Action::Deny)),
    ("rejectdst", Some(Action::Deny)),
    ("rejectboth", Some(Action::Deny)),
    ("alert", None),
];

/// Options that narrow nothing of what is asked for.
const SILENT: &[&str] = &[
    "msg",
    "sid",
    "rev",
    "gid",
    "classtype",
    "reference",
    "priority",
    "metadata",
    "target",
    "flow",
    "threshold",
    "noalert",
    "requires",
    "nocase",
    "startswith",
    "endswith",
    "dotprefix",
    "content",
    "pcre",
    "bsize",
    "fast_pattern",
    "depth",
    "offset",
    "distance",
    "within",
    "flowbits",
    "ssl_state",
    "isdataat",
    "http_host",
    "http_raw_host",
    "http_uri",
];

impl Format for Suricata {
    fn id(&self) -> &'static str {
        "suricata"
    }

    fn title(&self) -> &'static str {
        "Suricata rules"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        lines(unmarked(source))
            .any(|(_, line)| {
                let first = line.split_whitespace().next().unwrap_or_default();
                ACTIONS.iter().any(|(action, _)| *action == first)
                    && line.contains("->")
                    && line.contains('(')
            })
            .then_some((100, "it has rules with an action, an arrow and options"))
    }

    fn read(
        &self,
        source: &Source,
        _options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::Allowed);
        let mut pending: Option<(Place, String)> = None;
        for (number, line) in lines(unmarked(source)) {
            let text = line.trim();
            if pending.is_none() && (text.is_empty() || text.starts_with('#')) {
                continue;
            }
            let (body, goes_on) = match text.strip_suffix('\\') {
                Some(body) => (body, true),
                None => (text, false),
            };
            let (place, mut whole) =
                pending.take().unwrap_or((source.place(number, line, text), String::new()));
            whole.push_str(body);
            if goes_on {
                whole.push(' ');
                pending = Some((place, whole));
                continue;
            }
            rule(&whole, place, &mut gather);
        }
        if let Some((place, whole)) = pending {
            rule(&whole, place, &mut gather);
        }
        Ok(gather.list)
    }
}

/// One rule.
fn rule(text: &str, place: Place, gather: &mut Gather) {
    let Some((head, options)) = text.split_once('(') else {
        gather.refused(
            text,
            place,
            "has no options: a rule is `pass tls any any -> any any (...)`",
        );
        return;
    };
    let Some((action, protocol, target)) = head_of(head) else {
        gather.refused(text, place, "has no action, protocol, source, arrow and target");
        return;
    };
    let known = ACTIONS.iter().find(|(name, _)| *name == action);
    let action = match known {
        Some((_, Some(action))) => *action,
        Some((_, None)) => {
            gather.skipped(text, place, "only reports");
            return;
        }
        None => {
            gather.refused(text, place, format!("has the action {action:?}, which there is not"));
            return;
        }
    };
    let schemes = match protocol.to_ascii_lowercase().as_str() {
        "tls" | "ssl" => Schemes::CONNECT,
        "http" | "http1" => Schemes::HTTP,
        "tcp" | "ip" | "tcp-pkt" | "tcp-stream" => Schemes::ALL,
        other => {
            gather.skipped(text, place, format!("is about {other}, which is not judged"));
            return;
        }
    };
    let options = split(options.trim_end().trim_end_matches(')'));
    let mut conditions = Vec::new();
    let ports = port_set(target.1, &mut conditions);
    if !(target.0 == "any" || target.0.starts_with('$') || target.0.starts_with("!$")) {
        conditions.push(format!("the address is in {}", target.0));
    }
    match meaning(&options, &mut conditions) {
        Err(Rejected(why)) => gather.refused(text, place, why),
        Ok(meaning) => gather.list.rules.push(Rule {
            action,
            meaning: Meaning {
                ports: meaning.ports.intersection(&ports),
                schemes: meaning.schemes.intersection(schemes),
                ..meaning
            },
            text: text.to_owned(),
            place,
            group: None,
            conditions,
        }),
    }
}

type Target<'a> = (&'a str, &'a str);

/// The action, the protocol, and the target with its ports.
fn head_of(head: &str) -> Option<(&str, &str, Target<'_>)> {
    let (left, right) = head.split_once("->").or_else(|| head.split_once("<>"))?;
    let mut left = left.split_whitespace();
    let (action, protocol) = (left.next()?, left.next()?);
    let right = right.trim();
    let space = right.rfind(char::is_whitespace)?;
    // Lists in brackets may have spaces in them.
    let split = right.find(']').filter(|_| right.starts_with('[')).map_or(space, |end| {
        right[end..].find(char::is_whitespace).map_or(space, |space| end + space)
    });
    let split = if right.starts_with('[') { split } else { right.find(char::is_whitespace)? };
    Some((action, protocol, (right[..split].trim(), right[split..].trim())))
}

/// The ports of a target: `443`, `[80,443]`, `1024:`, `!25`, `any`.
fn port_set(text: &str, conditions: &mut Vec<String>) -> Ports {
    let (negated, inner) = match text.strip_prefix('!') {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let mut ranges = Vec::new();
    let mut without = Vec::new();
    for part in inner.trim_matches(['[', ']']).split(',').map(str::trim) {
        let (out, part) = match part.strip_prefix('!') {
            Some(part) => (true, part),
            None => (false, part),
        };
        let (low, high) = part.split_once(':').unwrap_or((part, part));
        let low = if low.is_empty() { Some(0) } else { low.parse().ok() };
        let high = if high.is_empty() { Some(u16::MAX) } else { high.parse().ok() };
        match (part, low, high) {
            ("any", ..) => ranges.push((0, u16::MAX)),
            (_, Some(low), Some(high)) if out => without.push((low, high)),
            (_, Some(low), Some(high)) => ranges.push((low, high)),
            _ => {
                conditions.push(format!("the port is in {text}"));
                return Ports::all();
            }
        }
    }
    if ranges.is_empty() {
        ranges.push((0, u16::MAX));
    }
    let ports = Ports::of(ranges).without(&Ports::of(without));
    if negated { ports.complement() } else { ports }
}

/// What the options match; everything when they look at no name.
fn meaning(options: &[(&str, &str)], conditions: &mut Vec<String>) -> Result<Meaning, Rejected> {
    let looks = looks(options)?;
    for (name, _) in options {
        if !SILENT.contains(name) && !name.contains('.') && !name.starts_with("tls_sni") {
            conditions.push(format!("the option `{name}` holds"));
        }
    }
    let about_names = |look: &&Look| {
        matches!(look.buffer, Buffer::TlsSni | Buffer::HttpHost | Buffer::HttpHostRaw)
    };
    for look in looks.iter().filter(|look| !about_names(look)) {
        let what = if look.buffer == Buffer::HttpUri { "the path" } else { "the payload" };
        conditions.push(format!("{what} is as the rule says"));
    }
    let mut names = looks.iter().filter(about_names);
    let everything =
        Meaning { confidence: Confidence::Measured, ..Meaning::of(HostSet::Everything) };
    match (names.next(), names.next()) {
        (None, _) => Ok(everything),
        (Some(look), None) => look_meaning(look),
        (Some(_), Some(_)) => Ok(Meaning {
            hosts: Hosts::Unknown("looks at the name in more than one way".to_owned()),
            ..everything
        }),
    }
}
