//! `exporter status`: what the database holds.

use std::collections::BTreeMap;

use analytics::outcome::{Ending, Outcome, Treatment};
use analytics::score::{Score, ScoringRule, UnscoredReason};
use analytics::scoring::score_of_model;
use analytics::units::PicoUsd;
use serde::Serialize;

use crate::clock::rfc3339;
use crate::export::rows::Frame;
use crate::failure::Failure;
use crate::money::cost_words;
use crate::run::freeze;
use crate::store::{RunRecord, Store};
use crate::tasks::text::count;

/// Everything that `status` shows.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The database.
    pub database: String,
    /// Runs, the one started last first.
    pub runs: Vec<RunLine>,
    /// The run that the rest is about.
    pub run: String,
    /// Cases by outcome, for each model.
    pub models: Vec<ModelLine>,
    /// Verdicts, for each judge.
    pub judges: Vec<JudgeLine>,
    /// Cases with a score.
    pub scored: usize,
    /// Cases without one, by reason.
    pub unscored: BTreeMap<String, usize>,
    /// Cases that a person would have to decide.
    pub unresolved: usize,
    /// Bills.
    pub billed: Billed,
    /// Warnings stored with the run.
    pub warnings: Vec<String>,
}

/// A run.
#[derive(Debug, Clone, Serialize)]
pub struct RunLine {
    /// Id.
    pub id: String,
    /// When it was first started.
    pub created_at: String,
    /// Cases.
    pub cases: i64,
}

/// A model.
#[derive(Debug, Clone, Serialize)]
pub struct ModelLine {
    /// Id.
    pub id: String,
    /// Cases by outcome.
    pub outcomes: BTreeMap<String, usize>,
    /// Of the cut answers, how many repeat without end.
    pub repeating: usize,
}

/// A judge.
#[derive(Debug, Clone, Serialize)]
pub struct JudgeLine {
    /// Id.
    pub id: String,
    /// Answers with its verdict.
    pub verdicts: usize,
    /// Of these, how many could not be read.
    pub unreadable: usize,
    /// Answers that wait for it.
    pub missing: usize,
}

/// Bills, in 10⁻¹² US dollars.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Billed {
    /// Bills for answers.
    pub answers_pico_usd: PicoUsd,
    /// Tokens at the listed price, for attempts without a bill.
    pub answers_computed_pico_usd: PicoUsd,
    /// Attempts of unknown cost.
    pub answers_unknown: i64,
    /// Bills for judging.
    pub judging_pico_usd: PicoUsd,
    /// Tokens at the listed price, for calls to judges without a bill.
    pub judging_computed_pico_usd: PicoUsd,
    /// Calls to judges of unknown cost.
    pub judging_unknown: i64,
}

