//! One accepted connection, with the bytes that were read ahead of their time put back in front.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

use super::tally::Tally;

/// How long a connection is held open for a client that waits for something that never comes.
const PATIENCE: Duration = Duration::from_mins(10);

/// How long a client may take to close after we have.
const FAREWELL: Duration = Duration::from_secs(2);

/// A client's connection. Clients may send the first bytes of a tunnel together with their
/// request; those wait in `ahead` until somebody reads them.
pub(super) struct Wire {
    stream: TcpStream,
    ahead: Vec<u8>,
    taken: usize,
    tally: Arc<Tally>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, ahead: Vec::new(), taken: 0, tally: Arc::default() }
    }

    /// What has been sent.
    pub(super) fn tally(&self) -> &Arc<Tally> {
        &self.tally
    }

    /// Puts bytes back, to be read next.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.ahead.splice(..self.taken, bytes.iter().copied());
        self.taken = 0;
    }

    /// The next byte, which stays there to be read again; none when the client has closed.
    pub(super) async fn peek(&mut self) -> io::Result<Option<u8>> {
        // Room for a whole ClientHello of today, so that it costs one system call.
        let mut bytes = [0; 2048];
        let length = self.read(&mut bytes).await?;
        self.put_back(&bytes[..length]);
        Ok(bytes[..length].first().copied())
    }

    /// Says nothing until the client gives up, or for ten minutes.
    pub(super) async fn hold(mut self) {
        let mut waste = [0; 1024];
        let give_up = async { while matches!(self.read(&mut waste).await, Ok(1..)) {} };
        // Either way the connection is over, and there is nobody to tell.
        let _ = tokio::time::timeout(PATIENCE, give_up).await;
    }

    /// Ends the connection in good order: what was sent arrives even when the client has sent more
    /// than was read, which would otherwise turn the end into a reset.
    pub(super) async fn finish(mut self) {
        let farewell = async {
            self.shutdown().await?;
            let mut waste = [0; 1024];
            while self.read(&mut waste).await? > 0 {}
            io::Result::Ok(())
        };
        // The client may be gone already, which is as good an end as any.
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
    }

    /// Ends the connection with a reset in place of an orderly end.
    pub(super) fn reset(self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken < self.ahead.len() {
            let end = self.ahead.len().min(self.taken + buffer.remaining());
            buffer.put_slice(&self.ahead[self.taken..end]);
            self.taken = end;
            if end == self.ahead.len() {
                self.ahead = Vec::new();
                self.taken = 0;
            }
            return Poll::Ready(Ok(()));
        }
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.tally.add(&bytes[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
