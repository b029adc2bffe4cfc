//! When requests of an open loop arrive.

use crate::stats::random::Draws;

/// Arrival times in milliseconds of a Poisson process with so many requests per second: exponential gaps by inversion,
/// −ln(1−u)/λ (Devroye 1986, chapter II.2), from seeded draws, so that the same seed gives the same load.
#[must_use]
pub fn poisson_ms(per_s: f64, count: usize, seed: u64) -> Vec<f64> {
    let mut draws = Draws::new(seed, 0);
    let mut now = 0.0;
    let mut arrivals = Vec::with_capacity(count);
    if !(per_s > 0.0 && per_s.is_finite()) {
        return arrivals;
    }
    for _ in 0..count {
        // 53 bits: every double of that spacing in [0, 1) is equally likely, and 1−u is never 0.
        let uniform = (draws.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        now += -(1.0 - uniform).ln() / per_s * 1e3;
        arrivals.push(now);
    }
    arrivals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_exponential() {
        let arrivals = poisson_ms(4.0, 20_000, 7);
        let mut gaps: Vec<f64> =
            std::iter::once(arrivals[0]).chain(arrivals.windows(2).map(|pair| pair[1] - pair[0])).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        // Mean 250 ms with a standard error of 250/√20000 = 1.77 ms.
        assert!((mean - 250.0).abs() < 3.0 * 1.77, "{mean}");
        // Kolmogorov's distance to 1−exp(−t/250): 1.63/√n is the 1 % point.
        gaps.sort_by(f64::total_cmp);
        let n = gaps.len() as f64;
        let distance = gaps
            .iter()
            .enumerate()
            .map(|(at, gap)| {
                let theory = 1.0 - (-gap / 250.0).exp();
                (theory - at as f64 / n).abs().max(((at + 1) as f64 / n - theory).abs())
            })
            .fold(0.0, f64::max);
        assert!(distance < 1.63 / n.sqrt(), "{distance}");
        // Counts per second have the variance of their mean, which tells a Poisson process from an even beat.
        let seconds = (arrivals[arrivals.len() - 1] / 1e3) as usize;
        let mut counts = vec![0.0_f64; seconds + 1];
        arrivals.iter().for_each(|at| counts[(at / 1e3) as usize] += 1.0);
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (counts.len() - 1) as f64;
        assert!((variance / mean - 1.0).abs() < 0.1, "{mean} {variance}");
    }

    #[test]
    fn the_same_seed_gives_the_same_load_and_no_rate_gives_none() {
        assert_eq!(poisson_ms(2.0, 50, 3), poisson_ms(2.0, 50, 3));
        assert_ne!(poisson_ms(2.0, 50, 3), poisson_ms(2.0, 50, 4));
        assert!(poisson_ms(0.0, 5, 1).is_empty() && poisson_ms(f64::NAN, 5, 1).is_empty());
    }
}
