//! The HTML page in a real browser: Debian's Chromium, headless, driven through its `WebDriver`
//! (W3C). Pages are opened from files, as a mail attachment is, and nothing is on the network.
//!
//! Where Chromium or its driver is missing a test says `SKIPPED` on stderr and passes; with
//! `CI=true` or `CLEARWAY_INTEROP=required` it fails. `CLEARWAY_SCREENSHOTS=FOLDER` keeps pictures
//! of the sample for people to look at.
#![cfg(target_os = "linux")]

mod access;
mod driver;
mod hostile;
#[path = "../interop/requirement.rs"]
mod requirement;
mod screenshots;
mod table;

use std::fs;
use std::path::PathBuf;

use clearway::page::{Lexicon, page};
use clearway::saved::{Report, read};

use driver::Browser;

/// The stored sample as it is sent around.
fn sample_page() -> String {
    fs::read_to_string(samples().join("sample.html")).unwrap()
}

/// The stored sample read back.
fn sample() -> Report {
    read("sample.json", &fs::read(samples().join("sample.json")).unwrap()).unwrap()
}

fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reports/samples")
}

/// A browser that shows a page, or none where there is no browser.
fn showing(page: &str) -> Option<Browser> {
    let (browser, why) = match Browser::start() {
        Ok(browser) => (Some(browser), String::new()),
        Err(why) => (None, why),
    };
    let browser = requirement::or_skip(browser.ok_or(&why))?;
    browser.open(page);
    Some(browser)
}

/// The page of a report without words for causes.
fn page_of(report: &Report) -> String {
    page(report, &Lexicon::EMPTY)
}
