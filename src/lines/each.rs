//! Lines of any input in constant memory, however long they are and whatever they hold.

use std::io::{self, ErrorKind, Read};

use memchr::memchr_iter;

/// The longest line that is looked at, in bytes. Squid cuts a URL at 8 KiB.
pub const LONGEST_LINE: usize = 64 * 1024;

/// Bytes asked for at once: few calls, and still within the cache of a core.
const BUFFER: usize = 256 * 1024;

/// Hands over every line without its line feed; none in place of a line that is too long.
///
/// # Errors
/// When reading fails: the lines before were handed over and the one that was cut was not.
pub fn for_each_line(mut input: impl Read, mut visit: impl FnMut(Option<&[u8]>)) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    let mut filled = 0;
    let mut too_long = false;
    loop {
        let end = match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled + read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let mut start = 0;
        for newline in memchr_iter(b'\n', &buffer[filled..end]) {
            let line = &buffer[start..filled + newline];
            start = filled + newline + 1;
            if too_long || line.len() > LONGEST_LINE {
                too_long = false;
                visit(None);
            } else {
                visit(Some(line));
            }
        }
        too_long |= end - start > LONGEST_LINE;
        if too_long {
            filled = 0;
        } else {
            buffer.copy_within(start..end, 0);
            filled = end - start;
        }
    }
    if too_long {
        visit(None);
    } else if filled > 0 {
        visit(Some(&buffer[..filled]));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths of the lines; none for those that are too long.
    fn lengths(input: impl Read) -> Vec<Option<usize>> {
        let mut found = Vec::new();
        for_each_line(input, |line| found.push(line.map(<[u8]>::len))).unwrap();
        found
    }

    /// Gives one byte at a time, with an interruption before each.
    struct Drip<'a>(&'a [u8], bool);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(ErrorKind::Interrupted.into());
            }
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn the_last_line_needs_no_line_feed() {
        assert_eq!(lengths(&b""[..]), []);
        assert_eq!(lengths(&b"\n"[..]), [Some(0)]);
        assert_eq!(lengths(&b"one\n\nthree"[..]), [Some(3), Some(0), Some(5)]);
        assert_eq!(lengths(Drip(b"one\n\nthree", false)), [Some(3), Some(0), Some(5)]);
    }

    #[test]
    fn a_line_that_is_too_long_is_one_line_and_ends_where_it_ends() {
        let long = |length: usize| vec![b'x'; length];
        let text = [
            &long(LONGEST_LINE)[..],
            b"\n",
            &long(LONGEST_LINE + 1),
            b"\nafter\n",
            &long(10 << 20),
            b"\nagain\n",
            &long(BUFFER),
        ]
        .concat();
        let expected = [Some(LONGEST_LINE), None, Some(5), None, Some(5), None];
        assert_eq!(lengths(&text[..]), expected);
        // Cut at other places, it comes to the same.
        for size in [1 << 10, LONGEST_LINE, BUFFER - 1, 1 << 20] {
            assert_eq!(lengths(io::BufReader::with_capacity(size, &text[..])), expected);
        }
    }

    #[test]
    fn lines_survive_the_edges_of_the_buffer() {
        let mut text = Vec::new();
        let mut expected = Vec::new();
        for length in (0..3000).cycle().step_by(7).take(4000) {
            text.resize(text.len() + length, b'y');
            text.push(b'\n');
            expected.push(Some(length));
        }
        assert_eq!(lengths(&text[..]), expected);
    }
}
