//! Who is measured: a model of a configuration, or of an address that was typed.

use std::path::Path;

use crate::config::{Choices, Model, Provider, Source, resolve};
use crate::failure::Failure;

/// A model and who serves it.
pub type Subject = (Model, Provider);

/// The models with these ids, in their order. No tasks and no judges are needed.
///
/// # Errors
/// When the configuration is not as it should be, or names no such model.
pub fn of_config(config: Option<&Path>, ids: &[String], streams: u32) -> Result<Vec<Subject>, Failure> {
    subjects(&Source::read(config)?, ids, streams)
}

/// The same for a server in OpenAI's format at an address, whose models are called as the server calls them.
///
/// # Errors
/// As [`of_config`].
pub fn of_url(url: &str, names: &[String], key_variable: Option<&str>, streams: u32) -> Result<Vec<Subject>, Failure> {
    let mut ids = Vec::new();
    let mut table = toml::Table::new();
    let mut provider = toml::Table::new();
    provider.insert("id".to_owned(), "server".into());
    provider.insert("kind".to_owned(), "openai-compatible".into());
    provider.insert("base_url".to_owned(), url.into());
    if let Some(variable) = key_variable {
        provider.insert("api_key_env".to_owned(), variable.into());
    }
    table.insert("providers".to_owned(), vec![toml::Value::Table(provider)].into());
    let models: Vec<toml::Value> = names
        .iter()
        .map(|name| {
            let id = id_of(name);
            let mut model = toml::Table::new();
            for (key, value) in
                [("id", id.as_str()), ("provider", "server"), ("provider_model", name), ("family", id.as_str())]
            {
                model.insert(key.to_owned(), value.into());
            }
            ids.push(id);
            toml::Value::Table(model)
        })
        .collect();
    table.insert("models".to_owned(), models.into());
    subjects(&Source::of_text("--url", table.to_string()), &ids, streams)
}

/// A name as an id: small letters, digits, dots and hyphens.
fn id_of(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".gguf").to_lowercase();
    let id: String = last.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    id.trim_matches(['-', '.']).to_owned()
}

fn subjects(source: &Source, ids: &[String], streams: u32) -> Result<Vec<Subject>, Failure> {
    let choices = Choices { max_connections: Some(streams.max(1)), without_judges: true, ..Choices::default() };
    let plan = resolve::plan(source, &source.parse()?, &choices, &[])?;
    ids.iter()
        .map(|id| {
            let model = plan.scope.models.iter().find(|model| model.id.as_str() == id).ok_or_else(|| {
                let known: Vec<&str> = plan.scope.models.iter().map(|model| model.id.as_str()).collect();
                Failure::usage(format!("{} has no model {id:?}", source.name))
                    .hint(format!("it holds {}", known.join(", ")))
            })?;
            let provider = plan
                .providers
                .get(&model.provider)
                .ok_or_else(|| Failure::usage(format!("{}: {id} has no provider", source.name)))?;
            Ok((model.clone(), provider.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_no_configuration() {
        let names = vec!["/models/SmolLM2-135M Q4_1.gguf".to_owned()];
        let (model, provider) = of_url("http://127.0.0.1:8080/v1", &names, None, 5).unwrap().remove(0);
        assert_eq!((model.id.as_str(), model.provider_model.as_str()), ("smollm2-135m-q4-1", names[0].as_str()));
        assert_eq!((provider.concurrency, provider.is_local()), (5, true));
        assert!(of_url("nonsense", &names, None, 1).is_err());
        let error = of_config(None, &["gpt-9".to_owned()], 1).unwrap_err();
        assert!(error.hint.unwrap().contains("baseline-echo"));
    }
}
