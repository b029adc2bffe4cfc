//! `exporter bench` against a server whose schedule is known: every figure is compared with arithmetic from it.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::time::Duration;

use analytics::bench::{BenchFile, Level, Load, Spread};
use support::program::{Ended, exporter, spawn, wait};
use support::scheduled::{Schedule, Scheduled};

fn bench(server: &Scheduled, folder: &std::path::Path, more: &[&str], code: i32) -> Ended {
    let base = ["bench", "--url", &server.url, "--model", "m", "--database", "x.sqlite", "--power", "none"];
    exporter(folder, &[&base[..], more].concat()).expect(code)
}

fn file(ended: &Ended) -> BenchFile {
    BenchFile::from_json(&ended.stdout).unwrap()
}

/// Within so much of the expected value, and never nearer than the jitter of a shared machine.
fn near(what: &str, value: Option<f64>, expected: f64, part: f64) {
    let value = value.unwrap_or_else(|| panic!("{what} is missing"));
    assert!((value - expected).abs() <= part * expected, "{what}: {value} is not {expected}");
}

fn p50(spread: &Option<Spread>) -> Option<f64> {
    spread.as_ref().map(|spread| spread.p50)
}

fn streams(level: &Level) -> u32 {
    match level.load {
        Load::Closed { concurrency } => concurrency,
        Load::Open { .. } | Load::Replay => 0,
    }
}

/// 400 tokens at 2,000 a second and 41 tokens at 15 ms: 200 ms and 600 ms.
const LENGTHS: [&str; 4] = ["--prompt-tokens", "400", "--output-tokens", "41"];

#[test]
fn one_slot_every_figure() {
    let server = Scheduled::start(Schedule { slots: 1, load: Duration::from_millis(700), ..Schedule::default() });
    let folder = tempfile::tempdir().unwrap();
    let more = [&LENGTHS[..], &["--concurrency", "3,1", "--requests", "9", "--slo", "ttft:900", "--json"]].concat();
    let ended = bench(&server, folder.path(), &more, 0);
    let file = file(&ended);
    assert_eq!(file.levels.iter().map(streams).collect::<Vec<_>>(), [1, 3, 1]);
    for level in &file.levels {
        let figures = &level.figures;
        near("prompt", p50(&figures.prompt_tokens), 400.0, 0.01);
        near("output", p50(&figures.output_tokens), 41.0, 0.0);
        near("prefill", p50(&figures.prefill_tok_per_s), 2_000.0, 0.01);
        near("decode", p50(&figures.decode_tok_per_s), 1e3 / 15.0, 0.03);
        near("server decode", p50(&figures.server.decode_tok_per_s), 1e3 / 15.0, 0.01);
        near("depth", figures.depth_tokens, 420.5, 0.01);
        near("ITL", p50(&figures.inter_token_ms), 15.0, 0.03);
        // 41 tokens in each 800 ms, whoever waits for them.
        near("out", figures.output_tok_per_s, 41.0 / 0.8, 0.03);
        near("in", figures.input_tok_per_s, 400.0 / 0.8, 0.03);
        near("requests", figures.requests_per_min, 75.0, 0.03);
        near("gain", figures.gain, 1.0, 0.05);
        assert_eq!((figures.failures, figures.server.cached_tokens), (0, Some(0)));
        assert!(figures.decoding_at_once < 1.0, "one after the other: {}", figures.decoding_at_once);
    }
    let (one, three) = (&file.levels[0].figures, &file.levels[1].figures);
    near("TTFT of one", p50(&one.ttft_ms), 200.0, 0.05);
    assert!(p50(&one.queue_ms).unwrap() < 15.0, "nobody waits: {:?}", one.queue_ms);
    // Two answers of 800 ms stand before each one.
    near("TTFT of three", p50(&three.ttft_ms), 1_800.0, 0.03);
    near("queue of three", p50(&three.queue_ms), 1_600.0, 0.03);
    near("end to end", p50(&three.end_to_end_ms), 2_400.0, 0.03);
    near("in flight", Some(three.in_flight), 3.0, 0.03);
    near("goodput of one", one.goodput_per_min, 75.0, 0.03);
    assert_eq!(three.goodput_per_min, Some(0.0), "1.8 s are more than 900 ms");
    // The first request loads the model, and nothing else does.
    let cold = file.cold_start.unwrap();
    near("cold less warm", Some(cold.first_ms - cold.warm_ms), 700.0, 0.08);
    let engine = (&file.engine.name, file.engine.slots, file.engine.ignores_end);
    assert_eq!(engine, (&Some("llama.cpp".to_owned()), Some(1), true));
    assert_eq!(file.model.bits_per_weight, Some(5.85));
    assert!(file.notes.iter().any(|note| note.code == "slots"), "{:?}", file.notes);
    assert!(ended.stderr.contains("the server works on 1 requests at a time"), "{}", ended.stderr);
    // What was sent: fresh prompts, no cache, and no end before the limit.
    let questions = server.questions();
    assert!(questions.iter().all(|body| body["cache_prompt"] == false), "{}", questions[0]);
    assert!(questions.iter().skip(3).all(|body| body["ignore_eos"] == true && body["max_tokens"] == 41));
    let mut beginnings: Vec<&str> = questions
        .iter()
        .map(|body| body["messages"][0]["content"].as_str().unwrap().split('.').next().unwrap())
        .collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    assert_eq!(beginnings.len(), questions.len());
}

