//! Any bytes that a SOCKS proxy may send are read to an end.
//!
//! With a nightly compiler: `cargo fuzz run socks_replies -- -max_total_time=60`. With a stable one:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none socks_replies -- -max_total_time=60`.

#![no_main]

use std::sync::LazyLock;

use clearway::probe::read_socks_replies;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

fuzz_target!(|bytes: &[u8]| {
    let target = "x.test:443".parse().expect("a target");
    if RUNTIME.block_on(read_socks_replies(bytes, &target)).is_ok() {
        assert!(bytes.starts_with(b"\x05"), "granted by no SOCKS proxy");
    }
});
