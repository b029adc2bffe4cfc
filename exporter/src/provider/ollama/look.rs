//! What an Ollama server tells of itself and its models.

use serde_json::{Value, json};

use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::reply::Fault;
use crate::provider::retry::Condition;

/// A model that the server has pulled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pulled {
    /// Digest of its files.
    pub digest: Option<String>,
    /// Precision of its weights.
    pub precision: Option<String>,
    /// The computer that really serves it, where that is another one.
    pub remote_host: Option<String>,
    /// The longest context it was made for, in tokens.
    pub trained_context: Option<u64>,
    /// What it can do, such as `completion` and `thinking`; empty where the server does not say.
    pub capabilities: Vec<String>,
}

/// A model that is in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loaded {
    /// Its size, in bytes.
    pub bytes: Option<u64>,
    /// How much of it lies in the memory of the GPU.
    pub gpu_bytes: Option<u64>,
    /// The context window that is open, in tokens.
    pub context_tokens: Option<u64>,
    /// Digest of its files.
    pub digest: Option<String>,
}

/// The version of the server.
///
/// # Errors
/// When there is no answer in time.
pub async fn version(http: &Http) -> Result<Option<String>, Fault> {
    let looked = http.get(From::Base, "/api/version").await?;
    Ok(looked.found().and_then(|body| text(body, "/version")))
}

/// What the server has pulled under this name; None when it has nothing, or does not say.
///
/// # Errors
/// When there is no answer in time.
pub async fn pulled(http: &Http, model: &str) -> Result<Option<Pulled>, Fault> {
    let tags = http.get(From::Base, "/api/tags").await?;
    let list = tags.found().and_then(|body| body.get("models")).and_then(Value::as_array);
    let entry = list.and_then(|list| list.iter().find(|entry| is_named(entry, model)));
    let show = http.ask_about(From::Base, "/api/show", &json!({ "model": model })).await?;
    let shown = show.found();
    if entry.is_none() && shown.is_none() {
        return Ok(None);
    }
    let either =
        |path: &str| entry.and_then(|entry| text(entry, path)).or_else(|| shown.and_then(|body| text(body, path)));
    let info = shown.and_then(|body| body.get("model_info"));
    let architecture = info.and_then(|info| info.get("general.architecture")).and_then(Value::as_str);
    let context = info.zip(architecture).and_then(|(info, name)| info.get(format!("{name}.context_length")));
    let capabilities = shown.and_then(|body| body.get("capabilities")).and_then(Value::as_array);
    Ok(Some(Pulled {
        digest: either("/digest"),
        precision: either("/details/quantization_level"),
        remote_host: either("/remote_host").or_else(|| either("/remote_model")),
        trained_context: context.and_then(Value::as_u64),
        capabilities: capabilities
            .map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default(),
    }))
}

/// What of the model is in memory now; None when it is not loaded.
///
/// # Errors
/// When there is no answer in time.
pub async fn loaded(http: &Http, model: &str) -> Result<Option<Loaded>, Fault> {
    let looked = http.get(From::Base, "/api/ps").await?;
    let list = looked.found().and_then(|body| body.get("models")).and_then(Value::as_array);
    let entry = list.and_then(|list| list.iter().find(|entry| is_named(entry, model)));
    let count = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_u64);
    Ok(entry.map(|entry| Loaded {
        bytes: count(entry, "size"),
        gpu_bytes: count(entry, "size_vram"),
        context_tokens: count(entry, "context_length"),
        digest: text(entry, "/digest"),
    }))
}

/// A model that another computer serves is none of this server's: prompts would leave the machine without a word.
#[must_use]
pub fn is_elsewhere(model: &str, pulled: &Pulled) -> Option<Fault> {
    let host = pulled.remote_host.as_ref()?;
    let message = format!(
        "{model} does not run on this server: Ollama would pass the prompts on to {host}; choose a model that was pulled, or another provider for it"
    );
    Some(Fault { condition: Condition::ModelMissing, message, retry_after: None })
}

/// Whether an entry of a list is the model; `:latest` is what a name without a tag means.
fn is_named(entry: &Value, model: &str) -> bool {
    let whole = |name: &str| {
        if name.rsplit('/').next().unwrap_or(name).contains(':') { name.to_owned() } else { format!("{name}:latest") }
    };
    ["name", "model"]
        .iter()
        .filter_map(|key| entry.get(*key).and_then(Value::as_str))
        .any(|name| whole(name).eq_ignore_ascii_case(&whole(model)))
}

fn text(value: &Value, path: &str) -> Option<String> {
    value.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_tag_means_the_latest() {
        let entry = json!({"name":"glm-4.7-flash:latest","model":"glm-4.7-flash:latest"});
        assert!(is_named(&entry, "glm-4.7-flash") && is_named(&entry, "GLM-4.7-flash:latest"));
        assert!(!is_named(&entry, "glm-4.7-flash:q8_0") && !is_named(&entry, "glm-4.7"));
        let hosted = json!({"name":"hf.co/a/b:Q4_K_M"});
        assert!(is_named(&hosted, "hf.co/a/b:Q4_K_M") && !is_named(&hosted, "hf.co/a/b"));
    }
}
