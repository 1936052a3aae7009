//! Reading of whole files, good and bad.

use std::fs;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::formats::{FORMATS, format};
use super::{Reader, Traffic, TrafficError, Verdict, expand};

fn line(number: usize) -> String {
    format!(
        "1795223872.083      0 10.0.0.{} TCP_TUNNEL/200 39 CONNECT h{}.example.com:443 - HIER_DIRECT/203.0.113.9 -\n",
        number % 250,
        number % 1000,
    )
}

fn log(lines: usize) -> Vec<u8> {
    (0..lines).map(line).collect::<String>().into_bytes()
}

fn read_with(threads: usize, bytes: Vec<u8>) -> Result<Traffic, TrafficError> {
    let reader = Reader { threads, ..Reader::default() };
    reader.read_from(std::io::Cursor::new(bytes), Path::new("log"))
}

fn read(bytes: Vec<u8>) -> Traffic {
    read_with(2, bytes).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_host_is_one_however_it_is_written_and_none_of_those_that_begin_as_it_does() {
    let longest = "abc.".repeat(20);
    let names = (1..longest.len()).map(|end| &longest[..end]).filter(|name| !name.ends_with('.'));
    let written = |name: &str| [name.to_uppercase(), format!("{name}."), name.to_owned()];
    let log: String = names
        .clone()
        .rev()
        .flat_map(written)
        .map(|host| line(0).replace("h0.example.com", &host))
        .collect();
    let traffic = read(log.into_bytes());
    let seen: Vec<_> =
        traffic.seen.iter().map(|seen| (seen.host.clone(), seen.requests())).collect();
    let expected: Vec<_> = names.map(|name| (name.to_owned(), 3)).collect();
    assert_eq!(seen, expected);
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let mut log = log(60_000);
    log.extend_from_slice(b"junk\n");
    log.extend_from_slice(
        b"1795223999.083 0 10.0.0.1 TCP_DENIED/403 39 CONNECT h7.example.com:443 - HIER_NONE/- -\n",
    );
    let one = read_with(1, log.clone()).unwrap();
    assert_eq!(one, read_with(2, log.clone()).unwrap());
    assert_eq!(one, read_with(7, log).unwrap());
    assert_eq!((one.seen.len(), one.files[0].lines, one.files[0].foreign), (1000, 60_002, 1));
    let seen = one.seen.iter().find(|seen| seen.host == "h7.example.com").unwrap();
    assert_eq!((seen.count(Verdict::Allowed), seen.denied()), (60, 1));
    assert_eq!(seen.counts[0].first.line, 8);
    assert_eq!(seen.example.as_ref().unwrap().at.line, 60_002);
    let note = &one.files[0].notes[0];
    assert!(note.ends_with("the first is line 60001: junk"), "{note}");
}

#[test]
fn packed_logs_are_known_by_their_bytes() {
    let plain = log(3000);
    let expected = read(plain.clone());
    assert_eq!(read(gzip(&plain)), expected);
    assert_eq!(
        read([gzip(&plain[..plain.len() / 2]), gzip(&plain[plain.len() / 2..])].concat()),
        expected
    );
    assert_eq!(read(compress_to_vec(&plain[..], CompressionLevel::Fastest)), expected);
}

#[test]
fn json_may_be_an_array_and_lines_may_come_from_windows() {
    let object = |host: &str| {
        format!(
            "{{\"TimeGenerated\":\"2026-11-21T01:17:52Z\",\"Category\":\"AZFWApplicationRule\",\
             \"Protocol\":\"HTTPS\",\"SourceIp\":\"10.0.0.5\",\"DestinationPort\":443,\
             \"Fqdn\":\"{host}\",\"Action\":\"Deny\"}}"
        )
    };
    let (one, two) = (object("a.test"), object("b.test"));
    let expected = read(format!("{one}\n{two}\n").into_bytes());
    assert_eq!((expected.seen.len(), expected.files[0].format), (2, "azure-firewall"));
    for text in [
        format!("\u{FEFF}{one}\r\n{two}\r\n"),
        format!("[{one},{two}]"),
        format!("[\n  {one},\n  {two}\n]\n"),
        format!("{{\"records\":[{one},{two}]}}"),
        format!("[{one},{two}]").replace(",\"", ",\n    \"").replace('{', "{\n"),
        format!("{one}\n{two}\n").replace(",\"", ",\n    \"").replace('{', "{\n"),
    ] {
        let found = read(text.clone().into_bytes());
        assert_eq!(found.seen, expected.seen, "{text}");
        assert_eq!(read(gzip(text.as_bytes())).seen, expected.seen, "{text}");
    }
}

#[test]
fn a_log_that_breaks_off_counts_up_to_there() {
    let packed = gzip(&log(100_000));
    let traffic = read(packed[..packed.len() / 2].to_vec());
    assert!(traffic.files[0].lines > 1000 && traffic.files[0].lines < 100_000);
    let note = &traffic.files[0].notes[0];
    assert!(
        note.starts_with("the gzip data breaks off (") && note.ends_with("before it count"),
        "{note}"
    );
    let packed = compress_to_vec(&log(100_000)[..], CompressionLevel::Fastest);
    let traffic = read(packed[..packed.len() / 2].to_vec());
    assert!(traffic.files[0].notes[0].starts_with("the Zstandard data breaks off ("));
}

#[test]
fn a_line_of_a_hundred_megabytes_is_one_line_that_is_passed_over() {
    let long = std::io::repeat(b'x').take(100 << 20);
    let input = std::io::Cursor::new(log(1))
        .chain(long)
        .chain(std::io::Cursor::new([b"\n".to_vec(), log(2)].concat()));
    let traffic = Reader::default().read_from(input, Path::new("log")).unwrap();
    let file = &traffic.files[0];
    assert_eq!((file.lines, file.too_long, file.foreign), (4, 1, 0));
    assert!(file.notes[0].starts_with("1 line is longer than 65536 bytes"), "{:?}", file.notes);
    assert_eq!(traffic.seen.iter().map(super::Seen::requests).sum::<u64>(), 3);
}

#[test]
fn what_is_no_log_is_an_error_that_says_what_is_known() {
    let fault = read_with(1, b"\0\x01\x02\x1b[2Jbinary".to_vec()).unwrap_err().to_string();
    assert!(
        fault.contains("--log-format") && fault.contains("fortigate") && !fault.contains('\x1b'),
        "{fault}"
    );
    let fault = read_with(1, vec![0xFF, 0xFE, 0x31, 0]).unwrap_err().to_string();
    assert!(fault.contains("UTF-16"), "{fault}");
    assert_eq!(read(Vec::new()).files[0].notes, ["it is empty"]);
}

#[test]
fn a_log_of_a_named_format_is_read_whatever_it_holds() {
    let reader = Reader { format: Some(format("fortigate").unwrap()), ..Reader::default() };
    let traffic = reader.read_from(&b"nothing\nof it\n"[..], Path::new("log")).unwrap();
    assert_eq!((traffic.files[0].foreign, &*traffic.files[0].why), (2, "--log-format says so"));
}

#[test]
fn files_come_once_and_the_oldest_first() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["access.log", "access.log.1", "access.log.10.gz", "access.log.2.gz", ".hidden"] {
        fs::write(folder.path().join(name), log(1)).unwrap();
    }
    let found = expand(&[folder.path().to_owned(), folder.path().join("access.log")]).unwrap();
    let names: Vec<_> =
        found.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["access.log.10.gz", "access.log.2.gz", "access.log.1", "access.log"]);
    let traffic = Reader::default().read(&found).unwrap();
    assert_eq!((traffic.files.len(), traffic.seen[0].count(Verdict::Allowed)), (4, 4));
    let empty = tempfile::tempdir().unwrap();
    assert!(expand(&[empty.path().to_owned()]).unwrap_err().to_string().contains("holds no file"));
    assert!(expand(&[PathBuf::from("nowhere")]).unwrap_err().to_string().contains("cannot read"));
}

