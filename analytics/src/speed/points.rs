//! Published points of generation speed: those of the fit that the reference lists.
//!
//! The fit was made on 38 points; the reference lists these 23 of them (16 Apple, 5 NVIDIA, 2 processor), so the stated
//! leave-one-out errors (17 %, dense 14 %, MoE 23 %) belong to a larger set than the one here.

use super::Platform;

/// A published measurement with what the law needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Chip.
    pub chip: &'static str,
    /// Constants.
    pub platform: Platform,
    /// Bandwidth in GB/s.
    pub bandwidth: f64,
    /// Model and format.
    pub model: &'static str,
    /// GB read per token.
    pub gigabytes: f64,
    /// Mixture of experts.
    pub moe: bool,
    /// Measured output tokens per second.
    pub tok_per_s: f64,
}

const fn point(
    platform: Platform,
    chip: &'static str,
    bandwidth: f64,
    model: &'static str,
    gigabytes: f64,
    moe: bool,
    tok_per_s: f64,
) -> Point {
    Point { chip, platform, bandwidth, model, gigabytes, moe, tok_per_s }
}

use Platform::{Apple, Cpu, Nvidia};

/// The points, as cost-and-speed-models lists them.
pub const POINTS: [Point; 23] = [
    point(Apple, "M4", 120.0, "Llama 3.1 8B", 4.92, false, 20.87),
    point(Apple, "M4", 120.0, "Llama 3.2 3B", 2.02, false, 41.31),
    point(Apple, "M4", 120.0, "Qwen3-14B, MLX 4-bit", 8.31, false, 10.68),
    point(Apple, "M4 Pro", 273.0, "Nemotron Nano 8B", 4.92, false, 46.61),
    point(Apple, "M4 Max", 546.0, "Llama 3.2 1B", 0.81, false, 184.2),
    point(Apple, "M4 Max", 546.0, "Qwen3.6-27B", 16.5, false, 22.0),
    point(Apple, "M5 Max", 614.0, "Llama 3.2 3B", 2.02, false, 161.8),
    point(Apple, "M5 Max", 614.0, "Llama 3.1 8B", 4.92, false, 89.26),
    point(Apple, "M3 Ultra", 819.0, "DeepSeek-R1 14B", 8.99, false, 51.85),
    point(Apple, "M3 Ultra", 819.0, "Llama 3.1 70B", 42.5, false, 14.08),
    point(Apple, "M3 Max", 400.0, "Llama 3 8B", 4.92, false, 50.74),
    point(Apple, "M4 Max", 546.0, "gpt-oss-120b", 3.53, true, 74.3),
    point(Apple, "M3 Ultra", 819.0, "gpt-oss-20b", 2.56, true, 115.29),
    point(Apple, "M4 Pro", 273.0, "gpt-oss-20b", 2.56, true, 66.51),
    point(Apple, "M5 Pro", 307.0, "Qwen3-Coder-Next", 2.3, true, 61.42),
    point(Apple, "M5 Max", 614.0, "GLM-4.7-Flash", 2.2, true, 84.63),
    point(Nvidia, "RTX 4090", 1008.0, "Llama 3 8B", 4.92, false, 127.74),
    point(Nvidia, "RTX 4090", 1008.0, "DeepSeek-R1 14B", 8.99, false, 92.49),
    point(Nvidia, "RTX 5090", 1792.0, "Qwen3.6-27B", 16.5, false, 69.89),
    point(Nvidia, "RTX 4090", 1008.0, "gpt-oss-20b", 2.56, true, 279.65),
    point(Nvidia, "GB10", 273.0, "Qwen3-Coder-Next", 2.3, true, 58.14),
    point(Cpu, "Raspberry Pi 5", 17.1, "Llama 3.2 3B", 2.02, false, 4.75),
    point(Cpu, "Raspberry Pi 5", 17.1, "DeepSeek-R1 14B", 8.99, false, 1.2),
];

impl Point {
    /// What the law says, in tokens per second.
    #[must_use]
    pub fn estimate(&self) -> Option<f64> {
        super::decode_estimate(&super::DecodeInput {
            platform: self.platform,
            moe: self.moe,
            read_bytes: self.gigabytes * 1e9,
            bandwidth: self.bandwidth,
            context: None,
        })
    }
}
