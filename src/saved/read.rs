//! From bytes to a saved report, or to an error that says where and why.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{Brief, Report, SavedError};

/// The only form and version that is read.
pub const SCHEMA: &str = "clearway/report/v1";

/// More bytes than any report has: 100,000 probes take about 200 MB.
pub const MOST_BYTES: u64 = 1 << 30;

/// Reads a whole report. `file` is its name in errors.
///
/// # Errors
/// When it is no report, or one of another version.
pub fn read(file: &str, bytes: &[u8]) -> Result<Report, SavedError> {
    report(file, bytes)
}

/// Reads a report with only as much of its probes as [`Brief`] has: several times faster, and
/// without a copy of the evidence.
///
/// # Errors
/// As [`read`].
pub fn read_brief(file: &str, bytes: &[u8]) -> Result<Report<Brief>, SavedError> {
    report(file, bytes)
}

fn report<P: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<Report<P>, SavedError> {
    // PowerShell's redirection puts a mark in front, which JSON does not allow (RFC 8259, 8.1).
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(SavedError::Empty { file: file.to_owned() });
    }
    let other = |found: &str| SavedError::OtherVersion {
        file: file.to_owned(),
        found: found.escape_default().take(80).collect(),
    };
    match serde_json::from_slice::<Report<P>>(bytes) {
        Ok(report) if report.schema == SCHEMA => Ok(report),
        Ok(report) => Err(other(&report.schema)),
        Err(error) => Err(match schema_of(bytes) {
            Some(found) if found != SCHEMA => other(&found),
            _ => malformed(file, bytes, &error),
        }),
    }
}

/// The schema that a file names, when it is JSON at all.
fn schema_of(bytes: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Head {
        schema: String,
    }
    serde_json::from_slice::<Head>(bytes).ok().map(|head| head.schema)
}

fn malformed(file: &str, bytes: &[u8], error: &serde_json::Error) -> SavedError {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let what = match error.classify() {
        _ if utf16 => "the file is UTF-16, and JSON is UTF-8: save it with `--report`, not with \
                       PowerShell's `>`"
            .to_owned(),
        Category::Eof => format!("the file ends too early ({text})"),
        Category::Syntax => format!("no JSON ({text})"),
        Category::Data | Category::Io => format!("no report ({})", visible(text)),
    };
    SavedError::Malformed {
        file: file.to_owned(),
        line: error.line(),
        column: error.column().max(1),
        what,
    }
}

/// Text of the file in a message must not move the cursor.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(300) {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}
