//! One entrance to all kinds of providers.

use analytics::category::Category;
use analytics::outcome::Outcome;
use analytics::units::PicoUsd;

use super::builtin::Baseline;
use super::call::{Call, Role};
use super::http::Http;
use super::lm_studio::LmStudio;
use super::ollama::Ollama;
use super::openai::OpenAi;
use super::reply::{Ending, Reply};
use super::retry::Condition;
use crate::config::{Provider, ProviderKind, Secret};
use crate::failure::Failure;

/// A provider, ready to be asked.
#[derive(Debug)]
pub enum Client {
    /// Baselines inside of this program.
    Builtin,
    /// OpenAI's format.
    OpenAi(OpenAi),
    /// Ollama's own format.
    Ollama(Ollama),
    /// LM Studio's own format.
    LmStudio(LmStudio),
}

impl Client {
    /// Prepares the client and reads its key. Nothing is sent.
    ///
    /// # Errors
    /// When the environment holds no key that is needed.
    pub fn new(provider: &Provider) -> Result<Self, Failure> {
        let secret = if provider.api_key_env.is_empty() { None } else { Secret::from_env(&provider.api_key_env) };
        if secret.is_none() && !provider.api_key_env.is_empty() {
            return Err(Failure::usage(format!(
                "provider {} needs a key, and the environment variable {} is not set",
                provider.id, provider.api_key_env
            ))
            .hint(format!("set it, for example: export {}=…", provider.api_key_env)));
        }
        Ok(match provider.kind {
            ProviderKind::Builtin => Self::Builtin,
            ProviderKind::OpenaiCompatible | ProviderKind::Openrouter => Self::OpenAi(OpenAi::new(provider, secret)?),
            ProviderKind::Ollama => Self::Ollama(Ollama::new(provider, secret)?),
            ProviderKind::LmStudio => Self::LmStudio(LmStudio::new(provider, secret)?),
        })
    }

    /// The server behind it; None for baselines.
    #[must_use]
    pub fn http(&self) -> Option<&Http> {
        match self {
            Self::Builtin => None,
            Self::OpenAi(client) => Some(&client.http),
            Self::Ollama(client) => Some(&client.http),
            Self::LmStudio(client) => Some(&client.http),
        }
    }

    /// Asks. The reply is a value whatever happens.
    pub async fn call(&self, call: &Call) -> Reply {
        match self {
            Self::Builtin => baseline(call),
            Self::OpenAi(client) => client.call(call).await,
            Self::Ollama(client) => client.call(call).await,
            Self::LmStudio(client) => client.call(call).await,
        }
    }
}

/// A baseline costs nothing, and its time says nothing about a model, so there is none.
fn baseline(call: &Call) -> Reply {
    let Some(baseline) = Baseline::from_model_name(&call.model) else {
        return Reply::fault(Condition::ModelMissing, format!("there is no built-in baseline {:?}", call.model));
    };
    let prompt =
        call.messages.iter().rfind(|message| message.role == Role::User).map_or("", |message| message.content.as_str());
    let answer = baseline.answer(prompt, call.category.unwrap_or(Category::NonCoding));
    let outcome = if answer.trim().is_empty() { Outcome::Empty } else { Outcome::Answered };
    Reply {
        answer,
        finish_reason: Some("stop".to_owned()),
        billed: Some(PicoUsd(0)),
        ending: Ending::Outcome(outcome),
        ..Reply::default()
    }
}
