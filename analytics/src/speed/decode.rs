//! Generation: a fixed time per token plus the time to read what a token needs.
//!
//! `ms = a + b·[MoE] + 1000·GB/(0.75·GB/s)`, fitted on 38 published points (cost and speed models, "Speed").

use crate::catalog::MachineKind;
use crate::memory::{KvPrecision, KvShape};

/// Which constants of the fit hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Apple silicon: a = 2.9 ms, b = 3.0 ms.
    Apple,
    /// NVIDIA cards and the GB10: a = 1.6 ms, b = 0.4 ms.
    Nvidia,
    /// A processor without a GPU: a = 0, b = 0.
    Cpu,
    /// Anything else: a = 0, b = 0. No point of the fit comes from such a machine.
    Other,
}

impl Platform {
    /// The platform of a machine of the catalogue.
    #[must_use]
    pub fn of(kind: MachineKind, chip: Option<&str>) -> Self {
        match kind {
            MachineKind::AppleUnified => Self::Apple,
            MachineKind::DiscreteGpu => Self::Nvidia,
            MachineKind::Unified if chip == Some("GB10") => Self::Nvidia,
            MachineKind::Unified => Self::Other,
            MachineKind::Cpu => Self::Cpu,
        }
    }

    /// Fixed milliseconds per token.
    const fn fixed_ms(self, moe: bool) -> f64 {
        match self {
            Self::Apple => 2.9 + if moe { 3.0 } else { 0.0 },
            Self::Nvidia => 1.6 + if moe { 0.4 } else { 0.0 },
            Self::Cpu | Self::Other => 0.0,
        }
    }
}

/// What decides the speed of generation.
#[derive(Debug, Clone, Copy)]
pub struct DecodeInput {
    /// Whose constants hold.
    pub platform: Platform,
    /// Mixture of experts.
    pub moe: bool,
    /// Weights that a token reads, in bytes.
    pub read_bytes: f64,
    /// Bandwidth of the memory for one stream, in GB/s.
    pub bandwidth: f64,
    /// The key/value cache and the tokens in it; None leaves the context out.
    pub context: Option<(KvShape, u64)>,
}

const EFFICIENCY: f64 = 0.75;

/// How much more a byte of the cache costs on Apple silicon than a byte of weights, unless the attention is plain.
///
/// Own fit on six published pairs of a short and a 21,000-token context (M4 Max and M5 Max; gpt-oss-120b,
/// GLM-4.7-Flash, Qwen3-Coder-Next): 1.3 to 3.6, mean 2.4. Elsewhere a byte is a byte.
const APPLE_CACHE_COST: f64 = 2.4;

impl DecodeInput {
    /// Bytes of the cache that a token reads, weighed by what they cost.
    fn cache_bytes(&self) -> f64 {
        let Some((shape, tokens)) = self.context else { return 0.0 };
        let bytes = shape.bytes(tokens, KvPrecision::F16) - shape.state;
        bytes * if self.platform == Platform::Apple && !shape.plain { APPLE_CACHE_COST } else { 1.0 }
    }

    /// Milliseconds of one step for so many streams at once.
    fn step_ms(&self, streams: f64, weights: f64) -> Option<f64> {
        let gigabytes = (weights + self.cache_bytes() * streams) / 1e9;
        let ms = self.platform.fixed_ms(self.moe) + 1000.0 * gigabytes / (EFFICIENCY * self.bandwidth);
        (self.read_bytes > 0.0 && self.bandwidth > 0.0 && ms.is_finite() && ms > 0.0).then_some(ms)
    }
}

/// Output tokens per second of one stream; None without bandwidth or bytes.
#[must_use]
pub fn decode_estimate(input: &DecodeInput) -> Option<f64> {
    input.step_ms(1.0, input.read_bytes).map(|ms| 1000.0 / ms)
}

/// How far an estimate may be off, as a share of it: 25 % dense, 40 % MoE, 50 % where no point of the fit is from such a machine.
#[must_use]
pub const fn spread(platform: Platform, moe: bool) -> f64 {
    match (platform, moe) {
        (Platform::Other, _) => 0.5,
        (_, true) => 0.4,
        (_, false) => 0.25,
    }
}

/// Output of several streams over that of one, by the same law.
///
/// A dense model reads its weights once for all streams. Of a mixture each stream is taken to read experts of its own,
/// up to all of them (`file_bytes`), so the gain is a lower bound. Not fitted: the one published point, gpt-oss-120b on
/// an RTX PRO 6000 with four streams, is 361 tokens per second together.
#[must_use]
pub fn batch_gain(input: &DecodeInput, file_bytes: f64, streams: u32) -> Option<f64> {
    let streams = f64::from(streams.max(1));
    let weights =
        if input.moe { (input.read_bytes * streams).min(file_bytes.max(input.read_bytes)) } else { input.read_bytes };
    Some(streams * input.step_ms(1.0, input.read_bytes)? / input.step_ms(streams, weights)?)
}
