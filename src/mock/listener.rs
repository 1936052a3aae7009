//! Accepts connections up to a cap, and ends them all together.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::error::Elapsed;

/// Connections at once; more wait in the system's queue.
const MAX_CONNECTIONS: usize = 16_384;

/// Connections that the system may keep waiting. Linux cuts this down to its own limit.
const BACKLOG: u32 = 4096;

/// How long a connection may last, whatever its client does or leaves undone. Longer than the
/// longest silence that a scenario can want.
const LIFETIME: Duration = Duration::from_mins(20);

/// How long to wait when the system has no descriptor left for another connection.
const OUT_OF_DESCRIPTORS: Duration = Duration::from_millis(20);

/// A listening socket with its connections. All end when it is dropped.
pub(super) struct Listener {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    accepting: JoinHandle<()>,
}

impl Listener {
    /// Binds at once, so that clients can connect when this returns; then plays `serve` for each.
    pub(super) fn start<S, F>(listen: SocketAddr, serve: S) -> io::Result<Self>
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = io::Result<()>> + Send + 'static,
    {
        let socket = if listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // Else a port that was named cannot be used again for a minute (not so on Windows, where
        // the option would share the port).
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(listen)?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let accepting = tokio::spawn(accept(listener, serve, stopped));
        Ok(Self { address, stop: Some(stop), accepting })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns when the last connection has ended.
    pub(super) async fn shutdown(mut self) {
        drop(self.stop.take());
        if let Err(error) = (&mut self.accepting).await {
            tracing::warn!(%error, "the mock world's listener ended badly");
        }
    }
}

impl Drop for Listener {
    /// The set of connections goes with the task, and they end with it.
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept<S, F>(listener: TcpListener, serve: S, mut stopped: oneshot::Receiver<()>)
where
    S: Fn(TcpStream) -> F,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            Some(ended) = connections.join_next(), if !connections.is_empty() => note(ended),
            accepted = listener.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(tokio::time::timeout(LIFETIME, serve(stream)));
                }
                Err(error) => {
                    tracing::debug!(%error, "the mock world could not take a connection");
                    tokio::time::sleep(OUT_OF_DESCRIPTORS).await;
                }
            },
        }
    }
    drop(listener);
    connections.shutdown().await;
}

/// Clients that go away in the middle are everyday life here, and not worth a word.
fn note(ended: Result<Result<io::Result<()>, Elapsed>, JoinError>) {
    match ended {
        Ok(Ok(Ok(()))) => {}
        Ok(Err(_)) => tracing::debug!("a connection to the mock world lasted too long"),
        Ok(Ok(Err(error))) => tracing::debug!(%error, "a connection to the mock world broke"),
        Err(error) => tracing::error!(%error, "a connection of the mock world panicked"),
    }
}
