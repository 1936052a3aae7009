//! The whole audit of one list.

use super::checks::{self, Context};
use super::judge::Judge;
use super::remedy::remedy;
use super::{Coverage, Finding, Needed, Severity, Suppressed, Suppressions, Unjudged, Verdict};
use crate::allowlist::{Action, Allowlist, Hosts, Order, Rule, Skipped};
use crate::hostset::{HostSet, contains};

/// A list with everything that was found about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The list.
    pub list: Allowlist,
    /// What is needed.
    pub needed: Vec<Needed>,
    /// How far each is covered, in the order of `needed`.
    pub verdicts: Vec<Verdict>,
    /// What each rule is good for, in the order of the list's rules.
    pub uses: Vec<EntryUse>,
    /// What was found, worst first, then in the order of the list.
    pub findings: Vec<Finding>,
    /// What was found and accepted.
    pub suppressed: Vec<Suppressed>,
    /// What is needed and cannot be held against any list.
    pub unjudged: Vec<Unjudged>,
    /// Remarks on the run: suppressions that have expired or match nothing.
    pub notes: Vec<String>,
}

/// Who needs an entry of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryUse {
    /// The needed endpoints that it lets through, all or in part, by their number.
    pub needed: Vec<usize>,
}

/// How an audit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing as bad as asked for was found.
    Fine,
    /// Something was.
    Faulty,
    /// Nothing was, and something could not be decided.
    Open,
}

impl Audit {
    /// Holds a list against what is needed. `today` is a day as `2026-11-21`.
    #[must_use]
    pub fn of(
        list: Allowlist,
        needed: Vec<Needed>,
        unjudged: Vec<Unjudged>,
        suppressions: &Suppressions,
        today: &str,
    ) -> Self {
        let judge = Judge::new(&list);
        let mut verdicts: Vec<Verdict> = needed.iter().map(|needed| judge.judge(needed)).collect();
        let mut uses = vec![EntryUse::default(); list.rules.len()];
        for (number, verdict) in verdicts.iter().enumerate() {
            for rule in &verdict.by {
                uses[*rule].needed.push(number);
            }
        }
        let asked_for = asked_for(&list, &needed, &uses);
        for (needed, verdict) in needed.iter().zip(&mut verdicts) {
            // Nobody can narrow an entry that is as wide as the documents ask.
            let fits = |rule: &usize| asked_for[*rule] && has(&list.rules[*rule], &needed.hosts);
            if verdict.coverage == Coverage::Broadly && verdict.by.iter().any(fits) {
                verdict.coverage = Coverage::Covered;
            }
        }
        let context = Context {
            list: &list,
            needed: &needed,
            uses: &uses,
            index: &judge.index,
            breadths: &judge.breadths,
            asked_for: &asked_for,
        };
        let mut found: Vec<Finding> =
            needed.iter().zip(&verdicts).filter_map(|(n, v)| about(&list, n, v)).collect();
        found.extend(list.skipped.iter().map(not_a_rule));
        found.extend(checks::all(&context));
        // Stable: the order of the list within one severity.
        found.sort_by(|one, other| {
            let order = |finding: &Finding| (finding.place.is_none(), finding.place.clone());
            other.severity.cmp(&one.severity).then_with(|| order(one).cmp(&order(other)))
        });
        let (findings, suppressed, notes) = suppressions.sort(found, today);
        Self { list, needed, verdicts, uses, findings, suppressed, unjudged, notes }
    }

    /// How it ends when findings from `fail_on` on count; with none, none do.
    #[must_use]
    pub fn outcome(&self, fail_on: Option<Severity>) -> Outcome {
        let worst = self.findings.iter().map(|finding| finding.severity).max();
        if fail_on.is_some_and(|least| worst >= Some(least)) {
            return Outcome::Faulty;
        }
        let open = |(needed, verdict): (&Needed, &Verdict)| {
            needed.is_required() && verdict.coverage.is_open()
        };
        let untold = self.unjudged.iter().any(Unjudged::is_required);
        if untold || self.needed.iter().zip(&self.verdicts).any(open) {
            Outcome::Open
        } else {
            Outcome::Fine
        }
    }
}

