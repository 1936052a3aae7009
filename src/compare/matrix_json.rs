//! A matrix for programs: `clearway/merge/v1`, its fields as they are.

use std::io;

use super::{Matrix, Writer};

/// `json`.
pub(super) struct Json;

impl Writer<Matrix> for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, matrix: &Matrix, out: &mut dyn io::Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        serde_json::to_writer(&mut out, matrix).map_err(io::Error::from)?;
        io::Write::write_all(&mut out, b"\n")?;
        io::Write::flush(&mut out)
    }
}
