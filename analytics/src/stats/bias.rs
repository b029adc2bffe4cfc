//! Self-preference: does a judge mark its own family's answers higher than another judge does?

use super::cluster::cluster_robust;
use super::estimate::Estimate;
use super::moments::mean;
use super::undefined::{Reason, Undefined};

/// Whose family made an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// The first judge's family, f1.
    First,
    /// The other family, f2: the second judge's, or any other that is compared.
    Second,
}

/// An answer that both judges marked, with the scores that each gave it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwiceJudged {
    /// Position of the task; answers to one task are not independent.
    pub task: usize,
    /// Whose family answered.
    pub maker: Maker,
    /// The first judge's score.
    pub first: f64,
    /// The second judge's score.
    pub second: f64,
}

/// A difference in differences, in the unit of the scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelfPreference {
    /// Number of answers by f1 and by f2.
    pub n: [usize; 2],
    /// Mean scores: `means[judge][family]`, so that the four figures can be shown.
    pub means: [[f64; 2]; 2],
    /// (s̄_{j1,f1} − s̄_{j2,f1}) − (s̄_{j1,f2} − s̄_{j2,f2}); above 0, the judges favour their own.
    pub difference: f64,
    /// The same with CR1 by task and t with C−1 degrees of freedom.
    pub estimate: Result<Estimate, Undefined>,
}

/// Compares two judges on two families. A judge that is strict, and a family that is good, cancel out; what
/// is left is preference, or a real quality that only one judge sees.
///
/// # Errors
/// No answers by one of the families; scores that are no finite numbers.
pub fn self_preference(answers: &[TwiceJudged]) -> Result<SelfPreference, Undefined> {
    let total = answers.len();
    if answers.iter().any(|answer| !(answer.first.is_finite() && answer.second.is_finite())) {
        return Err(Undefined::new(Reason::OutOfRange, total));
    }
    let by = |maker: Maker| answers.iter().filter(move |answer| answer.maker == maker);
    let n = [by(Maker::First).count(), by(Maker::Second).count()];
    if n.contains(&0) {
        return Err(Undefined::new(Reason::NoData, total));
    }
    let average = |maker, score: fn(&TwiceJudged) -> f64| mean(&by(maker).map(score).collect::<Vec<_>>());
    let of_judge = |score| [average(Maker::First, score), average(Maker::Second, score)];
    let means = [of_judge(|answer| answer.first), of_judge(|answer| answer.second)];
    let gap = |family: usize| means[0][family] - means[1][family];
    let difference = gap(0) - gap(1);
    let contributions = answers.iter().map(|answer| {
        let (family, sign) = if answer.maker == Maker::First { (0, 1.0) } else { (1, -1.0) };
        (answer.task, sign * (answer.first - answer.second - gap(family)) / n[family] as f64)
    });
    Ok(SelfPreference { n, means, difference, estimate: cluster_robust(contributions).estimate(total, difference) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(task: usize, maker: Maker, first: f64, second: f64) -> TwiceJudged {
        TwiceJudged { task, maker, first, second }
    }

    #[test]
    fn strictness_and_quality_cancel() {
        // The second judge is stricter by .5, the first family better by 1: no preference.
        let fair = [answer(0, Maker::First, 2.0, 1.5), answer(0, Maker::Second, 1.0, 0.5)];
        assert_eq!(self_preference(&fair).unwrap().difference, 0.0);
    }

    #[test]
    fn thirty_eight_points() {
        // Made-up scores of 100, with the size that Arena-Hard's published pair of judges shows.
        let biased = [
            answer(0, Maker::First, 60.0, 40.0),
            answer(0, Maker::Second, 40.0, 60.0),
            answer(1, Maker::First, 58.0, 40.0),
            answer(1, Maker::Second, 40.0, 58.0),
        ];
        let found = self_preference(&biased).unwrap();
        assert_eq!((found.n, found.means, found.difference), ([2, 2], [[59.0, 40.0], [40.0, 59.0]], 38.0));
        // Each task contributes ±(1/2 + 1/2): CR0 = √2, CR1 = 2.
        assert!((found.estimate.unwrap().standard_error - 2.0).abs() < 1e-12);
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(self_preference(&[]), Err(Undefined::new(Reason::NoData, 0)));
        let one_family = [answer(0, Maker::First, 1.0, 1.0)];
        assert_eq!(self_preference(&one_family), Err(Undefined::new(Reason::NoData, 1)));
        let one_task = [answer(0, Maker::First, 2.0, 1.0), answer(0, Maker::Second, 1.0, 2.0)];
        let found = self_preference(&one_task).unwrap();
        assert_eq!((found.difference, found.estimate), (2.0, Err(Undefined::new(Reason::TooFew, 2))));
        let unreadable = [answer(0, Maker::First, f64::NAN, 1.0)];
        assert_eq!(self_preference(&unreadable), Err(Undefined::new(Reason::OutOfRange, 1)));
    }
}
