//! Finds, among very many sets, the few that may have a host in them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::net::IpAddr;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use ipnet::IpNet;

use super::{Depths, HostSet};

/// Very many sets, each under a number, to be asked which of them come into question.
///
/// What it gives is never too little and often a little too much: a set that it leaves out has
/// certainly nothing to do with the question. Whoever asks looks closer at those that it gives.
/// Capitals and trailing dots do not count here, so that it serves products for which they do.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Names of which something may stand below, from the last letter to the first.
    under: Sorted,
    /// Texts with which hosts end, likewise.
    ends: Sorted,
    /// Texts with which hosts begin.
    starts: Sorted,
    /// Texts that hosts have in them.
    contains: Sorted,
    /// Ranges of addresses, with the lengths of their prefixes.
    networks: HashMap<IpNet, Vec<usize>>,
    prefixes: Vec<u8>,
    /// Sets of which nothing is known that would leave them out.
    always: Vec<usize>,
    /// Every set.
    all: Vec<usize>,
}

impl Index {
    /// An index of sets under their numbers. Several sets may have one number.
    pub fn new<'a>(sets: impl IntoIterator<Item = (usize, Cow<'a, HostSet>)>) -> Self {
        let mut index = Self::default();
        for (number, set) in sets {
            index.all.push(number);
            index.add(number, &set);
        }
        index.all.sort_unstable();
        index.all.dedup();
        for sorted in [&mut index.under, &mut index.ends, &mut index.starts, &mut index.contains] {
            sorted.sort();
        }
        index.prefixes = index.networks.keys().map(IpNet::prefix_len).collect();
        index.prefixes.sort_unstable();
        index.prefixes.dedup();
        index
    }

    fn add(&mut self, number: usize, set: &HostSet) {
        let backwards = |text: &str| reversed(&plain(text));
        match set {
            HostSet::Under { name, .. } if !plain(name).is_empty() => {
                self.under.push(backwards(name), number);
            }
            HostSet::EndsWith(text) if !plain(text).is_empty() => {
                self.ends.push(backwards(text), number);
            }
            HostSet::StartsWith(text) if !plain(text).is_empty() => {
                self.starts.push(plain(text).into_bytes().into(), number);
            }
            HostSet::Contains(text) if !plain(text).is_empty() => {
                self.contains.push(plain(text).into_bytes().into(), number);
            }
            HostSet::Network(net) => self.networks.entry(net.trunc()).or_default().push(number),
            HostSet::Regular(regular) => {
                let endings = regular.endings().unwrap_or_default();
                if endings.is_empty() || endings.iter().any(|text| plain(text).is_empty()) {
                    self.always.push(number);
                } else {
                    for text in &endings {
                        self.ends.push(backwards(text), number);
                    }
                }
            }
            _ => self.always.push(number),
        }
    }

    /// The numbers of the sets that `host` may be in, in ascending order.
    #[must_use]
    pub fn of_host(&self, host: &str) -> Vec<usize> {
        let host = plain(host);
        let backwards = reversed(&host);
        let mut found = self.always.clone();
        for end in label_ends(&backwards) {
            self.under.exactly(&backwards[..end], &mut found);
        }
        self.ends.beginnings_of(&backwards, &mut found);
        self.starts.beginnings_of(host.as_bytes(), &mut found);
        for from in 0..if self.contains.lengths.is_empty() { 0 } else { host.len() } {
            self.contains.beginnings_of(&host.as_bytes()[from..], &mut found);
        }
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if !self.networks.is_empty()
            && let Ok(address) = bare.parse::<IpAddr>()
        {
            self.of_address(address, &mut found);
        }
        in_order(found)
    }

    fn of_address(&self, address: IpAddr, found: &mut Vec<usize>) {
        for prefix in &self.prefixes {
            if let Ok(net) = IpNet::new(address, *prefix)
                && let Some(numbers) = self.networks.get(&net.trunc())
            {
                found.extend(numbers);
            }
        }
    }

    /// The numbers of the sets that may have a host in common with `set`, in ascending order.
    #[must_use]
    pub fn of_set(&self, set: &HostSet) -> Vec<usize> {
        match set {
            HostSet::Under { name, depths: Depths::ITSELF } => self.of_host(name),
            HostSet::Under { name, .. } => {
                let last = name.rsplit('.').next().unwrap_or_default();
                let address = last.bytes().all(|byte| byte.is_ascii_digit())
                    || name.parse::<IpAddr>().is_ok();
                self.of_endings(&[name], address)
            }
            HostSet::EndsWith(text) => self.of_endings(&[text], true),
            HostSet::Network(net) if net.prefix_len() == net.max_prefix_len() => {
                self.of_host(&net.addr().to_string())
            }
            HostSet::Regular(regular) => match regular.endings() {
                Some(endings) => self.of_endings(&endings, true),
                None => self.all.clone(),
            },
            _ => self.all.clone(),
        }
    }

    /// The sets that may have a host that ends with one of the texts.
    fn of_endings(&self, texts: &[impl AsRef<str>], addresses: bool) -> Vec<usize> {
        let mut found = self.always.clone();
        for text in texts {
            let backwards = reversed(&plain(text.as_ref()));
            if backwards.is_empty() {
                return self.all.clone();
            }
            for end in label_ends(&backwards) {
                self.under.exactly(&backwards[..end], &mut found);
            }
            self.under.all_that_begin(&backwards, &mut found);
            self.ends.beginnings_of(&backwards, &mut found);
            self.ends.all_that_begin(&backwards, &mut found);
        }
        found.extend(self.starts.entries.iter().map(|(_, number)| number));
        found.extend(self.contains.entries.iter().map(|(_, number)| number));
        if addresses {
            found.extend(self.networks.values().flatten());
        }
        in_order(found)
    }
}

