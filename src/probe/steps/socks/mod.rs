//! A tunnel by SOCKS: version 5 (RFC 1928, login by RFC 1929) and version 4A. The proxy gets the
//! name; nobody looks it up here.

mod entrance;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::gate::Place;
use super::super::network::io_failure;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use super::Transport;
use crate::address::{Host, Target};
use crate::auth::{AuthOutcome, AuthScheme, Challenge, Conversation};
use crate::measurement::{Failure, FailureKind, NativeCode, Stage};
use crate::proxy::{Credentials, ProxyScheme, ProxyUrl};

pub use entrance::read_socks_replies;

/// The methods of RFC 1928, section 3.
const NO_LOGIN: u8 = 0;
const PASSWORD: u8 = 2;
const NOTHING_ACCEPTABLE: u8 = 0xff;

/// Opens a tunnel to the target.
pub(in super::super) async fn socks(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    proxy: &ProxyUrl,
    mut transport: Transport,
    target: &Target,
) -> Result<Transport, Stopped> {
    recorder.begin(Stage::Tunnel);
    let patience = prober.limits.patience;
    let mut conversation = prober.conversation(proxy, &recorder.seen.probe);
    let may_log_in = prober.may_sign_in(&recorder.seen.probe);
    let told = if proxy.scheme == ProxyScheme::Socks4a {
        within(place, patience, version_4a(&mut transport, target)).await
    } else {
        let login = prober.login(proxy).filter(|_| may_log_in);
        let greeting = prober.limits.proxy_tls.min(patience);
        match within(place, patience, greet(&mut transport, login, greeting)).await {
            Ok(None) => within(place, patience, ask_5(&mut transport, target)).await,
            Ok(Some(login)) => {
                // Waiting for one's turn is not the proxy's silence.
                match place.lend(wait_to_log_in(login, &mut conversation)).await {
                    Ok(()) => {
                        let talk = async {
                            log_in(&mut transport, login, &mut conversation).await?;
                            ask_5(&mut transport, target).await
                        };
                        within(place, patience, talk).await
                    }
                    Err(failure) => Err(failure),
                }
            }
            Err(failure) => Err(failure),
        }
    };
    let record = conversation.record();
    recorder.seen.authenticated = !record.legs.is_empty();
    let login = if record.legs.is_empty() { "" } else { ", with login" };
    recorder.seen.auth = Some(record);
    recorder.finish(told, |()| format!("{} tunnel granted{login}", proxy.scheme.as_str()))?;
    Ok(transport)
}

/// What a step says, or that the proxy was silent for too long.
async fn within<T>(
    place: &mut Place,
    patience: Duration,
    step: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    place.lend(tokio::time::timeout(patience, step)).await.unwrap_or_else(|_| {
        let patience = patience.as_secs_f32();
        let text = format!("the proxy took the request and gave no reply within {patience} s");
        Err(Failure::new(FailureKind::TimedOut, text))
    })
}

/// The greeting: gives the credentials that the proxy wants to have, if it wants any.
async fn greet<'a>(
    stream: &mut Transport,
    credentials: Option<&'a Credentials>,
    greeting: Duration,
) -> Result<Option<&'a Credentials>, Failure> {
    let methods: &[u8] = if credentials.is_some() { &[NO_LOGIN, PASSWORD] } else { &[NO_LOGIN] };
    let mut hello = vec![5, u8::try_from(methods.len()).unwrap_or(0)];
    hello.extend_from_slice(methods);
    write(stream, &hello).await?;
    // A SOCKS proxy answers a greeting at once; most others keep silent.
    let answered = tokio::time::timeout(greeting, read::<2>(stream)).await;
    let [version, method] = answered.unwrap_or_else(|_| {
        let text = format!(
            "silence after a SOCKS greeting for {} s: another kind of proxy may listen there",
            greeting.as_secs_f32()
        );
        Err(Failure::new(FailureKind::NotSocks, text))
    })?;
    if version != 5 {
        return Err(no_socks(&[version, method]));
    }
    match (method, credentials) {
        (NO_LOGIN, _) => Ok(None),
        (PASSWORD, Some(credentials)) => Ok(Some(credentials)),
        (NOTHING_ACCEPTABLE, None) => {
            Err(refused(NOTHING_ACCEPTABLE, "the proxy does not let us in without login"))
        }
        (NOTHING_ACCEPTABLE, Some(_)) => {
            let text = "the proxy accepts neither nobody nor a user with a password";
            Err(refused(NOTHING_ACCEPTABLE, text))
        }
        (other, _) => {
            let text = format!("the proxy chose the login method {other}, which was not offered");
            Err(Failure::new(FailureKind::Other, text))
        }
    }
}

