//! One request's side of authentication: what to send, and what to make of the answer.

use std::collections::VecDeque;
use std::sync::Arc;

use secrecy::SecretString;

use super::authenticator::{Entry, Shared};
use super::digest::Session;
use super::exchange::{Exchange, Speaker};
use super::negotiate::Trouble;
use super::way::{Way, open};
use super::{AuthOutcome, AuthRecord, Challenge, Leg, LegResult, Turn};

/// Messages of ours in one conversation, beyond which a proxy is not followed.
const MOST_LEGS: usize = 12;
/// Times that a proxy may call the nonce of one conversation too old.
const RENEWALS: u8 = 3;

/// The authentication of one request. One that is dropped between a message and its answer counts as
/// having heard nothing.
///
/// The order of calls, on one connection unless the conversation asks for a new one:
///
/// 1. [`turn`](Self::turn), then [`header`](Self::header): send the request, with the header if there
///    is one.
/// 2. An answer other than 407: [`passed`](Self::passed), the end. The connection ended or was reset
///    instead: [`cut`](Self::cut), the end. No answer in time: just drop it.
/// 3. A 407: [`answered_407`](Self::answered_407). After [`Turn::Stop`] it is over. After
///    [`Turn::Again`] read the rest of the answer, then `turn` and `header` as in 1, but **without a
///    header it is over**, too: nothing is sent again.
pub struct Conversation {
    shared: Arc<Shared>,
    record: AuthRecord,
    /// Ways that are still open, strongest first.
    ways: VecDeque<Way>,
    /// The proxy's last.
    challenges: Vec<Challenge>,
    exchange: Option<Exchange>,
    /// The first, which is that of the strongest way.
    trouble: Option<Trouble>,
    stage: Stage,
    /// Nobody else may try meanwhile.
    alone: bool,
    /// What proves who we are was sent and not answered.
    unanswered: bool,
    renewals: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The proxy has not said 407.
    Unasked,
    Asked,
    Over,
}

