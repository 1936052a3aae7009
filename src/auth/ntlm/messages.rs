//! Our messages: NEGOTIATE and AUTHENTICATE ([MS-NLMP], sections 2.2.1.1 and 2.2.1.3).

use secrecy::ExposeSecret;

use super::challenge::{NtlmChallenge, NtlmMessageError, pair};
use super::keys::{self, Secret};
use super::{SIGNATURE, flag, utf16};
use crate::proxy::Credentials;

/// What we can do. Signing is asked for, so that SPNEGO's list can be signed.
const NEGOTIATE: u32 = flag::UNICODE
    | flag::OEM
    | flag::REQUEST_TARGET
    | flag::SIGN
    | flag::NTLM
    | flag::ALWAYS_SIGN
    | flag::EXTENDED_SECURITY
    | flag::KEY_OF_128_BITS
    | flag::KEY_OF_56_BITS;

/// The bytes before the fields' content: with the place for a version, and for the sum over all
/// three messages.
const HEAD: usize = 88;
/// Where that sum stands.
const SUM: std::ops::Range<usize> = 72..88;
/// `MsvAvFlags`: a sum over all three messages is there.
const HAS_SUM: u32 = 2;

/// The first message. It names neither us nor our machine.
pub(in super::super) fn negotiate() -> Vec<u8> {
    let mut bytes = SIGNATURE.to_vec();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(NEGOTIATE.to_le_bytes());
    bytes.extend([0; 16]);
    bytes
}

/// What goes into the third message beside the challenge.
pub(in super::super) struct Client<'a> {
    /// Who we are.
    pub(in super::super) credentials: &'a Credentials,
    /// `HTTP/` and the proxy's name: for whom this is meant, so that nobody can pass it on.
    pub(in super::super) service: &'a str,
    /// Random bytes.
    pub(in super::super) nonce: [u8; 8],
    /// In units of 100 ns since 1601; the proxy's own time goes before.
    pub(in super::super) time: u64,
}

/// The third message, and what can sign after it.
pub(in super::super) struct Answer {
    /// The message.
    pub(in super::super) message: Vec<u8>,
    session: Secret,
    signs: bool,
}

impl Answer {
    /// Answers the challenge in `second`, after our message `first`.
    pub(in super::super) fn new(
        client: &Client<'_>,
        first: &[u8],
        second: &[u8],
    ) -> Result<Self, NtlmMessageError> {
        let challenge = NtlmChallenge::read(second)?;
        let credentials = client.credentials;
        let (account, domain) = (credentials.account(), credentials.domain());
        let mut flags = challenge.flags & NEGOTIATE;
        let encode: fn(&str) -> Vec<u8> = if flags & flag::UNICODE != 0 {
            flags &= !flag::OEM;
            utf16
        } else if account.is_ascii() && domain.is_ascii() {
            |text| text.as_bytes().to_vec()
        } else {
            return Err(NtlmMessageError::Dialect(challenge.flags));
        };
        let key = keys::password_key(account, domain, credentials.password().expose_secret());
        let dated = challenge.pair(pair::TIMESTAMP).and_then(|time| time.try_into().ok());
        let time: [u8; 8] = dated.unwrap_or_else(|| client.time.to_le_bytes());
        let added = added(&challenge, client, time, dated.is_some());
        let (proof, session) = keys::proof(&key, challenge.nonce, &added);
        let response = [&proof[..], &added].concat();
        // A server that sends its time must be spared the older response.
        let older = if dated.is_some() {
            vec![0; 24]
        } else {
            let sum = keys::hmac_md5(key.as_slice(), &[&challenge.nonce, &client.nonce]);
            [&sum[..], &client.nonce].concat()
        };
        let mut message = authenticate(flags, &older, &response, &encode(domain), &encode(account));
        if dated.is_some() {
            let sum = keys::hmac_md5(session.as_slice(), &[first, second, &message]);
            message[SUM].copy_from_slice(&sum);
        }
        let signs = flags & flag::EXTENDED_SECURITY != 0 && flags & flag::SIGN != 0;
        Ok(Self { message, session, signs })
    }

