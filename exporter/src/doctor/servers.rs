//! Keys and servers of the providers that a plan uses.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;

use super::clock::Date;
use super::cost::Costs;
use super::{Asked, Finding, keys, lm_studio, ollama, openai, openrouter};
use crate::clock::now_ms;
use crate::config::{Plan, Provider, ProviderKind, Secret};
use crate::provider::look::Looked;
use crate::provider::reply::Fault;
use crate::provider::{Client, http::Http};

/// What was found out.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub findings: Vec<Finding>,
    pub dates: Vec<Date>,
}

impl Seen {
    /// Notes that a server has answered.
    pub fn answered(&mut self, provider: &Provider, looked: &Looked) {
        let text = format!("{} answers in {}", provider.base_url, in_words(looked.took));
        self.findings.push(Finding::ok(about(provider), text));
        self.dates.extend(looked.date.clone().map(|server| Date { server, here_ms: now_ms() }));
    }

    /// Notes that it has not, and that nothing that depends on it could be looked at.
    pub fn silent(&mut self, provider: &Provider, fault: &Fault, asked: &[&Asked]) {
        let mend = if provider.is_local() {
            "start it, or mend its base_url"
        } else {
            "look at its base_url and at the network"
        };
        self.findings.push(Finding::problem(about(provider), &fault.message, mend));
        self.unknown(asked, "its server does not answer");
    }

    pub fn unknown(&mut self, asked: &[&Asked], why: &str) {
        self.findings.extend(asked.iter().map(|asked| Finding::not_checked(&asked.about, why, "")));
    }
}

/// What a finding about a server is called.
pub(super) fn about(provider: &Provider) -> String {
    format!("server {}", provider.id)
}

fn in_words(took: Duration) -> String {
    format!("{:.0} ms", (took.as_secs_f64() * 1e3).max(1.0))
}

/// Looks at every provider that is used, all at the same time.
pub(super) async fn of(plan: &Plan, asked: &[Asked], costs: &Costs) -> Seen {
    let used: BTreeSet<_> = asked.iter().map(|asked| &asked.provider).collect();
    let mut whole = Seen::default();
    if used.is_empty() {
        whole.findings.push(Finding::ok("servers", "none is needed: models and judges are built in"));
    }
    let providers = used.into_iter().filter_map(|id| plan.providers.get(id));
    for seen in join_all(providers.map(|provider| of_provider(provider, asked, costs))).await {
        whole.findings.extend(seen.findings);
        whole.dates.extend(seen.dates);
    }
    whole
}

async fn of_provider(provider: &Provider, asked: &[Asked], costs: &Costs) -> Seen {
    let mut seen = Seen::default();
    let asked: Vec<&Asked> = asked.iter().filter(|asked| asked.provider == provider.id).collect();
    let variable = &provider.api_key_env;
    if !variable.is_empty() {
        // Whether it is there is all that is said of a key: no letter of it, and not how long it is.
        match Secret::from_env(variable) {
            Some(_) => match keys::of(provider) {
                // It is not sent before somebody has read this; `run` is told by whoever starts it.
                Some(finding) => {
                    seen.findings.push(finding);
                    seen.findings.push(Finding::not_checked(
                        about(provider),
                        "it is not asked with a key of others",
                        "",
                    ));
                    seen.unknown(&asked, "its server is not asked with a key of others");
                    return seen;
                }
                None => seen.findings.push(Finding::ok(format!("key {variable}"), "is set")),
            },
            None => {
                let mend = format!("set it, for example: export {variable}=…");
                seen.findings.push(Finding::problem(format!("key {variable}"), "is not set", &mend));
                seen.findings.push(Finding::not_checked(about(provider), "it is not asked without its key", ""));
                seen.unknown(&asked, "its server is not asked without a key");
                return seen;
            }
        }
    }
    let client = match Client::new(provider) {
        Ok(client) => client,
        Err(failure) => {
            seen.findings.push(Finding::problem(
                about(provider),
                failure.message,
                failure.hint.as_deref().unwrap_or_default(),
            ));
            seen.unknown(&asked, "its server cannot be asked");
            return seen;
        }
    };
    let Some(http): Option<&Http> = client.http() else { return seen };
    match provider.kind {
        ProviderKind::Builtin => {}
        ProviderKind::Openrouter => {
            openrouter::of(http, provider, &asked, costs.get(provider.id.as_str()), &mut seen).await
        }
        ProviderKind::Ollama => ollama::of(http, provider, &asked, &mut seen).await,
        ProviderKind::OpenaiCompatible => openai::of(http, provider, &asked, &mut seen).await,
        ProviderKind::LmStudio => lm_studio::of(http, provider, &asked, &mut seen).await,
    }
    seen
}
