//! Bytes of a text looked at all at once, without a branch for each.
//!
//! What a processor is slow at in a log is to guess where each field ends. So whole pieces of a line
//! become one number with a bit for each byte, and fields are taken from that.

use wide::u8x16;

/// One bit for each byte that is one of `wanted`, from the lowest on. At most 64 bytes are looked
/// at, in whole sixteens.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a few instructions for each line of a log")]
#[must_use]
pub fn any_of<const WANTED: usize>(text: &[u8], wanted: [u8; WANTED]) -> u64 {
    let mut all = 0;
    for (at, bytes) in text.as_chunks().0.iter().take(4).enumerate() {
        let (bytes, none) = (u8x16::new(*bytes), u8x16::splat(0));
        let found =
            wanted.iter().fold(none, |found, byte| found | bytes.simd_eq(u8x16::splat(*byte)));
        all |= u64::from(found.to_bitmask()) << (16 * at);
    }
    all
}

/// Where the first line feed of a text is.
///
/// Nearly all lines are short enough to be looked at as a whole before anything is decided, so that
/// the next line can be begun while this one is still read.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
#[must_use]
pub fn line_feed(text: &[u8]) -> Option<usize> {
    let Some((near, far)) = text.split_first_chunk::<192>() else {
        return memchr::memchr(b'\n', text);
    };
    let found = |from: usize| any_of(&near[from..from + 64], [b'\n']);
    let (first, second, third) = (found(0), found(64), found(128));
    let at = |found: u64| found.trailing_zeros() as usize;
    if first | second | third == 0 {
        return memchr::memchr(b'\n', far).map(|at| near.len() + at);
    }
    let behind = if second == 0 { 128 + at(third) } else { 64 + at(second) };
    Some(if first == 0 { behind } else { at(first) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_apart_at_every_place() {
        for byte in 0..=u8::MAX {
            for at in 0..16 {
                let mut bytes = [b'a'; 16];
                bytes[at] = byte;
                let wanted = u64::from(matches!(byte, b' ' | b':' | 0xFF)) << at;
                assert_eq!(any_of(&bytes, [b' ', b':', 0xFF]), wanted, "{byte} {at}");
            }
        }
        assert_eq!(any_of(b"one two:three\0four five/six seven eight nine ten", [b' ', b':']), {
            1 << 3 | 1 << 7 | 1 << 18 | 1 << 27 | 1 << 33 | 1 << 39 | 1 << 44
        });
    }

    #[test]
    fn line_feeds_are_found_near_and_far() {
        for length in [0, 5, 191, 192, 193, 300] {
            assert_eq!(line_feed(&vec![b'x'; length]), None);
            for at in 0..length {
                let mut text = vec![b'x'; length];
                text[at..].fill(b'\n');
                assert_eq!(line_feed(&text), Some(at), "{length}");
            }
        }
    }
}
