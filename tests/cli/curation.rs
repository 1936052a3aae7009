//! Importing, comparing and checking lists, as somebody does who keeps them.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::catalogue::role;
use super::run;

/// Imports one of the articles; gives each role with its endpoints and ports, as they were written.
fn imported(article: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let path = format!("{}/tests/data/articles/{article}", env!("CARGO_MANIFEST_DIR"));
    let line = ["catalogue", "import", "--markdown", &path, "--product", "own", "--out", out];
    run(&line).ends_with(0);
    let catalogue = clearway::catalogue::Catalogue::default().with_directory(folder.path());
    let catalogue = catalogue.unwrap();
    let shown = |role: &clearway::catalogue::Role| {
        let endpoints = role.endpoints.iter().map(|one| {
            let ports: Vec<String> = one.ports.iter().map(ToString::to_string).collect();
            let proto = if one.protocol.as_str() == "udp" { "/udp" } else { "" };
            assert_eq!(one.state.as_str(), "unreviewed");
            let basis = if one.port_source.as_str() == "assumed" { "?" } else { "" };
            format!(" {}:{}{proto}{basis}", one.pattern.text, ports.join(","))
        });
        format!("{}{}", role.id.name(), endpoints.collect::<String>())
    };
    catalogue.roles().map(shown).collect()
}

#[test]
fn a_translated_article_of_bullets_gives_exactly_its_endpoints() {
    assert_eq!(
        imported("bullets-nl.md"),
        [
            "onderhoud-van-windows-10 Download.example.com:443,80 \
             https://go.example.com/fwlink/?LinkID=619849:443",
            "updates-en-onderhoud *.edge.example.net:443,80 *.technologies.example.com:443,80 \
             *.manage.example.com:443,80 blob.core.example.net:443,80 Download.example.com:443,80 \
             configbits.example.net:443,80",
            "voorbeeld-intune *manage.example.com:443,80 https://bsp.MP.example.com/V:443 \
             https://login.example.com/{TenantID}:443",
        ]
    );
}

#[test]
fn an_article_of_headings_gives_a_role_for_each() {
    assert_eq!(
        imported("features-en.md"),
        [
            "azure-services management.example.com:443,80 management.usgov.example.net:443,80",
            "client <name>.cloudapp.example.net:443? <name>.usgov.example.net:443? *.do.example.com:443?",
            "cloud-services https://graph.example.com/:443",
            "connection-point officecdn.example.com:443?",
            "console login.example.com:443? cdn.auth.example.net:443?",
            "internet-access-requirements https://aka.example:443 https://go.example.com:443",
            "updates http://*.update.example.com:80 https://*.update.example.com:443 \
             http://<FQDN for the update point on the child site>:80",
            "updates-and-servicing *.edge.example.net:443,80 download.example.com:443,80",
        ]
    );
}

#[test]
fn tables_state_ports_for_each_row() {
    assert_eq!(
        imported("tables-ja.md"),
        [
            "section-1 *.manage.example.com:80,443 manage.example.com:80,443 \
             EnterpriseEnrollment.manage.example.com:80,443 *.do.example.com:80,443 \
             *.do.example.com:3544/udp *.dl.example.com:80,443 *.dl.example.com:3544/udp \
             time.example.com:123/udp",
            "section-2 *.crl.example.com:80 http://ocsp.example.com/{id}:80 \
             crl.example.com/pki:80,443",
            "section-3 tunnel.example.com:8443 portal.example.com:8443",
        ]
    );
}

#[test]
fn the_report_accounts_for_lines_and_the_file_names_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/articles/bullets-nl.md");
    let line = ["catalogue", "import", "--markdown", path, "--product", "own", "--out", out];
    let report = run(&[&line[..], &["--format", "json"]].concat()).ends_with(0).json();
    assert_eq!(report["date"], "2018-01-29");
    let lines = report["lines"].as_array().unwrap();
    let of = |text: &str| {
        let one = lines.iter().find(|line| line["text"].as_str().unwrap().contains(text));
        one.unwrap_or_else(|| panic!("{text}"))["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(of("*.edge.example.net"), "taken");
    assert_eq!(of("*. technologies"), "doubtful");
    assert_eq!(of("manage.Example.com"), "doubtful");
    assert_eq!(of("Dmpdownloader.log"), "skipped");
    let text = fs::read_to_string(folder.path().join("own/updates-en-onderhoud.yaml")).unwrap();
    for expected in [
        "title: 'Verbindingspunt'",
        "date: '2018-01-29'",
        "handoff: '2018-02-01'",
        "note: 'section: Vereisten voor internettoegang > Updates en onderhoud'",
        "raw: '*. technologies.example.com'",
        "path: 'bullets-nl.md'",
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    run(&line).refuses(&["exists already", "--force"]);
}

const SETS: &str = r#"[{"id":1,"serviceArea":"Exchange","serviceAreaDisplayName":"Exchange Online",
    "urls":["outlook.example.com"],"ips":["192.0.2.0/24"],"tcpPorts":"80,443","udpPorts":"443",
    "expressRoute":true,"category":"Optimize","required":true}]"#;

