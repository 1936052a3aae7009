//! What all parties of one mock world have in common.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::access_log::AccessLog;
use super::certificates::Certificates;
use super::recorder::Recorder;
use super::tls::TlsConfigs;

pub(super) struct Shared {
    pub(super) certificates: Arc<Certificates>,
    pub(super) tls: TlsConfigs,
    pub(super) recorder: Recorder,
    pub(super) access_log: AccessLog,
    latency: Duration,
}

impl Shared {
    pub(super) fn new(latency: Duration) -> io::Result<Arc<Self>> {
        let certificates = Certificates::new()?;
        let tls = TlsConfigs::new(Arc::clone(&certificates))?;
        Ok(Arc::new(Self {
            certificates,
            tls,
            recorder: Recorder::default(),
            access_log: AccessLog::default(),
            latency,
        }))
    }

    /// Waits for the round trip that a real answer would take.
    pub(super) async fn travel(&self) {
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
    }
}