#[test]
fn slots_for_all_bring_a_gain_and_several_runs_a_spread() {
    let server = Scheduled::start(Schedule::default());
    let folder = tempfile::tempdir().unwrap();
    let more = [&LENGTHS[..], &["--concurrency", "1,4", "--requests", "12", "--runs", "2"]].concat();
    let ended = bench(&server, folder.path(), &[&more[..], &["--json"]].concat(), 0);
    let file = file(&ended);
    assert_eq!(file.levels.len(), 6);
    for level in file.levels.iter().filter(|level| streams(level) == 4) {
        near("out", level.figures.output_tok_per_s, 4.0 * 41.0 / 0.8, 0.04);
        near("gain", level.figures.gain, 4.0, 0.06);
        near("TTFT", p50(&level.figures.ttft_ms), 200.0, 0.08);
        // 600 of each 800 ms are spent on writing, by all four.
        near("at once", Some(level.figures.decoding_at_once), 3.0, 0.05);
    }
    assert!(file.notes.is_empty() || file.notes.iter().all(|note| note.code == "busy-machine"), "{:?}", file.notes);
}

#[test]
fn what_makes_figures_worthless_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let server = Scheduled::start(Schedule { context: 300, ..Schedule::default() });
    let ended = bench(&server, folder.path(), &LENGTHS, 2);
    assert!(ended.stderr.contains("needs 441 tokens of context (0 + 400 + 41) and has 300"), "{}", ended.stderr);
    assert!(ended.stderr.contains("llama-server: -c"), "{}", ended.stderr);
    assert!(server.questions().is_empty());
    let server = Scheduled::start(Schedule { busy: true, ..Schedule::default() });
    let ended = bench(&server, folder.path(), &LENGTHS, 2);
    assert!(ended.stderr.contains("works on 1 other requests") && ended.stderr.contains("--force"), "{}", ended.stderr);
    assert!(server.questions().is_empty());
    // A dry run sends nothing either.
    let ended = bench(&server, folder.path(), &[&LENGTHS[..], &["--dry-run", "--concurrency", "1,3"]].concat(), 0);
    for said in ["3 levels on 1 model", "28 requests", "11200 tokens to read and 1148 to write"] {
        assert!(ended.stdout.contains(said), "{said}: {}", ended.stdout);
    }
    assert!(server.questions().is_empty());
}

#[test]
fn a_cache_that_was_not_empty_and_a_server_that_goes_away_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let server = Scheduled::start(Schedule { cached: 30, ..Schedule::default() });
    let ended = bench(&server, folder.path(), &[&LENGTHS[..], &["--requests", "4", "--json"]].concat(), 0);
    let level = &file(&ended).levels[0];
    assert_eq!(level.notes[0].code, "cache-hits");
    near("prefill of what was fresh", p50(&level.figures.prefill_tok_per_s), 2_000.0, 0.01);
    let server = Scheduled::start(Schedule { dies_after: 10, ..Schedule::default() });
    let ended = bench(&server, folder.path(), &[&LENGTHS[..], &["--requests", "50", "--json"]].concat(), 3);
    let file = file(&ended);
    let level = &file.levels[0];
    assert!(!level.is_complete && level.notes.iter().any(|note| note.code == "server-gone"), "{:?}", level.notes);
    assert_eq!((level.figures.failures, level.figures.requests - level.figures.failures), (3, 6));
    near("TTFT of those before", p50(&level.figures.ttft_ms), 200.0, 0.08);
}

