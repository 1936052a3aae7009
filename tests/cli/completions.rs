//! Completions and manual pages: accepted by those who read them.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use super::run;

/// The exit of a program that reads a text; none where it is not installed, which is said.
fn read_by(program: &str, arguments: &[&str], text: &str) -> Option<(bool, String)> {
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("SKIPPED: {program} is not installed");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(text.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

#[test]
fn every_shell_reads_its_script() {
    for (shell, program) in [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")] {
        let script = run(&["completions", shell]).ends_with(0).out.clone();
        for word in ["patience", "completions", "config"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // Read, not run; fish spells the option in its own way.
        let option = if shell == "fish" { "--no-execute" } else { "-n" };
        let Some((well, said)) = read_by(program, &[option], &script) else { continue };
        assert!(well, "{shell}: {said}");
    }
    let script = run(&["completions", "powershell"]).ends_with(0).out.clone();
    assert!(script.contains("Register-ArgumentCompleter"));
    run(&["completions", "bahs"]).refuses(&["bahs", "bash"]);
}

#[test]
fn bash_completes_a_subcommand_and_an_option() {
    let script = run(&["completions", "bash"]).ends_with(0).out.clone();
    let ask = "\nCOMP_WORDS=(clearway check --pati); COMP_CWORD=2; _clearway clearway --pati check
        echo \"${COMPREPLY[@]}\"
        COMP_WORDS=(clearway expl); COMP_CWORD=1; _clearway clearway expl clearway
        echo \"${COMPREPLY[@]}\"\n";
    let Some((_, said)) = read_by("bash", &["--norc"], &format!("{script}{ask}")) else { return };
    assert!(said.contains("--patience"), "{said}");
    assert!(said.contains("explain"), "{said}");
}

#[test]
fn manual_pages_are_rendered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man/man1");
    run(&["man", path.to_str().unwrap()]).ends_with(0);
    for name in ["clearway", "clearway-check", "clearway-site-check", "clearway-config-show"] {
        let text = fs::read_to_string(path.join(format!("{name}.1"))).unwrap();
        assert!(text.contains(".SH NAME"), "{name}");
        assert!(!text.contains('\x1b'), "{name}");
        let options = ["-man", "-Tutf8", "-wall"];
        let Some((well, said)) = read_by("groff", &options, &text) else { continue };
        assert!(well && !said.contains("warning"), "{name}: {said}");
        assert!(said.contains("clearway"), "{name}: {said}");
    }
    let page = run(&["man"]).ends_with(0).out.clone();
    assert!(page.contains(".TH clearway 1"), "{page}");
    let Some((well, said)) = read_by("man", &["-l", "-"], &page) else { return };
    assert!(well && said.contains("Is the way out clear?"), "{said}");
}
