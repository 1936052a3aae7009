//! Any bytes are a role file or an error that names the file.
//!
//! With a nightly compiler: `cargo fuzz run catalogue -- -max_total_time=60`. With a stable one:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none catalogue -- -max_total_time=60`. Files of
//! `endpoints/` are a good start: copy some to `fuzz/corpus/catalogue/`.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use clearway::catalogue::Catalogue;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a folder for the file"));

fuzz_target!(|bytes: &[u8]| {
    fs::write(FOLDER.path().join("role.yaml"), bytes).expect("a file can be written");
    match Catalogue::default().with_directory(FOLDER.path()) {
        Ok(catalogue) => assert_eq!(catalogue.roles().count(), 1),
        Err(error) => assert!(error.to_string().contains("role.yaml"), "{error}"),
    }
});
