//! What was found out about a text, in a table of fixed size.
//!
//! A busy log names few hosts many times. So that the next time costs next to nothing, a text is
//! hashed and compared in whole words, without a branch that depends on its length.

/// A text as a log has it, with what stands behind it on the line.
///
/// The rest of the line is kept because a text is read fastest in pieces of a fixed size.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The line from the text on.
    pub line: &'a [u8],
    /// Bytes of the text.
    pub length: usize,
}

impl<'a> Written<'a> {
    /// A text behind which nothing is known.
    #[must_use]
    pub fn alone(text: &'a [u8]) -> Self {
        Self { line: text, length: text.len() }
    }

    /// The text alone.
    #[must_use]
    pub fn text(self) -> &'a [u8] {
        &self.line[..self.length]
    }
}

/// Places in a table at first: two for each of 8,192 hashes, 1 MiB in all.
const PLACES: usize = 1 << 14;

/// Places in a table that has grown: 32 MiB.
const MOST_PLACES: usize = 1 << 19;

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

/// A text of at most 48 bytes, filled up with zeros, and a number that goes with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text {
    words: [u64; WORDS],
    /// The length, and above its eight bits the number.
    tag: u64,
    hash: u32,
}

impl Text {
    /// The text with a number below 2^56, a port for instance; none when the text is too long.
    #[inline]
    #[must_use]
    pub fn of(text: Written<'_>, number: u64) -> Option<Self> {
        let mut own = Self::default();
        own.set(text, number).then_some(own)
    }

    /// Becomes a text with a number below 2^56; false when the text is too long, and then this is
    /// as it was.
    #[inline]
    pub fn set(&mut self, text: Written<'_>, number: u64) -> bool {
        let Some(masks) = MASKS.get(text.length) else { return false };
        let mut padded = [0; WORDS * WORD];
        let bytes = if let Some(bytes) = text.line.first_chunk() {
            bytes
        } else {
            padded[..text.length].copy_from_slice(text.text());
            &padded
        };
        let (chunks, _) = bytes.as_chunks::<WORD>();
        // Each word is written once: what is copied right behind has to wait for it.
        let word = |at: usize| u64::from_le_bytes(chunks[at]) & masks[at];
        let words = [word(0), word(1), word(2), word(3), word(4), word(5)];
        self.hash = hash(&words, number);
        self.words = words;
        self.tag = number << 8 | text.length as u64;
        true
    }

    /// The text, and its length.
    #[must_use]
    pub fn bytes(&self) -> ([u8; WORDS * WORD], usize) {
        let mut bytes = [0; WORDS * WORD];
        for (chunk, word) in bytes.as_chunks_mut::<WORD>().0.iter_mut().zip(self.words) {
            *chunk = word.to_le_bytes();
        }
        (bytes, (self.tag & 0xFF) as usize)
    }

    /// The number that goes with it.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.tag >> 8
    }
}

#[inline]
fn hash(words: &[u64; WORDS], number: u64) -> u32 {
    let stirred = |at: usize| u128::from(words[at] ^ STIR[at] ^ number);
    let product = |at: usize| stirred(at) * stirred(at + 1);
    let sum = product(0) ^ product(2).rotate_left(32) ^ product(4).rotate_left(64);
    // The bits in the middle of a product depend on most bits of its factors.
    let bytes = sum.to_le_bytes();
    u32::from_le_bytes([bytes[7] ^ bytes[2], bytes[8] ^ bytes[12], bytes[6] ^ bytes[10], bytes[9]])
}

/// A text, and what was learnt about it: as much as the processor fetches at once, and laid out so
/// that it is fetched at once.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Place {
    words: [u64; WORDS],
    tag: u64,
    index: u32,
}

impl Place {
    /// Equality in one sweep: a comparison that stops at the first difference costs more.
    #[inline]
    fn is_of(&self, text: &Text) -> bool {
        let mut differing = self.tag ^ text.tag;
        for (own, word) in self.words.iter().zip(&text.words) {
            differing |= own ^ word;
        }
        differing == 0
    }
}

