//! The scores of tasks under a selection: computed once, then everything else is sums of them.

use super::letters;
use super::selection::Selection;
use super::table::MarkTable;
use crate::category::Category;
use crate::outcome::Treatment;
use crate::score::{Marks, Score, ScoringRule, UnscoredReason};
use crate::snapshot::v1::{CategoryResult, UnscoredCount};

/// Scores are kept as whole numbers of parts of a point, so that sums are exact and equal scores are equal.
/// 720,720 is a multiple of every denominator that up to 16 marks, judges and repeats give; with many tasks a
/// smaller number keeps the sum of a resample below 2³².
const PARTS: [u32; 4] = [720_720, 5_040, 60, 6];
/// Values from here on are reasons.
const UNSCORED: u32 = 0x8000_0000;

const REASONS: [UnscoredReason; 13] = [
    UnscoredReason::Refused,
    UnscoredReason::Truncated,
    UnscoredReason::Empty,
    UnscoredReason::TimedOut,
    UnscoredReason::ContextOverflow,
    UnscoredReason::ProviderError,
    UnscoredReason::NotJudged,
    UnscoredReason::JudgeUnreadable,
    UnscoredReason::JudgesDisagree,
    UnscoredReason::NotRun,
    UnscoredReason::NoMarks,
    UnscoredReason::NoCases,
    UnscoredReason::OwnFamilyOnly,
];

/// Scores of models × selected tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskScores {
    models: usize,
    /// Positions of the selected tasks in the table.
    tasks: Vec<usize>,
    categories: Vec<Option<Category>>,
    /// By model, then by task: parts of a point, or [`UNSCORED`] and a reason.
    cells: Vec<u32>,
    parts: u32,
    rule: ScoringRule,
}

impl TaskScores {
    /// Computes them. Repeats are averaged within the task, unscored ones left out.
    #[must_use]
    pub fn new(table: &MarkTable, selection: &Selection) -> Self {
        let tasks: Vec<usize> = (0..table.n_tasks()).filter(|task| selection.has_task(*task)).collect();
        let most = u64::from(u32::MAX) / (2 * tasks.len().max(1) as u64);
        let parts = PARTS.into_iter().find(|parts| u64::from(*parts) <= most).unwrap_or(1);
        let mut cells = Vec::with_capacity(table.n_models() * tasks.len());
        let mut case = 0;
        for model in 0..table.n_models() {
            let marking = Marking::new(table, selection, model);
            for task in 0..table.n_tasks() {
                let cases = case..case + table.repeats(model, task);
                case = cases.end;
                if selection.has_task(task) {
                    cells.push(cell(cases.map(|case| marking.score_in(table, case)), parts));
                }
            }
        }
        let categories = tasks.iter().map(|task| table.category(*task)).collect();
        Self { models: table.n_models(), tasks, categories, cells, parts, rule: table.rule() }
    }

    /// Number of models.
    #[must_use]
    pub const fn n_models(&self) -> usize {
        self.models
    }

    /// Number of selected tasks.
    #[must_use]
    pub const fn n_tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Positions of the selected tasks in the table.
    #[must_use]
    pub fn tasks(&self) -> &[usize] {
        &self.tasks
    }

    /// The score of a model on the selected task at this position among them, not rounded.
    #[must_use]
    pub fn get(&self, model: usize, at: usize) -> Score {
        match self.row(model).get(at) {
            None => Score::Unscored(UnscoredReason::NoCases),
            Some(cell) => match self.value(*cell) {
                Some(value) => Score::Scored(value),
                None => Score::Unscored(reason(*cell)),
            },
        }
    }

