//! What goes wrong in a run: nothing is lost, nothing is asked twice, and one provider never ends another.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use support::program::{KEY, command, exporter, spawn, wait};
use support::server::{Part, Script, Server};
use support::streams::{event, model_or_judge, openai};
use support::suite;

const JUDGES: &str = "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"programmatic-checks\"\n\
                      [[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"capability-coverage\"\n";

fn provider(id: &str, url: &str) -> String {
    format!(
        "[[providers]]\nid = \"{id}\"\nkind = \"openai-compatible\"\nbase_url = \"{url}\"\napi_key_env = \"TEST_KEY\"\nconcurrency = 2\nbackoff_ms = 1\nfirst_token_timeout_s = 20\n"
    )
}

fn model(id: &str, provider: &str) -> String {
    format!("[[models]]\nid = \"{id}\"\nprovider = \"{provider}\"\nprovider_model = \"{id}\"\nfamily = \"{id}\"\n")
}

fn setup(tasks: usize, config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    suite::small(folder.path(), tasks);
    fs::write(folder.path().join("lim.toml"), config).unwrap();
    folder
}

const RUN: [&str; 7] = ["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"];

fn status(path: &Path) -> serde_json::Value {
    let text = exporter(path, &["status", "--database", "x.sqlite", "--json"]).expect(0).stdout;
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_provider_that_is_down_does_not_end_the_others() {
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 0));
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead_url = format!("http://{}", dead.local_addr().unwrap());
    drop(dead);
    let config = [
        provider("up", &server.url),
        provider("down", &dead_url),
        model("good", "up"),
        model("gone", "down"),
        JUDGES.to_owned(),
    ]
    .concat();
    let folder = setup(3, &config);
    let ran = exporter(folder.path(), &RUN).expect(3);
    assert!(ran.stderr.contains(&format!("server not reachable at {dead_url}")), "{}", ran.stderr);
    assert_eq!(server.count(), 3);
    let status = status(folder.path());
    assert_eq!(status["models"][0]["outcomes"]["answered"], 3);
    assert!(status["models"][1]["outcomes"]["not_run"].as_u64() >= Some(1), "{status}");
}

#[test]
fn a_model_that_the_server_does_not_know_fails_fast() {
    let server = Server::start(|request| {
        if request.model() == "unknown" {
            return Script::whole(
                404,
                "application/json",
                r#"{"error":{"message":"The model `unknown` does not exist","code":"model_not_found"}}"#,
            );
        }
        openai(request.model(), &model_or_judge(request), 0)
    });
    let config = [provider("up", &server.url), model("unknown", "up"), model("good", "up"), JUDGES.to_owned()].concat();
    let folder = setup(6, &config);
    let ran = exporter(folder.path(), &RUN).expect(3);
    assert!(ran.stderr.contains("model unknown is left out"), "{}", ran.stderr);
    let asked = server.requests().iter().filter(|request| request.model() == "unknown").count();
    assert!(asked <= 2, "one for each worker, not one for each task: {asked}");
    assert_eq!(status(folder.path())["models"][1]["outcomes"]["answered"], 6);
}

