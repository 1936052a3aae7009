//! Suricata: a file of rules.
//!
//! <https://docs.suricata.io/en/suricata-8.0.0/rules/intro.html>. In the usual order of actions a
//! pass rule wins over drop and reject, and alert rules stop nothing.

use super::gather::{Gather, lines, unmarked};
use super::suricata_head::{Flow, Head, Phase, Side, side};
use super::suricata_order::{Entry, put_in_order};
use crate::allowlist::dialects::suricata::{look_meaning, split};
use crate::allowlist::dialects::suricata_match::{Buffer, Look, is_followed, looks};
use crate::allowlist::{
    Action, Allowlist, Case, Confidence, Format, Hosts, Meaning, NearbyFiles, Options, Order,
    Otherwise, PathRule, Place, Ports, ReadError, Rejected, Rule, Schemes, Source, Unseen,
};
use crate::hostset::{HostSet, Regular};

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
    "noalert",
    "threshold",
    "requires",
];

/// Buffers that only requests have.
const OF_REQUESTS: &[&str] =
    &["tls.sni", "tls_sni", "http.host", "http.host.raw", "http.uri", "http_host", "http_uri"];

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
        Ok(read(source, false))
    }
}

/// Reads rules; in the order of the file where the firewall keeps it, else pass before drop.
pub(super) fn read(source: &Source, strict: bool) -> Allowlist {
    let mut gather = Gather::new("suricata", Order::AllowWins, Otherwise::Allowed);
    let mut entries = Vec::new();
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
        entries.extend(rule(&whole, place, &mut gather));
    }
    if let Some((place, whole)) = pending {
        entries.extend(rule(&whole, place, &mut gather));
    }
    put_in_order(entries, strict, &mut gather);
    gather.list
}

/// One rule; none when it is no rule, or stops nothing and lets nothing through.
fn rule(text: &str, place: Place, gather: &mut Gather) -> Option<Entry> {
    let Some((head, options)) = text.split_once('(') else {
        gather.refused(
            text,
            place,
            "has no options: a rule is `pass tls any any -> any any (...)`",
        );
        return None;
    };
    let Some(head) = Head::of(head) else {
        gather.refused(text, place, "has no action, protocol, source, arrow and target");
        return None;
    };
    let action = match ACTIONS.iter().find(|(name, _)| *name == head.action) {
        Some((_, Some(action))) => *action,
        Some((_, None)) => {
            gather.skipped(text, place, "only reports");
            return None;
        }
        None => {
            let why = format!("has the action {:?}, which there is not", head.action);
            gather.refused(text, place, why);
            return None;
        }
    };
    let (schemes, bare) = match head.protocol.to_ascii_lowercase().as_str() {
        "tls" | "ssl" => (Schemes::CONNECT, false),
        "http" | "http1" => (Schemes::HTTP, false),
        "tcp" | "ip" | "tcp-pkt" | "tcp-stream" => (Schemes::ALL, true),
        other => {
            gather.skipped(text, place, format!("is about {other}, which is not judged"));
            return None;
        }
    };
    let options = split(options.trim_end().trim_end_matches(')'));
    let mut conditions = Vec::new();
    let flow = Flow::of(&options);
    let asked = options.iter().any(|(name, _)| OF_REQUESTS.contains(name));
    if asked && flow.to_client_only() {
        gather.refused(text, place, "looks at requests in answers; Suricata refuses it");
        return None;
    }
    let Side { requests, answers } = side(&head, flow, &mut conditions);
    let answers = answers.filter(|_| !asked);
    let meaning = match meaning(&options, &mut conditions) {
        Ok(meaning) => meaning,
        Err(Rejected(why)) => {
            gather.refused(text, place, why);
            return None;
        }
    };
    // A state that is reached with a request is said of answers at times only.
    if requests.is_none() && options.iter().any(|(name, _)| *name == "ssl_state") {
        conditions.push("the option `ssl_state` holds".to_owned());
    }
    let bare = bare && options.iter().all(|(name, _)| SILENT.contains(name));
    if !bare && flow.phase == Phase::Handshake {
        gather.skipped(text, place, "looks for data before there is any");
        return None;
    }
    let ports = match (action, &requests, &answers) {
        (_, None, None) => {
            gather.skipped(text, place, "is about connections that no client here opens");
            return None;
        }
        (Action::Allow, Some(ports), _) | (Action::Deny, Some(ports), None) => ports.clone(),
        (_, requests, Some(answers)) => {
            let requests = requests.clone().unwrap_or_else(|| Ports::of([]));
            Ports::of(requests.ranges().iter().chain(answers.ranges()).copied())
        }
    };
    let ports = meaning.ports.intersection(&ports);
    let schemes = meaning.schemes.intersection(schemes);
    let meaning = Meaning { ports, schemes, ..meaning };
    let rule = Rule { action, meaning, text: text.to_owned(), place, group: None, conditions };
    Some(Entry { rule, bare, flow, requests, answers })
}

/// What the options match; everything when they look at no name.
fn meaning(options: &[(&str, &str)], conditions: &mut Vec<String>) -> Result<Meaning, Rejected> {
    let looks = looks(options)?;
    for (name, value) in options {
        // A state that is set is none that has to hold.
        let silent = match *name {
            "ssl_state" => *value == "client_hello",
            "flowbits" | "xbits" => !value.starts_with("is"),
            name => SILENT.contains(&name) || is_followed(name, value),
        };
        if !silent {
            conditions.push(format!("the option `{name}` holds"));
        }
    }
    let mut path = None;
    for look in looks.iter().filter(|look| !look.buffer.is_name() && !look.holds_always()) {
        match look.buffer {
            Buffer::HttpUri if path.is_none() && paths(look)?.is_some() => path = paths(look)?,
            Buffer::HttpUri => conditions.push("the path is as the rule says".to_owned()),
            _ => conditions.push("the payload is as the rule says".to_owned()),
        }
    }
    let mut names = looks.iter().filter(|look| look.buffer.is_name());
    let everything =
        Meaning { confidence: Confidence::Measured, ..Meaning::of(HostSet::Everything) };
    let meaning = match (names.next(), names.next()) {
        (None, _) => everything,
        (Some(look), None) => look_meaning(look)?,
        (Some(_), Some(_)) => Meaning {
            hosts: Hosts::Unknown("looks at the name in more than one way".to_owned()),
            ..everything
        },
    };
    let schemes = match path {
        // Only plain requests have a path.
        Some(_) => meaning.schemes.intersection(Schemes::HTTP),
        None => meaning.schemes,
    };
    Ok(Meaning { schemes, path, ..meaning })
}

/// The paths that a look at the path finds; none when that cannot be told.
fn paths(look: &Look) -> Result<Option<PathRule>, Rejected> {
    let meaning = look.hosts()?;
    let Hosts::Set(set) = &meaning.hosts else { return Ok(None) };
    let flag = match meaning.case {
        Case::AsSent => "",
        Case::Folded => "(?i)",
        Case::HostFolded => return Ok(None),
    };
    let regular = set.as_regular().filter(|_| !look.dotprefix);
    let source = regular.map(|regular| format!("{flag}(?:{})", regular.source()));
    let paths = source.and_then(|source| Regular::new(source).ok());
    Ok(paths.map(|paths| PathRule { paths, unseen: Unseen::Fails }))
}
