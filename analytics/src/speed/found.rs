//! The best that is known about a speed: measured before estimated.

/// Where a speed comes from, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The reader entered it.
    Entered,
    /// A run of this project on this machine.
    OwnRun,
    /// Somebody measured it on the same machine or one with the same chip.
    Measured,
    /// A measurement with a short context, slowed down by the law for this one.
    MeasuredShort,
    /// The law alone.
    Estimated,
}

impl Basis {
    /// The word that pages show.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::OwnRun => "measured in a run of this project",
            Self::Measured => "measured by others",
            Self::MeasuredShort => "measured by others with a short context, slowed down by the law",
            Self::Estimated => "estimated",
        }
    }
}

/// A speed with its range and basis, in tokens per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The value.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Where it comes from.
    pub basis: Basis,
}

/// A measurement that fits the machine, the model and the format.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Tokens per second.
    pub value: f64,
    /// Tokens in the context; 0 for a short one.
    pub context_tokens: u64,
    /// Whether a run of this project gave it.
    pub own: bool,
}

/// Contexts that differ by less than this are the same.
const SAME_CONTEXT: u64 = 8_192;

/// The best value for a context: a measurement near it, a short one slowed down by the law, else the estimate.
///
/// `estimate` is the law at this context, `at_short` at a short one. Tools alone differ by 20 to 30 %, so a single
/// measurement carries 20 %; several carry the range that they span, and 20 % at least.
#[must_use]
pub fn best(
    measured: &[Measured],
    context_tokens: u64,
    estimate: Option<f64>,
    at_short: Option<f64>,
    spread: f64,
) -> Option<Found> {
    let usable = |near: &dyn Fn(&Measured) -> bool| -> Option<(f64, f64, f64, bool)> {
        let near: Vec<&Measured> =
            measured.iter().filter(|m| m.value > 0.0 && m.value.is_finite() && near(m)).collect();
        let own = near.iter().any(|m| m.own);
        let values: Vec<f64> = near.iter().filter(|m| m.own == own).map(|m| m.value).collect();
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        let middle = values.iter().sum::<f64>() / values.len() as f64;
        Some((middle, low.min(middle * 0.8), high.max(middle * 1.2), own))
    };
    if let Some((value, low, high, own)) = usable(&|m| m.context_tokens.abs_diff(context_tokens) <= SAME_CONTEXT) {
        return Some(Found { value, low, high, basis: if own { Basis::OwnRun } else { Basis::Measured } });
    }
    if let (Some((value, low, high, _)), Some(now), Some(short)) =
        (usable(&|m| m.context_tokens <= SAME_CONTEXT), estimate, at_short)
        && short > 0.0
    {
        let slower = now / short;
        return Some(Found {
            value: value * slower,
            low: low * slower * 0.8,
            high: high * slower,
            basis: Basis::MeasuredShort,
        });
    }
    let value = estimate.filter(|value| value.is_finite() && *value > 0.0)?;
    Some(Found { value, low: value * (1.0 - spread), high: value * (1.0 + spread), basis: Basis::Estimated })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(value: f64, context_tokens: u64) -> Measured {
        Measured { value, context_tokens, own: false }
    }

    #[test]
    fn a_measurement_replaces_the_estimate() {
        let rows = [at(81.34, 0), at(74.3, 0), at(58.31, 21_000)];
        let short = best(&rows, 4_096, Some(60.0), Some(70.0), 0.4).unwrap();
        assert_eq!((short.value, short.basis), (77.82, Basis::Measured));
        let deep = best(&rows, 21_000, Some(60.0), Some(70.0), 0.4).unwrap();
        assert_eq!((deep.value, deep.basis), (58.31, Basis::Measured));
        let deeper = best(&rows, 100_000, Some(35.0), Some(70.0), 0.4).unwrap();
        assert_eq!((deeper.value, deeper.basis), (38.91, Basis::MeasuredShort));
        assert_eq!(best(&[], 0, Some(70.0), Some(70.0), 0.4).unwrap().basis, Basis::Estimated);
        assert_eq!(best(&[], 0, None, None, 0.4), None);
    }

    #[test]
    fn an_own_run_replaces_everybody_elses() {
        let rows = [at(81.34, 0), Measured { value: 60.0, context_tokens: 0, own: true }];
        let found = best(&rows, 0, Some(70.0), Some(70.0), 0.4).unwrap();
        assert_eq!((found.value, found.basis), (60.0, Basis::OwnRun));
    }
}
