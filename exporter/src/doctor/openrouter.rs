//! OpenRouter: what the key may spend, and whether each model is offered as it is asked for.

use analytics::units::PicoUsd;
use time::OffsetDateTime;

use super::servers::{Seen, about};
use super::{Asked, Finding};
use crate::clock::{now_ms, rfc3339};
use crate::config::Provider;
use crate::money::{Range, brief};
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::openrouter::{endpoints, key, listed};
use crate::provider::serving::Endpoint;

pub(super) async fn of(
    http: &Http,
    provider: &Provider,
    asked: &[&Asked],
    cost: Option<&Range<PicoUsd>>,
    seen: &mut Seen,
) {
    let looked = match http.get(From::Base, "/key").await {
        Ok(looked) => looked,
        Err(fault) => return seen.silent(provider, &fault, asked),
    };
    seen.answered(provider, &looked);
    seen.findings.push(credit(http, provider, looked.status, cost).await);
    let models = match listed::all(http).await {
        Ok(models) => models,
        Err(fault) => {
            seen.findings.push(Finding::not_checked(about(provider), fault.message, ""));
            return seen.unknown(asked, "there is no list of models");
        }
    };
    for asked in asked {
        match of_list(asked, &models) {
            Err(finding) => seen.findings.push(finding),
            Ok(notes) => {
                seen.findings.extend(notes);
                seen.findings.extend(of_endpoints(http, asked).await);
            }
        }
    }
}

async fn credit(http: &Http, provider: &Provider, status: u16, cost: Option<&Range<PicoUsd>>) -> Finding {
    let about = format!("credit of {}", provider.id);
    let mend = "add credit, or raise the limit of the key";
    if matches!(status, 401 | 403) {
        let mend = format!("look at the key in {}", provider.api_key_env);
        return Finding::problem(about, format!("the key is not accepted: HTTP {status}"), &mend);
    }
    match key::state(http).await {
        Err(fault) => Finding::not_checked(about, fault.message, ""),
        Ok(state) if state.used_up => Finding::problem(about, "the limit of the key is used up", mend),
        Ok(state) => {
            let left = state.left.map_or_else(
                || "the key has no limit of its own".to_owned(),
                |left| format!("{left} of the key's limit are left"),
            );
            if state.is_free_tier {
                return Finding::warning(
                    about,
                    format!("{left}, and nothing was ever paid: only free models answer"),
                    mend,
                );
            }
            let Some(cost) = cost else { return Finding::ok(about, left) };
            let text = format!(
                "{left}, and what is open of this plan costs about {} there, {} at most",
                brief(cost.expected),
                brief(cost.high)
            );
            if state.left.is_some_and(|left| left < cost.expected) {
                Finding::warning(about, text, "add credit, raise the limit of the key, or narrow the plan")
            } else {
                Finding::ok(about, text)
            }
        }
    }
}

/// What the list says of a model: notes, or why there is no use in asking further.
fn of_list(asked: &Asked, models: &[listed::Listed]) -> Result<Vec<Finding>, Finding> {
    let name = &asked.provider_model;
    let Some(model) = listed::find(models, name) else {
        return Err(Finding::problem(
            &asked.about,
            format!("OpenRouter does not offer {name}: it was taken off the list, or the name is mistyped"),
            "choose a name from https://openrouter.ai/models",
        ));
    };
    let Some(day) = &model.expiration_date else { return Ok(Vec::new()) };
    // Days of RFC 3339 sort as texts.
    let today = rfc3339(now_ms());
    let day = day.get(..10).unwrap_or(day);
    if day <= &today[..10] {
        return Err(Finding::problem(
            &asked.about,
            format!("OpenRouter stopped offering {name} on {day}"),
            "choose another model",
        ));
    }
    let soon = OffsetDateTime::now_utc() + time::Duration::days(30);
    let word = if *day <= *rfc3339(soon.unix_timestamp() * 1000) { "soon stops" } else { "will stop" };
    Ok(vec![Finding::warning(
        &asked.about,
        format!("OpenRouter {word} offering {name}: on {day}"),
        "run it before that day",
    )])
}

/// What the endpoints say that the pin leaves.
async fn of_endpoints(http: &Http, asked: &Asked) -> Vec<Finding> {
    let known = match endpoints::of_model(http, &asked.provider_model).await {
        Ok(known) => known,
        Err(fault) => return vec![Finding::not_checked(&asked.about, fault.message, "")],
    };
    let left = endpoints::left_by(&asked.params.openrouter, &known);
    if left.is_empty() {
        let text = format!(
            "nobody serves {} as it is pinned; it is served by {}",
            asked.provider_model,
            endpoints::in_words(&known)
        );
        return vec![Finding::problem(&asked.about, text, "mend [….params.openrouter]")];
    }
    let mut findings = Vec::new();
    let contexts = || left.iter().filter_map(|endpoint| endpoint.context_length);
    if let Some(shortest) = contexts().min() {
        findings.extend(asked.too_long_for(shortest, "pin an endpoint with a longer context, or lower max_tokens"));
    }
    if let Some(limit) = left
        .iter()
        .filter_map(|endpoint| endpoint.max_completion_tokens)
        .min()
        .filter(|limit| *limit < asked.max_tokens)
    {
        let text =
            format!("an endpoint of it answers with {limit} tokens at most, and {} are asked for", asked.max_tokens);
        findings.push(Finding::warning(&asked.about, text, "lower max_tokens, or pin another endpoint"));
    }
    if let Some(finding) = ignored(asked, &left) {
        findings.push(finding);
    }
    if findings.is_empty() {
        let who: Vec<Endpoint> = left.iter().take(3).map(|endpoint| (*endpoint).clone()).collect();
        let more = if left.len() > who.len() { format!(" and {} more", left.len() - who.len()) } else { String::new() };
        let text = format!("{} is offered by {}{more}", asked.provider_model, endpoints::in_words(&who));
        findings.push(Finding::ok(&asked.about, text));
    }
    findings
}

/// Parameters that some endpoint would ignore without a word.
fn ignored(asked: &Asked, left: &[&Endpoint]) -> Option<Finding> {
    let params = &asked.params;
    let sent = [
        (params.temperature.is_some(), "temperature"),
        (params.seed.is_some(), "seed"),
        (params.reasoning.is_some(), "reasoning"),
        (asked.shaped, "response_format"),
    ];
    let names: Vec<_> = sent
        .into_iter()
        .filter(|(is_sent, _)| *is_sent)
        .map(|(_, name)| name)
        .filter(|name| {
            // An endpoint that lists nothing tells nothing.
            let lists = left.iter().filter(|endpoint| !endpoint.supported_parameters.is_empty());
            lists.clone().count() > 0
                && lists.clone().any(|endpoint| !endpoint.supported_parameters.iter().any(|known| known == name))
        })
        .collect();
    if names.is_empty() {
        return None;
    }
    let text = format!("not every endpoint that may serve it takes {}", names.join(", "));
    Some(Finding::warning(&asked.about, text, "pin an endpoint that does, or leave the parameter out with `omit`"))
}
