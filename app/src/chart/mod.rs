//! Charts: plotters code, generic over its drawing backend, so that the prerendered SVG and the live canvas
//! come from the same lines.

mod labels;
mod paint;
mod quality_time;
mod scale;
mod scores;
#[cfg(feature = "ssr")]
pub mod svg;

use analytics::leaderboard::{Row, sorted_positions};
pub use paint::{Paint, Palette};
use plotters::prelude::DrawingBackend;

use crate::source::View;

/// Which chart a snapshot gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Score against mean time of an answer: where at least two models have times.
    QualityTime,
    /// Scores with intervals and categories: where times mean nothing.
    Scores,
}

impl ChartKind {
    /// The chart that this snapshot has data for.
    #[must_use]
    pub fn of(snapshot: &View) -> Self {
        if quality_time::points(snapshot).len() >= 2 { Self::QualityTime } else { Self::Scores }
    }

    /// The figure's id on the page.
    #[must_use]
    pub const fn figure_id(self) -> &'static str {
        match self {
            Self::QualityTime => "quality-time",
            Self::Scores => "scores",
        }
    }

    /// Heading over the figure.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::QualityTime => "Quality against waiting time",
            Self::Scores => "Scores and their spread",
        }
    }

    /// What the figure shows and how to read it.
    #[must_use]
    pub const fn caption(self) -> &'static str {
        match self {
            Self::QualityTime => {
                "Each dot is a model: mean time of an answer (logarithmic) against score. Up and to the left is better; the line joins the models that no other beats on both. The figures are those of the table."
            }
            Self::Scores => {
                "Large dot: score. Line: 95 % interval over tasks. Small dots: scores by category. The figures are those of the table."
            }
        }
    }

    /// Height of the chart for a number of models, in CSS pixels.
    #[must_use]
    pub const fn height(self, models: usize) -> u32 {
        match self {
            Self::QualityTime => 380,
            Self::Scores => 64 + 34 * models as u32,
        }
    }

    /// Draws the chart.
    ///
    /// # Errors
    /// What the backend reports, in words.
    pub fn draw<B: DrawingBackend>(self, snapshot: &View, paint: &Paint<B>) -> Result<(), String> {
        match self {
            Self::QualityTime => quality_time::draw(snapshot, paint),
            Self::Scores => scores::draw(snapshot, paint),
        }
        .map_err(|error| error.to_string())
    }
}

/// The rows, best score first; of equal scores the faster one.
fn by_score(rows: &[Row]) -> Vec<&Row> {
    let score = |at: usize| rows[at].score.value().unwrap_or(-1.0);
    let time = |at: usize| rows[at].mean_total_ms;
    let best_first = |a, b| score(b).total_cmp(&score(a)).then_with(|| time(a).cmp(&time(b)));
    sorted_positions(rows.len(), &best_first).into_iter().map(|at| &rows[at]).collect()
}
