//! The rows of the table, one type per kind.

use serde::{Deserialize, Serialize};

use super::class::Class;
use super::hresult::HResult;
use super::logs::Mention;

/// A number that `WinHTTP` and `WinINet` share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WinHttpError {
    /// The number, 12001 to 12907.
    pub number: u32,
    /// Its name in `WinHTTP`, when `WinHTTP` has it.
    #[serde(rename = "winhttp", default)]
    pub winhttp_name: Option<String>,
    /// Its name in `WinINet`, when `WinINet` has it.
    #[serde(rename = "wininet", default)]
    pub wininet_name: Option<String>,
    /// Further names in use for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Kind of fault.
    pub class: Class,
    /// What it means.
    pub meaning: String,
    /// What a probe from outside would see for it; assumed, not documented.
    #[serde(default)]
    pub probe: Option<String>,
    /// Whether `WinHTTP` and `WinINet` mean different things by it.
    #[serde(default)]
    pub differs: bool,
    /// Whether a documentation page prints the number; otherwise only headers do.
    pub in_doc: bool,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

impl WinHttpError {
    /// Its HRESULT: `0x80070000` + number.
    #[must_use]
    pub const fn hresult(&self) -> HResult {
        HResult(0x8007_0000 + self.number)
    }
}

/// A code of Windows Update, BITS or Delivery Optimization.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodedError {
    /// The code.
    pub code: HResult,
    /// Its name.
    pub name: String,
    /// The `WinHTTP` number that it stands for.
    #[serde(default)]
    pub number: Option<u32>,
    /// Kind of fault.
    pub class: Class,
    /// What it means.
    pub meaning: String,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

/// A detail of 12175 that `WinHTTP` gives to the status callback.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRow {
    /// The bit.
    pub flag: HResult,
    /// Its name.
    pub name: String,
    /// The number with the same cause.
    pub same_cause_as: u32,
    /// How it is given.
    pub note: String,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

/// How the products print one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HttpStatusCodes<'a> {
    /// The status.
    pub status: u16,
    /// What Windows Update logs; `0x8024402B` for a status without a code of its own.
    pub windows_update: HResult,
    /// The name of the Windows Update code.
    pub name: &'a str,
    /// What BITS logs: `0x80190000` + status.
    pub bits: HResult,
    /// What programs log that print the status as a Win32 HRESULT: `0x80070000` + status.
    pub win32_style: HResult,
    /// How `win32_style` is known: seen in a log, or derived from the rule.
    pub win32_style_basis: &'a str,
    /// Kind of fault.
    pub class: Class,
    /// `assumed` when no other table gives the class.
    pub class_basis: Option<&'a str>,
    /// What it means.
    pub meaning: &'a str,
    /// Ids of the sources.
    pub sources: &'a [String],
}

/// An HTTP status that Windows Update has a code for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpRow {
    pub(super) status: u16,
    pub(super) windows_update: HResult,
    pub(super) name: String,
    pub(super) bits: HResult,
    pub(super) win32_style: HResult,
    pub(super) win32_style_basis: String,
    pub(super) class: Class,
    #[serde(default)]
    pub(super) class_basis: Option<String>,
    pub(super) meaning: String,
    pub(super) sources: Vec<String>,
}

/// Something worth knowing about some codes, or about all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteRow {
    pub(super) fact: String,
    #[serde(default)]
    pub(super) about: Vec<Mention>,
    pub(super) sources: Vec<String>,
}

/// Codes that a troubleshooting article puts together for failed update scans.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScanGroupRow {
    pub(super) group: String,
    pub(super) codes: Vec<Mention>,
    pub(super) sources: Vec<String>,
}

/// Codes of all families that one cause leads to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseRow {
    pub(super) class: Class,
    pub(super) meaning: String,
    pub(super) codes: Vec<Mention>,
    pub(super) basis: String,
}

/// A log file and what it shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogFile {
    /// File name.
    pub file: String,
    /// Where the file is.
    pub computer: String,
    /// Roles that write it.
    pub roles: Vec<String>,
    /// What it shows.
    pub shows: String,
    /// What its source says that it logs.
    #[serde(default)]
    pub codes: Vec<Mention>,
    /// What it is assumed to log.
    #[serde(default)]
    pub codes_expected: Vec<Mention>,
    /// Lines as they appear in it.
    #[serde(default)]
    pub lines: Vec<String>,
    /// `listed` in a log reference or support article, or `unchecked`.
    pub basis: String,
    /// Ids of the sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A status message of Configuration Manager.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusMessage {
    /// Message id.
    pub id: u32,
    /// Component that sends it.
    pub component: String,
    /// What it means.
    pub meaning: String,
    /// Ids of the sources.
    pub sources: Vec<String>,
}
