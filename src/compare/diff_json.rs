//! A comparison for programs: `clearway/diff/v1`, its fields as they are.

use std::io;

use super::{Diff, Writer};
use crate::harmless;

/// `json`.
pub(super) struct Json;

impl Writer<Diff> for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
        let text = serde_json::to_string_pretty(diff).map_err(io::Error::from)?;
        writeln!(out, "{}", harmless::json(&text))
    }
}
