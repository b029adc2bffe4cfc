//! Prompt processing: bound by arithmetic, not by memory.
//!
//! `tok/s = F_eff/(2·N_active)`, times 0.6 for a mixture of experts (cost and speed models, "Speed").

/// Effective arithmetic of a chip, in TFLOPS.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effective {
    /// Chip, as the catalogue names it.
    pub chip: &'static str,
    /// TFLOPS.
    pub tflops: f64,
    /// How far an estimate may be off, as a share of it.
    pub spread: f64,
    /// Where it comes from.
    pub basis: &'static str,
}

const LISTED: &str = "listed with the law";
const DERIVED: &str = "worked back from published prompt speeds of this catalogue";

/// The reference lists six chips with ~20 % (dense) to 40 % (MoE) of error. The others are worked back from the
/// catalogue's measurements: the middle of `tok/s · 2·N_active` (over 0.6 for MoE), which scatter by a factor of two.
const CHIPS: [Effective; 12] = [
    Effective { chip: "M4", tflops: 3.6, spread: 0.4, basis: LISTED },
    Effective { chip: "M4 Pro", tflops: 6.6, spread: 0.4, basis: LISTED },
    Effective { chip: "M3 Max", tflops: 10.0, spread: 0.4, basis: LISTED },
    Effective { chip: "M2 Ultra", tflops: 16.5, spread: 0.4, basis: LISTED },
    Effective { chip: "RTX 3090", tflops: 62.0, spread: 0.4, basis: LISTED },
    Effective { chip: "RTX 4090", tflops: 111.0, spread: 0.4, basis: LISTED },
    Effective { chip: "M4 Max", tflops: 9.4, spread: 0.6, basis: DERIVED },
    Effective { chip: "M5 Max", tflops: 24.4, spread: 0.6, basis: DERIVED },
    Effective { chip: "M3 Ultra", tflops: 22.9, spread: 0.6, basis: DERIVED },
    Effective { chip: "GB10", tflops: 37.0, spread: 0.6, basis: DERIVED },
    Effective { chip: "Ryzen AI Max+ 395", tflops: 8.8, spread: 0.6, basis: DERIVED },
    Effective { chip: "RTX 5090", tflops: 124.5, spread: 0.6, basis: DERIVED },
];

/// What is known of a chip; None where nobody published a prompt speed.
#[must_use]
pub fn effective_tflops(chip: &str) -> Option<Effective> {
    CHIPS.iter().find(|known| known.chip == chip).copied()
}

/// Prompt tokens per second; None for a chip that nobody measured or a model without parameters.
#[must_use]
pub fn prefill_estimate(chip: &str, active_params_b: f64, moe: bool) -> Option<f64> {
    let flops = effective_tflops(chip)?.tflops * 1e12 * if moe { 0.6 } else { 1.0 };
    let speed = flops / (2.0 * active_params_b * 1e9);
    (active_params_b > 0.0 && speed.is_finite()).then_some(speed)
}
