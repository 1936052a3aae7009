//! One request to the target itself: no cookies, no redirects followed.

use std::time::Duration;

use super::super::body::read_body;
use super::super::exchange::{read_head, send};
use super::super::gate::Place;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use super::{Io, request};
use crate::address::Target;
use crate::measurement::{Failure, FailureKind, NativeCode, Stage};

/// Body bytes of a target's own answer that are kept: enough to recognise a page.
const BODY_KEPT: usize = 1024;

/// Asks the target, and keeps what it says.
pub(in super::super) async fn http<S: Io>(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    mut stream: S,
    target: &Target,
) -> Result<(), Stopped> {
    recorder.begin(Stage::Http);
    let wait = wait(recorder, prober);
    if let Err(failure) = send(&mut stream, &request::origin(target, &prober.user_agent)).await {
        return Err(book(recorder, failure));
    }
    let read = read_head(&mut stream, Vec::new(), prober.limits.head_bytes);
    match place.lend(tokio::time::timeout(wait, read)).await {
        Ok(Ok((mut answer, rest))) => {
            read_body(&mut stream, &mut answer, rest, prober.limits.body, BODY_KEPT).await;
            recorder.done(answer.status_line());
            recorder.seen.answer = Some(answer);
            Ok(())
        }
        Ok(Err(found)) => {
            recorder.seen.unreadable = found.bytes;
            Err(book(recorder, found.failure))
        }
        Err(_) => {
            let text = format!("no answer to the request within {} s", wait.as_secs_f32());
            Err(recorder.fail(Failure::new(FailureKind::TimedOut, text)))
        }
    }
}

/// Where a chain is not trusted, an inspecting proxy may be behind it and still be waiting for the
/// endpoint: it gets the proxy's patience.
fn wait(recorder: &Recorder, prober: &Prober) -> Duration {
    let trusted = recorder.seen.tls.as_ref().is_none_or(|session| {
        session.trust.as_ref().is_some_and(crate::measurement::Trust::is_good)
    });
    if recorder.seen.proxied() && !trusted { prober.limits.patience } else { prober.limits.http }
}

/// With TLS 1.3 a server says only after the handshake that it wants a client certificate: that
/// alert belongs to the TLS stage (RFC 8446, section 4.4.2).
fn book(recorder: &mut Recorder, failure: Failure) -> Stopped {
    if matches!(failure.native, Some(NativeCode::TlsAlert(_))) {
        recorder.begin(Stage::Tls);
    }
    recorder.fail(failure)
}
