//! A snapshot as the leaderboard works with it: a file whose positions and lengths were checked.

use std::sync::Arc;

use analytics::outcome::{Ending, Outcome};
use analytics::score::{Marks, ScoringRule};
use analytics::snapshot::v1::{Doubt, JudgeKind, ModelKind, ProvenanceKind};

use super::snapshot_file::{
    CaseColumns, JudgeFields, ModelFields, ReviewColumns, ServingFields, SnapshotFile, TaskFields, VerdictColumns,
};
use super::standing::Standing;

/// A page shows no more judges than this.
const MAX_JUDGES: usize = 100;
/// A page shows no more models than this.
const MAX_MODELS: usize = 2_000;
/// A page shows no more tasks than this.
const MAX_TASKS: usize = 5_000;
/// A page shows no more cases than this.
const MAX_CASES: usize = 500_000;

/// A snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapshotView {
    /// Id of the snapshot.
    pub id: String,
    /// Title.
    pub title: String,
    /// When its newest row was written, RFC 3339.
    pub created_at: String,
    /// Means that were published without the marks behind them.
    pub aggregates: bool,
    /// Where the figures come from, in one sentence.
    pub statement: String,
    /// What a reader must know before believing a figure.
    pub warnings: Vec<String>,
    /// Judges.
    pub judges: Vec<Judge>,
    /// Tasks, ordered by id.
    pub tasks: Vec<TaskFields>,
    /// Models, ordered by id.
    pub models: Vec<Model>,
    /// Cases, ordered by model and task.
    pub cases: Vec<Case>,
    /// Verdicts, `judges` for each case: None without a verdict, Some(None) when it could not be read.
    pub verdicts: Vec<Option<Option<Marks>>>,
    /// The person's marks that replace the judges', by case; empty without reviews.
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
    pub is_program: bool,
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
    /// Provider that answered.
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

impl SnapshotView {
    /// Reads the file of a snapshot, or a whole summary.
    ///
    /// # Errors
    /// What is wrong, and where: line and column of the text, or the column of the file whose items do not fit together.
    pub fn from_json(json: &str) -> Result<Arc<Self>, String> {
        Self::new(SnapshotFile::from_json(json)?).map(Arc::new)
    }

    fn new(file: SnapshotFile) -> Result<Self, String> {
        // What cannot be the figures of an evaluation is refused before it is counted out: the page would stand still.
        at_most("judges", file.judges.len(), MAX_JUDGES)?;
        at_most("models", file.models.len(), MAX_MODELS)?;
        at_most("tasks", file.tasks.len(), MAX_TASKS)?;
        at_most("cases", file.cases.model.len(), MAX_CASES)?;
        let cases = cases(&file.cases, file.models.len(), file.tasks.len())?;
        let verdicts = verdicts(&file.verdicts, cases.len(), file.judges.len())?;
        let reviews = file.reviews.map_or_else(|| Ok(Vec::new()), |columns| reviews(&columns, cases.len()))?;
        if file.results.len() != file.models.len() {
            return Err("results: there must be one for each model".to_owned());
        }
        let counts = file.published.and_then(|published| published.counts);
        Ok(Self {
            id: file.id.to_string(),
            title: file.title,
            created_at: file.created_at,
            aggregates: file.provenance.kind == ProvenanceKind::PublishedAggregates,
            statement: file.provenance.statement,
            warnings: file.warnings.into_iter().map(|warning| warning.text).collect(),
            judges: file.judges.into_iter().map(Judge::from).collect(),
            tasks: file.tasks,
            models: file.models.into_iter().map(Model::from).collect(),
            cases,
            verdicts,
            reviews,
            threshold: file.scoring.disagreement_threshold,
            rule: file.scoring.rule,
            seed: file.statistics.map_or(1, |statistics| statistics.seed),
            counts: counts.map(|of| [of.models, of.tasks, of.inference_runs, of.judge_evaluations]),
            results: file.results.into_iter().map(Standing::from).collect(),
        })
    }

