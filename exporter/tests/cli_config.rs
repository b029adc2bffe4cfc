//! Configurations that cannot be used: message, line, hint and exit code.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;

use support::program::exporter;
use support::suite;

const MODEL: &str = "[[models]]\nid = \"echo\"\nprovider = \"builtin\"\nprovider_model = \"echo\"\n";
const CHECKS: &str = "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"one\"\n";
const COVERAGE: &str =
    "[[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"two\"\n";

fn provider(line: &str) -> String {
    format!("[[providers]]\nid = \"p\"\nkind = \"openai-compatible\"\nbase_url = \"http://127.0.0.1:9/v1\"\n{line}\n")
}

fn with_params(params: &str) -> String {
    let model = "[[models]]\nid = \"x\"\nprovider = \"p\"\nprovider_model = \"x\"\nfamily = \"f\"\n[models.params]\n";
    [&provider(""), model, params, "\n", CHECKS, COVERAGE].concat()
}

fn refused(config: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    suite::small(folder.path(), 1);
    fs::write(folder.path().join("lim.toml"), config).unwrap();
    let ended = exporter(folder.path(), &["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"])
        .expect(2);
    assert!(!folder.path().join("x.sqlite").exists(), "nothing is created");
    assert_eq!(ended.stdout, "");
    ended.stderr
}

#[test]
fn each_fault_names_its_line_and_how_to_mend_it() {
    for (config, expected) in [
        (String::new(), vec!["lim.toml is empty", "examples/"]),
        ("[run]\nrepeats = \"three\"\n".to_owned(), vec!["lim.toml:2", "invalid type"]),
        ("[run]\n\ntemprature = 1\n".to_owned(), vec!["lim.toml:3", "temprature"]),
        ("[run\n".to_owned(), vec!["lim.toml:1"]),
        ([CHECKS, COVERAGE].concat(), vec!["names no model", "[[models]]"]),
        ([MODEL, CHECKS].concat(), vec!["at least two judges of different families", "only checks is configured"]),
        ([MODEL, CHECKS, &COVERAGE.replace("two", "one")].concat(), vec!["all 2 are of the family \"one\""]),
        ([MODEL, CHECKS, &COVERAGE.replace("family = \"two\"\n", "")].concat(), vec!["lim.toml:11", "`family` is missing"]),
        ([&MODEL.replace("builtin", "nowhere"), CHECKS, COVERAGE].concat(), vec!["lim.toml:2", "there is no provider \"nowhere\"", "builtin"]),
        ([&MODEL.replace("\"echo\"\np", "\"E cho\"\np"), CHECKS, COVERAGE].concat(), vec!["lim.toml:2", "not allowed in an id"]),
        ([MODEL, MODEL, CHECKS, COVERAGE].concat(), vec!["lim.toml:6", "two models with the id \"echo\""]),
        ([&MODEL.replace("provider_model = \"echo\"", "provider_model = \"gpt\""), CHECKS, COVERAGE].concat(), vec!["no built-in baseline \"gpt\"", "lead-keywords"]),
        ([MODEL, &CHECKS.replace("method = \"checks\"", "method = \"vibes\""), COVERAGE].concat(), vec!["there is no method \"vibes\""]),
        ("[[providers]]\nid = \"p\"\nkind = \"openai-compatible\"\n".to_owned() + MODEL, vec!["lim.toml:2", "has no base_url"]),
        ("[[providers]]\nid = \"p\"\nkind = \"gemini\"\n".to_owned() + MODEL, vec!["lim.toml:3", "gemini"]),
        ("[[providers]]\nid = \"p\"\nkind = \"openrouter\"\napi_key_env = \"sk-or-v1-secret\"\n".to_owned() + MODEL, vec!["not the name of an environment variable"]),
        (
            "[[providers]]\nid = \"o\"\nkind = \"ollama\"\n[[models]]\nid = \"x\"\nprovider = \"o\"\nprovider_model = \"gpt-oss:120b-cloud\"\nfamily = \"f\"\n".to_owned() + CHECKS + COVERAGE,
            vec!["lim.toml:5", "does not run on this machine"],
        ),
        (provider("api_key = \"sk-or-v1-secret\""), vec!["lim.toml:5", "unknown field `api_key`", "name that one with api_key_env"]),
        (provider("headers = { Authorization = \"Bearer sk-or-v1-secret\" }"), vec!["lim.toml:5", "unknown field `headers`", "no key belongs into this file"]),
        (provider("api_key_env = [\"sk-or-v1-secret\"]"), vec!["lim.toml:5", "invalid type", "expected a string"]),
        (provider("concurrency = \"sk-or-v1-secret\""), vec!["lim.toml:5", "invalid type: string, expected"]),
        (provider("token = sk-or-v1-secret"), vec!["lim.toml:5"]),
        (provider("idle_timeout_s = 0"), vec!["lim.toml:2", "idle_timeout_s of provider p is 0", "at least 1"]),
        (provider("first_token_timeout_s = 0"), vec!["first_token_timeout_s of provider p is 0"]),
        (provider("connect_timeout_s = 0"), vec!["connect_timeout_s of provider p is 0"]),
        (provider("answer_timeout_s = 9223372036854775807"), vec!["lim.toml:2", "answer_timeout_s of provider p is 9223372036854775807 seconds, longer than 30 days"]),
        (provider("idle_timeout_s = 2592001"), vec!["idle_timeout_s of provider p is 2592001"]),
        (provider("").replace("/v1", "/v1#x"), vec!["lim.toml:2", "fragment"]),
        (with_params("extra = { a = { b = [1.0, nan] } }"), vec!["extra.a.b[1] is a number that is not finite"]),
        (with_params("extra = { top_p = inf }"), vec!["extra.top_p is a number that is not finite"]),
        (with_params("extra = { when = 2026-01-01 }"), vec!["extra.when is a date or a time"]),
        (with_params("openrouter = { only = [\"x\"] }"), vec!["`openrouter` is for providers of the kind openrouter", "openai-compatible"]),
    ] {
        let said = refused(&config);
        for part in expected {
            assert!(said.contains(part), "{part:?} is missing in:\n{said}\nfor:\n{config}");
        }
        assert!(said.starts_with("error: "), "{said}");
        assert!(!said.contains('\u{1b}'), "no colour outside of a terminal: {said:?}");
        assert!(!said.contains("sk-or-v1-secret"), "a key is never repeated: {said}");
    }
}

