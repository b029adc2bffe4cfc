//! A snapshot as the explorer shows it.

use std::sync::Arc;

use analytics::category::Category;
use analytics::json::Value;
use analytics::outcome::{Ending, Outcome};
use analytics::score::{Mark, Marks, ScoringRule};
use analytics::snapshot::v1::{Doubt, SUMMARY_FORMAT, VERSION};

use super::read_id;
use super::result::{Standing, read_category};
use crate::json::{Node, Read, read as read_json};

/// A page shows no more judges than this.
const MOST_JUDGES: usize = 100;
/// A page shows no more models than this.
const MOST_MODELS: usize = 2_000;
/// A page shows no more tasks than this.
const MOST_TASKS: usize = 5_000;
/// A page shows no more cases than this.
const MOST_CASES: usize = 500_000;

/// A snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Id of the snapshot.
    pub id: String,
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
    /// Which cases count.
    pub rule: ScoringRule,
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
    /// Why the answers may not be those of one thing, in a few words; empty where nothing says so.
    pub doubt: &'static str,
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
    /// Whether there is any text to judge.
    pub has_text: bool,
    /// Request to end of answer, in milliseconds.
    pub ms: Option<f64>,
    /// Tokens of the answer.
    pub tokens: Option<f64>,
    /// What was billed, in 10⁻¹² dollars.
    pub cost: Option<f64>,
}

impl Case {
    /// How it ended, as far as its score depends on it.
    #[must_use]
    pub const fn ending(&self) -> Ending {
        Ending { outcome: self.outcome, has_text: self.has_text }
    }
}

impl View {
    /// Reads a view, or a whole summary, whose other fields are left unread.
    ///
    /// # Errors
    /// What is wrong, and in which field.
    pub fn from_json(json: &str) -> Read<Arc<Self>> {
        read_json(json, Self::read).map(Arc::new)
    }