    /// The cases of a model: they are consecutive.
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

impl From<JudgeFields> for Judge {
    fn from(JudgeFields { id, name, family, kind }: JudgeFields) -> Self {
        Self { id, name, family, is_program: kind == JudgeKind::Builtin }
    }
}

impl From<ModelFields> for Model {
    fn from(fields: ModelFields) -> Self {
        let ModelFields { id, name, kind, family, provider, catalog_model, note, serving } = fields;
        let doubt = serving.map_or("", |serving| doubt(&serving));
        Self { id, name, baseline: kind == ModelKind::Baseline, family, provider, catalog: catalog_model, note, doubt }
    }
}

/// As [`analytics::snapshot::v1::ServingManifest::doubts`], of which the first is enough beside a name.
fn doubt(serving: &ServingFields) -> &'static str {
    let ServingFields { upstreams, pinned, precisions, digests, weight_bytes, other_models } = serving;
    let doubts = [
        (upstreams.len() > 1, Doubt::Upstreams),
        (precisions.len() > 1, Doubt::Precisions),
        (digests.len() > 1 || weight_bytes.len() > 1, Doubt::Files),
        (!other_models.is_empty(), Doubt::OtherModel),
        (*pinned == Some(false), Doubt::Unpinned),
    ];
    doubts.into_iter().find(|(holds, _)| *holds).map_or("", |(_, doubt)| doubt.label())
}

fn at_most(name: &str, number: usize, most: usize) -> Result<(), String> {
    if number > most {
        return Err(format!("{name}: there are {number}, and this page shows {most} at most"));
    }
    Ok(())
}

/// Refuses a column of positions of which one is beyond the end.
fn check_positions(name: &str, positions: &[usize], below: usize) -> Result<(), String> {
    match positions.iter().position(|position| *position >= below) {
        Some(item) => Err(format!("{name}: item {item} points to nothing")),
        None => Ok(()),
    }
}

fn cases(columns: &CaseColumns, models: usize, tasks: usize) -> Result<Vec<Case>, String> {
    let CaseColumns { model, task, outcome, total_ms, completion_tokens, billed_pico_usd, answer_chars } = columns;
    if task.len() != model.len() || outcome.len() != model.len() {
        return Err("cases.outcome: model, task and outcome must be equally long".to_owned());
    }
    check_positions("cases.model", model, models)?;
    check_positions("cases.task", task, tasks)?;
    // Scores are computed case after case, so a file must keep the order of the format.
    let pairs: Vec<_> = model.iter().zip(task).collect();
    if !pairs.is_sorted() {
        return Err("cases.model: cases must be ordered by model, then by task".to_owned());
    }
    let at = |column: &[Option<u64>], at: usize| column.get(at).copied().flatten().map(|value| value as f64);
    let case = |position: usize| Case {
        model: model[position],
        task: task[position],
        outcome: outcome[position],
        has_text: answer_chars.get(position).is_none_or(|chars| *chars > 0),
        ms: at(total_ms, position),
        tokens: at(completion_tokens, position),
        cost: at(billed_pico_usd, position),
    };
    Ok((0..model.len()).map(case).collect())
}

fn verdicts(columns: &VerdictColumns, cases: usize, judges: usize) -> Result<Vec<Option<Option<Marks>>>, String> {
    let VerdictColumns { case, judge, marks } = columns;
    if judge.len() != case.len() || marks.len() != case.len() {
        return Err("verdicts.marks: case, judge and marks must be equally long".to_owned());
    }
    check_positions("verdicts.case", case, cases)?;
    check_positions("verdicts.judge", judge, judges)?;
    let mut verdicts = vec![None; cases * judges];
    for ((case, judge), marks) in case.iter().zip(judge).zip(marks) {
        verdicts[case * judges + judge] = Some(*marks);
    }
    Ok(verdicts)
}

fn reviews(columns: &ReviewColumns, cases: usize) -> Result<Vec<Option<Marks>>, String> {
    let ReviewColumns { case, marks } = columns;
    if case.len() != marks.len() {
        return Err("reviews.marks: case and marks must be equally long".to_owned());
    }
    check_positions("reviews.case", case, cases)?;
    let mut reviews = vec![None; if case.is_empty() { 0 } else { cases }];
    for (case, marks) in case.iter().zip(marks) {
        reviews[*case] = Some(*marks);
    }
    Ok(reviews)
}