#[test]
fn an_open_loop_sends_when_requests_arrive() {
    let server = Scheduled::start(Schedule::default());
    let folder = tempfile::tempdir().unwrap();
    let more = [&LENGTHS[..], &["--rate", "4", "--requests", "24", "--json"]].concat();
    let ended = bench(&server, folder.path(), &more, 0);
    let level = &file(&ended).levels[0];
    assert_eq!((level.load, level.figures.requests), (Load::Open { per_s: 4.0 }, 24));
    near("decode", p50(&level.figures.decode_tok_per_s), 1e3 / 15.0, 0.03);
    assert_eq!(level.figures.gain, None);
    // A trace: three requests at once and one a second later, on four slots.
    let line = |at: u32| format!("{{\"arrival_ms\":{at},\"input_tokens\":400,\"output_tokens\":21}}\n");
    std::fs::write(folder.path().join("trace.jsonl"), [9_000, 9_000, 9_000, 10_000].map(line).concat()).unwrap();
    let ended = bench(&server, folder.path(), &["--replay", "trace.jsonl", "--json"], 0);
    let level = &file(&ended).levels[0];
    assert_eq!((level.load, level.figures.requests, level.figures.failures), (Load::Replay, 4, 0));
    assert_eq!(level.figures.counted, 4);
    near("from the first arrival to the end of an answer of 500 ms", Some(level.figures.window_ms), 1_500.0, 0.05);
    near("out", level.figures.output_tok_per_s, 4.0 * 21.0 / 1.5, 0.06);
}

#[test]
fn a_bench_can_be_contributed_checked_and_decided_with() {
    let server = Scheduled::start(Schedule::default());
    let folder = tempfile::tempdir().unwrap();
    let more = ["--requests", "4", "--contribute", "mine.json", "--by", "A Reader", "--csv"];
    let csv = bench(&server, folder.path(), &[&LENGTHS[..], &more].concat(), 0).stdout;
    let rows: Vec<&str> = csv.lines().collect();
    assert!(
        rows[0].starts_with("build_commit,cpu_info,gpu_info,model_filename,model_type") && rows.len() == 3,
        "{csv}"
    );
    let path = folder.path().join("mine.json");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains(&folder.path().display().to_string()) && !text.contains("/models/"), "{text}");
    exporter(folder.path(), &["check", "mine.json"]).expect(0);
    let broken = text.replace("\"requests\": 4", "\"requests\": -4");
    std::fs::create_dir(folder.path().join("community")).unwrap();
    std::fs::write(folder.path().join("community/broken.json"), broken).unwrap();
    let ended = exporter(folder.path(), &["check", "community"]).expect(4);
    assert!(ended.stdout.contains("broken.json: at /levels/0/figures/requests"), "{}", ended.stdout);
    // A machine and a model that the catalogue does not know are asked for; then the bench's speed is used.
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let name = path.display().to_string();
    let asked = exporter(root.as_ref(), &["speed", "--bench", &name]).expect(2).stderr;
    assert!(asked.contains("is none of the catalogue") && asked.contains("--machine ID"), "{asked}");
    let typed = ["speed", "--bench", &name, "--machine", "rtx-5090-pc", "--model", "qwen3-32b", "--context", "1024"];
    let said = exporter(root.as_ref(), &typed).expect(0);
    assert!(said.stderr.contains("take the place of estimates"), "{}", said.stderr);
}

#[cfg(unix)]
#[test]
fn what_was_measured_before_ctrl_c_is_kept() {
    let server = Scheduled::start(Schedule::default());
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        ["bench", "--url", &server.url, "--model", "m", "--database", "x.sqlite", "--power", "none", "--json"];
    let child = spawn(folder.path(), &[&arguments[..], &LENGTHS, &["--requests", "500"]].concat());
    while server.questions().len() < 12 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = wait(child).expect(130);
    let level = &file(&ended).levels[0];
    assert!(!level.is_complete && level.notes.iter().any(|note| note.code == "interrupted"), "{:?}", level.notes);
    assert!(level.figures.counted >= 5, "{}", level.figures.counted);
    near("TTFT", p50(&level.figures.ttft_ms), 200.0, 0.08);
}

#[test]
fn bad_input_is_told_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str], expected: &str| {
        let ended = exporter(folder.path(), &[&["bench"], arguments].concat());
        assert!(ended.code == 2 && ended.stderr.contains(expected), "{expected}: {}", ended.stderr);
    };
    said(&["--model", "baseline-echo"], "is a built-in baseline, which has no speed");
    said(&["--model", "nobody"], "has no model \"nobody\"");
    said(&["--model", "m", "--slo", "quick"], "write ttft:2000,itl:100");
    said(&["--model", "m", "--rate", "0"], "--rate (LIM_BENCH_RATE) is 0");
    said(&["--model", "m", "--idle-power", "90", "--load-power", "50"], "power under load is more");
    std::fs::write(folder.path().join("t.jsonl"), "{\"arrival_ms\": 1}\n").unwrap();
    said(&["--model", "m", "--replay", "t.jsonl"], "t.jsonl, line 1: missing field `input_tokens`");
    let explained = exporter(folder.path(), &["bench", "--explain"]).expect(0).stdout;
    assert_eq!(explained.lines().count(), analytics::bench::definitions::DEFINITIONS.len());
}
