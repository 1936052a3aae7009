//! The form of a case.

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clearway::pac::PacNames;
use jiff::Zoned;
use serde::Deserialize;

/// A file of `tests/pac/cases/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What is shown, in one sentence.
    pub(crate) title: String,
    /// The script.
    pub(crate) script: String,
    /// What the script can learn of the network.
    #[serde(default)]
    pub(crate) network: Network,
    /// When it is asked, with a time zone; now, if it does not matter.
    pub(crate) at: Option<Zoned>,
    /// The questions.
    pub(crate) asks: Vec<Ask>,
}

/// One question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    /// As on the command line.
    pub(crate) target: String,
    /// The routes, `direct` or an address each, or `error: ` and its text.
    pub(crate) expect: Vec<String>,
    /// Pieces of notes that must be there.
    #[serde(default)]
    pub(crate) notes: Vec<String>,
}

/// Names and their addresses; every other name is unknown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Network {
    names: BTreeMap<String, Vec<IpAddr>>,
    own: Vec<IpAddr>,
}

impl PacNames for Network {
    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        self.names.get(name).cloned().ok_or_else(|| "unknown".to_owned())
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        self.own.clone()
    }
}

impl Case {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// Where the cases are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pac/cases")
}