/// Asks for the target.
async fn ask_5(stream: &mut Transport, target: &Target) -> Result<(), Failure> {
    write(stream, &request_5(target)?).await?;
    let [version, reply, _, kind] = read::<4>(stream).await?;
    if version != 5 {
        return Err(no_socks(&[version, reply]));
    }
    if reply != 0 {
        return Err(refused(reply, reply_5(reply)));
    }
    // The address at which the proxy is bound: of no use here, and it must be taken in.
    let length = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(read::<1>(stream).await?[0]),
        other => {
            let text = format!("the reply has an address of the unknown kind {other}");
            return Err(Failure::new(FailureKind::Other, text));
        }
    };
    let mut bound = vec![0; length + 2];
    stream.read_exact(&mut bound).await.map_err(|error| cut(&error))?;
    Ok(())
}

/// The challenge that a login stands for: a wrong password is sent once in a run, as with Basic.
fn login_challenge() -> Challenge {
    let scheme = AuthScheme::Basic.as_str().to_owned();
    Challenge { scheme, parameters: Vec::new(), token: None }
}

/// Waits until this probe may send user and password.
async fn wait_to_log_in(
    credentials: &Credentials,
    conversation: &mut Conversation,
) -> Result<(), Failure> {
    for (what, text) in
        [("user name", credentials.user()), ("password", credentials.password().expose_secret())]
    {
        if text.is_empty() || text.len() > 255 {
            let text =
                format!("SOCKS carries a {what} of 1 to 255 bytes (RFC 1929): nothing was sent");
            return Err(refused(NOTHING_ACCEPTABLE, &text));
        }
    }
    conversation.answered_407(&[login_challenge()], true);
    conversation.turn().await;
    if conversation.header("CONNECT", "").is_some() {
        return Ok(());
    }
    if let AuthOutcome::NotTriedAgain(after) = conversation.record().outcome {
        let text = format!("{}: they were not sent again", after.text());
        return Err(Failure::new(FailureKind::LoginRefused, text));
    }
    Err(refused(
        NOTHING_ACCEPTABLE,
        "the proxy wants a login that cannot be given: nothing was sent",
    ))
}

/// Sends user and password.
async fn log_in(
    stream: &mut Transport,
    credentials: &Credentials,
    conversation: &mut Conversation,
) -> Result<(), Failure> {
    let sent = send_login(stream, credentials).await;
    match &sent {
        Ok(()) => conversation.passed(true),
        Err(failure) if failure.kind == FailureKind::LoginRefused => {
            conversation.answered_407(&[login_challenge()], false);
        }
        Err(_) => conversation.cut(),
    }
    sent
}

/// RFC 1929: a user and a password of at most 255 bytes each.
async fn send_login(stream: &mut Transport, credentials: &Credentials) -> Result<(), Failure> {
    let (user, password) = (credentials.user(), credentials.password());
    let mut message = zeroize::Zeroizing::new(Vec::with_capacity(515));
    message.push(1);
    for (what, text) in [("user name", user), ("password", password.expose_secret())] {
        let length =
            u8::try_from(text.len()).ok().filter(|length| *length > 0).ok_or_else(|| {
                let text = format!("SOCKS carries a {what} of 1 to 255 bytes (RFC 1929)");
                Failure::new(FailureKind::Other, text)
            })?;
        message.push(length);
        message.extend_from_slice(text.as_bytes());
    }
    write(stream, &message).await?;
    let [_, status] = read::<2>(stream).await?;
    if status == 0 {
        return Ok(());
    }
    Err(Failure::new(FailureKind::LoginRefused, "the proxy does not accept user and password")
        .with(NativeCode::SocksReply(status)))
}

