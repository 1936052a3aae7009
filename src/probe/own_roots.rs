//! Roots with which a vendor signs endpoints of its own, outside of the public web's roots.
//!
//! Windows trusts them, browsers' lists do not have them. An endpoint under one of them is not
//! intercepted.

use sha2::{Digest, Sha256};

/// One such root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnRoot {
    /// Common name of its subject.
    pub name: &'static str,
    /// SHA-256 of the certificate (DER), in lower-case hex.
    pub sha256: &'static str,
    /// Where it is published.
    pub source: &'static str,
}

/// All that are known. Published by Microsoft PKI Services; the fingerprints were compared in
/// several public repositories that pin them, and not measured on a Windows machine.
pub const OWN_ROOTS: &[OwnRoot] = &[
    OwnRoot {
        name: "Microsoft Root Certificate Authority",
        sha256: "885de64c340e3ea70658f01e1145f957fcda27aabeea1ab9faa9fdb0102d4077",
        source: "https://www.microsoft.com/pkiops/docs/repository.htm",
    },
    OwnRoot {
        name: "Microsoft Root Certificate Authority 2010",
        sha256: "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e",
        source: "https://www.microsoft.com/pki/certs/MicRooCerAut_2010-06-23.crt",
    },
    OwnRoot {
        name: "Microsoft Root Certificate Authority 2011",
        sha256: "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
        source: "https://www.microsoft.com/pki/certs/MicRooCerAut2011_2011_03_22.crt",
    },
];

/// True for the certificate of such a root, in DER.
pub(super) fn is_own_root(der: &[u8]) -> bool {
    let digest = Sha256::digest(der);
    OWN_ROOTS.iter().any(|root| {
        let pairs = root.sha256.as_bytes().chunks_exact(2);
        pairs.len() == digest.len()
            && pairs.zip(digest).all(|(hex, byte)| {
                let digit = |at: usize| char::from(hex[at]).to_digit(16).unwrap_or(16);
                digit(0) * 16 + digit(1) == u32::from(byte)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fingerprint_is_one() {
        for root in OWN_ROOTS {
            assert_eq!(root.sha256.len(), 64, "{}", root.name);
            assert!(root.sha256.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c)));
            assert!(root.source.starts_with("https://www.microsoft.com/"));
        }
        assert!(!is_own_root(b"another certificate"));
    }
}
