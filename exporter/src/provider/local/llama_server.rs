//! llama-server: one model, or a router that starts a server for each model that is asked for.

use reqwest::Url;
use serde_json::Value;

use super::identity::entry_of;
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::serving::{LLAMA_CPP, Observation, quantisation};

/// What llama-server takes for a model whose file holds no chat template; compared without white space.
const FALLBACK_TEMPLATE: &str = "{%- for message in messages -%} {{- '<|im_start|>' + message.role + '\\n' + message.content + \
    '<|im_end|>\\n' -}} {%- endfor -%} {%- if add_generation_prompt -%} {{- '<|im_start|>assistant\\n' -}} {%- endif -%}";

/// Whether a look may make a router load the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// It may: a question follows, and its time to the first token shall not hold the load.
    Now,
    /// It may not: somebody only looks.
    Never,
}

/// How llama-server serves the model; None when the server is another program. `entry` is the model's entry in the list.
pub async fn look(http: &Http, model: &str, entry: Option<&Value>, load: Load) -> Option<Observation> {
    let looked = http.get(From::Root, "/props").await.ok()?;
    let props = looked.found()?;
    props.pointer("/default_generation_settings/n_ctx").and_then(Value::as_u64)?;
    if props.get("role").and_then(Value::as_str) != Some("router") {
        return Some(observation(props, entry));
    }
    let mut path = with_model(model);
    let of_model = match load {
        Load::Never => {
            path.push_str("&autoload=false");
            http.get(From::Root, &path).await
        }
        Load::Now => http.get_slowly(From::Root, &path).await,
    };
    let of_model = of_model.ok().and_then(|looked| looked.found().cloned());
    let list = http.get(From::Base, "/models").await.ok();
    let list = list.as_ref().and_then(|looked| looked.found()?.get("data")?.as_array());
    let entry = list.and_then(|list| entry_of(list, model)).or(entry);
    let mut seen = observation(of_model.as_ref().unwrap_or(&Value::Null), entry);
    seen.version = seen.version.or_else(|| text(props, "build_info"));
    seen.not_loaded = of_model.is_none();
    Some(seen)
}

fn with_model(model: &str) -> String {
    let mut url = Url::parse("http://router/props").ok();
    if let Some(url) = &mut url {
        url.query_pairs_mut().append_pair("model", model);
    }
    format!("/props?{}", url.as_ref().and_then(Url::query).unwrap_or_default())
}

fn observation(props: &Value, entry: Option<&Value>) -> Observation {
    let meta = |name: &str| entry.and_then(|entry| entry.get("meta")?.get(name));
    let ftype = text(props, "model_ftype").or_else(|| Some(meta("ftype")?.as_str()?.to_owned()));
    let of_metadata = ftype.and_then(|ftype| quantisation::of_ftype(&ftype));
    // Only the end of the path counts: the rest tells of somebody's own folders.
    let of_name = || quantisation::of_file(props.get("model_path").and_then(Value::as_str).unwrap_or_default());
    let precision_from_name = of_metadata.is_none();
    let precision = of_metadata.or_else(of_name);
    let template = props.get("chat_template").and_then(Value::as_str);
    Observation {
        engine: Some(LLAMA_CPP.to_owned()),
        version: text(props, "build_info"),
        precision_from_name: precision_from_name && precision.is_some(),
        precision,
        // A router and a server that is still loading say 0, which is no context.
        context_tokens: props
            .pointer("/default_generation_settings/n_ctx")
            .or_else(|| meta("n_ctx"))
            .and_then(Value::as_u64)
            .filter(|context| *context > 0),
        slots: props.get("total_slots").and_then(Value::as_u64).filter(|slots| *slots > 0),
        parameters: meta("n_params").and_then(Value::as_u64).filter(|count| *count > 0),
        weight_bytes: meta("size").and_then(Value::as_u64).filter(|bytes| *bytes > 0),
        // Builds that do not tell the template say nothing about it.
        template_missing: template.is_some_and(|template| template.trim().is_empty() || is_fallback(template)),
        ..Observation::default()
    }
}

fn is_fallback(template: &str) -> bool {
    let bare = |text: &str| text.replace("\\n", "").split_whitespace().collect::<String>();
    bare(template) == bare(FALLBACK_TEMPLATE)
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As llama.cpp b11434 sends them for gemma-3-270m, a base model without a template, and for SmolLM2-135M-Instruct.
    #[test]
    fn what_a_real_server_says() {
        let fallback = "{%- for message in messages -%}\n  {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}\n{%- endfor -%}\n{%- if add_generation_prompt -%}\n  {{- '<|im_start|>assistant\\n' -}}\n{%- endif -%}";
        let props = json!({"default_generation_settings":{"n_ctx":2048},"total_slots":4,"model_ftype":"Q4_K - Medium",
            "model_path":"/secret/x.gguf","chat_template":fallback,"build_info":"b0-unknown"});
        let entry =
            json!({"id":"x","meta":{"n_params":268_098_176_u64,"size":246_587_904_u64,"ftype":"Q4_K - Medium"}});
        let seen = observation(&props, Some(&entry));
        assert_eq!((seen.precision.as_deref(), seen.precision_from_name), (Some("Q4_K_M"), false));
        assert_eq!((seen.context_tokens, seen.slots, seen.template_missing), (Some(2048), Some(4), true));
        assert_eq!(seen.bits_per_weight(), Some(7.36), "246,587,904 × 8 / 268,098,176");
        let own = json!({"default_generation_settings":{"n_ctx":0},"chat_template":"{% for message in messages %}{{ message }}{% endfor %}","model_path":"a/Smol-Q4_1.gguf"});
        let seen = observation(&own, None);
        assert_eq!((seen.context_tokens, seen.template_missing), (None, false), "0 is no context");
        assert_eq!((seen.precision.as_deref(), seen.precision_from_name), (Some("Q4_1"), true));
        assert_eq!(with_model("a b/c&d"), "/props?model=a+b%2Fc%26d");
    }
}