#[test]
fn passing_faults_are_tried_again_and_counted() {
    let server = Server::start(|request| match request.number {
        0 => Script::whole(429, "application/json", r#"{"error":{"message":"slow down"}}"#).header("retry-after", "0"),
        1 => Script::whole(
            503,
            "application/json",
            r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        ),
        2 => Script::whole(500, "text/html", "<html>oops</html>"),
        3 => Script::events(vec![Part::Cut]),
        _ => openai(request.model(), &model_or_judge(request), 0),
    });
    let folder = setup(1, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
    exporter(folder.path(), &RUN).expect(0);
    assert_eq!(server.count(), 5);
    exporter(folder.path(), &["judge", "--database", "x.sqlite"]).expect(0);
    exporter(folder.path(), &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
    let detail: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("s/a/tasks/sum-001.json")).unwrap()).unwrap();
    assert_eq!(detail["cases"][0]["attempts"], 5);
    assert_eq!(detail["cases"][0]["outcome"], "answered");
}

#[test]
fn a_server_that_always_fails_is_a_result_that_can_be_asked_for_again() {
    let server = Server::start(|_| {
        Script::whole(500, "application/json", format!("{{\"error\":\"broken, and by the way {KEY}\"}}"))
    });
    let folder = setup(1, &[provider("up", &server.url), model("bad", "up"), JUDGES.to_owned()].concat());
    let ran = exporter(folder.path(), &RUN).expect(3);
    assert!(!ran.stderr.contains(KEY) && ran.stderr.contains("[key removed]"), "{}", ran.stderr);
    assert_eq!(server.count(), 3);
    exporter(folder.path(), &RUN).expect(3);
    assert_eq!(server.count(), 3, "it is settled");
    exporter(folder.path(), &[&RUN[..], &["--retry-errors"]].concat()).expect(3);
    assert_eq!(server.count(), 6);
    assert_eq!(status(folder.path())["models"][0]["outcomes"]["provider_error"], 1);
    let bytes = fs::read(folder.path().join("x.sqlite")).unwrap();
    assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
}

#[test]
fn no_money_left_stops_the_provider_and_goes_on_later() {
    let server = Server::start(|request| match request.number {
        0 | 1 => Script::whole(402, "application/json", r#"{"error":{"code":402,"message":"Insufficient credits"}}"#),
        _ => openai(request.model(), &model_or_judge(request), 0),
    });
    let folder = setup(5, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
    let ran = exporter(folder.path(), &RUN).expect(3);
    assert!(
        ran.stderr.contains("provider up is left out from here on: HTTP 402: Insufficient credits"),
        "{}",
        ran.stderr
    );
    assert!(server.count() <= 2);
    exporter(folder.path(), &RUN).expect(0);
    assert_eq!(status(folder.path())["models"][0]["outcomes"]["answered"], 5);
}

#[test]
fn killed_in_the_middle_only_what_was_in_flight_is_asked_again() {
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 25));
    let folder = setup(8, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
    let mut child = spawn(folder.path(), &RUN);
    let begun = Instant::now();
    while server.count() < 5 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    // SIGKILL: no handler can run.
    child.kill().unwrap();
    child.wait().unwrap();
    exporter(folder.path(), &RUN).expect(0);
    let asked = server.count();
    assert!((8..=8 + 2).contains(&asked), "two were in flight at most: {asked}");
    assert_eq!(status(folder.path())["models"][0]["outcomes"]["answered"], 8);
    exporter(folder.path(), &RUN).expect(0);
    assert_eq!(server.count(), asked);
}

#[cfg(unix)]
#[test]
fn ctrl_c_finishes_what_is_in_flight() {
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 25));
    let folder = setup(8, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
    let child = spawn(folder.path(), &RUN);
    let begun = Instant::now();
    while server.count() < 3 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = wait(child).expect(130);
    assert!(ended.stderr.contains("goes on from here"), "{}", ended.stderr);
    let asked = server.count();
    assert!(asked < 8, "{asked}");
    let done = status(folder.path())["models"][0]["outcomes"]["answered"].as_u64().unwrap();
    assert_eq!(done, asked as u64, "everything that was asked is stored");
    exporter(folder.path(), &RUN).expect(0);
    assert_eq!(server.count(), 8, "nothing was asked twice");
}

#[test]
fn two_at_once_lose_nothing_and_ask_nothing_twice() {
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 10));
    let folder = setup(6, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
    let children: Vec<_> = (0..3).map(|_| spawn(folder.path(), &RUN)).collect();
    let ended: Vec<_> = children.into_iter().map(|child| wait(child).expect(0)).collect();
    assert_eq!(server.count(), 6);
    assert!(ended.iter().any(|ended| ended.stderr.contains("waiting until it ends")), "{ended:?}");
    assert_eq!(status(folder.path())["models"][0]["outcomes"]["answered"], 6);
}

