//! Lists the built-in catalogue files, so that the library can compile them in.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=endpoints");
    let mut files = Vec::new();
    collect(Path::new("endpoints"), "", &mut files)?;
    files.sort_unstable();
    let mut table = String::from("&[\n");
    for file in &files {
        // Slashes on every system: rustc accepts them on Windows too.
        writeln!(
            table,
            "    ({file:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/endpoints/{file}\"))),"
        )
        .map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    fs::write(Path::new(&out).join("catalogue_files.rs"), table)
}

/// Paths below `folder`, relative to `endpoints`, with slashes.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| io::Error::other("a file name is not UTF-8"))?;
        let relative = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &relative, files)?;
        } else if entry.path().extension().is_some_and(|extension| extension == "yaml") {
            files.push(relative);
        }
    }
    Ok(())
}
