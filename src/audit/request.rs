//! A change request: what somebody else has to let through, ready to mail.

use std::fmt::Write as _;
use std::io;

use super::Needed;
use crate::harmless::{markdown, spreadsheet, visible};

/// A change request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The machine that needs it.
    pub source: String,
    /// The way: the proxy, or direct.
    pub way: String,
    /// What it asks for.
    pub demands: Vec<Demand>,
    /// What a reader should know, one sentence each.
    pub notes: Vec<String>,
}

/// One destination that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// What is needed.
    pub needed: Needed,
    /// What a run saw; none where nobody has asked.
    pub evidence: Option<Evidence>,
}

/// What a run saw of a destination.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// When, as it is written in the report.
    pub time: String,
    /// The way of that probe.
    pub way: String,
    /// What was seen.
    pub text: String,
}

/// How a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestForm {
    /// For a mail or a ticket.
    Markdown,
    /// For a spreadsheet.
    Csv,
}

impl Request {
    /// Writes it.
    ///
    /// # Errors
    /// Whatever `out` says, unchanged.
    pub fn write(&self, form: RequestForm, out: &mut dyn io::Write) -> io::Result<()> {
        match form {
            RequestForm::Markdown => out.write_all(self.as_markdown().as_bytes()),
            RequestForm::Csv => out.write_all(&self.as_csv()?),
        }
    }

    fn as_markdown(&self) -> String {
        let mut text = String::from("# Request: outbound access\n\n");
        let _ = writeln!(text, "- Source: {}", markdown(&self.source));
        let _ = writeln!(text, "- Way: {}", markdown(&self.way));
        let _ = writeln!(text, "- Destinations: {}", self.demands.len());
        for note in &self.notes {
            let _ = writeln!(text, "- Note: {}", markdown(note));
        }
        text.push_str("\n| destination | port | protocol | needed by | purpose |\n");
        text.push_str("|---|---|---|---|---|\n");
        for demand in &self.demands {
            let needed = &demand.needed;
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {}{} | {} |",
                visible(&needed.pattern).replace(['`', '|'], ""),
                needed.port,
                needed.scheme.as_str(),
                markdown(&needed.roles().join(", ")),
                if needed.is_required() { "" } else { " (optional)" },
                markdown(&purpose(needed)),
            );
        }
        let seen: Vec<&Demand> =
            self.demands.iter().filter(|demand| demand.evidence.is_some()).collect();
        if !seen.is_empty() {
            text.push_str("\n## Evidence\n\n");
        }
        for demand in seen {
            let Some(evidence) = &demand.evidence else { continue };
            let _ = writeln!(
                text,
                "- {} port {}: {} ({}, {})",
                markdown(&demand.needed.pattern),
                demand.needed.port,
                markdown(&evidence.text),
                markdown(&evidence.time),
                markdown(&evidence.way),
            );
        }
        let mut documents: Vec<String> =
            self.demands.iter().flat_map(|demand| demand.needed.wanted().sources).collect();
        documents.sort_unstable();
        documents.dedup();
        if !documents.is_empty() {
            text.push_str("\n## Documents\n\n");
        }
        for document in documents {
            let _ = writeln!(text, "- {}", markdown(&document));
        }
        text
    }

    fn as_csv(&self) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record([
            "source",
            "way",
            "destination",
            "port",
            "protocol",
            "need",
            "purpose",
            "roles",
            "documents",
            "time",
            "evidence",
        ])?;
        for demand in &self.demands {
            let needed = &demand.needed;
            let evidence = demand.evidence.clone().unwrap_or_default();
            let way = if evidence.way.is_empty() { &self.way } else { &evidence.way };
            table.write_record([
                spreadsheet(&self.source),
                spreadsheet(way),
                spreadsheet(&needed.pattern),
                needed.port.to_string(),
                needed.scheme.as_str().to_owned(),
                if needed.is_required() { "required" } else { "optional" }.to_owned(),
                spreadsheet(&purpose(needed)),
                spreadsheet(&needed.roles().join(" | ")),
                spreadsheet(&needed.wanted().sources.join(" | ")),
                spreadsheet(&evidence.time),
                spreadsheet(&evidence.text),
            ])?;
        }
        table.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

/// What it is for: each purpose once.
fn purpose(needed: &Needed) -> String {
    let mut all: Vec<&str> =
        needed.askers.iter().filter_map(|asker| asker.purpose.as_deref()).collect();
    all.sort_unstable();
    all.dedup();
    all.join("; ")
}