/// What is wrong with a needed endpoint.
fn about(list: &Allowlist, needed: &Needed, verdict: &Verdict) -> Option<Finding> {
    let code = match &verdict.coverage {
        Coverage::Covered => return None,
        Coverage::Broadly => "need.broad",
        Coverage::Partly(_) => "need.partly",
        Coverage::Shadowed => "need.shadowed",
        Coverage::Dead(_) => "need.dead",
        Coverage::CannotExpress(_) => "need.cannot_express",
        Coverage::CannotDecide(_) => "need.cannot_decide",
        Coverage::Uncovered => "need.uncovered",
    };
    let severity = match (&verdict.coverage, needed.is_required()) {
        (Coverage::Broadly, _) => Severity::Note,
        (Coverage::CannotDecide(_), _) | (_, false) => Severity::Warning,
        (_, true) => Severity::Error,
    };
    let rule = match &verdict.coverage {
        Coverage::Dead(number) => Some(*number),
        Coverage::Shadowed => verdict.stopped_by.first().copied(),
        _ => verdict.by.first().or(verdict.stopped_by.first()).copied(),
    };
    let rule = rule.map(|number| &list.rules[number]);
    let what = format!("{} port {} ({})", needed.pattern, needed.port, needed.scheme.as_str());
    let text = sentence(&what, &verdict.coverage, rule, list.order);
    Some(Finding {
        code,
        severity,
        subject: needed.pattern.clone(),
        port: Some(needed.port),
        place: rule.map(|rule| rule.place.clone()),
        text,
        roles: needed.roles(),
        asked_at: needed.askers.iter().filter_map(|asker| asker.place.clone()).collect(),
        write: remedy(list, needed, verdict),
    })
}

/// Which rules, of those that are broad or not, are as wide as some needed endpoint.
fn asked_for(list: &Allowlist, needed: &[Needed], uses: &[EntryUse]) -> Vec<bool> {
    let as_wide = |(rule, own): (&Rule, &EntryUse)| match &rule.meaning.hosts {
        Hosts::Set(hosts) => own.needed.iter().any(|one| is_as_wide(&needed[*one].hosts, hosts)),
        _ => false,
    };
    list.rules.iter().zip(uses).map(as_wide).collect()
}

/// True when a needed set is as wide as that of an entry, the name itself or not.
fn is_as_wide(needed: &HostSet, entry: &HostSet) -> bool {
    let same_name = match (needed, entry) {
        (HostSet::Under { name, depths }, HostSet::Under { name: own, .. }) => {
            name == own && depths.most.is_none()
        }
        _ => false,
    };
    same_name || contains(needed, entry) == Ok(true)
}

/// True when a rule has all of some hosts.
fn has(rule: &Rule, hosts: &HostSet) -> bool {
    matches!(&rule.meaning.hosts, Hosts::Set(own) if contains(own, hosts) == Ok(true))
}

/// What is wrong with an endpoint, and the entry that has to do with it.
fn sentence(what: &str, coverage: &Coverage, rule: Option<&Rule>, order: Order) -> String {
    let detail = coverage.detail().unwrap_or_default();
    let said = match coverage {
        Coverage::Covered | Coverage::Broadly => format!("{what} is {}", coverage.status()),
        Coverage::Partly(_) => format!("{what} is let through in part: {detail}"),
        Coverage::Shadowed => format!("{what} is let through by one entry and stopped by another"),
        Coverage::Dead(_) => format!("{what} is not let through: the entry meant for it is dead"),
        Coverage::CannotExpress(why) => format!("{what} cannot be said in this product: it {why}"),
        Coverage::CannotDecide(_) => format!("{what} cannot be decided: {detail}"),
        Coverage::Uncovered => format!("{what} is not let through: no entry has it"),
    };
    let Some(rule) = rule else { return said };
    match (&rule.meaning.hosts, rule.action, coverage) {
        (Hosts::Nothing(why), ..) => {
            format!("{said}; `{}` can match nothing: it {why}", rule.text)
        }
        (_, Action::Deny, Coverage::Shadowed) => {
            let way_out = match order {
                Order::FirstMatch => "narrow it, or allow the endpoint before it",
                Order::LastMatch => "narrow it, or allow the endpoint behind it",
                Order::DenyWins | Order::AllowWins | Order::MostSpecific => "narrow or remove it",
            };
            format!("{said}; `{}` stops it: {way_out}", rule.text)
        }
        (_, Action::Deny, Coverage::CannotDecide(_)) => said,
        (_, Action::Deny, _) => format!("{said}; `{}` stops it", rule.text),
        (_, Action::Allow, Coverage::Broadly) => format!("{said}, `{}`", rule.text),
        (_, Action::Allow, _) => format!("{said}; the nearest entry is `{}`", rule.text),
    }
}

/// What is in the file and is no rule.
fn not_a_rule(skipped: &Skipped) -> Finding {
    let (code, severity, who) = if skipped.refused {
        ("entry.refused", Severity::Error, "the product refuses it")
    } else {
        ("entry.not_read", Severity::Warning, "it is not read here")
    };
    Finding {
        code,
        severity,
        subject: skipped.text.clone(),
        port: None,
        place: Some(skipped.place.clone()),
        text: format!("{who}: it {}", skipped.why),
        roles: Vec::new(),
        asked_at: Vec::new(),
        write: Vec::new(),
    }
}
