//! The TOML file as it is written, and where in it an entry stands.

use std::path::{Path, PathBuf};

use analytics::units::PicoUsd;
use serde::Deserialize;
use toml::Spanned;

use super::params::Params;
use super::plan::{ProviderKind, TokenLimitField};
use super::secret::looks_like_a_key;
use super::variants::VariantEntry;
use crate::failure::Failure;
use crate::regular;

/// No configuration is anywhere near this.
const LARGEST_BYTES: u64 = 8 << 20;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// `[suite]`.
    #[serde(default)]
    pub suite: SuiteSection,
    /// `[run]`.
    #[serde(default)]
    pub run: RunSection,
    /// `[scoring]`.
    #[serde(default)]
    pub scoring: ScoringSection,
    /// `[[providers]]`.
    #[serde(default)]
    pub providers: Vec<ProviderEntry>,
    /// `[[models]]`.
    #[serde(default)]
    pub models: Vec<ModelEntry>,
    /// `[[judges]]`.
    #[serde(default)]
    pub judges: Vec<JudgeEntry>,
}

/// Which tasks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuiteSection {
    /// Folder of task files; a relative path counts from the working directory.
    pub tasks: Option<PathBuf>,
    /// Name of the suite; the folder's own name when left out.
    pub name: Option<String>,
}

/// Defaults for all models.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSection {
    /// How often each model answers each task.
    pub repeats: Option<u32>,
    /// Seed.
    pub seed: Option<i64>,
    /// Temperature.
    pub temperature: Option<f64>,
    /// What a run may spend, answers and judging together, in US dollars.
    pub budget_usd: Option<Usd>,
    /// The user's own list of prices; a relative path counts from the working directory.
    pub prices: Option<PathBuf>,
}

/// An amount of US dollars, written as a number or as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usd(pub PicoUsd);

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(u64),
            Number(f64),
            Text(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Whole(number) => number.to_string(),
            // The shortest text of a number is the one that was typed.
            Written::Number(number) => number.to_string(),
            Written::Text(text) => text,
        };
        PicoUsd::from_usd(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// How marks become scores.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoringSection {
    /// Largest difference between judges that still gives a score.
    pub disagreement_threshold: Option<f64>,
}

/// A provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderEntry {
    /// Id.
    pub id: Spanned<String>,
    /// Kind of service.
    pub kind: ProviderKind,
    /// Address.
    pub base_url: Option<String>,
    /// Environment variable that holds the key.
    pub api_key_env: Option<String>,
    /// Send the key although the address is neither encrypted nor in a network of one's own.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// Requests at a time, to begin with.
    pub concurrency: Option<u32>,
    /// The most requests at a time, where they may become more while all goes well.
    pub max_concurrency: Option<u32>,
    /// Longest wait for a connection.
    pub connect_timeout_s: Option<u64>,
    /// Longest wait for the first text.
    pub first_token_timeout_s: Option<u64>,
    /// Longest silence within a stream.
    pub idle_timeout_s: Option<u64>,
    /// Longest time for a whole answer.
    pub answer_timeout_s: Option<u64>,
    /// First wait before a request is tried again.
    pub backoff_ms: Option<u64>,
    /// Name of the field that limits the answer.
    pub token_limit_field: Option<TokenLimitField>,
    /// The machine that it shares with other providers: those of one group take turns. By default one's own servers on
    /// one host are a group.
    pub host_group: Option<String>,
    /// Ids of providers of the same machine that may be asked at the same time.
    #[serde(default)]
    pub parallel_with: Vec<String>,
}

/// A model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// Id.
    pub id: Spanned<String>,
    /// Name on pages; the id when absent.
    pub name: Option<String>,
    /// Id of a provider.
    pub provider: String,
    /// The provider's name for it; left out where there are variants.
    #[serde(default)]
    pub provider_model: String,
    /// Family.
    pub family: Option<String>,
    /// Id in the catalogue.
    pub catalog_model: Option<String>,
    /// What a reader must know.
    pub note: Option<String>,
    /// Parameters.
    #[serde(default)]
    pub params: Params,
    /// Files of it, each asked as a model of its own.
    #[serde(default)]
    pub variants: Vec<VariantEntry>,
    /// The model that this is a file of; no field of the file.
    #[serde(skip)]
    pub variant_of: Option<String>,
}

