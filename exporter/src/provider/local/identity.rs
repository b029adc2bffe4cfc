//! Which program a server is, and how it serves a model.

use serde_json::Value;

use super::llama_server::{self, Load};
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::serving::Observation;

/// How the server serves the model, as far as it tells. Whatever is asked in vain stays absent.
pub async fn of_model(http: &Http, model: &str, load: Load) -> Observation {
    let list = http.get(From::Base, "/models").await.ok();
    let entries =
        list.as_ref().and_then(|looked| looked.found()).and_then(|body| body.get("data")).and_then(Value::as_array);
    let entry = entries.and_then(|list| entry_of(list, model));
    let owner = entry.and_then(|entry| entry.get("owned_by")).and_then(Value::as_str).unwrap_or_default();
    match owner {
        "vllm" => vllm(http, entry).await,
        "llamacpp" => llama_server::look(http, model, entry, load).await.unwrap_or_default(),
        _ => match llama_server::look(http, model, entry, load).await {
            Some(found) => found,
            None => lm_studio(http, model).await,
        },
    }
}

/// The entry that has this name as its id or among its aliases.
#[must_use]
pub fn named<'l>(list: &'l [Value], model: &str) -> Option<&'l Value> {
    let is = |value: &Value| value.as_str() == Some(model);
    list.iter().find(|entry| {
        let aliases = entry.get("aliases").and_then(Value::as_array);
        entry.get("id").is_some_and(is) || aliases.is_some_and(|aliases| aliases.iter().any(is))
    })
}

/// The entry of a model in a list of models; the only one where a server answers to any name.
#[must_use]
pub fn entry_of<'l>(list: &'l [Value], model: &str) -> Option<&'l Value> {
    named(list, model).or(if list.len() == 1 { list.first() } else { None })
}

async fn vllm(http: &Http, entry: Option<&Value>) -> Observation {
    let version = http.get(From::Root, "/version").await.ok();
    let version = version.as_ref().and_then(|looked| looked.found()).and_then(|body| body.get("version"));
    Observation {
        engine: Some("vllm".to_owned()),
        version: version.and_then(Value::as_str).map(str::to_owned),
        context_tokens: entry.and_then(|entry| entry.get("max_model_len")).and_then(Value::as_u64),
        ..Observation::default()
    }
}

/// How LM Studio serves the model. It has two APIs of its own; the newer one names the context that is open.
pub async fn lm_studio(http: &Http, model: &str) -> Observation {
    for path in ["/api/v1/models", "/api/v0/models"] {
        let Ok(looked) = http.get(From::Root, path).await else { return Observation::default() };
        let list =
            looked.found().and_then(|body| body.get("models").or_else(|| body.get("data"))).and_then(Value::as_array);
        if let Some(found) = list.and_then(|list| list.iter().find_map(|entry| lm_studio_entry(entry, model))) {
            return found;
        }
    }
    Observation::default()
}

fn lm_studio_entry(entry: &Value, model: &str) -> Option<Observation> {
    let is = |value: Option<&Value>| value.and_then(Value::as_str) == Some(model);
    let instances = entry.get("loaded_instances").and_then(Value::as_array);
    let instance = instances.and_then(|list| list.iter().find(|instance| is(instance.get("id"))).or(list.first()));
    let of_instance = instances.is_some_and(|list| list.iter().any(|instance| is(instance.get("id"))));
    if !is(entry.get("id")) && !is(entry.get("key")) && !of_instance {
        return None;
    }
    let precision = entry.pointer("/quantization/name").or_else(|| entry.get("quantization")).and_then(Value::as_str);
    let context = instance
        .and_then(|instance| instance.pointer("/config/context_length"))
        .or_else(|| entry.get("loaded_context_length"));
    Some(Observation {
        engine: Some("lm-studio".to_owned()),
        precision: precision.map(str::to_owned),
        context_tokens: context.and_then(Value::as_u64),
        ..Observation::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_lists_of_lm_studio() {
        let newer = json!({"key":"qwen3-14b","quantization":{"name":"Q4_K_M","bits_per_weight":4.8},
            "loaded_instances":[{"id":"qwen3-14b:2","config":{"context_length":4096}}]});
        let older = json!({"id":"qwen3-14b","quantization":"Q4_K_M","loaded_context_length":8192});
        let of = |entry: &Value, model: &str| {
            lm_studio_entry(entry, model).map(|found| (found.precision, found.context_tokens))
        };
        let q4 = Some("Q4_K_M".to_owned());
        assert_eq!(of(&newer, "qwen3-14b"), Some((q4.clone(), Some(4096))));
        assert_eq!(of(&newer, "qwen3-14b:2"), Some((q4.clone(), Some(4096))));
        assert_eq!(of(&older, "qwen3-14b"), Some((q4, Some(8192))));
        assert_eq!(of(&older, "other"), None);
    }
}
