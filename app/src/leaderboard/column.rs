//! The columns of the leaderboard: their names, what they explain, their values.

use analytics::category::Category;
use analytics::score::Score;

use super::cell::fit_word;
use super::data::{LeaderboardData, Row};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The model's name.
    Name,
    /// Mean mark.
    Score,
    /// The places that the marks allow.
    Rank,
    /// Tasks with a score.
    Tasks,
    /// Tasks without one.
    Unscored,
    /// Complete answers.
    Complete,
    /// Whether it fits into a Mac with 128 GB.
    Fits128,
    /// … with 256 GB.
    Fits256,
    /// Need of memory.
    Memory,
    /// All parameters.
    Total,
    /// Parameters for each token.
    Active,
    /// Dense or mixture of experts.
    Shape,
    /// Licence of the weights.
    Licence,
    /// Family of the model.
    Family,
    /// Who answered for the model.
    Provider,
    /// Mean time of an answer.
    Time,
    /// Mean tokens of an answer.
    Tokens,
    /// Mean cost of a task.
    Cost,
    /// Listed price of output.
    Price,
    /// The score in a category.
    Category(Category),
}

/// What a column is called and how it behaves.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// Name in the address.
    pub slug: &'static str,
    /// Name on the page.
    pub title: &'static str,
    /// What it means, in a few words.
    pub hint: &'static str,
    /// Numbers are aligned to the right.
    pub numeric: bool,
    /// The best value is the largest: the direction of a first press.
    pub sort_descending: bool,
    /// Shown unless the reader switches it off.
    pub visible_by_default: bool,
}

/// The context that the need of memory is computed for.
pub(super) const CONTEXT: &str = "16,384 tokens of context for one user";
const _: () = assert!(analytics::memory::FIT_CONTEXT_TOKENS == 16_384);
const FITS: &str = "16,384 tokens of context for one user, within what macOS gives the GPU by default";

const PLAIN: [Column; 19] = [
    Column::Name,
    Column::Score,
    Column::Rank,
    Column::Tasks,
    Column::Unscored,
    Column::Complete,
    Column::Fits128,
    Column::Fits256,
    Column::Memory,
    Column::Total,
    Column::Active,
    Column::Shape,
    Column::Licence,
    Column::Family,
    Column::Provider,
    Column::Time,
    Column::Tokens,
    Column::Cost,
    Column::Price,
];