    /// The scores of a model on the selected tasks; None where there is none. Not rounded.
    pub fn values(&self, model: usize) -> impl Iterator<Item = Option<f64>> + '_ {
        self.row(model).iter().map(|cell| self.value(*cell))
    }

    /// The mean of a model in four decimals, and on how many tasks it rests.
    #[must_use]
    pub fn of_model(&self, model: usize) -> (Score, u32) {
        self.mean(self.row(model).iter().copied())
    }

    /// The mean of a model, not rounded; None without a scored task.
    #[must_use]
    pub fn mean_of(&self, model: usize) -> Option<f64> {
        let (sum, n) = self.sum(self.row(model).iter().copied());
        (n > 0).then(|| sum as f64 / (f64::from(self.parts) * f64::from(n)))
    }

    /// Whether a model has enough scored tasks for a place among the others.
    #[must_use]
    pub fn is_ranked(&self, model: usize) -> bool {
        let (_, n) = self.sum(self.row(model).iter().copied());
        n > 0 && self.rule.is_enough(n as usize, self.n_tasks())
    }

    /// Tasks without a score by reason, in the order of the reasons.
    #[must_use]
    pub fn unscored(&self, model: usize) -> Vec<UnscoredCount> {
        let mut counts: Vec<UnscoredCount> = Vec::new();
        for cell in self.row(model).iter().filter(|cell| **cell >= UNSCORED) {
            let reason = reason(*cell);
            let at = counts.partition_point(|count| count.reason < reason);
            match counts.get_mut(at) {
                Some(count) if count.reason == reason => count.count += 1,
                _ => counts.insert(at, UnscoredCount { reason, count: 1 }),
            }
        }
        counts
    }

    /// The means of a model by category, in the order of the categories; only categories with a selected task.
    #[must_use]
    pub fn by_category(&self, model: usize) -> Vec<CategoryResult> {
        let of = |category: Category| {
            let row = self.row(model).iter().zip(&self.categories);
            row.filter(move |(_, its)| **its == Some(category)).map(|(cell, _)| *cell)
        };
        Category::ALL
            .into_iter()
            .filter(|category| self.categories.contains(&Some(*category)))
            .map(|category| {
                let (score, n) = self.mean(of(category));
                CategoryResult { category, score, n, n_unscored: of(category).count() as u32 - n }
            })
            .collect()
    }

    /// The cells of a model.
    pub(super) fn row(&self, model: usize) -> &[u32] {
        let tasks = self.n_tasks();
        self.cells.get(model * tasks..(model + 1) * tasks).unwrap_or_default()
    }

    /// Parts of a point, the unit of the cells.
    pub(super) const fn parts(&self) -> u32 {
        self.parts
    }

    fn value(&self, cell: u32) -> Option<f64> {
        (cell < UNSCORED).then(|| f64::from(cell) / f64::from(self.parts))
    }

    fn sum(&self, cells: impl Iterator<Item = u32>) -> (u64, u32) {
        cells.filter(|cell| *cell < UNSCORED).fold((0, 0), |(sum, n), cell| (sum + u64::from(cell), n + 1))
    }

    fn mean(&self, mut cells: impl Iterator<Item = u32> + Clone) -> (Score, u32) {
        let (sum, n) = self.sum(cells.clone());
        if n > 0 {
            return (Score::Scored(round(sum as f64 / (f64::from(self.parts) * f64::from(n)))), n);
        }
        (Score::Unscored(cells.next().map_or(UnscoredReason::NoCases, reason)), 0)
    }
}

/// Whether a cell holds a score.
pub(super) const fn is_scored(cell: u32) -> bool {
    cell < UNSCORED
}

/// Four decimals: enough for any page, and the same text on every machine.
#[must_use]
pub(crate) fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn unscored(reason: UnscoredReason) -> u32 {
    UNSCORED | REASONS.iter().position(|known| *known == reason).unwrap_or_default() as u32
}

fn reason(cell: u32) -> UnscoredReason {
    REASONS.get((cell ^ UNSCORED) as usize).copied().unwrap_or(UnscoredReason::NoCases)
}

fn cell(repeats: impl Iterator<Item = Score>, parts: u32) -> u32 {
    let (mut sum, mut n, mut first) = (0.0, 0.0, UnscoredReason::NoCases);
    for (at, score) in repeats.enumerate() {
        match score {
            Score::Scored(value) => {
                sum += value;
                n += 1.0;
            }
            Score::Unscored(reason) if at == 0 => first = reason,
            Score::Unscored(_) => {}
        }
    }
    if n > 0.0 { (sum / n * f64::from(parts)).round() as u32 } else { unscored(first) }
}

/// The score of a case by all its judges and dimensions, or by its review. `own` tells which judges are of the model's
/// own family.
pub(crate) fn score_of_case(
    treatment: Treatment,
    review: Option<Marks>,
    verdicts: &[Option<Option<Marks>>],
    own: impl Fn(usize) -> bool,
    threshold: f64,
) -> Score {
    let letters: Vec<u8> = verdicts.iter().map(|verdict| letters::of_verdict(*verdict)).collect();
    let marking = Marking::of(letters.len(), own, &Selection::default(), threshold);
    marking.score(treatment, letters::of_verdict(review.map(Some)), &letters)
}

