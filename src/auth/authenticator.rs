//! What the conversations of a run share: who we are, and what the proxy thinks of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::conversation::Conversation;
use super::digest::Session;
use super::exchange::Exchange;
use super::negotiate::Trouble;
use super::way::{Means, Way};
use super::{AuthChoice, SparedAfter};
use crate::proxy::Credentials;

/// Times in a row that a proxy may take a password and say nothing, until nobody sends it again: a
/// black hole behind the proxy looks like this, and so does one that is slow to refuse.
const SILENCES: u8 = 3;
/// Times in a row that it may take a password and cut the connection, until nobody sends it again.
const CUTS: u8 = 2;

/// One proxy, and who we are to it, for one run. Cheap to clone; clones share what they learn.
#[derive(Clone)]
pub struct Authenticator {
    shared: Arc<Shared>,
}

impl Authenticator {
    /// An authenticator for the proxy of that name, as it was configured: Kerberos asks for a ticket
    /// to `HTTP/<proxy_host>`.
    ///
    /// With `own_account` the account that runs us may be used: its Kerberos tickets and client keytab
    /// on Unix, where `dns_canonicalize_hostname` decides whether a name server may complete the host;
    /// what Windows knows of it there.
    #[must_use]
    pub fn new(
        choice: AuthChoice,
        credentials: Option<Credentials>,
        own_account: bool,
        proxy_host: &str,
    ) -> Self {
        let means = Means { choice, password: credentials.is_some(), own_account };
        let host = proxy_host.trim_end_matches('.').to_owned();
        let (standing, changed) = (Mutex::default(), Notify::new());
        Self { shared: Arc::new(Shared { means, credentials, host, standing, changed }) }
    }

    /// A conversation for one request, on one connection or on as many as the proxy makes it take.
    #[must_use]
    pub fn conversation(&self) -> Conversation {
        Conversation::new(Arc::clone(&self.shared))
    }
}

/// The same for the conversations.
pub(super) struct Shared {
    pub(super) means: Means,
    pub(super) credentials: Option<Credentials>,
    pub(super) host: String,
    standing: Mutex<Standing>,
    pub(super) changed: Notify,
}

#[derive(Default)]
struct Standing {
    phase: Phase,
    /// The proxy accepted us, rather than being believed to.
    proven: bool,
    way: Option<Way>,
    session: Option<Session>,
    /// Why the account's own way is closed.
    closed: Option<Trouble>,
    silences: u8,
    cuts: u8,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// Nobody has sent anything that proves who we are.
    #[default]
    Untested,
    /// Somebody does.
    Trying,
    Accepted,
    /// Nobody tries again, for this reason.
    Stopped(SparedAfter),
}

/// Whether a conversation may send what proves who we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// As the only one: it must say how it ended.
    Alone,
    /// Like everybody.
    Free,
    /// Not yet.
    Wait,
    /// Never, for this reason.
    Closed(SparedAfter),
}

impl Shared {
    fn standing(&self) -> MutexGuard<'_, Standing> {
        // What is known stays true when a thread that knew it ended badly.
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn enter(&self) -> Entry {
        let mut standing = self.standing();
        match standing.phase {
            Phase::Untested => {
                standing.phase = Phase::Trying;
                Entry::Alone
            }
            Phase::Trying => Entry::Wait,
            Phase::Accepted => Entry::Free,
            Phase::Stopped(after) => Entry::Closed(after),
        }
    }

    /// The way that the proxy accepted.
    pub(super) fn accepted_way(&self) -> Option<Way> {
        let standing = self.standing();
        standing.way.filter(|_| standing.phase == Phase::Accepted)
    }

    /// That way, begun anew.
    pub(super) fn accepted_exchange(&self) -> Option<Exchange> {
        let way = self.accepted_way()?;
        let mut standing = self.standing();
        match &mut standing.session {
            Some(session) if way == Way::Digest => Exchange::again(way, Some(session.lend())),
            // What Digest and Basic need from a challenge is only asked for by Digest.
            _ if way == Way::Digest => None,
            _ => Exchange::again(way, None),
        }
    }

    /// The proxy accepted a way. That is proven only by an answer that it gives to nobody unknown: a
    /// refusal of another kind may as well be its word about the password.
    pub(super) fn accept(&self, way: Way, session: Option<&Session>, proven: bool) {
        let mut standing = self.standing();
        standing.phase = Phase::Accepted;
        standing.way = Some(way);
        standing.proven |= proven;
        (standing.silences, standing.cuts) = (0, 0);
        if let Some(session) = session {
            match &mut standing.session {
                Some(known) => known.learn(session),
                none => *none = Some(session.clone()),
            }
        }
        self.tell(standing);
    }

    /// The proxy refused what proves who we are. After it accepted the same elsewhere, it speaks
    /// about a request and not about us.
    pub(super) fn refuse(&self) {
        let mut standing = self.standing();
        if !(standing.proven && standing.phase == Phase::Accepted) {
            standing.phase = Phase::Stopped(SparedAfter::Refusal);
        }
        self.tell(standing);
    }

    /// Whoever tried alone sent nothing that proves anything.
    pub(super) fn release(&self) {
        let mut standing = self.standing();
        if standing.phase == Phase::Trying {
            standing.phase = Phase::Untested;
        }
        self.tell(standing);
    }

    /// Whoever tried alone was cut off.
    pub(super) fn cut(&self) {
        let mut standing = self.standing();
        standing.cuts += 1;
        standing.phase =
            if standing.cuts >= CUTS { Phase::Stopped(SparedAfter::Cuts) } else { Phase::Untested };
        self.tell(standing);
    }

    /// Whoever tried alone heard nothing.
    pub(super) fn silence(&self) {
        let mut standing = self.standing();
        standing.silences += 1;
        if standing.silences >= SILENCES {
            standing.phase = Phase::Stopped(SparedAfter::Silence);
        } else {
            standing.phase = Phase::Untested;
        }
        self.tell(standing);
    }

    /// Why the account's own way is closed, once somebody found out.
    pub(super) fn closed(&self) -> Option<Trouble> {
        self.standing().closed.clone()
    }

    /// The account's own way is closed for the rest of the run.
    pub(super) fn close(&self, trouble: &Trouble) {
        self.standing().closed.get_or_insert_with(|| trouble.clone());
    }

    /// Lets those who wait look again.
    fn tell(&self, standing: MutexGuard<'_, Standing>) {
        drop(standing);
        self.changed.notify_waiters();
    }
}
