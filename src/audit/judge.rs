//! One needed endpoint held against a list.

use super::lookalike::meant_by;
use super::passing::Passing;
use super::{Breadth, Coverage, Missing, Needed, Verdict, breadth};
use crate::address::{PortSpec, Scheme};
use crate::allowlist::writers::writer;
use crate::allowlist::{
    Action, Allowlist, Hosts, Index, Meaning, Options, Ports, Rule, Sees, Unseen,
};
use crate::hostset::{
    HostSet, Regular, TooComplex, contains, goes_on, intersects, paths_contain, paths_meet,
    texts_meet,
};

/// A list with what is looked up in it again and again.
pub(super) struct Judge<'a> {
    pub(super) list: &'a Allowlist,
    pub(super) index: Index,
    /// Allow rules that match nothing, with the hosts that they look like.
    dead: Vec<(usize, HostSet)>,
    /// How broad each rule is.
    pub(super) breadths: Vec<Option<Breadth>>,
    /// Whether each rule, where it takes a plain URL, takes every longer one too.
    whole: Vec<bool>,
}

/// What is left out of the comparison, to see whether it is what is missing.
#[derive(Clone, Copy, Default)]
struct Ignoring {
    ports: bool,
    schemes: bool,
    paths: bool,
}

/// A rule that has some of the needed hosts.
pub(super) struct Candidate<'a> {
    pub(super) number: usize,
    pub(super) rule: &'a Rule,
    /// The hosts that it matches; none when nobody can tell.
    pub(super) hosts: Option<HostSet>,
    /// True when it surely matches where its hosts do.
    pub(super) sure: bool,
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
        let whole =
            list.rules.iter().map(|rule| !sees_urls(rule) || takes_every_path(&rule.meaning));
        let whole = whole.collect();
        Self { list, index: Index::new(list), dead, breadths: breadths.collect(), whole }
    }

    /// How far the list covers one needed endpoint.
    pub(super) fn judge(&self, needed: &Needed) -> Verdict {
        let numbers = self.index.of_set(&needed.hosts);
        let (low, high) = match needed.port {
            PortSpec::One(port) => (port, port),
            PortSpec::Range(low, high) => (low, high),
        };
        // Between two ports at which some rule begins or ends, all ports are alike.
        let wanted = needed.ports();
        let mut starts = vec![low];
        for number in &numbers {
            for (from, to) in self.list.rules[*number].meaning.ports.ranges() {
                starts.extend(
                    [*from, to.saturating_add(1)]
                        .into_iter()
                        .filter(|port| (low..=high).contains(port)),
                );
            }
        }
        starts.sort_unstable();
        starts.dedup();
        let mut verdicts: Vec<(u16, Verdict)> =
            starts.iter().map(|port| (*port, self.at(needed, *port, &numbers))).collect();
        if verdicts.len() == 1 {
            return verdicts.remove(0).1;
        }
        let uncovered =
            verdicts.iter().enumerate().filter(|(_, (_, verdict))| !verdict.coverage.is_covered());
        let missing = Ports::of(uncovered.map(|(number, (port, _))| {
            (*port, starts.get(number + 1).map_or(high, |next| next - 1))
        }));
        let mut all = Verdict {
            coverage: Coverage::Covered,
            by: Vec::new(),
            stopped_by: Vec::new(),
            remarks: Vec::new(),
        };
        for (_, verdict) in &verdicts {
            all.by.extend(&verdict.by);
            all.stopped_by.extend(&verdict.stopped_by);
            all.remarks.extend(verdict.remarks.iter().cloned());
        }
        tidy(&mut all);
        let stopped = |(_, verdict): &(u16, Verdict)| {
            !verdict.coverage.is_covered() && !verdict.coverage.is_open()
        };
        let worst = verdicts.iter().position(stopped);
        let open = verdicts.iter().position(|(_, verdict)| verdict.coverage.is_open());
        all.coverage = if missing.is_empty() {
            let broad = verdicts.iter().any(|(_, verdict)| verdict.coverage == Coverage::Broadly);
            if broad { Coverage::Broadly } else { Coverage::Covered }
        } else {
            match (worst, open) {
                // Ports of which nobody can tell are not known to be missing.
                (None, Some(open)) => verdicts.swap_remove(open).1.coverage,
                (Some(worst), _) if missing == wanted => verdicts.swap_remove(worst).1.coverage,
                _ => Coverage::Partly(Missing::Ports(missing)),
            }
        };
        all
    }

    /// How far the list covers an endpoint on one port.
    fn at(&self, needed: &Needed, port: u16, numbers: &[usize]) -> Verdict {
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
        tidy(&mut verdict);
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
            && let Err(why) = writer.entries(&needed.wanted(), &Options::default())
        {
            return (Coverage::CannotExpress(why), Vec::new());
        }
        (Coverage::Uncovered, Vec::new())
    }

    /// The rules that have some of the needed hosts, in the order of the list.
    fn candidates(
        &self,
        needed: &Needed,
        port: u16,
        scheme: Scheme,
        numbers: &[usize],
        ignoring: Ignoring,
    ) -> Vec<Candidate<'a>> {
        let path = needed.path.as_deref().unwrap_or("/");
        let mut found = Vec::new();
        for &number in numbers {
            let rule = &self.list.rules[number];
            let (meaning, action) = (&rule.meaning, rule.action);
            if !(ignoring.ports || meaning.ports.admit(port))
                || !(ignoring.schemes || meaning.schemes.admit(scheme))
            {
                continue;
            }
            let seen = match (ignoring.paths, &meaning.path) {
                (true, _) | (_, None) => Some(true),
                (false, Some(rule)) if scheme == Scheme::Http || rule.unseen == Unseen::Opened => {
                    takes_path(&rule.paths, needed.path.as_deref(), action)
                }
                (false, Some(rule)) => match rule.unseen {
                    Unseen::Fails => Some(false),
                    Unseen::HostOnly => Some(true),
                    Unseen::Unknown | Unseen::Opened => None,
                },
            };
            if seen == Some(false) {
                continue;
            }
            let hosts = match meaning.hosts_for(&needed.hosts, port, scheme, path) {
                Ok(None) => continue,
                Ok(Some(hosts)) => match intersects(&hosts, &needed.hosts) {
                    Ok(false)
                        if action == Action::Deny && may_stop_some_url(meaning, needed, port) =>
                    {
                        None
                    }
                    Ok(false) => continue,
                    Ok(true) => Some(hosts),
                    Err(TooComplex) => None,
                },
                Err(_) => None,
            };
            let whole = scheme != Scheme::Http || self.whole[number];
            let sure = seen == Some(true) && hosts.is_some() && whole;
            found.push(Candidate { number, rule, hosts, sure });
        }
        found
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

