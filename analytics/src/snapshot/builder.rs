//! Builds a snapshot task by task, so that nobody needs the answers of more than one task at a time.

use std::collections::BTreeMap;

use super::build::{BuildError, detail_path};
use super::results_digest::ResultsDigest;
use super::rows::{CaseRow, Heading, TaskRow, VerdictRow};
use super::statistics::{CaseFacts, statistics};
use super::to_json;
use super::v1::{
    CaseDetail, Cases, DETAIL_FORMAT, FileDigest, Generator, JudgeKind, JudgeSummary, ModelKind, ModelSummary,
    Provenance, ProvenanceKind, Reviews, SUMMARY_FORMAT, Scoring, Stratum, Summary, TaskDetail, TaskSummary, VERSION,
    VerdictDetail, Verdicts, Warning,
};
use crate::digest::sha256_hex;
use crate::ids::TaskId;
use crate::outcome::{Ending, Outcome};
use crate::repetition::repeats;
use crate::score::{Marks, ScoringRule};
use crate::scoring;
use crate::stats::bootstrap::Plan;
use crate::units::PicoUsd;

/// A snapshot that is being built: what it was given so far, without texts.
#[derive(Debug, Clone)]
pub struct Builder {
    heading: Heading,
    tasks: Vec<TaskRow>,
    models: Vec<ModelSummary>,
    judges: Vec<JudgeSummary>,
    scoring: Scoring,
    cases: Vec<Case>,
    files: Vec<FileDigest>,
    digest: ResultsDigest,
    newest: Option<String>,
}

/// What the summary's columns need of a case.
#[derive(Debug, Clone)]
struct Case {
    /// Positions of model and task, and the repeat: the order of the columns.
    place: (u32, u32, u32),
    outcome: Outcome,
    total_ms: Option<u64>,
    first_text_ms: Option<u64>,
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    billed: Option<PicoUsd>,
    verdicts: Vec<(u32, Option<Marks>)>,
    review: Option<(Marks, Stratum, f64)>,
    answer_chars: u32,
    repeats: u32,
    facts: CaseFacts,
}

impl Builder {
    /// Begins a snapshot. Tasks and models are put in the order of their ids.
    ///
    /// # Errors
    /// Only when a number is not finite.
    pub fn new(
        heading: &Heading,
        mut tasks: Vec<TaskRow>,
        mut models: Vec<ModelSummary>,
        judges: Vec<JudgeSummary>,
        scoring: Scoring,
    ) -> Result<Self, BuildError> {
        tasks.sort_by(|a, b| a.id.cmp(&b.id));
        models.sort_by(|a, b| a.id.cmp(&b.id));
        let digest = ResultsDigest::new(&models, &judges, &scoring)?;
        let (cases, files, newest) = (Vec::new(), Vec::new(), None);
        Ok(Self { heading: heading.clone(), tasks, models, judges, scoring, cases, files, digest, newest })
    }

