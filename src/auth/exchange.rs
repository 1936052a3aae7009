//! One way's messages to a proxy, one after the other.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::digest::Session;
use super::negotiate::{OwnAccount, Trouble, spnego};
use super::ntlm::{self, Answer, Client, NtlmChallenge};
use super::way::Way;
use super::{AuthOutcome, Challenge};
use crate::proxy::Credentials;

/// Seconds from 1601, where Windows begins to count, to 1970.
const EPOCHS_APART: u64 = 11_644_473_600;

/// A way that is being gone.
pub(super) struct Exchange {
    pub(super) way: Way,
    state: State,
    /// What the proxy said, for the next message's leg.
    parameters: Vec<(String, String)>,
}

enum State {
    /// The password itself.
    Basic,
    Digest(Session),
    /// Before the first message.
    Ntlm,
    /// After it.
    NtlmBegun(Vec<u8>),
    /// With the proxy's challenge.
    NtlmChallenged(Vec<u8>, Vec<u8>),
    /// Before the first message.
    Own,
    /// After some, with the proxy's last.
    OwnBegun(Box<OwnAccount>, Option<Vec<u8>>),
    /// Nothing more can be said.
    Over,
}

/// A message that is ready to be sent.
pub(super) struct Message {
    pub(super) header: SecretString,
    pub(super) name: &'static str,
    pub(super) parameters: Vec<(String, String)>,
    /// True when it proves who we are: an answer that is no 407 accepts it.
    pub(super) proves: bool,
}

/// Who speaks, to whom, and about what.
pub(super) struct Speaker<'a> {
    pub(super) credentials: Option<&'a Credentials>,
    pub(super) host: &'a str,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
}

impl Exchange {
    /// Begins a way after an offer.
    pub(super) fn of(way: Way, challenges: &[Challenge]) -> Option<Self> {
        let mut parameters = Vec::new();
        let state = match way {
            Way::Basic => {
                let basic = challenges.iter().find(|challenge| challenge.is("Basic"));
                parameters =
                    basic.map(|challenge| challenge.parameters.clone()).unwrap_or_default();
                parameters.retain(|(name, _)| matches!(name.as_str(), "realm" | "charset"));
                State::Basic
            }
            Way::Digest => {
                let session = Session::of(challenges)?;
                parameters = session.parameters(Session::is_stale(challenges));
                State::Digest(session)
            }
            Way::Ntlm | Way::WrappedNtlm => State::Ntlm,
            Way::OwnNegotiate | Way::OwnNtlm => State::Own,
        };
        Some(Self { way, state, parameters })
    }

    /// Begins a way that was gone before, with the Digest session of that time.
    pub(super) fn again(way: Way, session: Option<Session>) -> Option<Self> {
        let Some(session) = session.filter(|_| way == Way::Digest) else {
            return Self::of(way, &[]);
        };
        let parameters = session.parameters(false);
        Some(Self { way, state: State::Digest(session), parameters })
    }

    /// The Digest session, as far as it was counted.
    pub(super) fn session(&self) -> Option<&Session> {
        if let State::Digest(session) = &self.state { Some(session) } else { None }
    }

    /// Takes the proxy's next challenge; false when it has none for the message that was sent.
    pub(super) fn continues(&mut self, challenges: &[Challenge]) -> bool {
        let scheme = self.way.scheme().as_str();
        let token =
            challenges.iter().filter(|one| one.is(scheme)).find_map(|one| one.token.as_ref());
        let token = token.and_then(|token| STANDARD.decode(token).ok());
        let Some(token) = token.filter(|token| !token.is_empty()) else { return false };
        match std::mem::replace(&mut self.state, State::Over) {
            State::NtlmBegun(first) => {
                let inner = match self.way {
                    Way::WrappedNtlm if !token.starts_with(b"NTLMSSP") => {
                        spnego::token_of(&token).map(<[u8]>::to_vec)
                    }
                    _ => Some(token),
                };
                let Some(second) = inner else { return false };
                self.parameters =
                    NtlmChallenge::read(&second).map(|read| read.parameters()).unwrap_or_default();
                self.state = State::NtlmChallenged(first, second);
                true
            }
            // A ticket is all that there is to say where nothing but Kerberos is spoken.
            State::OwnBegun(account, _) if OwnAccount::SPEAKS_NTLM => {
                self.state = State::OwnBegun(account, Some(token));
                true
            }
            _ => false,
        }
    }

