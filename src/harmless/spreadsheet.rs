//! Text within a cell that is never a formula.

use super::visible;

/// The text of a cell that a spreadsheet shows and does not calculate: one that begins with `=`,
/// `+`, `-`, `@`, a tab or a line end, or with a full-width form of these, gets an apostrophe in
/// front (OWASP, "CSV Injection").
#[must_use]
pub fn spreadsheet(cell: &str) -> String {
    let shown = visible(cell);
    let first = |text: &str| text.trim_start().chars().next();
    let starts = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let white = cell.starts_with(['\t', '\r', '\n']);
    if white || first(&shown).is_some_and(starts) {
        format!("'{shown}")
    } else {
        shown.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"] {
            assert!(spreadsheet(cell).starts_with('\''), "{cell:?}");
        }
    }

    #[test]
    fn other_cells_are_as_they_are() {
        for cell in ["", "go.microsoft.com", "a=b", "*.example.com", "443"] {
            assert_eq!(spreadsheet(cell), cell);
        }
    }
}