#[test]
fn a_missing_key_is_named_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    suite::small(folder.path(), 1);
    let config = "[[providers]]\nid = \"p\"\nkind = \"openrouter\"\napi_key_env = \"NO_SUCH_KEY\"\n[[models]]\nid = \"x\"\nprovider = \"p\"\nprovider_model = \"x\"\nfamily = \"f\"\n";
    fs::write(folder.path().join("lim.toml"), [config, CHECKS, COVERAGE].concat()).unwrap();
    let ended = exporter(folder.path(), &["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"])
        .expect(2);
    assert!(ended.stderr.contains("NO_SUCH_KEY is not set"), "{}", ended.stderr);
    let ended = exporter(folder.path(), &["status", "--database", "x.sqlite"]).expect(2);
    assert!(ended.stderr.contains("has no run"), "a start that cannot send begins no run: {}", ended.stderr);
}

#[test]
fn an_option_that_is_out_of_range_is_named_and_not_the_file() {
    let folder = tempfile::tempdir().unwrap();
    suite::small(folder.path(), 1);
    let said = |option: &[&str]| {
        exporter(folder.path(), &[&["run", "--tasks", "tasks", "--database", "x.sqlite"], option].concat())
            .expect(2)
            .stderr
    };
    for (option, expected) in [
        (&["--repeats", "0"][..], "--repeats (LIM_REPEATS) is 0"),
        (&["--temperature=-1"], "--temperature (LIM_TEMPERATURE) is -1"),
        (&["--temperature", "-1"], "--temperature (LIM_TEMPERATURE) is -1"),
    ] {
        assert!(said(option).contains(expected), "{}", said(option));
    }
}

#[test]
fn judge_passes_over_nothing_that_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 1);
    exporter(path, &["run", "--tasks", "tasks", "--database", "x.sqlite"]).expect(0);
    let judge = |more: &[&str]| exporter(path, &[&["judge", "--database", "x.sqlite"], more].concat());
    let ended = judge(&["--run", "X", "--config", "nope.toml"]).expect(2);
    assert!(ended.stderr.contains("exclude each other"), "{}", ended.stderr);
    let ended = judge(&["--tasks", "tasks"]).expect(2);
    assert!(ended.stderr.contains("--tasks (LIM_TASKS) changes a plan"), "{}", ended.stderr);
    judge(&[]).expect(0);
}

