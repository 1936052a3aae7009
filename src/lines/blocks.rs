//! Blocks of whole lines, so that several threads can read one log.

use std::io::{self, ErrorKind, Read};

use memchr::{memchr, memrchr};

/// Bytes of a block: few calls, and still within the cache of a core.
const BLOCK: usize = 256 * 1024;

/// An input cut into blocks of whole lines.
pub struct Blocks<R> {
    input: R,
    /// The beginning of a line that the last block had no room for.
    rest: Vec<u8>,
    /// What reading failed with, while lines before it are handed over.
    fault: Option<io::Error>,
    ended: bool,
    number: usize,
}

/// What was put into a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Which block of the input it is, from 0.
    pub number: usize,
    /// Lines before it that were too long for a block and were left out.
    pub left_out: u64,
    /// Bytes of the buffer that are lines. The last line of an input may have no line feed.
    pub bytes: usize,
}

impl<R: Read> Blocks<R> {
    /// The blocks of an input.
    pub fn new(input: R) -> Self {
        Self { input, rest: Vec::new(), fault: None, ended: false, number: 0 }
    }

    /// Puts the next whole lines into `buffer`, which takes the size that it needs; none when the
    /// input is at its end.
    ///
    /// # Errors
    /// When reading fails: the lines before were handed over and the one that was cut was not.
    pub fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<Option<Filled>> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        buffer.resize(BLOCK, 0);
        let mut left_out = 0;
        let mut skipping = false;
        let mut filled = self.rest.len();
        buffer[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        while !self.ended {
            match self.input.read(&mut buffer[filled..]) {
                Ok(0) => self.ended = true,
                Ok(read) => filled += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    let end = memrchr(b'\n', &buffer[..filled]).filter(|_| !skipping);
                    let Some(end) = end else { return Err(error) };
                    self.fault = Some(error);
                    return Ok(Some(self.block(left_out, end + 1)));
                }
            }
            if skipping {
                let Some(end) = memchr(b'\n', &buffer[..filled]) else {
                    filled = 0;
                    continue;
                };
                buffer.copy_within(end + 1..filled, 0);
                filled -= end + 1;
                skipping = false;
            }
            if filled == buffer.len() {
                if let Some(end) = memrchr(b'\n', buffer) {
                    self.rest.extend_from_slice(&buffer[end + 1..]);
                    return Ok(Some(self.block(left_out, end + 1)));
                }
                (skipping, filled) = (true, 0);
                left_out += 1;
            }
        }
        Ok((filled > 0 || left_out > 0).then(|| self.block(left_out, filled)))
    }

    fn block(&mut self, left_out: u64, bytes: usize) -> Filled {
        let number = self.number;
        self.number += 1;
        Filled { number, left_out, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of all blocks; none for each that was left out.
    fn lines(input: impl Read) -> Vec<Option<usize>> {
        let (mut blocks, mut buffer, mut found) = (Blocks::new(input), Vec::new(), Vec::new());
        while let Some(filled) = blocks.next(&mut buffer).unwrap() {
            found.extend((0..filled.left_out).map(|_| None));
            found.extend(
                buffer[..filled.bytes]
                    .split_inclusive(|byte| *byte == b'\n')
                    .map(|line| Some(line.len())),
            );
        }
        found
    }

    #[test]
    fn blocks_hold_whole_lines_and_all_of_them() {
        let mut text = Vec::new();
        let mut expected = Vec::new();
        for length in (0..5000).cycle().step_by(7).take(4000) {
            text.resize(text.len() + length, b'y');
            text.push(b'\n');
            expected.push(Some(length + 1));
        }
        text.extend_from_slice(b"end");
        expected.push(Some(3));
        assert_eq!(lines(&text[..]), expected);
        for size in [7, 1 << 10, BLOCK - 1] {
            assert_eq!(lines(io::BufReader::with_capacity(size, &text[..])), expected);
        }
        assert_eq!(lines(&b""[..]), []);
    }

    #[test]
    fn a_line_that_is_longer_than_a_block_is_counted_and_left_out() {
        let long = vec![b'x'; 3 * BLOCK];
        let text = [b"a\n", &long[..], b"\nbc\n", &long, b"\n", &long, b"\n\n", &long].concat();
        let expected = [Some(2), None, Some(3), None, None, Some(1), None];
        assert_eq!(lines(&text[..]), expected);
    }

    #[test]
    fn lines_before_a_fault_are_not_lost() {
        struct Faulty(bool);
        impl Read for Faulty {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                buffer[..5].copy_from_slice(b"ab\ncd");
                Ok(5)
            }
        }
        let (mut blocks, mut buffer) = (Blocks::new(Faulty(false)), Vec::new());
        assert_eq!(blocks.next(&mut buffer).unwrap().unwrap().bytes, 3);
        assert!(blocks.next(&mut buffer).is_err());
    }
}
