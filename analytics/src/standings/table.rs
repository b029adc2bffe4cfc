//! All marks of a snapshot in a few short texts: what scores are computed from, in the exporter and in the browser.

use serde::{Deserialize, Serialize};

use super::letters;
use crate::category::Category;
use crate::outcome::{Ending, Outcome, Treatment};
use crate::score::{Marks, ScoringRule};
use crate::scoring::is_own_family;
use crate::snapshot::v1::Summary;

/// Marks of models × tasks × repeats × judges.
///
/// As JSON it takes one byte for each case and one for each verdict. Texts of another length than they should have
/// are read as far as they go: what is missing was not run or not judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkTable {
    models: u32,
    judges: u32,
    /// One digit per task: the position of its category in [`Category::ALL`].
    tasks: String,
    /// By model, then by judge: `1` where both are of one family, else `0`.
    own_family: String,
    /// How many cases a model has of a task: one number for all, or one by model, then by task.
    repeats: Vec<u32>,
    /// By model, task and repeat: how the case ended.
    outcomes: String,
    /// By case, then by judge: the verdict.
    verdicts: String,
    /// By case: the review that counts; empty when nobody has reviewed a case.
    reviews: String,
    /// A case is unscored when two judges differ by more than this on a selected dimension.
    disagreement_threshold: f64,
    /// Which cases count.
    #[serde(default)]
    rule: ScoringRule,
}

impl MarkTable {
    /// The table of a summary, models, tasks and judges in its order. Columns that point nowhere are left out.
    #[must_use]
    pub fn new(summary: &Summary) -> Self {
        Self::by_rule(summary, summary.scoring.rule)
    }

    /// The same by another rule than that of the summary.
    #[must_use]
    pub fn by_rule(summary: &Summary, rule: ScoringRule) -> Self {
        let (models, tasks, judges) = (summary.models.len(), summary.tasks.len(), summary.judges.len());
        let columns = &summary.cases;
        let mut order: Vec<usize> = (0..columns.len())
            .filter(|case| {
                columns.model[*case] < models as u32 && columns.task.get(*case).is_some_and(|task| *task < tasks as u32)
            })
            .collect();
        // Sorted already, unless somebody wrote the file by hand.
        let place = |case: &usize| (columns.model[*case], columns.task[*case], columns.repeat.get(*case).copied());
        if !order.is_sorted_by_key(place) {
            order.sort_by_key(place);
        }
        let mut repeats = vec![0_u32; models * tasks];
        let mut position = vec![usize::MAX; columns.len()];
        let mut outcomes = String::with_capacity(order.len());
        for (at, case) in order.iter().enumerate() {
            position[*case] = at;
            repeats[columns.model[*case] as usize * tasks + columns.task[*case] as usize] += 1;
            outcomes.push(char::from(letters::of_ending(columns.ending(*case), rule)));
        }
        let mut verdicts = vec![letters::NO_VERDICT; order.len() * judges];
        for (at, marks) in summary.verdicts.marks.iter().enumerate() {
            let case = summary.verdicts.case.get(at).and_then(|case| position.get(*case as usize)).copied();
            let judge = summary.verdicts.judge.get(at).map_or(usize::MAX, |judge| *judge as usize);
            if let Some(case) = case.filter(|case| *case < order.len())
                && judge < judges
            {
                verdicts[case * judges + judge] = letters::of_verdict(Some(*marks));
            }
        }
        let mut reviews = Vec::new();
        if !summary.reviews.is_empty() {
            reviews.resize(order.len(), letters::NO_VERDICT);
        }
        for (case, marks) in summary.reviews.case.iter().zip(&summary.reviews.marks) {
            let case = position.get(*case as usize).copied().unwrap_or(usize::MAX);
            if let Some(letter) = reviews.get_mut(case) {
                *letter = letters::of_marks(*marks);
            }
        }
        if let Some(first) = repeats.first().copied()
            && repeats.iter().all(|count| *count == first)
        {
            repeats.truncate(1);
        }
        let digit = |category: Category| {
            let at = Category::ALL.iter().position(|known| *known == category).unwrap_or_default();
            char::from(b'0' + at as u8)
        };
        let pairs = summary.models.iter().flat_map(|model| summary.judges.iter().map(move |judge| (model, judge)));
        Self {
            models: models as u32,
            judges: judges as u32,
            tasks: summary.tasks.iter().map(|task| digit(task.category)).collect(),
            own_family: pairs.map(|(model, judge)| if is_own_family(model, judge) { '1' } else { '0' }).collect(),
            repeats,
            outcomes,
            verdicts: verdicts.into_iter().map(char::from).collect(),
            reviews: reviews.into_iter().map(char::from).collect(),
            disagreement_threshold: summary.scoring.disagreement_threshold,
            rule,
        }
    }

