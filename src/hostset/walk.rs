//! Several sets walked side by side, name by name.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::LazyLock;

use regex_automata::util::primitives::StateID;
use thiserror::Error;

use super::automaton::Automaton;
use super::{HostSet, Regular};

/// Places that one walk may visit.
const MOST_PLACES: usize = 50_000;

/// What host names are made of, commonest first, so that witnesses look like names.
const BYTES: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789-_.";

/// Texts that are host names: labels of letters, digits, hyphen and underscore. Lengths are left
/// out: two sets that differ only in names too long for the DNS count as different.
static NAMES: LazyLock<Option<Regular>> = LazyLock::new(|| {
    Regular::new(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
        .ok()
});

/// What paths and queries are made of (RFC 3986, section 3.3, and what servers are sent besides).
const PATH_BYTES: &[u8] = b"/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~%?&=+:@!$'()*,;[]#\"<>\\^`{|} ";

/// Every path.
static PATHS: LazyLock<Option<Regular>> = LazyLock::new(|| Regular::new("/.*").ok());

/// Every URL of plain HTTP.
static URLS: LazyLock<Option<Regular>> = LazyLock::new(|| Regular::new("http://[^/]+/.*").ok());

/// Sets that are too intricate to be compared.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("these patterns are too intricate to be compared")]
pub struct TooComplex;

/// One set on the walk.
struct Part<'a> {
    automaton: &'a Automaton,
    start: StateID,
    after: &'a str,
}

/// The shortest host name for which `wanted` is true of its memberships, in the order of `sets`.
pub(super) fn find(
    sets: &[&HostSet],
    wanted: impl Fn(&[bool]) -> bool,
) -> Result<Option<String>, TooComplex> {
    let sets = sets.iter().map(|set| set.as_regular());
    walk(sets.chain([NAMES.clone()]), BYTES, wanted)
}

/// True when every path of `inner` is one of `outer`.
///
/// # Errors
/// When it cannot be decided.
pub fn paths_contain(outer: &Regular, inner: &Regular) -> Result<bool, TooComplex> {
    let sets = [Some(outer.clone()), Some(inner.clone()), PATHS.clone()];
    Ok(walk(sets, PATH_BYTES, |within| within[1] && !within[0])?.is_none())
}

/// True when some path is one of both.
///
/// # Errors
/// When it cannot be decided.
pub fn paths_meet(one: &Regular, other: &Regular) -> Result<bool, TooComplex> {
    let sets = [Some(one.clone()), Some(other.clone()), PATHS.clone()];
    Ok(walk(sets, PATH_BYTES, |within| within[0] && within[1])?.is_some())
}

/// True when some text, of the signs that URLs have, is one of both.
///
/// # Errors
/// When it cannot be decided.
pub fn texts_meet(one: &Regular, other: &Regular) -> Result<bool, TooComplex> {
    let sets = [Some(one.clone()), Some(other.clone()), Some(other.clone())];
    Ok(walk(sets, PATH_BYTES, |within| within[0] && within[1])?.is_some())
}

/// True when every URL of plain HTTP that goes on behind one of the set is in the set as well: what
/// the set takes with one path, it takes with every longer one.
///
/// # Errors
/// When it cannot be decided.
pub fn goes_on(urls: &Regular) -> Result<bool, TooComplex> {
    let all = URLS.clone().ok_or(TooComplex)?;
    let own = urls.automaton().map_err(|_| TooComplex)?;
    let all = all.automaton().map_err(|_| TooComplex)?;
    let mut known = HashSet::from([(own.start(), all.start())]);
    let mut queue = VecDeque::from([(own.start(), all.start())]);
    while let Some((here, place)) = queue.pop_front() {
        let ends = all.accepts(place) && own.accepts(here);
        for &byte in PATH_BYTES {
            let next = (own.next(here, byte), all.next(place, byte));
            if ends && !own.accepts(next.0) {
                return Ok(false);
            }
            if all.is_dead(next.1) || !known.insert(next) {
                continue;
            }
            if known.len() >= MOST_PLACES {
                return Err(TooComplex);
            }
            queue.push_back(next);
        }
    }
    Ok(true)
}

/// The shortest text of the last set for which `wanted` is true of its memberships in the others.
fn walk(
    sets: impl IntoIterator<Item = Option<Regular>>,
    bytes: &[u8],
    wanted: impl Fn(&[bool]) -> bool,
) -> Result<Option<String>, TooComplex> {
    let regulars: Vec<Regular> = sets.into_iter().collect::<Option<_>>().ok_or(TooComplex)?;
    let parts: Vec<Part<'_>> = regulars.iter().map(part).collect::<Result<_, _>>()?;
    let names = parts.len() - 1;
    let first: Box<[StateID]> = parts.iter().map(|part| part.start).collect();
    // Each place with the place before it and the byte that led there.
    let mut seen: Vec<(Box<[StateID]>, usize, u8)> = vec![(first.clone(), 0, 0)];
    let mut known: HashMap<Box<[StateID]>, usize> = HashMap::from([(first, 0)]);
    let mut queue = VecDeque::from([0]);
    let mut bits = vec![false; names];
    while let Some(at) = queue.pop_front() {
        let here = seen[at].0.clone();
        if parts[names].automaton.accepts(here[names]) {
            for (bit, (part, state)) in bits.iter_mut().zip(parts.iter().zip(&here)) {
                *bit = part.automaton.accepts(part.automaton.read(*state, part.after));
            }
            if wanted(&bits) {
                return Ok(Some(spell(&seen, at)));
            }
        }
        for &byte in bytes {
            let next: Box<[StateID]> = parts
                .iter()
                .zip(&here)
                .map(|(part, state)| part.automaton.next(*state, byte))
                .collect();
            if parts[names].automaton.is_dead(next[names]) || known.contains_key(&next) {
                continue;
            }
            if seen.len() >= MOST_PLACES {
                return Err(TooComplex);
            }
            known.insert(next.clone(), seen.len());
            queue.push_back(seen.len());
            seen.push((next, at, byte));
        }
    }
    Ok(None)
}

fn part(regular: &Regular) -> Result<Part<'_>, TooComplex> {
    let automaton = regular.automaton().map_err(|_| TooComplex)?;
    let start = automaton.read(automaton.start(), regular.before());
    Ok(Part { automaton, start, after: regular.after() })
}

/// The text that led to a place.
fn spell(seen: &[(Box<[StateID]>, usize, u8)], mut at: usize) -> String {
    let mut text = Vec::new();
    while at != 0 {
        let (_, before, byte) = seen[at];
        text.push(byte);
        at = before;
    }
    text.iter().rev().map(|byte| char::from(*byte)).collect()
}
