//! Servers of one's own over a long night: they go away and come back, share a machine, and get a longer context.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use support::bench::{Bench, JUDGES, answer, arguments, model, provider};
use support::program::{exporter, spawn, wait};
use support::server::{Script, Server};

/// A server that stops listening after so many answers; its port can be taken again.
fn mortal(port: u16, answers: usize) -> (u16, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let mut given = 0;
        while given < answers {
            let (stream, _) = listener.accept().unwrap();
            given += usize::from(reply(stream));
        }
    });
    (port, thread)
}

/// Replies to one request; whether it was a question.
fn reply(mut stream: TcpStream) -> bool {
    let (mut seen, mut part) = (Vec::new(), [0; 4096]);
    let head = loop {
        let n = stream.read(&mut part).unwrap_or(0);
        if n == 0 {
            return false;
        }
        seen.extend_from_slice(&part[..n]);
        if let Some(at) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let text = String::from_utf8_lossy(&seen[..head]).to_lowercase();
    let length: usize =
        text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    while seen.len() < head + length {
        let n = stream.read(&mut part).unwrap();
        seen.extend_from_slice(&part[..n]);
    }
    let is_question = text.starts_with("post");
    let (status, body) = if is_question {
        let chunk = json!({"choices":[{"index":0,"delta":{"content":"It is 42."},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":9,"completion_tokens":9}});
        ("200 OK", format!("data: {chunk}\n\ndata: [DONE]\n\n"))
    } else {
        ("404 Not Found", String::new())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/event-stream\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    is_question
}

fn bench(port: u16) -> Bench {
    let url = format!("http://127.0.0.1:{port}/v1");
    Bench::new(4, &[&provider("up", &url, ""), &model("m", "up"), JUDGES])
}

#[test]
fn a_server_that_comes_back_is_waited_for() {
    let (port, first) = mortal(0, 2);
    let bench = bench(port);
    let child = spawn(bench.path(), &arguments("run"));
    first.join().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let (_, second) = mortal(port, 2);
    let ended = wait(child).expect(0);
    second.join().unwrap();
    assert_eq!(bench.outcomes("answered"), 4);
    for said in ["up went away", "waiting up to 5 min for it", "up answers again"] {
        assert_eq!(ended.stderr.matches(said).count(), 1, "{said}: {}", ended.stderr);
    }
}

#[test]
fn a_server_that_stays_away_ends_the_start_after_the_time_that_was_said() {
    let (port, first) = mortal(0, 1);
    let bench = bench(port);
    let begun = Instant::now();
    let ended = bench.run(&["--wait-for-server", "1s"], 3);
    first.join().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(ended.stderr.contains("provider up is left out from here on"), "{}", ended.stderr);
    assert!(ended.stderr.contains("it was away for 1.0 s"), "{}", ended.stderr);
    // The cases are open: the same command goes on.
    let (_, second) = mortal(port, 3);
    bench.run(&[], 0);
    second.join().unwrap();
    assert_eq!(bench.outcomes("answered"), 4);
}

#[test]
fn a_server_that_never_answered_is_not_waited_for() {
    let dead = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = dead.local_addr().unwrap().port();
    drop(dead);
    let begun = Instant::now();
    let ended = bench(port).run(&["--wait-for-server", "10m"], 3);
    assert!(begun.elapsed() < Duration::from_secs(20) && !ended.stderr.contains("went away"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn waiting_for_a_server_can_be_interrupted() {
    let (port, first) = mortal(0, 1);
    let bench = bench(port);
    let child = spawn(bench.path(), &arguments("run"));
    first.join().unwrap();
    std::thread::sleep(Duration::from_millis(800));
    let begun = Instant::now();
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = wait(child).expect(130);
    assert!(begun.elapsed() < Duration::from_secs(5), "{}", ended.stderr);
    assert!(ended.stderr.contains("the same command goes on from here"), "{}", ended.stderr);
}

/// Two servers, and how many of their requests there were at once at most.
fn two_servers() -> (Server, Server, Arc<AtomicUsize>) {
    let most = Arc::new(AtomicUsize::new(0));
    let busy: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let start = || {
        let (most, busy) = (most.clone(), busy.clone());
        Server::start(move |_| {
            let mut busy = busy.lock().unwrap();
            busy.retain(|begun| begun.elapsed() < Duration::from_millis(30));
            busy.push(Instant::now());
            most.fetch_max(busy.len(), Ordering::SeqCst);
            answer("It is 42.", 9, 9, None, 35)
        })
    };
    (start(), start(), most)
}

#[test]
fn servers_on_one_machine_take_turns_unless_told_otherwise() {
    let at_once = |more: &str| {
        let (a, b, most) = two_servers();
        let config = [provider("a", &a.url, ""), provider("b", &b.url, more), model("one", "a"), model("two", "b")];
        let bench = Bench::new(6, &[&config.concat(), JUDGES]);
        let ended = bench.run(&[], 0);
        assert_eq!(bench.outcomes("answered"), 12);
        let warned = bench.status()["warnings"].to_string().contains("works on the same machine");
        assert_eq!(warned, !more.is_empty(), "{}", ended.stderr);
        most.load(Ordering::SeqCst)
    };
    assert_eq!(at_once(""), 1);
    assert_eq!(at_once("parallel_with = [\"a\"]"), 2);
    assert_eq!(at_once("host_group = \"the other GPU\""), 2);
    let bench = Bench::new(1, &[&provider("a", "http://127.0.0.1:9", "parallel_with = [\"b\"]"), &model("m", "a")]);
    let ended = bench.run(&[], 2);
    assert!(ended.stderr.contains("parallel_with of provider \"a\" names \"b\""), "{}", ended.stderr);
}

/// A server with so long a context: what a prompt leaves of it is the end of the answer.
fn with_context(prompt: u64, context: Arc<AtomicUsize>) -> Server {
    Server::start(move |request| {
        let (context, asked) = (context.load(Ordering::SeqCst) as u64, request.body["max_tokens"].as_u64().unwrap());
        if prompt >= context {
            let error = json!({"error":{"code":400,"message":format!("request ({prompt} tokens) exceeds the available context size ({context} tokens), try increasing it"),
                "type":"exceed_context_size_error","n_prompt_tokens":prompt,"n_ctx":context}});
            return Script::whole(400, "application/json", error.to_string());
        }
        let written = asked.min(context - prompt).min(60);
        let reason = if written < 60 { "length" } else { "stop" };
        let chunk = json!({"choices":[{"index":0,"delta":{"content":"It is 42."},"finish_reason":reason}]});
        let usage = json!({"choices":[],"usage":{"prompt_tokens":prompt,"completion_tokens":written}});
        Script::events(vec![
            support::streams::event(&chunk),
            support::streams::event(&usage),
            support::streams::text("data: [DONE]\n\n"),
        ])
    })
}

#[test]
fn a_context_that_was_too_short_is_told_and_can_be_asked_again() {
    for (context, outcome) in [(90, "context_overflow"), (120, "context_overflow"), (200, "answered")] {
        let size = Arc::new(AtomicUsize::new(context));
        let server = with_context(100, size.clone());
        let bench = Bench::new(2, &[&provider("up", &server.url, ""), &model("m", "up"), JUDGES]);
        let ended = bench.run(&[], 0);
        assert_eq!(bench.outcomes(outcome), 2, "{context}: {}", bench.status());
        if context == 120 {
            assert!(ended.stderr.contains("the context was full after 20 of 256 tokens"), "{}", ended.stderr);
        }
        if outcome == "answered" {
            continue;
        }
        size.store(1000, Ordering::SeqCst);
        let before = server.count();
        bench.run(&["--retry", "truncated,empty"], 0);
        assert_eq!(server.count(), before, "nothing was cut at its limit, nothing is empty");
        bench.run(&["--retry", "context_overflow"], 0);
        assert_eq!((server.count(), bench.outcomes("answered")), (before + 2, 2), "the newest answer counts");
        bench.run(&["--retry", "context_overflow"], 0);
        assert_eq!(server.count(), before + 2);
    }
}

#[test]
fn a_failure_of_the_server_never_takes_the_place_of_an_answer() {
    let fails = Arc::new(AtomicUsize::new(0));
    let when = fails.clone();
    let server = Server::start(move |_| match when.load(Ordering::SeqCst) {
        0 => {
            let chunk = json!({"choices":[{"index":0,"delta":{"content":"It is"},"finish_reason":"length"}],
                "usage":{"prompt_tokens":9,"completion_tokens":256}});
            Script::events(vec![support::streams::event(&chunk), support::streams::text("data: [DONE]\n\n")])
        }
        _ => Script::whole(500, "application/json", r#"{"error":{"message":"broken"}}"#),
    });
    let bench = Bench::new(2, &[&provider("up", &server.url, ""), &model("m", "up"), JUDGES]);
    bench.run(&[], 0);
    assert_eq!(bench.outcomes("truncated"), 2);
    fails.store(1, Ordering::SeqCst);
    bench.run(&["--retry", "truncated"], 0);
    assert_eq!(bench.outcomes("truncated"), 2, "{}", bench.status());
    let ended = exporter(bench.path(), &[&arguments("run")[..], &["--retry", "cut"]].concat()).expect(2);
    assert!(ended.stderr.contains("truncated, context_overflow, empty, error"), "{}", ended.stderr);
}

#[test]
fn a_configuration_without_judges_uses_both_built_in_ones() {
    let server = Server::start(|_| answer("It is 42: an addition, therefore forty-two.", 9, 9, None, 0));
    let bench = Bench::new(2, &[&provider("up", &server.url, ""), &model("m", "up")]);
    bench.run(&[], 0);
    bench.judge(&[], 0);
    let judges = bench.status()["judges"].clone();
    let given: Vec<_> =
        judges.as_array().unwrap().iter().map(|judge| (judge["id"].clone(), judge["verdicts"].clone())).collect();
    assert_eq!(given, [(json!("checks"), json!(2)), (json!("coverage"), json!(2))]);
    let doctor = exporter(bench.path(), &arguments("doctor")).expect(0);
    assert!(doctor.stdout.contains("1 model and 2 judges"), "{}", doctor.stdout);
    // One judge alone is a fault; the servers are looked at all the same.
    let one =
        "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"programmatic-checks\"\n";
    let bench = Bench::new(2, &[&provider("up", &server.url, ""), &model("m", "up"), one]);
    let doctor = exporter(bench.path(), &arguments("doctor")).expect(4);
    assert!(
        doctor.stdout.contains("method = \"coverage\"") && doctor.stdout.contains("server up"),
        "{}",
        doctor.stdout
    );
}

/// A router of llama.cpp, as its `/props` and `/v1/models` answer: models are loaded when they are asked for.
struct Router {
    loaded: Mutex<Vec<String>>,
    /// Bytes of the weights of each model.
    bytes: AtomicUsize,
    ftype: &'static str,
    template: &'static str,
    slots: u64,
    context: u64,
    answers_as: Option<&'static str>,
}

impl Router {
    fn start(self) -> (Server, Arc<Self>) {
        let router = Arc::new(self);
        let (asked, looked) = (router.clone(), router.clone());
        let server = Server::with_look_ups(
            move |request| {
                let served = asked.answers_as.unwrap_or(request.model()).to_owned();
                support::streams::openai(&served, "It is 42: an addition, therefore forty-two.", 0)
            },
            move |request| looked.look(&request.path),
        );
        (server, router)
    }

    fn look(&self, path: &str) -> Script {
        let found = |body: serde_json::Value| Script::whole(200, "application/json", body.to_string());
        if path == "/props" {
            return found(
                json!({"role":"router","model_path":"none","default_generation_settings":{"params":null,"n_ctx":0},"build_info":"b11434-abc"}),
            );
        }
        if let Some(query) = path.strip_prefix("/props?model=") {
            let (model, look_only) = match query.strip_suffix("&autoload=false") {
                Some(model) => (model, true),
                None => (query, false),
            };
            let mut loaded = self.loaded.lock().unwrap();
            if !loaded.iter().any(|known| known == model) {
                if look_only {
                    return Script::whole(
                        400,
                        "application/json",
                        r#"{"error":{"code":400,"message":"model is not loaded"}}"#,
                    );
                }
                loaded.push(model.to_owned());
            }
            return found(
                json!({"default_generation_settings":{"n_ctx":self.context},"total_slots":self.slots,"model_ftype":self.ftype,
                "model_path":format!("/srv/me/{model}.gguf"),"chat_template":self.template,"build_info":"b11434-abc"}),
            );
        }
        if path == "/v1/models" {
            let loaded = self.loaded.lock().unwrap();
            let entry = |id: &str| {
                let mut entry = json!({"id":id,"aliases":[],"owned_by":"llamacpp","status":{"value":"unloaded"}});
                if loaded.iter().any(|known| known == id) {
                    entry["meta"] =
                        json!({"n_params":134_515_008_u64,"size":self.bytes.load(Ordering::SeqCst),"ftype":self.ftype});
                }
                entry
            };
            return found(json!({"data":[entry("smol-a"), entry("smol-b")]}));
        }
        Script::whole(if path == "/health" { 200 } else { 404 }, "application/json", r#"{"status":"ok"}"#)
    }
}

fn router() -> Router {
    Router {
        loaded: Mutex::default(),
        bytes: AtomicUsize::new(96_576_768),
        ftype: "Q4_1",
        template: "{% for message in messages %}{{ message }}{% endfor %}",
        slots: 4,
        context: 4096,
        answers_as: None,
    }
}

fn router_bench(server: &Server, more: &str) -> Bench {
    let url = format!("{}/v1", server.url);
    Bench::new(
        2,
        &[
            &provider("up", &url, more),
            &model("smol-a", "up"),
            &model("smol-b", "up"),
            "[models.params]\nmax_tokens = 200\n[models.params.extra]\nrepeat_penalty = 1.1\n",
            JUDGES,
        ],
    )
}

fn export(bench: &Bench, more: &[&str]) -> serde_json::Value {
    let fixed = ["export", "--database", "x.sqlite", "--out", "out", "--id", "x", "--title", "x"];
    exporter(bench.path(), &[&fixed[..], more].concat()).expect(0);
    let text = std::fs::read_to_string(bench.path().join("out/x/summary.json")).unwrap();
    assert!(!text.contains("/srv/me"), "no path of somebody's machine is published");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_router_tells_of_each_model_and_zero_is_no_context() {
    let (server, router) = router().start();
    let bench = router_bench(&server, "");
    let doctor = exporter(bench.path(), &arguments("doctor")).expect(0);
    assert!(doctor.stdout.contains("it is not loaded yet, so its context is not known"), "{}", doctor.stdout);
    assert!(router.loaded.lock().unwrap().is_empty(), "doctor loads nothing");
    bench.run(&[], 0);
    let summary = export(&bench, &["--machine", "Workbench, 2 cores"]);
    for at in 0..2 {
        let serving = &summary["models"][at]["serving"];
        assert_eq!(serving["context_tokens"], 4096, "{serving}");
        assert_eq!((&serving["precisions"], &serving["bits_per_weight"]), (&json!(["Q4_1"]), &json!([5.74])));
        assert_eq!((&serving["engines"], &serving["slots"]), (&json!(["llama.cpp b11434-abc"]), &json!(4)));
        let conditions = &serving["conditions"];
        assert_eq!(conditions["machines"], json!(["Workbench, 2 cores"]));
        assert_eq!((&conditions["concurrency"], &conditions["servers_at_once"]), (&json!([1]), &json!(1)));
        let limit = json!(if at == 0 { 256 } else { 200 });
        assert_eq!((&conditions["max_tokens_low"], &conditions["max_tokens_high"]), (&limit, &limit));
    }
    assert_eq!(summary["models"][1]["serving"]["conditions"]["extra"]["repeat_penalty"], "1.1");
    let codes: Vec<_> = summary["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["builtin-judges"], "nothing is wrong with the servers");
}

#[test]
fn slots_templates_and_contexts_are_told_before_the_first_question() {
    let fallback = "{%- for message in messages -%}\n  {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}\n{%- endfor -%}\n{%- if add_generation_prompt -%}\n  {{- '<|im_start|>assistant\\n' -}}\n{%- endif -%}";
    let made = Router { template: fallback, slots: 1, context: 128, ..router() };
    made.loaded.lock().unwrap().extend(["smol-a".to_owned(), "smol-b".to_owned()]);
    let (server, _) = made.start();
    let bench = router_bench(&server, "");
    let doctor = exporter(bench.path(), &[&arguments("doctor")[..], &["-j", "3"]].concat()).expect(4);
    let ran = bench.run(&["-j", "3"], 0);
    for said in [
        "its context of 128 tokens is too short",
        "3 requests at a time are asked for, and its server works on 1",
        "holds no chat template",
    ] {
        assert!(doctor.stdout.contains(said), "{said}: {}", doctor.stdout);
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    let codes: Vec<_> =
        export(&bench, &[])["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].clone()).collect();
    assert!(codes.contains(&json!("no-chat-template")) && codes.contains(&json!("fewer-slots")), "{codes:?}");
}

#[test]
fn another_model_and_another_file_are_told_and_marked() {
    let (server, _) = Router { answers_as: Some("tiny-q8_0"), ..router() }.start();
    let bench = router_bench(&server, "");
    let ran = bench.run(&[], 0);
    assert!(
        ran.stderr.contains("smol-a was asked for as smol-a, and its server says that tiny-q8_0 answers"),
        "{}",
        ran.stderr
    );
    let summary = export(&bench, &[]);
    assert_eq!(summary["models"][0]["serving"]["other_models"], json!(["tiny-q8_0"]));
    assert!(summary["warnings"].to_string().contains("other-model"), "{}", summary["warnings"]);

    let (server, router) = router().start();
    let bench = router_bench(&server, "");
    bench.run(&["--limit", "1"], 0);
    router.bytes.store(144_000_000, Ordering::SeqCst);
    let ran = bench.run(&[], 0);
    assert!(ran.stderr.contains("bytes of weights 96576768 → 144000000"), "{}", ran.stderr);
    let summary = export(&bench, &[]);
    assert!(summary["warnings"].to_string().contains("files-changed"), "{}", summary["warnings"]);
}

#[test]
fn the_statement_counts_what_was_asked_and_what_is_complete() {
    let server = Server::start(|request| {
        let reason = if request.number == 0 { "stop" } else { "length" };
        let chunk = json!({"choices":[{"index":0,"delta":{"content":"It is 42."},"finish_reason":reason}],
            "usage":{"prompt_tokens":9,"completion_tokens":256}});
        Script::events(vec![support::streams::event(&chunk), support::streams::text("data: [DONE]\n\n")])
    });
    let bench = Bench::new(4, &[&provider("up", &server.url, ""), &model("m", "up"), JUDGES]);
    bench.run(&["--limit", "2"], 0);
    let statement = export(&bench, &[])["provenance"]["statement"].clone();
    let said = "2 of 4 tasks asked of 1 language model, 2 of 4 planned cases asked, 1 complete answer; 0 of 2 answers with text marked by 2 judges";
    assert!(statement.as_str().unwrap().contains(said), "{statement}");
}

#[test]
fn a_catalogue_id_that_nobody_knows_is_a_fault_of_the_configuration() {
    let named = format!("{}catalog_model = \"no-such-model-anywhere\"\n", model("m", "up"));
    let bench = Bench::new(1, &[&provider("up", "http://127.0.0.1:9", ""), &named]);
    let doctor = exporter(bench.path(), &arguments("doctor")).expect(4);
    assert!(doctor.stdout.contains("the catalogue holds no model \"no-such-model-anywhere\""), "{}", doctor.stdout);
    bench.run(&[], 2);
}
