//! CONNECT to the proxy. The answer is kept whole; a 2xx alone is believed by nobody.

use super::super::exchange::{read_body, read_head, send};
use super::super::gate::Place;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use super::super::tee::Tee;
use super::{Transport, request};
use crate::address::Target;
use crate::measurement::{Failure, FailureKind, HttpAnswer, Stage};

/// Opens a tunnel. Bytes that came with the 2xx are the first thing that is read from it.
pub(in super::super) async fn tunnel(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    mut transport: Transport,
    target: &Target,
) -> Result<Tee<Transport>, Stopped> {
    recorder.begin(Stage::Tunnel);
    let authorization = prober.authorization();
    recorder.seen.authenticated = authorization.is_some();
    let request = request::connect(target, &prober.user_agent, authorization.as_ref());
    if let Err(failure) = send(&mut transport, &request).await {
        return Err(recorder.fail(failure));
    }
    let head = place
        .lend(tokio::time::timeout(
            prober.limits.patience,
            read_head(&mut transport, Vec::new(), prober.limits.head_bytes),
        ))
        .await;
    let (mut answer, rest) = match head {
        Ok(Ok(found)) => found,
        Ok(Err(found)) => {
            recorder.seen.unreadable = found.bytes;
            return Err(recorder.fail(found.failure));
        }
        Err(_) => {
            let patience = prober.limits.patience.as_secs_f32();
            let text =
                format!("the proxy took the request and gave no verdict within {patience} s");
            return Err(recorder.fail(Failure::new(FailureKind::TimedOut, text)));
        }
    };
    if !answer.is_success() {
        let keep = HttpAnswer::BODY_KEPT;
        read_body(&mut transport, &mut answer, rest, prober.limits.body, keep).await;
        recorder.done(answer.status_line());
        recorder.seen.proxy_answer = Some(answer);
        return Err(Stopped);
    }
    recorder.done(answer.status_line());
    recorder.seen.proxy_answer = Some(answer);
    if rest.starts_with(b"HTTP/") {
        recorder.begin(Stage::Tls);
        clear_answer(recorder, prober, &mut transport, rest).await;
        let text = "an HTTP answer in clear text came right after the 2xx";
        return Err(recorder.fail(Failure::new(FailureKind::NotTls, text)));
    }
    Ok(Tee::new(transport, rest))
}

/// Reads an answer in clear text from a tunnel, of which `bytes` came already.
pub(super) async fn clear_answer<S: super::Io + ?Sized>(
    recorder: &mut Recorder,
    prober: &Prober,
    mut stream: &mut S,
    bytes: Vec<u8>,
) {
    let read = read_head(&mut stream, bytes, prober.limits.head_bytes);
    match tokio::time::timeout(prober.limits.body, read).await {
        Ok(Ok((mut answer, rest))) => {
            let keep = HttpAnswer::BODY_KEPT;
            read_body(&mut stream, &mut answer, rest, prober.limits.body, keep).await;
            recorder.seen.tunnel_answer = Some(answer);
        }
        Ok(Err(found)) => recorder.seen.unreadable = found.bytes,
        Err(_) => {}
    }
}