/// Whether a rule takes every path that is needed; none when nobody can tell. A deny rule that takes
/// only some of them leaves it open, since nobody says which of them will be asked for.
fn takes_path(paths: &Regular, needed: Option<&str>, action: Action) -> Option<bool> {
    let start = regex_syntax::escape(needed.unwrap_or("/"));
    // Under a path is what stands behind a slash, and the path itself with and without a query.
    let rest = if start.ends_with('/') { ".*" } else { "(?:[/?].*)?" };
    let all = Regular::new(format!("{start}{rest}")).ok()?;
    if paths_contain(paths, &all).ok()? {
        return Some(true);
    }
    match action {
        Action::Allow => Some(false),
        Action::Deny => (!paths_meet(paths, &all).ok()?).then_some(false),
    }
}

/// True when a rule about URLs takes every path of plain HTTP that is longer than one it takes.
fn takes_every_path(meaning: &Meaning) -> bool {
    match &meaning.hosts {
        Hosts::Set(HostSet::Regular(urls)) => goes_on(urls) == Ok(true),
        Hosts::Set(HostSet::Everything | HostSet::StartsWith(_) | HostSet::Contains(_)) => true,
        _ => false,
    }
}

/// True for a rule that is held against the URL.
fn sees_urls(rule: &Rule) -> bool {
    matches!(rule.meaning.sees, Sees::Url | Sees::UrlOrAuthority)
}

/// True when an expression about URLs may stop a needed host for some path of plain HTTP, though
/// not for the first one.
fn may_stop_some_url(meaning: &Meaning, needed: &Needed, port: u16) -> bool {
    if needed.scheme != Scheme::Http || !matches!(meaning.sees, Sees::Url | Sees::UrlOrAuthority) {
        return false;
    }
    let Hosts::Set(HostSet::Regular(stopped)) = &meaning.hosts else { return false };
    let HostSet::Under { name, depths } = &needed.hosts else { return true };
    let most = depths.most.map_or(String::new(), |most| most.to_string());
    let port = if port == 80 { String::new() } else { format!(":{port}") };
    let path = needed.path.as_deref().unwrap_or("/");
    let urls = Regular::new(format!(
        r"http://(?:[^./]+\.){{{},{most}}}{}{port}{}.*",
        depths.least,
        regex_syntax::escape(name),
        regex_syntax::escape(path)
    ));
    urls.map_or(true, |urls| texts_meet(stopped, &urls) != Ok(false))
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

fn tidy(verdict: &mut Verdict) {
    verdict.by.sort_unstable();
    verdict.by.dedup();
    verdict.stopped_by.sort_unstable();
    verdict.stopped_by.dedup();
    let mut seen = std::collections::BTreeSet::new();
    verdict.remarks.retain(|remark| seen.insert(remark.clone()));
}
