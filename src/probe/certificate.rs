//! What a certificate says. A bad one is described as far as it can be read, never refused here.

use std::net::IpAddr;

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use x509_parser::extensions::{DistributionPointName, ParsedExtension};
use x509_parser::oid_registry::{
    OID_PKIX_ACCESS_DESCRIPTOR_CA_ISSUERS, OID_PKIX_ACCESS_DESCRIPTOR_OCSP,
};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};
use x509_parser::time::ASN1Time;
use x509_parser::x509::AttributeTypeAndValue;

use crate::measurement::Certificate;

/// The tag of an address among the general names (RFC 5280, section 4.2.1.6).
const URI_TAG: u32 = 6;

/// A certificate in the parts that are kept.
pub(super) fn describe(der: &CertificateDer<'_>) -> Certificate {
    let sha256 = hex(&Sha256::digest(der));
    let Ok((_, parsed)) = X509Certificate::from_der(der) else {
        return Certificate {
            subject: "(cannot be read)".to_owned(),
            issuer: "(cannot be read)".to_owned(),
            not_before: Timestamp::MIN,
            not_after: Timestamp::MAX,
            sha256,
            ..Certificate::default()
        };
    };
    let issuer = parsed.issuer();
    let alternative = parsed.subject_alternative_name().ok().flatten();
    let general = alternative.map_or(&[][..], |extension| &extension.value.general_names);
    let time = |time: &ASN1Time, or| Timestamp::from_second(time.timestamp()).unwrap_or(or);
    let mut described = Certificate {
        subject: parsed.subject().to_string(),
        issuer: issuer.to_string(),
        issuer_common_name: first(issuer.iter_common_name()),
        issuer_organisation: first(issuer.iter_organization()),
        not_before: time(&parsed.validity().not_before, Timestamp::MIN),
        not_after: time(&parsed.validity().not_after, Timestamp::MAX),
        names: general.iter().filter_map(name).take(Certificate::NAMES_KEPT).collect(),
        name_count: general.len(),
        sha256,
        ..Certificate::default()
    };
    for extension in parsed.extensions() {
        read_urls(extension.parsed_extension(), &mut described);
    }
    described
}

/// Keeps what an extension says about revocation and issuers. One that is malformed says nothing.
fn read_urls(extension: &ParsedExtension<'_>, into: &mut Certificate) {
    let left_out = &mut into.urls_left_out;
    match extension {
        ParsedExtension::CRLDistributionPoints(points) => {
            for point in points.iter() {
                let Some(DistributionPointName::FullName(names)) = &point.distribution_point else {
                    continue;
                };
                for name in names {
                    keep(name, &mut into.crl, left_out);
                }
            }
        }
        ParsedExtension::AuthorityInfoAccess(access) => {
            for description in access.iter() {
                let list = if description.access_method == OID_PKIX_ACCESS_DESCRIPTOR_OCSP {
                    &mut into.ocsp
                } else if description.access_method == OID_PKIX_ACCESS_DESCRIPTOR_CA_ISSUERS {
                    &mut into.ca_issuers
                } else {
                    continue;
                };
                keep(&description.access_location, list, left_out);
            }
        }
        _ => {}
    }
}

/// Keeps an address once, within the bounds; names of other kinds are no addresses.
fn keep(name: &GeneralName<'_>, list: &mut Vec<String>, left_out: &mut usize) {
    match name {
        GeneralName::URI(url) if list.iter().any(|known| known == url) => {}
        GeneralName::URI(url)
            if list.len() < Certificate::URLS_KEPT && url.len() <= Certificate::URL_LONGEST =>
        {
            list.push((*url).to_owned());
        }
        GeneralName::URI(_) => *left_out += 1,
        GeneralName::Invalid(tag, _) if tag.0 == URI_TAG => *left_out += 1,
        _ => {}
    }
}

