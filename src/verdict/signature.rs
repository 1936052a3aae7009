//! Signatures of products that were not measured: data with a source and a confidence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::measurement::{Certificate, HttpAnswer};

use super::spoken::{Place, Spoken};

/// What a signature stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Policy refused.
    PolicyDenied,
    /// Credentials are wanted.
    AuthRequired,
    /// Credentials were not accepted.
    AuthFailed,
    /// A name was not resolved.
    DnsFailure,
    /// The endpoint did not answer.
    UpstreamTimeout,
    /// The endpoint refused the connection.
    UpstreamRefused,
    /// The endpoint was not reached, for a reason that is not said.
    UpstreamFailure,
    /// The certificate is the proxy's own.
    TlsInterception,
    /// The proxy did not accept the endpoint's certificate.
    OriginCertRejected,
    /// A proxy took part; says nothing about the outcome.
    ProxyPresent,
    /// Trouble between proxies.
    ProxyChainProblem,
    /// A habit that one answer cannot show.
    Behaviour,
}

/// How well a signature is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// No source was found: never decides alone.
    Low,
    /// One public source.
    Medium,
    /// The vendor's documentation, or several independent sources.
    High,
}

/// The part of an answer in which a text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    Reason,
    Title,
    Body,
    Location,
    Server,
    Via,
    SquidError,
    /// An error number, in brackets or after the words "error code".
    Number,
    /// Common name or organisation of a certificate's issuer.
    Issuer,
}

/// One text in one part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    r#in: Part,
    text: String,
}

/// One signature.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Vendor and product.
    pub product: String,
    /// What it stands for.
    pub meaning: Meaning,
    /// How well it is founded.
    pub confidence: Strength,
    /// The kind of place in which it shows, in words.
    pub r#where: String,
    /// Keys into the list of sources.
    pub sources: Vec<String>,
    /// Status codes, where they matter.
    #[serde(default)]
    statuses: Vec<u16>,
    /// Request methods, where they matter.
    #[serde(default)]
    methods: Vec<String>,
    /// One of these must be found; empty for what cannot be seen in an answer.
    #[serde(default)]
    any: Vec<Condition>,
    /// A text that must stand in the same part as well.
    #[serde(default)]
    also: Option<String>,
    /// What is seen, where a program cannot look for it.
    #[serde(default)]
    pub shown: Option<String>,
}

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatures {
    /// Where each comes from: key and address.
    pub sources: BTreeMap<String, String>,
    /// In the order of the file.
    pub signatures: Vec<Signature>,
}

static SIGNATURES: LazyLock<Signatures> = LazyLock::new(|| {
    serde_saphyr::from_str(include_str!("signatures.yaml"))
        .expect("the built-in file is read by a test")
});

/// All signatures that are built in.
#[must_use]
pub fn signatures() -> &'static Signatures {
    &SIGNATURES
}

/// The signature that fits an answer: names before connections before policy, well-founded ones
/// before others, and none whose confidence is low.
pub(super) fn of_answer(spoken: Spoken<'_>) -> Option<&'static Signature> {
    let method = match spoken.place {
        Place::Connect | Place::Clear => "CONNECT",
        Place::Forward | Place::Inside | Place::Direct => "GET",
    };
    let parts = Parts::of(spoken.answer);
    SIGNATURES
        .signatures
        .iter()
        .filter(|signature| signature.confidence > Strength::Low)
        .filter(|signature| rank(signature.meaning).is_some())
        .filter(|signature| {
            (signature.statuses.is_empty() || signature.statuses.contains(&spoken.answer.status))
                && (signature.methods.is_empty() || signature.methods.iter().any(|m| m == method))
                && signature.any.iter().any(|condition| {
                    let part = parts.text(condition.r#in);
                    part.has(&condition.text)
                        && signature.also.as_ref().is_none_or(|also| part.has(also))
                })
        })
        .min_by_key(|signature| (rank(signature.meaning), std::cmp::Reverse(signature.confidence)))
}

/// Who inspects TLS, if the issuer's name tells.
pub(super) fn inspecting(leaf: &Certificate) -> Option<String> {
    if let Some(product) = inspector(leaf) {
        return Some(format!("that of {product}"));
    }
    let name = leaf.issuer_common_name.to_lowercase();
    INSPECTION_WORDS
        .iter()
        .any(|words| name.contains(words))
        .then(|| format!("named `{}`", leaf.issuer_common_name))
}

/// Words in an issuer's name by which its owner says what it is for.
const INSPECTION_WORDS: &[&str] = &[
    "tls inspection",
    "ssl inspection",
    "https inspection",
    "tls interception",
    "ssl interception",
    "tls decryption",
    "ssl decryption",
    "ssl proxy",
];

/// The product that is known to sign with this issuer when it inspects TLS.
fn inspector(certificate: &Certificate) -> Option<&'static str> {
    let names = [
        certificate.issuer_common_name.to_lowercase(),
        certificate.issuer_organisation.to_lowercase(),
    ];
    SIGNATURES
        .signatures
        .iter()
        .filter(|signature| signature.meaning == Meaning::TlsInterception)
        .filter(|signature| signature.confidence > Strength::Low)
        .find(|signature| {
            signature.any.iter().any(|condition| {
                let text = condition.text.to_lowercase();
                condition.r#in == Part::Issuer && names.iter().any(|name| name.contains(&text))
            })
        })
        .map(|signature| signature.product.as_str())
}

/// The order in which meanings are believed; none for those that an answer alone does not show.
fn rank(meaning: Meaning) -> Option<u8> {
    match meaning {
        Meaning::DnsFailure => Some(0),
        Meaning::OriginCertRejected => Some(1),
        Meaning::UpstreamTimeout | Meaning::UpstreamRefused => Some(2),
        Meaning::ProxyChainProblem => Some(3),
        Meaning::AuthFailed => Some(4),
        Meaning::AuthRequired => Some(5),
        Meaning::PolicyDenied => Some(6),
        Meaning::UpstreamFailure => Some(7),
        Meaning::TlsInterception | Meaning::ProxyPresent | Meaning::Behaviour => None,
    }
}

/// The parts of an answer in lower case.
struct Parts {
    reason: String,
    title: String,
    body: String,
    location: String,
    server: String,
    via: String,
    squid_error: String,
}

/// One part, and how to look into it.
struct Look<'a> {
    text: &'a str,
    number: bool,
}

