//! Ranks with their uncertainty: a range of places rather than one place.

use super::estimate::Interval;
use super::undefined::{Reason, Undefined};

/// The places that a model may hold; 1 is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RankRange {
    /// The best place, which is also the rank that a model shares with those it cannot be told from:
    /// one more than the number of models that are surely better.
    pub best: usize,
    /// The worst place.
    pub worst: usize,
    /// Number of models that were ranked, M.
    pub models: usize,
}

/// Ranges from intervals: best = 1 + #{j: lo_j > hi_i}, worst = M − #{j: hi_j < lo_i}.
///
/// Coarser than [`rank_quantiles`], which knows that the models met the same tasks. No intervals, no ranges;
/// one model is 1–1.
#[must_use]
pub fn rank_ranges(intervals: &[Interval]) -> Vec<RankRange> {
    let models = intervals.len();
    let range = |own: &Interval| RankRange {
        best: 1 + intervals.iter().filter(|other| other.low > own.high).count(),
        worst: models - intervals.iter().filter(|other| other.high < own.low).count(),
        models,
    };
    intervals.iter().map(range).collect()
}

/// Places by the means alone: 1 + the number of better ones; equal means share a place, None has none.
#[must_use]
pub fn point_ranks(means: &[Option<f64>]) -> Vec<Option<usize>> {
    places(means).into_iter().map(|place| place.map(|(first, _)| first)).collect()
}

/// Ranges from the paired task bootstrap: the places between the 2.5 % and the 97.5 % quantile.
///
/// `means` are the models' means, `rows` their resampled means (rows are resamples; see
/// [`super::bootstrap::ScoreTable::replicates`]). Where models tie in a resample, all of them count as
/// holding the best and the worst of the shared places, so equal models get equal, wide ranges. A range is
/// widened to contain the place by the means. None for a model without a mean.
///
/// # Errors
/// No models or no resamples; rows of a different length.
pub fn rank_quantiles(means: &[Option<f64>], rows: &[Vec<Option<f64>>]) -> Result<Vec<Option<RankRange>>, Undefined> {
    let width = means.len();
    if width == 0 || rows.is_empty() {
        return Err(Undefined::new(Reason::NoData, width));
    }
    if rows.iter().any(|row| row.len() != width) {
        return Err(Undefined::new(Reason::LengthsDiffer, width));
    }
    // How often each model held each place as the best and as the worst of its ties.
    let mut firsts = vec![vec![0_usize; width + 1]; width];
    let mut lasts = firsts.clone();
    for row in rows {
        for (model, place) in places(row).into_iter().enumerate() {
            if let Some((first, last)) = place {
                firsts[model][first] += 1;
                lasts[model][last] += 1;
            }
        }
    }
    let models = means.iter().flatten().count();
    let range = |(model, point): (usize, Option<(usize, usize)>)| {
        let (first, last) = point?;
        let best = count_quantile(&firsts[model], 0.025).unwrap_or(first).min(first);
        Some(RankRange { best, worst: count_quantile(&lasts[model], 0.975).unwrap_or(last).max(last), models })
    };
    Ok(places(means).into_iter().enumerate().map(range).collect())
}

/// Means closer than this tie: sums in another order differ by less.
const TIE: f64 = 1e-9;

/// The smallest place with at least this share of the counts up to it.
fn count_quantile(counts: &[usize], probability: f64) -> Option<usize> {
    let wanted = probability * counts.iter().sum::<usize>() as f64;
    let mut sum = 0;
    counts.iter().position(|count| {
        sum += count;
        sum > 0 && sum as f64 >= wanted
    })
}

/// First and last place among ties.
fn places(means: &[Option<f64>]) -> Vec<Option<(usize, usize)>> {
    let mut order: Vec<(f64, usize)> = means.iter().enumerate().filter_map(|(at, mean)| Some(((*mean)?, at))).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut places = vec![None; means.len()];
    let mut start = 0;
    while start < order.len() {
        let ties = order[start..].iter().take_while(|(mean, _)| order[start].0 - mean < TIE).count();
        for (_, at) in &order[start..start + ties] {
            places[*at] = Some((start + 1, start + ties));
        }
        start += ties;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_places() {
        assert_eq!(point_ranks(&[Some(1.0), None, Some(2.0), Some(1.0)]), [Some(2), None, Some(1), Some(2)]);
        assert_eq!(places(&[Some(1.0), Some(1.0 + 1e-12)]), [Some((1, 2)), Some((1, 2))]);
    }

    #[test]
    fn equal_models_get_equal_ranges() {
        let rows = vec![vec![Some(0.1), Some(0.1), Some(0.9)]; 100];
        let ranges = rank_quantiles(&[Some(0.1), Some(0.1), Some(0.9)], &rows).unwrap();
        assert_eq!(ranges[0], Some(RankRange { best: 2, worst: 3, models: 3 }));
        assert_eq!(ranges[1], ranges[0]);
        assert_eq!(ranges[2], Some(RankRange { best: 1, worst: 1, models: 3 }));
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(rank_ranges(&[]), []);
        assert_eq!(
            rank_ranges(&[Interval { low: 0.0, high: 1.0, n: 3 }]),
            [RankRange { best: 1, worst: 1, models: 1 }]
        );
        assert_eq!(rank_quantiles(&[], &[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(rank_quantiles(&[Some(1.0)], &[vec![]]), Err(Undefined::new(Reason::LengthsDiffer, 1)));
        let unscored = rank_quantiles(&[Some(1.0), None], &[vec![Some(1.0), None]]).unwrap();
        assert_eq!(unscored, [Some(RankRange { best: 1, worst: 1, models: 1 }), None]);
    }
}
