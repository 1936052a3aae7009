//! A comparison or a matrix on its way to stdout or to a file.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Result;

use clearway::compare::Writer;

use super::destination::Destination;

/// Writes in the format of this name: to the file, whole or not at all, or to stdout.
pub(crate) fn write<T>(
    writers: &[&dyn Writer<T>],
    format: &str,
    what: &T,
    to: Option<&Path>,
) -> Result<()> {
    let writer = writers.iter().find(|writer| writer.name() == format);
    let writer = writer.ok_or_else(|| io::Error::other("there is no such format"))?;
    if let Some(path) = to {
        return Destination::open(path)?.write(|out| writer.write(what, out));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    writer.write(what, &mut out)?;
    Ok(out.flush()?)
}
