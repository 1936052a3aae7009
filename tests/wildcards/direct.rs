//! Without a proxy: aliases are met, names that lead inside are not followed, rules are not asked.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use clearway::mock::{Certificate, Origin, Origins, Status};
use clearway::probe::{Found, Limits, Prober, Resolver, SignIn, TrustStore};
use clearway::proxy::discover::from_command_line;
use clearway::report::Report;
use tokio::sync::watch;

use super::case::Case;
use super::compare::probe;
use super::play::{Asked, Names, run};
use super::runtime;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Also this machine; nobody listens at it alone.
const ELSEWHERE_HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 77, 66, 55));

fn found(address: IpAddr, aliases: &[&str]) -> Found {
    let aliases = aliases.iter().map(|name| name.parse().unwrap()).collect();
    Found { addresses: vec![address], aliases }
}

/// Asks directly; gives the report and what was looked up.
async fn ask(case: &str, known: &[(&str, Found)], trusted: &Origins) -> (Report, Vec<String>) {
    let case = Case::read(
        &format!(
            "title: direct\nworld: {{schema: clearway/mock/v1, title: unused}}\n\
             expect: {{outcome: '', exit: 0, roles: {{}}, standings: {{}}, probes: {{}}}}\n{case}"
        ),
        case,
    );
    let known = known.iter().map(|(name, found)| ((*name).to_owned(), found.clone())).collect();
    let names = Arc::new(Names { known, ..Names::default() });
    let shared: Arc<dyn Resolver> = Arc::<Names>::clone(&names);
    let trust = TrustStore::empty().with_root(trusted.ca_der().clone()).unwrap();
    let prober =
        Prober::new(shared, trust, SignIn::default(), Limits::default(), "clearway-test").unwrap();
    let router = from_command_line(None, true, None).unwrap().unwrap();
    let (_keep, stop) = watch::channel(false);
    let (report, ..) = run(&case, &router, Asked { prober, stop, deadline: None }).await;
    let looked_up = names.asked.lock().unwrap().clone();
    (report, looked_up)
}

fn said(report: &Report, place: &str) -> String {
    let rows = report.probes.iter().map(probe);
    rows.into_iter().find(|row| row.0 == place).map_or("nothing".to_owned(), |row| row.1)
}

fn gap(report: &Report, place: &str) -> String {
    let own = report.gaps.iter().find(|gap| format!("{}:{}", gap.host, gap.port) == place);
    own.map_or("nothing".to_owned(), |gap| format!("{} {}", gap.kind, gap.status))
}

/// Origins that answer with a redirect and show a certificate with this revocation list.
fn leading_to(location: &str, crl: &str) -> Origins {
    let origin = Origin {
        status: Status::FOUND,
        headers: [("Location".to_owned(), location.to_owned())].into(),
        certificate: Certificate { crl: vec![crl.to_owned()], ..Certificate::default() },
        ..Origin::default()
    };
    Origins::start(origin, HERE).unwrap()
}

#[test]
fn an_alias_under_a_wildcard_is_asked_and_not_where_it_leads_inside() {
    runtime().block_on(async {
        let origins = Origins::start(Origin::default(), HERE).unwrap();
        let port = origins.address().port();
        let known = [
            ("www.test", found(HERE, &["inside.edge.test", "other.test", "gone.edge.test"])),
            ("inside.edge.test", found(ELSEWHERE_HERE, &["further.edge.test"])),
        ];
        for (allowed, said_of_inside) in
            [(false, "cname untested untested.private_address"), (true, "cname failed tcp.refused")]
        {
            let case = format!(
                "targets: ['http://www.test:{port}/']\n\
                 roles: {{own/a: [{{pattern: '*.edge.test', ports: [443]}}]}}\n\
                 further: {{discover: true, closure: true, allow_private: {allowed}}}"
            );
            let (report, mut looked_up) = ask(&case, &known, &origins).await;
            assert_eq!(said(&report, &format!("www.test:{port}")), "target reachable");
            assert_eq!(said(&report, "inside.edge.test:443"), said_of_inside);
            assert_eq!(said(&report, "gone.edge.test:443"), "cname failed dns.name_not_resolved");
            // Aliases of what was merely discovered are not followed any further.
            // The names of a wave are asked together, in any order.
            looked_up.sort();
            assert_eq!(looked_up, ["gone.edge.test", "inside.edge.test", "www.test"]);
            let role = report.roles.iter().find(|role| role.role == "own/a").unwrap();
            assert_eq!(role.status.as_str(), "unproven");
        }
        assert_eq!(origins.requests().len(), 2, "one for each run");
    });
}

