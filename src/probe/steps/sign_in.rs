//! A request to the proxy, said as often as the proxy makes us say it until it knows who asks.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncReadExt;

use super::super::body::read_body;
use super::super::exchange::{Unreadable, read_head, send};
use super::super::gate::Place;
use super::super::prober::Prober;
use super::super::recorder::Recorder;
use super::{Transport, reconnect};
use crate::auth::{Challenge, Conversation, Turn, parse_challenges};
use crate::measurement::{Failure, FailureKind, HttpAnswer};
use crate::proxy::ProxyUrl;

/// How long after its answer the end of a connection may arrive.
const SETTLES: Duration = Duration::from_millis(30);

/// The first line of a request, as schemes sign it.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestLine<'a> {
    pub(super) method: &'static str,
    pub(super) uri: &'a str,
}

/// What the proxy answered in the end, and the connection on which it did.
pub(super) struct Answered {
    pub(super) answer: HttpAnswer,
    /// Bytes after the head; the body of a 407 has been read.
    pub(super) rest: Vec<u8>,
    pub(super) transport: Transport,
    /// True for a 407, whose body has been read.
    pub(super) body_read: bool,
    /// What was sent to say who we are.
    secrets: Vec<SecretString>,
}

impl Answered {
    /// Reads what is left of the answer, and keeps nothing of what we said about ourselves.
    pub(super) async fn read_rest(&mut self, prober: &Prober) {
        if !self.body_read {
            let (keep, limit) = (HttpAnswer::BODY_KEPT, prober.limits.body);
            let rest = std::mem::take(&mut self.rest);
            read_body(&mut self.transport, &mut self.answer, rest, limit, keep).await;
        }
        forget(&mut self.answer, &self.secrets);
    }
}

/// Cuts out what we said about ourselves.
fn forget(answer: &mut HttpAnswer, secrets: &[SecretString]) {
    for secret in secrets {
        let text = secret.expose_secret();
        answer.forget(text.split_once(' ').map_or(text, |(_, token)| token));
    }
}

/// Sends the request that `write` makes, and answers challenges until the proxy is content or
/// nothing is left to say.
pub(super) async fn ask_proxy(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    mut transport: Transport,
    proxy: &ProxyUrl,
    line: RequestLine<'_>,
    write: impl Fn(Option<&SecretString>) -> Vec<u8>,
) -> Result<Answered, Unreadable> {
    let mut conversation = prober.conversation(proxy, &recorder.seen.probe);
    let mut refused: Option<HttpAnswer> = None;
    let mut secrets = Vec::new();
    loop {
        place.lend(conversation.turn()).await;
        let (talking, header) = place.lend(header(conversation, line)).await?;
        conversation = talking;
        recorder.seen.authenticated |= header.is_some();
        recorder.seen.auth = Some(conversation.record());
        if let (Some(answer), None) = (&refused, &header) {
            let (answer, rest) = (answer.clone(), Vec::new());
            return Ok(Answered { answer, rest, transport, body_read: true, secrets });
        }
        secrets.extend(header.clone());
        let said = say(prober, place, &mut transport, &write(header.as_ref())).await;
        let (mut answer, rest) = match said {
            Ok(said) => said,
            Err(found) => {
                if matches!(found.failure.kind, FailureKind::Closed | FailureKind::Reset) {
                    conversation.cut();
                    recorder.seen.auth = Some(conversation.record());
                }
                return Err(found);
            }
        };
        if !asks_who(&answer, line, header.is_some()) {
            conversation.passed(answer.is_success());
            recorder.seen.auth = Some(conversation.record());
            return Ok(Answered { answer, rest, transport, body_read: false, secrets });
        }
        let keep = HttpAnswer::BODY_KEPT;
        let limit = prober.limits.body;
        let whole = read_body(&mut transport, &mut answer, rest, limit, keep).await;
        let may_stay = whole && answer.keeps_connection();
        // Where nothing will be said about us, nobody needs to know.
        let wanted = may_stay && prober.may_sign_in(&recorder.seen.probe);
        let stays = wanted && is_open(&mut transport).await;
        let turn = conversation.answered_407(&challenges(&answer), stays);
        recorder.seen.auth = Some(conversation.record());
        match turn {
            Turn::Stop => {
                return Ok(Answered {
                    answer,
                    rest: Vec::new(),
                    transport,
                    body_read: true,
                    secrets,
                });
            }
            Turn::Again { new_connection } => {
                if new_connection {
                    transport = match reconnect(recorder, prober, proxy).await {
                        Ok(transport) => transport,
                        Err(found) => {
                            match found.failure.kind {
                                kind if is_the_proxys_end(kind) => conversation.cut(),
                                _ => conversation.broke_off(&found.failure.text),
                            }
                            forget(&mut answer, &secrets);
                            recorder.seen.auth = Some(conversation.record());
                            recorder.seen.proxy_answer = Some(answer);
                            return Err(found);
                        }
                    };
                }
                refused = Some(answer);
            }
        }
    }
}

/// True for a failed connection that is the proxy's doing, or that of whoever stands before it.
fn is_the_proxys_end(kind: FailureKind) -> bool {
    use FailureKind::{Closed, Refused, Reset, TimedOut, Unreachable};
    matches!(kind, Closed | Refused | Reset | TimedOut | Unreachable)
}

/// False when the proxy ended the connection after its answer, whatever that said.
async fn is_open(transport: &mut Transport) -> bool {
    let mut byte = [0; 1];
    tokio::time::timeout(SETTLES, transport.read(&mut byte)).await.is_err()
}

