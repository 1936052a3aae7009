//! Entries that programs read differently: the commonest reason why one program on a machine works
//! and the next one does not.

use std::fmt;

use crate::address::Target;

use super::{BypassEntry, Client, Dialect};

/// One entry, one target, and who would go around the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The entry as written.
    pub entry: String,
    /// What clearway does, by the rule of the list's dialect.
    pub bypassed: bool,
    /// Who would go around the proxy.
    pub around: Vec<Client>,
    /// Who would go through it.
    pub through: Vec<Client>,
}

impl Disagreement {
    /// Asks every model about the entry, as if it stood alone in the program's own list.
    pub(super) fn about(entry: &BypassEntry, target: &Target) -> Option<Self> {
        let (around, through): (Vec<_>, Vec<_>) =
            Client::ALL.into_iter().partition(|client| client.bypasses(entry.text(), target));
        let bypassed = entry.covers(target);
        let agreed = if bypassed { through.is_empty() } else { around.is_empty() };
        (!agreed).then(|| Self { entry: entry.text().to_owned(), bypassed, around, through })
    }

    /// The sentence for a report about a list of this dialect.
    #[must_use]
    pub fn sentence(&self, target: &Target, dialect: Dialect) -> String {
        let rule = match dialect {
            Dialect::Own => "clearway's own rule",
            Dialect::Windows => "the rule of Windows, where the list is from",
            Dialect::MacOs => "the rule of macOS, where the list is from",
        };
        let way = if self.bypassed { "around" } else { "through" };
        format!(
            "programs disagree about `{}` for {target}: {self}; by {rule} it goes {way} the proxy",
            self.entry
        )
    }
}

impl fmt::Display for Disagreement {
    /// `curl, Go go around the proxy, .NET goes through it`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |clients: &[Client], way: &str| {
            let names: Vec<&str> = clients.iter().map(|client| client.as_str()).collect();
            let go = if clients.len() == 1 { "goes" } else { "go" };
            (!names.is_empty()).then(|| format!("{} {go} {way}", names.join(", ")))
        };
        let sides = [side(&self.around, "around the proxy"), side(&self.through, "through it")];
        let sides: Vec<String> = sides.into_iter().flatten().collect();
        f.pad(&sides.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::Bypass;
    use super::*;

    fn about(list: &str, target: &str) -> Vec<Disagreement> {
        Bypass::parse(list).unwrap().disagreements(&target.parse().unwrap())
    }

    #[test]
    fn a_star_before_a_dot_is_read_in_many_ways() {
        let found = about("*.corp.test", "a.corp.test");
        assert_eq!(found[0].around, [Client::WinHttp, Client::Go]);
        assert!(found[0].through.contains(&Client::Curl) && found[0].bypassed);
        let said = found[0].sentence(&"a.corp.test".parse().unwrap(), Dialect::Own);
        assert!(said.contains("WinHTTP, Go go around the proxy"), "{said}");
        assert!(said.ends_with("clearway's own rule it goes around the proxy"), "{said}");
    }

    #[test]
    fn nobody_disagrees_where_nobody_is_concerned() {
        assert_eq!(about("*.corp.test,corp.test", "elsewhere.test"), []);
        assert_eq!(about("corp.test", "corp.test"), []);
        assert_eq!(about("10.1.2.3", "10.1.2.3"), []);
    }

    #[test]
    fn ranges_are_known_to_some() {
        let found = about("10.0.0.0/8", "10.1.2.3");
        assert_eq!(found[0].around, [Client::Curl, Client::Go, Client::PythonRequests]);
    }

    /// The table of the manual, which is made of the models.
    #[test]
    fn the_manual_shows_what_the_models_say() {
        let word = |yes: bool| if yes { "around" } else { "-" };
        let mut table = String::new();
        for (entry, host) in [
            ("corp.test", "corp.test"),
            ("corp.test", "a.corp.test"),
            (".corp.test", "corp.test"),
            (".corp.test", "a.corp.test"),
            ("*.corp.test", "corp.test"),
            ("*.corp.test", "a.corp.test"),
            ("corp.test:443", "corp.test"),
            ("corp.test:8443", "corp.test:8443"),
            ("corp.test.", "corp.test"),
            ("*", "corp.test"),
            ("10.1.2.3", "10.1.2.3"),
            ("10.0.0.0/8", "10.1.2.3"),
            ("10.*", "10.1.2.3"),
            ("<local>", "intranet"),
        ] {
            let target = host.parse().unwrap();
            let own = match Bypass::parse(entry) {
                Ok(list) => word(list.covers(&target).is_some()),
                Err(_) => "error",
            };
            let answers = Client::ALL.map(|client| word(client.bypasses(entry, &target)));
            let answers = answers.join(" | ");
            writeln!(table, "| `{entry}` | `{host}` | {answers} | {own} |").unwrap();
        }
        let manual = include_str!("../../../docs/proxy-settings.md");
        assert!(manual.contains(&table), "the table in docs/proxy-settings.md is to be:\n{table}");
    }
}
