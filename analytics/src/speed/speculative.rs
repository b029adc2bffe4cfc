//! Speculative decoding: a draft is checked in one step, and what is accepted comes for almost nothing.

/// How a draft is made and how much of it is accepted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speculative {
    /// Tokens that are drafted for each step.
    pub draft_tokens: u32,
    /// Share of the drafted tokens that the model accepts, 0 to 1, as llama.cpp prints it.
    pub acceptance: f64,
}

/// What a drafted token adds to a step, as a share of it: a dense model only computes it, a mixture reads other experts.
///
/// Fitted to eight published pairs (Ryzen AI Max+ 395, Qwen3.6-27B and 35B-A3B with their own prediction heads, two and
/// three tokens, ROCm and Vulkan; see docs/speed-law.md).
const DENSE_COST: f64 = 0.18;
const MIXTURE_COST: f64 = 0.45;

impl Speculative {
    /// Output with the draft over output without: `(1 + k·a)/(1 + c·k)`, below 1 when too little is accepted.
    #[must_use]
    pub fn factor(self, moe: bool) -> f64 {
        let tokens = f64::from(self.draft_tokens);
        let cost = if moe { MIXTURE_COST } else { DENSE_COST };
        (1.0 + tokens * self.acceptance.clamp(0.0, 1.0)) / (1.0 + cost * tokens)
    }
}
