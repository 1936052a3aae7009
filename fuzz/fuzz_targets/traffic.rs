//! Any bytes are a log of any format, or an error, and no line counts twice.
//!
//! Run like `pattern`, whose first lines say how. The first byte chooses the format.

#![no_main]

use std::io::Cursor;

use clearway::traffic::formats::FORMATS;
use clearway::traffic::{Reader, Seen};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else { return };
    let format = FORMATS.get(usize::from(*first)).copied();
    let reader = Reader { format, threads: 1, most: 100 };
    if let Ok(found) = reader.read_from(Cursor::new(text.to_vec()), "log".as_ref()) {
        let file = &found.files[0];
        let seen: u64 = found.seen.iter().map(Seen::requests).sum();
        let requests = seen + found.beyond + found.without_host;
        assert_eq!(requests + file.asides + file.foreign + file.too_long, file.lines);
    }
});
