//! A router's configuration from somebody's measured shares and a model's scores: local where it is good enough.

mod llama_swap;
mod openrouter;

use analytics::work::{Kind, Place, cue_words};
use serde_json::{Value, json};

/// Which program reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// LiteLLM's proxy: its complexity router with keyword rules, as YAML.
    Litellm,
    /// llama-swap: the model with the kinds that it is good enough for as further names, the cloud as a peer, as YAML.
    LlamaSwap,
    /// OpenRouter: the bodies of two presets, the same open model hosted and the cloud model, as JSON with comments.
    Openrouter,
    /// OpenCode: `opencode.jsonc` with a provider and an agent.
    Opencode,
    /// Codex CLI: a profile file, `local.config.toml`.
    Codex,
}

/// A row of the decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The kind of work.
    pub kind: Kind,
    /// Where it goes by the model's score.
    pub place: Place,
    /// Its share of all requests, 0 to 1.
    pub share: f64,
    /// Tasks, mean and interval of the model's score; None without any.
    pub score: Option<(u32, f64, f64, f64)>,
}

/// What a configuration is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The model on the machine, as its server names it.
    pub local_model: String,
    /// Base URL of its server.
    pub local_url: String,
    /// The model for everything else, as the router names it.
    pub cloud_model: String,
    /// The score from which on an answer is good enough.
    pub enough: f64,
    /// Title of the snapshot.
    pub snapshot: String,
    /// The day, YYYY-MM-DD.
    pub day: String,
    /// Whether the score of all tasks stands in for kinds without one.
    pub stands_in: bool,
    /// What the rules get wrong on labelled prompts, in a sentence.
    pub rules: String,
    /// Rows, most requests first.
    pub rows: Vec<Row>,
}

impl Route {
    /// The file.
    #[must_use]
    pub fn write(&self, form: Form) -> String {
        match form {
            Form::Litellm => self.litellm(),
            Form::LlamaSwap => self.llama_swap(),
            Form::Openrouter => self.openrouter(),
            Form::Opencode => self.opencode(),
            Form::Codex => self.codex(),
        }
    }

    fn local(&self) -> Vec<&Row> {
        self.rows.iter().filter(|row| row.place == Place::Local).collect()
    }

    /// Comment lines: what goes where and why. Not enough data goes to the cloud.
    fn comments(&self, mark: &str) -> String {
        let mut text = format!(
            "{mark} Made by `exporter mine route` on {} from your own requests and the scores of the snapshot \"{}\".\n\
             {mark} Good enough is a whole 95 % interval from {} of 2 points on; what is not measured goes to the cloud.\n\
             {mark} A kind is no request: {}\n{mark}\n",
            self.day,
            self.snapshot.replace(['"', '\n', '\r'], " "),
            self.enough,
            self.rules
        );
        if self.stands_in {
            text.push_str(&format!("{mark} The score of all tasks stands in for kinds that the snapshot does not score one by one.\n{mark}\n"));
        }
        for row in &self.rows {
            let place = match row.place {
                Place::Local => "local",
                Place::Cloud => "cloud",
                Place::NotEnoughData => "cloud (not enough data)",
            };
            let score = row.score.map_or_else(
                || "no score".to_owned(),
                |(n, mean, low, high)| format!("{mean:.2} from {n} tasks, interval {low:.2} to {high:.2}"),
            );
            text.push_str(&format!(
                "{mark} {:15} {:5.1} % of requests  {place}: {score}\n",
                row.kind.slug(),
                row.share * 100.0
            ));
        }
        text
    }

    fn litellm(&self) -> String {
        let keywords = |kinds: &[&Row]| -> Vec<String> {
            let mut all: Vec<String> = kinds.iter().flat_map(|row| cue_words(row.kind)).collect();
            all.sort();
            all.dedup();
            all
        };
        let local = keywords(&self.local());
        let rest: Vec<&Row> = self.rows.iter().filter(|row| row.place != Place::Local).collect();
        // A phrase that speaks for both is no reason to stay at home.
        let away = keywords(&rest);
        let local: Vec<String> = local.into_iter().filter(|word| !away.contains(word)).collect();
        let list = |words: &[String]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
        let mut rules = String::new();
        if !away.is_empty() {
            rules.push_str(&format!("          - keywords: [{}]\n            tier: COMPLEX\n", list(&away)));
        }
        if !local.is_empty() {
            rules.push_str(&format!("          - keywords: [{}]\n            tier: SIMPLE\n", list(&local)));
        }
        let rules = if rules.is_empty() {
            "        keyword_tier_rules: []\n".to_owned()
        } else {
            format!("        keyword_tier_rules:\n{rules}")
        };
        // With nothing good enough, no tier is local.
        let simple = if local.is_empty() { "cloud" } else { "local" };
        format!(
            "{}\nmodel_list:\n  - model_name: local\n    litellm_params:\n      model: {}\n      api_base: {}\n      api_key: none\n  \
             - model_name: cloud\n    litellm_params:\n      model: {}\n  - model_name: auto\n    litellm_params:\n      \
             model: auto_router/complexity_router\n      complexity_router_default_model: cloud\n      complexity_router_config:\n        \
             # SIMPLE is reached by the keywords alone: the score of a prompt's complexity never falls below the first boundary.\n        \
             tiers: {{SIMPLE: {simple}, MEDIUM: cloud, COMPLEX: cloud, REASONING: cloud}}\n        \
             tier_boundaries: {{simple_medium: -100.0, medium_complex: 0.35, complex_reasoning: 0.60}}\n        \
             classifier_type: heuristic\n        route_housekeeping_to_cheapest_tier: false\n        \
             # One model for a session keeps its prompt cache.\n        session_affinity: true\n{rules}router_settings:\n  \
             fallbacks: [{{local: [cloud]}}]\n",
            self.comments("#"),
            quoted(&format!("openai/{}", self.local_model)),
            quoted(&self.local_url),
            quoted(&self.cloud_model),
        )
    }

