//! How long each step may take, how much is read, how many are asked at once.

use std::time::Duration;

/// Limits of one probe. Durations count from the start of their stage, not from when the probe
/// was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A lookup on this machine. Longer than two of the 5 s after which resolvers repeat a lost
    /// packet, so that one lost packet is no failure.
    pub resolve: Duration,
    /// The TCP connection to the first hop.
    pub connect: Duration,
    /// TLS with the proxy itself.
    pub proxy_tls: Duration,
    /// How long a proxy may take for its verdict on a request, and for what follows in the tunnel.
    /// Squid takes 60 s to give up on an endpoint that drops packets, and says why only then.
    pub patience: Duration,
    /// TLS with a target reached without a proxy.
    pub tls: Duration,
    /// The answer of the target to the one request.
    pub http: Duration,
    /// Bytes of head that are read; more is an answer that is too large.
    pub head_bytes: usize,
    /// How long a body may take once its head is there; what came until then is kept.
    pub body: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            resolve: Duration::from_secs(12),
            connect: Duration::from_secs(10),
            proxy_tls: Duration::from_secs(10),
            patience: Duration::from_secs(75),
            tls: Duration::from_secs(20),
            http: Duration::from_secs(30),
            head_bytes: 64 * 1024,
            body: Duration::from_secs(3),
        }
    }
}

/// When a failed attempt is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts after the first, for failures that may pass.
    pub retries: u8,
    /// The middle of the pause before a retry; the real one is between half and one and a half.
    pub pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { retries: 1, pause: Duration::from_millis(800) }
    }
}
