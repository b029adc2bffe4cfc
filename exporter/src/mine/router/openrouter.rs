//! OpenRouter: it cannot reach a machine of one's own, so what could move goes to the same open model, hosted there.

use serde_json::json;

use super::{Route, pretty};

impl Route {
    /// The bodies of two presets by name. A preset's fields are those of a request: POST each to
    /// `/api/v1/presets/{name}/chat/completions`, then ask for the model `@preset/{name}`.
    pub(super) fn openrouter(&self) -> String {
        let kinds: Vec<&str> = self.local().iter().map(|row| row.kind.slug()).collect();
        let mut presets = json!({ "cloud": { "models": [self.cloud_model] } });
        let note = if kinds.is_empty() {
            "// No kind of work is good enough on this model: one preset is enough.\n".to_owned()
        } else {
            presets["open-model"] = json!({
                // The second is asked when the first fails.
                "models": [self.local_model, self.cloud_model],
                "provider": { "sort": "price", "data_collection": "deny" },
            });
            format!("// @preset/open-model for {}; @preset/cloud for everything else.\n", kinds.join(", "))
        };
        format!(
            "{}{note}// OpenRouter reaches no machine of your own: open-model is the same model on other people's machines, to try it before you buy.\n{}\n",
            self.comments("//"),
            pretty(&presets)
        )
    }
}

#[cfg(test)]
mod tests {
    use analytics::work::Place;
    use serde_json::Value;

    use super::super::Form;
    use super::super::tests::route;

    fn parsed(text: &str) -> Value {
        let json: String = text.lines().filter(|line| !line.starts_with("//")).collect();
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn presets_hold_documented_fields_alone() {
        let presets = parsed(&route().write(Form::Openrouter));
        // Fields and values of the guide on provider routing (openrouter.ai/docs, November 2026).
        let provider = [
            "order",
            "only",
            "ignore",
            "allow_fallbacks",
            "require_parameters",
            "data_collection",
            "zdr",
            "enforce_distillable_text",
            "quantizations",
            "sort",
            "max_price",
        ];
        for (name, preset) in presets.as_object().unwrap() {
            assert!(name.chars().all(|of| of.is_ascii_lowercase() || of == '-'), "{name} stands in an address");
            for key in preset.as_object().unwrap().keys() {
                assert!(["model", "models", "provider"].contains(&key.as_str()), "{key}");
            }
            assert!(preset["models"].as_array().unwrap().iter().all(|model| model.is_string()));
            if let Some(of) = preset.get("provider") {
                assert!(of.as_object().unwrap().keys().all(|key| provider.contains(&key.as_str())), "{of}");
                assert!(["price", "throughput", "latency"].contains(&of["sort"].as_str().unwrap()));
                assert!(["allow", "deny"].contains(&of["data_collection"].as_str().unwrap()));
            }
        }
        assert_eq!(presets["open-model"]["models"], serde_json::json!(["gpt-oss-20b", "anthropic/claude-x"]));
    }

    #[test]
    fn with_nothing_good_enough_everything_stays() {
        let mut none = route();
        none.rows[0].place = Place::Cloud;
        let presets = parsed(&none.write(Form::Openrouter));
        assert_eq!(presets.as_object().unwrap().len(), 1);
    }
}
