//! The access log, line by line, against what Squid writes for the same.

use std::fs;
use std::path::Path;

use super::*;

/// A world that logs, and the folder of its log.
fn logging(lines: &str) -> (MockWorld, tempfile::TempDir) {
    let (world, folder) = (world(lines), tempfile::tempdir().unwrap());
    world.log_to(&log(folder.path())).unwrap();
    (world, folder)
}

fn log(folder: &Path) -> std::path::PathBuf {
    folder.join("access.log")
}

/// The lines, each without its time, duration and client, once the world has ended.
async fn lines((world, folder): (MockWorld, tempfile::TempDir)) -> Vec<String> {
    world.shutdown().await;
    let text = fs::read_to_string(log(folder.path())).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            assert_eq!((fields.len(), fields[2]), (10, "127.0.0.1"), "{line}");
            fields[3..].join(" ")
        })
        .collect()
}

#[tokio::test]
async fn tunnels_denials_and_plain_requests_are_told_apart() {
    let logging = logging(
        "rules:\n\
         - {hosts: [denied.test], answer: deny}\n\
         - {hosts: [page.test], answer: redirect}\n\
         - {hosts: [cut.test], answer: reset}\n\
         - {hosts: [nx.test], answer: name_not_found}\n\
         - {hosts: [origin403.test], answer: {origin: {status: 403, body: \"no\"}}}",
    );
    let world = &logging.0;
    let mut sizes = Vec::new();
    for authority in ["denied.test:443", "page.test:443", "nx.test:443"] {
        sizes.push(connect_answer(world, authority).await.len());
    }
    for url in ["http://denied.test/p?secret=1", "http://nx.test/", "http://origin403.test/"] {
        sizes.push(get_answer(world, url).await.len());
    }
    assert!(talk(world.address(), &connect("cut.test:443")).await.is_err());
    let expected = [
        format!("TCP_DENIED/403 {} CONNECT denied.test:443 - HIER_NONE/- text/html", sizes[0]),
        format!("TCP_DENIED/302 {} CONNECT page.test:443 - HIER_NONE/- -", sizes[1]),
        "NONE_NONE/503 0 CONNECT nx.test:443 - HIER_NONE/- -".to_owned(),
        format!("TCP_DENIED/403 {} GET http://denied.test/p? - HIER_NONE/- text/html", sizes[3]),
        format!("TCP_MISS/503 {} GET http://nx.test/ - HIER_NONE/- text/html", sizes[4]),
        format!("TCP_MISS/403 {} GET http://origin403.test/ - HIER_DIRECT/- text/plain", sizes[5]),
        "TCP_DENIED/000 0 CONNECT cut.test:443 - HIER_NONE/- -".to_owned(),
    ];
    assert_eq!(lines(logging).await, expected);
}

#[tokio::test]
async fn a_tunnel_counts_what_went_through_it() {
    let logging = logging("default: allow");
    let (head, _) = fetch(&logging.0, "a.test", logging.0.ca_der()).await;
    let lines = lines(logging).await;
    let fields: Vec<&str> = lines[0].split(' ').collect();
    assert_eq!((lines.len(), fields[0]), (1, "TCP_TUNNEL/200"));
    assert_eq!(fields[2..], ["CONNECT", "a.test:443", "-", "HIER_DIRECT/-", "-"]);
    let bytes: usize = fields[1].parse().unwrap();
    assert!(bytes > head.len() + 500, "{bytes}");
}

