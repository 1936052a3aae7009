//! Any text is a bypass list in every dialect, or an error, and reading what is shown changes
//! nothing.
//!
//! With a nightly compiler: `cargo fuzz run bypass -- -max_total_time=60`. With a stable one:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none bypass -- -max_total_time=60`.

#![no_main]

use clearway::address::Target;
use clearway::proxy::{Bypass, Client};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (list, target) = text.split_once('\n').unwrap_or((text, "https://a.b.test:8443/"));
    let Ok(target) = target.parse::<Target>() else { return };
    let windows = Bypass::windows(list);
    let again = Bypass::windows(&windows.to_string());
    assert_eq!(again.covers(&target), windows.covers(&target));
    let macos = Bypass::macos(list.split(','), true);
    assert!(macos.covers(&target).is_none_or(|entry| !entry.is_empty()));
    if let Ok(own) = Bypass::parse(list) {
        let again = Bypass::parse(&own.to_string()).expect("what was read is read again");
        assert_eq!(again, own);
        let _ = own.disagreements(&target);
    }
    for client in Client::ALL {
        let _ = client.bypasses(list, &target);
    }
});