impl Conversation {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            record: AuthRecord::default(),
            ways: VecDeque::new(),
            challenges: Vec::new(),
            exchange: None,
            trouble: None,
            stage: Stage::Unasked,
            alone: false,
            unanswered: false,
            renewals: 0,
        }
    }

    /// Waits until this conversation may send what proves who we are: one at a time, while nobody
    /// knows whether the proxy accepts it. While it waits it should not keep others from going on.
    pub async fn turn(&mut self) {
        let shared = Arc::clone(&self.shared);
        loop {
            let changed = shared.changed.notified();
            tokio::pin!(changed);
            // From here on no change is missed.
            changed.as_mut().enable();
            if self.may_go_on() != Entry::Wait {
                return;
            }
            changed.await;
        }
    }

    /// True when [`header`](Self::header) may wait for a domain controller, so that it should be
    /// called where blocking does no harm.
    #[must_use]
    pub fn needs_blocking(&self) -> bool {
        let next = self.exchange.as_ref().map(|exchange| exchange.way);
        let next = next.or(self.ways.front().copied());
        let learned =
            || if self.stage == Stage::Unasked { self.shared.accepted_way() } else { None };
        next.or_else(learned).is_some_and(Way::may_block)
    }

    /// The value of `Proxy-Authorization` for the next request: `method` and `uri` are those of its
    /// first line. A secret: send it, do not keep it.
    pub fn header(&mut self, method: &str, uri: &str) -> Option<SecretString> {
        match self.stage {
            Stage::Unasked if self.exchange.is_none() => {
                self.exchange = Some(self.shared.accepted_exchange()?);
            }
            Stage::Over => return None,
            Stage::Unasked | Stage::Asked => {}
        }
        // Whoever does not wait for its turn has none.
        if matches!(self.may_go_on(), Entry::Wait | Entry::Closed) {
            self.end(AuthOutcome::NotTriedAgain);
            return None;
        }
        loop {
            let Some(mut exchange) = self.exchange.take().or_else(|| self.next_way()) else {
                if self.stage == Stage::Asked {
                    self.give_up();
                }
                return None;
            };
            let shared = &self.shared;
            let (credentials, host) = (shared.credentials.as_ref(), shared.host.as_str());
            match exchange.next(&Speaker { credentials, host, method, uri }) {
                Ok(made) => {
                    let (scheme, result) = (exchange.way.scheme(), LegResult::NoAnswer);
                    let (message, parameters) = (made.name, made.parameters);
                    self.record.add(Leg { scheme, message, parameters, result });
                    self.unanswered = made.proves;
                    self.exchange = Some(exchange);
                    return Some(made.header);
                }
                Err(trouble) => self.not_made(&exchange, trouble),
            }
        }
    }

    /// Takes a 407, of which `challenges` are all, after which the connection stays open or not.
    pub fn answered_407(&mut self, challenges: &[Challenge], connection_stays_open: bool) -> Turn {
        self.record.offer(challenges);
        if self.stage == Stage::Over {
            return Turn::Stop;
        }
        let asked_before = std::mem::replace(&mut self.stage, Stage::Asked) == Stage::Asked;
        let unanswered = std::mem::take(&mut self.unanswered);
        self.challenges = challenges.to_vec();
        let again = Turn::Again { new_connection: !connection_stays_open };
        let Some(mut exchange) = self.exchange.take() else {
            // Without a challenge it is no question: Smokescreen denies so.
            let question = !challenges.is_empty();
            return if question { self.begin(again) } else { self.end(AuthOutcome::NotAsked) };
        };
        if exchange.continues(challenges) {
            self.record.settle(LegResult::Continued);
            if self.record.legs.len() >= MOST_LEGS {
                let text = format!("the proxy asks for more than {MOST_LEGS} messages");
                return self.end(AuthOutcome::Failed(text));
            }
            if !connection_stays_open {
                return self.end(AuthOutcome::ConnectionClosed);
            }
            self.exchange = Some(exchange);
            return again;
        }
        if let Some(renewed) = self.renewed(&exchange, asked_before) {
            self.record.settle(LegResult::Continued);
            self.exchange = Some(renewed);
            return again;
        }
        self.record.settle(LegResult::Rejected);
        if unanswered {
            return self.refused(exchange.way);
        }
        // NTLM's first message, which says nothing yet.
        let outcome = if connection_stays_open {
            let scheme = exchange.way.scheme().as_str();
            AuthOutcome::Failed(format!("the proxy offers {scheme} and does not go on with NTLM"))
        } else {
            AuthOutcome::ConnectionClosed
        };
        self.trouble.get_or_insert(Trouble { outcome, text: String::new() });
        if !asked_before {
            return self.begin(Turn::Again { new_connection: true });
        }
        self.another_way()
    }

    /// The answer was another than 407; `success` when it was a 2xx.
    pub fn passed(&mut self, success: bool) {
        if self.stage == Stage::Over {
            return;
        }
        self.record.settle(LegResult::Accepted);
        if let (true, Some(exchange)) = (self.unanswered, &self.exchange) {
            self.shared.accept(exchange.way, exchange.session(), success);
            (self.alone, self.unanswered) = (false, false);
            self.end(AuthOutcome::Accepted);
        } else {
            self.end(AuthOutcome::NotAsked);
        }
    }

    /// The connection ended, or was reset, in place of an answer.
    pub fn cut(&mut self) {
        if self.stage == Stage::Over {
            return;
        }
        self.record.settle(LegResult::Closed);
        let unanswered = std::mem::take(&mut self.unanswered);
        let known_good = unanswered && !self.alone;
        if self.alone && unanswered {
            self.alone = false;
            self.shared.cut();
        }
        // Who was accepted before was not cut off for who it is.
        self.end(match self.exchange {
            None if self.stage == Stage::Unasked => AuthOutcome::NotAsked,
            Some(_) if known_good => AuthOutcome::Accepted,
            _ => AuthOutcome::ConnectionClosed,
        });
    }

    /// How it went so far.
    #[must_use]
    pub fn record(&self) -> AuthRecord {
        self.record.clone()
    }

    /// Enters, if there is anything to enter for.
    fn may_go_on(&mut self) -> Entry {
        if self.alone || self.stage != Stage::Asked {
            return Entry::Free;
        }
        let entry = self.shared.enter();
        match entry {
            Entry::Alone => self.alone = true,
            Entry::Closed => {
                self.end(AuthOutcome::NotTriedAgain);
            }
            Entry::Free | Entry::Wait => {}
        }
        entry
    }

    /// Finds the ways that the offer leaves open.
    fn begin(&mut self, again: Turn) -> Turn {
        match open(&self.challenges, self.shared.means) {
            Ok(ways) => {
                self.ways = ways.into();
                if let Some(way) = self.shared.accepted_way().filter(|way| self.ways.contains(way))
                {
                    self.ways = [way].into();
                }
                again
            }
            Err(outcome) => self.end(outcome),
        }
    }

    /// Begins the next way that is open.
    fn next_way(&mut self) -> Option<Exchange> {
        loop {
            let exchange = Exchange::of(self.ways.pop_front()?, &self.challenges);
            match exchange {
                Some(exchange) if exchange.way == Way::OwnNegotiate => {
                    let Some(trouble) = self.shared.closed() else { return Some(exchange) };
                    self.not_made(&exchange, trouble);
                }
                Some(exchange) => return Some(exchange),
                None => {}
            }
        }
    }

    /// Digest with a new nonce, where the proxy asks for one rather than for another password.
    fn renewed(&mut self, exchange: &Exchange, asked_before: bool) -> Option<Exchange> {
        exchange.session()?;
        // A nonce of another conversation may be refused without being called stale.
        let stale = Session::is_stale(&self.challenges) || (!asked_before && self.renewals == 0);
        if !stale || self.renewals >= RENEWALS {
            return None;
        }
        self.renewals += 1;
        Exchange::of(Way::Digest, &self.challenges)
    }

    /// The proxy refused what proves who we are.
    fn refused(&mut self, way: Way) -> Turn {
        // A ticket that is refused says nothing about the password, which goes on to be the only one.
        if self.alone && way.may_block() && !self.ways.is_empty() {
            let text = "the proxy refused the account's own ticket".to_owned();
            let trouble = Trouble { outcome: AuthOutcome::Rejected, text };
            self.shared.close(&trouble);
            self.trouble.get_or_insert(trouble);
            return self.another_way();
        }
        self.shared.refuse();
        self.alone = false;
        self.end(AuthOutcome::Rejected)
    }

    fn another_way(&mut self) -> Turn {
        if self.ways.is_empty() {
            self.give_up();
            return Turn::Stop;
        }
        Turn::Again { new_connection: true }
    }

    fn give_up(&mut self) {
        let outcome = self.trouble.take().map(|trouble| trouble.outcome);
        self.end(outcome.unwrap_or(AuthOutcome::SchemeUnsupported));
    }

    /// Ends it, and lets others try if nothing was proved.
    fn end(&mut self, outcome: AuthOutcome) -> Turn {
        self.stage = Stage::Over;
        self.record.outcome = outcome;
        if std::mem::take(&mut self.alone) {
            self.shared.release();
        }
        Turn::Stop
    }

    fn not_made(&mut self, exchange: &Exchange, trouble: Trouble) {
        self.record.add(Leg {
            scheme: exchange.way.scheme(),
            message: if exchange.way.may_block() { "own account" } else { "answer" },
            parameters: Vec::new(),
            result: LegResult::NotMade(trouble.text.clone()),
        });
        if exchange.way == Way::OwnNegotiate {
            self.shared.close(&trouble);
        }
        self.trouble.get_or_insert(trouble);
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        if !self.alone {
            return;
        }
        match &self.exchange {
            Some(_) if self.unanswered => self.shared.silence(),
            _ => self.shared.release(),
        }
    }
}
