//! A matrix for spreadsheets: one row for each machine, role and endpoint.

use std::io;

use super::{Matrix, Writer};
use crate::harmless::spreadsheet;

/// `csv`.
pub(super) struct Csv;

const COLUMNS: [&str; 9] =
    ["machine", "account", "way", "started", "outcome", "role", "endpoint", "status", "cause"];

impl Writer<Matrix> for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn write(&self, matrix: &Matrix, out: &mut dyn io::Write) -> io::Result<()> {
        let mut csv = ::csv::Writer::from_writer(out);
        csv.write_record(COLUMNS).map_err(as_it_was)?;
        for role in &matrix.roles {
            for endpoint in &role.endpoints {
                for group in &endpoint.states {
                    for machine in &group.machines {
                        let side = &matrix.machines[*machine as usize].side;
                        let started = side.started.map(|at| at.to_string()).unwrap_or_default();
                        let cells = [
                            side.machine.as_str(),
                            &side.account,
                            &side.way,
                            &started,
                            &side.outcome,
                            &role.role,
                            &endpoint.place,
                            &group.status,
                            group.cause.as_deref().unwrap_or_default(),
                        ];
                        csv.write_record(cells.map(spreadsheet)).map_err(as_it_was)?;
                    }
                }
            }
        }
        csv.flush()
    }
}

/// The error of the place that was written to, so that a broken pipe is known as one.
fn as_it_was(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
