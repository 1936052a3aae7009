//! Finds, among very many sets, the few that may have a host in them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;
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
    under: Texts,
    /// Texts with which hosts end, likewise.
    ends: Texts,
    /// Texts with which hosts begin.
    starts: Texts,
    /// Texts that hosts have in them.
    contains: Texts,
    /// Ranges of addresses, with the lengths of their prefixes.
    networks: HashMap<IpNet, Vec<usize>>,
    prefixes: Vec<u8>,
    /// Sets of which nothing is known that would leave them out.
    always: Vec<usize>,
    /// Every set.
    all: Vec<usize>,
}

impl Index {
    /// An index of sets that are numbered from 0.
    pub fn of_each<'a>(sets: impl IntoIterator<Item = &'a HostSet>) -> Self {
        Self::new(sets.into_iter().map(Cow::Borrowed).enumerate())
    }

    /// An index of sets under their numbers. Several sets may have one number.
    pub fn new<'a>(sets: impl IntoIterator<Item = (usize, Cow<'a, HostSet>)>) -> Self {
        let mut index = Self::default();
        for (number, set) in sets {
            index.all.push(number);
            index.add(number, &set);
        }
        index.all.sort_unstable();
        index.all.dedup();
        for texts in [&mut index.under, &mut index.ends, &mut index.starts, &mut index.contains] {
            texts.settle();
        }
        index.prefixes = index.networks.keys().map(IpNet::prefix_len).collect();
        index.prefixes.sort_unstable();
        index.prefixes.dedup();
        index
    }

    fn add(&mut self, number: usize, set: &HostSet) {
        match set {
            HostSet::Under { name, .. } if !bare(name).is_empty() => {
                self.under.push(backwards(name), number);
            }
            HostSet::EndsWith(text) if !bare(text).is_empty() => {
                self.ends.push(backwards(text), number);
            }
            HostSet::StartsWith(text) if !bare(text).is_empty() => {
                self.starts.push(forwards(text), number);
            }
            HostSet::Contains(text) if !bare(text).is_empty() => {
                self.contains.push(forwards(text), number);
            }
            HostSet::Network(net) => self.networks.entry(net.trunc()).or_default().push(number),
            HostSet::Regular(regular) => {
                let endings = regular.endings().unwrap_or_default();
                if endings.is_empty() || endings.iter().any(|text| bare(text).is_empty()) {
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
        let backwards: Vec<u8> = backwards(host).collect();
        let mut found = self.always.clone();
        for end in label_ends(&backwards) {
            self.under.exactly(&backwards[..end], &mut found);
        }
        self.ends.beginnings_of(&backwards, &mut found);
        if !self.starts.entries.is_empty() || !self.contains.entries.is_empty() {
            let forwards: Vec<u8> = forwards(host).collect();
            self.starts.beginnings_of(&forwards, &mut found);
            for from in 0..forwards.len() {
                self.contains.beginnings_of(&forwards[from..], &mut found);
            }
        }
        let address = bare(host).trim_start_matches('[').trim_end_matches(']');
        if !self.networks.is_empty()
            && let Ok(address) = address.parse::<IpAddr>()
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
            let backwards: Vec<u8> = backwards(text.as_ref()).collect();
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
        found.extend(self.starts.numbers().chain(self.contains.numbers()));
        if addresses {
            found.extend(self.networks.values().flatten());
        }
        in_order(found)
    }
}

/// Texts, each with the numbers of its sets.
#[derive(Clone, Debug, Default)]
struct Texts {
    /// All of them, one behind another.
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    /// For each text, the last of its entries.
    last: HashTable<usize>,
    hasher: RandomState,
    /// The lengths that texts have, shortest first.
    lengths: Vec<usize>,
    /// The entries by text. It is made at the first question for which an order is needed.
    order: OnceLock<Vec<usize>>,
}

/// A text and the number of one set.
#[derive(Clone, Debug)]
struct Entry {
    /// Where the text stands.
    text: Range<usize>,
    number: usize,
    /// The entry before it with the same text.
    before: Option<usize>,
}

impl Texts {
    fn push(&mut self, text: impl IntoIterator<Item = u8>, number: usize) {
        let from = self.bytes.len();
        self.bytes.extend(text);
        self.entries.push(Entry { text: from..self.bytes.len(), number, before: None });
    }

    fn text(&self, entry: usize) -> &[u8] {
        &self.bytes[self.entries[entry].text.clone()]
    }

    /// Makes what was pushed ready for questions.
    fn settle(&mut self) {
        let mut last = HashTable::with_capacity(self.entries.len());
        for entry in 0..self.entries.len() {
            let hash = |entry: &usize| self.hasher.hash_one(self.text(*entry));
            let same = |other: &usize| self.text(*other) == self.text(entry);
            match last.entry(hash(&entry), same, hash) {
                Slot::Vacant(slot) => {
                    slot.insert(entry);
                }
                Slot::Occupied(mut slot) => {
                    self.entries[entry].before = Some(std::mem::replace(slot.get_mut(), entry));
                }
            }
        }
        self.last = last;
        self.lengths = self.entries.iter().map(|entry| entry.text.len()).collect();
        self.lengths.sort_unstable();
        self.lengths.dedup();
    }

    /// The sets with this very text.
    fn exactly(&self, text: &[u8], found: &mut Vec<usize>) {
        let is = |entry: &usize| self.text(*entry) == text;
        let mut next = self.last.find(self.hasher.hash_one(text), is).copied();
        while let Some(entry) = next.map(|entry| &self.entries[entry]) {
            found.push(entry.number);
            next = entry.before;
        }
    }

    /// The sets whose text begins with `start`.
    fn all_that_begin(&self, start: &[u8], found: &mut Vec<usize>) {
        let order = self.order.get_or_init(|| {
            let mut order: Vec<usize> = (0..self.entries.len()).collect();
            order.sort_unstable_by(|one, other| self.text(*one).cmp(self.text(*other)));
            order
        });
        let from = order.partition_point(|entry| self.text(*entry) < start);
        let longer = order[from..].iter().take_while(|entry| self.text(**entry).starts_with(start));
        found.extend(longer.map(|entry| self.entries[*entry].number));
    }

    /// The sets whose text `whole` begins with.
    fn beginnings_of(&self, whole: &[u8], found: &mut Vec<usize>) {
        for length in self.lengths.iter().take_while(|length| **length <= whole.len()) {
            self.exactly(&whole[..*length], found);
        }
    }

    /// The numbers of all sets.
    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.entries.iter().map(|entry| entry.number)
    }
}

/// A text without trailing dots, which do not count.
fn bare(text: &str) -> &str {
    text.trim_end_matches('.')
}

/// The bytes of a text as they are compared here: lower-case, without trailing dots.
fn forwards(text: &str) -> impl DoubleEndedIterator<Item = u8> {
    bare(text).bytes().map(|byte| byte.to_ascii_lowercase())
}

/// The same, the last one first.
fn backwards(text: &str) -> impl Iterator<Item = u8> {
    forwards(text).rev()
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
