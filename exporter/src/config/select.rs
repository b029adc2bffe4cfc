//! What one start of a run is narrowed to. The run's scope stays as it is: whatever is left out now stays open.

use std::collections::BTreeSet;
use std::str::FromStr;

use analytics::category::Category;
use regex::Regex;

use super::plan::Scope;
use crate::failure::Failure;
use crate::tasks::Task;
use crate::tasks::text::count;

/// A condition on tasks.
#[derive(Debug, Clone)]
pub enum Filter {
    /// Its id; `*` stands for any text and `?` for one character.
    Id(Regex, String),
    /// Its category.
    Category(Category),
    /// One of its tags.
    Tag(String),
}

impl FromStr for Filter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (kind, value) = text.split_once(':').unwrap_or(("id", text));
        if value.is_empty() {
            return Err("a filter needs a value, such as category:debugging, tag:swedish or id:simple-*".to_owned());
        }
        match kind {
            "id" => Ok(Self::Id(pattern(value)?, value.to_owned())),
            "tag" => Ok(Self::tag(value)),
            "category" => Category::from_slug(value).map(Self::Category).ok_or_else(|| {
                let known: Vec<_> = Category::ALL.iter().map(|category| category.slug()).collect();
                format!("there is no category {value:?}; use one of {}", known.join(", "))
            }),
            other => Err(format!("there is no filter {other:?}; use category:…, tag:… or id:…")),
        }
    }
}

impl Filter {
    /// Tasks with this tag, in whatever letters it is written.
    #[must_use]
    pub fn tag(tag: &str) -> Self {
        Self::Tag(tag.trim().to_lowercase())
    }

    fn fits(&self, task: &Task) -> bool {
        match self {
            Self::Id(pattern, _) => pattern.is_match(task.id.as_str()),
            Self::Category(category) => task.category == *category,
            Self::Tag(tag) => task.tags.iter().any(|own| own.to_lowercase() == *tag),
        }
    }

    const fn kind(&self) -> u8 {
        match self {
            Self::Id(..) => 0,
            Self::Category(_) => 1,
            Self::Tag(_) => 2,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Id(_, text) => format!("id:{text}"),
            Self::Category(category) => format!("category:{}", category.slug()),
            Self::Tag(tag) => format!("tag:{tag}"),
        }
    }
}

/// The whole text against a pattern with `*` and `?`.
fn pattern(text: &str) -> Result<Regex, String> {
    let inner = regex::escape(text).replace(r"\*", ".*").replace(r"\?", ".");
    Regex::new(&format!("^(?:{inner})$")).map_err(|error| error.to_string())
}

/// What was typed or set to narrow a start.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The first so many tasks of those that pass the filters.
    pub limit: Option<usize>,
    /// Conditions on tasks: of one kind, one of them must hold; of several kinds, each kind must.
    pub filters: Vec<Filter>,
    /// Patterns of model ids; none means all models.
    pub models: Vec<String>,
}

/// The tasks and models that a start is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    tasks: BTreeSet<String>,
    models: BTreeSet<String>,
    narrowed: bool,
}

impl Selection {
    /// The tasks and models of a scope that pass.
    ///
    /// # Errors
    /// When nothing passes, or a model is named that the scope does not hold.
    pub fn choose(&self, scope: &Scope, tasks: &[Task]) -> Result<Chosen, Failure> {
        let passes = |task: &&Task| {
            [0, 1, 2].iter().all(|kind| {
                let mut same = self.filters.iter().filter(|filter| filter.kind() == *kind).peekable();
                same.peek().is_none() || same.any(|filter| filter.fits(task))
            })
        };
        let limit = self.limit.unwrap_or(usize::MAX);
        let chosen: BTreeSet<String> =
            tasks.iter().filter(passes).take(limit).map(|task| task.id.to_string()).collect();
        if chosen.is_empty() && !tasks.is_empty() {
            let words: Vec<_> = self.filters.iter().map(Filter::words).collect();
            return Err(Failure::usage(format!(
                "none of {} passes --filter {}",
                count(tasks.len(), "task", "tasks"),
                words.join(" --filter ")
            ))
            .hint("`exporter tasks list` shows ids, categories and tags"));
        }
        let mut models = BTreeSet::new();
        for name in &self.models {
            let pattern = pattern(name).map_err(|reason| Failure::usage(format!("--model {name}: {reason}")))?;
            let before = models.len();
            models.extend(scope.models.iter().map(|model| model.id.to_string()).filter(|id| pattern.is_match(id)));
            if models.len() == before && !scope.models.iter().any(|model| pattern.is_match(model.id.as_str())) {
                let known: Vec<_> = scope.models.iter().map(|model| model.id.as_str()).collect();
                return Err(Failure::usage(format!("there is no model {name:?} (--model, LIM_MODEL)"))
                    .hint(format!("the plan holds {}", known.join(", "))));
            }
        }
        if self.models.is_empty() {
            models.extend(scope.models.iter().map(|model| model.id.to_string()));
        }
        let narrowed = chosen.len() < tasks.len() || models.len() < scope.models.len();
        Ok(Chosen { tasks: chosen, models, narrowed })
    }
}

impl Chosen {
    /// Whether a case of this model and task is meant.
    #[must_use]
    pub fn admits(&self, model: &str, task: &str) -> bool {
        self.models.contains(model) && self.tasks.contains(task)
    }

    /// Whether something of the scope is left out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.narrowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_read_what_people_type() {
        for (text, kind) in [("category:debugging", 1), ("tag:Swedish", 2), ("id:simple-*", 0), (" simple-001 ", 0)] {
            assert_eq!(Filter::from_str(text).unwrap().kind(), kind, "{text}");
        }
        for (text, expected) in [
            ("category:nonsense", "simple-coding"),
            ("colour:red", "no filter \"colour\""),
            ("tag:", "needs a value"),
            ("", "needs a value"),
        ] {
            let error = Filter::from_str(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_pattern_is_compared_with_the_whole_id() {
        let fits = |text: &str, id: &str| pattern(text).unwrap().is_match(id);
        assert!(fits("simple-*", "simple-001") && fits("*-00?", "simple-001") && fits("a.b", "a.b"));
        assert!(!fits("simple", "simple-001") && !fits("a.b", "axb") && !fits("a|b", "a"));
    }
}
