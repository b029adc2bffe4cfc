//! The task bootstrap of all models at once, in whole numbers.
//!
//! A resample draws tasks with replacement, and all models move with it. Resample b depends on the seed and on b
//! alone, so ranges of resamples can be computed apart (on threads, where there are any) and joined afterwards.

use std::ops::Range;

use super::places::{Order, Ranking};
use super::scores::{TaskScores, is_scored, round};
use crate::stats::bootstrap::Plan;
use crate::stats::undefined::{Reason, Undefined};

/// Resampled means are kept in 10⁻⁹ points: exact enough for four decimals, in half the memory.
const NANO: f64 = 1e9;
/// A model without a score in a resample.
pub(super) const UNDEFINED: u32 = u32::MAX;

/// Scores laid out for resampling: two models share a 64-bit word, because sums stay below 2³².
#[derive(Debug, Clone)]
pub struct Resampler {
    models: usize,
    tasks: usize,
    /// Words per task.
    width: usize,
    /// By task: the parts of all models, 0 where there is no score.
    words: Vec<u64>,
    /// By task: where its models without a score begin and end in `absent`.
    starts: Vec<usize>,
    absent: Vec<u32>,
    parts: f64,
    /// Whether a model takes part in the ranking of a resample.
    ranked: Vec<bool>,
}

impl Resampler {
    /// Lays the scores out.
    #[must_use]
    pub fn new(scores: &TaskScores) -> Self {
        let (models, tasks) = (scores.n_models(), scores.n_tasks());
        let width = models.div_ceil(2);
        let mut words = vec![0_u64; width * tasks];
        let (mut starts, mut absent) = (Vec::with_capacity(tasks + 1), Vec::new());
        starts.push(0);
        let rows: Vec<&[u32]> = (0..models).map(|model| scores.row(model)).collect();
        for task in 0..tasks {
            for (model, row) in rows.iter().enumerate() {
                if is_scored(row[task]) {
                    words[task * width + model / 2] |= u64::from(row[task]) << (32 * (model % 2));
                } else {
                    absent.push(model as u32);
                }
            }
            starts.push(absent.len());
        }
        let ranked = (0..models).map(|model| scores.is_ranked(model)).collect();
        Self { models, tasks, width, words, starts, absent, parts: f64::from(scores.parts()), ranked }
    }

    /// The means of every resample of the range, and the places that they give.
    #[must_use]
    pub fn run(&self, plan: Plan, range: Range<u32>) -> Replicates {
        let length = range.len();
        let mut found = Replicates {
            tasks: self.tasks,
            length,
            means: vec![UNDEFINED; self.models * length],
            ranking: Ranking::new(self.models),
        };
        if self.tasks == 0 {
            return found;
        }
        let mut counts = vec![0_u32; self.tasks];
        let mut sums = vec![0_u64; self.width];
        let mut missing = vec![0_u32; self.models];
        let mut means = vec![UNDEFINED; self.models];
        let mut order = Order::default();
        // A mean is a sum times this factor, by the number of drawn tasks that have a score.
        let factors: Vec<f64> = (0..=self.tasks).map(|n| NANO / (self.parts * n.max(1) as f64)).collect();
        for (at, resample) in range.enumerate() {
            plan.draw(resample, &mut counts);
            sums.fill(0);
            missing.fill(0);
            for (task, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let times = u64::from(*count);
                let row = &self.words[task * self.width..(task + 1) * self.width];
                for (sum, word) in sums.iter_mut().zip(row) {
                    *sum += times * word;
                }
                for model in &self.absent[self.starts[task]..self.starts[task + 1]] {
                    missing[*model as usize] += count;
                }
            }
            for (model, mean) in means.iter_mut().enumerate() {
                let sum = (sums[model / 2] >> (32 * (model % 2))) as u32;
                let drawn = self.tasks - missing[model] as usize;
                *mean = if drawn > 0 { (f64::from(sum) * factors[drawn] + 0.5) as u32 } else { UNDEFINED };
                found.means[model * length + at] = *mean;
            }
            for (mean, _) in means.iter_mut().zip(&self.ranked).filter(|(_, ranked)| !**ranked) {
                *mean = UNDEFINED;
            }
            found.ranking.add(&mut order, &means);
        }
        found
    }
}

