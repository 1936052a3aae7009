//! The authority information access extension, which tells where a certificate's issuer and its
//! OCSP responders are found (RFC 5280, section 4.2.2.1).

use rcgen::CustomExtension;

use super::certificate::Certificate;

/// The extension's object identifier, id-pe-authorityInfoAccess.
const AUTHORITY_INFO_ACCESS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];

/// id-ad-ocsp, 1.3.6.1.5.5.7.48.1, in DER.
const OCSP: [u8; 10] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01];

/// id-ad-caIssuers, 1.3.6.1.5.5.7.48.2, in DER.
const CA_ISSUERS: [u8; 10] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02];

/// ASN.1 tag of a SEQUENCE.
const SEQUENCE: u8 = 0x30;

/// ASN.1 tag of the choice uniformResourceIdentifier in a `GeneralName`.
const URI: u8 = 0x86;

/// The extension, where the certificate says anything that belongs into it.
pub(super) fn authority_access(certificate: &Certificate) -> Option<CustomExtension> {
    let ocsp = certificate.ocsp.iter().map(|url| (OCSP, url));
    let issuers = certificate.ca_issuers.iter().map(|url| (CA_ISSUERS, url));
    let mut descriptions = Vec::new();
    for (method, url) in ocsp.chain(issuers) {
        let description = [&method[..], &encoded(URI, url.as_bytes())].concat();
        descriptions.extend(encoded(SEQUENCE, &description));
    }
    if descriptions.is_empty() {
        return None;
    }
    let content = encoded(SEQUENCE, &descriptions);
    Some(CustomExtension::from_oid_content(AUTHORITY_INFO_ACCESS, content))
}

/// Tag, length and contents in DER (ITU-T X.690, section 10.1: the shortest form of the length).
fn encoded(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let leading = length.iter().take_while(|octet| **octet == 0).count();
    let octets = &length[leading..];
    let mut out = vec![tag];
    match (octets, u8::try_from(octets.len())) {
        ([], _) => out.push(0),
        ([short], _) if *short < 0x80 => out.push(*short),
        (_, Ok(count)) => {
            out.push(0x80 | count);
            out.extend(octets);
        }
        // A length has no more octets than a pointer.
        (_, Err(_)) => {}
    }
    out.extend(contents);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_their_shortest_form() {
        let head = |length: usize| encoded(4, &vec![7; length])[..length.min(1) + 4].to_vec();
        assert_eq!(encoded(4, &[]), [4, 0]);
        assert_eq!(head(127)[..3], [4, 127, 7]);
        assert_eq!(head(128)[..4], [4, 0x81, 128, 7]);
        assert_eq!(head(255)[..4], [4, 0x81, 255, 7]);
        assert_eq!(head(256)[..5], [4, 0x82, 1, 0, 7]);
        assert_eq!(head(65_536)[..5], [4, 0x83, 1, 0, 0]);
    }

    #[test]
    fn nothing_to_say_is_no_extension() {
        assert_eq!(authority_access(&Certificate::default()), None);
    }
}
