//! Ollama: whether each model is pulled, runs here, and fits the context that is asked for.

use super::servers::Seen;
use super::{Asked, Finding};
use crate::config::Provider;
use crate::config::params::Reasoning;
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::ollama::look::{self, Pulled};

pub(super) async fn of(http: &Http, provider: &Provider, asked: &[&Asked], seen: &mut Seen) {
    match http.get(From::Base, "/api/version").await {
        Err(fault) => return seen.silent(provider, &fault, asked),
        Ok(looked) if looked.found().is_none() => {
            let text = format!("{} answers with HTTP {} and is no Ollama", provider.base_url, looked.status);
            seen.findings.push(Finding::problem(
                super::servers::about(provider),
                text,
                "mend its base_url or its kind",
            ));
            return seen.unknown(asked, "its server is no Ollama");
        }
        Ok(looked) => seen.answered(provider, &looked),
    }
    for asked in asked {
        match look::pulled(http, &asked.provider_model).await {
            Err(fault) => seen.findings.push(Finding::not_checked(&asked.about, fault.message, "")),
            Ok(None) => {
                let name = &asked.provider_model;
                let mend = format!("ollama pull {name}");
                seen.findings.push(Finding::problem(&asked.about, format!("{name} is not pulled"), &mend));
            }
            Ok(Some(pulled)) => seen.findings.extend(of_model(http, asked, &pulled).await),
        }
    }
}

async fn of_model(http: &Http, asked: &Asked, pulled: &Pulled) -> Vec<Finding> {
    let name = &asked.provider_model;
    if let Some(fault) = look::is_elsewhere(name, pulled) {
        return vec![Finding::problem(&asked.about, fault.message, "")];
    }
    let mut findings = Vec::new();
    let can = |what: &str| pulled.capabilities.is_empty() || pulled.capabilities.iter().any(|known| known == what);
    if !can("completion") {
        findings.push(Finding::problem(&asked.about, format!("{name} cannot answer questions"), "choose a chat model"));
    }
    let thinks = asked.params.reasoning.is_some_and(|reasoning| reasoning != Reasoning::Off);
    if thinks && !can("thinking") {
        findings.push(Finding::problem(
            &asked.about,
            format!("{name} does not think, and Ollama refuses to ask it to"),
            "remove `reasoning`",
        ));
    }
    let open = asked.params.num_ctx.map(u64::from);
    if let Some((open, trained)) = open.zip(pulled.trained_context).filter(|(open, trained)| open > trained) {
        let text = format!("num_ctx is {open}, and {name} was made for {trained} tokens");
        findings.push(Finding::warning(&asked.about, text, "lower num_ctx"));
    }
    findings.extend(open.and_then(|open| asked.too_long_for(open, "raise num_ctx, or lower max_tokens")));
    if let Ok(Some(loaded)) = look::loaded(http, name).await
        && let Some((bytes, gpu)) = loaded.bytes.zip(loaded.gpu_bytes).filter(|(bytes, gpu)| gpu < bytes)
    {
        let text = format!("{} % of {name} do not fit into the memory of the GPU", 100 - 100 * gpu / bytes.max(1));
        findings.push(Finding::warning(
            &asked.about,
            text,
            "its times will be those of a machine that is too small for it",
        ));
    }
    if findings.is_empty() {
        let digest = pulled.digest.as_deref().unwrap_or("unknown").chars().take(12).collect::<String>();
        let precision = pulled.precision.as_deref().unwrap_or("of unknown precision");
        findings.push(Finding::ok(&asked.about, format!("{name} is pulled: {precision}, digest {digest}")));
    }
    findings
}
