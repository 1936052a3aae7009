//! Search, filters, sorting, copying and the reader's clock.

use serde_json::{Value, json};

use crate::driver::Browser;
use crate::{page_of, sample, sample_page, showing};

/// Hosts of the rows that are shown, in their order.
fn shown(browser: &Browser) -> Vec<String> {
    let script =
        "return Array.from(document.querySelectorAll('#table tbody th'), th => th.textContent)";
    browser
        .run(script)
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own.as_str().unwrap().to_owned())
        .collect()
}

/// How many rows the filters find, shown or not.
fn found(browser: &Browser) -> usize {
    let found = browser.run("return document.getElementById('table').dataset.found");
    found.as_str().unwrap().parse().unwrap()
}

/// Waits until so many rows are found.
fn finds(browser: &Browser, count: usize) {
    browser
        .wait_for(&format!("return document.getElementById('table').dataset.found === '{count}'"));
}

#[test]
fn search_and_filters_narrow_the_table() {
    let Some(browser) = showing(&sample_page()) else { return };
    let report = sample();
    let all = report.probes.len();
    finds(&browser, all);
    browser.write("#search", "manage MICROSOFT");
    let both = report.probes.iter().filter(|own| own.place().contains("manage.microsoft")).count();
    finds(&browser, both);
    assert!(shown(&browser).iter().all(|host| host.contains("manage")));
    browser.press("#reset");
    finds(&browser, all);
    let blocked = report.probes.iter().filter(|own| own.status == "blocked").count();
    browser.press("#controls button[value=blocked]");
    finds(&browser, blocked);
    browser.press("#controls button[value=failed]");
    let failed = report.probes.iter().filter(|own| own.status == "failed").count();
    finds(&browser, blocked + failed);
    browser.press("#reset");
    browser.run(
        "const role = document.getElementById('role'); role.value = 'intune/intune-core'; \
         role.dispatchEvent(new Event('change'))",
    );
    let intune =
        |own: &&clearway::saved::Probe| own.roles.iter().any(|role| role == "intune/intune-core");
    finds(&browser, report.probes.iter().filter(intune).count());
    let said = browser.run("return document.getElementById('found').textContent");
    assert!(said.as_str().unwrap().contains(&format!("of {all} probes")), "{said}");
}

#[test]
fn what_was_seen_is_searched_too() {
    let Some(browser) = showing(&sample_page()) else { return };
    browser.write("#search", "ERR_DNS_FAIL");
    let with = |own: &&clearway::saved::Probe| {
        own.evidence.iter().any(|line| line.contains("ERR_DNS_FAIL"))
    };
    finds(&browser, sample().probes.iter().filter(with).count());
}

#[test]
fn columns_sort_both_ways_and_say_so() {
    let Some(browser) = showing(&sample_page()) else { return };
    browser.press("#table thead th:nth-child(2) button");
    let up = shown(&browser);
    assert_eq!(
        browser.run("return document.querySelector('#table thead th:nth-child(2)').ariaSort"),
        "ascending"
    );
    browser.press("#table thead th:nth-child(2) button");
    let mut down = shown(&browser);
    assert_ne!(up, down);
    down.sort_by_key(|host| up.iter().position(|own| own == host));
    assert_eq!(up, down);
    browser.press("#table thead th:nth-child(6) button");
    browser.press("#table thead th:nth-child(6) button");
    let first = &shown(&browser)[0];
    let slowest = sample()
        .probes
        .into_iter()
        .max_by(|a, b| a.ms().unwrap_or(-1.0).total_cmp(&b.ms().unwrap_or(-1.0)));
    assert_eq!(*first, slowest.unwrap().place());
}

#[test]
fn a_number_of_the_heat_map_leads_to_its_probes() {
    let Some(browser) = showing(&sample_page()) else { return };
    let role = "configmgr/service-connection-point";
    let cell = format!("td[data-role='{role}'][data-cause='proxy.denied']");
    let number = browser.run(&format!("return document.querySelector(\"{cell}\").textContent"));
    browser.press(&format!("{cell} button"));
    finds(&browser, number.as_str().unwrap().parse().unwrap());
}

#[test]
fn a_link_opens_its_probe_even_when_it_is_filtered_out() {
    let Some(browser) = showing(&sample_page()) else { return };
    browser.write("#search", "nothing has this text");
    finds(&browser, 0);
    browser.press(".refusal .places a");
    let open = "const open = document.querySelector('#table tbody.open'); \
                return open && '#' + open.id === location.hash && open.querySelector('details').open";
    browser.wait_for(open);
}

