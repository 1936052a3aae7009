//! What servers need, by which way, and who is meant by a name.

use std::path::Path;

use super::*;

fn hierarchy(sites: &str) -> Hierarchy {
    read(Path::new("site.yaml"), &format!("schema: clearway/site/v1\nsites:\n{sites}")).unwrap()
}

/// One primary site with one server, `cm01.corp.test`.
fn server(lines: &str) -> Hierarchy {
    hierarchy(&format!(
        "  - code: P01\n    kind: primary\n    servers:\n      - name: cm01.corp.test\n{lines}"
    ))
}

const PROXY: &str = "        proxy: {name: proxy.corp.test, port: 8080}\n";

fn ways(hierarchy: &Hierarchy, name: &str) -> Vec<(&'static str, Way, String)> {
    let (site, server) = hierarchy.server(name).unwrap();
    let all = needs(hierarchy, site, server);
    all.into_iter().map(|need| (need.purpose, need.way, need.because)).collect()
}

#[test]
fn an_option_that_is_off_goes_past_the_proxy_and_says_so() {
    let lines = "        roles:\n          - {role: software-update-point, proxy_when_synchronizing: true}\n";
    let found = ways(&server(&format!("{PROXY}{lines}")), "cm01");
    assert_eq!(found[0].1, Way::Proxy);
    assert_eq!(
        (found[1].0, found[1].1),
        ("downloading by automatic deployment rules", Way::Direct)
    );
    assert!(found[1].2.contains("`proxy_for_automatic_deployment` is off"), "{found:?}");
}

#[test]
fn offline_needs_nothing() {
    let lines = "        roles: [{role: service-connection-point, mode: offline}]\n";
    let found = ways(&server(lines), "cm01");
    assert_eq!((found.len(), found[0].1), (1, Way::Nothing));
    assert!(found[0].2.contains("service connection tool"), "{found:?}");
}

#[test]
fn connected_cache_is_asked_without_a_sign_in() {
    let lines = "        roles: [{role: distribution-point, connected_cache: true}]\n";
    assert_eq!(ways(&server(&format!("{PROXY}{lines}")), "cm01")[0].1, Way::ProxyWithoutSignIn);
    assert_eq!(ways(&server(lines), "cm01")[0].1, Way::Direct);
    let lines = "        roles: [{role: distribution-point}]\n";
    assert_eq!(ways(&server(lines), "cm01")[0].1, Way::Nothing);
}

#[test]
fn discovery_goes_by_the_server_of_the_service_connection_point() {
    let lines = "        roles:\n          - role: service-connection-point\n            \
                 features: [entra-user-discovery, collection-sync]\n";
    for (_, way, because) in ways(&server(&format!("{PROXY}{lines}")), "cm01") {
        assert_eq!(way, Way::Proxy);
        assert!(because.contains("whichever site asks"), "{because}");
    }
}

#[test]
fn only_the_top_asks_microsoft_update() {
    let sites = "  - {code: CAS, kind: central-administration}\n  - code: P01\n    kind: primary\n    \
                 parent: CAS\n    servers:\n      - name: sup.corp.test\n        roles: [{role: \
                 software-update-point, third_party_catalogs: true}]\n  - code: S01\n    kind: \
                 secondary\n    parent: P01\n    servers:\n      - name: below.corp.test\n        \
                 roles: [{role: software-update-point}]\n";
    let hierarchy = hierarchy(sites);
    let of = |name| ways(&hierarchy, name).into_iter().map(|(_, way, _)| way).collect::<Vec<_>>();
    assert_eq!(of("sup"), [Way::Nothing, Way::Direct]);
    assert_eq!(of("below"), [Way::Nothing, Way::Nothing]);
    let (site, server) = hierarchy.server("below").unwrap();
    assert!(needs(&hierarchy, site, server).iter().all(|need| need.lists.is_empty()));
}

#[test]
fn a_proxy_that_is_switched_off_is_no_proxy() {
    let lines = "        proxy: {name: proxy.corp.test, enabled: false}\n        roles: \
                 [{role: cmg-connection-point}]\n";
    let found = ways(&server(lines), "cm01");
    assert_eq!(found[0].1, Way::Direct);
    assert!(found[0].2.contains("switched off"), "{found:?}");
}

