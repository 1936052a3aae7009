//! An entry of the table, with the parts that every kind of row has.

use serde::Serialize;

use super::class::Class;
use super::hresult::HResult;
use super::key::{Family, Key};
use super::table::WindowsErrors;

/// A symbolic name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Who uses it.
    pub family: Family,
}

/// The parts of an entry that every kind of row has.
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) names: Vec<Name>,
    pub(super) number: Option<u32>,
    pub(super) hresult: Option<HResult>,
    pub(super) meaning: String,
    pub(super) class: Option<Class>,
    pub(super) class_basis: Option<String>,
    pub(super) sources: Vec<String>,
}

impl Entry {
    pub(super) fn of(table: &WindowsErrors, key: Key) -> Self {
        let entry = match key {
            Key::Number(number) => table.by_number(number).map(|row| {
                let name = |name: &String, family| Name { name: name.clone(), family };
                let winhttp = row.winhttp_name.iter().map(|n| name(n, Family::WinHttp));
                let wininet = row.wininet_name.iter().chain(&row.aliases);
                Self {
                    names: winhttp.chain(wininet.map(|n| name(n, Family::WinInet))).collect(),
                    number: Some(number),
                    hresult: Some(row.hresult()),
                    class: Some(row.class),
                    ..Self::plain(key, &row.meaning, &row.sources)
                }
            }),
            Key::Http(status) => {
                let row = table.http_status(status);
                let name = Name { name: row.name.to_owned(), family: Family::WindowsUpdate };
                Some(Self {
                    names: vec![name],
                    number: Some(status.into()),
                    class: Some(row.class),
                    class_basis: row.class_basis.map(str::to_owned),
                    ..Self::plain(key, row.meaning, row.sources)
                })
            }
            Key::WindowsUpdate(code) => Self::coded(table, key, code, Family::WindowsUpdate),
            Key::Bits(code) => Self::coded(table, key, code, Family::Bits),
            Key::DeliveryOptimization(code) => {
                Self::coded(table, key, code, Family::DeliveryOptimization)
            }
            Key::Flag(flag) => table.flag(flag).map(|row| {
                let same = table.by_number(row.same_cause_as);
                let cause = same.map_or("", |same| &same.meaning);
                Self {
                    names: vec![Name { name: row.name.clone(), family: Family::WinHttp }],
                    hresult: Some(flag),
                    class: same.map(|same| same.class),
                    ..Self::plain(key, &format!("{cause} ({})", row.note), &row.sources)
                }
            }),
            Key::StatusMessage(id) => table.status_message(id).map(|row| {
                let component = &row.component;
                let meaning = format!("status message of {component}: {}", row.meaning);
                Self { number: Some(id), ..Self::plain(key, &meaning, &row.sources) }
            }),
            Key::OnlyLogged(code) => {
                let meaning = "seen in the logs below; no source of the table tells its meaning";
                Some(Self { hresult: Some(code), ..Self::plain(key, meaning, &[]) })
            }
        };
        entry.unwrap_or_else(|| Self::plain(key, "", &[]))
    }

    fn plain(key: Key, meaning: &str, sources: &[String]) -> Self {
        let (meaning, sources) = (meaning.to_owned(), sources.to_vec());
        Self {
            key,
            names: Vec::new(),
            number: None,
            hresult: None,
            meaning,
            class: None,
            class_basis: None,
            sources,
        }
    }

    fn coded(table: &WindowsErrors, key: Key, code: HResult, family: Family) -> Option<Self> {
        table.coded_row(code).map(|row| Self {
            names: vec![Name { name: row.name.clone(), family }],
            hresult: Some(code),
            class: Some(row.class),
            ..Self::plain(key, &row.meaning, &row.sources)
        })
    }

    /// Who prints it, and how.
    pub(super) fn as_printed(&self) -> Option<(Family, String)> {
        let family = match self.key {
            Key::Http(status) => return Some((Family::Http, format!("HTTP {status}"))),
            Key::Number(number) => {
                return Some((self.names.first()?.family, number.to_string()));
            }
            Key::Flag(_) => Family::WinHttp,
            Key::WindowsUpdate(_) => Family::WindowsUpdate,
            Key::Bits(_) => Family::Bits,
            Key::DeliveryOptimization(_) => Family::DeliveryOptimization,
            Key::StatusMessage(id) => return Some((Family::ConfigMgr, id.to_string())),
            Key::OnlyLogged(_) => Family::ConfigMgr,
        };
        Some((family, self.hresult?.to_string()))
    }
}
