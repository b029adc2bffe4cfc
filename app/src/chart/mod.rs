//! Charts: drawn on any backend of plotters, so that the prerendered SVG and the live canvas come from the same lines. Each has the same data as a table, from which its read-out is taken too.

mod data;
mod forest;
mod heat;
mod labels;
mod paint;
mod scale;
mod scatter;
mod surface;
pub mod svg;

pub use data::{Data, DataPoint, Line};
#[cfg(feature = "ssr")]
pub use labels::{Area, Labelled, place};
#[cfg(feature = "ssr")]
pub use paint::text_width;
pub use paint::{FONT, Paint, Palette, TITLE};
pub use scale::{Scale, log_ticks};
pub use surface::{Drawn, Failed};

/// A chart beside the leaderboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Score against something, with the front of those that no other beats on both.
    Quality,
    /// Scores with intervals.
    Forest,
    /// Scores by model and category.
    Heat,
    /// How often which marks of two judges meet.
    Agreement,
}

impl Kind {
    /// All charts, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Quality, Self::Forest, Self::Heat, Self::Agreement];

    /// The figure's id on the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        ["quality", "scores", "categories", "agreement"][self as usize]
    }

    /// Heading over the figure.
    #[must_use]
    pub const fn title(self) -> &'static str {
        ["Quality against what it takes", "Scores and their uncertainty", "Scores by category", "Where judges agree"]
            [self as usize]
    }

    /// Heading for these data: without an interval there is no uncertainty to show.
    #[must_use]
    pub fn heading(self, data: &Data) -> &'static str {
        if self == Self::Forest && !data.has_intervals() { "Scores" } else { self.title() }
    }

    /// What the figure shows and how to read it.
    #[must_use]
    pub fn caption(self, data: &Data) -> &'static str {
        if self == Self::Forest && !data.has_intervals() {
            return "Dot: score. These scores have no intervals, so we can’t tell real differences from noise.";
        }
        [
            "Each dot is a model, each ring a baseline, and leads to its page; the horizontal axis is logarithmic. Up and to \
             the left is better. The line joins the models that no other beats on both.",
            "Dot: score. Line: 95 % interval over tasks. Rings: scores by category.",
            "Darker means a higher average score.",
            "How often the marks of two judges met, the first down, the second across. On the diagonal both agree.",
        ][self as usize]
    }

    /// How many models are drawn, the best first: more rows make no chart that anybody reads.
    #[must_use]
    pub const fn most_rows(self) -> usize {
        match self {
            Self::Quality => 200,
            _ => 50,
        }
    }

    /// Height of the chart for a number of rows, in CSS pixels.
    #[must_use]
    pub const fn height(self, rows: usize) -> u32 {
        match self {
            Self::Quality => 380,
            Self::Forest => 54 + 26 * rows as u32,
            Self::Heat => heat::FRAME + 28 * rows as u32,
            Self::Agreement => heat::FRAME + 174,
        }
    }

    /// Draws the chart and says where its readable spots lie, in CSS pixels. A chart to be saved has a title, and
    /// [`TITLE`] pixels more for it.
    ///
    /// # Errors
    /// What the backend reports.
    pub fn draw(self, data: &Data, paint: Paint, title: Option<&str>) -> Result<Vec<DataPoint>, Failed> {
        let paint = match title {
            Some(title) => paint.titled(title)?,
            None => paint,
        };
        match self {
            Self::Quality => scatter::draw(data, &paint),
            Self::Forest => forest::draw(data, &paint),
            Self::Heat | Self::Agreement => heat::draw(data, &paint),
        }
    }
}