/// A subject alternative name that a host can have.
fn name(general: &GeneralName<'_>) -> Option<String> {
    match general {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|bytes| IpAddr::from(bytes).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|bytes| IpAddr::from(bytes).to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// The first value of an attribute; empty when there is none that can be read.
fn first<'a>(mut found: impl Iterator<Item = &'a AttributeTypeAndValue<'a>>) -> String {
    found.next().and_then(|value| value.as_str().ok()).unwrap_or_default().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, CrlDistributionPoint, CustomExtension, KeyPair, SanType};

    /// `id-pe-authorityInfoAccess` (RFC 5280, section 4.2.2.1).
    const AUTHORITY_INFO_ACCESS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
    /// `id-ce-cRLDistributionPoints` (RFC 5280, section 4.2.1.13).
    const CRL_DISTRIBUTION_POINTS: &[u64] = &[2, 5, 29, 31];

    fn described(change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let mut params = CertificateParams::new(vec!["a.test".to_owned()]).unwrap();
        change(&mut params);
        describe(params.self_signed(&KeyPair::generate().unwrap()).unwrap().der())
    }

    /// One element in DER: tag, length, content.
    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap();
        let mut der = vec![tag];
        if length < 128 {
            der.push(u8::try_from(length).unwrap());
        } else {
            der.push(0x84);
            der.extend(length.to_be_bytes());
        }
        der.extend(content);
        der
    }

    /// The access of one kind: 1 is OCSP, 2 the issuer's certificate.
    fn access(kind: u8, url: &[u8]) -> Vec<u8> {
        let oid = element(6, &[0x2b, 6, 1, 5, 5, 7, 0x30, kind]);
        element(0x30, &[oid, element(0x86, url)].concat())
    }

    fn with_access(params: &mut CertificateParams, entries: &[Vec<u8>]) {
        let content = element(0x30, &entries.concat());
        let extension = CustomExtension::from_oid_content(AUTHORITY_INFO_ACCESS, content);
        params.custom_extensions.push(extension);
    }

    fn crl(urls: &[&str]) -> CrlDistributionPoint {
        CrlDistributionPoint { uris: urls.iter().map(|url| (*url).to_owned()).collect() }
    }

    #[test]
    fn addresses_are_kept_exactly_as_written() {
        let found = described(|params| {
            params.crl_distribution_points =
                vec![crl(&["http://CRL.test/A b.crl", "ldap:///CN=x"]), crl(&["file:///etc/x"])];
            with_access(
                params,
                &[
                    access(1, b"http://ocsp.test"),
                    access(2, b"http://aia.test/ca.cer"),
                    access(1, b"http://ocsp.test"),
                    access(5, b"http://repository.test/"),
                ],
            );
        });
        assert_eq!(found.crl, ["http://CRL.test/A b.crl", "ldap:///CN=x", "file:///etc/x"]);
        assert_eq!(found.ocsp, ["http://ocsp.test"]);
        assert_eq!(found.ca_issuers, ["http://aia.test/ca.cer"]);
        assert_eq!(found.urls_left_out, 0);
    }

    #[test]
    fn too_long_too_many_and_unreadable_addresses_are_counted() {
        let long = format!("http://crl.test/{}", "x".repeat(64 * 1024));
        let many: Vec<String> = (0..10).map(|n| format!("http://crl{n}.test/")).collect();
        let found = described(|params| {
            params.crl_distribution_points = vec![crl(&[&long])];
            params.crl_distribution_points.extend(many.iter().map(|url| crl(&[url.as_str()])));
            with_access(
                params,
                &[access(1, b"http://\xff\xfe.test/"), access(2, b"http://a.test/")],
            );
        });
        assert_eq!(found.crl, many[..Certificate::URLS_KEPT]);
        assert_eq!((found.ocsp.len(), found.ca_issuers.len()), (0, 1));
        assert_eq!(found.urls_left_out, 1 + 2 + 1);
    }

    #[test]
    fn a_malformed_extension_says_nothing() {
        for content in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x30\x01\xa0"] {
            let found = described(|params| {
                for oid in [AUTHORITY_INFO_ACCESS, CRL_DISTRIBUTION_POINTS] {
                    let extension = CustomExtension::from_oid_content(oid, content.to_vec());
                    params.custom_extensions.push(extension);
                }
            });
            assert_eq!((found.crl.len(), found.ocsp.len()), (0, 0), "{content:?}");
            assert_eq!(found.names, ["a.test"], "{content:?}");
        }
    }

    #[test]
    fn of_ten_thousand_names_some_are_kept_and_all_counted() {
        let found = described(|params| {
            let name = |n| SanType::DnsName(format!("n{n}.test").try_into().unwrap());
            params.subject_alt_names = (0..10_000).map(name).collect();
        });
        assert_eq!((found.names.len(), found.name_count), (Certificate::NAMES_KEPT, 10_000));
        assert_eq!(found.names[511], "n511.test");
    }

    #[test]
    fn what_is_no_certificate_is_described_all_the_same() {
        let found = describe(&CertificateDer::from(vec![0x30, 0x84, 0xff]));
        assert_eq!(found.subject, "(cannot be read)");
    }
}
