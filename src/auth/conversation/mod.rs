//! One request's side of authentication: what to send, and what to make of the answer.

mod ways;

use std::collections::VecDeque;
use std::sync::Arc;

use secrecy::SecretString;

use super::authenticator::{Entry, Shared};
use super::exchange::{Exchange, Speaker};
use super::negotiate::Trouble;
use super::way::Way;
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
        match self.may_go_on() {
            Entry::Alone | Entry::Free => {}
            Entry::Closed(_) => return None,
            Entry::Wait => {
                let text = "it did not wait until others had tried the credentials".to_owned();
                self.end(AuthOutcome::Failed(text));
                return None;
            }
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

    /// There is no connection to go on with, for a reason that is not the proxy's.
    pub fn broke_off(&mut self, why: &str) {
        if self.stage != Stage::Over {
            self.end(AuthOutcome::Failed(why.to_owned()));
        }
    }

    /// How it went so far. While a message of ours is not answered, that is how it stands.
    #[must_use]
    pub fn record(&self) -> AuthRecord {
        let mut record = self.record.clone();
        if self.stage != Stage::Over && record.awaits_an_answer() {
            record.outcome = AuthOutcome::NoAnswer;
        }
        record
    }

    /// Enters, if there is anything to enter for.
    fn may_go_on(&mut self) -> Entry {
        if self.alone || self.stage != Stage::Asked {
            return Entry::Free;
        }
        let entry = self.shared.enter();
        match entry {
            Entry::Alone => self.alone = true,
            Entry::Closed(after) => {
                self.end(AuthOutcome::NotTriedAgain(after));
            }
            Entry::Free | Entry::Wait => {}
        }
        entry
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
