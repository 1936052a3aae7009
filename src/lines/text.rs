//! A text of a line in a form that is hashed and compared in whole words, without a branch that
//! depends on its length.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::FixedState;

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

    /// A number for the text: the same in every run, and hardly the same for two texts.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
    #[must_use]
    pub fn fingerprint(self) -> u64 {
        if self.length > 2 * WORD {
            let mut hasher = FixedState::default().build_hasher();
            hasher.write(self.text());
            return hasher.finish();
        }
        let mut padded = [0; 2 * WORD];
        let (chunks, _) = self.start(&mut padded).as_chunks::<WORD>();
        let masks = &MASKS[self.length];
        let word = |at: usize| u64::from_le_bytes(chunks[at]) & masks[at];
        folded(word(0) ^ STIR[0], word(1) ^ STIR[1])
    }

    /// The first bytes, of the text or of what stands behind it; where nothing does, a copy.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a few instructions for each line of a log")]
    fn start<'b, const BYTES: usize>(self, padded: &'b mut [u8; BYTES]) -> &'b [u8; BYTES]
    where
        'a: 'b,
    {
        if let Some(bytes) = self.line.first_chunk() {
            return bytes;
        }
        padded[..self.length].copy_from_slice(self.text());
        padded
    }
}

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

/// What hashes depend on besides the text, so that nobody can choose texts that have one hash.
#[derive(Clone, Copy, Debug)]
pub struct Secret([u64; WORDS]);

impl Secret {
    /// The secret that comes from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(STIR.map(|stir| stir ^ seed))
    }
}

/// Numbers without a pattern: the first digits of the fraction of pi.
const STIR: [u64; WORDS] = [
    0x243F_6A88_85A3_08D3,
    0x1319_8A2E_0370_7344,
    0xA409_3822_299F_31D0,
    0x082E_FA98_EC4E_6C89,
    0x4528_21E6_38D0_1377,
    0xBE54_66CF_34E9_0C6C,
];

/// A text of at most 48 bytes, filled up with zeros, and a number that goes with it: as much as the
/// processor fetches at once, and laid out so that it is fetched at once.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub struct Text {
    words: [u64; WORDS],
    /// The length, and above its eight bits the number.
    tag: u64,
    hash: u32,
}

/// What no text equals.
pub(super) const NONE: Text = Text { words: [0; WORDS], tag: 0xFF, hash: 0 };

impl Text {
    /// The text with a number below 2^56, a port for instance; none when the text is too long. Texts
    /// are compared with those of the same secret only.
    #[inline]
    #[must_use]
    pub fn of(text: Written<'_>, number: u64, secret: &Secret) -> Option<Self> {
        let mut own = Self::default();
        own.set(text, number, secret).then_some(own)
    }

    /// Becomes a text with a number below 2^56; false when the text is too long, and then this is
    /// as it was.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
    pub fn set(&mut self, text: Written<'_>, number: u64, secret: &Secret) -> bool {
        let Some(masks) = MASKS.get(text.length) else { return false };
        let mut padded = [0; WORDS * WORD];
        let bytes = text.start(&mut padded);
        let (chunks, _) = bytes.as_chunks::<WORD>();
        // Each word is written once: what is copied right behind has to wait for it.
        let word = |at: usize| u64::from_le_bytes(chunks[at]) & masks[at];
        let words = [word(0), word(1), word(2), word(3), word(4), word(5)];
        self.hash = hash(&words, number, secret);
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

    /// Its hash: 32 bits of which each is as good as another.
    #[inline]
    pub(super) fn hash(&self) -> u32 {
        self.hash
    }

    #[cfg(test)]
    pub(super) fn with_hash(self, hash: u32) -> Self {
        Self { hash, ..self }
    }

    /// Equality in one sweep: a comparison that stops at the first difference costs more.
    #[inline]
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let mut differing = self.tag ^ other.tag;
        for (own, word) in self.words.iter().zip(&other.words) {
            differing |= own ^ word;
        }
        differing == 0
    }
}

#[inline]
fn hash(words: &[u64; WORDS], number: u64, Secret(secret): &Secret) -> u32 {
    let pair = |at: usize| folded(words[at] ^ secret[at], words[at + 1] ^ secret[at + 1]);
    let sum = pair(0) ^ pair(2).rotate_left(21) ^ pair(4).rotate_left(42) ^ number;
    let bytes = sum.wrapping_mul(STIR[0]).to_le_bytes();
    u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]])
}

/// Both halves of a product in one, of which each bit depends on most bits of both factors.
#[inline(always)]
#[expect(clippy::inline_always, reason = "two instructions")]
fn folded(one: u64, other: u64) -> u64 {
    let (low, high) = one.carrying_mul(other, 0);
    low ^ high
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str, length: usize) -> Text {
        Text::of(Written { line: line.as_bytes(), length }, 0, &Secret::new(7)).unwrap()
    }

    #[test]
    fn what_follows_a_host_does_not_matter_and_every_byte_of_it_does() {
        let behind = ":443 - HIER_DIRECT/203.0.113.9 application/octet-stream";
        for length in 1..=WORDS * WORD {
            let host = "a".repeat(length);
            let own = text(&host, length);
            for line in [host.clone(), format!("{host}{behind}")] {
                assert!(text(&line, length).is(&own));
                assert_eq!(text(&line, length).hash(), own.hash());
            }
            for at in 0..length {
                let mut other = host.clone();
                other.replace_range(at..=at, "b");
                assert!(!text(&other, length).is(&own), "byte {at} of {length}");
            }
        }
        assert!(!text("a\0", 2).is(&text("a", 1)));
        let ports =
            [80, 443].map(|port| Text::of(Written::alone(b"a"), port, &Secret::new(7)).unwrap());
        assert!(!ports[0].is(&ports[1]));
        assert_eq!(text("a.test:443", 6).bytes().0[..8], *b"a.test\0\0");
        assert!(!NONE.is(&Text::default()) && !NONE.is(&text("", 0)));
    }

    #[test]
    fn the_fingerprint_of_a_text_depends_on_every_byte_of_it_and_on_nothing_behind() {
        let print = |line: &str, length| Written { line: line.as_bytes(), length }.fingerprint();
        for length in 0..=40 {
            let client = "a".repeat(length);
            let own = print(&client, length);
            assert_eq!(print(&format!("{client} TCP_TUNNEL/200 39 CONNECT"), length), own);
            assert_ne!(print(&format!("{client}a"), length + 1), own);
            for at in 0..length {
                let mut other = client.clone();
                other.replace_range(at..=at, "b");
                assert_ne!(print(&other, length), own, "byte {at} of {length}");
            }
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_none() {
        let line = "a".repeat(60);
        assert!(
            Text::of(Written { line: line.as_bytes(), length: 49 }, 0, &Secret::new(7)).is_none()
        );
    }

    #[test]
    fn hashes_depend_on_the_seed() {
        let hash =
            |seed| Text::of(Written::alone(b"a.test"), 443, &Secret::new(seed)).unwrap().hash();
        assert_ne!(hash(1), hash(2));
    }
}