/// The next `Proxy-Authorization`. Kerberos may wait for a domain controller meanwhile.
async fn header(
    mut conversation: Conversation,
    line: RequestLine<'_>,
) -> Result<(Conversation, Option<SecretString>), Unreadable> {
    if !conversation.needs_blocking() {
        let header = conversation.header(line.method, line.uri);
        return Ok((conversation, header));
    }
    let (method, uri) = (line.method, line.uri.to_owned());
    let made = tokio::task::spawn_blocking(move || {
        let header = conversation.header(method, &uri);
        (conversation, header)
    });
    made.await.map_err(|error| Unreadable {
        failure: Failure::new(FailureKind::Other, format!("authentication broke off: {error}")),
        bytes: Vec::new(),
    })
}

async fn say(
    prober: &Prober,
    place: &mut Place,
    transport: &mut Transport,
    request: &[u8],
) -> Result<(HttpAnswer, Vec<u8>), Unreadable> {
    if let Err(failure) = send(transport, request).await {
        return Err(Unreadable { failure, bytes: Vec::new() });
    }
    let patience = prober.limits.patience;
    let read = read_head(transport, Vec::new(), prober.limits.head_bytes);
    if let Ok(read) = place.lend(tokio::time::timeout(patience, read)).await {
        return read;
    }
    let patience = patience.as_secs_f32();
    let text = format!("the proxy took the request and gave no answer within {patience} s");
    Err(Unreadable { failure: Failure::new(FailureKind::TimedOut, text), bytes: Vec::new() })
}

/// True for 407; and for the 401 of a proxy that says so to credentials that it does not accept
/// (Tinyproxy does).
fn asks_who(answer: &HttpAnswer, line: RequestLine<'_>, signed: bool) -> bool {
    let by_tinyproxy =
        || answer.header("Server").is_some_and(|name| name.to_lowercase().starts_with("tinyproxy"));
    match answer.status {
        407 => true,
        401 => signed && (line.method == "CONNECT" || by_tinyproxy()),
        _ => false,
    }
}

fn challenges(answer: &HttpAnswer) -> Vec<Challenge> {
    let all = answer.headers.iter();
    let own = all.filter(|(name, _)| name.eq_ignore_ascii_case("Proxy-Authenticate"));
    parse_challenges(own.map(|(_, value)| value.as_str()))
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::{Context, Poll};

    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

    use super::*;
    use crate::auth::AuthOutcome;
    use crate::measurement::Measurement;
    use crate::plan::Probe;
    use crate::probe::gate::Gate;
    use crate::probe::{Limits, SignIn, SystemResolver, TrustStore};
    use crate::proxy::{Credentials, Route, Routing, Users};

    /// A connection on which the answer is there at once, and which then is silent.
    struct Answering {
        left: &'static [u8],
        read_on: Arc<AtomicBool>,
    }

    impl AsyncRead for Answering {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            into: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            if self.left.is_empty() {
                self.read_on.store(true, Ordering::SeqCst);
                return Poll::Pending;
            }
            into.put_slice(std::mem::take(&mut self.left));
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncWrite for Answering {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    fn as_somebody() -> SignIn {
        let everywhere = Credentials::from_user_info("me:open-sesame");
        SignIn { users: Users { everywhere, ..Users::default() }, ..SignIn::default() }
    }

    /// Asks a proxy that gives this one answer and takes no further connection. Says what was seen,
    /// whether the proxy's answer came through, and whether more was read after it.
    async fn asked(sign_in: SignIn, answer: &'static [u8]) -> (Measurement, bool, bool) {
        let limits = Limits::default();
        let resolver = Arc::new(SystemResolver);
        let prober = Prober::new(resolver, TrustStore::empty(), sign_in, limits, "test").unwrap();
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let proxy: ProxyUrl = gone.to_string().parse().unwrap();
        let routing = Arc::new(Routing::new(Route::Proxy(proxy.clone()), "test", ""));
        let probe = Arc::new(Probe::new("x.test:443".parse().unwrap(), routing));
        let mut recorder = Recorder::new(Measurement::of(probe, jiff::Timestamp::UNIX_EPOCH));
        recorder.first_hop = Some(gone);
        let mut place = Arc::new(Gate::new(1)).enter().await;
        let read_on = Arc::new(AtomicBool::new(false));
        let transport = Box::new(Answering { left: answer, read_on: Arc::clone(&read_on) });
        let line = RequestLine { method: "CONNECT", uri: "x.test:443" };
        let write = |_: Option<&SecretString>| b"CONNECT".to_vec();
        let (recorder_, place) = (&mut recorder, &mut place);
        let said = ask_proxy(recorder_, &prober, place, transport, &proxy, line, write).await;
        let came = said.is_ok();
        (recorder.seen, came, read_on.load(Ordering::SeqCst))
    }

    const BASIC: &[u8] = b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\
        Content-Length: 0\r\n\r\n";
    const CLOSES: &[u8] = b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\
        Connection: close\r\nContent-Length: 0\r\n\r\n";

    #[tokio::test]
    async fn a_run_without_credentials_does_not_wait_for_the_end_of_a_connection() {
        let (seen, came, read_on) = asked(SignIn::default(), BASIC).await;
        assert!(came && !read_on, "{seen:?}");
        assert_eq!(seen.auth.unwrap().outcome, AuthOutcome::NoCredentials);
    }

    #[tokio::test]
    async fn a_question_is_kept_when_there_is_no_second_connection() {
        let (seen, came, _) = asked(as_somebody(), CLOSES).await;
        assert!(!came);
        assert_eq!(seen.proxy_answer.unwrap().status, 407);
        let auth = seen.auth.unwrap();
        assert_eq!((auth.outcome, auth.legs.len()), (AuthOutcome::ConnectionClosed, 0));
    }
}
