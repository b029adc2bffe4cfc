//! A speed with its range, where it comes from, and the program that it holds for.

use super::family::Backend;

/// Where a speed comes from, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The reader entered it.
    Entered,
    /// A run of this project on this machine.
    OwnRun,
    /// Somebody measured it on the same chip near this context.
    Measured,
    /// A measurement at another context, carried to this one by the law.
    Anchored,
    /// The law alone.
    Law,
}

impl Basis {
    /// The word that pages show.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::OwnRun => "measured in a run of this project",
            Self::Measured => "measured by others",
            Self::Anchored => "measured by others at another context, carried to this one by the law",
            Self::Law => "estimated",
        }
    }
}

/// A figure with its range of 80 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Where it comes from.
    pub basis: Basis,
    /// The program that it holds for: another can be a tenth slower at writing and three times at reading prompts.
    pub backend: Backend,
    /// Measurements behind it; 0 for the law alone.
    pub measurements: u32,
}

impl Estimate {
    /// The same figure in another unit that is its inverse, such as seconds for so many tokens.
    #[must_use]
    pub fn inverse(self, of: f64) -> Self {
        Self { value: of / self.value, low: of / self.high, high: of / self.low, ..self }
    }

    /// Every end multiplied.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, low: self.low * factor, high: self.high * factor, ..self }
    }
}
