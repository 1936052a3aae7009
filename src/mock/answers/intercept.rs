//! A proxy that opens TLS on the way and looks, with a CA of its own.

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::{Answer, Play};
use crate::mock::certificates::CertificateKind;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::origin::{Origin, handshake};
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
    Origin(Origin),
    /// What the proxy says itself.
    Page(Box<Answer>),
}

/// An answer that cannot.
#[derive(Debug, thiserror::Error)]
#[error(
    "this answer cannot be given inside intercepted TLS; expected allow, origin, or one that is a \
     page (deny, auth_required, name_not_found, upstream_refused, upstream_timed_out, block_page, \
     redirect)"
)]
struct NotInside;

impl Default for Inside {
    fn default() -> Self {
        Self::Origin(Origin::default())
    }
}

impl TryFrom<Answer> for Inside {
    type Error = NotInside;

    fn try_from(answer: Answer) -> Result<Self, NotInside> {
        match answer {
            Answer::Allow(_) => Ok(Self::default()),
            Answer::Origin(origin) => Ok(Self::Origin(origin)),
            Answer::Deny(_)
            | Answer::AuthRequired(_)
            | Answer::NameNotFound(_)
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
    /// What the client sees inside, for the request that it makes there.
    fn response(&self, exchange: &Exchange<'_>, inside: &Asked) -> Response {
        let plain = Origin::default();
        let (origin, page) = match &self.then {
            Inside::Origin(origin) => (origin, None),
            Inside::Page(answer) => (&plain, answer.page(inside, exchange.voice(None))),
        };
        page.unwrap_or_else(|| exchange.passed_on(origin))
    }
}

impl Play for Intercept {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        // Inside, the proxy speaks of the URL, not of the tunnel.
        let inside = Asked { tunnel: false, secure: true, ..exchange.asked.clone() };
        if !exchange.asked.tunnel {
            let response = self.response(&exchange, &exchange.asked);
            return exchange.answer(&response).await;
        }
        let response = self.response(&exchange, &inside);
        let host = exchange.asked.host.authority();
        exchange.shared.travel().await;
        let head = exchange.voice(None).established();
        exchange.wire.write_all(head.as_bytes()).await?;
        let shared = exchange.shared;
        let kind = CertificateKind::Intercepted;
        let mut stream = handshake(shared, kind, TlsVersions::Any, &host, exchange.wire).await?;
        while let Received::Request(request, _body) = receive(&mut stream).await? {
            shared.recorder.record(Party::Origin, &request);
            shared.travel().await;
            let afterwards = response.send(&mut stream, &request.method).await?;
            if afterwards == Afterwards::Close || request.closes {
                break;
            }
        }
        stream.shutdown().await?;
        stream.into_inner().0.finish().await;
        Ok(None)
    }
}
