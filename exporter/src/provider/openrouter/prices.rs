//! Today's prices of the models that a plan asks of OpenRouter, as entries of a file of prices.

use analytics::catalog::{Catalog, Status, TokenPrice};
use analytics::ids::{IdError, ProviderId};
use analytics::units::PicoUsd;
use serde_json::{Map, Value};

use super::endpoints::{left_by, of_model};
use super::listed::{self, Listed, Pricing};
use crate::config::{JudgeHow, Plan, Provider, ProviderKind, TokenLimitField};
use crate::provider::http::Http;
use crate::provider::reply::Fault;
use crate::provider::serving::Endpoint;

/// What the entries name as their source.
const SOURCE: &str = "openrouter-api";

/// A model or judge whose price is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Its id in the catalogue, else in the configuration.
    pub id: String,
    /// Whether the catalogue holds it.
    pub in_catalog: bool,
    /// OpenRouter's name for it.
    pub provider_model: String,
    /// Who may serve it.
    pub pin: Map<String, Value>,
}

/// Everything that a plan asks of this provider.
#[must_use]
pub fn wanted(plan: &Plan, provider: &Provider) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut add = |new: Wanted| {
        if !wanted.iter().any(|known| known.provider_model == new.provider_model && known.pin == new.pin) {
            wanted.push(new);
        }
    };
    if provider.kind != ProviderKind::Openrouter {
        return wanted;
    }
    for model in plan.scope.models.iter().filter(|model| model.provider == provider.id) {
        add(Wanted {
            id: model.catalog_model.as_ref().unwrap_or(&model.id).to_string(),
            in_catalog: model.catalog_model.is_some(),
            provider_model: model.provider_model.clone(),
            pin: model.params.openrouter.clone(),
        });
    }
    for judge in &plan.scope.judges {
        let JudgeHow::Model { provider: of, provider_model, params, .. } = &judge.how else { continue };
        if *of == provider.id {
            let (id, pin) = (judge.id.to_string(), params.openrouter.clone());
            add(Wanted { id, in_catalog: false, provider_model: provider_model.clone(), pin });
        }
    }
    wanted
}

/// Every model of the catalogue that OpenRouter has a name for: in its models, and in earlier prices.
#[must_use]
pub fn of_catalog(catalog: &Catalog) -> Vec<Wanted> {
    let models = catalog.models.iter().map(|model| (model.id.as_str(), model.openrouter_id.as_deref()));
    let rented = catalog.rented.iter().map(|model| (model.id.as_str(), model.openrouter_id.as_deref()));
    let earlier = catalog.prices.iter().filter(|price| price.provider == "openrouter");
    let earlier = earlier.map(|price| (price.model.as_str(), price.provider_model.as_deref()));
    let mut wanted: Vec<Wanted> = Vec::new();
    for (id, name) in models.chain(rented).chain(earlier) {
        let Some(name) = name else { continue };
        if !wanted.iter().any(|known| known.provider_model == name) {
            wanted.push(Wanted {
                id: id.to_owned(),
                in_catalog: catalog.model(id).is_some() || catalog.rented(id).is_some(),
                provider_model: name.to_owned(),
                pin: Map::new(),
            });
        }
    }
    wanted
}

/// OpenRouter's public lists at an address; they need no key.
///
/// # Errors
/// Never with this id.
pub fn openrouter(base_url: &str) -> Result<Provider, IdError> {
    Ok(Provider {
        id: ProviderId::new("openrouter")?,
        kind: ProviderKind::Openrouter,
        base_url: base_url.trim_end_matches('/').to_owned(),
        api_key_env: String::new(),
        concurrency: 1,
        max_concurrency: None,
        connect_timeout_s: 10,
        first_token_timeout_s: 60,
        idle_timeout_s: 60,
        answer_timeout_s: None,
        backoff_ms: 500,
        token_limit_field: TokenLimitField::MaxTokens,
        host_group: None,
        parallel_with: Vec::new(),
    })
}

/// The prices of this day, and the names of those without one.
///
/// # Errors
/// When OpenRouter sends no list.
pub async fn of_today(http: &Http, wanted: &[Wanted], day: &str) -> Result<(Vec<TokenPrice>, Vec<String>), Fault> {
    let list = listed::all(http).await?;
    let (mut prices, mut unknown) = (Vec::new(), Vec::new());
    for wanted in wanted {
        let endpoints = if wanted.pin.is_empty() {
            Vec::new()
        } else {
            of_model(http, &wanted.provider_model).await.unwrap_or_default()
        };
        match price(wanted, listed::find(&list, &wanted.provider_model), &endpoints, day) {
            Some(price) => prices.push(price),
            None => unknown.push(wanted.provider_model.clone()),
        }
    }
    Ok((prices, unknown))
}

