//! A bench in the place of estimates: the machine that it is matched with, and what the calculators make of it.

mod support;

use analytics::bench::{
    BenchFile, BenchedEngine, BenchedMachine, BenchedModel, FORMAT, Level, LevelFigures, Load, Spread, VERSION,
};
use analytics::decision::{BenchFault, Facts, Field, State, machine_like, resolve};
use analytics::speed::Basis;

fn facts() -> Facts {
    Facts::new(&support::catalog(), Some(&support::published())).expect("facts")
}

fn spread(p50: f64) -> Option<Spread> {
    Some(Spread { n: 12, p50, p90: p50, max: p50, p50_interval: None, p99: None })
}

fn level(concurrency: u32, depth: u32, (read, write, all): (f64, f64, f64)) -> Level {
    let tokens = f64::from(depth) + 512.0;
    let figures = LevelFigures {
        requests: 12,
        counted: 11,
        prompt_tokens: spread(tokens),
        prefill_tok_per_s: spread(read),
        decode_tok_per_s: spread(write),
        depth_tokens: Some(tokens + 64.0),
        output_tok_per_s: Some(all),
        ..LevelFigures::default()
    };
    let load = Load::Closed { concurrency };
    Level {
        run: 1,
        position: 1,
        load,
        prompt_tokens: 512,
        depth_tokens: depth,
        output_tokens: 128,
        is_complete: true,
        figures,
        notes: Vec::new(),
    }
}

fn bench(description: &str, memory_gib: f64, gpus: &[&str], levels: Vec<Level>) -> BenchFile {
    BenchFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        id: "x".to_owned(),
        started_at: "2026-12-01T00:00:00.000Z".to_owned(),
        program: "0".to_owned(),
        by: None,
        model: BenchedModel {
            id: "gpt-oss-120b".to_owned(),
            precision: Some("MXFP4".to_owned()),
            ..BenchedModel::default()
        },
        machine: Some(BenchedMachine {
            description: description.to_owned(),
            memory_gib: Some(memory_gib),
            gpus: gpus.iter().map(|gpu| (*gpu).to_owned()).collect(),
            ..BenchedMachine::default()
        }),
        engine: BenchedEngine { name: Some("llama.cpp".to_owned()), ..BenchedEngine::default() },
        limits: None,
        cold_start: None,
        power: None,
        levels,
        notes: Vec::new(),
    }
}

#[test]
fn machines_are_known_by_chip_and_memory() {
    let facts = facts();
    let found = |description: &str, memory: f64, gpus: &[&str]| {
        let file = bench(description, memory, gpus, Vec::new());
        machine_like(&facts, &file.machine.expect("a machine")).map(|at| facts.machines[at].id.clone())
    };
    // As the systems name them: a Strix Halo keeps some of its 128 GB, and a card's driver says its maker.
    let halo = found("AMD Ryzen AI MAX+ 395 w/ Radeon 8060S, 32 cores, 122.8 GiB, linux x86_64", 122.8, &[]);
    let halo = facts.machine(&halo.expect("a Strix Halo")).expect("known");
    assert_eq!(
        (facts.machines[halo].chip.as_str(), facts.machines[halo].memory_gib),
        ("Ryzen AI Max+ 395", Some(128.0))
    );
    let card = found("AMD Ryzen 9 7950X, 32 cores, 61.9 GiB, linux x86_64", 61.9, &["NVIDIA GeForce RTX 4090"]);
    assert_eq!(facts.machines[facts.machine(&card.expect("a 4090")).expect("known")].chip, "RTX 4090");
    let two = found("AMD Ryzen 9 7950X", 61.9, &["NVIDIA GeForce RTX 4090", "NVIDIA GeForce RTX 4090"]);
    assert_eq!(facts.machines[facts.machine(&two.expect("two 4090")).expect("known")].chip, "2x RTX 4090");
    assert_eq!(found("AMD EPYC, 2 cores, 23.5 GiB, linux x86_64", 23.5, &[]), None);
    assert_eq!(found("Apple M4 Max", 16.0, &[]), None, "no M4 Max has 16 GB");
}

#[test]
fn a_bench_goes_before_every_estimate_and_every_other_source() {
    let mut facts = facts();
    let levels =
        vec![level(1, 0, (300.0, 40.0, 35.0)), level(4, 0, (90.0, 20.0, 70.0)), level(1, 8_192, (280.0, 30.0, 20.0))];
    let file = bench("AMD Ryzen AI MAX+ 395 w/ Radeon 8060S", 122.8, &[], levels);
    let entered = facts.enter_bench(&file, None, None).expect("a bench");
    assert_eq!(entered.rows, 7);
    let (model, machine) = (facts.models[entered.model].id.clone(), facts.machines[entered.machine].id.clone());
    let weights = entered.file.expect("the catalogue has its file");
    let state = State::parse(&facts, &format!("?m={model}:{weights}&k={machine}&c=1024&na=4"));
    let resolved = resolve(&facts, &state);
    let decode = resolved.speeds.decode.expect("a speed");
    assert_eq!((decode.basis, (decode.value / 40.0 - 1.0).abs() < 0.03), (Basis::OwnRun, true));
    let prefill = resolved.speeds.prefill.expect("a speed of prompts");
    assert!((prefill.value / 300.0 - 1.0).abs() < 0.03, "{}", prefill.value);
    let streams = resolved.speeds.streams.expect("several streams");
    // At 1,024 tokens and not 512 a further stream costs a little more.
    assert!(streams.streams == 4 && (streams.gain - 2.0).abs() < 0.2, "70 over 35: {}", streams.gain);
    let field = resolved.get(Field::DECODE).expect("a speed in the form").to_f64();
    assert!((field - decode.value).abs() < 0.01, "{field}");
    let deep = State::parse(&facts, &format!("?m={model}:{weights}&k={machine}&c=8768"));
    let deep = resolve(&facts, &deep).speeds.decode.expect("a speed at depth");
    assert_eq!((deep.basis, deep.value.round()), (Basis::OwnRun, 30.0));
}

#[test]
fn what_cannot_be_entered_says_why() {
    let mut facts = facts();
    let good = vec![level(1, 0, (300.0, 40.0, 35.0))];
    let unknown = bench("AMD EPYC, 2 cores", 23.5, &[], good.clone());
    assert!(matches!(facts.enter_bench(&unknown, None, None), Err(BenchFault::Machine(_))));
    let typed = facts.machines[0].id.clone();
    assert_eq!(facts.enter_bench(&unknown, Some(&typed), None).map(|entered| entered.machine), Ok(0));
    let mut stranger = unknown.clone();
    stranger.model.id = "my-own-model".to_owned();
    assert!(matches!(facts.enter_bench(&stranger, Some(&typed), None), Err(BenchFault::Model(_))));
    let empty = bench("x", 1.0, &[], Vec::new());
    assert_eq!(facts.enter_bench(&empty, Some(&typed), None), Err(BenchFault::Empty));
    assert_eq!(empty.faults(), ["it holds no level"]);
    let mut odd = unknown;
    odd.levels[0].figures.counted = 13;
    odd.levels[0].figures.output_tok_per_s = Some(90.0);
    assert_eq!(odd.faults().len(), 2, "{:?}", odd.faults());
    for (text, expected) in [
        ("{", "no bench file"),
        ("{\"format\":\"x\"}", "its format is"),
        ("{\"format\":\"lim-bench\",\"version\":9}", "version 9"),
    ] {
        let error = BenchFile::from_json(text).map(|_| ()).expect_err("no bench").to_string();
        assert!(error.contains(expected), "{error}");
    }
}
