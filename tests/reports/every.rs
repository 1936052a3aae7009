//! A report with everything that there is: every status, cause, party, confidence and verdict on a
//! rule, a gap of every kind, a baseline, a sign-in, an opened TLS session.

use clearway::address::PortSpec;
use clearway::report::{Attempt, AuthShown, BaselineShown, LegShown, Report, Tried};
use clearway::saved::{Calibration, Gap, Label, Rule};
use clearway::verdict::{Cause, Confidence, Party, Status};

use crate::fixture;

const HOSTILE: &str = "</script><script>alert(1)</script>\u{202e}|`=1\u{1b}[2J";

/// The sample, and behind it a row for every cause, rules and gaps.
pub fn every() -> Report {
    let mut report = fixture::sample();
    let like = report.probes.iter().find(|row| row.tls.is_some()).unwrap().clone();
    let parties =
        [Party::ThisMachine, Party::Proxy, Party::BeyondProxy, Party::Path, Party::Origin];
    for (at, cause) in Cause::ALL.iter().enumerate() {
        let mut row = like.clone();
        row.host = Some(format!("cause-{at}.every.test").parse().unwrap());
        row.endpoint = format!("cause-{at}.every.test");
        (row.roles, row.asked_by) = (Vec::new(), Vec::new());
        row.cause = Some(cause.code());
        row.status = match at % 4 {
            _ if cause.code().starts_with("untested.") => Status::Untested,
            0 => Status::Blocked,
            1 | 2 => Status::Failed,
            _ => Status::Inconclusive,
        };
        row.refused_by = Some(parties[at % parties.len()]);
        row.confidence = [Confidence::Sure, Confidence::Likely, Confidence::Open][at % 3];
        row.evidence = vec![format!("{} {HOSTILE}", cause.meaning())];
        row.notes = vec![HOSTILE.to_owned()];
        row.advice = format!("{} {HOSTILE}", cause.usual_causes());
        "12002 ERROR_WINHTTP_TIMEOUT".clone_into(&mut row.logged);
        row.derived = at % 5 == 0;
        row.starved = at % 7 == 0;
        if let Some(tls) = &mut row.tls {
            tls.intercepted = [Some(true), Some(false), None][at % 3];
        }
        if let Some(route) = &mut row.route {
            let failure = HOSTILE.to_owned();
            let way = "http://first.test:8080".to_owned();
            route.tried.push(Tried { way, stage: "connect", failure, ms: 3.5 });
        }
        row.earlier.push(Attempt {
            stage: "tls",
            failure: HOSTILE.to_owned(),
            ms: 12.25,
            starved: false,
        });
        row.auth = Some(auth(at));
        row.baseline = (at % 2 == 0).then(|| BaselineShown {
            machine: format!("laptop {HOSTILE}"),
            started: row.started,
            status: "reachable".to_owned(),
            cause: None,
            says: "works outside, not here",
        });
        report.probes.push(row);
    }
    report.run.proxy_user = Some(format!("user {HOSTILE}"));
    // Rules and gaps are made as they are saved.
    let text = crate::in_format("json", &report);
    let mut saved = clearway::saved::read("every", text.as_bytes()).unwrap();
    saved.rules = ["present", "absent", "partial", "inconclusive"].map(rule).into();
    saved.gaps = ["crl", "ocsp", "aia", "redirect"].map(gap).into();
    Report::restore(saved).unwrap()
}

fn auth(at: usize) -> AuthShown {
    AuthShown {
        offered: vec!["Negotiate".to_owned(), HOSTILE.to_owned()],
        used: Some("negotiate"),
        legs: vec![LegShown {
            scheme: "negotiate",
            message: "initial",
            parameters: vec![format!("realm: {HOSTILE}")],
            result: "accepted",
            detail: None,
        }],
        outcome: ["accepted", "rejected", "no_ticket"][at % 3],
        detail: [None, Some(HOSTILE.to_owned()), None][at % 3].clone(),
    }
}

fn rule(verdict: &str) -> Rule {
    Rule {
        pattern: format!("*.{verdict}.every.test"),
        port: PortSpec::One(443),
        method: "CONNECT".to_owned(),
        verdict: verdict.to_owned(),
        text: format!("why it is {verdict} {HOSTILE}"),
        roles: vec!["targets".to_owned()],
        calibration: Calibration {
            conclusive: verdict != "inconclusive",
            state: "conclusive".to_owned(),
            text: HOSTILE.to_owned(),
            known: Some(0),
            unknown: None,
        },
        probes: vec![Label {
            kind: "name".to_owned(),
            host: format!("clearway-abc.{verdict}.every.test"),
            meaning: "refused".to_owned(),
            answer: HOSTILE.to_owned(),
            row: 0,
        }],
        advice: format!("Ask for *.{verdict}.every.test {HOSTILE}"),
    }
}

fn gap(kind: &str) -> Gap {
    Gap {
        kind: kind.to_owned(),
        host: format!("{kind}.every.test"),
        port: PortSpec::One(80),
        because: HOSTILE.to_owned(),
        roles: vec!["targets".to_owned()],
        status: "blocked".to_owned(),
        row: Some(0),
    }
}
