//! Where the certificates that were shown are revoked, and where their issuers can be fetched.
//!
//! Every chain that was seen counts, whoever showed it: behind a proxy that inspects TLS, clients
//! check the proxy's authority. A certificate that is its own issuer is left out where others come
//! before it: nobody asks whether a root is revoked.

use std::fmt::Write as _;

use crate::measurement::{Certificate, Measurement};
use crate::plan::Source;
use crate::verdict::Verdict;

use super::{Mention, shown};

/// Certificates of a chain that are looked at; real chains have two to four.
const CERTIFICATES: usize = 8;

/// CRL distribution points, OCSP responders and issuers of the chain.
pub(super) fn read(seen: &Measurement, _: &Verdict, found: &mut Vec<Mention>) {
    let Some(tls) = &seen.tls else { return };
    for (depth, certificate) in tls.chain.iter().take(CERTIFICATES).enumerate() {
        if depth > 0 && certificate.is_self_issued() {
            continue;
        }
        let whose = whose(seen, depth, certificate);
        for (source, urls, role) in [
            (Source::Crl, &certificate.crl, "its CRL distribution point"),
            (Source::Ocsp, &certificate.ocsp, "its OCSP responder"),
            (Source::Aia, &certificate.ca_issuers, "the place of its issuer's certificate"),
        ] {
            let because = format!("{whose} names it as {role}");
            found.extend(urls.iter().map(|url| Mention::Address {
                source,
                url: url.clone(),
                because: because.clone(),
            }));
        }
        if certificate.urls_left_out > 0 {
            let count = certificate.urls_left_out;
            let text = format!(
                "{whose} names {count} more addresses, which are too many, too long or unreadable"
            );
            found.push(Mention::Note(text));
        }
    }
}

/// `the certificate of x.test:443 (issued by CN=A)`.
fn whose(seen: &Measurement, depth: usize, certificate: &Certificate) -> String {
    let target = &seen.probe.target;
    let mut text = if depth == 0 {
        format!("the certificate of {target}")
    } else {
        let subject = shown(&certificate.subject);
        format!("the certificate of the authority {subject}, which {target} shows,")
    };
    if depth == 0 {
        let _ = write!(text, " (issued by {})", shown(&certificate.issuer));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::samples::{certificate, reached};
    use super::*;
    use crate::verdict::judge;

    fn mentions(seen: &Measurement) -> Vec<Mention> {
        let mut found = Vec::new();
        read(seen, &judge(seen), &mut found);
        found
    }

    fn list(url: &str) -> Vec<String> {
        vec![url.to_owned()]
    }

    #[test]
    fn every_kind_is_read_from_leaf_and_intermediates() {
        let leaf = Certificate {
            crl: list("http://c.test/"),
            ocsp: list("http://o.test/"),
            ca_issuers: list("http://a.test/"),
            ..certificate("x.test")
        };
        let intermediate = Certificate { crl: list("http://c2.test/"), ..certificate("Middle") };
        let found = mentions(&reached("https://x.test/", vec![leaf, intermediate]));
        let read: Vec<(Source, &str)> = found
            .iter()
            .map(|mention| match mention {
                Mention::Address { source, url, .. } => (*source, url.as_str()),
                Mention::Note(note) => panic!("{note}"),
            })
            .collect();
        assert_eq!(
            read,
            [
                (Source::Crl, "http://c.test/"),
                (Source::Ocsp, "http://o.test/"),
                (Source::Aia, "http://a.test/"),
                (Source::Crl, "http://c2.test/"),
            ]
        );
        let because = |at: usize| match &found[at] {
            Mention::Address { because, .. } | Mention::Note(because) => because.as_str(),
        };
        assert_eq!(
            because(0),
            "the certificate of x.test:443 (issued by CN=Authority) names it as its CRL \
             distribution point"
        );
        assert_eq!(
            because(3),
            "the certificate of the authority CN=Middle, which x.test:443 shows, names it as its \
             CRL distribution point"
        );
    }

    #[test]
    fn a_root_is_not_asked_about_and_a_lone_self_signed_leaf_is() {
        let own = |crl: &str| Certificate {
            issuer: "CN=Root".to_owned(),
            crl: list(crl),
            ..certificate("Root")
        };
        let chain = vec![certificate("x.test"), own("http://root.test/")];
        assert_eq!(mentions(&reached("https://x.test/", chain)), []);
        assert_eq!(mentions(&reached("https://x.test/", vec![own("http://root.test/")])).len(), 1);
    }

    #[test]
    fn what_was_left_out_is_said() {
        let leaf = Certificate { urls_left_out: 9_992, ..certificate("x.test") };
        let found = mentions(&reached("https://x.test/", vec![leaf]));
        let [Mention::Note(note)] = &found[..] else { panic!("{found:?}") };
        assert!(note.contains("9992 more addresses"), "{note}");
    }

    #[test]
    fn without_tls_there_is_nothing_to_read() {
        assert_eq!(mentions(&reached("http://x.test/", Vec::new())), []);
    }
}