    /// The table of cases that are there already, in the order of models, then tasks, then repeats: for each its model,
    /// its task and how it ended; in `verdicts` one entry per case, then per judge, and in `reviews` one per case, or none
    /// at all. `own_family` has one entry per model, then per judge.
    #[must_use]
    pub fn from_cases(
        models: usize,
        categories: &[Category],
        own_family: &[bool],
        cases: &[(usize, usize, Ending)],
        verdicts: &[Option<Option<Marks>>],
        reviews: &[Option<Marks>],
        (rule, disagreement_threshold): (ScoringRule, f64),
    ) -> Self {
        let tasks = categories.len();
        let mut repeats = vec![0_u32; models * tasks];
        for (model, task, _) in cases {
            if let Some(count) = repeats.get_mut(model * tasks + task) {
                *count += 1;
            }
        }
        let digit = |category: &Category| char::from(b'0' + *category as u8);
        Self {
            models: models as u32,
            judges: own_family.len().checked_div(models).unwrap_or_default() as u32,
            tasks: categories.iter().map(digit).collect(),
            own_family: own_family.iter().map(|own| if *own { '1' } else { '0' }).collect(),
            repeats,
            outcomes: cases.iter().map(|(_, _, ending)| char::from(letters::of_ending(*ending, rule))).collect(),
            verdicts: verdicts.iter().map(|verdict| char::from(letters::of_verdict(*verdict))).collect(),
            reviews: reviews.iter().map(|marks| char::from(letters::of_verdict(marks.map(Some)))).collect(),
            disagreement_threshold,
            rule,
        }
    }

    /// Number of models.
    #[must_use]
    pub const fn n_models(&self) -> usize {
        self.models as usize
    }

    /// Number of tasks.
    #[must_use]
    pub const fn n_tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Number of judges.
    #[must_use]
    pub const fn n_judges(&self) -> usize {
        self.judges as usize
    }

    /// Number of cases.
    #[must_use]
    pub const fn n_cases(&self) -> usize {
        self.outcomes.len()
    }

    /// The category of a task.
    #[must_use]
    pub fn category(&self, task: usize) -> Option<Category> {
        Category::ALL.get(self.tasks.as_bytes().get(task)?.checked_sub(b'0')? as usize).copied()
    }

    /// Whether a judge is a language model of the model's own family.
    #[must_use]
    pub fn is_own_family(&self, model: usize, judge: usize) -> bool {
        self.own_family.as_bytes().get(model * self.n_judges() + judge) == Some(&b'1')
    }

    /// Whether any judge is of the model's own family.
    #[must_use]
    pub fn has_own_family(&self, model: usize) -> bool {
        (0..self.n_judges()).any(|judge| self.is_own_family(model, judge))
    }

    /// How many cases a model has of a task.
    #[must_use]
    pub fn repeats(&self, model: usize, task: usize) -> usize {
        let count = match self.repeats.as_slice() {
            [all] => Some(all),
            each => each.get(model * self.n_tasks() + task),
        };
        count.map_or(0, |count| *count as usize)
    }

    /// How a case ended; cases are in the order of models, tasks and repeats.
    #[must_use]
    pub fn outcome(&self, case: usize) -> Outcome {
        self.outcomes.as_bytes().get(case).map_or(Outcome::NotRun, |letter| letters::outcome(*letter))
    }

    /// What becomes of the score of a case.
    pub(super) fn treatment(&self, case: usize) -> Treatment {
        letters::treatment(self.outcomes.as_bytes().get(case).copied().unwrap_or(b'n'))
    }

    /// Which cases count.
    #[must_use]
    pub const fn rule(&self) -> ScoringRule {
        self.rule
    }

    /// The verdict of a judge on a case: None when there is none, `Some(None)` when it could not be read.
    #[must_use]
    pub fn verdict(&self, case: usize, judge: usize) -> Option<Option<Marks>> {
        match self.letters(case).get(judge) {
            None | Some(&letters::NO_VERDICT) => None,
            Some(letter) => Some(letters::to_marks(*letter)),
        }
    }

    /// The letter of the review of a case.
    pub(super) fn review(&self, case: usize) -> u8 {
        self.reviews.as_bytes().get(case).copied().unwrap_or(letters::NO_VERDICT)
    }

    /// The letters of the judges on a case.
    pub(super) fn letters(&self, case: usize) -> &[u8] {
        let judges = self.n_judges();
        self.verdicts.as_bytes().get(case * judges..(case + 1) * judges).unwrap_or_default()
    }

    pub(super) const fn threshold(&self) -> f64 {
        self.disagreement_threshold
    }
}
