//! A mock world as data: who gets which answer.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::answers::{Allow, Answer};
use super::auth::Auth;
use super::builtin::BUILTIN;
use super::duration::milliseconds;
use super::presets::Preset;
use super::request::Asked;
use crate::address::{Entry, EntryError, Host, HostName, HostPattern, PortSpec};

/// What the mock proxy does with each request. The format is described by
/// [`Scenario::SCHEMA_JSON`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The version of the format.
    pub schema: SchemaVersion,
    /// One line that says what the scenario is.
    pub title: String,
    /// What it is good for.
    #[serde(default)]
    pub description: String,
    /// The make that the proxy sounds like.
    #[serde(default)]
    pub preset: Preset,
    /// The credentials that every request has to bring.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// A round trip, added before each answer of proxy and origin. In a file: `latency_ms`.
    #[serde(default, rename = "latency_ms", deserialize_with = "milliseconds")]
    pub latency: Duration,
    /// What happens to a connection before a request is read.
    #[serde(default)]
    pub on_accept: OnAccept,
    /// The answer where no rule fits.
    #[serde(default = "allow")]
    pub default: Answer,
    /// Looked through from the top; the first that fits decides.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// The versions of the format that this build reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum SchemaVersion {
    /// The first.
    #[serde(rename = "clearway/mock/v1")]
    V1,
}

/// What happens to a connection before a request is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnAccept {
    /// Requests are read and answered.
    #[default]
    Serve,
    /// Nothing is read and nothing is said.
    Hang,
    /// The connection is closed, as by a load balancer without live backends.
    Close,
    /// The connection is reset.
    Reset,
}

/// An answer for some hosts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The hosts that the rule is for.
    pub hosts: Vec<Hosts>,
    /// The ports that it is for; every port when none is written.
    #[serde(default)]
    pub ports: Vec<PortSpec>,
    /// The methods that it is for; every method when none is written.
    #[serde(default)]
    pub methods: Vec<Method>,
    /// Credentials that are wanted before this answer is given.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// What happens then.
    pub answer: Answer,
}

/// Hosts in a rule: a pattern as in endpoint lists, `*` for every host,
/// `{one_label_below: example.com}`, as some proxies understand `*.example.com`, or
/// `{beginning: clearway-}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// Every host there is.
    Every,
    /// Those that the pattern covers.
    Like(HostPattern),
    /// Those with exactly one label more than this name.
    OneLabelBelow(HostName),
    /// Those whose text begins so, wherever they are: the random names of a probe, for one.
    Beginning(String),
}

/// How the client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// For a tunnel.
    Connect,
    /// For a URL: GET, and every other method with an absolute URL.
    Get,
}

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file is missing, or not ours to read.
    #[error("cannot read the scenario {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The text is no scenario.
    #[error("{origin}, line {line}, column {column}: {message}")]
    Parse {
        /// The file, or `scenario` for a text without one.
        origin: String,
        /// Line, counted from one; zero when the text as a whole is meant.
        line: u64,
        /// Column, counted from one.
        column: u64,
        /// What was found and what was expected.
        message: String,
    },
    /// There is no built-in scenario of that name.
    #[error("there is no built-in scenario `{found}`; the built-in ones are {}", known.join(", "))]
    Unknown {
        /// The name asked for.
        found: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
}

impl Scenario {
    /// The JSON Schema of the file format.
    pub const SCHEMA_JSON: &'static str = include_str!("scenario.schema.json");

    /// Reads a scenario from a file.
    ///
    /// # Errors
    /// When the file cannot be read, or is no scenario.
    pub fn from_file(path: &Path) -> Result<Self, ScenarioError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ScenarioError::Read { path: path.to_owned(), source })?;
        parse(&text, &path.display().to_string())
    }

    /// A scenario that is compiled in.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn builtin(name: &str) -> Result<Self, ScenarioError> {
        match BUILTIN.iter().find(|(known, _)| *known == name) {
            Some((known, text)) => parse(text, &format!("built-in scenario {known}")),
            None => Err(ScenarioError::Unknown {
                found: name.to_owned(),
                known: Self::builtin_names().collect(),
            }),
        }
    }

    /// The names of the scenarios that are compiled in.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// The rule that decides, if any does.
    pub(super) fn rule_for(&self, asked: &Asked) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.fits(asked))
    }
}

