//! Which targets go around the proxy: bypass lists, each read in the dialect of its source.
//!
//! Programs disagree about these lists. Text that reached us as `NO_PROXY` or in a desktop setting
//! follows clearway's own rule (`own.rs`), text that came from Windows the rule of `WinHTTP`
//! (`windows.rs`), and text that came from macOS the rule of its network settings (`macos.rs`).
//! What other programs would make of the same entry is modelled in `clients.rs`.

mod clients;
mod disagreement;
mod glob;
mod macos;
mod own;
mod windows;

use std::fmt;

use crate::address::Target;

pub use clients::Client;
pub use disagreement::Disagreement;

/// How a bypass list is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Clearway's own rule: `NO_PROXY`, GNOME, KDE.
    #[default]
    Own,
    /// `WinHTTP` and the Internet settings of Windows: patterns with `*` for the whole name,
    /// `<local>`, entries divided by `;` or white space.
    Windows,
    /// The network settings of macOS: patterns with `*` for the whole name, and ranges that may
    /// leave out trailing zeros (`169.254/16`).
    MacOs,
}

impl Dialect {
    /// `clearway`, `windows` or `macos`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "clearway",
            Self::Windows => "windows",
            Self::MacOs => "macos",
        }
    }
}

/// A list of targets that are reached without the proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bypass {
    dialect: Dialect,
    entries: Vec<BypassEntry>,
}

/// One entry of a bypass list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BypassEntry {
    text: String,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Own(own::Rule),
    Windows(windows::Rule),
    MacOs(macos::Rule),
    /// Covers nothing, for this reason.
    Never(String),
}

/// An entry that cannot be read. Guessing would send traffic the wrong way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{entry}` is no name, address, range (10.0.0.0/8) or `*`, optionally with :port")]
pub struct BypassError {
    entry: String,
}

impl Bypass {
    /// Reads a list of clearway's own rule, separated by commas or white space.
    ///
    /// # Errors
    /// On the first entry that cannot be read.
    pub fn parse(text: &str) -> Result<Self, BypassError> {
        let entries = text
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|entry| !entry.is_empty())
            .map(|entry| match own::read(entry) {
                Some(rule) => Ok(BypassEntry { text: entry.to_owned(), rule: Rule::Own(rule) }),
                None => Err(BypassError { entry: entry.to_owned() }),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { dialect: Dialect::Own, entries })
    }

    /// Reads a list as Windows writes it. An entry that it cannot use covers nothing, there and
    /// here: [`BypassEntry::never`] says why.
    #[must_use]
    pub fn windows(text: &str) -> Self {
        let entries = windows::split(text)
            .map(|entry| BypassEntry {
                text: entry.to_owned(),
                rule: windows::read(entry).map_or_else(Rule::Never, Rule::Windows),
            })
            .collect();
        Self { dialect: Dialect::Windows, entries }
    }

    /// Reads the exceptions of macOS. `simple` is its switch for names without a dot.
    pub fn macos<'a>(entries: impl IntoIterator<Item = &'a str>, simple: bool) -> Self {
        let simple = simple.then(|| BypassEntry {
            text: "ExcludeSimpleHostnames".to_owned(),
            rule: Rule::MacOs(macos::Rule::SimpleNames),
        });
        let entries = entries.into_iter().map(|entry| BypassEntry {
            text: entry.to_owned(),
            rule: macos::read(entry).map_or_else(Rule::Never, Rule::MacOs),
        });
        Self { dialect: Dialect::MacOs, entries: simple.into_iter().chain(entries).collect() }
    }

    /// How the list is written.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The entries, in their order.
    #[must_use]
    pub fn entries(&self) -> &[BypassEntry] {
        &self.entries
    }

    /// The first entry that covers the target, as written.
    #[must_use]
    pub fn covers(&self, target: &Target) -> Option<&str> {
        self.entries.iter().find(|entry| entry.covers(target)).map(|entry| entry.text.as_str())
    }

    /// What programs would make of each entry for this target, where they would differ.
    #[must_use]
    pub fn disagreements(&self, target: &Target) -> Vec<Disagreement> {
        let asked = self.entries.iter().filter_map(|entry| Disagreement::about(entry, target));
        asked.collect()
    }
}

impl BypassEntry {
    /// The entry as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it covers the target.
    #[must_use]
    pub fn covers(&self, target: &Target) -> bool {
        match &self.rule {
            Rule::Own(rule) => rule.covers(target),
            Rule::Windows(rule) => rule.covers(target),
            Rule::MacOs(rule) => rule.covers(target),
            Rule::Never(_) => false,
        }
    }

    /// Why it can never cover anything, if so.
    #[must_use]
    pub fn never(&self) -> Option<&str> {
        match &self.rule {
            Rule::Never(why) => Some(why),
            _ => None,
        }
    }
}

impl fmt::Display for Bypass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: Vec<&str> = self.entries.iter().map(BypassEntry::text).collect();
        f.pad(&entries.join(if self.dialect == Dialect::Windows { ";" } else { "," }))
    }
}
