//! Scales: from a value to a place, with the ticks that belong to it.

/// A scale from a domain of values to a range of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl Scale {
    /// Equal differences are equally far apart.
    #[must_use]
    pub const fn linear(domain: (f64, f64), range: (f64, f64)) -> Self {
        Self { low: domain.0, high: domain.1, from: range.0, to: range.1, logarithmic: false }
    }

    /// Equal ratios are equally far apart. The domain must be positive.
    #[must_use]
    pub fn logarithmic(domain: (f64, f64), range: (f64, f64)) -> Self {
        Self { low: domain.0.ln(), high: domain.1.ln(), from: range.0, to: range.1, logarithmic: true }
    }

    /// The place of a value.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        let value = if self.logarithmic { value.ln() } else { value };
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }
}

/// 1, 2 and 5 times the powers of ten within the domain.
#[must_use]
pub fn log_ticks(domain: (f64, f64)) -> Vec<f64> {
    let mut ticks = Vec::new();
    let mut power = 0.001;
    while power <= domain.1 {
        ticks.extend(
            [1.0, 2.0, 5.0].map(|step| step * power).into_iter().filter(|tick| *tick >= domain.0 && *tick <= domain.1),
        );
        power *= 10.0;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_the_domain_are_ends_of_the_range() {
        for scale in [Scale::linear((2.0, 4.0), (10.0, 0.0)), Scale::logarithmic((2.0, 4.0), (10.0, 0.0))] {
            assert!((scale.place(2.0) - 10.0).abs() < 1e-9);
            assert!(scale.place(4.0).abs() < 1e-9);
        }
        assert!((Scale::logarithmic((1.0, 100.0), (0.0, 2.0)).place(10.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn ticks_of_a_log_axis() {
        let ticks: Vec<i64> = log_ticks((4.0, 600.0)).into_iter().map(|tick| tick.round() as i64).collect();
        assert_eq!(ticks, [5, 10, 20, 50, 100, 200, 500]);
    }
}
