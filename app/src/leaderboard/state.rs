//! What the leaderboard shows, as its address holds it: snapshot, order, filters, columns, and what counts.

use analytics::category::Category;
use analytics::score::Dimension;

use super::column::Column;
use crate::url_state::UrlState;

/// Everything that a link to a view of the leaderboard carries.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeaderboardState {
    /// Id of the snapshot; empty for the page's own one.
    pub snapshot: String,
    /// Order of the rows.
    pub sort: Sort,
    /// Which rows are shown.
    pub filters: Filters,
    /// Columns that are not as they are by default: switched on, or off.
    pub toggled_columns: Vec<Column>,
    /// Rows with less air.
    pub compact: bool,
    /// All rows of a long table.
    pub all_rows: bool,
    /// What does not count.
    pub excluded: Excluded,
    /// What the first chart sets the score against; None for the first axis with data.
    pub axis: Option<Column>,
}

/// Order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column that sorts.
    pub column: Column,
    /// Whether its largest value comes first; None for the column's usual direction.
    pub descending: Option<bool>,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::Score, descending: None }
    }
}

impl Sort {
    /// Whether the largest value comes first.
    #[must_use]
    pub fn descending(self) -> bool {
        self.descending.unwrap_or(self.column.spec().sort_descending)
    }

    /// Sorts by a column, or the other way round when it sorts already.
    pub fn toggle(&mut self, column: Column) {
        let usual = column.spec().sort_descending;
        let descending = if self.column == column { !self.descending() } else { usual };
        *self = Self { column, descending: Some(descending).filter(|descending| *descending != usual) };
    }
}

/// Which rows are shown. A model whose size is unknown passes no filter on size.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters {
    /// Words that name, family or provider must contain.
    pub search: String,
    /// Open or closed weights.
    pub open_weights: Option<bool>,
    /// Mixture of experts, or dense.
    pub mixture_of_experts: Option<bool>,
    /// Licence of the weights; empty for any.
    pub licence: String,
    /// Family of the model; empty for any.
    pub family: String,
    /// Provider that answered; empty for any.
    pub provider: String,
    /// Unified memory that the model must fit into, in GB.
    pub fits_gb: Option<u32>,
    /// Number of parameters in all, in billions.
    pub total: Bounds,
    /// Number of parameters used for each token, in billions.
    pub active: Bounds,
    /// Leaves baselines out.
    pub without_baselines: bool,
}

/// A closed range, open at an end that is None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// Smallest value.
    pub from: Option<u32>,
    /// Largest value.
    pub to: Option<u32>,
}

/// What does not count: scores are computed without it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Excluded {
    /// Tasks, as [`super::tasks::write_tasks`] writes them; empty for none.
    pub tasks: String,
    /// Categories of tasks.
    pub categories: Vec<Category>,
    /// Dimensions of marks.
    pub dimensions: Vec<Dimension>,
    /// Ids of judges.
    pub judges: Vec<String>,
    /// Marks that judges gave to models of their own family.
    pub own_family: bool,
}

