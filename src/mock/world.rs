//! The listening mock proxy: start, address, shutdown.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;

use super::connection;
use super::listener::Listener;
use super::recorder::Seen;
use super::scenario::Scenario;
use super::shared::Shared;

/// Where the mock proxy may listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Only on addresses of this machine (127.0.0.0/8, `::1`).
    LoopbackOnly,
    /// On any address, where others can reach it. It still connects nowhere.
    AnyAddress,
}

/// A mock proxy that listens. It ends when it is dropped.
pub struct MockWorld {
    shared: Arc<Shared>,
    listener: Listener,
}

impl MockWorld {
    /// Listens on a loopback address; port 0 takes a free port. Runs on the current runtime.
    ///
    /// # Errors
    /// When the address is not a loopback one, or cannot be had.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(scenario: Scenario, listen: SocketAddr) -> io::Result<Self> {
        Self::start_exposed(scenario, listen, Exposure::LoopbackOnly)
    }

    /// Listens where `exposure` allows.
    ///
    /// # Errors
    /// When the address is not allowed, or cannot be had.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start_exposed(
        scenario: Scenario,
        listen: SocketAddr,
        exposure: Exposure,
    ) -> io::Result<Self> {
        if exposure == Exposure::LoopbackOnly && !listen.ip().is_loopback() {
            let text = format!(
                "{listen} can be reached from other machines; the mock proxy listens only on \
                 127.0.0.0/8 and ::1 unless it is told otherwise"
            );
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        let shared = Shared::new(scenario.latency)?;
        let scenario = Arc::new(scenario);
        let listener = Listener::start(listen, {
            let shared = Arc::clone(&shared);
            move |stream| connection::serve(Arc::clone(&shared), Arc::clone(&scenario), stream)
        })?;
        Ok(Self { shared, listener })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// The CA of its origins, in PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        self.shared.certificates.own_pem()
    }

    /// The CA of its origins, in DER.
    #[must_use]
    pub fn ca_der(&self) -> &CertificateDer<'static> {
        self.shared.certificates.own_der()
    }

    /// The CA of its intercepting answers, in PEM.
    #[must_use]
    pub fn intercepting_ca_pem(&self) -> &str {
        self.shared.certificates.intercepting_pem()
    }

    /// What it was asked so far, in order; the first 100,000 requests.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.recorder.seen()
    }

    /// How many requests it was asked so far.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        self.shared.recorder.count()
    }

    /// Adds a line to this file for each request that the proxy is asked from now on, in the native
    /// format of Squid's access log, when the request has ended. The file is made where there is
    /// none. Requests inside intercepted TLS have lines of their own, as Squid writes them.
    ///
    /// # Errors
    /// When the file cannot be opened for writing.
    pub fn log_to(&self, path: &Path) -> io::Result<()> {
        self.shared.access_log.open(path)
    }

    /// Waits until a line could not be written to the access log, and says why; no further line is
    /// written then. Waits for ever when all goes well.
    pub async fn log_failure(&self) -> Arc<io::Error> {
        self.shared.access_log.failure().await
    }

    /// Stops listening and ends every connection.
    pub async fn shutdown(self) {
        self.listener.shutdown().await;
    }
}
