//! Lists in CSV: one entry in a row, in a column with a known name or in the first.

use crate::allowlist::{Place, ReadError, Source};

/// One row.
pub(super) struct Row {
    /// The entry.
    pub(super) value: String,
    /// Where it stands.
    pub(super) place: Place,
    /// The other fields, each with the name of its column.
    pub(super) others: Vec<(String, String)>,
}

impl Row {
    /// The field of a column, when it is there and not empty.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let field = self.others.iter().find(|(own, _)| own == name);
        field.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Reads the rows. A first row with one of `names` in it is the header; without one each row is an
/// entry with its first field.
///
/// # Errors
/// When it is no CSV.
pub(super) fn read(source: &Source, names: &[&str]) -> Result<Vec<Row>, ReadError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(source.text.as_bytes());
    let lines: Vec<&str> = source.text.lines().collect();
    let mut header: Option<Vec<String>> = None;
    let mut column = 0;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|found| {
            let line = found.position().map_or(1, csv::Position::line);
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            ReadError { place: source.place(line, "", ""), why: format!("this is no CSV: {found}") }
        })?;
        // Blank rows and comments may stand before the header too.
        let first = record.iter().find(|field| !field.is_empty());
        if first.is_none_or(|first| first.starts_with('#')) {
            continue;
        }
        let number = record.position().map_or(1, csv::Position::line);
        let mut number = usize::try_from(number).unwrap_or(usize::MAX);
        // Of a row behind empty lines the position is that of the first of them.
        while lines.get(number.saturating_sub(1)).is_some_and(|line| line.is_empty()) {
            number += 1;
        }
        if header.is_none() {
            let own: Vec<String> = record.iter().map(str::to_ascii_lowercase).collect();
            if let Some(at) = own.iter().position(|own| names.contains(&own.as_str())) {
                (header, column) = (Some(own), at);
                continue;
            }
            header = Some(Vec::new());
        }
        let Some(value) = record.get(column).filter(|value| !value.is_empty()) else { continue };
        let line = lines.get(number.saturating_sub(1)).copied().unwrap_or_default();
        let part = line.find(value).and_then(|at| line.get(at..at + value.len()));
        let others = header.iter().flatten().zip(record.iter());
        rows.push(Row {
            value: value.to_owned(),
            place: source.place(number, line, part.unwrap_or_default()),
            others: others.map(|(name, field)| (name.clone(), field.to_owned())).collect(),
        });
    }
    Ok(rows)
}
