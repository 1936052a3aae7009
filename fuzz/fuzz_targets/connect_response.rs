//! Any bytes that a proxy may send in answer to CONNECT are read to an end, within bounds.
//!
//! With a nightly compiler: `cargo fuzz run connect_response -- -max_total_time=60`. With a stable
//! one: `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none connect_response -- -max_total_time=60`.

#![no_main]

use std::sync::LazyLock;

use clearway::measurement::{HttpAnswer, Page};
use clearway::probe::read_answer;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(answer) = RUNTIME.block_on(read_answer(bytes)) {
        assert!(answer.body.len() <= HttpAnswer::BODY_KEPT);
        assert!(answer.page.text.chars().count() <= Page::TEXT_KEPT);
        assert!(answer.status < 1000);
        let _ = answer.status_line();
    }
    let _ = Page::read(bytes);
});
