//! Where a code might begin: a filter over blocks of bytes that the compiler turns into vector code.
//!
//! It may let through what is no code, and never holds back what is one.

/// Bytes that are looked at together.
const BLOCK: usize = 64;
/// Bytes behind a place that decide about it.
pub(super) const AHEAD: usize = 6;
/// A block with the byte before it and the bytes behind it.
const WINDOW: usize = 1 + BLOCK + AHEAD;

/// The first place from `from` on, before `end`, where a code may begin.
///
/// Places in the last [`AHEAD`] bytes are judged as if zeros followed.
pub(super) fn next(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    let end = end.min(bytes.len());
    let mut at = from;
    while at < end {
        let Some(window) = at.checked_sub(1).and_then(|start| bytes.get(start..start + WINDOW))
        else {
            // The first byte of all and the last few have no whole window.
            if is_candidate(bytes, at) {
                return Some(at);
            }
            at += 1;
            continue;
        };
        if block(window) == 0 {
            at += BLOCK;
            continue;
        }
        let last = (at + BLOCK).min(end);
        if let Some(found) = (at..last).find(|&place| is_candidate(bytes, place)) {
            return Some(found);
        }
        at = last;
    }
    None
}

/// Not zero when some place of the block is a candidate.
fn block(window: &[u8]) -> u8 {
    let Ok(window) = <&[u8; WINDOW]>::try_from(window) else { return 1 };
    let mut hit = 0;
    for at in 0..BLOCK {
        hit |= candidate(
            window[at],
            [
                window[at + 1],
                window[at + 2],
                window[at + 3],
                window[at + 4],
                window[at + 5],
                window[at + 6],
            ],
        );
    }
    hit
}

fn is_candidate(bytes: &[u8], at: usize) -> bool {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let before = at.checked_sub(1).map_or(b' ', byte);
    let six = [0, 1, 2, 3, 4, 5].map(|ahead| byte(at + ahead));
    candidate(before, six) != 0
}

/// Every question is asked, whatever the others said: branches would keep this from being vector
/// code.
#[inline]
fn candidate(before: u8, b: [u8; 6]) -> u8 {
    let after_digit = digit(before);
    // 12001 to 12999 with nothing numeric around it.
    let number = is(b[0], b'1')
        & is(b[1], b'2')
        & digit(b[2])
        & digit(b[3])
        & digit(b[4])
        & not(digit(b[5]))
        & not(after_digit);
    // 8007, 8019, 8020, 8024, 80D0, 87D2, which begin an HRESULT in hexadecimal.
    let hexadecimal = is(b[0], b'8')
        & (is(b[1], b'0') | is(b[1], b'7'))
        & (is(b[2], b'0') | is(b[2], b'1') | is(b[2], b'2') | is(b[2] | 0x20, b'd'))
        & not(after_digit);
    // 2016541673, 2147012889, 2147954407 and the like, which are an HRESULT in decimal.
    let decimal = is(b[0], b'2')
        & (is(b[1], b'0') | is(b[1], b'1') | is(b[1], b'2'))
        & digit(b[2])
        & digit(b[3])
        & digit(b[4])
        & digit(b[5])
        & not(after_digit);
    // 401 to 599.
    let status = (is(b[0], b'4') | is(b[0], b'5'))
        & digit(b[1])
        & digit(b[2])
        & not(word(b[3]) | is(b[3], b'"'))
        & opens(before);
    // The middle of ERROR_WINHTTP_, ERROR_INTERNET_, ERROR_HTTP_, HTTP_STATUS_, WU_E_, BG_E_, DO_E_.
    let name = is(b[1], b'_')
        & ((is(b[0], b'R') & (is(b[2], b'W') | is(b[2], b'I') | is(b[2], b'H')))
            | (is(b[0], b'P') & is(b[2], b'S') & is(b[3], b'T'))
            | (is(b[2], b'E')
                & is(b[3], b'_')
                & (is(b[0], b'U') | is(b[0], b'G') | is(b[0], b'O') | is(b[0], b'T'))));
    number | hexadecimal | decimal | status | name
}

#[inline]
fn is(byte: u8, wanted: u8) -> u8 {
    u8::from(byte == wanted)
}

#[inline]
fn not(flag: u8) -> u8 {
    flag ^ 1
}

#[inline]
fn digit(byte: u8) -> u8 {
    u8::from(byte.wrapping_sub(b'0') < 10)
}

#[inline]
fn word(byte: u8) -> u8 {
    digit(byte) | u8::from((byte | 0x20).wrapping_sub(b'a') < 26)
}

/// What may stand before an HTTP status: `(407)`, `= 407`, `:407`, and any character beyond ASCII.
#[inline]
fn opens(byte: u8) -> u8 {
    is(byte, b' ')
        | is(byte, b'(')
        | is(byte, b'=')
        | is(byte, b':')
        | is(byte, b'\t')
        | is(byte, b'_')
        | is(byte, b'>')
        | is(byte, b'[')
        | u8::from(byte >= 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = next(text, from, text.len()) {
            found.push(at);
            from = at + 1;
        }
        found
    }

    #[test]
    fn every_spelling_is_let_through_wherever_it_stands() {
        for code in [
            "12007",
            "0x80072EE7",
            "80072ee7",
            "0x80d02002",
            "0x87D20417",
            "-2147012889",
            "2147954407",
            " 407 ",
            "(502)",
            "ERROR_WINHTTP_TIMEOUT",
            "WU_E_PT_X",
            "HTTP_STATUS_Y",
        ] {
            for before in 0..2 * BLOCK {
                let text = format!("{}{code}{}", " ".repeat(before), " .".repeat(before));
                assert!(!all(text.as_bytes()).is_empty(), "{code} after {before}");
            }
            assert!(!all(code.as_bytes()).is_empty(), "{code} alone");
        }
    }

    #[test]
    fn a_usual_line_is_held_back() {
        let line = br#"<![LOG[Done.]LOG]!><time="12:03:04.412+000" date="11-21-2026" component="A" context="" type="1" thread="412" file="a.cpp:420">"#;
        assert_eq!(all(line), Vec::<usize>::new());
    }
}