/// Texts in order, each with the number of its set.
#[derive(Clone, Debug, Default)]
struct Sorted {
    entries: Vec<(Box<[u8]>, usize)>,
    /// For each text, where its entries begin.
    begins: HashTable<usize>,
    hasher: RandomState,
    /// The lengths that texts have, shortest first.
    lengths: Vec<usize>,
}

impl Sorted {
    fn push(&mut self, text: Box<[u8]>, number: usize) {
        self.entries.push((text, number));
    }

    fn sort(&mut self) {
        self.entries.sort_unstable();
        let hash = |place: &usize| self.hasher.hash_one(&self.entries[*place].0);
        self.begins.reserve(self.entries.len(), hash);
        let mut place = 0;
        for same in self.entries.chunk_by(|(one, _), (other, _)| one == other) {
            self.begins.insert_unique(hash(&place), place, hash);
            place += same.len();
        }
        self.lengths = self.entries.iter().map(|(text, _)| text.len()).collect();
        self.lengths.sort_unstable();
        self.lengths.dedup();
    }

    /// The sets with this very text.
    fn exactly(&self, text: &[u8], found: &mut Vec<usize>) {
        let is = |place: &usize| *self.entries[*place].0 == *text;
        let Some(&from) = self.begins.find(self.hasher.hash_one(text), is) else { return };
        let same = self.entries[from..].iter().take_while(|(own, _)| **own == *text);
        found.extend(same.map(|(_, number)| number));
    }

    /// The sets whose text begins with `start`.
    fn all_that_begin(&self, start: &[u8], found: &mut Vec<usize>) {
        let from = self.entries.partition_point(|(own, _)| **own < *start);
        let longer = self.entries[from..].iter().take_while(|(own, _)| own.starts_with(start));
        found.extend(longer.map(|(_, number)| number));
    }

    /// The sets whose text `whole` begins with.
    fn beginnings_of(&self, whole: &[u8], found: &mut Vec<usize>) {
        for length in self.lengths.iter().take_while(|length| **length <= whole.len()) {
            self.exactly(&whole[..*length], found);
        }
    }
}

/// A text as it is compared here: lower-case, without trailing dots.
fn plain(text: &str) -> String {
    text.trim_end_matches('.').to_ascii_lowercase()
}

fn reversed(text: &str) -> Box<[u8]> {
    text.bytes().rev().collect()
}

/// Where labels of a reversed name end.
fn label_ends(backwards: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'.', backwards).chain([backwards.len()])
}

fn in_order(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