#[test]
fn copy_buttons_copy_what_stands_beside_them() {
    let Some(browser) = showing(&sample_page()) else { return };
    let both = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    browser.devtools("Browser.grantPermissions", &both);
    for (selector, start) in [
        (".refusal [data-copy='the curl line'] + button", "curl -v"),
        (".refusal [data-copy='the PowerShell line'] + button", "Invoke-WebRequest"),
        (".request [data-copy='the change request'] + button", "Change request: "),
    ] {
        browser.run(
            "document.querySelectorAll('.request details').forEach(own => { own.open = true; })",
        );
        browser.press(selector);
        browser.wait_for(&format!(
            "return document.querySelector({selector:?}).textContent === 'Copied'"
        ));
        let copied = browser
            .run_later("navigator.clipboard.readText().then(done, why => done(String(why)))");
        assert!(copied.as_str().unwrap().starts_with(start), "{copied}");
        let beside = browser.run(&format!(
            "return document.querySelector({selector:?}).previousSibling.textContent"
        ));
        assert_eq!(copied, beside);
    }
}

#[test]
fn the_keyboard_reaches_and_opens_everything() {
    let Some(browser) = showing(&sample_page()) else { return };
    browser.run("document.getElementById('search').focus()");
    let tab = "\u{e004}";
    for _ in 0..40 {
        browser.keys(&[tab]);
        if browser.run("return document.activeElement.className") == "host" {
            break;
        }
    }
    assert_eq!(browser.run("return document.activeElement.className"), "host");
    browser.keys(&["\u{e007}"]);
    browser.wait_for("return document.activeElement.ariaExpanded === 'true'");
    let ring = browser.run("return getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(ring, "solid", "the focus is not seen");
}

#[test]
fn times_are_the_readers_with_utc_beside_them() {
    let Some(browser) = showing("") else { return };
    browser.devtools("Emulation.setTimezoneOverride", &json!({"timezoneId": "Asia/Kolkata"}));
    browser.open(&sample_page());
    let time = browser.run("return document.querySelector('header time').textContent");
    let time = time.as_str().unwrap();
    assert!(time.contains("7:44:07") && time.contains("(2026-03-01 02:14:07 UTC)"), "{time}");
}

#[test]
fn ten_thousand_rows_stay_fast() {
    let mut report = sample();
    let some = report.probes.clone();
    report.probes = (0..10_000)
        .map(|at| {
            let mut probe = some[at % some.len()].clone();
            probe.host = Some(format!("host-{at}.test"));
            probe
        })
        .collect();
    let Some(browser) = showing(&page_of(&report)) else { return };
    finds(&browser, 10_000);
    let in_document = browser.run("return document.querySelectorAll('#table tbody').length");
    assert_eq!(in_document, 100, "only what is shown is in the document");
    browser.write("#search", "host-77");
    finds(&browser, 111);
    // The end of the table comes into view, and more of it with it.
    browser.run("document.getElementById('more').scrollIntoView()");
    browser.wait_for("return document.querySelectorAll('#table tbody').length === 111");
    browser.press("#reset");
    browser.press("#table thead th:nth-child(2) button");
    assert_eq!(found(&browser), 10_000);
    assert_eq!(shown(&browser)[1], "host-1.test:443");
    // Print has them all, and not only the first.
    browser.run("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(browser.run("return document.querySelectorAll('#table tbody').length"), 10_000);
}

#[test]
fn without_the_script_the_tables_are_all_there() {
    let Some(browser) = showing("") else { return };
    browser.devtools("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    browser.open(&sample_page());
    let count = |selector: &str| {
        let script = format!("return document.querySelectorAll({selector:?}).length");
        browser.run(&script).as_u64().unwrap()
    };
    assert_eq!(count("html.js"), 0, "the script ran");
    assert_eq!(count("#table tbody"), sample().probes.len() as u64);
    assert_eq!(count("button, input, select"), 0, "there are controls that do nothing");
    assert_eq!(count("tr.more details"), sample().probes.len() as u64);
    let hidden = browser.run(
        "return Array.from(document.querySelectorAll('tr.more')).filter(row => !row.offsetHeight).length",
    );
    assert_eq!(hidden, Value::from(0), "details cannot be reached");
}
