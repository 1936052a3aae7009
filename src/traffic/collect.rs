//! Joins what the threads have counted.

use std::cmp::Ordering;

use super::authority::bare;
use super::counters::{Counted, Counters};
use super::event::Verdict;
use super::seen::{Clients, Count, Example, Line, LogFile, Period, Seen, Traffic};
use super::table::{Clients as Told, Often, Spot};
use super::tally::Tally;
use crate::address::{Host, Scheme};

/// Everything in one.
pub(super) fn traffic(tallies: Vec<Tally>, files: Vec<LogFile>, before: &[Vec<u64>]) -> Traffic {
    let counters = tallies.into_iter().map(Tally::into_counters).reduce(|mut one, other| {
        one.absorb(other);
        one
    });
    let Some(mut counters) = counters else { return Traffic::default() };
    let mut traffic = Traffic { files, ..Traffic::default() };
    let beyond = counters.take_beyond();
    traffic.beyond = beyond.requests();
    traffic.period = period(&beyond);
    let (rows, no_hosts) = rows(&counters);
    for number in no_hosts {
        let counted = counters.take(number);
        traffic.without_host += counted.requests();
        traffic.period = joined(traffic.period, period(&counted));
    }
    let about = Told::counts();
    traffic.seen.reserve_exact(rows.len());
    let mut rows = rows.into_iter().peekable();
    while let Some(row) = rows.next() {
        let mut counted = counters.take(row.number);
        while let Some(same) = rows.next_if(|next| next.is_of(&row)) {
            counted.absorb(counters.take(same.number));
        }
        traffic.period = joined(traffic.period, period(&counted));
        traffic.seen.push(seen(row, counted, &about, before));
    }
    traffic
}

fn period(counted: &Counted) -> Option<Period> {
    let Often { first, last, .. } = counted.often;
    (last != i64::MIN).then_some(Period { first, last })
}

fn joined(one: Option<Period>, two: Option<Period>) -> Option<Period> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.joined(two)),
        (one, two) => one.or(two),
    }
}

/// One spelling of a host.
struct Row {
    /// What most hosts are sorted by, so that the rest of them need not be fetched.
    start: [u128; 2],
    host: String,
    port: Option<u16>,
    scheme: Option<Scheme>,
    /// The number of its counter.
    number: u32,
}

impl Row {
    fn is_of(&self, other: &Self) -> bool {
        self.start == other.start
            && (self.port, self.scheme) == (other.port, other.scheme)
            && self.host == other.host
    }

    fn order(&self, other: &Self) -> Ordering {
        let hosts = || match self.host.len().max(other.host.len()) {
            ..=32 => Ordering::Equal,
            _ => self.host.cmp(&other.host),
        };
        let rest = |row: &Self| (row.port, row.scheme, row.number);
        self.start.cmp(&other.start).then_with(hosts).then_with(|| rest(self).cmp(&rest(other)))
    }
}

/// Every spelling by host, port and scheme, and the numbers of those that are no host.
fn rows(counters: &Counters) -> (Vec<Row>, Vec<u32>) {
    let (mut rows, mut no_hosts) = (Vec::new(), Vec::new());
    counters.each(|text, port, scheme, number| match normal(text) {
        None => no_hosts.push(number),
        Some(host) => {
            let start = [start(&host, 0), start(&host, 16)];
            rows.push(Row { start, host, port, scheme, number });
        }
    });
    rows.sort_unstable_by(Row::order);
    (rows, no_hosts)
}

/// The one form of a host; none for what is none.
fn normal(host: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bare(host)).ok()?;
    text.parse::<Host>().ok().map(|host| host.to_string())
}

/// Sixteen bytes of a host as a number, which is less when they come before.
fn start(host: &str, from: usize) -> u128 {
    let mut bytes = [0; 16];
    let part = host.as_bytes().get(from..).unwrap_or_default();
    let length = part.len().min(bytes.len());
    bytes[..length].copy_from_slice(&part[..length]);
    u128::from_be_bytes(bytes)
}

fn seen(row: Row, counted: Counted, about: &[usize], before: &[Vec<u64>]) -> Seen {
    let period = period(&counted);
    let Counted { often, first, others } = counted;
    let place = |spot: Spot| {
        let file = spot.file as usize;
        Line { file, line: before.get(file).map_or(0, |before| line(before, spot)) }
    };
    let allowed = (Verdict::Allowed, often.allowed, first);
    let rest = others.iter().flat_map(|others| {
        Verdict::ALL
            .into_iter()
            .zip(others.counts)
            .zip(others.spots)
            .map(|((verdict, requests), spot)| (verdict, requests, spot))
    });
    let counts = std::iter::once(allowed).chain(rest).filter_map(|(verdict, requests, spot)| {
        (requests > 0).then_some(Count { verdict, requests, first: place(spot?) })
    });
    let about = about[often.clients.unset()];
    Seen {
        counts: counts.collect(),
        host: row.host,
        port: row.port,
        scheme: row.scheme,
        period,
        clients: Clients { about, or_more: about >= Told::MOST },
        example: others.and_then(|others| others.example).map(|example| Example {
            verdict: example.verdict,
            reason: example.reason.into(),
            rule: example.rule.into(),
            at: place(example.spot),
        }),
    }
}

/// The line of a spot, from 1; `before` has the lines before each block of its file.
pub(super) fn line(before: &[u64], spot: Spot) -> u64 {
    before.get(spot.block as usize).copied().unwrap_or_default() + u64::from(spot.line)
}
