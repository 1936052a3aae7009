//! Joins what the threads have counted.

use super::event::Verdict;
use super::seen::{Clients, Count, Example, Line, LogFile, Period, Seen, Traffic};
use super::table::{BEYOND, Clients as Told, Entry, Key, NO_HOST, Often, Spot};
use super::tally::Tally;

/// Everything in one.
pub(super) fn traffic(tallies: Vec<Tally>, files: Vec<LogFile>, before: &[Vec<u64>]) -> Traffic {
    let whole = tallies.into_iter().reduce(|mut one, other| {
        one.absorb(other);
        one
    });
    let Some(whole) = whole else { return Traffic::default() };
    let mut traffic = Traffic { files, ..Traffic::default() };
    let about = Told::counts();
    let (mut entries, often) = (whole.entries, whole.often);
    traffic.seen.reserve_exact(entries.len());
    for index in order(&entries) {
        let (entry, often) = (std::mem::take(&mut entries[index]), &often[index]);
        let period =
            (often.last != i64::MIN).then_some(Period { first: often.first, last: often.last });
        traffic.period = match (traffic.period, period) {
            (Some(one), Some(two)) => Some(one.joined(two)),
            (one, two) => one.or(two),
        };
        let requests = often.allowed + entry.counts.iter().sum::<u64>();
        match u32::try_from(index) {
            Ok(NO_HOST) => traffic.without_host = requests,
            Ok(BEYOND) => traffic.beyond = requests,
            _ => traffic.seen.push(seen(entry, often, &about, period, before)),
        }
    }
    traffic
}

/// The numbers of the entries by host, port and scheme.
fn order(entries: &[Entry]) -> Vec<usize> {
    // Most hosts differ in the first bytes, which then need not be fetched.
    let mut keys: Vec<(u128, usize)> =
        entries.iter().map(|entry| start(&entry.key.host)).zip(0..).collect();
    let key = |index: usize| {
        let key: &Key = &entries[index].key;
        (&key.host, key.port, key.scheme)
    };
    keys.sort_unstable_by(|one, other| {
        one.0.cmp(&other.0).then_with(|| key(one.1).cmp(&key(other.1)))
    });
    keys.into_iter().map(|(_, index)| index).collect()
}

/// The first bytes of a host as a number, which is less when they come before.
fn start(host: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = host.len().min(bytes.len());
    bytes[..length].copy_from_slice(&host.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

fn seen(
    entry: Entry,
    often: &Often,
    about: &[usize],
    period: Option<Period>,
    before: &[Vec<u64>],
) -> Seen {
    let place = |spot: Spot| {
        let file = spot.file as usize;
        Line { file, line: before.get(file).map_or(0, |before| line(before, spot)) }
    };
    let mut requests = entry.counts;
    requests[Verdict::Allowed as usize] = often.allowed;
    let counts = Verdict::ALL.into_iter().zip(requests).zip(entry.spots);
    let counts = counts.filter_map(|((verdict, requests), spot)| {
        (requests > 0).then_some(Count { verdict, requests, first: place(spot?) })
    });
    let about = about[often.clients.unset()];
    Seen {
        counts: counts.collect(),
        host: entry.key.host.into(),
        port: entry.key.port,
        scheme: entry.key.scheme,
        period,
        clients: Clients { about, or_more: about >= Told::MOST },
        example: entry.example.map(|example| Example {
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