/// The table.
#[derive(Debug)]
pub struct Memory {
    /// Two for each hash, as many as a power of two.
    places: Vec<Place>,
    /// Texts that were learnt since the table has this size.
    learnt: usize,
    most: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// A table in which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self { places: vec![FREE; PLACES], learnt: 0, most: PLACES }
    }

    /// The same, which grows with what is learnt, up to 32 MiB.
    #[must_use]
    pub fn growing() -> Self {
        Self { most: MOST_PLACES, ..Self::new() }
    }

    /// The first of the two places of a text.
    #[inline]
    fn pair(&self, hash: u32) -> usize {
        hash as usize & (self.places.len() - 2)
    }

    /// What was learnt about a text, if it is in the first of its places. There is no branch, so
    /// that many can be asked for at once.
    #[inline]
    #[must_use]
    pub fn glance(&self, text: &Text) -> Option<u32> {
        let place = &self.places[self.pair(text.hash)];
        place.is_of(text).then_some(place.index)
    }

    /// Brings the place of a text near; what comes back means nothing.
    #[inline]
    #[must_use]
    pub fn touch(&self, text: &Text) -> u64 {
        self.places[self.pair(text.hash)].tag
    }

    /// What was learnt about a text, if it still is in one of its places. It is in the first one
    /// then.
    pub fn recall(&mut self, text: &Text) -> Option<u32> {
        let pair = self.pair(text.hash);
        if self.places[pair + 1].is_of(text) {
            self.places.swap(pair, pair + 1);
        }
        self.glance(text)
    }

    /// Remembers something about a text. The text that was asked for less lately is lost.
    pub fn learn(&mut self, text: Text, index: u32) {
        self.learnt += 1;
        if self.learnt > self.places.len() / 4 && self.places.len() < self.most {
            self.grow();
        }
        let pair = self.pair(text.hash);
        self.places[pair + 1] = self.places[pair];
        self.places[pair] = Place { words: text.words, tag: text.tag, index };
    }
}

/// No text has this length.
const FREE: Place = Place { words: [0; WORDS], tag: 0xFF, index: 0 };

impl Memory {
    /// Makes twice as many places.
    #[cold]
    fn grow(&mut self) {
        let size = self.places.len() * 2;
        let old = std::mem::replace(&mut self.places, vec![FREE; size]);
        self.learnt = 0;
        // Of a pair, the one that was asked for last comes last, and so into the first place.
        for place in old.into_iter().rev().filter(|place| place.tag != FREE.tag) {
            let pair = self.pair(hash(&place.words, place.tag >> 8));
            self.places[pair + 1] = self.places[pair];
            self.places[pair] = place;
            self.learnt += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str, length: usize) -> Text {
        Text::of(Written { line: line.as_bytes(), length }, 0).unwrap()
    }

    fn same(one: Text, other: Text) -> bool {
        Place { words: one.words, tag: one.tag, index: 0 }.is_of(&other)
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
                assert!(!same(text(&other, length), text(&host, length)), "byte {at} of {length}");
            }
        }
        assert!(!same(text("a\0", 2), text("a", 1)));
        let ports = [80, 443].map(|port| Text::of(Written::alone(b"a"), port).unwrap());
        assert!(!same(ports[0], ports[1]));
        assert_eq!(text("a.test:443", 6).bytes().0[..8], *b"a.test\0\0");
    }

    #[test]
    fn a_text_that_is_too_long_is_none() {
        let line = "a".repeat(60);
        assert!(Text::of(Written { line: line.as_bytes(), length: 49 }, 0).is_none());
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
                text(&line, line.len() - 4).hash as usize & (PLACES - 2)
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        // By chance it would be 8192 * (1 - 1/e^0.5), or 3,223.
        assert!(pairs.len() > 3100, "{} places", pairs.len());
    }

    #[test]
    fn a_table_that_grows_keeps_what_it_knows() {
        let mut memory = Memory::growing();
        let name = |number: u32| format!("node-{number}.eu.telemetry.example.org:443");
        let place = |number| text(&name(number), name(number).len() - 4);
        for number in 0..120_000 {
            memory.learn(place(number), number);
        }
        assert_eq!(memory.places.len(), MOST_PLACES);
        let known = (0..120_000).filter(|number| memory.recall(&place(*number)) == Some(*number));
        assert!(known.count() > 110_000);
    }
}
