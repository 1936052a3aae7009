//! One client of the mock proxy, from its first byte to its last.

use std::io;
use std::sync::Arc;

use tokio::net::TcpStream;

use super::access_log::{Entry, Passage};
use super::auth::{Auth, Check};
use super::exchange::{Exchange, Played};
use super::origin::TLS_HANDSHAKE;
use super::presets::BadRequest;
use super::recorder::Party;
use super::request::{Asked, Received, Request, receive};
use super::scenario::{OnAccept, Scenario};
use super::shared::Shared;
use super::wire::Wire;

/// Answers requests until one of the two sides has had enough.
///
/// An `https` proxy would do its handshake here, before the first request.
pub(super) async fn serve(
    shared: Arc<Shared>,
    scenario: Arc<Scenario>,
    stream: TcpStream,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let client = stream.peer_addr()?.ip();
    let mut wire = Wire::new(stream);
    match scenario.on_accept {
        OnAccept::Serve => {}
        OnAccept::Hang => {
            wire.hold().await;
            return Ok(());
        }
        OnAccept::Close => return Ok(()),
        OnAccept::Reset => return wire.reset(),
    }
    if wire.peek().await? == Some(TLS_HANDSHAKE) {
        return refuse(&scenario, BadRequest::ClientHello, wire).await;
    }
    loop {
        let request = match receive(&mut wire).await? {
            Received::Request(request, ahead) => {
                wire.put_back(&ahead);
                request
            }
            Received::Nothing => return Ok(()),
            Received::Malformed => return refuse(&scenario, BadRequest::Malformed, wire).await,
        };
        shared.recorder.record(Party::Proxy, &request);
        let mut entry = Entry::begin(&shared, wire.tally(), client, &request);
        let Some(asked) = request.asked() else {
            if let Some(entry) = &mut entry {
                entry.goes(Passage::NoOrigin);
            }
            return refuse(&scenario, BadRequest::OriginForm, wire).await;
        };
        match answer(&shared, &scenario, &request, asked, wire, &mut entry).await? {
            Some(kept) => wire = kept,
            None => return Ok(()),
        }
    }
}

async fn answer(
    shared: &Arc<Shared>,
    scenario: &Scenario,
    request: &Request,
    asked: Asked,
    wire: Wire,
    entry: &mut Option<Entry>,
) -> Played {
    let rule = scenario.rule_for(&asked);
    let mut exchange =
        Exchange { wire, request, asked, shared, preset: scenario.preset, entry: None };
    let wanted = [scenario.auth.as_ref(), rule.and_then(|rule| rule.auth.as_ref())];
    for auth in wanted.into_iter().flatten() {
        let voice = exchange.voice(None);
        let challenges = Auth::challenges(auth);
        let response = match auth.check(request) {
            Check::Right => {
                if let Some(entry) = entry {
                    entry.by(auth.user());
                }
                continue;
            }
            Check::Missing => voice.auth_required(&exchange.asked, &challenges),
            Check::Wrong => voice.auth_rejected(&exchange.asked, &challenges),
        };
        return exchange.answer(&response).await;
    }
    let answer = rule.map_or(&scenario.default, |rule| &rule.answer);
    if let Some(entry) = entry {
        entry.goes(answer.passage(exchange.asked.tunnel));
    }
    exchange.entry = entry.as_ref();
    answer.play(exchange).await
}

/// Says that this was no request, or nothing where the preset would not.
async fn refuse(scenario: &Scenario, found: BadRequest, mut wire: Wire) -> io::Result<()> {
    match scenario.preset.voice().bad_request(found) {
        None => wire.hold().await,
        Some(response) => {
            response.send(&mut wire, "GET").await?;
            wire.finish().await;
        }
    }
    Ok(())
}
