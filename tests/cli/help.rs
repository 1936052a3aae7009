//! Help: its examples can be typed, and what is misspelt is understood.

use super::{clearway, finish, run};

/// The examples at the end of a help.
fn examples(subcommand: &str) -> Vec<String> {
    let help = run(&[subcommand, "--help"]);
    let lines = help.out.lines().skip_while(|line| !line.starts_with("Examples:"));
    let own = lines.filter_map(|line| line.strip_prefix("  clearway "));
    own.map(str::to_owned).collect()
}

#[test]
fn the_examples_of_the_help_run_against_the_mock_world() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("allowlist.txt"), "go.microsoft.com\n").unwrap();
    for (subcommand, least) in [("check", 2), ("plan", 2), ("audit", 2)] {
        if !run(&["--help"]).out.contains(&format!("\n  {subcommand} ")) {
            eprintln!("SKIPPED: there is no {subcommand}");
            continue;
        }
        let examples = examples(subcommand);
        assert!((least..=4).contains(&examples.len()), "{subcommand}: {examples:?}");
        for example in examples {
            let words: Vec<&str> = example.split(' ').map(|word| word.trim_matches('\'')).collect();
            let proxy = words.iter().position(|word| *word == "--proxy");
            let mut line = words.clone();
            if let Some(at) = proxy {
                line.drain(at..at + 2);
            }
            if subcommand != "audit" && !line.contains(&"--mock") {
                line.push("--mock");
            }
            let mut command = clearway(&line);
            let run = finish(command.current_dir(folder.path()));
            assert!(matches!(run.code, Some(0 | 1 | 3)), "{example}: {}", run.err);
            assert!(!run.err.contains("error:"), "{example}: {}", run.err);
        }
    }
}

#[test]
fn help_is_grouped() {
    let help = run(&["check", "--help"]).ends_with(0).out.clone();
    for heading in ["The way out:", "Further waves:", "Limits:", "Output:", "Examples:"] {
        assert!(help.contains(&format!("\n{heading}\n")), "{heading}");
    }
}

#[test]
fn what_is_misspelt_is_understood() {
    for (line, meant) in [
        (&["chekc"][..], "'check'"),
        (&["check", "--patiense", "3"], "'--patience'"),
        (&["check", "--role", "configmgr/service-conection-point"], "service-connection-point`"),
        (&["check", "--role", "configmgr/sup"], "`configmgr/software-update-point`"),
        (&["check", "--product", "intnue"], "`intune`"),
        (&["plan", "--product", "wsuss"], "`wsus`"),
        (&["roles", "--product", "wsuss"], "`wsus/*`"),
        (&["explain", "proxy.denid"], "`proxy.denied`"),
        (&["explain", "tcp.refusd"], "`tcp.refused`"),
        (&["check", "--format", "jsn"], "'json'"),
        (&["check", "--report", "jsn=out"], "`json`"),
        (&["plan", "--format", "jsno"], "'json'"),
        (&["completions", "bsh"], "'bash'"),
    ] {
        run(line).refuses(&[meant]);
    }
}
