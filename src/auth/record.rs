//! What is remembered of a conversation: everything but secrets.

use super::{AuthScheme, Challenge};

/// How one conversation with a proxy went. It holds neither passwords nor tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthRecord {
    /// The schemes that the proxy named, in its order and spelling, each once.
    pub offered: Vec<String>,
    /// The scheme that was used last.
    pub used: Option<AuthScheme>,
    /// Every message of ours, in order.
    pub legs: Vec<Leg>,
    /// What came of it.
    pub outcome: AuthOutcome,
}

impl AuthRecord {
    /// Adds the schemes of an answer.
    pub(super) fn offer(&mut self, challenges: &[Challenge]) {
        for challenge in challenges {
            if !self.offered.iter().any(|known| challenge.is(known)) {
                self.offered.push(challenge.scheme.clone());
            }
        }
    }

    /// Adds a message.
    pub(super) fn add(&mut self, leg: Leg) {
        self.used = Some(leg.scheme);
        self.legs.push(leg);
    }

    /// True when the last message of ours has no answer yet.
    pub(super) fn awaits_an_answer(&self) -> bool {
        self.legs.last().is_some_and(|leg| leg.result == LegResult::NoAnswer)
    }

    /// Says what came of the last message, if nothing was said yet.
    pub(super) fn settle(&mut self, result: LegResult) {
        let last = self.legs.last_mut();
        if let Some(leg) = last.filter(|leg| leg.result == LegResult::NoAnswer) {
            leg.result = result;
        }
    }
}

/// One message of ours, or the attempt to make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// In which scheme.
    pub scheme: AuthScheme,
    /// What it was, as `password`, `response`, `ntlm negotiate`, `ntlm authenticate`, `kerberos`.
    pub message: &'static str,
    /// What the proxy's challenge said: `realm`, `qop`, `algorithm`, `stale`; for NTLM the names of
    /// computer and domain, and the flags. No nonce and no token.
    pub parameters: Vec<(String, String)>,
    /// What came of it.
    pub result: LegResult,
}

/// What came of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegResult {
    /// It could not be made; says why.
    NotMade(String),
    /// Nothing came back: the connection was given up.
    NoAnswer,
    /// The proxy went on with a challenge of its own.
    Continued,
    /// An answer other than 407.
    Accepted,
    /// 407 again.
    Rejected,
    /// The proxy closed the connection.
    Closed,
}

impl LegResult {
    /// The word for reports.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotMade(_) => "not_made",
            Self::NoAnswer => "no_answer",
            Self::Continued => "continued",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Closed => "closed",
        }
    }
}

/// What came of authentication at one proxy, for one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AuthOutcome {
    /// The proxy did not ask, or the answer came before it could.
    #[default]
    NotAsked,
    /// The answer was no 407 any more.
    Accepted,
    /// It asks, and there is neither a password nor an account that a scheme on offer could use.
    NoCredentials,
    /// It asks, and was not to be answered.
    Declined,
    /// It does not accept these credentials, at least not for this request.
    Rejected,
    /// It offers no scheme that is spoken here, or none that may be used.
    SchemeUnsupported,
    /// It wants Kerberos, and this account has no ticket.
    NoTicket,
    /// It wants Kerberos, and the ticket has expired.
    TicketExpired,
    /// Kerberos: the clocks of this machine and of the domain differ by too much.
    ClockSkew,
    /// Kerberos: the domain does not know the service `HTTP/<proxy>`.
    ServiceUnknown,
    /// Kerberos: nobody answers for the proxy's realm.
    RealmUnknown,
    /// It wants Kerberos, and this machine has no library for it.
    LibraryMissing,
    /// The proxy closed the connection on which the scheme needs to go on.
    ConnectionClosed,
    /// A message of ours had no answer: nobody knows what the proxy thinks of it.
    NoAnswer,
    /// These credentials led to nothing before in this run, so they were not sent again.
    NotTriedAgain(SparedAfter),
    /// Anything else; says what.
    Failed(String),
}

impl AuthOutcome {
    /// The word for reports.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Accepted => "accepted",
            Self::NoCredentials => "no_credentials",
            Self::Declined => "declined",
            Self::Rejected => "rejected",
            Self::SchemeUnsupported => "scheme_unsupported",
            Self::NoTicket => "no_ticket",
            Self::TicketExpired => "ticket_expired",
            Self::ClockSkew => "clock_skew",
            Self::ServiceUnknown => "service_unknown",
            Self::RealmUnknown => "realm_unknown",
            Self::LibraryMissing => "library_missing",
            Self::ConnectionClosed => "connection_closed",
            Self::NoAnswer => "no_answer",
            Self::NotTriedAgain(_) => "not_tried_again",
            Self::Failed(_) => "failed",
        }
    }

    /// More words, where the outcome has any.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Failed(text) => Some(text),
            Self::NotTriedAgain(after) => Some(after.text()),
            _ => None,
        }
    }
}

/// What made a run stop sending its credentials to a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SparedAfter {
    /// The proxy did not accept them.
    Refusal,
    /// It closed the connection when it was given them, more than once.
    Cuts,
    /// It gave no answer to them, more than once.
    Silence,
}

impl SparedAfter {
    /// The reason, in words that stand alone.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Refusal => "the proxy did not accept the credentials before in this run",
            Self::Cuts => {
                "the proxy closed the connection on which it was given the credentials, more than \
                 once in this run"
            }
            Self::Silence => {
                "the proxy took the credentials and gave no answer, more than once in this run"
            }
        }
    }
}
