//! What machines run, from the committed catalogue, against published verdicts and figures.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use analytics::catalog::{Catalog, MachineKind};
use analytics::cost::{Currency, Dec};
use analytics::decision::{Facts, Field, State};
use analytics::memory::FitVerdict;
use analytics::setup::{
    GpuLimit, MOST_PEOPLE, READABLE_TOK_PER_S, Setup, commands, gpu_limit, pair, placement, setup, sharing, swap,
};
use analytics::speed::Basis;

fn known() -> (Catalog, Facts) {
    static KNOWN: std::sync::OnceLock<(Catalog, Facts)> = std::sync::OnceLock::new();
    let read = || {
        let catalog = support::catalog();
        let facts = Facts::new(&catalog, Some(&support::published())).expect("facts");
        (catalog, facts)
    };
    KNOWN.get_or_init(read).clone()
}

fn on(facts: &Facts, machine: &str) -> Setup {
    setup(facts, facts.machine(machine).unwrap()).unwrap()
}

fn names<'a>(facts: &'a Facts, found: &Setup) -> Vec<&'a str> {
    found.runs.iter().map(|run| facts.models[run.chosen.model].id.as_str()).collect()
}

#[test]
fn the_best_scored_model_that_fits_comes_first() {
    let (_, facts) = known();
    // The published order: gpt-oss-120b 1.89 before all others; on 32 GB GLM-4.7-Flash 1.64 is the first that fits.
    let mac = on(&facts, "mac-studio-m4-max-128");
    assert_eq!(names(&facts, &mac)[0], "gpt-oss-120b");
    let card = on(&facts, "rtx-5090-pc");
    assert_eq!(names(&facts, &card)[0], "glm-4.7-flash");
    assert!(!names(&facts, &card).contains(&"gpt-oss-120b"));
    // Scores fall; models without one and slow ones follow.
    let scores: Vec<f64> =
        mac.runs.iter().filter(|run| !run.is_slow()).map(|run| run.score.map_or(-1.0, |score| score.value)).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}

#[test]
fn a_raspberry_pi_runs_only_small_models() {
    let (_, facts) = known();
    let pi = on(&facts, "raspberry-pi-5-8");
    assert!((pi.limit.default_gib - 6.4).abs() < 0.2);
    assert_eq!(names(&facts, &pi), ["llama-3.2-3b"]);
    // Published: 4.61 and 4.75 tokens a second with a short context; with 16,384 tokens it is slower.
    let run = &pi.runs[0];
    assert!(run.decode.value > 1.0 && run.decode.value < 4.75, "{}", run.decode.value);
    assert_eq!(swap(&facts, &pi), None);
}

#[test]
fn a_measured_speed_is_marked_as_measured() {
    let (_, facts) = known();
    let spark = on(&facts, "dgx-spark");
    let at = facts.model("gpt-oss-120b").unwrap();
    let run = spark.runs.iter().find(|run| run.chosen.model == at).unwrap();
    // Published on a DGX Spark: 57.8 to 59.0 with a short context and 42.9 after 32,768 tokens, so between at 16,384.
    assert!((42.9..59.0).contains(&run.decode.value), "{}", run.decode.value);
    assert!(matches!(run.decode.basis, Basis::Measured | Basis::Anchored));
}

#[test]
fn people_have_memory_and_speed() {
    let (_, facts) = known();
    for machine in 0..facts.machines.len() {
        let Some(found) = setup(&facts, machine) else { continue };
        for run in &found.runs {
            assert!((1..=MOST_PEOPLE).contains(&run.people));
            assert!(run.needed_gib <= found.limit.raised_gib);
            assert!(run.people == 1 || run.each.value >= READABLE_TOK_PER_S);
            assert!(run.each.value <= run.decode.value * 1.000_001);
            assert!(run.longest_context <= facts.models[run.chosen.model].context_tokens);
            assert!(run.longest_context >= found.context_tokens);
        }
    }
}

#[test]
fn two_models_stay_loaded_where_the_published_page_denied_it() {
    let (_, facts) = known();
    // The audit: gpt-oss-120b and GLM-4.7-Flash fit together into the 96 GiB that a Mac with 128 GB gives its GPU.
    let mac = on(&facts, "mac-studio-m4-max-128");
    let found = pair(&facts, &mac).unwrap();
    assert_eq!(facts.models[found.best.chosen.model].id, "gpt-oss-120b");
    assert_ne!(found.fit, FitVerdict::DoesNotFit);
    assert!(found.needed_gib <= 96.0);
    // 63.4 GB at 5 GB/s.
    assert!((swap(&facts, &mac).unwrap().seconds - 12.68).abs() < 0.01);
}

#[test]
fn the_limit_of_a_mac_is_raised_by_a_command() {
    let (_, facts) = known();
    let machine = facts.machine("mac-studio-m4-max-128").unwrap();
    let found = on(&facts, "mac-studio-m4-max-128");
    // 128 GiB less 12 for the system: 116 GiB = 118,784 MiB.
    let expected = "sudo sysctl iogpu.wired_limit_mb=118784".to_owned();
    assert_eq!(gpu_limit(&facts.machines[machine], &found.limit), GpuLimit::MacOs { command: expected });
    let strix = facts.machine("ryzen-ai-max-395-128").unwrap();
    let GpuLimit::Gtt { parameters, gib } =
        gpu_limit(&facts.machines[strix], &on(&facts, "ryzen-ai-max-395-128").limit)
    else {
        panic!("Strix Halo has kernel parameters");
    };
    // 126,976 MiB = 124 GiB, in pages of 4 KiB.
    assert!(parameters.contains("gttsize=126976") && parameters.contains("pages_limit=32505856"));
    assert_eq!((gib * 1_024, gib * 1_024 * 256), (126_976, 32_505_856));
}

