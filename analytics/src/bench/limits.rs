//! What a request must keep to count for goodput.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::request::Request;

/// Limits in milliseconds; a request that misses one of them does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// Longest time to the first token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttft_ms: Option<f64>,
    /// Longest mean time between two output tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub itl_ms: Option<f64>,
    /// Longest time to the end of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e2e_ms: Option<f64>,
}

/// A limit that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no limit: write ttft:2000,itl:100,e2e:30000 (milliseconds), one or several of them")]
pub struct LimitsError(String);

impl FromStr for Limits {
    type Err = LimitsError;

    fn from_str(text: &str) -> Result<Self, LimitsError> {
        let mut limits = Self::default();
        for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
            let wrong = || LimitsError(part.to_owned());
            let (name, value) = part.split_once(':').ok_or_else(wrong)?;
            let value: f64 = value.trim_end_matches("ms").parse().map_err(|_| wrong())?;
            if !(value.is_finite() && value > 0.0) {
                return Err(wrong());
            }
            match name {
                "ttft" => limits.ttft_ms = Some(value),
                // vLLM and AIPerf call the same figure TPOT.
                "itl" | "tpot" => limits.itl_ms = Some(value),
                "e2e" | "e2el" => limits.e2e_ms = Some(value),
                _ => return Err(wrong()),
            }
        }
        if limits == Self::default() { Err(LimitsError(text.to_owned())) } else { Ok(limits) }
    }
}

impl Limits {
    /// Whether an answered request kept all of them. What was not measured is not kept.
    #[must_use]
    pub fn are_kept(&self, request: &Request) -> bool {
        let within = |limit: Option<f64>, value: Option<f64>| {
            limit.is_none_or(|limit| value.is_some_and(|value| value <= limit))
        };
        request.is_answered()
            && within(self.ttft_ms, request.first_text_ms)
            && within(self.itl_ms, request.inter_token_ms())
            && within(self.e2e_ms, Some(request.end_ms))
    }
}
