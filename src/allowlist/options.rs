//! Modes and versions that change what entries mean: `--option paloalto.ending-token=off`.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Mode, Origin};

/// The options that were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(BTreeMap<&'static str, String>);

/// One option that a format knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name, with the format's id before a dot.
    pub name: &'static str,
    /// Its values, the default first; empty where it takes a name that stands in the file.
    pub values: &'static [&'static str],
    /// What it is about.
    pub about: &'static str,
}

/// Every option.
pub const KNOWN: &[Known] = &[
    Known {
        name: "paloalto.ending-token",
        values: &["on", "off"],
        about: "whether PAN-OS adds a slash to entries that end in neither `/` nor `*` (on since \
                10.2)",
    },
    Known {
        name: "paloalto.edl",
        values: &["url", "domain"],
        about: "the type of an external dynamic list, which is not in the file",
    },
    Known {
        name: "paloalto.expand-subdomains",
        values: &["off", "on"],
        about: "whether an external list of the type domain includes subdomains",
    },
    Known {
        name: "fortigate.mode",
        values: &["flow", "proxy"],
        about: "the inspection mode of the policy that uses a URL filter",
    },
    Known {
        name: "fortigate.part",
        values: &["auto", "address", "urlfilter"],
        about: "which part of a configuration is read, where it has both",
    },
    Known {
        name: "fortigate.vdom",
        values: &[],
        about: "the virtual domain that is read, where a configuration has several",
    },
    Known {
        name: "netskope.apex",
        values: &["on", "off"],
        about: "whether `*.x` in a URL list includes `x` (off in older tenants)",
    },
    Known {
        name: "cloudflare.selector",
        values: &["domain", "host"],
        about: "the selector of the Gateway rule that uses a list",
    },
    Known {
        name: "cilium.version",
        values: &["1.19", "1.18"],
        about: "Before 1.19, `**.` in a matchPattern stands for one label.",
    },
    Known {
        name: "no_proxy.client",
        values: &[
            "curl",
            "dotnet",
            "go",
            "python_requests",
            "python_urllib",
            "rust_hyper_util",
            "wget",
        ],
        about: "The client that reads the variable; each has rules of its own.",
    },
    Known {
        name: "plain.style",
        values: &["auto", "dot", "star", "both", "subtree", "exact"],
        about: "What an entry of a plain list stands for; auto looks at the entries.",
    },
    Known {
        name: "rpz.server",
        values: &["bind", "unbound", "powerdns"],
        about: "The name server; a default deny leaks in BIND and Unbound.",
    },
    Known {
        name: "squid.version",
        values: &["7", "6", "5"],
        about: "Before 7, a list whose entries overlap in the wrong order stops Squid.",
    },
    Known {
        name: "tinyproxy.type",
        values: &["bre", "ere", "fnmatch"],
        about: "The FilterType of a filter file that comes without its configuration.",
    },
];

/// Why an option cannot be taken.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct OptionError(pub String);

impl Options {
    /// Takes `name=value`.
    ///
    /// # Errors
    /// When there is no such option, or it has no such value.
    pub fn add(&mut self, given: &str) -> Result<(), OptionError> {
        let Some((name, value)) = given.split_once('=') else {
            return Err(OptionError(format!("{given:?} is no option; write NAME=VALUE")));
        };
        let Some(known) = KNOWN.iter().find(|known| known.name == name) else {
            let names: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
            return Err(OptionError(format!(
                "there is no option {name:?}; there are: {}",
                names.join(", ")
            )));
        };
        if known.values.is_empty() && value.is_empty() {
            return Err(OptionError(format!("{name} needs a name: {name}=NAME")));
        }
        if !known.values.is_empty() && !known.values.contains(&value) {
            return Err(OptionError(format!(
                "{name} has no value {value:?}; it has: {}",
                known.values.join(", ")
            )));
        }
        self.0.insert(known.name, value.to_owned());
        Ok(())
    }

    /// The options under which a list was read, so that what is written for it means the same.
    #[must_use]
    pub fn of(modes: &[Mode]) -> Self {
        Self(modes.iter().map(|mode| (mode.name, mode.value.clone())).collect())
    }

    /// The mode that an option names: as given, or its default.
    #[must_use]
    pub fn mode(&self, name: &'static str) -> Mode {
        if let Some(value) = self.0.get(name) {
            return Mode { name, value: value.clone(), origin: Origin::Given };
        }
        let known = KNOWN.iter().find(|known| known.name == name);
        let value = known.and_then(|known| known.values.first()).copied().unwrap_or_default();
        Mode { name, value: value.to_owned(), origin: Origin::Default }
    }
}
