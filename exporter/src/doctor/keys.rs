//! Whose key a provider gets: one service's key at another's address, or a variable that holds no key of models.

use super::Finding;
use crate::config::Provider;
use crate::config::address::{Place, place};

/// Well-known variables with the domain of their service.
const OF_SERVICES: [(&str, &str); 11] = [
    ("OPENROUTER_API_KEY", "openrouter.ai"),
    ("OPENAI_API_KEY", "openai.com"),
    ("ANTHROPIC_API_KEY", "anthropic.com"),
    ("MISTRAL_API_KEY", "mistral.ai"),
    ("GROQ_API_KEY", "groq.com"),
    ("DEEPSEEK_API_KEY", "deepseek.com"),
    ("TOGETHER_API_KEY", "together.xyz"),
    ("GEMINI_API_KEY", "googleapis.com"),
    ("XAI_API_KEY", "x.ai"),
    ("CEREBRAS_API_KEY", "cerebras.ai"),
    ("HF_TOKEN", "huggingface.co"),
];

/// Beginnings of variables that hold secrets of something else than models.
const OF_OTHERS: [&str; 13] = [
    "AWS_",
    "GITHUB_",
    "GH_",
    "GITLAB_",
    "CI_",
    "SSH_",
    "NPM_",
    "CARGO_",
    "DOCKER_",
    "KUBE",
    "PG",
    "MYSQL_",
    "DATABASE_",
];

/// What a reader should know before this key is sent.
pub(super) fn of(provider: &Provider) -> Option<Finding> {
    let variable = provider.api_key_env.as_str();
    let host = reqwest::Url::parse(&provider.base_url).ok()?.host_str()?.trim_end_matches('.').to_owned();
    let about = format!("key {variable}");
    let mend = "name the right variable in api_key_env, or the right address in base_url";
    if let Some((_, domain)) = OF_SERVICES.iter().find(|(known, _)| *known == variable) {
        let own = host == *domain || host.ends_with(&format!(".{domain}"));
        return (!own).then(|| {
            let to = if place(&provider.base_url) == Place::Elsewhere { "somebody else" } else { "a server near you" };
            Finding::warning(about, format!("is one of {domain}, and would be sent to {host}, which is {to}"), mend)
        });
    }
    let foreign = OF_OTHERS.iter().any(|beginning| variable.starts_with(beginning));
    foreign.then(|| {
        Finding::warning(about, format!("is no key of a service for models, and would be sent to {host}"), mend)
    })
}