impl FromStr for Scenario {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        parse(text, "scenario")
    }
}

impl Rule {
    fn fits(&self, asked: &Asked) -> bool {
        let method = if asked.tunnel { Method::Connect } else { Method::Get };
        let port = |spec: &PortSpec| match *spec {
            PortSpec::One(port) => port == asked.port,
            PortSpec::Range(first, last) => (first..=last).contains(&asked.port),
        };
        (self.methods.is_empty() || self.methods.contains(&method))
            && (self.ports.is_empty() || self.ports.iter().any(port))
            && self.hosts.iter().any(|hosts| hosts.cover(&asked.host))
    }
}

impl Hosts {
    fn cover(&self, host: &Host) -> bool {
        match self {
            Self::Every => true,
            Self::Like(pattern) => pattern.covers(host),
            Self::OneLabelBelow(suffix) => match host {
                Host::Name(name) => {
                    name.is_below(suffix) && name.labels().count() == suffix.labels().count() + 1
                }
                Host::Ip(_) => false,
            },
            Self::Beginning(text) => host.to_string().starts_with(text.as_str()),
        }
    }
}

/// Why a text names no hosts.
#[derive(Debug, thiserror::Error)]
enum HostsError {
    #[error(transparent)]
    Entry(#[from] EntryError),
    #[error(
        "`{0}` is more than a host pattern; expected a host such as a.example.com, *.example.com, \
         .example.com or 10.0.0.0/8, without scheme, port, path or placeholder"
    )]
    More(String),
}

impl<'de> Deserialize<'de> for Hosts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Hosts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a host pattern (*.example.com), {one_label_below: example.com}, or \
                     {beginning: a-}",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Hosts, E> {
                hosts(text).map_err(de::Error::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Hosts, A::Error> {
                const WORDS: &[&str] = &["one_label_below", "beginning"];
                let found = match map.next_key::<String>()?.as_deref() {
                    Some("one_label_below") => Hosts::OneLabelBelow(map.next_value()?),
                    Some("beginning") => Hosts::Beginning(map.next_value()?),
                    Some(other) => return Err(de::Error::unknown_field(other, WORDS)),
                    None => return Err(de::Error::invalid_length(0, &self)),
                };
                match map.next_key::<String>()? {
                    None => Ok(found),
                    Some(_) => Err(de::Error::invalid_length(2, &self)),
                }
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

fn hosts(text: &str) -> Result<Hosts, HostsError> {
    if text == "*" {
        return Ok(Hosts::Every);
    }
    let entry: Entry = text.parse()?;
    let more = entry.scheme.is_some() || entry.port.is_some() || entry.path.is_some();
    if more || matches!(entry.host, HostPattern::Template(_)) {
        return Err(HostsError::More(text.to_owned()));
    }
    Ok(Hosts::Like(entry.host))
}

fn parse(text: &str, origin: &str) -> Result<Scenario, ScenarioError> {
    serde_saphyr::from_str(text).map_err(|error| {
        let bare = error.without_snippet();
        let (line, column) =
            bare.location().map_or((0, 0), |location| (location.line(), location.column()));
        // The place stands at the front of our message, not at its end as well.
        let message = bare.to_string();
        let place = format!(" at line {line}, column {column}");
        let message = message.strip_suffix(&place).unwrap_or(&message).to_owned();
        ScenarioError::Parse { origin: origin.to_owned(), line, column, message }
    })
}

fn allow() -> Answer {
    Answer::Allow(Allow::default())
}
