//! Origins that listen by themselves, for clients that use no proxy.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use tokio::net::TcpSocket;

use super::listener::Listener;
use super::origin::{self, Origin};
use super::recorder::Seen;
use super::shared::Shared;
use super::wire::Wire;

/// Two ports of one address: one that answers, in TLS and in clear, and one that refuses. For
/// several address families, start several.
pub struct Origins {
    shared: Arc<Shared>,
    listener: Listener,
    /// Bound and not listening: the port stays taken, and connections to it are refused.
    refusing: TcpSocket,
}

impl Origins {
    /// Listens on a free port of a loopback address. Clients that begin with TLS get TLS, others
    /// get plain HTTP; the certificate is for the name in the `ClientHello`.
    ///
    /// # Errors
    /// When the address is not a loopback one, or cannot be had.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(origin: Origin, address: IpAddr) -> io::Result<Self> {
        if !address.is_loopback() {
            let text = format!("{address} is no loopback address; expected 127.0.0.1 or ::1");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        let any_port = SocketAddr::new(address, 0);
        let refusing = if any_port.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        refusing.bind(any_port)?;
        let shared = Shared::new(Duration::ZERO)?;
        let origin = Arc::new(origin);
        let listener = Listener::start(any_port, {
            let shared = Arc::clone(&shared);
            move |stream| {
                let (shared, origin) = (Arc::clone(&shared), Arc::clone(&origin));
                async move {
                    stream.set_nodelay(true)?;
                    origin::serve(&shared, &origin, "", Wire::new(stream)).await
                }
            }
        })?;
        Ok(Self { shared, listener, refusing })
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Where it refuses connections.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn refusing_address(&self) -> io::Result<SocketAddr> {
        self.refusing.local_addr()
    }

    /// The CA of its certificates, in PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        self.shared.certificates.own_pem()
    }

    /// The CA of its certificates, in DER.
    #[must_use]
    pub fn ca_der(&self) -> &CertificateDer<'static> {
        self.shared.certificates.own_der()
    }

    /// What it was asked so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.recorder.seen()
    }

    /// Stops listening and ends every connection.
    pub async fn shutdown(self) {
        self.listener.shutdown().await;
    }
}
