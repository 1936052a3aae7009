//! Rules that CONNECT cannot settle, settled by plain requests on port 80.

use std::collections::HashMap;

use crate::address::Scheme;
use crate::plan::{Control, PlannedRule};
use crate::proxy::ProxyUrl;

use super::super::Status;
use super::{CalibrationState, RuleStanding, RuleVerdict, Seen};

/// Where CONNECT cannot tell and the same pattern was settled by plain requests, and nothing in the
/// run shows that the proxy treats the two differently.
pub(super) fn by_plain_request(
    rule: &PlannedRule,
    own: &RuleVerdict,
    rules: &[PlannedRule],
    alone: &[RuleVerdict],
    controls: &[Control],
    seen: Seen<'_>,
) -> Option<RuleVerdict> {
    if rule.scheme != Scheme::Https || own.standing != RuleStanding::Inconclusive {
        return None;
    }
    if own.calibration.state != CalibrationState::ResolvesFirst {
        return None;
    }
    let proxy = &controls.get(rule.control?)?.proxy;
    let sibling = rules.iter().position(|other| {
        other.scheme == Scheme::Http
            && other.port == 80
            && other.hosts == rule.hosts
            && other.control.and_then(|place| controls.get(place)).map(|c| &c.proxy) == Some(proxy)
    })?;
    let plain = &alone[sibling];
    if plain.standing == RuleStanding::Inconclusive || treats_methods_differently(proxy, seen) {
        return None;
    }
    Some(RuleVerdict {
        standing: plain.standing,
        calibration: own.calibration.clone(),
        answers: plain.answers.clone(),
        text: format!(
            "CONNECT cannot tell ({}); by plain requests on port 80: {}",
            own.calibration.text, plain.text
        ),
    })
}

/// True when one host was refused by policy by one method and let through by the other.
fn treats_methods_differently(proxy: &ProxyUrl, seen: Seen<'_>) -> bool {
    let mut by_host: HashMap<_, [Option<bool>; 2]> = HashMap::new();
    for (measured, verdict) in seen.all() {
        let probe = &measured.probe;
        if probe.routing.route.proxy() != Some(proxy) {
            continue;
        }
        let method = usize::from(probe.target.scheme == Scheme::Http);
        let refused = match verdict.status {
            Status::Reachable => false,
            Status::Blocked => true,
            Status::Failed | Status::Untested | Status::Inconclusive => continue,
        };
        by_host.entry(&probe.target.host).or_default()[method] = Some(refused);
    }
    by_host
        .values()
        .any(|[connect, plain]| matches!((connect, plain), (Some(a), Some(b)) if a != b))
}

#[cfg(test)]
mod tests {
    use super::super::super::judge_run;
    use super::super::super::samples::{at, connect_with, forward_with, good, head, inside, page};
    use super::super::judge_rules;
    use super::*;
    use crate::address::Entry;
    use crate::measurement::{HttpAnswer, Measurement};
    use crate::plan::{LabelKind, RuleLabel};

    fn denied() -> HttpAnswer {
        page(403, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], "")
    }

    fn unknown_name() -> HttpAnswer {
        page(503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")], "")
    }

    fn works() -> Measurement {
        inside(good(), "Public CA", Some(head(200, "OK")))
    }

    fn rule(port: u16, scheme: Scheme, labels: Vec<RuleLabel>) -> PlannedRule {
        let entry: Entry = "*.x.test".parse().unwrap();
        let control = Some(usize::from(scheme == Scheme::Http));
        let (pattern, hosts) = (entry.text, entry.host);
        PlannedRule { pattern, hosts, port, scheme, control, labels, unasked: None }
    }

    fn control_of(port: u16, scheme: Scheme, known: usize, unknown: usize) -> Control {
        let proxy = "http://proxy:8080".parse().unwrap();
        Control { proxy, scheme, port, known: Some(known), unknown: Some(unknown) }
    }

    /// CONNECT resolves first; plain requests on port 80 tell.
    fn by_both_methods(host_80: HttpAnswer) -> RuleVerdict {
        let plain_ok = page(200, &[("Server", "origin-of-x")], "hello");
        let run = [
            works(),
            at(connect_with(unknown_name()), "clearway-d.invalid", 443),
            at(forward_with(plain_ok), "known.x.test", 80),
            at(forward_with(denied()), "clearway-d.invalid", 80),
            at(forward_with(unknown_name()), "clearway-n.x.test", 80),
            at(forward_with(unknown_name()), "clearway-a.clearway-b.x.test", 80),
            at(forward_with(host_80), "go.example.test", 80),
        ];
        let verdicts = judge_run(&run);
        let seen = Seen { measurements: &run, verdicts: &verdicts };
        let labels = vec![
            RuleLabel { kind: LabelKind::Name, probe: 4 },
            RuleLabel { kind: LabelKind::Deep, probe: 5 },
        ];
        let rules = [rule(443, Scheme::Https, Vec::new()), rule(80, Scheme::Http, labels)];
        let controls = [control_of(443, Scheme::Https, 0, 1), control_of(80, Scheme::Http, 2, 3)];
        judge_rules(&rules, &controls, seen).remove(0)
    }

    #[test]
    fn plain_requests_settle_what_connect_cannot() {
        let verdict = by_both_methods(unknown_name());
        assert_eq!(verdict.standing, RuleStanding::Present, "{}", verdict.text);
        assert!(verdict.text.contains("CONNECT cannot tell"));
    }

    #[test]
    fn not_where_the_proxy_treats_them_differently() {
        assert_eq!(by_both_methods(denied()).standing, RuleStanding::Inconclusive);
    }
}
