//! Origins that send their callers elsewhere.

use super::*;

/// Status and Location of the answer to a GET for a path in a tunnel.
async fn hop(world: &MockWorld, host: &str, path: &str) -> (u16, Option<String>) {
    let (_, stream) = tunnel(world, &format!("{host}:443")).await;
    let mut stream = tls(world.ca_der(), host, stream).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let (head, _) = response(&mut stream).await;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, header(&head, "Location").map(str::to_owned))
}

async fn leads(world: &MockWorld, host: &str, path: &str, status: u16, to: &str) {
    assert_eq!(hop(world, host, path).await, (status, Some(to.to_owned())), "{host}{path}");
}

#[tokio::test]
async fn every_redirect_has_its_phrase() {
    for (status, phrase) in [
        (301, "Moved Permanently"),
        (302, "Found"),
        (303, "See Other"),
        (307, "Temporary Redirect"),
        (308, "Permanent Redirect"),
    ] {
        let answer = format!("{{origin: {{status: {status}, headers: {{Location: /x}}}}}}");
        let got = get_answer(&answering(&answer), "http://a.test/").await;
        assert!(got.starts_with(&format!("HTTP/1.1 {status} {phrase}\r\n")), "{got}");
        assert_eq!(header(&got, "Location"), Some("/x"));
    }
}

#[tokio::test]
async fn redirects_can_loop() {
    let world = start(Scenario::builtin("hostile").unwrap());
    leads(&world, "loop-a.test", "/", 302, "https://loop-b.test/").await;
    leads(&world, "loop-b.test", "/", 302, "https://loop-a.test/").await;
    leads(&world, "own-loop.test", "/", 307, "/").await;
}

#[tokio::test]
async fn a_chain_goes_from_path_to_path_and_ends() {
    let world = start(Scenario::builtin("hostile").unwrap());
    leads(&world, "chain.test", "/", 301, "/1").await;
    leads(&world, "chain.test", "/1", 302, "2?from=1").await;
    leads(&world, "chain.test", "/2?from=1", 303, "//next.chain.test/3").await;
    leads(&world, "next.chain.test", "/3", 307, "http://next.chain.test/4").await;
    let plain = get_answer(&world, "http://next.chain.test/4").await;
    assert_eq!(header(&plain, "Location"), Some("https://end.chain.test/"), "{plain}");
    assert_eq!(hop(&world, "end.chain.test", "/").await, (200, None));
}

#[tokio::test]
async fn a_path_with_its_query_comes_before_one_without() {
    let world = answering("{origin: {paths: {/a: {status: 404}, '/a?x=1': {status: 410}}}}");
    for (path, status) in [("/a?x=1", 410), ("/a?x=2", 404), ("/a", 404), ("/b", 200)] {
        assert_eq!(hop(&world, "a.test", path).await.0, status, "{path}");
    }
}

#[tokio::test]
async fn an_intercepting_proxy_passes_paths_on() {
    let world = answering("{intercept: {then: {origin: {paths: {/a: {status: 410}}}}}}");
    let ca = der(world.intercepting_ca_pem());
    for (path, status) in [("/a", "410"), ("/", "200")] {
        let (_, stream) = tunnel(&world, "a.test:443").await;
        let mut stream = tls(&ca, "a.test", stream).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let (head, _) = response(&mut stream).await;
        assert_eq!(head.split(' ').nth(1), Some(status));
    }
}

#[tokio::test]
async fn junk_stays_junk_and_long_stays_long() {
    let world = start(Scenario::builtin("hostile").unwrap());
    leads(&world, "to-loopback.test", "/", 302, "http://127.0.0.1:22/").await;
    leads(&world, "to-a-file.test", "/", 302, "file:///etc/passwd").await;
    leads(&world, "junk-location.test", "/", 302, "http://[::bad]:99999/\x1b[31m<script>").await;
    assert_eq!(hop(&world, "no-location.test", "/").await, (302, None));
    let (_, long) = hop(&world, "long-location.test", "/").await;
    assert_eq!(long.unwrap().len(), 65_536);
}