/// Slug, title, hint, numeric, sort_descending, visible_by_default; in the order of [`PLAIN`].
type SpecRow = (&'static str, &'static str, &'static str, bool, bool, bool);
const SPECS: [SpecRow; 19] = [
    ("name", "Model", "", false, false, true),
    ("score", "Score", "Mean mark, 0 to 2", true, true, true),
    ("rank", "Rank", "Places that the marks allow: models that cannot be told apart share places", true, false, true),
    ("tasks", "Scored tasks", "Tasks with a score, of those that count", true, true, true),
    ("unscored", "Unscored", "Tasks without a score", true, false, false),
    ("complete", "Complete", "Complete answers, of all that were asked for", true, true, true),
    ("fits-128", "Fits 128 GB", FITS, false, false, true),
    ("fits-256", "Fits 256 GB", FITS, false, false, true),
    ("memory", "Needs GiB", "Weights, context and buffers", true, false, true),
    ("total", "Total B", "Billions of parameters in all", true, false, false),
    ("active", "Active B", "Billions of parameters used for each token", true, false, true),
    ("shape", "Shape", "Dense, or a mixture of experts", false, false, false),
    ("licence", "Licence", "Licence of the weights", false, false, false),
    ("family", "Family", "Models that share their maker’s training", false, false, false),
    ("provider", "Provider", "Service or server that answered", false, false, false),
    ("time", "Time s", "Mean time of an answer from its provider, not from your machine", true, false, true),
    ("tokens", "Tokens", "Mean tokens of an answer, thinking included", true, false, false),
    ("cost", "Cost ¢", "Mean cost of a task as billed, in US cents", true, false, true),
    ("price", "$ per M out", "Listed price of a million output tokens", true, false, false),
];

impl Column {
    /// What it is called and how it behaves.
    #[must_use]
    pub fn spec(self) -> ColumnSpec {
        let (slug, title, hint, numeric, sort_descending, visible_by_default) = match self {
            Self::Category(of) => (of.slug(), of.label(), "Mean mark in the category", true, true, true),
            plain => PLAIN.iter().position(|known| *known == plain).map_or(SPECS[0], |at| SPECS[at]),
        };
        ColumnSpec { slug, title, hint, numeric, sort_descending, visible_by_default }
    }

    /// The name in the address.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.spec().slug
    }

    /// The column with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        columns().find(|column| column.slug() == slug)
    }

    /// Whether it is switched on: as usual, or as the reader toggled it.
    #[must_use]
    pub fn is_on(self, data: &LeaderboardData, toggled: &[Self]) -> bool {
        let usual = self.spec().visible_by_default && !self.is_constant(data);
        usual != toggled.contains(&self)
    }

    /// Whether it says the same of every row, where a row could be different: all tasks scored, every model fits.
    fn is_constant(self, data: &LeaderboardData) -> bool {
        let memory = match self {
            Self::Tasks => return data.rows().all(|row| row.standing.lost() == 0),
            Self::Fits128 => 128.0,
            Self::Fits256 => 256.0,
            _ => return false,
        };
        let mut words = data.rows().map(|row| fit_word(&row, memory));
        let first = words.next();
        words.all(|word| Some(word) == first)
    }

    /// Whether it holds words.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Name | Self::Shape | Self::Licence | Self::Family | Self::Provider)
    }

    /// The words of a column that holds them.
    #[must_use]
    pub fn text<'a>(self, row: &Row<'a>) -> Option<&'a str> {
        match self {
            Self::Name => Some(&row.model.name),
            Self::Shape => row.card.map(|card| if card.moe { "mixture of experts" } else { "dense" }),
            Self::Licence => row.card.map(|card| card.licence.as_str()),
            Self::Family => Some(&row.model.family),
            Self::Provider => Some(&row.model.provider),
            _ => None,
        }
    }

    /// The number of a column that holds numbers.
    #[must_use]
    pub fn value(self, row: &Row) -> Option<f64> {
        let count = |number: usize| Some(number as f64);
        match self {
            Self::Name | Self::Shape | Self::Licence | Self::Family | Self::Provider => None,
            Self::Score => row.standing.score.value(),
            // Of equal best places the narrower range comes first.
            Self::Rank => row.standing.rank.map(|[best, worst]| best as f64 + worst as f64 * 1e-6),
            Self::Tasks => count(row.standing.n),
            Self::Unscored => count(row.standing.lost()),
            Self::Complete => count(row.standing.complete?[0]),
            Self::Fits128 | Self::Fits256 | Self::Memory => row.card?.need.map(|need| need.needed_gib),
            Self::Total => row.card.map(|card| card.total),
            Self::Active => row.card.map(|card| card.active),
            Self::Time => row.standing.ms,
            Self::Tokens => row.standing.tokens,
            Self::Cost => row.standing.cost,
            Self::Price => row.card?.price.map(|[_, output]| output),
            Self::Category(category) => row.standing.part(category)?.score.value(),
        }
    }

    /// Whether any row has something to show: a column of dashes would only push the others out of sight.
    #[must_use]
    pub fn has_data(self, data: &LeaderboardData) -> bool {
        let says = |row: Row| match self {
            Self::Score | Self::Tasks => true,
            Self::Unscored => row.standing.lost() > 0,
            Self::Complete => row.standing.complete.is_some_and(|[complete, asked]| complete < asked),
            Self::Category(category) => row
                .standing
                .part(category)
                .is_some_and(|part| part.score != Score::Unscored(analytics::score::UnscoredReason::NoCases)),
            _ => self.value(&row).is_some() || self.text(&row).is_some(),
        };
        data.rows().any(says)
    }
}

/// All columns in their order.
pub fn columns() -> impl Iterator<Item = Column> {
    PLAIN.into_iter().chain(Category::ALL.into_iter().map(Column::Category))
}

/// The columns that are shown: those with data that tell rows apart and are not as the reader switched them off, or on.
#[must_use]
pub fn shown(data: &LeaderboardData, toggled: &[Column]) -> Vec<Column> {
    let on = |column: &Column| *column == Column::Name || (column.is_on(data, toggled) && column.has_data(data));
    columns().filter(on).collect()
}
