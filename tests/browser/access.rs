//! Whether everybody can use the page: both themes, wide and narrow, opened and closed.

use serde_json::{Value, json};

use clearway::compare::{DIFF_WRITERS, Diff, MATRIX_WRITERS, Merger, Writer};
use clearway::saved::read_brief;

use crate::driver::Browser;
use crate::{sample, sample_page, samples, showing};

const CHECKER: &str = include_str!("access.js");

/// Asks in both themes, wide and narrow, closed and opened.
fn assert_accessible(browser: &Browser, page: &str) {
    for theme in ["light", "dark"] {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        browser.devtools("Emulation.setEmulatedMedia", &media);
        for width in [1280, 390] {
            let size =
                json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
            browser.devtools("Emulation.setDeviceMetricsOverride", &size);
            browser.open(page);
            assert_eq!(browser.run(CHECKER), json!([]), "{theme}, {width}");
            browser.run(
                "document.querySelectorAll('details').forEach(own => { own.open = true; }); \
                 document.querySelectorAll('#table button.host').forEach(own => own.click())",
            );
            assert_eq!(browser.run(CHECKER), json!([]), "{theme}, {width}, opened");
        }
    }
}

#[test]
fn a_report_is_accessible() {
    let Some(browser) = showing("") else { return };
    assert_accessible(&browser, &sample_page());
    // The one with every cause, rules and gaps.
    assert_accessible(&browser, &std::fs::read_to_string(samples().join("every.html")).unwrap());
}

fn written<T>(writers: &[&dyn Writer<T>], what: &T) -> String {
    let mut out = Vec::new();
    writers.iter().find(|own| own.name() == "html").unwrap().write(what, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_comparison_and_a_matrix_are_accessible() {
    let Some(browser) = showing("") else { return };
    let mut after = sample();
    for (at, probe) in after.probes.iter_mut().enumerate() {
        if at % 3 == 0 {
            (probe.status, probe.cause) = ("blocked".to_owned(), Some("proxy.denied".to_owned()));
        }
    }
    assert_accessible(&browser, &written(DIFF_WRITERS, &Diff::of(&sample(), &after)));
    let text = std::fs::read_to_string(samples().join("sample.json")).unwrap();
    let mut merger = Merger::default();
    for name in ["cm01", "cm02", "cm03"] {
        let own = text.replace("cm01", name);
        merger.add(name, read_brief(name, own.as_bytes()).unwrap());
    }
    assert_accessible(&browser, &written(MATRIX_WRITERS, &merger.finish()));
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let Some(browser) = showing(
        "<a href=#nowhere></a><h1>x</h1><h3>y</h3><p style='color: #999; background: #fff'>pale</p>\
         <table><thead><tr><th>a</th></tr></thead><tr><td>1</td><td>2</td></tr></table><button></button>",
    ) else {
        return;
    };
    let faults: Value = browser.run(CHECKER);
    let faults = faults.to_string();
    for fault in [
        "no name",
        "h1 is followed",
        "landmark main",
        "no caption",
        "no scope",
        "2 of 1 cells",
        "contrast",
        "no language",
        "leads nowhere",
    ] {
        assert!(faults.contains(fault), "{fault}: {faults}");
    }
}
