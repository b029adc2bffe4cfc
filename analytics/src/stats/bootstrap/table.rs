//! The paired bootstrap of many models at once: one draw of tasks moves all of them.

use std::ops::Range;

use super::super::undefined::{Reason, Undefined};
use super::Plan;

/// Scores of models by task, laid out for fast resampling.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreTable {
    models: Vec<Row>,
    tasks: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    /// One value per task, 0 where there is no score.
    values: Vec<f64>,
    /// 1 where there is a score and 0 where there is none; None when there is one everywhere.
    present: Option<Vec<f64>>,
}

impl ScoreTable {
    /// Rows are models, columns are tasks in a fixed order; None is unscored and left out of the means.
    ///
    /// # Errors
    /// No models or no tasks; rows of different length; scores that are no finite numbers.
    pub fn new(scores: &[Vec<Option<f64>>]) -> Result<Self, Undefined> {
        let tasks = scores.first().map_or(0, Vec::len);
        if tasks == 0 {
            return Err(Undefined::new(Reason::NoData, 0));
        }
        if scores.iter().any(|row| row.len() != tasks) {
            return Err(Undefined::new(Reason::LengthsDiffer, tasks));
        }
        if scores.iter().flatten().flatten().any(|score| !score.is_finite()) {
            return Err(Undefined::new(Reason::OutOfRange, tasks));
        }
        let row = |scores: &Vec<Option<f64>>| Row {
            values: scores.iter().map(|score| score.unwrap_or_default()).collect(),
            present: scores
                .contains(&None)
                .then(|| scores.iter().map(|score| f64::from(u8::from(score.is_some()))).collect()),
        };
        Ok(Self { models: scores.iter().map(row).collect(), tasks })
    }

    /// Number of tasks.
    #[must_use]
    pub const fn tasks(&self) -> usize {
        self.tasks
    }

    /// Each model's mean over its scored tasks; None for a model without any.
    #[must_use]
    pub fn means(&self) -> Vec<Option<f64>> {
        self.weighted(&vec![1.0; self.tasks])
    }

    /// Each model's mean without one task in turn, in the order of the tasks: the jackknife for BCa.
    #[must_use]
    pub fn jackknife(&self) -> Vec<Vec<Option<f64>>> {
        let mut weights = vec![1.0; self.tasks];
        (0..self.tasks)
            .map(|task| {
                weights[task] = 0.0;
                let means = self.weighted(&weights);
                weights[task] = 1.0;
                means
            })
            .collect()
    }

    /// The means of every resample of the range, in order; rows are resamples, columns are models.
    /// Ranges computed apart (on several threads) and put in sequence equal one long range.
    #[must_use]
    pub fn replicates(&self, plan: Plan, range: Range<u32>) -> Vec<Vec<Option<f64>>> {
        let mut counts = vec![0; self.tasks];
        let mut weights = vec![0.0; self.tasks];
        range
            .map(|resample| {
                plan.draw(resample, &mut counts);
                weights.iter_mut().zip(&counts).for_each(|(weight, count)| *weight = f64::from(*count));
                self.weighted(&weights)
            })
            .collect()
    }

    fn weighted(&self, weights: &[f64]) -> Vec<Option<f64>> {
        let drawn: f64 = weights.iter().sum();
        let mean = |row: &Row| {
            let scored = row.present.as_ref().map_or(drawn, |present| dot(present, weights));
            (scored > 0.0).then(|| dot(&row.values, weights) / scored)
        };
        self.models.iter().map(mean).collect()
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// One model's replicates from rows of [`ScoreTable::replicates`], as [`super::percentile`] takes them.
#[must_use]
pub fn column(rows: &[Vec<Option<f64>>], model: usize) -> Vec<Option<f64>> {
    rows.iter().map(|row| row.get(model).copied().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unscored_tasks_are_left_out() {
        let table = ScoreTable::new(&[vec![Some(1.0), Some(0.0)], vec![None, Some(2.0)], vec![None, None]]).unwrap();
        assert_eq!(table.means(), [Some(0.5), Some(2.0), None]);
        assert_eq!(table.jackknife()[1], [Some(1.0), None, None]);
    }

    #[test]
    fn ranges_join() {
        let table = ScoreTable::new(&[vec![Some(1.0), Some(0.0), Some(0.5)]]).unwrap();
        let plan = Plan::default();
        let whole = table.replicates(plan, 0..40);
        let mut parts = table.replicates(plan, 0..13);
        parts.extend(table.replicates(plan, 13..40));
        assert_eq!(whole, parts);
        assert_eq!(column(&whole, 0).len(), 40);
    }

    #[test]
    fn degenerate_tables() {
        assert_eq!(ScoreTable::new(&[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(ScoreTable::new(&[vec![]]), Err(Undefined::new(Reason::NoData, 0)));
        let uneven = [vec![Some(1.0)], vec![]];
        assert_eq!(ScoreTable::new(&uneven), Err(Undefined::new(Reason::LengthsDiffer, 1)));
        assert_eq!(ScoreTable::new(&[vec![Some(f64::NAN)]]), Err(Undefined::new(Reason::OutOfRange, 1)));
    }
}
