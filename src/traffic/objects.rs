//! JSON that has not one object to a line: arrays, `{"records": [...]}`, and objects over several
//! lines. It is laid out anew while it is read, so that every object is a line.

use std::io::{self, Read};

/// Bytes by which the layout is known.
const HEAD: usize = 64;

/// Bytes that are taken at once.
const CHUNK: usize = 16 * 1024;

/// An input with every object of JSON on a line of its own. What is no JSON, or has its objects on
/// lines already, passes as it is.
pub(super) struct Objects<R> {
    input: R,
    layout: Layout,
    /// What stopped the input before its first bytes were given out.
    failed: Option<io::Error>,
}

enum Layout {
    Unknown,
    Lines,
    Nested(Nested),
}

impl<R: Read> Objects<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, layout: Layout::Unknown, failed: None }
    }

    /// Looks at the first bytes, which are given out if they are of lines.
    fn begin(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < HEAD.min(out.len()) {
            match self.input.read(&mut out[count..]) {
                Ok(0) => break,
                Ok(more) => count += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if count == 0 => return Err(error),
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        let Some(above) = above(&out[..count]) else {
            self.layout = Layout::Lines;
            return Ok(count);
        };
        let mut nested = Nested { above, ..Nested::default() };
        nested.take(&out[..count]);
        self.layout = Layout::Nested(nested);
        self.read(out)
    }
}

impl<R: Read> Read for Objects<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let nested = match &mut self.layout {
            Layout::Unknown => return self.begin(out),
            Layout::Lines => {
                return match self.failed.take() {
                    Some(error) => Err(error),
                    None => self.input.read(out),
                };
            }
            Layout::Nested(nested) => nested,
        };
        while nested.given == nested.ready.len() {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            nested.given = 0;
            nested.ready.clear();
            let mut chunk = [0; CHUNK];
            let count = self.input.read(&mut chunk)?;
            if count == 0 {
                return Ok(0);
            }
            nested.take(&chunk[..count]);
        }
        let ready = &nested.ready[nested.given..];
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        nested.given += count;
        Ok(count)
    }
}

/// How many brackets stand around the objects; none where they are lines already.
fn above(head: &[u8]) -> Option<usize> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if let Some(inside) = text.strip_prefix(b"[") {
        // A bracket begins the lines of other logs, too. `[{...}` and `,{...}` may be lines.
        return (inside.trim_ascii_start().first() == Some(&b'{')).then_some(1);
    }
    let inside = text.strip_prefix(b"{")?;
    let name = inside.trim_ascii_start();
    let list = name
        .split_first_chunk::<9>()
        .filter(|(name, _)| name.eq_ignore_ascii_case(b"\"records\""))
        .and_then(|(_, rest)| rest.trim_ascii_start().strip_prefix(b":"))
        .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"["));
    let first = text.split(|byte| *byte == b'\n').next().filter(|first| first.len() < text.len());
    let mut nested = Nested::default();
    nested.take(first.unwrap_or_default());
    if list { Some(2) } else { (nested.depth > 0).then_some(0) }
}

/// Objects within so many brackets.
#[derive(Default)]
struct Nested {
    above: usize,
    depth: usize,
    text: bool,
    escaped: bool,
    /// The byte before, and the last one that was no end of a line.
    before: u8,
    last: u8,
    ready: Vec<u8>,
    given: usize,
}

impl Nested {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.give_up_what_was_cut(*byte);
            let outside = self.depth <= self.above;
            if self.text {
                self.text = *byte != b'"' || self.escaped;
                self.escaped = *byte == b'\\' && !self.escaped;
            } else {
                match byte {
                    b'"' => self.text = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
            }
            // The bracket that opens an object stands outside of it, the one that closes it inside.
            if !outside || self.depth > self.above && *byte == b'{' {
                self.ready.push(if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte });
                if self.depth == self.above {
                    self.ready.push(b'\n');
                }
            }
        }
    }

    /// A line that was cut in the middle leaves its object open. The next object begins a line,
    /// which one within another does only in a list.
    fn give_up_what_was_cut(&mut self, byte: u8) {
        let begins = byte == b'{' && self.before == b'\n' && self.above == 0;
        if begins && self.depth > 0 && !matches!(self.last, b'[' | b',') {
            self.ready.push(b'\n');
            (self.depth, self.text, self.escaped) = (0, false, false);
        }
        self.before = byte;
        if !matches!(byte, b'\n' | b'\r') {
            self.last = byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str) -> String {
        let mut read = String::new();
        Objects::new(text.as_bytes()).read_to_string(&mut read).unwrap();
        read
    }

    #[test]
    fn every_object_is_a_line() {
        let expected = "{\"a\": \"}]\\\"\", \"b\": [1, {}]}\n{\"a\": 2}\n";
        for text in [
            r#"[{"a": "}]\"", "b": [1, {}]},{"a": 2}]"#,
            "[\n{\"a\": \"}]\\\"\", \"b\": [1, {}]}\n,\n{\"a\": 2}\n]\n",
            "{\"records\": [{\"a\": \"}]\\\"\", \"b\": [1, {}]}, {\"a\": 2}]}",
            "\u{FEFF} { \"Records\":[{\"a\": \"}]\\\"\", \"b\": [1, {}]}]}\n{\"records\":[{\"a\": 2}]}\n",
        ] {
            assert_eq!(laid_out(text), expected, "{text}");
        }
        assert_eq!(laid_out("{\"a\": [\n1]\n}\n"), "{\"a\": [ 1] }\n");
        assert_eq!(
            laid_out("{\r\n  \"a\": [\n1]\n}\n{\"a\": 2}"),
            "{    \"a\": [ 1] }\n{\"a\": 2}\n"
        );
    }

    #[test]
    fn an_object_that_was_cut_takes_no_other_with_it() {
        let text = "{\"a\": \"x\n{\"a\": 2}\r\n{\n \"l\": [\n{\n}\n]}\n{\"a\":\n{\"a\": 4}\n";
        let expected = "{\"a\": \"x \n{\"a\": 2}\n{  \"l\": [ { } ]}\n{\"a\": \n{\"a\": 4}\n";
        assert_eq!(laid_out(text), expected);
    }

    #[test]
    fn what_is_lines_already_passes_as_it_is() {
        for text in [
            "{\"a\": 1}\n{\"a\": 2}\n",
            "[2026-11-21T02:00:00.000Z] \"- - -\" 0\n",
            "[1795224215] unbound: x\n",
            "",
            "[",
            "1795223872.083 0 x\n",
        ] {
            assert_eq!(laid_out(text), text);
        }
        let long = "x".repeat(100_000);
        assert_eq!(laid_out(&long), long);
    }

    #[test]
    fn an_error_comes_after_what_was_read() {
        struct Breaks(bool);
        impl Read for Breaks {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(io::Error::other("broken"));
                }
                out[..6].copy_from_slice(b"[{\"a\":");
                Ok(6)
            }
        }
        let mut read = Vec::new();
        let error = Objects::new(Breaks(false)).read_to_end(&mut read).unwrap_err();
        assert_eq!((error.to_string(), &read[..]), ("broken".into(), &b"{\"a\":"[..]));
        assert!(Objects::new(Breaks(true)).read_to_end(&mut read).is_err());
    }
}
