//! The body of a request in OpenAI's format.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::config::TokenLimitField;
use crate::config::params::Reasoning;
use crate::provider::call::Call;

/// What this request may use.
#[derive(Debug, Clone, Copy)]
pub struct Features {
    /// OpenRouter's own fields.
    pub openrouter: bool,
    /// Ask for usage at the end of the stream.
    pub stream_options: bool,
    /// Force the shape of the answer.
    pub shape: bool,
    /// Name of the token limit.
    pub token_limit: TokenLimitField,
    /// Tell llama-server to read the prompt afresh: the wait for the first text would be that of a prompt it knows.
    pub fresh_prompt: bool,
}

#[derive(Serialize)]
struct Body {
    #[serde(flatten)]
    fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat>,
}

#[derive(Serialize)]
struct ResponseFormat {
    r#type: &'static str,
    json_schema: JsonSchema,
}

#[derive(Serialize)]
struct JsonSchema {
    name: &'static str,
    strict: bool,
    /// Kept as text: the order of its properties is the order in which a model writes them.
    schema: Box<RawValue>,
}

/// Writes the body.
///
/// # Errors
/// Only when the schema is no JSON or a number is not finite.
pub fn write(call: &Call, features: &Features) -> Result<Vec<u8>, serde_json::Error> {
    let mut fields = call.params.extra.clone();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("model", json!(call.model));
    set("messages", serde_json::to_value(&call.messages)?);
    set("stream", json!(true));
    if features.stream_options {
        set("stream_options", json!({ "include_usage": true }));
    }
    let limit = match features.token_limit {
        TokenLimitField::MaxTokens => "max_tokens",
        TokenLimitField::MaxCompletionTokens => "max_completion_tokens",
    };
    set(limit, json!(call.max_tokens));
    if features.fresh_prompt && !call.params.extra.contains_key("cache_prompt") {
        set("cache_prompt", json!(false));
    }
    if let Some(temperature) = call.params.temperature {
        set("temperature", json!(temperature));
    }
    if let Some(seed) = call.params.seed {
        set("seed", json!(seed));
    }
    match call.params.reasoning {
        None => {}
        Some(Reasoning::On) if features.openrouter => drop(set("reasoning", json!({ "enabled": true }))),
        Some(reasoning) if features.openrouter => drop(set("reasoning", json!({ "effort": reasoning.level() }))),
        // There is no word for "as you like" but silence.
        Some(Reasoning::On) => {}
        Some(reasoning) => drop(set("reasoning_effort", json!(reasoning.level()))),
    }
    if features.openrouter {
        // Otherwise endpoints with a short context cut the middle out of a prompt without a word.
        set("plugins", json!([{ "id": "context-compression", "enabled": false }]));
        let mut pin = call.params.openrouter.clone();
        if features.shape {
            pin.entry("require_parameters").or_insert(json!(true));
        }
        if !pin.is_empty() {
            set("provider", Value::Object(pin));
        }
    }
    let response_format = match call.schema.filter(|_| features.shape) {
        None => None,
        Some(schema) => Some(ResponseFormat {
            r#type: "json_schema",
            json_schema: JsonSchema {
                name: "verdict",
                strict: true,
                schema: RawValue::from_string(schema.to_owned())?,
            },
        }),
    };
    serde_json::to_vec(&Body { fields, response_format })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::params::Params;
    use crate::provider::call::{Message, Role};

    fn call() -> Call {
        Call {
            model: "openai/gpt-oss-120b".to_owned(),
            messages: vec![Message::new(Role::User, "hi")],
            max_tokens: 4000,
            params: Params {
                temperature: Some(0.0),
                seed: Some(7),
                reasoning: Some(Reasoning::Medium),
                ..Params::default()
            },
            schema: Some(r#"{"type":"object","properties":{"reasoning":{},"correctness":{}}}"#),
            category: None,
            live: crate::provider::live::Live::default(),
        }
    }

    #[test]
    fn openrouter_gets_its_own_fields() {
        let mut call = call();
        call.params.openrouter.insert("only".to_owned(), json!(["deepinfra"]));
        let features = Features {
            openrouter: true,
            stream_options: false,
            shape: true,
            token_limit: TokenLimitField::MaxTokens,
            fresh_prompt: false,
        };
        let text = String::from_utf8(write(&call, &features).unwrap()).unwrap();
        let body: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(body["reasoning"], json!({ "effort": "medium" }));
        assert_eq!(body["provider"], json!({ "only": ["deepinfra"], "require_parameters": true }));
        assert_eq!(body["plugins"][0]["enabled"], false);
        assert_eq!(body.get("stream_options"), None);
        let place = |part: &str| text.find(part).unwrap();
        assert!(place("\"reasoning\":{}") < place("\"correctness\":{}"), "reasons come before marks: {text}");
    }

    #[test]
    fn what_a_server_rejected_is_left_out() {
        let features = Features {
            openrouter: false,
            stream_options: false,
            shape: false,
            token_limit: TokenLimitField::MaxCompletionTokens,
            fresh_prompt: false,
        };
        let body: Value = serde_json::from_slice(&write(&call(), &features).unwrap()).unwrap();
        assert_eq!(body["max_completion_tokens"], 4000);
        assert_eq!(
            (body.get("max_tokens"), body.get("response_format"), body.get("stream_options")),
            (None, None, None)
        );
        assert_eq!(body["reasoning_effort"], "medium");
    }
}
