//! Whole logs: what is found in them, however they arrive.

use std::path::Path;

use super::command::all_roles;
use super::{Find, Groups, LogIdentity, LogShape, Near, Scanner};

/// Finds of a log that arrives in pieces of so many bytes.
fn read(name: &str, bytes: &[u8], piece: usize) -> (Vec<Find>, LogShape) {
    let mut scanner = Scanner::new(LogIdentity::of(Path::new(name)));
    let mut finds = Vec::new();
    for piece in bytes.chunks(piece) {
        scanner.feed(piece, &mut |find| finds.push(find));
    }
    let shape = scanner.finish(&mut |find| finds.push(find));
    (finds, shape)
}

fn shown(name: &str, text: &str) -> Vec<String> {
    let show = |find: &Find| {
        let host = find.target.as_ref().map_or("-".to_owned(), |(target, _)| target.authority());
        format!("{} {} {host} {}", find.line, find.key, find.component)
    };
    let whole: Vec<String> = read(name, text.as_bytes(), 1 << 20).0.iter().map(show).collect();
    for piece in [1, 3, 64, 1000] {
        let cut: Vec<String> = read(name, text.as_bytes(), piece).0.iter().map(show).collect();
        assert_eq!(cut, whole, "in pieces of {piece} bytes");
    }
    whole
}

fn record(thread: u32, message: &str) -> String {
    format!(
        "<![LOG[{message}]LOG]!><time=\"10:00:00.123-060\" date=\"11-21-2026\" \
         component=\"CcmMessaging\" context=\"\" type=\"3\" thread=\"{thread}\" file=\"a.cpp:412\">\r\n"
    )
}

fn older(thread: u32, message: &str) -> String {
    format!("{message}  $$<SMS_RULE_ENGINE><11-21-2026 10:00:00.123-60><thread={thread} (0x1)>\n")
}

#[test]
fn a_code_is_tied_to_the_host_that_its_own_thread_named() {
    let log = [
        older(12044, "Downloading from http://dl.delivery.mp.microsoft.com/a.cab"),
        older(412, "Downloading from https://other.example.com/b.cab"),
        older(12044, "Nothing to say."),
        older(12044, "Failed to download the update from internet. Error = 12007."),
        older(7, "Fout = 12029."),
    ];
    assert_eq!(
        shown("ruleengine.log", &log.concat()),
        ["4 12007 dl.delivery.mp.microsoft.com:80 SMS_RULE_ENGINE", "5 12029 - SMS_RULE_ENGINE"]
    );
    let finds = read("ruleengine.log", log.concat().as_bytes(), 4096).0;
    assert_eq!(finds[0].target.as_ref().unwrap().1, Near::Before { records: 2 });
    assert_eq!(finds[0].thread, "12044");
    assert_eq!(finds[0].time.unwrap().to_string(), "2026-11-21T10:00:00.123+01:00");
}

#[test]
fn a_host_is_forgotten_after_some_records_of_its_thread() {
    let mut log = record(1, "GET https://go.microsoft.com/x");
    log += &record(1, "Nothing.").repeat(30);
    log += &record(1, "Error = 12007");
    assert_eq!(shown("a.log", &log), ["32 12007 - CcmMessaging"]);
}

#[test]
fn messages_of_several_lines_are_one() {
    let log = record(1, "Send to\r\nhttps://go.microsoft.com/x\r\nfailed: 0x80072ee7");
    assert_eq!(shown("a.log", &log), ["1 12007 go.microsoft.com:443 CcmMessaging"]);
    let log = older(1, "Send to\r\nhttps://go.microsoft.com/x\r\nfailed: 0x80072ee7");
    let log = older(2, "One.") + &log;
    assert_eq!(shown("a.log", &log), ["2 12007 go.microsoft.com:443 SMS_RULE_ENGINE"]);
}

#[test]
fn lines_of_an_exception_belong_to_the_record_before() {
    let log = "2026-11-21 10:00:00.123 UTC\tError\tWsusService.12\tCatalogSync\tSync failed: \
        System.Net.WebException: The remote server returned an error: (407) Proxy Authentication \
        Required.\r\n   at System.Net.HttpWebRequest.GetResponse()\r\n\
        2026-11-21 10:00:01.123 UTC\tInfo\tWsusService.12\tCatalogSync\tKB12007 has 12029 bytes\r\n";
    assert_eq!(shown("SoftwareDistribution.log", log), ["1 HTTP 407 - WsusService"]);
}

