//! Reads the error bodies of all servers: their shapes differ, and proxies send HTML.

use std::time::Duration;

use serde_json::Value;

/// What an error body says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ErrorBody {
    /// In words; the whole text when it is not JSON. It is cut only after keys are masked: half a key is no match.
    pub message: String,
    /// A number in the place of a status.
    pub code: Option<u16>,
    /// All names of the kind of error: `type`, `error_type`, `code`, `provider_code`.
    pub kinds: Vec<String>,
    /// Whether trying again may help.
    pub retryable: Option<bool>,
    /// How long to wait.
    pub retry_after: Option<Duration>,
    /// Whether moderation flagged the input.
    pub flagged: bool,
}

impl ErrorBody {
    /// Reads a body.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => Self::of_value(&value),
            Err(_) => Self { message: text.trim().to_owned(), ..Self::default() },
        }
    }

    /// Reads a body that is JSON.
    #[must_use]
    pub fn of_value(value: &Value) -> Self {
        let error = value.get("error").unwrap_or(value);
        let mut body = Self::default();
        match error {
            Value::String(text) => body.message.clone_from(text),
            Value::Object(fields) => {
                let metadata = fields.get("metadata");
                let availability = fields.get("availability");
                body.message = ["message", "detail", "msg"]
                    .iter()
                    .find_map(|name| fields.get(*name))
                    .map(|message| message.as_str().map_or_else(|| message.to_string(), str::to_owned))
                    .unwrap_or_default();
                body.code =
                    ["code", "http_status", "status"].iter().find_map(|name| fields.get(*name)).and_then(number);
                let of = |holder: Option<&Value>, name: &str| {
                    holder.and_then(|holder| holder.get(name)).and_then(Value::as_str).map(str::to_owned)
                };
                body.kinds = [
                    of(Some(error), "type"),
                    of(Some(error), "error_type"),
                    of(Some(error), "code"),
                    of(metadata, "error_type"),
                    of(metadata, "provider_code"),
                    of(availability, "code"),
                ]
                .into_iter()
                .flatten()
                .collect();
                body.retryable = availability.and_then(|holder| holder.get("retryable")).and_then(Value::as_bool);
                body.retry_after = availability
                    .and_then(|holder| holder.get("retry_after"))
                    .and_then(Value::as_f64)
                    .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                body.flagged = metadata
                    .is_some_and(|holder| holder.get("reasons").is_some() || holder.get("flagged_input").is_some());
                // What the provider behind a router said is often the only part that explains anything.
                if let Some(raw) = of(metadata, "raw") {
                    body.message = format!("{}: {raw}", body.message);
                }
            }
            other => body.message = other.to_string(),
        }
        body
    }
}

impl ErrorBody {
    /// The HTTP status that the body stands for: its code, else what its kind means at OpenRouter.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        let of_kind = |kind: &str| match kind {
            "invalid_request" | "invalid_request_error" | "invalid_prompt" => Some(400),
            "authentication" => Some(401),
            "payment_required" => Some(402),
            "permission_denied" => Some(403),
            "not_found" | "model_not_found" => Some(404),
            "unprocessable" => Some(422),
            "rate_limit_exceeded" | "capacity_exhausted" => Some(429),
            "server" | "server_error" => Some(500),
            "provider_unavailable" => Some(502),
            "provider_overloaded" | "temporarily_unavailable" => Some(503),
            "timeout" => Some(504),
            _ => None,
        };
        self.code.filter(|code| *code >= 400).or_else(|| self.kinds.iter().find_map(|kind| of_kind(kind)))
    }
}

/// A number, also when it is written as a text.
fn number(value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_gives_its_message() {
        for (text, message, code) in [
            (
                r#"{"error":{"code":429,"message":"Rate limit exceeded","metadata":{"error_type":"rate_limit_exceeded"}}}"#,
                "Rate limit exceeded",
                Some(429),
            ),
            (r#"{"error":{"code":"502","message":"gone"}}"#, "gone", Some(502)),
            (r#"{"error":"plain"}"#, "plain", None),
            (r#"{"object":"error","message":"m","code":400}"#, "m", Some(400)),
            (r#"{"detail":"Not Found"}"#, "Not Found", None),
            (r#"{"detail":[{"loc":["body"]}]}"#, r#"[{"loc":["body"]}]"#, None),
            ("<html>Bad gateway</html>", "<html>Bad gateway</html>", None),
            ("", "", None),
        ] {
            let body = ErrorBody::parse(text);
            assert_eq!((body.message.as_str(), body.code), (message, code), "{text}");
        }
    }

    #[test]
    fn availability_says_whether_and_when() {
        let body = ErrorBody::parse(
            r#"{"error":{"message":"All providers at capacity.","error_type":"rate_limit_exceeded","http_status":429,
            "availability":{"code":"capacity_exhausted","retryable":true,"retry_after":40}}}"#,
        );
        assert_eq!(
            (body.code, body.retryable, body.retry_after),
            (Some(429), Some(true), Some(Duration::from_secs(40)))
        );
        assert!(body.kinds.contains(&"capacity_exhausted".to_owned()));
    }
}
