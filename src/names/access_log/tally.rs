//! Counts requests by host.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::FixedState;

use super::request::bare;
use super::wanted::Wanted;
use crate::address::HostName;
use crate::names::UsedName;

/// Places in the memory for hosts as written: two for each of 8,192 hashes, 1 MiB in all.
const PLACES: usize = 1 << 14;

/// Bytes of a host that are remembered. Longer ones are looked up each time.
const REMEMBERED: usize = 55;

/// Requests by host, for the hosts that are wanted.
///
/// A busy log names few hosts many times, so what was found out about the text of a host is
/// remembered in a table of fixed size, also that nobody wants it. The hosts that are kept are all
/// that grows with the log.
pub(super) struct Tally<'a> {
    wanted: Wanted<'a>,
    places: Vec<Place>,
    hashes: FixedState,
    kept: Vec<UsedName>,
    by_name: HashMap<String, u32>,
    lower: String,
}

/// A host as written, and its index among the kept ones, if it is.
#[derive(Clone, Copy)]
struct Place {
    text: [u8; REMEMBERED],
    length: u8,
    kept: Option<u32>,
}

impl Place {
    #[inline]
    fn holds(&self, host: &[u8]) -> bool {
        self.text.get(..usize::from(self.length)) == Some(host)
    }
}

impl<'a> Tally<'a> {
    pub(super) fn new(wanted: Wanted<'a>) -> Self {
        Self {
            wanted,
            places: vec![Place { text: [0; REMEMBERED], length: 0, kept: None }; PLACES],
            hashes: FixedState::default(),
            kept: Vec::new(),
            by_name: HashMap::new(),
            lower: String::new(),
        }
    }

    /// Counts a request for a host, which is not empty.
    #[inline]
    pub(super) fn count(&mut self, host: &[u8]) {
        let mut hasher = self.hashes.build_hasher();
        hasher.write(host);
        let [low, high, ..] = hasher.finish().to_le_bytes();
        let pair = usize::from(u16::from_le_bytes([low, high])) % (PLACES / 2) * 2;
        let kept = if self.places[pair].holds(host) {
            self.places[pair].kept
        } else if self.places[pair + 1].holds(host) {
            self.places[pair + 1].kept
        } else {
            self.find(host, pair)
        };
        if let Some(index) = kept {
            self.kept[index as usize].requests += 1;
        }
    }
    /// Finds out about a host that is not remembered, and remembers it.
    #[cold]
    fn find(&mut self, host: &[u8], pair: usize) -> Option<u32> {
        let kept = self.keep(host);
        if let Ok(length @ 1..) = u8::try_from(host.len())
            && host.len() <= REMEMBERED
        {
            // The first place is the younger one.
            self.places[pair + 1] = self.places[pair];
            let place = &mut self.places[pair];
            place.text[..host.len()].copy_from_slice(host);
            (place.length, place.kept) = (length, kept);
        }
        kept
    }

    fn keep(&mut self, host: &[u8]) -> Option<u32> {
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
        let index = u32::try_from(self.kept.len()).ok()?;
        self.by_name.insert(self.lower.clone(), index);
        self.kept.push(UsedName { host, requests: 0, line: None });
        Some(index)
    }

    /// The hosts that are kept, most frequent first, and by name where that is equal.
    pub(super) fn into_names(mut self) -> Vec<UsedName> {
        self.kept.sort_unstable_by(|one, other| {
            other.requests.cmp(&one.requests).then_with(|| one.host.cmp(&other.host))
        });
        self.kept
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
            tally.count(host.as_ref());
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
