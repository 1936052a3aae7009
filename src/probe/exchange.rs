//! One HTTP/1 request and its answer, read with suspicion: bounded in size, kept as it came.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::body::read_body;
use super::network::io_failure;
use super::steps::tls_failure;
use crate::measurement::{Failure, FailureKind, HttpAnswer};

/// An answer that could not be read, with the first bytes of it.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) failure: Failure,
    pub(super) bytes: Vec<u8>,
}

/// Header fields that are read at most.
const HEADERS: usize = 256;
/// Bytes of an unreadable answer that are kept.
const UNREADABLE_KEPT: usize = 256;

/// Writes a request.
pub(super) async fn send<S: AsyncWrite + Unpin>(
    stream: &mut S,
    request: &[u8],
) -> Result<(), Failure> {
    let written = async {
        stream.write_all(request).await?;
        stream.flush().await
    };
    written.await.map_err(|error| stream_failure(&error))
}

/// Reads a head, and returns it with the bytes that came after it. Interim answers (1xx) are
/// passed over.
pub(super) async fn read_head<S: AsyncRead + Unpin>(
    stream: &mut S,
    mut bytes: Vec<u8>,
    most: usize,
) -> Result<(HttpAnswer, Vec<u8>), Unreadable> {
    let mut searched = 0;
    loop {
        if !may_be_http(&bytes) {
            let failure = Failure::new(FailureKind::NotHttp, "the answer is no HTTP");
            return Err(unreadable(failure, bytes));
        }
        if let Some(end) = end_of_head(&bytes, searched) {
            let rest = bytes.split_off(end);
            match parse_head(&bytes) {
                Err(text) => {
                    let kind = FailureKind::NotHttp;
                    return Err(unreadable(Failure::new(kind, text), bytes));
                }
                Ok(answer) if (100..200).contains(&answer.status) && answer.status != 101 => {
                    (bytes, searched) = (rest, 0);
                    continue;
                }
                Ok(answer) => return Ok((answer, rest)),
            }
        }
        searched = bytes.len().saturating_sub(3);
        if bytes.len() >= most {
            let text = format!("the head of the answer is longer than {most} bytes");
            return Err(unreadable(Failure::new(FailureKind::TooLarge, text), bytes));
        }
        bytes.reserve(1024);
        match stream.read_buf(&mut bytes).await {
            Ok(0) => {
                let text = if bytes.is_empty() {
                    "the connection was closed without an answer"
                } else {
                    "the connection was closed within the head of the answer"
                };
                return Err(unreadable(Failure::new(FailureKind::Closed, text), bytes));
            }
            Ok(_) => {}
            Err(error) => return Err(unreadable(stream_failure(&error), bytes)),
        }
    }
}

/// What an I/O error on a stream means, whether it came from the system or from TLS.
pub(super) fn stream_failure(error: &std::io::Error) -> Failure {
    tls_failure(error).unwrap_or_else(|| io_failure(error))
}

/// Could these bytes become a status line?
fn may_be_http(bytes: &[u8]) -> bool {
    let start = b"HTTP/1.";
    let length = bytes.len().min(start.len());
    bytes[..length] == start[..length]
}

/// Where the first empty line ends, looking from `from` on. Bare line feeds count (RFC 9112,
/// section 2.2).
fn end_of_head(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'\n') {
        let next = at + found + 1;
        match bytes.get(next..) {
            Some([b'\n', ..]) => return Some(next + 1),
            Some([b'\r', b'\n', ..]) => return Some(next + 2),
            _ => at = next,
        }
    }
    None
}

fn parse_head(bytes: &[u8]) -> Result<HttpAnswer, String> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let mut lenient = httparse::ParserConfig::default();
    lenient
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    match lenient.parse_response(&mut response, bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err("the head of the answer is broken".to_owned()),
        Err(error) => return Err(format!("the head of the answer is broken: {error}")),
    }
    Ok(HttpAnswer {
        minor_version: response.version.unwrap_or(1),
        status: response.code.unwrap_or(0),
        reason: response.reason.unwrap_or_default().trim().to_owned(),
        headers: response
            .headers
            .iter()
            .map(|field| {
                let value = String::from_utf8_lossy(field.value).trim().to_owned();
                (field.name.to_owned(), value)
            })
            .collect(),
        ..HttpAnswer::default()
    })
}

fn unreadable(failure: Failure, mut bytes: Vec<u8>) -> Unreadable {
    bytes.truncate(UNREADABLE_KEPT);
    bytes.shrink_to_fit();
    Unreadable { failure, bytes }
}

/// Reads one answer from bytes in memory, as a probe reads it from a proxy: the entrance for those
/// who have recorded bytes, or made some up, and no connection.
///
/// # Errors
/// When the bytes are no HTTP/1 answer, end within its head, or its head is longer than 64 KiB.
///
/// # Panics
/// Outside of a tokio runtime with a timer.
pub async fn read_answer(bytes: &[u8]) -> Result<HttpAnswer, Failure> {
    read_all(bytes).await.map_err(|found| found.failure)
}

async fn read_all(bytes: &[u8]) -> Result<HttpAnswer, Unreadable> {
    let mut stream = bytes;
    let (mut answer, rest) = read_head(&mut stream, Vec::new(), 64 * 1024).await?;
    read_body(&mut stream, &mut answer, rest, Duration::from_secs(1), HttpAnswer::BODY_KEPT).await;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_refused_connect_is_kept_whole() {
        let answer = read_all(
            b"HTTP/1.1 403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\
              Content-Length: 27\r\n\r\n<title>Denied</title><p>no.trailing",
        )
        .await
        .unwrap();
        assert_eq!(answer.status_line(), "HTTP/1.1 403 Forbidden");
        assert_eq!(answer.header("x-squid-error"), Some("ERR_ACCESS_DENIED 0"));
        assert_eq!((answer.page.title.as_str(), answer.page.text.as_str()), ("Denied", "no."));
    }

    #[tokio::test]
    async fn heads_may_be_odd() {
        let odd = read_all(b"HTTP/1.0 200\nProxy-agent : x\n\n").await.unwrap();
        assert_eq!((odd.status, odd.header("proxy-agent")), (200, Some("x")));
        let interim =
            read_all(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\n\r\n").await.unwrap();
        assert_eq!(interim.status, 404);
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                        3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(read_all(chunked).await.unwrap().body, b"abcde");
    }

    #[tokio::test]
    async fn what_is_no_answer_is_named_and_shown() {
        for (bytes, kind) in [
            (&b""[..], FailureKind::Closed),
            (b"HTTP/1.1 200 OK\r\nA: b", FailureKind::Closed),
            (b"SSH-2.0-OpenSSH_9\r\n", FailureKind::NotHttp),
            (b"HTTP/1.1 abc\r\n\r\n", FailureKind::NotHttp),
            (b"\x15\x03\x01\x00\x02\x02\x46", FailureKind::NotHttp),
        ] {
            let found = read_all(bytes).await.unwrap_err();
            assert_eq!(found.failure.kind, kind, "{bytes:?}");
            assert_eq!(found.bytes, bytes);
        }
    }

    #[tokio::test]
    async fn an_endless_head_is_cut_off() {
        let mut endless = b"HTTP/1.1 200 OK\r\n".to_vec();
        endless.extend(std::iter::repeat_n(b"X-Filler: aaaaaaaaaaaaaaaaaaaaa\r\n", 9000).flatten());
        let found = read_all(&endless).await.unwrap_err();
        assert_eq!(found.failure.kind, FailureKind::TooLarge);
        assert!(found.bytes.len() <= UNREADABLE_KEPT);
    }
}
