//! The engines: Python packages that hold them, of the Python that `CLEARWAY_PYTHON` names, else of
//! `python3`. `pip install -r tests/engines.txt` has them all.
//!
//! What is missing is skipped, loudly; with `CI=true` or `CLEARWAY_REQUIRE_ENGINES` it is a failure.

use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs a script of Python: what it prints, or none when the engine is missing.
pub fn python(module: &str, script: &str) -> Option<String> {
    let program = env::var("CLEARWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = ["-c", &format!("import {module}")];
    let here = Command::new(&program).args(import).stderr(Stdio::null()).status();
    if !here.is_ok_and(|status| status.success()) {
        let why = format!("{program} cannot import {module}: pip install -r tests/engines.txt");
        assert!(!required(), "{why}");
        // Not `eprintln!`, which the harness keeps to itself when a test passes.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
        return None;
    }
    // A script may be longer than an argument.
    let mut child = Command::new(&program)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{module}: {errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn required() -> bool {
    let ci = env::var("CI").is_ok_and(|value| matches!(&*value.to_lowercase(), "true" | "1"));
    ci || env::var_os("CLEARWAY_REQUIRE_ENGINES").is_some()
}