impl MarkTable {
    /// The score of every case under a selection, in the order of the cases. Tasks that are switched off count here.
    #[must_use]
    pub fn case_scores(&self, selection: &Selection) -> Vec<Score> {
        let mut scores = Vec::with_capacity(self.n_cases());
        for model in 0..self.n_models() {
            let marking = Marking::new(self, selection, model);
            let cases: usize = (0..self.n_tasks()).map(|task| self.repeats(model, task)).sum();
            scores.extend((scores.len()..scores.len() + cases).map(|case| marking.score_in(self, case)));
        }
        scores
    }
}

/// Which marks of a model count, and when judges disagree.
struct Marking {
    /// Positions of the judges that count.
    judges: Vec<usize>,
    /// Why there is no score when none counts.
    nobody: UnscoredReason,
    dimensions: [bool; 3],
    /// The largest difference on a dimension that is no disagreement.
    threshold: f64,
    without_reviews: bool,
}

impl Marking {
    fn new(table: &MarkTable, selection: &Selection, model: usize) -> Self {
        let own = |judge: usize| table.is_own_family(model, judge);
        Self::of(table.n_judges(), own, selection, table.threshold())
    }

    /// Judges of the model's own family never count alone.
    fn of(judges: usize, own: impl Fn(usize) -> bool, selection: &Selection, threshold: f64) -> Self {
        let selected: Vec<usize> = (0..judges).filter(|judge| selection.has_judge(*judge)).collect();
        let others: Vec<usize> = selected.iter().copied().filter(|judge| !own(*judge)).collect();
        let (judges, nobody) = match (selected.is_empty(), others.is_empty()) {
            (true, _) if judges == 0 => (others, UnscoredReason::NotJudged),
            (true, _) => (others, UnscoredReason::NoMarks),
            (false, true) => (others, UnscoredReason::OwnFamilyOnly),
            (false, false) if selection.without_own_family => (others, UnscoredReason::NotJudged),
            (false, false) => (selected, UnscoredReason::NotJudged),
        };
        let Selection { dimensions, without_reviews, .. } = *selection;
        Self { judges, nobody, dimensions, threshold, without_reviews }
    }

    fn score_in(&self, table: &MarkTable, case: usize) -> Score {
        self.score(table.treatment(case), table.review(case), table.letters(case))
    }

    /// The score of a case: the mean of the marks that count, 0 to 2, from the letter of its review and one letter per
    /// judge.
    ///
    /// Unscored where the outcome leaves it so, when a judge that counts cannot be read or has not marked it, and when
    /// two of them differ by more than the threshold on a dimension that counts. The order of judges decides nothing.
    fn score(&self, treatment: Treatment, review: u8, letters: &[u8]) -> Score {
        if let Treatment::Unscored(reason) = treatment {
            return Score::Unscored(reason);
        }
        let dimensions = self.dimensions.iter().filter(|on| **on).count();
        if dimensions == 0 {
            return Score::Unscored(UnscoredReason::NoMarks);
        }
        if let Some(marks) = letters::marks(review).filter(|_| !self.without_reviews) {
            let sum: u32 = (0..3).filter(|at| self.dimensions[*at]).map(|at| u32::from(marks[at])).sum();
            return Score::Scored(f64::from(sum) / dimensions as f64);
        }
        if self.judges.is_empty() {
            return Score::Unscored(self.nobody);
        }
        if treatment == Treatment::Zero {
            return Score::Scored(0.0);
        }
        let (mut low, mut high) = ([u8::MAX; 3], [0; 3]);
        let (mut sum, mut missing) = (0, false);
        for judge in &self.judges {
            let letter = letters.get(*judge).copied().unwrap_or(letters::NO_VERDICT);
            let Some(marks) = letters::marks(letter) else {
                // What cannot be read is a person's to decide, whether or not another judge is still missing.
                if letter != letters::NO_VERDICT {
                    return Score::Unscored(UnscoredReason::JudgeUnreadable);
                }
                missing = true;
                continue;
            };
            for (at, mark) in marks.into_iter().enumerate().filter(|(at, _)| self.dimensions[*at]) {
                (low[at], high[at]) = (low[at].min(mark), high[at].max(mark));
                sum += u32::from(mark);
            }
        }
        if missing {
            return Score::Unscored(UnscoredReason::NotJudged);
        }
        // A dimension that does not count has no highest mark.
        if (0..3).any(|at| f64::from(high[at].saturating_sub(low[at])) > self.threshold) {
            return Score::Unscored(UnscoredReason::JudgesDisagree);
        }
        Score::Scored(f64::from(sum) / (dimensions * self.judges.len()) as f64)
    }
}
