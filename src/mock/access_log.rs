//! A log of what the proxy was asked, in Squid's native format, for whoever reads such logs.
//!
//! The fields are those of Squid's `logformat squid`: time of the end, milliseconds taken, client,
//! tag and status, bytes to the client, method, URL, user, where it went, content type. Like Squid,
//! a failed CONNECT and one that is intercepted count no bytes, and queries are left out of URLs.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::watch;

use super::request::Request;
use super::response::Response;
use super::shared::Shared;
use super::tally::{Answered, Tally};

/// Where a request went, as far as a log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passage {
    /// To the origin.
    Through,
    /// Nowhere: the proxy did not want it.
    Refused,
    /// Nowhere: the proxy could not find or reach the origin.
    NoOrigin,
    /// Into the proxy itself, which opens the tunnel to look inside.
    Opened,
}

/// The file, until it cannot be written.
#[derive(Default)]
pub(super) struct AccessLog {
    file: Mutex<Option<File>>,
    failed: watch::Sender<Option<Arc<io::Error>>>,
}

impl AccessLog {
    /// Adds to this file from now on.
    pub(super) fn open(&self, path: &Path) -> io::Result<()> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        *self.file() = Some(file);
        Ok(())
    }

    /// Returns when a line could not be written, and says why.
    pub(super) async fn failure(&self) -> Arc<io::Error> {
        let mut failed = self.failed.subscribe();
        let found = failed.wait_for(Option::is_some).await.map(|error| error.clone());
        match found {
            Ok(Some(error)) => error,
            // The sender lives as long as this.
            Ok(None) | Err(_) => std::future::pending().await,
        }
    }

    fn is_open(&self) -> bool {
        self.file().is_some()
    }

    /// One call for the whole line, so that a reader never sees a part of it.
    fn write(&self, line: &str) {
        let mut file = self.file();
        let Some(open) = file.as_mut() else { return };
        if let Err(error) = open.write_all(line.as_bytes()) {
            *file = None;
            self.failed.send_replace(Some(Arc::new(error)));
        }
    }

    fn file(&self) -> std::sync::MutexGuard<'_, Option<File>> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request on its way. Its line is written when this is dropped, so that a request leaves one
/// even when its connection is ended from outside.
pub(super) struct Entry {
    shared: Arc<Shared>,
    tally: Arc<Tally>,
    began: Instant,
    client: IpAddr,
    method: String,
    target: String,
    user: Option<String>,
    passage: Passage,
}

impl Entry {
    /// None where nobody wants a log.
    pub(super) fn begin(
        shared: &Arc<Shared>,
        tally: &Arc<Tally>,
        client: IpAddr,
        request: &Request,
    ) -> Option<Self> {
        if !shared.access_log.is_open() {
            return None;
        }
        tally.restart();
        Some(Self {
            shared: Arc::clone(shared),
            tally: Arc::clone(tally),
            began: Instant::now(),
            client,
            method: request.method.clone(),
            target: request.target.clone(),
            user: None,
            passage: Passage::Refused,
        })
    }

    /// The proxy knows who asks.
    pub(super) fn by(&mut self, user: &str) {
        self.user = Some(user.to_owned());
    }

    /// The proxy has decided. Until then, a request counts as refused.
    pub(super) fn goes(&mut self, passage: Passage) {
        self.passage = passage;
    }

    /// Writes the line of a request that came inside the tunnel, once it is answered.
    pub(super) fn inside(&self, url: &str, request: &Request, answer: &Response, went: Passage) {
        let bytes = answer.bytes(&request.method);
        let answered = Answered::from_head(&bytes, bytes.len() as u64);
        self.write(&request.method, url, went, &answered);
    }

    fn write(&self, method: &str, url: &str, went: Passage, answered: &Answered) {
        let tunnel = method == "CONNECT";
        let tag = match (went, answered.status) {
            (Passage::Refused, _) => "TCP_DENIED",
            (_, None) => "NONE_NONE_ABORTED",
            (Passage::Through, Some(200..=299)) if tunnel => "TCP_TUNNEL",
            _ if tunnel => "NONE_NONE",
            _ => "TCP_MISS",
        };
        let counted = tag != "NONE_NONE";
        let bytes = if counted { answered.bytes } else { 0 };
        let kind = answered.content_type.as_deref().filter(|_| counted).unwrap_or("-");
        // The origins have no address: they live in this process.
        let way = if went == Passage::Through { "HIER_DIRECT/-" } else { "HIER_NONE/-" };
        let user = self.user.as_deref().map_or("-".to_owned(), escaped);
        let now = Timestamp::now();
        let line = format!(
            "{}.{:03} {:6} {} {tag}/{:03} {bytes} {} {} {user} {way} {}\n",
            now.as_second(),
            now.subsec_millisecond(),
            self.began.elapsed().as_millis(),
            self.client,
            answered.status.unwrap_or(0),
            escaped(method),
            escaped(without_query(url)),
            escaped(kind),
        );
        self.shared.access_log.write(&line);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.write(&self.method, &self.target, self.passage, &self.tally.answered());
    }
}

/// As Squid does by default (`strip_query_terms`): the question mark stays.
fn without_query(url: &str) -> &str {
    url.find('?').map_or(url, |at| &url[..=at])
}

/// Text that cannot be taken for two fields or two lines.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() {
            out.push(byte.into());
        } else {
            // Writing into a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stays_one_field() {
        assert_eq!(escaped("a b\nü"), "a%20b%0A%C3%BC");
        assert_eq!(without_query("http://a.test/p?secret=1"), "http://a.test/p?");
        assert_eq!(without_query("a.test:443"), "a.test:443");
    }
}
