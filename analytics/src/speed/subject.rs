//! What a speed is asked of: a model on a machine, with what was measured of the pair.

use super::family::{Backend, Family};
use super::points::Measure;
use super::shape::Shape;
use crate::memory::KvPrecision;

/// A measurement of the model on the chip.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Measured {
    /// What was measured.
    pub measure: Measure,
    /// Tokens per second; of all streams together where there are several.
    pub tok_per_s: f64,
    /// Tokens in the context before the measured part.
    pub depth: f64,
    /// Tokens of the prompt whose reading was measured; for several streams those in each context.
    pub prompt: f64,
    /// Streams at once.
    pub streams: u32,
    /// The program.
    pub backend: Backend,
    /// Whether a run of this project gave it.
    pub own: bool,
}

/// A model on a machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Subject<'a> {
    /// Family of the chip.
    pub family: Family,
    /// Chip, as the catalogue names it.
    pub chip: &'a str,
    /// Memory peak of one card or chip in GB/s; 0 where unknown.
    pub bandwidth: f64,
    /// The model.
    pub shape: Shape,
    /// GB of weights read for each token.
    pub read_gb: f64,
    /// Bits of a weight; 0 where the reading is known part by part.
    pub bits: f64,
    /// Precision of the cache.
    pub kv: KvPrecision,
    /// What was measured of this model and format on this chip.
    pub measured: &'a [Measured],
}

impl Subject<'_> {
    /// Rows of one measure and one stream, or of several: own runs alone where there are any.
    pub(super) fn rows(&self, measure: Measure) -> Vec<Measured> {
        let usable = |row: &&Measured| row.measure == measure && row.tok_per_s > 0.0 && row.tok_per_s.is_finite();
        let own = self.measured.iter().filter(usable).any(|row| row.own);
        self.measured.iter().filter(usable).filter(|row| row.own == own).copied().collect()
    }

    /// A name without its number of cards: the law is that of one card.
    pub(super) fn one_chip(&self) -> &str {
        self.chip.split_once("x ").map_or(self.chip, |(_, chip)| chip)
    }
}
