//! The tables of a configuration: `config`, `edit`, `set`, `next`, `end`.

use super::super::columns::Columns;
use crate::allowlist::{Place, ReadError, Source};

/// How deep tables may stand in one another.
const DEEPEST: usize = 32;

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// What stands behind `config`: `firewall address`.
    pub(super) name: String,
    /// The virtual domain that it belongs to; none in a file that has none, and for what is global.
    pub(super) domain: Option<String>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// What stands behind `edit`.
    pub(super) name: String,
    /// The settings, each with its values.
    pub(super) settings: Vec<(String, Vec<Word>)>,
    /// Tables inside.
    pub(super) tables: Vec<Table>,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The value, without quotes and backslashes before signs.
    pub(super) text: String,
    /// Where it stands.
    pub(super) place: Place,
}

impl Row {
    /// The values of a setting.
    pub(super) fn values(&self, name: &str) -> &[Word] {
        let setting = self.settings.iter().rev().find(|(own, _)| own == name);
        setting.map_or(&[], |(_, values)| values)
    }

    /// The first value of a setting.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.values(name).first().map(|word| word.text.as_str())
    }
}

/// Reads the tables of a configuration, and of each virtual domain in it.
///
/// # Errors
/// When a table does not end, or ends twice.
pub(super) fn read(source: &Source) -> Result<Vec<Table>, ReadError> {
    let mut done = Vec::new();
    // A row stands for the file itself, and one for each table that is open.
    let mut open: Vec<(Table, Row)> = Vec::new();
    let wrong = |line: usize, text: &str, why: String| ReadError {
        place: source.place(line, text, text.trim()),
        why,
    };
    let mut last = (1, "");
    for (number, line) in source.text.lines().enumerate() {
        let number = number + 1;
        let words = words(source, number, line);
        let Some(first) = words.first() else { continue };
        last = (number, line);
        match first.text.as_str() {
            "config" => {
                if open.len() >= DEEPEST {
                    let why = format!("more than {DEEPEST} tables stand in one another");
                    return Err(wrong(number, line, why));
                }
                let names: Vec<&str> = words[1..].iter().map(|word| word.text.as_str()).collect();
                let table = Table { name: names.join(" "), ..Table::default() };
                open.push((table, Row::default()));
            }
            "edit" => {
                if let Some((table, row)) = open.last_mut() {
                    keep(table, row);
                    row.name = words.get(1).map(|word| word.text.clone()).unwrap_or_default();
                }
            }
            "next" => {
                if let Some((table, row)) = open.last_mut() {
                    keep(table, row);
                }
            }
            "end" => {
                let Some((mut table, mut row)) = open.pop() else {
                    let why = "found `end` without a `config` before it".to_owned();
                    return Err(wrong(number, line, why));
                };
                keep(&mut table, &mut row);
                match open.last_mut() {
                    Some((outer, row)) if outer.name == "vdom" => {
                        table.domain = Some(row.name.clone());
                        done.push(table);
                    }
                    Some((outer, _)) if outer.name == "global" => done.push(table),
                    Some((_, row)) => row.tables.push(table),
                    None if table.name == "vdom" || table.name == "global" => {}
                    None => done.push(table),
                }
            }
            "set" | "append" => {
                if let (Some((_, row)), Some(name)) = (open.last_mut(), words.get(1)) {
                    row.settings.push((name.text.clone(), words[2..].to_vec()));
                }
            }
            _ => {}
        }
    }
    match open.last() {
        None => Ok(done),
        Some((table, _)) => {
            let why = format!("`config {}` has no `end`; is the file complete?", table.name);
            Err(wrong(last.0, last.1, why))
        }
    }
}

/// Ends a row, when there is something in it.
fn keep(table: &mut Table, row: &mut Row) {
    if !row.name.is_empty() || !row.settings.is_empty() || !row.tables.is_empty() {
        table.rows.push(std::mem::take(row));
    }
}

/// The words of a line: in quotes a backslash takes the next sign as it is.
fn words(source: &Source, number: usize, line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut columns = Columns::new(source, number, line);
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return words };
        if first == '#' && words.is_empty() {
            return words;
        }
        let quoted = first == '"';
        let inner = if quoted { &rest[1..] } else { rest };
        let mut text = String::new();
        let mut end = inner.len();
        let mut escaped = false;
        for (at, char) in inner.char_indices() {
            if escaped {
                escaped = false;
                text.push(char);
            } else if char == '\\' {
                escaped = true;
            } else if (quoted && char == '"') || (!quoted && char.is_whitespace()) {
                end = at;
                break;
            } else {
                text.push(char);
            }
        }
        let part = &inner[..end];
        words.push(Word { text, place: columns.place(part) });
        rest = inner.get(end + usize::from(quoted)..).unwrap_or_default();
    }
}
