//! A body in chunks, taken apart as it comes (RFC 9112, section 7.1).

/// Bytes of one line between chunks, beyond which nobody is followed.
const LONGEST_LINE: usize = 8 * 1024;

/// How far a chunked body has come. Bare line feeds end a line, too.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    state: State,
    /// The line that has begun.
    line: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// The line with a chunk's size and its extensions.
    #[default]
    Size,
    /// So many bytes of a chunk are still to come.
    Data(usize),
    /// The end of line after a chunk.
    AfterData,
    /// Trailer fields, up to an empty line.
    Trailer,
    /// All of it came.
    Complete,
    /// It is no chunked body.
    Broken,
}

impl Chunks {
    /// True when the last chunk, the trailer fields and the empty line after them have come.
    pub(super) fn is_complete(&self) -> bool {
        self.state == State::Complete
    }

    /// True when nothing more can be read from it.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Complete | State::Broken)
    }

    /// Takes the next bytes and hands on what is in the chunks.
    pub(super) fn take(&mut self, mut bytes: &[u8], mut keep: impl FnMut(&[u8])) {
        while !bytes.is_empty() && !self.is_over() {
            if let State::Data(left) = self.state {
                let (data, rest) = bytes.split_at(left.min(bytes.len()));
                keep(data);
                bytes = rest;
                self.state = match left - data.len() {
                    0 => State::AfterData,
                    left => State::Data(left),
                };
                continue;
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let (part, rest) = match end {
                Some(end) => (&bytes[..end], &bytes[end + 1..]),
                None => (bytes, &[][..]),
            };
            bytes = rest;
            if self.line.len() + part.len() > LONGEST_LINE {
                self.state = State::Broken;
                return;
            }
            self.line.extend_from_slice(part);
            if end.is_some() {
                let line = std::mem::take(&mut self.line);
                self.state = after(self.state, line.strip_suffix(b"\r").unwrap_or(&line));
            }
        }
    }
}

/// What follows on a line.
fn after(state: State, line: &[u8]) -> State {
    match state {
        State::Size => match size(line) {
            Some(0) => State::Trailer,
            Some(size) => State::Data(size),
            None => State::Broken,
        },
        State::AfterData if line.is_empty() => State::Size,
        State::Trailer if line.is_empty() => State::Complete,
        State::Trailer => State::Trailer,
        State::AfterData | State::Data(_) | State::Complete | State::Broken => State::Broken,
    }
}

/// The size of a chunk, without its extensions.
fn size(line: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(line.split(|byte| *byte == b';').next()?).ok()?.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| usize::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in the chunks, and whether all of it came, in pieces of this many bytes.
    fn read(bytes: &[u8], pieces: usize) -> (String, bool) {
        let (mut chunks, mut body) = (Chunks::default(), Vec::new());
        for piece in bytes.chunks(pieces) {
            chunks.take(piece, |data| body.extend_from_slice(data));
        }
        (String::from_utf8(body).unwrap(), chunks.is_complete())
    }

    #[test]
    fn a_body_is_complete_after_its_trailer_fields() {
        for (text, body, complete) in [
            ("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde", true),
            ("3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n", "abc", true),
            ("3\nabc\n0\n\n", "abc", true),
            ("1 ; a\r\nx\r\n00\r\n\r\n", "x", true),
            ("0\r\n\r\n", "", true),
            // The end of a chunk may look like the end of the body.
            ("7\r\nab0\r\n\r\n\r\n", "ab0\r\n\r\n", false),
            ("3\r\nabc\r\n0\r\nX-Sum: 1\r\n", "abc", false),
            ("3\r\nabc\r\n0\r\n", "abc", false),
            ("3\r\nab", "ab", false),
            ("", "", false),
        ] {
            for pieces in [1, 2, 5, 1000] {
                assert_eq!(read(text.as_bytes(), pieces), (body.to_owned(), complete), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_no_chunked_body_is_never_complete() {
        for text in [
            "x\r\n0\r\n\r\n",
            "+1\r\na\r\n0\r\n\r\n",
            "\r\n0\r\n\r\n",
            "1\r\nab\r\n0\r\n\r\n",
            "fffffffffffffffff\r\n0\r\n\r\n",
        ] {
            assert!(!read(text.as_bytes(), 3).1, "{text:?}");
        }
        assert!(!read(&[b'1'; LONGEST_LINE + 1], 100).1);
    }
}
