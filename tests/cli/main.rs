//! The whole program as it is typed: every subcommand, in a process of its own.

mod audit;
mod catalogue;
mod completions;
mod config;
mod curation;
mod ending;
mod explain;
mod further;
mod help;
mod login;
mod logs;
mod mock;
mod notes;
mod output;
mod pac;
mod plan;
mod reports;
mod route;
mod routes;
mod rules;
mod saved;
mod servers;
mod site;
mod watch;
mod world;

use assert_cmd::Command;
use serde_json::Value;

/// What a run of the program left.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    /// The JSON on stdout.
    fn json(&self) -> Value {
        match serde_json::from_str(&self.out) {
            Ok(value) => value,
            Err(error) => panic!("stdout is no JSON: {error}\n{}\n{}", self.out, self.err),
        }
    }

    /// The only probe of a JSON report.
    fn probe(&self) -> Value {
        let probes = self.json()["probes"].as_array().unwrap().clone();
        assert_eq!(probes.len(), 1, "{probes:?}");
        probes[0].clone()
    }

    #[track_caller]
    fn ends_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// An error of usage or input: exit code 2, the words on stderr, nothing on stdout.
    #[track_caller]
    fn refuses(&self, words: &[&str]) {
        self.ends_with(2);
        assert_eq!(self.out, "", "a refusal belongs to stderr");
        for word in words {
            assert!(self.err.contains(word), "`{word}` is missing in: {}", self.err);
        }
    }
}

/// The program with nothing about proxies or colours in its environment.
fn clearway(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CLEARWAY_LOG", "CLEARWAY_CONFIG"] {
        command.env_remove(name);
    }
    command.env_remove("CLEARWAY_PROXY_PASSWORD");
    // The settings of the computer that runs the tests are no part of them.
    command.env("CLEARWAY_ROOT", concat!(env!("CARGO_TARGET_TMPDIR"), "/no-settings"));
    command.args(arguments).timeout(std::time::Duration::from_mins(2));
    command
}

fn run(arguments: &[&str]) -> Run {
    finish(&mut clearway(arguments))
}

fn run_in(environment: &[(&str, &str)], arguments: &[&str]) -> Run {
    finish(clearway(arguments).envs(environment.iter().copied()))
}

fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn a_wrong_flag_is_a_usage_error() {
    run(&["check", "--no-such-flag"]).refuses(&["--no-such-flag"]);
    run(&["check", "--format", "xml", "x.test"]).refuses(&["xml", "junit"]);
    run(&["chekc"]).refuses(&["chekc"]);
    run(&[]).ends_with(2);
}

#[test]
fn help_and_version_are_no_errors() {
    assert!(run(&["--help"]).ends_with(0).out.contains("Exit codes: 0 ready"));
    assert!(run(&["--version"]).ends_with(0).out.starts_with("clearway "));
    for name in ["check", "plan", "route", "roles", "explain", "logs", "site", "catalogue", "mock"]
    {
        assert!(run(&[name, "--help"]).ends_with(0).out.contains("Usage: clearway"), "{name}");
    }
}
