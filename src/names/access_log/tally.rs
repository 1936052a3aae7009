//! Counts requests by host.

use std::collections::HashMap;

use super::request::bare;
use super::wanted::Wanted;
use crate::address::HostName;
use crate::lines::{Memory, Secret, Text, Written};
use crate::names::UsedName;

/// Hosts that are looked up together, so that the waits for the machine's memory overlap.
const TOGETHER: usize = 64;

/// The index of all hosts that nobody wants.
const UNWANTED: u32 = 0;

/// Requests by host, for the hosts that are wanted.
///
/// The hosts that are kept are all that grows with the log.
pub(super) struct Tally<'a> {
    pending: Vec<Text>,
    memory: Memory,
    secret: Secret,
    kept: Kept<'a>,
    /// By index; one for the unwanted too, which spares a decision for each line.
    requests: Vec<u64>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(wanted: Wanted<'a>) -> Self {
        Self {
            pending: Vec::with_capacity(TOGETHER),
            memory: Memory::default(),
            secret: Secret::new(0),
            kept: Kept::new(wanted),
            requests: vec![0],
        }
    }

    /// Counts a request for a host.
    #[inline]
    pub(super) fn count(&mut self, host: Written<'_>) {
        if let Some(text) = Text::of(host, 0, &self.secret) {
            self.pending.push(text);
            if self.pending.len() == TOGETHER {
                self.settle();
            }
        } else {
            let index = self.kept.find(host.text());
            self.add(index);
        }
    }

    /// Looks up the hosts that wait for it.
    fn settle(&mut self) {
        let mut found = [None; TOGETHER];
        for (found, text) in found.iter_mut().zip(&self.pending) {
            *found = self.memory.glance(text);
        }
        for (at, found) in found.into_iter().enumerate().take(self.pending.len()) {
            let index = found.unwrap_or_else(|| self.look_up(at));
            self.add(index);
        }
        self.pending.clear();
    }

    /// Finds out about a host that is not at hand, and remembers it.
    #[cold]
    fn look_up(&mut self, at: usize) -> u32 {
        let text = self.pending[at];
        self.memory.recall(&text).unwrap_or_else(|| {
            let (bytes, length) = text.bytes();
            let index = self.kept.find(&bytes[..length]);
            self.memory.learn(text, index);
            index
        })
    }

    #[inline]
    fn add(&mut self, index: u32) {
        let index = index as usize;
        if index >= self.requests.len() {
            self.requests.resize(index + 1, 0);
        }
        self.requests[index] += 1;
    }

    /// The hosts that are kept, most frequent first, and by name where that is equal.
    pub(super) fn into_names(mut self) -> Vec<UsedName> {
        self.settle();
        let requests = self.requests.into_iter().skip(1);
        let names = self.kept.names.into_iter().zip(requests);
        let mut names: Vec<UsedName> =
            names.map(|(host, requests)| UsedName { host, requests, line: None }).collect();
        names.sort_unstable_by(|one, other| {
            other.requests.cmp(&one.requests).then_with(|| one.host.cmp(&other.host))
        });
        names
    }
}

/// The hosts that are kept.
struct Kept<'a> {
    wanted: Wanted<'a>,
    names: Vec<HostName>,
    by_name: HashMap<String, u32>,
    lower: String,
}

impl<'a> Kept<'a> {
    fn new(wanted: Wanted<'a>) -> Self {
        Self { wanted, names: Vec::new(), by_name: HashMap::new(), lower: String::new() }
    }

    /// The index of a host, from 1 on; the host is kept if it is wanted.
    #[cold]
    fn find(&mut self, host: &[u8]) -> u32 {
        self.find_wanted(host).unwrap_or(UNWANTED)
    }

    fn find_wanted(&mut self, host: &[u8]) -> Option<u32> {
        let text = std::str::from_utf8(bare(host)).ok()?;
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.is_ascii() {
            self.lower.clear();
            self.lower.push_str(text);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower = text.parse::<HostName>().ok()?.into();
        }
        if let Some(index) = self.by_name.get(&self.lower) {
            return Some(*index);
        }
        let host = self.wanted.host(&self.lower).filter(|host| !host.labels().any(is_made_up))?;
        let index = u32::try_from(self.names.len() + 1).ok()?;
        self.by_name.insert(self.lower.clone(), index);
        self.names.push(host);
        Some(index)
    }
}

/// True for a label that clearway made up to ask a proxy about a rule: `clearway-` and 12 letters
/// or digits. Such names do not exist.
fn is_made_up(label: &str) -> bool {
    label.strip_prefix("clearway-").is_some_and(|rest| {
        rest.len() == 12 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{Entry, HostPattern};

    fn counts(hosts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<(String, u64)> {
        let patterns: [HostPattern; 1] = ["*.example.com".parse::<Entry>().unwrap().host];
        let mut tally = Tally::new(Wanted::new(&patterns));
        for host in hosts {
            let line = host.as_ref();
            tally.count(Written { line, length: line.len() });
        }
        let names = tally.into_names().into_iter();
        names.map(|name| (name.host.to_string(), name.requests)).collect()
    }

    #[test]
    fn the_most_frequent_come_first_and_then_by_name() {
        let hosts = ["c.example.com", "B.example.com", "a.example.com", "b.Example.com.", "x.test"];
        let expected = [("b.example.com", 2), ("a.example.com", 1), ("c.example.com", 1)];
        assert_eq!(counts(hosts), expected.map(|(name, count)| (name.to_owned(), count)));
    }

    #[test]
    fn nothing_is_lost_when_more_hosts_come_than_are_remembered() {
        let name = |number: usize| format!("h{}.example.com", number % 50_000);
        let found = counts((0..150_000).map(name));
        assert_eq!(found.len(), 50_000);
        assert!(found.iter().all(|(_, requests)| *requests == 3));
    }

    #[test]
    fn hosts_that_are_too_long_to_remember_count_too() {
        let long = format!("{}.example.com", "a".repeat(60));
        assert_eq!(counts([&long, &long]), [(long.clone(), 2)]);
        let endless = format!("{}example.com", "a.".repeat(10_000));
        assert_eq!(counts([&endless, &endless]), []);
    }

    #[test]
    fn labels_that_we_made_up_do_not_count() {
        let hosts = [
            "clearway-0a1b2c3d4e5f.example.com",
            "clearway-0a1b2c3d4e5f.clearway-0a1b2c3d4e5f.example.com",
            "clearway-download.example.com",
        ];
        assert_eq!(counts(hosts), [("clearway-download.example.com".to_owned(), 1)]);
    }

    #[test]
    fn hosts_beyond_ascii_are_kept_in_their_one_form() {
        let hosts = [
            "b\u{fc}cher.example.com".as_bytes(),
            b"xn--bcher-kva.example.com",
            b"b\xFC.example.com",
        ];
        assert_eq!(counts(hosts), [("xn--bcher-kva.example.com".to_owned(), 2)]);
    }
}
