//! OpenRouter's list of models: what is offered, until when, and at which price.

use analytics::units::PicoUsd;
use serde_json::Value;

use super::no_list;
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::reply::Fault;

/// A list that goes on for longer than this goes round in circles.
const MOST_PAGES: usize = 20;

/// A model of the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listed {
    /// The name to ask for it by.
    pub id: String,
    /// Longest prompt and answer together, in tokens.
    pub context_length: Option<u64>,
    /// The day from which it is not offered any more, as OpenRouter writes it.
    pub expiration_date: Option<String>,
    /// Prices of the provider that OpenRouter prefers.
    pub pricing: Pricing,
}

/// Prices in US dollars per token, as decimal texts: the dearest, where it depends on the prompt's length or the hour.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pricing {
    /// Fresh tokens of the prompt.
    pub prompt: Option<String>,
    /// Tokens of the answer.
    pub completion: Option<String>,
    /// Tokens read from a cache.
    pub cache_read: Option<String>,
    /// Tokens written to a cache.
    pub cache_write: Option<String>,
    /// Whether each request costs something besides its tokens: then these prices do not say what it costs.
    pub by_request: bool,
}

/// All models.
///
/// # Errors
/// When there is no answer, or none with a list.
pub async fn all(http: &Http) -> Result<Vec<Listed>, Fault> {
    let mut models = Vec::new();
    let mut path = "/models".to_owned();
    for _ in 0..MOST_PAGES {
        let looked = http.get(From::Base, &path).await?;
        let list = looked.found().and_then(|body| body.get("data")).and_then(Value::as_array);
        let list = list.ok_or_else(|| no_list("list of models", looked.status))?;
        models.extend(list.iter().map(listed));
        let next = looked.body.pointer("/links/next").and_then(Value::as_str);
        // Only the query is taken over: a list must not send the key to another address.
        match next.and_then(|next| next.split_once('?')) {
            Some((_, query)) if !list.is_empty() => path = format!("/models?{query}"),
            _ => break,
        }
    }
    Ok(models)
}

fn listed(value: &Value) -> Listed {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Listed {
        id: text("id").unwrap_or_default(),
        context_length: value.get("context_length").and_then(Value::as_u64),
        expiration_date: text("expiration_date"),
        pricing: value.get("pricing").map(pricing).unwrap_or_default(),
    }
}

/// Reads the object `pricing` of a model or an endpoint.
pub(super) fn pricing(value: &Value) -> Pricing {
    let overrides = value.get("overrides").and_then(Value::as_array);
    let dearest = |name: &str| {
        let usual = text_of(value.get(name)?)?;
        let others = overrides.into_iter().flatten().filter_map(|other| text_of(other.get(name)?));
        // What is no amount, such as the -1 of a router, stays as it is: it means that nobody knows.
        let dearer = |best: String, other: String| match (PicoUsd::from_usd(&best), PicoUsd::from_usd(&other)) {
            (Ok(known), Ok(new)) if new > known => other,
            _ => best,
        };
        Some(others.fold(usual, dearer))
    };
    Pricing {
        prompt: dearest("prompt"),
        completion: dearest("completion"),
        cache_read: dearest("input_cache_read"),
        cache_write: dearest("input_cache_write"),
        by_request: dearest("request").is_some_and(|price| PicoUsd::from_usd(&price) != Ok(PicoUsd(0))),
    }
}

fn text_of(price: &Value) -> Option<String> {
    match price {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The model with this name; a suffix such as `:nitro` is a way of routing and not in the list.
#[must_use]
pub fn find<'l>(models: &'l [Listed], name: &str) -> Option<&'l Listed> {
    let of = |name: &str| models.iter().find(|model| model.id == name);
    of(name).or_else(|| of(name.rsplit_once(':')?.0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_dearest_price_counts_and_a_fee_for_each_request_is_noted() {
        let of = |value: Value| pricing(&value);
        let usual = of(json!({"prompt":"0.000001","completion":"0.000002","request":"0","discount":0.1}));
        assert_eq!((usual.prompt.as_deref(), usual.completion.as_deref()), (Some("0.000001"), Some("0.000002")));
        assert!(!usual.by_request && usual.cache_read.is_none());
        let long = of(json!({"prompt":"0.000001","completion":"0.000002","overrides":[
            {"min_prompt_tokens":200_000,"prompt":"0.000003"},{"prompt":"0.0000005","completion":"0.000004"}]}));
        assert_eq!((long.prompt.as_deref(), long.completion.as_deref()), (Some("0.000003"), Some("0.000004")));
        assert!(of(json!({"prompt":"0","completion":"0","request":"0.005"})).by_request);
        assert_eq!(of(json!({"prompt":"-1","overrides":[{"prompt":"1"}]})).prompt.as_deref(), Some("-1"));
    }
}
