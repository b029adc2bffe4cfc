//! Servers in OpenAI's format: whether they are ready, know each model, and have a context that is long enough.

use serde_json::Value;

use super::servers::{Seen, about};
use super::{Asked, Finding};
use crate::config::Provider;
use crate::provider::address::is_private;
use crate::provider::http::Http;
use crate::provider::local::identity;
use crate::provider::local::llama_server::Load;
use crate::provider::look::From;
use crate::provider::same_model::is_same;
use crate::provider::serving::Observation;

pub(super) async fn of(http: &Http, provider: &Provider, asked: &[&Asked], seen: &mut Seen) {
    let looked = match http.get(From::Base, "/models").await {
        Ok(looked) => looked,
        Err(fault) => return seen.silent(provider, &fault, asked),
    };
    seen.answered(provider, &looked);
    match looked.status {
        401 | 403 => {
            let mend = match provider.api_key_env.as_str() {
                "" => "name the variable that holds its key with api_key_env".to_owned(),
                variable => format!("look at the key in {variable}"),
            };
            seen.findings.push(Finding::problem(
                about(provider),
                format!("it does not let us in: HTTP {}", looked.status),
                &mend,
            ));
            return seen.unknown(asked, "its server does not let us in");
        }
        503 => seen.findings.push(Finding::warning(
            about(provider),
            "it is still loading its model",
            "wait a little; a run waits by itself",
        )),
        _ => {}
    }
    let list = looked.found().and_then(|body| body.get("data")).and_then(Value::as_array);
    for asked in asked {
        let findings = of_model(http, provider, asked, list.map(Vec::as_slice)).await;
        seen.findings.extend(findings);
    }
}

async fn of_model(http: &Http, provider: &Provider, asked: &Asked, list: Option<&[Value]>) -> Vec<Finding> {
    let name = &asked.provider_model;
    let Some(list) = list else {
        return vec![Finding::not_checked(
            &asked.about,
            "its server has no list of models",
            "should its base_url end with /v1?",
        )];
    };
    let Some(entry) = identity::entry_of(list, name) else {
        let known: Vec<_> = list.iter().filter_map(|entry| entry.get("id")?.as_str()).take(8).collect();
        let text = format!("{} does not list {name}; it lists {}", provider.id, known.join(", "));
        return vec![Finding::warning(
            &asked.about,
            text,
            "mend provider_model, unless the server takes names that it does not list",
        )];
    };
    let mut findings = Vec::new();
    let only = entry.get("id").and_then(Value::as_str).unwrap_or_default();
    if identity::named(list, name).is_none() && !is_same(name, only) {
        let text = format!("its server answers to any name, and the one model that it lists is {only}, not {name}");
        let mend = "mend base_url or provider_model: another model would answer";
        findings.push(Finding::warning(&asked.about, text, mend));
    }
    let own = is_private(&provider.base_url);
    let served = if own { identity::of_model(http, name, Load::Never).await } else { Observation::default() };
    let listed = ["max_model_len", "context_length"].iter().find_map(|name| entry.get(*name)?.as_u64());
    let context = served.context_tokens.or(listed).filter(|context| *context > 0);
    findings.extend(context.and_then(|context| {
        asked.too_long_for(context, "start the server with a longer context, or lower max_tokens")
    }));
    let at_once = u64::from(provider.ceiling());
    if let Some(slots) = served.slots.filter(|slots| *slots < at_once) {
        let text =
            format!("{at_once} requests at a time are asked for, and its server works on {slots}: the others wait");
        let mend = "start the server with more slots (-np), or lower concurrency (-j)";
        findings.push(Finding::warning(&asked.about, text, mend));
    }
    if served.template_missing {
        let text =
            "its file holds no chat template, so the server takes one that the model was probably not trained on";
        let mend = "use an instruct model, or start the server with --chat-template";
        findings.push(Finding::warning(&asked.about, text, mend));
    }
    if !findings.is_empty() {
        return findings;
    }
    let bits = served.bits_per_weight().map(|bits| format!("({bits} bits per weight)"));
    let precision = served
        .precision
        .map(|precision| if served.precision_from_name { format!("{precision} by its file name") } else { precision });
    let words: Vec<String> = [served.engine, served.version, precision, bits].into_iter().flatten().collect();
    let engine = if words.is_empty() { String::new() } else { format!(" by {}", words.join(" ")) };
    let context = match context {
        Some(context) => format!(", context {context} tokens"),
        None if served.not_loaded => "; it is not loaded yet, so its context is not known".to_owned(),
        None => "; it does not tell its context".to_owned(),
    };
    vec![Finding::ok(&asked.about, format!("{name} is served{engine}{context}"))]
}
