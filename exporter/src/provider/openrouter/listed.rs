//! OpenRouter's list of models: what is offered, until when, and at which price.

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

/// Prices in US dollars per token, as decimal texts.
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
    let price = |name: &str| match value.get("pricing")?.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Listed {
        id: text("id").unwrap_or_default(),
        context_length: value.get("context_length").and_then(Value::as_u64),
        expiration_date: text("expiration_date"),
        pricing: Pricing {
            prompt: price("prompt"),
            completion: price("completion"),
            cache_read: price("input_cache_read"),
            cache_write: price("input_cache_write"),
        },
    }
}

/// The model with this name; a suffix such as `:nitro` is a way of routing and not in the list.
#[must_use]
pub fn find<'l>(models: &'l [Listed], name: &str) -> Option<&'l Listed> {
    let of = |name: &str| models.iter().find(|model| model.id == name);
    of(name).or_else(|| of(name.rsplit_once(':')?.0))
}
