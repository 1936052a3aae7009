//! A comparison for programs: `clearway/diff/v1`, its fields as they are.

use std::io;

use super::{Diff, Writer};

/// `json`.
pub(super) struct Json;

impl Writer<Diff> for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, diff).map_err(io::Error::from)?;
        out.write_all(b"\n")
    }
}
