//! Documents that are fetched: PAC files, and lists for the catalogue. One client for all of them.
//!
//! The caller says whom to trust and which way to take; nothing is taken from the environment. No
//! cookies are kept.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, Url};
use rustls::{ClientConfig, RootCertStore};
use secrecy::ExposeSecret;

use crate::proxy::{Credentials, ProxyUrl};

/// How documents are fetched.
#[derive(Clone, Debug)]
pub struct DocumentClient {
    /// Who vouches for `https` servers.
    pub roots: Arc<RootCertStore>,
    /// The proxy with who we are to it; none goes direct. Only Basic is spoken.
    pub proxy: Option<(ProxyUrl, Option<Credentials>)>,
    /// Redirects that are followed one after the other.
    pub redirects: usize,
    /// How long a document may take, redirects and all.
    pub patience: Duration,
}

/// A document as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Where it came from in the end.
    pub place: Url,
    /// Its `Content-Type`; empty when there is none.
    pub content_type: String,
}

/// Why no document came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// It is larger than is allowed.
    #[error("it has more than {most} bytes")]
    TooLarge {
        /// Bytes allowed.
        most: usize,
    },
    /// The server answered with something else than a document.
    #[error("the answer is HTTP {status}")]
    Status {
        /// The status code.
        status: u16,
    },
    /// It took too long.
    #[error("it did not come within {} s", .after.as_secs_f64())]
    TimedOut {
        /// How long it might take.
        after: Duration,
    },
    /// The server or the proxy cannot be reached or speaks no HTTP, or a certificate is bad.
    #[error("{0}")]
    Failed(String),
}

impl DocumentClient {
    /// Fetches a document of at most `most` bytes.
    ///
    /// # Errors
    /// When none comes.
    pub async fn fetch(&self, url: &Url, most: usize) -> Result<Fetched, FetchError> {
        let failed = |error| self.failed(error);
        let client = self.client()?;
        let mut response = client.get(url.clone()).send().await.map_err(failed)?;
        if !response.status().is_success() {
            return Err(FetchError::Status { status: response.status().as_u16() });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > most {
                return Err(FetchError::TooLarge { most });
            }
            bytes.extend_from_slice(&chunk);
        }
        let value = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = value.unwrap_or_default().to_owned();
        Ok(Fetched { bytes, place: response.url().clone(), content_type })
    }

    fn client(&self) -> Result<Client, FetchError> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| FetchError::Failed(error.to_string()))?
            .with_root_certificates(Arc::clone(&self.roots))
            .with_no_client_auth();
        let redirects = match self.redirects {
            0 => Policy::none(),
            most => Policy::limited(most),
        };
        // The environment has had its say before.
        let mut builder = Client::builder().no_proxy();
        if let Some((proxy, credentials)) = &self.proxy {
            let made = Proxy::all(proxy.to_string()).map_err(|error| self.failed(error))?;
            builder = builder.proxy(match credentials {
                Some(own) => made.basic_auth(own.user(), own.password().expose_secret()),
                None => made,
            });
        }
        builder
            .redirect(redirects)
            .timeout(self.patience)
            .user_agent(concat!("clearway/", env!("CARGO_PKG_VERSION")))
            .tls_backend_preconfigured(tls)
            .build()
            .map_err(|error| self.failed(error))
    }

    /// The error and what lies behind it, without the address.
    fn failed(&self, error: reqwest::Error) -> FetchError {
        if error.is_timeout() {
            return FetchError::TimedOut { after: self.patience };
        }
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
        FetchError::Failed(text)
    }
}
