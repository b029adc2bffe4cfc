//! What a chart shows: its points and cells, and the same as a table.

/// A place of the chart that can be read out.
#[derive(Debug, Clone, PartialEq)]
pub struct DataPoint {
    /// Place in CSS pixels.
    pub x: f64,
    /// Place in CSS pixels.
    pub y: f64,
    /// Text that is read out.
    pub text: String,
    /// Page that it leads to; empty for none.
    pub href: String,
}

/// One row of a chart: a model, or a mark of a judge.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Page of the model; empty for none.
    pub href: String,
    /// A baseline, drawn apart.
    pub baseline: bool,
    /// The score, or the value of the row.
    pub score: Option<f64>,
    /// What the score is set against.
    pub x: f64,
    /// Interval of the score.
    pub interval: Option<[f64; 2]>,
    /// Cells: fill, from 0 to 1, and text.
    pub cells: Vec<Option<(f64, String)>>,
    /// The row of the table, without the name.
    pub texts: Vec<String>,
}

impl Line {
    /// The row in words.
    pub(super) fn read_out(&self, heads: &[String]) -> String {
        let mut text = self.name.clone();
        for (head, value) in heads.iter().zip(&self.texts) {
            text += &format!(", {head} {value}");
        }
        text
    }
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// Label of the axis; above the rows for a matrix.
    pub label: String,
    /// Unit behind the ticks.
    pub unit: &'static str,
    /// For a matrix of marks: who gave those of the rows, and who those of the columns.
    pub judges: Option<[String; 2]>,
    /// Names of the table's columns, without the first.
    pub heads: Vec<String>,
    /// The rows, best first.
    pub lines: Vec<Line>,
    /// Why there is nothing to see.
    pub empty: Option<&'static str>,
}

impl Data {
    /// Whether any row has an interval.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        self.lines.iter().any(|line| line.interval.is_some())
    }
}
