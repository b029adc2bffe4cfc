//! Sums that several statistics share. All of them return 0 for no values; callers check n first.

/// Sizes up to this, relative to values around 1, are rounding and count as 0.
const ROUNDING: f64 = 1e-12;

/// Whether `size` is only the rounding error of arithmetic on values as large as `scale`.
pub(super) fn negligible(size: f64, scale: f64) -> bool {
    size.abs() <= ROUNDING * scale.abs().max(1.0)
}

/// Arithmetic mean.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Σ(x−x̄)(y−ȳ) over lists of equal length.
pub(super) fn cross(x: &[f64], y: &[f64]) -> f64 {
    let (mean_x, mean_y) = (mean(x), mean(y));
    x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
}

/// Sample covariance with n−1 in the denominator; 0 for fewer than two values.
pub(super) fn covariance(x: &[f64], y: &[f64]) -> f64 {
    if x.len() < 2 { 0.0 } else { cross(x, y) / (x.len() as f64 - 1.0) }
}

/// Sample variance with n−1 in the denominator; 0 for fewer than two values.
pub(super) fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}