/// The price of the dearest endpoint that a pin leaves; without a pin that of the list.
fn price(wanted: &Wanted, listed: Option<&Listed>, endpoints: &[Endpoint], day: &str) -> Option<TokenPrice> {
    let left = left_by(&wanted.pin, endpoints);
    let dearest = |of: fn(&Endpoint) -> Option<&String>| {
        let prices: Option<Vec<PicoUsd>> = left.iter().map(|endpoint| PicoUsd::from_usd(of(endpoint)?).ok()).collect();
        prices?.into_iter().max()
    };
    let per_token = |text: &Option<String>| PicoUsd::from_usd(text.as_deref()?).ok();
    let (input, output, cached, note) = if wanted.pin.is_empty() {
        let Pricing { prompt, completion, by_request, .. } = &listed?.pricing;
        if *by_request {
            return None;
        }
        let note = "Price of the provider that OpenRouter prefers; others may ask for more.";
        (per_token(prompt)?, per_token(completion)?, Some(&listed?.pricing), note.to_owned())
    } else {
        let tags: Vec<_> = left.iter().map(|endpoint| endpoint.tag.as_str()).collect();
        let note = format!("Price of {}, the dearest of them where they differ.", tags.join(", "));
        (
            dearest(|endpoint| endpoint.prompt_usd.as_ref())?,
            dearest(|endpoint| endpoint.completion_usd.as_ref())?,
            None,
            note,
        )
    };
    let cache = |of: fn(&Pricing) -> &Option<String>| per_million(per_token(of(cached?))?);
    Some(TokenPrice {
        model: wanted.id.clone(),
        not_in_catalog: !wanted.in_catalog,
        provider: "openrouter".to_owned(),
        provider_model: Some(wanted.provider_model.clone()),
        input_usd_per_m: per_million(input)?,
        output_usd_per_m: per_million(output)?,
        cache_read_usd_per_m: cache(|pricing| &pricing.cache_read),
        cache_write_usd_per_m: cache(|pricing| &pricing.cache_write),
        cache_write_1h_usd_per_m: None,
        long_context: None,
        batch_share: None,
        source: SOURCE.to_owned(),
        date: day.to_owned(),
        status: Status::Verified,
        note: Some(note),
    })
}

/// Dollars per million tokens as a decimal text.
fn per_million(per_token: PicoUsd) -> Option<String> {
    let dollars = PicoUsd(per_token.0.checked_mul(1_000_000)?).to_string();
    Some(dollars.trim_start_matches('$').to_owned())
}

/// The entries that say something new: another price than the newest of the same model at the same provider.
#[must_use]
pub fn new_ones(known: &[TokenPrice], today: Vec<TokenPrice>) -> Vec<TokenPrice> {
    let is_known = |new: &TokenPrice| {
        let same = known.iter().filter(|old| {
            (&old.model, &old.provider, &old.provider_model) == (&new.model, &new.provider, &new.provider_model)
        });
        // Days sort as texts; of two on one day the later entry is newer.
        let newest = same.max_by(|a, b| a.date.cmp(&b.date));
        newest.is_some_and(|old| {
            let amount = |text: &str| PicoUsd::from_usd(text).ok();
            let same = |old: &str, new: &str| amount(old) == amount(new);
            // A cache price that only one of the two names is no change of it.
            let cache = |old: &Option<String>, new: &Option<String>| {
                old.as_deref().zip(new.as_deref()).is_none_or(|(old, new)| same(old, new))
            };
            same(&old.input_usd_per_m, &new.input_usd_per_m)
                && same(&old.output_usd_per_m, &new.output_usd_per_m)
                && cache(&old.cache_read_usd_per_m, &new.cache_read_usd_per_m)
                && cache(&old.cache_write_usd_per_m, &new.cache_write_usd_per_m)
        })
    };
    today.into_iter().filter(|new| !is_known(new)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wanted(pin: Value) -> Wanted {
        let pin = pin.as_object().unwrap().clone();
        Wanted {
            id: "gpt-oss-120b".to_owned(),
            in_catalog: true,
            provider_model: "openai/gpt-oss-120b".to_owned(),
            pin,
        }
    }

    fn endpoint(tag: &str, prompt: &str) -> Endpoint {
        let completion_usd = Some("0.00000015".to_owned());
        Endpoint { tag: tag.to_owned(), prompt_usd: Some(prompt.to_owned()), completion_usd, ..Endpoint::default() }
    }

    #[test]
    fn a_pin_has_the_price_of_whom_it_leaves() {
        let listed = Listed {
            pricing: Pricing {
                prompt: Some("0.00000003".to_owned()),
                completion: Some("0.00000015".to_owned()),
                cache_read: Some("0.000000015".to_owned()),
                cache_write: None,
                by_request: false,
            },
            ..Listed::default()
        };
        let of = |pin: Value, endpoints: &[Endpoint]| price(&wanted(pin), Some(&listed), endpoints, "2026-11-23");
        let free = of(json!({}), &[]).unwrap();
        assert_eq!((&*free.input_usd_per_m, &*free.output_usd_per_m), ("0.03", "0.15"));
        assert_eq!((free.cache_read_usd_per_m.as_deref(), free.cache_write_usd_per_m), (Some("0.015"), None));
        let endpoints =
            [endpoint("a/fp4", "0.00000004"), endpoint("a/bf16", "0.00000009"), endpoint("b", "0.00000001")];
        let pinned = of(json!({"only":["a"]}), &endpoints).unwrap();
        assert_eq!((&*pinned.input_usd_per_m, pinned.cache_read_usd_per_m), ("0.09", None));
        assert_eq!(of(json!({"only":["c"]}), &endpoints), None, "nobody has no price");
        assert_eq!(of(json!({"only":["b"]}), &[endpoint("b", "-1")]), None, "a router's price is unknown");
    }

    #[test]
    fn only_a_change_is_new() {
        let price = |day: &str, input: &str| TokenPrice {
            date: day.to_owned(),
            input_usd_per_m: input.to_owned(),
            ..price(&wanted(json!({"only":["b"]})), None, &[endpoint("b", "0.00000001")], day).unwrap()
        };
        let known = [price("2026-07-02", "0.03"), price("2026-05-15", "0.039")];
        assert!(new_ones(&known, vec![price("2026-11-23", "0.030")]).is_empty());
        assert_eq!(
            new_ones(&known, vec![price("2026-11-23", "0.039")]).len(),
            1,
            "back to an earlier price is a change"
        );
        assert_eq!(new_ones(&[], vec![price("2026-11-23", "0.03")]).len(), 1);
    }
}
