//! A snapshot as the explorer shows it.

use std::sync::Arc;

use analytics::category::Category;
use analytics::ids::SnapshotId;
use analytics::outcome::Outcome;
use analytics::score::{Mark, Marks};
use analytics::snapshot::v1::{SUMMARY_FORMAT, VERSION};
use serde_json::Value;

use super::result::{Standing, read_category};
use crate::json::{Read, amount, each, field, list, number, optional, parse, positions, text, words};

/// A snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Id of the snapshot.
    pub id: SnapshotId,
    /// Title.
    pub title: String,
    /// When its newest row was written, RFC 3339.
    pub created_at: String,
    /// Means that somebody published, without the marks behind them.
    pub aggregates: bool,
    /// Where the figures come from, in one sentence.
    pub statement: String,
    /// What a reader must know before believing a figure.
    pub warnings: Vec<String>,
    /// Judges.
    pub judges: Vec<Judge>,
    /// Tasks, ordered by id.
    pub tasks: Vec<Task>,
    /// Models, ordered by id.
    pub models: Vec<Model>,
    /// Cases, ordered by model and task.
    pub cases: Vec<Case>,
    /// Verdicts, `judges` for each case: None without a verdict, Some(None) when it could not be read.
    pub verdicts: Vec<Option<Option<Marks>>>,
    /// The person's marks that count in the place of the judges', by case; empty when nobody has reviewed one.
    pub reviews: Vec<Option<Marks>>,
    /// Judges that differ by more than this on a dimension leave a case unscored.
    pub threshold: f64,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Models, tasks, answers and verdicts of an evaluation that was published elsewhere, as it states them.
    pub counts: Option<[usize; 4]>,
    /// What each model reached, as the file states it.
    pub results: Vec<Standing>,
}

/// A judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judge {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Family of the judging model, or of the method.
    pub family: String,
    /// A program, not a language model.
    pub program: bool,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// A program, not a language model.
    pub baseline: bool,
    /// Family.
    pub family: String,
    /// Who answered for it.
    pub provider: String,
    /// Id in the catalogue.
    pub catalog: Option<String>,
    /// What a reader must know, in one sentence.
    pub note: Option<String>,
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Position of the model.
    pub model: usize,
    /// Position of the task.
    pub task: usize,
    /// How it ended.
    pub outcome: Outcome,
    /// Request to end of answer, in milliseconds.
    pub ms: Option<f64>,
    /// Tokens of the answer.
    pub tokens: Option<f64>,
    /// What was billed, in 10⁻¹² dollars.
    pub cost: Option<f64>,
}

impl View {
    /// Reads a view, or a whole summary, whose other fields are left unread.
    ///
    /// # Errors
    /// What is wrong, and in which field.
    pub fn from_json(json: &str) -> Read<Arc<Self>> {
        Self::read(&parse(json)?).map(Arc::new)
    }

    fn read(of: &Value) -> Read<Self> {
        let format = words(of, "format").unwrap_or_default();
        if format != SUMMARY_FORMAT {
            return Err(["format: ", SUMMARY_FORMAT, " is expected, not \u{201c}", &format, "\u{201d}"].concat());
        }
        let version = number(of, "version")?;
        if version != f64::from(VERSION) {
            return Err("version: this site reads version 1 of the format".to_owned());
        }
        let provenance = field(of, "provenance")?;
        let judges = each(of, "judges", Judge::read)?;
        let tasks = each(of, "tasks", Task::read)?;
        let models = each(of, "models", Model::read)?;
        let cases = cases(field(of, "cases")?, models.len(), tasks.len()).map_err(within("cases"))?;
        let verdicts = field(of, "verdicts")?;
        let verdicts = self::verdicts(verdicts, cases.len(), judges.len()).map_err(within("verdicts"))?;
        let reviews = match optional(of, "reviews") {
            Some(reviews) => self::reviews(reviews, cases.len()).map_err(within("reviews"))?,
            None => Vec::new(),
        };
        let results = each(of, "results", Standing::read)?;
        if results.len() != models.len() {
            return Err("results: there must be one for each model".to_owned());
        }
        let counts = optional(of, "published").and_then(|of| optional(of, "counts"));
        let count = |of, name| amount(of, name).unwrap_or_default() as usize;
        Ok(Self {
            counts: counts
                .map(|of| ["models", "tasks", "inference_runs", "judge_evaluations"].map(|name| count(of, name))),
            id: SnapshotId::new(text(of, "id")?).map_err(|_| "id: not the id of a snapshot".to_owned())?,
            title: text(of, "title")?,
            created_at: text(of, "created_at")?,
            aggregates: text(provenance, "kind")? == "published_aggregates",
            statement: text(provenance, "statement")?,
            warnings: each(of, "warnings", |warning| text(warning, "text"))?,
            threshold: number(field(of, "scoring")?, "disagreement_threshold")?,
            seed: optional(of, "statistics").and_then(|of| of.get("seed")?.as_u64()).unwrap_or(1),
            judges,
            tasks,
            models,
            cases,
            verdicts,
            reviews,
            results,
        })
    }

