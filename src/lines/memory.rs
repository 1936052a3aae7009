//! What was found out about a text, in a table of fixed size.
//!
//! A busy log names few hosts many times: the next time costs next to nothing.

use super::text::{NONE, Text};

/// Places in a table: two for each of 8,192 hashes, 1 MiB in all.
const PLACES: usize = 1 << 14;

/// The table.
#[derive(Debug)]
pub struct Memory {
    /// Two for each hash, as many as a power of two.
    texts: Vec<Text>,
    /// What was learnt, by the place of the text.
    learnt: Vec<u32>,
}

impl Default for Memory {
    /// A table in which nothing is known.
    fn default() -> Self {
        Self { texts: vec![NONE; PLACES], learnt: vec![0; PLACES] }
    }
}

impl Memory {
    /// The first of the two places of a text.
    #[inline]
    fn pair(&self, text: &Text) -> usize {
        text.hash() as usize & (self.texts.len() - 2)
    }

    /// What was learnt about a text, if it is in the first of its places. There is no branch, so
    /// that many can be asked for at once.
    #[inline]
    #[must_use]
    pub fn glance(&self, text: &Text) -> Option<u32> {
        let place = self.pair(text);
        self.texts[place].is(text).then_some(self.learnt[place])
    }

    /// What was learnt about a text, if it still is in one of its places. It is in the first one
    /// then.
    pub fn recall(&mut self, text: &Text) -> Option<u32> {
        let pair = self.pair(text);
        if self.texts[pair + 1].is(text) {
            self.texts.swap(pair, pair + 1);
            self.learnt.swap(pair, pair + 1);
        }
        self.glance(text)
    }

    /// Remembers something about a text. The text that was asked for less lately is lost.
    pub fn learn(&mut self, text: Text, index: u32) {
        let pair = self.pair(&text);
        self.texts[pair + 1] = std::mem::replace(&mut self.texts[pair], text);
        self.learnt[pair + 1] = std::mem::replace(&mut self.learnt[pair], index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::{Secret, Written};

    #[test]
    fn the_text_that_was_asked_for_last_stays() {
        let mut memory = Memory::default();
        let [one, two, three] = ["one", "two", "three"].map(|host| {
            Text::of(Written::alone(host.as_bytes()), 0, &Secret::new(7)).unwrap().with_hash(8)
        });
        memory.learn(one, 1);
        memory.learn(two, 2);
        assert_eq!((memory.glance(&one), memory.glance(&two)), (None, Some(2)));
        assert_eq!((memory.recall(&one), memory.glance(&one)), (Some(1), Some(1)));
        memory.learn(three, 3);
        assert_eq!([one, two, three].map(|text| memory.recall(&text)), [Some(1), None, Some(3)]);
    }
}
