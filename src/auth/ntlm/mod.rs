//! `NTLMv2` ([MS-NLMP]): three messages that authenticate one connection.
//!
//! Nothing is signed or sealed afterwards but, inside SPNEGO, the list of mechanisms; so no session
//! key is exchanged and the session's base key is the key.

mod challenge;
mod keys;
mod messages;

pub use challenge::{NtlmChallenge, NtlmMessageError};
pub(super) use messages::{Answer, Client, negotiate};

/// What every message begins with.
const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";

/// Flags of [MS-NLMP], section 2.2.2.5.
mod flag {
    pub(super) const UNICODE: u32 = 0x0000_0001;
    pub(super) const OEM: u32 = 0x0000_0002;
    pub(super) const REQUEST_TARGET: u32 = 0x0000_0004;
    pub(super) const SIGN: u32 = 0x0000_0010;
    pub(super) const NTLM: u32 = 0x0000_0200;
    pub(super) const ALWAYS_SIGN: u32 = 0x0000_8000;
    pub(super) const EXTENDED_SECURITY: u32 = 0x0008_0000;
    pub(super) const TARGET_INFO: u32 = 0x0080_0000;
    pub(super) const VERSION: u32 = 0x0200_0000;
    pub(super) const KEY_OF_128_BITS: u32 = 0x2000_0000;
    pub(super) const KEY_OF_56_BITS: u32 = 0x8000_0000;
}

/// Text as Windows has it on the wire.
fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
