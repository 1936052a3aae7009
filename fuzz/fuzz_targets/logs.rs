//! Any bytes are a log, and what is found in them does not depend on how they arrive.
//!
//! Run like `pattern`, whose first lines say how.

#![no_main]

use clearway::logs::{Find, LogIdentity, Scanner};
use libfuzzer_sys::fuzz_target;

fn read(bytes: &[u8], piece: usize) -> (Vec<Find>, u64) {
    let mut scanner = Scanner::new(LogIdentity::of("PatchDownloader.log".as_ref()));
    let mut finds = Vec::new();
    for piece in bytes.chunks(piece) {
        scanner.feed(piece, &mut |find| finds.push(find));
    }
    let shape = scanner.finish(&mut |find| finds.push(find));
    (finds, shape.lines)
}

fuzz_target!(|bytes: &[u8]| {
    let (finds, lines) = read(bytes, 1 << 20);
    for find in &finds {
        assert!(find.line >= 1 && find.line <= lines);
        assert!(!find.written.is_empty());
        assert!(!find.message.contains(char::is_control));
    }
    let _ = read(bytes, 7);
});
