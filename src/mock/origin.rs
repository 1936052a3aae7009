//! The origins behind the proxy: small web servers in this process, good and bad ones.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use super::certificate::Certificate;
use super::duration::milliseconds;
use super::made_text;
use super::recorder::Party;
use super::request::{Received, Request, receive};
use super::response::{Afterwards, Response};
use super::shared::Shared;
use super::status::Status;
use super::tls::TlsVersions;
use super::wire::Wire;

/// The first byte of a TLS handshake record (RFC 8446, section 5.1).
pub(super) const TLS_HANDSHAKE: u8 = 0x16;

/// How an origin answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origin {
    /// Status of its answer.
    pub status: Status,
    /// Reason phrase, in place of the registered one.
    pub reason: Option<String>,
    /// Headers, in place of its own of the same name or beside them. In a file a value may be
    /// described: `Location: {text: "http://a.test/", length: 65536}`.
    #[serde(deserialize_with = "made_text::headers")]
    pub headers: BTreeMap<String, String>,
    /// Body, in place of a line that names the host.
    pub body: Option<String>,
    /// What it answers for some paths, in place of all the above. A path with a query is meant
    /// with that query; one without is meant with any.
    pub paths: BTreeMap<String, Page>,
    /// The certificate that it shows.
    pub certificate: Certificate,
    /// The TLS versions that it speaks.
    pub tls: TlsVersions,
    /// How long it thinks before it answers. In a file: `after_ms`, in milliseconds.
    #[serde(rename = "after_ms", deserialize_with = "milliseconds")]
    pub after: Duration,
    /// How it fails, if it does.
    pub fails: Option<OriginFailure>,
}

/// What an origin answers for one path.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Page {
    /// Status of the answer.
    pub status: Status,
    /// Reason phrase, in place of the registered one.
    pub reason: Option<String>,
    /// Headers, in place of the origin's own of the same name or beside them.
    #[serde(deserialize_with = "made_text::headers")]
    pub headers: BTreeMap<String, String>,
    /// Body, in place of a line that names the host.
    pub body: Option<String>,
}

/// How an origin fails although it takes connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginFailure {
    /// Takes the connection and never says a word.
    Silent,
    /// Resets the connection in answer to the TLS `ClientHello`.
    ResetInTls,
    /// Closes after it has read the request.
    CloseBeforeAnswer,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            status: Status::OK,
            reason: None,
            headers: BTreeMap::new(),
            body: None,
            paths: BTreeMap::new(),
            certificate: Certificate::default(),
            tls: TlsVersions::default(),
            after: Duration::ZERO,
            fails: None,
        }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self { status: Status::OK, reason: None, headers: BTreeMap::new(), body: None }
    }
}

impl Origin {
    /// Its answer to a request for a path with its query.
    pub(super) fn response(&self, host: &str, path: &str) -> Response {
        let without_query = path.split('?').next().unwrap_or(path);
        let (status, reason, headers, body) =
            match self.paths.get(path).or_else(|| self.paths.get(without_query)) {
                Some(page) => (page.status, &page.reason, &page.headers, &page.body),
                None => (self.status, &self.reason, &self.headers, &self.body),
            };
        Response::new(status.code(), status.reason())
            .header("Server", "clearway-mock-origin")
            .header("Content-Type", "text/plain")
            .body(format!("The clearway mock origin of {host} answers.\n"))
            .changed(Some((status.code(), reason.as_deref())), headers, body.as_deref())
    }
}

/// Plays the origin at the far end of a tunnel, or of a direct connection. `host` is whom the
/// client asked for, where that is known. TLS is spoken with clients that begin with it.
pub(super) async fn serve(
    shared: &Arc<Shared>,
    origin: &Origin,
    host: &str,
    mut wire: Wire,
) -> io::Result<()> {
    if origin.fails == Some(OriginFailure::Silent) {
        wire.hold().await;
        return Ok(());
    }
    match wire.peek().await? {
        None => Ok(()),
        Some(TLS_HANDSHAKE) if origin.fails == Some(OriginFailure::ResetInTls) => wire.reset(),
        Some(TLS_HANDSHAKE) => {
            let mut stream =
                handshake(shared, origin.certificate.clone(), origin.tls, host, wire).await?;
            serve_http(shared, origin, host, &mut stream).await?;
            stream.shutdown().await?;
            stream.into_inner().0.finish().await;
            Ok(())
        }
        Some(_) => {
            serve_http(shared, origin, host, &mut wire).await?;
            wire.finish().await;
            Ok(())
        }
    }
}

/// Takes a TLS connection with that certificate, a round trip after the `ClientHello`.
pub(super) async fn handshake(
    shared: &Arc<Shared>,
    certificate: Certificate,
    versions: TlsVersions,
    host: &str,
    wire: Wire,
) -> io::Result<tokio_rustls::server::TlsStream<Wire>> {
    shared.travel().await;
    let bare_host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let config = shared.tls.server(certificate, versions, bare_host);
    TlsAcceptor::from(config).accept(wire).await
}

async fn serve_http<S: AsyncRead + AsyncWrite + Unpin>(
    shared: &Shared,
    origin: &Origin,
    host: &str,
    stream: &mut S,
) -> io::Result<()> {
    loop {
        let request = match receive(stream).await? {
            Received::Request(request, _body) => request,
            Received::Nothing => return Ok(()),
            Received::Malformed => {
                let refusal = Response::new(400, "Bad Request").closes();
                return refusal.send(stream, "GET").await.map(drop);
            }
        };
        shared.recorder.record(Party::Origin, &request);
        shared.travel().await;
        tokio::time::sleep(origin.after).await;
        if origin.fails == Some(OriginFailure::CloseBeforeAnswer) {
            return Ok(());
        }
        let response = answer(origin, host, &request);
        let afterwards = response.send(stream, &request.method).await?;
        if afterwards == Afterwards::Close {
            return Ok(());
        }
    }
}

fn answer(origin: &Origin, host: &str, request: &Request) -> Response {
    let host = if host.is_empty() { request.header("Host").unwrap_or("nobody") } else { host };
    let response = origin.response(host, &request.target);
    if request.closes { response.closes() } else { response }
}
