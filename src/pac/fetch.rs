//! Fetches a document, never through a proxy: it says which proxy there is.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use rustls::RootCertStore;

use super::decode::{charset, decode};
use super::{Document, DocumentError};
use crate::document::{DocumentClient, FetchError};

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// Content types of PAC files: the one of Netscape, and what ordinary servers say.
const CONTENT_TYPES: [&str; 6] = [
    "application/x-ns-proxy-autoconfig",
    "application/x-javascript-config",
    "application/javascript",
    "application/x-javascript",
    "text/javascript",
    "text/plain",
];

/// Fetches at most `most` bytes ([`super::PacLimits::source`]) within `timeout`, redirects and all.
/// Neither the environment's proxy nor cookies nor credentials are used. One of `roots` must vouch
/// for the certificate of an `https` server.
///
/// # Errors
/// When no document comes.
pub async fn fetch(
    url: &Url,
    roots: Arc<RootCertStore>,
    timeout: Duration,
    most: usize,
) -> Result<Document, DocumentError> {
    let client =
        DocumentClient { roots, proxy: None, redirects: MOST_REDIRECTS, patience: timeout };
    let fetched = client.fetch(url, most).await?;
    let mut notes = Vec::new();
    if fetched.place != *url {
        notes.push(format!("{url} leads to {}", fetched.place));
    }
    notes.extend(strange(&fetched.content_type));
    let (text, note) = decode(&fetched.bytes, charset(&fetched.content_type));
    notes.extend(note);
    Ok(Document { text, place: fetched.place.to_string(), notes })
}

impl From<FetchError> for DocumentError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::TooLarge { most } => Self::TooLarge { most },
            FetchError::Status { status } => Self::Status { status },
            FetchError::TimedOut { after } => Self::TimedOut { after },
            FetchError::Failed(text) => Self::Fetch(text),
        }
    }
}

/// A note on a content type that PAC files do not have; any is accepted.
fn strange(content_type: &str) -> Option<String> {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    let known = CONTENT_TYPES.iter().any(|known| known.eq_ignore_ascii_case(kind));
    (!known).then(|| {
        let kind = if kind.is_empty() { "no content type".to_owned() } else { format!("`{kind}`") };
        format!("the server sends the PAC file with {kind}; some clients want {}", CONTENT_TYPES[0])
    })
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn nobody() -> Arc<RootCertStore> {
        Arc::new(RootCertStore::empty())
    }

    /// Answers connection after connection with these bytes; `{place}` is the server's address.
    async fn server(answers: Vec<Vec<u8>>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = listener.local_addr().unwrap();
        tokio::spawn(async move {
            for answer in answers {
                let (mut connection, _) = listener.accept().await.unwrap();
                let mut head = [0; 4096];
                let _ = connection.read(&mut head).await;
                // The client may have gone.
                let _ = connection.write_all(&answer).await;
                let _ = connection.shutdown().await;
            }
            // Later connections are accepted by nobody and time out.
            std::future::pending::<()>().await;
        });
        place
    }

    async fn fetched(answers: Vec<Vec<u8>>, most: usize) -> Result<Document, DocumentError> {
        let place = server(answers).await;
        let url = format!("http://{place}/proxy.pac").parse().unwrap();
        fetch(&url, nobody(), PATIENCE, most).await
    }

    fn answer(head: &str, body: &[u8]) -> Vec<u8> {
        [format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes(), body].concat()
    }

    #[tokio::test]
    async fn a_document_comes_with_its_characters() {
        let head = "200 OK\r\nContent-Type: application/x-ns-proxy-autoconfig; charset=latin1";
        let document = fetched(vec![answer(head, b"// \xe9")], 100).await.unwrap();
        assert_eq!((document.text.as_str(), document.notes.len()), ("// é", 0));
    }

    #[tokio::test]
    async fn another_content_type_is_noted() {
        let head = "200 OK\r\nContent-Type: text/html";
        let document = fetched(vec![answer(head, b"<html>")], 100).await.unwrap();
        assert!(document.notes[0].contains("`text/html`"), "{:?}", document.notes);
    }

    #[tokio::test]
    async fn redirects_are_followed_and_noted_and_end() {
        let redirect = answer("302 Found\r\nLocation: /other.pac", b"");
        let last = answer("200 OK\r\nContent-Type: text/plain", b"//");
        let document = fetched(vec![redirect.clone(), last], 100).await.unwrap();
        assert!(document.place.ends_with("/other.pac"), "{document:?}");
        assert_eq!(document.notes.len(), 1);
        let error = fetched(vec![redirect; 10], 100).await.unwrap_err();
        assert!(matches!(error, DocumentError::Fetch(_)), "{error}");
        assert!(error.to_string().contains("redirect"), "{error}");
    }

    #[tokio::test]
    async fn a_large_document_is_cut_off() {
        let head = "200 OK\r\nContent-Type: text/plain";
        assert!(fetched(vec![answer(head, &[b'x'; 100])], 100).await.is_ok());
        let error = fetched(vec![answer(head, &[b'x'; 101])], 100).await.unwrap_err();
        assert!(matches!(error, DocumentError::TooLarge { most: 100 }), "{error}");
    }

    #[tokio::test]
    async fn a_status_that_brings_no_document_is_named() {
        let error = fetched(vec![answer("404 Not Found", b"")], 100).await.unwrap_err();
        assert!(matches!(error, DocumentError::Status { status: 404 }), "{error}");
    }

    #[tokio::test]
    async fn a_silent_server_does_not_hold_us_up() {
        let place = server(Vec::new()).await;
        let url = format!("http://{place}/").parse().unwrap();
        let error = fetch(&url, nobody(), Duration::from_millis(50), 100).await.unwrap_err();
        assert!(matches!(error, DocumentError::TimedOut { .. }), "{error}");
    }

    #[tokio::test]
    async fn an_unreachable_server_is_told_with_its_reason() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        drop(listener);
        let error = fetch(&url, nobody(), PATIENCE, 100).await.unwrap_err().to_string();
        assert!(error.contains("refused"), "{error}");
    }
}
