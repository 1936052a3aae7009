//! Negotiate (RFC 4559): what this machine's account can prove without a password of ours.
//!
//! On Unix that is a Kerberos ticket, by the GSSAPI library that the machine has; on Windows it is
//! the account that runs us, by SSPI. Both may ask a domain controller and wait for it.

#[cfg(unix)]
mod gssapi;
#[cfg(any(unix, test))]
mod kerberos;
pub(super) mod spnego;
#[cfg(windows)]
mod sspi;

use super::AuthOutcome;

/// Why the account can prove nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// What it means.
    pub(super) outcome: AuthOutcome,
    /// What the library said.
    pub(super) text: String,
}

/// The account's side of one conversation.
#[cfg(unix)]
pub(super) struct OwnAccount {
    host: String,
}

#[cfg(unix)]
impl OwnAccount {
    /// True when the account can speak NTLM without a password, in several messages: never here.
    pub(super) const SPEAKS_NTLM: bool = false;

    /// The account's side of a conversation with the proxy of that name, in `Negotiate`.
    pub(super) fn new(_scheme: &str, host: &str) -> Self {
        Self { host: host.to_owned() }
    }

    /// The one message. May wait for a domain controller.
    pub(super) fn next(&mut self, _challenge: Option<&[u8]>) -> Result<Vec<u8>, Trouble> {
        let token = gssapi::token(&self.host)?;
        Ok(spnego::offer(&spnego::KERBEROS, &token))
    }
}

#[cfg(windows)]
pub(super) use sspi::OwnAccount;
