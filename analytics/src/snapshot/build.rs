//! Rows → snapshot: a pure function, so that the same rows give the same bytes.

use std::collections::BTreeMap;

use super::check::results_digest;
use super::rows::{CaseRow, Heading, Rows, TaskRow, VerdictRow};
use super::to_json;
use super::v1::{
    CaseDetail, Cases, DETAIL_FORMAT, FileDigest, Generator, JudgeKind, ModelKind, Provenance, ProvenanceKind, Reviews,
    SUMMARY_FORMAT, Summary, TaskDetail, TaskSummary, VERSION, VerdictDetail, Verdicts, Warning,
};
use crate::digest::sha256_hex;
use crate::ids::JudgeId;
use crate::scoring;

/// A snapshot as files.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The summary.
    pub summary: Summary,
    /// Every file of the folder: relative path and content, `summary.json` last.
    pub files: Vec<(String, String)>,
}

/// Why rows make no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There are no cases.
    #[error("there is nothing to export: the run has no cases")]
    Empty,
    /// A case names something that the rows do not hold.
    #[error("case {case} names the unknown {what} {id}")]
    Unknown {
        /// The case.
        case: String,
        /// Kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Two cases stand in the same place.
    #[error("two cases for model {model}, task {task}, repeat {repeat}")]
    Duplicate {
        /// The model.
        model: String,
        /// The task.
        task: String,
        /// The repeat.
        repeat: u32,
    },
    /// A number is not finite.
    #[error("a value cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Builds the snapshot.
///
/// # Errors
/// [`BuildError`] when the rows do not belong together.
pub fn build(heading: &Heading, rows: &Rows) -> Result<Snapshot, BuildError> {
    if rows.cases.is_empty() {
        return Err(BuildError::Empty);
    }
    let mut tasks: Vec<&TaskRow> = rows.tasks.iter().collect();
    tasks.sort_by(|a, b| a.id.cmp(&b.id));
    let mut models = rows.models.clone();
    models.sort_by(|a, b| a.id.cmp(&b.id));
    let ordered = order_cases(rows, &tasks, &models)?;

    let mut cases = Cases::default();
    let mut verdicts = Verdicts::default();
    let mut reviews = Reviews::default();
    let mut by_task: BTreeMap<u32, Vec<CaseDetail>> = BTreeMap::new();
    for ((model, task, repeat), row) in &ordered {
        let position = cases.len() as u32;
        push_case(&mut cases, *model, *task, *repeat, row);
        let counted = newest_verdicts(row, rows)?;
        for (judge, verdict) in &counted {
            verdicts.case.push(position);
            verdicts.judge.push(*judge);
            verdicts.marks.push(verdict.marks);
        }
        push_review(&mut reviews, position, row);
        let own_family: Vec<bool> =
            (rows.judges.iter()).map(|judge| scoring::is_own_family(&models[*model as usize], judge)).collect();
        by_task.entry(*task).or_default().push(case_detail(row, &counted, &own_family));
    }

    let mut details = Vec::new();
    for (position, task) in tasks.iter().enumerate() {
        let detail = TaskDetail {
            format: DETAIL_FORMAT.to_owned(),
            version: VERSION,
            snapshot: heading.id.clone(),
            task: task.id.clone(),
            task_sha256: task.sha256.clone(),
            prompt: task.prompt.clone(),
            max_tokens: task.max_tokens,
            expected_capabilities: task.expected_capabilities.clone(),
            cases: by_task.remove(&(position as u32)).unwrap_or_default(),
        };
        details.push(detail);
    }
    let mut files = Vec::new();
    let mut digests = Vec::new();
    for detail in &details {
        let content = to_json(detail)?;
        let path = detail_path(detail.task.as_str());
        digests.push(FileDigest {
            path: path.clone(),
            sha256: sha256_hex(content.as_bytes()),
            bytes: content.len() as u64,
        });
        files.push((path, content));
    }

    let mut summary = Summary {
        format: SUMMARY_FORMAT.to_owned(),
        version: VERSION,
        id: heading.id.clone(),
        title: heading.title.clone(),
        created_at: newest_moment(rows),
        provenance: Provenance { kind: ProvenanceKind::Run, statement: heading.statement.clone(), sources: Vec::new() },
        generator: Generator { name: "exporter".to_owned(), version: heading.generator_version.clone() },
        tasks: tasks.iter().map(|task| task_summary(task)).collect(),
        models,
        judges: rows.judges.clone(),
        scoring: rows.scoring.clone(),
        cases,
        verdicts,
        reviews,
        results: Vec::new(),
        statistics: None,
        published: None,
        warnings: warnings(rows),
        files: digests,
        results_sha256: None,
    };
    summary.results = scoring::results(&summary);
    summary.results_sha256 = Some(results_digest(&summary, &details)?);
    files.push(("summary.json".to_owned(), to_json(&summary)?));
    Ok(Snapshot { summary, files })
}

/// Path of a task's detail file within the snapshot's folder.
#[must_use]
pub fn detail_path(task: &str) -> String {
    format!("tasks/{task}.json")
}

type Place = (u32, u32, u32);

fn order_cases<'a>(
    rows: &'a Rows,
    tasks: &[&TaskRow],
    models: &[super::v1::ModelSummary],
) -> Result<BTreeMap<Place, &'a CaseRow>, BuildError> {
    let mut ordered = BTreeMap::new();
    for row in &rows.cases {
        let unknown = |what, id: &str| BuildError::Unknown { case: row.case.clone(), what, id: id.to_owned() };
        let model = models.binary_search_by(|model| model.id.cmp(&row.model));
        let task = tasks.binary_search_by(|task| task.id.cmp(&row.task));
        let place = (
            model.map_err(|_| unknown("model", row.model.as_str()))? as u32,
            task.map_err(|_| unknown("task", row.task.as_str()))? as u32,
            row.repeat,
        );
        if ordered.insert(place, row).is_some() {
            return Err(BuildError::Duplicate {
                model: row.model.to_string(),
                task: row.task.to_string(),
                repeat: row.repeat,
            });
        }
    }
    Ok(ordered)
}

