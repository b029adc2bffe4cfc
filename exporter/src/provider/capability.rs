//! Remembers which optional features a server rejected for a model, so that each is tried once.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// A feature that a request can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    /// `stream_options`, which asks for usage at the end of the stream.
    StreamOptions,
    /// `response_format` or `format`, which force the shape of the answer.
    ResponseFormat,
    /// The configured name of the token limit; the other one is sent then.
    TokenLimitName,
}

/// What a server rejected, by model.
#[derive(Debug, Default)]
pub struct Rejected {
    features: Mutex<HashMap<String, HashSet<Feature>>>,
}

impl Rejected {
    /// Whether the feature was rejected for the model.
    pub fn has(&self, model: &str, feature: Feature) -> bool {
        let features = self.features.lock().unwrap_or_else(PoisonError::into_inner);
        features.get(model).is_some_and(|features| features.contains(&feature))
    }

    /// Notes the rejection; false when it was known already, so that nobody tries forever.
    pub fn note(&self, model: &str, feature: Feature) -> bool {
        let mut features = self.features.lock().unwrap_or_else(PoisonError::into_inner);
        features.entry(model.to_owned()).or_default().insert(feature)
    }
}

/// The feature that an error with status 400 or 422 complains of, by the field of the request that it names or by its
/// words.
#[must_use]
pub fn complaint(message: &str, param: Option<&str>, asked_for_shape: bool) -> Option<Feature> {
    match param.map(|param| param.split(['.', '[']).next().unwrap_or(param)) {
        Some("stream_options") => return Some(Feature::StreamOptions),
        Some("max_tokens" | "max_completion_tokens") if !is_about_size(message) => {
            return Some(Feature::TokenLimitName);
        }
        Some("response_format" | "format" | "structured_outputs") if asked_for_shape => {
            return Some(Feature::ResponseFormat);
        }
        _ => {}
    }
    let text = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["stream_options", "include_usage"]) {
        Some(Feature::StreamOptions)
    } else if says(&["max_completion_tokens"])
        || (says(&["max_tokens"]) && says(&["unsupported", "not supported", "unrecognized", "unknown"]))
    {
        Some(Feature::TokenLimitName)
    } else if asked_for_shape
        && says(&[
            "requested parameters",
            "response_format",
            "json_schema",
            "json schema",
            "structured output",
            "grammar",
            "format",
        ])
    {
        Some(Feature::ResponseFormat)
    } else {
        None
    }
}

/// Whether a complaint of the token limit is about the number and not about its name.
fn is_about_size(message: &str) -> bool {
    let text = message.to_lowercase();
    ["large", "exceed", "at most", "less than", "maximum", "greater", "range"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_complaint_is_heard_once() {
        assert_eq!(complaint("Unknown parameter: 'stream_options'", None, false), Some(Feature::StreamOptions));
        assert_eq!(complaint("response_format is not supported", None, true), Some(Feature::ResponseFormat));
        assert_eq!(complaint("response_format is not supported", None, false), None);
        assert_eq!(
            complaint("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", None, false),
            Some(Feature::TokenLimitName)
        );
        assert_eq!(complaint("bad temperature", None, true), None);
        assert_eq!(complaint("Invalid input", Some("response_format"), true), Some(Feature::ResponseFormat));
        assert_eq!(complaint("Invalid input", Some("response_format.type"), true), Some(Feature::ResponseFormat));
        assert_eq!(complaint("Invalid input", Some("messages"), true), None);
        assert_eq!(complaint("max_tokens is too large: at most 4096", Some("max_tokens"), false), None);
        let rejected = Rejected::default();
        assert!(rejected.note("m", Feature::StreamOptions));
        assert!(!rejected.note("m", Feature::StreamOptions));
        assert!(rejected.has("m", Feature::StreamOptions) && !rejected.has("other", Feature::StreamOptions));
    }
}
