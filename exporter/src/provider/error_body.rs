//! Reads the error bodies of all servers: their shapes differ, and proxies send HTML.

use std::time::Duration;

use serde_json::{Map, Value};

use super::patience;

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
    /// The field of the request that it complains of.
    pub param: Option<String>,
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
        // Gemini's OpenAI format sends a list with one error.
        if let Some(first) = value.as_array().and_then(|list| list.first()).filter(|first| first.is_object()) {
            return Self::of_value(first);
        }
        if let Some((code, text)) = base_response(value) {
            return Self { message: format!("{text} ({code})"), code: status_of_minimax(code), ..Self::default() };
        }
        let listed = value.get("errors").and_then(Value::as_array).and_then(|list| list.first());
        let error = value.get("error").filter(|error| is_said(error)).or(listed).unwrap_or(value);
        let mut body = Self::default();
        match error {
            Value::String(text) => {
                body.message.clone_from(text);
                // What stands beside a plain text says the rest.
                body.code = ["code", "status_code", "status"].iter().find_map(|name| value.get(*name)).and_then(number);
            }
            Value::Object(fields) => body.read(error, fields),
            other => body.message = other.to_string(),
        }
        if body.param.is_none() {
            body.param = value.get("param").and_then(Value::as_str).map(str::to_owned);
        }
        body.retry_after = body.retry_after.or_else(|| patience::in_words(&body.message));
        body
    }

    fn read(&mut self, error: &Value, fields: &Map<String, Value>) {
        let metadata = fields.get("metadata");
        let availability = fields.get("availability");
        self.message = ["message", "detail", "msg", "status_msg", "error_message", "reason"]
            .iter()
            .find_map(|name| fields.get(*name).filter(|value| is_said(value)))
            .map(|message| message.as_str().map_or_else(|| message.to_string(), str::to_owned))
            .unwrap_or_default();
        self.code =
            ["code", "http_status", "status_code", "status"].iter().find_map(|name| fields.get(*name).and_then(number));
        let of = |holder: Option<&Value>, name: &str| {
            holder.and_then(|holder| holder.get(name)).and_then(Value::as_str).map(str::to_owned)
        };
        self.param = of(Some(error), "param");
        self.kinds = [
            of(Some(error), "type"),
            of(Some(error), "error_type"),
            of(Some(error), "code"),
            of(Some(error), "status"),
            of(metadata, "error_type"),
            of(metadata, "provider_code"),
            of(availability, "code"),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.retryable = availability.and_then(|holder| holder.get("retryable")).and_then(Value::as_bool);
        let seconds = |value: &Value| Duration::try_from_secs_f64(value.as_f64()?).ok();
        let detailed = || {
            let details = fields.get("details").and_then(Value::as_array)?;
            details.iter().find_map(|detail| patience::in_words_of(detail.get("retryDelay")?.as_str()?))
        };
        self.retry_after = availability
            .and_then(|holder| holder.get("retry_after"))
            .or_else(|| fields.get("retry_after"))
            .and_then(seconds)
            .or_else(detailed);
        self.flagged =
            metadata.is_some_and(|holder| holder.get("reasons").is_some() || holder.get("flagged_input").is_some());
        // What the provider behind a router said is often the only part that explains anything.
        if let Some(raw) = of(metadata, "raw") {
            self.message = format!("{}: {raw}", self.message);
        }
    }

    /// The error inside of an event that came with status 200; None for an ordinary one. `named` says that the server
    /// calls the event an error.
    #[must_use]
    pub fn in_event(value: &Value, named: bool) -> Option<Self> {
        let is = |name: &str, expected: &str| value.get(name).and_then(Value::as_str) == Some(expected);
        let listed = value.get("errors").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
        let whole = value.get("choices").is_some_and(|choices| !choices.is_null());
        // Without choices, words and codes at the top can only be about a fault.
        let bare = !whole
            && value.get("usage").is_none_or(Value::is_null)
            && ["message", "msg", "detail"].iter().any(|name| value.get(*name).is_some_and(Value::is_string))
            && !is("type", "ping");
        let is_error = named
            || value.get("error").is_some_and(is_said)
            || is("object", "error")
            || is("type", "error")
            || base_response(value).is_some()
            || listed
            || bare
            || (value.is_array() && value.get(0).is_some_and(|first| first.get("error").is_some()));
        is_error.then(|| Self::of_value(value))
    }
}

