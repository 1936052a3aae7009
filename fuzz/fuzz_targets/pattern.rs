//! Any text is a list entry or an error, and an entry covers the same hosts when it is read again.
//!
//! With a nightly compiler: `cargo fuzz run pattern -- -max_total_time=60`. With a stable one:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none pattern -- -max_total_time=60`.

#![no_main]

use clearway::address::{Entry, Host};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (pattern, name) = text.split_once('\n').unwrap_or((text, "a.b.c"));
    let Ok(entry) = pattern.parse::<Entry>() else { return };
    assert_eq!(entry.to_string(), pattern);
    let again: Entry = entry.to_string().parse().expect("what was read is read again");
    assert_eq!(again, entry);
    if let Ok(host) = name.parse::<Host>() {
        assert_eq!(again.host.covers(&host), entry.host.covers(&host));
        let shown: Host = host.authority().parse().expect("a shown host is one");
        assert_eq!(shown, host);
    }
});
