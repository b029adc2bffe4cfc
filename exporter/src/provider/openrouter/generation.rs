//! What an answer came to, asked for afterwards: an answer that broke off, or came without its usage, may have been
//! billed all the same.

use std::time::Duration;

use serde_json::Value;

use super::in_path;
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::reply::{Note, Reply};
use crate::provider::usage::{self, Amount};

/// The record is written a while after the answer, so it is asked for so often, with doubling waits in between.
const LOOKS: u32 = 4;

/// Looks the answer up and fills in what its reply lacks. What cannot be found stays unknown.
pub async fn complete(http: &Http, reply: &mut Reply, first_wait: Duration) {
    let Some(id) = reply.generation_id.as_deref().and_then(in_path).filter(|id| !id.contains('/')) else { return };
    let path = format!("/generation?id={id}");
    for look in 0..LOOKS {
        tokio::time::sleep(first_wait * 2u32.pow(look)).await;
        let Ok(looked) = http.get(From::Base, &path).await else { continue };
        if let Some(found) = looked.found().and_then(|body| body.get("data")) {
            fill(reply, found);
            return;
        }
        // "Not found" means "not yet"; a key that may not look will not be allowed to later.
        if matches!(looked.status, 400..=403) {
            return;
        }
    }
}

/// Takes over what the reply lacks. Tokens are the billed ones, by the model's own tokenizer.
fn fill(reply: &mut Reply, found: &Value) {
    let count = |name: &str| found.get(name).and_then(usage::count);
    let text = |name: &str| found.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let is_byok = found.get("is_byok").is_some_and(|own| own == true);
    match usage::bill(found.get("total_cost"), is_byok, found.get("upstream_inference_cost")) {
        Amount::Dollars(amount) => reply.billed = reply.billed.or(Some(amount)),
        Amount::Absurd(text) => reply.notes.push(Note::new("odd-bill", usage::odd_bill(&text))),
        Amount::Absent => {}
    }
    let usage = &mut reply.usage;
    usage.prompt_tokens = usage.prompt_tokens.or(count("native_tokens_prompt"));
    usage.completion_tokens = usage.completion_tokens.or(count("native_tokens_completion"));
    usage.thinking_tokens = usage.thinking_tokens.or(count("native_tokens_reasoning"));
    usage.cached_tokens = usage.cached_tokens.or(count("native_tokens_cached"));
    reply.upstream = reply.upstream.take().or(text("provider_name"));
    reply.served_model = reply.served_model.take().or(text("model"));
    let evidence = format!("{{\"generation\":{found}}}");
    reply.raw = Some(match reply.raw.take() {
        Some(raw) => format!("{raw}\n{evidence}"),
        None => evidence,
    });
}

#[cfg(test)]
mod tests {
    use analytics::units::PicoUsd;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_stream_said_is_not_replaced() {
        let mut reply = Reply { upstream: Some("A".to_owned()), ..Reply::default() };
        reply.usage.prompt_tokens = Some(9);
        fill(
            &mut reply,
            &json!({"total_cost":0.00015951,"native_tokens_prompt":412,"native_tokens_completion":981,
                "native_tokens_reasoning":603,"provider_name":"B","model":"m"}),
        );
        assert_eq!(reply.billed, Some(PicoUsd(159_510_000)));
        assert_eq!((reply.usage.prompt_tokens, reply.usage.completion_tokens), (Some(9), Some(981)));
        assert_eq!((reply.upstream.as_deref(), reply.served_model.as_deref()), (Some("A"), Some("m")));
        assert!(reply.raw.unwrap().starts_with("{\"generation\":{"));
    }
}
