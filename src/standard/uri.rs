//! Names of files as URI references (RFC 3986, section 4.1; RFC 8089 for absolute ones).

use std::fmt::Write as _;

/// The name of a file as a URI reference; a relative name stays relative.
pub(super) fn uri(file: &str) -> String {
    let slashed = file.replace('\\', "/");
    let name = slashed.trim_start_matches("./");
    let drive = name.get(1..3) == Some(":/") && name.starts_with(|c: char| c.is_ascii_alphabetic());
    match (drive, name.strip_prefix("//"), name.starts_with('/')) {
        (true, ..) => format!("file:///{}:{}", &name[..1], encoded(&name[2..])),
        (false, Some(share), _) => format!("file://{}", encoded(share)),
        (false, None, true) => format!("file://{}", encoded(name)),
        (false, None, false) => encoded(name),
    }
}

fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn names_of_files_become_uris() {
        for (file, expected) in [
            ("lists/squid.conf", "lists/squid.conf"),
            ("./a b.conf", "a%20b.conf"),
            (r"lists\a.txt", "lists/a.txt"),
            ("/etc/squid/squid.conf", "file:///etc/squid/squid.conf"),
            (r"C:\lists\a.txt", "file:///C:/lists/a.txt"),
            (r"\\server\share\a.txt", "file://server/share/a.txt"),
            ("é:1", "%C3%A9%3A1"),
            ("", ""),
        ] {
            assert_eq!(uri(file), expected);
        }
    }
}
