//! The table: loaded once from the compiled-in data, asked by number, status or code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::class::Class;
use super::code::Code;
use super::hresult::HResult;
use super::key::Key;
use super::logs::Mention;
use super::row::{
    CauseRow, CodedError, FlagRow, HttpRow, HttpStatusCodes, LogFile, NoteRow, ScanGroupRow,
    StatusMessage, WinHttpError,
};
use super::source::Source;

/// Everything known about the error numbers of Windows for network faults.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowsErrors {
    format: u32,
    title: String,
    notes: Vec<String>,
    sources: BTreeMap<String, Source>,
    numbers: Vec<WinHttpError>,
    secure_failure_flags: Vec<FlagRow>,
    pub(super) number_notes: Vec<NoteRow>,
    http_statuses: Vec<HttpRow>,
    pub(super) http_notes: Vec<NoteRow>,
    windows_update: Vec<CodedError>,
    bits: Vec<CodedError>,
    delivery_optimization: Vec<CodedError>,
    pub(super) scan_failure_groups: Vec<ScanGroupRow>,
    pub(super) causes: Vec<CauseRow>,
    logs: Vec<LogFile>,
    status_messages: Vec<StatusMessage>,
}

/// Windows Update's code for a status that has none of its own (Wuerror.h).
const NOT_MAPPED: HResult = HResult(0x8024_402B);

