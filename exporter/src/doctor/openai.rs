//! Servers in OpenAI's format: whether they are ready, know each model, and have a context that is long enough.

use serde_json::Value;

use super::servers::{Seen, about};
use super::{Asked, Finding};
use crate::config::Provider;
use crate::provider::address::is_private;
use crate::provider::http::Http;
use crate::provider::local::identity;
use crate::provider::look::From;

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
        let finding = of_model(http, provider, asked, list.map(Vec::as_slice)).await;
        seen.findings.push(finding);
    }
}

async fn of_model(http: &Http, provider: &Provider, asked: &Asked, list: Option<&[Value]>) -> Finding {
    let name = &asked.provider_model;
    let Some(list) = list else {
        return Finding::not_checked(
            &asked.about,
            "its server has no list of models",
            "should its base_url end with /v1?",
        );
    };
    let Some(entry) = identity::entry_of(list, name) else {
        let known: Vec<_> = list.iter().filter_map(|entry| entry.get("id")?.as_str()).take(8).collect();
        let text = format!("{} does not list {name}; it lists {}", provider.id, known.join(", "));
        return Finding::warning(
            &asked.about,
            text,
            "mend provider_model, unless the server takes names that it does not list",
        );
    };
    let served = if is_private(&provider.base_url) { identity::of_model(http, name).await } else { Default::default() };
    let listed = ["max_model_len", "context_length"].iter().find_map(|name| entry.get(*name)?.as_u64());
    let context = served.context_tokens.or(listed);
    if let Some(finding) = context
        .and_then(|context| asked.too_long_for(context, "start the server with a longer context, or lower max_tokens"))
    {
        return finding;
    }
    let words: Vec<String> = [served.engine, served.version, served.precision].into_iter().flatten().collect();
    let engine = if words.is_empty() { String::new() } else { format!(" by {}", words.join(" ")) };
    let context = context
        .map_or_else(|| "; it does not tell its context".to_owned(), |context| format!(", context {context} tokens"));
    Finding::ok(&asked.about, format!("{name} is served{engine}{context}"))
}
