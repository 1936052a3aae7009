//! A user's own names: a text file with one host on each line.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use super::error::NamesError;
use super::open::open;
use super::{UsedName, UsedNames, counted, excerpt};
use crate::address::{Entry, EntryError, Host, HostName, HostPattern};
use crate::lines::{LONGEST_LINE, for_each_line};

/// What to write on a line.
const EXPECTED: &str = "write one host, such as www.example.com";

/// Reads a file with one host on each line, `-` being standard input.
///
/// A host may have a port or stand in a URL, of which only the host counts. Empty lines and
/// comments (from a `#` on) are passed over. Names keep the order of the file,
/// since whoever wrote it knows which matter most. Addresses are counted and passed over: no
/// wildcard stands for them.
///
/// # Errors
/// When the file cannot be read, or a line is no host. A wildcard is none: names are what is
/// looked for beneath wildcards.
pub fn read_file(path: &Path) -> Result<UsedNames, NamesError> {
    read_file_from(open(path)?, path)
}

/// The same for an input that is open; `path` is what messages call it.
///
/// # Errors
/// As for [`read_file`].
pub fn read_file_from(input: impl Read, path: &Path) -> Result<UsedNames, NamesError> {
    let mut found = UsedNames::default();
    let mut places: HashMap<HostName, usize> = HashMap::new();
    let mut addresses = 0;
    let mut fault = None;
    let read = for_each_line(input, |line| {
        found.lines += 1;
        if fault.is_some() {
            return;
        }
        match host(line, found.lines) {
            Ok(None) => {}
            Ok(Some(Host::Ip(_))) => addresses += 1,
            Ok(Some(Host::Name(host))) => {
                let place = *places.entry(host.clone()).or_insert_with(|| {
                    let line = Some(found.lines);
                    found.names.push(UsedName { host, requests: 0, line });
                    found.names.len() - 1
                });
                found.names[place].requests += 1;
            }
            Err(refusal) => fault = Some((found.lines, refusal)),
        }
    });
    let path = path.to_owned();
    match fault {
        Some((_, Refusal::Utf16)) => return Err(NamesError::Utf16 { path }),
        Some((line, Refusal::Line { found, what, fix })) => {
            return Err(NamesError::Line { path, line, found, what, fix });
        }
        None => {}
    }
    if let Err(source) = read {
        return Err(NamesError::Read { path, source });
    }
    if addresses > 0 {
        found.notes.push(format!(
            "{} holds {}, passed over, as no wildcard stands for an address",
            path.display(),
            counted(addresses, "address", "addresses"),
        ));
    } else if found.names.is_empty() {
        found.notes.push(format!("{} holds no name; {EXPECTED}", path.display()));
    }
    Ok(found)
}

/// Why a line is refused.
enum Refusal {
    Utf16,
    Line { found: String, what: String, fix: String },
}

