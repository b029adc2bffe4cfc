//! McNemar's test: did as many tasks turn from solved to failed as the other way round?

use statrs::distribution::{Binomial, Discrete, DiscreteCDF};

use super::undefined::{Reason, Undefined};

/// The test of matched pairs of yes and no. Pairs that agree say nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct McNemar {
    /// Pairs that the first one alone has.
    pub first_only: u64,
    /// Pairs that the second one alone has.
    pub second_only: u64,
    /// Two-sided exact conditional p-value: twice the tail of the binomial distribution with ½, at most 1. It never errs
    /// more often than promised.
    pub exact: f64,
    /// The same less the probability of what was seen: mid-p, less conservative (Fagerland, Lydersen and Laake 2013).
    pub mid_p: f64,
}

/// Tests b and c, the pairs that disagree (McNemar 1947; exact form by Fagerland, Lydersen and Laake 2013, BMC Medical
/// Research Methodology 13:91).
///
/// # Errors
/// No pair disagrees: there is nothing to test.
pub fn mcnemar(first_only: u64, second_only: u64) -> Result<McNemar, Undefined> {
    let flips = first_only.saturating_add(second_only);
    if flips == 0 {
        return Err(Undefined::new(Reason::Equal, 0));
    }
    let binomial = Binomial::new(0.5, flips).map_err(|_| Undefined::new(Reason::OutOfRange, flips as usize))?;
    let fewer = first_only.min(second_only);
    let tail = binomial.cdf(fewer);
    let seen = binomial.pmf(fewer);
    // With as many flips on both sides the two tails share what was seen.
    let exact = (2.0 * tail).min(1.0);
    let mid_p = if first_only == second_only { 1.0 - 0.5 * seen } else { 2.0 * tail - seen };
    Ok(McNemar { first_only, second_only, exact, mid_p })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fagerland et al. 2013, table 1 (airway hyper-responsiveness before and after transplantation, b = 1, c = 7), with
    /// exact p = 0.0703 and mid-p = 0.0391; Agresti's approval of a prime minister (b = 150, c = 86), for which
    /// `mcnemar.exact` of R's exact2x2 gives 3.716e-05.
    #[test]
    fn published_values() {
        let few = mcnemar(1, 7).unwrap();
        assert!((few.exact - 0.070_312_5).abs() < 1e-9, "{few:?}");
        assert!((few.mid_p - 0.039_062_5).abs() < 1e-9, "{few:?}");
        let many = mcnemar(150, 86).unwrap();
        assert!((many.exact - 3.715_936e-5).abs() < 1e-10, "{many:?}");
        assert!((many.mid_p - 2.893_390e-5).abs() < 1e-10, "{many:?}");
    }

    /// Both tails summed term by term, for every split of up to 24 flips.
    #[test]
    fn agrees_with_a_sum_over_all_outcomes() {
        for flips in 1_u64..=24 {
            let ways = |k: u64| (0..k).fold(1.0, |product, at| product * (flips - at) as f64 / (at + 1) as f64);
            let share = |k: u64| ways(k) / 2_f64.powi(flips as i32);
            for first in 0..=flips {
                let seen = share(first);
                let as_rare: f64 = (0..=flips).map(share).filter(|p| *p <= seen * (1.0 + 1e-12)).sum();
                let rarer: f64 = (0..=flips).map(share).filter(|p| *p < seen * (1.0 - 1e-12)).sum();
                let found = mcnemar(first, flips - first).unwrap();
                assert!((found.exact - as_rare.min(1.0)).abs() < 1e-12, "{first} of {flips}: {found:?}");
                assert!((found.mid_p - (rarer + as_rare) / 2.0).abs() < 1e-12, "{first} of {flips}: {found:?}");
            }
        }
    }

    #[test]
    fn without_flips_there_is_nothing_to_test() {
        assert_eq!(mcnemar(0, 0), Err(Undefined::new(Reason::Equal, 0)));
        assert_eq!(
            mcnemar(0, 5).unwrap(),
            mcnemar(5, 0).map(|m| McNemar { first_only: 0, second_only: 5, ..m }).unwrap()
        );
    }
}
