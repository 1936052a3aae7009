//! A stream that remembers the first bytes it delivered, and can deliver some again first.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Remembers up to [`Tee::KEPT`] bytes read through it, unless they are TLS.
#[derive(Debug)]
pub(super) struct Tee<S> {
    inner: S,
    pending: Vec<u8>,
    delivered: usize,
    seen: Vec<u8>,
    is_tls: bool,
}

impl<S> Tee<S> {
    /// As much as the TLS library may take at once before it finds that it is no TLS.
    pub(super) const KEPT: usize = 32 * 1024;

    /// `pending` was read from `inner` before and is delivered first.
    pub(super) fn new(inner: S, pending: Vec<u8>) -> Self {
        Self { inner, pending, delivered: 0, seen: Vec::new(), is_tls: false }
    }

    /// The first bytes that were read.
    pub(super) fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// The stream behind, the bytes read so far being gone from it.
    pub(super) fn inner_mut(&mut self) -> &mut S {
        &mut self.inner
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tee<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let this = &mut *self;
        if this.delivered < this.pending.len() {
            let rest = &this.pending[this.delivered..];
            let length = rest.len().min(buffer.remaining());
            buffer.put_slice(&rest[..length]);
            this.delivered += length;
        } else {
            match Pin::new(&mut this.inner).poll_read(context, buffer) {
                Poll::Ready(Ok(())) => {}
                other => return other,
            }
        }
        let fresh = &buffer.filled()[before..];
        this.is_tls =
            this.is_tls || (this.seen.is_empty() && fresh.first().copied().is_some_and(is_record));
        if !this.is_tls {
            let room = Self::KEPT.saturating_sub(this.seen.len());
            this.seen.extend_from_slice(&fresh[..fresh.len().min(room)]);
        }
        Poll::Ready(Ok(()))
    }
}

/// The content types of TLS records (RFC 8446, section 5.1).
fn is_record(first: u8) -> bool {
    (20..=24).contains(&first)
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tee<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
