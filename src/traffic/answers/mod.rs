//! What logs answer about needs and lists: pure functions over [`Traffic`].

mod entries;
mod needs;
mod ports;
#[cfg(test)]
mod tests;
mod text;
mod unasked;

use serde::{Serialize, Serializer};

use super::seen::{Example, LogFile, Period, Seen, Traffic};
use crate::address::Scheme;
use crate::allowlist::{Allowlist, Ports};
use crate::hostset::HostSet;

pub use entries::{EntryAnswer, Narrower, Usage};
pub use needs::{NeedAnswer, NeedState};
pub use ports::PortSplit;

/// Something that a role needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The role: `configmgr/service-connection-point`.
    pub role: String,
    /// The entry as its vendor documents it.
    pub text: String,
    /// The hosts.
    pub hosts: HostSet,
    /// The ports.
    pub ports: Ports,
}

/// Everything that logs answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answers<'a> {
    /// The time that the logs cover; none when their lines have no full dates. What was not seen
    /// was not seen in this time, and no more.
    pub period: Option<Period>,
    /// The files that were read.
    pub files: &'a [LogFile],
    /// Every need, in the order in which they were given.
    pub needs: Vec<NeedAnswer<'a>>,
    /// Allow entries that nothing in the logs came under, in the order of the list: candidates for
    /// removal.
    pub unused: Vec<EntryAnswer<'a>>,
    /// Allow entries of which the logs cannot say whether they were used.
    pub unclear_entries: Vec<EntryAnswer<'a>>,
    /// Wide entries with the hosts that were really asked for under them.
    pub narrower: Vec<Narrower<'a>>,
    /// Hosts that were refused on one port and let through on another.
    pub split_ports: Vec<PortSplit>,
    /// Hosts that were let through and that no need asks for, the most frequent first.
    #[serde(serialize_with = "in_brief")]
    pub unasked: Vec<&'a Seen>,
    /// What limits the answers, as whole sentences.
    pub notes: Vec<String>,
}

/// One host, port and scheme, as far as an answer needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostAnswer<'a> {
    /// The host.
    pub host: &'a str,
    /// The port; none where the log does not say.
    pub port: Option<u16>,
    /// The scheme; none where the log does not say.
    pub scheme: Option<Scheme>,
    /// Requests that were let through.
    pub allowed: u64,
    /// Requests that were refused.
    pub denied: u64,
    /// Requests of which neither is known: no login, failed TLS, unclear lines.
    pub other: u64,
    /// About how many clients asked; 0 when the log does not say.
    pub clients: usize,
    /// When.
    pub period: Option<Period>,
    /// A refusal, or something else that was not plainly allowed.
    pub example: Option<&'a Example>,
}

impl<'a> HostAnswer<'a> {
    fn of(seen: &'a Seen) -> Self {
        let (allowed, denied) = (seen.count(super::Verdict::Allowed), seen.denied());
        Self {
            host: &seen.host,
            port: seen.port,
            scheme: seen.scheme,
            allowed,
            denied,
            other: seen.requests() - allowed - denied,
            clients: seen.clients.about,
            period: seen.period,
            example: seen.example.as_deref(),
        }
    }
}

/// Everything that `traffic` answers about `needs`, and about a list where there is one.
#[must_use]
pub fn answer<'a>(
    traffic: &'a Traffic,
    needs: &'a [Need],
    list: Option<&'a Allowlist>,
) -> Answers<'a> {
    let (needs_answers, asked) = needs::answer(traffic, needs);
    let entries = list.map(|list| entries::answer(traffic, list)).unwrap_or_default();
    Answers {
        period: traffic.period,
        files: &traffic.files,
        needs: needs_answers,
        unused: entries.unused,
        unclear_entries: entries.unclear,
        narrower: entries.narrower,
        split_ports: ports::answer(traffic),
        unasked: unasked::answer(traffic, &asked),
        notes: notes(traffic),
    }
}

impl Answers<'_> {
    /// The answers as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        // Nothing in it can fail: names of fields are texts, and paths are shown as they can be.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// What was seen, as [`HostAnswer`]s. They may be very many, and are made one by one.
fn in_brief<S: Serializer>(seen: &[&Seen], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(seen.iter().map(|seen| HostAnswer::of(seen)))
}

fn notes(traffic: &Traffic) -> Vec<String> {
    let mut notes = Vec::new();
    if traffic.beyond > 0 {
        notes.push(format!(
            "{} requests are for more hosts than are kept; that a host was never seen cannot be said",
            traffic.beyond
        ));
    }
    if traffic.without_host > 0 {
        notes.push(format!("{} requests are for something that is no host", traffic.without_host));
    }
    let addresses = traffic.seen.iter().filter(|seen| is_address(&seen.host));
    let requests: u64 = addresses.map(Seen::requests).sum();
    if requests > 0 {
        notes.push(format!(
            "{requests} requests name an address only; they come under no entry that is a name"
        ));
    }
    if traffic.period.is_none() && !traffic.seen.is_empty() {
        notes.push("the lines have no full dates, so the time that they cover is not known".into());
    }
    notes
}

fn is_address(host: &str) -> bool {
    // Nearly all names are told from addresses by their end.
    (host.ends_with(|c: char| c.is_ascii_digit()) || host.contains(':'))
        && host.parse::<std::net::IpAddr>().is_ok()
}
