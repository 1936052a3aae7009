//! `--watch`: round after round, what changed, and how it ends. What is seen on a terminal.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A proxy whose answer can be changed while it runs. Counts the requests.
struct Proxy {
    url: String,
    answer: Arc<Mutex<&'static str>>,
    requests: Arc<AtomicUsize>,
    /// Of these, those that brought credentials.
    signed: Arc<AtomicUsize>,
}

const WELL: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
const DENIED: &str = "HTTP/1.1 403 Forbidden\r\nServer: squid/6.13\r\n\
    X-Squid-Error: ERR_ACCESS_DENIED 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const NO_NAME: &str = "HTTP/1.1 503 Service Unavailable\r\nServer: squid/6.13\r\n\
    X-Squid-Error: ERR_DNS_FAIL 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const WHO: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nServer: squid/6.13\r\n\
    Proxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
/// Nothing: the connection stays open.
const SILENCE: &str = "";

impl Proxy {
    fn start(first: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answer = Arc::new(Mutex::new(first));
        let requests = Arc::new(AtomicUsize::new(0));
        let (current, count) = (Arc::clone(&answer), Arc::clone(&requests));
        let signed = Arc::new(AtomicUsize::new(0));
        let with_credentials = Arc::clone(&signed);
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap_or(0);
                let text = String::from_utf8_lossy(&request[..length]).to_lowercase();
                if text.contains("proxy-authorization:") {
                    with_credentials.fetch_add(1, Ordering::SeqCst);
                }
                let answer = *current.lock().unwrap();
                let _ = stream.write_all(answer.as_bytes());
                if answer == SILENCE {
                    open.push(stream);
                }
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { url, answer, requests, signed }
    }

    fn now(&self, answer: &'static str) {
        *self.answer.lock().unwrap() = answer;
    }

    fn wait_for_requests(&self, count: usize) {
        while self.requests.load(Ordering::SeqCst) < count {
            std::thread::yield_now();
        }
    }
}

fn start(line: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
    command.args(line).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Reads on until a line has this in it, and returns what was read.
fn until(out: &mut impl BufRead, words: &str) -> String {
    let mut seen = String::new();
    loop {
        let mut line = String::new();
        assert!(out.read_line(&mut line).unwrap() > 0, "`{words}` did not come: {seen}");
        seen.push_str(&line);
        if line.contains(words) {
            return seen;
        }
    }
}

#[test]
fn what_changed_is_told_and_the_last_round_decides_the_exit() {
    let proxy = Proxy::start(DENIED);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let report = format!("json={}", path.display());
    let line =
        ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "0.05", "--report", &report];
    let (mut child, mut out) = start(&line);
    let first = until(&mut out, "NOT READY: 1 role");
    assert!(first.contains("proxy.denied"), "{first}");
    assert!(until(&mut out, "round 2").contains("NOT READY; nothing changed"));
    let written: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(written["outcome"], "not ready");
    proxy.now(NO_NAME);
    let text = until(&mut out, "  changed  ");
    let expected = "x.test:80  was blocked: proxy.denied; now failed: proxy.upstream.name_not_res";
    assert!(text.contains(expected), "{text}");
    proxy.now(WELL);
    let text = until(&mut out, "  fixed  ");
    assert!(text.contains("READY; 1 fixed"), "{text}");
    assert!(text.contains("  ready         targets  was not ready"), "{text}");
    proxy.now(DENIED);
    let text = until(&mut out, "  newly broken  ");
    assert!(text.contains("x.test:80  blocked: proxy.denied"), "{text}");
    proxy.now(WELL);
    until(&mut out, "  fixed  ");
    interrupt(&child);
    std::io::copy(&mut out, &mut std::io::sink()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let written: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(written["outcome"], "ready");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_round_that_is_cut_short_counts_for_nothing() {
    let proxy = Proxy::start(WELL);
    let line = ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "0.05"];
    let (mut child, mut out) = start(&line);
    until(&mut out, "round 2");
    proxy.now(SILENCE);
    let so_far = proxy.requests.load(Ordering::SeqCst);
    // One may have been answered before the change was seen; the next one is silent for sure.
    proxy.wait_for_requests(so_far + 1);
    interrupt(&child);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("INCOMPLETE"), "{rest}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_refused_password_is_not_sent_again_in_a_later_round() {
    let proxy = Proxy::start(WHO);
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "hunter2\n").unwrap();
    let password = password.to_str().unwrap();
    let who = ["--proxy-user", "u", "--proxy-password-file", password];
    let line = ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "0.05"];
    let (mut child, mut out) = start(&[&line[..], &who].concat());
    until(&mut out, "round 4");
    interrupt(&child);
    std::io::copy(&mut out, &mut std::io::sink()).unwrap();
    assert_ne!(child.wait().unwrap().code(), Some(0));
    assert_eq!(proxy.signed.load(Ordering::SeqCst), 1, "accounts lock");
}

#[test]
fn the_first_round_is_told_even_when_it_is_cut_short() {
    let proxy = Proxy::start(SILENCE);
    let line = ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "60"];
    let (mut child, mut out) = start(&line);
    proxy.wait_for_requests(1);
    interrupt(&child);
    let mut text = String::new();
    out.read_to_string(&mut text).unwrap();
    assert!(text.contains("INCOMPLETE"), "{text}");
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn programs_get_each_round_whole() {
    let proxy = Proxy::start(WELL);
    let line = ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "0.05", "--format", "json"];
    let (mut child, out) = start(&line);
    let rounds = serde_json::Deserializer::from_reader(out).into_iter::<Value>();
    for round in rounds.take(3) {
        assert_eq!(round.unwrap()["outcome"], "ready");
    }
    interrupt(&child);
    child.wait().unwrap();
    super::run(&["check", "--mock", "x.test", "--watch", "0"]).refuses(&["--watch", "seconds"]);
}

