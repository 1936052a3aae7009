//! For code scanning: SARIF 2.1.0
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

use serde_json::{Value, json};

use super::{Shown, Writer};
use crate::allowlist::Place;
use crate::audit::{Finding, Severity};
use crate::harmless::visible;
use crate::text::Style;

/// `sarif`.
pub(super) struct Sarif;

impl Writer for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn write(&self, shown: &Shown<'_>, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let audit = shown.audit;
        let accepted = audit.suppressed.iter().map(|one| &one.finding);
        let codes: BTreeSet<&str> =
            audit.findings.iter().chain(accepted).map(|finding| finding.code).collect();
        let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
        let mut results: Vec<Value> =
            audit.findings.iter().map(|finding| result(shown, finding)).collect();
        results.extend(audit.suppressed.iter().map(|one| {
            let mut result = result(shown, &one.finding);
            let why = format!("{} (until {})", visible(&one.reason), one.expires);
            result["suppressions"] = json!([{ "kind": "external", "justification": why }]);
            result
        }));
        let document = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "clearway",
                    "semanticVersion": shown.version,
                    "rules": rules,
                } },
                // Columns are counted in characters, not in UTF-16 units (section 3.14.17).
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        });
        serde_json::to_writer_pretty(&mut *out, &document)?;
        out.write_all(b"\n")
    }
}

fn result(shown: &Shown<'_>, finding: &Finding) -> Value {
    let mut text = visible(&finding.text).into_owned();
    if !finding.write.is_empty() {
        text.push_str(". Write: ");
        text.push_str(&visible(&finding.write.join("  ")));
    }
    json!({
        "ruleId": finding.code,
        "level": match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        "message": { "text": text },
        "locations": [location(shown, finding.place.as_ref())],
        "properties": { "subject": finding.subject, "roles": finding.roles },
    })
}

/// Where it is; the first line of the list for what the list does not have.
fn location(shown: &Shown<'_>, place: Option<&Place>) -> Value {
    let file = place.map_or(shown.file, |place| &place.file);
    let region = match place {
        Some(place) => json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": place.column + place.length,
        }),
        None => json!({ "startLine": 1 }),
    };
    json!({
        "physicalLocation": { "artifactLocation": { "uri": uri(file) }, "region": region }
    })
}

/// A file's name as a URI reference (RFC 3986, section 4.1).
fn uri(file: &str) -> String {
    let slashed = file.replace('\\', "/");
    let mut uri = String::with_capacity(slashed.len());
    let bytes = slashed.trim_start_matches("./").bytes();
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
