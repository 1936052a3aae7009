//! Credentials for the proxy, and that no secret is ever shown.

use std::fs;

use super::world::World;
use super::{Run, clearway, finish, run};

const SECRET: &str = "hunter2-Zq9";
/// `me:` and the secret in Base64, as it goes on the wire.
const ENCODED: &str = "bWU6aHVudGVyMi1acTk=";

fn locked() -> World {
    World::with(&format!("auth: {{basic: {{user: me, password: {SECRET}}}}}"))
}

/// Checks two targets by the proxy, as talkative as possible, and looks for the secret everywhere.
fn check(world: &World, password: Option<&str>, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let (url, ca) = (world.url(), world.ca());
    let mut arguments = vec!["check", "x.test:443", "x.test:80", "-vv", "--format", "json"];
    arguments.extend(["--ca", &ca]);
    if !more.contains(&"--proxy") {
        arguments.extend(["--proxy", &url]);
    }
    let formats = ["human", "json", "junit", "csv", "markdown"];
    let reports: Vec<String> = formats
        .iter()
        .map(|format| format!("{format}={}", folder.path().join(format).display()))
        .collect();
    for report in &reports {
        arguments.extend(["--report", report]);
    }
    arguments.extend(more);
    let mut command = clearway(&arguments);
    command.env("CLEARWAY_LOG", "trace");
    if let Some(password) = password {
        command.env("CLEARWAY_PROXY_PASSWORD", password);
    }
    let run = finish(&mut command);
    let mut texts = vec![run.out.clone(), run.err.clone()];
    texts.extend(fs::read_dir(folder.path()).unwrap().map(|file| {
        let path = file.unwrap().path();
        fs::read_to_string(path).unwrap()
    }));
    if run.code != Some(2) {
        assert_eq!(texts.len(), 2 + formats.len(), "every report is there");
    }
    for text in &texts {
        assert!(!text.contains(SECRET) && !text.contains(ENCODED), "a secret in: {text}");
    }
    run
}

