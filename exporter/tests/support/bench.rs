//! A folder with small tasks, a configuration and a price list, and the program in it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::program::{Ended, exporter};
use super::server::{Part, Script};
use super::streams::{event, text};
use super::suite;

/// Two judges that need no server.
pub const JUDGES: &str = "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"programmatic-checks\"\n\
                          [[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"capability-coverage\"\n";

/// A provider with a key, with further lines.
pub fn provider(id: &str, url: &str, more: &str) -> String {
    format!(
        "[[providers]]\nid = \"{id}\"\nkind = \"openai-compatible\"\nbase_url = \"{url}\"\napi_key_env = \"TEST_KEY\"\nbackoff_ms = 1\nfirst_token_timeout_s = 20\n{more}\n"
    )
}

/// A model whose name at the provider is its id.
pub fn model(id: &str, provider: &str) -> String {
    format!("[[models]]\nid = \"{id}\"\nprovider = \"{provider}\"\nprovider_model = \"{id}\"\nfamily = \"{id}\"\n")
}

/// A judge that is a model.
pub fn judge(id: &str, provider: &str) -> String {
    format!("[[judges]]\nid = \"{id}\"\nprovider = \"{provider}\"\nprovider_model = \"{id}\"\nfamily = \"{id}\"\n")
}

/// An entry of a price list.
pub fn price(provider: &str, model: &str, input: &str, output: &str, date: &str) -> String {
    format!(
        "[[prices]]\nmodel = \"{model}\"\nprovider = \"{provider}\"\nprovider_model = \"{model}\"\ninput_usd_per_m = \"{input}\"\n\
         output_usd_per_m = \"{output}\"\nsource = \"the contract\"\ndate = \"{date}\"\nstatus = \"verified\"\n"
    )
}

/// An answer with so many tokens, and with a bill in dollars where there is one.
pub fn answer(said: &str, prompt_tokens: u64, output_tokens: u64, cost: Option<&str>, wait_ms: u64) -> Script {
    let usage = json!({"prompt_tokens": prompt_tokens, "completion_tokens": output_tokens}).to_string();
    let usage = match cost {
        Some(cost) => format!("{},\"cost\":{cost}}}", usage.trim_end_matches('}')),
        None => usage,
    };
    let choice = json!({"index": 0, "delta": {"content": said}, "finish_reason": "stop"});
    Script::events(vec![
        Part::Wait(wait_ms),
        event(&json!({ "id": "c1", "choices": [choice] })),
        text(&format!("data: {{\"id\":\"c1\",\"choices\":[],\"usage\":{usage}}}\n\n")),
        text("data: [DONE]\n\n"),
    ])
}

/// The folder.
pub struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    /// So many tasks, and this configuration.
    pub fn new(tasks: usize, config: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        suite::small(folder.path(), tasks);
        fs::write(folder.path().join("lim.toml"), config.concat()).unwrap();
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    /// `run` with the configuration.
    pub fn run(&self, more: &[&str], code: i32) -> Ended {
        self.phase("run", more, code)
    }

    /// `judge` with the configuration.
    pub fn judge(&self, more: &[&str], code: i32) -> Ended {
        self.phase("judge", more, code)
    }

    fn phase(&self, phase: &str, more: &[&str], code: i32) -> Ended {
        exporter(self.path(), &[&arguments(phase)[..], more].concat()).expect(code)
    }

    /// `status` as JSON.
    pub fn status(&self) -> Value {
        let text = exporter(self.path(), &["status", "--database", "x.sqlite", "--json"]).expect(0).stdout;
        serde_json::from_str(&text).unwrap()
    }

    /// How many cases of all models have ended so.
    pub fn outcomes(&self, outcome: &str) -> u64 {
        let status = self.status();
        let models = status["models"].as_array().unwrap();
        models.iter().filter_map(|model| model["outcomes"][outcome].as_u64()).sum()
    }
}

/// The arguments that every start has.
pub fn arguments(phase: &str) -> [&str; 7] {
    [phase, "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"]
}