#[test]
fn the_web_service_is_read_from_a_file_and_downloaded_through_the_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("china.json");
    fs::write(&file, SETS).unwrap();
    let line = ["catalogue", "import", "--m365", file.to_str().unwrap(), "--format", "json"];
    let report = run(&line).ends_with(0).json();
    assert_eq!(report["roles"][0]["role"], "microsoft365/m365-cn-exchange-1");
    assert_eq!(report["roles"][0]["endpoints"], 2);

    // A proxy that answers one request itself, and shows what it was asked.
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://me:secret@{}", proxy.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut connection, _) = proxy.accept().unwrap();
        let mut head = [0; 4096];
        let length = connection.read(&mut head).unwrap();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{SETS}", SETS.len());
        connection.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&head[..length]).into_owned()
    });
    let place = "http://endpoints.example.test/endpoints/USGOVDoD?clientrequestid=1";
    let line = ["catalogue", "import", "--m365", place, "--proxy", &url, "--format", "json"];
    let report = run(&line).ends_with(0).json();
    assert_eq!(report["roles"][0]["role"], "microsoft365/m365-dod-exchange-1");
    let asked = asked.join().unwrap();
    assert!(asked.starts_with(&format!("GET {place} HTTP/1.1")), "{asked}");
    assert!(asked.to_lowercase().contains("proxy-authorization: basic"), "{asked}");
}

#[test]
fn a_download_trusts_what_a_check_trusts() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    fs::write(&empty, "no certificate\n").unwrap();
    let (ca, place) =
        (empty.to_str().unwrap(), "https://endpoints.example.test/endpoints/USGOVDoD");
    let line = ["catalogue", "import", "--m365", place, "--proxy", "127.0.0.1:1", "--ca", ca];
    run(&line).refuses(&["find a certificate in", "empty.pem"]);
}

#[test]
fn a_difference_is_listed_for_each_role() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let one = "  - {pattern: a.example.com, ports: [443]}\n";
    let before =
        role(old.path(), "own/x", &format!("{one}  - {{pattern: b.example.com, ports: [80]}}\n"));
    let after = format!(
        "{one}  - {{pattern: B.example.com, ports: [443]}}\n  - {{pattern: c.example.com, ports: [443]}}\n"
    );
    let after = role(new.path(), "own/x", &after);
    let found =
        run(&["catalogue", "diff", &before, &after, "--format", "json"]).ends_with(1).json();
    assert_eq!(
        (&found["added"], &found["removed"], &found["changed"]),
        (&1.into(), &0.into(), &1.into())
    );
    let text = run(&["catalogue", "diff", &before, &after]).ends_with(1).out.clone();
    assert!(text.contains("+ c.example.com") && text.contains("~ B.example.com"), "{text}");
    let text = run(&["catalogue", "diff", &after, &before, "--format", "markdown"]).out;
    assert!(text.contains("| removed | `c.example.com` |"), "{text}");
    run(&["catalogue", "diff", &before, &before]).ends_with(0);
    run(&["catalogue", "diff", "builtin", "builtin"]).ends_with(0);
    run(&["catalogue", "diff", "missing", "builtin"]).refuses(&["missing"]);
}

#[test]
fn mistakes_are_found_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let directory = role(
        folder.path(),
        "own/x",
        "  - {pattern: '*.example.com', ports: [443]}\n\
         \x20 - {pattern: a.example.com, ports: [443]}\n\
         \x20 - {pattern: A.example.com, ports: [443]}\n\
         \x20 - {pattern: go.micorsoft.com, ports: [443]}\n\
         \x20 - {pattern: go.microsoft.con, ports: [443]}\n\
         \x20 - {pattern: 'http://b.test.net', ports: [443]}\n",
    );
    fs::write(folder.path().join("broken.yaml"), "schema: clearway/role/v2\n").unwrap();
    let found = run(&["catalogue", "lint", &directory]).ends_with(1).out.clone();
    for expected in [
        "own-x.yaml:6: covered: `a.example.com` is covered by `*.example.com` on line 5",
        "own-x.yaml:7: duplicate: `A.example.com` stands on line 6 already",
        "own-x.yaml:8: misspelt: `go.micorsoft.com`: `micorsoft.com` is probably `microsoft.com`",
        "own-x.yaml:9: impossible: `go.microsoft.con`: there is no top-level domain `con`",
        "own-x.yaml:10: impossible: `http://b.test.net` is http, and its only port is 443",
        "own-x.yaml:5: no-source:",
        "broken.yaml:1: unreadable:",
    ] {
        assert!(found.contains(expected), "{expected} is missing in\n{found}");
    }
    run(&["catalogue", "lint", "missing"]).refuses(&["missing"]);
}

#[test]
fn the_built_in_lists_have_no_mistakes_of_spelling() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/endpoints");
    let found = run(&["catalogue", "lint", directory, "--format", "json"]).json();
    for finding in found["findings"].as_array().unwrap() {
        let kind = finding["kind"].as_str().unwrap();
        assert!(!["unreadable", "misspelt", "same-role", "no-source"].contains(&kind), "{finding}");
    }
}