#[test]
fn rows_of_a_w3c_log_are_read_by_their_columns() {
    let log = "#Software: x\n#Fields: date time cs-method cs-uri sc-status sc-win32-status time-taken\n\
        2026-11-21 10:00:00 GET http://go.microsoft.com/a 200 0 12007\n\
        2026-11-21 10:00:00 CONNECT manage.microsoft.com:443 407 0 412\n\
        2026-11-21 10:00:00 GET http://go.microsoft.com/a 502 12007 5\n";
    assert_eq!(
        shown("u_ex261121.log", log),
        [
            "4 HTTP 407 manage.microsoft.com:443 W3C",
            "5 HTTP 502 go.microsoft.com:80 W3C",
            "5 12007 go.microsoft.com:80 W3C"
        ]
    );
}

#[test]
fn the_data_behind_a_message_holds_no_codes() {
    let log = "<![LOG[Done]LOG]!><time=\"10:00:00.407+000\" date=\"11-21-2026\" \
        component=\"Error = 12007\" context=\"(407)\" type=\"1\" thread=\"12007\" file=\"a.cpp:12007\">\n";
    assert_eq!(shown("a.log", log), Vec::<String>::new());
}

#[test]
fn utf_16_comes_to_the_same() {
    let text = older(1, "GET https://go.microsoft.com/ größer") + &older(1, "Fehler = 12007.");
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for piece in [1, 100, 1 << 20] {
        let (finds, shape) = read("a.log", &wide, piece);
        assert_eq!(finds.len(), 1);
        assert_eq!(finds[0].target.as_ref().unwrap().0.authority(), "go.microsoft.com:443");
        assert_eq!((shape.encoding, shape.lines), ("UTF-16 LE", 2));
    }
}

#[test]
fn junk_and_endless_lines_hide_nothing_behind_them() {
    let mut log: Vec<u8> =
        (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    log.extend_from_slice(b"\n<![LOG[cut off ");
    log.extend_from_slice(&vec![b'x'; 3 << 20]);
    log.extend_from_slice(b" Error = 12029 ");
    log.extend_from_slice(&vec![b'y'; 1 << 20]);
    log.push(b'\n');
    log.extend_from_slice(record(1, "GET https://go.microsoft.com/ Error = 12007").as_bytes());
    for piece in [999, 1 << 16, 1 << 23] {
        let finds = read("a.log", &log, piece).0;
        let keys: Vec<String> = finds.iter().map(|find| find.key.to_string()).collect();
        assert_eq!(keys, ["12029", "12007"], "in pieces of {piece} bytes");
        assert!(finds.iter().all(|find| find.message.len() < 700));
    }
}

#[test]
fn a_log_that_was_cut_shows_what_is_left() {
    assert_eq!(shown("a.log", "<![LOG[Error = 12007"), ["1 12007 - a"]);
    assert_eq!(shown("a.log", "2007\n<![LOG[x"), Vec::<String>::new());
    assert_eq!(shown("a.log", ""), Vec::<String>::new());
}

#[test]
fn groups_count_and_lead_to_a_command() {
    let log = [
        older(1, "Using proxy server proxy.contoso.com:8080"),
        older(1, "GET https://go.microsoft.com/x"),
        older(1, "Error = 12007."),
        older(1, "hr=0x80072EE7."),
        older(2, "Fout = 12029."),
    ];
    let identity = LogIdentity::of(Path::new("ruleengine.log"));
    let mut groups = Groups::default();
    for find in read("ruleengine.log", log.concat().as_bytes(), 4096).0 {
        groups.add(find, "ruleengine.log", &identity);
    }
    let sorted = groups.sorted();
    assert_eq!(sorted.len(), 2);
    assert_eq!((sorted[0].count, sorted[0].first.line, sorted[0].last.line), (2, 3, 4));
    assert_eq!(sorted[0].written, ["12007", "0x80072EE7"]);
    assert_eq!(
        sorted[0].command().unwrap(),
        "clearway check --proxy http://proxy.contoso.com:8080 go.microsoft.com:443"
    );
    assert_eq!(
        sorted[1].command().unwrap(),
        "clearway check --role configmgr/software-update-point"
    );
    assert!(sorted[0].explanation().unwrap().meaning.contains("not resolved"));
}

#[test]
fn every_role_of_a_command_has_a_file_in_the_catalogue() {
    for role in all_roles() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("endpoints/{role}.yaml"));
        assert!(file.exists(), "{role}");
    }
}