const SAMPLES: &str = "#Fields: date time c-ip cs-host\tx \"[21/Nov/2026:01:17:52 +0000] \" 1,2026/11/21 02:00:00,0,THREAT,url,\"\"\" type=\"utm\" logid=\"1\" hostname=a.b:443 action={\"event_type\":{\"Category\":\"AZFW request from 1:2 to . Action: \" CONNECT http://[::1]:x@/ TCP_DENIED/403 1795223872.083";

proptest! {
    #[test]
    fn any_bytes_are_a_log_or_an_error_and_no_line_counts_twice(
        junk in proptest::collection::vec(any::<u8>(), 0..400),
        cuts in proptest::collection::vec((0..SAMPLES.len(), 0_usize..40), 0..12),
        number in 0..FORMATS.len(),
    ) {
        let mut text = junk;
        for (from, length) in cuts {
            let end = (from + length).min(SAMPLES.len());
            text.extend_from_slice(&SAMPLES.as_bytes()[from..end]);
            text.push(if length % 3 == 0 { b'\n' } else { b' ' });
        }
        for format in [None, Some(FORMATS[number])] {
            let reader = Reader { format, threads: 1, most: 10 };
            if let Ok(traffic) = reader.read_from(std::io::Cursor::new(text.clone()), Path::new("log")) {
                let file = &traffic.files[0];
                let seen: u64 = traffic.seen.iter().map(super::Seen::requests).sum();
                let requests = seen + traffic.beyond + traffic.without_host;
                prop_assert_eq!(requests + file.asides + file.foreign + file.too_long, file.lines);
            }
        }
    }
}
