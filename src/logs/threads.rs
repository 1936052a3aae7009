//! What each thread of a log has named last, so that a later code can be tied to it.

use std::collections::HashMap;

use super::find::Near;
use super::hosts::Named;
use crate::address::Target;

/// Records of one thread over which a name is remembered.
const REMEMBERED: u64 = 20;
/// Threads that are remembered at once.
const MOST: usize = 1024;

/// Memory for every thread of a log. A log without threads is one thread.
#[derive(Debug, Default)]
pub(super) struct Threads {
    threads: HashMap<String, Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    records: u64,
    target: Option<(u64, Target)>,
    proxy: Option<(u64, Target)>,
}

impl Threads {
    /// Takes note of a record and what it names.
    pub(super) fn note(&mut self, thread: &str, named: Vec<Named>) {
        let memory = self.memory(thread);
        memory.records += 1;
        let now = memory.records;
        for named in named {
            let place = if named.is_proxy { &mut memory.proxy } else { &mut memory.target };
            *place = Some((now, named.target));
        }
    }

    /// The host and the proxy that the code at `at` of the next record of a thread is about.
    pub(super) fn recall(
        &mut self,
        thread: &str,
        named: &[Named],
        at: usize,
    ) -> (Option<(Target, Near)>, Option<Target>) {
        let memory = self.memory(thread);
        let now = memory.records + 1;
        let fresh = |known: &Option<(u64, Target)>| {
            known.as_ref().filter(|(when, _)| now - when <= REMEMBERED).cloned()
        };
        let nearest = |proxy: bool| {
            let of_kind = named.iter().filter(|named| named.is_proxy == proxy);
            of_kind.min_by_key(|named| named.at.abs_diff(at)).map(|named| named.target.clone())
        };
        let target = nearest(false).map(|target| (target, Near::Same)).or_else(|| {
            let (when, target) = fresh(&memory.target)?;
            Some((target, Near::Before { records: now - when }))
        });
        let proxy = nearest(true).or_else(|| fresh(&memory.proxy).map(|(_, target)| target));
        (target, proxy)
    }

    fn memory(&mut self, thread: &str) -> &mut Memory {
        if self.threads.len() >= MOST && !self.threads.contains_key(thread) {
            // Numbers of threads are reused and most are dead; what matters is near.
            self.threads.clear();
        }
        self.threads.entry(thread.to_owned()).or_default()
    }
}