    /// The next message. May block where [`Way::may_block`] says so.
    pub(super) fn next(&mut self, speaker: &Speaker<'_>) -> Result<Message, Trouble> {
        let parameters = std::mem::take(&mut self.parameters);
        let (header, name, proves) = match std::mem::replace(&mut self.state, State::Over) {
            State::Basic => {
                self.state = State::Basic;
                let header = password(speaker)?.basic().map_err(failed)?;
                (header, "password", true)
            }
            State::Digest(mut session) => {
                let own = STANDARD.encode(random::<24>()?);
                let credentials = password(speaker)?;
                let header = session.answer(credentials, speaker.method, speaker.uri, &own);
                self.state = State::Digest(session);
                (header, "response", true)
            }
            State::Ntlm => {
                let first = ntlm::negotiate();
                let token = match self.way {
                    Way::WrappedNtlm => spnego::offer(&spnego::NTLM, &first),
                    _ => first.clone(),
                };
                self.state = State::NtlmBegun(first);
                (self.header(&token), "ntlm negotiate", false)
            }
            State::NtlmChallenged(first, second) => {
                let token = self.ntlm_answer(speaker, &first, &second)?;
                (self.header(&token), "ntlm authenticate", true)
            }
            State::Own => {
                let scheme = self.way.scheme().as_str();
                let mut account = Box::new(OwnAccount::new(scheme, speaker.host));
                let token = account.next(None)?;
                self.state = State::OwnBegun(account, None);
                (self.header(&token), "own account", true)
            }
            State::OwnBegun(mut account, challenge) => {
                let token = account.next(challenge.as_deref())?;
                self.state = State::OwnBegun(account, None);
                (self.header(&token), "own account", true)
            }
            State::NtlmBegun(_) | State::Over => {
                let text = "the proxy did not go on with the exchange".to_owned();
                return Err(Trouble { outcome: AuthOutcome::Rejected, text });
            }
        };
        Ok(Message { header, name, parameters, proves })
    }

    fn ntlm_answer(
        &self,
        speaker: &Speaker<'_>,
        first: &[u8],
        second: &[u8],
    ) -> Result<Vec<u8>, Trouble> {
        let service = format!("HTTP/{}", speaker.host);
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let client = Client {
            credentials: password(speaker)?,
            service: &service,
            nonce: random()?,
            time: (time.as_secs() + EPOCHS_APART) * 10_000_000,
        };
        let answer = Answer::new(&client, first, second).map_err(failed)?;
        Ok(match self.way {
            Way::WrappedNtlm => {
                let signature = answer.sign(&spnego::mechanisms(&spnego::NTLM));
                spnego::response(&answer.message, signature.as_deref())
            }
            _ => answer.message,
        })
    }

    fn header(&self, token: &[u8]) -> SecretString {
        let token = Zeroizing::new(STANDARD.encode(token));
        let scheme =
            if self.way.scheme() == super::AuthScheme::Ntlm { "NTLM" } else { "Negotiate" };
        format!("{scheme} {}", *token).into()
    }
}

fn password<'a>(speaker: &Speaker<'a>) -> Result<&'a Credentials, Trouble> {
    let text = "there is no password".to_owned();
    speaker.credentials.ok_or(Trouble { outcome: AuthOutcome::NoCredentials, text })
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Trouble> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn failed(error: impl std::fmt::Display) -> Trouble {
    let text = error.to_string();
    Trouble { outcome: AuthOutcome::Failed(text.clone()), text }
}
