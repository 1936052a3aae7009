//! A proxy that opens TLS on the way and looks, with a CA of its own.

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::{Answer, Play};
use crate::mock::access_log::Passage;
use crate::mock::certificate::{Certificate, CertificateKind};
use crate::mock::exchange::{Exchange, Played, passed_on};
use crate::mock::origin::{Origin, handshake};
use crate::mock::presets::Voice;
use crate::mock::recorder::Party;
use crate::mock::request::{Asked, Received, receive};
use crate::mock::response::{Afterwards, Response};
use crate::mock::tls::TlsVersions;

/// The tunnel opens, TLS is answered with a certificate for the asked name from the intercepting
/// CA, and inside it the proxy passes on the origin's answer or shows a page of its own. A
/// request for a URL gets the same without TLS.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Intercept {
    then: Inside,
}

/// An answer that can be given inside TLS.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Answer")]
enum Inside {
    /// What an origin says, passed on.
    Origin(Box<Origin>),
    /// What the proxy says itself.
    Page(Box<Answer>),
}

/// An answer that cannot.
#[derive(Debug, thiserror::Error)]
#[error(
    "this answer cannot be given inside intercepted TLS; expected allow, origin, or one that is a \
     page (deny, auth_required, name_not_found, name_server_failed, upstream_refused, \
     upstream_timed_out, block_page, redirect)"
)]
struct NotInside;

impl Default for Inside {
    fn default() -> Self {
        Self::Origin(Box::default())
    }
}

impl TryFrom<Answer> for Inside {
    type Error = NotInside;

    fn try_from(answer: Answer) -> Result<Self, NotInside> {
        match answer {
            Answer::Allow(_) => Ok(Self::default()),
            Answer::Origin(origin) => Ok(Self::Origin(Box::new(origin))),
            Answer::Deny(_)
            | Answer::AuthRequired(_)
            | Answer::NameNotFound(_)
            | Answer::NameServerFailed(_)
            | Answer::UpstreamRefused(_)
            | Answer::UpstreamTimedOut(_)
            | Answer::BlockPage(_)
            | Answer::Redirect(_) => Ok(Self::Page(Box::new(answer))),
            Answer::NotAProxy(_)
            | Answer::Intercept(_)
            | Answer::Hang(_)
            | Answer::SilentTunnel(_)
            | Answer::Reset(_)
            | Answer::Close(_)
            | Answer::CloseAfter200(_)
            | Answer::ClearInTunnel(_)
            | Answer::EarlyBytes(_)
            | Answer::Drip(_)
            | Answer::Garbage(_)
            | Answer::OversizedHeaders(_)
            | Answer::NoHeaders(_) => Err(NotInside),
        }
    }
}

impl Intercept {
    /// What the client sees, for the request that it makes in clear or inside.
    fn response(&self, asked: &Asked, voice: &'static dyn Voice) -> Response {
        match &self.then {
            Inside::Origin(origin) => passed_on(origin, asked, voice),
            Inside::Page(answer) => answer
                .page(asked, voice)
                .unwrap_or_else(|| passed_on(&Origin::default(), asked, voice)),
        }
    }

    /// Where that request goes.
    fn inner_passage(&self) -> Passage {
        match &self.then {
            Inside::Origin(_) => Passage::Through,
            Inside::Page(answer) => answer.passage(false),
        }
    }
}

impl Play for Intercept {
    fn passage(&self, tunnel: bool) -> Passage {
        if tunnel { Passage::Opened } else { self.inner_passage() }
    }

    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        let voice = exchange.voice(None);
        if !exchange.asked.tunnel {
            let response = self.response(&exchange.asked, voice);
            return exchange.answer(&response).await;
        }
        let host = exchange.asked.host.authority();
        exchange.shared.travel().await;
        let head = voice.established();
        exchange.wire.write_all(head.as_bytes()).await?;
        let Exchange { wire, asked, shared, entry, .. } = exchange;
        let certificate = Certificate::from(CertificateKind::Intercepted);
        let mut stream = handshake(shared, certificate, TlsVersions::Any, &host, wire).await?;
        while let Received::Request(request, _body) = receive(&mut stream).await? {
            shared.recorder.record(Party::Origin, &request);
            // Inside, the proxy speaks of the URL, not of the tunnel.
            let path = request.target.clone();
            let inside = Asked { tunnel: false, secure: true, path, ..asked.clone() };
            let response = self.response(&inside, voice);
            shared.travel().await;
            let afterwards = response.send(&mut stream, &request.method).await?;
            if let Some(entry) = entry {
                entry.inside(&inside.url(), &request, &response, self.inner_passage());
            }
            if afterwards == Afterwards::Close || request.closes {
                break;
            }
        }
        stream.shutdown().await?;
        stream.into_inner().0.finish().await;
        Ok(None)
    }
}
