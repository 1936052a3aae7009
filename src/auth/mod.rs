//! Who we are to a proxy: Basic, Digest, `NTLMv2` and Negotiate, without any network of their own.
//!
//! An [`Authenticator`] stands for one proxy and one run. Each connection has a [`Conversation`],
//! which says what to send and is told what came back. Only the library behind Negotiate may talk to
//! somebody else: to a domain controller, for a ticket.
//!
//! **A password that is wrong is sent once.** Until the proxy has accepted it, one conversation alone
//! sends it while the others wait; after a refusal nobody sends it again.

mod authenticator;
mod challenge;
mod conversation;
mod digest;
mod exchange;
mod negotiate;
mod ntlm;
mod record;
mod scheme;
#[cfg(test)]
mod tests;
mod turn;
mod way;

pub use authenticator::Authenticator;
pub use challenge::{Challenge, parse_challenges};
pub use conversation::Conversation;
pub use ntlm::{NtlmChallenge, NtlmMessageError};
pub use record::{AuthOutcome, AuthRecord, Leg, LegResult, SparedAfter};
pub use scheme::{AuthChoice, AuthScheme};
pub use turn::Turn;
