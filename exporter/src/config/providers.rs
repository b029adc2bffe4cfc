//! Resolves `[[providers]]`.

use std::collections::BTreeMap;

use analytics::ids::ProviderId;

use super::address::{Place, place as place_of};
use super::file::{ProviderEntry, Source};
use super::plan::{Provider, ProviderKind, TokenLimitField};
use crate::failure::Failure;

/// OpenRouter's address.
const OPENROUTER: &str = "https://openrouter.ai/api/v1";
/// Ollama's own default address.
const OLLAMA: &str = "http://127.0.0.1:11434";
/// A service elsewhere gets up to so many requests at a time while it takes them well, unless the configuration says
/// otherwise.
const REMOTE_CEILING: u32 = 20;
/// LM Studio's own default address.
const LM_STUDIO: &str = "http://127.0.0.1:1234";

/// All providers by id. `builtin` is always there.
///
/// # Errors
/// Names the entry's line and what to change.
pub fn resolve(source: &Source, entries: &[ProviderEntry]) -> Result<BTreeMap<ProviderId, Provider>, Failure> {
    let mut providers = BTreeMap::new();
    for entry in entries {
        let provider = provider(source, entry)?;
        if providers.contains_key(&provider.id) {
            let place = source.place(entry.id.span().start);
            return Err(Failure::usage(format!(
                "{place}: there are two providers with the id {:?}",
                entry.id.get_ref()
            ))
            .hint("give one of them another id"));
        }
        providers.insert(provider.id.clone(), provider);
    }
    for entry in entries {
        let unknown =
            entry.parallel_with.iter().find(|id| !providers.keys().any(|known| known.as_str() == id.as_str()));
        if let Some(unknown) = unknown {
            let place = source.place(entry.id.span().start);
            let known: Vec<_> = providers.keys().map(ProviderId::as_str).collect();
            return Err(Failure::usage(format!(
                "{place}: parallel_with of provider {:?} names {unknown:?}, which is no provider",
                entry.id.get_ref()
            ))
            .hint(format!("use the id of one of {}", known.join(", "))));
        }
    }
    if let Ok(id) = ProviderId::new("builtin") {
        providers.entry(id.clone()).or_insert_with(|| with_defaults(id, ProviderKind::Builtin, String::new()));
    }
    Ok(providers)
}

/// Sets how many requests each provider gets at a time; the built-in one needs no limit from outside.
pub fn at_a_time(providers: &mut BTreeMap<ProviderId, Provider>, connections: u32) {
    for provider in providers.values_mut().filter(|provider| provider.kind != ProviderKind::Builtin) {
        provider.concurrency = connections;
        provider.max_concurrency = None;
    }
}

/// The longest time limit, in seconds: thirty days. More is a slip of the keyboard, and moments that far away overflow.
pub const LONGEST_S: u64 = 30 * 86_400;

/// Sets how long a whole answer may take at each provider.
pub fn answer_within(providers: &mut BTreeMap<ProviderId, Provider>, seconds: u64) {
    providers.values_mut().for_each(|provider| provider.answer_timeout_s = Some(seconds));
}

