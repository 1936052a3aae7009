//! Suricata: what stands before the options of a rule, and which way packets go.

use crate::allowlist::Ports;

/// What stands before the options.
pub(super) struct Head<'a> {
    /// `pass`.
    pub(super) action: &'a str,
    /// `tls`.
    pub(super) protocol: &'a str,
    /// Address and port.
    source: (&'a str, &'a str),
    target: (&'a str, &'a str),
    /// True for `<>`.
    both_ways: bool,
}

impl<'a> Head<'a> {
    /// Reads what stands before the options; none when something is missing.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let (arrow, both_ways) = if text.contains("->") { ("->", false) } else { ("<>", true) };
        let (left, right) = text.split_once(arrow)?;
        let (action, left) = left.trim().split_once(char::is_whitespace)?;
        let (protocol, left) = left.trim().split_once(char::is_whitespace)?;
        let (source, target) = (end(left)?, end(right)?);
        Some(Self { action, protocol, source, target, both_ways })
    }
}

/// An address and a port; lists in brackets may have spaces in them.
fn end(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let mut depth = 0_usize;
    let at = text.char_indices().find_map(|(index, character)| {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (character.is_whitespace() && depth == 0).then_some(index)
    })?;
    let (address, port) = text.split_at(at);
    Some((address, port.trim()))
}

/// Which packets of a connection a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// All, from the first one.
    All,
    /// Those before the connection stands.
    Handshake,
    /// Those after it.
    Established,
}

/// The option `flow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    /// Which packets.
    pub(super) phase: Phase,
    /// True when one of the directions is named.
    pub(super) directed: bool,
    to_server: bool,
    to_client: bool,
}

impl Flow {
    /// True when only answers are looked at.
    pub(super) fn to_client_only(self) -> bool {
        !self.to_server
    }

    /// The option among others.
    pub(super) fn of(options: &[(&str, &str)]) -> Self {
        let words = || {
            let flows = options.iter().filter(|(name, _)| *name == "flow");
            flows.flat_map(|(_, value)| value.split(',').map(str::trim))
        };
        let has = |names: [&str; 2]| words().any(|word| names.contains(&word));
        let (server, client) =
            (has(["to_server", "from_client"]), has(["to_client", "from_server"]));
        let phase = if has(["not_established"; 2]) {
            Phase::Handshake
        } else if has(["established"; 2]) {
            Phase::Established
        } else {
            Phase::All
        };
        Self { phase, directed: server || client, to_server: !client, to_client: !server }
    }
}

/// Which packets a rule looks at, of connections from inside to outside: those of the client and
/// those of the server, each with the ports of the server.
pub(super) struct Side {
    /// Requests.
    pub(super) requests: Option<Ports>,
    /// Answers.
    pub(super) answers: Option<Ports>,
}

const INSIDE: &[&str] = &["$HOME_NET", "!$EXTERNAL_NET"];
const OUTSIDE: &[&str] = &["$EXTERNAL_NET", "!$HOME_NET"];

/// From where clients ask: the widest range of any system (Linux; RFC 6335 has a narrower one).
const CLIENTS: (u16, u16) = (32_768, u16::MAX);

/// Which packets of connections from inside to outside a rule looks at.
pub(super) fn side(head: &Head, flow: Flow, conditions: &mut Vec<String>) -> Side {
    let inside = |end: (&str, &str)| INSIDE.contains(&end.0);
    let outside = |end: (&str, &str)| OUTSIDE.contains(&end.0);
    let mut way = |client: (&str, &str), server: (&str, &str)| {
        if outside(client) || inside(server) {
            return None;
        }
        let clients = port_set(client.1, conditions);
        let usual = Ports::of([CLIENTS]);
        if clients.intersection(&usual).is_empty() {
            return None;
        }
        if !clients.contain(&usual) {
            conditions.push(format!("the port of the client is in {}", client.1));
        }
        for (address, whose) in [(client.0, "client"), (server.0, "server")] {
            if address != "any" && !INSIDE.contains(&address) && !OUTSIDE.contains(&address) {
                conditions.push(format!("the address of the {whose} is in {address}"));
            }
        }
        Some(port_set(server.1, conditions))
    };
    let (left, right) = (head.source, head.target);
    let mut requests = way(left, right).filter(|_| flow.to_server);
    let mut answers = way(right, left).filter(|_| flow.to_client);
    if head.both_ways {
        requests = requests.or_else(|| way(right, left).filter(|_| flow.to_server));
        answers = answers.or_else(|| way(left, right).filter(|_| flow.to_client));
    }
    conditions.sort_unstable();
    conditions.dedup();
    Side { requests, answers }
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