impl WindowsErrors {
    /// The table that is compiled in.
    ///
    /// # Panics
    ///
    /// Never in a build whose tests pass: they load the same text.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static TABLE: LazyLock<WindowsErrors> = LazyLock::new(|| {
            serde_saphyr::from_str(include_str!("windows-errors.yaml"))
                .expect("the compiled-in table is loaded by the tests")
        });
        &TABLE
    }

    /// Version of the form of the data.
    #[must_use]
    pub const fn format(&self) -> u32 {
        self.format
    }

    /// What the table holds, in one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How to read the table.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// A `WinHTTP` or `WinINet` number.
    #[must_use]
    pub fn by_number(&self, number: u32) -> Option<&WinHttpError> {
        let at = self.numbers.binary_search_by_key(&number, |row| row.number).ok()?;
        Some(&self.numbers[at])
    }

    /// What the products log for an HTTP status.
    ///
    /// Every status has an answer: Windows Update gives `0x8024402B` for those without a code of
    /// their own, and the other two forms are sums (WUA Networking Error Codes, BITS Return
    /// Values).
    #[must_use]
    pub fn http_status(&self, status: u16) -> HttpStatusCodes<'_> {
        match self.http_statuses.iter().find(|row| row.status == status) {
            Some(row) => HttpStatusCodes {
                status,
                windows_update: row.windows_update,
                name: &row.name,
                bits: row.bits,
                win32_style: row.win32_style,
                win32_style_basis: &row.win32_style_basis,
                class: row.class,
                class_basis: row.class_basis.as_deref(),
                meaning: &row.meaning,
                sources: &row.sources,
            },
            None => self.unmapped_status(status),
        }
    }

    fn unmapped_status(&self, status: u16) -> HttpStatusCodes<'_> {
        let class = match status {
            300..=399 => Class::Redirect,
            451 => Class::PolicyBlock,
            500..=599 => Class::Server,
            _ => Class::Http,
        };
        HttpStatusCodes {
            status,
            windows_update: NOT_MAPPED,
            name: "WU_E_PT_HTTP_STATUS_NOT_MAPPED",
            bits: HResult::from_http_status(status),
            win32_style: HResult::from_win32(status),
            win32_style_basis: "derived",
            class,
            class_basis: Some("assumed"),
            meaning: "an HTTP status for which Windows Update has no code of its own",
            sources: coded(&self.windows_update, NOT_MAPPED).map_or(&[], |row| &row.sources),
        }
    }

    /// The entry that a code leads to.
    ///
    /// An HRESULT counts as a Windows error number only when its facility is 7.
    #[must_use]
    pub fn find(&self, code: &Code) -> Option<Key> {
        match code {
            Code::Number(number) => self.find_number(*number),
            Code::HttpStatus(status) => http_key((*status).into()),
            Code::HResult(hresult) => self.find_hresult(*hresult),
            Code::Name(name) => self.find_name(name),
        }
    }

    fn find_number(&self, number: u32) -> Option<Key> {
        if self.by_number(number).is_some() {
            return Some(Key::Number(number));
        }
        let message = self.status_message(number).map(|row| Key::StatusMessage(row.id));
        http_key(number).or(message)
    }

    fn find_hresult(&self, hresult: HResult) -> Option<Key> {
        if let Some(number) = hresult.win32_number() {
            return match self.by_number(number) {
                Some(_) => Some(Key::Number(number)),
                None => http_key(number).filter(|_| number >= 400),
            };
        }
        let status = (hresult.0 >> 16 == 0x8019).then(|| http_key(hresult.code())).flatten();
        status
            .or_else(|| {
                let row = self.http_statuses.iter().find(|row| row.windows_update == hresult)?;
                Some(Key::Http(row.status))
            })
            .or_else(|| coded(&self.windows_update, hresult).map(|_| Key::WindowsUpdate(hresult)))
            .or_else(|| coded(&self.bits, hresult).map(|_| Key::Bits(hresult)))
            .or_else(|| {
                coded(&self.delivery_optimization, hresult)
                    .map(|_| Key::DeliveryOptimization(hresult))
            })
            .or_else(|| self.flag(hresult).map(|_| Key::Flag(hresult)))
            .or_else(|| self.is_logged(hresult).then_some(Key::OnlyLogged(hresult)))
    }

    fn find_name(&self, name: &str) -> Option<Key> {
        if let Some(status) = name.strip_prefix("BG_E_HTTP_ERROR_") {
            return http_key(status.parse().ok()?);
        }
        self.names().into_iter().find(|(known, _)| *known == name).map(|(_, key)| key)
    }

    /// Every symbolic name, with the entry that it names.
    #[must_use]
    pub fn names(&self) -> Vec<(&str, Key)> {
        let mut names = Vec::new();
        for row in &self.numbers {
            let all = row.winhttp_name.iter().chain(&row.wininet_name).chain(&row.aliases);
            names.extend(all.map(|name| (name.as_str(), Key::Number(row.number))));
        }
        names.extend(self.http_statuses.iter().map(|row| (&*row.name, Key::Http(row.status))));
        for row in self.coded_rows() {
            if let Some(key) = self.find_hresult(row.code) {
                names.push((&row.name, key));
            }
        }
        names.extend(self.secure_failure_flags.iter().map(|row| (&*row.name, Key::Flag(row.flag))));
        names
    }

    /// All `WinHTTP` and `WinINet` numbers, rising.
    #[must_use]
    pub fn numbers(&self) -> &[WinHttpError] {
        &self.numbers
    }

    /// The HTTP statuses that have a Windows Update code of their own, rising.
    pub fn mapped_statuses(&self) -> impl Iterator<Item = u16> {
        self.http_statuses.iter().map(|row| row.status)
    }

    /// The codes of Windows Update that stand for no HTTP status.
    #[must_use]
    pub fn windows_update(&self) -> &[CodedError] {
        &self.windows_update
    }

    /// The codes of BITS.
    #[must_use]
    pub fn bits(&self) -> &[CodedError] {
        &self.bits
    }

    /// The codes of Delivery Optimization.
    #[must_use]
    pub fn delivery_optimization(&self) -> &[CodedError] {
        &self.delivery_optimization
    }

    /// The details that `WinHTTP` gives together with 12175.
    #[must_use]
    pub fn secure_failure_flags(&self) -> &[FlagRow] {
        &self.secure_failure_flags
    }

    /// The log files.
    #[must_use]
    pub fn logs(&self) -> &[LogFile] {
        &self.logs
    }

    /// The status messages of Configuration Manager.
    #[must_use]
    pub fn status_messages(&self) -> &[StatusMessage] {
        &self.status_messages
    }

    /// A source, by its id in the rows.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }

    pub(super) fn coded_row(&self, code: HResult) -> Option<&CodedError> {
        self.coded_rows().find(|row| row.code == code)
    }

    pub(super) fn flag(&self, flag: HResult) -> Option<&FlagRow> {
        self.secure_failure_flags.iter().find(|row| row.flag == flag)
    }

    pub(super) fn status_message(&self, id: u32) -> Option<&StatusMessage> {
        self.status_messages.iter().find(|row| row.id == id)
    }

    fn coded_rows(&self) -> impl Iterator<Item = &CodedError> {
        self.windows_update.iter().chain(&self.bits).chain(&self.delivery_optimization)
    }

    fn is_logged(&self, hresult: HResult) -> bool {
        let wanted = Mention::Code(Code::HResult(hresult));
        self.logs.iter().any(|log| log.codes.contains(&wanted))
    }
}

fn http_key(number: u32) -> Option<Key> {
    u16::try_from(number).ok().filter(|status| (100..=599).contains(status)).map(Key::Http)
}

fn coded(rows: &[CodedError], code: HResult) -> Option<&CodedError> {
    rows.iter().find(|row| row.code == code)
}
