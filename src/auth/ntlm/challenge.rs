//! The proxy's message, CHALLENGE ([MS-NLMP], section 2.2.1.2).

use super::{SIGNATURE, flag};

/// Bytes beyond which a message is none: a field's length has 16 bits, and there are two fields.
const LONGEST: usize = 2 * 65_536 + 64;

/// Identifiers of [MS-NLMP], section 2.2.2.1.
pub(super) mod pair {
    pub(in super::super) const END: u16 = 0;
    pub(in super::super) const NETBIOS_COMPUTER: u16 = 1;
    pub(in super::super) const NETBIOS_DOMAIN: u16 = 2;
    pub(in super::super) const DNS_COMPUTER: u16 = 3;
    pub(in super::super) const DNS_DOMAIN: u16 = 4;
    pub(in super::super) const DNS_TREE: u16 = 5;
    pub(in super::super) const FLAGS: u16 = 6;
    pub(in super::super) const TIMESTAMP: u16 = 7;
    pub(in super::super) const TARGET_NAME: u16 = 9;
}

/// Why bytes are no CHALLENGE message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NtlmMessageError {
    /// Another signature or kind of message.
    #[error("the proxy's NTLM message is no challenge")]
    Kind,
    /// It ends too early, or a field lies outside of it.
    #[error("the proxy's NTLM message is cut short")]
    Short,
    /// Longer than its fields can be.
    #[error("the proxy's NTLM message is too long")]
    Long,
    /// The proxy speaks no Unicode, and the names need it; or it says nothing of characters.
    #[error(
        "the proxy's NTLM message speaks a dialect (flags {0:#010x}) without the characters of this account"
    )]
    Dialect(u32),
}

/// The proxy's side of a conversation: whom the account is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NtlmChallenge {
    /// What the proxy and we can both do.
    pub flags: u32,
    /// The domain or computer that judges the account, as the proxy names it.
    pub target: String,
    pub(super) nonce: [u8; 8],
    /// Identifiers and values, without the end mark, in the proxy's order.
    pub(super) pairs: Vec<(u16, Vec<u8>)>,
}

impl NtlmChallenge {
    /// Reads a message.
    ///
    /// # Errors
    /// When it is no challenge, or one that `NTLMv2` cannot answer.
    pub fn read(bytes: &[u8]) -> Result<Self, NtlmMessageError> {
        if bytes.len() > LONGEST {
            return Err(NtlmMessageError::Long);
        }
        if !bytes.starts_with(SIGNATURE) || number(bytes, 8)? != 2 {
            return Err(NtlmMessageError::Kind);
        }
        let flags = number(bytes, 20)?;
        let nonce = bytes.get(24..32).and_then(|nonce| nonce.try_into().ok());
        let nonce = nonce.ok_or(NtlmMessageError::Short)?;
        if flags & (flag::UNICODE | flag::OEM) == 0 {
            return Err(NtlmMessageError::Dialect(flags));
        }
        // For people to read only; Squid's test helper points it beyond the message's end.
        let name = field(bytes, 12).unwrap_or_default();
        let target = if flags & flag::UNICODE == 0 {
            String::from_utf8_lossy(name).into_owned()
        } else {
            from_utf16(name)
        };
        // Without the flag something else may stand where they would be.
        let paired = flags & flag::TARGET_INFO != 0;
        let pairs = if paired { pairs(field(bytes, 40)?)? } else { Vec::new() };
        Ok(Self { flags, target, nonce, pairs })
    }

    /// What a report may show: names and flags, not the nonce.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        let mut found = vec![("target".to_owned(), self.target.clone())];
        for (identifier, name) in [
            (pair::NETBIOS_DOMAIN, "netbios_domain"),
            (pair::NETBIOS_COMPUTER, "netbios_computer"),
            (pair::DNS_DOMAIN, "dns_domain"),
            (pair::DNS_COMPUTER, "dns_computer"),
            (pair::DNS_TREE, "dns_tree"),
        ] {
            if let Some(value) = self.pair(identifier) {
                found.push((name.to_owned(), from_utf16(value)));
            }
        }
        found.push(("flags".to_owned(), format!("{:#010x}", self.flags)));
        found
    }

    /// The value of a pair.
    pub(super) fn pair(&self, identifier: u16) -> Option<&[u8]> {
        let mut pairs = self.pairs.iter();
        pairs.find(|(known, _)| *known == identifier).map(|(_, value)| value.as_slice())
    }
}

fn number(bytes: &[u8], at: usize) -> Result<u32, NtlmMessageError> {
    let found = bytes.get(at..at + 4).and_then(|found| found.try_into().ok());
    found.map(u32::from_le_bytes).ok_or(NtlmMessageError::Short)
}

fn short(bytes: &[u8], at: usize) -> Result<u16, NtlmMessageError> {
    let found = bytes.get(at..at + 2).and_then(|found| found.try_into().ok());
    found.map(u16::from_le_bytes).ok_or(NtlmMessageError::Short)
}

/// The bytes that length and offset at a place point to.
fn field(bytes: &[u8], at: usize) -> Result<&[u8], NtlmMessageError> {
    let length = usize::from(short(bytes, at)?);
    if length == 0 {
        return Ok(&[]);
    }
    let start = usize::try_from(number(bytes, at + 4)?).map_err(|_| NtlmMessageError::Short)?;
    let end = start.checked_add(length).ok_or(NtlmMessageError::Short)?;
    bytes.get(start..end).ok_or(NtlmMessageError::Short)
}

fn pairs(mut bytes: &[u8]) -> Result<Vec<(u16, Vec<u8>)>, NtlmMessageError> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let identifier = short(bytes, 0)?;
        if identifier == pair::END {
            break;
        }
        let end = 4 + usize::from(short(bytes, 2)?);
        let value = bytes.get(4..end).ok_or(NtlmMessageError::Short)?;
        found.push((identifier, value.to_vec()));
        bytes = &bytes[end..];
    }
    Ok(found)
}

/// Lenient: it is for reading only.
fn from_utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
