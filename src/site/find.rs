//! Servers by the name that somebody types or that a computer has, and by their places.

use super::{Account, Hierarchy, Place, Server, Site};

/// Why a name means no server of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoServer {
    /// No server has such a name.
    #[error("no server is named `{name}`{}", meant(.nearest.as_ref()))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// The first label of several servers.
    #[error("`{name}` could be {}: write the full name.", .servers.join(" or "))]
    Several {
        /// What was asked for.
        name: String,
        /// The servers.
        servers: Vec<String>,
    },
}

fn meant(nearest: Option<&String>) -> String {
    nearest.map_or_else(|| ".".to_owned(), |name| format!("; did you mean `{name}`?"))
}

impl Hierarchy {
    /// The server of a name, without regard to case: its full name, or the first label where one of
    /// the two has nothing more.
    ///
    /// # Errors
    /// When no server or more than one has the name.
    pub fn server(&self, name: &str) -> Result<(&Site, &Server), NoServer> {
        let name = name.trim_end_matches('.');
        let exact = self.servers().find(|(_, server)| server.name.eq_ignore_ascii_case(name));
        if let Some(found) = exact {
            return Ok(found);
        }
        let alike: Vec<_> =
            self.servers().filter(|(_, server)| same_label(&server.name, name)).collect();
        match alike.as_slice() {
            [one] => Ok(*one),
            [] => Err(NoServer::Unknown { name: name.to_owned(), nearest: self.nearest(name) }),
            several => Err(NoServer::Several {
                name: name.to_owned(),
                servers: several.iter().map(|(_, server)| server.name.clone()).collect(),
            }),
        }
    }

    fn nearest(&self, name: &str) -> Option<String> {
        let typed = name.to_ascii_lowercase();
        let full: Vec<String> =
            self.servers().map(|(_, server)| server.name.to_ascii_lowercase()).collect();
        let as_typed = |known: &String| {
            if typed.contains('.') { known.clone() } else { label(known).to_owned() }
        };
        let words: Vec<String> = full.iter().map(as_typed).collect();
        let near = crate::yaml::nearest(&typed, words.iter().map(String::as_str))?;
        let at = words.iter().position(|word| word == near)?;
        self.servers().nth(at).map(|(_, server)| server.name.clone())
    }

    /// The server at one of whose places something stands: its name, its proxy, its account or one
    /// of its roles.
    #[must_use]
    pub fn server_at(&self, place: Place) -> Option<&Server> {
        self.servers().map(|(_, server)| server).find(|server| server.stands_at(place))
    }
}

impl Server {
    fn stands_at(&self, place: Place) -> bool {
        let proxy = self.proxy.as_ref();
        let account = proxy.and_then(|proxy| match &proxy.account {
            Account::Stored { place, .. } => Some(*place),
            Account::System => None,
        });
        self.place == place
            || proxy.is_some_and(|proxy| proxy.place == place)
            || account == Some(place)
            || self.roles.iter().any(|role| role.place == place)
    }
}

/// True when one of two names is nothing but the first label of the other. Addresses have none.
fn same_label(one: &str, other: &str) -> bool {
    let bare = !one.contains('.') || !other.contains('.');
    let address = |name: &str| name.contains(':') || name.parse::<std::net::IpAddr>().is_ok();
    bare && !address(one) && !address(other) && label(one).eq_ignore_ascii_case(label(other))
}

fn label(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