    /// The tasks in the order in which [`Self::task`] takes them.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskId> {
        self.tasks.iter().map(|task| task.id.clone()).collect()
    }

    /// Takes every case of the next task, in any order; gives path and content of its detail file.
    ///
    /// # Errors
    /// A task out of turn; a case of another task, of an unknown model or with a verdict of an unknown judge; two
    /// cases in the same place.
    pub fn task(&mut self, id: &TaskId, rows: &[&CaseRow]) -> Result<(String, String), BuildError> {
        let position = self.files.len();
        let Some(task) = self.tasks.get(position).filter(|task| task.id == *id) else {
            return Err(BuildError::OutOfTurn(id.to_string()));
        };
        let mut ordered: BTreeMap<(u32, u32), &CaseRow> = BTreeMap::new();
        for row in rows {
            let unknown = |what, id: &str| BuildError::Unknown { case: row.case.clone(), what, id: id.to_owned() };
            if row.task != *id {
                return Err(unknown("task", row.task.as_str()));
            }
            let model = self.models.binary_search_by(|model| model.id.cmp(&row.model));
            let model = model.map_err(|_| unknown("model", row.model.as_str()))?;
            if ordered.insert((model as u32, row.repeat), row).is_some() {
                let (model, task) = (row.model.to_string(), row.task.to_string());
                return Err(BuildError::Duplicate { model, task, repeat: row.repeat });
            }
        }
        let mut detail = TaskDetail {
            format: DETAIL_FORMAT.to_owned(),
            version: VERSION,
            snapshot: self.heading.id.clone(),
            task: task.id.clone(),
            task_sha256: task.sha256.clone(),
            prompt: task.prompt.clone(),
            max_tokens: task.max_tokens,
            expected_capabilities: task.expected_capabilities.clone(),
            cases: Vec::with_capacity(ordered.len()),
        };
        for ((model, repeat), row) in ordered {
            let counted = newest_verdicts(row, &self.judges)?;
            let its_model = &self.models[model as usize];
            let own_family: Vec<bool> =
                self.judges.iter().map(|judge| scoring::is_own_family(its_model, judge)).collect();
            self.cases.push(case((model, position as u32, repeat), row, &counted, self.scoring.rule));
            self.newest = moments(row).chain(self.newest.as_ref()).max().cloned();
            detail.cases.push(case_detail(row, &counted, &own_family));
        }
        self.digest.task(&detail)?;
        let (path, content) = (detail_path(id.as_str()), to_json(&detail)?);
        let sha256 = sha256_hex(content.as_bytes());
        self.files.push(FileDigest { path: path.clone(), sha256, bytes: content.len() as u64 });
        Ok((path, content))
    }

    /// Computes scores and statistics once every task was taken. `models` are those it began with, now with what is
    /// known of their serving.
    ///
    /// # Errors
    /// No cases at all; a task that was not taken.
    pub fn finish(
        self,
        mut models: Vec<ModelSummary>,
        stored: Vec<Warning>,
        plan: Plan,
    ) -> Result<Summary, BuildError> {
        if self.cases.is_empty() {
            return Err(BuildError::Empty);
        }
        if let Some(task) = self.tasks.get(self.files.len()) {
            return Err(BuildError::OutOfTurn(task.id.to_string()));
        }
        models.sort_by(|a, b| a.id.cmp(&b.id));
        let (cases, verdicts, reviews, facts) = columns(self.cases, self.scoring.rule);
        let statement = self.heading.statement;
        let mut summary = Summary {
            format: SUMMARY_FORMAT.to_owned(),
            version: VERSION,
            id: self.heading.id,
            title: self.heading.title,
            // Exporting twice gives the same date.
            created_at: self.newest.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()),
            provenance: Provenance {
                kind: ProvenanceKind::Run,
                statement,
                sources: Vec::new(),
                run_id: self.heading.run_id,
            },
            generator: Generator { name: "exporter".to_owned(), version: self.heading.generator_version },
            suite: self.heading.suite,
            tasks: self.tasks.iter().map(task_summary).collect(),
            warnings: warnings(stored, &models, &self.judges),
            models,
            judges: self.judges,
            scoring: self.scoring,
            cases,
            verdicts,
            reviews,
            results: Vec::new(),
            statistics: None,
            published: None,
            files: self.files,
            results_sha256: Some(self.digest.finish()),
        };
        summary.results = scoring::results(&summary);
        summary.statistics = Some(Box::new(statistics(&summary, Some(&facts), plan)));
        Ok(summary)
    }
}

fn case(place: (u32, u32, u32), row: &CaseRow, counted: &[(u32, &VerdictRow)], rule: ScoringRule) -> Case {
    let whole_ms = |value: Option<f64>| value.map(|ms| ms.round().max(0.0) as u64);
    // The decision that counts, if a person made one about an outcome of the model's own.
    let review = row.reviews.last().filter(|_| Ending::new(row.outcome, &row.answer).can_be_reviewed(rule));
    let (answer_chars, repeats) = extent(row.outcome, &row.answer);
    Case {
        place,
        outcome: row.outcome,
        total_ms: whole_ms(row.timing.total_ms),
        first_text_ms: whole_ms(row.timing.first_text_ms),
        prompt_tokens: row.usage.prompt_tokens,
        completion_tokens: row.usage.completion_tokens,
        billed: row.billed,
        verdicts: counted.iter().map(|(judge, verdict)| (*judge, verdict.marks)).collect(),
        review: review.and_then(|review| Some((review.marks?, review.stratum, review.inclusion))),
        answer_chars,
        repeats,
        facts: CaseFacts::new(&row.answer, &row.timing),
    }
}

