//! Any values are Internet settings of Windows, or unreadable ones, and are shown without panic.
//!
//! With a nightly compiler: `cargo fuzz run internet_settings -- -max_total_time=60`. With a stable
//! one: `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none internet_settings -- -max_total_time=60`.

#![no_main]

use clearway::proxy::discover::{InternetKeys, RegistryKey, RegistryValue, decide};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Option<u32>, Option<&str>, &str, &[u8])| {
    let (enabled, server, list, blob) = input;
    let mut values = vec![("ProxyOverride".to_owned(), RegistryValue::Text(list.to_owned()))];
    let number = |number: u32| RegistryValue::Number(number.into());
    values.extend(enabled.map(|enabled| ("ProxyEnable".to_owned(), number(enabled))));
    let text = |text: &str| RegistryValue::Text(text.to_owned());
    values.extend(server.map(|server| ("ProxyServer".to_owned(), text(server))));
    let blob = ("DefaultConnectionSettings".to_owned(), RegistryValue::Bytes(blob.to_vec()));
    let keys = InternetKeys {
        settings: RegistryKey { values, unreadable: None },
        connections: RegistryKey { values: vec![blob], unreadable: None },
    };
    let setting = keys.setting("fuzz");
    let _ = setting.shown();
    // A proxy that is switched on decides, readable or not.
    assert!(enabled.is_none_or(|enabled| enabled == 0) || setting.decides());
    let router = decide(&[setting], &[], None);
    let _ = router.route(&"http://a.b.test/".parse().expect("a target"));
});
