//! Every code of the table is found in every form that it is written in, and nothing else is.

use super::*;

fn table() -> &'static WindowsErrors {
    WindowsErrors::builtin()
}

fn key(text: &str) -> Option<Key> {
    table().find(&Code::parse(text)?)
}

fn forms_of(hresult: HResult) -> Vec<String> {
    let digits = format!("{:08X}", hresult.0);
    let signed = hresult.signed();
    vec![
        format!("0x{digits}"),
        format!("0X{}", digits.to_lowercase()),
        digits.to_lowercase(),
        digits,
        signed.to_string(),
        format!("({signed})"),
        hresult.0.to_string(),
        format!("hr=0x{:08x},", hresult.0),
        format!("failed. Error = {signed}."),
    ]
}

fn assert_found(text: &str, expected: Key) {
    assert_eq!(key(text), Some(expected), "{text}");
    let explained = explain(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(!explained.meaning.is_empty(), "{text} has no meaning");
}

#[test]
fn the_table_is_complete() {
    let table = table();
    let counts = [
        ("numbers", table.numbers().len(), 132),
        ("secure failure flags", table.secure_failure_flags().len(), 8),
        ("number notes", table.number_notes.len(), 11),
        ("HTTP statuses", table.mapped_statuses().count(), 15),
        ("HTTP notes", table.http_notes.len(), 5),
        ("Windows Update codes", table.windows_update().len(), 59),
        ("BITS codes", table.bits().len(), 29),
        ("Delivery Optimization codes", table.delivery_optimization().len(), 9),
        ("scan failure groups", table.scan_failure_groups.len(), 3),
        ("causes", table.causes.len(), 13),
        ("log files", table.logs().len(), 49),
        ("status messages", table.status_messages().len(), 6),
        ("notes", table.notes().len(), 5),
    ];
    for (what, found, expected) in counts {
        assert_eq!(found, expected, "{what}");
    }
    assert_eq!((table.format(), table.title().is_empty()), (1, false));
}

#[test]
fn numbers_rise_so_that_they_can_be_searched() {
    assert!(table().numbers().is_sorted_by(|a, b| a.number < b.number));
}

#[test]
fn every_winhttp_and_wininet_number_is_found_in_every_form() {
    for row in table().numbers() {
        let expected = Key::Number(row.number);
        let mut forms = forms_of(row.hresult());
        forms.extend([row.number.to_string(), format!("Error = {}.", row.number)]);
        forms.push(format!("{:#X}", row.number));
        let names = row.winhttp_name.iter().chain(&row.wininet_name).chain(&row.aliases);
        forms.extend(names.flat_map(|name| [name.clone(), name.to_lowercase()]));
        for form in forms {
            assert_found(&form, expected);
        }
    }
}

#[test]
fn every_http_status_is_found_in_the_form_of_every_product() {
    for status in table().mapped_statuses() {
        let row = table().http_status(status);
        let mut forms = vec![status.to_string(), format!("HTTP {status}"), row.name.to_lowercase()];
        forms.push(format!("BG_E_HTTP_ERROR_{status}"));
        for hresult in [row.windows_update, row.bits, row.win32_style] {
            forms.extend(forms_of(hresult));
        }
        assert_eq!(row.bits, HResult::from_http_status(status));
        assert_eq!(row.win32_style, HResult::from_win32(status));
        for form in forms {
            assert_found(&form, Key::Http(status));
        }
    }
}

#[test]
fn every_other_code_is_found_in_every_form() {
    let families = [table().windows_update(), table().bits(), table().delivery_optimization()];
    for row in families.into_iter().flatten() {
        let expected = key(&row.name).unwrap_or_else(|| panic!("{} is not found", row.name));
        match expected {
            Key::Number(number) => assert_eq!(row.code.win32_number(), Some(number)),
            Key::Http(status) => assert_eq!(row.code, HResult::from_http_status(status)),
            Key::WindowsUpdate(code) | Key::Bits(code) | Key::DeliveryOptimization(code) => {
                assert_eq!(row.code, code);
            }
            Key::Flag(_) | Key::StatusMessage(_) | Key::OnlyLogged(_) => panic!("{expected:?}"),
        }
        for form in forms_of(row.code) {
            assert_found(&form, expected);
        }
    }
    for row in table().secure_failure_flags() {
        for form in [row.flag.to_string(), row.name.clone(), row.name.to_lowercase()] {
            assert_found(&form, Key::Flag(row.flag));
        }
    }
    for row in table().status_messages() {
        assert_found(&row.id.to_string(), Key::StatusMessage(row.id));
    }
    assert_found("0x87D20417", Key::OnlyLogged(HResult(0x87D2_0417)));
}

#[test]
fn every_code_that_a_row_mentions_is_known() {
    let table = table();
    let logs = table.logs().iter().flat_map(|log| log.codes.iter().chain(&log.codes_expected));
    let causes = table.causes.iter().flat_map(|row| &row.codes);
    let groups = table.scan_failure_groups.iter().flat_map(|row| &row.codes);
    let notes = table.number_notes.iter().chain(&table.http_notes).flat_map(|row| &row.about);
    let mut texts = Vec::new();
    for mention in logs.chain(causes).chain(groups).chain(notes) {
        match mention {
            Mention::Code(code) => assert!(table.find(code).is_some(), "{code} is not known"),
            Mention::Text(text) => texts.push(text.as_str()),
            Mention::AnyWinHttp
            | Mention::AnyWindowsUpdate
            | Mention::AnyBits
            | Mention::Class(_) => {}
        }
    }
    texts.dedup();
    assert_eq!(texts, [".NET WebException texts"]);
}

#[test]
fn every_name_means_one_entry() {
    let mut names = table().names();
    names.sort_unstable();
    names.dedup();
    for pair in names.windows(2) {
        assert_ne!(pair[0].0, pair[1].0, "{:?} and {:?}", pair[0].1, pair[1].1);
    }
}

#[test]
fn a_status_without_a_row_gets_the_documented_fallback() {
    let row = table().http_status(451);
    assert_eq!(row.windows_update, HResult(0x8024_402B));
    assert_eq!(row.name, "WU_E_PT_HTTP_STATUS_NOT_MAPPED");
    assert_eq!(row.bits.to_string(), "0x801901C3");
    assert_eq!(row.win32_style.to_string(), "0x800701C3");
    assert_eq!(row.class_basis, Some("assumed"));
    let mapped = table().http_status(503);
    assert_eq!(mapped.windows_update.to_string(), "0x80244022");
    assert_eq!(mapped.class, Class::ServiceUnavailable);
}

#[test]
fn what_an_administrator_asks_about_12007() {
    let explained = explain("Failed to download the update from internet. Error = 12007.").unwrap();
    assert_eq!(explained.hresult, Some(HResult(0x8007_2EE7)));
    assert_eq!(explained.signed, Some(-2_147_012_889));
    assert_eq!(explained.who_must_act[0], Actor::DnsOwner);
    let log = |claim: Claim| {
        let logs = explained.logs.iter().filter(move |log| log.claim == claim);
        logs.map(|log| log.file.as_str()).collect::<Vec<_>>()
    };
    assert!(log(Claim::Documented).starts_with(&["ruleengine.log", "WUAHandler.log"]));
    assert!(log(Claim::Expected).contains(&"PatchDownloader.log"));
    assert!(!log(Claim::Expected).contains(&"ruleengine.log"), "a log is listed once");
    assert_eq!(
        explained.logs[0].lines,
        ["Failed to download the update from internet. Error = 12007."]
    );
    let related: Vec<&str> = explained.related.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(related, ["0x80072EE7", "0x8024402C", "0x80200031", "0x80200035"]);
    let json = serde_json::to_value(&explained).unwrap();
    assert_eq!(json["hresult"], "0x80072EE7");
    assert_eq!(json["class"], "dns");
    assert_eq!(json["names"][0]["family"], "winhttp");
}

#[test]
fn two_meanings_are_both_shown() {
    for text in ["12175", "0x80072F8F", "WININET_E_DECODING_FAILED"] {
        let explained = explain(text).unwrap();
        assert!(explained.ambiguities[0].contains("ERROR_WINHTTP_SECURE_FAILURE in WinHTTP"));
        assert!(explained.ambiguities[0].contains("and ERROR_INTERNET_DECODING_FAILED in WinINet"));
    }
    assert_eq!(explain("0x80070194").unwrap().ambiguities.len(), 1);
    assert_eq!(explain("0x80244019").unwrap().ambiguities.len(), 0);
    assert_eq!(explain("12007").unwrap().ambiguities.len(), 0);
}

#[test]
fn what_clearway_itself_prints_can_be_asked_about() {
    assert_eq!(explain("HTTP 503, 0x80244022").unwrap().http_status, Some(503));
    assert_eq!(explain("line 200: error 0x80072EE2").unwrap().number, Some(12002));
}

#[test]
fn low_bits_of_another_facility_are_a_near_miss() {
    let error = explain("0x80192EE7").unwrap_err().to_string();
    assert!(error.contains("low 16 bits are 12007, but its facility is 25, not 7"), "{error}");
    for text in ["0x00072EE7", "0x80070005", "0x801900FF0", "HTTP 600", "99", "0x80190063"] {
        assert!(explain(text).is_err(), "{text}");
    }
}

#[test]
fn an_unknown_code_names_its_neighbours() {
    for text in ["12035", "0x80072F03"] {
        let error = explain(text).unwrap_err().to_string();
        assert!(error.contains("12034 ERROR_INTERNET_NEED_UI"), "{error}");
        assert!(error.contains("-2147012889"), "{error}");
    }
    let error = explain("ERROR_WINHTTP_NAME_NOT_RESOLVE").unwrap_err().to_string();
    assert!(error.contains("12007 ERROR_WINHTTP_NAME_NOT_RESOLVED"), "{error}");
    let error = explain("0x80244FFF").unwrap_err().to_string();
    assert!(error.contains("0x8024402F"), "{error}");
    assert!(matches!(explain("proxy.denied"), Err(Unknown::NoCode { .. })));
    assert!(matches!(explain(""), Err(Unknown::NoCode { .. })));
    assert!(matches!(explain("12007 or 12029"), Err(Unknown::Several { .. })));
}

#[test]
fn every_source_of_a_row_is_listed_and_every_text_fits_80_columns() {
    for (name, key) in table().names() {
        let explained = explain(name).unwrap();
        let has_source = matches!(key, Key::OnlyLogged(_)) || !explained.sources.is_empty();
        assert!(has_source, "{name} has no source");
        for line in explained.to_string().lines() {
            let is_one_word = !line.trim_start_matches([' ', '-']).contains(' ');
            assert!(line.chars().count() <= 80 || is_one_word, "{name}: {line}");
        }
    }
    let table = table();
    let numbers = table.numbers().iter().flat_map(|row| &row.sources);
    let logs = table.logs().iter().flat_map(|row| &row.sources);
    let coded = [table.windows_update(), table.bits(), table.delivery_optimization()];
    let coded = coded.into_iter().flatten().flat_map(|row| &row.sources);
    let flags = table.secure_failure_flags().iter().flat_map(|row| &row.sources);
    let messages = table.status_messages().iter().flat_map(|row| &row.sources);
    let notes = table.number_notes.iter().chain(&table.http_notes).flat_map(|row| &row.sources);
    for id in numbers.chain(logs).chain(coded).chain(flags).chain(messages).chain(notes) {
        assert!(table.source(id).is_some(), "{id} is no source");
    }
}
