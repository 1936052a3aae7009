//! All that the table says about one code, whatever form it was written in.

use std::mem::discriminant;

use serde::Serialize;

use super::class::{Actor, Class, class_text};
use super::code::Code;
use super::hresult::HResult;
use super::key::{Family, Key};
use super::logs::{LogShowing, Mention, showing};
use super::nearest::{Unknown, no_code, not_known};
use super::row::CauseRow;
use super::source::Source;
use super::table::WindowsErrors;

/// What a code means, where it shows, and who must act. Printed as text with `Display`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The text that was asked for.
    pub asked: String,
    /// Symbolic names, and who uses them.
    pub names: Vec<Name>,
    /// The number: of WinHTTP and WinINet, of an HTTP status, or of a status message.
    pub number: Option<u32>,
    /// The HTTP status, when it is one.
    pub http_status: Option<u16>,
    /// The HRESULT. An HTTP status has one per product: see `related`.
    pub hresult: Option<HResult>,
    /// The HRESULT in signed decimal.
    pub signed: Option<i32>,
    /// What it means.
    pub meaning: String,
    /// Kind of fault.
    pub class: Option<Class>,
    /// `assumed` when no table gives the class.
    pub class_basis: Option<String>,
    /// What a probe from outside would see for it; assumed.
    pub probe: Option<String>,
    /// Where one code has more than one meaning.
    pub ambiguities: Vec<String>,
    /// What usually causes it, likeliest first.
    pub usual_causes: Vec<String>,
    /// Who must act, likeliest first.
    pub who_must_act: Vec<Actor>,
    /// The logs that show it.
    pub logs: Vec<LogShowing>,
    /// What the related codes have in common, and how that is known.
    pub cause: Option<String>,
    /// Codes of other programs for the same cause.
    pub related: Vec<Related>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// Where it was published.
    pub sources: Vec<Source>,
}

/// A symbolic name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Who uses it.
    pub family: Family,
}

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

/// Explains a code in any of the forms in which logs write it.
///
/// # Errors
///
/// [`Unknown`] when the text holds no code, a code that the table does not know, or several codes
/// that lead to different entries.
pub fn explain(text: &str) -> Result<Explanation, Unknown> {
    let table = WindowsErrors::builtin();
    let codes = Code::all_in(text);
    let Some(first) = codes.first() else { return Err(no_code(table, text)) };
    let mut found: Vec<(&Code, Key)> =
        codes.iter().filter_map(|code| Some((code, table.find(code)?))).collect();
    // In a line with a real code, a bare short number is a line number or a duration.
    let short = |code: &Code| matches!(code, Code::Number(number) if *number < 1000);
    if found.iter().any(|(code, _)| !short(code)) {
        found.retain(|(code, _)| !short(code));
    }
    let Some(&(code, key)) = found.first() else { return Err(not_known(table, text, first)) };
    if found.iter().any(|(_, other)| *other != key) {
        let codes = found.iter().map(|(code, _)| code.to_string()).collect();
        return Err(Unknown::Several { text: text.trim().to_owned(), codes });
    }
    Ok(Entry::of(table, key).explain(table, text, code))
}

/// The parts of an entry that every kind of row has.
struct Entry {
    key: Key,
    names: Vec<Name>,
    number: Option<u32>,
    hresult: Option<HResult>,
    meaning: String,
    class: Option<Class>,
    class_basis: Option<String>,
    sources: Vec<String>,
}

impl Entry {
    fn of(table: &WindowsErrors, key: Key) -> Self {
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

    fn explain(self, table: &WindowsErrors, text: &str, code: &Code) -> Explanation {
        let key = self.key;
        let logs = showing(table, key, self.class);
        let mut sources = self.sources.clone();
        let mut notes = Vec::new();
        for row in table.number_notes.iter().chain(&table.http_notes) {
            if row.about.iter().any(|about| about.names(table, key)) {
                notes.push(row.fact.clone());
                sources.extend_from_slice(&row.sources);
            }
        }
        for row in &table.scan_failure_groups {
            if row.codes.iter().any(|code| code.names(table, key)) {
                notes.push(format!("in a failed update scan it points to: {}", row.group));
                sources.extend_from_slice(&row.sources);
            }
        }
        let row = self.number.and_then(|number| table.by_number(number));
        if row.is_some_and(|row| !row.in_doc) {
            notes.push("the number is in headers only, not in the documentation".to_owned());
        }
        sources.extend(logs.iter().flat_map(|log| log.sources.iter().cloned()));
        let text_of_class = self.class.map(class_text);
        let http_status = if let Key::Http(status) = key { Some(status) } else { None };
        Explanation {
            asked: text.trim().to_owned(),
            number: self.number,
            http_status,
            hresult: self.hresult,
            signed: self.hresult.map(HResult::signed),
            class: self.class,
            class_basis: self.class_basis.clone(),
            probe: row.and_then(|row| row.probe.clone()),
            ambiguities: self.ambiguities(table, code),
            usual_causes: text_of_class.map_or_else(Vec::new, |text| {
                text.usual_causes.iter().map(|&cause| cause.to_owned()).collect()
            }),
            who_must_act: text_of_class.map_or_else(Vec::new, |text| text.who_must_act.to_vec()),
            cause: self.cause(table).map(|row| format!("{} ({})", row.meaning, row.basis)),
            related: self.related(table),
            sources: unique(sources).iter().filter_map(|id| table.source(id).cloned()).collect(),
            names: self.names,
            meaning: self.meaning,
            logs,
            notes,
        }
    }

    fn ambiguities(&self, table: &WindowsErrors, code: &Code) -> Vec<String> {
        let mut found = Vec::new();
        if let Key::Number(number) = self.key
            && table.by_number(number).is_some_and(|row| row.differs)
        {
            let names: Vec<String> =
                self.names.iter().map(|name| format!("{} in {}", name.name, name.family)).collect();
            found.push(format!(
                "{number} is {}; the interface of the program that logged it decides",
                names.join(", ")
            ));
        }
        if let (Key::Http(status), Code::HResult(hresult)) = (self.key, code)
            && hresult.win32_number().is_some()
        {
            found.push(format!(
                "{hresult} is HTTP {status} only from programs that print the status in this way \
                 (PatchDownloader.log); elsewhere it is Windows error number {status}"
            ));
        }
        found
    }

    /// Same cause, other programs: by number, by flag, by status, and by the table of causes.
    fn related(&self, table: &WindowsErrors) -> Vec<Related> {
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

    fn cause<'a>(&self, table: &'a WindowsErrors) -> Option<&'a CauseRow> {
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

    fn as_printed(&self) -> Option<(Family, String)> {
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

/// The number under which WinHTTP reports every TLS fault of a server.
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
    vec![
        form(Family::WindowsUpdate, codes.windows_update, Some(codes.name.to_owned()), update),
        form(Family::Bits, codes.bits, Some(format!("BG_E_HTTP_ERROR_{status}")), bits),
        form(Family::HttpAsWin32, codes.win32_style, None, codes.win32_style_basis),
    ]
}

fn unique(ids: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}
