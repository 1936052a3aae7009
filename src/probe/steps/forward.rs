//! An absolute-form request to the proxy, answered by it or by whoever it passed it on to.

use super::super::exchange::{read_body, read_head, send};
use super::super::gate::Place;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use super::{Transport, request};
use crate::address::Target;
use crate::measurement::{Failure, FailureKind, HttpAnswer, Stage};

/// Asks the proxy for the target over plain HTTP.
pub(in super::super) async fn forward(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    mut transport: Transport,
    target: &Target,
) -> Result<(), Stopped> {
    recorder.begin(Stage::Forward);
    let authorization = prober.authorization();
    recorder.seen.authenticated = authorization.is_some();
    let request = request::absolute(target, &prober.user_agent, authorization.as_ref());
    if let Err(failure) = send(&mut transport, &request).await {
        return Err(recorder.fail(failure));
    }
    let read = read_head(&mut transport, Vec::new(), prober.limits.head_bytes);
    match place.lend(tokio::time::timeout(prober.limits.patience, read)).await {
        Ok(Ok((mut answer, rest))) => {
            let keep = HttpAnswer::BODY_KEPT;
            read_body(&mut transport, &mut answer, rest, prober.limits.body, keep).await;
            recorder.done(answer.status_line());
            recorder.seen.proxy_answer = Some(answer);
            Ok(())
        }
        Ok(Err(found)) => {
            recorder.seen.unreadable = found.bytes;
            Err(recorder.fail(found.failure))
        }
        Err(_) => {
            let patience = prober.limits.patience.as_secs_f32();
            let text = format!("the proxy took the request and gave no answer within {patience} s");
            Err(recorder.fail(Failure::new(FailureKind::TimedOut, text)))
        }
    }
}