/// A judge.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgeEntry {
    /// Id.
    pub id: Spanned<String>,
    /// Name on pages; the id when absent.
    pub name: Option<String>,
    /// Id of a provider.
    pub provider: String,
    /// Method, for provider `builtin`.
    pub method: Option<String>,
    /// The provider's name for the judging model.
    pub provider_model: Option<String>,
    /// Family.
    pub family: Option<String>,
    /// Parameters.
    #[serde(default)]
    pub params: Params,
}

/// Where a configuration comes from, for messages.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name of the file.
    pub name: String,
    text: String,
}

impl Source {
    /// Reads the file, or takes the embedded default.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self { name: "the embedded configuration".to_owned(), text: super::EMBEDDED.to_owned() });
        };
        match regular::text_at_most(path, LARGEST_BYTES) {
            Ok(text) => Ok(Self { name: path.display().to_string(), text }),
            Err(error) => Err(Failure::usage(format!("cannot read the configuration {}: {error}", path.display()))
                .hint("name an existing file with --config, or leave it out to run the built-in baselines")),
        }
    }

    /// A text that stands in no file.
    #[must_use]
    pub fn of_text(name: &str, text: String) -> Self {
        Self { name: name.to_owned(), text }
    }

    /// Parses the text.
    ///
    /// # Errors
    /// Names file, line, column and reason.
    pub fn parse(&self) -> Result<ConfigFile, Failure> {
        if self.text.trim().is_empty() {
            return Err(Failure::usage(format!("{} is empty", self.name))
                .hint("a configuration names providers, models and judges; see examples/ for documented ones"));
        }
        if let Some(at) = looks_like_a_key(&self.text) {
            return Err(Failure::usage(format!("{}: this line holds what looks like a key", self.place(at))).hint(
                "no key belongs into this file: remove it, put it into an environment variable, and name that one with api_key_env",
            ));
        }
        toml::from_str(&self.text).map_err(|error| {
            let place = error.span().map_or_else(|| self.name.clone(), |span| self.place(span.start));
            // The line itself is not repeated: it may hold a key.
            let message = without_value(error.message().trim());
            let failure = Failure::usage(format!("{place}: {message}"));
            if is_about_a_key(&message) {
                return failure.hint(
                    "no key belongs into this file: put it into an environment variable, and name that one with api_key_env",
                );
            }
            failure
        })
    }

    /// `file:line`.
    #[must_use]
    pub fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.name, self.line(offset))
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// A message about a wrong type names the type that was found and not the value, which may be a key.
fn without_value(message: &str) -> String {
    for kind in ["invalid type: string ", "invalid value: string "] {
        let Some(at) = message.find(kind) else { continue };
        let end = message.rfind(", expected ").filter(|end| *end > at).unwrap_or(message.len());
        return format!("{}{}{}", &message[..at], kind.trim_end(), &message[end..]);
    }
    message.to_owned()
}

/// Whether the message refuses a field in which people try to write a key.
fn is_about_a_key(message: &str) -> bool {
    let Some(field) = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) else {
        return false;
    };
    let field = field.to_lowercase();
    ["key", "token", "header", "authorization", "secret", "password"].iter().any(|word| field.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_no_value() {
        assert_eq!(
            without_value("invalid type: string \"sk-1, expected x\", expected u32"),
            "invalid type: string, expected u32"
        );
        assert_eq!(without_value("missing field `id`"), "missing field `id`");
        assert!(is_about_a_key("unknown field `API_Key`, expected one of `id`, `kind`"));
        assert!(!is_about_a_key("unknown field `temprature`, expected one of `api_key_env`"));
    }
}