/// Reads the status, with the details of one run.
///
/// # Errors
/// When the database refuses.
pub async fn read(store: &Store, runs: &[RunRecord], run: &RunRecord) -> Result<Status, Failure> {
    let frame = Frame::of_plan(&freeze::plan_of(run)?);
    // Each counts on a connection of its own: the database is read by as many threads as there are.
    let (counts, census, cut, answers, judging) = tokio::try_join!(
        store.case_counts(),
        store.census_of(&run.id),
        store.cut_answers_of(&run.id),
        store.answering_bills_of(&run.id),
        store.judging_bills_of(&run.id)
    )?;
    let mut models: Vec<ModelLine> = frame
        .models
        .iter()
        .map(|model| ModelLine { id: model.id.to_string(), outcomes: BTreeMap::new(), repeating: 0 })
        .collect();
    let mut judges: Vec<JudgeLine> = frame
        .judges
        .iter()
        .map(|judge| JudgeLine { id: judge.id.to_string(), verdicts: 0, unreadable: 0, missing: 0 })
        .collect();
    let (mut scored, mut unresolved, mut unscored) = (0, 0, BTreeMap::new());
    for group in census {
        let cases = group.cases;
        let model = frame.models.iter().position(|model| model.id.as_str() == group.model_id);
        let Some(model) = model else { continue };
        *models[model].outcomes.entry(group.outcome.slug().to_owned()).or_default() += cases;
        let seen = group.cut.as_ref().and_then(|attempt| cut.get(attempt));
        let has_text = group.outcome == Outcome::Answered || seen.is_some_and(|cut| cut.has_text);
        models[model].repeating += if seen.is_some_and(|cut| cut.repeats > 0) { cases } else { 0 };
        let treatment = Ending { outcome: group.outcome, has_text }.treatment(ScoringRule::AllAsked);
        // Verdicts of judges that the plan does not name belong to another run.
        let given = |key: &String| group.verdicts.iter().find(|(its, _)| its == key).map(|(_, marks)| *marks);
        let verdicts: Vec<_> = frame.keys.iter().map(|(_, key)| given(key)).collect();
        for (line, verdict) in judges.iter_mut().zip(&verdicts) {
            match verdict {
                Some(marks) => {
                    line.verdicts += cases;
                    line.unreadable += if marks.is_none() { cases } else { 0 };
                }
                None if treatment == Treatment::Judged => line.missing += cases,
                None => {}
            }
        }
        let threshold = frame.scoring.disagreement_threshold;
        let (model, review) = (&frame.models[model], group.review);
        match score_of_model(model, &frame.judges, treatment, review, &verdicts, threshold) {
            Score::Scored(_) => scored += cases,
            Score::Unscored(reason) => {
                *unscored.entry(reason.label().to_owned()).or_default() += cases;
                if matches!(reason, UnscoredReason::JudgesDisagree | UnscoredReason::JudgeUnreadable) {
                    unresolved += cases;
                }
            }
        }
    }
    let billed = Billed {
        answers_pico_usd: answers.billed,
        answers_computed_pico_usd: answers.computed,
        answers_unknown: answers.unknown,
        judging_pico_usd: judging.billed,
        judging_computed_pico_usd: judging.computed,
        judging_unknown: judging.unknown,
    };
    let warnings = store.warnings_of(&run.id).await?;
    Ok(Status {
        database: store.path().display().to_string(),
        runs: runs
            .iter()
            .map(|run| RunLine {
                id: run.id.clone(),
                created_at: rfc3339(run.created_at),
                cases: counts.get(&run.id).copied().unwrap_or(0),
            })
            .collect(),
        run: run.id.clone(),
        models,
        judges,
        scored,
        unscored,
        unresolved,
        billed,
        warnings: warnings.iter().map(|warning| warning.text.clone()).collect(),
    })
}

/// A count of cases that ended alike, in the words of every page and report.
fn ended(slug: &str, count: usize, repeating: usize) -> String {
    let outcome = Outcome::from_slug(slug);
    let word = match outcome {
        Some(outcome) => outcome.label(),
        None => slug,
    };
    match outcome {
        Some(Outcome::Truncated) if repeating > 0 => format!("{count} {word} ({repeating} repeat without end)"),
        _ => format!("{count} {word}"),
    }
}

impl Status {
    /// As lines for people.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        let mut lines = vec![format!("database {}", self.database)];
        for run in &self.runs {
            let cases = count(usize::try_from(run.cases).unwrap_or(0), "case", "cases");
            let mark = if run.id == self.run { "shown below" } else { "" };
            lines.push(format!("run {}  {}  {cases}  {mark}", run.id, run.created_at).trim_end().to_owned());
        }
        let width = self
            .models
            .iter()
            .map(|line| line.id.len())
            .chain(self.judges.iter().map(|line| line.id.len()))
            .max()
            .unwrap_or(0);
        lines.push(String::new());
        lines.push("models".to_owned());
        for line in &self.models {
            let outcomes: Vec<_> =
                line.outcomes.iter().map(|(slug, count)| ended(slug, *count, line.repeating)).collect();
            lines.push(format!("  {:width$}  {}", line.id, outcomes.join(", ")));
        }
        lines.push("judges".to_owned());
        for line in &self.judges {
            lines.push(format!(
                "  {:width$}  {}, {} unreadable, {} missing",
                line.id,
                count(line.verdicts, "verdict", "verdicts"),
                line.unreadable,
                line.missing
            ));
        }
        lines.push(format!("scored cases  {}", self.scored));
        for (reason, count) in &self.unscored {
            lines.push(format!("unscored      {count} ({reason})"));
        }
        lines.push(format!("unresolved    {} (a person would have to decide)", self.unresolved));
        let Billed {
            answers_pico_usd,
            answers_computed_pico_usd,
            answers_unknown,
            judging_pico_usd,
            judging_computed_pico_usd,
            judging_unknown,
        } = self.billed;
        let cost = |billed, computed, unknown: i64| cost_words(billed, computed, usize::try_from(unknown).unwrap_or(0));
        lines.push(format!(
            "cost          answers {}, judging {}",
            cost(answers_pico_usd, answers_computed_pico_usd, answers_unknown),
            cost(judging_pico_usd, judging_computed_pico_usd, judging_unknown)
        ));
        for warning in &self.warnings {
            lines.push(format!("warning       {warning}"));
        }
        lines
    }
}