fn provider(source: &Source, entry: &ProviderEntry) -> Result<Provider, Failure> {
    let place = || source.place(entry.id.span().start);
    let name = entry.id.get_ref();
    let id = ProviderId::new(name.clone())
        .map_err(|error| Failure::usage(format!("{}: provider {name:?}: {error}", place())))?;
    let base_url = match (entry.kind, &entry.base_url) {
        (ProviderKind::Builtin, None) => String::new(),
        (ProviderKind::Builtin, Some(_)) => {
            return Err(Failure::usage(format!("{}: provider {name} is built in and has no base_url", place()))
                .hint("remove base_url, or choose another kind"));
        }
        (_, Some(url)) => address(url).map_err(|reason| {
            Failure::usage(format!("{}: base_url of provider {name}: {reason}", place()))
                .hint("write an address such as \"http://127.0.0.1:8080/v1\"; a key belongs into the variable that api_key_env names")
        })?,
        (ProviderKind::Openrouter, None) => OPENROUTER.to_owned(),
        (ProviderKind::Ollama, None) => OLLAMA.to_owned(),
        (ProviderKind::LmStudio, None) => LM_STUDIO.to_owned(),
        (ProviderKind::OpenaiCompatible, None) => {
            return Err(Failure::usage(format!("{}: provider {name} has no base_url", place()))
                .hint("add the server's address, for example base_url = \"http://127.0.0.1:8080/v1\""));
        }
    };
    let mut provider = with_defaults(id, entry.kind, base_url);
    if let Some(variable) = &entry.api_key_env {
        if !is_variable(variable) {
            // The value is not repeated: it is probably the key itself.
            return Err(Failure::usage(format!(
                "{}: api_key_env of provider {name} is not the name of an environment variable",
                place()
            ))
            .hint("write the variable's name in capitals, such as \"OPENROUTER_API_KEY\", never the key itself"));
        }
        provider.api_key_env.clone_from(variable);
    }
    let unencrypted = provider.base_url.starts_with("http:") && place_of(&provider.base_url) == Place::Elsewhere;
    if unencrypted && !provider.api_key_env.is_empty() && !entry.allow_plain_http {
        return Err(Failure::usage(format!(
            "{}: provider {name} would send the key in {} over plain http to {}, where everybody on the way can read it",
            place(), provider.api_key_env, provider.base_url
        ))
        .hint("write https:// in its base_url; allow_plain_http = true sends it all the same, for instance through a tunnel"));
    }
    if entry.concurrency == Some(0) {
        return Err(
            Failure::usage(format!("{}: concurrency of provider {name} is 0", place())).hint("it must be at least 1")
        );
    }
    let limits = [
        ("connect_timeout_s", entry.connect_timeout_s),
        ("first_token_timeout_s", entry.first_token_timeout_s),
        ("idle_timeout_s", entry.idle_timeout_s),
        ("answer_timeout_s", entry.answer_timeout_s),
    ];
    if let Some((name, _)) = limits.iter().find(|(_, limit)| *limit == Some(0)) {
        return Err(Failure::usage(format!(
            "{}: {name} of provider {id} is 0, so every request would time out",
            place(),
            id = provider.id
        ))
        .hint("it is a number of seconds, at least 1; leave it out for the usual limit"));
    }
    if let Some((name, Some(limit))) = limits.iter().find(|(_, limit)| limit.is_some_and(|limit| limit > LONGEST_S)) {
        return Err(Failure::usage(format!(
            "{}: {name} of provider {id} is {limit} seconds, longer than {} days",
            place(),
            LONGEST_S / 86_400,
            id = provider.id
        ))
        .hint("it is a number of seconds; leave it out for the usual limit"));
    }
    if let Some(concurrency) = entry.concurrency {
        // Whoever names a number means it, until they name a larger one for good times.
        provider.concurrency = concurrency;
        provider.max_concurrency = None;
    }
    if let Some(most) = entry.max_concurrency {
        if most < provider.concurrency {
            return Err(Failure::usage(format!(
                "{}: max_concurrency of provider {} is {most}, and it begins with concurrency = {}",
                place(),
                provider.id,
                provider.concurrency
            ))
            .hint("leave it out to stay at concurrency, or make it larger"));
        }
        provider.max_concurrency = Some(most);
    }
    provider.connect_timeout_s = entry.connect_timeout_s.unwrap_or(provider.connect_timeout_s);
    provider.first_token_timeout_s = entry.first_token_timeout_s.unwrap_or(provider.first_token_timeout_s);
    provider.idle_timeout_s = entry.idle_timeout_s.unwrap_or(provider.idle_timeout_s);
    provider.answer_timeout_s = entry.answer_timeout_s.or(provider.answer_timeout_s);
    provider.backoff_ms = entry.backoff_ms.unwrap_or(provider.backoff_ms);
    provider.host_group = entry.host_group.clone().filter(|group| !group.trim().is_empty());
    for other in &entry.parallel_with {
        let other = ProviderId::new(other.clone())
            .map_err(|error| Failure::usage(format!("{}: parallel_with of provider {name:?}: {error}", place())))?;
        provider.parallel_with.push(other);
    }
    provider.token_limit_field = entry.token_limit_field.unwrap_or(provider.token_limit_field);
    Ok(provider)
}

fn with_defaults(id: ProviderId, kind: ProviderKind, base_url: String) -> Provider {
    let mut provider = Provider {
        id,
        kind,
        base_url,
        api_key_env: String::new(),
        concurrency: 4,
        max_concurrency: None,
        connect_timeout_s: 10,
        first_token_timeout_s: 600,
        idle_timeout_s: 120,
        answer_timeout_s: None,
        backoff_ms: 1000,
        token_limit_field: TokenLimitField::MaxTokens,
        host_group: None,
        parallel_with: Vec::new(),
    };
    match kind {
        ProviderKind::Builtin => provider.concurrency = 2,
        ProviderKind::Openrouter => {
            provider.api_key_env = "OPENROUTER_API_KEY".to_owned();
            provider.max_concurrency = Some(REMOTE_CEILING);
        }
        // A local server shares one machine among its requests: two at a time spoil both times.
        ProviderKind::Ollama | ProviderKind::LmStudio => provider.concurrency = 1,
        ProviderKind::OpenaiCompatible if provider.is_local() => provider.concurrency = 1,
        ProviderKind::OpenaiCompatible => provider.max_concurrency = Some(REMOTE_CEILING),
    }
    provider
}

/// The address without a slash at the end, if it is one that requests can be sent to.
fn address(text: &str) -> Result<String, String> {
    let url = reqwest::Url::parse(text.trim()).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{:?} is neither http nor https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err("it holds a user name, a password, a query or a fragment (#…)".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_variable(text: &str) -> bool {
    !text.is_empty()
        // Lower-case letters are allowed in names and common in keys: a key must not be named in a message.
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && !text.as_bytes()[0].is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_last_slash_and_may_hold_no_password() {
        assert_eq!(address("http://127.0.0.1:8080/v1/").unwrap(), "http://127.0.0.1:8080/v1");
        for bad in [
            "",
            "127.0.0.1:80",
            "ftp://x",
            "http://me:secret@host/v1",
            "http://host/v1?key=1",
            "http://host/v1#x",
            "http://host/#",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_is_no_variable_name() {
        assert!(is_variable("OPENROUTER_API_KEY"));
        assert!(!is_variable("sk-or-v1-abc") && !is_variable("gsk_a1b2c3d4e5f6"));
        assert!(!is_variable(""));
        assert!(!is_variable("1A"));
    }
}
