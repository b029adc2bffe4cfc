//! Whether an open loop asks for more than the server can do: waits and requests in flight both grow.

use super::request::Request;
use crate::stats::estimate::t_quantile;

/// Before so many milliseconds a rise is only the ramp.
const SHORTEST_MS: f64 = 30_000.0;
/// Fewer requests have no slope to speak of.
const FEWEST: usize = 10;

/// Whether, after at least 30 s, both the time to the first token and the requests in flight rise with time: the lower end
/// of the 95 % interval of each least-squares slope is above 0 (GuideLLM's rule).
#[must_use]
pub fn is_oversaturated(requests: &[Request], in_flight: &[(f64, u32)]) -> bool {
    let waits: Vec<(f64, f64)> =
        requests.iter().filter_map(|request| Some((request.sent_ms, request.first_text_ms?))).collect();
    let lasting = |points: &[(f64, f64)]| {
        let times = || points.iter().map(|point| point.0);
        points.len() >= FEWEST
            && times().reduce(f64::max).zip(times().reduce(f64::min)).is_some_and(|(a, b)| a - b >= SHORTEST_MS)
    };
    let flying: Vec<(f64, f64)> = in_flight.iter().map(|(at, count)| (*at, f64::from(*count))).collect();
    lasting(&waits) && lasting(&flying) && rises(&waits) && rises(&flying)
}

/// Whether the lower end of the slope's two-sided 95 % interval is positive.
fn rises(points: &[(f64, f64)]) -> bool {
    let n = points.len() as f64;
    let (mean_x, mean_y) =
        (points.iter().map(|point| point.0).sum::<f64>() / n, points.iter().map(|point| point.1).sum::<f64>() / n);
    let xx: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let xy: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    if xx <= 0.0 || points.len() < 3 {
        return false;
    }
    let slope = xy / xx;
    let residual: f64 = points.iter().map(|(x, y)| (y - mean_y - slope * (x - mean_x)).powi(2)).sum();
    let error = (residual / (n - 2.0) / xx).sqrt();
    t_quantile(0.975, points.len() - 2).is_some_and(|t| slope - t * error > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: f64, ttft: f64) -> Request {
        Request { sent_ms: second * 1e3, first_text_ms: Some(ttft), ..Request::default() }
    }

    #[test]
    fn growing_waits_and_a_growing_crowd() {
        let growing: Vec<Request> = (0..40).map(|s| at(f64::from(s), 100.0 + 50.0 * f64::from(s))).collect();
        let steady: Vec<Request> = (0..40).map(|s| at(f64::from(s), 100.0 + f64::from(s % 5))).collect();
        let crowd: Vec<(f64, u32)> = (0..40).map(|s| (f64::from(s) * 1e3, 1 + s / 4)).collect();
        let calm: Vec<(f64, u32)> = (0..40).map(|s| (f64::from(s) * 1e3, 2 + s % 3)).collect();
        assert!(is_oversaturated(&growing, &crowd));
        assert!(!is_oversaturated(&steady, &crowd) && !is_oversaturated(&growing, &calm));
        assert!(!is_oversaturated(&growing[..20], &crowd[..20]), "20 s are the ramp");
    }
}
