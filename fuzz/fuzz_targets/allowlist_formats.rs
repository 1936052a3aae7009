//! Any text is read as every format, or told why not; any text is an entry of every dialect, or
//! refused; and whatever is read can be held against a request.
//!
//! Run like `pattern`, whose first lines say how.

#![no_main]

use clearway::allowlist::dialects::DIALECTS;
use clearway::allowlist::formats::FORMATS;
use clearway::allowlist::{NearbyFiles, Options, Request, Source};
use libfuzzer_sys::fuzz_target;

/// No other files.
struct Alone;

impl NearbyFiles for Alone {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("{name} is not there"))
    }
}

fuzz_target!(|text: &str| {
    let request = Request::new("www.example.com", 443);
    for dialect in DIALECTS {
        if let Ok(meaning) = dialect.entry(text) {
            let _ = meaning.admits(&request);
        }
    }
    let source = Source { file: "fuzz".into(), text: text.to_owned() };
    for format in FORMATS {
        let _ = format.recognise(&source);
        if let Ok(list) = format.read(&source, &Options::default(), &Alone) {
            let _ = list.decide(&request);
        }
    }
});
