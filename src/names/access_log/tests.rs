//! Logs as they are written, and as they should not be.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::address::Entry;

fn read(text: impl AsRef<[u8]>) -> Result<UsedNames, NamesError> {
    let patterns = ["*.example.com", "*.example.net"].map(|p| p.parse::<Entry>().unwrap().host);
    read_log_from(text.as_ref(), Path::new("access.log"), &patterns)
}

/// The hosts of a text with their requests.
fn hosts(text: impl AsRef<[u8]>) -> Vec<String> {
    let names = read(text).unwrap().names.into_iter();
    names.map(|name| format!("{} {}", name.host, name.requests)).collect()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

const TUNNEL: &str = "1795223872.083      0 10.0.0.5 TCP_TUNNEL/200 39 CONNECT a.example.com:443 - \
    HIER_DIRECT/203.0.113.9 -\n";

/// One line, one test: its name, the line, and the host in it.
macro_rules! line {
    ($name:ident, $line:literal, $host:expr) => {
        #[test]
        fn $name() {
            let host: Option<&str> = $host;
            let found = read($line).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(found.unreadable, 0);
            let names: Vec<_> = found.names.iter().map(|name| name.host.as_str()).collect();
            assert_eq!(names, Vec::from_iter(host));
        }
    };
}

line!(
    squid_denies_a_tunnel,
    "1795223872.083      0 10.0.0.5 TCP_DENIED/403 3447 CONNECT a.example.com:443 - HIER_NONE/- text/html",
    Some("a.example.com")
);
line!(
    squid_fetches_a_url,
    "1795223905.010     12 10.0.0.5 TCP_MISS/403 512 GET http://a.example.com/x:y@z user1 HIER_DIRECT/203.0.113.10 text/html",
    Some("a.example.com")
);
line!(
    squid_fetches_from_a_port,
    "1795223905.010     12 10.0.0.5 TCP_MISS/200 512 GET http://a.example.com:8080/@x - HIER_NONE/- -",
    Some("a.example.com")
);
line!(
    squid_with_another_method_inside_tls,
    "1795223905.010     12 2001:db8::5 TCP_MISS/200 512 POST https://a.example.com/x - HIER_NONE/- -",
    Some("a.example.com")
);
line!(
    squid_with_wide_columns_and_no_end,
    "1795223905.010 1234567 client.corp.test TCP_MISS_ABORTED/000 0 CONNECT a.example.com:443",
    Some("a.example.com")
);
line!(
    squid_with_another_precision,
    "1795223905.1 -1 10.0.0.5 TCP_MISS/- - HEAD http://a.example.com - HIER_NONE/- -",
    Some("a.example.com")
);
line!(
    squid_without_a_request,
    "1795223905.010      0 10.0.0.5 NONE/000 0 NONE error:transaction-end-before-headers - HIER_NONE/- -",
    None
);
line!(
    squid_with_a_user_in_the_url,
    "1795223905.010      0 10.0.0.5 TCP_MISS/200 0 GET http://me:se@cret@a.example.com:80/ - HIER_NONE/- -",
    Some("a.example.com")
);
line!(
    squid_with_a_user_and_no_password,
    "1795223905.010      0 10.0.0.5 TCP_MISS/200 0 GET ftp://me@a.example.com/ - HIER_NONE/- -",
    Some("a.example.com")
);
line!(
    a_query_behind_the_host,
    "1795223905.010      0 10.0.0.5 TCP_MISS/200 0 GET http://A.Example.com?x=b.example.com - HIER_NONE/- -",
    Some("a.example.com")
);
line!(
    a_dot_behind_the_host,
    "1795223872.083 0 10.0.0.5 TCP_TUNNEL/200 39 CONNECT a.example.com.:443 - HIER_NONE/- -\r\n",
    Some("a.example.com")
);
line!(
    an_address_is_no_host,
    "1795223872.083 0 10.0.0.5 TCP_TUNNEL/200 39 CONNECT [2001:db8::1]:443 - HIER_NONE/- -\r\n",
    None
);
line!(
    squid_in_the_common_format,
    "10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"CONNECT a.example.com:443 HTTP/1.1\" 403 3439 TCP_DENIED:HIER_NONE",
    Some("a.example.com")
);
line!(
    squid_in_the_combined_format,
    "10.0.0.5 - [me] [21/Nov/2026:01:17:52 +0000] \"GET http://a.example.com/ HTTP/1.1\" 200 3439 \"-\" \"agent/1\" TCP_MISS:HIER_DIRECT",
    Some("a.example.com")
);
line!(
    a_common_line_without_a_version,
    "10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"GET http://a.example.com\" 200 -",
    Some("a.example.com")
);
line!(
    a_path_names_no_host,
    "10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"GET /http://a.example.com/ HTTP/1.1\" 200 3439",
    None
);
line!(
    a_client_that_left_names_no_host,
    "10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"-\" 408 - \"http://a.example.com/\" \"-\"",
    None
);

#[test]
fn each_line_may_have_its_own_format() {
    let common =
        "10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"CONNECT b.example.net:443 HTTP/1.1\" 200 1";
    let text = format!("{TUNNEL}{common}\n{TUNNEL}{common}\n{TUNNEL}");
    assert_eq!(hosts(text), ["a.example.com 3", "b.example.net 2"]);
}

#[test]
fn only_wanted_hosts_are_kept() {
    let text = TUNNEL.replace("a.example.com", "a.example.org");
    let found = read(text).unwrap();
    assert_eq!((found.names.len(), found.lines, found.unreadable, found.notes.len()), (0, 1, 0, 0));
}

#[test]
fn junk_is_counted_and_the_first_of_it_shown() {
    let mut text = TUNNEL.as_bytes().to_vec();
    text.extend(b"\x00\x1b[31m\xFF\n\n");
    text.extend(vec![b'7'; 10 << 20]);
    text.push(b'\n');
    text.extend(TUNNEL.as_bytes());
    let found = read(&text).unwrap();
    assert_eq!((found.names[0].requests, found.lines, found.unreadable), (2, 5, 3));
    assert_eq!(
        found.notes,
        ["access.log: 3 of 5 lines passed over, as no line of a Squid, common or combined log; \
          the first is line 2: \u{fffd}\u{fffd}[31m\u{fffd}; 1 longer than 65536 bytes"]
    );
}

#[test]
fn near_misses_are_no_lines_of_a_log() {
    for line in [
        "1795223872.083 0 10.0.0.5 TCP_TUNNEL/200 39",
        "1795223872.083 0 10.0.0.5 TCP_TUNNEL 39 CONNECT a.example.com:443",
        "1795223872.083 0 10.0.0.5 TCP_TUNNEL/2x0 39 CONNECT a.example.com:443",
        "1795223872,083 0 10.0.0.5 TCP_TUNNEL/200 39 CONNECT a.example.com:443",
        "179522387x.083 0 10.0.0.5 TCP_TUNNEL/200 39 CONNECT a.example.com:443",
        "2026-11-21 01:55:26.959 7f7aab18 Request: a.example.com/a",
        "10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"CONNECT a.example.com:443",
        "10.0.0.5 - - [2026-11-21T01:17:52 +00:00xx] \"CONNECT a.example.com:443 HTTP/1.1\"",
    ] {
        assert!(matches!(read(line), Err(NamesError::NoLogLine { .. })), "{line}");
    }
}

#[test]
fn a_file_that_is_no_log_is_an_error_that_says_what_is_expected() {
    let fault = read("#Fields: date time\n2026-11-21 02:00:00\n").unwrap_err().to_string();
    assert!(
        fault.starts_with("access.log: none of its 2 lines is a line of a proxy log"),
        "{fault}"
    );
    assert!(fault.contains("TCP_TUNNEL/200 39 CONNECT www.example.com:443"), "{fault}");
    assert!(fault.ends_with("line 1 begins with `#Fields: date time`"), "{fault}");
    let utf16 = read(b"\xFF\xFE1\x007\x00").unwrap_err().to_string();
    assert_eq!(utf16, "access.log is UTF-16; save it as UTF-8");
}

#[test]
fn an_empty_log_is_noted() {
    assert_eq!(read("").unwrap().notes, ["access.log is empty"]);
    assert_eq!(read(gzip(b"")).unwrap().notes, ["access.log is empty"]);
}

#[test]
fn a_compressed_log_is_known_by_its_bytes_and_may_have_several_members() {
    let text = [gzip(TUNNEL.repeat(3).as_bytes()), gzip(b""), gzip(TUNNEL.as_bytes())].concat();
    assert_eq!(hosts(text), ["a.example.com 4"]);
}

#[test]
fn a_truncated_log_gives_what_was_read_and_says_so() {
    // Lines that differ, so that the compressed half holds some of them.
    let lines: String = (0..20_000)
        .map(|number| TUNNEL.replace(" 39 ", &format!(" {} ", number * 7919 % 65_537)))
        .collect();
    let whole = gzip(lines.as_bytes());
    let found = read(&whole[..whole.len() / 2]).unwrap();
    assert!((1000..19_000).contains(&found.lines), "{} lines", found.lines);
    assert_eq!(found.names[0].requests, found.lines);
    let note = &found.notes[0];
    assert!(note.starts_with("access.log: the gzip data breaks off after "), "{note}");
    assert!(note.ends_with("; what was read up to there counts"), "{note}");
}

#[test]
fn gzip_that_holds_junk_is_no_log() {
    let fault = read(b"\x1f\x8bjunk").unwrap();
    assert!(fault.notes[0].contains("breaks off after 0 lines"), "{:?}", fault.notes);
    let fault = read(gzip(b"junk")).unwrap_err().to_string();
    assert!(fault.ends_with("line 1 begins with `junk`"), "{fault}");
}

#[test]
fn a_log_is_opened_by_its_path() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().write_all(TUNNEL.as_bytes()).unwrap();
    let patterns = ["*.example.com".parse::<Entry>().unwrap().host];
    assert_eq!(read_log(file.path(), &patterns).unwrap().names[0].requests, 1);
    let missing = file.path().with_extension("missing");
    assert!(matches!(read_log(&missing, &patterns), Err(NamesError::Read { .. })));
}