    /// Our signature over a message, the first one only; none where the proxy cannot read it.
    pub(in super::super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.signs.then(|| keys::first_signature(&self.session, message))
    }
}

/// What the client adds to the challenge: `NTLMv2_CLIENT_CHALLENGE`, section 2.2.2.7.
fn added(challenge: &NtlmChallenge, client: &Client<'_>, time: [u8; 8], sum: bool) -> Vec<u8> {
    let mut bytes = vec![1, 1, 0, 0, 0, 0, 0, 0];
    bytes.extend(time);
    bytes.extend(client.nonce);
    bytes.extend([0; 4]);
    let mut flags = 0;
    for (identifier, value) in &challenge.pairs {
        match *identifier {
            pair::FLAGS => {
                flags = value.as_slice().try_into().map_or(0, u32::from_le_bytes);
            }
            // Ours goes in its place.
            pair::TARGET_NAME => {}
            other => put_pair(&mut bytes, other, value),
        }
    }
    if sum {
        flags |= HAS_SUM;
    }
    if flags != 0 {
        put_pair(&mut bytes, pair::FLAGS, &flags.to_le_bytes());
    }
    if !challenge.pairs.is_empty() {
        put_pair(&mut bytes, pair::TARGET_NAME, &utf16(client.service));
    }
    put_pair(&mut bytes, pair::END, &[]);
    bytes.extend([0; 4]);
    bytes
}

