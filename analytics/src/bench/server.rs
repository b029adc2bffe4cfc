//! The server's own figures of a level, beside the client's.

use serde::{Deserialize, Serialize};

use super::quantiles::Spread;
use super::request::Request;

/// What the server says of the requests that count.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerSide {
    /// Milliseconds in which it read a prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_ms: Option<Spread>,
    /// Output tokens per second of a stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decode_tok_per_s: Option<Spread>,
    /// Tokens of all prompts that came from its cache; null where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<u64>,
    /// Accepted over proposed tokens of a draft model or head; null where nothing was drafted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_acceptance: Option<f64>,
    /// Slots at work in a decode step, as llama-server's metrics give it for the time of the level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busy_slots: Option<f64>,
}

impl ServerSide {
    /// What the server says of these requests.
    #[must_use]
    pub fn of(requests: &[&Request]) -> Self {
        let spread = |figure: fn(&Request) -> Option<f64>| Spread::of(requests.iter().filter_map(|r| figure(r)));
        let sum = |count: fn(&Request) -> Option<u64>| {
            requests.iter().filter_map(|request| count(request)).reduce(|a, b| a.saturating_add(b))
        };
        let drafted = sum(|request| request.server.drafted).filter(|drafted| *drafted > 0);
        Self {
            prompt_ms: spread(|request| request.server.prompt_ms),
            decode_tok_per_s: spread(|request| request.server.decode_tok_per_s),
            cached_tokens: sum(|request| request.server.cached_tokens),
            draft_acceptance: drafted
                .zip(sum(|request| request.server.accepted))
                .map(|(drafted, accepted)| accepted as f64 / drafted as f64),
            busy_slots: None,
        }
    }
}