/// Whether a field says anything.
fn is_said(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(parts) => !parts.is_empty(),
        _ => true,
    }
}

/// MiniMax says in `base_resp` how a request ended; 0 is well.
fn base_response(value: &Value) -> Option<(u64, String)> {
    let response = value.get("base_resp")?;
    let code = response.get("status_code").and_then(Value::as_u64).filter(|code| *code != 0)?;
    Some((code, response.get("status_msg").and_then(Value::as_str).unwrap_or("no reason given").to_owned()))
}

/// The HTTP status that a code of MiniMax stands for, by its list of error codes.
const fn status_of_minimax(code: u64) -> Option<u16> {
    Some(match code {
        1001 => 504,
        1002 | 1039 | 1041 | 2045 => 429,
        1004 | 2049 => 401,
        1008 => 402,
        1026 | 1027 => 403,
        1042 | 2013 => 400,
        _ => 500,
    })
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
            "rate_limit_exceeded" | "rate_limit_error" | "capacity_exhausted" | "RESOURCE_EXHAUSTED" => Some(429),
            "overloaded_error" | "engine_overloaded_error" => Some(529),
            "authentication_error" | "invalid_api_key" | "UNAUTHENTICATED" => Some(401),
            "permission_error" | "PERMISSION_DENIED" => Some(403),
            "insufficient_quota" | "billing_error" => Some(402),
            "not_found_error" | "NOT_FOUND" => Some(404),
            "server" | "server_error" | "api_error" | "INTERNAL" => Some(500),
            "UNAVAILABLE" => Some(503),
            "provider_unavailable" => Some(502),
            "provider_overloaded" | "temporarily_unavailable" => Some(503),
            "timeout" => Some(504),
            _ => None,
        };
        // Many providers number their errors by themselves; beyond the HTTP statuses a number says nothing here.
        self.code.filter(|code| (400..600).contains(code)).or_else(|| self.kinds.iter().find_map(|kind| of_kind(kind)))
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
    fn an_error_inside_of_a_stream_is_told_from_a_part_of_an_answer() {
        let of = |text: &str, named| {
            let value: Value = serde_json::from_str(text).unwrap();
            ErrorBody::in_event(&value, named).map(|body| (body.message.clone(), body.status()))
        };
        let some = |message: &str, status| Some((message.to_owned(), status));
        for (text, expected) in [
            (r#"{"code":"429","message":"Too many requests"}"#, some("Too many requests", Some(429))),
            (
                r#"{"base_resp":{"status_code":1002,"status_msg":"rate limit"},"choices":null}"#,
                some("rate limit (1002)", Some(429)),
            ),
            (r#"{"detail":"Internal error"}"#, some("Internal error", None)),
            (r#"{"success":false,"errors":[{"code":7003,"message":"No route"}]}"#, some("No route", None)),
            (r#"{"object":"error","message":"m","code":400}"#, some("m", Some(400))),
            (
                r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
                some("Overloaded", Some(529)),
            ),
            (r#"[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]"#, some("slow", Some(429))),
            (r#"{"error":"plain","code":503}"#, some("plain", Some(503))),
            (r#"{"error":{"code":"1302","message":"z.ai"}}"#, some("z.ai", None)),
            (r#"{"choices":[{"delta":{"content":"x"}}],"error":null,"base_resp":{"status_code":0}}"#, None),
            (r#"{"choices":[],"usage":{"prompt_tokens":1},"error":""}"#, None),
            (r#"{"choices":[{"delta":{}}],"message":"fine"}"#, None),
            (r#"{"type":"ping"}"#, None),
        ] {
            assert_eq!(of(text, false), expected, "{text}");
        }
        assert_eq!(of(r#"{"message":"m","type":"t"}"#, true), some("m", None));
    }

    #[test]
    fn a_wait_stands_in_details_or_in_words() {
        for (text, ms) in [
            (
                r#"[{"error":{"code":429,"message":"m","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"}]}}]"#,
                2000,
            ),
            (r#"{"error":{"message":"Rate limit reached. Please try again in 3.2s. Visit x"}}"#, 3200),
            (r#"{"error":{"message":"m","retry_after":7}}"#, 7000),
        ] {
            assert_eq!(ErrorBody::parse(text).retry_after, Some(Duration::from_millis(ms)), "{text}");
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