/// Characters of an answer without white space at its ends, and how often its end repeats where it was cut.
pub(super) fn extent(outcome: Outcome, answer: &str) -> (u32, u32) {
    let chars = u32::try_from(answer.trim().chars().count()).unwrap_or(u32::MAX);
    (chars, if outcome == Outcome::Truncated { repeats(answer) } else { 0 })
}

fn columns(mut all: Vec<Case>, rule: ScoringRule) -> (Cases, Verdicts, Reviews, Vec<CaseFacts>) {
    all.sort_by_key(|case| case.place);
    let (mut cases, mut verdicts, mut reviews) = (Cases::default(), Verdicts::default(), Reviews::default());
    let mut facts = Vec::with_capacity(all.len());
    for (at, case) in (0_u32..).zip(all) {
        let (model, task, repeat) = case.place;
        cases.model.push(model);
        cases.task.push(task);
        cases.repeat.push(repeat);
        cases.outcome.push(case.outcome);
        cases.total_ms.push(case.total_ms);
        cases.first_text_ms.push(case.first_text_ms);
        cases.prompt_tokens.push(case.prompt_tokens);
        cases.completion_tokens.push(case.completion_tokens);
        cases.billed_pico_usd.push(case.billed);
        if rule == ScoringRule::AllAsked {
            cases.answer_chars.push(case.answer_chars);
            cases.repeats.push(case.repeats);
        }
        for (judge, marks) in case.verdicts {
            verdicts.case.push(at);
            verdicts.judge.push(judge);
            verdicts.marks.push(marks);
        }
        if let Some((marks, stratum, inclusion)) = case.review {
            reviews.case.push(at);
            reviews.marks.push(marks);
            reviews.stratum.push(stratum);
            reviews.inclusion.push(inclusion);
        }
        facts.push(case.facts);
    }
    (cases, verdicts, reviews, facts)
}

/// The newest verdict of each judge, in the order of the judges.
fn newest_verdicts<'a>(row: &'a CaseRow, judges: &[JudgeSummary]) -> Result<Vec<(u32, &'a VerdictRow)>, BuildError> {
    let mut newest: BTreeMap<u32, &VerdictRow> = BTreeMap::new();
    for verdict in &row.verdicts {
        let judge = judges.iter().position(|known| known.id == verdict.judge).ok_or_else(|| BuildError::Unknown {
            case: row.case.clone(),
            what: "judge",
            id: verdict.judge.to_string(),
        })?;
        let place = newest.entry(judge as u32).or_insert(verdict);
        // RFC 3339 in UTC with a fixed number of digits sorts as text; a later row wins a tie.
        if verdict.judged_at >= place.judged_at {
            *place = verdict;
        }
    }
    Ok(newest.into_iter().collect())
}

/// Every moment in the row.
fn moments(row: &CaseRow) -> impl Iterator<Item = &String> {
    let judged = row.verdicts.iter().map(|verdict| &verdict.judged_at);
    row.finished_at.iter().chain(judged).chain(row.reviews.iter().map(|review| &review.reviewed_at))
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

fn warnings(mut warnings: Vec<Warning>, models: &[ModelSummary], judges: &[JudgeSummary]) -> Vec<Warning> {
    for model in models.iter().filter(|model| model.kind == ModelKind::Baseline) {
        warnings.push(Warning {
            code: "baseline".to_owned(),
            subject: model.id.to_string(),
            text: format!("{} is a baseline, not a language model.", model.name),
        });
    }
    if judges.len() < 2 {
        warnings.push(Warning {
            code: "single-judge".to_owned(),
            subject: String::new(),
            text: "Fewer than two judges marked the answers, so nobody can tell how far marks depend on the judge."
                .to_owned(),
        });
    }
    if !judges.is_empty() && judges.iter().all(|judge| judge.kind == JudgeKind::Builtin) {
        let text = match judges.len() {
            1 => {
                "The judge is a program: it tests what a program can test, and does not read an answer as a person would."
            }
            2 => {
                "Both judges are programs: they test what a program can test, and do not read an answer as a person would."
            }
            _ => {
                "All judges are programs: they test what a program can test, and do not read an answer as a person would."
            }
        };
        let (code, subject) = ("builtin-judges".to_owned(), String::new());
        warnings.push(Warning { code, subject, text: text.to_owned() });
    }
    warnings.sort();
    warnings.dedup();
    warnings
}