/// Puts an item into a list, or takes it out.
pub fn toggle<T: PartialEq>(list: &mut Vec<T>, item: T) {
    match list.iter().position(|known| *known == item) {
        Some(at) => drop(list.remove(at)),
        None => list.push(item),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn dimension(slug: &str) -> Option<Dimension> {
    Dimension::ALL.into_iter().find(|dimension| dimension.slug() == slug)
}

/// The items of a list between commas, each at most once; those that are unknown are left out.
fn list<T: PartialEq>(text: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut items = Vec::new();
    for item in text.split(',').filter_map(read) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items
}

/// One of two words.
fn either(value: &str, [yes, no]: [&str; 2]) -> Option<bool> {
    (value == yes || value == no).then_some(value == yes)
}

const WEIGHTS: [&str; 2] = ["open", "closed"];
const SHAPES: [&str; 2] = ["moe", "dense"];
const DIRECTIONS: [&str; 2] = ["desc", "asc"];

impl UrlState for LeaderboardState {
    fn set(&mut self, name: &str, value: &str) {
        let Self { snapshot, sort, filters, excluded, .. } = self;
        let text = || value.to_owned();
        let flag = value == "1";
        match name {
            "snapshot" if is_word(value) => *snapshot = text(),
            "sort" => sort.column = Column::from_slug(value).unwrap_or(sort.column),
            "dir" => sort.descending = either(value, DIRECTIONS),
            "q" => filters.search = text(),
            "weights" => filters.open_weights = either(value, WEIGHTS),
            "shape" => filters.mixture_of_experts = either(value, SHAPES),
            "licence" => filters.licence = text(),
            "family" => filters.family = text(),
            "provider" => filters.provider = text(),
            "fits" => filters.fits_gb = number(value),
            "size-from" => filters.total.from = number(value),
            "size-to" => filters.total.to = number(value),
            "active-from" => filters.active.from = number(value),
            "active-to" => filters.active.to = number(value),
            "no-baselines" => filters.without_baselines = flag,
            "columns" => self.toggled_columns = list(value, Column::from_slug),
            "compact" => self.compact = flag,
            "all-rows" => self.all_rows = flag,
            "no-tasks" if is_word(value) => excluded.tasks = text(),
            "no-categories" => excluded.categories = list(value, Category::from_slug),
            "no-dimensions" => excluded.dimensions = list(value, dimension),
            "no-judges" => excluded.judges = list(value, |id| is_word(id).then(|| id.to_owned())),
            "no-own-family" => excluded.own_family = flag,
            "chart" => self.axis = Column::from_slug(value),
            _ => {}
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let Self { snapshot, sort, filters, toggled_columns, compact, all_rows, excluded, axis } = self;
        let word = |value: Option<bool>, [yes, no]: [&str; 2]| {
            value.map_or("", |value| if value { yes } else { no }).to_owned()
        };
        let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
        let flag = |value: bool| if value { "1" } else { "" }.to_owned();
        let slugs = |slugs: Vec<&str>| slugs.join(",");
        let sorted = (sort.column != Column::Score).then(|| sort.column.slug());
        let fields = [
            ("snapshot", snapshot.clone()),
            ("sort", sorted.unwrap_or_default().to_owned()),
            ("dir", word(sort.descending, DIRECTIONS)),
            ("q", filters.search.clone()),
            ("weights", word(filters.open_weights, WEIGHTS)),
            ("shape", word(filters.mixture_of_experts, SHAPES)),
            ("licence", filters.licence.clone()),
            ("family", filters.family.clone()),
            ("provider", filters.provider.clone()),
            ("fits", number(filters.fits_gb)),
            ("size-from", number(filters.total.from)),
            ("size-to", number(filters.total.to)),
            ("active-from", number(filters.active.from)),
            ("active-to", number(filters.active.to)),
            ("no-baselines", flag(filters.without_baselines)),
            ("columns", slugs(toggled_columns.iter().map(|column| column.slug()).collect())),
            ("compact", flag(*compact)),
            ("all-rows", flag(*all_rows)),
            ("no-tasks", excluded.tasks.clone()),
            ("no-categories", slugs(excluded.categories.iter().map(|category| category.slug()).collect())),
            ("no-dimensions", slugs(excluded.dimensions.iter().map(|dimension| dimension.slug()).collect())),
            ("no-judges", excluded.judges.join(",")),
            ("no-own-family", flag(excluded.own_family)),
            ("chart", axis.map(Column::slug).unwrap_or_default().to_owned()),
        ];
        fields.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One value of each field, chosen to hurt: separators, percent signs, quotes, other alphabets.
    const FIELDS: [&str; 28] = [
        "snapshot=2026-04-published",
        "sort=name",
        "sort=debugging",
        "dir=asc",
        "q=a%26b%3Dc+100+%25+%2B+%C3%A9+%E6%BC%A2+%22%27%3C",
        "q=%2541",
        "weights=closed",
        "weights=open",
        "shape=moe",
        "licence=MIT",
        "family=%3F,",
        "provider=o4-mini",
        "fits=128",
        "size-from=8",
        "size-to=1000",
        "active-from=14",
        "active-to=0",
        "no-baselines=1",
        "columns=cost,family",
        "compact=1",
        "all-rows=1",
        "no-tasks=Zk3x.AAEC_-",
        "no-categories=debugging,architecture",
        "no-dimensions=quality",
        "no-judges=qwen2.5-coder,o4-mini,c_d",
        "no-own-family=1",
        "chart=memory",
        "chart=total",
    ];

    #[test]
    fn every_field_and_all_pairs_survive_the_address() {
        for one in FIELDS {
            let state = LeaderboardState::parse(one);
            assert_eq!(state.query(), format!("?{one}"), "{one}");
            for other in FIELDS.iter().filter(|other| other.split('=').next() != one.split('=').next()) {
                let state = LeaderboardState::parse(&format!("?{one}&{other}"));
                assert_eq!(state.fields().len(), 2, "{one}&{other}");
                assert_eq!(LeaderboardState::parse(&state.query()), state, "{}", state.query());
            }
        }
    }

    #[test]
    fn defaults_leave_no_trace() {
        assert_eq!(LeaderboardState::default().query(), "");
        let mut state = LeaderboardState::parse("?q=x&columns=cost&sort=score");
        state.filters.search.clear();
        toggle(&mut state.toggled_columns, Column::Cost);
        assert_eq!(state.query(), "");
    }

    #[test]
    fn unknown_and_malformed_values_change_nothing() {
        for query in [
            "?utm_source=x",
            "?snapshot=../../etc",
            "?snapshot=<script>",
            "?sort=%3Cb%3E&dir=up",
            "&&==",
            "?",
            "?fits=-1",
            "?fits=NaN",
            "?size-from=0.6",
            "?compact=yes",
            "?columns=,",
            "?q=",
            "?no-categories=cooking",
            "?no-tasks=%22",
        ] {
            assert_eq!(LeaderboardState::parse(query), LeaderboardState::default(), "{query}");
        }
        assert_eq!(LeaderboardState::parse("?q=a+b%zz%4").filters.search, "a b%zz%4");
        assert_eq!(LeaderboardState::parse("?q=%ff").filters.search, "\u{fffd}");
    }

    #[test]
    fn lists_are_toggled() {
        let mut judges = Vec::new();
        toggle(&mut judges, "a");
        toggle(&mut judges, "b.c");
        toggle(&mut judges, "a");
        assert_eq!(judges, ["b.c"]);
    }
}
