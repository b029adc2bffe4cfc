//! The seeded bootstrap over tasks: everything of a task travels together.
//!
//! A resample says how often each task was drawn, and a statistic is a function of these counts, so all
//! judges, repeats and models of a task move together by construction. Resample b depends on the seed and
//! on b alone: ranges of resamples can be computed anywhere, in any order, and put in sequence afterwards.

mod interval;
mod table;

use std::ops::Range;

pub use interval::{acceleration, bca, percentile, quantile};
pub use table::{ScoreTable, column};

use super::estimate::Interval;
use super::moments::variance;
use super::random::Draws;
use super::undefined::{Reason, Undefined};

/// Fewer resamples make the ends of a 95 % interval wobble.
pub const FEWEST_RESAMPLES: u32 = 2_000;

/// How often and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    resamples: u32,
    seed: u64,
}

impl Plan {
    /// A plan with at least [`FEWEST_RESAMPLES`]; a smaller number is raised to it.
    #[must_use]
    pub const fn new(resamples: u32, seed: u64) -> Self {
        Self { resamples: if resamples < FEWEST_RESAMPLES { FEWEST_RESAMPLES } else { resamples }, seed }
    }

    /// Number of resamples.
    #[must_use]
    pub const fn resamples(self) -> u32 {
        self.resamples
    }

    /// The seed.
    #[must_use]
    pub const fn seed(self) -> u64 {
        self.seed
    }

    /// Draws as many tasks as there are, with replacement, and writes how often each was drawn.
    /// More than 2³² tasks are not supported: the first 2³²−1 are drawn from.
    pub fn draw(self, resample: u32, counts: &mut [u32]) {
        counts.fill(0);
        let tasks = u32::try_from(counts.len()).unwrap_or(u32::MAX);
        let mut draws = Draws::new(self.seed, u64::from(resample));
        for _ in 0..tasks {
            counts[draws.below(tasks) as usize] += 1;
        }
    }
}

impl Default for Plan {
    /// [`FEWEST_RESAMPLES`] from seed 0.
    fn default() -> Self {
        Self::new(FEWEST_RESAMPLES, 0)
    }
}

/// A statistic with what the bootstrap says about it, in the unit of the statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Number of tasks.
    pub n: usize,
    /// Resamples in which the statistic was defined.
    pub resamples: usize,
    /// The statistic of the data.
    pub value: f64,
    /// Standard deviation of the resampled statistics, which is the standard error as it stands.
    pub standard_error: f64,
    /// From the 2.5 % to the 97.5 % quantile (Efron 1979).
    pub percentile: Interval,
    /// Bias-corrected and accelerated (Efron 1987).
    pub bca: Result<Interval, Undefined>,
}

/// The statistic of each resample of the range, in order; None where it is not defined.
pub fn replicates(
    tasks: usize,
    plan: Plan,
    range: Range<u32>,
    statistic: impl Fn(&[u32]) -> Option<f64>,
) -> Vec<Option<f64>> {
    let mut counts = vec![0; tasks];
    range
        .map(|resample| {
            plan.draw(resample, &mut counts);
            statistic(&counts)
        })
        .collect()
}

/// The statistic without each task in turn, in order; None where it is not defined.
pub fn jackknife(tasks: usize, statistic: impl Fn(&[u32]) -> Option<f64>) -> Vec<Option<f64>> {
    let mut counts = vec![1; tasks];
    (0..tasks)
        .map(|task| {
            counts[task] = 0;
            let value = statistic(&counts);
            counts[task] = 1;
            value
        })
        .collect()
}

/// Bootstraps a statistic, given as a function of how often each task counts.
///
/// # Errors
/// No task or one task; a statistic that the data, or more than 5 % of the resamples, do not define;
/// resamples that all agree ([`Reason::NoVariation`]).
pub fn bootstrap(tasks: usize, plan: Plan, statistic: impl Fn(&[u32]) -> Option<f64>) -> Result<Bootstrap, Undefined> {
    if tasks < 2 {
        return Err(Undefined::new(if tasks == 0 { Reason::NoData } else { Reason::TooFew }, tasks));
    }
    let value = statistic(&vec![1; tasks]).ok_or(Undefined::new(Reason::NoData, tasks))?;
    let drawn = replicates(tasks, plan, 0..plan.resamples, &statistic);
    let percentile = percentile(&drawn, tasks)?;
    let defined: Vec<f64> = drawn.iter().copied().flatten().collect();
    let bca = bca(value, &drawn, &jackknife(tasks, &statistic), tasks);
    Ok(Bootstrap {
        n: tasks,
        resamples: defined.len(),
        value,
        standard_error: variance(&defined).sqrt(),
        percentile,
        bca,
    })
}

/// The mean of values by task under given counts; None when no task counts or lengths differ.
#[must_use]
pub fn weighted_mean(values: &[f64], counts: &[u32]) -> Option<f64> {
    let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let sum: f64 = values.iter().zip(counts).map(|(value, count)| value * f64::from(*count)).sum();
    (total > 0 && values.len() == counts.len()).then(|| sum / total as f64)
}
