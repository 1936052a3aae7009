//! Conversations with a proxy, held by the library inside the world.
//!
//! The world is a network of its own and Kerberos is set up by the environment, so this test program
//! runs itself once more in there: a test that does nothing when nobody asks it to.

use std::env;
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use clearway::auth::{AuthChoice, AuthScheme, Authenticator, Conversation, Turn, parse_challenges};
use clearway::proxy::Credentials;
use secrecy::ExposeSecret;

use crate::world::World;

/// Where the wishes of the parent are, a word each.
const WISHES: &str = "CLEARWAY_INTEROP_CONVERSATIONS";
/// What a line for the parent begins with.
const MARK: &str = "CONVERSATION ";

/// Whom to ask, and as whom.
pub struct Wishes<'a> {
    pub port: u16,
    /// The proxy's name, for Kerberos.
    pub host: &'a str,
    /// A scheme, `any` or `none`.
    pub choice: &'a str,
    /// A name and a password, or the account's own ticket.
    pub login: Option<(&'a str, &'a str)>,
    /// What to ask for, one after the other, in one run: `authority` or a URL.
    pub targets: &'a [&'a str],
}

/// Holds the conversations and says of each `status outcome scheme: result, result`. Before the
/// program may stand another that runs it.
pub fn converse(
    world: &World,
    wishes: &Wishes<'_>,
    before: &[&str],
    environment: &[(&str, &str)],
) -> Vec<String> {
    let own = env::current_exe().expect("this program has a path");
    let own = own.to_str().expect("the path is text");
    let whole = [before, &[own]].concat();
    let (user, password) = wishes.login.unwrap_or(("-", "-"));
    let mut words = vec![wishes.port.to_string()];
    words.extend([wishes.host, wishes.choice, user, password].map(str::to_owned));
    words.extend(wishes.targets.iter().map(|target| (*target).to_owned()));
    let mut command: Command = world.namespace().command(Path::new(whole[0]));
    let output = command
        .args(&whole[1..])
        .args(["auth::as_a_child", "--exact", "--nocapture"])
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env(WISHES, words.join(" "))
        .envs(environment.iter().copied())
        .output()
        .expect("this program can be started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let found = text.split(MARK).skip(1).filter_map(|line| line.lines().next());
    found.map(str::to_owned).collect()
}

#[test]
fn as_a_child() {
    let Ok(wishes) = env::var(WISHES) else { return };
    let words: Vec<&str> = wishes.split(' ').collect();
    let [port, host, choice, user, password, targets @ ..] = &words[..] else {
        panic!("{words:?}")
    };
    let choice = match *choice {
        "any" => AuthChoice::Any,
        "none" => AuthChoice::None,
        scheme => AuthChoice::Only(AuthScheme::named(scheme).unwrap()),
    };
    let own_account = *user == "-";
    let credentials = (!own_account)
        .then(|| Credentials::new((*user).to_owned(), (*password).to_owned().into()).unwrap());
    let authenticator = Authenticator::new(choice, credentials, own_account, host);
    let mut said = String::new();
    for target in targets {
        let line = ask(port.parse().unwrap(), authenticator.conversation(), target);
        let _ = writeln!(said, "\n{MARK}{line}");
    }
    print!("{said}");
}

fn ask(port: u16, mut conversation: Conversation, target: &str) -> String {
    let method = if target.contains("://") { "GET" } else { "CONNECT" };
    let waits = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let mut stream = connect();
    let mut asked = false;
    let status = loop {
        waits.block_on(conversation.turn());
        let header = conversation.header(method, target);
        if asked && header.is_none() {
            break 407;
        }
        let secret = header.map_or_else(String::new, |header| {
            format!("Proxy-Authorization: {}\r\n", header.expose_secret())
        });
        let request =
            format!("{method} {target} HTTP/1.1\r\nHost: ok.allowed.test\r\n{secret}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let Some(answer) = read(&mut stream) else {
            conversation.cut();
            break 0;
        };
        if answer.status != 407 {
            conversation.passed(true);
            break answer.status;
        }
        asked = true;
        let values = answer.values("proxy-authenticate");
        let challenges = parse_challenges(values.iter().map(String::as_str));
        match conversation.answered_407(&challenges, answer.stays_open) {
            Turn::Again { new_connection: true } => stream = connect(),
            Turn::Again { new_connection: false } => {}
            Turn::Stop => break 407,
        }
    };
    let record = conversation.record();
    let used = record.used.map_or("-", AuthScheme::as_str);
    let legs: Vec<&str> = record.legs.iter().map(|leg| leg.result.as_str()).collect();
    eprintln!("{target}: {record:?}");
    format!("{status} {} {used}: {}", record.outcome.as_str(), legs.join(", "))
}

struct Answer {
    status: u16,
    head: String,
    stays_open: bool,
}

impl Answer {
    fn values(&self, name: &str) -> Vec<String> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let named = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.trim().to_owned()).collect()
    }
}

/// A head, and the body of a refusal after it.
fn read(stream: &mut TcpStream) -> Option<Answer> {
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut answer = Answer { status, head, stays_open: false };
    let closes =
        answer.values("connection").iter().any(|value| value.eq_ignore_ascii_case("close"));
    let length = answer.values("content-length").first().and_then(|length| length.parse().ok());
    if status == 407
        && let Some(length) = length
    {
        answer.stays_open = !closes && stream.read_exact(&mut vec![0; length]).is_ok();
    }
    Some(answer)
}
