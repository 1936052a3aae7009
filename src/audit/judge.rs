//! One needed endpoint on one port, held against a list.

use super::candidates::{Candidate, Ignoring, always_whole};
use super::lookalike::meant_by;
use super::passing::Passing;
use super::{Breadth, Coverage, Missing, Needed, Verdict, breadth};
use crate::allowlist::writers::writer;
use crate::allowlist::{Action, Allowlist, Hosts, Index, Options};
use crate::hostset::{HostSet, contains, intersects};

/// A list with what is looked up in it again and again.
pub(super) struct Judge<'a> {
    pub(super) list: &'a Allowlist,
    pub(super) index: Index,
    /// Allow rules that match nothing, with the hosts that they look like.
    dead: Vec<(usize, HostSet)>,
    /// How broad each rule is.
    pub(super) breadths: Vec<Option<Breadth>>,
    /// Whether each rule, where it takes a plain URL, takes every longer one too.
    pub(super) whole: Vec<bool>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(list: &'a Allowlist) -> Self {
        let numbered = list.rules.iter().enumerate();
        let dead = numbered
            .filter(|(_, rule)| {
                rule.action == Action::Allow && matches!(rule.meaning.hosts, Hosts::Nothing(_))
            })
            .filter_map(|(number, rule)| Some((number, meant_by(&rule.text)?)))
            .collect();
        let breadths = list.rules.iter().map(|rule| match &rule.meaning.hosts {
            Hosts::Set(set) if rule.action == Action::Allow => breadth(set),
            _ => None,
        });
        let whole = list.rules.iter().map(|rule| always_whole(&rule.meaning)).collect();
        Self { list, index: Index::new(list), dead, breadths: breadths.collect(), whole }
    }

    /// How far the list covers an endpoint on one port.
    pub(super) fn at(&self, needed: &Needed, port: u16, numbers: &[usize]) -> Verdict {
        let scheme = needed.scheme;
        let candidates = self.candidates(needed, port, scheme, numbers, Ignoring::default());
        let passing = self.passing(&needed.hosts, &candidates);
        let of = |action: Action| {
            let known = candidates.iter().filter(move |one| one.hosts.is_some());
            known.filter(move |one| one.rule.action == action).map(|one| one.number)
        };
        let mut verdict = Verdict {
            coverage: Coverage::Uncovered,
            by: of(Action::Allow).collect(),
            stopped_by: of(Action::Deny).collect(),
            remarks: remarks(&candidates),
        };
        verdict.coverage = match passing {
            Passing::All => self.how_broadly(&needed.hosts, &candidates),
            Passing::Some(missing) => Coverage::Partly(missing),
            Passing::Unknown(why) => Coverage::CannotDecide(why),
            Passing::None if !verdict.by.is_empty() => Coverage::Shadowed,
            Passing::None => {
                verdict.stopped_by.clear();
                let (coverage, by) = self.nearly(needed, port, numbers);
                verdict.by = by;
                coverage
            }
        };
        if verdict.coverage.is_covered() {
            verdict.stopped_by.clear();
        }
        verdict.tidy();
        verdict
    }

    /// What comes close to an endpoint of which nothing passes, with the rules that do.
    fn nearly(&self, needed: &Needed, port: u16, numbers: &[usize]) -> (Coverage, Vec<usize>) {
        let tries = [
            (Ignoring { ports: true, ..Ignoring::default() }, Missing::Ports(needed.ports())),
            (Ignoring { paths: true, ..Ignoring::default() }, Missing::Path),
            (Ignoring { ports: true, schemes: true, paths: false }, Missing::Scheme),
        ];
        for (ignoring, missing) in tries {
            let candidates = self.candidates(needed, port, needed.scheme, numbers, ignoring);
            if matches!(self.passing(&needed.hosts, &candidates), Passing::All | Passing::Some(_)) {
                let allow = candidates
                    .iter()
                    .filter(|one| one.rule.action == Action::Allow && one.hosts.is_some());
                return (Coverage::Partly(missing), allow.map(|one| one.number).collect());
            }
        }
        for (number, meant) in &self.dead {
            if intersects(meant, &needed.hosts) == Ok(true) {
                return (Coverage::Dead(*number), Vec::new());
            }
        }
        if let Some(writer) = writer(self.list.format)
            && let Err(why) = writer.entries(&needed.wanted(), &Options::of(&self.list.modes))
        {
            return (Coverage::CannotExpress(why), Vec::new());
        }
        (Coverage::Uncovered, Vec::new())
    }

    /// Whether an endpoint that passes does so only by entries that let far more through.
    fn how_broadly(&self, needed: &HostSet, candidates: &[Candidate<'_>]) -> Coverage {
        let fits = |one: &&Candidate<'_>| {
            one.rule.action == Action::Allow
                && one.hosts.as_ref().is_some_and(|hosts| contains(hosts, needed) == Ok(true))
        };
        let mut having = candidates.iter().filter(fits).peekable();
        let narrow =
            having.peek().is_none() || having.any(|one| self.breadths[one.number].is_none());
        if narrow { Coverage::Covered } else { Coverage::Broadly }
    }
}

/// What a reader should know about the rules that decide.
fn remarks(candidates: &[Candidate<'_>]) -> Vec<String> {
    let allow = candidates.iter().filter(|one| one.rule.action == Action::Allow);
    allow
        .flat_map(|one| {
            let assumed = (!one.rule.conditions.is_empty()).then(|| {
                let conditions = one.rule.conditions.join(", ");
                format!("`{}` is read as if this held: {conditions}", one.rule.text)
            });
            one.rule.meaning.remarks.iter().cloned().chain(assumed)
        })
        .collect()
}
