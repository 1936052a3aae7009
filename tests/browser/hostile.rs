//! Text from the network does nothing in the page but show, and the page loads nothing.

use serde_json::{Value, json};

use clearway::saved::{Report, read};

use crate::{page_of, samples, showing};

/// What would like to run, load, break out or hide.
const CURSES: [&str; 9] = [
    "<script>window.owned = 1</script>",
    "</script><script>window.owned = 1</script>",
    "</style><img src=x onerror=\"window.owned = 1\">",
    "\" onmouseover=\"window.owned = 1\" autofocus onfocus=\"window.owned = 1",
    "'><svg onload=window.owned=1>",
    "<!--<script>window.owned = 1//-->",
    "\u{2028}window.owned = 1\u{2029}]]>&lt;b&gt;",
    "<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:9/\"><link rel=stylesheet href=http://127.0.0.1:9/x>",
    "javascript:window.owned=1//<a href=javascript:window.owned=1>x</a><base href=http://127.0.0.1:9/>",
];

/// Puts a curse into every text of a report that is no fixed word.
fn curse(value: &mut Value, at: &mut usize) {
    match value {
        Value::String(text) => {
            let fixed = text.parse::<jiff::Timestamp>().is_ok() || text.starts_with("clearway/");
            if !fixed {
                text.push_str(CURSES[*at % CURSES.len()]);
                *at += 1;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| curse(item, at)),
        Value::Object(fields) => fields.values_mut().for_each(|field| curse(field, at)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The sample with a curse in every field, statuses and causes included; every curse stands in
/// every field of some report.
fn cursed(first: usize) -> Report {
    let text = std::fs::read(samples().join("sample.json")).unwrap();
    let mut value: Value = serde_json::from_slice(&text).unwrap();
    value["gaps"] = json!([{"kind": "crl", "host": "h", "port": 80, "because": "b", "roles": ["r"], "status": "s", "row": 0}]);
    value["rules"] = json!([{"pattern": "*.x", "port": 443, "method": "CONNECT", "verdict": "absent", "text": "t",
        "roles": ["r"], "calibration": {"state": "s", "text": "t"}, "advice": "a",
        "probes": [{"kind": "name", "host": "h", "meaning": "m", "answer": "a", "row": 0}]}]);
    let mut at = first;
    curse(&mut value, &mut at);
    read("cursed.json", value.to_string().as_bytes()).unwrap()
}

#[test]
fn hostile_text_in_every_field_never_runs() {
    let Some(browser) = showing("") else { return };
    for first in 0..CURSES.len() {
        browser.open(&page_of(&cursed(first)));
        // Everything is opened, hovered over and pressed that could be.
        browser.run(
            "document.querySelectorAll('details').forEach(own => { own.open = true; }); \
             document.querySelectorAll('#table button.host, td button, #controls button, .copy').forEach(own => own.click()); \
             document.querySelectorAll('*').forEach(own => { for (const kind of ['mouseover', 'focus', 'load', 'error']) \
                 own.dispatchEvent(new Event(kind)); });",
        );
        assert_eq!(browser.run("return window.owned === undefined"), true, "curse {first}");
        let strange = "return Array.from(document.querySelectorAll(\
             'img, link, base, iframe, object, script:not(body > script, head > script), meta[http-equiv=refresh], [style], [onmouseover], \
             [onfocus], [onload], [onerror], [src], a:not([href^=\"#\"])'), own => own.outerHTML)";
        assert_eq!(browser.run(strange), json!([]), "curse {first}");
        assert_eq!(browser.run("return document.scripts.length"), 2);
        assert_no_request_and_no_violation(&browser);
    }
}

#[test]
fn the_page_loads_nothing_and_breaks_no_policy() {
    let Some(browser) = showing(&crate::sample_page()) else { return };
    browser.open(&std::fs::read_to_string(samples().join("every.html")).unwrap());
    browser.wait_for("return document.readyState === 'complete'");
    browser.press("#theme");
    assert_no_request_and_no_violation(&browser);
    // The policy is there and works: what is not by its hash does not run, and says so in the log.
    let tried = "const own = document.createElement('script'); own.textContent = 'window.owned = 1'; \
                 document.body.append(own); return window.owned === undefined";
    assert_eq!(browser.run(tried), true);
    let log = browser.log("browser");
    assert!(
        log.iter().any(|line| line["message"].to_string().contains("Content Security Policy")),
        "{log:?}"
    );
}

fn assert_no_request_and_no_violation(browser: &crate::driver::Browser) {
    let log = browser.log("browser");
    assert!(log.is_empty(), "the browser complains: {log:#?}");
    for line in browser.log("performance") {
        let message: Value = serde_json::from_str(line["message"].as_str().unwrap()).unwrap();
        if message["message"]["method"] == "Network.requestWillBeSent" {
            let request = &message["message"]["params"];
            // What the browser's own empty tab loads from itself is not the page's.
            if request["documentURL"].as_str().is_some_and(|from| from.starts_with("chrome://")) {
                continue;
            }
            let url = request["request"]["url"].as_str().unwrap().to_owned();
            let own = url.starts_with("file:///") && url.ends_with("report.html");
            assert!(own, "the page asked for {url}");
        }
    }
}