#[test]
fn what_answers_name_is_not_asked_inside_unless_the_user_allows_it() {
    runtime().block_on(async {
        let inner = Origins::start(Origin::default(), HERE).unwrap();
        let inside = inner.address().port();
        let outer = leading_to(
            &format!("http://127.0.0.1:{inside}/secret"),
            &format!("http://crl.test:{inside}/a.crl"),
        );
        let port = outer.address().port();
        let known = [("www.test", found(HERE, &[])), ("crl.test", found(HERE, &[]))];
        let case = |allowed: bool| {
            format!(
                "targets: ['https://www.test:{port}/']\n\
                 further: {{closure: true, allow_private: {allowed}}}"
            )
        };
        let (report, _) = ask(&case(false), &known, &outer).await;
        assert_eq!(said(&report, &format!("www.test:{port}")), "target reachable");
        assert_eq!(said(&report, &format!("127.0.0.1:{inside}")), "nothing");
        let refused = gap(&report, &format!("127.0.0.1:{inside}"));
        assert!(refused.starts_with("redirect not asked: 127.0.0.1 is no public"), "{refused}");
        let crl = said(&report, &format!("crl.test:{inside}"));
        assert_eq!(crl, "crl untested untested.private_address");
        assert_eq!(gap(&report, &format!("crl.test:{inside}")), "crl untested");
        assert_eq!(report.outcome.as_str(), "ready", "what is derived fails no role");
        assert_eq!(inner.requests(), [], "somebody was asked inside");

        let (report, _) = ask(&case(true), &known, &outer).await;
        assert_eq!(said(&report, &format!("127.0.0.1:{inside}")), "redirect reachable");
        assert_eq!(said(&report, &format!("crl.test:{inside}")), "crl reachable");
        assert_eq!(inner.requests().len(), 2);
    });
}

#[test]
fn a_name_with_public_and_private_addresses_is_asked_at_the_public_ones_only() {
    runtime().block_on(async {
        let inner = Origins::start(Origin::default(), HERE).unwrap();
        let inside = inner.address().port();
        let outer = leading_to(&format!("http://mixed.test:{inside}/"), "http://[::1]/a.crl");
        let port = outer.address().port();
        // 192.0.2.0/24 is for documentation (RFC 5737) and no more public than loopback.
        let both = Found {
            addresses: vec![HERE, "192.0.2.1".parse().unwrap(), "fe80::1".parse().unwrap()],
            aliases: Vec::new(),
        };
        let known = [("www.test", found(HERE, &[])), ("mixed.test", both)];
        let case = format!("targets: ['https://www.test:{port}/']\nfurther: {{closure: true}}");
        let (report, _) = ask(&case, &known, &outer).await;
        let mixed = said(&report, &format!("mixed.test:{inside}"));
        assert_eq!(mixed, "redirect untested untested.private_address");
        assert!(gap(&report, "::1:80").starts_with("crl not asked"), "{:?}", report.gaps);
        assert_eq!(inner.requests(), []);
    });
}

#[test]
fn nobody_is_asked_about_rules_without_a_proxy() {
    runtime().block_on(async {
        let origins = Origins::start(Origin::default(), HERE).unwrap();
        let port = origins.address().port();
        let case = format!(
            "targets: ['http://www.test:{port}/']\n\
             roles: {{own/a: [{{pattern: '*.x.test', ports: [443]}}]}}\n\
             further: {{rules: true, known_allowed: www.test}}"
        );
        let (report, looked_up) = ask(&case, &[("www.test", found(HERE, &[]))], &origins).await;
        assert_eq!(report.rules.len(), 1);
        assert_eq!(report.rules[0].verdict.as_str(), "inconclusive");
        assert!(report.rules[0].text.contains("go direct"), "{}", report.rules[0].text);
        assert_eq!(looked_up, ["www.test"], "a made-up name was looked up");
        assert_eq!(report.run.rule_traffic, None);
    });
}
