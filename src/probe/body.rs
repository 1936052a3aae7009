//! The body of an answer: read as far as it is evidence, and to its end where the connection goes on.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use super::chunks::Chunks;
use crate::measurement::{HttpAnswer, Page};

/// Bytes of the body of a 407 that are read for its end, after which the same connection is used
/// again: NTLM depends on that, and some pages are large.
const READ_OF_A_CHALLENGE: usize = 1024 * 1024;

/// Reads the body as far as it is evidence, for at most `wait`. A body that is cut off is kept as
/// far as it came: the head has been read, and that is the answer. True when its end was read, so
/// that the connection can go on.
pub(super) async fn read_body<S: AsyncRead + Unpin>(
    stream: &mut S,
    answer: &mut HttpAnswer,
    mut bytes: Vec<u8>,
    wait: Duration,
    keep: usize,
) -> bool {
    let most = if answer.status == 407 { READ_OF_A_CHALLENGE } else { HttpAnswer::BODY_READ };
    let mut body = Body::of(answer);
    body.take(&bytes);
    let read = async {
        while !body.is_over() && body.read < most {
            bytes.clear();
            bytes.reserve(2048);
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return true,
                Ok(_) => body.take(&bytes),
            }
        }
        body.is_over()
    };
    let nothing_follows = timeout(wait, read).await.unwrap_or(false);
    if !body.kept.is_empty() {
        answer.page = Page::read(&body.kept);
        answer.page.text.shrink_to_fit();
        answer.body = body.kept[..body.kept.len().min(keep)].to_vec();
        answer.body_cut = !nothing_follows || body.length > keep;
    }
    body.is_complete()
}

/// A body as far as it has come.
struct Body {
    framing: Framing,
    /// Its first bytes, at most [`HttpAnswer::BODY_READ`].
    kept: Vec<u8>,
    /// Bytes of it so far.
    length: usize,
    /// Bytes that were read for it so far.
    read: usize,
}

/// What says where it ends (RFC 9112, section 6.3).
enum Framing {
    /// So many bytes are still to come.
    Known(usize),
    Chunked(Chunks),
    UntilClose,
}

impl Body {
    fn of(answer: &HttpAnswer) -> Self {
        let last_coding = answer
            .headers_named("Transfer-Encoding")
            .last()
            .and_then(|value| value.rsplit(',').next())
            .map(str::trim);
        let framing = if answer.status == 204 || answer.status == 304 {
            Framing::Known(0)
        } else if last_coding.is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            Framing::Chunked(Chunks::default())
        } else {
            match answer.header("Content-Length").and_then(|value| value.trim().parse().ok()) {
                Some(length) => Framing::Known(length),
                None => Framing::UntilClose,
            }
        };
        Self { framing, kept: Vec::new(), length: 0, read: 0 }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.read += bytes.len();
        let (kept, length) = (&mut self.kept, &mut self.length);
        let mut keep = |data: &[u8]| {
            *length += data.len();
            let room = HttpAnswer::BODY_READ - kept.len();
            kept.extend_from_slice(&data[..data.len().min(room)]);
        };
        match &mut self.framing {
            Framing::Known(left) => {
                let own = &bytes[..bytes.len().min(*left)];
                *left -= own.len();
                keep(own);
            }
            Framing::Chunked(chunks) => chunks.take(bytes, keep),
            Framing::UntilClose => keep(bytes),
        }
    }

    /// True when its end was read.
    fn is_complete(&self) -> bool {
        match &self.framing {
            Framing::Known(left) => *left == 0,
            Framing::Chunked(chunks) => chunks.is_complete(),
            Framing::UntilClose => false,
        }
    }

    /// True when nothing more of it can be read.
    fn is_over(&self) -> bool {
        self.is_complete() || matches!(&self.framing, Framing::Chunked(chunks) if chunks.is_over())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a body with these headers; says whether its end was read.
    async fn read(status: u16, headers: &[(&str, &str)], body: &[u8]) -> (HttpAnswer, bool) {
        let headers =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut answer = HttpAnswer { status, headers, ..HttpAnswer::default() };
        let (mut stream, keep) = (body, HttpAnswer::BODY_KEPT);
        let wait = Duration::from_mins(1);
        let whole = read_body(&mut stream, &mut answer, Vec::new(), wait, keep).await;
        (answer, whole)
    }

    const CHUNKED: (&str, &str) = ("Transfer-Encoding", "chunked");

    #[tokio::test]
    async fn a_challenge_in_chunks_with_trailer_fields_is_read_to_its_end() {
        let body = b"3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n";
        let (answer, whole) = read(407, &[CHUNKED], body).await;
        assert_eq!((answer.body.as_slice(), whole, answer.body_cut), (&b"abc"[..], true, false));
        let (answer, whole) = read(407, &[CHUNKED], &body[..body.len() - 2]).await;
        assert_eq!((answer.body.as_slice(), whole), (&b"abc"[..], false));
    }

    #[tokio::test]
    async fn a_large_challenge_is_read_to_its_end_and_a_large_answer_is_not() {
        let size = 3 * HttpAnswer::BODY_READ;
        let length = size.to_string();
        let page = vec![b'x'; size];
        let headers = [("Content-Length", length.as_str())];
        let (answer, whole) = read(407, &headers, &page).await;
        assert!(whole && answer.body_cut, "{whole}");
        assert_eq!(answer.body.len(), HttpAnswer::BODY_KEPT);
        let (_, whole) = read(403, &headers, &page).await;
        assert!(!whole);
        let chunked = [format!("{size:x}\r\n").as_bytes(), &page, b"\r\n0\r\n\r\n"].concat();
        assert!(read(407, &[CHUNKED], &chunked).await.1);
    }

    #[tokio::test]
    async fn a_body_that_ends_early_has_no_end() {
        let (answer, whole) = read(407, &[("Content-Length", "10")], b"abc").await;
        assert_eq!((answer.body.as_slice(), whole), (&b"abc"[..], false));
        let (_, whole) = read(407, &[], b"abc").await;
        assert!(!whole);
        let codings = [("Transfer-Encoding", "gzip"), CHUNKED];
        assert!(read(200, &codings, b"0\r\n\r\n").await.1);
    }
}
