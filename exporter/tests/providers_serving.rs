//! What is looked up beside the questions: how a model is served, and what an answer came to.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;
use exporter::config::ProviderKind;
use exporter::provider::retry::Condition;
use exporter::provider::{Call, Client, Reply};
use serde_json::{Value, json};
use support::ask::{call, condition, outcome, provider};
use support::server::{Part, Request, Script, Server};
use support::streams::{event, ollama, openai};

fn found(body: &Value) -> Script {
    Script::whole(200, "application/json", body.to_string())
}

fn nothing() -> Script {
    Script::whole(404, "application/json", r#"{"error":"not found"}"#)
}

fn client(server: &Server, kind: ProviderKind) -> Client {
    let base = if kind == ProviderKind::OpenaiCompatible { "/v1" } else { "" };
    Client::new(&provider(&format!("{}{base}", server.url), kind)).unwrap()
}

fn looked_for(server: &Server) -> Vec<String> {
    server.look_ups().into_iter().map(|request| request.path).collect()
}

/// An answer of OpenRouter that breaks off after it was begun.
fn broken() -> Script {
    let begun = json!({"id":"gen-1","provider":"DeepInfra","choices":[{"index":0,"delta":{"content":"half"},"finish_reason":null}]});
    Script::events(vec![event(&begun), Part::Wait(20), Part::Cut])
}

#[tokio::test]
async fn an_answer_that_broke_off_is_looked_up_for_its_bill() {
    let record = json!({"data":{"id":"gen-1","total_cost":0.00015951,"provider_name":"DeepInfra","native_tokens_prompt":412,
        "native_tokens_completion":981,"native_tokens_reasoning":603,"native_tokens_cached":12,"latency":410}});
    let server = Server::with_look_ups(
        |_| broken(),
        // The record appears a while after the answer; the first look-up is for the endpoints.
        move |request| if request.number < 3 { nothing() } else { found(&record) },
    );
    let reply = client(&server, ProviderKind::Openrouter).call(&call()).await;
    assert_eq!(condition(&reply), Condition::BrokenStream);
    assert_eq!(reply.billed, Some(PicoUsd(159_510_000)));
    let usage = &reply.usage;
    assert_eq!((usage.prompt_tokens, usage.completion_tokens), (Some(412), Some(981)));
    assert_eq!((usage.thinking_tokens, usage.cached_tokens), (Some(603), Some(12)));
    assert!(reply.raw.unwrap().contains("\"latency\":410"), "the record is kept");
    assert_eq!(
        looked_for(&server),
        ["/models/m/endpoints", "/generation?id=gen-1", "/generation?id=gen-1", "/generation?id=gen-1"]
    );
}

#[tokio::test]
async fn a_record_that_never_appears_leaves_the_bill_unknown() {
    let server = Server::with_look_ups(|_| broken(), |_| nothing());
    let reply = client(&server, ProviderKind::Openrouter).call(&call()).await;
    assert_eq!((condition(&reply), reply.billed), (Condition::BrokenStream, None));
    assert_eq!(looked_for(&server).len(), 1 + 4, "four looks and no more");
}

#[tokio::test]
async fn what_needs_no_look_up_gets_none() {
    let cost = json!({"id":"gen-2","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"cost":0.5}});
    let refused = Script::whole(429, "application/json", r#"{"error":{"message":"slow down"}}"#);
    let hostile = json!({"id":"../key","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]});
    for script in [Script::events(vec![event(&cost)]), refused, Script::events(vec![event(&hostile)])] {
        let server = Server::with_look_ups(move |_| script.clone(), |_| nothing());
        client(&server, ProviderKind::Openrouter).call(&call()).await;
        assert_eq!(looked_for(&server), ["/models/m/endpoints"]);
    }
}

fn endpoints(_: &Request) -> Script {
    found(&json!({"data":{"id":"m","endpoints":[
        {"name":"DeepInfra | m","provider_name":"DeepInfra","tag":"deepinfra/fp4","quantization":"fp4","context_length":131_072,
         "max_completion_tokens":null,"pricing":{"prompt":"0.00000003","completion":"0.00000015"},"supported_parameters":["seed"],"status":0},
        {"provider_name":"Novita","tag":"novita/bf16","quantization":"bf16","context_length":65_536,"pricing":{"prompt":"0.0000001","completion":3e-7}}
    ]}}))
}

#[tokio::test]
async fn a_router_tells_who_could_serve_and_an_impossible_pin_names_them() {
    let server = Server::with_look_ups(|_| openai("m", "fine", 0), endpoints);
    let client_of = client(&server, ProviderKind::Openrouter);
    let serving = client_of.call(&call()).await.serving.unwrap();
    let known: Vec<_> = serving.endpoints.iter().map(|endpoint| (&*endpoint.tag, &*endpoint.quantization)).collect();
    assert_eq!(known, [("deepinfra/fp4", "fp4"), ("novita/bf16", "bf16")]);
    assert_eq!(serving.endpoints[1].completion_usd.as_deref(), Some("3e-7"));
    assert!(client_of.call(&call()).await.serving.is_none(), "once for each model");

    let body =
        r#"{"error":{"message":"No endpoints","availability":{"code":"constraint_filtered","retryable":false}}}"#;
    let server = Server::with_look_ups(move |_| Script::whole(404, "application/json", body), endpoints);
    let reply = client(&server, ProviderKind::Openrouter).call(&call()).await;
    assert_eq!(condition(&reply), Condition::PinUnsatisfiable);
    let message = &reply.as_fault().unwrap().message;
    assert!(message.ends_with("; this model is served by deepinfra/fp4 (fp4), novita/bf16 (bf16)"), "{message}");
}

#[tokio::test]
async fn fixture_12_loading_then_ok() {
    let server = Server::with_look_ups(
        |_| openai("m", "fine", 0),
        |request| match (&*request.path, request.number) {
            ("/health", 0..3) => Script::whole(
                503,
                "application/json",
                r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
            ),
            ("/health", _) => found(&json!({"status":"ok"})),
            ("/v1/models", _) => found(&json!({"data":[{"id":"/m/x.gguf","owned_by":"llamacpp"}]})),
            ("/props", _) => found(&json!({"default_generation_settings":{"n_ctx":16384},"total_slots":1,
                "model_path":"/srv/somebody/Qwen3-14B-Q4_K_M.gguf","build_info":"b9000-abc"})),
            _ => nothing(),
        },
    );
    let client = client(&server, ProviderKind::OpenaiCompatible);
    let reply = client.call(&call()).await;
    assert_eq!(outcome(&reply), Outcome::Answered);
    assert_eq!(server.count(), 1, "no question is sent to a server that is loading");
    assert!(reply.timing.total_ms.unwrap() < 1000.0, "waiting for the model is no part of the answer's time");
    assert_eq!(looked_for(&server), ["/health", "/health", "/health", "/health", "/v1/models", "/props"]);
    let serving = reply.serving.unwrap();
    assert_eq!((serving.engine.as_deref(), serving.version.as_deref()), (Some("llama.cpp"), Some("b9000-abc")));
    assert_eq!((serving.precision.as_deref(), serving.context_tokens), (Some("Q4_K_M"), Some(16_384)));
    assert!(!serde_json::to_string(&serving).unwrap().contains("somebody"), "no path of somebody's machine is kept");
    client.call(&call()).await;
    assert_eq!(looked_for(&server).len(), 6);
}

#[tokio::test]
async fn vllm_tells_its_version_context_and_times() {
    let last = json!({"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":50},"metrics":{"time_to_first_token_ms":182.4,
        "generation_time_ms":5210.0,"queue_time_ms":3.1,"mean_itl_ms":13.1,"tokens_per_second":73.9}});
    let script = Script::events(vec![
        event(&json!({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]})),
        event(&last),
    ]);
    let server = Server::with_look_ups(
        move |_| script.clone(),
        |request| match &*request.path {
            "/v1/models" => found(&json!({"data":[{"id":"m","owned_by":"vllm","max_model_len":32768}]})),
            "/version" => found(&json!({"version":"0.11.0"})),
            _ => nothing(),
        },
    );
    let reply = client(&server, ProviderKind::OpenaiCompatible).call(&call()).await;
    let serving = reply.serving.unwrap();
    assert_eq!((serving.engine.as_deref(), serving.version.as_deref()), (Some("vllm"), Some("0.11.0")));
    assert_eq!(serving.context_tokens, Some(32_768));
    assert_eq!(reply.timing.server_first_text_ms, Some(185.5), "the queue counts for whoever waits");
    assert_eq!(reply.timing.server_decode_tok_per_s, Some(76.336), "1000 / 13.1, not tokens_per_second");
}

#[tokio::test]
async fn fixture_14_lm_studio_names_its_engine_and_counts_in_seconds() {
    // The older API answers with everything at once.
    let body = json!({"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"yes"}}],
        "usage":{"prompt_tokens":24,"completion_tokens":53},
        "stats":{"tokens_per_second":51.4,"time_to_first_token":0.111,"generation_time":0.954,"stop_reason":"eosFound"},
        "model_info":{"arch":"qwen3","quant":"Q4_K_M","format":"gguf","context_length":4096},
        "runtime":{"name":"llama.cpp-mac-arm64","version":"1.3.0"}});
    let server = Server::start(move |_| found(&body));
    let provider = provider(&format!("{}/api/v0", server.url), ProviderKind::OpenaiCompatible);
    let reply = Client::new(&provider).unwrap().call(&call()).await;
    assert_eq!(reply.timing.server_decode_tok_per_s, Some(51.4));
    assert_eq!(reply.timing.server_first_text_ms, Some(111.0));
    let serving = reply.serving.unwrap();
    assert_eq!((serving.engine.as_deref(), serving.version.as_deref()), (Some("llama.cpp-mac-arm64"), Some("1.3.0")));
    assert_eq!((serving.precision.as_deref(), serving.context_tokens), (Some("Q4_K_M"), Some(4096)));

    // Under /v1 there are no figures with an answer; the newer list names the context that is open.
    let server = Server::with_look_ups(
        |_| openai("m", "fine", 0),
        |request| match &*request.path {
            // It says 200 to whatever it does not know.
            "/health" | "/props" => found(&json!({"error":"Unexpected endpoint or method."})),
            "/v1/models" => found(&json!({"data":[{"id":"m","owned_by":"organization_owner"},{"id":"n"}]})),
            "/api/v1/models" => {
                found(&json!({"models":[{"key":"n"},{"key":"m","quantization":{"name":"Q4_K_M","bits_per_weight":4},
                "loaded_instances":[{"id":"m","config":{"context_length":4096}}]}]}))
            }
            _ => nothing(),
        },
    );
    let serving = client(&server, ProviderKind::OpenaiCompatible).call(&call()).await.serving.unwrap();
    assert_eq!((serving.engine.as_deref(), serving.context_tokens), (Some("lm-studio"), Some(4096)));
    assert_eq!(serving.precision.as_deref(), Some("Q4_K_M"));
}

#[tokio::test]
async fn drafted_tokens_are_noted() {
    let last = json!({"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":50},
        "timings":{"prompt_n":5,"prompt_ms":20.0,"predicted_n":50,"predicted_ms":100.0,"draft_n":30,"draft_n_accepted":20}});
    let script = Script::events(vec![
        event(&json!({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]})),
        event(&last),
    ]);
    let server = Server::start(move |_| script.clone());
    let reply = client(&server, ProviderKind::OpenaiCompatible).call(&call()).await;
    assert!(reply.serving.unwrap().drafts);
    assert_eq!(reply.timing.server_first_text_ms, Some(20.0));
}

fn of_ollama(request: &Request) -> Script {
    match &*request.path {
        "/api/version" => found(&json!({"version":"0.20.0"})),
        "/api/tags" => found(&json!({"models":[
            {"name":"m:latest","model":"m:latest","digest":"a951a23b46a1","details":{"quantization_level":"MXFP4"}},
            {"name":"far:latest","model":"far:latest","digest":"b","remote_host":"https://ollama.com:443","remote_model":"far"}]})),
        "/api/show" => {
            found(&json!({"details":{"quantization_level":"MXFP4"},"capabilities":["completion","thinking"],
            "model_info":{"general.architecture":"gptoss","gptoss.context_length":131_072}}))
        }
        "/api/ps" => found(
            &json!({"models":[{"name":"m:latest","model":"m:latest","size":66_000_000_000u64,"size_vram":49_500_000_000u64,
            "digest":"a951a23b46a1","context_length":4096}]}),
        ),
        _ => nothing(),
    }
}

fn ollama_call(model: &str) -> Call {
    let mut call = call();
    call.model = model.to_owned();
    call.params.num_ctx = Some(16_384);
    call
}

#[tokio::test]
async fn ollama_tells_digest_precision_and_what_it_loaded() {
    let server = Server::with_look_ups(|_| ollama("m", "fine", 0), of_ollama);
    let client = client(&server, ProviderKind::Ollama);
    let reply: Reply = client.call(&ollama_call("m")).await;
    assert_eq!(reply.timing.server_total_ms, Some(900.0));
    let serving = reply.serving.unwrap();
    assert_eq!((serving.engine.as_deref(), serving.version.as_deref()), (Some("ollama"), Some("0.20.0")));
    assert_eq!((serving.digest.as_deref(), serving.precision.as_deref()), (Some("a951a23b46a1"), Some("MXFP4")));
    assert_eq!((serving.asked_context_tokens, serving.context_tokens), (Some(16_384), Some(4096)));
    assert_eq!(serving.share_on_cpu(), Some(0.25));
    assert_eq!(looked_for(&server), ["/api/version", "/api/tags", "/api/show", "/api/ps"]);
    let request = &server.requests()[0];
    assert_eq!(
        (&request.body["truncate"], &request.body["shift"], &request.body["keep_alive"]),
        (&json!(false), &json!(false), &json!("30m"))
    );
    assert!(client.call(&ollama_call("m")).await.serving.is_none());
    assert_eq!(server.look_ups().len(), 4);
}

#[tokio::test]
async fn a_model_on_somebody_elses_computer_gets_no_prompt() {
    let server = Server::with_look_ups(|_| ollama("far", "fine", 0), of_ollama);
    let reply = client(&server, ProviderKind::Ollama).call(&ollama_call("far")).await;
    assert_eq!(condition(&reply), Condition::ModelMissing);
    let message = &reply.as_fault().unwrap().message;
    assert!(message.contains("https://ollama.com:443"), "{message}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_rate_of_a_shaped_answer_is_none() {
    let server = Server::start(|_| ollama("m", "fine", 0));
    let client = client(&server, ProviderKind::Ollama);
    assert_eq!(client.call(&call()).await.timing.server_decode_tok_per_s, Some(100.0));
    let shaped = Call { schema: Some("{}"), ..call() };
    assert_eq!(
        client.call(&shaped).await.timing.server_decode_tok_per_s,
        None,
        "only the second of two passes is timed"
    );
}
