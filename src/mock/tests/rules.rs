//! What a wildcard's rule can be, and how proxies show it: each way that a scenario has to say so.

use super::*;

const RANDOM: &str = "clearway-abcdefghijkl";

/// The first line of the answer to CONNECT for a random label below a name.
async fn asked(world: &MockWorld, below: &str) -> String {
    first_line(&connect_answer(world, &format!("{RANDOM}.{below}:443")).await)
}

fn first_line(answer: &str) -> String {
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_rule_can_be_present_or_absent_or_partial() {
    let world = world(
        "default: deny\n\
         rules:\n\
         - {hosts: [www.present.test, apex.test], answer: allow}\n\
         - {hosts: [.present.test, {one_label_below: flat.test}], answer: name_not_found}",
    );
    let (present, absent) = ("HTTP/1.1 503 Service Unavailable", "HTTP/1.1 403 Forbidden");
    assert_eq!(asked(&world, "present.test").await, present);
    assert_eq!(asked(&world, "clearway-x.present.test").await, present);
    assert_eq!(asked(&world, "absent.test").await, absent);
    assert_eq!(asked(&world, "invalid").await, absent);
    assert_eq!(asked(&world, "flat.test").await, present);
    assert_eq!(asked(&world, "clearway-x.flat.test").await, absent);
    assert_eq!(first_line(&connect_answer(&world, "flat.test:443").await), absent);
    assert_eq!(asked(&world, "apex.test").await, absent);
    fetch(&world, "apex.test", world.ca_der()).await;
    fetch(&world, "www.present.test", world.ca_der()).await;
}

#[tokio::test]
async fn one_label_below_is_one_label_of_a_name() {
    let world =
        world("default: deny\nrules: [{hosts: [{one_label_below: A.Test}], answer: allow}]");
    for (host, allowed) in [
        ("x.a.test", true),
        ("a.test", false),
        ("y.x.a.test", false),
        ("xa.test", false),
        ("x.b.test", false),
        ("10.0.0.1", false),
    ] {
        let got = connect_answer(&world, &format!("{host}:443")).await;
        assert_eq!(got.starts_with("HTTP/1.1 200 "), allowed, "{host}: {got}");
    }
}

#[tokio::test]
async fn names_can_be_told_by_their_beginning() {
    let world = world("rules: [{hosts: [{beginning: clearway-}], answer: deny}]");
    assert_eq!(asked(&world, "a.b.test").await, "HTTP/1.1 403 Forbidden");
    assert!(connect_answer(&world, "x.clearway-a.test:443").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_proxy_can_resolve_before_it_judges() {
    let world = world(
        "preset: apache\n\
         default: name_not_found\n\
         rules:\n\
         - {hosts: [www.listed.test], answer: allow}\n\
         - {hosts: [www.denied.test], answer: deny}",
    );
    for below in ["listed.test", "denied.test", "invalid"] {
        assert_eq!(asked(&world, below).await, "HTTP/1.1 502 Proxy Error", "{below}");
    }
    assert!(connect_answer(&world, "www.denied.test:443").await.starts_with("HTTP/1.1 403 "));
    fetch(&world, "www.listed.test", world.ca_der()).await;
}

#[tokio::test]
async fn a_proxy_can_say_200_before_it_resolves() {
    // Denials come in clear, or as an end; so does a name that is not there.
    let world = world(
        "default: clear_in_tunnel\n\
         rules:\n\
         - {hosts: [www.listed.test], answer: allow}\n\
         - {hosts: [.listed.test], answer: close_after_200}\n\
         - {hosts: [.redirected.test], answer: early_bytes}",
    );
    for below in ["listed.test", "redirected.test", "invalid"] {
        assert!(asked(&world, below).await.starts_with("HTTP/1.1 200 "), "{below}");
    }
}

#[tokio::test]
async fn an_interceptor_forges_a_certificate_for_any_name() {
    let world = world(
        "default: {intercept: {then: deny}}\n\
         rules:\n\
         - {hosts: [.present.test], answer: {intercept: {then: name_server_failed}}}",
    );
    let ca = der(world.intercepting_ca_pem());
    let (head, body) = fetch(&world, &format!("{RANDOM}.present.test"), &ca).await;
    assert!(head.starts_with("HTTP/1.1 503 ") && body.contains("ERR_DNS_FAIL"), "{head}");
    let (head, _) = fetch(&world, &format!("{RANDOM}.invalid"), &ca).await;
    assert!(head.starts_with("HTTP/1.1 403 "), "{head}");
}

#[tokio::test]
async fn refusals_come_as_pages_redirects_resets_and_logins() {
    let redirects = answering("redirect");
    assert_eq!(asked(&redirects, "a.test").await, "HTTP/1.1 302 Found");
    let page = answering("{block_page: {status: 502}}");
    assert_eq!(asked(&page, "a.test").await, "HTTP/1.1 502 Bad Gateway");
    let login = start(Scenario::builtin("needs-login").unwrap());
    for below in ["a.test", "invalid"] {
        let got = asked(&login, below).await;
        assert_eq!(got, "HTTP/1.1 407 Proxy Authentication Required", "{below}");
    }
    let resets = answering("reset");
    let mut stream = TcpStream::connect(resets.address()).await.unwrap();
    stream.write_all(connect(&format!("{RANDOM}.a.test:443")).as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.is_err());
}

#[tokio::test]
async fn a_name_that_does_not_resolve_can_come_late() {
    for answer in ["name_not_found", "name_server_failed"] {
        let world = answering(&format!("{{{answer}: {{after_ms: 40}}}}"));
        let before = std::time::Instant::now();
        assert_eq!(asked(&world, "a.test").await, "HTTP/1.1 503 Service Unavailable");
        assert!(before.elapsed() >= Duration::from_millis(40));
    }
}

#[tokio::test]
async fn connect_and_get_can_differ() {
    let world = world(
        "default: {upstream_refused: {preset: plain}}\n\
         rules:\n\
         - {hosts: [.present.test], methods: [GET], answer: name_not_found}\n\
         - {hosts: [\"*\"], methods: [GET], answer: deny}",
    );
    for below in ["present.test", "invalid"] {
        assert_eq!(asked(&world, below).await, "HTTP/1.1 502 Bad Gateway");
    }
    let plain = async |below: &str| get_answer(&world, &format!("http://{RANDOM}.{below}/")).await;
    assert!(plain("present.test").await.starts_with("HTTP/1.1 503 "));
    assert!(plain("invalid").await.starts_with("HTTP/1.1 403 "));
}

#[tokio::test]
async fn the_wildcards_are_as_the_scenario_tells() {
    let world = start(Scenario::builtin("wildcards").unwrap());
    let (present, absent) = ("HTTP/1.1 503 Service Unavailable", "HTTP/1.1 403 Forbidden");
    for (below, expected) in [
        ("invalid", absent),
        ("akamaiedge.net", present),
        ("clearway-x.akamaiedge.net", present),
        ("akamaitechnologies.com", absent),
        ("manage.microsoft.com", present),
        ("clearway-x.manage.microsoft.com", absent),
        ("dm.microsoft.com", absent),
    ] {
        assert_eq!(asked(&world, below).await, expected, "{below}");
    }
    let watson = format!("{RANDOM}-umwatsonc.events.data.microsoft.com:443");
    assert_eq!(first_line(&connect_answer(&world, &watson).await), present);
    for host in ["manage.microsoft.com", "swda01.manage.microsoft.com", "dm.microsoft.com"] {
        fetch(&world, host, world.ca_der()).await;
    }
    let (head, _) = fetch(&world, "go.microsoft.com", world.ca_der()).await;
    assert_eq!(header(&head, "Location"), Some("https://links.example.net/sdk?id=1"));
    assert!(connect_answer(&world, "links.example.net:443").await.starts_with(absent));
    assert!(get_answer(&world, "http://ocsp.example.net/").await.starts_with(absent));
    assert!(get_answer(&world, "http://crl.example.net/x").await.starts_with("HTTP/1.1 200 "));
}
