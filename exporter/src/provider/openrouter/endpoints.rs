//! Who could serve a model, and whom a pin leaves of them.

use serde_json::{Map, Value};

use super::{in_path, listed, no_list};
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::reply::Fault;
use crate::provider::serving::Endpoint;

/// More endpoints than any model has.
const MOST: usize = 200;

/// The endpoints of a model, in OpenRouter's order.
///
/// # Errors
/// When there is no answer, or none with a list.
pub async fn of_model(http: &Http, model: &str) -> Result<Vec<Endpoint>, Fault> {
    let name = in_path(model).ok_or_else(|| no_list(&format!("list of endpoints of {model:?}"), 404))?;
    let mut looked = http.get(From::Base, &format!("/models/{name}/endpoints")).await?;
    if let (404, Some((plain, _))) = (looked.status, name.rsplit_once(':')) {
        // A suffix such as `:nitro` names a way of routing and no model.
        looked = http.get(From::Base, &format!("/models/{plain}/endpoints")).await?;
    }
    let list = looked.found().and_then(|body| body.pointer("/data/endpoints")).and_then(Value::as_array);
    let list = list.ok_or_else(|| no_list(&format!("list of endpoints of {model}"), looked.status))?;
    Ok(list.iter().take(MOST).map(endpoint).collect())
}

fn endpoint(value: &Value) -> Endpoint {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let pricing = value.get("pricing").map(listed::pricing).unwrap_or_default();
    // With a fee for each request, prices of tokens are not what a call costs.
    let price = |of: Option<String>| of.filter(|_| !pricing.by_request);
    let parameters = value.get("supported_parameters").and_then(Value::as_array);
    Endpoint {
        provider_name: text("/provider_name").unwrap_or_default(),
        tag: text("/tag").unwrap_or_default(),
        quantization: text("/quantization").unwrap_or_else(|| "unknown".to_owned()),
        context_length: value.get("context_length").and_then(Value::as_u64),
        max_completion_tokens: value.get("max_completion_tokens").and_then(Value::as_u64),
        prompt_usd: price(pricing.prompt.clone()),
        completion_usd: price(pricing.completion.clone()),
        supported_parameters: parameters
            .map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default(),
    }
}

/// The endpoints that a request's `provider` object leaves, by what is known of them.
#[must_use]
pub fn left_by<'e>(pin: &Map<String, Value>, endpoints: &'e [Endpoint]) -> Vec<&'e Endpoint> {
    let names = |key: &str| -> Vec<&str> {
        pin.get(key)
            .and_then(Value::as_array)
            .map(|list| list.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    };
    let (only, ignored, precisions) = (names("only"), names("ignore"), names("quantizations"));
    // Without fallbacks nobody serves but those in the order.
    let ordered =
        if pin.get("allow_fallbacks").is_some_and(|value| value == false) { names("order") } else { Vec::new() };
    let any = |list: &[&str], endpoint: &Endpoint| list.iter().any(|name| is_named(endpoint, name));
    endpoints
        .iter()
        .filter(|endpoint| only.is_empty() || any(&only, endpoint))
        .filter(|endpoint| ordered.is_empty() || any(&ordered, endpoint))
        .filter(|endpoint| !any(&ignored, endpoint))
        .filter(|endpoint| precisions.is_empty() || precisions.contains(&endpoint.quantization.as_str()))
        .collect()
}

/// Whether the name of a pin means this endpoint: a whole tag means one, the part before its slash all of a provider.
fn is_named(endpoint: &Endpoint, name: &str) -> bool {
    let tag = endpoint.tag.to_lowercase();
    let name = name.to_lowercase();
    tag == name || tag.split('/').next() == Some(name.as_str()) || endpoint.provider_name.to_lowercase() == name
}

/// The endpoints in words, to choose a pin from.
#[must_use]
pub fn in_words(endpoints: &[Endpoint]) -> String {
    let words: Vec<_> =
        endpoints.iter().map(|endpoint| format!("{} ({})", endpoint.tag, endpoint.quantization)).collect();
    if words.is_empty() { "nobody".to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known() -> Vec<Endpoint> {
        let of = |name: &str, tag: &str, quantization: &str| Endpoint {
            provider_name: name.to_owned(),
            tag: tag.to_owned(),
            quantization: quantization.to_owned(),
            ..Endpoint::default()
        };
        vec![
            of("DeepInfra", "deepinfra/fp4", "fp4"),
            of("DeepInfra", "deepinfra/turbo", "fp8"),
            of("Novita", "novita", "bf16"),
            of("Groq", "groq", "unknown"),
        ]
    }

    fn tags(pin: Value) -> Vec<String> {
        left_by(pin.as_object().unwrap(), &known()).iter().map(|endpoint| endpoint.tag.clone()).collect()
    }

    #[test]
    fn a_pin_leaves_what_it_names() {
        assert_eq!(tags(json!({})).len(), 4);
        assert_eq!(tags(json!({"only":["deepinfra"]})), ["deepinfra/fp4", "deepinfra/turbo"]);
        assert_eq!(tags(json!({"only":["deepinfra/turbo"]})), ["deepinfra/turbo"]);
        assert_eq!(tags(json!({"only":["deepinfra"],"quantizations":["fp4","mxfp4"]})), ["deepinfra/fp4"]);
        assert_eq!(tags(json!({"quantizations":["bf16"]})), ["novita"]);
        assert_eq!(tags(json!({"ignore":["DeepInfra","novita"]})), ["groq"]);
        assert_eq!(tags(json!({"order":["novita"]})).len(), 4, "an order alone only prefers");
        assert_eq!(tags(json!({"order":["novita"],"allow_fallbacks":false})), ["novita"]);
        assert!(tags(json!({"only":["elsewhere"]})).is_empty());
    }
}
