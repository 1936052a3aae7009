//! Any bytes are a log or a file of names, or an error, and no line counts twice.
//!
//! Run like `pattern`, whose first lines say how.

#![no_main]

use clearway::address::{Entry, HostPattern};
use clearway::names::{read_file_from, read_log_from};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let wanted: [HostPattern; 2] =
        ["*.com", "*a*.b"].map(|text| text.parse::<Entry>().expect("an entry").host);
    if let Ok(found) = read_log_from(bytes, "log".as_ref(), &wanted) {
        let requests: u64 = found.names.iter().map(|name| name.requests).sum();
        assert!(requests + found.unreadable <= found.lines);
    }
    let _ = read_file_from(bytes, "names".as_ref());
});
