//! The body of a request to `/api/v1/chat`.

use serde_json::{Value, json};

use crate::config::params::Reasoning;
use crate::provider::call::{Call, Role};

/// Writes the body.
pub fn write(call: &Call) -> Vec<u8> {
    let mut fields = call.params.extra.clone();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("model", json!(call.model));
    let of = |role: Role| call.messages.iter().filter(move |message| message.role == role);
    let system: Vec<_> = of(Role::System).map(|message| message.content.as_str()).collect();
    if !system.is_empty() {
        set("system_prompt", json!(system.join("\n\n")));
    }
    set("input", json!(input(call)));
    set("stream", json!(true));
    // Nothing is to be kept on the server: the next question must not see this one.
    set("store", json!(false));
    set("max_output_tokens", json!(call.max_tokens));
    if let Some(temperature) = call.params.temperature {
        set("temperature", json!(temperature));
    }
    if let Some(context) = call.params.num_ctx {
        set("context_length", json!(context));
    }
    if let Some(reasoning) = call.params.reasoning {
        let level = match reasoning {
            Reasoning::Off => "off",
            Reasoning::On => "on",
            Reasoning::Minimal | Reasoning::Low => "low",
            Reasoning::Medium => "medium",
            Reasoning::High | Reasoning::Max => "high",
        };
        set("reasoning", json!(level));
    }
    Value::Object(fields).to_string().into_bytes()
}

/// The API takes one text, so a conversation is told in one.
fn input(call: &Call) -> String {
    let turns: Vec<_> = call.messages.iter().filter(|message| message.role != Role::System).collect();
    match turns.as_slice() {
        [one] => one.content.clone(),
        many => {
            let told = many.iter().map(|message| {
                let who = if message.role == Role::User { "I wrote" } else { "You replied" };
                format!("{who}:\n\n{}", message.content)
            });
            told.collect::<Vec<_>>().join("\n\n")
        }
    }
}