fn put_pair(bytes: &mut Vec<u8>, identifier: u16, value: &[u8]) {
    // A host name is short, and the others were read with such a length.
    let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
    bytes.extend(identifier.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(&value[..usize::from(length)]);
}

fn authenticate(
    flags: u32,
    older: &[u8],
    response: &[u8],
    domain: &[u8],
    account: &[u8],
) -> Vec<u8> {
    let mut head = SIGNATURE.to_vec();
    head.extend(3_u32.to_le_bytes());
    let mut content: Vec<u8> = Vec::new();
    // The workstation and the exchanged key stay empty.
    let fields: [&[u8]; 6] = [older, response, domain, account, &[], &[]];
    for field in fields {
        let length = u16::try_from(field.len()).unwrap_or(u16::MAX);
        let start = u32::try_from(HEAD + content.len()).unwrap_or(u32::MAX);
        head.extend(length.to_le_bytes());
        head.extend(length.to_le_bytes());
        head.extend(start.to_le_bytes());
        content.extend(&field[..usize::from(length)]);
    }
    head.extend((flags & !flag::VERSION).to_le_bytes());
    head.resize(HEAD, 0);
    head.extend(content);
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [MS-NLMP], section 4.2.4.3: the challenge of the published example.
    const EXAMPLE: &[u8] = b"NTLMSSP\0\x02\0\0\0\x0c\0\x0c\0\x38\0\0\0\x33\x82\x8a\xe2\
        \x01\x23\x45\x67\x89\xab\xcd\xef\0\0\0\0\0\0\0\0\x24\0\x24\0\x44\0\0\0\x06\0\x70\x17\0\0\0\x0f\
        S\0e\0r\0v\0e\0r\0\x02\0\x0c\0D\0o\0m\0a\0i\0n\0\x01\0\x0c\0S\0e\0r\0v\0e\0r\0\0\0\0\0";

    fn answer(credentials: &Credentials, second: &[u8]) -> Result<Answer, NtlmMessageError> {
        let service = "HTTP/proxy.corp.test";
        let client = Client { credentials, service, nonce: [0xaa; 8], time: 0 };
        Answer::new(&client, &negotiate(), second)
    }

    fn clerk() -> Credentials {
        Credentials::new("Domain\\User".into(), "Password".into()).unwrap()
    }

    fn part(message: &[u8], at: usize) -> &[u8] {
        let length = usize::from(u16::from_le_bytes([message[at], message[at + 1]]));
        let start = usize::from(u16::from_le_bytes([message[at + 4], message[at + 5]]));
        &message[start..start + length]
    }

    #[test]
    fn the_published_challenge_is_read() {
        let challenge = NtlmChallenge::read(EXAMPLE).unwrap();
        assert_eq!(challenge.target, "Server");
        assert_eq!(challenge.nonce, *b"\x01\x23\x45\x67\x89\xab\xcd\xef");
        let shown = challenge.parameters();
        assert!(shown.contains(&("netbios_domain".to_owned(), "Domain".to_owned())), "{shown:?}");
        assert!(shown.contains(&("flags".to_owned(), "0xe28a8233".to_owned())), "{shown:?}");
    }

    #[test]
    fn the_published_challenge_is_answered() {
        let message = answer(&clerk(), EXAMPLE).unwrap().message;
        assert_eq!(part(&message, 28), utf16("Domain"));
        assert_eq!(part(&message, 36), utf16("User"));
        // The older response of the published example.
        assert_eq!(
            part(&message, 12),
            b"\x86\xc3\x50\x97\xac\x9c\xec\x10\x25\x54\x76\x4a\x57\xcc\xcc\x19\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
        );
        assert_eq!(part(&message, 20)[16..24], [1, 1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(message[SUM], [0; 16], "no time, no sum");
    }

    #[test]
    fn a_dated_challenge_gets_a_sum_and_no_older_response() {
        let mut dated = EXAMPLE[..EXAMPLE.len() - 4].to_vec();
        dated.extend(b"\x07\0\x08\0\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0\0");
        let length = u8::try_from(dated.len() - 0x44).unwrap();
        (dated[40], dated[42]) = (length, length);
        let mut message = answer(&clerk(), &dated).unwrap().message;
        assert_eq!(part(&message, 12), [0; 24]);
        let response = part(&message, 20);
        assert_eq!(response[24..32], [1, 2, 3, 4, 5, 6, 7, 8]);
        let flags = b"\x06\0\x04\0\x02\0\0\0";
        assert!(response.windows(8).any(|window| window == flags));
        let key = keys::password_key("User", "Domain", "Password");
        let session = keys::hmac_md5(key.as_slice(), &[&response[..16]]);
        let sum: [u8; 16] = message[SUM].try_into().unwrap();
        message[SUM].fill(0);
        assert_eq!(sum, keys::hmac_md5(&session, &[&negotiate(), &dated, &message]));
    }

    #[test]
    fn a_proxy_without_unicode_gets_what_it_can_read() {
        let mut old = EXAMPLE.to_vec();
        old[20] = 0x32;
        let message = answer(&clerk(), &old).unwrap().message;
        assert_eq!((part(&message, 28), part(&message, 36)), (&b"Domain"[..], &b"User"[..]));
        let other = Credentials::new("\u{e4}".into(), "x".into()).unwrap();
        assert!(matches!(answer(&other, &old), Err(NtlmMessageError::Dialect(_))));
    }

    #[test]
    fn a_name_where_pairs_would_be_is_no_pair() {
        // As Squid's test helper writes it, with an offset beyond the end.
        let short = b"NTLMSSP\0\x02\0\0\0\x09\0\x09\0\xae\xaa\xaa\xaa\x17\x82\x08\xa0\
            \xda\x11\x59\x92\xbf\xc0\x81\xd1\0\0\0\0\0\0\x3a\0WORKGROUP";
        assert_eq!(NtlmChallenge::read(short).unwrap().pairs, []);
        assert!(answer(&clerk(), short).is_ok());
    }

    #[test]
    fn what_is_no_challenge_is_refused() {
        let read = NtlmChallenge::read;
        assert_eq!(read(b"").unwrap_err(), NtlmMessageError::Kind);
        assert_eq!(read(&negotiate()).unwrap_err(), NtlmMessageError::Kind);
        for end in 12..EXAMPLE.len() {
            assert_eq!(read(&EXAMPLE[..end]).unwrap_err(), NtlmMessageError::Short, "{end}");
        }
        let mut neither = EXAMPLE.to_vec();
        neither[20] = 0x30;
        assert!(matches!(read(&neither), Err(NtlmMessageError::Dialect(_))));
    }
}
