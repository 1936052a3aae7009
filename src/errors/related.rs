//! What other programs print for the same cause.

use std::mem::discriminant;

use serde::Serialize;

use super::entry::Entry;
use super::hresult::HResult;
use super::key::{Family, Key};
use super::logs::Mention;
use super::row::CauseRow;
use super::table::WindowsErrors;

/// A code of another program for the same cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Related {
    /// Who prints it.
    pub family: Family,
    /// The code as it is printed.
    pub code: String,
    /// Its name, when it has one.
    pub name: Option<String>,
    /// What it means.
    pub meaning: String,
}

impl Entry {
    /// Same cause, other programs: by number, by flag, by status, and by the table of causes.
    pub(super) fn related(&self, table: &WindowsErrors) -> Vec<Related> {
        let mut keys = Vec::new();
        let mut found = Vec::new();
        let stands_for = |number: u32| {
            table.windows_update().iter().filter(move |row| row.number == Some(number))
        };
        match self.key {
            Key::Number(number) => {
                found.extend(stands_for(number).map(|row| Related {
                    family: Family::WindowsUpdate,
                    code: row.code.to_string(),
                    name: Some(row.name.clone()),
                    meaning: row.meaning.clone(),
                }));
                let flags = table.secure_failure_flags().iter();
                let flags =
                    flags.filter(|row| number == SECURE_FAILURE || row.same_cause_as == number);
                keys.extend(flags.map(|row| Key::Flag(row.flag)));
            }
            Key::Http(status) => found.extend(forms_of_status(table, status)),
            Key::Flag(flag) => {
                keys.extend(table.flag(flag).map(|row| Key::Number(row.same_cause_as)));
                keys.push(Key::Number(SECURE_FAILURE));
            }
            Key::WindowsUpdate(code) => {
                let number = table.coded_row(code).and_then(|row| row.number);
                keys.extend(number.map(Key::Number));
            }
            Key::Bits(_)
            | Key::DeliveryOptimization(_)
            | Key::StatusMessage(_)
            | Key::OnlyLogged(_) => {}
        }
        keys.extend(self.same_cause(table));
        for key in keys {
            let entry = Self::of(table, key);
            let Some((family, code)) = entry.as_printed() else { continue };
            let name = entry.names.into_iter().next().map(|name| name.name);
            if !found.iter().any(|known| known.code == code) {
                found.push(Related { family, code, name, meaning: entry.meaning });
            }
        }
        found
    }

    pub(super) fn cause<'a>(&self, table: &'a WindowsErrors) -> Option<&'a CauseRow> {
        let rows = || table.causes.iter();
        let direct = rows().find(|row| row.codes.iter().any(|code| code.names(table, self.key)));
        direct.or_else(|| rows().find(|row| Some(row.class) == self.class))
    }

    fn same_cause(&self, table: &WindowsErrors) -> Vec<Key> {
        let codes = self.cause(table).into_iter().flat_map(|row| &row.codes);
        let keys = codes.filter_map(|mention| {
            let Mention::Code(code) = mention else { return None };
            table.find(code)
        });
        keys.filter(|key| discriminant(key) != discriminant(&self.key)).collect()
    }
}

/// The number under which `WinHTTP` reports every TLS fault of a server.
const SECURE_FAILURE: u32 = 12175;

fn forms_of_status(table: &WindowsErrors, status: u16) -> Vec<Related> {
    let codes = table.http_status(status);
    let bits = table.coded_row(codes.bits).map_or(codes.meaning, |row| &row.meaning);
    let form = |family, code: HResult, name: Option<String>, meaning: &str| Related {
        family,
        code: code.to_string(),
        name,
        meaning: meaning.to_owned(),
    };
    let update = table.coded_row(codes.windows_update).map_or(codes.meaning, |row| &row.meaning);
    let style = format!("0x80070000 + status, {}", codes.win32_style_basis);
    vec![
        form(Family::WindowsUpdate, codes.windows_update, Some(codes.name.to_owned()), update),
        form(Family::Bits, codes.bits, Some(format!("BG_E_HTTP_ERROR_{status}")), bits),
        form(Family::HttpAsWin32, codes.win32_style, None, &style),
    ]
}
