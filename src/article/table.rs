//! Rows of tables: which cells hold entries, and which column holds ports.

use super::PortsStated;
use super::plain::{plain, shortened};
use super::statement::{Place, Statement};

/// What a row says.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// A statement for each cell with entries, with the cell's text.
    pub cells: Vec<(String, Statement)>,
    /// Ports of the row, where it states any.
    pub ports: PortsStated,
    /// The other cells.
    pub purpose: Option<String>,
    /// What is doubtful about the cells without entries.
    pub doubt: Option<String>,
}

/// Reads the rows of a table.
pub(super) fn rows(header: &[String], rows: &[(usize, Vec<String>)]) -> Vec<Row> {
    let column = port_column(rows);
    let of_header = PortsStated::in_prose(&header.join(" . "));
    rows.iter().map(|(_, cells)| row(cells, column, &of_header)).collect()
}

fn row(cells: &[String], port_column: Option<usize>, of_header: &PortsStated) -> Row {
    let mut row = Row::default();
    let mut words = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let text = plain(cell);
        if text.is_empty() {
            continue;
        }
        let statement = Statement::of(cell, Place::Cell);
        if statement.takes() {
            row.cells.push((cell.clone(), statement));
            continue;
        }
        let ports = PortsStated::in_cell(&text);
        if let Some((ports, _)) = ports.filter(|(_, named)| *named || port_column == Some(at)) {
            for port in ports.tcp {
                if !row.ports.tcp.contains(&port) {
                    row.ports.tcp.push(port);
                }
            }
            for port in ports.udp {
                if !row.ports.udp.contains(&port) {
                    row.ports.udp.push(port);
                }
            }
            continue;
        }
        row.doubt = row.doubt.take().or(statement.doubt);
        if text.chars().any(char::is_alphabetic) {
            words.push(text);
        }
    }
    if row.ports.is_empty() {
        row.ports = of_header.clone();
    }
    let purpose = shortened(&words.join("; "));
    row.purpose = Some(purpose).filter(|purpose| !purpose.is_empty());
    row
}

/// The column whose numbers are ports: most of its cells are numbers, 80 or 443 among them. A column
/// of ids has numbers, too, but seldom these.
fn port_column(rows: &[(usize, Vec<String>)]) -> Option<usize> {
    let width = rows.iter().map(|(_, cells)| cells.len()).max()?;
    let score = |column: usize| {
        let cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
        let ports = cells.filter_map(|cell| PortsStated::in_cell(&plain(cell)));
        ports.filter(|(ports, _)| ports.has_web_port()).count()
    };
    let best = (0..width).max_by_key(|column| (score(*column), width - column))?;
    (score(best) * 2 >= rows.len() && score(best) > 0).then_some(best)
}
