//! CONNECT to the proxy. The answer is kept whole; a 2xx alone is believed by nobody.

use super::super::body::read_body;
use super::super::exchange::read_head;
use super::super::gate::Place;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use super::super::tee::Tee;
use super::sign_in::{RequestLine, ask_proxy};
use super::{Transport, request};
use crate::address::Target;
use crate::measurement::{Failure, FailureKind, HttpAnswer, Stage};
use crate::proxy::ProxyUrl;

/// Opens a tunnel. Bytes that came with the 2xx are the first thing that is read from it.
pub(in super::super) async fn tunnel(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    transport: Transport,
    proxy: &ProxyUrl,
    target: &Target,
) -> Result<Tee<Transport>, Stopped> {
    recorder.begin(Stage::Tunnel);
    let line = RequestLine { method: "CONNECT", uri: &target.authority() };
    let write = |header: Option<&_>| request::connect(target, &prober.user_agent, header);
    let asked = ask_proxy(recorder, prober, place, transport, proxy, line, write).await;
    let mut asked = match asked {
        Ok(asked) => asked,
        Err(found) => {
            recorder.seen.unreadable = found.bytes;
            return Err(recorder.fail(found.failure));
        }
    };
    if !asked.answer.is_success() {
        asked.read_rest(prober).await;
        recorder.done(asked.answer.status_line());
        recorder.seen.proxy_answer = Some(asked.answer);
        return Err(Stopped);
    }
    recorder.done(asked.answer.status_line());
    let (mut transport, rest) = (asked.transport, asked.rest);
    recorder.seen.proxy_answer = Some(asked.answer);
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
