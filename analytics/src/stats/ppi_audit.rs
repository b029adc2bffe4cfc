//! Human marks correct a judge when reviews were drawn with known, unequal probabilities.
//!
//! The review queue holds every disagreement (probability 1) and a random audit sample of the rest (5 %,
//! say). The queue alone is biased: it is where judges err. Weighted by 1/probability both are fair together.

use super::estimate::Estimate;
use super::moments::{mean, negligible};
use super::ppi::Corrected;
use super::undefined::{Reason, Undefined};

/// A judged answer, reviewed or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Audited {
    /// The judge's score, f.
    pub judge: f64,
    /// The probability, fixed beforehand, that this answer was to be reviewed: above 0, at most 1.
    pub inclusion: f64,
    /// The person's score, Y, where it was reviewed.
    pub human: Option<f64>,
}

/// θ̂ = λf̄ + Σw(Y−λf)/Σw with w = 1/inclusion, f̄ over all N answers, w over the reviewed ones (the
/// difference estimator of survey sampling: Särndal, Swensson and Wretman 1992, chapters 6 and 9).
///
/// λ minimises the variance that drawing reviews adds. Var = Var(Y)/N + Σ(1−π)w²(e−ē)²/(Σw)², e = Y−λf: the
/// first term because the N answers stand for others like them, the second (drawn independently of each
/// other) because few of them were reviewed; it is on the careful side for a sample of fixed size. With equal
/// probabilities this is PPI++. The degrees of freedom count drawn reviews (inclusion below 1) alone, or all
/// of them when every answer was sure to be reviewed.
///
/// # Errors
/// No answers; values outside their range; inclusion 0 ([`Reason::NeverSampled`]: that part of the answers is
/// unknown); a sure review that is missing ([`Reason::ReviewMissing`]: the queue is not done); fewer than two
/// drawn reviews; no variation.
pub fn corrected_by_audit(answers: &[Audited]) -> Result<Corrected, Undefined> {
    let total = answers.len();
    check(answers)?;
    let rows: Vec<Row> = answers.iter().filter_map(Row::of).collect();
    let n = rows.len();
    let drawn = rows.iter().filter(|row| row.inclusion < 1.0).count();
    let census = answers.iter().all(|answer| answer.inclusion >= 1.0);
    let counted = if census { n } else { drawn };
    if counted < 2 {
        return Err(Undefined::new(Reason::TooFew, counted));
    }
    let size: f64 = rows.iter().map(Row::weight).sum();
    let average = |value: &dyn Fn(&Row) -> f64| rows.iter().map(|row| row.weight() * value(row)).sum::<f64>() / size;
    let (mean_y, mean_f) = (average(&|row| row.human), average(&|row| row.judge));
    let noise = |value: &dyn Fn(&Row) -> f64| rows.iter().map(|row| row.drawing() * value(row)).sum::<f64>();
    let spread = noise(&|row| (row.judge - mean_f).powi(2));
    let lambda = if negligible(spread.sqrt(), mean_f) {
        0.0
    } else {
        noise(&|row| (row.human - mean_y) * (row.judge - mean_f)) / spread
    };
    let judge_mean = mean(&answers.iter().map(|answer| answer.judge).collect::<Vec<_>>());
    let value = lambda * judge_mean + mean_y - lambda * mean_f;
    let drawing = noise(&|row| (row.human - mean_y - lambda * (row.judge - mean_f)).powi(2)) / (size * size);
    // Both sums of squares are about estimated means: n/(n−1), as for a plain variance.
    let (all, few) = (n as f64 / (n as f64 - 1.0), counted as f64 / (counted as f64 - 1.0));
    let answering = all * average(&|row| (row.human - mean_y).powi(2)) / total as f64;
    let estimate = Estimate::with_t(n, value, (answering + few * drawing).sqrt(), counted - 1)?;
    Ok(Corrected { n, unreviewed: total - n, lambda, judge_mean, estimate })
}

fn check(answers: &[Audited]) -> Result<(), Undefined> {
    let any = |fault: fn(&Audited) -> bool| answers.iter().any(fault);
    let reason = if answers.is_empty() {
        Reason::NoData
    } else if any(|answer| {
        !(answer.judge.is_finite()
            && answer.human.is_none_or(f64::is_finite)
            && (0.0..=1.0).contains(&answer.inclusion))
    }) {
        Reason::OutOfRange
    } else if any(|answer| answer.inclusion == 0.0) {
        Reason::NeverSampled
    } else if any(|answer| answer.inclusion >= 1.0 && answer.human.is_none()) {
        Reason::ReviewMissing
    } else {
        return Ok(());
    };
    Err(Undefined::new(reason, answers.len()))
}

/// A reviewed answer.
struct Row {
    judge: f64,
    human: f64,
    inclusion: f64,
}

impl Row {
    fn of(answer: &Audited) -> Option<Self> {
        answer.human.map(|human| Self { judge: answer.judge, human, inclusion: answer.inclusion })
    }

    fn weight(&self) -> f64 {
        1.0 / self.inclusion
    }

    /// (1−π)/π²: how much drawing this answer by chance adds to the variance.
    fn drawing(&self) -> f64 {
        (1.0 - self.inclusion) / (self.inclusion * self.inclusion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(judge: f64, inclusion: f64, human: Option<f64>) -> Audited {
        Audited { judge, inclusion, human }
    }

    #[test]
    fn a_census_is_the_plain_mean() {
        let all = [answer(1.0, 1.0, Some(0.0)), answer(0.0, 1.0, Some(2.0)), answer(2.0, 1.0, Some(1.0))];
        let found = corrected_by_audit(&all).unwrap();
        assert_eq!((found.lambda, found.n, found.unreviewed, found.estimate.value), (0.0, 3, 0, 1.0));
        assert!((found.estimate.standard_error - (1.0_f64 / 3.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn degenerate_data() {
        let reason = |answers: &[Audited]| corrected_by_audit(answers).unwrap_err();
        assert_eq!(reason(&[]), Undefined::new(Reason::NoData, 0));
        assert_eq!(reason(&[answer(1.0, 1.5, None)]), Undefined::new(Reason::OutOfRange, 1));
        // A queue of disagreements alone: the other answers could never have been reviewed.
        let queue = [answer(1.0, 1.0, Some(0.0)), answer(2.0, 0.0, None)];
        assert_eq!(reason(&queue), Undefined::new(Reason::NeverSampled, 2));
        assert_eq!(reason(&[answer(1.0, 1.0, None)]), Undefined::new(Reason::ReviewMissing, 1));
        let one = [answer(1.0, 1.0, Some(0.0)), answer(2.0, 0.05, Some(2.0)), answer(2.0, 0.05, None)];
        assert_eq!(reason(&one), Undefined::new(Reason::TooFew, 1));
        let equal = [answer(2.0, 0.5, Some(2.0)); 4];
        assert_eq!(reason(&equal), Undefined::new(Reason::NoVariation, 4));
    }
}
