//! llama-swap: it reads no prompts, so a kind is a name of the model that a program asks for.

use super::{Route, quoted};

impl Route {
    /// The file: the model on the machine, started by llama-swap, with the kinds that it is good enough for as aliases;
    /// the cloud as a peer.
    pub(super) fn llama_swap(&self) -> String {
        let aliases: Vec<String> = self.local().iter().map(|row| quoted(row.kind.slug())).collect();
        let note = if aliases.is_empty() {
            "# No kind of work is good enough on this model: it has no further names.\n".to_owned()
        } else {
            "# llama-swap reads no prompts: ask for the name of a kind, or for the model of the peer.\n".to_owned()
        };
        format!(
            "{}{note}# Put the path of your model's file and the address of your provider in.\n\nmodels:\n  {}:\n    cmd: {}\n    \
             aliases: [{}]\n    # Unloads the model after half an hour without work.\n    ttl: 1800\npeers:\n  cloud:\n    \
             proxy: \"https://openrouter.ai/api\"\n    apiKey: \"${{env.OPENROUTER_API_KEY}}\"\n    models: [{}]\n",
            self.comments("#"),
            quoted(&self.local_model),
            quoted(&format!("llama-server --port ${{PORT}} --jinja --model {}.gguf", file_name(&self.local_model))),
            aliases.join(", "),
            quoted(&self.cloud_model),
        )
    }
}

/// A name without what a shell or a path would read into it.
fn file_name(model: &str) -> String {
    model.chars().map(|of| if of.is_ascii_alphanumeric() || "._-".contains(of) { of } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::Form;
    use super::super::tests::route;

    /// The fields of a model and of a peer that llama-swap's config-schema.json lists (commit 032d741).
    const MODEL: [&str; 18] = [
        "macros",
        "cmd",
        "cmdStop",
        "name",
        "description",
        "env",
        "proxy",
        "aliases",
        "checkEndpoint",
        "ttl",
        "unloadTimeout",
        "useModelName",
        "filters",
        "metadata",
        "concurrencyLimit",
        "sendLoadingState",
        "unlisted",
        "capabilities",
    ];
    const PEER: [&str; 5] = ["proxy", "apiKey", "models", "filters", "timeouts"];

    fn parsed(text: &str) -> Value {
        serde_yaml_ng::from_str(text).unwrap()
    }

    #[test]
    fn the_file_has_the_shape_that_its_schema_asks_for() {
        let config = parsed(&route().write(Form::LlamaSwap));
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        // `models` is required, and `cmd` of each model; `proxy` and `models` of each peer.
        assert_eq!(keys(&config), ["models", "peers"]);
        let model = &config["models"]["gpt-oss-20b"];
        assert!(keys(model).iter().all(|key| MODEL.contains(&key.as_str())), "{model}");
        assert!(model["cmd"].as_str().unwrap().contains("${PORT}"), "without a proxy llama-swap chooses the port");
        assert!(model["ttl"].as_i64().unwrap() >= -1);
        assert_eq!(model["aliases"], serde_json::json!(["simple-coding"]));
        let peer = &config["peers"]["cloud"];
        assert!(keys(peer).iter().all(|key| PEER.contains(&key.as_str())), "{peer}");
        assert!(peer["proxy"].as_str().unwrap().starts_with("https://"));
        assert_eq!(peer["models"], serde_json::json!(["anthropic/claude-x"]));
    }

    #[test]
    fn odd_names_stay_names() {
        let mut odd = route();
        odd.local_model = "my: \"model\"; rm -rf /".to_owned();
        let config = parsed(&odd.write(Form::LlamaSwap));
        let cmd = config["models"]["my: \"model\"; rm -rf /"]["cmd"].as_str().unwrap();
        assert!(cmd.ends_with("--model my---model---rm--rf--.gguf"), "{cmd}");
    }
}
