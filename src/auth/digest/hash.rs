//! The hashes of Digest, in hexadecimal (RFC 7616, section 3.3; names by IANA's registry).

use md5::{Digest, Md5};
use sha2::{Sha256, Sha512_256};

/// A hash that Digest names. The order is by strength, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hash {
    Md5,
    Sha256,
    Sha512Of256,
}

/// An `algorithm`: a hash, and whether the session's nonces go into the first hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Algorithm {
    pub(super) hash: Hash,
    pub(super) session: bool,
}

impl Algorithm {
    /// The algorithm of a challenge; MD5 where it names none, as RFC 7616 has it.
    pub(super) fn named(name: Option<&str>) -> Option<Self> {
        let name = name.unwrap_or("MD5").to_ascii_uppercase();
        let (hash, session) = match name.strip_suffix("-SESS") {
            Some(hash) => (hash, true),
            None => (name.as_str(), false),
        };
        let hash = match hash {
            "MD5" => Hash::Md5,
            "SHA-256" => Hash::Sha256,
            "SHA-512-256" => Hash::Sha512Of256,
            _ => return None,
        };
        Some(Self { hash, session })
    }
}

impl Hash {
    /// The hash of the parts with colons between them.
    pub(super) fn of(self, parts: &[&str]) -> String {
        match self {
            Self::Md5 => hexadecimal::<Md5>(parts),
            Self::Sha256 => hexadecimal::<Sha256>(parts),
            Self::Sha512Of256 => hexadecimal::<Sha512_256>(parts),
        }
    }
}

fn hexadecimal<D: Digest>(parts: &[&str]) -> String {
    let mut hash = D::new();
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            hash.update(b":");
        }
        hash.update(part.as_bytes());
    }
    let digits = b"0123456789abcdef";
    let byte =
        |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from(digits[usize::from(digit)]));
    hash.finalize().iter().flat_map(byte).collect()
}
