//! Suricata: the options of a rule that look at the name of a TLS client or at the `Host` header.
//!
//! <https://docs.suricata.io/en/suricata-8.0.0/rules/>; run as 8.0.6 and 7.0.10 on captures.

use crate::allowlist::{Case, Confidence, Dialect, Meaning, Rejected, Schemes, Sees};

use super::suricata_match::{Buffer, Look, looks};

/// Options that look at one buffer.
pub struct Options {
    id: &'static str,
    buffers: &'static [Buffer],
}

/// `tls.sni`.
pub const TLS_SNI: Options = Options { id: "suricata.tls_sni", buffers: &[Buffer::TlsSni] };
/// `http.host` and `http.host.raw`.
pub const HTTP_HOST: Options =
    Options { id: "suricata.http_host", buffers: &[Buffer::HttpHost, Buffer::HttpHostRaw] };

impl Dialect for Options {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let looks = looks(&split(text))?;
        let mut own = looks.iter().filter(|look| self.buffers.contains(&look.buffer));
        match (own.next(), own.next()) {
            (Some(look), None) => look_meaning(look),
            (None, _) => Ok(Meaning::unknown("looks at no name of a host")),
            (Some(_), Some(_)) => Ok(Meaning::unknown("looks at the name in more than one way")),
        }
    }
}

/// What one look at a buffer means.
///
/// # Errors
/// When Suricata refuses it.
pub fn look_meaning(look: &Look) -> Result<Meaning, Rejected> {
    let meaning = look.hosts()?;
    let mut meaning = Meaning { drops_dot: false, confidence: Confidence::Measured, ..meaning };
    match look.buffer {
        Buffer::TlsSni => meaning.schemes = Schemes::CONNECT,
        Buffer::HttpHostRaw => meaning.sees = Sees::HostHeader,
        _ => {}
    }
    if look.buffer == Buffer::TlsSni && meaning.case == Case::AsSent {
        meaning.remarks.push(
            "A client that writes the name with capitals passes by this rule: add nocase."
                .to_owned(),
        );
    }
    Ok(meaning)
}

/// The options of a rule, each with its value, divided at semicolons outside quotes.
#[must_use]
pub fn split(text: &str) -> Vec<(&str, &str)> {
    let mut options = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                options.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    options.push(&text[start..]);
    options
        .into_iter()
        .map(str::trim)
        .filter(|option| !option.is_empty())
        .map(|option| {
            let (name, value) = option.split_once(':').unwrap_or((option, ""));
            (name.trim(), value.trim())
        })
        .collect()
}