#[test]
fn going_back_to_an_earlier_plan_makes_its_run_the_current_one() {
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 0));
    let one = [provider("up", &server.url), model("one", "up"), JUDGES.to_owned()].concat();
    let two = [one.clone(), model("two", "up")].concat();
    let folder = setup(2, &one);
    let path = folder.path();
    let dry = exporter(path, &[&RUN[..], &["--dry-run"]].concat()).expect(0);
    assert!(dry.stdout.contains("one: 2 of 2 cases to ask one of up"), "{}", dry.stdout);
    assert!(!path.join("x.sqlite").exists() && server.count() == 0, "a dry run leaves no trace");
    exporter(path, &RUN).expect(0);
    fs::write(path.join("lim.toml"), two).unwrap();
    let dry = exporter(path, &[&RUN[..], &["--dry-run"]].concat()).expect(0);
    assert!(dry.stdout.contains("one: 0 of 2") && dry.stdout.contains("two: 2 of 2"), "{}", dry.stdout);
    exporter(path, &RUN).expect(0);
    assert_eq!(server.count(), 4, "unchanged cases keep their answers");
    assert_eq!(status(path)["models"].as_array().unwrap().len(), 2);
    fs::write(path.join("lim.toml"), one).unwrap();
    exporter(path, &RUN).expect(0);
    assert_eq!(server.count(), 4);
    assert_eq!(status(path)["models"].as_array().unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_ends_at_once() {
    let server = Server::start(|request| {
        openai(request.model(), &model_or_judge(request), if request.number < 2 { 10_000 } else { 0 })
    });
    let folder = setup(3, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
    let child = spawn(folder.path(), &RUN);
    let begun = Instant::now();
    while server.count() < 2 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    // Two within a second are one.
    for _ in 0..2 {
        assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(1_200));
    }
    let interrupted = Instant::now();
    wait(child).expect(130);
    assert!(interrupted.elapsed() < Duration::from_secs(2), "it does not wait for the stream");
    exporter(folder.path(), &RUN).expect(0);
    assert_eq!(server.count(), 2 + 3, "both cases in flight are asked again");
}

#[test]
fn a_quota_that_comes_back_tomorrow_stops_the_provider_at_once() {
    let server = Server::start(|_| {
        Script::whole(429, "application/json", r#"{"error":{"message":"Rate limit exceeded"}}"#)
            .header("retry-after", "40000")
    });
    let folder = setup(3, &[provider("up", &server.url), model("m", "up"), JUDGES.to_owned()].concat());
    let begun = Instant::now();
    let said = exporter(folder.path(), &RUN).expect(3).stderr;
    assert!(said.contains("HTTP 429: Rate limit exceeded (it asks to wait 11.1 h)"), "{said}");
    assert!(server.count() <= 2 && begun.elapsed() < Duration::from_secs(10));
    assert!(status(folder.path())["models"][0]["outcomes"]["not_run"].as_u64() >= Some(1));
}

#[test]
fn only_a_refused_request_is_known_to_cost_nothing() {
    let priced = || {
        let chunk = serde_json::json!({"choices":[{"index":0,"delta":{"content":"It is 42 by addition."},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":5,"completion_tokens":9,"cost":0.25}});
        Script::events(vec![event(&chunk)])
    };
    let error = serde_json::json!({"error":{"code":429,"message":"busy"}});
    let begun = event(&serde_json::json!({"choices":[{"index":0,"delta":{"content":"It"},"finish_reason":null}]}));
    let refused = Script::whole(429, "application/json", error.to_string());
    let broken = Script::events(vec![begun, event(&error)]);
    let in_band = Script::whole(200, "application/json", error.to_string());
    for (first, known) in [(refused, true), (broken, false), (in_band, false)] {
        let server = Server::start(move |request| if request.number == 0 { first.clone() } else { priced() });
        let folder = setup(1, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
        let path = folder.path();
        exporter(path, &RUN).expect(0);
        exporter(path, &["judge", "--database", "x.sqlite"]).expect(0);
        exporter(path, &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
        let text = fs::read_to_string(path.join("s/a/tasks/sum-001.json")).unwrap();
        assert_eq!(text.contains("\"billed_pico_usd\": 250000000000"), known, "{text}");
    }
}

#[test]
fn a_snapshot_names_no_address_and_a_message_obeys_no_server() {
    let server =
        Server::start(|_| Script::whole(500, "text/plain", "\u{1b}[2J\u{1b}]0;owned\u{7}at http://10.1.2.3/secret"));
    let folder = setup(1, &[provider("up", &server.url), model("bad", "up"), JUDGES.to_owned()].concat());
    let path = folder.path();
    let ran = exporter(path, &RUN).expect(3);
    assert!(ran.stderr.contains("HTTP 500: [2J ]0;owned at http://10.1.2.3/secret"), "{:?}", ran.stderr);
    assert!(!ran.stderr.contains("\u{1b}]") && !ran.stderr.contains('\u{7}'), "{:?}", ran.stderr);
    exporter(path, &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
    let text = fs::read_to_string(path.join("s/a/tasks/sum-001.json")).unwrap();
    assert!(text.contains("\"HTTP 500: the provider failed\"") && !text.contains("10.1.2.3"), "{text}");
}

#[test]
fn a_proxy_is_not_asked_for_a_server_on_this_machine() {
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 0));
    let folder = setup(1, &[provider("up", &server.url), model("good", "up"), JUDGES.to_owned()].concat());
    let ran = command(folder.path(), &RUN).env("http_proxy", "http://127.0.0.1:9").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(server.count(), 1);
}
