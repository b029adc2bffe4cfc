//! The body of a request to `/api/chat`.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::config::params::Reasoning;
use crate::provider::call::{Call, Message};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: &'a [Message],
    stream: bool,
    keep_alive: &'static str,
    /// Without these two, a prompt that is too long is cut silently, and a long answer forgets its task.
    truncate: bool,
    shift: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    think: Option<Value>,
    options: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Box<RawValue>>,
}

/// Writes the body.
///
/// # Errors
/// Only when the schema is no JSON or a number is not finite.
pub fn write(call: &Call, shape: bool) -> Result<Vec<u8>, serde_json::Error> {
    let mut options = call.params.extra.clone();
    let mut set = |name: &str, value: Value| options.insert(name.to_owned(), value);
    set("num_predict", json!(call.max_tokens));
    if let Some(context) = call.params.num_ctx {
        set("num_ctx", json!(context));
    }
    if let Some(temperature) = call.params.temperature {
        set("temperature", json!(temperature));
    }
    if let Some(seed) = call.params.seed {
        set("seed", json!(seed));
    }
    let think = call.params.reasoning.map(|reasoning| match reasoning {
        Reasoning::Off => json!(false),
        Reasoning::On => json!(true),
        Reasoning::Minimal => json!("low"),
        level => json!(level.level()),
    });
    let format = call.schema.filter(|_| shape).map(|schema| RawValue::from_string(schema.to_owned())).transpose()?;
    serde_json::to_vec(&Body {
        model: &call.model,
        messages: &call.messages,
        stream: true,
        keep_alive: "30m",
        truncate: false,
        shift: false,
        think,
        options,
        format,
    })
}
