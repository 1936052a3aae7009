//! All that the table says about one code, whatever form it was written in.

use serde::Serialize;

use super::class::{Actor, Class};
use super::class_text::class_text;
use super::code::Code;
use super::entry::{Entry, Name};
use super::hresult::HResult;
use super::key::Key;
use super::logs::{LogShowing, showing};
use super::nearest::{Unknown, no_code, not_known};
use super::related::Related;
use super::source::Source;
use super::table::WindowsErrors;

/// What a code means, where it shows, and who must act. Printed as text with `Display`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The text that was asked for.
    pub asked: String,
    /// Symbolic names, and who uses them.
    pub names: Vec<Name>,
    /// The number: of `WinHTTP` and `WinINet`, of an HTTP status, or of a status message.
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

impl Entry {
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
        let row = self.number.and_then(|number| table.by_number(number));
        if let Some(row) = row.filter(|row| row.differs)
            && let (Some(winhttp), Some(wininet)) = (&row.winhttp_name, &row.wininet_name)
        {
            found.push(format!(
                "{} is {winhttp} in WinHTTP and {wininet} in WinINet; the interface that the \
                 program used decides",
                row.number
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
