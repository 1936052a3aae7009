//! Questions about rules, wave by wave: the controls first, then one name for each wildcard where
//! the controls show that it is worth asking, then its depth and the name itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Wave;
use super::labels::{Labels, suffix, too_broad};
use crate::address::{Host, PortSpec, Scheme, Target};
use crate::plan::{Ask, Control, LabelKind, Plan, PlannedRule, Probe, RuleLabel, Source, Unasked};
use crate::proxy::{ProxyUrl, Route, Router, Routing};
use crate::verdict::Status;
use crate::verdict::wildcard::{Meaning, Seen, calibrate, judge_rules};

/// How far the questions have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Controls,
    Names,
    Depth,
    Done,
}

/// Asks about the wildcards of a plan.
pub(super) struct Rules {
    step: Step,
    labels: Labels,
}

impl Rules {
    pub fn new() -> Self {
        Self { step: Step::Controls, labels: Labels::new() }
    }

    /// True while there is something left to ask.
    pub fn is_done(&self) -> bool {
        self.step == Step::Done
    }

    /// Adds the next questions.
    pub fn follow(&mut self, wave: &mut Wave<'_>) {
        match self.step {
            Step::Controls => {
                plan_rules(wave.plan, wave.router);
                self.controls(wave);
                self.step = Step::Names;
            }
            Step::Names => {
                self.names(wave);
                self.step = Step::Depth;
            }
            Step::Depth => {
                self.depth(wave);
                self.step = Step::Done;
            }
            Step::Done => {}
        }
    }

    /// A name that works and a name that cannot exist, for each proxy, method and port.
    fn controls(&mut self, wave: &mut Wave<'_>) {
        for place in 0..wave.plan.controls.len() {
            let control = wave.plan.controls[place].clone();
            let known = known_from_run(&control, wave.seen).or_else(|| {
                let questions = wave.plan.further.rules.as_ref();
                let host = questions.and_then(|questions| questions.known_allowed.clone());
                let target = host.map(|host| Target::new(host, control.port, control.scheme));
                target.and_then(|target| wave.ask_rule(target, &control.proxy, None))
            });
            wave.plan.controls[place].known = known;
            if known.is_none() {
                continue;
            }
            if let Some(host) = self.labels.control() {
                let target = Target::new(host, control.port, control.scheme);
                wave.plan.controls[place].unknown = wave.ask_rule(target, &control.proxy, None);
            }
        }
    }

    /// A name under each wildcard, where the answer would mean something.
    fn names(&mut self, wave: &mut Wave<'_>) {
        for place in 0..wave.plan.rules.len() {
            let rule = &wave.plan.rules[place];
            let worth_it = rule.control.is_some_and(|control| {
                calibrate(&wave.plan.controls[control], wave.seen).state.is_conclusive()
            });
            if worth_it && let Some(host) = self.labels.name(&rule.hosts.clone()) {
                label(wave, place, LabelKind::Name, host);
            }
        }
    }

    /// Its depth and the name itself, where a name below was let through; the name itself alone
    /// where it was refused.
    fn depth(&mut self, wave: &mut Wave<'_>) {
        let verdicts = judge_rules(&wave.plan.rules, &wave.plan.controls, wave.seen);
        for (place, verdict) in verdicts.into_iter().enumerate() {
            let hosts = wave.plan.rules[place].hosts.clone();
            let name = verdict.answers.iter().find(|answer| answer.kind == LabelKind::Name);
            let Some(name) = name.filter(|_| !wave.plan.rules[place].labels.is_empty()) else {
                continue;
            };
            if name.meaning == Meaning::Passed
                && let Some(host) = self.labels.deep(&hosts)
            {
                label(wave, place, LabelKind::Deep, host);
            }
            if matches!(name.meaning, Meaning::Passed | Meaning::Refused)
                && let Some(host) = Labels::apex(&hosts)
            {
                label(wave, place, LabelKind::Apex, host);
            }
        }
    }
}

/// Asks for a name on behalf of a rule, once for all rules that mean the same by it.
fn label(wave: &mut Wave<'_>, place: usize, kind: LabelKind, host: Host) {
    let rules = &wave.plan.rules;
    let asked = alike(rules, place)
        .flat_map(|other| &rules[other].labels)
        .find(|label| label.kind == kind)
        .map(|label| label.probe);
    let target = Target::new(host, rules[place].port, rules[place].scheme);
    let proxy = rules[place].control.map(|control| wave.plan.controls[control].proxy.clone());
    let ask = || wave.ask_rule(target, &proxy?, Some(place));
    if let Some(probe) = asked.or_else(ask) {
        wave.plan.rules[place].labels.push(RuleLabel { kind, probe });
    }
}

