//! TLS: with the proxy itself, and with whoever answers as the target.

use std::io;
use std::sync::Arc;

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, Error, InvalidMessage, ProtocolVersion};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::super::exchange::Unreadable;
use super::super::gate::Place;
use super::super::network::io_failure;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use super::super::tee::Tee;
use super::super::trust::server_name;
use super::tunnel::clear_answer;
use super::{Io, Transport};
use crate::address::Host;
use crate::measurement::{Failure, FailureKind, NativeCode, Stage, TlsSession};

/// TLS with the target, through whatever leads to it. The chain is captured and judged; a bad one
/// does not end the walk.
pub(in super::super) async fn tls<S: Io>(
    recorder: &mut Recorder,
    prober: &Prober,
    place: &mut Place,
    stream: Tee<S>,
    host: &Host,
) -> Result<TlsStream<Tee<S>>, Stopped> {
    recorder.begin(Stage::Tls);
    let wait = if recorder.seen.proxied() { prober.limits.patience } else { prober.limits.tls };
    let connector = TlsConnector::from(Arc::clone(&prober.tls));
    let handshake = connector.connect(server_name(host), stream).into_fallible();
    let stream = match place.lend(tokio::time::timeout(wait, handshake)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err((error, mut tee))) => {
            let failure = tls_failure(&error).unwrap_or_else(|| io_failure(&error));
            let seen = tee.seen().to_vec();
            if seen.starts_with(b"HTTP/") {
                clear_answer(recorder, prober, tee.inner_mut(), seen).await;
            } else if failure.kind == FailureKind::NotTls {
                recorder.seen.unreadable = seen[..seen.len().min(256)].to_vec();
            }
            return Err(recorder.fail(failure));
        }
        Err(_) => {
            let text = format!("no TLS answer within {} s", wait.as_secs_f32());
            return Err(recorder.fail(Failure::new(FailureKind::TimedOut, text)));
        }
    };
    let session = session(prober, &stream, host);
    let detail = match &session.trust {
        Some(trust) if trust.is_good() => format!("{}, certificate good", session.version),
        Some(trust) => format!("{}, {}", session.version, trust.text),
        None => format!("{}, no certificate", session.version),
    };
    recorder.seen.tls = Some(session);
    recorder.done(detail);
    Ok(stream)
}

/// TLS with the proxy. Its certificate must be good: credentials may follow.
pub(in super::super) async fn proxy_tls(
    recorder: &mut Recorder,
    prober: &Prober,
    stream: tokio::net::TcpStream,
    host: &Host,
) -> Result<Transport, Stopped> {
    recorder.begin(Stage::ProxyTls);
    match shake_hands_with_proxy(prober, stream, host).await {
        Ok((transport, version)) => {
            recorder.done(format!("{version}, certificate good"));
            Ok(transport)
        }
        Err(RefusedProxy { found, session }) => {
            recorder.seen.unreadable = found.bytes;
            recorder.seen.proxy_tls = session.map(|session| *session);
            Err(recorder.fail(found.failure))
        }
    }
}

/// Why nothing is asked of a proxy over TLS, with the session where its certificate is the reason.
pub(super) struct RefusedProxy {
    pub(super) found: Unreadable,
    session: Option<Box<TlsSession>>,
}

/// The same without a record of it: the transport and the version of TLS.
pub(super) async fn shake_hands_with_proxy(
    prober: &Prober,
    stream: tokio::net::TcpStream,
    host: &Host,
) -> Result<(Transport, &'static str), RefusedProxy> {
    let wait = prober.limits.proxy_tls;
    let refused = |failure, bytes: &[u8], session| {
        let bytes = bytes[..bytes.len().min(256)].to_vec();
        Err(RefusedProxy { found: Unreadable { failure, bytes }, session })
    };
    let connector = TlsConnector::from(Arc::clone(&prober.tls));
    let handshake = connector.connect(server_name(host), Tee::new(stream, Vec::new()));
    let stream = match tokio::time::timeout(wait, handshake.into_fallible()).await {
        Ok(Ok(stream)) => stream,
        Ok(Err((error, tee))) => {
            let failure = tls_failure(&error).unwrap_or_else(|| io_failure(&error));
            let shown = if failure.kind == FailureKind::NotTls { tee.seen() } else { &[] };
            return refused(failure, shown, None);
        }
        Err(_) => {
            let text = format!("no TLS answer of the proxy within {} s", wait.as_secs_f32());
            return refused(Failure::new(FailureKind::TimedOut, text), &[], None);
        }
    };
    let session = session(prober, &stream, host);
    let text = match &session.trust {
        Some(trust) if trust.is_good() => return Ok((Box::new(stream), session.version)),
        Some(trust) => format!("the proxy's certificate is not trusted: {}", trust.text),
        None => "the proxy shows no certificate".to_owned(),
    };
    refused(Failure::new(FailureKind::Tls, text), &[], Some(Box::new(session)))
}