#[tokio::test]
async fn requests_on_one_connection_have_a_line_each() {
    let logging = logging("rules: [{hosts: [a.test], answer: deny}]");
    let mut stream = TcpStream::connect(logging.0.address()).await.unwrap();
    for host in ["a.test", "b.test", "a.test"] {
        let request = format!("GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        response(&mut stream).await;
    }
    let lines = lines(logging).await;
    let tags: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(tags, ["TCP_DENIED/403", "TCP_MISS/200", "TCP_DENIED/403"]);
    assert_eq!(lines[0], lines[2]);
}

#[tokio::test]
async fn users_are_named_once_they_are_known() {
    let logging = logging("auth: {basic: {user: a b, password: p}}");
    let with = async |token: &str| {
        let header = format!("Proxy-Authorization: Basic {token}\r\n\r\n");
        let request = "GET http://a.test/ HTTP/1.1\r\n".to_owned() + &header;
        talk(logging.0.address(), &request).await.unwrap()
    };
    with("YSBiOng=").await;
    with("YSBiOnA=").await;
    let lines = lines(logging).await;
    assert!(lines[0].starts_with("TCP_DENIED/407 ") && lines[0].contains(" - HIER_NONE/- "));
    assert!(lines[1].starts_with("TCP_MISS/200 ") && lines[1].contains(" a%20b HIER_DIRECT/- "));
}

#[tokio::test]
async fn interception_has_a_line_for_each_request_inside() {
    let logging = logging(
        "default: intercept\nrules: [{hosts: [denied.test], answer: {intercept: {then: deny}}}]",
    );
    let ca = der(logging.0.intercepting_ca_pem());
    fetch(&logging.0, "a.test", &ca).await;
    fetch(&logging.0, "denied.test", &ca).await;
    let mut lines = lines(logging).await;
    lines.sort();
    assert_eq!(
        lines[..2],
        [
            "NONE_NONE/200 0 CONNECT a.test:443 - HIER_NONE/- -",
            "NONE_NONE/200 0 CONNECT denied.test:443 - HIER_NONE/- -",
        ]
    );
    assert!(
        lines[2].starts_with("TCP_DENIED/403 ") && lines[2].contains("GET https://denied.test/ ")
    );
    assert!(lines[3].starts_with("TCP_MISS/200 ") && lines[3].contains("GET https://a.test/ "));
}

#[tokio::test]
async fn who_is_never_answered_leaves_a_line_too() {
    let logging = logging("default: hang");
    let mut stream = TcpStream::connect(logging.0.address()).await.unwrap();
    stream.write_all(connect("a.test:443").as_bytes()).await.unwrap();
    while logging.0.request_count() == 0 {
        tokio::task::yield_now().await;
    }
    // The world ends while the client waits.
    assert_eq!(
        lines(logging).await,
        ["NONE_NONE_ABORTED/000 0 CONNECT a.test:443 - HIER_DIRECT/- -"]
    );
}

#[tokio::test]
async fn times_are_those_of_the_end() {
    let before = jiff::Timestamp::now();
    let (world, folder) = logging("default: {origin: {after_ms: 30}}");
    get_answer(&world, "http://a.test/").await;
    world.shutdown().await;
    let line = fs::read_to_string(log(folder.path())).unwrap();
    let (time, rest) = line.split_once(' ').unwrap();
    let (seconds, milliseconds) = time.split_once('.').unwrap();
    assert_eq!(milliseconds.len(), 3, "{line}");
    let milliseconds: i64 = format!("{seconds}{milliseconds}").parse().unwrap();
    assert!(milliseconds >= before.as_millisecond() + 30, "{line}");
    assert!(milliseconds <= jiff::Timestamp::now().as_millisecond(), "{line}");
    let took: u64 = rest.split_whitespace().next().unwrap().parse().unwrap();
    assert!((30..20_000).contains(&took), "{line}");
}

#[tokio::test]
async fn a_log_is_added_to() {
    let (world, folder) = logging("default: deny");
    fs::write(log(folder.path()), "before\n").unwrap();
    connect_answer(&world, "a.test:443").await;
    world.shutdown().await;
    let text = fs::read_to_string(log(folder.path())).unwrap();
    assert!(text.starts_with("before\n") && text.lines().count() == 2, "{text}");
}

#[tokio::test]
async fn a_log_that_cannot_be_opened_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let error = answering("allow").log_to(&folder.path().join("none/access.log")).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_told_and_the_world_goes_on() {
    let world = answering("deny");
    world.log_to(Path::new("/dev/full")).unwrap();
    for _ in 0..2 {
        assert!(connect_answer(&world, "a.test:443").await.starts_with("HTTP/1.1 403 "));
    }
    let error = tokio::time::timeout(SOON, world.log_failure()).await.unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}
