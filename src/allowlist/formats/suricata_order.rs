//! Suricata: the order in which rules come to a connection.
//!
//! A rule that looks at packets alone comes to the first packet of a connection, when no name is
//! known yet: what it drops there, no rule for a name can pass. Measured with 7.0.10;
//! <https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html>.

use super::gather::Gather;
use super::suricata_head::{Flow, Phase};
use crate::allowlist::{Action, Hosts, Meaning, Order, Ports, Rule};
use crate::hostset::HostSet;

/// A rule with the packets that it looks at.
pub(super) struct Entry {
    /// The rule.
    pub(super) rule: Rule,
    /// True when it looks at nothing but addresses and ports.
    pub(super) bare: bool,
    /// Before or after the handshake, and which way.
    pub(super) flow: Flow,
    /// The ports of servers for which it looks at packets of clients.
    pub(super) requests: Option<Ports>,
    /// The ports of servers for which it looks at packets of servers.
    pub(super) answers: Option<Ports>,
}

impl Entry {
    /// True when it surely comes to packets of the handshake.
    fn sees_handshakes(&self) -> bool {
        self.bare && self.flow.phase != Phase::Established && self.rule.conditions.is_empty()
    }

    /// True when it comes to nothing after the handshake.
    fn ends_with_handshake(&self) -> bool {
        self.bare && self.flow.phase == Phase::Handshake
    }

    /// True when a connection passes as a whole with the first packet that it passes.
    fn passes_whole(&self) -> bool {
        !self.bare || (self.flow.phase == Phase::All && !self.flow.directed)
    }

    /// True when it passes answers alone, and so no request.
    fn passes_answers(&self) -> bool {
        self.rule.action == Action::Allow && self.requests.is_none()
    }

    /// True when it passes packets of clients alone, and no answers.
    fn passes_half(&self) -> bool {
        self.rule.action == Action::Allow && !self.passes_whole() && self.answers.is_none()
    }

    /// True when it drops answers after the handshake, whatever was asked.
    fn stops_answers(&self) -> bool {
        self.rule.action == Action::Deny
            && self.answers.is_some()
            && !self.ends_with_handshake()
            && self.is_for_everything()
    }

    /// True when it is for whatever is asked.
    fn is_for_everything(&self) -> bool {
        self.rule.meaning.hosts == Hosts::Set(HostSet::Everything)
            && self.rule.conditions.is_empty()
    }
}

/// Puts rules into a list in the order in which they come to a connection.
pub(super) fn put_in_order(mut entries: Vec<Entry>, strict: bool, gather: &mut Gather) {
    warn_of_hasty_rules(&entries, gather);
    let denies = |entry: &Entry| !strict && entry.rule.action == Action::Deny;
    let mut in_turn: Vec<&mut Entry> = entries.iter_mut().collect();
    in_turn.sort_by_key(|entry| denies(entry));
    let early = stopped_at_once(&mut in_turn);
    if strict || !early.is_empty() {
        gather.list.order = Order::FirstMatch;
    }
    let half = entries.iter().any(Entry::passes_half) && entries.iter().any(Entry::stops_answers);
    if half {
        entries.sort_by_key(denies);
        put_before_halves(&mut entries);
        gather.list.order = Order::FirstMatch;
    }
    if !early.is_empty() {
        entries.sort_by_key(|entry| !half && denies(entry));
        gather.note(
            "a rule that looks at packets alone, without flow:established, drops the first packet \
             of a connection, before any name is seen: no rule for a name passes what it drops",
        );
    }
    gather.list.rules.extend(early);
    let answers_pass = entries.iter().any(Entry::passes_answers);
    for mut entry in entries {
        let allows = entry.rule.action == Action::Allow;
        if answers_pass && entry.requests.is_none() {
            entry.rule.conditions.push("no other rule passes the answer".to_owned());
        }
        if entry.passes_answers() {
            let why = "lets answers through, and requests come first";
            gather.skipped(&entry.rule.text, entry.rule.place, why);
        } else if entry.ends_with_handshake() && allows {
            let why = "lets the handshake through, and nothing after it";
            gather.skipped(&entry.rule.text, entry.rule.place, why);
        } else if !entry.ends_with_handshake() && !entry.rule.meaning.ports.is_empty() {
            gather.list.rules.push(entry.rule);
        }
    }
}

/// Puts what drops answers before what passes requests alone: the one does not save from the other.
fn put_before_halves(entries: &mut [Entry]) {
    let Some(first) = entries.iter().position(Entry::passes_half) else { return };
    entries[first..].sort_by_key(|entry| !entry.stops_answers());
}

/// The rules that drop first packets, on the ports on which no earlier rule passes them; what is
/// left of a rule comes to the packets that follow.
fn stopped_at_once(in_turn: &mut [&mut Entry]) -> Vec<Rule> {
    // The ports on which first packets pass, and those on which their answers do.
    let (mut asked, mut answered) = (Ports::of([]), Ports::of([]));
    let none = || Ports::of([]);
    let mut early = Vec::new();
    for entry in in_turn.iter_mut().filter(|entry| entry.sees_handshakes()) {
        let requests = entry.requests.clone().unwrap_or_else(none);
        let answers = entry.answers.clone().unwrap_or_else(none);
        if entry.rule.action == Action::Allow {
            if entry.passes_whole() {
                answered = both(&answered, &requests.without(&asked));
            }
            asked = both(&asked, &requests);
            answered = both(&answered, &answers);
            continue;
        }
        let stopped = both(&requests.without(&asked), &answers.without(&answered));
        let ports = entry.rule.meaning.ports.clone();
        if !stopped.is_empty() {
            let meaning = Meaning { ports: stopped.clone(), ..entry.rule.meaning.clone() };
            early.push(Rule { meaning, ..entry.rule.clone() });
        }
        let rest = ports.without(&stopped);
        // Without ports and a direction it may come to first packets only.
        if ports.is_all() && !rest.is_empty() && !entry.flow.directed {
            entry.rule.conditions.push("it comes to more than first packets".to_owned());
        }
        entry.rule.meaning.ports = rest;
    }
    early
}

/// The ports of either.
fn both(one: &Ports, other: &Ports) -> Ports {
    Ports::of(one.ranges().iter().chain(other.ranges()).copied())
}

/// Says of a rule for the rest of TLS or HTTP that it does not wait for the name.
fn warn_of_hasty_rules(entries: &[Entry], gather: &mut Gather) {
    const WAITING: &[&str] = &["ssl_state", "http.header_names", "http.start"];
    let hasty = |entry: &Entry| {
        let waits = WAITING.iter().any(|word| entry.rule.text.contains(word));
        entry.rule.action == Action::Deny && !entry.bare && !waits && entry.is_for_everything()
    };
    let named = |entry: &Entry| {
        entry.rule.action == Action::Allow
            && entry.rule.meaning.hosts != Hosts::Set(HostSet::Everything)
    };
    if entries.iter().any(hasty) && entries.iter().any(named) {
        gather.note(
            "a drop rule without ssl_state:client_hello (for TLS) or http.header_names (for HTTP) \
             also stops names that pass, where the first message of a client takes several \
             packets, as it does with post-quantum keys",
        );
    }
}
