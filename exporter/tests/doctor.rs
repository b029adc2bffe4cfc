//! `exporter doctor` against servers that are well, ill, or not there.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::program::{Ended, KEY, exporter};
use support::server::{Request, Script, Server};
use support::suite;

const JUDGES: &str = "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"programmatic-checks\"\n\
                      [[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"capability-coverage\"\n";

fn provider(id: &str, kind: &str, url: &str, key: &str) -> String {
    let key = if key.is_empty() { String::new() } else { format!("api_key_env = \"{key}\"\n") };
    format!("[[providers]]\nid = \"{id}\"\nkind = \"{kind}\"\nbase_url = \"{url}\"\n{key}")
}

fn model(id: &str, provider: &str, name: &str, params: &str) -> String {
    format!(
        "[[models]]\nid = \"{id}\"\nprovider = \"{provider}\"\nprovider_model = \"{name}\"\nfamily = \"f\"\n{params}\n"
    )
}

const DOCTOR: [&str; 7] = ["doctor", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"];

fn folder(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    suite::small(folder.path(), 2);
    fs::write(folder.path().join("lim.toml"), [config, JUDGES].concat()).unwrap();
    folder
}

fn doctor(config: &str) -> Ended {
    exporter(folder(config).path(), &DOCTOR)
}

fn found(body: &Value) -> Script {
    Script::whole(200, "application/json", body.to_string())
}

fn nothing() -> Script {
    Script::whole(404, "text/plain", "")
}

/// No question may reach a model.
fn only_look_ups(look_ups: impl Fn(&Request) -> Script + Send + Sync + 'static) -> Server {
    Server::with_look_ups(|request| panic!("doctor spends money: {request:?}"), look_ups)
}

fn has(ended: &Ended, lines: &[&str]) {
    for line in lines {
        assert!(ended.stdout.lines().any(|found| found.starts_with(line)), "{line:?} is missing in:\n{}", ended.stdout);
    }
    assert!(!ended.stdout.contains(KEY) && !ended.stderr.contains(KEY));
}

#[test]
fn built_in_models_need_nothing() {
    let folder = tempfile::tempdir().unwrap();
    suite::small(folder.path(), 2);
    let ended = exporter(folder.path(), &["doctor", "--tasks", "tasks", "--database", "new/x.sqlite"]).expect(0);
    has(
        &ended,
        &[
            "ok           configuration: the embedded configuration names 4 models and 2 judges",
            "ok           tasks: 2 tasks in tasks keep every rule",
            "ok           judges: they are of different families",
            "ok           database: `exporter run` will create new/x.sqlite",
            "ok           servers: none is needed",
            "not checked  clock: no server told what time it is",
        ],
    );
    assert!(ended.stdout.contains("MiB are free at"), "{}", ended.stdout);
    assert!(ended.stderr.contains("0 problems"), "{}", ended.stderr);
    assert!(!folder.path().join("new").exists(), "it leaves nothing behind");
}

#[test]
fn a_configuration_that_cannot_be_used() {
    let ended = doctor("[run]\ntemprature = 1\n").expect(4);
    has(
        &ended,
        &[
            "problem      configuration: lim.toml cannot be used: lim.toml:2: unknown field `temprature`",
            "not checked  servers: nobody knows yet which are needed; mend the configuration first",
            "ok           database:",
        ],
    );
    let ended = doctor(&provider("p", "openrouter", "http://127.0.0.1:9", "sk-or-v1-0123456789abcdef")).expect(4);
    assert!(ended.stdout.contains("lim.toml:5: this line holds what looks like a key"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("0123456789abcdef"));
}

#[test]
fn keys_and_servers_that_are_not_there() {
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead_url = format!("http://{}/v1", dead.local_addr().unwrap());
    drop(dead);
    let config = [
        provider("locked", "openai-compatible", "http://127.0.0.1:9/v1", "NO_SUCH_KEY"),
        provider("down", "openai-compatible", &dead_url, "TEST_KEY"),
        model("a", "locked", "a", ""),
        model("b", "down", "b", ""),
    ]
    .concat();
    let ended = doctor(&config).expect(4);
    has(
        &ended,
        &[
            "problem      key NO_SUCH_KEY: is not set; set it, for example: export NO_SUCH_KEY=…",
            "not checked  server locked: it is not asked without its key",
            "not checked  model a: its server is not asked without a key",
            "ok           key TEST_KEY: is set",
            &format!("problem      server down: server not reachable at {dead_url}"),
            "not checked  model b: its server does not answer",
        ],
    );
}

fn openrouter(request: &Request) -> Script {
    let endpoint = |tag: &str, context: u64, parameters: &[&str]| json!({"provider_name":tag,"tag":tag,"quantization":"fp4","context_length":context,"supported_parameters":parameters});
    let listed = |id: &str, until: Option<&str>| json!({"id":id,"context_length":4096,"expiration_date":until});
    match &*request.path {
        "/key" => {
            found(&json!({"data":{"label":KEY,"limit":20,"limit_remaining":13.4,"usage":6.6,"is_free_tier":false}}))
        }
        // The second page only comes to whoever follows the link.
        "/models" => found(
            &json!({"data":[listed("a/good", None), listed("a/past", Some("2026-01-31"))],"links":{"next":"http://elsewhere.example/models?page=2"}}),
        ),
        "/models?page=2" => found(&json!({"data":[listed("a/soon", Some("2999-01-31")), listed("a/short", None)]})),
        "/models/a/good/endpoints" | "/models/a/good:nitro/endpoints" => found(
            &json!({"data":{"endpoints":[endpoint("one", 100_000, &["temperature"]), endpoint("two", 100_000, &["seed"])]}}),
        ),
        "/models/a/soon/endpoints" => found(&json!({"data":{"endpoints":[endpoint("one", 100_000, &[])]}})),
        "/models/a/short/endpoints" => found(&json!({"data":{"endpoints":[endpoint("one", 200, &[])]}})),
        _ => nothing(),
    }
}

#[test]
fn openrouter_lists_delists_and_pins() {
    let server = only_look_ups(openrouter);
    let pin = |name: &str| format!("[models.params.openrouter]\nonly = [\"{name}\"]\nallow_fallbacks = false");
    let config = [
        provider("openrouter", "openrouter", &server.url, "TEST_KEY"),
        model("good", "openrouter", "a/good", &pin("one")),
        model("fast", "openrouter", "a/good:nitro", "[models.params]\ntemperature = 0.0\nseed = 1"),
        model("past", "openrouter", "a/past", &pin("one")),
        model("soon", "openrouter", "a/soon", &pin("one")),
        model("gone", "openrouter", "a/gone", &pin("one")),
        model("pin", "openrouter", "a/good", &pin("three")),
        model("short", "openrouter", "a/short", &pin("one")),
    ]
    .concat();
    let ended = doctor(&config).expect(4);
    has(
        &ended,
        &[
            &format!("ok           server openrouter: {} answers in ", server.url),
            "ok           credit of openrouter: $13.40 of the key's limit are left",
            "ok           model good: a/good is offered by one (fp4)",
            "warning      model fast: fast is not pinned to one upstream provider and precision",
            "warning      model fast: not every endpoint that may serve it takes temperature, seed",
            "problem      model past: OpenRouter stopped offering a/past on 2026-01-31",
            "warning      model soon: OpenRouter will stop offering a/soon: on 2999-01-31",
            "problem      model gone: OpenRouter does not offer a/gone",
            "problem      model pin: nobody serves a/good as it is pinned; it is served by one (fp4), two (fp4)",
            "problem      model short: its context of 200 tokens is too short for the longest task and its answer",
            "ok           clock: agrees with the servers",
        ],
    );
    assert!(server.look_ups().iter().all(|request| request.authorization.as_deref() == Some(&format!("Bearer {KEY}"))));
}

#[test]
fn what_a_plan_costs_is_compared_with_what_the_key_may_spend() {
    for (left, word) in [(1, "warning      "), (100, "ok           ")] {
        let server = only_look_ups(move |request| match &*request.path {
            "/key" => found(&json!({"data":{"limit_remaining":left}})),
            _ => nothing(),
        });
        let folder = folder(
            &[
                "[run]\nprices = \"prices.toml\"\n",
                &provider("o", "openrouter", &server.url, "TEST_KEY"),
                &model("m", "o", "a/b", ""),
            ]
            .concat(),
        );
        // Two answers of 256 tokens at most, half of that expected, at $10,000 a million; prompts are free.
        let price = "[[prices]]\nmodel = \"a/b\"\nprovider = \"o\"\nprovider_model = \"a/b\"\ninput_usd_per_m = \"0\"\n\
                     output_usd_per_m = \"10000\"\nsource = \"x\"\ndate = \"2026-11-01\"\nstatus = \"verified\"\n";
        fs::write(folder.path().join("prices.toml"), price).unwrap();
        let ended = exporter(folder.path(), &DOCTOR);
        let cost = "of the key's limit are left, and what is open of this plan costs about $2.56 there, $5.12 at most";
        let line = ended.stdout.lines().find(|line| line.contains("credit of o")).unwrap();
        assert!(line.starts_with(word) && line.contains(cost), "{line}");
        fs::write(folder.path().join("prices.toml"), "what\n").unwrap();
        let ended = exporter(folder.path(), &DOCTOR).expect(4);
        has(&ended, &["problem      prices: prices.toml:1: "]);
    }
}

#[test]
fn a_key_that_is_not_accepted_or_used_up() {
    for (status, body, line) in [
        (
            401,
            json!({"error":{"message":format!("no such key {KEY}")}}),
            "problem      credit of o: the key is not accepted: HTTP 401; look at the key in TEST_KEY",
        ),
        (200, json!({"data":{"limit_remaining":0}}), "problem      credit of o: the limit of the key is used up"),
        (200, json!({"data":{"limit_remaining":-2.5}}), "problem      credit of o: the limit of the key is used up"),
        (
            200,
            json!({"data":{"limit_remaining":null,"is_free_tier":true}}),
            "warning      credit of o: the key has no limit of its own, and nothing was ever paid",
        ),
        (500, Value::Null, "not checked  credit of o: OpenRouter sent no state of the key: HTTP 500"),
    ] {
        let server = only_look_ups(move |request| match &*request.path {
            "/key" => Script::whole(status, "application/json", body.to_string()),
            _ => nothing(),
        });
        let config = [provider("o", "openrouter", &server.url, "TEST_KEY"), model("m", "o", "a/b", "")].concat();
        let ended = doctor(&config);
        has(&ended, &[line, "not checked  model m: there is no list of models"]);
    }
}

#[test]
fn ollama_pulls_runs_and_opens() {
    let server = only_look_ups(|request| match &*request.path {
        "/api/version" => found(&json!({"version":"0.20.0"})),
        "/api/tags" => found(&json!({"models":[
            {"name":"good:latest","digest":"a951a23b46a1c0ffee","details":{"quantization_level":"Q4_K_M"}},
            {"name":"far:latest","remote_host":"https://ollama.com:443"}]})),
        "/api/show" if request.model() == "good" => found(&json!({"capabilities":["completion"],
            "model_info":{"general.architecture":"q","q.context_length":8192}})),
        "/api/ps" => found(&json!({"models":[{"name":"cpu:latest","size":100,"size_vram":60}]})),
        "/api/show" if request.model() == "cpu" => found(&json!({"capabilities":["completion"]})),
        _ => nothing(),
    });
    let params = |more: &str| format!("[models.params]\nnum_ctx = 8192\n{more}");
    let config = [
        provider("ollama", "ollama", &server.url, ""),
        model("good", "ollama", "good", &params("")),
        model("wide", "ollama", "good", "[models.params]\nnum_ctx = 20000"),
        model("thinker", "ollama", "good", &params("reasoning = \"high\"")),
        model("small", "ollama", "good", "[models.params]\nnum_ctx = 512\nmax_tokens = 490"),
        model("cpu", "ollama", "cpu", &params("")),
        model("far", "ollama", "far", &params("")),
        model("away", "ollama", "away", &params("")),
    ]
    .concat();
    has(
        &doctor(&config).expect(4),
        &[
            "ok           model good: good is pulled: Q4_K_M, digest a951a23b46a1",
            "warning      model wide: num_ctx is 20000, and good was made for 8192 tokens; lower num_ctx",
            "problem      model thinker: good does not think",
            "warning      model small: its context of 512 tokens may be too short",
            "warning      model cpu: 40 % of cpu do not fit into the memory of the GPU",
            "problem      model far: far does not run on this server: Ollama would pass the prompts on to https://ollama.com:443",
            "problem      model away: away is not pulled; ollama pull away",
        ],
    );
    let other = only_look_ups(|_| nothing());
    let config = [provider("ollama", "ollama", &other.url, ""), model("m", "ollama", "m", "")].concat();
    let ended = doctor(&config).expect(4);
    assert!(
        ended.stdout.contains("answers with HTTP 404 and is no Ollama; mend its base_url or its kind"),
        "{}",
        ended.stdout
    );
}

#[test]
fn a_local_server_says_what_it_is() {
    let server = only_look_ups(|request| match &*request.path {
        "/v1/models" => {
            found(&json!({"data":[{"id":"x","owned_by":"vllm","max_model_len":16384},{"id":"y","max_model_len":100}]}))
        }
        "/version" => found(&json!({"version":"0.11.0"})),
        _ => nothing(),
    });
    let config = [
        provider("vllm", "openai-compatible", &format!("{}/v1", server.url), ""),
        model("x", "vllm", "x", ""),
        model("y", "vllm", "y", ""),
        model("z", "vllm", "z", ""),
    ]
    .concat();
    has(
        &doctor(&config).expect(4),
        &[
            "ok           model x: x is served by vllm 0.11.0, context 16384 tokens",
            "problem      model y: its context of 100 tokens is too short",
            "warning      model z: vllm does not list z; it lists x, y",
        ],
    );
    let loading = only_look_ups(|_| Script::whole(503, "application/json", r#"{"error":{"message":"Loading model"}}"#));
    let config = [provider("slow", "openai-compatible", &loading.url, ""), model("m", "slow", "m", "")].concat();
    has(
        &doctor(&config).expect(0),
        &["warning      server slow: it is still loading its model", "not checked  model m:"],
    );
}

#[test]
fn lm_studio_lists_models_and_contexts() {
    let server = only_look_ups(|request| match &*request.path {
        "/api/v1/models" => found(&json!({"models":[
            {"key":"small","quantization":{"name":"Q4_K_M"},"loaded_instances":[{"id":"small","config":{"context_length":256}}]},
            {"key":"cold","quantization":{"name":"MXFP4"},"loaded_instances":[]}]})),
        _ => nothing(),
    });
    let config = [
        provider("lms", "lm-studio", &server.url, ""),
        model("small", "lms", "small", ""),
        model("wide", "lms", "small", "[models.params]\nnum_ctx = 8192"),
        model("cold", "lms", "cold", ""),
        model("gone", "lms", "gone", ""),
    ]
    .concat();
    has(
        &doctor(&config).expect(4),
        &[
            "problem      model small: its context of 256 tokens is too short",
            "ok           model wide: small is there: Q4_K_M, context 8192 tokens",
            "ok           model cold: cold is there: MXFP4, not loaded yet",
            "problem      model gone: LM Studio does not have gone",
        ],
    );
}

#[test]
fn a_database_that_is_there_in_use_or_somebody_elses() {
    let folder = folder(&model("echo", "builtin", "echo", "").replace("family = \"f\"\n", ""));
    let path = folder.path();
    let doctor = |path: &Path| exporter(path, &DOCTOR);
    exporter(path, &["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"]).expect(0);
    has(&doctor(path).expect(0), &["ok           database: x.sqlite holds 1 run"]);
    let lock = fs::File::open(path.join("x.sqlite.lock")).unwrap();
    lock.lock().unwrap();
    let ended = doctor(path).expect(0);
    has(
        &ended,
        &["ok           database: x.sqlite holds 1 run", "warning      database: another process works on x.sqlite"],
    );
    drop(lock);
    fs::write(path.join("x.sqlite"), "no database at all, but some text of a certain length").unwrap();
    has(&doctor(path).expect(4), &["problem      database: x.sqlite is no database of the exporter"]);
}

#[test]
fn json_holds_the_same() {
    let folder = folder(&model("echo", "builtin", "echo", "").replace("family = \"f\"\n", ""));
    let ended = exporter(folder.path(), &[&DOCTOR[..], &["--json"]].concat()).expect(0);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let first = &report["findings"][0];
    assert_eq!((&first["status"], &first["about"]), (&json!("ok"), &json!("configuration")));
    let statuses: Vec<_> = report["findings"].as_array().unwrap().iter().map(|finding| &finding["status"]).collect();
    assert_eq!(statuses.last(), Some(&&json!("not_checked")));
}