/// The host of a line, if it has one; `number` counts from 1.
fn host(line: Option<&[u8]>, number: u64) -> Result<Option<Host>, Refusal> {
    let Some(line) = line else {
        let what = format!("is longer than {LONGEST_LINE} bytes");
        return Err(Refusal::Line { found: "...".into(), what, fix: EXPECTED.into() });
    };
    let line = if number == 1 {
        if line.starts_with(&[0xFF, 0xFE]) || line.starts_with(&[0xFE, 0xFF]) {
            return Err(Refusal::Utf16);
        }
        line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
    } else {
        line
    };
    let refuse = |found: &[u8], what: String, fix: &str| {
        Err(Refusal::Line { found: excerpt(found), what, fix: fix.to_owned() })
    };
    let Ok(text) = std::str::from_utf8(line) else {
        return refuse(line, "is no UTF-8".into(), "save the file as UTF-8");
    };
    // In a URL it starts the fragment, which is behind the host too.
    let text = text.split_once('#').map_or(text, |(before, _)| before).trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.split_whitespace().nth(1).is_some() {
        return refuse(text.as_bytes(), "is more than one word".into(), EXPECTED);
    }
    let below =
        |what: &str| format!("is {what}, and names are what is looked for beneath wildcards");
    match text.parse::<Entry>().map(|entry| entry.host) {
        Ok(HostPattern::Exact(host)) => Ok(Some(host)),
        Ok(HostPattern::Template(_)) => {
            let what = "is a template with places to fill".into();
            refuse(text.as_bytes(), what, "write the name that is used")
        }
        Ok(HostPattern::Network(_)) => {
            refuse(text.as_bytes(), "is an address range".into(), EXPECTED)
        }
        Ok(pattern) => {
            let fix = "write a host that falls under it, such as www.example.com";
            refuse(text.as_bytes(), below(pattern.describe()), fix)
        }
        Err(EntryError::Everything { .. }) => {
            refuse(text.as_bytes(), below("a wildcard for every host"), EXPECTED)
        }
        Err(error) => {
            let what = format!("is no host ({})", excerpt(error.to_string().as_bytes()));
            refuse(text.as_bytes(), what, EXPECTED)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: impl AsRef<[u8]>) -> Result<UsedNames, NamesError> {
        read_file_from(text.as_ref(), Path::new("names.txt"))
    }

    fn names(text: impl AsRef<[u8]>) -> Vec<String> {
        read(text).unwrap().names.into_iter().map(|name| name.host.to_string()).collect()
    }

    fn fault(text: impl AsRef<[u8]>) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn names_keep_the_order_of_the_file() {
        let found = read("b.example\na.example\nB.Example.\n").unwrap();
        let shown: Vec<_> =
            found.names.iter().map(|name| (name.host.as_str(), name.requests, name.line)).collect();
        assert_eq!(shown, [("b.example", 2, Some(1)), ("a.example", 1, Some(2))]);
        assert_eq!((found.lines, found.unreadable, found.notes.len()), (3, 0, 0));
    }

    #[test]
    fn what_people_paste_is_accepted() {
        let text = "\u{feff}# mine\r\n\r\n  one.example  \r\ntwo.example:8443\r\n\
            HTTPS://Three.Example/path?q#part\r\nfour.example # why\r\nbücher.example.";
        let expected = [
            "one.example",
            "two.example",
            "three.example",
            "four.example",
            "xn--bcher-kva.example",
        ];
        assert_eq!(names(text), expected);
    }

    #[test]
    fn a_wildcard_is_refused_with_the_reason() {
        assert_eq!(
            fault("a.example\n*.manage.example\n"),
            "names.txt:2: `*.manage.example` is a wildcard, and names are what is looked for \
             beneath wildcards; write a host that falls under it, such as www.example.com"
        );
        for wildcard in ["*", "*.*", ".example.com", "*example.com", "https://a.*.example.com/"] {
            assert!(fault(wildcard).contains("beneath wildcards"), "{}", fault(wildcard));
        }
    }

    #[test]
    fn a_line_that_is_no_host_is_named() {
        for (text, part) in [
            ("\n\na b\n", "names.txt:3: `a b` is more than one word; write one host"),
            ("203.0.113.9 www.example.com", "is more than one word"),
            ("ftp://a.example/", "is no host (`ftp://` is not http or https)"),
            ("a.example:0", "is no host ("),
            ("a..example", "is no host ("),
            ("<tenant>.example.com", "is a template"),
            ("203.0.113.0/24", "is an address range"),
            ("me:secret@a.example", "is no host ("),
        ] {
            assert!(fault(text).contains(part), "{}", fault(text));
        }
        assert!(fault(b"caf\xE9.example").contains("is no UTF-8; save the file as UTF-8"));
        assert!(fault(b"\xFF\xFEa\0").contains("names.txt is UTF-16; save it as UTF-8"));
        let long = fault(vec![b'x'; LONGEST_LINE + 1]);
        assert!(long.starts_with("names.txt:1: `...` is longer than 65536 bytes"), "{long}");
    }

    #[test]
    fn addresses_are_counted_and_passed_over() {
        let found = read("203.0.113.9\n[2001:db8::1]:443\na.example\n").unwrap();
        assert_eq!(found.names.len(), 1);
        assert!(found.notes[0].starts_with("names.txt holds 2 addresses, passed over"));
    }

    #[test]
    fn a_file_without_a_name_is_noted() {
        for text in ["", "# nothing yet\n"] {
            assert!(read(text).unwrap().notes[0].starts_with("names.txt holds no name;"));
        }
    }
}
