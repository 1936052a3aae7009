//! The computations of `NTLMv2` ([MS-NLMP], sections 3.3.2 and 3.4.4).

use hmac::{Hmac, KeyInit, Mac};
use md4::{Digest, Md4};
use md5::Md5;
use zeroize::Zeroizing;

use super::utf16;

/// A key or a hash of 16 bytes that is a secret.
pub(super) type Secret = Zeroizing<[u8; 16]>;

/// What the clients sign begins with, and its zero ([MS-NLMP], section 3.4.5.2).
const CLIENT_SIGNING: &[u8] = b"session key to client-to-server signing key magic constant\0";

/// HMAC-MD5 over the parts, one after the other.
pub(super) fn hmac_md5(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    // Any length is a good key for HMAC, so the other arm is never taken.
    let Ok(mut mac) = Hmac::<Md5>::new_from_slice(key) else { return [0; 16] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// `NTOWFv2`: what stands for the password.
pub(super) fn password_key(account: &str, domain: &str, password: &str) -> Secret {
    let password = Zeroizing::new(utf16(password));
    let hash: Zeroizing<[u8; 16]> = Zeroizing::new(Md4::digest(password.as_slice()).into());
    let account = utf16(&upper(account));
    Zeroizing::new(hmac_md5(hash.as_slice(), &[&account, &utf16(domain)]))
}

/// `NTProofStr` and the base key of the session, for a challenge and what the client adds to it.
pub(super) fn proof(key: &Secret, challenge: [u8; 8], added: &[u8]) -> ([u8; 16], Secret) {
    let proof = hmac_md5(key.as_slice(), &[&challenge, added]);
    let session = Zeroizing::new(hmac_md5(key.as_slice(), &[&proof]));
    (proof, session)
}

/// A signature over a message, the first one that the client makes, with extended security and
/// without an exchanged key ([MS-NLMP], section 3.4.4.2).
pub(super) fn first_signature(session: &Secret, message: &[u8]) -> Vec<u8> {
    let mut hash = Md5::new();
    hash.update(session.as_slice());
    hash.update(CLIENT_SIGNING);
    let key: Zeroizing<[u8; 16]> = Zeroizing::new(hash.finalize().into());
    let number = 0_u32.to_le_bytes();
    let sum = hmac_md5(key.as_slice(), &[&number, message]);
    [&1_u32.to_le_bytes()[..], &sum[..8], &number].concat()
}

/// Upper case as Windows has it: character for character, so that none becomes two.
fn upper(text: &str) -> String {
    let one = |c: char| {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(only), None) => only,
            _ => c,
        }
    };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [MS-NLMP], section 4.2.4: the values that both sides compute.
    const PAIRS: &[u8] = b"\x02\0\x0c\0D\0o\0m\0a\0i\0n\0\x01\0\x0c\0S\0e\0r\0v\0e\0r\0\0\0\0\0";

    #[test]
    fn the_vectors_of_ms_nlmp_come_out() {
        let key = password_key("User", "Domain", "Password");
        assert_eq!(*key, *b"\x0c\x86\x8a\x40\x3b\xfd\x7a\x93\xa3\x00\x1e\xf2\x2e\xf0\x2e\x3f");
        let challenge = *b"\x01\x23\x45\x67\x89\xab\xcd\xef";
        let added = [
            b"\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\0\0\0\0",
            PAIRS,
            b"\0\0\0\0",
        ]
        .concat();
        let (proof, session) = proof(&key, challenge, &added);
        assert_eq!(proof, *b"\x68\xcd\x0a\xb8\x51\xe5\x1c\x96\xaa\xbc\x92\x7b\xeb\xef\x6a\x1c");
        assert_eq!(*session, *b"\x8d\xe4\x0c\xca\xdb\xc1\x4a\x82\xf1\x5c\xb0\xad\x0d\xe9\x5c\xa3");
        let older = hmac_md5(key.as_slice(), &[&challenge, &[0xaa; 8]]);
        assert_eq!(older, *b"\x86\xc3\x50\x97\xac\x9c\xec\x10\x25\x54\x76\x4a\x57\xcc\xcc\x19");
    }

    #[test]
    fn a_signature_is_that_of_another_program() {
        let session =
            Zeroizing::new(*b"\x8d\xe4\x0c\xca\xdb\xc1\x4a\x82\xf1\x5c\xb0\xad\x0d\xe9\x5c\xa3");
        // As pyspnego 0.12 computes it.
        let expected = b"\x01\0\0\0\xb9\x13\x82\xd8\x05\xcd\x3b\xe4\0\0\0\0";
        assert_eq!(first_signature(&session, b"list"), expected);
    }

    #[test]
    fn upper_case_keeps_the_length() {
        assert_eq!(upper("stra\u{df}e-\u{e4}\u{f6}"), "STRA\u{df}E-\u{c4}\u{d6}");
    }
}
