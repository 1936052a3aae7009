//! Both themes by the reader's choice, and pictures of the sample for people to look at.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::{sample_page, showing};

#[test]
fn the_reader_chooses_the_theme_and_the_system_proposes_it() {
    let Some(browser) = showing("") else { return };
    let ground = "return getComputedStyle(document.body).backgroundColor";
    let mut seen: Vec<Value> = Vec::new();
    for theme in ["light", "dark"] {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        browser.devtools("Emulation.setEmulatedMedia", &media);
        browser.open(&sample_page());
        let proposed = browser.run(ground);
        browser.press("#theme");
        let chosen = browser.run(ground);
        assert_ne!(proposed, chosen);
        seen.extend([proposed, chosen]);
    }
    assert_eq!((&seen[0], &seen[1]), (&seen[3], &seen[2]), "both ways lead to the same themes");
}

#[test]
fn pictures_are_taken_where_somebody_wants_them() {
    let Some(folder) = std::env::var_os("CLEARWAY_SCREENSHOTS").map(PathBuf::from) else { return };
    let Some(browser) = showing("") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let keep = |name: &str, data: &Value| {
        std::fs::write(folder.join(name), STANDARD.decode(data.as_str().unwrap()).unwrap())
            .unwrap();
    };
    browser.devtools("Emulation.setTimezoneOverride", &json!({"timezoneId": "Europe/Berlin"}));
    for theme in ["light", "dark"] {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        browser.devtools("Emulation.setEmulatedMedia", &media);
        for width in [1280, 390] {
            let size =
                json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
            browser.devtools("Emulation.setDeviceMetricsOverride", &size);
            browser.open(&sample_page());
            let picture = |name: &str, whole: bool| {
                let how = json!({"format": "png", "captureBeyondViewport": whole});
                keep(name, &browser.devtools("Page.captureScreenshot", &how)["data"]);
            };
            picture(&format!("{theme}-{width}.png"), false);
            browser.run("document.querySelector('#table button.host').click(); document.getElementById('probes').scrollIntoView()");
            picture(&format!("{theme}-{width}-table.png"), false);
        }
    }
    // As wide as a sheet of A4 with its margins.
    let sheet = json!({"width": 720, "height": 1018, "deviceScaleFactor": 1, "mobile": false});
    browser.devtools("Emulation.setDeviceMetricsOverride", &sheet);
    browser.devtools("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    browser.open(&sample_page());
    browser.run("dispatchEvent(new Event('beforeprint'))");
    let whole = json!({"format": "png", "captureBeyondViewport": true});
    keep("print.png", &browser.devtools("Page.captureScreenshot", &whole)["data"]);
    keep("print.pdf", &browser.devtools("Page.printToPDF", &json!({}))["data"]);
}