#[test]
fn wrong_arguments_and_missing_things() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    exporter(path, &["run", "--nonsense"]).expect(2);
    exporter(path, &[]).expect(2);
    exporter(path, &["--help"]).expect(0);
    let ended = exporter(path, &["run", "--tasks", "mine"]).expect(2);
    assert!(ended.stderr.contains("no folder of tasks at mine"), "{}", ended.stderr);
    let ended = exporter(path, &["status", "--database", "none.sqlite"]).expect(1);
    assert!(ended.stderr.contains("there is no database at none.sqlite"), "{}", ended.stderr);
    let ended = exporter(path, &["export", "--database", "none.sqlite", "--id", "../x", "--title", "t"]).expect(2);
    assert!(ended.stderr.contains("not allowed in an id"), "{}", ended.stderr);
    let ended = exporter(path, &["check", "nowhere"]).expect(2);
    assert!(ended.stderr.contains("there is nothing at nowhere"), "{}", ended.stderr);
    let ended = exporter(path, &["judge", "--database", "new/x.sqlite"]).expect(1);
    assert!(ended.stderr.contains("there is no database at new/x.sqlite"), "{}", ended.stderr);
    assert!(!path.join("new").exists(), "a mistyped path leaves nothing behind");
    let text = "this is no database, but a text of some length that fills a page";
    fs::write(path.join("text.sqlite"), text).unwrap();
    suite::small(path, 1);
    for command in [&["status"][..], &["judge"], &["run", "--tasks", "tasks"]] {
        let ended = exporter(path, &[command, &["--database", "text.sqlite"]].concat()).expect(1);
        assert!(
            ended.stderr.contains("it is no SQLite file") && ended.stderr.contains("--database"),
            "{}",
            ended.stderr
        );
        assert_eq!(fs::read_to_string(path.join("text.sqlite")).unwrap(), text);
    }
    fs::write(path.join("empty.sqlite"), "").unwrap();
    let ended = exporter(path, &["status", "--database", "empty.sqlite"]).expect(1);
    assert!(ended.stderr.contains("is empty; `exporter run` fills one"), "{}", ended.stderr);
}

#[test]
fn environment_and_flags_mean_the_same_and_flags_win() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 2);
    let mut command = support::program::command(path, &["run", "--repeats", "2"]);
    command.env("LIM_DATABASE", "env/y.sqlite").env("LIM_TASKS", "tasks").env("LIM_REPEATS", "3").env("LIM_QUIET", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "quiet: {}", String::from_utf8_lossy(&output.stderr));
    let status = exporter(path, &["status", "--database", "env/y.sqlite", "--json"]).expect(0).stdout;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    let models = exporter::provider::builtin::Baseline::ALL.len();
    assert_eq!(status["runs"][0]["cases"], 2 * 2 * models);
}

#[test]
fn outside_of_the_repository_the_tasks_of_the_program_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tasks");
    let here = exporter::tasks::load_dir(&repository).unwrap();
    let listed: serde_json::Value =
        serde_json::from_str(&exporter(path, &["tasks", "list", "--json"]).expect(0).stdout).unwrap();
    let digests = |value: &serde_json::Value| value["sha256"].as_str().unwrap().to_owned();
    let listed: Vec<String> = listed.as_array().unwrap().iter().map(digests).collect();
    assert_eq!(listed, here.iter().map(|task| task.sha256.clone()).collect::<Vec<_>>());
    // A run plans and does the same ones, with the built-in baselines, and a folder of one's own goes before them.
    exporter(path, &["run"]).expect(0);
    std::fs::create_dir_all(path.join("data/tasks")).unwrap();
    std::fs::copy(repository.join("debugging-001.md"), path.join("data/tasks/debugging-001.md")).unwrap();
    let own = exporter(path, &["tasks", "list", "--json"]).expect(0).stdout;
    assert_eq!(own.matches("\"sha256\"").count(), 1, "{own}");
    assert!(
        exporter(path, &["tasks", "list", "--folder", "data/suites/small", "--json"])
            .expect(0)
            .stdout
            .contains("sha256")
    );
}