#[test]
fn a_name_is_full_or_a_first_label() {
    let sites = "  - code: P01\n    kind: primary\n    servers:\n      - name: cm01.corp.test\n      \
                 - name: dp01.a.test\n      - name: DP01.b.test\n      - name: 192.0.2.1\n";
    let hierarchy = hierarchy(sites);
    for name in ["cm01", "CM01", "cm01.CORP.test", "cm01.corp.test."] {
        assert_eq!(hierarchy.server(name).unwrap().1.name, "cm01.corp.test", "{name}");
    }
    assert!(hierarchy.server("cm01.other.test").is_err());
    assert!(hierarchy.server("192").is_err(), "an address has no first label");
    let error = hierarchy.server("dp01").unwrap_err().to_string();
    assert!(error.contains("dp01.a.test or DP01.b.test"), "{error}");
    let error = hierarchy.server("cm02").unwrap_err().to_string();
    assert!(error.contains("did you mean `cm01.corp.test`"), "{error}");
    let error = hierarchy.server("cm01.corp.tset").unwrap_err().to_string();
    assert!(error.contains("did you mean `cm01.corp.test`"), "{error}");
}

#[test]
fn a_fault_is_known_to_be_about_its_server() {
    let lines = "        proxy: {name: p.test, port: 1, account: {user: u, password_env: P}}\n        \
                 roles:\n          - {role: distribution-point, connected_cache: true}\n";
    let hierarchy = server(lines);
    let faults = check_all(&hierarchy);
    let error = faults.iter().find(|fault| fault.severity == Severity::Error).unwrap();
    assert_eq!(hierarchy.server_at(error.place).unwrap().name, "cm01.corp.test");
    assert!(hierarchy.server_at(hierarchy.sites[0].place).is_none());
}

#[test]
fn a_password_is_kept_in_one_place() {
    let text = "schema: clearway/site/v1\nsites:\n  - code: P01\n    kind: primary\n    servers:\n      \
                - name: cm01.corp.test\n        proxy:\n          name: p.test\n          account: \
                {user: u, password_env: P, password_command: pass}\n";
    let error = read(Path::new("site.yaml"), text).unwrap_err().to_string();
    assert!(error.contains("kept in two places"), "{error}");
}

#[test]
fn an_address_of_version_6_is_a_proxy_too() {
    let lines = "        proxy: {name: '2001:db8::1'}\n";
    let hierarchy = server(lines);
    let proxy = hierarchy.server("cm01").unwrap().1.used_proxy().unwrap();
    assert_eq!(proxy.url(), "http://[2001:db8::1]:80");
}

#[test]
fn a_log_names_its_server_or_leaves_it_open() {
    let lines = "        proxy: {name: p.test, port: 1}\n        roles: [{role: cmg-connection-point}]\n      \
                 - name: sup01.corp.test\n        roles: [{role: software-update-point}]\n";
    let hierarchy = server(lines);
    let servers = |path: &str, component: &str, log: &str| {
        let ways = hierarchy.involved(path, component, log)?;
        Ok::<_, String>(ways.into_iter().map(|way| (way.server, way.way)).collect::<Vec<_>>())
    };
    let sup = || Ok(vec![("sup01.corp.test".to_owned(), Way::Direct)]);
    // It stands on the site server, and the role is elsewhere in the site.
    assert_eq!(servers(r"\\cm01\SMS_P01\Logs\wsyncmgr.log", "SMS_WSUS", "wsyncmgr.log"), sup());
    assert_eq!(servers("wsyncmgr.log", "SMS_WSUS on sup01.corp.test", "wsyncmgr.log"), sup());
    assert_eq!(servers("logs/wsyncmgr.log", "SMS_WSUS", "wsyncmgr.log"), sup());
    let both = servers("cm01/sup01/wsyncmgr.log", "x", "wsyncmgr.log").unwrap_err();
    assert!(both.contains("both named"), "{both}");
    assert!(servers("EasDisc.log", "x", "EasDisc.log").unwrap_err().contains("no server has"));
}
