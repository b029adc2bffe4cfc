//! The laws of speed: one stream's generation, prompts, and several streams, as functions of constants.
//!
//! The committed constants stand in `constants.rs`; `cargo xtask fit-speed` makes them from `data/catalog/speed-points.csv`,
//! and a test makes them anew without each source and chip (docs/speed-law.md has the errors).

use super::family::{Backend, Family, Memory};
use super::shape::{AttentionKind, Shape};

/// Terms of the time of an output token; see [`decode_terms`].
pub const DECODE_TERMS: usize = 7;

/// Terms of the logarithm of prompt arithmetic; see [`prefill_terms`].
pub const PREFILL_TERMS: usize = 4 + 8 + 10 + CHIP_COUNT;

/// Terms of the logarithm of attention arithmetic; see [`attention_terms`].
pub const ATTENTION_TERMS: usize = 4 + 8 + 10 + 4 + CHIP_COUNT;

/// Terms of the logarithm of what a further stream costs; see [`stream_terms`].
pub const STREAM_TERMS: usize = 6 + 8;

/// Chips whose own prompt speed was measured; others get what their family and bandwidth say.
pub const CHIP_COUNT: usize = 20;

/// Their names.
pub const CHIPS: [&str; CHIP_COUNT] = [
    "M1 Max",
    "M2 Ultra",
    "M3 Max",
    "M4 Max",
    "M5 Max",
    "GB10",
    "Ryzen AI Max+ 395",
    "Radeon AI PRO R9700",
    "RX 9060 XT",
    "Arc Pro B70",
    "RTX 3070",
    "RTX 3080",
    "RTX 3090",
    "RTX 4000 Ada",
    "RTX 4070 Ti",
    "RTX 4080",
    "RTX 4090",
    "RTX 5000 Ada",
    "L40S",
    "H100 PCIe",
];

/// Ends of the middle 80 % of measured over predicted.
pub type Spread = [f64; 2];

/// Number of classes of [`range_class`].
pub const RANGE_CLASSES: usize = 16;

/// All constants.
#[derive(Debug, Clone, PartialEq)]
pub struct Constants {
    /// Milliseconds of an output token: a row for each family, a column for each term.
    pub decode: [[f64; DECODE_TERMS]; 8],
    /// Logarithm of the TFLOPS with which prompts are read at the start of the context.
    pub prefill: [f64; PREFILL_TERMS],
    /// Logarithm of the TFLOPS of attention over what stands before.
    pub attention: [f64; ATTENTION_TERMS],
    /// Logarithm of the time that each further stream adds, as a share of one stream's.
    pub streams: [f64; STREAM_TERMS],
    /// Range of a generation speed without a measurement.
    pub decode_range: [Spread; RANGE_CLASSES],
    /// Range of a generation speed that is carried from a short context to a long one.
    pub decode_anchored: [Spread; RANGE_CLASSES],
    /// Range of a prompt speed without a measurement.
    pub prefill_range: [Spread; RANGE_CLASSES],
    /// Range of a prompt speed that is carried from a short prompt to a long one.
    pub prefill_anchored: [Spread; RANGE_CLASSES],
    /// Range of what another source or program measures of the same model on the same chip: writing.
    pub decode_tools: Spread,
    /// The same for prompts.
    pub prefill_tools: Spread,
    /// Range of the gain of several streams.
    pub streams_range: [Spread; RANGE_CLASSES],
}

/// Family times kind of model: each has its range.
#[must_use]
pub fn range_class(family: Family, moe: bool) -> usize {
    family.at() * 2 + usize::from(moe)
}

/// Name of a class of memory and kind of model, by which coverage is stated.
#[must_use]
pub fn class_label(memory: Memory, moe: bool) -> String {
    [memory.label(), if moe { ", mixtures of experts" } else { ", dense" }].concat()
}

/// What the terms of generation are made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecodeTerms {
    /// The model.
    pub shape: Shape,
    /// GB of weights read for each token.
    pub read_gb: f64,
    /// Bits of a weight on average; 0 where unknown.
    pub bits: f64,
    /// Memory peak of one card or chip in GB/s.
    pub bandwidth: f64,
    /// GB of cache that a token reads.
    pub cache_gb: f64,
}

/// Terms of one output token, whose sum weighed by a family's constants is its time in milliseconds:
/// thousand layers, those of mixtures, those of hybrids, weights over bandwidth, parts of a mixture that files of few
/// bits keep at eight, cache over bandwidth, and the same for compressed caches.
#[must_use]
pub fn decode_terms(of: &DecodeTerms) -> [f64; DECODE_TERMS] {
    let Shape { moe, attention, layers, active_b, .. } = of.shape;
    let thousand = layers / 1000.0;
    let ms = 1000.0 / of.bandwidth;
    let latent = attention == AttentionKind::Latent;
    let low_bits = if moe && of.bits > 0.0 { (8.5 - of.bits).max(0.0) / 8.0 * active_b } else { 0.0 };
    [
        thousand,
        if moe { thousand } else { 0.0 },
        if attention == AttentionKind::Hybrid { thousand } else { 0.0 },
        of.read_gb * ms,
        low_bits * ms,
        if latent { 0.0 } else { of.cache_gb * ms },
        if latent { of.cache_gb * ms } else { 0.0 },
    ]
}

