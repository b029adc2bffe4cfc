//! The review queue: every answer that judges could not settle, and a random sample of all answers, those included that
//! were cut, empty or refused: what a model did itself counts, so a person may mark it.
//!
//! The queue of disagreements alone is where judges err, so marks given there say nothing of the rest; the sample does.
//! Who is drawn follows from the case's id, so a queue that is read again, or on another machine, is the same one.

use std::collections::HashMap;
use std::sync::Arc;

use analytics::digest::sha256_hex;
use analytics::outcome::{Ending, Outcome, Treatment};
use analytics::repetition::repeats;
use analytics::score::{Dimension, Marks, Score, ScoringRule, UnscoredReason};
use analytics::scoring::case_score;
use analytics::snapshot::v1::Stratum;

use crate::config::Plan;
use crate::failure::Failure;
use crate::judge::independence::is_own_family;
use crate::run::{freeze, sources};
use crate::store::{ReviewRecord, RunRecord, Store, VerdictRecord};
use crate::tasks::Task;

/// How the random sample is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Audit {
    /// The share of all answers, 0 to 1: the probability of each to be drawn.
    pub share: f64,
    /// Another seed draws another sample.
    pub seed: u64,
}

impl Audit {
    /// Whether the case is drawn. A larger share draws the same cases and more.
    #[must_use]
    pub fn draws(&self, case: &str) -> bool {
        let digest = sha256_hex(format!("audit:{}:{case}", self.seed).as_bytes());
        // 52 bits are exact in a f64.
        let number = u64::from_str_radix(&digest[..13], 16).unwrap_or(u64::MAX);
        (number as f64) < self.share * (1u64 << 52) as f64
    }
}

/// What a judge said.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    /// The judge's name.
    pub judge: String,
    /// Whether it is a language model of the judged model's family.
    pub own_family: bool,
    /// Its marks; None where they cannot be read.
    pub marks: Option<Marks>,
    /// Its reasons.
    pub rationale: String,
    /// Its text, where it cannot be read.
    pub unreadable: Option<String>,
}

/// An answer, whole or not, with everything that a person needs to decide about it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The case.
    pub case: String,
    /// The attempt whose answer it is.
    pub attempt: String,
    /// The task.
    pub task: Arc<Task>,
    /// The model's id in the run.
    pub model: String,
    /// Repeat, from 0.
    pub repeat: i64,
    /// The answer; empty where there is none.
    pub answer: String,
    /// How it ended, in words, where it is not complete; else empty.
    pub ended: &'static str,
    /// Verdicts, in the order of the plan's judges.
    pub verdicts: Vec<Opinion>,
    /// Whether it is in the queue: unresolved, drawn, or decided before.
    pub queued: bool,
    /// Why it is there.
    pub stratum: Stratum,
    /// The probability of that.
    pub inclusion: f64,
    /// The same in words.
    pub why: String,
    /// What people decided, oldest first.
    pub reviews: Vec<ReviewRecord>,
}

impl Entry {
    /// The decision that counts.
    #[must_use]
    pub fn decision(&self) -> Option<(&ReviewRecord, Marks)> {
        let last = self.reviews.last()?;
        Some((last, last.marks?))
    }

    /// SHA-256 of the answer.
    #[must_use]
    pub fn answer_sha256(&self) -> String {
        sha256_hex(self.answer.as_bytes())
    }
}

/// All answers of a run that a person can mark; those with `queued` are the queue. By task, so that a person thinks of one task at a
/// time; within it in an order that says nothing of the model.
///
/// # Errors
/// When the database refuses or a row cannot be read.
pub async fn answers(store: &Store, run: &RunRecord, audit: Audit) -> Result<Vec<Entry>, Failure> {
    let plan = freeze::plan_of(run)?;
    let tasks: HashMap<String, Arc<Task>> = sources::restore(&store.tasks_of(&run.id).await?)?
        .into_iter()
        .map(|task| (task.id.to_string(), Arc::new(task)))
        .collect();
    let mut verdicts = store.verdicts_of(&run.id).await?;
    let mut reviews = store.reviews_of(&run.id).await?;
    let keys: Vec<String> = plan.scope.judges.iter().map(crate::config::Judge::key).collect();
    let mut entries = Vec::new();
    for row in store.answers_of(&run.id).await? {
        let Some(counted) = row.counted.filter(|counted| counted.settled) else { continue };
        let treatment = Ending::new(counted.outcome, &counted.answer).treatment(ScoringRule::AllAsked);
        if matches!(treatment, Treatment::Unscored(_)) {
            continue;
        }
        let Some(task) = tasks.get(&row.task_id) else { continue };
        let given = verdicts.remove(&counted.attempt_id).unwrap_or_default();
        let newest: Vec<Option<&VerdictRecord>> =
            keys.iter().map(|key| given.iter().rfind(|verdict| verdict.judge_key == *key)).collect();
        let reviews = reviews.remove(&counted.attempt_id).unwrap_or_default();
        let unresolved = unresolved(treatment, &newest, &plan);
        let drawn = audit.draws(&row.case_id);
        let (stratum, inclusion, why) = match (unresolved, reviews.last()) {
            (Some(why), _) => (Stratum::Unresolved, 1.0, why),
            (None, _) if drawn => (Stratum::Audit, audit.share, "drawn by chance".to_owned()),
            (None, Some(review)) => (review.stratum, review.inclusion, "reviewed before".to_owned()),
            (None, None) => (Stratum::Audit, audit.share, String::new()),
        };
        entries.push(Entry {
            queued: stratum == Stratum::Unresolved || drawn || !reviews.is_empty(),
            verdicts: opinions(&newest, &plan, &row.model_id),
            case: row.case_id,
            attempt: counted.attempt_id,
            task: task.clone(),
            model: row.model_id,
            repeat: row.repeat,
            ended: ended(counted.outcome, &counted.answer),
            answer: counted.answer,
            stratum,
            inclusion,
            why,
            reviews,
        });
    }
    entries.sort_by_cached_key(|entry| (entry.task.id.clone(), sha256_hex(format!("order:{}", entry.case).as_bytes())));
    Ok(entries)
}

