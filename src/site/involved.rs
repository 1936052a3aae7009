//! Which server's proxy was involved in what a log shows.
//!
//! The server is the one that the log's path names, else the one that its component names, else the
//! only one with a role that writes this log. Where that leaves more than one, or none, nothing is
//! said but why.

use super::{Hierarchy, Need, Server, Site, Way, needs};

/// The way out that a logged error is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Involved {
    /// The server whose settings decide.
    pub server: String,
    /// By which way.
    pub way: Way,
    /// The proxy, without credentials; none without one.
    pub proxy: Option<String>,
    /// What for, and why by this way.
    pub because: String,
    /// How the server is known.
    pub known_by: String,
}

impl Hierarchy {
    /// The ways that `log` (its usual name, such as `ruleengine.log`) may be about, as it stands at
    /// `path` and was written by `component`.
    ///
    /// # Errors
    /// When nobody can tell; with the reason, in one sentence.
    pub fn involved(
        &self,
        path: &str,
        component: &str,
        log: &str,
    ) -> Result<Vec<Involved>, String> {
        let by_path = self.named_in(path, |c| matches!(c, '/' | '\\'))?;
        let by_component =
            || self.named_in(component, |c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c));
        let (named, known_by) = match by_path {
            Some(found) => (Some(found), "the path of the log names it"),
            None => (by_component()?, "the component of the record names it"),
        };
        let Some((site, server)) = named else {
            return self.only_one_with(log, |_| true, "only there a role writes this log");
        };
        let own = self.ways(site, server, log, known_by);
        if !own.is_empty() {
            return Ok(own);
        }
        // Some logs stand on the site server, whichever server has the role.
        let of_site = |other: &Site| std::ptr::eq(other, site);
        let why = format!("the only one of site {} whose role writes this log", site.code);
        self.only_one_with(log, of_site, &why).map_err(|_| {
            format!("no role on {} writes {log}, and none elsewhere in its site alone", server.name)
        })
    }

    /// The server that a part of a text names.
    fn named_in(
        &self,
        text: &str,
        parts: impl Fn(char) -> bool,
    ) -> Result<Option<(&Site, &Server)>, String> {
        let mut found: Option<(&Site, &Server)> = None;
        for part in text.split(parts).filter(|part| !part.is_empty()) {
            let Ok(one) = self.server(part) else { continue };
            match found {
                Some((_, known)) if known.name != one.1.name => {
                    return Err(format!("{} and {} are both named", known.name, one.1.name));
                }
                _ => found = Some(one),
            }
        }
        Ok(found)
    }

    fn only_one_with(
        &self,
        log: &str,
        site: impl Fn(&Site) -> bool,
        known_by: &str,
    ) -> Result<Vec<Involved>, String> {
        /// Names that a reason shows.
        const SHOWN: usize = 3;
        let candidates: Vec<(&str, Vec<Involved>)> = self
            .servers()
            .filter(|(own, _)| site(own))
            .map(|(own, server)| (server.name.as_str(), self.ways(own, server, log, known_by)))
            .filter(|(_, ways)| !ways.is_empty())
            .collect();
        match candidates.as_slice() {
            [(_, ways)] => Ok(ways.clone()),
            [] => Err(format!("no server has a role that writes {log}")),
            several => {
                let names: Vec<&str> = several.iter().take(SHOWN).map(|(name, _)| *name).collect();
                let more = match several.len().saturating_sub(SHOWN) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                Err(format!(
                    "{}{more} have roles that write {log}, and nothing names one of them: put the \
                     log into a folder with the server's name",
                    names.join(", ")
                ))
            }
        }
    }

    /// The ways of a server's roles that write a log, each once.
    fn ways(&self, site: &Site, server: &Server, log: &str, known_by: &str) -> Vec<Involved> {
        let mut found: Vec<Involved> = Vec::new();
        let writes = |need: &Need| need.logs.iter().any(|own| own.eq_ignore_ascii_case(log));
        for need in needs(self, site, server).into_iter().filter(writes) {
            let because = format!("{}: {}", need.purpose, need.because);
            if let Some(known) = found.iter_mut().find(|known| known.way == need.way) {
                known.because = format!("{}; {because}", known.because);
                continue;
            }
            let proxy = match need.way {
                Way::Proxy | Way::ProxyWithoutSignIn => server.used_proxy(),
                Way::Direct | Way::Nothing => None,
            };
            found.push(Involved {
                server: server.name.clone(),
                way: need.way,
                proxy: proxy.map(super::ServerProxy::url),
                because,
                known_by: known_by.to_owned(),
            });
        }
        found
    }
}
