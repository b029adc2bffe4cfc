//! LM Studio: whether each model is there, and whether its context is long enough.

use super::servers::{Seen, about};
use super::{Asked, Finding};
use crate::config::Provider;
use crate::provider::http::Http;
use crate::provider::local::identity;
use crate::provider::look::From;

pub(super) async fn of(http: &Http, provider: &Provider, asked: &[&Asked], seen: &mut Seen) {
    match http.get(From::Base, "/api/v1/models").await {
        Err(fault) => return seen.silent(provider, &fault, asked),
        Ok(looked) if looked.found().and_then(|body| body.get("models")).is_none() => {
            let text = format!("{} has no list of models under /api/v1: HTTP {}", provider.base_url, looked.status);
            let mend =
                "use LM Studio 0.4.0 or newer, or kind = \"openai-compatible\" with an address that ends with /v1";
            seen.findings.push(Finding::problem(about(provider), text, mend));
            return seen.unknown(asked, "its server has no list of models");
        }
        Ok(looked) => seen.answered(provider, &looked),
    }
    for asked in asked {
        let name = &asked.provider_model;
        let served = identity::lm_studio(http, name).await;
        if served.engine.is_none() {
            let mend = "download it in LM Studio, or mend provider_model";
            seen.findings.push(Finding::problem(&asked.about, format!("LM Studio does not have {name}"), mend));
            continue;
        }
        // What is asked for is opened; without that, what is open counts.
        let context = asked.params.num_ctx.map(u64::from).or(served.context_tokens);
        let short =
            context.and_then(|context| asked.too_long_for(context, "set num_ctx in its params, or lower max_tokens"));
        seen.findings.push(short.unwrap_or_else(|| {
            let precision = served.precision.as_deref().unwrap_or("unknown precision");
            let context =
                context.map_or_else(|| "not loaded yet".to_owned(), |context| format!("context {context} tokens"));
            Finding::ok(&asked.about, format!("{name} is there: {precision}, {context}"))
        }));
    }
}