/// The queue alone.
///
/// # Errors
/// As [`answers`].
pub async fn queue(store: &Store, run: &RunRecord, audit: Audit) -> Result<Vec<Entry>, Failure> {
    Ok(answers(store, run, audit).await?.into_iter().filter(|entry| entry.queued).collect())
}

/// How an answer ended that is not complete.
fn ended(outcome: Outcome, answer: &str) -> &'static str {
    match outcome {
        Outcome::Answered => "",
        Outcome::Truncated if repeats(answer) > 0 => "cut: repeats without end",
        other => other.label(),
    }
}

/// Why the judges leave the case unscored, by the one implementation of scores; None when they settle it, or have not
/// all spoken yet.
fn unresolved(treatment: Treatment, newest: &[Option<&VerdictRecord>], plan: &Plan) -> Option<String> {
    let threshold = plan.scope.disagreement_threshold;
    let verdicts: Vec<Option<Option<Marks>>> = newest.iter().map(|given| given.map(|verdict| verdict.marks)).collect();
    match case_score(treatment, &verdicts, threshold) {
        Score::Unscored(UnscoredReason::JudgeUnreadable) => {
            let who: Vec<&str> = (newest.iter().flatten())
                .filter(|verdict| verdict.marks.is_none())
                .map(|verdict| verdict.judge_id.as_str())
                .collect();
            Some(format!("the verdict of {} cannot be read", who.join(" and ")))
        }
        Score::Unscored(UnscoredReason::JudgesDisagree) => {
            let read: Vec<Marks> = verdicts.iter().copied().flatten().flatten().collect();
            let apart = |dimension: Dimension| {
                let values = || read.iter().map(|marks| marks.get(dimension).value());
                values().max().unwrap_or(0) - values().min().unwrap_or(0)
            };
            let on: Vec<String> = (Dimension::ALL.into_iter())
                .filter(|dimension| f64::from(apart(*dimension)) > threshold)
                .map(|dimension| format!("{} on {}", apart(dimension), dimension.slug()))
                .collect();
            Some(format!("judges differ by {}", on.join(", ")))
        }
        _ => None,
    }
}

fn opinions(newest: &[Option<&VerdictRecord>], plan: &Plan, model: &str) -> Vec<Opinion> {
    let model = plan.scope.models.iter().find(|known| known.id.as_str() == model);
    let opinion = |(judge, given): (&crate::config::Judge, &Option<&VerdictRecord>)| {
        let given = (*given)?;
        Some(Opinion {
            judge: judge.name.clone(),
            own_family: model.is_some_and(|model| is_own_family(judge, model)),
            marks: given.marks,
            rationale: given.rationale.clone(),
            unreadable: given.unreadable.clone(),
        })
    };
    plan.scope.judges.iter().zip(newest).filter_map(opinion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draw_follows_from_the_case_and_has_the_share_that_was_asked_for() {
        let cases: Vec<String> = (0..20_000).map(|number| sha256_hex(format!("{number}").as_bytes())).collect();
        let drawn =
            |share, seed| -> Vec<&String> { cases.iter().filter(|case| Audit { share, seed }.draws(case)).collect() };
        let (small, large) = (drawn(0.05, 0), drawn(0.2, 0));
        // Four standard deviations of a binomial with n = 20,000 and p = 0.05: 4 × 30.8.
        assert!(small.len().abs_diff(1000) < 124, "{}", small.len());
        assert!(small.iter().all(|case| large.contains(case)), "a larger share draws the same cases and more");
        assert_eq!(small, drawn(0.05, 0));
        assert_ne!(small, drawn(0.05, 1));
        assert_eq!((drawn(0.0, 0).len(), drawn(1.0, 0).len()), (0, cases.len()));
    }
}
