//! One request to the proxy, on its way to an answer.

use std::io;
use std::sync::Arc;

use tokio::io::AsyncWriteExt;

use super::access_log::Entry;
use super::origin::{self, Origin, OriginFailure};
use super::presets::{Preset, Upstream, Voice};
use super::request::{Asked, Request};
use super::response::{Afterwards, Response};
use super::shared::Shared;
use super::wire::Wire;

/// What an answer has to work with.
pub(super) struct Exchange<'a> {
    pub(super) wire: Wire,
    pub(super) request: &'a Request,
    pub(super) asked: Asked,
    pub(super) shared: &'a Arc<Shared>,
    /// How the proxy words what it says, unless the answer has a preset of its own.
    pub(super) preset: Preset,
    /// The line of the access log, where one is kept.
    pub(super) entry: Option<&'a Entry>,
}

/// The connection, when it can take another request.
pub(super) type Played = io::Result<Option<Wire>>;

impl Exchange<'_> {
    /// The words of the scenario's preset, or of the answer's own.
    pub(super) fn voice(&self, own: Option<Preset>) -> &'static dyn Voice {
        own.unwrap_or(self.preset).voice()
    }

    /// The proxy answers by itself.
    pub(super) async fn answer(mut self, response: &Response) -> Played {
        self.shared.travel().await;
        let afterwards = response.send(&mut self.wire, &self.request.method).await?;
        if afterwards == Afterwards::KeepOpen && !self.request.closes {
            return Ok(Some(self.wire));
        }
        self.wire.finish().await;
        Ok(None)
    }

    /// The proxy lets the request through to an origin.
    pub(super) async fn pass(self, to: &Origin) -> Played {
        if self.asked.tunnel {
            let head = self.voice(None).established();
            return self.tunnel(head.as_bytes(), to).await;
        }
        match to.fails {
            Some(OriginFailure::Silent) => {
                self.wire.hold().await;
                return Ok(None);
            }
            Some(OriginFailure::CloseBeforeAnswer) => {
                let page = self.voice(None).upstream(&self.asked, Upstream::Closed);
                return self.answer(&page).await;
            }
            // A plain request has no TLS to be reset in.
            Some(OriginFailure::ResetInTls) | None => {}
        }
        let response = passed_on(to, &self.asked, self.voice(None));
        tokio::time::sleep(to.after).await;
        self.shared.travel().await;
        self.answer(&response).await
    }

    /// The proxy opens a tunnel with these words, and an origin is at the other end.
    pub(super) async fn tunnel(mut self, head: &[u8], to: &Origin) -> Played {
        self.shared.travel().await;
        self.wire.write_all(head).await?;
        origin::serve(self.shared, to, &self.asked.host.authority(), self.wire).await?;
        Ok(None)
    }
}

/// An origin's answer with what the proxy adds to it.
pub(super) fn passed_on(from: &Origin, asked: &Asked, voice: &dyn Voice) -> Response {
    let added = voice.passed_on().into_iter().collect();
    from.response(&asked.host.authority(), &asked.path).changed(None, &added, None)
}
