//! The form of a case: a world, a small catalogue, what later waves may do, and what must be said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clearway::address::Host;
use clearway::catalogue::Catalogue;
use clearway::mock::Scenario;
use clearway::plan::{Candidate, Closure, Further, RuleQuestions, Source};
use serde::Deserialize;

/// A file of `tests/wildcards/cases/`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What is shown, in one sentence.
    pub(crate) title: String,
    /// The world.
    pub(crate) world: Scenario,
    /// Who is asked: the world, unless nobody listens where the proxy should be.
    #[serde(default)]
    pub(crate) proxy_is_dead: bool,
    /// Trust the CA of intercepting answers, too.
    #[serde(default)]
    pub(crate) trust_interception: bool,
    /// Endpoints by role, as in the files of a catalogue.
    #[serde(default)]
    pub(crate) roles: BTreeMap<String, Vec<serde_json::Value>>,
    /// Plain targets.
    #[serde(default)]
    pub(crate) targets: Vec<String>,
    /// What later waves may do.
    #[serde(default)]
    further: FurtherForm,
    /// Look up targets on this machine, which knows these names and their aliases.
    pub(crate) local_dns: Option<BTreeMap<String, Vec<String>>>,
    /// How long the proxy may take, in milliseconds. Generous where it does not matter.
    #[serde(default = "generous")]
    pub(crate) patience_ms: u64,
    /// What must be said.
    pub(crate) expect: Expected,
}

/// [`Further`] as a file spells it.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "it mirrors the switches of the command line")]
struct FurtherForm {
    discover: bool,
    names: Vec<String>,
    log: Vec<String>,
    names_per_wildcard: Option<usize>,
    rules: bool,
    known_allowed: Option<String>,
    closure: bool,
    redirects: Option<u8>,
    allow_private: bool,
}

/// What must be said. The maps are complete: what is not in them must not be in the report.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// The result of the run.
    pub(crate) outcome: String,
    /// The exit code that it means.
    pub(crate) exit: u8,
    /// The same with `--allow-untested`.
    pub(crate) exit_forgiving: Option<u8>,
    /// Where roles stand.
    pub(crate) roles: BTreeMap<String, String>,
    /// Where requirements stand, by `pattern:port`.
    pub(crate) standings: BTreeMap<String, String>,
    /// `host:port` of every probe but those about rules: its source, its status and its cause.
    pub(crate) probes: BTreeMap<String, String>,
    /// Rules by `pattern:port`: `verdict (calibration): kind meaning, ...`.
    #[serde(default)]
    pub(crate) rules: BTreeMap<String, String>,
    /// `kind host:port status`.
    #[serde(default)]
    pub(crate) gaps: Vec<String>,
    /// What is looked up on this machine.
    #[serde(default)]
    pub(crate) looked_up: Vec<String>,
    /// Words that stand somewhere in the report.
    #[serde(default)]
    pub(crate) words: Vec<String>,
}

fn generous() -> u64 {
    20_000
}

impl Case {
    /// One of a file, named without its ending.
    pub(crate) fn named(name: &str) -> Self {
        let path = folder().join(format!("{name}.yaml"));
        Self::read(&fs::read_to_string(&path).unwrap(), &path.display().to_string())
    }

    /// One of a text.
    pub(crate) fn read(text: &str, origin: &str) -> Self {
        match serde_saphyr::from_str(text) {
            Ok(case) => case,
            Err(error) => panic!("{origin}: {error}"),
        }
    }

    /// The roles as a catalogue reads them: JSON is YAML, too.
    pub(crate) fn catalogue(&self) -> Catalogue {
        if self.roles.is_empty() {
            return Catalogue::default();
        }
        let folder = tempfile::tempdir().unwrap();
        for (number, (id, endpoints)) in self.roles.iter().enumerate() {
            let role = serde_json::json!({
                "schema": "clearway/role/v1", "role": id, "title": "Own", "endpoints": endpoints,
            });
            fs::write(folder.path().join(format!("{number}.yaml")), role.to_string()).unwrap();
        }
        Catalogue::default().with_directory(folder.path()).unwrap()
    }

    /// What later waves may do.
    pub(crate) fn further(&self) -> Further {
        let form = &self.further;
        let candidate = |name: &String, source| Candidate {
            name: name.parse().unwrap(),
            source,
            because: "for a test".to_owned(),
        };
        let names = form.names.iter().map(|name| candidate(name, Source::Names));
        let log = form.log.iter().map(|name| candidate(name, Source::Log));
        let plain = Further::default();
        Further {
            discover: form.discover,
            candidates: names.chain(log).collect(),
            names_per_wildcard: form.names_per_wildcard.unwrap_or(plain.names_per_wildcard),
            rules: form.rules.then(|| RuleQuestions {
                interval: Duration::ZERO,
                known_allowed: form
                    .known_allowed
                    .as_ref()
                    .map(|host| host.parse::<Host>().unwrap()),
            }),
            closure: form.closure.then(|| Closure { redirects: form.redirects.unwrap_or(3) }),
            allow_private: form.allow_private,
        }
    }
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wildcards/cases")
}
