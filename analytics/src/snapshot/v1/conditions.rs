//! Under which conditions a model was asked: what was sent with each request, how many at a time, and on which machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The conditions under which the answers of a model were made. What nobody knows is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conditions {
    /// Sampling temperature that was sent; null when none was, so that the server's own held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Seed that was sent; repeat r was sent with seed + r.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// How much the model was asked to think, such as `none` or `high`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thinking: Option<String>,
    /// Further fields of the requests, each with its value as JSON, such as `repeat_penalty`: `1.1`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
    /// The smallest limit on an answer that was sent, in tokens.
    pub max_tokens_low: u32,
    /// The largest limit on an answer that was sent, in tokens.
    pub max_tokens_high: u32,
    /// The context window that the server was asked to open, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_context_tokens: Option<u32>,
    /// The most requests at a time, one value for each that held in some start of the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concurrency: Vec<u32>,
    /// The most servers of one machine that were asked at the same time, this one included; null for a service elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers_at_once: Option<u32>,
    /// The machine of the server, where it is one's own: processor, cores, memory, system, or what somebody called it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<String>,
}

impl Conditions {
    /// As pairs of a name and a text, for tables and pages.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let Self {
            temperature,
            seed,
            thinking,
            extra,
            max_tokens_low,
            max_tokens_high,
            asked_context_tokens,
            concurrency,
            servers_at_once,
            machines,
        } = self;
        let limit = match (max_tokens_low, max_tokens_high) {
            (low, high) if low == high => format!("{low} tokens"),
            (low, high) => format!("{low} to {high} tokens"),
        };
        let joined = |list: &[u32]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let extra: Vec<String> = extra.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        [
            ("Temperature sent", Some(temperature.map_or_else(|| "none".to_owned(), |value| value.to_string()))),
            ("Seed sent", Some(seed.map_or_else(|| "none".to_owned(), |value| value.to_string()))),
            ("Thinking asked for", thinking.clone()),
            ("Other parameters sent", some(extra.join(", "))),
            ("Limit on the answer sent", Some(limit)),
            ("Context asked for", asked_context_tokens.map(|tokens| format!("{tokens} tokens"))),
            ("Requests at a time", some(joined(concurrency))),
            ("Servers of the machine at work at once", servers_at_once.map(|count| count.to_string())),
            ("Machine", some(machines.join("; "))),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_sent_is_said_and_what_nobody_knows_is_left_out() {
        let conditions = Conditions {
            seed: Some(7),
            extra: [("repeat_penalty".to_owned(), "1.1".to_owned())].into(),
            max_tokens_low: 160,
            max_tokens_high: 400,
            concurrency: vec![1, 3],
            ..Conditions::default()
        };
        let lines: Vec<String> = conditions.lines().iter().map(|(name, text)| format!("{name}: {text}")).collect();
        assert_eq!(
            lines,
            [
                "Temperature sent: none",
                "Seed sent: 7",
                "Other parameters sent: repeat_penalty = 1.1",
                "Limit on the answer sent: 160 to 400 tokens",
                "Requests at a time: 1, 3",
            ]
        );
    }
}
