//! Any bytes are the default proxy of WinHTTP, or an error that is never taken as "no proxy".
//!
//! With a nightly compiler: `cargo fuzz run winhttp_blob -- -max_total_time=60`. With a stable one:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none winhttp_blob -- -max_total_time=60`.

#![no_main]

use clearway::proxy::discover::{
    ConnectionBlob, RegistryKey, RegistryValue, decide, from_winhttp,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let value = RegistryValue::Bytes(bytes.to_vec());
    let values = vec![("WinHttpSettings".to_owned(), value)];
    let setting = from_winhttp(&RegistryKey { values, unreadable: None });
    match ConnectionBlob::parse(bytes) {
        Ok(blob) => assert!(!blob.uses_proxy() || setting.decides()),
        Err(_) => assert_eq!(setting.decides(), !bytes.is_empty()),
    }
    let router = decide(&[setting], &[], None);
    let _ = router.route(&"https://a.b.test/".parse().expect("a target"));
});