fn causes(run: &Run) -> Vec<String> {
    let report = run.json();
    let probes = report["probes"].as_array().unwrap();
    probes.iter().map(|probe| probe["cause"].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn missing_credentials_are_asked_for() {
    let run = check(&locked(), None, &[]);
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_required", "proxy.auth_required"]);
    assert_eq!(run.json()["probes"][0]["logged"], "HTTP 407, 0x8024401B");
}

#[test]
fn a_wrong_password_is_rejected() {
    let run = check(&locked(), Some("wrong"), &["--proxy-user", "me"]);
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_rejected", "proxy.auth_rejected"]);
}

#[test]
fn the_right_password_from_the_environment() {
    let world = locked();
    let run = check(&world, Some(SECRET), &["--proxy-user", "me"]);
    assert_eq!(causes(run.ends_with(0)), ["none", "none"]);
    assert_eq!(run.json()["run"]["proxy_user"], "me");
    let auth = &run.json()["probes"][0]["auth"];
    assert_eq!((&auth["offered"][0], &auth["used"]), (&"Basic".into(), &"basic".into()));
    assert_eq!(
        (&auth["outcome"], &auth["legs"][0]["result"]),
        (&"accepted".into(), &"accepted".into())
    );
    for seen in world.requests().iter().filter(|seen| seen.by != clearway::mock::Party::Proxy) {
        assert_eq!(seen.credentials, clearway::mock::Credentials::Absent, "{seen:?}");
    }
}

/// Requests with credentials that a world got.
fn signed(world: &World) -> usize {
    let sent = |seen: &&clearway::mock::Seen| seen.credentials == clearway::mock::Credentials::Sent;
    world.requests().iter().filter(sent).count()
}

#[test]
fn a_wrong_password_is_sent_once_however_many_ask() {
    let world = locked();
    let targets: Vec<String> = (0..200).map(|number| format!("h{number}.test")).collect();
    let more: Vec<&str> = targets.iter().map(String::as_str).collect();
    let run = check(&world, Some("wrong"), &[&more[..], &["--proxy-user", "me"]].concat());
    let causes = causes(run.ends_with(1));
    assert_eq!(causes.len(), 202);
    assert!(causes.iter().all(|cause| cause == "proxy.auth_rejected"), "{causes:?}");
    assert_eq!(signed(&world), 1, "accounts lock");
    let outcomes = |wanted: &str| {
        let report = run.json();
        let probes = report["probes"].as_array().unwrap().iter();
        probes.filter(|probe| probe["auth"]["outcome"] == wanted).count()
    };
    assert_eq!((outcomes("rejected"), outcomes("not_tried_again")), (1, 201));
    let notes = run.json()["run"]["notes"].to_string();
    assert!(notes.contains("not sent again for 201 other probes"), "{notes}");
}

#[test]
fn no_authentication_on_purpose() {
    let world = locked();
    let run = check(&world, Some(SECRET), &["--proxy-user", "me", "--proxy-auth", "none"]);
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_required", "proxy.auth_required"]);
    assert_eq!(run.json()["probes"][0]["auth"]["outcome"], "declined");
    assert_eq!(signed(&world), 0);
}

#[test]
fn an_entry_that_forbids_a_sign_in_is_asked_without() {
    let folder = tempfile::tempdir().unwrap();
    let role = super::catalogue::role(
        folder.path(),
        "own/a",
        "  - {pattern: open.test, ports: [443]}\n  - pattern: bare.test\n    ports: [443]\n    \
         conditions: [{kind: no-proxy-authentication, detail: none}]\n",
    );
    let world = locked();
    let (url, ca) = (world.url(), world.ca());
    let line = ["check", "--proxy", &url, "--ca", &ca, "--catalogue", &role, "--role", "own/a"];
    let line = [&line[..], &["--proxy-user", "me", "--format", "json"]].concat();
    let run = finish(clearway(&line).env("CLEARWAY_PROXY_PASSWORD", SECRET));
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_required", "none"]);
    assert_eq!(run.json()["probes"][0]["auth"]["outcome"], "declined");
}

#[test]
fn a_scheme_that_is_not_offered_is_its_own_cause() {
    let run = check(&locked(), Some(SECRET), &["--proxy-user", "me", "--proxy-auth", "ntlm"]);
    assert_eq!(causes(run.ends_with(1))[0], "proxy.auth_scheme_unsupported");
}

#[test]
fn the_password_from_a_command() {
    let command = format!("echo {SECRET}");
    let more = ["--proxy-user", "me", "--proxy-password-command", &command];
    check(&locked(), None, &more).ends_with(0);
    let failing = ["--proxy-user", "me", "--proxy-password-command", "exit 7"];
    check(&locked(), None, &failing).refuses(&["--proxy-password-command", "7"]);
}

#[test]
fn the_account_is_named_and_can_be_demanded() {
    let report = check(&locked(), None, &[]).json();
    assert!(!report["account"].as_str().unwrap().is_empty());
    let line = ["check", "x.test", "--direct", "--as-account", "system"];
    run(&line).refuses(&["account", report["account"].as_str().unwrap()]);
}

#[test]
fn the_password_from_another_variable() {
    let world = locked();
    let (url, ca) = (world.url(), world.ca());
    let arguments = [
        "check",
        "x.test",
        "--proxy",
        &url,
        "--ca",
        &ca,
        "--proxy-user",
        "me",
        "--proxy-password-env",
        "MY_OWN",
    ];
    finish(clearway(&arguments).env("MY_OWN", SECRET)).ends_with(0);
}

#[test]
fn the_password_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    fs::write(&path, format!("{SECRET}\nanother line\n")).unwrap();
    let more = ["--proxy-user", "me", "--proxy-password-file", path.to_str().unwrap()];
    check(&locked(), None, &more).ends_with(0);
    // A file wins over the variable.
    check(&locked(), Some("wrong"), &more).ends_with(0);
}

#[test]
fn credentials_in_the_url_work_and_are_warned_about() {
    let world = locked();
    let url = format!("http://me:{SECRET}@{}", world.authority());
    let run = check(&world, None, &["--proxy", &url]);
    let notes = run.ends_with(0).json()["run"]["notes"].to_string();
    assert!(notes.contains("stands on the command line"), "{notes}");
    // Those given apart win.
    check(&world, Some("wrong"), &["--proxy", &url, "--proxy-user", "me"]).ends_with(1);
}

#[test]
fn credentials_in_the_environment_work() {
    let world = locked();
    let url = format!("http://me:{SECRET}@{}", world.authority());
    let ca = world.ca();
    let arguments = ["check", "x.test", "--ca", &ca, "-vv", "--format", "json"];
    let run = finish(clearway(&arguments).env("https_proxy", &url));
    run.ends_with(0);
    assert!(!run.out.contains(SECRET) && !run.err.contains(SECRET));
}

#[test]
fn a_user_without_a_password_is_told_where_to_put_it() {
    run(&["check", "x.test", "--proxy", "http://127.0.0.1:1", "--proxy-user", "me"])
        .refuses(&["CLEARWAY_PROXY_PASSWORD", "--proxy-password-file"]);
    let pair = format!("me:{SECRET}");
    let refused = run(&["check", "x.test", "--proxy", "http://127.0.0.1:1", "--proxy-user", &pair]);
    refused.refuses(&["takes the name alone"]);
    assert!(!refused.err.contains(SECRET), "{}", refused.err);
    let missing = ["--proxy-user", "me", "--proxy-password-file", "no/such/file"];
    let line = [&["check", "x.test", "--proxy", "http://127.0.0.1:1"][..], &missing].concat();
    run(&line).refuses(&["no/such/file"]);
}

/// A proxy that gives each connection one answer and then ends it, whatever it says about that.
fn proxy_that_says(answer: &'static str) -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // Some connections wait for others before they say anything.
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let _ = stream.write_all(answer.as_bytes());
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn a_proxy_that_closes_after_its_challenge_is_its_own_cause() {
    let url = proxy_that_says(
        "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    );
    let line = ["check", "x.test", "--proxy", &url, "--proxy-user", "me", "--format", "json"];
    let run = finish(clearway(&line).env("CLEARWAY_PROXY_PASSWORD", SECRET));
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_connection_closed"]);
}

#[test]
fn a_scheme_that_nobody_speaks_is_its_own_cause() {
    let url = proxy_that_says(
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Moonphase realm=x\r\nContent-Length: 0\r\n\r\n",
    );
    let line = ["check", "x.test", "--proxy", &url, "--proxy-user", "me", "--format", "json"];
    let run = finish(clearway(&line).env("CLEARWAY_PROXY_PASSWORD", SECRET));
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_scheme_unsupported"]);
    assert_eq!(run.json()["probes"][0]["auth"]["offered"][0], "Moonphase");
    assert!(run.json()["probes"][0]["auth"]["legs"].as_array().unwrap().is_empty());
}

#[test]
fn credentials_in_a_url_are_for_that_proxy_only() {
    let (own, other) = (locked(), locked());
    let https = format!("http://me:{SECRET}@{}", own.authority());
    let (ca, http) = (own.ca(), other.url());
    let line = ["check", "x.test:443", "x.test:80", "--ca", &ca, "--format", "json"];
    let run = finish(clearway(&line).env("HTTPS_PROXY", &https).env("HTTP_PROXY", &http));
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_required", "none"]);
    assert_eq!((signed(&own), signed(&other)), (1, 0));
}

#[test]
fn a_user_in_a_url_gets_the_password_from_elsewhere() {
    let world = locked();
    let (url, ca) = (format!("http://me@{}", world.authority()), world.ca());
    let line = ["check", "x.test", "--ca", &ca, "--proxy", &url, "--format", "json"];
    finish(clearway(&line).env("CLEARWAY_PROXY_PASSWORD", SECRET)).ends_with(0);
    finish(&mut clearway(&line)).refuses(&["password", "CLEARWAY_PROXY_PASSWORD"]);
    let command = format!("echo {SECRET}");
    run(&[&line[..], &["--proxy-password-command", &command]].concat()).ends_with(0);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    fs::write(&path, SECRET).unwrap();
    let file = ["--proxy-password-file", path.to_str().unwrap()];
    run(&[&line[..], &file].concat()).ends_with(0);
}

#[test]
fn a_password_that_is_nobodys_is_refused() {
    let world = World::with("default: allow");
    let (bare, full) = (world.url(), format!("http://me:own@{}", world.authority()));
    for way in [&["--proxy", &bare][..], &["--proxy", &full], &["--direct"], &["--mock"]] {
        let line = [&["check", "x.test"], way].concat();
        let command = [&line[..], &["--proxy-password-command", "echo leaked"]].concat();
        run(&command).refuses(&["--proxy-password-command", "nobody", "--proxy-user"]);
        let file = [&line[..], &["--proxy-password-file", "no/such/file"]].concat();
        run(&file).refuses(&["--proxy-password-file", "nobody", "--proxy-user"]);
    }
    assert!(world.requests().is_empty());
}

/// A proxy that asks who we are, ends the connection without a word about it, and then refuses with
/// a page that shows the request.
fn proxy_that_shows_requests() -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let read = stream.read(&mut request).unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let answer = if request.contains("Proxy-Authorization") {
                    let page = format!("<title>Denied</title><pre>{request}</pre>");
                    format!(
                        "HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n{page}",
                        page.len()
                    )
                } else {
                    "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"
                        .to_owned()
                };
                let _ = stream.write_all(answer.as_bytes());
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn what_a_page_shows_of_our_request_is_not_kept() {
    let url = proxy_that_shows_requests();
    let world = locked();
    let run = check(&world, Some(SECRET), &["--proxy", &url, "--proxy-user", "me"]);
    let causes = causes(run.ends_with(1));
    assert!(causes.iter().all(|cause| cause == "proxy.denied"), "{causes:?}");
    assert!(run.out.contains("***"), "the page is kept without it: {}", run.out);
}