impl Look<'_> {
    fn has(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        if self.number {
            return [format!("({text})"), format!("error code {text}"), format!("code: {text}")]
                .iter()
                .any(|written| self.text.contains(written));
        }
        self.text.contains(&text)
    }
}

impl Parts {
    fn of(answer: &HttpAnswer) -> Self {
        let header = |name| answer.header(name).unwrap_or_default().to_lowercase();
        let raw = String::from_utf8_lossy(&answer.body).to_lowercase();
        Self {
            reason: answer.reason.to_lowercase(),
            title: answer.page.title.to_lowercase(),
            body: format!("{} {} {raw}", answer.page.title, answer.page.text).to_lowercase(),
            location: header("Location"),
            server: header("Server"),
            via: header("Via"),
            squid_error: header("X-Squid-Error"),
        }
    }

    fn text(&self, part: Part) -> Look<'_> {
        let text = match part {
            Part::Reason => &self.reason,
            Part::Title => &self.title,
            Part::Body | Part::Number => &self.body,
            Part::Location => &self.location,
            Part::Server => &self.server,
            Part::Via => &self.via,
            Part::SquidError => &self.squid_error,
            Part::Issuer => "",
        };
        Look { text, number: part == Part::Number }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{head, page};
    use super::*;

    fn product(answer: &HttpAnswer, place: Place) -> Option<&'static str> {
        of_answer(Spoken { answer, place }).map(|signature| signature.product.as_str())
    }

    #[test]
    fn the_built_in_file_is_whole() {
        let all = signatures();
        assert_eq!(all.signatures.len(), 99);
        for signature in &all.signatures {
            assert!(!signature.r#where.is_empty());
            assert!(signature.any.is_empty() == signature.shown.is_some(), "{}", signature.product);
            for key in &signature.sources {
                assert!(all.sources.contains_key(key), "{key} is no source");
            }
        }
    }

    #[test]
    fn a_gateways_redirect_is_known_by_its_query() {
        let to = |location| page(307, &[("Location", location)], "");
        let denied = to("https://gw.test/?reasoncode=CATEGORY_DENIED&zsq=x");
        assert_eq!(product(&denied, Place::Forward), Some("Zscaler Internet Access"));
        assert_eq!(product(&to("https://login.test/?reasoncode=1"), Place::Forward), None);
    }

    #[test]
    fn a_low_confidence_signature_never_decides() {
        assert_eq!(product(&head(503, "Service Unavailable"), Place::Connect), None);
        let presence = page(200, &[("Via", "1.1 wsa:80 (Cisco-WSA/11.8)")], "");
        assert_eq!(product(&presence, Place::Forward), None);
    }

    #[test]
    fn names_go_before_policy() {
        let both = page(403, &[], "Network Error (dns_unresolved_hostname) (policy_denied)");
        assert_eq!(
            of_answer(Spoken { answer: &both, place: Place::Connect }).unwrap().meaning,
            Meaning::DnsFailure
        );
    }
}