    /// The cases of a model: they stand together.
    #[must_use]
    pub fn cases_of(&self, model: usize) -> &[Case] {
        let start = self.cases.partition_point(|case| case.model < model);
        let end = self.cases.partition_point(|case| case.model <= model);
        &self.cases[start..end]
    }

    /// Whether there are marks, so that scores can be computed again.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.verdicts.iter().any(Option::is_some)
    }
}

fn within(name: &'static str) -> impl Fn(String) -> String {
    move |error| [name, ".", &error].concat()
}

impl Judge {
    fn read(of: &Value) -> Read<Self> {
        let program = words(of, "kind").is_some_and(|kind| kind == "builtin");
        Ok(Self { id: text(of, "id")?, name: text(of, "name")?, family: text(of, "family")?, program })
    }
}

impl Task {
    fn read(of: &Value) -> Read<Self> {
        Ok(Self { id: text(of, "id")?, title: text(of, "title")?, category: read_category(of)? })
    }
}

impl Model {
    fn read(of: &Value) -> Read<Self> {
        Ok(Self {
            id: text(of, "id")?,
            name: text(of, "name")?,
            baseline: text(of, "kind")? == "baseline",
            family: text(of, "family")?,
            provider: text(of, "provider")?,
            catalog: words(of, "catalog_model"),
            note: words(of, "note"),
        })
    }
}

fn cases(of: &Value, models: usize, tasks: usize) -> Read<Vec<Case>> {
    let model = positions(of, "model", models)?;
    let task = positions(of, "task", tasks)?;
    let outcomes = list(of, "outcome")?;
    if task.len() != model.len() || outcomes.len() != model.len() {
        return Err("outcome: model, task and outcome must be equally long".to_owned());
    }
    let column = |name: &str| optional(of, name).and_then(Value::as_array);
    let (ms, tokens, cost) = (column("total_ms"), column("completion_tokens"), column("billed_pico_usd"));
    let at = |column: Option<&Vec<Value>>, at: usize| column.and_then(|values| values.get(at)?.as_f64());
    let mut cases = Vec::with_capacity(model.len());
    for (position, outcome) in outcomes.iter().enumerate() {
        let Some(outcome) = outcome.as_str().and_then(Outcome::from_slug) else {
            return Err(["outcome: item ", &position.to_string(), " is no outcome"].concat());
        };
        cases.push(Case {
            model: model[position],
            task: task[position],
            outcome,
            ms: at(ms, position),
            tokens: at(tokens, position),
            cost: at(cost, position),
        });
    }
    // Scores are computed case after case, so a file of somebody's own must keep the order of the format.
    if !cases.is_sorted_by_key(|case: &Case| (case.model, case.task)) {
        return Err("model: cases must be ordered by model, then by task".to_owned());
    }
    Ok(cases)
}

fn verdicts(of: &Value, cases: usize, judges: usize) -> Read<Vec<Option<Option<Marks>>>> {
    let case = positions(of, "case", cases)?;
    let judge = positions(of, "judge", judges)?;
    let marks = list(of, "marks")?;
    if judge.len() != case.len() || marks.len() != case.len() {
        return Err("marks: case, judge and marks must be equally long".to_owned());
    }
    let mut verdicts = vec![None; cases * judges];
    for (position, value) in marks.iter().enumerate() {
        let read = if value.is_null() { Some(None) } else { read_marks(value).map(Some) };
        let Some(read) = read else {
            return Err(["marks: item ", &position.to_string(), " is not three marks from 0 to 2"].concat());
        };
        verdicts[case[position] * judges + judge[position]] = Some(read);
    }
    Ok(verdicts)
}

fn reviews(of: &Value, cases: usize) -> Read<Vec<Option<Marks>>> {
    let case = positions(of, "case", cases)?;
    let marks = list(of, "marks")?;
    let mut reviews = vec![None; if case.is_empty() { 0 } else { cases }];
    for (position, case) in case.into_iter().enumerate() {
        let Some(read) = marks.get(position).and_then(read_marks) else {
            return Err(["marks: item ", &position.to_string(), " is not three marks from 0 to 2"].concat());
        };
        reviews[case] = Some(read);
    }
    Ok(reviews)
}

fn read_marks(of: &Value) -> Option<Marks> {
    let mark = |at: usize| Mark::try_from(u8::try_from(of.get(at)?.as_u64()?).ok()?).ok();
    Some(Marks::new(mark(0)?, mark(1)?, mark(2)?))
}

/// The sum of what is known divided by its number; None as soon as `whole` is set and one is unknown.
#[must_use]
pub fn mean(values: impl Iterator<Item = Option<f64>>, whole: bool) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0_u32);
    for value in values {
        match value {
            Some(value) => (sum, n) = (sum + value, n + 1),
            None if whole => return None,
            None => {}
        }
    }
    (n > 0).then(|| sum / f64::from(n))
}
