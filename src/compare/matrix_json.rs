//! A matrix for programs: `clearway/merge/v1`, its fields as they are.

use std::io;

use super::{Matrix, Writer};
use crate::harmless;

/// `json`.
pub(super) struct Json;

impl Writer<Matrix> for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, matrix: &Matrix, out: &mut dyn io::Write) -> io::Result<()> {
        let text = serde_json::to_string(matrix).map_err(io::Error::from)?;
        writeln!(out, "{}", harmless::json(&text))
    }
}
