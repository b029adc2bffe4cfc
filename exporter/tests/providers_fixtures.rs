//! Where each fixture of provider-apis.md, section 11, is a test; and those that need the whole program.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use exporter::store::{Mode, Store};
use support::program::{command, exporter, spawn};
use support::server::{Request, Server};
use support::streams::{model_or_judge, openai};
use support::suite;

/// Fixture, file, test.
const TABLE: [(u8, &str, &str); 23] = [
    (1, "providers_openai.rs", "fixture_1_an_openrouter_stream_with_comments_reasoning_and_usage"),
    (2, "providers_openai.rs", "fixture_2_an_error_in_the_middle_of_the_stream_is_no_answer"),
    (3, "providers_openai.rs", "fixture_3_a_200_with_an_error_is_no_answer"),
    (4, "providers_openai.rs", "fixture_4_to_6_error_statuses"),
    (5, "providers_openai.rs", "fixture_4_to_6_error_statuses"),
    (6, "providers_openai.rs", "fixture_4_to_6_error_statuses"),
    (7, "providers_openai.rs", "fixture_7_an_end_without_a_finish_reason_is_no_answer"),
    (8, "providers_openai.rs", "fixture_8_characters_split_over_reads_crlf_and_several_data_lines"),
    (9, "providers_ollama.rs", "fixture_9_durations_are_nanoseconds"),
    (9, "providers_ollama.rs", "fixture_9_without_durations_there_are_no_rates"),
    (9, "providers_ollama.rs", "fixture_9_an_error_line_is_no_answer"),
    (10, "providers_ollama.rs", "fixture_10_a_prompt_that_does_not_fit"),
    (11, "providers_openai.rs", "fixture_11_and_13_timings_of_the_server"),
    (12, "providers_openai.rs", "fixture_12_loading_then_ready"),
    (12, "providers_serving.rs", "fixture_12_loading_then_ok"),
    (13, "providers_openai.rs", "fixture_11_and_13_timings_of_the_server"),
    (14, "providers_serving.rs", "fixture_14_lm_studio_names_its_engine_and_counts_in_seconds"),
    (14, "providers_lm_studio.rs", "fixture_14_named_events_with_stats"),
    (15, "providers_openai.rs", "fixture_15_cut_at_the_limit_refused_and_empty"),
    (16, "providers_fixtures.rs", "fixture_16_each_text_of_a_judge"),
    (17, "providers_openai.rs", "fixture_17_the_whole_answer_in_one_chunk_has_no_decode_rate"),
    (18, "providers_fixtures.rs", "fixture_18_killed_between_attempt_and_commit"),
    (18, "faults.rs", "killed_in_the_middle_only_what_was_in_flight_is_asked_again"),
];

#[test]
fn every_fixture_is_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (number, file, test) in TABLE {
        let text = fs::read_to_string(tests.join(file)).unwrap();
        let function = format!("fn {test}()");
        let before = text.find(&function).map(|at| text[..at].trim_end_matches("async ").trim_end());
        let is_test = before.is_some_and(|before| before.ends_with("#[test]") || before.ends_with("#[tokio::test]"));
        assert!(is_test, "fixture {number}: {file} has no test {test}");
    }
    let numbers: BTreeSet<u8> = TABLE.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=18).collect());
}

const CHECKS: &str =
    "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"programmatic-checks\"\n";
const COVERAGE: &str =
    "[[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"capability-coverage\"\n";

fn setup(tasks: usize, url: &str, concurrency: usize, judges: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    suite::small(folder.path(), tasks);
    let config = format!(
        "[[providers]]\nid = \"up\"\nkind = \"openai-compatible\"\nbase_url = \"{url}\"\nconcurrency = {concurrency}\nbackoff_ms = 1\n\
         [[models]]\nid = \"m\"\nprovider = \"up\"\nprovider_model = \"m\"\nfamily = \"f\"\n{judges}"
    );
    fs::write(folder.path().join("lim.toml"), config).unwrap();
    folder
}

const RUN: [&str; 7] = ["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"];

/// A judge's text with what it must come to: marks, or none.
fn texts_of_section_10() -> Vec<(&'static str, String, Option<[u64; 3]>)> {
    let good = r#"{"reasoning":"because","correctness":2,"completeness":1,"quality":0}"#;
    let read = Some([2, 1, 0]);
    vec![
        ("plain", good.to_owned(), read),
        ("fenced", format!("```json\n{good}\n```"), read),
        (
            "a fence within a string",
            r#"{"reasoning":"says ```json {} ```","correctness":2,"completeness":1,"quality":0}"#.to_owned(),
            read,
        ),
        ("text behind it", format!("{good} [1]"), read),
        ("thinking before it", format!("<think>maybe 0 0 0</think>\n{good}"), read),
        ("thinking without its opening mark", format!("maybe 0 0 0</think>{good}"), read),
        ("a raw line break in a string", good.replace("because", "be\ncause"), read),
        ("a list", format!("[{good}]"), read),
        ("a mark as a text", good.replace("\"correctness\":2", "\"correctness\":\"2\""), read),
        ("a mark as a decimal", good.replace("\"correctness\":2", "\"correctness\":2.0"), read),
        ("a mark as a word", good.replace("\"correctness\":2", "\"correctness\":\"good\""), None),
        ("a mark as a fraction", good.replace("\"correctness\":2", "\"correctness\":\"2/2\""), None),
        ("a mark out of range", good.replace("\"correctness\":2", "\"correctness\":3"), None),
        ("a refusal in prose", "I cannot assess this. Score: 2".to_owned(), None),
        ("two that differ", format!("{good}\n{}", good.replace(":2", ":0")), None),
        ("cut off", good[..good.len() - 4].to_owned(), None),
    ]
}

