//! `clearway logs --site`: which server's proxy a logged error was about.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use clearway::logs::{Group, LogIdentity};
use clearway::site::{Hierarchy, Involved};

use super::site::load;

/// The ways out that a log may be about, or why nobody can tell.
type Told = Result<Vec<Involved>, String>;

/// A file of sites by which logs are explained.
pub(crate) struct Sites {
    file: PathBuf,
    hierarchy: Hierarchy,
    /// What was found out about a log and a component: a large hierarchy is not searched again for
    /// each group.
    known: RefCell<HashMap<(String, String), Told>>,
}

/// What a file of sites says about a group of finds.
#[derive(Serialize)]
pub(crate) struct ServersShown {
    /// The ways out, each once.
    involved: Vec<InvolvedShown>,
    /// Why nobody can tell about some of the logs.
    unknown: Vec<String>,
}

#[derive(PartialEq, Eq, Serialize)]
struct InvolvedShown {
    server: String,
    way: &'static str,
    proxy: Option<String>,
    because: String,
    known_by: String,
}

impl Sites {
    pub(crate) fn load(file: &Path) -> Result<Self> {
        let (_, hierarchy) = load(file)?;
        Ok(Self { file: file.to_owned(), hierarchy, known: RefCell::default() })
    }

    fn involved(&self, file: &str, component: &str) -> Told {
        let mut known = self.known.borrow_mut();
        let find = || {
            let log = LogIdentity::of(Path::new(file)).name;
            self.hierarchy.involved(file, component, &log)
        };
        known.entry((file.to_owned(), component.to_owned())).or_insert_with(find).clone()
    }

    /// The servers whose settings the finds of a group are about.
    pub(crate) fn servers_of(&self, group: &Group) -> ServersShown {
        let mut shown = ServersShown { involved: Vec::new(), unknown: Vec::new() };
        let mut not_told = |why: String| {
            if !shown.unknown.contains(&why) {
                shown.unknown.push(why);
            }
        };
        if group.files.len() >= Group::FILES {
            not_told("only the first logs of this group are looked at".to_owned());
        }
        for file in &group.files {
            match self.involved(file, &group.component) {
                Err(why) => not_told(why),
                Ok(ways) => {
                    for way in ways.into_iter().map(InvolvedShown::new) {
                        if !shown.involved.contains(&way) {
                            shown.involved.push(way);
                        }
                    }
                }
            }
        }
        shown
    }

    /// The command that asks again by the way of the log: that of the group, and where only one way
    /// can be meant, by this way.
    pub(crate) fn command(&self, group: &Group, servers: &ServersShown) -> Option<String> {
        let command = group.command()?;
        let ([only], []) = (servers.involved.as_slice(), servers.unknown.as_slice()) else {
            return Some(command);
        };
        if group.target.is_none() {
            let file = self.file.display().to_string();
            let file = if file.contains(' ') { format!("\"{file}\"") } else { file };
            return Some(format!("clearway check --site {file} --server {}", only.server));
        }
        if group.proxy.is_some() {
            return Some(command);
        }
        Some(match &only.proxy {
            Some(proxy) => format!("{command} --proxy {proxy}"),
            None => format!("{command} --direct"),
        })
    }
}

impl ServersShown {
    /// For people, a line for each.
    pub(crate) fn in_words(&self) -> Vec<String> {
        let known = self.involved.iter().map(|way| {
            let InvolvedShown { server, proxy, because, known_by, .. } = way;
            let by = match proxy {
                Some(proxy) => format!("the proxy {proxy} of {server}"),
                None => format!("DIRECT from {server}, through no proxy"),
            };
            format!("{by} ({known_by}); {because}")
        });
        let unknown = self.unknown.iter().map(|why| format!("cannot tell: {why}"));
        known.chain(unknown).collect()
    }
}

impl InvolvedShown {
    fn new(involved: Involved) -> Self {
        let Involved { server, way, proxy, because, known_by } = involved;
        Self { server, way: way.as_str(), proxy, because, known_by }
    }
}