/// CONNECT by name, or by address where the target is one (RFC 1928, section 4).
fn request_5(target: &Target) -> Result<Vec<u8>, Failure> {
    let mut request = vec![5, 1, 0];
    match &target.host {
        Host::Ip(IpAddr::V4(address)) => {
            request.push(1);
            request.extend_from_slice(&address.octets());
        }
        Host::Ip(IpAddr::V6(address)) => {
            request.push(4);
            request.extend_from_slice(&address.octets());
        }
        Host::Name(name) => {
            let name = name.as_str();
            let length = u8::try_from(name.len()).map_err(|_| {
                Failure::new(FailureKind::Other, "the name is too long for SOCKS (255 bytes)")
            })?;
            request.extend_from_slice(&[3, length]);
            request.extend_from_slice(name.as_bytes());
        }
    }
    request.extend_from_slice(&target.port.to_be_bytes());
    Ok(request)
}

async fn version_4a(stream: &mut Transport, target: &Target) -> Result<(), Failure> {
    write(stream, &request_4a(target)?).await?;
    let [version, reply, ..] = read::<8>(stream).await?;
    if version != 0 {
        return Err(no_socks(&[version, reply]));
    }
    match reply {
        90 => Ok(()),
        91 => Err(refused(reply, "request rejected or failed")),
        92 | 93 => Err(refused(reply, "the proxy wants to identify the user by identd")),
        _ => Err(refused(reply, "a reply that SOCKS 4 does not have")),
    }
}

/// CONNECT with an address that cannot be, followed by the name.
fn request_4a(target: &Target) -> Result<Vec<u8>, Failure> {
    let mut request = vec![4, 1];
    request.extend_from_slice(&target.port.to_be_bytes());
    match &target.host {
        Host::Ip(IpAddr::V4(address)) => {
            request.extend_from_slice(&address.octets());
            request.push(0);
        }
        Host::Ip(IpAddr::V6(_)) => {
            return Err(Failure::new(FailureKind::Other, "SOCKS 4 has no IPv6 addresses"));
        }
        Host::Name(name) => {
            request.extend_from_slice(&[0, 0, 0, 1, 0]);
            request.extend_from_slice(name.as_str().as_bytes());
            request.push(0);
        }
    }
    Ok(request)
}

/// The replies of RFC 1928, section 6.
fn reply_5(reply: u8) -> &'static str {
    match reply {
        1 => "general failure of the SOCKS server",
        2 => "connection not allowed by the ruleset",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "TTL expired",
        7 => "command not supported",
        8 => "address type not supported",
        _ => "a reply that RFC 1928 does not have",
    }
}

fn refused(reply: u8, text: &str) -> Failure {
    Failure::new(FailureKind::SocksReply, text).with(NativeCode::SocksReply(reply))
}

/// Something else listens there.
fn no_socks(bytes: &[u8]) -> Failure {
    let shown = bytes.escape_ascii();
    Failure::new(FailureKind::NotSocks, format!("what listens there is no SOCKS proxy: {shown}"))
}

async fn write(stream: &mut Transport, bytes: &[u8]) -> Result<(), Failure> {
    let written = async {
        stream.write_all(bytes).await?;
        stream.flush().await
    };
    written.await.map_err(|error| cut(&error))
}

async fn read<const N: usize>(stream: &mut Transport) -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await.map_err(|error| cut(&error))?;
    Ok(bytes)
}

fn cut(error: &std::io::Error) -> Failure {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        let text = "the proxy ended the connection before its reply was complete";
        return Failure::new(FailureKind::Closed, text);
    }
    io_failure(error)
}
