//! What to say about a code that the table does not know: the nearest ones that it does know.

use std::fmt;

use super::code::{Code, FORMS};
use super::hresult::HResult;
use super::table::WindowsErrors;

/// Why a text was not explained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// Nothing in the text looks like a code.
    #[error("no error code in `{text}`; write {FORMS}{}", list(.nearest))]
    NoCode {
        /// The text.
        text: String,
        /// Names that come near to it.
        nearest: Vec<Nearest>,
    },
    /// The table has no such code.
    #[error("`{code}` is in none of the tables{}; write {FORMS}{}", reason(.why.as_ref()), list(.nearest))]
    NotKnown {
        /// The code.
        code: Code,
        /// Why a look-alike does not count.
        why: Option<String>,
        /// Codes and names that come near to it.
        nearest: Vec<Nearest>,
    },
    /// The text holds codes of different meaning.
    #[error("several codes in `{text}` ({}); ask for one at a time", .codes.join(", "))]
    Several {
        /// The text.
        text: String,
        /// The codes, as they are read.
        codes: Vec<String>,
    },
}

/// A code that the table knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The code as it is printed.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}

const SHOWN: usize = 3;

pub(super) fn no_code(table: &WindowsErrors, text: &str) -> Unknown {
    let wanted = text.trim().to_ascii_uppercase();
    Unknown::NoCode { text: text.trim().to_owned(), nearest: nearest_names(table, &wanted) }
}

pub(super) fn not_known(table: &WindowsErrors, text: &str, code: &Code) -> Unknown {
    let mut why = None;
    let nearest = match code {
        Code::Name(name) => nearest_names(table, name),
        Code::Number(number) => nearest_numbers(table, *number),
        Code::HttpStatus(_) => {
            why = Some(format!("an HTTP status is 100 to 599: {}", text.trim()));
            Vec::new()
        }
        Code::HResult(hresult) => {
            if let Some(number) = hresult.win32_number() {
                nearest_numbers(table, number)
            } else {
                why = table.by_number(hresult.code()).map(|row| {
                    let (number, facility) = (row.number, hresult.facility());
                    format!("its low 16 bits are {number}, but its facility is {facility}, not 7")
                });
                nearest_hresults(table, *hresult)
            }
        }
    };
    Unknown::NotKnown { code: code.clone(), why, nearest }
}

fn nearest_numbers(table: &WindowsErrors, wanted: u32) -> Vec<Nearest> {
    let rows = table.numbers().iter().filter_map(|row| {
        let name = row.winhttp_name.as_ref().or(row.wininet_name.as_ref())?;
        Some((row.number, row.number.to_string(), name))
    });
    by_distance(rows, wanted)
}

fn nearest_hresults(table: &WindowsErrors, wanted: HResult) -> Vec<Nearest> {
    let all =
        table.windows_update().iter().chain(table.bits()).chain(table.delivery_optimization());
    let near = all.filter(|row| row.code.facility() == wanted.facility());
    by_distance(near.map(|row| (row.code.0, row.code.to_string(), &row.name)), wanted.0)
}

fn by_distance<'a>(
    rows: impl Iterator<Item = (u32, String, &'a String)>,
    wanted: u32,
) -> Vec<Nearest> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|(number, ..)| number.abs_diff(wanted));
    let near = rows.into_iter().take(SHOWN);
    near.map(|(_, code, name)| Nearest { code, name: name.clone() }).collect()
}

/// Names that contain the text, else names few edits away.
fn nearest_names(table: &WindowsErrors, wanted: &str) -> Vec<Nearest> {
    const FEW: usize = 4;
    const LONGEST: usize = 100;
    if wanted.len() < FEW || wanted.len() > LONGEST {
        return Vec::new();
    }
    let mut names: Vec<_> = table
        .names()
        .into_iter()
        .map(|(name, key)| {
            let distance =
                if name.contains(wanted) { 0 } else { strsim::levenshtein(wanted, name) };
            (distance, name, key)
        })
        .filter(|(distance, ..)| *distance <= FEW)
        .collect();
    names.sort();
    names.dedup_by_key(|(_, name, _)| *name);
    let near = names.into_iter().take(SHOWN);
    near.map(|(_, name, key)| Nearest { code: key.to_string(), name: name.to_owned() }).collect()
}

fn reason(why: Option<&String>) -> String {
    why.map_or_else(String::new, |why| format!(" ({why})"))
}

fn list(nearest: &[Nearest]) -> String {
    let names: Vec<String> = nearest.iter().map(Nearest::to_string).collect();
    if names.is_empty() { String::new() } else { format!("; nearest: {}", names.join(", ")) }
}
