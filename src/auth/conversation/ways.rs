//! Which way is gone, and which one after it.

use super::super::digest::Session;
use super::super::exchange::Exchange;
use super::super::negotiate::Trouble;
use super::super::way::{Way, open};
use super::super::{AuthOutcome, Leg, LegResult, Turn};
use super::{Conversation, RENEWALS};

impl Conversation {
    /// Finds the ways that the offer leaves open.
    pub(super) fn begin(&mut self, again: Turn) -> Turn {
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
    pub(super) fn next_way(&mut self) -> Option<Exchange> {
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
    pub(super) fn renewed(&mut self, exchange: &Exchange, asked_before: bool) -> Option<Exchange> {
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
    pub(super) fn refused(&mut self, way: Way) -> Turn {
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

    pub(super) fn another_way(&mut self) -> Turn {
        if self.ways.is_empty() {
            self.give_up();
            return Turn::Stop;
        }
        Turn::Again { new_connection: true }
    }

    pub(super) fn give_up(&mut self) {
        let outcome = self.trouble.take().map(|trouble| trouble.outcome);
        self.end(outcome.unwrap_or(AuthOutcome::SchemeUnsupported));
    }

    pub(super) fn not_made(&mut self, exchange: &Exchange, trouble: Trouble) {
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
