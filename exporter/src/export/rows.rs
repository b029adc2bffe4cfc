//! Reads what a snapshot is built from.

use analytics::ids::{JudgeId, ModelId, TaskId};
use analytics::outcome::Outcome;
use analytics::score::{MARK_MAX, ScoringRule};
use analytics::snapshot::rows::{CaseRow, Rows, TaskRow, VerdictRow};
use analytics::snapshot::v1::{JudgeKind, JudgeSummary, ModelSummary, ReviewDetail, Scoring, Timing, Usage, Warning};

use super::serving::{Served, ServedCase};
use crate::clock::rfc3339;
use crate::config::{Judge, JudgeHow, Model, Plan};
use crate::failure::Failure;
use crate::provider::classify::classify;
use crate::provider::error_body::ErrorBody;
use crate::provider::retry::Condition;
use crate::run::sources;
use crate::store::{AnswerRow, ReviewRecord, RunRecord, Store, VerdictRecord, open_or_ended};
use crate::tasks::Task;

/// What is the same for every case of a run.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Tasks, by id.
    pub tasks: Vec<TaskRow>,
    /// Models in the order of the plan, without how they were served.
    pub models: Vec<ModelSummary>,
    /// Judges in the order of the plan.
    pub judges: Vec<JudgeSummary>,
    /// How marks become scores.
    pub scoring: Scoring,
    /// The judges' ids with the keys of their verdicts.
    pub keys: Vec<(JudgeId, String)>,
}

impl Frame {
    /// Of a run with this plan.
    ///
    /// # Errors
    /// When the database refuses or a task cannot be read any more.
    pub async fn read(store: &Store, run: &RunRecord, plan: &Plan) -> Result<Self, Failure> {
        let tasks = sources::restore(&store.tasks_of(&run.id).await?)?;
        Ok(Self { tasks: tasks.iter().map(task_row).collect(), ..Self::of_plan(plan) })
    }

    /// The same without tasks.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Self {
        let scope = &plan.scope;
        Self {
            tasks: Vec::new(),
            models: scope.models.iter().map(model_summary).collect(),
            judges: scope.judges.iter().map(judge_summary).collect(),
            scoring: Scoring {
                mark_max: MARK_MAX,
                disagreement_threshold: scope.disagreement_threshold,
                rule: ScoringRule::AllAsked,
            },
            keys: scope.judges.iter().map(|judge| (judge.id.clone(), judge.key())).collect(),
        }
    }

    /// The cases of one task, with every text.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn cases_of(
        &self,
        store: &Store,
        run: &RunRecord,
        task: &TaskId,
    ) -> Result<(Vec<CaseRow>, Vec<ServedCase>), Failure> {
        let mut verdicts = store.verdicts_of_task(&run.id, task.as_str()).await?;
        let mut reviews = store.reviews_of_task(&run.id, task.as_str()).await?;
        let (mut cases, mut served) = (Vec::new(), Vec::new());
        for row in store.answers_of_task(&run.id, task.as_str()).await? {
            let attempt = row.counted.as_ref().map(|counted| counted.attempt_id.clone()).unwrap_or_default();
            let served_model = row.counted.as_ref().and_then(|counted| counted.served_model.clone());
            let case = case_row(row, verdicts.remove(&attempt).unwrap_or_default(), &self.keys)?;
            let reviews = reviews.remove(&attempt).unwrap_or_default();
            served.push(ServedCase { served_model, ..ServedCase::from(&case) });
            cases.push(CaseRow { reviews: reviews.into_iter().map(review_detail).collect(), ..case });
        }
        Ok((cases, served))
    }

    /// The models with how they were served, and the warnings of the run.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn served(
        &self,
        store: &Store,
        run: &RunRecord,
        plan: &Plan,
        machine: Option<&str>,
        cases: &[ServedCase],
    ) -> Result<(Vec<ModelSummary>, Vec<Warning>), Failure> {
        let limits: Vec<u32> = self.tasks.iter().map(|task| task.max_tokens).collect();
        let served = Served::of(&plan.scope.models, &limits, machine, &store.serving_of(&run.id).await?, cases);
        let mut warnings = store.warnings_of(&run.id).await?;
        warnings.extend(served.warnings.iter().cloned());
        let models = self.models.iter().cloned();
        let models = models.map(|model| ModelSummary { serving: served.manifest(model.id.as_str()), ..model });
        Ok((models.collect(), warnings))
    }
}

/// All rows of a run at once, every answer included.
///
/// # Errors
/// When the database refuses or a row cannot be read.
pub async fn read(store: &Store, run: &RunRecord, plan: &Plan) -> Result<Rows, Failure> {
    let frame = Frame::read(store, run, plan).await?;
    let (mut cases, mut served) = (Vec::new(), Vec::new());
    for task in &frame.tasks {
        let (of_task, its) = frame.cases_of(store, run, &task.id).await?;
        cases.extend(of_task);
        served.extend(its);
    }
    let (models, warnings) = frame.served(store, run, plan, None, &served).await?;
    Ok(Rows { tasks: frame.tasks, models, judges: frame.judges, scoring: frame.scoring, cases, warnings })
}