fn push_case(cases: &mut Cases, model: u32, task: u32, repeat: u32, row: &CaseRow) {
    let whole_ms = |value: Option<f64>| value.map(|ms| ms.round().max(0.0) as u64);
    cases.model.push(model);
    cases.task.push(task);
    cases.repeat.push(repeat);
    cases.outcome.push(row.outcome);
    cases.total_ms.push(whole_ms(row.timing.total_ms));
    cases.first_text_ms.push(whole_ms(row.timing.first_text_ms));
    cases.prompt_tokens.push(row.usage.prompt_tokens);
    cases.completion_tokens.push(row.usage.completion_tokens);
    cases.billed_pico_usd.push(row.billed);
}

/// The decision that counts, if a person made one about a complete answer.
fn push_review(reviews: &mut Reviews, position: u32, row: &CaseRow) {
    let Some((review, marks)) = row.reviews.last().and_then(|review| Some((review, review.marks?))) else { return };
    if row.outcome.unscored().is_none() {
        reviews.case.push(position);
        reviews.marks.push(marks);
        reviews.stratum.push(review.stratum);
        reviews.inclusion.push(review.inclusion);
    }
}

/// The newest verdict of each judge, in the order of the judges.
fn newest_verdicts<'a>(row: &'a CaseRow, rows: &Rows) -> Result<Vec<(u32, &'a VerdictRow)>, BuildError> {
    let mut newest: BTreeMap<u32, &VerdictRow> = BTreeMap::new();
    for verdict in &row.verdicts {
        let judge = position_of(rows, &verdict.judge).ok_or_else(|| BuildError::Unknown {
            case: row.case.clone(),
            what: "judge",
            id: verdict.judge.to_string(),
        })?;
        let place = newest.entry(judge).or_insert(verdict);
        // RFC 3339 in UTC with a fixed number of digits sorts as text; a later row wins a tie.
        if verdict.judged_at >= place.judged_at {
            *place = verdict;
        }
    }
    Ok(newest.into_iter().collect())
}

fn position_of(rows: &Rows, judge: &JudgeId) -> Option<u32> {
    rows.judges.iter().position(|known| known.id == *judge).map(|at| at as u32)
}

fn case_detail(row: &CaseRow, verdicts: &[(u32, &VerdictRow)], own_family: &[bool]) -> CaseDetail {
    CaseDetail {
        case: row.case.clone(),
        model: row.model.clone(),
        repeat: row.repeat,
        outcome: row.outcome,
        answer: row.answer.clone(),
        thinking: row.thinking.clone(),
        error: row.error.clone(),
        finish_reason: row.finish_reason.clone(),
        upstream: row.upstream.clone(),
        attempts: row.attempts,
        timing: row.timing.clone(),
        usage: row.usage.clone(),
        billed_pico_usd: row.billed,
        verdicts: verdicts
            .iter()
            .map(|(judge, verdict)| VerdictDetail {
                judge: verdict.judge.clone(),
                own_family: own_family.get(*judge as usize).copied().unwrap_or(false),
                marks: verdict.marks,
                rationale: verdict.rationale.clone(),
                unreadable: verdict.unreadable.clone(),
                judged_at: verdict.judged_at.clone(),
            })
            .collect(),
        reviews: row.reviews.clone(),
    }
}

fn task_summary(task: &TaskRow) -> TaskSummary {
    TaskSummary {
        id: task.id.clone(),
        version: task.version,
        title: task.title.clone(),
        category: task.category,
        difficulty: task.difficulty,
        origin: task.origin,
        tags: task.tags.clone(),
    }
}

/// The newest moment in the rows: exporting twice gives the same date.
fn newest_moment(rows: &Rows) -> String {
    let finished = rows.cases.iter().filter_map(|case| case.finished_at.as_ref());
    let judged = rows.cases.iter().flat_map(|case| case.verdicts.iter().map(|verdict| &verdict.judged_at));
    let reviewed = rows.cases.iter().flat_map(|case| case.reviews.iter().map(|review| &review.reviewed_at));
    finished.chain(judged).chain(reviewed).max().cloned().unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

fn warnings(rows: &Rows) -> Vec<Warning> {
    let mut warnings = rows.warnings.clone();
    for model in rows.models.iter().filter(|model| model.kind == ModelKind::Baseline) {
        warnings.push(Warning {
            code: "baseline".to_owned(),
            subject: model.id.to_string(),
            text: format!("{} is a baseline, not a language model.", model.name),
        });
    }
    if rows.judges.len() < 2 {
        warnings.push(Warning {
            code: "single-judge".to_owned(),
            subject: String::new(),
            text: "Fewer than two judges marked the answers, so nobody can tell how far marks depend on the judge."
                .to_owned(),
        });
    }
    if rows.judges.iter().all(|judge| judge.kind == JudgeKind::Builtin) {
        warnings.push(Warning {
            code: "builtin-judges".to_owned(),
            subject: String::new(),
            text: "Both judges are programs: they test what a program can test, and do not read an answer as a person would."
                .to_owned(),
        });
    }
    warnings.sort();
    warnings.dedup();
    warnings
}