/// Milliseconds of one output token; None without bandwidth or weights.
#[must_use]
pub fn decode_ms(constants: &Constants, family: Family, of: &DecodeTerms) -> Option<f64> {
    if !(of.bandwidth > 0.0 && of.read_gb > 0.0) {
        return None;
    }
    let ms: f64 = decode_terms(of).iter().zip(&constants.decode[family.at()]).map(|(term, weight)| term * weight).sum();
    (ms.is_finite() && ms > 0.0).then_some(ms)
}

fn chip_at(chip: &str) -> Option<usize> {
    CHIPS.iter().position(|known| *known == chip)
}

/// Terms of prompt arithmetic: constant, bandwidth, mixture, age of the program; family; program; chip.
#[must_use]
pub fn prefill_terms(
    family: Family,
    chip: &str,
    bandwidth: f64,
    moe: bool,
    backend: Backend,
    before_2026: bool,
) -> Vec<(usize, f64)> {
    let mut terms = vec![(0, 1.0), (1, (bandwidth / 400.0).ln())];
    if moe {
        terms.push((2, 1.0));
    }
    // The kernels of AMD's and Intel's cards were new in 2025.
    if before_2026 && matches!(family, Family::StrixHalo | Family::AmdCard | Family::IntelCard) {
        terms.push((3, 1.0));
    }
    terms.push((4 + family.at(), 1.0));
    terms.push((12 + backend.code(), 1.0));
    terms.extend(chip_at(chip).map(|at| (22 + at, 1.0)));
    terms
}

/// Terms of attention arithmetic: constant, bandwidth, arithmetic at the start of the context (`tflops`), mixture;
/// family; program; kind of attention; chip.
#[must_use]
pub fn attention_terms(
    family: Family,
    chip: &str,
    bandwidth: f64,
    shape: &Shape,
    backend: Backend,
    tflops: f64,
) -> Vec<(usize, f64)> {
    let mut terms = vec![(0, 1.0), (1, (bandwidth / 400.0).ln()), (2, (tflops / 10.0).ln())];
    if shape.moe {
        terms.push((3, 1.0));
    }
    terms.push((4 + family.at(), 1.0));
    terms.push((12 + backend.code(), 1.0));
    terms.push((22 + shape.attention.code(), 1.0));
    terms.extend(chip_at(chip).map(|at| (26 + at, 1.0)));
    terms
}

/// Terms of what a further stream costs: constant, mixture, context, hybrid, serving engine, mixture on an engine; family.
#[must_use]
pub fn stream_terms(family: Family, shape: &Shape, depth: f64, backend: Backend) -> Vec<(usize, f64)> {
    let mut terms = vec![(0, 1.0), (2, (1.0 + depth.max(0.0) / 4096.0).ln())];
    if shape.moe {
        terms.push((1, 1.0));
    }
    if shape.attention == AttentionKind::Hybrid {
        terms.push((3, 1.0));
    }
    if backend == Backend::Vllm {
        terms.push((4, 1.0));
        if shape.moe {
            terms.push((5, 1.0));
        }
    }
    terms.push((6 + family.at(), 1.0));
    terms
}

fn dot(constants: &[f64], terms: &[(usize, f64)]) -> f64 {
    terms.iter().map(|(at, value)| constants.get(*at).copied().unwrap_or(0.0) * value).sum()
}

/// Seconds for a prompt token as a line over its position: at the start, and what each token before it adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PromptLine {
    /// Seconds for the first token.
    pub start: f64,
    /// Seconds more for each token before.
    pub slope: f64,
}

/// The law of prompts: `start = 2·active/F`, `slope = 4·full_layers·query_dim/Fa`; None without bandwidth or parameters.
#[must_use]
pub fn prompt_line(
    constants: &Constants,
    family: Family,
    chip: &str,
    bandwidth: f64,
    shape: &Shape,
    backend: Backend,
) -> Option<PromptLine> {
    if !(bandwidth > 0.0 && shape.active_b > 0.0) {
        return None;
    }
    let flops =
        dot(&constants.prefill, &prefill_terms(family, chip, bandwidth, shape.moe, backend, false)).exp() * 1e12;
    let start = 2.0 * shape.active_b * 1e9 / flops;
    let slope = prompt_slope(constants, family, chip, bandwidth, shape, backend, start);
    (start.is_finite() && start > 0.0 && slope.is_finite()).then_some(PromptLine { start, slope })
}

/// Seconds that each token before adds to a prompt token; `start` is the time of a token of a short prompt, measured or
/// by the law: what reads prompts fast reads them fast at depth too.
#[must_use]
pub fn prompt_slope(
    constants: &Constants,
    family: Family,
    chip: &str,
    bandwidth: f64,
    shape: &Shape,
    backend: Backend,
    start: f64,
) -> f64 {
    let tflops = 2.0 * shape.active_b * 1e9 / start / 1e12;
    let terms = attention_terms(family, chip, bandwidth, shape, backend, tflops);
    shape.attention_flops() / (dot(&constants.attention, &terms).exp() * 1e12)
}

/// What each further stream adds to the time of a step, as a share of one stream's; `gain(n) = n/(1 + g·(n − 1))`.
#[must_use]
pub fn stream_cost(constants: &Constants, family: Family, shape: &Shape, depth: f64, backend: Backend) -> f64 {
    dot(&constants.streams, &stream_terms(family, shape, depth, backend)).exp().min(1.0)
}

/// Output of `streams` over that of one when each further one costs `cost`.
#[must_use]
pub fn gain(cost: f64, streams: f64) -> f64 {
    streams / (1.0 + cost * (streams - 1.0))
}
