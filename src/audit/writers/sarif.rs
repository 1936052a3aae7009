//! For code scanning: a result for each finding, at its line of the list.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Map, json};

use super::{Shown, Writer};
use crate::allowlist::Place;
use crate::audit::{Finding, Severity, meaning};
use crate::standard::sarif;
use crate::text::Style;

/// `sarif`.
pub(super) struct Sarif;

impl Writer for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn write(&self, shown: &Shown<'_>, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let audit = shown.audit;
        let mut results: Vec<sarif::Finding> =
            audit.findings.iter().map(|finding| result(shown, finding)).collect();
        results.extend(audit.suppressed.iter().map(|one| sarif::Finding {
            accepted: Some(format!("{} (until {})", one.reason, one.expires)),
            ..result(shown, &one.finding)
        }));
        let rules: BTreeMap<String, sarif::Rule> =
            results.iter().map(|result| (result.code.clone(), rule(&result.code))).collect();
        let run = sarif::Run {
            version: shown.version.to_owned(),
            about: format!("audit/{}", shown.file),
            times: None,
            complete: true,
            notes: audit.list.notes.iter().chain(&audit.notes).cloned().collect(),
            has_files: true,
            rules,
            results,
        };
        run.write(out)
    }
}

fn rule(code: &str) -> sarif::Rule {
    sarif::Rule {
        meaning: meaning(code).unwrap_or(code).to_owned(),
        help: "Each result says which line to write instead, where the product can say it.".into(),
    }
}

fn result(shown: &Shown<'_>, finding: &Finding) -> sarif::Finding {
    let write = finding.write.iter().map(|line| format!("Write: {line}"));
    let needed = (!finding.roles.is_empty()).then(|| {
        let at = finding.asked_at.iter().map(|place| format!(" ({place})"));
        format!("Needed by {}{}", finding.roles.join(", "), at.collect::<String>())
    });
    let subject = match finding.port {
        Some(port) => format!("{} port {port}", finding.subject),
        None => finding.subject.clone(),
    };
    let mut properties = Map::new();
    properties.insert("roles".to_owned(), json!(finding.roles));
    sarif::Finding {
        code: finding.code.to_owned(),
        level: match finding.severity {
            Severity::Error => sarif::Level::Error,
            Severity::Warning => sarif::Level::Warning,
            Severity::Note => sarif::Level::Note,
        },
        text: std::iter::once(finding.text.clone()).chain(needed).chain(write).collect(),
        subject,
        place: Some(place(shown, finding.place.as_ref())),
        accepted: None,
        properties,
    }
}

/// Where it is; the first line of the list for what the list does not have.
fn place(shown: &Shown<'_>, place: Option<&Place>) -> sarif::Place {
    let from = place.map_or(0, |place| u64::from(place.column));
    match place {
        Some(place) => sarif::Place {
            file: place.file.to_string(),
            line: Some(place.line.max(1).into()),
            columns: (from > 0).then(|| (from, from + u64::from(place.length))),
        },
        None => sarif::Place { file: shown.file.to_owned(), line: Some(1), columns: None },
    }
}