    fn read(of: &Node) -> Self {
        let format = of.words("format").unwrap_or_default();
        if format != SUMMARY_FORMAT {
            of.fail("format", &[SUMMARY_FORMAT, " is expected, not \u{201c}", &format, "\u{201d}"].concat());
        }
        if of.number("version") != f64::from(VERSION) {
            of.fail("version", "this site reads version 1 of the format");
        }
        let provenance = of.field("provenance");
        let mut judges = of.each("judges", Judge::read);
        let mut tasks = of.each("tasks", Task::read);
        let mut models = of.each("models", Model::read);
        // What cannot be the figures of an evaluation is refused before it is counted out: the page would stand still.
        let too_many = |name: &str, number: usize, most: usize| {
            if number > most {
                of.fail(
                    name,
                    &["there are ", &number.to_string(), ", and this page shows ", &most.to_string(), " at most"]
                        .concat(),
                );
            }
            number > most
        };
        if too_many("judges", judges.len(), MOST_JUDGES)
            || too_many("models", models.len(), MOST_MODELS)
            || too_many("tasks", tasks.len(), MOST_TASKS)
        {
            (judges, models, tasks) = (Vec::new(), Vec::new(), Vec::new());
        }
        let mut cases = cases(&of.field("cases"), models.len(), tasks.len());
        if too_many("cases", cases.len(), MOST_CASES) {
            cases = Vec::new();
        }
        let verdicts = verdicts(&of.field("verdicts"), cases.len(), judges.len());
        let reviews = of.optional("reviews").map_or_else(Vec::new, |reviews| self::reviews(&reviews, cases.len()));
        let results = of.each("results", Standing::read);
        if results.len() != models.len() {
            of.fail("results", "there must be one for each model");
        }
        let published = of.optional("published");
        let counts = published.as_ref().and_then(|of| of.optional("counts"));
        let seed = of.optional("statistics").and_then(|of| of.value().get("seed")?.as_count());
        Self {
            counts: counts.map(|of| {
                let count = |name| of.amount(name).unwrap_or_default() as usize;
                ["models", "tasks", "inference_runs", "judge_evaluations"].map(count)
            }),
            id: read_id(of),
            title: of.text("title"),
            created_at: of.text("created_at"),
            aggregates: provenance.text("kind") == "published_aggregates",
            statement: provenance.text("statement"),
            warnings: of.each("warnings", |warning| warning.text("text")),
            threshold: of.field("scoring").number("disagreement_threshold"),
            rule: read_rule(&of.field("scoring")),
            seed: seed.unwrap_or(1),
            judges,
            tasks,
            models,
            cases,
            verdicts,
            reviews,
            results,
        }
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

impl Judge {
    fn read(of: &Node) -> Self {
        let program = of.words("kind").is_some_and(|kind| kind == "builtin");
        Self { id: of.text("id"), name: of.text("name"), family: of.text("family"), program }
    }
}

impl Task {
    fn read(of: &Node) -> Self {
        Self { id: of.text("id"), title: of.text("title"), category: read_category(of) }
    }
}

impl Model {
    fn read(of: &Node) -> Self {
        Self {
            id: of.text("id"),
            name: of.text("name"),
            baseline: of.text("kind") == "baseline",
            family: of.text("family"),
            provider: of.text("provider"),
            catalog: of.words("catalog_model"),
            note: of.words("note"),
            doubt: of.optional("serving").map_or("", |serving| doubt(serving.value())),
        }
    }
}

/// As [`analytics::snapshot::v1::ServingManifest::doubts`], of which the first is enough beside a name.
fn doubt(serving: &Value) -> &'static str {
    let several = |name: &str| serving.get(name).and_then(Value::as_list).is_some_and(|list| list.len() > 1);
    let doubts = [
        ("upstreams", Doubt::Upstreams),
        ("precisions", Doubt::Precisions),
        ("digests", Doubt::Files),
        ("weight_bytes", Doubt::Files),
    ];
    match doubts.into_iter().find(|(name, _)| several(name)) {
        Some((_, doubt)) => doubt.label(),
        None if serving.get("other_models").is_some() => Doubt::OtherModel.label(),
        None if serving.get("pinned").and_then(Value::as_truth) == Some(false) => Doubt::Unpinned.label(),
        None => "",
    }
}

/// Notes that an item of a column is not what it should be.
fn wrong(of: &Node, name: &str, position: usize, what: &str) {
    of.fail(name, &["item ", &position.to_string(), what].concat());
}

fn cases(of: &Node, models: usize, tasks: usize) -> Vec<Case> {
    let model = of.positions("model", models);
    let task = of.positions("task", tasks);
    let outcomes = of.list("outcome");
    if task.len() != model.len() || outcomes.len() != model.len() {
        of.fail("outcome", "model, task and outcome must be equally long");
    }
    let column = |name: &'static str| of.optional(name).map(|column| column.value());
    let (ms, tokens, cost) = (column("total_ms"), column("completion_tokens"), column("billed_pico_usd"));
    let chars = column("answer_chars");
    let at = |column: Option<&Value>, at: usize| column?.at(at)?.as_number();
    let mut cases: Vec<Case> = Vec::with_capacity(model.len());
    for (position, ((model, task), outcome)) in model.into_iter().zip(task).zip(outcomes).enumerate() {
        let outcome = outcome.as_text().and_then(Outcome::from_slug).unwrap_or_else(|| {
            wrong(of, "outcome", position, " is no outcome");
            Outcome::NotRun
        });
        // Scores are computed case after case, so a file of somebody's own must keep the order of the format.
        if cases.last().is_some_and(|last| (last.model, last.task) > (model, task)) {
            of.fail("model", "cases must be ordered by model, then by task");
        }
        cases.push(Case {
            model,
            task,
            outcome,
            has_text: at(chars, position).is_none_or(|chars| chars > 0.0),
            ms: at(ms, position),
            tokens: at(tokens, position),
            cost: at(cost, position),
        });
    }
    cases
}

/// Which cases count; snapshots of older exporters do not say.
fn read_rule(of: &Node) -> ScoringRule {
    match of.words("rule").as_deref() {
        None => ScoringRule::CompleteOnly,
        Some("all_asked") => ScoringRule::AllAsked,
        Some(_) => {
            of.fail("rule", "this site does not know this rule of scoring");
            ScoringRule::CompleteOnly
        }
    }
}

const NO_MARKS: &str = " is not three marks from 0 to 2";

fn verdicts(of: &Node, cases: usize, judges: usize) -> Vec<Option<Option<Marks>>> {
    let case = of.positions("case", cases);
    let judge = of.positions("judge", judges);
    let marks = of.list("marks");
    if judge.len() != case.len() || marks.len() != case.len() {
        of.fail("marks", "case, judge and marks must be equally long");
    }
    let mut verdicts = vec![None; cases * judges];
    for (position, ((case, judge), value)) in case.into_iter().zip(judge).zip(marks).enumerate() {
        let read = read_marks(value);
        if read.is_none() && *value != Value::Null {
            wrong(of, "marks", position, NO_MARKS);
        }
        verdicts[case * judges + judge] = Some(read);
    }
    verdicts
}

fn reviews(of: &Node, cases: usize) -> Vec<Option<Marks>> {
    let case = of.positions("case", cases);
    let marks = of.list("marks");
    let mut reviews = vec![None; if case.is_empty() { 0 } else { cases }];
    for (position, case) in case.into_iter().enumerate() {
        reviews[case] = marks.get(position).and_then(read_marks);
        if reviews[case].is_none() {
            wrong(of, "marks", position, NO_MARKS);
        }
    }
    reviews
}

fn read_marks(of: &Value) -> Option<Marks> {
    let mark = |at: usize| Mark::try_from(u8::try_from(of.at(at)?.as_count()?).ok()?).ok();
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
