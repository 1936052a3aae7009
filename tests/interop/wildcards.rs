//! Wildcards in a catalogue, the list that proxies have of them, and what must be said about the
//! rules.
//!
//! Every proxy has the same list, in its own words: [`ALLOWED`]. It does all that a list can do to
//! a wildcard.

use std::fmt::Write;
use std::path::Path;

use crate::proxy::Proxy;
use crate::world::{subfolder, write};

/// The names that every proxy allows, as an extended regular expression without anchors.
pub const ALLOWED: &str = "(([a-z0-9.-]+[.])?(allowed|listed|whole|resolving)[.]test\
                           |apex-only[.]test\
                           |[a-z0-9-]+[.]one-label[.]test\
                           |[a-z0-9.-]+[.]below-only[.]test)";

/// Of the names in [`ALLOWED`], those that are allowed with everything below them.
pub const DOMAINS: &[&str] = &["allowed.test", "listed.test", "whole.test", "resolving.test"];

/// Patterns of the catalogue, and the truth about the list's rule for each.
///
/// `*.name` does not cover the name itself, `.name` does.
const WILDCARDS: &[(&str, &str)] = &[
    ("*.listed.test", "present"),
    ("*.unlisted.test", "absent"),
    ("*.apex-only.test", "absent"),
    ("*.one-label.test", "partial"),
    (".whole.test", "present"),
    (".below-only.test", "partial"),
    ("*.resolving.test", "present"),
    ("*.resolving-unlisted.test", "absent"),
];

/// The folder of the catalogue in the folder of the world.
const CATALOGUE: &str = "catalogue";

/// Writes the catalogue: a role with the wildcards, and one host that works.
pub fn write_catalogue(folder: &Path) {
    let mut text = "schema: clearway/role/v1\nrole: interop/wildcards\ntitle: Wildcards\n\
                    endpoints:\n  - {pattern: ok.allowed.test, ports: [80, 443]}\n"
        .to_owned();
    for (pattern, _) in WILDCARDS {
        let _ = writeln!(text, "  - {{pattern: '{pattern}', ports: [80, 443]}}");
    }
    write(&subfolder(folder, CATALOGUE), "interop-wildcards.yaml", &text);
}

/// What must be said about the rules on a port.
#[derive(Clone, Copy)]
pub enum Says {
    /// The truth about each.
    Right,
    /// The truth where it is `present`, and `inconclusive` elsewhere: what this proxy does to a
    /// denied name has more than one meaning.
    RightWherePresent,
    /// The truth where it is `absent`, and `inconclusive` elsewhere: what lies beyond this proxy
    /// keeps its answer to an allowed name back, or hides it.
    RightWhereAbsent,
    /// `inconclusive`: this proxy does not show its list there.
    Open,
    /// `inconclusive`, and the list does not count there: every name is allowed.
    OpenAsAllIsAllowed,
}

impl Says {
    /// What must be said about a pattern, and what is so.
    fn expects(self, pattern: &str, listed: &'static str) -> [&'static str; 2] {
        const OPEN: &str = "inconclusive";
        // In clear an answer may be a page of the proxy's; in TLS no certificate fits names of any
        // depth.
        let hidden = pattern == "*.resolving.test";
        match self {
            Self::Right if hidden => [OPEN, listed],
            Self::RightWherePresent if hidden || listed != "present" => [OPEN, listed],
            Self::RightWhereAbsent if hidden || listed != "absent" => [OPEN, listed],
            Self::Right | Self::RightWherePresent | Self::RightWhereAbsent => [listed, listed],
            Self::Open => [OPEN, listed],
            Self::OpenAsAllIsAllowed => [OPEN, "present"],
        }
    }
}

/// Asks a proxy about its rules, which must be judged as expected on port 443 and on port 80.
pub fn judges_rules(proxy: &Proxy, on_443: Says, on_80: Says) {
    judges_rules_asked_with(proxy, "", on_443, on_80);
}

/// The same with more arguments for clearway.
pub fn judges_rules_asked_with(proxy: &Proxy, more: &str, on_443: Says, on_80: Says) {
    let catalogue = proxy.world().namespace().folder().join(CATALOGUE);
    let run = proxy.check(&format!(
        "--catalogue {} --role interop/wildcards --probe-rules --rule-rate 100 {more}",
        catalogue.display()
    ));
    let mut faults = String::new();
    for (port, says) in [(443, on_443), (80, on_80)] {
        for (pattern, listed) in WILDCARDS {
            let [expected, truth] = says.expects(pattern, listed);
            let rule = run.rule(pattern, port);
            if rule["verdict"] == expected {
                continue;
            }
            let is_sound = rule["verdict"] == "inconclusive" || rule["verdict"] == truth;
            let fault = if is_sound { "unexpected" } else { "WRONG" };
            let _ = writeln!(faults, "{fault}: {pattern} on {port}, not {expected}: {rule:#}");
        }
    }
    assert!(faults.is_empty(), "\n{faults}\n{}", run.evidence);
}
