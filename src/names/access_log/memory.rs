//! What was found out about a host as written, in a table of fixed size.
//!
//! A busy log names few hosts many times. So that the next time costs next to nothing, a text is
//! hashed and compared in whole words, without a branch that depends on its length.

use super::request::Written;

/// Places in the table: two for each of 8,192 hashes, 1 MiB in all.
const PLACES: usize = 1 << 14;

/// Words of a text that are remembered. Longer texts are found out about each time.
const WORDS: usize = 6;

/// Bytes of a word.
const WORD: usize = size_of::<u64>();

/// For each length of a text, the bits of its words that belong to it.
const MASKS: [[u64; WORDS]; WORDS * WORD + 1] = {
    let mut masks = [[0; WORDS]; WORDS * WORD + 1];
    let mut length = 0;
    while length < masks.len() {
        let mut byte = 0;
        while byte < length {
            masks[length][byte / WORD] |= 0xFF << (byte % WORD * 8);
            byte += 1;
        }
        length += 1;
    }
    masks
};

/// Numbers without a pattern: the first digits of the fraction of pi.
const STIR: [u64; WORDS] = [
    0x243F_6A88_85A3_08D3,
    0x1319_8A2E_0370_7344,
    0xA409_3822_299F_31D0,
    0x082E_FA98_EC4E_6C89,
    0x4528_21E6_38D0_1377,
    0xBE54_66CF_34E9_0C6C,
];

/// A host as written, of at most [`WORDS`] words, filled up with zeros.
#[derive(Clone, Copy)]
pub(super) struct Text {
    words: [u64; WORDS],
    length: u8,
    hash: u16,
}

impl Text {
    /// The text; none when it is too long.
    #[inline]
    pub(super) fn of(host: Written<'_>) -> Option<Self> {
        let masks = MASKS.get(host.length)?;
        let mut padded = [0; WORDS * WORD];
        let bytes = if let Some(bytes) = host.line.first_chunk() {
            bytes
        } else {
            padded[..host.length].copy_from_slice(host.host());
            &padded
        };
        let (chunks, _) = bytes.as_chunks::<WORD>();
        let mut words = [0; WORDS];
        for (word, (chunk, mask)) in words.iter_mut().zip(chunks.iter().zip(masks)) {
            *word = u64::from_le_bytes(*chunk) & mask;
        }
        Some(Self { words, length: u8::try_from(host.length).ok()?, hash: hash(&words) })
    }

    /// The text, and its length.
    pub(super) fn bytes(&self) -> ([u8; WORDS * WORD], usize) {
        let mut bytes = [0; WORDS * WORD];
        for (chunk, word) in bytes.as_chunks_mut::<WORD>().0.iter_mut().zip(self.words) {
            *chunk = word.to_le_bytes();
        }
        (bytes, usize::from(self.length))
    }

    /// The first of the two places of the text.
    #[inline]
    fn pair(&self) -> usize {
        usize::from(self.hash) % (PLACES / 2) * 2
    }

    /// Equality in one sweep: a comparison that stops at the first difference costs more.
    #[inline]
    fn is(&self, other: &Self) -> bool {
        let mut differing = u64::from(self.length ^ other.length);
        for (own, word) in self.words.iter().zip(&other.words) {
            differing |= own ^ word;
        }
        differing == 0
    }
}

#[inline]
fn hash(words: &[u64; WORDS]) -> u16 {
    let stirred = |at: usize| u128::from(words[at] ^ STIR[at]);
    let product = |at: usize| stirred(at) * stirred(at + 1);
    let sum = product(0) ^ product(2).rotate_left(32) ^ product(4).rotate_left(64);
    // The bits in the middle of a product depend on most bits of its factors.
    let bytes = sum.to_le_bytes();
    u16::from_le_bytes([bytes[7] ^ bytes[2], bytes[8] ^ bytes[12]])
}

/// A text, and what was learnt about it.
#[derive(Clone, Copy)]
struct Place {
    text: Text,
    index: u32,
}

/// The table.
pub(super) struct Memory(Vec<Place>);

impl Memory {
    pub(super) fn new() -> Self {
        // No host has the length 0.
        let text = Text { words: [0; WORDS], length: 0, hash: 0 };
        Self(vec![Place { text, index: 0 }; PLACES])
    }

    /// What was learnt about a text, if it is in the first of its places. There is no branch, so
    /// that many can be asked for at once.
    #[inline]
    pub(super) fn glance(&self, text: &Text) -> Option<u32> {
        let place = &self.0[text.pair()];
        place.text.is(text).then_some(place.index)
    }

    /// What was learnt about a text, if it still is in one of its places. It is in the first one
    /// then.
    pub(super) fn recall(&mut self, text: &Text) -> Option<u32> {
        let pair = text.pair();
        if self.0[pair + 1].text.is(text) {
            self.0.swap(pair, pair + 1);
        }
        self.glance(text)
    }

    /// Remembers something about a text. The text that was asked for less lately is lost.
    pub(super) fn learn(&mut self, text: Text, index: u32) {
        let pair = text.pair();
        self.0[pair + 1] = self.0[pair];
        self.0[pair] = Place { text, index };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str, length: usize) -> Text {
        Text::of(Written { line: line.as_bytes(), length }).unwrap()
    }

    #[test]
    fn what_follows_a_host_does_not_matter_and_every_byte_of_it_does() {
        let behind = ":443 - HIER_DIRECT/203.0.113.9 application/octet-stream";
        for length in 1..=WORDS * WORD {
            let host = "a".repeat(length);
            let mut memory = Memory::new();
            assert_eq!(memory.recall(&text(&host, length)), None);
            memory.learn(text(&host, length), 7);
            let known = |line: &str| memory.glance(&text(line, length)) == Some(7);
            assert!(known(&host) && known(&format!("{host}{behind}")));
            for at in 0..length {
                let mut other = host.clone();
                other.replace_range(at..=at, "b");
                assert!(!text(&other, length).is(&text(&host, length)), "byte {at} of {length}");
            }
        }
        assert!(!text("a\0", 2).is(&text("a", 1)));
        assert_eq!(text("a.test:443", 6).bytes().0[..8], *b"a.test\0\0");
    }

    #[test]
    fn a_text_that_is_too_long_is_none() {
        let line = "a".repeat(60);
        assert!(Text::of(Written { line: line.as_bytes(), length: 49 }).is_none());
    }

    #[test]
    fn the_text_that_was_asked_for_last_stays() {
        let mut memory = Memory::new();
        let [one, two, three] = ["one", "two", "three"].map(|host| {
            let mut text = text(host, host.len());
            text.hash = 8;
            text
        });
        memory.learn(one, 1);
        memory.learn(two, 2);
        assert_eq!((memory.glance(&one), memory.glance(&two)), (None, Some(2)));
        assert_eq!((memory.recall(&one), memory.glance(&one)), (Some(1), Some(1)));
        memory.learn(three, 3);
        assert_eq!([one, two, three].map(|text| memory.recall(&text)), [Some(1), None, Some(3)]);
    }

    #[test]
    fn hosts_spread_over_the_table() {
        let mut pairs: Vec<usize> = (0..4096)
            .map(|number| {
                let line = format!("node-{number}.eu.telemetry.example.org:443");
                text(&line, line.len() - 4).pair()
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        // By chance it would be 8192 * (1 - 1/e^0.5), or 3,223.
        assert!(pairs.len() > 3100, "{} places", pairs.len());
    }
}
