//! How the cases of a run stand, counted by the database: groups of equal cases instead of rows with texts.

use analytics::outcome::Outcome;
use analytics::score::{Mark, Marks};

use super::error::StoreError;
use super::open::Store;
use super::read::get;

/// Cases of a model that ended alike and were marked alike.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseGroup {
    /// The model's name in the run.
    pub model_id: String,
    /// How they ended so far; a case whose newest attempt is to be tried again is not run yet.
    pub outcome: Outcome,
    /// The attempt, where its answer was cut: such cases stand alone, because their texts differ.
    pub cut: Option<String>,
    /// By judge key: the marks of its newest verdict, None where that could not be read.
    pub verdicts: Vec<(String, Option<Marks>)>,
    /// The person's marks, if the newest review has any.
    pub review: Option<Marks>,
    /// How many cases.
    pub cases: usize,
}

/// `BETWEEN x AND x` instead of `= x`: SQLite would take the index of the primary key, which leads to the pages with the
/// answers, where the lean index holds all that is asked for.
const CENSUS: &str = "WITH counted AS MATERIALIZED ( \
    SELECT run_cases.model_id AS model_id, attempts.id AS attempt_id, attempt_results.outcome AS outcome, \
    attempt_results.settled AS settled \
    FROM run_cases LEFT JOIN attempts ON attempts.case_id = run_cases.case_id \
    LEFT JOIN attempt_results ON attempt_results.attempt_id BETWEEN attempts.id AND attempts.id \
    WHERE run_cases.run_id = $1 AND NOT EXISTS ( \
        SELECT 1 FROM attempts AS other \
        LEFT JOIN attempt_results AS its ON its.attempt_id BETWEEN other.id AND other.id \
        WHERE other.case_id = attempts.case_id AND other.id <> attempts.id AND ( \
            COALESCE(its.settled, -1) > COALESCE(attempt_results.settled, -1) \
            OR (COALESCE(its.settled, -1) = COALESCE(attempt_results.settled, -1) AND (other.number > attempts.number \
                OR (other.number = attempts.number AND (other.started_at > attempts.started_at \
                    OR (other.started_at = attempts.started_at AND other.id > attempts.id)))))) \
    ) \
), marked AS MATERIALIZED ( \
    SELECT counted.model_id AS model_id, counted.outcome AS outcome, counted.settled AS settled, \
    CASE WHEN counted.outcome = 'truncated' THEN counted.attempt_id END AS cut, \
    (SELECT string_agg(verdicts.judge_key || '=' || COALESCE(CAST(verdicts.correctness AS TEXT) \
        || CAST(verdicts.completeness AS TEXT) || CAST(verdicts.quality AS TEXT), ''), ' ' \
        ORDER BY verdicts.judge_key, verdicts.judged_at, verdicts.id) \
     FROM verdicts WHERE verdicts.attempt_id = counted.attempt_id) AS given, \
    (SELECT COALESCE(CAST(reviews.correctness AS TEXT) || CAST(reviews.completeness AS TEXT) \
        || CAST(reviews.quality AS TEXT), '') FROM reviews WHERE reviews.attempt_id = counted.attempt_id \
     ORDER BY reviews.created_at DESC, reviews.id DESC LIMIT 1) AS reviewed \
    FROM counted \
) SELECT model_id, outcome, settled, cut, given, reviewed, COUNT(*) AS cases FROM marked \
    GROUP BY model_id, outcome, settled, cut, given, reviewed";

impl Store {
    /// How the cases of a run stand.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn census_of(&self, run_id: &str) -> Result<Vec<CaseGroup>, StoreError> {
        let rows = sqlx::query(CENSUS).bind(run_id).fetch_all(&self.pool).await;
        let rows = rows.map_err(|error| self.refused(&error))?;
        let mut groups = Vec::with_capacity(rows.len());
        for row in &rows {
            let outcome = match get::<Option<String>>(row, "outcome")? {
                None => Outcome::NotRun,
                Some(slug) => {
                    Outcome::from_slug(&slug).ok_or_else(|| StoreError::Row(format!("{slug:?} is no outcome")))?
                }
            };
            let settled = get::<Option<i64>>(row, "settled")?.unwrap_or(0) != 0;
            let outcome = open_or_ended(outcome, settled);
            let mut verdicts: Vec<(String, Option<Marks>)> = Vec::new();
            for verdict in get::<Option<String>>(row, "given")?.unwrap_or_default().split_ascii_whitespace() {
                let (key, marks) = verdict.split_once('=').unwrap_or((verdict, ""));
                let newer = (key.to_owned(), marks_of(marks)?);
                match verdicts.last_mut() {
                    Some(last) if last.0 == newer.0 => *last = newer,
                    _ => verdicts.push(newer),
                }
            }
            let review = get::<Option<String>>(row, "reviewed")?.unwrap_or_default();
            groups.push(CaseGroup {
                model_id: get(row, "model_id")?,
                outcome,
                cut: get(row, "cut")?,
                verdicts,
                review: marks_of(&review)?,
                cases: usize::try_from(get::<i64>(row, "cases")?).unwrap_or(0),
            });
        }
        Ok(groups)
    }
}

/// The outcome of an attempt that a case is done with. One of the model's own that is to be tried again counts for
/// nothing yet.
#[must_use]
pub fn open_or_ended(outcome: Outcome, settled: bool) -> Outcome {
    match outcome {
        Outcome::Answered | Outcome::Truncated | Outcome::Empty | Outcome::Refused if !settled => Outcome::NotRun,
        other => other,
    }
}

/// Three digits are marks, nothing is a verdict that could not be read.
fn marks_of(digits: &str) -> Result<Option<Marks>, StoreError> {
    if digits.is_empty() {
        return Ok(None);
    }
    let mark = |digit: u8| digit.checked_sub(b'0').and_then(|value| Mark::try_from(value).ok());
    match digits.as_bytes().iter().map(|digit| mark(*digit)).collect::<Option<Vec<_>>>().as_deref() {
        Some([correctness, completeness, quality]) => Ok(Some(Marks::new(*correctness, *completeness, *quality))),
        _ => Err(StoreError::Row(format!("{digits:?} are no three marks"))),
    }
}
