//! One row per probe or untested endpoint, for spreadsheets (RFC 4180, with `\n` between rows).
//!
//! Lists within a cell are joined by ` | `. No cell can start a formula: one that begins with `=`,
//! `+`, `-`, `@`, a tab or a line end, or with a full-width form of these, gets an apostrophe in
//! front (OWASP, "CSV Injection").

use std::io;

use super::visible::visible;
use super::{Style, Writer, words};
use crate::report::{Report, Row};

/// `csv`.
pub(super) struct Csv;

impl Writer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn write(&self, report: &Report, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut csv = ::csv::Writer::from_writer(out);
        csv.write_record(COLUMNS.iter().map(|(title, _)| title)).map_err(as_it_was)?;
        for row in &report.probes {
            let cells = COLUMNS.iter().map(|(_, cell)| harmless(&cell(report, row)));
            csv.write_record(cells).map_err(as_it_was)?;
        }
        csv.flush()
    }
}

/// The error of the place that was written to. The conversion that the crate offers forgets its
/// kind, and a broken pipe would no longer be known as one.
fn as_it_was(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

type Cell = fn(&Report, &Row) -> String;

/// The columns, in order.
const COLUMNS: &[(&str, Cell)] = &[
    ("machine", |report, _| report.run.machine.clone()),
    ("route", |_, row| row.route.as_ref().map_or_else(String::new, |way| way.kind.to_owned())),
    ("proxy", |_, row| {
        row.route.as_ref().and_then(|route| route.proxy.clone()).unwrap_or_default()
    }),
    ("route_source", |_, row| {
        row.route.as_ref().map_or_else(String::new, |route| route.source.clone())
    }),
    ("host", |_, row| row.host.as_ref().map(ToString::to_string).unwrap_or_default()),
    ("port", |_, row| row.port.to_string()),
    ("scheme", |_, row| row.scheme.map_or_else(String::new, |scheme| scheme.as_str().to_owned())),
    ("time", |_, row| row.started.map(|at| at.to_string()).unwrap_or_default()),
    ("ms", |_, row| row.started.map(|_| format!("{:.3}", words::millis(row))).unwrap_or_default()),
    ("status", |_, row| row.status.as_str().to_owned()),
    ("cause", |_, row| row.cause.unwrap_or_default().to_owned()),
    ("could_also_be", |_, row| row.could_also_be.join(" | ")),
    ("refused_by", |_, row| {
        row.refused_by.map_or_else(String::new, |party| party.as_str().to_owned())
    }),
    ("confidence", |_, row| row.confidence.as_str().to_owned()),
    ("winhttp", |_, row| row.winhttp.map(|number| number.to_string()).unwrap_or_default()),
    ("logged", |_, row| row.logged.clone()),
    ("need", |_, row| row.need.to_string()),
    ("roles", |_, row| row.roles.join(" | ")),
    ("endpoint", |_, row| row.endpoint.clone()),
    ("proof", |_, row| row.proof.map_or_else(String::new, |proof| proof.as_str().to_owned())),
    ("evidence", |_, row| row.evidence.join(" | ")),
    ("notes", |_, row| row.notes.join(" | ")),
    ("advice", |_, row| row.advice.clone()),
    ("source", |_, row| row.source.as_str().to_owned()),
    ("because", |_, row| row.because.clone().unwrap_or_default()),
    ("account", |report, _| report.account.clone()),
    ("route_tried", |_, row| {
        let tried = row.route.iter().flat_map(|route| &route.tried);
        joined(tried.map(|tried| format!("{}: {}: {}", tried.way, tried.stage, tried.failure)))
    }),
    ("tls_version", |_, row| {
        row.tls.as_ref().map_or_else(String::new, |tls| tls.version.to_owned())
    }),
    ("tls_trusted_by", |_, row| {
        row.tls.as_ref().map_or_else(String::new, |tls| tls.trusted_by.join(" | "))
    }),
    ("tls_intercepted", |_, row| {
        let known = row.tls.as_ref().and_then(|tls| tls.intercepted);
        known.map_or_else(String::new, |seen| if seen { "yes" } else { "no" }.to_owned())
    }),
    ("tls_chain", |_, row| {
        joined(row.tls.iter().flat_map(|tls| &tls.chain).map(|certificate| {
            format!(
                "{} issued by {}, {} to {}, {} names, SHA-256 {}",
                certificate.subject,
                certificate.issuer,
                certificate.not_before,
                certificate.not_after,
                certificate.names,
                certificate.sha256
            )
        }))
    }),
    ("servers", |_, row| row.servers.join(" | ")),
    ("log_files", |_, row| row.log_files.join(" | ")),
];

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" | ")
}

/// The text of a cell that a spreadsheet shows and does not calculate.
fn harmless(cell: &str) -> String {
    let shown = visible(cell);
    let first = |text: &str| text.trim_start().chars().next();
    let starts = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let white = cell.starts_with(['\t', '\r', '\n']);
    if white || first(&shown).is_some_and(starts) {
        format!("'{shown}")
    } else {
        shown.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}");
        }
    }

    #[test]
    fn other_cells_are_as_they_are() {
        for cell in ["", "go.microsoft.com", "a=b", "*.example.com", "443"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