#[test]
fn fixture_16_each_text_of_a_judge() {
    let texts = texts_of_section_10();
    let server = Server::start(move |request: &Request| match request.model() {
        "judge" => {
            let asked = request.body["messages"].to_string();
            let at = (1..=texts.len()).find(|at| asked.contains(&format!("This is question {at}.")));
            openai("judge", &texts[at.unwrap() - 1].1, 0)
        }
        model => openai(model, "It is 42 by addition, therefore forty-two.", 0),
    });
    let texts = texts_of_section_10();
    let judge = "[[judges]]\nid = \"judge\"\nprovider = \"up\"\nprovider_model = \"judge\"\nfamily = \"j\"\n";
    let folder = setup(texts.len(), &server.url, 4, &[judge, CHECKS].concat());
    let path = folder.path();
    exporter(path, &RUN).expect(0);
    exporter(path, &["judge", "--database", "x.sqlite"]).expect(0);
    exporter(path, &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
    for (at, (name, text, marks)) in texts.iter().enumerate() {
        let detail = fs::read_to_string(path.join(format!("s/a/tasks/sum-{:03}.json", at + 1))).unwrap();
        let detail: serde_json::Value = serde_json::from_str(&detail).unwrap();
        let verdict = &detail["cases"][0]["verdicts"][0];
        assert_eq!(verdict["judge"], "judge");
        match marks {
            Some(marks) => assert_eq!(verdict["marks"], serde_json::json!(marks), "{name}: {verdict}"),
            None => {
                assert!(verdict["marks"].is_null(), "{name}: {verdict}");
                assert_eq!(verdict["unreadable"], **text, "{name}: the text is kept");
            }
        }
    }
    let asked_twice =
        server.requests().iter().filter(|request| request.body["messages"].as_array().unwrap().len() > 2).count();
    assert_eq!(
        asked_twice,
        texts.iter().filter(|(_, _, marks)| marks.is_none()).count(),
        "one repair each, and no more"
    );
}

/// The questions whose answers are committed.
async fn settled(path: &Path) -> BTreeSet<String> {
    let Ok(store) = Store::open(&path.join("x.sqlite"), Mode::Read).await else { return BTreeSet::new() };
    let runs = store.runs().await.unwrap();
    let mut settled = BTreeSet::new();
    if let Some(run) = runs.first() {
        let rows = store.answers_of(&run.id).await.unwrap();
        settled.extend(rows.iter().filter(|row| row.is_settled()).map(|row| row.task_id.clone()));
    }
    store.close().await;
    settled
}

fn question(request: &Request) -> String {
    let text = request.body["messages"].to_string();
    let number: usize = text.split("This is question ").nth(1).unwrap().split('.').next().unwrap().parse().unwrap();
    format!("sum-{number:03}")
}

#[tokio::test]
async fn fixture_18_killed_between_attempt_and_commit() {
    const TASKS: usize = 12;
    const AT_A_TIME: usize = 2;
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 4));
    let folder = setup(TASKS, &server.url, AT_A_TIME, &[CHECKS, COVERAGE].concat());
    let path = folder.path();
    let mut kills = 0;
    loop {
        let (done, before) = (settled(path).await, server.count());
        if done.len() == TASKS {
            break;
        }
        let mut child = spawn(path, &RUN);
        // Two more questions each time, and a moment that moves through the stream and the commit behind it.
        let begun = Instant::now();
        while server.count() < before + 2 && child.try_wait().unwrap().is_none() && begun.elapsed().as_secs() < 20 {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(7 * (kills % 8)));
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        let asked: Vec<String> = server.requests()[before..].iter().map(question).collect();
        let again: Vec<_> = asked.iter().filter(|task| done.contains(*task)).collect();
        assert!(again.is_empty(), "asked again although its answer is committed: {again:?}");
        assert!(kills < 60, "it does not get anywhere");
    }
    let asked = server.count();
    exporter(path, &RUN).expect(0);
    assert_eq!(server.count(), asked, "nothing is left to ask");
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    server.requests().iter().for_each(|request| *times.entry(question(request)).or_default() += 1);
    assert_eq!(times.len(), TASKS);
    let twice: usize = times.values().map(|times| times - 1).sum();
    assert!(twice <= AT_A_TIME * kills as usize, "{twice} questions were asked again after {kills} kills");
}

#[test]
fn connections_are_used_again() {
    const AT_A_TIME: usize = 8;
    let server = Server::start(|request| match request.number % 10 {
        // A refusal has a body too, and a stream that ends after its last word has an end.
        9 => support::server::Script::whole(500, "application/json", format!("{{\"error\":\"{}\"}}", "x".repeat(5000))),
        _ => openai(request.model(), &model_or_judge(request), 1),
    });
    let folder = setup(200, &server.url, AT_A_TIME, &[CHECKS, COVERAGE].concat());
    let output = command(folder.path(), &RUN).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(server.count() > 200);
    let opened = server.connections();
    assert!(opened <= AT_A_TIME + 4, "{opened} connections for {} requests, {AT_A_TIME} at a time", server.count());
}