/// Resampled means and places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replicates {
    tasks: usize,
    length: usize,
    /// By model, then by resample: 10⁻⁹ points, or [`UNDEFINED`]. The order within a model has no meaning.
    means: Vec<u32>,
    pub(super) ranking: Ranking,
}

impl Replicates {
    /// Joins ranges that were computed apart; what they join to does not depend on their order.
    /// None for no ranges.
    #[must_use]
    pub fn join(ranges: Vec<Self>) -> Option<Self> {
        let mut ranges = ranges.into_iter();
        let first = ranges.next()?;
        let all: Vec<Self> = std::iter::once(first).chain(ranges).collect();
        let models = all[0].n_models();
        let length = all.iter().map(|range| range.length).sum();
        let mut means = Vec::with_capacity(models * length);
        for model in 0..models {
            all.iter().for_each(|range| means.extend_from_slice(range.of_model(model)));
        }
        let mut ranking = all[0].ranking.clone();
        all[1..].iter().for_each(|range| ranking.join(&range.ranking));
        Some(Self { tasks: all[0].tasks, length, means, ranking })
    }

    /// Number of models.
    #[must_use]
    pub fn n_models(&self) -> usize {
        self.ranking.n_models()
    }

    /// The resampled means of a model in points, as [`crate::stats::bootstrap::percentile`] takes them.
    pub fn values(&self, model: usize) -> impl Iterator<Item = Option<f64>> + '_ {
        self.of_model(model).iter().map(|mean| (*mean != UNDEFINED).then(|| f64::from(*mean) / NANO))
    }

    /// The 2.5 % and 97.5 % quantiles of a model's means, by linear interpolation, in four decimals. `n` is the number
    /// of its scored tasks.
    ///
    /// Partly sorts the means of the model.
    ///
    /// # Errors
    /// Fewer than two scored tasks; more than 5 % of the resamples without a score; means that are all equal.
    pub fn interval(&mut self, model: usize, n: u32) -> Result<[f64; 2], Undefined> {
        let undefined = |reason| Undefined::new(reason, n as usize);
        if n < 2 {
            return Err(undefined(if n == 0 { Reason::NoData } else { Reason::TooFew }));
        }
        let length = self.length;
        let means = self.means.get_mut(model * length..(model + 1) * length).unwrap_or_default();
        let (mut defined, mut lowest, mut highest) = (0, u32::MAX, 0);
        for mean in means.iter().filter(|mean| **mean != UNDEFINED) {
            (defined, lowest, highest) = (defined + 1, lowest.min(*mean), highest.max(*mean));
        }
        if defined < 2 || defined * 20 < length * 19 {
            return Err(undefined(Reason::TooFew));
        }
        if lowest == highest {
            return Err(undefined(Reason::NoVariation));
        }
        // The undefined ones are the largest numbers, so they stand behind every quantile.
        let low = quantile(means, defined, 0.025);
        let high = quantile(means, defined, 0.975);
        Ok([round(low / NANO), round(high / NANO)])
    }

    fn of_model(&self, model: usize) -> &[u32] {
        self.means.get(model * self.length..(model + 1) * self.length).unwrap_or_default()
    }
}

/// Points in whole 10⁻⁹ points.
pub(crate) fn nano(points: f64) -> u32 {
    (points * NANO + 0.5) as u32
}

/// The quantile among the smallest `defined` values by linear interpolation (Hyndman and Fan, type 7).
fn quantile(values: &mut [u32], defined: usize, probability: f64) -> f64 {
    let position = probability * (defined - 1) as f64;
    let below = position as usize;
    let (_, at, above) = values.select_nth_unstable(below);
    let at = *at;
    let next = if below + 1 < defined { above.iter().copied().min().unwrap_or(at) } else { at };
    f64::from(at) + (position - below as f64) * f64::from(next - at)
}