/// A terminal of our own: what is written to its other side are keys.
#[cfg(target_os = "linux")]
mod terminal {
    use super::{Proxy, SILENCE, WELL, until};
    use std::fs::{File, OpenOptions};
    use std::io::{BufReader, Read, Write};
    use std::process::{Child, Command, Stdio};
    use std::sync::{Arc, Mutex};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

    struct Terminal {
        ours: File,
        theirs: File,
        seen: Arc<Mutex<String>>,
    }

    impl Terminal {
        fn new(columns: u16, rows: u16) -> Self {
            let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
            grantpt(&ours).unwrap();
            unlockpt(&ours).unwrap();
            let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
            let theirs = OpenOptions::new().read(true).write(true).open(name).unwrap();
            let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
            tcsetwinsize(&theirs, size).unwrap();
            let ours = File::from(ours);
            let mut screen = ours.try_clone().unwrap();
            let seen = Arc::new(Mutex::new(String::new()));
            let keep = Arc::clone(&seen);
            std::thread::spawn(move || {
                let mut piece = [0; 4096];
                while let Ok(read @ 1..) = screen.read(&mut piece) {
                    keep.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..read]));
                }
            });
            Self { ours, theirs, seen }
        }

        /// The program with this terminal, its output caught; none where there is no `setsid`.
        fn start(&self, line: &[&str], environment: &[(&str, &str)]) -> Option<Child> {
            let mut command = Command::new("setsid");
            command.args(["--ctty", "--wait", env!("CARGO_BIN_EXE_clearway")]).args(line);
            command.env("TERM", "xterm").env_remove("NO_COLOR").envs(environment.iter().copied());
            command.stdin(self.theirs.try_clone().unwrap());
            command.stderr(self.theirs.try_clone().unwrap()).stdout(Stdio::piped());
            let started = command.spawn();
            if started.is_err() {
                eprintln!("SKIPPED: setsid is not installed");
            }
            started.ok()
        }

        fn press(&self, keys: &str) {
            (&self.ours).write_all(keys.as_bytes()).unwrap();
        }

        fn wait_for(&self, words: &str) {
            while !self.seen.lock().unwrap().contains(words) {
                std::thread::yield_now();
            }
        }

        fn is_as_always(&self) -> bool {
            let modes = tcgetattr(&self.theirs).unwrap().local_modes;
            modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
        }
    }

    #[test]
    fn q_quits_between_rounds_and_leaves_the_terminal_as_it_was() {
        let terminal = Terminal::new(80, 24);
        let proxy = Proxy::start(WELL);
        let line = ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "600"];
        let Some(mut child) = terminal.start(&line, &[]) else { return };
        let mut out = BufReader::new(child.stdout.take().unwrap());
        until(&mut out, "READY: 1 role");
        terminal.wait_for("q quits");
        assert!(!terminal.is_as_always(), "keys come one by one");
        terminal.press("xq");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert!(terminal.is_as_always());
    }

    #[test]
    fn ctrl_c_once_and_twice_leaves_the_terminal_as_it_was() {
        for (keys, code) in [("\x03", 3), ("\x03\x03", 130)] {
            let terminal = Terminal::new(80, 24);
            let proxy = Proxy::start(SILENCE);
            let line = ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "600"];
            let Some(mut child) = terminal.start(&line, &[]) else { return };
            proxy.wait_for_requests(1);
            terminal.press(&keys[..1]);
            terminal.wait_for("Ctrl-C again leaves at once");
            terminal.press(&keys[1..]);
            let code_seen = child.wait().unwrap().code();
            // The second may come when all is over.
            assert!(code_seen == Some(code) || code_seen == Some(3), "{code_seen:?}");
            assert!(terminal.is_as_always());
        }
    }

    #[test]
    fn ctrl_backslash_leaves_the_terminal_as_it_was() {
        let terminal = Terminal::new(80, 24);
        let proxy = Proxy::start(SILENCE);
        let line = ["check", "--proxy", &proxy.url, "x.test:80", "--watch", "600"];
        let Some(mut child) = terminal.start(&line, &[]) else { return };
        proxy.wait_for_requests(1);
        terminal.press("\x1c");
        assert_eq!(child.wait().unwrap().code(), Some(131));
        assert!(terminal.is_as_always());
    }

    #[test]
    fn who_waits_is_seen_on_a_terminal_and_nowhere_else() {
        for (environment, drawn) in
            [(&[][..], true), (&[("NO_COLOR", "1")], true), (&[("TERM", "dumb")], false)]
        {
            let terminal = Terminal::new(80, 24);
            let proxy = Proxy::start(SILENCE);
            let line = ["check", "--proxy", &proxy.url, "x.test:80", "--patience", "2.5"];
            let Some(mut child) = terminal.start(&line, environment) else { return };
            child.wait().unwrap();
            let seen = terminal.seen.lock().unwrap().clone();
            assert_eq!(seen.contains("waiting longest, of 1:"), drawn, "{environment:?}: {seen:?}");
            assert_eq!(seen.contains("0/1"), drawn, "{environment:?}: {seen:?}");
            if !drawn {
                assert_eq!(seen, "");
            }
            let colours = ["\x1b[31m", "\x1b[32m", "\x1b[33m"];
            let coloured = colours.iter().any(|colour| seen.contains(colour));
            assert!(!coloured || environment.is_empty(), "{environment:?}: {seen:?}");
        }
    }
}
