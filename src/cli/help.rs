//! The declared command line, with examples at the end of each help.

use clap::{Command, CommandFactory};

use super::args::Arguments;

/// Examples by subcommand, each as it can be typed, and what it is good for.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "check",
        &[
            (
                "clearway check --mock --role configmgr/service-connection-point",
                "without a network",
            ),
            (
                "clearway check --role 'wsus/*' --proxy http://proxy.corp.example:8080",
                "through the proxy that the product will use",
            ),
            ("clearway check go.microsoft.com:443", "one endpoint, as short as curl"),
            (
                "clearway check --product intune --report csv=intune.csv --report json=intune.json",
                "something for the firewall team, and for programs",
            ),
        ],
    ),
    (
        "plan",
        &[
            ("clearway plan --role configmgr/service-connection-point", "what would be asked"),
            ("clearway plan --product intune --need required --format json", "for programs"),
            ("clearway plan --mock go.microsoft.com:443", "one endpoint of the mock world"),
        ],
    ),
    (
        "route",
        &[
            (
                "clearway route go.microsoft.com intranet.corp.example",
                "which setting wins, and why",
            ),
            ("clearway route --pac proxy.pac go.microsoft.com", "what a PAC script answers"),
        ],
    ),
    (
        "roles",
        &[
            ("clearway roles --product wsus", "the roles of a product"),
            ("clearway roles --role '*/*update*' --format json", "for programs"),
        ],
    ),
    (
        "export",
        &[
            (
                "clearway export --format squid --role configmgr/service-connection-point",
                "the list that the role needs, for Squid",
            ),
            (
                "clearway export --format request --from-report report.json",
                "the request for what a check saw refused",
            ),
        ],
    ),
    (
        "audit",
        &[
            (
                "clearway audit allowlist.txt --role configmgr/service-connection-point",
                "what the list lets through, and what it misses",
            ),
            ("clearway audit allowlist.txt --ask go.microsoft.com:443", "which entry decides"),
        ],
    ),
    (
        "explain",
        &[
            ("clearway explain 0x80072EE7", "a code in any form"),
            ("clearway explain proxy.denied", "a cause of clearway"),
            ("clearway explain HTTP 407", "a status"),
        ],
    ),
    (
        "logs",
        &[
            ("clearway logs dmpdownloader.log", "the network errors of one log"),
            ("clearway logs WindowsUpdate.log wsyncmgr.log", "of several"),
        ],
    ),
    (
        "mock",
        &[
            ("clearway mock --scenario squid --announce address.txt --ca-out ca.pem", "for a test"),
            ("clearway mock --list", "the scenarios that are built in"),
        ],
    ),
    (
        "catalogue",
        &[("clearway catalogue lint lists", "are the role files in this directory in order?")],
    ),
    (
        "site",
        &[
            ("clearway site init site.yaml", "an example to begin with"),
            ("clearway site check site.yaml", "the documented rules, before anything is sent"),
        ],
    ),
    (
        "diff",
        &[
            ("clearway diff before.json after.json", "what changed between two runs"),
            ("clearway diff open.json managed.json --format markdown", "for a ticket"),
        ],
    ),
    (
        "config",
        &[
            ("clearway config show", "what the environment and the settings file set"),
            ("clearway config show check --direct", "every option in force, if this were typed"),
        ],
    ),
    (
        "completions",
        &[
            ("clearway completions bash > /etc/bash_completion.d/clearway", "for all users"),
            ("clearway completions powershell >> $PROFILE", "for yourself"),
        ],
    ),
    (
        "man",
        &[
            ("clearway man | man -l -", "read it at once"),
            ("clearway man /usr/local/share/man/man1", "one page for each subcommand"),
        ],
    ),
];

/// The command line as it is declared, with examples.
pub(crate) fn command() -> Command {
    EXAMPLES.iter().fold(Arguments::command(), |command, (name, examples)| {
        // A subcommand that says something of its own at the end keeps it.
        if command.get_subcommands().any(|one| one.get_name() == *name) {
            command.mut_subcommand(name, |one| {
                let own = one.get_after_help().map(|own| format!("\n\n{own}"));
                one.after_help(format!("{}{}", text(examples), own.unwrap_or_default()))
            })
        } else {
            command
        }
    })
}

fn text(examples: &[(&str, &str)]) -> String {
    let lines = examples.iter().map(|(line, good_for)| format!("  {line}\n      {good_for}"));
    format!("Examples:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of an example, as a shell would hand them over.
    fn words(line: &str) -> Vec<String> {
        let line = line.split(" > ").next().unwrap().split(" >> ").next().unwrap();
        let line = line.split(" | ").next().unwrap();
        line.split(' ').map(|word| word.trim_matches('\'').to_owned()).collect()
    }

    #[test]
    fn every_example_can_be_typed() {
        let known = command();
        for (name, examples) in EXAMPLES {
            if known.find_subcommand(name).is_none() {
                continue;
            }
            for (line, _) in *examples {
                let parsed = command().try_get_matches_from(words(line));
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
            }
        }
    }

    #[test]
    fn every_subcommand_has_examples() {
        for subcommand in command().get_subcommands() {
            let text = subcommand.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(text.contains("clearway "), "{} has no example", subcommand.get_name());
        }
    }
}