#[test]
fn commands_hold_only_names_that_a_source_gives() {
    let (catalog, _) = known();
    let lines = |id: &str, file: &str, usual, people| -> Vec<String> {
        let entry = catalog.model(id).unwrap();
        commands(entry, file, usual, MachineKind::AppleUnified, 16_384, people)
            .into_iter()
            .flat_map(|command| command.lines)
            .collect()
    };
    let shared = commands(catalog.model("gpt-oss-120b").unwrap(), "MXFP4", true, MachineKind::AppleUnified, 16_384, 4);
    assert!(shared.iter().flat_map(|command| &command.note).any(|note| note.contains("-c 65536 -np 4")), "{shared:?}");
    assert_eq!(
        lines("gpt-oss-120b", "MXFP4", true, 4),
        [
            "ollama pull gpt-oss:120b",
            "ollama run gpt-oss:120b",
            "llama-server -hf ggml-org/gpt-oss-120b-GGUF -c 16384 -np 1 -ngl 99 --jinja",
            "lms get ggml-org/gpt-oss-120b-GGUF",
            "lms load --context-length 16384 --gpu max",
            "lms server start",
        ]
    );
    // Another file than the usual one is not what Ollama's tag names.
    assert_eq!(
        lines("minimax-m2.5", "UD-Q3_K_S", false, 1)[..2],
        [
            "ollama pull hf.co/unsloth/MiniMax-M2.5-GGUF:UD-Q3_K_S",
            "ollama run hf.co/unsloth/MiniMax-M2.5-GGUF:UD-Q3_K_S"
        ]
    );
    assert!(lines("deepseek-v4-flash", "UD-IQ3_XXS", true, 1).is_empty());
    let pi = commands(catalog.model("qwen2.5-7b").unwrap(), "Q4_K_M", true, MachineKind::Cpu, 4_096, 1);
    assert!(pi.iter().all(|command| command.lines.iter().all(|line| !line.contains("-ngl"))));
}

#[test]
fn a_large_model_is_placed_on_a_machine_that_holds_it() {
    let (_, facts) = known();
    let all: Vec<Setup> = (0..facts.machines.len()).filter_map(|at| setup(&facts, at)).collect();
    let of = |id: &str| placement(&facts, &all, facts.model(id).unwrap());
    let large = of("gpt-oss-120b").unwrap();
    assert!(facts.machines[large.smallest.machine].memory_gib.unwrap() >= 72.0);
    assert!([large.smallest, large.fastest].iter().all(|place| facts.machines[place.machine].id != "h100-server"));
    assert!(large.fastest.run.decode.value >= large.smallest.run.decode.value);
    let (cheapest, usd) = large.cheapest.unwrap();
    assert!(usd > 1_000.0 && cheapest.run.needed_gib < 64.0);
    let small = of("qwen3-14b").unwrap();
    assert!(
        facts.machines[small.smallest.machine].memory_gib.unwrap()
            < facts.machines[large.smallest.machine].memory_gib.unwrap()
    );
}

/// The published co-op, as the audit computes it: 40,000 SEK over 36 months and 58 SEK of electricity make 1,169 SEK a
/// month; four pay 292 SEK each, and 390 SEK once one has left.
#[test]
fn a_group_pays_what_the_audit_says() {
    let (_, facts) = known();
    let mut state = State::new(&facts);
    state.choose_machine(facts.machine("mac-studio-m4-max-128").unwrap());
    state.choose_currency(&facts, Currency::Sek);
    let whole = |value: i64| Some(Dec::micro(value * 1_000_000));
    for (field, value) in [
        (Field::PEOPLE, 4),
        (Field::ACTIVE, 4),
        (Field::TOKENS, 1),
        (Field::PRICE, 40_000),
        (Field::MONTHS, 36),
        (Field::RESIDUAL, 0),
        (Field::KWH, 2),
        (Field::LOAD_W, 120),
        (Field::IDLE_W, 120),
        (Field::HOURS, 8),
        (Field::DAYS, 30),
    ] {
        state.enter(field, whole(value));
    }
    let found = sharing(&facts, &state).unwrap();
    assert!((found.each.to_f64() - 292.2).abs() < 0.5, "{}", found.each.to_f64());
    assert!((found.one_left.unwrap().to_f64() - 389.6).abs() < 0.6);
    assert_eq!(found.share_of_price.to_f64(), 10_000.0);
    // Half of the price is used up half-way, without any resale: a quarter of 20,000.
    assert_eq!(found.leaver_gets.to_f64(), 5_000.0);
    assert_eq!(facts.models[found.chosen.model].id, "gpt-oss-120b");
    assert!(found.most_at_once >= 4 && found.needed_gib > 61.0 && found.needed_gib < 96.0);
    // One person alone never asks four times at once.
    state.enter(Field::PEOPLE, whole(1));
    let alone = sharing(&facts, &state).unwrap();
    assert!(alone.one_left.is_none() && alone.needed_gib < found.needed_gib);
    assert!(alone.tok_per_s_at_peak > found.tok_per_s_at_peak);
}
