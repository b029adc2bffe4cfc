//! Human marks correct a judge (PPI++), for a simple random sample of reviewed answers.

use super::estimate::Estimate;
use super::moments::{covariance, mean, negligible, variance};
use super::undefined::{Reason, Undefined, check_values};

/// A mean by human standard, computed from many judged and few reviewed answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corrected {
    /// Reviewed answers.
    pub n: usize,
    /// Judged answers without a review.
    pub unreviewed: usize,
    /// How far the judge is trusted, λ: 0 ignores it. Below 0 when it marks the wrong way round.
    pub lambda: f64,
    /// The judge's mean over all answers, as it would stand uncorrected.
    pub judge_mean: f64,
    /// The corrected mean, with t and (number of reviews that were drawn) − 1 degrees of freedom.
    pub estimate: Estimate,
}

/// An answer that both a person and a judge marked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reviewed {
    /// The person's score, Y.
    pub human: f64,
    /// The judge's score, f.
    pub judge: f64,
}

/// θ̂ = Ȳ_lab + λ(f̄_unlab − f̄_lab) with λ* = Cov(Y,f)/(Var(f)(1+n/N)) and
/// Var = Var(Y−λf)/n + λ²Var(f)/N (Angelopoulos, Duchi and Zrnic 2023, arXiv 2311.01453).
///
/// Valid only when the reviewed answers are a simple random sample: for a review queue with an audit sample
/// see [`super::ppi_audit::corrected_by_audit`]. Var(f) is taken over all answers. A judge that never varies,
/// and no unreviewed answers, give λ = 0: the plain mean of the reviews. Answers count as independent; with
/// repeats, pass task means.
///
/// # Errors
/// No reviews, one review, scores that are no finite numbers, or no variation.
pub fn corrected_mean(reviewed: &[Reviewed], unreviewed: &[f64]) -> Result<Corrected, Undefined> {
    let (n, more) = (reviewed.len(), unreviewed.len());
    let human: Vec<f64> = reviewed.iter().map(|answer| answer.human).collect();
    let judge: Vec<f64> = reviewed.iter().map(|answer| answer.judge).collect();
    let all: Vec<f64> = judge.iter().chain(unreviewed).copied().collect();
    check_values(&human)?;
    check_values(&all)?;
    if n < 2 {
        return Err(Undefined::new(Reason::TooFew, n));
    }
    let spread = variance(&all);
    let lambda = if more == 0 || negligible(spread.sqrt(), mean(&all)) {
        0.0
    } else {
        covariance(&human, &judge) / (spread * (1.0 + n as f64 / more as f64))
    };
    let rest: Vec<f64> = reviewed.iter().map(|answer| answer.human - lambda * answer.judge).collect();
    let by_judge = if more == 0 { 0.0 } else { lambda * lambda * spread / more as f64 };
    let value = mean(&rest) + lambda * mean(unreviewed);
    let standard_error = (variance(&rest) / n as f64 + by_judge).sqrt();
    let estimate = Estimate::with_t(n, value, standard_error, n - 1)?;
    Ok(Corrected { n, unreviewed: more, lambda, judge_mean: mean(&all), estimate })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reviewed(pairs: &[(f64, f64)]) -> Vec<Reviewed> {
        pairs.iter().map(|(human, judge)| Reviewed { human: *human, judge: *judge }).collect()
    }

    #[test]
    fn by_hand() {
        // Y = 0, 1, 2; f = 1, 1, 2; unreviewed 2, 2, 1, 2, 2, 2: Cov = 1/2, Var(f) = 2/9 by 8 = 1/4.
        let found =
            corrected_mean(&reviewed(&[(0.0, 1.0), (1.0, 1.0), (2.0, 2.0)]), &[2.0, 2.0, 1.0, 2.0, 2.0, 2.0]).unwrap();
        // λ = (1/2)/((1/4)(1 + 3/6)) = 4/3; θ̂ = 1 + 4/3·(11/6 − 4/3) = 5/3.
        assert!((found.lambda - 4.0 / 3.0).abs() < 1e-12);
        assert!((found.estimate.value - 5.0 / 3.0).abs() < 1e-12);
        // Y − λf = −4/3, −1/3, −2/3: variance 7/27. Var = 7/81 + (16/9)(1/4)/6 = 13/81.
        assert!((found.estimate.standard_error - 13.0_f64.sqrt() / 9.0).abs() < 1e-12);
        assert!((found.judge_mean - 15.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn without_help_from_the_judge_it_is_the_plain_mean() {
        let plain = corrected_mean(&reviewed(&[(0.0, 1.0), (2.0, 1.0)]), &[1.0; 50]).unwrap();
        assert_eq!((plain.lambda, plain.estimate.value, plain.estimate.standard_error), (0.0, 1.0, 1.0));
        let alone = corrected_mean(&reviewed(&[(0.0, 0.0), (2.0, 1.0)]), &[]).unwrap();
        assert_eq!((alone.lambda, alone.estimate.value, alone.unreviewed), (0.0, 1.0, 0));
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(corrected_mean(&[], &[1.0]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(corrected_mean(&reviewed(&[(1.0, 1.0)]), &[1.0]), Err(Undefined::new(Reason::TooFew, 1)));
        let equal = reviewed(&[(1.0, 1.0); 4]);
        assert_eq!(corrected_mean(&equal, &[1.0]), Err(Undefined::new(Reason::NoVariation, 4)));
        let broken = reviewed(&[(1.0, f64::NAN); 2]);
        assert_eq!(corrected_mean(&broken, &[]), Err(Undefined::new(Reason::OutOfRange, 2)));
    }
}
