//! From what servers tell to the snapshot: the serving manifest and its warnings, over real HTTP.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;

use serde_json::{Value, json};
use support::program::exporter;
use support::server::{Request, Script, Server};
use support::streams::{event, ollama};
use support::suite;

const JUDGES: &str = "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"programmatic-checks\"\n\
                      [[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"capability-coverage\"\n";

fn found(body: &Value) -> Script {
    Script::whole(200, "application/json", body.to_string())
}

/// Runs three tasks on `m` at the server, exports, and returns the summary.
fn summary(kind: &str, server: &Server, model: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 3);
    let config = format!(
        "[[providers]]\nid = \"p\"\nkind = \"{kind}\"\nbase_url = \"{}\"\napi_key_env = \"TEST_KEY\"\nconcurrency = 1\nbackoff_ms = 1\n\
         [[models]]\nid = \"m\"\nname = \"M\"\nprovider = \"p\"\nprovider_model = \"m\"\nfamily = \"f\"\n{model}\n{JUDGES}",
        server.url
    );
    fs::write(path.join("lim.toml"), config).unwrap();
    let run = ["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"];
    exporter(path, &run).expect(0);
    exporter(path, &["judge", "--database", "x.sqlite"]).expect(0);
    let export = |id: &str| {
        let arguments = ["export", "--database", "x.sqlite", "--out", "s", "--id", id, "--title", "A"];
        exporter(path, &arguments).expect(0);
        serde_json::from_str::<Value>(&fs::read_to_string(path.join("s").join(id).join("summary.json")).unwrap())
            .unwrap()
    };
    let summary = export("a");
    exporter(path, &["check", "s"]).expect(0);
    assert_eq!(summary["results_sha256"], export("b")["results_sha256"]);
    summary
}

fn warning<'s>(summary: &'s Value, code: &str) -> &'s str {
    let of = |warning: &&Value| warning["code"] == code && warning["subject"] == "m";
    let found = summary["warnings"].as_array().unwrap().iter().find(of);
    found.unwrap_or_else(|| panic!("no {code} in {}", summary["warnings"]))["text"].as_str().unwrap()
}

fn endpoints(_: &Request) -> Script {
    found(&json!({"data":{"endpoints":[
        {"provider_name":"DeepInfra","tag":"deepinfra/fp4","quantization":"fp4"},
        {"provider_name":"DeepInfra","tag":"deepinfra/turbo","quantization":"fp8"},
        {"provider_name":"Novita","tag":"novita","quantization":"bf16"}]}}))
}

fn routed(request: &Request) -> Script {
    let upstream = if request.number == 0 { "Novita" } else { "DeepInfra" };
    Script::events(vec![event(&json!({"id":"gen-1","provider":upstream,"model":"m","choices":[{"index":0,
        "delta":{"content":"It is 42 by addition."},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":9}}))])
}

#[test]
fn a_mixture_of_upstreams_is_named_with_its_precisions() {
    let summary = summary("openrouter", &Server::with_look_ups(routed, endpoints), "");
    let serving = &summary["models"][0]["serving"];
    assert_eq!(
        serving["upstreams"],
        json!([{"name":"DeepInfra","answers":2,"precisions":["fp4","fp8"]},{"name":"Novita","answers":1,"precisions":["bf16"]}])
    );
    assert_eq!((&serving["pinned"], &serving["provider_kind"]), (&json!(false), &json!("openrouter")));
    assert_eq!(serving["precisions"], json!(["bf16", "fp4 or fp8"]));
    assert!(serving["fetched_at"].as_str().unwrap().ends_with('Z'));
    assert!(warning(&summary, "mixed-upstreams").contains("(DeepInfra 2, Novita 1)"));
    assert!(warning(&summary, "mixed-precisions").contains("bf16, fp4 or fp8"));
    assert!(warning(&summary, "unpinned").contains("not pinned"));
}

#[test]
fn a_pin_leaves_one_upstream_and_no_warning() {
    let server = Server::with_look_ups(|request| routed(&Request { number: 1, ..request.clone() }), endpoints);
    let pin = "[models.params.openrouter]\nonly = [\"deepinfra/fp4\"]\nallow_fallbacks = false\n";
    let summary = summary("openrouter", &server, pin);
    let serving = &summary["models"][0]["serving"];
    assert_eq!((&serving["pinned"], &serving["precisions"]), (&json!(true), &json!(["fp4"])));
    let about = summary["warnings"].as_array().unwrap().iter().filter(|warning| warning["subject"] == "m");
    assert_eq!(about.count(), 0, "{}", summary["warnings"]);
}

#[test]
fn a_local_model_shows_its_file_its_context_and_the_clock_of_the_server() {
    let server = Server::with_look_ups(
        |request| ollama(request.model(), "It is 42 by addition.", 0),
        |request| match &*request.path {
            "/api/version" => found(&json!({"version":"0.20.0"})),
            "/api/tags" => found(
                &json!({"models":[{"name":"m:latest","digest":"a951a23b46a1","details":{"quantization_level":"Q4_K_M"}}]}),
            ),
            "/api/ps" => {
                found(&json!({"models":[{"name":"m:latest","size":4000,"size_vram":3000,"context_length":4096}]}))
            }
            _ => Script::whole(404, "text/plain", ""),
        },
    );
    let summary = summary("ollama", &server, "");
    let serving = &summary["models"][0]["serving"];
    assert_eq!(serving["engines"], json!(["ollama 0.20.0"]));
    assert_eq!((&serving["digests"], &serving["precisions"]), (&json!(["a951a23b46a1"]), &json!(["Q4_K_M"])));
    assert_eq!((&serving["context_tokens"], &serving["share_on_cpu"]), (&json!(4096), &json!(0.25)));
    assert_eq!(serving.get("pinned"), None, "there is no router");
    assert!(warning(&summary, "part-on-cpu").starts_with("25 % of M"));
    assert!(warning(&summary, "context-smaller").contains("16384 tokens and opened one of 4096"));
    // The server claims 900 ms for what took a moment.
    assert!(warning(&summary, "server-times-differ").starts_with("On 3 of 3 answers of M"));
}
