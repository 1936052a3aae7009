//! An absolute-form request to the proxy, answered by it or by whoever it passed it on to.

use super::super::gate::Place;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use super::sign_in::{RequestLine, ask_proxy};
use super::{Transport, request};
use crate::address::Target;
use crate::measurement::Stage;
use crate::proxy::ProxyUrl;

/// Asks the proxy for the target over plain HTTP.
pub(in super::super) async fn forward(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    transport: Transport,
    proxy: &ProxyUrl,
    target: &Target,
) -> Result<(), Stopped> {
    recorder.begin(Stage::Forward);
    let line = RequestLine { method: "GET", uri: &target.url() };
    // NTLM signs a connection, which therefore has to stay.
    let stay = prober.may_sign_in(&recorder.seen.probe);
    let write = |header: Option<&_>| request::absolute(target, &prober.user_agent, header, stay);
    let asked = ask_proxy(recorder, prober, place, transport, proxy, line, write).await;
    match asked {
        Ok(mut asked) => {
            asked.read_rest(prober).await;
            recorder.done(asked.answer.status_line());
            recorder.seen.proxy_answer = Some(asked.answer);
            Ok(())
        }
        Err(found) => {
            recorder.seen.unreadable = found.bytes;
            Err(recorder.fail(found.failure))
        }
    }
}