    fn opencode(&self) -> String {
        let kinds: Vec<&str> = self.local().iter().map(|row| row.kind.slug()).collect();
        let mut config = json!({
            "$schema": "https://opencode.ai/config.json",
            "provider": {
                "local": {
                    "npm": "@ai-sdk/openai-compatible",
                    "name": "My own machine",
                    "options": { "baseURL": self.local_url },
                    "models": { self.local_model.as_str(): { "name": self.local_model } }
                }
            },
            "model": self.cloud_model,
        });
        if !kinds.is_empty() {
            config["agent"] = json!({
                "local": {
                    "description": format!("On my own machine. Good enough for: {}", kinds.join(", ")),
                    "model": format!("local/{}", self.local_model)
                }
            });
        }
        format!("{}{}\n", self.comments("//"), pretty(&config))
    }

    fn codex(&self) -> String {
        let kinds: Vec<&str> = self.local().iter().map(|row| row.kind.slug()).collect();
        let use_for = if kinds.is_empty() {
            "# No kind of work is good enough on this model: do not use this profile yet.\n".to_owned()
        } else {
            format!(
                "# Save as local.config.toml in the folder of Codex; `codex --profile local` for: {}.\n",
                kinds.join(", ")
            )
        };
        let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
        format!(
            "{}{use_for}\nmodel = {}\nmodel_provider = \"local\"\n\n[model_providers.local]\nname = \"My own machine\"\nbase_url = {}\nwire_api = \"responses\"\n",
            self.comments("#"),
            text(&self.local_model),
            text(&self.local_url),
        )
    }
}

/// A YAML scalar in double quotes: JSON's form is one.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(super) fn route() -> Route {
        let row = |kind, place, score| Row { kind, place, share: 0.25, score };
        Route {
            local_model: "gpt-oss-20b".to_owned(),
            local_url: "http://127.0.0.1:8080/v1".to_owned(),
            cloud_model: "anthropic/claude-x".to_owned(),
            enough: 1.3,
            snapshot: "Spring \"2026\"".to_owned(),
            day: "2026-12-01".to_owned(),
            stands_in: false,
            rules: "on labelled prompts the rules are right in 79 %.".to_owned(),
            rows: vec![
                row(Kind::SimpleCoding, Place::Local, Some((9, 1.8, 1.6, 2.0))),
                row(Kind::Debugging, Place::Cloud, Some((9, 0.8, 0.5, 1.1))),
                row(Kind::CommitMessage, Place::NotEnoughData, None),
                row(Kind::Unknown, Place::NotEnoughData, None),
            ],
        }
    }

    #[test]
    fn a_file_of_litellm_says_what_goes_where_and_why() {
        let text = route().write(Form::Litellm);
        for expected in [
            "tiers: {SIMPLE: local, MEDIUM: cloud, COMPLEX: cloud, REASONING: cloud}",
            "session_affinity: true",
            "fallbacks: [{local: [cloud]}]",
            "# simple-coding    25.0 % of requests  local: 1.80 from 9 tasks, interval 1.60 to 2.00",
            "# commit-message   25.0 % of requests  cloud (not enough data): no score",
            "model: \"openai/gpt-oss-20b\"",
        ] {
            assert!(text.contains(expected), "{expected} is not in\n{text}");
        }
        // Its keywords are checked by LiteLLM: no rule may be empty or hold a blank word.
        assert!(!text.contains("keywords: []") && !text.contains("\"\""), "{text}");
        let mut none = route();
        none.rows[0].place = Place::Cloud;
        assert!(none.write(Form::Litellm).contains("SIMPLE: cloud"));
    }

    #[test]
    fn files_of_opencode_and_codex_are_what_their_programs_parse() {
        let text = route().write(Form::Opencode);
        let json: String = text.lines().filter(|line| !line.starts_with("//")).collect();
        let config: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(config["agent"]["local"]["model"], "local/gpt-oss-20b");
        assert_eq!(config["provider"]["local"]["options"]["baseURL"], "http://127.0.0.1:8080/v1");
        let profile: toml::Table = toml::from_str(&route().write(Form::Codex)).unwrap();
        assert_eq!(profile["model_providers"]["local"]["wire_api"].as_str(), Some("responses"));
        assert!(route().write(Form::Codex).contains("simple-coding"));
    }
}
