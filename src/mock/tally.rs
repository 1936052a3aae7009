//! What went to a client in answer to one request: how much, and with which head.

use std::sync::{Mutex, PoisonError};

/// How much of a head is kept, in bytes. More than what a status and a content type need.
const KEPT: usize = 4096;

/// Counts what a connection sends.
#[derive(Default)]
pub(super) struct Tally {
    sent: Mutex<Sent>,
}

#[derive(Default)]
struct Sent {
    bytes: u64,
    head: Vec<u8>,
}

/// An answer, as a log tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answered {
    /// None when no status line came.
    pub(super) status: Option<u16>,
    /// Everything sent, heads included.
    pub(super) bytes: u64,
    /// The media type, without parameters.
    pub(super) content_type: Option<String>,
}

impl Tally {
    /// Begins the next answer.
    pub(super) fn restart(&self) {
        *self.sent() = Sent::default();
    }

    pub(super) fn add(&self, bytes: &[u8]) {
        let mut sent = self.sent();
        sent.bytes += bytes.len() as u64;
        let room = KEPT - sent.head.len();
        sent.head.extend(&bytes[..bytes.len().min(room)]);
    }

    pub(super) fn answered(&self) -> Answered {
        let sent = self.sent();
        Answered::from_head(&sent.head, sent.bytes)
    }

    fn sent(&self) -> std::sync::MutexGuard<'_, Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answered {
    /// Reads the beginning of an answer.
    pub(super) fn from_head(head: &[u8], bytes: u64) -> Self {
        let mut room = [httparse::EMPTY_HEADER; 128];
        let mut parsed = httparse::Response::new(&mut room);
        // A head that is cut short has a status all the same.
        let _ = parsed.parse(head);
        let status = parsed.code;
        let headers = parsed.headers.iter();
        let kind = headers
            .take_while(|header| !header.name.is_empty())
            .find(|header| header.name.eq_ignore_ascii_case("content-type"))
            .and_then(|header| std::str::from_utf8(header.value).ok())
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_owned());
        Self { status, bytes, content_type: kind.filter(|kind| !kind.is_empty()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_far_as_it_came() {
        let tally = Tally::default();
        tally.add(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\n\r\nbody");
        let whole = tally.answered();
        assert_eq!((whole.status, whole.bytes), (Some(200), 59));
        assert_eq!(whole.content_type.as_deref(), Some("text/html"));
        tally.restart();
        assert_eq!(tally.answered(), Answered { status: None, bytes: 0, content_type: None });
        for byte in b"HTTP/1.1 403 No\r\nX-Long: aaa" {
            tally.add(&[*byte]);
        }
        assert_eq!(tally.answered().status, Some(403));
        tally.restart();
        tally.add(&vec![0x15; 100_000]);
        assert_eq!((tally.answered().status, tally.answered().bytes), (None, 100_000));
    }
}
