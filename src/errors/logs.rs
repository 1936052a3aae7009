//! Which log files show a code, and how sure that is.

use serde::{Deserialize, Deserializer, Serialize};

use super::class::Class;
use super::code::Code;
use super::key::Key;
use super::table::WindowsErrors;

/// What a row of the table says about codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mention {
    /// One code.
    Code(Code),
    /// Any number of `WinHTTP`.
    AnyWinHttp,
    /// Any code of the Windows Update Agent.
    AnyWindowsUpdate,
    /// Any code of BITS.
    AnyBits,
    /// Any code of a class, in words.
    Class(Class),
    /// Text without a code.
    Text(String),
}

/// Whether a source names the code for a log, or we expect it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// The source of the row names the code for this log.
    Documented,
    /// Assumed from what the log records.
    Expected,
}

/// A log file that shows a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogShowing {
    /// File name.
    pub file: String,
    /// Where the file is.
    pub computer: String,
    /// Roles that write it.
    pub roles: Vec<String>,
    /// What the log is about.
    pub shows: String,
    /// How the code appears in it.
    pub appears_as: Vec<String>,
    /// Documented, or expected.
    pub claim: Claim,
    /// `listed` in a log reference or support article, or `unchecked`.
    pub basis: String,
    /// Lines with this code that the log is known to hold.
    pub lines: Vec<String>,
    /// Ids of the sources.
    #[serde(skip)]
    pub sources: Vec<String>,
}

/// The logs that show an entry, each once: documented ones first, then expected ones.
pub(super) fn showing(table: &WindowsErrors, key: Key, class: Option<Class>) -> Vec<LogShowing> {
    let mut found: Vec<LogShowing> = Vec::new();
    for claim in [Claim::Documented, Claim::Expected] {
        for log in table.logs() {
            let mentions = match claim {
                Claim::Documented => &log.codes,
                Claim::Expected => &log.codes_expected,
            };
            let appears_as: Vec<String> = mentions
                .iter()
                .filter(|mention| mention.speaks_of(table, key, class))
                .map(Mention::in_words)
                .collect();
            let is_known = found.iter().any(|known| known.file == log.file);
            if !appears_as.is_empty() && !is_known {
                found.push(LogShowing {
                    file: log.file.clone(),
                    computer: log.computer.clone(),
                    roles: log.roles.clone(),
                    shows: log.shows.clone(),
                    appears_as,
                    claim,
                    basis: log.basis.clone(),
                    lines: log
                        .lines
                        .iter()
                        .filter(|line| holds(table, line, key))
                        .cloned()
                        .collect(),
                    sources: log.sources.clone(),
                });
            }
        }
    }
    found
}

fn holds(table: &WindowsErrors, line: &str, key: Key) -> bool {
    Code::all_in(line).iter().any(|code| table.find(code) == Some(key))
}

impl Mention {
    /// Whether it names exactly this entry.
    pub(super) fn names(&self, table: &WindowsErrors, key: Key) -> bool {
        matches!(self, Self::Code(code) if table.find(code) == Some(key))
    }

    fn speaks_of(&self, table: &WindowsErrors, key: Key, class: Option<Class>) -> bool {
        match self {
            Self::Code(code) => {
                let found = table.find(code);
                found == Some(key) || found.is_some_and(|found| stands_for(table, found, key))
            }
            Self::AnyWinHttp => number(key)
                .and_then(|number| table.by_number(number))
                .is_some_and(|row| row.winhttp_name.is_some()),
            Self::AnyWindowsUpdate => {
                matches!(key, Key::WindowsUpdate(_) | Key::Http(_))
                    || number(key).is_some_and(|number| {
                        table.windows_update().iter().any(|row| row.number == Some(number))
                    })
            }
            Self::AnyBits => matches!(key, Key::Bits(_) | Key::Http(_)),
            Self::Class(wanted) => number(key).is_some() && class == Some(*wanted),
            Self::Text(_) => false,
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::AnyWinHttp => "its number".to_owned(),
            Self::AnyWindowsUpdate => "its Windows Update code".to_owned(),
            Self::AnyBits => "its BITS code".to_owned(),
            Self::Class(_) => "words".to_owned(),
            Self::Text(text) => text.clone(),
        }
    }
}

fn number(key: Key) -> Option<u32> {
    if let Key::Number(number) = key { Some(number) } else { None }
}

/// Whether `code` is what Windows Update logs for the number of `key`.
fn stands_for(table: &WindowsErrors, code: Key, key: Key) -> bool {
    let Key::WindowsUpdate(code) = code else { return false };
    let row = table.windows_update().iter().find(|row| row.code == code);
    row.and_then(|row| row.number).is_some_and(|of| number(key) == Some(of))
}

impl<'de> Deserialize<'de> for Mention {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match text.as_str() {
            "any WinHTTP number" => Self::AnyWinHttp,
            "any Windows Update code" => Self::AnyWindowsUpdate,
            "any BITS code" => Self::AnyBits,
            _ => match text.strip_prefix("class ") {
                Some(class) => Self::Class(Class::deserialize(
                    serde::de::value::StrDeserializer::<D::Error>::new(class),
                )?),
                None => Code::parse(&text).map_or_else(|| Self::Text(text.clone()), Self::Code),
            },
        })
    }
}
