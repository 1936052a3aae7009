//! The page of small reports made by hand, read as text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Lexicon, page};
use crate::saved::{Report, SCHEMA, read};

fn report(probes: &str) -> Report {
    let text = format!(
        r#"{{"schema":"{SCHEMA}","outcome":"not ready","account":"me",
        "route":{{"kind":"proxy","proxy":"http://proxy.test:8080"}},
        "run":{{"machine":"cm01","started":"2026-03-01T00:00:00Z","finished":"2026-03-01T00:00:02Z"}},
        "roles":[{{"role":"b/well","status":"ready"}},{{"role":"a/ill","status":"not ready",
        "counts":{{"required":2,"proven":1,"refused":1}}}}],
        "rules":[{{"pattern":"*.x.test","port":443,"verdict":"absent","advice":"Ask for *.x.test."}}],
        "gaps":[{{"kind":"crl","host":"crl.test","port":80,"status":"blocked"}}],"probes":[{probes}]}}"#
    );
    read("r.json", text.as_bytes()).unwrap()
}

fn probe(host: &str, status: &str, rest: &str) -> String {
    format!(
        r#"{{"endpoint":"{host}","host":"{host}","port":443,"scheme":"https","roles":["a/ill"],"status":"{status}",
        "route":{{"kind":"proxy","proxy":"http://proxy.test:8080"}},
        "stages":[{{"stage":"connect","ms":2.5,"outcome":"ok"}},{{"stage":"tunnel","ms":7.5,"outcome":"ok"}}]{rest}}}"#
    )
}

fn shown(probes: &str) -> String {
    page(&report(probes), &Lexicon::EMPTY).replace("<wbr>", "")
}

const DENIED: &str = r#","cause":"proxy.denied","refused_by":"proxy","confidence":"sure",
    "evidence":["HTTP/1.1 403 Forbidden"],"advice":"Ask to allow CONNECT.""#;

#[test]
fn the_answer_comes_first_and_everything_has_its_place() {
    let tls = r#","tls":{"version":"TLS 1.3","intercepted":true,"chain":[{"subject":"CN=a","issuer":"CN=Gate"}]}"#;
    let text = shown(&format!(
        "{},{}",
        probe("no.test", "blocked", DENIED),
        probe("a.test", "reachable", tls)
    ));
    let mut at = 0;
    for word in [
        "<h1",
        "Not ready",
        "2 roles (1 not ready, 1 ready)",
        ">Roles<",
        "a/ill",
        "b/well",
        "Who must act",
        "The team that runs the proxy",
        "Change request: 1 endpoint",
        "Roles by cause",
        "What did not work",
        "proxy.denied",
        "HTTP/1.1 403 Forbidden",
        "Ask to allow CONNECT.",
        "curl -v",
        "How long it took",
        "10 ms to 20 ms",
        "Certificates and interception",
        "opened on the way for 1 endpoint",
        "Rules for wildcards",
        "Ask for *.x.test.",
        "In no selected list",
        "crl.test:80",
        "Route and account",
        "All probes",
        "no.test:443",
        "</html>",
    ] {
        let found = text[at..].find(word);
        at += found.unwrap_or_else(|| panic!("`{word}` is missing, or stands too early"));
    }
}

#[test]
fn every_link_leads_somewhere_within_the_page() {
    let probes: Vec<String> =
        (0..30).map(|at| probe(&format!("h{at}.test"), "blocked", DENIED)).collect();
    let text = shown(&probes.join(","));
    let ids: BTreeSet<&str> =
        text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut links = 0;
    for rest in text.split(" href=\"").skip(1) {
        let target = rest.split('"').next().unwrap();
        let id =
            target.strip_prefix('#').unwrap_or_else(|| panic!("{target} leads out of the page"));
        assert!(ids.contains(id), "{target} leads nowhere");
        links += 1;
    }
    assert!(links > 30, "{links}");
}

#[test]
fn an_empty_report_is_a_page_too() {
    let least = format!(r#"{{"schema":"{SCHEMA}","probes":[]}}"#);
    let text = page(&read("r.json", least.as_bytes()).unwrap(), &Lexicon::EMPTY);
    assert!(text.contains("Nothing was asked.") && text.ends_with("</html>\n"));
}

#[test]
fn one_refusal_is_told_once_and_counts_its_endpoints() {
    let mut probes = String::new();
    for at in 0..20 {
        let _ = write!(probes, "{},", probe(&format!("h{at}.test"), "blocked", DENIED));
    }
    probes.push_str(&probe(
        "other.test",
        "failed",
        r#","cause":"tcp.refused","refused_by":"path""#,
    ));
    let text = shown(&probes);
    assert_eq!(text.matches("<article class=\"refusal\"").count(), 2);
    assert!(text.contains("20 endpoints: ") && text.contains("and 8 more"));
}

#[test]
fn what_the_lexicon_knows_is_said() {
    let lexicon =
        Lexicon { meaning: |_| Some("It means this."), who_acts: |_| Some("the gardener") };
    let text = page(&report(&probe("no.test", "blocked", DENIED)), &lexicon);
    assert!(text.contains("It means this.") && text.contains("The gardener"));
}
