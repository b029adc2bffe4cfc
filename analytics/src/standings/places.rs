//! Places with their uncertainty: a range from the task bootstrap rather than one rank.
//!
//! Models whose means agree in four decimals, as pages print them, share their places.

use serde::{Deserialize, Serialize};

use super::resample::{Replicates, UNDEFINED, nano};
use super::scores::TaskScores;

/// The places that a model may hold; 1 is the best.
///
/// The label of a shared rank is `best`: it says that so many models, less one, are better for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The best place.
    pub best: u32,
    /// The worst place.
    pub worst: u32,
}

/// How often each model held each place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranking {
    models: usize,
    /// By model, then by place: in how many resamples it was the best of the model's shared places.
    firsts: Vec<u32>,
    /// The worst of them.
    lasts: Vec<u32>,
}

impl Ranking {
    /// For so many models.
    pub(super) fn new(models: usize) -> Self {
        Self { models, firsts: vec![0; models * models], lasts: vec![0; models * models] }
    }

    pub(super) const fn n_models(&self) -> usize {
        self.models
    }

    /// Counts a resample.
    pub(super) fn add(&mut self, order: &mut Order, means: &[u32]) {
        let Self { models, firsts, lasts } = self;
        order.of(means, |model, first, last| {
            firsts[model * *models + first] += 1;
            lasts[model * *models + last] += 1;
        });
    }

    /// Adds the counts of other resamples.
    pub(super) fn join(&mut self, other: &Self) {
        let add =
            |mine: &mut [u32], theirs: &[u32]| mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        add(&mut self.firsts, &other.firsts);
        add(&mut self.lasts, &other.lasts);
    }

    /// The range of a model: the 2.5 % quantile of its best and the 97.5 % quantile of its worst places.
    fn range(&self, model: usize) -> Option<(usize, usize)> {
        let of =
            |counts: &[u32], per_mille| quantile(&counts[model * self.models..(model + 1) * self.models], per_mille);
        Some((of(&self.firsts, 25)?, of(&self.lasts, 975)?))
    }
}

/// The first position with at least this share of the counts up to it; None for no counts.
fn quantile(counts: &[u32], per_mille: u64) -> Option<usize> {
    let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let mut sum = 0;
    counts.iter().position(|count| {
        sum += u64::from(*count);
        sum > 0 && sum * 1000 >= per_mille * total
    })
}

impl Replicates {
    /// The places of all models with these scores: ranges of the bootstrap, widened to contain the place by the means
    /// themselves. None for a model without a score, or with too few scored tasks to be ranked.
    #[must_use]
    pub fn places(&self, scores: &TaskScores) -> Vec<Option<Place>> {
        let mean = |model| scores.mean_of(model).filter(|_| scores.is_ranked(model)).map_or(UNDEFINED, nano);
        let means: Vec<u32> = (0..self.n_models()).map(mean).collect();
        let mut places = vec![None; means.len()];
        Order::default().of(&means, |model, first, last| {
            let (best, worst) = self.ranking.range(model).unwrap_or((first, last));
            places[model] = Some(Place { best: best.min(first) as u32 + 1, worst: worst.max(last) as u32 + 1 });
        });
        places
    }
}

/// Buckets of one pass: with three passes 15 bits, which 2 points in four decimals fit into.
const BUCKETS: usize = 32;
const PASSES: u32 = 3;
/// 10⁻⁴ points in 10⁻⁹ points.
const STEP: u32 = 100_000;

/// Sorts means by counting digits: no comparisons, whose code would be the largest part of all this in the browser.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    /// Steps from the top in the upper half, the model in the lower.
    items: Vec<u64>,
    sorted: Vec<u64>,
}

impl Order {
    /// Calls with every model that has a mean, and the first and last position (from 0) among those with its mean.
    fn of(&mut self, means: &[u32], mut each: impl FnMut(usize, usize, usize)) {
        let Self { items, sorted } = self;
        items.clear();
        items.extend(means.iter().enumerate().filter(|(_, mean)| **mean != UNDEFINED).map(|(model, mean)| {
            let steps = mean.saturating_add(STEP / 2) / STEP;
            u64::from(u32::from(u16::MAX >> 1).saturating_sub(steps)) << 32 | model as u64
        }));
        sorted.resize(items.len(), 0);
        for pass in 0..PASSES {
            let digit = |item: u64| (item >> (32 + 5 * pass)) as usize % BUCKETS;
            let mut starts = [0_usize; BUCKETS];
            items.iter().for_each(|item| starts[digit(*item)] += 1);
            let mut sum = 0;
            for start in &mut starts {
                (*start, sum) = (sum, sum + *start);
            }
            for item in items.iter() {
                let slot = &mut starts[digit(*item)];
                sorted[*slot] = *item;
                *slot += 1;
            }
            std::mem::swap(items, sorted);
        }
        let mut first = 0;
        while first < items.len() {
            let steps = items[first] >> 32;
            let ties = items[first..].iter().take_while(|item| **item >> 32 == steps).count();
            for item in &items[first..first + ties] {
                each(*item as u32 as usize, first, first + ties - 1);
            }
            first += ties;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(means: &[u32]) -> Vec<Option<(usize, usize)>> {
        let mut found = vec![None; means.len()];
        Order::default().of(means, |model, first, last| found[model] = Some((first, last)));
        found
    }

    #[test]
    fn means_that_print_alike_share_places() {
        let [a, b, c] = [1_416_700_000, 1_416_660_000, 1_999_999_999];
        assert_eq!(places(&[a, b, c, UNDEFINED]), [Some((1, 2)), Some((1, 2)), Some((0, 0)), None]);
        assert_eq!(places(&[0, 2_000_000_000]), [Some((1, 1)), Some((0, 0))]);
        assert_eq!(places(&[]), []);
    }

    #[test]
    fn the_order_is_that_of_a_comparison() {
        let means: Vec<u32> = (0..999_u32).map(|at| (at * 7_919) % 20_001 * STEP).collect();
        for (model, place) in places(&means).into_iter().enumerate() {
            let better = means.iter().filter(|mean| **mean > means[model]).count();
            let equal = means.iter().filter(|mean| **mean == means[model]).count();
            assert_eq!(place, Some((better, better + equal - 1)));
        }
    }

    #[test]
    fn quantiles_of_counts() {
        assert_eq!(quantile(&[0, 0], 25), None);
        assert_eq!(quantile(&[24, 0, 976], 25), Some(2));
        assert_eq!(quantile(&[25, 0, 975], 25), Some(0));
        assert_eq!(quantile(&[25, 950, 25], 975), Some(1));
    }
}