fn session<S>(prober: &Prober, stream: &TlsStream<S>, host: &Host) -> TlsSession {
    let (_, connection) = stream.get_ref();
    let version = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    };
    let presented = connection.peer_certificates().unwrap_or_default();
    let (chain, trust) = prober.trust.judge(presented, host, UnixTime::now());
    TlsSession { version, chain: chain.into(), trust }
}

/// What a TLS library error inside an I/O error means; none when it is not one.
pub(in super::super) fn tls_failure(error: &io::Error) -> Option<Failure> {
    let inner = error.get_ref()?.downcast_ref::<Error>()?;
    let failure = match inner {
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => Failure::new(FailureKind::Tls, "the peer shows more than 64 KiB of certificates"),
        Error::InvalidMessage(_) => Failure::new(FailureKind::NotTls, inner.to_string()),
        Error::AlertReceived(alert) => Failure::new(FailureKind::Tls, alert_text(*alert))
            .with(NativeCode::TlsAlert(u8::from(*alert))),
        other => Failure::new(FailureKind::Tls, other.to_string()),
    };
    Some(failure)
}

fn alert_text(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::HandshakeFailure | AlertDescription::ProtocolVersion => format!(
            "the peer offers no TLS version and cipher in common (alert {alert:?}): \
             TLS 1.2 or 1.3 with modern ciphers was offered"
        ),
        alert => format!("the peer ended TLS with the alert {alert:?}"),
    }
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::PrivatePkcs8KeyDer;
    use tokio::net::{TcpListener, TcpStream};
    use tokio_rustls::TlsAcceptor;

    use super::*;
    use crate::measurement::{ChainTrust, Measurement};
    use crate::plan::Probe;
    use crate::probe::{Limits, SignIn, SystemResolver, TrustStore};
    use crate::proxy::{Route, Routing};

    /// The address of a TLS server that shows a certificate of its own making.
    async fn self_signed(name: &str) -> std::net::SocketAddr {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(super::super::super::trust::provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.into())
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let _shaken = TlsAcceptor::from(Arc::new(config)).accept(stream).await;
            std::future::pending::<()>().await;
        });
        address
    }

    #[tokio::test]
    async fn a_certificate_of_the_proxy_that_is_refused_is_kept() {
        let address = self_signed("proxy.test").await;
        let (trust, limits) = (TrustStore::empty(), Limits::default());
        let sign_in = SignIn::default();
        let prober = Prober::new(Arc::new(SystemResolver), trust, sign_in, limits, "test").unwrap();
        let routing = Routing::new(Route::Proxy("https://proxy.test:1".parse().unwrap()), "", "");
        let probe = Probe::new("x.test:443".parse().unwrap(), Arc::new(routing));
        let seen = Measurement::of(Arc::new(probe), jiff::Timestamp::UNIX_EPOCH);
        let mut recorder = Recorder::new(seen);
        let stream = TcpStream::connect(address).await.unwrap();
        let host = "proxy.test".parse().unwrap();
        assert!(proxy_tls(&mut recorder, &prober, stream, &host).await.is_err());
        let (step, failure) = recorder.seen.failed().unwrap();
        assert_eq!((step.stage, failure.kind), (Stage::ProxyTls, FailureKind::Tls));
        let kept = recorder.seen.proxy_tls.unwrap();
        assert_eq!((kept.chain.len(), kept.trust.unwrap().chain), (1, ChainTrust::SelfSigned));
        assert_eq!(recorder.seen.tls, None);
    }

    #[test]
    fn too_many_certificates_are_still_tls() {
        let failure = |message| {
            let error = io::Error::new(io::ErrorKind::InvalidData, Error::InvalidMessage(message));
            tls_failure(&error).unwrap().kind
        };
        assert_eq!(failure(InvalidMessage::HandshakePayloadTooLarge), FailureKind::Tls);
        assert_eq!(failure(InvalidMessage::InvalidContentType), FailureKind::NotTls);
    }
}
