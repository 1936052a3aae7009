//! The wrapping of Negotiate (RFC 4178, section 4.2): as much DER as it takes.

/// 1.3.6.1.5.5.2, the wrapping itself, with tag and length.
const SPNEGO: [u8; 8] = *b"\x06\x06\x2b\x06\x01\x05\x05\x02";
/// 1.2.840.113554.1.2.2, Kerberos; Windows wraps by itself.
#[cfg(unix)]
pub(in super::super) const KERBEROS: [u8; 11] = *b"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02";
/// 1.3.6.1.4.1.311.2.2.10, NTLM.
pub(in super::super) const NTLM: [u8; 12] = *b"\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a";

const SEQUENCE: u8 = 0x30;
const OCTETS: u8 = 0x04;

/// The first message: one mechanism, and its token.
pub(in super::super) fn offer(mechanism: &[u8], token: &[u8]) -> Vec<u8> {
    let list = field(0xa0, &mechanisms(mechanism));
    let token = field(0xa2, &field(OCTETS, token));
    let body = field(0xa0, &field(SEQUENCE, &[list, token].concat()));
    field(0x60, &[&SPNEGO[..], &body].concat())
}

/// The list of mechanisms, which a signature is made over.
pub(in super::super) fn mechanisms(mechanism: &[u8]) -> Vec<u8> {
    field(SEQUENCE, mechanism)
}

/// A later message: a token, and a signature over the list.
pub(in super::super) fn response(token: &[u8], signature: Option<&[u8]>) -> Vec<u8> {
    let mut body = field(0xa2, &field(OCTETS, token));
    if let Some(signature) = signature {
        body.extend(field(0xa3, &field(OCTETS, signature)));
    }
    field(0xa1, &field(SEQUENCE, &body))
}

/// The token in a message of the proxy's; none when there is none or it is no such message.
pub(in super::super) fn token_of(message: &[u8]) -> Option<&[u8]> {
    let (tag, body, _) = read(message)?;
    let (inner, mut fields, _) = read(body)?;
    if (tag, inner) != (0xa1, SEQUENCE) {
        return None;
    }
    while let Some((tag, content, rest)) = read(fields) {
        if tag == 0xa2 {
            let (kind, token, _) = read(content)?;
            return (kind == OCTETS).then_some(token);
        }
        fields = rest;
    }
    None
}

fn field(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    let length = content.len().to_be_bytes();
    let zeros = length.iter().take_while(|byte| **byte == 0).count();
    let digits = &length[zeros..];
    match digits {
        [] => bytes.push(0),
        [one] if *one < 0x80 => bytes.push(*one),
        several => {
            // A length of a length is at most eight.
            bytes.push(0x80 | u8::try_from(several.len()).unwrap_or(8));
            bytes.extend(several);
        }
    }
    bytes.extend(content);
    bytes
}

/// Tag, content and what follows.
fn read(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let digits = usize::from(first & 0x7f);
        if !(1..=4).contains(&digits) {
            return None;
        }
        let (digits, rest) = rest.split_at_checked(digits)?;
        (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_the_one_that_windows_sends_for_ntlm() {
        let offer = offer(&NTLM, b"NTLMSSP\0");
        let expected = b"\x60\x28\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x1e\x30\x1c\xa0\x0e\x30\x0c\
            \x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a\xa2\x0a\x04\x08NTLMSSP\0";
        assert_eq!(offer, expected);
    }

    #[test]
    fn the_token_of_an_answer_is_found() {
        // Lengths of one, two and three bytes.
        for length in [100, 127, 128, 200, 255, 256, 300] {
            let token = vec![7; length];
            let message = response(&token, Some(b"signature"));
            assert_eq!(token_of(&message), Some(&token[..]));
        }
        // With a state and a mechanism before it, as a proxy sends it.
        let state = field(0xa0, &field(0x0a, &[1]));
        let mechanism = field(0xa1, &NTLM);
        let token = field(0xa2, &field(OCTETS, b"token"));
        let body = [state, mechanism, token].concat();
        let message = field(0xa1, &field(SEQUENCE, &body));
        assert_eq!(token_of(&message), Some(&b"token"[..]));
    }

    #[test]
    fn what_is_cut_short_has_no_token() {
        let message = response(&[7; 300], None);
        for end in 0..message.len() {
            assert_eq!(token_of(&message[..end]), None, "{end}");
        }
        assert_eq!(token_of(&offer(&NTLM, b"x")), None);
    }
}
