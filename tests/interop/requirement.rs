//! What a test needs of the machine, and what happens where it is missing.

use std::env;
use std::io::Write;
use std::path::PathBuf;

/// What was made, or nothing and a loud word about it.
///
/// # Panics
/// When it could not be made, and this run is one that must not skip.
pub fn or_skip<T>(made: Result<T, &String>) -> Option<T> {
    match made {
        Ok(made) => Some(made),
        Err(why) if required() => panic!("{why}, and CI=true or CLEARWAY_INTEROP forbids to skip"),
        Err(why) => {
            // Not `eprintln!`, which the harness keeps to itself when a test passes.
            let test = std::thread::current().name().unwrap_or("a test").to_owned();
            let _ = writeln!(std::io::stderr(), "SKIPPED: {test}: {why}");
            None
        }
    }
}

/// The path of a program.
///
/// # Errors
/// When it is not installed: says which package has it.
pub fn program(name: &str, package: &str) -> Result<PathBuf, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    env::split_paths(&path)
        .chain(system)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .ok_or_else(|| format!("{name} is not installed (apt-get install {package})"))
}

fn required() -> bool {
    let is = |name: &str, values: &[&str]| {
        env::var(name).is_ok_and(|value| values.contains(&value.to_lowercase().as_str()))
    };
    is("CI", &["true", "1"]) || is("CLEARWAY_INTEROP", &["required"])
}
