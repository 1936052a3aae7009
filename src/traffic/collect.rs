//! Joins what the threads have counted.

use std::cmp::Ordering;

use super::authority::bare;
use super::counters::{Counted, Counters};
use super::event::Verdict;
use super::seen::{Clients, Count, Example, Line, LogFile, Period, Seen, Traffic};
use super::table::{Clients as Told, Often, Other, Spot, Words};
use super::tally::Tally;
use crate::address::{Host, Scheme};

/// How many hosts before it is needed a counter is fetched.
const AHEAD: usize = 12;

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
    let mut rows = rows.into_iter();
    while let Some(row) = rows.next() {
        if let Some(ahead) = rows.as_slice().get(AHEAD) {
            counters.fetch(ahead.number);
        }
        let mut counted = counters.take(row.number);
        while let Some(same) = rows.as_slice().first().filter(|next| next.is_of(&row)) {
            counted.absorb(counters.take(same.number));
            rows.next();
        }
        traffic.period = joined(traffic.period, period(&counted));
        traffic.seen.push(seen(row, counted, &about, &counters.words, before));
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

/// Bytes of a host that are in the numbers at the start of a row. No host has a zero in it.
const STARTS: usize = 32;

/// One spelling of a host.
struct Row {
    /// What most hosts are sorted by, so that the rest of them need not be fetched.
    start: [u64; 4],
    host: String,
    port: Option<u16>,
    scheme: Option<Scheme>,
    /// The number of its counter.
    number: u32,
}

impl Row {
    fn is_of(&self, other: &Self) -> bool {
        (self.start, self.host.len()) == (other.start, other.host.len())
            && (self.port, self.scheme) == (other.port, other.scheme)
            && (self.host.len() <= STARTS || self.host == other.host)
    }

    fn order(&self, other: &Self) -> Ordering {
        let hosts = || match self.host.len().max(other.host.len()) {
            ..=STARTS => Ordering::Equal,
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
            let start = [0, 8, 16, 24].map(|from| start(&host, from));
            rows.push(Row { start, host, port, scheme, number });
        }
    });
    rows.sort_unstable_by(Row::order);
    (rows, no_hosts)
}

/// The one form of a host; none for what is none.
fn normal(host: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bare(host)).ok()?;
    Some(match text.parse().ok()? {
        Host::Name(name) => name.into(),
        Host::Ip(address) => address.to_string(),
    })
}

/// Eight bytes of a host as a number, which is less when they come before.
fn start(host: &str, from: usize) -> u64 {
    let mut bytes = [0; 8];
    let part = host.as_bytes().get(from..).unwrap_or_default();
    let length = part.len().min(bytes.len());
    bytes[..length].copy_from_slice(&part[..length]);
    u64::from_be_bytes(bytes)
}

fn seen(row: Row, counted: Counted, about: &[usize], words: &Words, before: &[Vec<u64>]) -> Seen {
    let period = period(&counted);
    let Counted { often, first, mut others } = counted;
    others.sort_unstable_by_key(|other| other.verdict);
    let place = |spot: Spot| {
        let file = spot.file as usize;
        Line { file, line: before.get(file).map_or(0, |before| line(before, spot)) }
    };
    // Nearly every host has one verdict, and room for one is all that it takes.
    let mut counts = Vec::with_capacity(1);
    if let Some(first) = first {
        let (verdict, requests) = (Verdict::Allowed, often.allowed);
        counts.push(Count { verdict, requests, first: place(first) });
    }
    counts.extend(others.iter().map(|other| {
        let Other { verdict, requests, first, .. } = *other;
        Count { verdict, requests, first: place(first) }
    }));
    let about = about[often.clients.unset()];
    Seen {
        counts,
        host: row.host,
        port: row.port,
        scheme: row.scheme,
        period,
        clients: Clients { about, or_more: about >= Told::MOST },
        example: others.first().map(|other| {
            let (reason, rule) = (words.shown(other.reason), words.shown(other.rule));
            let (verdict, at) = (other.verdict, place(other.first));
            Box::new(Example { verdict, reason, rule, at })
        }),
    }
}

/// The line of a spot, from 1; `before` has the lines before each block of its file.
pub(super) fn line(before: &[u64], spot: Spot) -> u64 {
    before.get(spot.block as usize).copied().unwrap_or_default() + u64::from(spot.line)
}
