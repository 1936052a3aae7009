//! Any encoding of a log to UTF-8, piece by piece.

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Bytes from which the encoding is told when no mark tells it.
const SAMPLE: usize = 256;
/// Bytes without which not even a whole line tells it.
const FEW: usize = 16;

/// Turns pieces of a log into UTF-8.
///
/// What is no UTF-16 passes through as it is: finding codes needs ASCII only, and a message is
/// decoded when it is shown.
pub(super) enum ToUtf8 {
    /// Not enough bytes yet.
    Undecided(Vec<u8>),
    /// Through as it is.
    AsItIs,
    /// UTF-16.
    Wide(Box<Decoder>, &'static str),
}

impl ToUtf8 {
    pub(super) const fn new() -> Self {
        Self::Undecided(Vec::new())
    }

    /// The name of the encoding, for people.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Wide(_, name) => name,
            Self::AsItIs | Self::Undecided(_) => "UTF-8",
        }
    }

    /// Adds the next piece to `text`; with `last`, nothing follows it.
    pub(super) fn push(&mut self, piece: &[u8], last: bool, text: &mut Vec<u8>) {
        match self {
            Self::AsItIs => text.extend_from_slice(piece),
            Self::Wide(decoder, _) => decode(decoder, piece, last, text),
            Self::Undecided(start) => {
                start.extend_from_slice(piece);
                // A whole line is enough: a log that is followed may have no more for long.
                let has_line = start.len() >= FEW && start.contains(&b'\n');
                if start.len() < SAMPLE && !has_line && !last {
                    return;
                }
                let start = std::mem::take(start);
                let (decided, mark) = decide(&start);
                *self = decided;
                self.push(&start[mark..], last, text);
            }
        }
    }
}

/// The encoding of a log that begins so, and the length of its mark.
fn decide(start: &[u8]) -> (ToUtf8, usize) {
    let wide = |encoding: &'static encoding_rs::Encoding, name, mark| {
        (ToUtf8::Wide(Box::new(encoding.new_decoder_without_bom_handling()), name), mark)
    };
    if start.starts_with(b"\xEF\xBB\xBF") {
        return (ToUtf8::AsItIs, 3);
    }
    if start.starts_with(b"\xFF\xFE") {
        return wide(UTF_16LE, "UTF-16 LE", 2);
    }
    if start.starts_with(b"\xFE\xFF") {
        return wide(UTF_16BE, "UTF-16 BE", 2);
    }
    // Most characters of a log are ASCII, whose upper half is zero.
    let sample = &start[..start.len().min(SAMPLE)];
    let pairs = sample.len() / 2;
    let zeros =
        |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs >= 4 && odd * 10 >= pairs * 7 && even * 10 <= pairs {
        return wide(UTF_16LE, "UTF-16 LE", 0);
    }
    if pairs >= 4 && even * 10 >= pairs * 7 && odd * 10 <= pairs {
        return wide(UTF_16BE, "UTF-16 BE", 0);
    }
    (ToUtf8::AsItIs, 0)
}

fn decode(decoder: &mut Decoder, mut piece: &[u8], last: bool, text: &mut Vec<u8>) {
    loop {
        let start = text.len();
        let room = decoder.max_utf8_buffer_length(piece.len()).unwrap_or(piece.len() * 3 + 16);
        text.resize(start + room, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(piece, &mut text[start..], last);
        text.truncate(start + written);
        piece = &piece[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// A message as text. What is no UTF-8 is read as Windows-1252, the code page of most older logs.
pub(super) fn message(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // A character that was cut at the edge of a record is no other code page.
        Err(error) if error.error_len().is_none() => UTF_8.decode_without_bom_handling(bytes).0,
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], piece: usize) -> (String, &'static str) {
        let mut coder = ToUtf8::new();
        let mut text = Vec::new();
        for piece in bytes.chunks(piece) {
            coder.push(piece, false, &mut text);
        }
        coder.push(&[], true, &mut text);
        (String::from_utf8(text).unwrap(), coder.name())
    }

    #[test]
    fn every_encoding_comes_to_the_same_however_it_is_cut() {
        let text = "Fehler = 12007, größer als エラー 😀\r\n".repeat(20);
        let wide = |mark: bool, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let mark = mark.then_some(0xFEFF);
            mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
        };
        for (bytes, name) in [
            (text.clone().into_bytes(), "UTF-8"),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
            (wide(true, u16::to_le_bytes), "UTF-16 LE"),
            (wide(true, u16::to_be_bytes), "UTF-16 BE"),
            (wide(false, u16::to_le_bytes), "UTF-16 LE"),
            (wide(false, u16::to_be_bytes), "UTF-16 BE"),
        ] {
            for piece in [1, 7, 1 << 20] {
                assert_eq!(decoded(&bytes, piece), (text.clone(), name));
            }
        }
    }

    #[test]
    fn an_old_code_page_is_read_as_such() {
        assert_eq!(message(b"Gr\xF6\xDFe"), "Größe");
        assert_eq!(message("Größe".as_bytes()), "Größe");
    }
}