fn case_row(row: AnswerRow, verdicts: Vec<VerdictRecord>, keys: &[(JudgeId, String)]) -> Result<CaseRow, Failure> {
    let broken =
        |error: analytics::ids::IdError| Failure::outside(format!("case {} of the database: {error}", row.case_id));
    let model = ModelId::new(row.model_id.clone()).map_err(broken)?;
    let task = TaskId::new(row.task_id.clone()).map_err(broken)?;
    let repeat = u32::try_from(row.repeat).unwrap_or(u32::MAX);
    let empty = CaseRow {
        case: row.case_id,
        model,
        task,
        repeat,
        outcome: Outcome::NotRun,
        answer: String::new(),
        thinking: None,
        error: None,
        finish_reason: None,
        upstream: None,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        timing: Timing::default(),
        usage: Usage::default(),
        billed: None,
        finished_at: None,
        verdicts: Vec::new(),
        reviews: Vec::new(),
    };
    let Some(counted) = row.counted else { return Ok(empty) };
    Ok(CaseRow {
        outcome: open_or_ended(counted.outcome, counted.settled),
        answer: counted.answer,
        thinking: counted.thinking,
        error: counted.error.map(|said| published(counted.outcome, counted.http_status, &said)),
        finish_reason: counted.finish_reason,
        upstream: counted.upstream,
        timing: counted.timing,
        usage: counted.usage,
        billed: row.billed,
        finished_at: Some(rfc3339(counted.finished_at)),
        verdicts: verdicts.into_iter().filter_map(|verdict| verdict_row(verdict, keys)).collect(),
        ..empty
    })
}

/// What went wrong, in words that a snapshot may carry: what a server said can hold addresses, names and more of
/// somebody's own network. The database keeps it.
fn published(outcome: Outcome, http_status: Option<u16>, said: &str) -> String {
    let of_outcome = match outcome {
        Outcome::ContextOverflow => Some(Condition::ContextOverflow),
        Outcome::Refused => Some(Condition::Refused),
        Outcome::TimedOut => Some(Condition::TimedOut),
        Outcome::Empty => Some(Condition::Empty),
        _ => None,
    };
    let condition = of_outcome.or_else(|| match http_status {
        None => None,
        Some(200..=299) => Some(Condition::BrokenStream),
        Some(status) => Some(classify(status, &ErrorBody { message: said.to_owned(), ..ErrorBody::default() })),
    });
    match (http_status, condition) {
        (Some(status), Some(condition)) => format!("HTTP {status}: {}", condition.words()),
        (_, Some(condition)) => condition.words().to_owned(),
        (_, None) => "the provider sent no reply".to_owned(),
    }
}

/// Verdicts of judges that the plan does not name are left out: another run asked for them.
fn verdict_row(verdict: VerdictRecord, keys: &[(JudgeId, String)]) -> Option<VerdictRow> {
    let (judge, _) = keys.iter().find(|(_, key)| *key == verdict.judge_key)?;
    Some(VerdictRow {
        judge: judge.clone(),
        marks: verdict.marks,
        rationale: verdict.rationale,
        unreadable: verdict.unreadable,
        judged_at: rfc3339(verdict.judged_at),
    })
}

fn review_detail(review: ReviewRecord) -> ReviewDetail {
    ReviewDetail {
        author: review.author,
        marks: review.marks,
        reason: review.reason,
        stratum: review.stratum,
        inclusion: review.inclusion,
        reviewed_at: rfc3339(review.created_at),
    }
}

fn task_row(task: &Task) -> TaskRow {
    TaskRow {
        id: task.id.clone(),
        version: task.version,
        title: task.title.clone(),
        category: task.category,
        difficulty: task.difficulty,
        origin: task.origin,
        tags: task.tags.clone(),
        sha256: task.sha256.clone(),
        prompt: task.prompt.clone(),
        max_tokens: task.max_tokens,
        expected_capabilities: task.expected_capabilities.iter().map(|capability| capability.text.clone()).collect(),
    }
}

fn model_summary(model: &Model) -> ModelSummary {
    ModelSummary {
        id: model.id.clone(),
        name: model.name.clone(),
        kind: model.kind,
        family: model.family.clone(),
        provider: model.provider.clone(),
        provider_model: model.provider_model.clone(),
        catalog_model: model.catalog_model.clone(),
        note: model.note.clone(),
        variant_of: model.variant_of.clone(),
        serving: None,
    }
}

fn judge_summary(judge: &Judge) -> JudgeSummary {
    let (kind, provider_model) = match &judge.how {
        JudgeHow::Builtin { method } => (JudgeKind::Builtin, method),
        JudgeHow::Model { provider_model, .. } => (JudgeKind::LanguageModel, provider_model),
    };
    JudgeSummary {
        id: judge.id.clone(),
        name: judge.name.clone(),
        kind,
        family: judge.family.clone(),
        provider_model: provider_model.clone(),
        rubric_version: judge.rubric_version.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_published_without_addresses_and_server_text() {
        use Outcome::{Empty, ProviderError, TimedOut};
        for (outcome, status, said, shown) in [
            (
                ProviderError,
                None,
                "server not reachable at http://10.0.0.3:8080/v1: refused",
                "the provider sent no reply",
            ),
            (ProviderError, Some(500), "HTTP 500: /srv/models/model.gguf", "HTTP 500: the provider failed"),
            (ProviderError, Some(429), "HTTP 429: 10 per day", "HTTP 429: the quota of the day was used up"),
            (
                ProviderError,
                Some(200),
                "lost the connection to http://10.0.0.3",
                "HTTP 200: the stream broke before the end of the answer",
            ),
            (TimedOut, None, "no response from http://10.0.0.3 within 5 s", "no answer came in time"),
            (Empty, Some(200), "it holds no text", "HTTP 200: the answer is complete and holds no text"),
        ] {
            assert_eq!(published(outcome, status, said), shown);
        }
    }
}
