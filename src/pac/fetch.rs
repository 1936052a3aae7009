//! Fetches a document, never through a proxy: it says which proxy there is.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use rustls::{ClientConfig, RootCertStore};

use super::decode::{charset, decode};
use super::{Document, DocumentError};

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
/// Neither the environment's proxy nor cookies nor credentials are used. An `https` server must
/// have a certificate that this machine trusts.
///
/// # Errors
/// When no document comes.
pub async fn fetch(url: &Url, timeout: Duration, most: usize) -> Result<Document, DocumentError> {
    let response = client(timeout)?.get(url.clone()).send().await;
    let mut response = response.map_err(|error| failure(error, timeout))?;
    if !response.status().is_success() {
        return Err(DocumentError::Status { status: response.status().as_u16() });
    }
    let mut notes = Vec::new();
    if response.url() != url {
        notes.push(format!("{url} leads to {}", response.url()));
    }
    let content_type = content_type(&response);
    notes.extend(strange(&content_type));
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(error, timeout))? {
        if bytes.len() + chunk.len() > most {
            return Err(DocumentError::TooLarge { most });
        }
        bytes.extend_from_slice(&chunk);
    }
    let (text, note) = decode(&bytes, charset(&content_type));
    notes.extend(note);
    Ok(Document { text, place: response.url().to_string(), notes })
}

fn client(timeout: Duration) -> Result<Client, DocumentError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    // What cannot be read of the platform's store is missing when a certificate is judged.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| DocumentError::Fetch(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .no_proxy()
        .redirect(Policy::limited(MOST_REDIRECTS))
        .timeout(timeout)
        .user_agent(concat!("clearway/", env!("CARGO_PKG_VERSION")))
        .tls_backend_preconfigured(tls)
        .build()
        .map_err(|error| DocumentError::Fetch(reasons(error)))
}

fn content_type(response: &Response) -> String {
    let value = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
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

fn failure(error: reqwest::Error, timeout: Duration) -> DocumentError {
    if error.is_timeout() {
        DocumentError::TimedOut { after: timeout }
    } else {
        DocumentError::Fetch(reasons(error))
    }
}

/// The error and what lies behind it, without the address.
fn reasons(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

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
        fetch(&url, PATIENCE, most).await
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
        let error = fetch(&url, Duration::from_millis(50), 100).await.unwrap_err();
        assert!(matches!(error, DocumentError::TimedOut { .. }), "{error}");
    }

    #[tokio::test]
    async fn an_unreachable_server_is_told_with_its_reason() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        drop(listener);
        let error = fetch(&url, PATIENCE, 100).await.unwrap_err().to_string();
        assert!(error.contains("refused"), "{error}");
    }
}
