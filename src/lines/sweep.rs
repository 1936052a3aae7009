//! Bytes of a text looked at all at once, without a branch for each.
//!
//! What a processor is slow at in a log is to guess where each field ends. So whole pieces of a line
//! become one number with a bit for each byte, and fields are taken from that.

use wide::u8x16;

/// One bit for each byte that is a blank, a control character or one of `others`, from the lowest
/// on. At most 64 bytes are looked at, in whole sixteens.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a few instructions for each line of a log")]
#[must_use]
pub fn gaps<const OTHERS: usize>(text: &[u8], others: [u8; OTHERS]) -> u64 {
    bits(text, |bytes| {
        let blank = bytes.min(u8x16::splat(b' ')).simd_eq(bytes);
        others.iter().fold(blank, |found, other| found | bytes.simd_eq(u8x16::splat(*other)))
    })
}

/// Where the first line feed of a text is.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
#[must_use]
pub fn line_feed(text: &[u8]) -> Option<usize> {
    let Some((near, far)) = text.split_first_chunk::<128>() else {
        return memchr::memchr(b'\n', text);
    };
    let feeds = |bytes: u8x16| bytes.simd_eq(u8x16::splat(b'\n'));
    let (first, second) = (bits(&near[..64], feeds), bits(&near[64..], feeds));
    match u128::from(second) << 64 | u128::from(first) {
        0 => memchr::memchr(b'\n', far).map(|at| near.len() + at),
        found => Some(found.trailing_zeros() as usize),
    }
}

/// One bit for each of at most 64 bytes for which something holds.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn bits(text: &[u8], holds: impl Fn(u8x16) -> u8x16) -> u64 {
    let mut all = 0;
    for (at, bytes) in text.as_chunks().0.iter().take(4).enumerate() {
        all |= u64::from(holds(u8x16::new(*bytes)).to_bitmask()) << (16 * at);
    }
    all
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
                let ends = byte <= b' ' || matches!(byte, b':' | b'/' | 0xFF);
                let expected = u64::from(ends) << at;
                assert_eq!(gaps(&bytes, [b':', b'/', 0xFF]), expected, "{byte} {at}");
            }
        }
        assert_eq!(gaps(b"one two:three\0four five/six seven eight nine ten", []), {
            1 << 3 | 1 << 13 | 1 << 18 | 1 << 27 | 1 << 33 | 1 << 39 | 1 << 44
        });
    }

    #[test]
    fn line_feeds_are_found_near_and_far() {
        for length in [0, 5, 127, 128, 129, 300] {
            assert_eq!(line_feed(&vec![b'x'; length]), None);
            for at in 0..length {
                let mut text = vec![b'x'; length];
                text[at..].fill(b'\n');
                assert_eq!(line_feed(&text), Some(at), "{length}");
            }
        }
    }
}
