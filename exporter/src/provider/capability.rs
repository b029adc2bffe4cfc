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

/// The feature that an error with status 400 or 422 complains of.
#[must_use]
pub fn complaint(message: &str, asked_for_shape: bool) -> Option<Feature> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_complaint_is_heard_once() {
        assert_eq!(complaint("Unknown parameter: 'stream_options'", false), Some(Feature::StreamOptions));
        assert_eq!(complaint("response_format is not supported", true), Some(Feature::ResponseFormat));
        assert_eq!(complaint("response_format is not supported", false), None);
        assert_eq!(
            complaint("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", false),
            Some(Feature::TokenLimitName)
        );
        assert_eq!(complaint("bad temperature", true), None);
        let rejected = Rejected::default();
        assert!(rejected.note("m", Feature::StreamOptions));
        assert!(!rejected.note("m", Feature::StreamOptions));
        assert!(rejected.has("m", Feature::StreamOptions) && !rejected.has("other", Feature::StreamOptions));
    }
}