/// The rules, this one included, for which a name below it is asked alike: `*.x`, `.x` and `*x`.
fn alike(rules: &[PlannedRule], place: usize) -> impl Iterator<Item = usize> {
    let own = &rules[place];
    let same = |rule: &PlannedRule| {
        suffix(&rule.hosts).is_some()
            && suffix(&rule.hosts) == suffix(&own.hosts)
            && (rule.port, rule.scheme) == (own.port, own.scheme)
            && rule.control == own.control
    };
    (0..rules.len()).filter(move |other| *other == place || same(&rules[*other]))
}

/// A probe of the run that works by this method on this port of this proxy.
fn known_from_run(control: &Control, seen: Seen<'_>) -> Option<usize> {
    seen.all().position(|(measured, verdict)| {
        let probe = &measured.probe;
        probe.routing.route.proxy() == Some(&control.proxy)
            && probe.target.scheme == control.scheme
            && probe.target.port == control.port
            && verdict.status == Status::Reachable
            && !probe.source.is_hearsay()
    })
}

/// Finds the wildcards of a plan, each (pattern, port) once, and the controls that they need.
fn plan_rules(plan: &mut Plan, router: &Router) {
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let Plan { roles, rules, controls, .. } = plan;
    for requirement in roles.iter_mut().flat_map(|role| &mut role.requirements) {
        let (Some(hosts), PortSpec::One(port)) = (&requirement.hosts, requirement.port) else {
            continue;
        };
        if !hosts.is_wildcard() || !requirement.unasked.as_ref().is_none_or(Unasked::is_wildcard) {
            continue;
        }
        let scheme = Scheme::of_port(port);
        let place = *known.entry((hosts.clone(), port)).or_insert_with(|| {
            let mut rule = PlannedRule {
                pattern: requirement.pattern.clone(),
                hosts: hosts.clone(),
                port,
                scheme,
                control: None,
                labels: Vec::new(),
                unasked: too_broad(hosts),
            };
            if scheme == Scheme::Tcp {
                rule.unasked = Some(format!(
                    "port {port} is neither HTTP nor HTTPS: there is no request that would be judged"
                ));
            }
            if rule.unasked.is_none() {
                match control(&rule, router, controls) {
                    Ok(control) => rule.control = Some(control),
                    Err(why) => rule.unasked = Some(why),
                }
            }
            rules.push(rule);
            rules.len() - 1
        });
        requirement.rule = Some(place);
    }
}

/// The controls for the way that names under a wildcard take.
fn control(
    rule: &PlannedRule,
    router: &Router,
    controls: &mut Vec<Control>,
) -> Result<usize, String> {
    let sample = Labels::new().name(&rule.hosts);
    let sample = sample.ok_or_else(|| format!("no name can be made up under {}", rule.hosts))?;
    let target = Target::new(sample, rule.port, rule.scheme);
    let routing = router.route(&target);
    let Route::Proxy(proxy) = &routing.route else {
        return Err(format!(
            "names under it go direct ({}): a firewall on the way never sees a name that this \
             machine cannot resolve, so there is nobody to ask",
            routing.source
        ));
    };
    let same =
        |own: &Control| own.proxy == *proxy && own.scheme == rule.scheme && own.port == rule.port;
    Ok(controls.iter().position(same).unwrap_or_else(|| {
        controls.push(Control {
            proxy: proxy.clone(),
            scheme: rule.scheme,
            port: rule.port,
            known: None,
            unknown: None,
        });
        controls.len() - 1
    }))
}

impl Wave<'_> {
    /// Asks this proxy about a rule, or is a control; gives the place of the probe. A made-up name
    /// goes to no other proxy, and never direct: this machine would look it up.
    fn ask_rule(&mut self, target: Target, proxy: &ProxyUrl, rule: Option<usize>) -> Option<usize> {
        if let Some(place) = self.asked.place(&target) {
            return Some(place);
        }
        let routing = self.router.route(&target);
        routing.route.proxy()?;
        let route = Route::Proxy(proxy.clone());
        let routing = Routing::new(route, &routing.source, &routing.because);
        let because = match rule {
            Some(_) => "made up to ask about the rule",
            None => "a control for the questions about rules",
        };
        let asks = rule.map_or_else(Vec::new, |rule| asks(self.plan, rule));
        let probe = Probe {
            asks,
            source: Source::Rule,
            because: Some(because.to_owned()),
            ..Probe::new(target, Arc::new(routing))
        };
        Some(self.asked.add(self.plan, probe))
    }
}

/// On whose behalf a rule is asked about.
fn asks(plan: &Plan, rule: usize) -> Vec<Ask> {
    let alike: Vec<Option<usize>> = alike(&plan.rules, rule).map(Some).collect();
    let mut asks: Vec<Ask> = Vec::new();
    for role in &plan.roles {
        let own = role.requirements.iter().filter(|own| alike.contains(&own.rule));
        asks.extend(own.map(|requirement| Ask::of(&role.id, requirement)));
    }
    Ask::tidy(&mut asks);
    asks
}
