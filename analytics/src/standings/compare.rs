//! Two models on the same tasks, and the smallest difference that the tasks can show.

use super::scores::TaskScores;
use super::selection::Selection;
use super::table::MarkTable;
use crate::leaderboard::sorted_positions;
use crate::stats::mde::{self, DetectableEffect};
use crate::stats::non_inferiority::{NonInferiority, critical_value, non_inferiority};
use crate::stats::paired::{Paired, differences, paired};
use crate::stats::sign_flip::{SignFlip, sign_flip};
use crate::stats::undefined::{Reason, Undefined};

/// Two models, a − b, on the selected tasks for which both have a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Difference with its t interval, wins, ties and losses of a.
    pub paired: Paired,
    /// p-value of "no difference".
    pub sign_flip: SignFlip,
    /// Whether a is good enough: not worse than b by more than the margin.
    pub good_enough: Result<NonInferiority, Undefined>,
}

/// Compares the models at two positions of the table. `margin` is the loss that would be accepted, in points;
/// `seed` matters only where more than 20 tasks differ.
///
/// # Errors
/// No task for which both have a score.
pub fn compare(
    table: &MarkTable,
    selection: &Selection,
    [a, b]: [usize; 2],
    margin: f64,
    seed: u64,
) -> Result<Comparison, Undefined> {
    TaskScores::new(table, selection).compare([a, b], margin, seed)
}

impl TaskScores {
    /// As [`compare`], from scores that are there already.
    ///
    /// # Errors
    /// No task for which both models have a score.
    pub fn compare(&self, [a, b]: [usize; 2], margin: f64, seed: u64) -> Result<Comparison, Undefined> {
        let (a, b) = self.common(a, b);
        let paired = paired(&a, &b)?;
        let differences = differences(&a, &b)?;
        Ok(Comparison {
            paired,
            sign_flip: sign_flip(&differences, seed)?,
            good_enough: non_inferiority(&paired, critical_value(&differences), margin),
        })
    }

    /// The scores of two models on the tasks for which both have one.
    #[must_use]
    pub fn common(&self, a: usize, b: usize) -> (Vec<f64>, Vec<f64>) {
        self.values(a).zip(self.values(b)).filter_map(|(a, b)| a.zip(b)).unzip()
    }

    /// The smallest true difference of two neighbouring models that these tasks show with 80 % power.
    ///
    /// The models are put in the order of their scores; the variance of the paired differences is pooled over all
    /// neighbours, weighted by their degrees of freedom; n is the median of their common tasks (the lower one of two).
    ///
    /// # Errors
    /// Fewer than two scored models; no neighbours with two common tasks; differences that do not vary.
    pub fn detectable_effect(&self) -> Result<DetectableEffect, Undefined> {
        let scored: Vec<(f64, usize)> =
            (0..self.n_models()).filter_map(|model| Some((self.mean_of(model)?, model))).collect();
        if scored.len() < 2 {
            return Err(Undefined { reason: Reason::TooFew, n: scored.len() });
        }
        let order = sorted_positions(scored.len(), &|a, b| scored[b].0.total_cmp(&scored[a].0));
        let (mut squares, mut degrees, mut common) = (0.0, 0, Vec::new());
        for pair in order.windows(2) {
            let (a, b) = self.common(scored[pair[0]].1, scored[pair[1]].1);
            if let Ok(Paired { n, sd: Some(sd), .. }) = paired(&a, &b) {
                squares += sd * sd * (n - 1) as f64;
                degrees += n - 1;
                common.push(n);
            }
        }
        let sizes = sorted_positions(common.len(), &|a, b| common[a].cmp(&common[b]));
        let n = sizes.get(sizes.len().saturating_sub(1) / 2).map_or(0, |middle| common[*middle]);
        if degrees == 0 {
            return Err(Undefined { reason: Reason::TooFew, n });
        }
        mde::detectable_effect((squares / degrees as f64).sqrt(), n)
    }
}

/// As [`TaskScores::detectable_effect`], from the table.
///
/// # Errors
/// As there.
pub fn detectable_effect(table: &MarkTable, selection: &Selection) -> Result<DetectableEffect, Undefined> {
    TaskScores::new(table, selection).detectable_effect()
}
