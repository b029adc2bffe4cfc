//! Rows of text as aligned columns.

/// The rows with their columns aligned: the first to the left, the others as `right` says, two spaces between them.
/// Widths are counted in characters.
#[must_use]
pub fn columns(rows: &[Vec<String>], right: &[bool]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..count).map(|at| width(at).unwrap_or(0)).collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().enumerate().map(|(at, cell)| {
                let width = widths[at];
                if right.get(at).copied().unwrap_or(false) {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_each_other() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [row(["model", "n", "note"]), row(["åäö", "12", ""]), row(["x", "3", "b"])];
        assert_eq!(columns(&rows, &[false, true]), ["model   n  note", "åäö    12", "x       3  b"]);
    }
}
