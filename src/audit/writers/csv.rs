//! For spreadsheets: a row for each needed endpoint.

use std::io;

use super::{Shown, Writer};
use crate::harmless::spreadsheet;
use crate::text::Style;

/// `csv`.
pub(super) struct Csv;

impl Writer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn write(&self, shown: &Shown<'_>, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record([
            "endpoint", "port", "scheme", "need", "status", "code", "detail", "entries", "roles",
            "asked_at", "write",
        ])?;
        for (needed, verdict) in shown.rows() {
            let asked: Vec<&str> =
                needed.askers.iter().filter_map(|asker| asker.place.as_deref()).collect();
            let write = shown.about(needed).map(|finding| finding.write.join(" | "));
            table.write_record([
                spreadsheet(&needed.pattern),
                needed.port.to_string(),
                needed.scheme.as_str().to_owned(),
                if needed.is_required() { "required" } else { "optional" }.to_owned(),
                verdict.coverage.status().to_owned(),
                verdict.coverage.code().to_owned(),
                spreadsheet(&verdict.coverage.detail().unwrap_or_default()),
                spreadsheet(&shown.deciding(verdict).join(" | ")),
                spreadsheet(&needed.roles().join(" | ")),
                spreadsheet(&asked.join(" | ")),
                spreadsheet(&write.unwrap_or_default()),
            ])?;
        }
        let text = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        out.write_all(&text)
    }
}
